"""What is said beside each chart, in bokmål and English: title, subtitle, caption and alt text.

The title is the result's own finding. The alt text names the kind of chart and its largest numbers in under 300 characters.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from innspill.charts.captions import KIND, WORDS
from innspill.charts.style import clean_label, clip
from innspill.results import Result
from innspill.wording import SENDER_TYPE_LABELS, count_of, listing, number, percent, plural

ALT_LIMIT = 299
MAX_ROWS = 40  # submissions that a figure shows one by one; more are drawn by sender type


@dataclass(frozen=True)
class ChartTexts:
    """The words of one figure in one language."""

    title: str
    subtitle: str
    caption: str
    alt: str


CHARTS = tuple(name for name in KIND["nb"] if name not in ("answers_by_type", "emphasis_by_group"))


def letters_text(n: int, language: str) -> str:
    """«28 brev», «1 letter»."""
    return f"{number(n, 0, language)} {plural('brev' if language == 'nb' else 'letter', n, language)}"


def group_label(group: object, language: str, n: int = 2) -> str:
    """A group's name in words: a sender type in the number that `n` asks for, anything else itself, null «uten gruppe»."""
    if group is None or pd.isna(group):
        return "uten gruppe" if language == "nb" else "no group"
    label = SENDER_TYPE_LABELS[language].get(str(group))
    return clean_label(group, 60) if label is None else plural(label, n, language)


def group_heading(group: object, language: str) -> str:
    """The group's name as a heading, with a capital letter."""
    label = group_label(group, language)
    return label[:1].upper() + label[1:]


def in_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """The table with its English names (`label_en`) in the place of the Norwegian ones (`label`), where it has them."""
    if language == "nb":
        return table
    english = [c for c in table.columns if c.endswith("_en") and c[:-3] in table.columns]
    return table.drop(columns=[c[:-3] for c in english]).rename(columns={c: c[:-3] for c in english})


def variant(result: Result, chart: str) -> str:
    """The form that a chart takes for this result: more than MAX_ROWS letters are drawn by group."""
    if chart == "answers_matrix" and result.table["submission_id"].nunique() > MAX_ROWS:
        return "answers_by_type"
    if chart == "emphasis_heatmap" and (result.table.get("unit", pd.Series(dtype=str)) == "group").any():
        return "emphasis_by_group"
    return chart


def chart_texts(result: Result, chart: str, language: str = "nb") -> ChartTexts:
    """Title, subtitle, caption and alt text of `chart` (one of CHARTS) for `result`."""
    form = variant(result, chart)
    subtitle, caption = WORDS[language][form]
    title = clean_label(result.sentence(language), 400)
    note = clean_label(result.notes[language], 600) if result.notes.get(language) else ""
    letters = letters_text(result.n_letters, language)
    if isinstance(passages := result.settings.get("n_segments"), int):
        letters = f"{passages} {'avsnitt i' if language == 'nb' else 'passages in'} {letters}"
    facts = _FACTS[chart](in_language(result.table, language), language) if len(result.table) else []
    alt = f"{KIND[language][form]}, {letters}. {clip(title, 180).rstrip('.')}."
    kept: list[str] = []
    for fact in facts:
        if len(f"{alt} {'; '.join([*kept, fact])}.") <= ALT_LIMIT:
            kept.append(fact)
    alt = f"{alt} {'; '.join(kept)}." if kept else alt
    return ChartTexts(title, subtitle.format(letters=letters), f"{caption} {note}".strip(), alt)


def package_texts(result: Result, chart: str) -> dict[str, dict[str, str]]:
    """The words of a figure as `save_figure` takes them: `title`, `captions` and `alts`, each by language."""
    both = {language: chart_texts(result, chart, language) for language in ("nb", "en")}
    return {
        "title": {language: texts.title for language, texts in both.items()},
        "captions": {language: texts.caption for language, texts in both.items()},
        "alts": {language: texts.alt for language, texts in both.items()},
    }


def _largest(table: pd.DataFrame, column: str, rows: int) -> pd.DataFrame:
    return table.sort_values(column, ascending=False, kind="stable", na_position="last").head(rows)


def _coverage_facts(table: pd.DataFrame, language: str) -> list[str]:
    top = _largest(table, "share", 4)
    return [
        f"{clean_label(name, 40)} {count_of(n, of, language)}"
        for name, n, of in zip(top["name"], top["n_answered"], top["n_kommuner"], strict=True)
    ]


