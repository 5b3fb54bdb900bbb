"""Pieces of print with their places → lines in the order a reader reads them.

Programs draw a page in any order: Word writes table cells one by one and the footer last, layout programs draw columns row by
row. The drawn order is kept where it reads like a text (down the page, and up only to something further right), for it
knows of cells that geometry cannot see; otherwise columns are found by the gutter between them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import pairwise
from operator import ge
from statistics import median

from innspill.reading.pdf_blocks import in_blocks
from innspill.reading.pdf_cells import in_cells
from innspill.reading.pdf_rules import NO_RULES, Rules
from innspill.reading.pieces import SAME_LINE, Piece, apart, in_rows

_MIN_COLUMN_LINES = 4
# Beyond the first gutter that many more are looked for.
_MOST_COLUMNS = 2
# Running heads and feet are drawn first or last, in some pieces each.
_EDGE_PIECES = 6
# So many letter heights of white part them from the text.
_APART = 2.5
# The places where the most lines begin: columns are few, and scattered print has hundreds of places.
_MOST_GUTTERS = 12
# A page of print has some 60 lines; thousands of pieces are a map or a drawing, and have no columns.
_MAX_PIECES = 2_000
# So many pieces beside the one before them are worth a look for a table.
_FEW_BESIDE = 3


def reading_order(pieces: list[Piece], landscape: bool = False, rules: Callable[[], Rules] = lambda: NO_RULES) -> list[Piece]:
    """The pieces in the order they are read: as drawn where that makes sense, else by blocks, cells, columns and rows.

    `rules` finds the page's ruling lines; it is asked only where pieces stand beside each other.
    """
    if not pieces:
        return []
    bases = [piece.base for piece in pieces]
    if all(map(ge, bases, bases[1:])):
        return _from_the_top(pieces, landscape, rules)
    drawn = _with_edges_in_place(pieces, bases)
    jumps = [(before, after) for before, after in pairwise(drawn) if after.base > before.base + SAME_LINE * before.size]
    if not jumps:
        return _from_the_top(drawn, landscape, rules)
    if all(after.left >= before.left + before.size for before, after in jumps) and _jumps_clear(drawn):
        return drawn
    blocks = in_blocks(drawn)
    if blocks is not None:
        return blocks
    placed = sorted(drawn, key=lambda piece: (-piece.base, piece.left))
    cells = in_cells(in_rows(placed), rules())
    if cells is not None:
        return cells
    first, stop = _without_edges(placed)
    return [*in_rows(placed[:first]), *_by_columns(placed[first:stop], landscape, fallback=None), *in_rows(placed[stop:])]


def _from_the_top(pieces: list[Piece], landscape: bool, rules: Callable[[], Rules]) -> list[Piece]:
    """The pieces of a page that was drawn line by line."""
    lefts, rights = [piece.left for piece in pieces], [piece.right for piece in pieces]
    if max(lefts) < min(rights):
        # Nothing stands beside anything: one column, as nearly every page.
        return pieces
    if sum(map(apart, pieces, pieces[1:])) >= _FEW_BESIDE:
        cells = in_cells(pieces, rules())
        if cells is not None:
            return cells
    return _by_columns(pieces, landscape, fallback=pieces)


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
        return in_rows(pieces) if fallback is None else fallback
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
        # Too few lines begin right of where others stop, wherever the gutter were.
        return None
    best: tuple[int, float] | None = None
    begun = [
        (bisect_left(starts, start + 2) - bisect_right(starts, start - 2), start) for start in {round(one) for one in starts}
    ]
    likely = sorted(begun, key=lambda one: (-one[0], one[1]))[:_MOST_GUTTERS]
    for start in sorted(start for n_lines, start in likely if n_lines >= _MIN_COLUMN_LINES):
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
