"""Cells of several lines that were drawn line by line across a table → cell by cell, between the table's ruling lines.

A program that prints a table row by row draws the first line of every cell, then the second of every cell. Where lines lie
between the rows, a reader reads each cell to its end; so does this. Rows of one line come out as they were.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from innspill.reading.pdf_rules import Rule, Rules
from innspill.reading.pieces import Piece, in_rows

# Lines this near (points) are one line, drawn cell by cell or as a double stroke.
_SAME = 3.0
# White of so many letter heights down the whole row parts two cells that no line parts.
_WHITE = 0.8
# A table with fewer ruled rows may be a frame around many rows that no line parts.
_FEW_BANDS = 3
# In prose nearly every line but the first of a paragraph begins in small letters; in a list of names none does.
_RUNS_ON = 0.4


class Band(NamedTuple):
    """A row of a table: between an upper and a lower ruling line (points above the foot), from left to right."""

    top: float
    bottom: float
    left: float
    right: float

    def holds(self, piece: Piece) -> bool:
        inside = self.left - _SAME < piece.left and piece.right < self.right + _SAME
        return inside and self.bottom < piece.base + 0.3 * piece.size < self.top


def in_cells(pieces: Sequence[Piece], rules: Rules) -> list[Piece] | None:
    """The pieces (from the top down) with those of each ruled row cell by cell; None where no ruled row has two cells."""
    rows = []
    for band in _bands(rules.lying):
        cells = _cells([piece for piece in pieces if band.holds(piece)], band, rules.standing)
        if len(cells) > 1:
            rows.append(cells)
    if len(rows) < _FEW_BANDS:
        rows = [cells for cells in rows if runs_on(cells)]
    if not rows:
        return None
    number_of = {piece: number for number, cells in enumerate(rows) for cell in cells for piece in cell}
    ordered: list[Piece] = []
    read: set[int] = set()
    for piece in pieces:
        number = number_of.get(piece)
        if number is None:
            ordered.append(piece)
        elif number not in read:
            read.add(number)
            ordered += [one for cell in rows[number] for one in in_rows(cell)]
    return ordered


def runs_on(cells: Sequence[Sequence[Piece]]) -> bool:
    """Do the lines of the cells go on from one to the next, as a cell of several lines does and a column of names does not?"""
    later = [piece.text for cell in cells for piece in in_rows(cell)[1:]]
    return bool(later) and sum(text[:1].islower() for text in later) >= _RUNS_ON * len(later)


def _cells(row: Sequence[Piece], band: Band, standing: Sequence[Rule]) -> list[list[Piece]]:
    """The cells of a ruled row from the left, as standing lines part them, or white from top to bottom."""
    height = band.top - band.bottom
    edges = [
        rule.at for rule in standing
        if min(rule.last, band.top) - max(rule.first, band.bottom) > 0.6 * height and band.left < rule.at < band.right
    ]  # fmt: skip
    cells: list[list[Piece]] = []
    reach = float("-inf")
    for piece in sorted(row, key=lambda one: one.left):
        parted = any(reach - _SAME < edge < piece.left + _SAME for edge in edges)
        if not cells or parted or (not edges and piece.left - reach > _WHITE * piece.size):
            cells.append([])
        cells[-1].append(piece)
        reach = max(reach, piece.right)
    return cells


def _bands(lying: Sequence[Rule]) -> Iterator[Band]:
    """The rows between lines that follow each other and reach about as far."""
    whole = [
        Rule(group[0].at, min(rule.first for rule in group), max(rule.last for rule in group)) for group in _by_height(lying)
    ]
    for upper, lower in pairwise(whole):
        left, right = max(upper.first, lower.first), min(upper.last, lower.last)
        if right - left > 0.7 * max(upper.last - upper.first, lower.last - lower.first):
            yield Band(upper.at, lower.at, left, right)


def _by_height(lying: Sequence[Rule]) -> Iterator[list[Rule]]:
    """The lines of one height together, from the top."""
    group: list[Rule] = []
    for rule in lying:
        if group and group[0].at - rule.at > _SAME:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group
