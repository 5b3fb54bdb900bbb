"""Pieces of print with their places → lines in the order a reader reads them.

Programs draw a page in any order: Word writes table cells one by one and the footer last, layout programs draw columns row by
row. The drawn order is kept where it reads like a text (down the page, and up only to something further right), for it
knows of cells that geometry cannot see; otherwise columns are found by the gutter between them.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import ge
from statistics import median
from typing import NamedTuple

# Two baselines closer than this share of the letter height are one line: superscripts and bullets sit a little off.
SAME_LINE = 0.35
_MIN_COLUMN_LINES = 4
# Beyond the first gutter that many more are looked for.
_MOST_COLUMNS = 2
# Running heads and feet are drawn first or last, in some pieces each.
_EDGE_PIECES = 6
# So many letter heights of white part them from the text.
_APART = 2.5
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


def reading_order(pieces: list[Piece], landscape: bool = False) -> list[Piece]:
    """The pieces in the order they are read: as drawn where that makes sense, else by columns and rows."""
    bases = [piece.base for piece in pieces]
    if all(map(ge, bases, bases[1:])):
        return _by_columns(pieces, landscape, fallback=pieces)
    drawn = _with_edges_in_place(pieces, bases)
    jumps = [(before, after) for before, after in pairwise(drawn) if after.base > before.base + SAME_LINE * before.size]
    if not jumps:
        return _by_columns(drawn, landscape, fallback=drawn)
    if all(after.left >= before.left + before.size for before, after in jumps) and _jumps_clear(drawn):
        return drawn
    placed = sorted(drawn, key=lambda piece: (-piece.base, piece.left))
    first, stop = _without_edges(placed)
    return [*_rows(placed[:first]), *_by_columns(placed[first:stop], landscape, fallback=None), *_rows(placed[stop:])]


def _without_edges(placed: list[Piece]) -> tuple[int, int]:
    """Where the page begins and ends between running head and foot: rows of few pieces that stand well apart from the rest."""
    gaps = [before.base - after.base > _APART * after.size for before, after in pairwise(placed)]
    head = next((at + 1 for at, wide in enumerate(gaps[:_EDGE_PIECES]) if wide), 0)
    foot = next((at + 1 for at, wide in enumerate(gaps[::-1][:_EDGE_PIECES]) if wide), 0)
    return (head, len(placed) - foot) if head + foot < len(placed) // 2 else (0, len(placed))


def _with_edges_in_place(pieces: list[Piece], bases: list[float]) -> list[Piece]:
    """The pieces with headers drawn last and footers drawn first moved to where they stand."""
    if len(pieces) < 3:
        return pieces
    n_edge = min(_EDGE_PIECES, len(pieces) // 3)
    low, high = min(bases[n_edge:]), max(bases[: len(bases) - n_edge])
    feet = [at for at in range(n_edge) if bases[at] < low - pieces[at].size]
    heads = [at for at in range(len(bases) - n_edge, len(bases)) if bases[at] > high + pieces[at].size]
    if not feet and not heads:
        return pieces
    moved = {*feet, *heads}
    rest = [piece for at, piece in enumerate(pieces) if at not in moved]
    return [*(pieces[at] for at in heads), *rest, *(pieces[at] for at in feet)]


def _jumps_clear(drawn: list[Piece]) -> bool:
    """Does what was drawn after each jump upwards stand clear of the lines that were drawn beside it before?"""
    runs: list[list[Piece]] = [[]]
    for piece in drawn:
        if runs[-1] and piece.base > runs[-1][-1].base + SAME_LINE * piece.size:
            runs.append([])
        runs[-1].append(piece)
    for before, after in pairwise(runs):
        left, top = after[0].left, after[0].base + SAME_LINE * after[0].size
        # What stands further left in the run is the page's foot, or the text that goes on below.
        bottom = min(one.base - SAME_LINE * one.size for one in after if one.left > left - one.size)
        if any(bottom <= one.base <= top and one.right > left + one.size for one in before):
            return False
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


def _find_gutter(pieces: list[Piece], landscape: bool, depth: int = 0) -> float | None:
    """The place between two columns that the most lines stand clear of, or None.

    A column has at least four lines that begin at the same place, beside at least four lines that stop before it. On an
    upright page both must be filled like prose (half of the lines go across most of the column): a table of short cells
    is read row by row. A slide's two lists of bullets are columns whatever their width.
    """
    if not 2 * _MIN_COLUMN_LINES <= len(pieces) <= _MAX_PIECES:
        return None
    starts = sorted([piece.left for piece in pieces])
    stops = sorted([piece.right for piece in pieces])
    if starts[-_MIN_COLUMN_LINES] < stops[_MIN_COLUMN_LINES - 1]:
        # Too few lines begin right of where others stop, wherever the gutter were: one column, as nearly every page.
        return None
    best: tuple[int, float] | None = None
    for start in sorted({round(left) for left in starts}):
        if bisect_left(starts, start + 2) - bisect_right(starts, start - 2) < _MIN_COLUMN_LINES:
            continue
        gutter = start - 2.0
        left = [piece for piece in pieces if piece.right <= gutter]
        right = [piece for piece in pieces if piece.left >= gutter]
        if not _are_columns(left, right, landscape, depth):
            continue
        crossing = len(pieces) - len(left) - len(right)
        if crossing <= min(len(left), len(right)) and (best is None or min(len(left), len(right)) > best[0]):
            best = (min(len(left), len(right)), gutter)
    return None if best is None else best[1]


def _are_columns(left: list[Piece], right: list[Piece], landscape: bool, depth: int) -> bool:
    if min(len(left), len(right)) < _MIN_COLUMN_LINES:
        return False
    beside = min(max(p.base for p in left), max(p.base for p in right)) - max(
        min(p.base for p in left), min(p.base for p in right)
    )
    if beside < 2 * median(p.size for p in left):
        return False
    # What is no filled column may be two: a page of three columns.
    return landscape or all(
        _is_filled(side) or (depth < _MOST_COLUMNS and _find_gutter(side, False, depth + 1) is not None)
        for side in (left, right)
    )


def _is_filled(column: list[Piece]) -> bool:
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    return (
        median(piece.right - piece.left for piece in column) >= 0.6 * width
        and median(len(piece.text.split()) for piece in column) >= 3
    )


def _rows(pieces: list[Piece]) -> list[Piece]:
    """Row by row from the top, each row from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if rows and rows[-1][0].base - piece.base < SAME_LINE * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda one: one.left)]
