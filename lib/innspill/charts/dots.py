"""Rows of dots on one scale, with what they say in columns beside: the part that charts of trust share."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from innspill.charts.sheet import Sheet
from innspill.charts.style import BASE, MUTED, PAPER, RULE, SMALL, fit_text, line_height, widest

ROW, DOT = 0.3, 6.5  # inches, points
_LANE = 0.09  # inches between two dots of a row
_COLUMN_GAP = 0.16


@dataclass(frozen=True)
class Dot:
    """One dot: its `value` on the scale (None: not drawn), the ends of its interval, and whether it is drawn hollow."""

    value: float | None
    low: float | None = None
    high: float | None = None
    hollow: bool = False


@dataclass(frozen=True)
class DotRow:
    """One row: its name, a dot per series, and a text per column; `strong` names are set in bold."""

    name: str
    dots: Sequence[Dot]
    columns: Sequence[str]
    strong: bool = False


def dots_height(n_rows: int) -> float:
    """The height in inches of so many rows with the heads of their columns and the numbers of the scale."""
    return ROW * n_rows + 2 * line_height(SMALL) + 0.2


def draw_dot_rows(
    sheet: Sheet,
    top: float,
    rows: Sequence[DotRow],
    looks: Sequence[tuple[str, str]],
    heads: Sequence[str],
    ticks: Sequence[tuple[float, str]],
) -> None:
    """Draw `rows` from `top` inches: names, dots in the `looks` (colour, marker) of their series, columns under `heads`.

    `ticks` are the places on the scale that get a line, with what stands under it; the first and the last are its ends.
    """
    names = [fit_text(row.name, 3.15, BASE, row.strong) for row in rows]
    left = sheet.left + widest(names, BASE, bold=any(row.strong for row in rows)) + 0.2
    widths = [widest([head, *(row.columns[i] for row in rows)], SMALL) for i, head in enumerate(heads)]
    right = sheet.right - sum(width + _COLUMN_GAP for width in widths) - 0.1
    top += line_height(SMALL) + 0.08
    axes = sheet.axes(left, top, max(0.8, right - left), ROW * len(rows))
    axes.set(xlim=(ticks[0][0], ticks[-1][0]), ylim=(len(rows) - 0.5, -0.5))
    _draw_scale(sheet, axes, (left, top, max(0.8, right - left)), len(rows), ticks)
    edge = sheet.right
    for i in reversed(range(len(heads))):
        sheet.write(edge, top - 0.08 - line_height(SMALL) / 2, heads[i], SMALL, ha="right", color=MUTED)
        for place, row in enumerate(rows):
            sheet.write(edge, top + ROW * (place + 0.5), row.columns[i], SMALL, ha="right")
        edge -= widths[i] + _COLUMN_GAP
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        look = {"weight": "bold"} if row.strong else {}
        sheet.write(left - 0.15, top + ROW * (place + 0.5), name, BASE, ha="right", **look)
        _draw_dots(axes, place, row.dots, looks)


def _draw_scale(
    sheet: Sheet, axes: Axes, place: tuple[float, float, float], n_rows: int, ticks: Sequence[tuple[float, str]]
) -> None:
    left, top, width = place
    first, last = ticks[0][0], ticks[-1][0]
    for row in range(n_rows):
        axes.axhline(row, color=RULE, linewidth=0.6, zorder=0)
    for value, said in ticks:
        axes.axvline(value, color=RULE, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
        x = left + width * (value - first) / (last - first)
        sheet.write(x, top + ROW * n_rows + line_height(SMALL), said, SMALL, ha="center", color=MUTED)


def _draw_dots(axes: Axes, y: float, dots: Sequence[Dot], looks: Sequence[tuple[str, str]]) -> None:
    drawn = [(dot, look) for dot, look in zip(dots, looks, strict=True) if dot.value is not None]
    for lane, (dot, (colour, marker)) in enumerate(drawn):
        at = y + (lane - (len(drawn) - 1) / 2) * _LANE / ROW
        if dot.low is not None and dot.high is not None:
            axes.plot(
                [dot.low, dot.high], [at, at], color=colour, linewidth=1.4, solid_capstyle="butt", zorder=2, clip_on=False
            )
        axes.plot(
            [dot.value], [at], marker=marker, markersize=DOT, color=colour, linestyle="none", clip_on=False,
            markerfacecolor=PAPER if dot.hollow else colour, markeredgewidth=1.4, zorder=3,
        )  # fmt: skip
