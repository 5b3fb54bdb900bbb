"""The distinct words of a corpus, and which of the codebook's words each of them is: every word is looked at once.

The words are sorted, so that `samhandling*` is a bisection; `*ordning` and `*finansiering*` are one scan of them all. A
vocabulary grows from block to block: a later one brings few new words.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from innspill.matching_spellings import Spellings
from innspill.matching_words import Words
from innspill.patterns import Pattern, Word, fold, spell

_LAST = "\U0010ffff"
Alternatives = tuple[Word, ...]


class SortedWords:
    """Words in the order in which they are compared. A word is known by its place in the list that is given."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._places: dict[str, list[int]] = {}
        # All at once is the same as one by one: neither accents nor small letters reach over the end of a line.
        for place, key in enumerate(fold("\n".join(words)).split("\n") if words else ()):
            self._places.setdefault(key, []).append(place)
        self._keys = sorted(self._places)
        self._lines = "\n".join(["", *self._keys, ""])
        self._line_starts = np.cumsum([0, *map(len, self._keys)]) + np.arange(len(self._keys) + 1)

    def matching(self, word: Word) -> list[int]:
        """The places of the words that `word` matches."""
        letters = fold(word.letters)
        if word.starts_open:
            keys = self._containing(letters if word.ends_open else letters + "\n")
        elif word.ends_open:
            keys = self._keys[bisect_left(self._keys, letters) : bisect_left(self._keys, letters + _LAST)]
        else:
            keys = [letters] if letters in self._places else []
        found = [place for key in keys for place in self._places[key]]
        return [place for place in found if _spelt_so(self._words[place], word)] if word.exact else found

    def _containing(self, letters: str) -> list[str]:
        hits, hit = [], self._lines.find(letters)
        while hit >= 0:
            hits.append(hit)
            hit = self._lines.find(letters, hit + 1)
        inside = np.unique(np.searchsorted(self._line_starts, hits, side="right") - 1).tolist() if hits else ()
        return [self._keys[n] for n in inside]


def _spelt_so(written: str, word: Word) -> bool:
    spelt = spell(written)
    if word.starts_open and word.ends_open:
        return word.letters in spelt
    if word.starts_open:
        return spelt.endswith(word.letters)
    return spelt.startswith(word.letters) if word.ends_open else spelt == word.letters


class Vocabulary:
    """The words met so far by number (`spelt`), and for each the slots of phrases that it can fill.

    A slot is known by its place in `slots`. Word n fills `counts[n]` of them: those in `fills` from `firsts[n]` on.
    """

    def __init__(self, slots: Iterable[Alternatives] = ()) -> None:
        self.slots = {words: number for number, words in enumerate(dict.fromkeys(slots))}
        self.spelt: dict[int, str] = {}
        self.counts = self.firsts = self.fills = np.empty(0, dtype=np.int64)
        self._spellings = Spellings()
        self._listed: tuple[np.ndarray, SortedWords] | None = None
        self._slots_of: dict[Word, list[int]] = {}
        for words, number in self.slots.items():
            for word in words:
                self._slots_of.setdefault(word, []).append(number)

    def number(self, text: str, words: Words) -> np.ndarray:
        """The number of each of these words of a text; new ones are matched and kept."""
        numbers, new = self._spellings.number(text, words)
        if new:
            self.spelt.update(new)
            self._listed = None
            self._match(np.array(list(new)), list(new.values()))
        return numbers

    def _match(self, numbers: np.ndarray, new: list[str]) -> None:
        """Append what the new words fill, word by word."""
        listed = SortedWords(new)
        pairs = {n * len(self.slots) + slot for word, slots in self._slots_of.items()
                 for n in listed.matching(word) for slot in slots}  # fmt: skip
        words, fills = np.divmod(np.sort(np.fromiter(pairs, dtype=np.int64, count=len(pairs))), max(len(self.slots), 1))
        counts = np.bincount(words, minlength=len(new))
        more = np.zeros(self._spellings.size - len(self.counts), dtype=np.int64)
        self.counts, self.firsts = np.concatenate([self.counts, more]), np.concatenate([self.firsts, more])
        self.counts[numbers], self.firsts[numbers] = counts, len(self.fills) + np.cumsum(counts) - counts
        self.fills = np.concatenate([self.fills, fills])

    def matching(self, alternatives: Alternatives) -> np.ndarray:
        """For each number whether its word is one of `alternatives`: for a slot that nobody spoke of before."""
        found = np.zeros(self._spellings.size, dtype=bool)
        numbers, listed = self._listed or (np.array(list(self.spelt), dtype=np.int64), SortedWords(list(self.spelt.values())))
        self._listed = numbers, listed
        for word in alternatives:
            found[numbers[listed.matching(word)]] = True
        return found


def slots_of(patterns: Iterable[Pattern]) -> Iterable[Alternatives]:
    """The slots of these patterns and of all that their conditions ask for, once for each place they stand."""
    for pattern in patterns:
        yield from (slot.words for slot in pattern.slots)
        yield from slots_of((*pattern.nots, *pattern.withs, *pattern.headings))
