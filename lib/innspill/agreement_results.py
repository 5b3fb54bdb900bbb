"""People's coding beside the codebook's → how far each code can be trusted, where they differ.

`codebook` beside `people` is the question: a codebook that agrees with the readers as well as they agree with each other
cannot be mended by more patterns, only by clearer definitions.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from innspill.agreement_cells import Cells, build_cells
from innspill.agreement_choices import Choices
from innspill.agreement_filled import Filled
from innspill.agreement_findings import TOTALS, comparison_label, note_agreement, say_agreement
from innspill.agreement_measures import MEASURES, Pair, alphas, draw_letters, measure
from innspill.agreement_texts import COLUMNS, NOBODY, UNWORDED
from innspill.results import Result, segment_evidence

_NUMBERS = [f"{name}{end}" for name in ("alpha", *reversed(MEASURES)) for end in ("", "_low", "_high")]
_COUNTS = ["n_segments", "n_letters", "n_people", "n_codebook", "n_both"]
_COLUMNS = ["scheme", "code", "label", "label_en", "comparison", "comparison_label", "comparison_label_en", *_COUNTS,
            *_NUMBERS, "hollow", "total"]  # fmt: skip
Comparison = tuple[str, list[Pair], np.ndarray, np.ndarray]


def agreement(
    filled: Filled, codes: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame, choices: pd.DataFrame,
    settled: pd.DataFrame | None = None, min_cases: int = 5, n_boot: int = 2000, seed: int = 1,
) -> Result:  # fmt: skip
    """How well people agree with each other, and the codebook with them: one row a scheme × code × comparison.

    `comparison` is `people` (F1 is the mean of all pairs, α of all), `codebook:A` (against one person), `codebook` (the mean of
    these: what stands beside `people`), `codebook-agreed` (where the people who coded a cell all say the same) and, with
    `settled` (`read_settled(…).cells`), `codebook-settled` (there what is settled replaces what people say, and a segment that
    one alone has coded counts too). `code` «micro» is all codes together, «macro» the mean of the codes (`total` is true).

    `n_segments` of `n_letters` were compared; `n_people` have the code by a person (any of them, or the truth that
    they agree on), `n_codebook` by the codebook (null between people), `n_both` by both (between people: by all who coded
    it). Measures that are undefined are null, as are those that do not belong to the comparison. `hollow`: fewer than
    `min_cases` segments have the code by a person, no claim can be made. Formulas: agreement_measures.py.
    """
    known, told = Choices(choices), _told(segments, documents)
    tables, evidence = [], []
    for scheme in COLUMNS:
        cells = build_cells(filled, codes, told, scheme, known.codes(scheme), settled)
        drawn = draw_letters(cells.n_letters, n_boot, seed)
        for comparison in _comparisons(cells, settled is not None):
            tables.append(_measure(cells, comparison, drawn, known))
            evidence.append(_evidence(cells, comparison))
    table = pd.concat(tables, ignore_index=True).reindex(columns=_COLUMNS)
    table["hollow"] = (table["n_people"] < min_cases).astype(bool)
    coded = told[told["segment_id"].isin(set(filled.coded["segment_id"]))]
    size = coded["submission_id"].nunique(), len(coded)
    return Result(
        "agreement",
        table,
        ("scheme", "code", "comparison"),
        {language: say_agreement(table, filled.coders, *size, language) for language in ("nb", "en")},
        size[0],
        _with_words(pd.concat(evidence, ignore_index=True), told, codes),
        note_agreement(table, filled.coders, min_cases, len(filled.problems)),
        {"coders": len(filled.coders), "min_cases": min_cases, "n_boot": n_boot, "seed": seed, "n_segments": size[1]},
    )


def disagreements(
    filled: Filled, codes: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame, choices: pd.DataFrame,
    settled: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Where anybody differs: one row a segment × code, in reading order.

    `sender`, `question`, `heading`, `text`; `scheme`, `code`, `label`; `yes` and `no` (the people who gave the code and who did
    not, by name), `codebook` (true, false, null where it was not asked), `evidence` and `pattern` (why the codebook gave it;
    where no words did, `evidence` says «spørsmålet» or «mellomtittelen», `evidence_en` the same in English), `kind` («people»
    where people differ, else «codebook»), `settled` (true, false, null: not yet), `remarks` (what the readers wrote beside
    the segment: «A: …»; empty where nobody did).
    """
    known, told = Choices(choices), _told(segments, documents)
    rows = [row for scheme in COLUMNS
            for row in _differing(build_cells(filled, codes, told, scheme, known.codes(scheme), settled))]  # fmt: skip
    found = pd.DataFrame(rows, columns=["segment_id", "scheme", "code", "yes", "no", "codebook", "kind", "settled"])
    labels = known.table[["scheme", "code", "label", "label_en"]]
    words = codes[["segment_id", "scheme", "code", "evidence", "pattern"]]
    place = {segment: i for i, segment in enumerate(told["segment_id"])}
    joined = told[["segment_id", "submission_id", "sender", "question", "heading", "text"]].merge(found, on="segment_id")
    joined = joined.merge(labels, on=["scheme", "code"]).merge(words, on=["segment_id", "scheme", "code"], how="left")
    for name, language in (("evidence_en", "en"), ("evidence", "nb")):
        joined[name] = _reasons(joined, language)
    remarks = _remarks(filled)
    joined["remarks"] = [remarks.get(segment, "") for segment in joined["segment_id"]]
    rank = {scheme: i for i, scheme in enumerate(COLUMNS)}
    order = np.lexsort((joined["scheme"].map(rank), joined["segment_id"].map(place)))
    return joined.iloc[order].astype({"codebook": "boolean", "settled": "boolean"}).reset_index(drop=True)


