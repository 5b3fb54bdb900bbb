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
from innspill.segmenting.passages import (
    ABBREVIATED,
    SENTENCE_END,
    Text,
    end_of_heading,
    first_question_mark,
    indent,
    last_of_sentence,
    past_quotes,
)
from innspill.segmenting.strips import WORD, Strip, count_words, is_bullet

# A sentence that is a question's own has at least half of its content words among the question's cues …
_OWN = 0.5
# … a numbered one may be abridged or reworded more than that,
_OWN_NUMBERED = 0.34
# … and one that only looks like a heading must be nearly all cues: «Regionale helseforetak» is, «Regional koordinator» is not.
_OWN_HEADING = 0.6
# … and a short question without a number («Hvilke tiltak er aktuelle?») has hardly a word of its own.
_OWN_SHORT = 0.9
_YOU = frozenset(("dere", "deres", "dykk", "dykkar"))
_MAX_HEADING_WORDS = 9

# «Utfordring: …» at the beginning of a paragraph does what a sub-heading does.
_LEAD = re.compile(r"(?P<lead>\w+(?:[ ]\w+){0,3}):[ ]+(?=\S)")


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


def find_spans(strips: Sequence[Strip], consultation: Consultation, gap: int) -> dict[str, list[Span]]:
    """Per call, the places where the letter repeats its questions, in reading order, none overlapping another.

    `gap` is the number of empty lines that this letter has between two lines of one sentence.
    """
    whole = Text(strips, gap)
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
        yield index, indent(strip.text)
        for end in SENTENCE_END.finditer(strip.text):
            rest = strip.text[end.end() :]
            if rest.strip() and not ABBREVIATED.search(strip.text[: end.end()]):
                yield index, end.end() + len(rest) - len(rest.lstrip())


def _read_span(whole: Text, index: int, offset: int, call: Call, consultation: Consultation) -> Span | None:
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
        end = past_quotes(whole, _extend(whole, end, question, call, consultation)) if strength >= 1 else end
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
    whole: Text, index: int, offset: int, end: int, numbers: tuple[str, ...], strength: float, confidence: float
) -> Span:
    last = whole.strip_at(max(end - 1, whole.starts[index]), index)
    return Span(numbers, index, offset, last, max(end - whole.starts[last], 0), strength, confidence)


@dataclass(frozen=True)
class _Opening:
    """What may be the beginning of a question: where a sentence that asks ends, where a heading ends, the words of a lead."""

    whole: Text
    body: int
    numbers: tuple[str, ...]
    inside: bool
    asked: int | None
    titled: int | None
    lead: str | None


def _best_question(
    whole: Text, index: int, offset: int, marker: Marker | None, call: Call, consultation: Consultation, *, inside: bool
) -> tuple[Question, int, float, float] | None:
    """The question that begins after the marker: (question, end of its first sentence, strength, confidence)."""
    body = whole.starts[index] + (marker.end if marker else offset)
    lead = _LEAD.match(whole.text, body) if call.headings_route else None
    opening = _Opening(
        whole, body, marker.numbers if marker else (), inside, first_question_mark(whole, body),
        end_of_heading(whole, index, body), lead["lead"] if lead else None,
    )  # fmt: skip
    found = [offer for question in call.questions for offer in _offers(opening, question, consultation)]
    return max(found, key=lambda f: f[0])[1:] if found else None


def _offers(
    at: _Opening, question: Question, consultation: Consultation
) -> Iterator[tuple[float, Question, int, float, float]]:
    """The ways to read an opening as this question, each with its weight first."""
    text, numbered = at.whole.text, question.number in at.numbers
    if at.asked is not None:
        own, keys, hits = _measure(text[at.body : at.asked], question, consultation)
        alike = (own >= _OWN and hits >= 3) or (own >= _OWN_SHORT and hits >= 2 and not at.inside)
        if keys and ((numbered and own >= _OWN_NUMBERED) or alike):
            yield own + numbered, question, at.asked, 1 + own, 0.97 if numbered else 0.85
    # Inside a line only a number makes a heading: «… i to dager. 2. Aktuelle tiltak».
    if at.titled is not None and (numbered or not at.inside):
        own, keys, _ = _measure(text[at.body : at.titled], question, consultation)
        short = count_words(text[at.body : at.titled]) <= _MAX_HEADING_WORDS
        if keys and numbered and own >= _OWN:
            yield own + numbered - 0.1, question, at.titled, 1 + own, 0.93
        elif keys and not at.numbers and own >= _OWN_HEADING and short:
            # The heading stays in the text: it is the sender's own, and only says which question follows.
            yield own - 0.2, question, at.body, 0.3 + own / 10, 0.6
    elif at.lead and not at.numbers and not at.inside:
        own, keys, _ = _measure(at.lead, question, consultation)
        if keys and own >= _OWN_HEADING:
            yield own - 0.3, question, at.body, 0.3 + own / 10, 0.6


def _measure(text: str, question: Question, consultation: Consultation) -> tuple[float, int, int]:
    """Share of the content words that are the question's own, how many of its keys stand there, and how many words hit."""
    words = [w.casefold() for w in WORD.findall(text)]
    keys = sum(question.keys.match(w) for w in words)
    own = [w for w in words if question.keys.match(w) or question.cues.match(w)]
    content = [w for w in words if (len(w) >= 4 and w not in consultation.question_words) or w in own]
    return (len(own) / len(content) if content else 0.0), keys, len(own)


def _extend(whole: Text, end: int, question: Question, call: Call, consultation: Consultation) -> int:
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
        limit = whole.end_of(last_of_sentence(whole, index))
        ends = SENTENCE_END.finditer(whole.text, begin, min(limit, begin + 600))
        stop = next((m.end() for m in ends if m.group() != "." or not ABBREVIATED.search(whole.text, begin, m.end())), None)
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


def _read_bare_number(whole: Text, index: int, offset: int, marker: Marker, call: Call) -> Span | None:
    """A question of which only the number is known: «Spørsmål 2», or «2.» before a heading or a sentence that asks."""
    strip = whole.strips[index]
    if marker.loose or not _known(marker.numbers, call) or strip.text[:offset].strip():
        return None
    body = whole.starts[index] + marker.end
    asked, titled = first_question_mark(whole, body), end_of_heading(whole, index, body)
    end = asked or (titled if titled and count_words(whole.text[body:titled]) <= _MAX_HEADING_WORDS else None)
    if not marker.explicit and end is None:
        return None
    explicit = marker.explicit
    return _span(whole, index, offset, end or body, marker.numbers, 1.0 if explicit else 0.5, 0.9 if explicit else 0.7)
