"""Footnotes on a printed page: which lines at the foot of a column are notes and no part of the text.

A note begins with the number or sign that a word of the page carries, stands below all text of its column, and is set in
smaller type than the page or has its number raised. All three are asked for: small type alone may be a table, a number
alone a list. What goes on from the page before has no number: it stands below the short line that parts notes from text.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from innspill.reading.pdf_rules import Rules
from innspill.reading.pieces import Piece

# Notes are set one or two points smaller than the text of 9–12 points, their raised marks at half its size.
_SMALLER, _RAISED = 0.93, 0.8
# White of so many letter heights ends the notes: what follows is the foot of the page, a few lines at most.
_FOOT, _FOOT_LINES = 2.2, 3
_LEAST_WHITE = 1.45
_FIRST_SIGNS = frozenset("0123456789*†‡§")
# The line above the notes is 5 cm or a quarter of the text: no table's border, no line under a heading.
_SHORTEST, _LONGEST = 0.1, 0.45
_MARK = re.compile(r"\s*[(\[]?(\d{1,3}|[*†‡§]{1,3}|[ivx]{1,4}|[a-z])[)\]]?(?:\s+|(?=[A-ZÆØÅ«]))\S")
_NUMBERED = re.compile(r"\s*(\d{1,3}|[*†‡§]{1,3})\s?(?=[A-ZÆØÅ«])")
_ALONE = re.compile(r"\d{1,3}|[*†‡§]{1,3}")


def find_notes(lines: Sequence[Piece], pieces: Sequence[Piece], rules: Callable[[], Rules]) -> list[tuple[int, int]]:
    """The notes among the lines of a page (in reading order) as (first, after the last); none as a rule.

    `pieces` are what the lines were put together from, `rules` finds the ruling lines of the page.
    """
    if len(lines) < 3:
        return []
    sizes = [piece.size for piece in pieces]
    if min(sizes) >= _SMALLER * max(sizes):
        return _below_rule(lines, [], _foot(lines), rules) if _ends_in_marks(lines) else []
    body = _body_size(lines)
    limit = _SMALLER * body
    raised = {(one.left, one.base) for one in pieces if one.size < _RAISED * body and _ALONE.fullmatch(one.text)}
    small = [line.size < limit for line in lines]
    if raised:
        small = [is_small or (line.left, line.base) in raised for is_small, line in zip(small, lines, strict=True)]
    foot = _foot(lines)
    notes: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        mark = _MARK.match(lines[at].text) if small[at] else None
        if mark and _is_cited(mark[1], lines, small) and not _stands_above_text(lines[at], lines[:foot], limit):
            stop = _end_of_note(lines, at, limit if lines[at].size < limit else 1.1 * body)
            notes.append((at, stop))
            at = stop
        else:
            at += 1
    if notes or lines[foot - 1].size < limit or _ends_in_marks(lines):
        notes = _below_rule(lines, notes, foot, rules)
    return notes


def _ends_in_marks(lines: Sequence[Piece]) -> bool:
    """Does a line begin with a number that a word above it carries? So do notes as large as the text."""
    for at in [at for at, line in enumerate(lines) if line.text[0] in _FIRST_SIGNS]:
        mark = _NUMBERED.match(lines[at].text)
        if mark and any(_citing(mark[1]).search(above.text) for above in lines[:at]):
            return True
    return False


def _body_size(lines: Sequence[Piece]) -> float:
    """The size that half of the page's letters have at least; headings and a line of small print do not count."""
    by_size = sorted([(line.size, len(line.text)) for line in lines])
    half, seen = sum(n for _, n in by_size) / 2, 0
    for size, n in by_size:
        seen += n
        if seen >= half:
            return size
    return by_size[-1][0]


