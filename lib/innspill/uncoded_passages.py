"""Codes and letters → what the codebook left alone, and what it finds more often in one written language.

A passage without a theme is either beside all themes (a greeting within the text, a fact about the kommune) or one that
the patterns miss. So the passages are listed, never judged here, and the sentence says how much of the letters they are.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from innspill.evidence import coded_segments
from innspill.results import Result, segment_evidence
from innspill.row_order import group_rows, letter_rows
from innspill.uncoded_findings import note_balance, note_uncoded, say_balance, say_uncoded
from innspill.wording import LANGUAGE_NAMES, Labels, label_in

WRITTEN = ("nb", "nn")
# More letters than this are told of by sender type.
MAX_ROWS = 40
# A passage of fewer words is often a scrap: a slide's title, a cell of a table.
SHORT = 5
# A theme is flagged where it takes up so many times more of the passages in one written language …
RATIO = 2.0
# … and is sure where chance alone would do so in fewer than this share of all ways to deal out the languages.
SURE = 0.05
_UNCODED_COLUMNS = ["row", "row_label", "row_label_en", "unit", "n", "n_segments", "words", "n_words", "n_letters", "share"]


def uncoded(
    codes: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame, scheme: str = "theme", max_rows: int = MAX_ROWS
) -> Result:
    """How much of each letter no code of `scheme` covers: one row a letter, or a sender type with more than `max_rows`.

    `n` of the row's `n_segments` passages have no code, with `words` of its `n_words` words; `share` is words / n_words,
    null for a row without words. Headings and passages without a word are left out: they say nothing by themselves. The
    rows with the largest share come first. In the evidence what answers a question comes first, and then the long before the
    short; the note says how many have fewer than SHORT words.
    """
    passages = segment_evidence(segments[segments["kind"] != "heading"], documents)
    passages = passages[passages["words"].fillna(0) > 0]
    coded = set(codes.loc[codes["scheme"] == scheme, "segment_id"])
    passages = passages.assign(bare=~passages["segment_id"].isin(coded), n_words=passages["words"])
    passages["words"] = passages["n_words"].where(passages["bare"], 0)
    rows = _rows_of(documents, max_rows)
    counted = passages.merge(rows[["submission_id", "row"]], on="submission_id").groupby("row")
    counted = counted.agg(n=("bare", "sum"), n_segments=("bare", "size"), words=("words", "sum"), n_words=("n_words", "sum"))
    table = rows.groupby("row", sort=False).agg(
        row_label=("row_label", "first"),
        row_label_en=("row_label_en", "first"),
        unit=("unit", "first"),
        n_letters=("row", "size"),
    )
    table = table.join(counted).reset_index()
    whole = ["n", "n_segments", "words", "n_words", "n_letters"]
    table = table.fillna(dict.fromkeys(whole, 0)).astype(dict.fromkeys(whole, "Int64"))
    table["share"] = (table["words"] / table["n_words"].where(table["n_words"] > 0)).astype("Float64")
    table = table.sort_values("share", ascending=False, kind="stable", na_position="last", ignore_index=True)
    evidence = _to_be_read(passages[passages["bare"]].merge(rows[["submission_id", "row"]], on="submission_id"))
    return Result(
        "uncoded",
        table[_UNCODED_COLUMNS],
        ("row",),
        {language: say_uncoded(table, language) for language in ("nb", "en")},
        len(documents),
        evidence.assign(words=evidence["n_words"], evidence=None),
        note_uncoded(int((evidence["n_words"] < SHORT).sum()), len(evidence)),
        {"scheme": scheme, "max_rows": max_rows},
    )


def _to_be_read(passages: pd.DataFrame) -> pd.DataFrame:
    """The passages in the order in which they are worth reading: answers first, the longest first, then as they stand."""
    ordered = passages.assign(outside=passages["question"].isna())
    ordered = ordered.sort_values(["outside", "n_words"], ascending=[True, False], kind="stable", ignore_index=True)
    return ordered.drop(columns="outside")


def _rows_of(documents: pd.DataFrame, max_rows: int) -> pd.DataFrame:
    """The row that each letter falls in, and its names."""
    if len(documents) <= max_rows:
        return letter_rows(documents).assign(unit="submission")
    return group_rows(documents, "sender_type", None).assign(unit="group").sort_values("place", kind="stable")


def language_balance(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    scheme: str = "theme",
    order: Sequence[str] | None = None,
    labels: Labels | None = None,
    min_group: int = 5,
    n_shuffles: int = 10_000,
    seed: int = 1,
) -> Result:
    """How often each code is found in letters in bokmål and in nynorsk: one row a code × written language, with zeros.

    `n` of the language's `n_letters` letters carry the code, `share` is their ratio; `passages` is the mean share of a
    letter's passages, headings among them, with the code. `ratio` is the larger such mean over the smaller (null where one
    of them is 0), `p` the share of `n_shuffles` (in full five hundreds) random deals of the languages over the letters that
    set the means as far apart (two-sided, the observed one counted in: Phipson & Smyth 2010), `p_adjusted` the same after
    Benjamini & Hochberg (1995) over all codes.
    `flagged`: at least RATIO times as often (in one language only counts too), in at least `min_group` letters: look at
    the patterns. `sure`: flagged, and p_adjusted below SURE. With fewer than `min_group` letters in a language nothing is
    tested (null) or flagged. Letters in another language are left out. The patterns of one language may be fewer, or its
    senders may say it more: the passages tell.
    """
    letters = documents[documents["language"].isin(WRITTEN)].reset_index(drop=True)
    coded = coded_segments(codes, segments, letters, scheme)
    order = list(order) if order is not None else sorted(coded["code"].unique())
    coded = coded[coded["code"].isin(order)].merge(letters[["submission_id", "language"]], on="submission_id")
    shares = _passage_shares(coded, segments, letters, order)
    nynorsk = (letters["language"] == "nn").to_numpy()
    sizes = {"nb": int((~nynorsk).sum()), "nn": int(nynorsk.sum())}
    tested = min(sizes.values()) >= max(min_group, 1)
    p, adjusted = _tested(shares, nynorsk, n_shuffles, seed) if tested else ([None] * len(order),) * 2
    rows = []
    for place, code in enumerate(order):
        means = {w: float(shares[own, place].mean()) if own.any() else None for w, own in (("nb", ~nynorsk), ("nn", nynorsk))}
        low, high = sorted(mean or 0.0 for mean in means.values())
        apart = tested and high >= RATIO * low and int((shares[:, place] > 0).sum()) >= min_group
        for written in WRITTEN:
            raised = int((shares[nynorsk == (written == "nn"), place] > 0).sum())
            rows.append({
                "code": code, "label": label_in(labels, code), "label_en": label_in(labels, code, "en"),
                "group": LANGUAGE_NAMES["nb"][written], "n": raised, "n_letters": sizes[written],
                "share": raised / sizes[written] if sizes[written] else None, "passages": means[written],
                "ratio": high / low if low else None, "p": p[place], "p_adjusted": adjusted[place], "flagged": apart,
                "sure": apart and adjusted[place] < SURE,
                "hollow": sizes[written] < min_group,
            })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(_BALANCE_TYPES)).astype(_BALANCE_TYPES)
    return Result(
        "language_balance",
        table,
        ("code", "group"),
        {language: say_balance(table, sizes, language) for language in ("nb", "en")},
        len(letters),
        coded.assign(group=coded["language"].map(LANGUAGE_NAMES["nb"])).drop(columns="language"),
        note_balance(len(documents) - len(letters), min_group, tested),
        {"scheme": scheme, "min_group": min_group, "n_shuffles": n_shuffles, "seed": seed},
    )


_BALANCE_TYPES = {
    "code": "str", "label": "str", "label_en": "str", "group": "str", "n": "Int64", "n_letters": "Int64", "share": "Float64",
    "passages": "Float64", "ratio": "Float64", "p": "Float64", "p_adjusted": "Float64", "flagged": "bool", "sure": "bool",
    "hollow": "bool",
}  # fmt: skip


def _passage_shares(coded: pd.DataFrame, segments: pd.DataFrame, letters: pd.DataFrame, order: Sequence[str]) -> np.ndarray:
    """Letters × codes: the share of a letter's passages with the code; 0 for a letter without passages."""
    counted = coded.pivot_table(index="submission_id", columns="code", values="segment_id", aggfunc="nunique")
    counted = counted.reindex(index=letters["submission_id"], columns=list(order)).fillna(0).to_numpy(dtype=float)
    sizes = segments.groupby("submission_id").size().reindex(letters["submission_id"]).fillna(0).to_numpy(dtype=float)
    return counted / np.maximum(sizes, 1)[:, None]


def _tested(shares: np.ndarray, nynorsk: np.ndarray, n_shuffles: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The p of each code's difference in means when the languages are dealt out at random, plain and adjusted."""
    from scipy.stats import false_discovery_control

    chance = np.random.default_rng(seed)
    observed = np.abs(shares[nynorsk].mean(axis=0) - shares[~nynorsk].mean(axis=0))
    total, n_nn, n_nb = shares.sum(axis=0), int(nynorsk.sum()), int((~nynorsk).sum())
    as_far = np.zeros(shares.shape[1])
    for _ in range(0, n_shuffles, 500):
        dealt = chance.permuted(np.tile(nynorsk, (500, 1)), axis=1).astype(float)
        sums = dealt @ shares
        as_far += (np.abs(sums / n_nn - (total - sums) / n_nb) >= observed - 1e-12).sum(axis=0)
    p = (as_far + 1) / (500 * len(range(0, n_shuffles, 500)) + 1)
    return p, false_discovery_control(p) if len(p) else p