def _answers_facts(table: pd.DataFrame, language: str) -> list[str]:
    counts = table["status"].value_counts()
    names = {
        "nb": {"answered": "besvart", "merged": "besvart sammen", "repeated": "bare gjentatt", "missing": "ikke besvart",
               "free": "fritt brev"},
        "en": {"answered": "answered", "merged": "answered together", "repeated": "only repeated",
               "missing": "not answered", "free": "free letter"},
    }[language]  # fmt: skip
    return [f"{label}: {number(counts[key], 0, language)}" for key, label in names.items() if key in counts]


def _prevalence_facts(table: pd.DataFrame, language: str) -> list[str]:
    asked = table[table["n_letters"] > 0]
    top = asked.groupby("code", sort=False)["n"].sum().sort_values(ascending=False, kind="stable").head(3).index
    parts = []
    for code in top:
        rows = asked[asked["code"] == code]
        said = [
            f"{count_of(n, total, language)} {group_label(group, language, int(total))}"
            for n, total, group in zip(rows["n"], rows["n_letters"], rows["group"], strict=True)
        ]
        parts.append(f"{clean_label(rows['label'].iloc[0], 45)}: {listing(said, language)}")
    return parts


def _emphasis_facts(table: pd.DataFrame, language: str) -> list[str]:
    totals = table.groupby("label", sort=False)["n"].sum().sort_values(ascending=False, kind="stable").head(4)
    return [f"{clean_label(label, 45)} {number(n, 0, language)}" for label, n in totals.items()]


def _facet_facts(table: pd.DataFrame, language: str) -> list[str]:
    return [
        f"{group_label(group, language)}, {clean_label(facet, 30)}, {clean_label(label, 60)}: {count_of(n, of, language)}"
        for group, facet, label, n, of in _largest(table, "n", 3)[
            ["group", "facet_label", "label", "n", "n_letters"]
        ].itertuples(index=False)
    ]


def _words_facts(
    table: pd.DataFrame, language: str, word: str = "word", count: str = "n", order: str | None = None
) -> list[str]:
    parts = []
    for group, rows in table.groupby("group", sort=False, dropna=False):
        top = _largest(rows, order or count, 4)
        said = ", ".join(f"{clean_label(w, 30)} {number(n, 0, language)}" for w, n in zip(top[word], top[count], strict=True))
        parts.append(f"{group_label(group, language)}: {said}")
    return parts


def _keyness_facts(table: pd.DataFrame, language: str) -> list[str]:
    """Each side's longest bars, with the count in the side's own group."""
    own = table["n_target"].where(table["log_ratio"].fillna(table["g2"]).astype(float) >= 0, table["n_reference"])
    return _words_facts(table.assign(own=own, size=table["g2"].astype(float).abs()), language, count="own", order="size")


def _uncoded_facts(table: pd.DataFrame, language: str) -> list[str]:
    top = _largest(table, "share", 4).dropna(subset="share")
    return [
        f"{clean_label(name, 80)} {percent(float(share), 0, language)}"
        for name, share in zip(top["row_label"], top["share"], strict=True)
    ]


def _balance_facts(table: pd.DataFrame, language: str) -> list[str]:
    shown = table[table["flagged"] & table["passages"].notna()]
    shown = shown.assign(
        said=[f"{g} {percent(float(m), 0, language)}" for g, m in zip(shown["group"], shown["passages"], strict=True)]
    )
    return [
        f"{clean_label(rows['label'].iloc[0], 60)}: {', '.join(rows['said'])}" for _, rows in shown.groupby("code", sort=False)
    ]


def _agreement_facts(table: pd.DataFrame, language: str) -> list[str]:
    """The themes that the codebook does worst and best, of those with cases enough."""
    shown = table[(table["scheme"] == "theme") & (table["comparison"] == "codebook") & ~table["total"] & ~table["hollow"]]
    ranked = _largest(shown.dropna(subset="f1"), "f1", len(shown))
    chosen = pd.concat([ranked.head(2), ranked.iloc[2:].tail(2)])
    return [
        f"{clean_label(name, 60)} {number(float(f1), 2, language)}"
        for name, f1 in zip(chosen["label"], chosen["f1"], strict=True)
    ]


_FACTS: dict[str, Callable[[pd.DataFrame, str], list[str]]] = {
    "coverage_tiles": _coverage_facts,
    "answers_matrix": _answers_facts,
    "prevalence_dumbbells": _prevalence_facts,
    "emphasis_heatmap": _emphasis_facts,
    "facet_heatmap": _facet_facts,
    "keyness_bars": _keyness_facts,
    "collocation_bars": lambda table, language: _words_facts(table, language, word="pair"),
    "word_clouds": _words_facts,
    "word_bars": _words_facts,
    "uncoded_bars": _uncoded_facts,
    "balance_dots": _balance_facts,
    "agreement_dots": _agreement_facts,
}
