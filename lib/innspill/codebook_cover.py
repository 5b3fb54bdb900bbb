"""Which pattern meets all that another meets: told from the words alone, without a text."""

from itertools import pairwise

from innspill.patterns import Pattern, Slot, Word, fold


def covers_word(wide: Word, narrow: Word) -> bool:
    """Whether `wide` matches every word that `narrow` matches."""
    if wide.exact and not narrow.exact:
        return False
    letters = wide.letters if wide.exact else fold(wide.letters)
    within = narrow.letters if wide.exact else fold(narrow.letters)
    if wide.starts_open and wide.ends_open:
        return letters in within
    if wide.starts_open:
        return within.endswith(letters) and not narrow.ends_open
    if wide.ends_open:
        return within.startswith(letters) and not narrow.starts_open
    return letters == within and not (narrow.starts_open or narrow.ends_open)


def share_word(one: Word, other: Word) -> bool:
    """Whether some word could be matched by both; where an open side meets an open side of the other kind it always can."""
    if covers_word(one, other) or covers_word(other, one):
        return True
    first, second = fold(one.letters), fold(other.letters)
    if not (one.starts_open or one.ends_open) or not (other.starts_open or other.ends_open):
        return covers_word(_loose(one), _loose(other)) or covers_word(_loose(other), _loose(one))
    if one.starts_open or other.starts_open:
        same_end = one.starts_open and other.starts_open and not (one.ends_open or other.ends_open)
        return not same_end or first.endswith(second) or second.endswith(first)
    return first.startswith(second) or second.startswith(first)


def _loose(word: Word) -> Word:
    return Word(fold(word.letters), word.starts_open, word.ends_open)


def covers_slot(wide: Slot, narrow: Slot) -> bool:
    """Whether every word of `narrow` is matched by one of `wide`; gaps are not looked at."""
    return all(any(covers_word(w, n) for w in wide.words) for n in narrow.words)


def begins_with(narrow: Pattern, wide: Pattern) -> bool:
    """Whether every hit of `narrow` begins on the word that a hit of `wide` begins on, and is at least as long."""
    return len(wide.slots) <= len(narrow.slots) and _lies_at(wide.slots, narrow.slots, 0)


def contains(narrow: Pattern, wide: Pattern) -> bool:
    """Whether every hit of `narrow` has a hit of `wide` within it."""
    last = len(narrow.slots) - len(wide.slots)
    return any(_lies_at(wide.slots, narrow.slots, place) for place in range(last + 1))


def _lies_at(wide: tuple[Slot, ...], narrow: tuple[Slot, ...], place: int) -> bool:
    stretch = narrow[place : place + len(wide)]
    if not all(covers_slot(w, n) for w, n in zip(wide, stretch, strict=True)):
        return False
    # Before a gap a hit takes the latest word that fits: a wider slot there could begin on a later word than the narrow one.
    for (before, after), (wide_before, wide_after) in zip(pairwise(stretch), pairwise(wide), strict=True):
        if wide_after.gap < after.gap or (wide_after.gap and wide_before.words != before.words):
            return False
    return True


def may_touch(one: Pattern, other: Pattern) -> bool:
    """Whether a hit of one could overlap a hit of the other: a word that both match, or a gap that the other could fill."""
    if any(slot.gap for slot in (*one.slots[1:], *other.slots[1:])):
        return True
    return any(share_word(a, b) for s in one.slots for t in other.slots for a in s.words for b in t.words)


def spell_word(word: Word) -> str:
    """A word as it is written in the codebook."""
    return f"{'=' * word.exact}{'*' * word.starts_open}{word.letters}{'*' * word.ends_open}"


def spell_slots(slots: tuple[Slot, ...]) -> str:
    """Slots as a line of the codebook, without conditions."""
    pieces: list[str] = []
    for slot in slots:
        pieces += [f"[{slot.gap}]"] if slot.gap else []
        pieces.append("|".join(spell_word(word) for word in slot.words))
    return " ".join(pieces)
