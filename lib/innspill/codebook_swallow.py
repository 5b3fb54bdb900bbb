"""Patterns that can never count: another pattern of the code, or a `not`, is met wherever they are.

In a sum each word that hits begin on counts once, for its heaviest hit, of equals the shortest, of equals the first in
the file (`matching.CodeHits.sums`). So a pattern is swallowed where each of its hits begins on the word of a hit that
goes before it. Where any hit gives the code, one that holds another is enough.
"""

from collections.abc import Iterator
from dataclasses import replace

from innspill.codebook import Code, Codebook
from innspill.codebook_cover import begins_with, contains, covers_word, may_touch, spell_word
from innspill.codebook_findings import ERROR, NOTE, Finding, finding
from innspill.patterns import Pattern, Slot, Word

_OUT = "Take the line out"


def find_swallowed(codebook: Codebook) -> Iterator[Finding]:
    """Patterns and alternatives that add nothing beside another pattern of their code."""
    for scheme in codebook.schemes:
        for code in codebook.of(scheme):
            for place in range(len(code.patterns)):
                yield from _swallowed_at(code, place)


def find_never(codebook: Codebook) -> Iterator[Finding]:
    """Patterns that can never give their code, and codes that no words can give."""
    for scheme in codebook.schemes:
        for code in codebook.of(scheme):
            yield from _cancelled(code)
            weights = sum(pattern.weight for pattern in code.patterns)
            if scheme in ("theme", "group") and weights < code.threshold:
                what = f"all its patterns together reach {weights:g}, the threshold is {code.threshold:g}"
                yield Finding(code.line, scheme, code.id, "", "never", ERROR, what, "Add patterns, or lower the threshold")


def find_dead_nots(codebook: Codebook) -> Iterator[Finding]:
    """`not` patterns that can meet no hit of their code: a note, as the words may stand there for a pattern to come."""
    for scheme in codebook.schemes:
        for code in codebook.of(scheme):
            for cancelling in code.nots:
                if not cancelling.within and not any(may_touch(cancelling, pattern) for pattern in code.patterns):
                    what = "no pattern of the code can overlap it"
                    yield finding(code, cancelling, "not", NOTE, what, _OUT)
            for pattern in code.patterns:
                dead = [q.text for q in pattern.nots if not pattern.within and not may_touch(q, pattern)]
                if dead:
                    what = f"«not: {', '.join(dead)}» can never overlap the pattern"
                    yield finding(code, pattern, "not", NOTE, what, "Take it out, or say how near with «within: 3»")


def is_wider(wide: Pattern, narrow: Pattern, code: Code) -> bool:
    """Whether the conditions of `wide` hold wherever those of `narrow` do, for hits of `wide` that lie within `narrow`'s."""
    return (
        (not wide.under or (bool(narrow.under) and set(narrow.under) <= set(wide.under)))
        and wide.form in (None, narrow.form)
        and _asks_no_more(wide.withs, narrow.withs)
        and _asks_no_more(wide.headings, narrow.headings)
        and all(_harmless(cancelling, wide, narrow, code) for cancelling in wide.nots)
    )


def _asks_no_more(wide: tuple[Pattern, ...], narrow: tuple[Pattern, ...]) -> bool:
    return not wide or (bool(narrow) and all(any(contains(n, w) for w in wide) for n in narrow))


def _harmless(cancelling: Pattern, wide: Pattern, narrow: Pattern, code: Code) -> bool:
    """Whether a `not` of the wide pattern cancels nothing that the narrow one keeps."""
    if any(cancelling.slots == q.slots for q in narrow.nots) and narrow.within >= wide.within:
        return True
    if not wide.within:
        return any(cancelling.slots == q.slots for q in code.nots) or not may_touch(cancelling, narrow)
    return False


def _swallowed_at(code: Code, place: int) -> Iterator[Finding]:
    narrow = code.patterns[place]
    for number, wide in enumerate(code.patterns):
        if number != place and _swallows(code, wide, narrow) and not (number > place and _swallows(code, narrow, wide)):
            yield _told(code, number, place, "", _OUT)
            return
    beside = list(_alternatives_within(narrow))
    for _, word, other in beside:
        what = f"the alternative «{spell_word(word)}» is met by «{spell_word(other)}» beside it"
        yield finding(code, narrow, "swallowed", ERROR, what, f"Take «{spell_word(word)}» out of the line")
    taken = {(slot, word) for slot, word, _ in beside}
    met = _met_elsewhere(code, place, taken)
    numbers = sorted(set(met.values()))
    if any(all((n, word) in {*met, *taken} for word in slot.words) for n, slot in enumerate(narrow.slots)):
        lines = " or ".join(f"«{wide.text}» on line {wide.line}" for wide in (code.patterns[n] for n in numbers))
        severity = NOTE if any(_only_by_place(code, number, place) for number in numbers) else ERROR
        yield finding(code, narrow, "swallowed", severity, f"wherever it stands, {lines} is met too", _OUT)
        return
    for number in numbers:
        spelt = "|".join(spell_word(word) for (_, word), wide in met.items() if wide == number)
        yield _told(code, number, place, spelt, f"Take «{spelt}» out of the line")


