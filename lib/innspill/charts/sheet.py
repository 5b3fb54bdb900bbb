"""A sheet: a figure laid out in inches from its top left corner, with heading, body and foot.

Every chart knows the size of its texts before it draws, asks for the height that its body needs, and places everything in
inches. So nothing overlaps and nothing is cut, with two letters or two hundred, and no automatic layout can move it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from innspill.charts.style import (
    BASE,
    FAINT,
    INK,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    SUBTITLE,
    TINY,
    TITLE,
    clean_label,
    fit_text,
    line_height,
    shade,
    text_width,
    wrap_text,
)
from innspill.charts.texts import ChartTexts
from innspill.wording import percent

MARGIN = 0.32
PORTRAIT, LANDSCAPE = 8.27, 11.69  # the widths of an A4 page
_GAP = 0.16


@dataclass(frozen=True)
class Sheet:
    """A figure with a canvas in inches, y down; the body is from `top` to `bottom`, from `left` to `right`."""

    figure: Figure
    canvas: Axes
    width: float
    height: float
    top: float
    bottom: float
    left: float = MARGIN

    @property
    def right(self) -> float:
        return self.width - MARGIN

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place in inches, transparent, without ticks or frame."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place, facecolor="none", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        return axes

    def write(self, x: float, y: float, text: str, size: float = BASE, **look: object) -> Text:
        """Write one line at `x`, `y` inches; `y` is the middle of the line unless `va` says something else."""
        chosen = {"va": "center_baseline", "ha": "left", "color": INK, **look}
        return self.canvas.text(x, y, text, fontsize=size, **chosen)

    def box(self, x: float, y: float, width: float, height: float, **look: object) -> Rectangle:
        """Draw a rectangle whose upper left corner is at `x`, `y` inches."""
        return self.canvas.add_patch(Rectangle((x, y), width, height, **look))

    def mark(self, x: float, y: float, **look: object) -> None:
        """Draw one marker at `x`, `y` inches."""
        self.canvas.plot([x], [y], linestyle="none", clip_on=False, **look)


def new_sheet(texts: ChartTexts, body: float, width: float = PORTRAIT, source: str = "") -> Sheet:
    """A sheet with its heading and foot written and `body` inches between them."""
    title, subtitle, foot = _outer_lines(texts, width, source)
    top = MARGIN + len(title) * line_height(TITLE) + 0.04 + len(subtitle) * line_height(SUBTITLE) + _GAP
    sheet = _blank_sheet(width, outside(texts, width, source) + body, top, top + body)
    y = _write_lines(sheet, MARGIN, title, TITLE, weight="bold")
    _write_lines(sheet, y + 0.04, subtitle, SUBTITLE, color=MUTED)
    _write_lines(sheet, top + body + _GAP, foot, TINY, color=MUTED)
    return sheet


def _outer_lines(texts: ChartTexts, width: float, source: str) -> tuple[list[str], list[str], list[str]]:
    room = width - 2 * MARGIN
    foot = wrap_text(clean_label(source, 400), room, TINY, 2) if source else []
    return wrap_text(texts.title, room, TITLE, 4, bold=True), wrap_text(texts.subtitle, room, SUBTITLE, 4), foot


def outside(texts: ChartTexts, width: float, source: str = "") -> float:
    """The height in inches of everything on a sheet but its body."""
    title, subtitle, foot = _outer_lines(texts, width, source)
    above = MARGIN + len(title) * line_height(TITLE) + 0.04 + len(subtitle) * line_height(SUBTITLE) + _GAP
    return above + (_GAP + len(foot) * line_height(TINY) if foot else 0.0) + MARGIN * 0.8


def _blank_sheet(width: float, height: float, top: float, bottom: float) -> Sheet:
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    canvas = figure.add_axes((0, 0, 1, 1), facecolor="none", xlim=(0, width), ylim=(height, 0))
    canvas.axis("off")
    return Sheet(figure, canvas, width, height, top, bottom)


def _write_lines(sheet: Sheet, y: float, lines: Sequence[str], size: float, **look: object) -> float:
    for line in lines:
        sheet.write(MARGIN, y, line, size, va="top", **look)
        y += line_height(size)
    return y


def empty_sheet(texts: ChartTexts, sentence: str, width: float = PORTRAIT, source: str = "") -> Figure:
    """A figure for a result without anything to draw: the heading and a sentence that says so, never empty axes."""
    sheet = new_sheet(texts, 0.9, width, source)
    room = sheet.right - sheet.left
    sheet.box(sheet.left, sheet.top, room, 0.9, facecolor="#f5f5f5", edgecolor=RULE)
    sheet.write(sheet.width / 2, sheet.top + 0.45, fit_text(sentence, room - 0.3, SUBTITLE), SUBTITLE, ha="center")
    return sheet.figure


@dataclass(frozen=True)
class LegendItem:
    """One entry of a legend: how its mark is drawn at a place, and what it says."""

    text: str
    draw: Callable[[Sheet, float, float], None]
    indent: float = 0.24  # inches from the entry's start to its text


_ROW, _SPACE = 0.22, 0.2


def marker_item(text: str, **look: object) -> LegendItem:
    """A legend entry with a marker."""
    return LegendItem(text, lambda sheet, x, y: sheet.mark(x + 0.1, y, **look))


def word_item(text: str) -> LegendItem:
    """A legend entry without a mark: what the entries after it measure."""
    return LegendItem(text, lambda _sheet, _x, _y: None, indent=0.0)


def box_item(text: str, **look: object) -> LegendItem:
    """A legend entry with a small box."""
    return LegendItem(text, lambda sheet, x, y: sheet.box(x, y - 0.07, 0.2, 0.14, **look) and None)


def scale_items(measure: str, shares: Sequence[float], top: float, language: str) -> list[LegendItem]:
    """What is measured and a box for each share of the scale, where `top` is the share that is drawn darkest."""
    return [
        word_item(f"{measure}:"),
        *(box_item(percent(s, 0, language), facecolor=shade(s / top if top else 0), edgecolor=FAINT) for s in shares),
    ]


def _legend_places(items: Sequence[LegendItem], room: float) -> list[tuple[float, float]]:
    places, x, y = [], 0.0, 0.0
    for item in items:
        width = item.indent + text_width(item.text, SMALL)
        if x and x + width > room:
            x, y = 0.0, y + _ROW
        places.append((x, y))
        x += width + _SPACE
    return places


def legend_height(items: Sequence[LegendItem], room: float) -> float:
    """The height that a legend needs in inches, with the space under it; no entries need none."""
    return _legend_places(items, room)[-1][1] + _ROW + 0.16 if items else 0.0


def draw_legend(sheet: Sheet, y: float, items: Sequence[LegendItem]) -> None:
    """Draw the entries from left to right, in as many lines as they need, with the first line's top at `y`."""
    room = sheet.right - sheet.left
    for item, (dx, dy) in zip(items, _legend_places(items, room), strict=True):
        item.draw(sheet, sheet.left + dx, y + dy + _ROW / 2)
        text = fit_text(item.text, room - item.indent, SMALL)
        sheet.write(sheet.left + dx + item.indent, y + dy + _ROW / 2, text, SMALL)
