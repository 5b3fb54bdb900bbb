"""Where a sentence, a question or a heading that begins in one line of print ends in another."""

import re
from collections.abc import Sequence

from innspill.segmenting.markers import read_marker
from innspill.segmenting.strips import Strip, begins_lower, count_words, ends_sentence, is_bullet

SENTENCE_END = re.compile(r"[.?!](?=[\s»”\"]|$)")
ABBREVIATED = re.compile(
    r"(?:\b(?:bl\.a|f\.eks|mv|m\.m|jf|nr|ca|st|meld|pkt|m\.v|inkl|evt)|\b\d{1,2})\.$", re.IGNORECASE
)
_ASKS = re.compile(r"\s*(?:Hva|Hvilken|Hvilket|Hvilke|Hvordan|Har|Er|Kan|Kva|Kven|Korleis|Kor)\s+[a-zæøå]")
# A question that has more words than this is none.
_MAX_QUESTION_WORDS = 90


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

    def end_of(self, index: int) -> int:
        return self.starts[index] + len(self.strips[index].text)

    def strip_at(self, offset: int, after: int = 0) -> int:
        index = after
        while index + 1 < len(self.starts) and self.starts[index + 1] <= offset:
            index += 1
        return index


def first_question_mark(whole: Text, body: int) -> int | None:
    """The end of the sentence that begins at `body` if it ends with a question mark within reach, else None."""
    first = whole.strip_at(body)
    # «Spørsmål 1:» alone on its line: the question begins on the next.
    first += not whole.text[body : whole.end_of(first)].strip() and first + 1 < len(whole.strips)
    limit = min(whole.end_of(last_of_sentence(whole, first)), body + 900)
    for end in SENTENCE_END.finditer(whole.text, body, limit):
        if ABBREVIATED.search(whole.text, body, end.end()) and end.group() == ".":
            continue
        inside = whole.text[body : end.end()]
        return end.end() if end.group() == "?" and count_words(inside) <= _MAX_QUESTION_WORDS else None
    return None


def last_of_sentence(whole: Text, index: int) -> int:
    """The last strip that a sentence begun in strip `index` can reach: it crosses no block, bullet, number or paragraph gap."""
    while index + 1 < len(whole.strips):
        strip, following = whole.strips[index], whole.strips[index + 1]
        if strip.kind is not None or following.kind is not None or is_bullet(following.text):
            break
        # A question that asks begins a line of its own, whatever the line before lacks at its end.
        if read_marker(following.text, indent(following.text)) or _ASKS.match(following.text):
            break
        if following.gap > whole.gap and not begins_lower(following.text):
            break
        index += 1
    return index


def _goes_on(text: str) -> bool:
    return begins_lower(text) and not is_bullet(text)


def indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def end_of_heading(whole: Text, index: int, body: int) -> int | None:
    """The end of a heading that begins at `body`: its line, with the next where that one only continues it."""
    end = whole.end_of(index)
    strip = whole.strips[index]
    following = whole.strips[index + 1] if index + 1 < len(whole.strips) else None
    if strip.kind is None and following and following.gap == 0 and _goes_on(following.text):
        end, strip = whole.end_of(index + 1), following
    text = whole.text[body:end]
    if ends_sentence(strip.text) and not strip.text.rstrip().endswith("?"):
        return None
    return end if 0 < count_words(text) <= 25 else None


def past_quotes(whole: Text, end: int) -> int:
    """A question in quotation marks ends after them."""
    while end < len(whole.text) and whole.text[end] in "»”\")":
        end += 1
    return end