def _met_elsewhere(code: Code, place: int, taken: set[tuple[int, Word]]) -> dict[tuple[int, Word], int]:
    """Each alternative of a pattern that another pattern of the code swallows, and which; those in `taken` aside."""
    narrow = code.patterns[place]
    met: dict[tuple[int, Word], int] = {}
    for number, wide in enumerate(code.patterns):
        if number != place:
            for at in _alternatives_of(narrow):
                if at not in taken and at not in met and _swallows(code, wide, _only(narrow, *at)):
                    met[at] = number
    return met


def _swallows(code: Code, wide: Pattern, narrow: Pattern) -> bool:
    if wide.weight < narrow.weight or not is_wider(wide, narrow, code):
        return False
    by_presence = code.scheme == "addressee" or (code.scheme in ("group", "initiative") and wide.weight >= code.threshold)
    return contains(narrow, wide) if by_presence else begins_with(narrow, wide)


def _told(code: Code, number: int, place: int, alternative: str, todo: str) -> Finding:
    """A finding; a note where the narrow pattern goes first by its place in the file alone, and so may count beside."""
    wide, narrow = code.patterns[number], code.patterns[place]
    subject = f"the alternative «{alternative}»" if alternative else "it"
    what = f"wherever {subject} stands, «{wide.text}» on line {wide.line} is met too"
    if _only_by_place(code, number, place):
        what += "; it adds only where another word meets that line too, by standing before it in the file"
        return finding(code, narrow, "swallowed", NOTE, what, todo)
    return finding(code, narrow, "swallowed", ERROR, what, todo)


def _only_by_place(code: Code, number: int, place: int) -> bool:
    """Whether a pattern goes before the wider one for its place in the file alone, in a scheme that sums beyond a threshold."""
    wide, narrow = code.patterns[number], code.patterns[place]
    same = wide.weight == narrow.weight and len(wide.slots) == len(narrow.slots)
    return same and place < number and code.scheme in ("theme", "function")


def _alternatives_of(pattern: Pattern) -> list[tuple[int, Word]]:
    """Each alternative where there are several, with its slot."""
    return [(n, word) for n, slot in enumerate(pattern.slots) if len(slot.words) > 1 for word in slot.words]


def _alternatives_within(pattern: Pattern) -> Iterator[tuple[int, Word, Word]]:
    for slot, word in _alternatives_of(pattern):
        others = (w for w in pattern.slots[slot].words if w != word and covers_word(w, word))
        met = next(others, None)
        if met is not None:
            yield slot, word, met


def _only(pattern: Pattern, slot: int, word: Word) -> Pattern:
    """The pattern with one alternative in one of its places."""
    slots = list(pattern.slots)
    slots[slot] = Slot((word,), slots[slot].gap)
    return replace(pattern, slots=tuple(slots))


def _cancelled(code: Code) -> Iterator[Finding]:
    for pattern in code.patterns:
        if pattern.weight <= 0:
            yield finding(code, pattern, "never", ERROR, "its weight is 0", "Give it a weight, or take the line out")
            continue
        for cancelling in (*pattern.nots, *code.nots):
            if cancelling.withs or cancelling.nots:
                continue
            place = "its own" if cancelling in pattern.nots else f"the code's (line {cancelling.line})"
            if contains(pattern, cancelling):
                what = f"«not: {cancelling.text}», {place}, cancels every hit"
                yield finding(code, pattern, "never", ERROR, what, "Take one of the two out")
                break
            words = [word for slot, word in _alternatives_of(pattern) if contains(_only(pattern, slot, word), cancelling)]
            if words:
                spelt = "|".join(spell_word(word) for word in words)
                what = f"«not: {cancelling.text}», {place}, cancels every hit of «{spelt}»"
                yield finding(code, pattern, "never", ERROR, what, f"Take «{spelt}» out, or the «not»")
