"""What a page's edge puts in the middle of the text: a footnote between two halves of a sentence, a head that stands once.

Reading and cleaning take out what returns on several pages. What is left shows only by the text around it.
"""

from collections.abc import Sequence
from dataclasses import replace

from innspill.segmenting.furnishing import names_letter, names_sender
from innspill.segmenting.strips import WORD, Strip, begins_lower, begins_note, count_words, ends_sentence, is_bullet, is_open

_MAX_NOTE_STRIPS = 6
_HEAD_STRIPS = 12
_MAX_HEAD_WORDS = 20


def mark_notes(strips: Sequence[Strip], gap: int) -> list[Strip]:
    """The strips with those of footnotes between two halves of a sentence named `note`.

    Such a note begins with a number, the line before it is not finished, and the line after it goes on in small letters,
    overleaf or after a gap. `gap` is the letter's usual number of empty lines inside a sentence.
    """
    marked = list(strips)
    index = 1
    while index < len(marked):
        end = _note_end(marked, index, gap)
        for at in range(index, end):
            marked[at] = replace(marked[at], kind="note")
        index = max(end, index) + 1
    return marked


def _note_end(strips: Sequence[Strip], index: int, gap: int) -> int:
    """The strip after the note that begins at `index`; `index` where none does."""
    strip, before = strips[index], strips[index - 1]
    if strip.kind is not None or before.kind is not None or not begins_note(strip.text):
        return index
    if is_bullet(before.text) or ends_sentence(before.text) or not is_open(before.text) or count_words(before.text) < 3:
        return index
    for end in range(index + 1, min(index + _MAX_NOTE_STRIPS, len(strips))):
        following = strips[end]
        overleaf = following.page != strip.page
        if overleaf or following.gap > gap:
            goes_on = following.kind is None and begins_lower(following.text) and not is_bullet(following.text)
            return end if goes_on and (overleaf or strip.gap > gap) else index
    return index


def find_lone_heads(strips: Sequence[Strip], title: str | None) -> set[int]:
    """Strips at the top or foot of a later page that repeat the letter's title or its sender's name: running heads."""
    first_page = [s for s in strips[:_HEAD_STRIPS] if s.page == strips[0].page]
    known = {_key(s.text) for s in first_page if names_letter(s.text) or names_sender(s.text)}
    known |= {_key(title)} if title else set()
    found = set()
    for index, strip in enumerate(strips):
        near = strips[max(index - 1, 0) : index + 2]
        if strip.kind is not None or strip.page == strips[0].page or all(s.page == strip.page for s in near):
            continue
        key = _key(strip.text) if count_words(strip.text) <= _MAX_HEAD_WORDS else ()
        if len(key) > 1 and key in known:
            found.add(index)
    return found


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in WORD.findall(text))
