"""Which question does a block answer? The one it stands under, unless a sub-heading says otherwise.

«Utfordringer» and «Tiltak» inside an answer send what follows to the question of that facet, where the call's file says
that its sub-headings do so. Two questions answered as one keep both numbers («5+6») until a sub-heading parts them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from innspill.consultations import Call, Consultation, Question
from innspill.segmenting.blocks import Block
from innspill.segmenting.furnishing import names_letter
from innspill.segmenting.questions import Span
from innspill.segmenting.strips import (
    LETTERED,
    NUMBERED,
    WORD,
    Strip,
    begins_lower,
    count_words,
    ends_sentence,
    is_bullet,
)

_MAX_ROUTE_WORDS = 9
_MAX_TOPIC_WORDS = 8
# In a case document, what stands under these headings is the committee's and answers no question.
_CASE_HEADING = re.compile(
    r"(?:(?:kommunedirektør|rådmann|administrasjon|formannskap|hovedutvalg|kommunestyre)\w*\s+)?(?:forslag\s+til\s+|framlegg\s+til\s+)?"
    r"(?:vedtak|innstilling|tilråding|saksopplysning(?:er|ar)|saksprotokoll|møtebehandling|behandling"
    r"|økonomiske\s+(?:og\s+administrative\s+)?(?:konsekvenser|konsekvensar)|vedlegg)"
    r"(?:\s+(?:i|for|av|fra|frå)\s+[\w .:/-]{2,60})?\s*:?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scope:
    """The question(s) that a stretch of text stands under: `question` None before the first and outside any."""

    question: str | None = None
    facet: str | None = None
    confidence: float = 0.0

    def next(self, span: Span, call: Call | None) -> "Scope":
        """The scope after `span`. Where questions are merged, the first one's facet stands for them."""
        if span.listed:
            return Scope()
        first = call.question(span.numbers[0]) if call else None
        return Scope("+".join(span.numbers), first.facet if first else None, span.confidence)

    def of(self, question: Question) -> "Scope":
        return replace(self, question=question.number, facet=question.facet, confidence=min(self.confidence, 0.85))


def fold_spans(spans: Sequence[Span], strips: Sequence[Strip]) -> list[Span]:
    """Join questions that stand together with no answer between: on one line they are answered as one.

    Two that stand in paragraphs of their own are not: the first was repeated without an answer. Three or more in a row, none
    of which comes back, introduce one free answer to all of them.
    """
    folded: list[Span] = []
    for span in spans:
        if folded and _touches(folded[-1], span, strips):
            folded[-1] = _join(folded[-1], span)
        else:
            folded.append(span)
    lifted = [_lift(span, before, strips) for before, span in zip([None, *folded], folded, strict=False)]
    return _fold_lists(lifted, strips)


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
    if after.is_empty or before.is_empty or _words_between(before, after, strips) - {"og"}:
        return False
    same_line = before.last == after.first
    return same_line or (
        after.first == before.last + 1 and strips[after.first].gap == 0 and strips[after.first].kind is None
    )


def _words_between(before: Span, after: Span, strips: Sequence[Strip]) -> set[str]:
    words: set[str] = set()
    for index in range(before.last, after.first + 1):
        begin = before.end if index == before.last else 0
        stop = after.start if index == after.first else len(strips[index].text)
        words |= {w.casefold() for w in WORD.findall(strips[index].text[begin:stop])}
    return words


def _join(before: Span, after: Span) -> Span:
    numbers = tuple(dict.fromkeys((*before.numbers, *after.numbers)))
    return replace(
        before, numbers=numbers, last=after.last, end=after.end, confidence=min(before.confidence, after.confidence)
    )


def _fold_lists(spans: Sequence[Span], strips: Sequence[Strip]) -> list[Span]:
    """A list of three or more questions with nothing between, never taken up again, is one question for all.

    If they are taken up again, the list only says what was asked, and what stands after it answers none.
    """
    result: list[Span] = []
    run: list[Span] = []
    for number, span in enumerate(spans):
        follows = bool(run) and not span.is_empty and not _words_between(run[-1], span, strips)
        run = [*run, span] if follows else [span]
        last = number + 1 == len(spans) or bool(_words_between(span, spans[number + 1], strips))
        result.append(span)
        again = {n for s in spans[number + 1 :] for n in s.numbers}
        joined = tuple(dict.fromkeys(n for s in run for n in s.numbers))
        if last and len(joined) >= 3 and again & set(joined):
            result[-1] = replace(span, listed=True)
        elif last and len(run) >= 3:
            result[-1] = replace(span, numbers=joined, confidence=0.5)
    return result


def route_blocks(
    blocks: Sequence[Block], scope: Scope, call: Call | None, consultation: Consultation
) -> Iterator[tuple[Block, Scope, str | None]]:
    """Each block with its scope and the heading(s) it stands under («a) … › Tiltak»)."""
    routes = [_route_of(b, scope, call, consultation) for b in blocks]
    base = _base_scope(scope, call, routes)
    current, section, lead = base, None, None
    for block, route in zip(blocks, routes, strict=True):
        if block.kind == "heading":
            is_lead = route is not None or block.text.endswith(":")
            if _CASE_HEADING.fullmatch(block.text):
                base = current = Scope()
                section, lead, is_lead = block.text, None, False
            elif is_lead:
                lead = block.text
                current = base.of(route) if route else current
            else:
                section, lead, current = block.text, None, base
            yield block, current, section if is_lead else None
        else:
            within = base.of(route) if route else current
            yield block, within, " › ".join(h.rstrip(":") for h in (section, lead) if h) or None


def _base_scope(scope: Scope, call: Call | None, routes: Sequence[Question | None]) -> Scope:
    """Where sub-headings part a merged question, what stands under none of them answers the rest."""
    numbers = (scope.question or "").split("+")
    routed = {q.number for q in routes if q}
    rest = [n for n in numbers if n not in routed]
    if call is None or len(numbers) < 2 or not routed & set(numbers) or not rest:
        return scope
    first = call.question(rest[0])
    return replace(scope, question="+".join(rest), facet=first.facet if first else scope.facet)


def _route_of(block: Block, scope: Scope, call: Call | None, consultation: Consultation) -> Question | None:
    """The question to which this sub-heading (or «Tiltak: …» at a paragraph's beginning) sends what follows."""
    if call is None or not call.headings_route or scope.question is None:
        return None
    text = NUMBERED.sub("", LETTERED.sub("", block.text))
    if block.kind != "heading":
        head, colon, rest = text.partition(":")
        if not colon or not rest.strip() or len(head.split()) > 4:
            return None
        text = head
    words = [w.casefold() for w in WORD.findall(text)]
    if not words or len(words) > _MAX_ROUTE_WORDS:
        return None
    for question in call.questions:
        own = [w for w in words if question.keys.match(w) or question.cues.match(w)]
        content = [w for w in words if (len(w) >= 4 and w not in consultation.question_words) or w in own]
        if any(question.keys.match(w) for w in words) and len(own) >= 0.6 * len(content):
            return question
    return None
