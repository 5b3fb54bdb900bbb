"""Which of the places where a letter repeats a question count, and which of them belong together.

On one line, two questions are answered as one. Three or more in a row, none of which comes back, introduce one free answer to
all of them; if they come back, the row only says what was asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from innspill.consultations import Call, Consultation
from innspill.segmenting.furnishing import names_letter
from innspill.segmenting.series import fill_gaps, find_keyed_series, find_series
from innspill.segmenting.spans import Span
from innspill.segmenting.strips import (
    WORD,
    Strip,
    begins_lower,
    count_words,
    ends_sentence,
    is_bullet,
    is_open,
)

_MAX_TOPIC_WORDS = 8
_MAX_CHAPTER_WORDS = 3
# Alone of its call, such a heading says as much as one without a number.
_CHAPTER = 0.4


def strength_of(spans: Sequence[Span]) -> float:
    """How strongly the spans speak for their call; 0 where there are none, or nothing but one heading that looks alike."""
    spans = [s for s in spans if not s.is_faint]
    counted = [s for s in spans if not s.is_weak] or spans
    if all(s.strength < 1 for s in counted) and len({s.numbers for s in counted}) < 2:
        return 0.0
    if len({s.numbers for s in counted}) == 1 and all(_is_chapter(s) for s in counted):
        return _CHAPTER
    return round(sum(s.strength for s in counted), 6)


def _is_chapter(span: Span) -> bool:
    """«2. Utfordringer»: a number and a word or two, which may as well be a chapter of the sender's own."""
    return span.evidence[:1].isdigit() and "?" not in span.evidence and count_words(span.evidence) <= _MAX_CHAPTER_WORDS


def settle_spans(
    found: Sequence[Span], strips: Sequence[Strip], gap: int, call: Call, consultation: Consultation
) -> list[Span]:
    """The spans of the letter's own call that count, folded where several questions are answered as one.

    Headings without a number count only where nothing stronger is found, or after a mere list of the questions; answers that
    are only counted («IV», «B.») likewise.
    """
    strong = [s for s in found if not s.is_weak]
    weak = _complete([s for s in found if s.is_weak and not s.is_faint], [s for s in found if s.is_faint])
    keyed = find_keyed_series(strips, gap, call, consultation)
    if len(keyed) > len({s.numbers for s in strong}):
        strong = keyed
    if not strong:
        strong = find_series(strips, gap, call) or weak
    elif _is_list(strong, strips):
        below = strong[-1].last + 1
        later = find_series(strips, gap, call, below, listed=True) or [s for s in weak if s.first >= below]
        if len({s.numbers for s in later}) >= 2:
            strong = [*strong[:-1], replace(strong[-1], listed=True), *later]
    return fold_spans(fill_gaps(strong, strips, gap, call), strips, topics=call.headings_route)


def _complete(weak: Sequence[Span], faint: Sequence[Span]) -> list[Span]:
    """Headings of which half names a question («Utfordringer i hverdagen») count where two others are told by their headings,
    theirs is still missing, and they stand where its number belongs.
    """
    told = {s.numbers[0] for s in weak}
    result = list(weak)
    for number in sorted({s.numbers[0] for s in faint} - told) if len(told) >= 2 else ():
        placed = [
            s for s in faint
            if s.numbers[0] == number and all((s.first < w.first) == (int(number) < int(w.numbers[0])) for w in weak)
        ]  # fmt: skip
        result += placed if len(placed) == 1 else ()
    return sorted(result, key=lambda span: (span.first, span.start))


def close_headings(spans: Sequence[Span], strips: Sequence[Strip]) -> list[Strip]:
    """The strips, with those closed that are a question's heading: «Hva staten kan bidra med» asks for no next line."""
    closed = list(strips)
    for span in spans:
        following = strips[span.first + 1] if span.first + 1 < len(strips) else None
        headed = span.is_empty and span.is_weak and not span.start and not span.evidence.endswith(":")
        if headed and following and following.kind is None and not begins_lower(following.text):
            closed[span.first] = replace(closed[span.first], closed=True)
    return closed


def _is_list(spans: Sequence[Span], strips: Sequence[Strip]) -> bool:
    """Whether two or more questions stand together with no answer between, and no other question anywhere."""
    if len({s.numbers for s in spans}) < 2 or any(s.is_empty for s in spans):
        return False
    return not any(_words_between(a, b, strips) - {"og"} for a, b in pairwise(spans))


