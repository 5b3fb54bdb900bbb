"""Find every hit of many patterns in many texts: each distinct word is looked at once, phrases are joined by position.

The texts are laid end to end and cut into words with NumPy; the distinct words are sorted, so that `samhandling*` is
a bisection, `*ordning` a bisection among the reversed words and `*finansiering*` one scan of the vocabulary. A phrase
is a join of the positions of its words, by bisection again. Nothing backtracks: the time grows with the text alone.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from innspill.patterns import Pattern, Slot, Word, fold, is_letter, is_mark

_LETTER, _MARK, _STOP, _SPACE = 1, 2, 4, 8
_STOPS = ".!?…"
_LAST = "\U0010ffff"
Hits = tuple[np.ndarray, np.ndarray]


@lru_cache(maxsize=1)
def _character_kinds() -> np.ndarray:
    """What each character of the basic plane is to us; the few beyond it are looked up when met."""
    return np.array([_kind_of(chr(code)) for code in range(0x10000)], dtype=np.uint8)


def _kind_of(character: str) -> int:
    if is_letter(character):
        return _LETTER
    if is_mark(character):
        return _MARK
    return _STOP if character in _STOPS else _SPACE if character.isspace() else 0


def _kinds(joined: str) -> np.ndarray:
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _character_kinds()[np.minimum(codes, 0xFFFF)]
    for place in np.flatnonzero(codes > 0xFFFF):
        kinds[place] = _kind_of(joined[place])
    return kinds


def _in_word(kinds: np.ndarray) -> np.ndarray:
    """Letters, and the marks that follow one directly or through other marks."""
    letters, marks = kinds == _LETTER, kinds == _MARK
    if marks.any():
        places = np.arange(len(kinds))
        last_other = np.maximum.accumulate(np.where(marks, -1, places))
        letters |= marks & (last_other >= 0) & letters[np.maximum(last_other, 0)]
    return letters


class Texts:
    """Texts cut into words. A word is known by its position in all the texts laid end to end.

    `starts` and `ends` are offsets in the word's own text, `text_of` says which text that is, `sentences` numbers the
    sentences; `first` and `last` are the positions of a text's first word and of the one after its last.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(texts) + "\n"
        lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
        bases = np.concatenate(([0], np.cumsum(lengths)))
        kinds = _kinds(joined)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], _in_word(kinds), [False])).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        self.text_of = np.searchsorted(bases, starts, side="right") - 1
        self.starts, self.ends = starts - bases[self.text_of], ends - bases[self.text_of]
        self.sentences = np.searchsorted(self._sentence_ends(kinds, bases), starts)
        self.first = np.searchsorted(self.text_of, np.arange(len(texts)))
        self.last = np.searchsorted(self.text_of, np.arange(len(texts)), side="right")
        self._index_words([joined[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)])
        self._positions: dict[tuple[Word, ...], np.ndarray] = {}

    @staticmethod
    def _sentence_ends(kinds: np.ndarray, bases: np.ndarray) -> np.ndarray:
        stops = np.flatnonzero(kinds[:-1] == _STOP)
        return np.union1d(stops[kinds[stops + 1] == _SPACE], bases[1:] - 1)

    def _index_words(self, words: list[str]) -> None:
        ids, distinct = pd.factorize(np.array(words, dtype=object))
        pairs = sorted((fold(word), word, number) for number, word in enumerate(distinct))
        rank = np.empty(len(pairs), dtype=np.int64)
        rank[[number for _, _, number in pairs]] = np.arange(len(pairs))
        self._keys = [key for key, _, _ in pairs]
        self._spelt = [unicodedata.normalize("NFC", word.replace("\u00ad", "")) for _, word, _ in pairs]
        self._reversed = sorted((key[::-1], number) for number, key in enumerate(self._keys))
        self._scan = "\n".join(["", *self._keys, ""])
        self._scan_starts = np.cumsum([0, *(len(key) + 1 for key in self._keys)])
        ranks = rank[ids]
        self._order = np.argsort(ranks, kind="stable")
        self._bounds = np.concatenate(([0], np.cumsum(np.bincount(ranks, minlength=len(pairs)))))

    def _vocabulary_of(self, word: Word) -> list[int]:
        """The distinct words (by rank) that `word` matches."""
        letters = fold(word.letters)
        if word.starts_open and word.ends_open:
            found = self._containing(letters)
        elif word.starts_open:
            low = bisect_left(self._reversed, (letters[::-1], -1))
            high = bisect_left(self._reversed, (letters[::-1] + _LAST, -1))
            found = sorted(number for _, number in self._reversed[low:high])
        else:
            last = letters + _LAST if word.ends_open else letters + "\0"
            found = list(range(bisect_left(self._keys, letters), bisect_left(self._keys, last)))
        return [n for n in found if _spelt_so(self._spelt[n], word)] if word.exact else found

    def _containing(self, letters: str) -> list[int]:
        places, place = [], self._scan.find(letters)
        while place >= 0:
            places.append(place)
            place = self._scan.find(letters, place + 1)
        return np.unique(np.searchsorted(self._scan_starts, places, side="right") - 1).tolist() if places else []

    def positions(self, words: tuple[Word, ...]) -> np.ndarray:
        """Where any of `words` stands, in order."""
        if words not in self._positions:
            ranks = sorted({rank for word in words for rank in self._vocabulary_of(word)})
            parts = [self._order[self._bounds[r] : self._bounds[r + 1]] for r in ranks]
            self._positions[words] = np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
        return self._positions[words]

    def find(self, slots: Sequence[Slot]) -> Hits:
        """First and last word of every hit, one hit for each last word: the shortest that ends there."""
        places = [self.positions(slot.words) for slot in slots]
        begins = ends = places[0]
        if any(not len(place) for place in places):
            return places[0][:0], places[0][:0]
        for slot, place in zip(slots[1:], places[1:], strict=True):
            # The latest word before is the only one to try: if it is too far away or in another sentence, all are.
            before = np.searchsorted(ends, place) - 1
            near = before >= 0
            near[near] = (place[near] - ends[before[near]] <= slot.gap + 1) & (
                self.sentences[place[near]] == self.sentences[ends[before[near]]]
            )
            begins, ends = begins[before[near]], place[near]
        return begins, ends

    def find_pattern(self, pattern: Pattern) -> Hits:
        """The hits of a pattern that no `not` of its own cancels and whose `with` stands in the same text."""
        begins, ends = self.find(pattern.slots)
        if len(begins) and pattern.withs:
            company = np.unique(np.concatenate([self.text_of[self.find_pattern(p)[0]] for p in pattern.withs]))
            kept = np.isin(self.text_of[begins], company)
            begins, ends = begins[kept], ends[kept]
        return self.cancel((begins, ends), pattern.nots, pattern.within)

    def cancel(self, hits: Hits, nots: Sequence[Pattern], within: int = 0) -> Hits:
        """`hits` without those that overlap a hit of one of `nots`, or have one within so many words of their sentence."""
        begins, ends = hits
        for pattern in nots:
            if not len(begins):
                break
            not_begins, not_ends = self.find_pattern(pattern)
            if not len(not_begins):
                continue
            reach = max(within, pattern.within)
            # Near is near within the sentence, as a phrase is.
            sentence = self.sentences[begins]
            low = np.maximum(begins - reach, np.searchsorted(self.sentences, sentence))
            high = np.minimum(ends + reach, np.searchsorted(self.sentences, sentence, side="right") - 1)
            # Both ends of a pattern's hits grow together, so the first that ends late enough also begins first.
            nearest = np.searchsorted(not_ends, low)
            touched = nearest < len(not_begins)
            touched[touched] = not_begins[nearest[touched]] <= high[touched]
            begins, ends = begins[~touched], ends[~touched]
        return begins, ends


def _spelt_so(spelt: str, word: Word) -> bool:
    if word.starts_open and word.ends_open:
        return word.letters in spelt
    if word.starts_open:
        return spelt.endswith(word.letters)
    return spelt.startswith(word.letters) if word.ends_open else spelt == word.letters


@dataclass(frozen=True)
class CodeHits:
    """Hits of one scheme: `keys` are segment × number of codes + code; strongest first within a key, then in order."""

    keys: np.ndarray
    patterns: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    weights: np.ndarray

    def sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys and scores: each pattern counts once in a segment, and so does each word that hits begin on."""
        once = _first_of(self.keys, self.begins)
        once = once[_first_of(self.keys[once], self.patterns[once])]
        keys, group = np.unique(self.keys[once], return_inverse=True)
        return keys, np.bincount(group, weights=self.weights[once], minlength=len(keys))


def _first_of(keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Where each pair of key and value stands first, in order."""
    order = np.lexsort((values, keys))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(keys[order]) != 0) | (np.diff(values[order]) != 0)
    return np.sort(order[new])
