"""The text of a letter → segments and furniture: every word read ends in exactly one of them.

First the questions that the sender repeats are found (`questions`), the call follows from them (`consultations`), then the
lines between are joined to paragraphs, bullets and headings (`blocks`), title, letterhead and signature are set aside
(`furnishing`), and each segment gets the question that it stands under.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from innspill.consultations import Call, Consultation, find_call
from innspill.pages import Pages
from innspill.segmenting.blocks import Block, Habits, group_blocks, measure_habits
from innspill.segmenting.dating import check_date, find_own_date
from innspill.segmenting.furnishing import (
    find_title,
    is_address,
    is_approval,
    is_greeting,
    is_letterhead,
    is_signed_for,
    signature_length,
    tail_start,
)
from innspill.segmenting.questions import Span, find_spans, strength_of
from innspill.segmenting.routing import Scope, fold_spans, route_blocks
from innspill.segmenting.strips import WORD, Strip, count_words, is_salutation, make_strips
from innspill.tables import FURNITURE, SEGMENTS

_ANSWER_MARK = re.compile(
    r"\s*(?:(?i:vårt|kommunens|kommunen\s+sitt|helsefellesskapets|vår)\s+)?[Ss]var(?:et)?\b(?:\s*[:;.–-]+\s*|\s+(?=[A-ZÆØÅ«]))|\s*SVAR\b\s*[:;.–-]*\s*"
)


@dataclass(frozen=True)
class SegmentedLetter:
    """One letter in pieces.

    `segments` and `furniture` are as the contract has them. `call` is the call that it answers (None: no evidence), `date`
    its own date, `title` its own title, `n_words` the words that were read, `notes` sentences for the ledger.
    """

    segments: pd.DataFrame
    furniture: pd.DataFrame
    call: str | None
    date: date | None
    title: str | None
    n_words: int
    notes: tuple[str, ...] = ()


@dataclass
class _Pieces:
    """Rows in the making."""

    submission_id: str
    segments: list[dict[str, object]] = field(default_factory=list)
    furniture: list[dict[str, object]] = field(default_factory=list)

    def add_furniture(self, text: str, reason: str, page: int, question: str | None = None) -> None:
        if not text.strip():
            return
        self.furniture.append({
            "furniture_id": f"{self.submission_id}-f{len(self.furniture) + 1:04d}", "submission_id": self.submission_id,
            "reason": reason, "question": question, "page": page, "text": " ".join(text.split()), "words": count_words(text),
        })  # fmt: skip

    def add_segment(self, block: Block, scope: Scope, heading: str | None) -> None:
        self.segments.append({
            "segment_id": f"{self.submission_id}-{len(self.segments) + 1:04d}", "submission_id": self.submission_id,
            "question": scope.question, "facet": scope.facet, "kind": block.kind, "heading": heading, "page": block.page,
            "text": block.text, "words": count_words(block.text),
            "question_confidence": scope.confidence if scope.question else None,
        })  # fmt: skip


def segment_letter(pages: Pages, consultation: Consultation, submission_id: str) -> SegmentedLetter:
    """Cut a cleaned letter into segments and furniture. A word that ended in neither (or in both) is said in `notes`."""
    strips = make_strips(pages.lines)
    text = "\n".join(s.text for s in strips)
    habits = measure_habits(strips)
    found = find_spans(strips, consultation, habits.gap)
    rough = find_own_date(strips)
    finding = find_call(text, {c: strength_of(s) for c, s in found.items()}, rough[0], consultation)
    spans = fold_spans(found[finding.call.id], strips) if finding.call else []
    pieces = _Pieces(submission_id)
    for line, reason in pages.furniture:
        pieces.add_furniture(line.text, reason, line.page)
    title = _cut(strips, spans, pages.layout, habits, finding.call, consultation, pieces)
    letter_date, date_notes = check_date(rough, finding.call, consultation)
    segments, furniture = SEGMENTS.build(pieces.segments), FURNITURE.build(pieces.furniture)
    read = [*(s.text for s in strips), *(line.text for line, _ in pages.furniture)]
    n_read, word_notes = _check_words(read, segments, furniture)
    notes = (*finding.notes, *date_notes, *word_notes)
    return SegmentedLetter(
        segments, furniture, finding.call.id if finding.call else None, letter_date, title or pages.title, n_read, notes
    )


def _cut(
    strips: Sequence[Strip],
    spans: Sequence[Span],
    layout: str,
    habits: Habits,
    call: Call | None,
    consultation: Consultation,
    pieces: _Pieces,
) -> str | None:
    """Walk through the letter stretch by stretch (what stands between two questions); returns the letter's title."""
    title = None
    position = (0, 0)
    scope = Scope()
    for number, span in enumerate([*spans, None]):
        until = (span.first, span.start) if span else (len(strips), 0)
        stretch = _between(strips, position, until)
        if scope.question and position != (0, 0):
            stretch = _take_answer_mark(stretch, pieces)
        blocks = group_blocks(stretch, layout, habits)
        title = _place(blocks, scope, call, consultation, pieces, layout, first=number == 0, last=span is None) or title
        if span is None:
            break
        for strip in _between(strips, until, (span.last, span.end)):
            pieces.add_furniture(strip.text, "question", strip.page, "+".join(span.numbers))
        position = (span.last, span.end)
        scope = scope.next(span, call)
    return title


