"""Find every hit of many patterns in many texts: each distinct word is looked at once, phrases are joined by position.

The texts are laid end to end and cut into words; the vocabulary knows which slots of which phrases a word can fill, so that
one sort of the words that fill any gives the positions for every slot. A phrase is a join of such positions, by bisection.
Nothing backtracks: the time grows with the text alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from innspill.matching_vocabulary import Alternatives, Vocabulary
from innspill.matching_words import cut_words
from innspill.patterns import Pattern, Slot

# From this many times as many words on, a phrase is looked for from its rarer side.
_RARER = 4
Hits = tuple[np.ndarray, np.ndarray]


class Texts:
    """Texts cut into words. A word is known by its position in all the texts laid end to end.

    `starts` and `ends` are offsets in the word's own text, `text_of` says which text that is, `sentences` numbers the
    sentences; `first` and `last` are the positions of a text's first word and of the one after its last. With the
    `vocabulary` of several blocks only the new words are matched; it is the faster for knowing the slots beforehand.
    """

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary | None = None) -> None:
        joined = "\n".join(texts) + "\n"
        lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
        bases = np.concatenate(([0], np.cumsum(lengths)))
        words = cut_words(joined)
        bounds = np.searchsorted(words.starts, bases)
        self.first, self.last = bounds[:-1], bounds[1:]
        self.text_of = np.repeat(np.arange(len(texts)), np.diff(bounds))
        before = bases[self.text_of]
        self.starts, self.ends = words.starts - before, words.ends - before
        after_stops = np.concatenate([np.searchsorted(words.starts, words.stops), self.last])
        self.sentences = np.cumsum(np.bincount(after_stops, minlength=len(words.starts) + 1))[:-1]
        self._vocabulary = vocabulary if vocabulary is not None else Vocabulary()
        self._numbers = self._vocabulary.number(joined, words)
        self._own: dict[Alternatives, np.ndarray] = {}

    @cached_property
    def _by_slot(self) -> Hits:
        """The positions of all words that fill a slot, slot by slot, and where each slot's begin."""
        known = self._vocabulary
        counts = known.counts[self._numbers]
        filling = np.flatnonzero(counts)
        counts = counts[filling]
        behind = np.cumsum(counts)
        within = np.arange(counts.sum()) - np.repeat(behind - counts, counts)
        slots = known.fills[np.repeat(known.firsts[self._numbers[filling]], counts) + within]
        # A stable sort of numbers below 2**16 takes a time that grows with the words alone.
        narrow = slots.astype(np.min_scalar_type(len(known.slots)))
        positions = np.repeat(filling, counts)[np.argsort(narrow, kind="stable")]
        return positions, np.concatenate(([0], np.cumsum(np.bincount(slots, minlength=len(known.slots)))))

    def positions(self, words: Alternatives) -> np.ndarray:
        """Where any of `words` stands, in order."""
        slot = self._vocabulary.slots.get(words)
        if slot is not None:
            positions, bounds = self._by_slot
            return positions[bounds[slot] : bounds[slot + 1]]
        if words not in self._own:
            self._own[words] = np.flatnonzero(self._vocabulary.matching(words)[self._numbers])
        return self._own[words]

    def find(self, slots: Sequence[Slot]) -> Hits:
        """First and last word of every hit, one hit for each last word: the shortest that ends there."""
        places = [self.positions(slot.words) for slot in slots]
        begins = ends = places[0]
        for slot, place in zip(slots[1:], places[1:], strict=True):
            if not len(ends) or not len(place):
                return begins[:0], ends[:0]
            if len(place) > _RARER * len(ends):
                place = _after(ends, place, slot.gap + 1)
            # The latest word before is the only one to try: if it is too far away or in another sentence, all are.
            before = np.searchsorted(ends, place) - 1
            near = (before >= 0) & (place - ends[before] <= slot.gap + 1)
            near &= self.sentences[place] == self.sentences[ends[before]]
            begins, ends = begins[before[near]], place[near]
        return begins, ends

    def find_pattern(self, pattern: Pattern) -> Hits:
        """The hits of a pattern that no `not` of its own cancels and whose `with` stands in the same text."""
        begins, ends = self.find(pattern.slots)
        if len(begins) and pattern.withs:
            kept = self.texts_with(pattern.withs)[self.text_of[begins]]
            begins, ends = begins[kept], ends[kept]
        return self.cancel((begins, ends), pattern.nots, pattern.within)

    def texts_with(self, patterns: Sequence[Pattern]) -> np.ndarray:
        """For each text whether one of `patterns` stands in it."""
        found = np.zeros(len(self.first), dtype=bool)
        for pattern in patterns:
            found[self.text_of[self.find_pattern(pattern)[0]]] = True
        return found

    def cancel(self, hits: Hits, nots: Sequence[Pattern], within: int = 0) -> Hits:
        """`hits` without those that overlap a hit of one of `nots`, or have one within so many words of their sentence."""
        kept = self.uncancelled(hits, nots, within)
        return (hits[0], hits[1]) if kept is None else (hits[0][kept], hits[1][kept])

    def uncancelled(self, hits: Hits, nots: Sequence[Pattern], within: int = 0) -> np.ndarray | None:
        """Which of `hits`, in any order, `cancel` keeps; None where all are kept."""
        begins, ends = hits
        kept = None
        for pattern in nots if len(begins) else ():
            not_begins, not_ends = self.find_pattern(pattern)
            if not len(not_begins):
                continue
            low, high = self._reached(begins, ends, max(within, pattern.within))
            # Both ends of a pattern's hits grow together, so the first that ends late enough also begins first.
            nearest = np.searchsorted(not_ends, low)
            touched = nearest < len(not_begins)
            touched[touched] = not_begins[nearest[touched]] <= high[touched]
            kept = ~touched if kept is None else kept & ~touched
        return kept

    def _reached(self, begins: np.ndarray, ends: np.ndarray, reach: int) -> Hits:
        """So many words before and after each hit, within its sentence: near is near there, as in a phrase."""
        if not reach:
            return begins, ends
        sentence = self.sentences[begins]
        low = np.maximum(begins - reach, np.searchsorted(self.sentences, sentence))
        return low, np.minimum(ends + reach, np.searchsorted(self.sentences, sentence, side="right") - 1)


