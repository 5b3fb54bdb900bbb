"""The submission × question matrix: who answered which question, who merged, repeated or left one out."""

import re
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.sheet import (
    MARGIN,
    PORTRAIT,
    LegendItem,
    Sheet,
    box_item,
    draw_legend,
    empty_sheet,
    legend_height,
    marker_item,
    new_sheet,
)
from innspill.charts.style import (
    BASE,
    FAINT,
    LABEL_WIDTH,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    TINY,
    clean_label,
    fit_text,
    ink_on,
    line_height,
    shade,
    styled,
    widest,
    wrap_text,
)
from innspill.charts.texts import MAX_ROWS, chart_texts, group_label, in_language, letters_text
from innspill.results import Result
from innspill.wording import count_of, number

ANSWERED = ("answered", "merged")
# A shape each: the status must be read without colour.
_LOOKS: dict[str, dict[str, object]] = {
    "answered": {"marker": "o", "color": "#0b3c6f", "markersize": 7},
    "merged": {"marker": "D", "color": "#0b3c6f", "markerfacecolor": "#e69f00", "markersize": 6.5},
    "repeated": {
        "marker": "o",
        "color": "#0b3c6f",
        "markerfacecolor": PAPER,
        "markeredgewidth": 1.3,
        "markersize": 6.5,
    },
    "missing": {"marker": "x", "color": FAINT, "markeredgewidth": 1.3, "markersize": 5},
    "free": {"marker": "^", "color": "#008a64", "markersize": 7},
}
_STATUS = {
    "nb": {"answered": "besvart", "merged": "besvart sammen med et annet", "repeated": "bare spørsmålet gjentatt",
           "missing": "ikke besvart", "free": "fritt brev, uten spørsmål"},
    "en": {"answered": "answered", "merged": "answered with another", "repeated": "question repeated only",
           "missing": "not answered", "free": "free letter, no questions"},
}  # fmt: skip
_FREE = {"nb": "Fritt brev", "en": "Free letter"}
_NO_CALL = {"nb": "Uten kjent innspillsrunde", "en": "No known call"}
_HEAD_LINES, _WIDEST = 4, 1.3


@dataclass(frozen=True)
class Panel:
    """One call: its rows, and its columns as (question or None for free letters, heading)."""

    title: str
    rows: pd.DataFrame
    columns: list[tuple[str | None, str]]


@styled
def answers_matrix(result: Result, language: str = "nb", source: str = "") -> Figure:
    """A mark per submission and question of its call, one panel per call; above 40 submissions, counts by sender type."""
    texts = chart_texts(result, "answers_matrix", language)
    if result.table.empty:
        words = {"nb": "Ingen brev å vise.", "en": "No letters to show."}
        return empty_sheet(texts, words[language], source=source)
    aggregated = result.table["submission_id"].nunique() > MAX_ROWS
    panels = call_panels(in_language(result.table, language), language)
    labels = [_row_labels(panel.rows, aggregated, language) for panel in panels]
    count = sum(map(len, labels))
    row = 0.3 if aggregated else 0.25 if count <= 25 else 0.205
    legend = _legend(result.table, aggregated, language)
    top = legend_height(legend, PORTRAIT - 2 * MARGIN)
    left = MARGIN + min(2.9, max(widest([text for _, text in rows], SMALL) for rows in labels)) + 0.15
    column = min(_WIDEST, (PORTRAIT - MARGIN - left) / max(len(panel.columns) for panel in panels))
    heads = [[wrap_text(head, column - 0.1, SMALL, _HEAD_LINES) for _, head in panel.columns] for panel in panels]
    body = top + sum(_head_height(lines) + row * len(rows) + 0.2 for lines, rows in zip(heads, labels, strict=True)) - 0.2
    sheet = new_sheet(texts, body, source=source)
    draw_legend(sheet, sheet.top, legend)
    y = sheet.top + top
    for panel, rows, lines in zip(panels, labels, heads, strict=True):
        _draw_heads(sheet, panel.title, lines, left, y, column)
        y += _head_height(lines)
        for key, label in rows:
            _draw_label(sheet, left, y, row, label, len(panel.columns) * column)
            draw = _draw_counts if aggregated else _draw_marks
            draw(sheet, panel, key, left, y, row, column, language)
            y += row
        y += 0.2
    return sheet.figure


def call_panels(answers: pd.DataFrame, language: str) -> list[Panel]:
    """One panel per call in the table's order, letters without a call last; questions in their numbers' order."""
    calls = list(dict.fromkeys(answers["call"].dropna()))
    names = answers["call_label"].fillna(answers["call"]) if "call_label" in answers else answers["call"]
    parts = [(clean_label(names[answers["call"] == c].iloc[0], 60), answers[answers["call"] == c]) for c in calls]
    parts.append((_NO_CALL[language], answers[answers["call"].isna()]))
    panels = []
    for title, rows in parts:
        if rows.empty:
            continue
        asked = rows.dropna(subset=["question"]).drop_duplicates("question")
        heads = sorted(zip(asked["question"], asked["label"], strict=True), key=lambda head: _natural(str(head[0])))
        columns: list[tuple[str | None, str]] = [
            (question, f"{question}. {clean_label(label)}" if not pd.isna(label) else str(question))
            for question, label in heads
        ]
        if rows["question"].isna().any():
            columns.append((None, _FREE[language]))
        panels.append(Panel(title, rows, columns))
    return panels