def _between(strips: Sequence[Strip], start: tuple[int, int], end: tuple[int, int]) -> list[Strip]:
    """The strips from `start` to `end`, both (strip, offset), the first and last cut where these fall inside."""
    result = []
    for index in range(start[0], min(end[0] + 1, len(strips))):
        strip = strips[index]
        begin = start[1] if index == start[0] else 0
        stop = end[1] if index == end[0] else len(strip.text)
        if strip.text[begin:stop].strip():
            result.append(strip.cut(begin, stop))
    return result


def _take_answer_mark(stretch: list[Strip], pieces: _Pieces) -> list[Strip]:
    """«Svar:» after a question is neither question nor answer."""
    hit = _ANSWER_MARK.match(stretch[0].text) if stretch else None
    alone = bool(stretch) and stretch[0].text.strip().casefold() in ("svar", "vårt svar")
    if not hit and not alone:
        return stretch
    end = hit.end() if hit else len(stretch[0].text)
    pieces.add_furniture(stretch[0].text[:end], "answer_mark", stretch[0].page)
    rest = stretch[0].cut(end)
    return [rest, *stretch[1:]] if rest.text.strip() else stretch[1:]


def _place(
    blocks: list[Block],
    scope: Scope,
    call: Call | None,
    consultation: Consultation,
    pieces: _Pieces,
    layout: str,
    *,
    first: bool,
    last: bool,
) -> str | None:
    """Put every block of a stretch where it belongs; returns the letter's title if it stands here."""
    title_at = find_title(blocks) if first and layout == "prose" else None
    signed = tail_start(blocks) if last and layout == "prose" else len(blocks)
    begun = not first or layout != "prose"
    kept: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if index == title_at:
            pieces.add_furniture(block.text, "title", block.page)
        elif not begun and (title_at is None or index < title_at or len(kept) == 0) and is_letterhead(block):
            pieces.add_furniture(block.text, "letterhead", block.page)
        elif is_salutation(block.text):
            pieces.add_furniture(block.text, "greeting", block.page)
        elif is_greeting(block) or (last and is_signed_for(block)):
            length = signature_length(blocks[index + 1 :])
            pieces.add_furniture(block.text, "greeting", block.page)
            for signed in blocks[index + 1 : index + 1 + length]:
                pieces.add_furniture(signed.text, "signature", signed.page)
            index += length
        elif is_approval(block) or (index >= signed and not is_address(block)):
            pieces.add_furniture(block.text, "signature", block.page)
        elif is_address(block):
            pieces.add_furniture(block.text, "address", block.page)
        elif block.text:
            kept.append(block)
            begun = begun or count_words(block.text) > 14
        index += 1
    for kept_block, kept_scope, heading in route_blocks(kept, scope, call, consultation):
        pieces.add_segment(kept_block, kept_scope, heading)
    return blocks[title_at].text if title_at is not None else None


def _check_words(read: Sequence[str], segments: pd.DataFrame, furniture: pd.DataFrame) -> tuple[int, tuple[str, ...]]:
    """Segments + furniture = every word that was read: the number of words read, and a note if the sum does not hold."""
    expected = Counter(word for text in read for word in WORD.findall(text))
    kept = Counter(word for text in (*segments["text"], *furniture["text"]) for word in WORD.findall(text))
    if expected == kept:
        return expected.total(), ()
    lost, doubled = expected - kept, kept - expected
    words = ", ".join([*lost, *doubled][:5])
    note = f"{lost.total()} ord er mistet og {doubled.total()} er doblet ({words}). Meld fra: det er en feil i Innspill."
    return expected.total(), (note,)
