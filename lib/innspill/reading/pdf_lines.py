"""Pieces of print → the lines of a page, with the gaps and the footnotes that a reader sees."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise, zip_longest
from statistics import median

from innspill.reading.columns import reading_order
from innspill.reading.pdf_capitals import join_drop_capitals
from innspill.reading.pdf_notes import as_note, find_notes, marks_of, part_marks
from innspill.reading.pdf_rules import NO_RULES, Rules
from innspill.reading.pieces import SAME_LINE, Piece

# A gap is seen when a line stands this much further down than the leading of the page asks for.
_GAP = 1.3
# White of so many letter heights parts two cells, and a cell of so many letters is no list number.
_CELL_GAP = 1.1
_LABEL_LETTERS = 4
# Print is doubled where the same words stand so close, in letter heights.
_HAIR = 0.25
# A number so much smaller than the text that follows is the raised mark of a note.
_RAISED = 0.8


def _no_rules() -> Rules:
    return NO_RULES


def page_lines(
    pieces: list[Piece], landscape: bool = False, rules: Callable[[], Rules] = lambda: NO_RULES
) -> list[tuple[str, str | None]]:
    """The lines of a page in reading order with their kind: None, or `note` for a footnote (its lines in one text).

    An empty line stands for every gap that a reader sees. Text that stands another way than most of the page (a mark in the
    margin, a stamp across it) comes after the rest.
    """
    if not any(piece.angle for piece in pieces):
        return _set_lines(pieces, landscape, rules)
    printed = Counter[int]()
    for piece in pieces:
        printed[piece.angle] += len(piece.text)
    found: list[tuple[str, str | None]] = []
    for angle, _ in sorted(printed.items(), key=lambda item: (-item[1], item[0])):
        found += [("", None)] if found else []
        found += _set_lines([piece for piece in pieces if piece.angle == angle], landscape, _no_rules if angle else rules)
    return found


def _set_lines(pieces: list[Piece], landscape: bool, rules: Callable[[], Rules]) -> list[tuple[str, str | None]]:
    ordered = reading_order(join_drop_capitals(pieces), landscape, rules)
    lines = _join_rows(ordered)
    notes = [] if landscape else find_notes(lines, ordered, rules)
    noted = dict(notes)
    inside = {at for first, stop in notes for at in range(first, stop)}
    marks = marks_of([lines[first].text for first, _ in notes])
    leading = _leading([line for at, line in enumerate(lines) if at not in inside] if inside else lines)
    found: list[tuple[str, str | None]] = []
    before: Piece | None = None
    for at, line in enumerate(lines):
        if at in inside:
            if at in noted:
                found.append((as_note("\n".join(one.text for one in lines[at : noted[at]])), "note"))
            continue
        if before is not None and _is_gap(before, line, leading):
            found.append(("", None))
        found.append((part_marks(line.text, marks) if marks else line.text, None))
        before = line
    return found


def _join_rows(pieces: list[Piece]) -> list[Piece]:
    """Pieces that follow each other on one baseline as one line; what is printed twice in one place is read once."""
    lines: list[Piece] = []
    last: Piece | None = None
    for piece, after in zip_longest(pieces, pieces[1:]):
        if last is None or abs(last.base - piece.base) >= SAME_LINE * max(last.size, piece.size) or piece.left < last.left - 1:
            lines.append(piece)
            last = piece
            continue
        if _is_overprint(last, piece):
            continue
        if after is not None and _begins_cell(last, piece, after):
            lines.append(piece)
            last = piece
            continue
        raised = last.size < _RAISED * piece.size and last.text.isdigit()
        blank = "" if piece.left - last.right < 0.1 * last.size and not raised else " "
        size = max((last, piece), key=lambda one: len(one.text)).size
        last = last._replace(text=f"{last.text}{blank}{piece.text}", right=max(last.right, piece.right), size=size)
        lines[-1] = last
    return lines


def _begins_cell(label: Piece, first: Piece, second: Piece) -> bool:
    """Is `first` the first of several lines of a cell, beside a cell of one line? «4 Nasjonale myndigheter | Ordningen må …»

    The next line goes on below it in small letters. A number or a bullet beside it is no cell: its text hangs.
    """
    size = max(label.size, first.size)
    wide = first.left - label.right > _CELL_GAP * size
    hangs = second.base < first.base - SAME_LINE * size and abs(second.left - first.left) < 0.6 * size
    return wide and hangs and second.text[:1].islower() and sum(map(str.isalpha, label.text)) >= _LABEL_LETTERS


def _is_overprint(last: Piece, piece: Piece) -> bool:
    """Is the piece the line once more, a hair off, as programs without a bold type print bold?"""
    near = abs(last.left - piece.left) < _HAIR * piece.size and abs(last.right - piece.right) < _HAIR * piece.size
    return near and last.text == piece.text


def _leading(lines: list[Piece]) -> float:
    """The usual way down from one line of a paragraph to the next, in letter heights.

    Measured below lines that reach the right margin, for those go on; where they are few, below all lines.
    """
    steps: list[tuple[float, float, float]] = []
    for before, after in pairwise(lines):
        step = 2 * (before.base - after.base) / (before.size + after.size)
        if 0.5 < step < 5:
            steps.append((step, before.left, before.right))
    if not steps:
        return 1.2
    _, lefts, rights = zip(*steps, strict=True)
    margin, left = max(rights), min(lefts)
    reach = margin - 0.15 * (margin - left)
    full = [step for step, _, right in steps if right > reach]
    return median(full) if len(full) >= 3 else min(median([step for step, _, _ in steps]), 2.5)


def _is_gap(before: Piece, after: Piece, leading: float) -> bool:
    """Does a reader see where one block ends: more white than inside a paragraph, or letters of another size?

    At the top of a new column or cell there is no white to judge by: a block ends there when its sentence does.
    """
    step, low, high = before.base - after.base, before.size, after.size
    if after.left > before.right and abs(step) < SAME_LINE * max(low, high):
        return True
    if step < -SAME_LINE * low:
        return before.text.rstrip().endswith((".", "?", "!", ":"))
    if low > high:
        low, high = high, low
    if high > 1.2 * low and len(before.text) > 3 and len(after.text) > 3:
        return True
    return 2 * step > _GAP * leading * (low + high)
