"""Where a letter repeats a question: by its number and by cue words, never by exact wording.

Senders repeat a question in full, abridge it, wrap it over lines with empty lines inside, run it into the answer before,
join two of them, or make a heading of it. What they share is the words that a question is made of. So a question begins
where a number or a heading stands with its *keys*, and it lasts for as long as sentence after sentence is made of its
*cues*. The thresholds below were set on invented letters and on five real ones; each says what it guards against.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from innspill.consultations import Call, Consultation, Question
from innspill.segmenting.markers import Marker, begins_marked, read_marker
from innspill.segmenting.measures import measure, words_of
from innspill.segmenting.passages import (
    SENTENCE_END,
    Text,
    end_of_heading,
    first_question_mark,
    is_abbreviated,
    past_quotes,
)
from innspill.segmenting.spans import Opening, Span, find_openings
from innspill.segmenting.strips import Strip, count_words, is_bullet

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
# What stands after «Spørsmål 4 og 5:» on its line and is so short names the question; more is an answer.
_MAX_TAIL_WORDS = 6
_FURTHER_REACH = 600
_EDGES = re.compile(r"[ \t\n»”\"|]*")

# «Utfordring: …» at the beginning of a paragraph does what a sub-heading does.
_LEAD = re.compile(r"(?P<lead>\w{1,40}(?:[ ]\w{1,40}){0,3}):[ ]+(?=\S)")


def find_spans(strips: Sequence[Strip], consultation: Consultation, gap: int) -> dict[str, list[Span]]:
    """Per call, the places where the letter repeats its questions, in reading order, none overlapping another.

    Headings without a number (`is_weak`) are among them: they count only where nothing stronger does (`folding`).
    `gap` is the number of empty lines that this letter has between two lines of one sentence.
    """
    whole = Text(strips, gap)
    spans: dict[str, list[Span]] = {call.id: [] for call in consultation.calls}
    for opening in find_openings(whole):
        marker = read_marker(opening.text, opening.offset, inside=opening.inside)
        asked = _asked_after(whole, opening, marker)
        if (opening.inside and marker is None and asked is None) or (opening.spoken and marker and marker.explicit):
            continue
        for call in consultation.calls:
            span = _read_span(opening, marker, asked, call, consultation)
            if span and not _overlaps(spans[call.id], span):
                spans[call.id].append(span)
    return spans


def _asked_after(whole: Text, opening: Opening, marker: Marker | None) -> int | None:
    return first_question_mark(whole, opening.begin + (marker.end if marker else opening.offset))


def _overlaps(spans: Sequence[Span], span: Span) -> bool:
    return bool(spans) and (spans[-1].last, spans[-1].end) > (span.first, span.start)


def _read_span(
    opening: Opening, marker: Marker | None, asked: int | None, call: Call, consultation: Consultation
) -> Span | None:
    if call.numbers_only:
        return _read_bare_number(opening, marker, asked, call) if marker else None
    best = _best_question(opening, marker, asked, call, consultation)
    if marker and (marker.loose or marker.lettered) and (best is None or best.question.number not in marker.numbers):
        marker = None
        asked = _asked_after(opening.whole, opening, None)
        best = _best_question(opening, None, asked, call, consultation)
    numbers = marker.numbers if marker and _known(marker.numbers, call) else ()
    if best and best.strength < 1:
        return opening.mark((best.question.number,), best.strength, best.confidence, best.evidence)
    if best:
        end = past_quotes(opening.whole, _extend(opening.whole, best.end, best.question, call, consultation))
        named = numbers if len(numbers) > 1 else (best.question.number,)
        return opening.span(end, named, best.strength, best.confidence)
    if marker and marker.explicit and numbers:
        return _read_named(opening, marker, call, consultation)
    return None


def _known(numbers: Sequence[str], call: Call) -> bool:
    return bool(numbers) and all(call.question(n) for n in numbers)


def _read_named(opening: Opening, marker: Marker, call: Call, consultation: Consultation) -> Span:
    """«Spørsmål 4:» without the question's words. The mark alone speaks for every call that has the number."""
    words = opening.text[opening.offset : marker.end]
    if not marker.closed:
        # «Når det gjelder spørsmål 5 mener vi …»: the mark is part of the answer's first sentence.
        return opening.mark(marker.numbers, 0.9, 0.7, words)
    tail = _tail_end(opening, marker, call, consultation)
    return replace(opening.span(tail or opening.begin + marker.end, marker.numbers, 1.0, 0.9), evidence=" ".join(words.split()))


def _tail_end(opening: Opening, marker: Marker, call: Call, consultation: Consultation) -> int | None:
    """The end of «Støtte» in «Spørsmål 4 og 5: Støtte»: a few words of the questions' own, and then their answer."""
    whole, body = opening.whole, opening.begin + marker.end
    end = end_of_heading(whole, opening.index, body)
    if end is None or not whole.text[body:end].strip() or count_words(whole.text[body:end]) > _MAX_TAIL_WORDS:
        return None
    following = whole.strip_at(end, opening.index) + 1
    if following >= len(whole.strips) or begins_marked(whole.strips[following].text[:80]):
        return None
    words = words_of(whole.text[body:end])
    own = max(measure(words, question, consultation)[0] for n in marker.numbers if (question := call.question(n)))
    return end if own >= _OWN and not whole.text[body:end].rstrip().endswith(".") else None


@dataclass(frozen=True)
class _Reading:
    """One way to read an opening as a question: its `weight` among others, and the end of the question's first sentence."""

    weight: float
    question: Question
    end: int
    strength: float
    confidence: float
    evidence: str = ""


