"""Every place where the people of a letter are named: in full, with initials, turned round, by one name alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from innspill.privacy.lexicon import PARTICLES, Lexicon, stands_in_body
from innspill.privacy.people import Person, plain
from innspill.privacy.spans import Span, settle

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FILE_TOKEN = re.compile(r"[^\W\d_]+")
_PARTICLE = "|".join(sorted(PARTICLES))
_BETWEEN = re.compile(rf"(?:,?\s{{1,3}}|\.\s?|\.?-|-?\n|\s(?:(?:{_PARTICLE})\s){{1,2}}|\s[^\W\d_]\.?\s)")
_MAX_SHARING = 1000
_FILE_BETWEEN = re.compile(r"[\s_.,+%()-]{1,3}")
_UP_WORD = r"[^\W\d_a-zà-öø-ÿčđŋšŧž][^\W\d_]{1,30}(?:-[^\W\d_]{1,30})?"
# «Hansen, Kari - innspill.docx».
_FILE_TURNED = re.compile(
    rf"(?<![^\W_])({_UP_WORD}(?:[ _]{_UP_WORD})?,[ _]?{_UP_WORD}(?:[ _](?:{_UP_WORD}|[^\W\d_a-zæøå]\.?(?![^\W_])))?)(?![^\W_])"
)
# Sentences of ours quote file names: «Samme innhold som Kari Nordmann.pdf.»
_BEFORE_SUFFIX = re.compile(rf"(?<![^\W_]){_UP_WORD}(?:[ _]{_UP_WORD}){{1,3}}(?=\.[A-Za-z]{{2,5}}(?!\w))")
_FILE_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FILE_PART = re.compile(r"(?:(?!\s[-–]\s|\.[A-Za-z]{2,5}\Z)[^\n/]){1,200}")


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    people: frozenset[int]
    initial: bool
    alone: bool


class NameFinder:
    """Finds the `people` of one letter in any of its texts. A name alone counts where it is no ordinary word or place."""

    def __init__(self, people: Iterable[Person], lexicon: Lexicon) -> None:
        self.people = list(dict.fromkeys(people))
        self._lexicon = lexicon
        by_word: dict[str, dict[int, None]] = {}
        by_plain: dict[str, dict[int, None]] = {}
        by_initial: dict[str, dict[int, None]] = {}
        self._alone: set[str] = set()
        self._whole: set[str] = set()
        for number, person in enumerate(self.people):
            for word in (word for word in person.words if word not in PARTICLES):
                by_word.setdefault(word, {})[number] = None
                by_initial.setdefault(word[0], {})[number] = None
                for part in _FILE_TOKEN.findall(word):
                    by_plain.setdefault(plain(part), {})[number] = None
            whole = plain("".join(person.words))
            by_plain.setdefault(whole, {})[number] = None
            self._whole.add(whole)
            ends = {person.words[0], person.words[-1]}
            self._alone |= {word for word in ends if len(word) > 2 and not lexicon.is_ordinary(word)}
        self._alone_plain = {plain(word) for word in self._alone}
        self._by_word, self._by_plain, self._by_initial = map(_bounded, (by_word, by_plain, by_initial))

    def find(self, text: str) -> Iterator[Span]:
        """The names in running text."""
        if not self._by_word:
            return
        hits = [hit for match in _TOKEN.finditer(text) if (hit := self._hit(match)) is not None]
        for group in _grouped(text, hits, _BETWEEN):
            real = [hit for hit in group if not hit.initial]
            if not real or (len(real) == 1 and len(group) == 1 and not self._stands_alone(text, real[0])):
                continue
            yield Span(self._start(text, group), _end(text, group), "name", self._rule(group))

    def find_in_file_name(self, name: str, nobody_known: bool = False) -> Iterator[Span]:
        """The names in a file's name, where capitals, accents and blanks are lost: «innspill_kari_nordmann.pdf».

        Where `nobody_known` to have sent the letter, a part of the name that has a person's form is one as well.
        """
        known = list(self._known_in_file_name(name))
        hidden = bytearray(len(name))
        for span in known:
            hidden[span.start : span.end] = b"\1" * (span.end - span.start)
        formed = [
            Span(start, end, "name", "filnavn")
            for start, end in self._formed_in_file_name(name)
            if nobody_known or ("," in name[start:end] and any(hidden[start:end]))
        ]
        yield from settle([*known, *formed])

    def _formed_in_file_name(self, name: str) -> Iterator[tuple[int, int]]:
        """Where «Hansen, Kari» stands, and parts that are two or three words with capitals, none of them an ordinary one."""
        for turned in _FILE_TURNED.finditer(name):
            if self._may_be_name(turned[1]):
                yield turned.span(1)
        for part in (*_FILE_PART.finditer(name), *_BEFORE_SUFFIX.finditer(name)):
            words = list(_FILE_WORD.finditer(name, *part.span()))
            first, last = 0, len(words)
            while first < last and self._lexicon.is_barrier(words[first].group()):
                first += 1
            while first < last and self._lexicon.is_barrier(words[last - 1].group()):
                last -= 1
            if not 2 <= last - first <= 3 or "," in part.group():
                continue
            start, end = words[first].start(), words[last - 1].end()
            if all(re.fullmatch(_UP_WORD, word.group()) for word in words[first:last]) and self._may_be_name(name[start:end]):
                yield start, end

    def _may_be_name(self, name: str) -> bool:
        words = tuple(_FILE_WORD.findall(name))
        spelt = not any(word.isupper() and len(word) > 1 for word in words) and not any(map(str.isdigit, name))
        return spelt and self._lexicon.may_be_person(words) and not any(map(self._lexicon.is_ordinary, words))

    def _known_in_file_name(self, name: str) -> Iterator[Span]:
        hits = []
        for match in _FILE_TOKEN.finditer(name):
            word = plain(match.group())
            if (people := self._by_plain.get(word)) and len(word) > 1:
                alone = word in self._whole or word in self._alone_plain
                hits.append(_Hit(match.start(), match.end(), people, False, alone))
        for group in _grouped(name, hits, _FILE_BETWEEN):
            if len(group) > 1 or group[0].alone:
                yield Span(group[0].start, group[-1].end, "name", self._rule(group))

    def _hit(self, match: re.Match[str]) -> _Hit | None:
        word = match.group()
        if not word[0].isupper():
            return None
        folded = word.casefold()
        key = next((k for k in (folded, folded.removesuffix("s"), folded.removesuffix("’s")) if k in self._by_word), None)
        if key is None and "-" in folded:
            # «Hansen-saken», «Nordmann-utvalget» are named after somebody; «Kari-Anne» of «Anne» is somebody else.
            return None
        if key is not None and len(key) > 1:
            alone = key in self._alone
            return _Hit(match.start(), match.end(), self._by_word[key], False, alone)
        people = self._by_initial.get(folded[0]) if len(folded) <= 2 else None
        return _Hit(match.start(), match.end(), people, True, False) if people else None

    def _stands_alone(self, text: str, hit: _Hit) -> bool:
        return hit.alone and not stands_in_body(text, hit.end)

    def _start(self, text: str, group: list[_Hit]) -> int:
        """With the small words before a family name: «van der Meer»."""
        start = group[0].start
        small = re.search(rf"(?:\b(?:{_PARTICLE})\s){{1,2}}\Z", text[max(0, start - 12) : start], re.I)
        if small and any(set(self.people[n].words) & PARTICLES for n in group[0].people):
            start -= len(small.group())
        return start

    def _rule(self, group: list[_Hit]) -> str:
        return self.people[min(group[0].people)].rule


def _bounded(index: dict[str, dict[int, None]]) -> dict[str, frozenset[int]]:
    """The first of those who share a word: sets without a bound would make a list of 100,000 names take hours."""
    return {word: frozenset(islice(people, _MAX_SHARING)) for word, people in index.items()}


def _end(text: str, group: list[_Hit]) -> int:
    end = group[-1].end
    return end + 1 if group[-1].initial and text[end : end + 1] == "." else end


def _grouped(text: str, hits: list[_Hit], between: re.Pattern[str]) -> Iterator[list[_Hit]]:
    """Hits that stand side by side and can be the same person's."""
    group: list[_Hit] = []
    people: frozenset[int] = frozenset()
    for hit in hits:
        near = group and hit.start - group[-1].end < 16 and between.fullmatch(text, group[-1].end, hit.start)
        if near and people & hit.people:
            group.append(hit)
            people &= hit.people
            continue
        if group:
            yield group
        group, people = [hit], hit.people
    if group:
        yield group
