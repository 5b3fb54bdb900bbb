"""The text of a letter → segments and furniture: every word read ends in exactly one of them.

First the questions that the sender repeats are found (`questions`), the call follows from them (`consultations`), then the
lines between are joined to paragraphs, bullets and headings (`blocks`), title, letterhead and signature are set aside
(`furnishing`), and each segment gets the question that it stands under (`routing`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from innspill.consultations import Call, CallFinding, Consultation, find_call
from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.segmenting.accounts import check_words, find_statuses
from innspill.segmenting.blocks import Habits, group_blocks, measure_habits
from innspill.segmenting.dating import check_date, find_own_date
from innspill.segmenting.facets import guess_facets
from innspill.segmenting.folding import close_headings, settle_spans, strength_of
from innspill.segmenting.furnishing import find_furniture
from innspill.segmenting.page_edges import find_lone_heads, mark_notes
from innspill.segmenting.pieces import Pieces, Row
from innspill.segmenting.questions import find_spans
from innspill.segmenting.routing import Path, Scope, route_blocks
from innspill.segmenting.spans import Span
from innspill.segmenting.strips import Strip, make_strips
from innspill.tables import FURNITURE, SEGMENTS

_ANSWER_MARK = re.compile(
    r"[\s|*«–-]{0,6}(?:\w{1,30}\s+){0,3}svar(?:et)?(?:\s+(?:frå|fra|til)\s+\w{1,30}(?:\s+\w{1,30}){0,2})?"
    r"(?:\s*[:;.–-]{1,3}[\s*|]{0,6}|[\s*|]{0,6}$|\s+(?=(?-i:[A-ZÆØÅ«])))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SegmentedLetter:
    """One letter in pieces.

    `segments` and `furniture` are as the contract has them. `call` is the call that it answers (None: no evidence), `date`
    its own date, `title` its own title. `n_words` were read: `segment_words` of them are in segments, `furniture_words` are
    not. `questions`: question of the call → `answered`, `merged`, `repeated` or `missing`; {} where there is no call or none
    of its questions was found. `notes` are sentences for the ledger.
    """

    segment_rows: Sequence[Row]
    furniture_rows: Sequence[Row]
    call: str | None
    date: date | None
    title: str | None
    n_words: int
    notes: tuple[str, ...] = ()
    questions: dict[str, str] = field(default_factory=dict)
    segment_words: int = 0
    furniture_words: int = 0

    @cached_property
    def segments(self) -> pd.DataFrame:
        return SEGMENTS.build(list(self.segment_rows))

    @cached_property
    def furniture(self) -> pd.DataFrame:
        return FURNITURE.build(list(self.furniture_rows))


@dataclass(frozen=True)
class _Letter:
    """What is known of the letter before it is cut."""

    strips: Sequence[Strip]
    spans: Sequence[Span]
    layout: str
    habits: Habits
    call: Call | None
    consultation: Consultation


def segment_letter(
    pages: Pages,
    consultation: Consultation,
    submission_id: str,
    *,
    call: str | None = None,
    first_segment: int = 0,
    first_furniture: int = 0,
) -> SegmentedLetter:
    """Cut a cleaned letter into segments and furniture. A word that ended in neither (or in both) is said in `notes`.

    `call` is the call's id where it is known already (the files of one e-mail share it); None finds it from the text.
    `first_segment` and `first_furniture` say how many the submission has before this file: ids go on from there. Raises
    InnspillError for a call that the consultation has not.
    """
    pieces = Pieces(submission_id, first_segment, first_furniture)
    for line, reason in pages.furniture:
        pieces.add_furniture(line.text, reason, line.page)
    every = make_strips(pages.lines)
    strips = _take_heads(every, pages, pieces)
    habits = measure_habits(strips)
    strips = mark_notes(strips, habits.gap) if pages.layout == "prose" else strips
    found = find_spans(strips, consultation, habits.gap)
    rough = find_own_date(strips)
    finding = _find_call(strips, found, rough[0], consultation, call)
    spans = _settle(found, strips, habits, finding.call, consultation)
    strips = close_headings(spans, strips)
    title = _cut(_Letter(strips, spans, pages.layout, habits, finding.call, consultation), pieces)
    pieces.number_places()
    letter_date, date_notes = check_date(rough, finding.call, consultation)
    outside = [line.text for line, _ in pages.furniture]
    n_read, word_notes = check_words(every, outside, pieces.segments, pieces.furniture)
    return SegmentedLetter(
        pieces.segments, pieces.furniture, finding.call.id if finding.call else None, letter_date, title or pages.title, n_read,
        (*finding.notes, *date_notes, *word_notes), find_statuses(finding.call, pieces.segments, pieces.furniture),
        sum(row["words"] for row in pieces.segments), sum(row["words"] for row in pieces.furniture),
    )  # fmt: skip


def _take_heads(strips: list[Strip], pages: Pages, pieces: Pieces) -> list[Strip]:
    """Without the running heads that cleaning could not know: those that stand on one page only."""
    heads = find_lone_heads(strips, pages.title) if pages.layout == "prose" and strips else set()
    for index in sorted(heads):
        strip = strips[index]
        pieces.add_furniture(strip.text, "running_head", strip.page, place=(strip.line, 0))
    return [strip for index, strip in enumerate(strips) if index not in heads]


def _settle(
    found: dict[str, list[Span]], strips: Sequence[Strip], habits: Habits, call: Call | None, consultation: Consultation
) -> list[Span]:
    return settle_spans(found[call.id], strips, habits.gap, call, consultation) if call else []


def _find_call(
    strips: Sequence[Strip],
    found: dict[str, list[Span]],
    day: date | None,
    consultation: Consultation,
    forced: str | None,
) -> CallFinding:
    if forced is not None:
        known = consultation.call(forced)
        if known is None:
            raise InnspillError(f"call {forced}", "the consultation has no such call", "Use one of its calls")
        return CallFinding(known)
    answered = {call: strength_of(spans) for call, spans in found.items()}
    asked = {call: len({n for s in spans if not s.is_faint for n in s.numbers}) for call, spans in found.items()}
    return find_call("\n".join(s.text for s in strips), answered, day, consultation, asked)


def _cut(letter: _Letter, pieces: Pieces) -> str | None:
    """Walk through the letter stretch by stretch (what stands between two questions); returns the letter's title."""
    strips, title, position, scope, path = letter.strips, None, (0, 0), Scope(), Path(nests=letter.layout == "prose")
    stretch: list[Strip] = []
    first, begun = True, False
    for span in [*letter.spans, None]:
        until = (span.first, span.start) if span else (len(strips), 0)
        stretch += _between(strips, position, until)
        if begun and scope.question:
            stretch = _take_answer_mark(stretch, pieces)
        if span is None or not span.echoed:
            title = _place(stretch, scope, path, letter, pieces, first=first, last=span is None) or title
            stretch, first = [], False
        begun = False
        if span is not None:
            for strip in _between(strips, until, (span.last, span.end)):
                question, place = "+".join(span.numbers), (strip.line, strip.start)
                pieces.add_furniture(strip.text, "question", strip.page, question=question, place=place)
            position, begun = (span.last, span.end), not span.echoed
            if not span.echoed:
                path.enter(span, scope)
                scope = scope.next(span, letter.call)
    return title