def _after(ends: np.ndarray, place: np.ndarray, reach: int) -> np.ndarray:
    """Those of `place`, in order, that come at most `reach` words after one of the fewer `ends`."""
    low = np.searchsorted(place, ends, side="right")
    high = np.searchsorted(place, ends + reach, side="right")
    # Both grow with the end, so that what one end reached before is left to it.
    low = np.maximum(low, np.concatenate(([0], high[:-1])))
    counts = np.maximum(high - low, 0)
    return place[np.repeat(low, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)]


@dataclass(frozen=True)
class CodeHits:
    """Hits of one scheme: `keys` are segment × number of codes + code; strongest first within a key, then in order.

    In a sum each pattern counts once in a segment, and so does each word that hits begin on.
    """

    keys: np.ndarray
    patterns: np.ndarray
    begins: np.ndarray
    ends: np.ndarray
    weights: np.ndarray

    def counted(self) -> np.ndarray:
        """The places of the hits that count: of those on one first word the strongest, and of these each pattern's first."""
        once = _first_of(self.keys, self.begins)
        return once[_first_of(self.keys[once], self.patterns[once])]

    def sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Keys and scores, the sum of the weights that count."""
        once = self.counted()
        keys, group = np.unique(self.keys[once], return_inverse=True)
        return keys, np.bincount(group, weights=self.weights[once], minlength=len(keys))


def _first_of(keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Where each pair of key and value stands first, in order."""
    order = np.lexsort((values, keys))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(keys[order]) != 0) | (np.diff(values[order]) != 0)
    return np.sort(order[new])
