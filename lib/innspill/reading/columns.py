"""Pieces of print with their places → lines in the order a reader reads them.

Programs draw a page in any order: Word writes table cells one by one and the footer last, layout programs draw columns row by
row. The drawn order is kept where it reads like a text (down the page, and up only to something further right), for it
knows of cells that geometry cannot see; otherwise columns are found by the gutter between them.
"""

from itertools import pairwise
from statistics import median
from typing import NamedTuple

# Two baselines closer than this share of the letter height are one line: superscripts and bullets sit a little off.
_SAME_LINE = 0.35
# A gap is seen when a line stands this much further down than the leading of the page asks for.
_GAP = 1.3
_MIN_COLUMN_LINES = 4
# A page of print has some 60 lines; thousands of pieces are a map or a drawing, and have no columns.
_MAX_PIECES = 2_000


class Piece(NamedTuple):
    """A run of print: its text, left and right edge, baseline (points above the foot), letter height, quarter turns."""

    text: str
    left: float
    right: float
    base: float
    size: float
    angle: int = 0


def page_lines(pieces: list[Piece], landscape: bool = False) -> list[str]:
    """The lines of a page in reading order, with an empty line for every gap that a reader sees.

    Text that stands another way than most of the page (a mark in the margin, say) comes after the rest.
    """
    texts: list[str] = []
    printed = {angle: sum(len(piece.text) for piece in pieces if piece.angle == angle) for angle in range(4)}
    for angle in sorted((angle for angle in printed if printed[angle]), key=lambda angle: -printed[angle]):
        ordered = reading_order([piece for piece in pieces if piece.angle == angle], landscape)
        lines = _join_rows(ordered)
        leading = _leading(lines)
        texts += [""] if texts else []
        for number, line in enumerate(lines):
            if number and _is_gap(lines[number - 1], line, leading):
                texts.append("")
            texts.append(line.text)
    return texts


def reading_order(pieces: list[Piece], landscape: bool = False) -> list[Piece]:
    """The pieces in the order they are read: as drawn where that makes sense, else by columns and rows."""
    drawn = _with_edges_in_place(pieces)
    jumps = [(before, after) for before, after in pairwise(drawn) if after.base > before.base + _SAME_LINE * before.size]
    if not jumps:
        return _by_columns(drawn, landscape, fallback=drawn)
    if all(after.left >= before.left + before.size for before, after in jumps) and _jumps_clear(drawn):
        return drawn
    return _by_columns(sorted(drawn, key=lambda piece: (-piece.base, piece.left)), landscape, fallback=None)


def _with_edges_in_place(pieces: list[Piece]) -> list[Piece]:
    """The pieces with headers drawn last and footers drawn first moved to where they stand."""
    drawn = list(pieces)
    for _ in range(6):
        if len(drawn) < 3:
            break
        if drawn[-1].base > max(piece.base for piece in drawn[:-1]) + drawn[-1].size:
            drawn.insert(0, drawn.pop())
        elif drawn[0].base < min(piece.base for piece in drawn[1:]) - drawn[0].size:
            drawn.append(drawn.pop(0))
        else:
            break
    return drawn


def _jumps_clear(drawn: list[Piece]) -> bool:
    """Does the text after each jump upwards stand right of what was drawn beside it, not on top of it?"""
    block: list[Piece] = []
    for piece in drawn:
        if block and piece.base > block[-1].base + _SAME_LINE * piece.size:
            beside = [one for one in block if one.base <= piece.base + _SAME_LINE * piece.size]
            if any(one.right > piece.left + piece.size for one in beside):
                return False
            block = []
        block.append(piece)
    return True


def _by_columns(pieces: list[Piece], landscape: bool, fallback: list[Piece] | None) -> list[Piece]:
    """Column by column between full-width lines where the page has a gutter; else `fallback`, or row by row."""
    gutter = _find_gutter(pieces, landscape)
    if gutter is None:
        return _rows(pieces) if fallback is None else fallback
    ordered: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if piece.right <= gutter:
            left.append(piece)
        elif piece.left >= gutter:
            right.append(piece)
        else:
            ordered += [*_by_columns(left, landscape, None), *_by_columns(right, landscape, None), piece]
            left, right = [], []
    return [*ordered, *_by_columns(left, landscape, None), *_by_columns(right, landscape, None)]