def _best_question(
    opening: Opening, marker: Marker | None, asked: int | None, call: Call, consultation: Consultation
) -> _Reading | None:
    """The question that begins after the marker, or at the opening where there is none."""
    body = opening.begin + (marker.end if marker else opening.offset)
    numbers = marker.numbers if marker else ()
    readings: list[_Reading] = []
    if asked is not None:
        readings += _read_asked(opening, body, asked, numbers, call, consultation)
    # Inside a line only a number makes a heading: «… i to dager. 2. Aktuelle tiltak».
    titled = end_of_heading(opening.whole, opening.index, body) if numbers or not opening.inside else None
    if titled is not None and not (marker and marker.lettered):
        # «2. Utfordringer» may be a chapter of the sender's own, after «1. Innledning».
        counted = bool(marker) and not (marker.explicit or marker.loose) and not opening.inside
        readings += _read_titled(opening, body, titled, numbers, call, consultation, counted=counted)
    elif call.headings_route and not numbers and not opening.inside:
        readings += _read_lead(opening, body, call, consultation)
    return max(readings, key=lambda r: r.weight, default=None)


def _words_between(whole: Text, begin: int, end: int) -> list[str]:
    if (begin, end) not in whole.words:
        whole.words[begin, end] = words_of(whole.text[begin:end])
    return whole.words[begin, end]


def _keyed(words: Sequence[str], call: Call) -> list[Question]:
    """The questions of which a key is among the words; any other is out of the question."""
    return [question for question in call.questions if any(map(question.keys.match, words))]


def _read_asked(
    opening: Opening, body: int, end: int, numbers: Sequence[str], call: Call, consultation: Consultation
) -> Iterator[_Reading]:
    """A sentence that asks, made of a question's words."""
    words = _words_between(opening.whole, body, end)
    for question in _keyed(words, call):
        own, _, hits = measure(words, question, consultation)
        numbered = question.number in numbers
        alike = (own >= _OWN and hits >= 3) or (own >= _OWN_SHORT and hits >= 2 and not opening.inside)
        if (numbered and own >= _OWN_NUMBERED) or alike:
            yield _Reading(own + numbered, question, end, 1 + own, 0.97 if numbered else 0.85)


def _read_titled(
    opening: Opening, body: int, end: int, numbers: Sequence[str], call: Call, consultation: Consultation, *, counted: bool
) -> Iterator[_Reading]:
    """A heading made of a question's words; without a number it stays in the text, for it is the sender's own.

    `counted`: its number may be that of a chapter.
    """
    words = _words_between(opening.whole, body, end)
    for question in _keyed(words, call):
        own, _, _ = measure(words, question, consultation)
        if question.number in numbers and own >= _OWN:
            yield _Reading(own + 0.9, question, end, 1 + own, 0.93)
        elif (not numbers or counted) and own >= _OWN_HEADING and len(words) <= _MAX_HEADING_WORDS:
            heading = opening.whole.text[body:end]
            yield _Reading(own - 0.2, question, body, 0.3 + own / 10, 0.6, heading)
        elif not numbers and own >= _OWN and len(words) <= _MAX_HEADING_WORDS and len(_keyed(words, call)) == 1:
            yield _Reading(own - 0.4, question, body, 0.2, 0.5, opening.whole.text[body:end])


def _read_lead(opening: Opening, body: int, call: Call, consultation: Consultation) -> Iterator[_Reading]:
    lead = _LEAD.match(opening.whole.text, body)
    if lead:
        words = words_of(lead["lead"])
        for question in _keyed(words, call):
            own, _, _ = measure(words, question, consultation)
            if own >= _OWN_HEADING:
                yield _Reading(own - 0.3, question, body, 0.3 + own / 10, 0.6, lead["lead"] + ":")


def _extend(whole: Text, end: int, question: Question, call: Call, consultation: Consultation) -> int:
    """The end of the question's text: on through each further sentence that is made of the same cues."""
    while True:
        begin = _EDGES.match(whole.text, end).end()
        if begin >= len(whole.text) or begins_marked(whole.text[begin : begin + 80]):
            return end
        index = whole.strip_at(begin)
        limit = min(whole.end_of(whole.last_of_run(index)), begin + _FURTHER_REACH, whole.end_of_cell(begin))
        ends = SENTENCE_END.finditer(whole.text, begin, limit)
        stop = next((m.end() for m in ends if m.group() != "." or not is_abbreviated(whole.text, m.end(), begin)), None)
        if stop is None or is_bullet(whole.strips[index].text):
            return end
        words = words_of(whole.text[begin:stop])
        own, _, hits = measure(words, question, consultation)
        tail = sum(call.tail.match(w) for w in words)
        # Who asks «dere» or «dykk» is the ministry, never the letter.
        asks = whole.text[stop - 1] == "?" and ((own >= _OWN and hits >= 2) or not _YOU.isdisjoint(words))
        closes = tail >= 4 and tail >= 0.5 * sum(len(w) >= 4 or call.tail.match(w) for w in words)
        if not (asks or closes):
            return end
        end = stop


def _read_bare_number(opening: Opening, marker: Marker, asked: int | None, call: Call) -> Span | None:
    """A question of which only the number is known: «Spørsmål 2», or «2.» before a heading or a sentence that asks."""
    if marker.loose or marker.lettered or not _known(marker.numbers, call) or opening.inside:
        return None
    if marker.explicit and not marker.closed:
        return opening.mark(marker.numbers, 0.9, 0.7, opening.text[opening.offset : marker.end])
    whole, body = opening.whole, opening.begin + marker.end
    titled = end_of_heading(whole, opening.index, body)
    end = asked or (titled if titled and count_words(whole.text[body:titled]) <= _MAX_HEADING_WORDS else None)
    if not marker.explicit and end is None:
        return None
    explicit = marker.explicit
    return opening.span(end or body, marker.numbers, 1.0 if explicit else 0.5, 0.9 if explicit else 0.7)
