"""The facet of text that stands under no question: guessed where its own words, or its heading's, carry it, and else null."""

from collections.abc import Iterable, Iterator

from innspill.consultations import Consultation
from innspill.segmenting.blocks import Block
from innspill.segmenting.measures import words_of
from innspill.segmenting.routing import Scope
from innspill.segmenting.spans import shorten

# A heading that is made of the facet's words says more than a paragraph that begins with one of them.
_BY_HEADING = 0.6
_BY_WORDS = 0.4
_MAX_HEADING_WORDS = 9
_OPENING_WORDS = 8
_OWN = 0.5

Placed = tuple[Block, Scope, str | None]


def guess_facets(placed: Iterable[Placed], consultation: Consultation) -> Iterator[Placed]:
    """The blocks of a letter in which no question was found, with the facet that their headings or first words carry."""
    for block, scope, heading in placed:
        yield block, _guess(block, heading, consultation) if scope.question is None else scope, heading


def _guess(block: Block, heading: str | None, consultation: Consultation) -> Scope:
    headings = (heading or "").split(" › ")[::-1]
    for text in (block.text, *headings) if block.kind == "heading" else headings:
        if facet := _facet_of_heading(text, consultation):
            return Scope(None, facet, _BY_HEADING, shorten(text))
    begins = block.text[:200]
    words = words_of(begins)[:_OPENING_WORDS]
    found = {facet: word for facet, cues in consultation.facet_words.items() for word in words if cues.match(word)}
    if block.kind == "heading" or len(found) != 1:
        return Scope()
    facet, word = found.popitem()
    at = begins.casefold().find(word)
    return Scope(None, facet, _BY_WORDS, begins[at : at + len(word)])


def _facet_of_heading(text: str, consultation: Consultation) -> str | None:
    """The one facet whose words make up half of the heading; None where several do."""
    words = [w for w in words_of(text[:200]) if len(w) >= 4 and w not in consultation.question_words]
    if not words or len(words) > _MAX_HEADING_WORDS:
        return None
    shares = {f: sum(map(cues.match, words)) / len(words) for f, cues in consultation.facet_words.items()}
    best = [facet for facet, share in shares.items() if share >= _OWN]
    return best[0] if len(best) == 1 else None