def _find_gutter(pieces: list[Piece], landscape: bool) -> float | None:
    """The place between two columns that the most lines stand clear of, or None.

    A column has at least four lines that begin at the same place, beside at least four lines that stop before it. On an
    upright page both must be filled like prose (half of the lines go across most of the column): a table of short cells
    is read row by row. A slide's two lists of bullets are columns whatever their width.
    """
    if not 2 * _MIN_COLUMN_LINES <= len(pieces) <= _MAX_PIECES:
        return None
    best: tuple[int, float] | None = None
    starts = sorted(piece.left for piece in pieces)
    for start in sorted({round(left) for left in starts}):
        if sum(abs(left - start) < 2 for left in starts) < _MIN_COLUMN_LINES:
            continue
        gutter = start - 2.0
        left = [piece for piece in pieces if piece.right <= gutter]
        right = [piece for piece in pieces if piece.left >= gutter]
        if not _are_columns(left, right, landscape):
            continue
        crossing = len(pieces) - len(left) - len(right)
        if crossing <= min(len(left), len(right)) and (best is None or min(len(left), len(right)) > best[0]):
            best = (min(len(left), len(right)), gutter)
    return None if best is None else best[1]


def _are_columns(left: list[Piece], right: list[Piece], landscape: bool) -> bool:
    if min(len(left), len(right)) < _MIN_COLUMN_LINES:
        return False
    beside = min(max(p.base for p in left), max(p.base for p in right)) - max(
        min(p.base for p in left), min(p.base for p in right)
    )
    if beside < 2 * median(p.size for p in left):
        return False
    return landscape or (_is_filled(left) and _is_filled(right))


def _is_filled(column: list[Piece]) -> bool:
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    return median(piece.right - piece.left for piece in column) >= 0.6 * width and median(
        len(piece.text.split()) for piece in column
    ) >= 3


def _rows(pieces: list[Piece]) -> list[Piece]:
    """Row by row from the top, each row from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if rows and rows[-1][0].base - piece.base < _SAME_LINE * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda one: one.left)]


def _join_rows(pieces: list[Piece]) -> list[Piece]:
    """Pieces that follow each other on one baseline as one line."""
    lines: list[Piece] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last and abs(last.base - piece.base) < _SAME_LINE * max(last.size, piece.size) and piece.left >= last.left:
            blank = "" if piece.left - last.right < 0.1 * last.size else " "
            size = max((last, piece), key=lambda one: len(one.text)).size
            right = max(last.right, piece.right)
            lines[-1] = last._replace(text=f"{last.text}{blank}{piece.text}", right=right, size=size)
        else:
            lines.append(piece)
    return lines


def _leading(lines: list[Piece]) -> float:
    """The usual way down from one line of a paragraph to the next, in letter heights.

    Measured below lines that reach the right margin, for those go on; where they are few, below all lines.
    """
    steps = [(before, 2 * (before.base - after.base) / (before.size + after.size)) for before, after in pairwise(lines)]
    steps = [(before, step) for before, step in steps if 0.5 < step < 5]
    if not steps:
        return 1.2
    margin = max(before.right for before, _ in steps)
    left = min(before.left for before, _ in steps)
    full = [step for before, step in steps if before.right > margin - 0.15 * (margin - left)]
    return median(full) if len(full) >= 3 else min(median(step for _, step in steps), 2.5)


def _is_gap(before: Piece, after: Piece, leading: float) -> bool:
    """Does a reader see where one block ends: more white than inside a paragraph, or letters of another size?

    At the top of a new column or cell there is no white to judge by: a block ends there when its sentence does.
    """
    if after.base > before.base + _SAME_LINE * before.size:
        return before.text.rstrip().endswith((".", "?", "!", ":"))
    low, high = sorted((before.size, after.size))
    if high > 1.2 * low and min(len(before.text), len(after.text)) > 3:
        return True
    return (before.base - after.base) / ((low + high) / 2) > _GAP * leading
