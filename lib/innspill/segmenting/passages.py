"""Where a sentence, a question or a heading that begins in one line of print ends in another."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from innspill.pages import CELL_BREAK
from innspill.segmenting.markers import read_marker
from innspill.segmenting.strips import Strip, begins_lower, count_words, ends_sentence, is_bullet

_NOT_BLANK = re.compile(r"\S")
SENTENCE_END = re.compile(r"[.?!](?=[\s»”\"]|$)")
ABBREVIATED = re.compile(r"(?:\b(?:bl\.a|f\.eks|mv|m\.m|jf|nr|ca|st|meld|pkt|m\.v|inkl|evt)|\b\d{1,2})\.$", re.IGNORECASE)
_ASKS = re.compile(r"\s*(?:Hva|Hvilken|Hvilket|Hvilke|Hvordan|Har|Er|Kan|Kva|Kven|Korleis|Kor)\s+[a-zæøå]")
# A question that has more words than this is none; nor does a heading or a sentence that asks reach further.
_MAX_QUESTION_WORDS = 90
_SENTENCE_REACH = 900
_HEADING_REACH = 300
# An abbreviation shows in the few signs before its full stop.
_ABBREVIATION_REACH = 12


class Text:
    """Strips as one text, with the way back from an offset to its strip."""

    def __init__(self, strips: Sequence[Strip], gap: int) -> None:
        self.strips = strips
        self.gap = gap
        self.starts: list[int] = []
        position = 0
        for strip in strips:
            self.starts.append(position)
            position += len(strip.text) + 1
        self.text = "\n".join(s.text for s in strips)
        # Asked of every line: to look again each time would take a square in a text without paragraphs.
        self._lasts = _lasts_of_runs(strips, gap)
        # Asked once for each call of the consultation, with the same answer.
        self.headings: dict[tuple[int, int], int | None] = {}
        self.words: dict[tuple[int, int], list[str]] = {}

    def last_of_run(self, index: int) -> int:
        """The last strip that a sentence begun in strip `index` can reach: it crosses no block, bullet, number or gap."""
        return min(self._lasts[index], self.strip_at(self.end_of(index) + _SENTENCE_REACH))

    def is_blank(self, begin: int, end: int) -> bool:
        return _NOT_BLANK.search(self.text, begin, end) is None

    def end_of(self, index: int) -> int:
        return self.starts[index] + len(self.strips[index].text)

    def end_of_cell(self, offset: int) -> int:
        """Where the cell of a table that `offset` stands in ends, if it ends within reach; else beyond the text."""
        found = self.text.find(CELL_BREAK, offset, offset + _SENTENCE_REACH)
        return found if found >= 0 else len(self.text)

    def strip_at(self, offset: int, after: int = 0) -> int:
        return max(bisect_right(self.starts, offset) - 1, after)


def is_abbreviated(text: str, end: int, begin: int = 0) -> bool:
    """True where the full stop before `end` is an abbreviation's or a figure's («bl.a.», «4.»), not a sentence's."""
    return bool(ABBREVIATED.search(text, max(begin, end - _ABBREVIATION_REACH), end))


def first_question_mark(whole: Text, body: int) -> int | None:
    """The end of the sentence that begins at `body` if it ends with a question mark within reach, else None."""
    first = whole.strip_at(body)
    # «Spørsmål 1:» alone on its line: the question begins on the next.
    first += whole.is_blank(body, whole.end_of(first)) and first + 1 < len(whole.strips)
    limit = min(whole.end_of(whole.last_of_run(first)), body + _SENTENCE_REACH, whole.end_of_cell(body))
    if whole.text.find("?", body, limit) < 0:
        return None
    for end in SENTENCE_END.finditer(whole.text, body, limit):
        if end.group() == "." and is_abbreviated(whole.text, end.end(), body):
            continue
        inside = whole.text[body : end.end()]
        return end.end() if end.group() == "?" and count_words(inside) <= _MAX_QUESTION_WORDS else None
    return None


def _lasts_of_runs(strips: Sequence[Strip], gap: int) -> list[int]:
    lasts = list(range(len(strips)))
    for index in range(len(strips) - 2, -1, -1):
        if _runs_into(strips[index], strips[index + 1], gap):
            lasts[index] = lasts[index + 1]
    return lasts


def _runs_into(strip: Strip, following: Strip, gap: int) -> bool:
    if strip.kind is not None or following.kind is not None or is_bullet(following.text):
        return False
    # A question that asks begins a line of its own, whatever the line before lacks at its end.
    if read_marker(following.text, indent(following.text)) or _ASKS.match(following.text):
        return False
    return following.gap <= gap or begins_lower(following.text)


def _goes_on(text: str) -> bool:
    return begins_lower(text) and not is_bullet(text)


def indent(text: str) -> int:
    """How many blanks the line begins with."""
    return len(text) - len(text.lstrip())


def end_of_heading(whole: Text, index: int, body: int) -> int | None:
    """The end of a heading that begins at `body`: its line, with the next where that one only continues it."""
    key = index, body
    if key not in whole.headings:
        whole.headings[key] = _end_of_heading(whole, index, body)
    return whole.headings[key]


def _end_of_heading(whole: Text, index: int, body: int) -> int | None:
    end = min(whole.end_of(index), whole.end_of_cell(body))
    if end - body > _HEADING_REACH:
        return None
    strip = whole.strips[index]
    following = whole.strips[index + 1] if index + 1 < len(whole.strips) else None
    if strip.kind is None and following and following.gap == 0 and _goes_on(following.text):
        end, strip = whole.end_of(index + 1), following
        third = whole.strips[index + 2] if index + 2 < len(whole.strips) else None
        # Three lines of one sentence are a paragraph that begins with the heading's words.
        if third and third.kind is None and third.gap == 0 and _goes_on(third.text):
            return None
    text = whole.text[body:end]
    if ends_sentence(text) and not text.rstrip().endswith("?"):
        return None
    return end if 0 < count_words(text) <= 25 else None


def past_quotes(whole: Text, end: int) -> int:
    """A question in quotation marks ends after them."""
    while end < len(whole.text) and whole.text[end] in '»”")':
        end += 1
    return end