def fold_spans(spans: Sequence[Span], strips: Sequence[Strip], *, topics: bool) -> list[Span]:
    """Join questions that stand together with no answer between: on one line they are answered as one.

    Two that stand in paragraphs of their own are not: the first was repeated without an answer. Three or more in a row, none
    of which comes back, introduce one free answer to all of them. `topics`: the questions may come back under each topic.
    """
    folded: list[Span] = []
    for span in spans:
        if folded and _touches(folded[-1], span, strips):
            folded[-1] = _join(folded[-1], span)
        else:
            folded.append(replace(span, echoed=bool(folded) and _echoes(folded[-1], span, strips)))
    if topics:
        folded = [_lift(span, before, strips) for before, span in zip([None, *folded], folded, strict=False)]
    return _fold_lists(folded, strips)


def _echoes(before: Span, span: Span, strips: Sequence[Strip]) -> bool:
    """A page's head that repeats its question in the middle of a sentence."""
    if span.numbers != before.numbers or span.start or not span.first or span.last + 1 >= len(strips):
        return False
    above, below = strips[span.first - 1], strips[span.last + 1]
    if span.end < len(strips[span.last].text.rstrip()) or above.page == strips[span.first].page:
        return False
    return above.kind is None and is_open(above.text) and begins_lower(below.text)


def _lift(span: Span, before: Span | None, strips: Sequence[Strip]) -> Span:
    """A topic over «Utfordringer» belongs to what follows: where the questions begin anew, so does the heading above."""
    above = strips[span.first - 1] if span.first and span.is_empty and span.is_weak else None
    anew = before is None or (before.last < span.first - 1 and span.numbers <= before.numbers)
    if above is None or not anew or is_bullet(above.text) or begins_lower(above.text) or names_letter(above.text):
        return span
    if count_words(above.text) > _MAX_TOPIC_WORDS or ends_sentence(above.text) or above.text.rstrip().endswith((":", ",")):
        return span
    return replace(span, first=span.first - 1, start=0, last=span.first - 1, end=0)


def _touches(before: Span, after: Span, strips: Sequence[Strip]) -> bool:
    """No word but «og» between the two, and no empty line that parts them as paragraphs."""
    if after.is_empty or before.is_empty or before.listed or _words_between(before, after, strips) - {"og"}:
        return False
    if before.last == after.first:
        return True
    strip = strips[after.first]
    under = after.first == before.last + 1 and strip.gap == 0 and strip.kind is None
    # A page's edge may have taken the empty line between them.
    return under and strip.page == strips[before.last].page


def _words_between(before: Span, after: Span, strips: Sequence[Strip]) -> set[str]:
    words: set[str] = set()
    for index in range(before.last, after.first + 1):
        begin = before.end if index == before.last else 0
        stop = after.start if index == after.first else len(strips[index].text)
        words |= {w.casefold() for w in WORD.findall(strips[index].text[begin:stop])}
    return words


def _join(before: Span, after: Span) -> Span:
    numbers = tuple(dict.fromkeys((*before.numbers, *after.numbers)))
    confidence = min(before.confidence, after.confidence)
    return replace(before, numbers=numbers, last=after.last, end=after.end, confidence=confidence, listed=after.listed)


def _fold_lists(spans: Sequence[Span], strips: Sequence[Strip]) -> list[Span]:
    """A list of three or more questions with nothing between, never taken up again, is one question for all.

    If they are taken up again, the list only says what was asked, and what stands after it answers none.
    """
    parted = [bool(_words_between(a, b, strips)) for a, b in pairwise(spans)]
    later: list[frozenset[str]] = [frozenset()]
    for span in reversed(spans[1:]):
        later.append(later[-1] if later[-1].issuperset(span.numbers) else later[-1] | set(span.numbers))
    later.reverse()
    result: list[Span] = []
    run: list[Span] = []
    for number, span in enumerate(spans):
        if not (number and run and not span.is_empty and not parted[number - 1]):
            run = []
        run.append(span)
        if number + 1 == len(spans) or parted[number]:
            result.append(_end_of_run(run, later[number]))
        else:
            result.append(span)
    return result


def _end_of_run(run: Sequence[Span], again: frozenset[str]) -> Span:
    joined = tuple(dict.fromkeys(n for span in run for n in span.numbers))
    if run[-1].listed or (len(joined) >= 3 and again.intersection(joined)):
        return replace(run[-1], listed=True)
    if len(run) >= 3 and len(joined) >= 3:
        return replace(run[-1], numbers=joined, confidence=0.5)
    return run[-1]
