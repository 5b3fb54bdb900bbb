"""Footnotes on a printed page: which lines at the foot of a column are notes and no part of the text.

A note is set in smaller type than the page, stands below all text of its column, and begins with the number or sign that a
word of the page carries. All three are asked for: small type alone may be a table, and a number alone a list.
"""

import re
from collections.abc import Sequence

from innspill.reading.columns import Piece

# Notes are set one or two points smaller than the text of 9–12 points.
_SMALLER = 0.93
# White of so many letter heights ends the notes: what follows is the foot of the page.
_FOOT = 2.2
_MARK = re.compile(r"\s*[(\[]?(\d{1,3}|[*†‡§]{1,3}|[ivx]{1,4}|[a-z])[)\]]?(?:\s+|(?=[A-ZÆØÅ«]))\S")


def find_notes(lines: Sequence[Piece]) -> list[tuple[int, int]]:
    """The notes among the lines of a page (in reading order) as (first, after the last); none as a rule."""
    if len(lines) < 3:
        return []
    sizes = [line.size for line in lines]
    if min(sizes) >= _SMALLER * max(sizes):
        return []
    body = _body_size(lines)
    marked = [line for line in lines if line.size < _SMALLER * body and _MARK.match(line.text)]
    if not marked:
        return []
    small = [line.size < _SMALLER * body for line in lines]
    notes: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        mark = _MARK.match(lines[at].text) if small[at] else None
        if mark and _is_cited(mark[1], lines, small) and not _stands_above_text(lines[at], lines, small):
            stop = _end_of_note(lines, small, at)
            notes.append((at, stop))
            at = stop
        else:
            at += 1
    return notes


def _body_size(lines: Sequence[Piece]) -> float:
    """The size that half of the page's letters have at least; headings and a line of small print do not count."""
    by_size = sorted([(line.size, len(line.text)) for line in lines])
    half, seen = sum(n for _, n in by_size) / 2, 0
    for size, n in by_size:
        seen += n
        if seen >= half:
            return size
    return by_size[-1][0]


def _is_cited(mark: str, lines: Sequence[Piece], small: Sequence[bool]) -> bool:
    """Does a word of the text carry the mark, as raised numbers do («samarbeid1»)?"""
    cited = re.compile(rf"[^\W\d_][.,;:!?»”\")]{{0,2}}\s?{re.escape(mark)}(?![\w)])" if mark.isdigit() or not mark.isalpha()
                       else rf"[.,;:!?»”\")]{re.escape(mark)}(?!\w)")  # fmt: skip
    return any(cited.search(line.text) for line, is_small in zip(lines, small, strict=True) if not is_small)


def _stands_above_text(note: Piece, lines: Sequence[Piece], small: Sequence[bool]) -> bool:
    return any(
        line.base < note.base and line.left < note.right and line.right > note.left and len(line.text) > 12
        for line, is_small in zip(lines, small, strict=True)
        if not is_small
    )


def _end_of_note(lines: Sequence[Piece], small: Sequence[bool], first: int) -> int:
    at = first + 1
    while at < len(lines):
        before, line = lines[at - 1], lines[at]
        step = before.base - line.base
        beside = line.left < before.right and line.right > before.left
        if not small[at] or not beside or not 0 < step < _FOOT * line.size or _MARK.match(line.text):
            break
        at += 1
    return at
