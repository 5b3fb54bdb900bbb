"""Strips → blocks: which lines of print belong to one paragraph, one bullet, one heading.

Nothing on a printed page says where a paragraph ends; a reader sees it from the gap, the bullet, the indent, a line that
stopped short although the next word had room. Text that was extracted from a page keeps some of these signs and loses
others: every line may be followed by an empty one (double spacing), a page break may look like a gap in the middle of a
sentence. So the letter's own habits are measured first (its usual gap, its line width), and then each pair of lines is judged.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from innspill.segmenting.strips import (
    LETTERED,
    NUMBERED,
    Strip,
    begins_lower,
    begins_note,
    count_words,
    ends_sentence,
    is_bullet,
    is_closing,
    is_enumerated,
    is_hanging,
    is_open,
    is_salutation,
    is_web_address,
    strip_bullet,
)

# A line is «short» when the next line's first word would have had room on it, with this much of the width to spare:
# letters are set in proportional type, where a count of characters is off by some 8 per cent.
_ROOM = 0.92
# A line without an end mark is a heading or an item only where it leaves a third of the width empty.
_HEADING_WIDTH = 0.66
_LEFTOVER_WIDTH = 0.4
_MAX_HEADING_WORDS = 12
_MAX_LEAD_WORDS = 8


@dataclass(frozen=True)
class Block:
    """One paragraph, bullet, heading, table row or note, from one or more strips.

    `gap` is the gap before it; `first` and `start` are the line and the offset at which it begins.
    """

    text: str
    kind: str
    page: int
    gap: int
    first: int
    bulleted: bool
    known: bool
    start: int = 0


@dataclass(frozen=True)
class Habits:
    """How this letter is set: the number of empty lines between two lines of one sentence, and the width of a full line."""

    gap: int
    width: int


def measure_habits(strips: Sequence[Strip]) -> Habits:
    """The usual gap inside sentences and the 95th percentile of the line lengths (characters)."""
    pairs = [(a, b) for a, b in pairwise(strips) if a.kind is None and b.kind is None]
    # «a) Erfaringer» begins with a small letter too, and goes on from nothing.
    goes_on = [b for a, b in pairs if is_open(a.text) and begins_lower(b.text)]
    inside = Counter(b.gap for b in goes_on if not is_bullet(b.text) and not is_enumerated(b.text))
    lengths = sorted(len(s.text.strip()) for s in strips if s.kind is None)
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    return Habits(inside.most_common(1)[0][0] if inside else 0, width)


def group_blocks(strips: Sequence[Strip], layout: str, habits: Habits) -> list[Block]:
    """Join the strips of one stretch of text (nothing of a question inside) to blocks, in reading order."""
    groups: list[list[Strip]] = []
    held: list[list[Strip]] = []
    resumed = _resuming(strips)
    for index, strip in enumerate(strips):
        if strip.kind == "note" and resumed[index] and groups and (held or _is_cut(groups[-1][-1])):
            # A footnote at a page's foot waits until the sentence around it is finished.
            if held and not _begins_block(held[-1], strip, layout, habits):
                held[-1].append(strip)
            else:
                held.append([strip])
        elif groups and not _begins_block(groups[-1], strip, layout, habits):
            groups[-1].append(strip)
        else:
            groups += [*held, [strip]]
            held = []
    groups += held
    blocks = [_make_block(group) for group in groups]
    return list(_name_kinds(blocks, layout))


def _resuming(strips: Sequence[Strip]) -> list[bool]:
    """Per strip: is the next one that is no note a line of print that goes on in small letters?"""
    result = [False] * len(strips)
    goes_on = False
    for index in range(len(strips) - 1, -1, -1):
        strip = strips[index]
        result[index] = goes_on
        if strip.kind != "note":
            goes_on = strip.kind is None and begins_lower(strip.text) and not is_bullet(strip.text)
    return result


def _is_cut(strip: Strip) -> bool:
    return strip.kind is None and is_open(strip.text)


def _begins_block(group: Sequence[Strip], strip: Strip, layout: str, habits: Habits) -> bool:
    before = group[-1]
    if strip.kind == before.kind == "note" and strip.line != before.line:
        # Reading hands a note whole; a note found among lines of print is as many strips as it has lines.
        return strip.gap > habits.gap or not is_open(before.text) or begins_note(strip.text)
    if strip.kind is not None or before.kind is not None:
        return strip.line != before.line
    if strip.line == before.line or before.closed:
        return before.closed
    if is_bullet(strip.text) or is_web_address(strip.text) or is_salutation(before.text) or is_closing(before.text):
        return True
    # A scan has no gap above «Hilsen».
    if is_closing(strip.text) and not begins_lower(strip.text):
        return True
    if layout == "slides":
        return _begins_item(before, strip)
    # What is finished shows at the end of the last line: to join the whole group for each line would take a square.
    text = " ".join(s.text.strip() for s in group[-2:])
    if is_enumerated(strip.text) and (LETTERED.match(strip.text) or not is_open(text) or strip.gap > habits.gap):
        return True
    if strip.gap > habits.gap:
        # A page break leaves a gap too: a sentence that is not finished goes on in small letters.
        # But «Hva staten kan bidra med» on a line that had room for more is a heading.
        stopped = _stopped_short(before, strip, _ROOM * habits.width) and not begins_lower(strip.text)
        hangs = is_hanging(text) and strip.gap <= habits.gap + 1 and not stopped
        return not hangs and not (is_open(text) and begins_lower(strip.text))
    # A lettered heading is judged against the full width: it stands alone on its line as a rule.
    room = 1.0 if len(group) == 1 and is_enumerated(before.text) else _ROOM
    return _stopped_short(before, strip, room * habits.width) and _may_end(group, text, strip, habits)


def _begins_item(before: Strip, strip: Strip) -> bool:
    """On a slide every line is an item of its own, unless it goes on in small letters or the line before asks for more."""
    if strip.gap > 2:
        return True
    return not (is_hanging(before.text) or (begins_lower(strip.text) and is_open(before.text)))


def _stopped_short(before: Strip, strip: Strip, width: float) -> bool:
    first_word = strip.text.split(maxsplit=1)[0]
    return len(before.text.strip()) + 1 + len(first_word) <= width


def _may_end(group: Sequence[Strip], text: str, strip: Strip, habits: Habits) -> bool:
    """Whether a line that stopped short can be the end of its block."""
    if begins_lower(strip.text) or is_hanging(text):
        return False
    if ends_sentence(text) or text.rstrip().endswith((":", ";")):
        return True
    # No end mark: a heading, an item of a list or a line of an address, none of which runs over many lines.
    alone = len(group) == 1 and len(text) <= _HEADING_WIDTH * habits.width
    # The second line of a heading or title: what is left over is much shorter than the first.
    leftover = len(group) == 2 and len(group[-1].text.strip()) <= _LEFTOVER_WIDTH * habits.width
    return alone or leftover or is_bullet(group[0].text) or is_enumerated(group[0].text)


def _make_block(group: Sequence[Strip]) -> Block:
    text = " ".join(" ".join(s.text.split()) for s in group).strip(" |")
    known = group[0].kind
    bulleted = known == "bullet" or is_bullet(text)
    kind = known or ("bullet" if bulleted else "paragraph")
    return Block(
        strip_bullet(text) if bulleted else text.strip(),
        kind,
        group[0].page,
        group[0].gap,
        group[0].line,
        bulleted,
        known is not None,
        group[0].start,
    )


def _name_kinds(blocks: Sequence[Block], layout: str) -> Iterator[Block]:
    """Find the headings among the blocks whose kind the file does not tell."""
    for index, block in enumerate(blocks):
        before = blocks[index - 1] if index else None
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.known or block.bulleted or not block.text:
            yield block
        elif layout == "slides":
            title = index == 0 or block.gap > 2
            yield _as(block, "heading" if title and following and count_words(block.text) <= _MAX_HEADING_WORDS else "bullet")
        elif following and _looks_like_heading(block) and not _in_list(block, before, following):
            yield _as(block, "heading")
        elif (NUMBERED.match(block.text) or LETTERED.match(block.text)) and not ends_sentence(block.text):
            yield _as(block, "bullet")
        else:
            yield block


def _as(block: Block, kind: str) -> Block:
    return replace(block, kind=kind)


def _in_list(block: Block, before: Block | None, following: Block) -> bool:
    """A numbered or lettered list has neighbours that look alike; a heading is followed by something else."""
    near = [b.text for b in (before, following) if b]
    return any(mark.match(block.text) and any(mark.match(text) for text in near) for mark in (NUMBERED, LETTERED))


def _looks_like_heading(block: Block) -> bool:
    n = count_words(block.text)
    if block.text.endswith(":"):
        return n <= _MAX_LEAD_WORDS
    if n == 0 or n > _MAX_HEADING_WORDS or (ends_sentence(block.text) and not block.text.endswith("?")):
        return False
    return not (block.text.endswith((",", ";")) or (begins_lower(block.text) and not is_enumerated(block.text)))
