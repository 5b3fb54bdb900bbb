"""Where a letter repeats a question: by its number and by cue words, never by exact wording.

Senders repeat a question in full, abridge it, wrap it over lines with empty lines inside, run it into the answer before,
join two of them, or make a heading of it. What they share is the words that a question is made of. So a question begins
where a number or a heading stands with its *keys*, and it lasts for as long as sentence after sentence is made of its
*cues*. The thresholds below were set on invented letters and on five real ones; each says what it guards against.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from innspill.consultations import Call, Consultation, Question
from innspill.segmenting.markers import Marker, begins_marked, read_marker
from innspill.segmenting.strips import WORD, Strip, begins_lower, count_words, ends_sentence, is_bullet

# A sentence that is a question's own has at least half of its content words among the question's cues …
_OWN = 0.5
# … a numbered one may be abridged or reworded more than that,
_OWN_NUMBERED = 0.34
# … and one that only looks like a heading must be nearly all cues: «Regionale helseforetak» is, «Regional koordinator» is not.
_OWN_HEADING = 0.6
_YOU = frozenset(("dere", "deres", "dykk", "dykkar"))
_MAX_QUESTION_WORDS = 90
_MAX_HEADING_WORDS = 9

_SENTENCE_END = re.compile(r"[.?!](?=[\s»”\"]|$)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:bl\.a|f\.eks|mv|m\.m|jf|nr|ca|st|meld|pkt|m\.v|inkl|evt)|\b\d{1,2})\.$", re.IGNORECASE
)


_ASKS = re.compile(r"\s*(?:Hva|Hvilken|Hvilket|Hvilke|Hvordan|Har|Er|Kan|Kva|Kven|Korleis|Kor)\s+[a-zæøå]")


@dataclass(frozen=True)
class Span:
    """A question's text in the letter: from (strip, offset) to (strip, offset); empty where a question begins without it."""

    numbers: tuple[str, ...]
    first: int
    start: int
    last: int
    end: int
    strength: float
    confidence: float
    # The question stands in a list of questions, and is answered further down.
    listed: bool = False

    @property
    def is_empty(self) -> bool:
        return (self.first, self.start) == (self.last, self.end)

    @property
    def is_weak(self) -> bool:
        """True for a heading without a number: it counts only where nothing stronger is found."""
        return self.strength < 1


class _Text:
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


def find_spans(strips: Sequence[Strip], consultation: Consultation, gap: int) -> dict[str, list[Span]]:
    """Per call, the places where the letter repeats its questions, in reading order, none overlapping another.

    `gap` is the number of empty lines that this letter has between two lines of one sentence.
    """
    whole = _Text(strips, gap)
    spans: dict[str, list[Span]] = {call.id: [] for call in consultation.calls}
    for index, offset in _candidates(strips):
        for call in consultation.calls:
            span = _read_span(whole, index, offset, call, consultation)
            if span and not _overlaps(spans[call.id], span):
                spans[call.id].append(span)
    return {call: _keep_strong(found) for call, found in spans.items()}


def strength_of(spans: Sequence[Span]) -> float:
    """How strongly the spans speak for their call; 0 where there are none, or nothing but one heading that looks alike."""
    if all(s.is_weak for s in spans) and len({s.numbers for s in spans}) < 2:
        return 0.0
    return round(sum(s.strength for s in spans), 6)


def _keep_strong(spans: list[Span]) -> list[Span]:
    strong = [s for s in spans if not s.is_weak]
    return strong or spans


def _overlaps(spans: Sequence[Span], span: Span) -> bool:
    return bool(spans) and (spans[-1].last, spans[-1].end) > (span.first, span.start)


def _candidates(strips: Sequence[Strip]) -> Iterator[tuple[int, int]]:
    """Where a question may begin: at a line's beginning, and inside a line after a sentence or before «og pkt 2»."""
    for index, strip in enumerate(strips):
        yield index, _indent(strip.text)
        for end in _SENTENCE_END.finditer(strip.text):
            rest = strip.text[end.end() :]
            if rest.strip() and not _ABBREVIATED.search(strip.text[: end.end()]):
                yield index, end.end() + len(rest) - len(rest.lstrip())