def _natural(question: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() and part.isascii() else (-1, part) for part in re.findall(r"\d+|\D+", question)]


def _row_labels(rows: pd.DataFrame, aggregated: bool, language: str) -> list[tuple[str | None, str]]:
    """Key and label of each row: submissions in the table's order, or sender types with all of them last."""
    if not aggregated:
        first = rows.drop_duplicates("submission_id")
        return [
            (key, clean_label(name, LABEL_WIDTH)) for key, name in zip(first["submission_id"], first["sender"], strict=True)
        ]
    sizes = rows.groupby("sender_type", sort=False)["submission_id"].nunique().sort_values(ascending=False, kind="stable")
    labels: list[tuple[str | None, str]] = [
        (kind, f"{group_label(kind, language)} ({letters_text(int(n), language)})") for kind, n in sizes.items()
    ]
    everyone = {"nb": "alle", "en": "all"}[language]
    total = letters_text(rows["submission_id"].nunique(), language)
    return [*labels, (None, f"{everyone} ({total})")] if len(labels) > 1 else labels


def _legend(answers: pd.DataFrame, aggregated: bool, language: str) -> list[LegendItem]:
    if aggregated:
        few = {"nb": "ingen av dem", "en": "none of them"}[language]
        every = {"nb": "alle", "en": "all of them"}[language]
        return [
            box_item(few, facecolor=PAPER, edgecolor=RULE),
            box_item({"nb": "halvparten", "en": "half"}[language], facecolor=shade(0.5), edgecolor=RULE),
            box_item(every, facecolor=shade(1), edgecolor=RULE),
        ]
    used = set(answers["status"])
    return [marker_item(_STATUS[language][status], **look) for status, look in _LOOKS.items() if status in used]


def _head_height(heads: list[list[str]]) -> float:
    return line_height(BASE) + 0.08 + max(map(len, heads)) * line_height(SMALL) + 0.06


def _draw_heads(sheet: Sheet, name: str, heads: list[list[str]], left: float, y: float, column: float) -> None:
    title = fit_text(name, sheet.right - sheet.left, BASE, bold=True)
    sheet.write(sheet.left, y, title, BASE, va="top", weight="bold")
    y += line_height(BASE) + 0.08
    deepest = max(map(len, heads))
    for place, lines in enumerate(heads):
        for down, line in enumerate(lines, deepest - len(lines)):
            sheet.write(left + place * column, y + down * line_height(SMALL), line, SMALL, va="top", color=MUTED)


def _draw_label(sheet: Sheet, left: float, y: float, row: float, label: str, width: float) -> None:
    sheet.write(sheet.left, y + row / 2, fit_text(label, left - sheet.left - 0.1, SMALL), SMALL)
    sheet.canvas.plot([sheet.left, left + width], [y, y], color=RULE, linewidth=0.5)


def _draw_marks(
    sheet: Sheet, panel: Panel, key: str | None, left: float, y: float, row: float, column: float, language: str
) -> None:
    rows = panel.rows[panel.rows["submission_id"] == key]
    found = {None if pd.isna(q) else q: (s, w) for q, s, w in zip(rows["question"], rows["status"], rows["words"], strict=True)}
    for place, (question, _) in enumerate(panel.columns):
        if question not in found:
            continue
        status, words = found[question]
        x = left + place * column
        sheet.mark(x + 0.1, y + row / 2, gid=f"{status}-{key}-{question}", **_LOOKS[status])
        if not pd.isna(words) and words > 0 and status not in ("missing", "repeated"):
            sheet.write(x + 0.22, y + row / 2, number(int(words), 0, language), TINY, color=MUTED)


def _draw_counts(
    sheet: Sheet, panel: Panel, key: str | None, left: float, y: float, row: float, column: float, language: str
) -> None:
    rows = panel.rows if key is None else panel.rows[panel.rows["sender_type"] == key]
    total = rows["submission_id"].nunique()
    for place, (question, _) in enumerate(panel.columns):
        chosen = rows[rows["question"].isna()] if question is None else rows[rows["question"] == question]
        kept = chosen if question is None else chosen[chosen["status"].isin(ANSWERED)]
        n = kept["submission_id"].nunique()
        fill = shade(n / total if total else None)
        x = left + place * column
        sheet.box(x + 0.02, y + 0.02, column - 0.04, row - 0.04, facecolor=fill, edgecolor=RULE)
        sheet.write(x + column / 2, y + row / 2, count_of(n, total, language), SMALL, ha="center", color=ink_on(fill))
