"""Which question does a block answer? The one it stands under, unless a sub-heading says otherwise.

«Utfordringer» and «Tiltak» inside an answer send what follows to the question of that facet, where the call's file says
that its sub-headings do so. Two questions answered as one keep both numbers («5+6») until a sub-heading parts them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from innspill.consultations import Call, Consultation, Question
from innspill.segmenting.blocks import Block
from innspill.segmenting.measures import measure, words_of
from innspill.segmenting.spans import Span, shorten
from innspill.segmenting.strips import LETTERED, NUMBERED

_MAX_ROUTE_WORDS = 9
# A sub-heading that routes is made of the question's words, …
_OWN_ROUTE = 0.6
# … and it says less than the question itself does.
_ROUTED = 0.85
# What stands under these headings closes the letter.
_LAST_WORDS = re.compile(r"(?:til\s+)?(?:avslutning|avslutting)|avslutt[ae]nd[ae]\s+(?:ord|merknad[ae]r)", re.IGNORECASE)
# These are the committee's where a heading of a case document stands near; in a letter they may head an answer.
_CASE_SECTION = re.compile(
    r"(?:(?:kommunedirektør|rådmann|administrasjon)\w*\s+)?(?:vurdering(?:er|ar)?|konklusjon|oppsummering)\s*:?", re.IGNORECASE
)
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
    """The question(s) that a stretch of text stands under: `question` None before the first and outside any.

    `confidence` is that of the question or, where there is none, of a guessed facet; `evidence` the sender's words for it.
    """

    question: str | None = None
    facet: str | None = None
    confidence: float = 0.0
    evidence: str = ""

    def next(self, span: Span, call: Call | None) -> "Scope":
        """The scope after `span`. Where questions are merged, the first one's facet stands for them."""
        if span.listed:
            return Scope()
        first = call.question(span.numbers[0]) if call else None
        return Scope("+".join(span.numbers), first.facet if first else None, span.confidence, span.evidence)

    def of(self, question: Question, evidence: str) -> "Scope":
        confidence = min(self.confidence, _ROUTED)
        return Scope(question.number, question.facet, confidence, shorten(evidence))


@dataclass
class Path:
    """The headings above a block: a `topic` of several sections, a `section`, and a `lead` («Tiltak:») inside it.

    `case`: a committee's heading stood above, so the letter is part of a case document. `nests` is False for slides, where a
    title right after a title only means that the slide between is a picture.
    """

    nests: bool = True
    topic: str | None = None
    section: str | None = None
    lead: str | None = None
    case: bool = False

    def __str__(self) -> str:
        return " › ".join(h.rstrip(":") for h in (self.topic, self.section, self.lead) if h)

    def enter(self, span: Span, scope: Scope) -> None:
        """Go on to the next question: below a topic, a sub-heading that tells a question stays in it."""
        self.lead = None
        if scope.question is None or not (span.is_empty and span.is_weak):
            self.topic = self.section = None

    def open_section(self, text: str, *, under: bool, over: bool) -> None:
        """A heading right under another (`under`) belongs to it, and so do those that follow, until one stands right over
        another (`over`): that is a topic of its own.
        """
        if under and self.nests:
            self.topic = self.topic or self.section
        elif over:
            self.topic = None
        self.section, self.lead = text, None


def route_blocks(
    blocks: Sequence[Block], scope: Scope, call: Call | None, consultation: Consultation, path: Path
) -> Iterator[tuple[Block, Scope, str | None]]:
    """Each block with its scope and the heading(s) it stands under («a) … › Tiltak»); `path` goes on from the last stretch."""
    routes = [_route_of(b, scope, call, consultation) for b in blocks]
    case = _case_places(blocks, path)
    leads = [b.kind == "heading" and (r is not None or b.text.endswith(":")) for b, r in zip(blocks, routes, strict=True)]
    sections = [b.kind == "heading" and not lead for b, lead in zip(blocks, leads, strict=True)]
    base = _base_scope(scope, call, routes)
    current = base
    for index, (block, route) in enumerate(zip(blocks, routes, strict=True)):
        if block.kind != "heading":
            within = base.of(route, block.text.partition(":")[0] + ":") if route else current
            yield block, within, str(path) or None
        elif index in case:
            base = current = Scope()
            path.topic, path.section, path.lead = None, block.text, None
            yield block, current, None
        elif leads[index]:
            above = replace(path, lead=None)
            path.lead = block.text
            current = base.of(route, block.text) if route else current
            yield block, current, str(above) or None
        else:
            under = index > 0 and sections[index - 1]
            path.open_section(block.text, under=under, over=index + 1 < len(blocks) and sections[index + 1])
            current = base
            yield block, current, path.topic


def _case_places(blocks: Sequence[Block], path: Path) -> set[int]:
    """The places of the headings under which a committee speaks and not the letter, and of those that close the letter."""
    headings = [(i, NUMBERED.sub("", b.text).rstrip(" :")) for i, b in enumerate(blocks) if b.kind == "heading"]
    places = {i for i, text in headings if _CASE_HEADING.fullmatch(text)}
    last = len(blocks) if path.case else max(places, default=0)
    path.case = path.case or bool(places)
    closing = {i for i, text in headings if _LAST_WORDS.fullmatch(text)}
    return places | closing | {i for i, text in headings if i < last and _CASE_SECTION.fullmatch(text)}


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
    words = words_of(text)
    if not words or len(words) > _MAX_ROUTE_WORDS:
        return None
    for question in call.questions:
        own, keys, _ = measure(words, question, consultation)
        if keys and own >= _OWN_ROUTE:
            return question
    return None
