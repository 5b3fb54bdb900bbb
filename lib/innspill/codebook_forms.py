"""Where bokmål and nynorsk spell differently, as far as data/written_forms.csv knows: which form a pattern's word is in.

A word is of one form only if it holds a stem or an ending that the other form spells differently and none that hides
it: «psyk» in «psykisk» hides «syk». What the file does not know is taken for both: a missing pair says nothing, a wrong
one would send an editor hunting for a word that does not exist.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

from innspill.codebook_cover import covers_word
from innspill.errors import InnspillError
from innspill.patterns import BOTH, Word, fold

# A word with several differing parts has the product of their spellings as twins; the first few are enough to compare with.
_MOST_TWINS = 12


@dataclass(frozen=True)
class Reading:
    """The written `form` of one word (`nb`, `nn`, `both`) and its `twins`: how the other form may spell it."""

    form: str
    twins: tuple[Word, ...] = ()


@dataclass(frozen=True)
class _Part:
    """One stem or ending in one form, and what the other form has in its place; no others: the forms share it."""

    letters: str
    starts_open: bool
    ends_open: bool
    form: str
    others: tuple[str, ...] = ()

    def places(self, word: Word) -> Iterable[int]:
        """Where in the word's letters the part stands."""
        if self.starts_open and self.ends_open:
            place = word.letters.find(self.letters)
            while place >= 0:
                yield place
                place = word.letters.find(self.letters, place + 1)
        elif self.starts_open:
            if word.letters.endswith(self.letters):
                yield len(word.letters) - len(self.letters)
        elif not word.starts_open and self._is_beginning(word):
            yield 0

    def _is_beginning(self, word: Word) -> bool:
        return word.letters.startswith(self.letters) if self.ends_open else word == Word(self.letters)


@dataclass(frozen=True)
class WrittenForms:
    """The pairs of written_forms.csv: (bokmål, nynorsk alternatives), each written as a word of the codebook."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]
    _known: dict[Word, Reading] = field(default_factory=dict, compare=False, repr=False)

    def read(self, word: Word) -> Reading:
        """Which form a word is in. A word in exact capitals is a name, and so is for both."""
        if word not in self._known:
            self._known[word] = Reading(BOTH) if word.exact else self._read(word)
        return self._known[word]

    def _read(self, word: Word) -> Reading:
        found = self._chosen(word)
        forms = {part.form for _, part in found if part.others}
        if len(forms) != 1:
            # Bokmål allows much that nynorsk asks for («sjuk», «-a»): a word with parts of both is no finding.
            return Reading(BOTH)
        options = [part.others or (part.letters,) for _, part in found]
        twins = []
        for chosen in list(product(*options))[:_MOST_TWINS]:
            letters, last = "", 0
            for (place, part), spelt in zip(found, chosen, strict=True):
                letters += word.letters[last:place] + spelt
                last = place + len(part.letters)
            twins.append(Word(letters + word.letters[last:], word.starts_open, word.ends_open))
        met = any(covers_word(word, twin) for twin in twins)
        return Reading(BOTH) if met else Reading(forms.pop(), tuple(dict.fromkeys(twins)))

    def _chosen(self, word: Word) -> list[tuple[int, _Part]]:
        """The parts of the word that do not overlap, the longest first; of equals what both forms share."""
        found = [(place, part) for part in self._parts for place in part.places(word)]
        found.sort(key=lambda at: (-len(at[1].letters), bool(at[1].others), at[0]))
        taken = [False] * len(word.letters)
        chosen = []
        for place, part in found:
            end = place + len(part.letters)
            if not any(taken[place:end]):
                taken[place:end] = [True] * (end - place)
                chosen.append((place, part))
        return sorted(chosen, key=lambda at: at[0])

    @cached_property
    def _parts(self) -> list[_Part]:
        parts = []
        from_nynorsk: dict[str, list[str]] = defaultdict(list)
        shared = {nb for nb, others in self.pairs if nb in others}
        for nb, others in self.pairs:
            parts.append(_part(nb, "nb", [] if nb in shared else others))
            for other in others:
                if other not in shared:
                    from_nynorsk[other].append(nb)
        return parts + [_part(nn, "nn", others) for nn, others in from_nynorsk.items()]


def _part(spelt: str, form: str, others: Iterable[str]) -> _Part:
    return _Part(spelt.strip("*"), spelt.startswith("*"), spelt.endswith("*"), form, tuple(o.strip("*") for o in others))


@lru_cache(maxsize=4)
def load_written_forms(path: Path) -> WrittenForms:
    """Read the pairs (columns `nb`, `nn`, `note`). Raises InnspillError `file:line: what is wrong. What to do`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InnspillError(path, "the list of written forms cannot be read", "Give a CSV file in UTF-8") from error
    pairs: dict[str, tuple[str, ...]] = {}
    if not rows:
        raise InnspillError(path, "the list of written forms is empty", "Give one pair a line, with the columns nb, nn, note")
    for line, row in rows:
        nb = fold((row.get("nb") or "").strip())
        others = tuple(fold(other.strip()) for other in (row.get("nn") or "").split("|"))
        if not all(spelt.strip("*").isalpha() for spelt in (nb, *others)):
            raise InnspillError(f"{path}:{line}", "both columns need a word", "Write letters, with * at the beginning or end")
        if any(_shape(other) != _shape(nb) for other in others):
            raise InnspillError(f"{path}:{line}", "the stars differ", f"Write the nynorsk with the stars of «{nb}»")
        if nb in pairs:
            raise InnspillError(f"{path}:{line}", f"«{nb}» stands twice", "Keep one line, with | between alternatives")
        pairs[nb] = others
    return WrittenForms(tuple(pairs.items()))


def _shape(spelt: str) -> tuple[bool, bool]:
    return spelt.startswith("*"), spelt.endswith("*")