def _foot(lines: Sequence[Piece]) -> int:
    """Where the foot of the page begins: a few lines below clear white; else the number of lines."""
    for at in range(len(lines) - 1, max(0, len(lines) - 1 - _FOOT_LINES), -1):
        step = lines[at - 1].base - lines[at].base
        if step > _LEAST_WHITE * max(lines[at].size, lines[at - 1].size):
            return len(lines) if any(map(_NUMBERED.match, [line.text for line in lines[at:]])) else at
    return len(lines)


def _is_cited(mark: str, lines: Sequence[Piece], small: Sequence[bool]) -> bool:
    """Does a word of the text carry the mark, as raised numbers do («samarbeid1»)?"""
    cited = _citing(mark)
    return any(cited.search(line.text) for line, is_small in zip(lines, small, strict=True) if not is_small)


def _citing(mark: str) -> re.Pattern[str]:
    if mark.isdigit() or not mark.isalpha():
        return re.compile(rf"([^\W\d_][.,;:!?»”\")]{{0,2}})(\s?{re.escape(mark)})(?![\w)])")
    return re.compile(rf"([.,;:!?»”\")])({re.escape(mark)})(?!\w)")


def part_marks(text: str, marks: Sequence[str]) -> str:
    """«tjenester3» as «tjenester 3», where the page has a note 3: the word stays a word."""
    for mark in marks:
        if mark in text:
            text = _citing(mark).sub(lambda match: f"{match[1]} {match[2].lstrip()}", text, count=1)
    return text


def as_note(text: str) -> str:
    """The note with a blank after its mark."""
    return _NUMBERED.sub(lambda match: f"{match[1]} ", text, count=1) if _NUMBERED.match(text) else text


def marks_of(notes: Sequence[str]) -> list[str]:
    """The numbers and signs that notes begin with."""
    found = [_MARK.match(note) for note in notes]
    return [match[1] for match in found if match]


def _stands_above_text(note: Piece, lines: Sequence[Piece], limit: float) -> bool:
    """Does text follow below the note in its column? Where notes are as large as the text, size cannot tell."""
    return note.size < limit and any(
        line.base < note.base
        and line.left < note.right
        and line.right > note.left
        and len(line.text) > 12
        and line.size >= limit
        for line in lines
    )


def _end_of_note(lines: Sequence[Piece], first: int, limit: float) -> int:
    at = first + 1
    while at < len(lines):
        before, line = lines[at - 1], lines[at]
        step = before.base - line.base
        beside = line.left < before.right and line.right > before.left
        if line.size >= limit or not beside or not 0 < step < _FOOT * line.size or _MARK.match(line.text):
            break
        at += 1
    return at


def _below_rule(
    lines: Sequence[Piece], notes: list[tuple[int, int]], foot: int, rules: Callable[[], Rules]
) -> list[tuple[int, int]]:
    """The notes and what stands before them below the short line: the rest of a note from overleaf, or notes in large type."""
    stop = notes[0][0] if notes else foot
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    first = stop
    lying = rules().lying
    for rule in lying:
        # Two lines of one length are the upper and lower edge of a box.
        framed = any(other is not rule and abs(other.last - rule.last) < 1 > abs(other.first - rule.first) for other in lying)
        if framed or not _SHORTEST < (rule.last - rule.first) / (right - left) < _LONGEST:
            continue
        at = stop
        while at > 0 and lines[at - 1].base < rule.at and -1 < lines[at - 1].left - rule.first < 3 * lines[at - 1].size:
            at -= 1
        # A block of one column, with text above the line and none beside it.
        whole = all(0 < before.base - after.base < _FOOT * after.size for before, after in pairwise(lines[at:stop]))
        if 0 < at < first and whole and lines[at - 1].base > rule.at:
            first = at
    if first == stop and stop < len(lines) and not notes:
        return _below_rule(lines, notes, len(lines), rules)
    starts = [at for at in range(first, stop) if at == first or _NUMBERED.match(lines[at].text)]
    return [*pairwise([*starts, stop]), *notes] if first < stop else notes