def _told(segments: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    return segment_evidence(segments, documents)


def _comparisons(cells: Cells, is_settled: bool) -> Iterator[Comparison]:
    """(comparison, the pairs to be measured, reference, both) for each comparison that can be made."""
    said, people = cells.said, len(cells.people)
    asked = np.repeat(cells.asked[:, :, None], said.shape[2], axis=2)
    if people >= 2:
        pairs = [Pair(said[i], said[j], asked[i] & asked[j]) for i in range(people) for j in range(i + 1, people)]
        n = asked[:-1].sum(axis=0)
        yes = (said[:-1] & asked[:-1]).sum(axis=0)
        yield "people", pairs, (yes > 0) & (n >= 2), (yes == n) & (n >= 2)
    against = [Pair(said[i], said[-1], asked[i] & asked[-1]) for i in range(people)]
    anybody = np.zeros(said.shape[1:], dtype=bool)
    for pair in against:
        anybody |= pair.reference & pair.known
    nobody = Pair(anybody, anybody, anybody)
    yield "codebook", against or [nobody], anybody, anybody & said[-1]
    for name, pair in zip(cells.people, against, strict=True):
        mine = pair.reference & pair.known
        yield f"codebook:{name}", [pair], mine, mine & said[-1]
    for comparison, wanted, (truth, known) in (
        ("codebook-agreed", people >= 2, cells.agreed()), ("codebook-settled", is_settled, cells.truth()),
    ):  # fmt: skip
        if wanted:
            pair = Pair(truth, said[-1], known & asked[-1])
            yield comparison, [pair], truth & pair.known, truth & pair.known & said[-1]


def _measure(cells: Cells, comparison: Comparison, drawn: np.ndarray, choices: Choices) -> pd.DataFrame:
    name, pairs, reference, both = comparison
    known = np.zeros(reference.shape, dtype=bool)
    for pair in pairs:
        known |= pair.known
    measures = measure(pairs, cells.letter, drawn)
    if name == "people":
        measures = {key: value for key, value in measures.items() if key.startswith("f1")}
        measures |= alphas(cells.said[:-1], cells.asked[:-1], cells.letter, drawn, cells.scheme == "function")
    order = [*cells.codes, *TOTALS]
    columns: dict[str, object] = {
        "scheme": cells.scheme, "code": order, "comparison": name, "total": [code in TOTALS for code in order],
        "comparison_label": comparison_label(name), "comparison_label_en": comparison_label(name, "en"),
        "n_segments": _counted(known, any_code=True), "n_letters": [len(set(cells.letter[known.any(axis=1)]))] * len(order),
        "n_people": _counted(reference), "n_codebook": _counted(known & cells.said[-1]), "n_both": _counted(both),
    }  # fmt: skip
    for key, language in (("label", "nb"), ("label_en", "en")):
        columns[key] = [*choices.labels(cells.scheme, language).values(), *(total[language] for total in TOTALS.values())]
    table = pd.DataFrame(columns)
    if name == "people":
        table["n_codebook"] = pd.NA
    for key in _NUMBERS:
        table[key] = pd.array(measures.get(key, np.full(len(order), np.nan)), dtype="Float64")
    return table.astype(dict.fromkeys(_COUNTS, "Int64"))


def _counted(cells: np.ndarray, any_code: bool = False) -> list[int]:
    """How many segments, of each code; then of all together (cells, or segments if `any_code`), twice: micro and macro."""
    together = int(cells.any(axis=1).sum() if any_code else cells.sum())
    return [*cells.sum(axis=0).tolist(), together, together]


def _evidence(cells: Cells, comparison: Comparison) -> pd.DataFrame:
    """The segments behind each code of a comparison: those where the readings differ first."""
    name, pairs, _, _ = comparison
    some, differ = (np.zeros(cells.said.shape[1:], dtype=bool) for _ in range(2))
    for pair in pairs:
        some |= (pair.reference | pair.found) & pair.known
        differ |= (pair.reference != pair.found) & pair.known
    order = np.argwhere(some)
    order = order[np.lexsort((order[:, 0], ~differ[order[:, 0], order[:, 1]], order[:, 1]))]
    rows = [(cells.scheme, cells.codes[c], name, cells.segments[s], _readings(cells, s, c)) for s, c in order]
    return pd.DataFrame(rows, columns=["scheme", "code", "comparison", "segment_id", "readings"])


def _readings(cells: Cells, segment: int, code: int) -> str:
    """«A + · B − · codebook.yml +»: who gave the code and who did not; those who were not asked are left out."""
    names = [*cells.people, "codebook.yml"]
    return " · ".join(f"{name} {'+' if cells.said[r, segment, code] else '−'}"
                      for r, name in enumerate(names) if cells.asked[r, segment])  # fmt: skip


def _with_words(evidence: pd.DataFrame, told: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    words = codes[["segment_id", "scheme", "code", "evidence"]]
    joined = evidence.merge(words, on=["segment_id", "scheme", "code"], how="left").merge(told, on="segment_id")
    quoted = (" («" + joined["evidence"] + "»)").where(joined["evidence"].fillna("") != "", "")
    return joined.assign(evidence=joined["readings"] + quoted).drop(columns="readings")


def _reasons(given: pd.DataFrame, language: str) -> list[object]:
    """The words that a code was given by, or what gave it where no words did."""
    nobody, outside, question, heading = UNWORDED[language]
    reasons: list[object] = []
    for evidence, pattern, code in given[["evidence", "pattern", "code"]].itertuples(index=False):
        source = pattern if isinstance(pattern, str) and not (isinstance(evidence, str) and evidence) else ""
        if source.startswith("heading:"):
            reasons.append(heading)
        elif source.startswith("facet:"):
            reasons.append(nobody if code == NOBODY else outside if source == "facet:ingen" else question)
        else:
            reasons.append(evidence)
    return reasons


def _remarks(filled: Filled) -> dict[str, str]:
    """Segment → «A: in doubt; B: …»."""
    written = filled.coded[filled.coded["remark"].fillna("") != ""]
    said = written.assign(said=written["coder"] + ": " + written["remark"].astype("str"))
    return said.groupby("segment_id")["said"].agg("; ".join).to_dict()


def _differing(cells: Cells) -> Iterator[tuple[object, ...]]:
    asked = cells.asked[:, :, None]
    yes, no = cells.said & asked, ~cells.said & asked
    for s, c in np.argwhere(yes.any(axis=0) & no.any(axis=0)):
        names = {True: [], False: []}
        for r, name in enumerate(cells.people):
            if cells.asked[r, s]:
                names[bool(cells.said[r, s, c])].append(name)
        codebook = bool(cells.said[-1, s, c]) if cells.asked[-1, s] else None
        kind = "people" if names[True] and names[False] else "codebook"
        settled = {1: True, 0: False}.get(int(cells.settled[s, c]))
        yield cells.segments[s], cells.scheme, cells.codes[c], _join(names[True]), _join(names[False]), codebook, kind, settled


def _join(names: Sequence[str]) -> str:
    return ", ".join(names)
