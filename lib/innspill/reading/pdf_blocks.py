"""Blocks of print that were drawn out of order → their order on the page.

Programs draw a page block by block, but not from the top down: boxes before the text beside them, frames and heads after it.
Each block is a paragraph, a cell, a heading; a block drawn late stands before the first one below it in its own column.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from innspill.reading.pieces import SAME_LINE, Piece, apart

# More blocks than a page of paragraphs and cells has: a drawing.
_MOST_BLOCKS = 400
# Where nearly every piece is a block of its own the drawn order knows nothing.
_FEW_PIECES = 1.6
# White of so many leadings, or of so many letter heights where the leading is not yet known, ends a block.
_WHITE, _FIRST_WHITE = 1.35, 2.0
_MARK = re.compile(r"\W{1,2}|\d{1,2}[.)]?|[a-zæøå][.)]")


class Block(NamedTuple):
    """Pieces that were drawn one below the other, and the box that they fill."""

    pieces: list[Piece]
    left: float
    right: float
    top: float
    bottom: float


def in_blocks(drawn: Sequence[Piece]) -> list[Piece] | None:
    """The pieces block by block as a reader reads them; None where the blocks lie in one another or are single words."""
    blocks = [_block(pieces) for pieces in _split(drawn)]
    if len(blocks) > _MOST_BLOCKS or len(drawn) < _FEW_PIECES * len(blocks) or any(map(_are_marks, blocks)):
        return None
    placed: list[Block] = []
    for block in blocks:
        at = next((number for number, other in enumerate(placed) if _is_below(other, block)), len(placed))
        placed.insert(at, block)
    if any(_surrounds(one, other) for one in placed for other in placed if one is not other):
        return None
    return [piece for block in placed for piece in block.pieces]


def _split(drawn: Sequence[Piece]) -> list[list[Piece]]:
    """Runs that go down in one column without a gap or a change of type."""
    runs = [[drawn[0]]]
    leading = 0.0
    row = drawn[0]
    for before, after in pairwise(drawn):
        step = before.base - after.base
        if abs(step) < SAME_LINE * max(before.size, after.size) and after.left > before.left:
            runs[-1].append(after)
            row = row._replace(right=max(row.right, after.right))
            continue
        limit = _WHITE * leading if leading else _FIRST_WHITE * max(before.size, after.size)
        odd = max(before.size, after.size) > 1.25 * min(before.size, after.size)
        if step <= 0 or step > limit or odd or apart(row, after):
            runs.append([])
            leading = 0.0
        else:
            leading = min(step, leading) if leading else step
        runs[-1].append(after)
        row = after
    return runs


def _block(pieces: list[Piece]) -> Block:
    return Block(
        pieces,
        min(piece.left for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.base + 0.7 * piece.size for piece in pieces),
        min(piece.base for piece in pieces),
    )


def _are_marks(block: Block) -> bool:
    """Bullets or numbers drawn for themselves, each of which stands before a line of another block."""
    several = block.pieces[0].base - block.pieces[-1].base > block.pieces[0].size
    return several and all(_MARK.fullmatch(piece.text) for piece in block.pieces)


def _is_below(other: Block, block: Block) -> bool:
    """Does the other block begin below this one, in the same column or in one further right?"""
    size = block.pieces[-1].size
    return other.top < block.bottom + SAME_LINE * size and other.right > block.left + size


def _surrounds(one: Block, other: Block) -> bool:
    """Does a line of the one block go on behind a line of the other, or lie on it?"""
    if one.left > other.left or one.right <= other.left or one.top < other.bottom or one.bottom > other.top:
        return False
    return any(
        abs(piece.base - beside.base) < SAME_LINE * piece.size and piece.right > beside.left
        for piece in one.pieces
        for beside in other.pieces
    )
