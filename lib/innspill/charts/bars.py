"""Bars for words: keyness, collocations and the numbers behind the word clouds. Each bar carries its counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.sheet import MARGIN, PORTRAIT, Sheet, empty_sheet, new_sheet
from innspill.charts.style import (
    BASE,
    GROUP_COLOURS,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    clean_label,
    fit_text,
    group_style,
    line_height,
    styled,
    widest,
    wrap_text,
)
from innspill.charts.texts import chart_texts, group_heading, group_label, letters_text
from innspill.results import Result
from innspill.wording import number

_ROW, _BAR = 0.235, 0.15  # inches
_HEADING = 0.3
_REST = "rest"  # what the table calls all other letters
_TWO_PANELS = 9.6  # the width of a sheet with two panels side by side


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length in the measure's unit, what stands after it, and whether one letter carries it."""

    name: str
    value: float
    label: str
    one_letter: bool = False


@styled
def keyness_bars(result: Result, language: str = "nb", source: str = "", top: int = 15) -> Figure:
    """The `top` words of either side by G²; to the right the target's words, to the left the reference's. A hollow bar
    with * is a word that comes from one letter for at least half.
    """
    texts = chart_texts(result, "keyness_bars", language)
    rows = result.table.dropna(subset=["g2"])
    if rows.empty:
        words = {"nb": "Ingen ord skiller gruppene.", "en": "No words set the groups apart."}
        return empty_sheet(texts, words[language], source=source)
    left = rows["log_ratio"].fillna(rows["g2"]).astype(float) < 0
    sizes = rows["g2"].astype(float).abs()
    sides = {
        sign: [
            _keyness_bar(row, sign, language) for _, row in rows.loc[sizes[chosen].nlargest(top, keep="first").index].iterrows()
        ]
        for sign, chosen in ((1, ~left), (-1, left))
    }
    notes = _one_letter_note(any(bar.one_letter for bars in sides.values() for bar in bars), language)
    room = PORTRAIT - 2 * MARGIN
    foot = [line for note in notes for line in wrap_text(note, room, SMALL, 2)]
    body = sum(_HEADING + _ROW * len(bars) + 0.16 for bars in sides.values() if bars) + 0.12 + len(foot) * line_height(SMALL)
    sheet = new_sheet(texts, body, source=source)
    _draw_sides(sheet, sides, _side_names(result, rows, left, language))
    for place, line in enumerate(reversed(foot)):
        sheet.write(sheet.left, sheet.bottom - place * line_height(SMALL), line, SMALL, va="bottom", color=MUTED)
    return sheet.figure


def _keyness_bar(row: pd.Series, sign: int, language: str) -> Bar:
    """The side's own count stands first, and its doublings are positive."""
    against = {"nb": "mot", "en": "vs"}[language]
    ratio = row["log_ratio"]
    known = not pd.isna(ratio) and math.isfinite(ratio)
    doubled = f"log₂ {number(sign * float(ratio), 1, language)}" if known else "log₂ –"
    both = [number(int(row[column]), 0, language) for column in ("n_target", "n_reference")]
    counts = f" {against} ".join(both if sign > 0 else both[::-1])
    g2 = f"G² {number(abs(float(row['g2'])), 1, language)}"
    one = row.get("one_letter", False)
    one = False if pd.isna(one) else bool(one)
    name = clean_label(row["word"], 34) + ("*" if one else "")
    return Bar(name, abs(float(row["g2"])), f"{counts} · {g2} · {doubled}", one)


def _one_letter_note(needed: bool, language: str) -> list[str]:
    said = {
        "nb": "* Hul søyle: minst halvparten av forekomstene kommer fra ett brev, og ordet sier lite om gruppen.",
        "en": "* Hollow bar: at least half of the occurrences come from one letter and may say little about the group.",
    }
    return [said[language]] if needed else []


def _side_names(result: Result, rows: pd.DataFrame, left: pd.Series, language: str) -> dict[int, str]:
    """What the two sides are called: the groups in the settings, or those named in the table."""
    named = {sign: list(dict.fromkeys(rows.loc[chosen, "group"].dropna())) for sign, chosen in ((1, ~left), (-1, left))}
    others = {"nb": "de andre", "en": "the others"}[language]
    target = result.settings.get("target") or (named[1][0] if named[1] else rows["group"].iloc[0])
    reference = result.settings.get("reference")
    if reference is None:
        reference = next((g for g in named[-1] if g != target), None)
    say = {"nb": "Oftere hos {}", "en": "More often in {}"}[language]
    return {
        1: say.format(group_label(target, language)),
        -1: say.format(others if reference in (None, _REST) else group_label(reference, language)),
    }


