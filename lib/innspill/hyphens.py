"""Words that a line end cut in two, and sentences that a footnote cut, made whole; hyphens that belong to the word kept.

«samhand-/ling» is one word, «EØS-/avtalen» keeps its hyphen, «helse-/og omsorg» is not cut at all. What the letter itself
writes elsewhere decides; where it is silent, a rule does.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from innspill.pages import Line

_CUT = re.compile(r"(?:^|\s)(\S*[^\W_])([-\u2010\u00ad])[^\S\n]*$")
_HYPHENS = ("-", "\u2010", "\u00ad")
_START = re.compile(r"^\s*(\S+)")
_TOKEN = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
# «helse- og omsorg»: the hyphen stands for a word that comes later, so nothing is joined.
_SUSPENDED = {"og", "eller", "samt", "og/eller", "men", "and", "or", "and/or", "ja", "til"}
_CLOSED = re.compile(r"[.?!:;][»”\")]{0,2}$")
# Shorter than this share of a full line, the line before a note was the last of its paragraph (or a heading).
_FULL_LINE, _HALF_LINE = 0.85, 0.6
_NOTE_MARK = re.compile(r"\s*[(\[]?(?:\d{1,3}|[*†‡§]{1,3}|[ivx]{1,4}|[a-z])[)\]]?\s")
_ADDRESS = re.compile(r"://|www\.|@")


def mend_hyphens(lines: Sequence[Line]) -> list[Line]:
    """The lines with every cut word whole on the line where it began; only lines of print (`kind` None) are mended.

    The rest of the word is looked for on the next line, over one empty line at most (double spacing) or on the next page.
    A line that held nothing but the rest of the word goes; a soft hyphen that cuts nothing goes too.
    """
    mended: list[Line | None] = list(lines)
    cuts = [at for at, line in enumerate(lines) if line.kind is None and line.text.rstrip().endswith(_HYPHENS)]
    words = _written(lines) if cuts else Counter()
    for at in cuts:
        line = mended[at]
        follower = _next_printed(mended, at)
        cut = _CUT.search(line.text) if line else None
        if line is None or cut is None:
            continue
        start = _START.match(mended[follower].text) if follower is not None else None
        joined = _joined(cut[1], cut[2], start[1], words) if start else None
        if joined is None:
            if cut[2] == "\u00ad":
                mended[at] = replace(line, text=line.text.rstrip().rstrip("\u00ad"))
            continue
        mended[at] = replace(line, text=line.text[: cut.start(1)] + joined)
        rest = mended[follower].text[start.end() :].lstrip()
        mended[follower] = replace(mended[follower], text=rest) if rest else None
    return [line for line in mended if line is not None]


def _written(lines: Sequence[Line]) -> Counter[str]:
    """How often the letter writes each word, in lower case, hyphens inside the word included."""
    return Counter(token.lower().replace("\u2010", "-") for line in lines for token in _TOKEN.findall(line.text))


def _next_printed(lines: Sequence[Line | None], at: int) -> int | None:
    """The next line with print, over one empty line at most."""
    empty = 0
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line is None:
            continue
        if line.kind is not None:
            return None
        if line.text.strip():
            return number
        empty += 1
        if empty > 1:
            return None
    return None


def _joined(left: str, hyphen: str, right: str, words: Counter[str]) -> str | None:
    """The two halves as one word, or None where they are not one.

    The letter's own spelling elsewhere decides; else the hyphen stays after a single letter, an abbreviation or a number and
    before a capital or a number («e-helse», «EØS-avtalen», «2024-2027», «Nord-Norge»).
    """
    bare = right.lower().rstrip(".,:;!?)»”\"'")
    if bare in _SUSPENDED or not right[0].isalnum() or _ADDRESS.search(left) or re.match(r"\w{1,2}[.)]$", right):
        return None
    if hyphen == "\u00ad":
        return left + right
    head = _TOKEN.findall(left)[-1]
    tail = _TOKEN.match(right)
    whole = (head + tail[0]).lower() if tail else ""
    parted = f"{head}-{tail[0]}".lower() if tail else ""
    if words[whole] != words[parted]:
        keeps = words[parted] > words[whole]
    else:
        last = head.rpartition("-")[2]
        # «HELSE-/FELLESSKAP» in a heading is cut; «EØS-/avtalen» is an abbreviation.
        abbreviation = last.isupper() and not (right[:2].isupper() and len(last) > 4)
        keeps = len(last) == 1 or abbreviation or not (last + right[0]).isalpha() or (right[0].isupper() and not last.isupper())
    return f"{left}-{right}" if keeps else left + right


def join_notes(lines: Sequence[Line]) -> list[Line]:
    """Notes of a printed page, whose lines come as lines of one text, as one line each, cut words whole.

    What begins below the notes' line without a mark of its own goes on from the last note of the page before.
    """
    if all(line.kind != "note" for line in lines) or all(line.kind is not None for line in lines):
        return list(lines)
    joined: list[Line] = []
    last: int | None = None
    for line in lines:
        if line.kind == "note" and "\n" in line.text:
            line = replace(line, text=_as_one(line.text.split("\n"), line.page))
        if line.kind == "note":
            before = joined[last] if last is not None else None
            if before and before.page == line.page - 1 and not _NOTE_MARK.match(line.text) and not _CLOSED.search(before.text):
                joined[last] = replace(before, text=_as_one([before.text, line.text], before.page))
                continue
            last = len(joined)
        joined.append(line)
    return joined


def _as_one(rows: Sequence[str], page: int) -> str:
    return " ".join(row.text.strip() for row in mend_hyphens([Line(row, page) for row in rows if row.strip()]))


def place_notes(lines: Sequence[Line]) -> list[Line]:
    """The lines with each note of a printed page below the paragraph that it cut, which may end overleaf.

    The paragraph ends at an empty line unless its sentence is open and goes on in small letters, and at a short last line.
    """
    if not any(line.kind == "note" for line in lines):
        return list(lines)
    lengths = sorted(len(line.text.strip()) for line in lines if line.kind is None)
    width = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    placed: list[Line] = []
    waiting: list[Line] = []
    before: Line | None = None
    parted = False
    for line in lines:
        if line.kind == "note":
            waiting.append(line)
            continue
        printed = bool(line.text.strip())
        if waiting and printed and (line.kind is not None or before is None or _is_over(before, line, parted, width)):
            placed += waiting
            waiting = []
        placed.append(line)
        parted = not printed
        before = line if printed and line.kind is None else None if printed else before
    return [*placed, *waiting]


def _is_over(before: Line, after: Line, parted: bool, width: int) -> bool:
    """Is the paragraph over with the line `before`, or does it go on with `after`?"""
    text = before.text.rstrip()
    small = next((char.islower() for char in after.text if char.isalnum()), False)
    if parted:
        return bool(_CLOSED.search(text)) or not (small or text.endswith(_HYPHENS))
    if _CLOSED.search(text):
        return len(text) < _FULL_LINE * width
    return len(text) < _HALF_LINE * width and not small
