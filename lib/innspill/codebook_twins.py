"""Words of one written form only in a pattern that says it is for both: where the twin is missing, and the line with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from innspill.codebook import Code, Codebook
from innspill.codebook_cover import contains, covers_word, share_word, spell_word
from innspill.codebook_findings import ERROR, NOTE, Finding, finding
from innspill.codebook_forms import Reading, WrittenForms
from innspill.patterns import BOTH, Pattern, Slot, Word, fold, parse_pattern

_NAMES = {"nb": "bokmål", "nn": "nynorsk"}
# Two words that begin alike so far are spellings of one, when one is of the form that the other asks for.
_ALIKE = 4


@dataclass(frozen=True)
class _Lack:
    """A word of one form in the place `slot` of a pattern, and how the other form may spell it."""

    slot: int
    word: Word
    reading: Reading


def find_lacking_twins(codebook: Codebook, forms: WrittenForms) -> Iterator[Finding]:
    """Patterns for both written forms that lack one, and patterns whose words are of the other form than they say.

    A name keeps its spelling, and a `not` cancels less when it lacks a twin: notes there, errors elsewhere.
    """
    for scheme in codebook.schemes:
        for code in codebook.of(scheme):
            severity = NOTE if scheme == "initiative" else ERROR
            for patterns, how in ((code.patterns, severity), (code.headings, severity), (code.nots, NOTE)):
                for pattern in patterns:
                    apart = _parted_phrases(pattern, forms)
                    if apart:
                        what = "«|» parts words, not phrases, so that this asks for all of it"
                        yield finding(code, pattern, "phrase", ERROR, what, f"Write a line each: {' and '.join(apart)}")
                    else:
                        yield from _lacking(code, pattern, patterns, forms, how)


def _parted_phrases(pattern: Pattern, forms: WrittenForms) -> list[str]:
    """The phrases of a line in which somebody wrote | between the forms of a whole phrase: «egne midler|eigne midlar»."""
    phrases = [phrase.split() for phrase in pattern.text.split("|")]
    if len(phrases) < 2 or any(len(phrase) != len(phrases[0]) for phrase in phrases) or len(phrases[0]) < 2:
        return []
    parsed = [[slot.words[0] for slot in parse_pattern(" ".join(phrase)).slots] for phrase in phrases]
    first, second = parsed[:2]
    readings = [forms.read(word) for word in first]
    same = [one == other for one, other in zip(first, second, strict=True)] if len(first) == len(second) else [False]
    twins = [_is_twin(other, reading, forms) for other, reading in zip(second, readings, strict=False)]
    if not all(map(any, zip(same, twins, strict=False))) or all(same):
        return []
    return [f"«{' '.join(phrase)}»" for phrase in phrases]


def _lacking(code: Code, pattern: Pattern, beside: Sequence[Pattern], forms: WrittenForms, how: str) -> Iterator[Finding]:
    if pattern.written != BOTH:
        yield from _misnamed(code, pattern, forms, how)
        return
    lacks = _lacks_of(pattern, forms)
    for form in _NAMES:
        of_form = [lack for lack in lacks if lack.reading.form == form]
        if of_form and not any(_stands_in(other, pattern, of_form, forms) for other in beside if other is not pattern):
            spelt = ", ".join(f"«{lack.word.letters}»" for lack in of_form)
            other_form = _NAMES["nn" if form == "nb" else "nb"]
            what = f"{spelt} is {_NAMES[form]} only, and the pattern is for both"
            todo = f"Write it with its {other_form}: {_mended(pattern, of_form)}"
            yield finding(code, pattern, "twin", how, what, todo)


def _misnamed(code: Code, pattern: Pattern, forms: WrittenForms, how: str) -> Iterator[Finding]:
    other = "nn" if pattern.written == "nb" else "nb"
    for slot in pattern.slots:
        if all(forms.read(word).form == other for word in slot.words):
            what = f"it is said to be {_NAMES[pattern.written]}, and «{slot.words[0].letters}» is {_NAMES[other]}"
            yield finding(code, pattern, "twin", how, what, f"Write «{'form' if pattern.form else 'written'}: {other}»")
            return


def _lacks_of(pattern: Pattern, forms: WrittenForms) -> list[_Lack]:
    lacks = []
    for place, slot in enumerate(pattern.slots):
        for word in slot.words:
            reading = forms.read(word)
            if reading.form != BOTH and not any(_is_twin(other, reading, forms) for other in slot.words if other != word):
                lacks.append(_Lack(place, word, reading))
    return lacks


def _is_twin(other: Word, reading: Reading, forms: WrittenForms) -> bool:
    """Whether `other` is what the other form has for a word: one of its twins, wider or narrower, or spelt nearly so."""
    if any(covers_word(other, twin) or covers_word(twin, other) for twin in reading.twins):
        return True
    return forms.read(other).form != reading.form and any(_alike(other.letters, twin.letters) for twin in reading.twins)


def _alike(one: str, other: str) -> bool:
    length = min(_ALIKE, len(one), len(other))
    return length > 1 and one[:length] == other[:length]


def _stands_in(other: Pattern, pattern: Pattern, lacks: Sequence[_Lack], forms: WrittenForms) -> bool:
    """Whether another line of the code has the twins: the same phrase in the other form, or a pattern that meets it."""
    if other.weight < pattern.weight:
        return False
    if contains(_translated(pattern, lacks), other):
        return True
    if len(other.slots) != len(pattern.slots):
        return False
    lacking = {lack.slot for lack in lacks}
    for lack in lacks:
        if not any(_is_twin(word, lack.reading, forms) for word in other.slots[lack.slot].words):
            return False
    rest = [n for n in range(len(pattern.slots)) if n not in lacking]
    return all(any(_same(a, b, forms) for a in pattern.slots[n].words for b in other.slots[n].words) for n in rest)


def _same(one: Word, other: Word, forms: WrittenForms) -> bool:
    return share_word(one, other) or _is_twin(other, forms.read(one), forms)


def _translated(pattern: Pattern, lacks: Sequence[_Lack]) -> Pattern:
    """The pattern with only the first twin in each place that lacks one."""
    slots = list(pattern.slots)
    for lack in lacks:
        slots[lack.slot] = Slot((lack.reading.twins[0],), slots[lack.slot].gap)
    return replace(pattern, slots=tuple(slots))


def _mended(pattern: Pattern, lacks: Sequence[_Lack]) -> str:
    """The line with each lacking twin after its word."""
    pieces = [piece.split("|") for piece in pattern.text.split()]
    for lack in lacks:
        spelt, twin = spell_word(lack.word), spell_word(lack.reading.twins[0])
        for alternatives in pieces:
            folded = [fold(alternative) for alternative in alternatives]
            if spelt in folded and twin not in folded:
                alternatives.insert(folded.index(spelt) + 1, twin)
                break
    return f"«{' '.join('|'.join(alternatives) for alternatives in pieces)}»"