def _read_span(whole: _Text, index: int, offset: int, call: Call, consultation: Consultation) -> Span | None:
    strip = whole.strips[index]
    marker = read_marker(strip.text, offset)
    if call.numbers_only:
        return _read_bare_number(whole, index, offset, marker, call) if marker else None
    inside = bool(strip.text[:offset].strip())
    best = _best_question(whole, index, offset, marker, call, consultation, inside=inside)
    if marker and marker.loose and (best is None or best[0].number not in marker.numbers):
        marker, best = None, _best_question(whole, index, offset, None, call, consultation, inside=inside)
    numbers = marker.numbers if marker else ()
    if best:
        question, end, strength, confidence = best
        end = _extend(whole, end, question, call, consultation) if strength >= 1 else end
        return _span(
            whole, index, offset, end, (question.number,) if len(numbers) < 2 else numbers, strength, confidence
        )
    if marker and marker.explicit and _known(numbers, call):
        end = whole.starts[index] + (marker.end if marker.closed else offset)
        # The marker alone speaks for every call that has the number, but only a little for each.
        closed = marker.closed
        return _span(whole, index, offset, end, numbers, 1.0 if closed else 0.9, 0.9 if closed else 0.7)
    return None


def _known(numbers: Sequence[str], call: Call) -> bool:
    return bool(numbers) and all(call.question(n) for n in numbers)


def _span(
    whole: _Text, index: int, offset: int, end: int, numbers: tuple[str, ...], strength: float, confidence: float
) -> Span:
    last = whole.strip_at(max(end - 1, whole.starts[index]), index)
    return Span(numbers, index, offset, last, max(end - whole.starts[last], 0), strength, confidence)


def _best_question(
    whole: _Text, index: int, offset: int, marker: Marker | None, call: Call, consultation: Consultation, *, inside: bool
) -> tuple[Question, int, float, float] | None:
    """The question that begins after the marker: (question, end of its first sentence, strength, confidence)."""
    numbers = marker.numbers if marker else ()
    body = whole.starts[index] + (marker.end if marker else offset)
    asked = _first_question_mark(whole, body)
    titled = _end_of_heading(whole, index, body)
    found: list[tuple[float, Question, int, float, float]] = []
    for question in call.questions:
        numbered = question.number in numbers
        if asked is not None:
            own, keys, hits = _measure(whole.text[body:asked], question, consultation)
            if keys and ((numbered and own >= _OWN_NUMBERED) or (own >= _OWN and hits >= 3)):
                found.append((own + numbered, question, asked, 1 + own, 0.97 if numbered else 0.85))
        # Inside a line only a number makes a heading: «… i to dager. 2. Aktuelle tiltak».
        if titled is not None and (numbered or not inside):
            own, keys, hits = _measure(whole.text[body:titled], question, consultation)
            if keys and numbered and own >= _OWN:
                found.append((own + numbered - 0.1, question, titled, 1 + own, 0.93))
            elif (
                keys
                and not numbers
                and own >= _OWN_HEADING
                and count_words(whole.text[body:titled]) <= _MAX_HEADING_WORDS
            ):
                # The heading stays in the text: it is the sender's own, and only says which question follows.
                found.append((own - 0.2, question, body, 0.3 + own / 10, 0.6))
    if not found:
        return None
    return max(found, key=lambda f: f[0])[1:]


def _measure(text: str, question: Question, consultation: Consultation) -> tuple[float, int, int]:
    """Share of the content words that are the question's own, how many of its keys stand there, and how many words hit."""
    words = [w.casefold() for w in WORD.findall(text)]
    keys = sum(question.keys.match(w) for w in words)
    own = [w for w in words if question.keys.match(w) or question.cues.match(w)]
    content = [w for w in words if (len(w) >= 4 and w not in consultation.question_words) or w in own]
    return (len(own) / len(content) if content else 0.0), keys, len(own)


