"""A question's text in the letter (a span), and the places where one may begin (openings)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from innspill.pages import CELL_BREAK
from innspill.segmenting.passages import SENTENCE_END, Text, is_abbreviated
from innspill.segmenting.strips import Strip, last_of

# Signs that may stand before a question on its line: bullets, quotation marks, what Markdown makes bold or a heading with.
_SIGNS = re.compile(r"[\s*#>«\"“•◦‣▪–—-]{0,12}")
_BLANK = re.compile(r"\s*")
# After these words a number is one that is spoken of: «jf. / spørsmål 4», «svaret på / spørsmål 2».
_SPEAKS_OF = re.compile(
    r"(?:[(,]|\b(?:jf|jfr|jamfør|jevnfør|se|sjå|nevnt|nemnt|omtalt|viser|vise|syner|under|til|i|på|av|om|fra|frå|ved|mot|over))"
    r"\.?\s*$",
    re.IGNORECASE,
)
_LONGEST_EVIDENCE = 120


@dataclass(frozen=True)
class Span:
    """A question's text in the letter: from (strip, offset) to (strip, offset); empty where a question begins without it.

    `evidence` are the sender's words that tell the question; `listed`: it stands in a list of questions, and is answered
    further down; `echoed`: a page's head that repeats the question which the sentence around it answers.
    """

    numbers: tuple[str, ...]
    first: int
    start: int
    last: int
    end: int
    strength: float
    confidence: float
    evidence: str = ""
    listed: bool = False
    echoed: bool = False

    @property
    def is_empty(self) -> bool:
        return (self.first, self.start) == (self.last, self.end)

    @property
    def is_weak(self) -> bool:
        """True for a heading without a number: it counts only where nothing stronger is found."""
        return self.strength < 0.6

    @property
    def is_faint(self) -> bool:
        """True for a heading of which only half names the question: it never counts alone."""
        return self.strength < 0.3


@dataclass(frozen=True)
class Opening:
    """A place where a question may begin: `offset` in strip `index`.

    `inside`: words of the letter stand before it on the line; `spoken`: the line before ends so that a number here is one
    that is spoken of («… som nevnt under / spørsmål 4»).
    """

    whole: Text
    index: int
    offset: int
    inside: bool
    spoken: bool = False

    @property
    def text(self) -> str:
        return self.whole.strips[self.index].text

    @property
    def begin(self) -> int:
        return self.whole.starts[self.index]

    def span(self, end: int, numbers: tuple[str, ...], strength: float, confidence: float) -> Span:
        """The span from here (with the signs before it) to the offset `end` of the whole text."""
        start = self.offset if self.inside else 0
        last = self.whole.strip_at(max(end - 1, self.begin), self.index)
        evidence = shorten(self.whole.text[self.begin + self.offset : end])
        return Span(numbers, self.index, start, last, max(end - self.whole.starts[last], 0), strength, confidence, evidence)

    def mark(self, numbers: tuple[str, ...], strength: float, confidence: float, evidence: str) -> Span:
        """An empty span: what begins here answers the question, and every word of it is the sender's own."""
        start = self.offset if self.inside else 0
        return Span(numbers, self.index, start, self.index, start, strength, confidence, shorten(evidence))


def shorten(text: str) -> str:
    """The text on one line, cut after a word where it is long: enough to tell a question by."""
    line = " ".join(text[: 2 * _LONGEST_EVIDENCE].replace(CELL_BREAK, " ").replace("*", "").split()).strip(" |")
    if len(line) <= _LONGEST_EVIDENCE:
        return line
    return line[:_LONGEST_EVIDENCE].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def find_openings(whole: Text) -> Iterator[Opening]:
    """At each line's beginning, after each sentence inside a line, and at each cell of a table's row."""
    for index, strip in enumerate(whole.strips):
        if strip.kind == "note":
            continue
        spoken = _is_spoken(whole.strips, index, whole.gap)
        yield Opening(whole, index, _SIGNS.match(strip.text).end(), inside=False, spoken=spoken)
        for offset in _later_offsets(strip):
            yield Opening(whole, index, offset, inside=True)


def _later_offsets(strip: Strip) -> list[int]:
    text = strip.text
    ends = [m.end() for m in SENTENCE_END.finditer(text) if not is_abbreviated(text, m.end())]
    if CELL_BREAK in text:
        ends = sorted({*ends, *(m.end() for m in re.finditer(re.escape(CELL_BREAK), text))})
    offsets = (_BLANK.match(text, end).end() for end in ends)
    return [offset for offset in offsets if offset < len(text)]


def _is_spoken(strips: Sequence[Strip], index: int, gap: int) -> bool:
    strip, before = strips[index], strips[index - 1] if index else None
    if before is None or strip.kind is not None or before.kind is not None or strip.gap > gap:
        return False
    return bool(_SPEAKS_OF.search(last_of(before.text)))
