"""A grid of cells with slanted headings: what both heat maps are drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass

from innspill.charts.sheet import Sheet
from innspill.charts.style import FAINT, INK, PAPER, RULE, SMALL, ink_on, shade, text_width

SLANT = 0.7071  # headings stand at 45°


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: the text, its shade of 0–1 (null: not asked), and whether it rests on few letters."""

    text: str
    shade: float | None
    hollow: bool = False


def column_widths(room: float, heads: Sequence[str]) -> list[float]:
    """The widths of a column at which the columns, and each slanted heading, end at `room`."""
    ends = [(room - text_width(head, SMALL) * SLANT) / (place + 0.5) for place, head in enumerate(heads)]
    return [room / len(heads), *ends]


def heads_reach(heads: Sequence[str], column: float) -> float:
    """How far the slanted headings reach to the right of the first column's left edge."""
    return max((place + 0.5) * column + text_width(head, SMALL) * SLANT for place, head in enumerate(heads))


@dataclass(frozen=True)
class Grid:
    """Cells of one size on a sheet, with the upper left corner at `left`, `top` inches."""

    sheet: Sheet
    left: float
    top: float
    column: float
    row: float

    @property
    def size(self) -> float:
        """Type size that a row has room for."""
        return min(SMALL, self.row * 72 / 1.3)

    def draw_row_labels(self, labels: Sequence[str]) -> None:
        """One label to the left of each row."""
        for y, label in enumerate(labels):
            middle = self.top + (y + 0.5) * self.row
            self.sheet.write(self.left - 0.1, middle, label, self.size, ha="right")

    def draw_heads(self, heads: Sequence[str]) -> None:
        """One slanted heading above each column."""
        for x, head in enumerate(heads):
            place = self.left + (x + 0.5) * self.column
            self.sheet.write(place - 0.03, self.top - 0.06, head, SMALL, rotation=45, rotation_mode="anchor", va="baseline")

    def draw_cells(self, rows: Sequence[str], columns: Sequence[str], cells: dict[tuple[str, str], Cell]) -> None:
        """A cell for each row × column; one that is not in `cells` is a dash: not asked."""
        for y, key in enumerate(rows):
            for x, code in enumerate(columns):
                self._draw_cell(x, y, cells.get((key, code), Cell("–", None)))

    def draw_borders(self, places: Sequence[int], labels: float, n_columns: int) -> None:
        """A dark line above the rows at `places`, under the labels (`labels` inches wide) and `n_columns` cells."""
        for y in places:
            line = self.top + y * self.row - 0.008
            self.sheet.box(self.left - labels, line, labels + n_columns * self.column, 0.016, facecolor=INK, edgecolor="none")

    def _draw_cell(self, x: int, y: int, cell: Cell) -> None:
        left, top = self.left + x * self.column, self.top + y * self.row
        fill = shade(cell.shade)
        hollow = cell.hollow and cell.shade is not None and cell.shade > 0
        self.sheet.box(left, top, self.column, self.row, facecolor=PAPER if hollow else fill, edgecolor=RULE, linewidth=0.5)
        if hollow:
            self.sheet.box(
                left + 0.015, top + 0.015, self.column - 0.03, self.row - 0.03, facecolor="none",
                edgecolor=shade(max(0.45, cell.shade or 0)), linewidth=1.4,
            )  # fmt: skip
        faint = cell.shade is None or not cell.shade > 0
        ink = FAINT if faint else INK if hollow else ink_on(fill)
        size = self.size
        while size > 4 and text_width(cell.text, size) > self.column - 0.04:
            size -= 0.5
        self.sheet.write(left + self.column / 2, top + self.row / 2, cell.text, size, ha="center", color=ink)
