"""A run of print with its place: what a PDF page's lines are put together from."""

from collections.abc import Iterable
from typing import NamedTuple

# Two baselines closer than this share of the letter height are one line: superscripts and bullets sit a little off.
SAME_LINE = 0.35


class Piece(NamedTuple):
    """A run of print: its text, left and right edge, baseline (points above the foot), letter height, quarter turns."""

    text: str
    left: float
    right: float
    base: float
    size: float
    angle: int = 0


def in_rows(pieces: Iterable[Piece]) -> list[Piece]:
    """Row by row from the top, each row from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.base, one.left)):
        if rows and rows[-1][0].base - piece.base < SAME_LINE * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda one: one.left)]


def apart(before: Piece, after: Piece) -> bool:
    """Does the one stand wholly beside the other, on whatever line?"""
    return before.right <= after.left or after.right <= before.left