def _draw_sides(sheet: Sheet, sides: dict[int, list[Bar]], names: dict[int, str]) -> None:
    """Bars to the right from the middle, then bars to the left; a word stands on the other side of the middle line."""
    bars = [bar for side in sides.values() for bar in side]
    numbers = widest([bar.label for bar in bars], SMALL) + 0.1
    words = widest([bar.name for bar in bars], BASE) + 0.12
    middle = sheet.left + (sheet.right - sheet.left) / 2
    longest = (sheet.right - sheet.left) / 2 - numbers
    longest = max(0.4, longest)
    unit = longest / max(max(bar.value for bar in bars), 1e-9)
    words = min(words, (sheet.right - sheet.left) / 2)
    y = sheet.top
    for sign, side in sides.items():
        if not side:
            continue
        ha = "left" if sign > 0 else "right"
        half = (sheet.right - sheet.left) / 2
        sheet.write(middle + sign * 0.02, y, fit_text(names[sign], half, BASE, bold=True), BASE, va="top", ha=ha, weight="bold")
        y += _HEADING
        for bar in side:
            _draw_bar(sheet, middle, y, bar, unit * sign, GROUP_COLOURS[0 if sign > 0 else 1], words)
            y += _ROW
        sheet.canvas.plot([middle] * 2, [y - _ROW * len(side), y], color=MUTED, linewidth=0.8)
        y += 0.16


def _draw_bar(sheet: Sheet, start: float, y: float, bar: Bar, unit: float, colour: str, words: float) -> None:
    """One bar from `start`; a negative `unit` (inches per value) draws it to the left."""
    sign, length = (1 if unit >= 0 else -1), bar.value * unit
    before, after = ("right", "left") if sign > 0 else ("left", "right")
    sheet.box(
        start, y + (_ROW - _BAR) / 2, length, _BAR, facecolor=PAPER if bar.one_letter else colour, edgecolor=colour,
        linewidth=1.3,
    )  # fmt: skip
    middle = y + _ROW / 2
    sheet.write(start - sign * 0.07, middle, fit_text(bar.name, words - 0.07, BASE), BASE, ha=before)
    sheet.write(start + length + sign * 0.06, middle, bar.label, SMALL, ha=after, color=MUTED)


@styled
def collocation_bars(result: Result, language: str = "nb", source: str = "", top: int = 15) -> Figure:
    """The `top` pairs of each group by occurrences, one panel per group, with the letters they stand in."""
    return _group_bars(result, "collocation_bars", "pair", language, source, top)


@styled
def word_bars(result: Result, language: str = "nb", source: str = "", top: int = 20) -> Figure:
    """The `top` words of each group by occurrences, one panel per group: the word cloud in numbers."""
    return _group_bars(result, "word_bars", "word", language, source, top)


def _group_bars(result: Result, chart: str, column: str, language: str, source: str, top: int) -> Figure:
    texts = chart_texts(result, chart, language)
    table = result.table[result.table["n"] > 0]
    if table.empty:
        words = {"nb": "Ingen ord i brevene å telle.", "en": "No words in the letters to count."}
        return empty_sheet(texts, words[language], source=source)
    groups = list(dict.fromkeys(result.table["group"]))
    panels = [(group, _count_bars(table[table["group"] == group], column, language, top)) for group in groups]
    across = min(2, len(panels))
    lines = [panels[i : i + across] for i in range(0, len(panels), across)]
    heights = [_HEADING + _ROW * max(1, *(len(bars) for _, bars in line), 1) for line in lines]
    sheet = new_sheet(texts, sum(heights) + 0.2 * (len(lines) - 1), _TWO_PANELS if across > 1 else PORTRAIT, source)
    width = (sheet.right - sheet.left - 0.35 * (across - 1)) / across
    longest = float(table["n"].max())
    y = sheet.top
    for line, height in zip(lines, heights, strict=True):
        for place, (group, bars) in enumerate(line):
            x = sheet.left + place * (width + 0.35)
            _draw_panel(
                sheet,
                (x, y, width),
                group_heading(group, language),
                bars,
                longest,
                group_style(groups)[group][0],
                language,
            )
        y += height + 0.2
    return sheet.figure


def _count_bars(rows: pd.DataFrame, column: str, language: str, top: int) -> list[Bar]:
    chosen = rows.sort_values(["n", column], ascending=[False, True], kind="stable").head(top)
    times = {"nb": "i {}", "en": "in {}"}[language]
    return [
        Bar(
            clean_label(name, 40),
            float(n),
            f"{number(int(n), 0, language)} {times.format(letters_text(int(k), language))}",
        )
        for name, n, k in zip(chosen[column], chosen["n"], chosen["letters"], strict=True)
    ]


def _draw_panel(
    sheet: Sheet,
    place: tuple[float, float, float],
    title: str,
    bars: Sequence[Bar],
    longest: float,
    colour: str,
    language: str,
) -> None:
    """One group's bars in a column of the sheet; all panels share one scale, so lengths compare across groups."""
    x, y, width = place
    sheet.write(x, y, fit_text(title, width, BASE, bold=True), BASE, va="top", weight="bold")
    y += _HEADING
    if not bars:
        none = {"nb": "Ingen ord å vise.", "en": "No words to show."}[language]
        sheet.write(x, y + _ROW / 2, none, SMALL, color=MUTED)
        return
    words = min(widest([bar.name for bar in bars], BASE) + 0.12, width * 0.5)
    numbers = widest([bar.label for bar in bars], SMALL) + 0.08
    unit = max(0.3, width - words - numbers) / max(longest, 1e-9)
    for bar in bars:
        _draw_bar(sheet, x + words, y, bar, unit, colour, words)
        y += _ROW
    sheet.canvas.plot([x + words] * 2, [place[1] + _HEADING - 0.03, y], color=RULE, linewidth=0.8)