def _first_question_mark(whole: _Text, body: int) -> int | None:
    """The end of the sentence that begins at `body` if it ends with a question mark within reach, else None."""
    limit = min(whole.end_of(_last_of_sentence(whole, whole.strip_at(body))), body + 900)
    for end in _SENTENCE_END.finditer(whole.text, body, limit):
        if _ABBREVIATED.search(whole.text, body, end.end()) and end.group() == ".":
            continue
        inside = whole.text[body : end.end()]
        return end.end() if end.group() == "?" and count_words(inside) <= _MAX_QUESTION_WORDS else None
    return None


def _last_of_sentence(whole: _Text, index: int) -> int:
    """The last strip that a sentence begun in strip `index` can reach: it crosses no block, bullet, number or paragraph gap."""
    while index + 1 < len(whole.strips):
        strip, following = whole.strips[index], whole.strips[index + 1]
        if strip.kind is not None or following.kind is not None or is_bullet(following.text):
            break
        # A question that asks begins a line of its own, whatever the line before lacks at its end.
        if read_marker(following.text, _indent(following.text)) or _ASKS.match(following.text):
            break
        if following.gap > whole.gap and not begins_lower(following.text):
            break
        index += 1
    return index


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _end_of_heading(whole: _Text, index: int, body: int) -> int | None:
    """The end of a heading that begins at `body`: its line, with the next where that one only continues it."""
    end = whole.end_of(index)
    strip = whole.strips[index]
    following = whole.strips[index + 1] if index + 1 < len(whole.strips) else None
    if strip.kind is None and following and following.gap == 0 and begins_lower(following.text):
        end, strip = whole.end_of(index + 1), following
    text = whole.text[body:end]
    if ends_sentence(strip.text) and not strip.text.rstrip().endswith("?"):
        return None
    return end if 0 < count_words(text) <= 25 else None


def _extend(whole: _Text, end: int, question: Question, call: Call, consultation: Consultation) -> int:
    """The end of the question's text: on through each further sentence that is made of the same cues."""
    while True:
        rest = whole.text[end:]
        lead = len(rest) - len(rest.lstrip(' \t\n»”"'))
        begin = end + lead
        if begin >= len(whole.text):
            return end
        index = whole.strip_at(begin)
        if begins_marked(whole.text[begin : begin + 80]):
            return end
        limit = whole.end_of(_last_of_sentence(whole, index))
        ends = _SENTENCE_END.finditer(whole.text, begin, min(limit, begin + 600))
        stop = next((m.end() for m in ends if m.group() != "." or not _ABBREVIATED.search(whole.text, begin, m.end())), None)
        if stop is None or is_bullet(whole.strips[index].text):
            return end
        text = whole.text[begin:stop]
        own, _, hits = _measure(text, question, consultation)
        words = [w.casefold() for w in WORD.findall(text)]
        tail = [w for w in words if call.tail.match(w)]
        # Who asks «dere» or «dykk» is the ministry, never the letter.
        asks = text.endswith("?") and ((own >= _OWN and hits >= 2) or bool(_YOU.intersection(words)))
        closes = len(tail) >= 4 and len(tail) >= 0.5 * sum(len(w) >= 4 or call.tail.match(w) for w in words)
        if not (asks or closes):
            return end
        end = stop


def _read_bare_number(whole: _Text, index: int, offset: int, marker: Marker, call: Call) -> Span | None:
    """A question of which only the number is known: «Spørsmål 2», or «2.» before a heading or a sentence that asks."""
    strip = whole.strips[index]
    if marker.loose or not _known(marker.numbers, call) or strip.text[:offset].strip():
        return None
    body = whole.starts[index] + marker.end
    asked, titled = _first_question_mark(whole, body), _end_of_heading(whole, index, body)
    end = asked or (titled if titled and count_words(whole.text[body:titled]) <= _MAX_HEADING_WORDS else None)
    if not marker.explicit and end is None:
        return None
    explicit = marker.explicit
    return _span(whole, index, offset, end or body, marker.numbers, 1.0 if explicit else 0.5, 0.9 if explicit else 0.7)