def _between(strips: Sequence[Strip], start: tuple[int, int], end: tuple[int, int]) -> list[Strip]:
    """The strips from `start` to `end`, both (strip, offset), the first and last cut where these fall inside."""
    result = []
    for index in range(start[0], min(end[0] + 1, len(strips))):
        strip = strips[index]
        begin = start[1] if index == start[0] else 0
        stop = end[1] if index == end[0] else len(strip.text)
        if strip.text[begin:stop].strip(" |"):
            result.append(strip.cut(begin, stop))
    return result


def _take_answer_mark(stretch: list[Strip], pieces: Pieces) -> list[Strip]:
    """«Svar:» after a question is neither question nor answer."""
    hit = _ANSWER_MARK.match(stretch[0].text) if stretch else None
    if not hit:
        return stretch
    strip = stretch[0]
    pieces.add_furniture(strip.text[: hit.end()], "answer_mark", strip.page, place=(strip.line, strip.start))
    rest = strip.cut(hit.end())
    return [rest, *stretch[1:]] if rest.text.strip() else stretch[1:]


def _place(
    stretch: Sequence[Strip], scope: Scope, path: Path, letter: _Letter, pieces: Pieces, *, first: bool, last: bool
) -> str | None:
    """Put every block of a stretch where it belongs; returns the letter's title if it stands here."""
    blocks = group_blocks(stretch, letter.layout, letter.habits)
    reasons = find_furniture(blocks, first=first, last=last, prose=letter.layout == "prose")
    for index, reason in reasons.items():
        block = blocks[index]
        pieces.add_furniture(block.text, reason, block.page, place=(block.first, block.start))
    kept = [block for index, block in enumerate(blocks) if index not in reasons and block.text]
    placed = route_blocks(kept, scope, letter.call, letter.consultation, path)
    for block, within, heading in placed if letter.spans else guess_facets(placed, letter.consultation):
        pieces.add_segment(block, within, heading)
    return next((blocks[index].text for index, reason in reasons.items() if reason == "title"), None)
