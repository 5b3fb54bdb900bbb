"""A number for every word, from block to block: two words get one number just when they are spelt alike.

No hash stands for a word. Eight characters of one byte are a whole number of 64 bits; a longer word is the number of its first
eight with its next eight, and so on. Python sees a word only when it is new.
"""

import numpy as np
import pandas as pd

from innspill.matching_words import Words

# So many characters of one byte fill a whole number of 64 bits.
_PIECE = 8
# Longer words (addresses of web pages, damaged tables) are too few to be worth a round of their own.
_LONGEST = 64
_FIRST_BYTES = np.array([(1 << 8 * n) - 1 for n in range(_PIECE + 1)], dtype=np.uint64)
# A word's number says how it was numbered: by its only piece, by its pieces, by itself.
_SHORT, _LONG, _ODD, _WAYS = 0, 1, 2, 3


class _Numbering:
    """Whole numbers → 0, 1, 2 … in the order in which they are first met."""

    def __init__(self) -> None:
        self._met = pd.Index([], dtype=np.uint64)

    def number(self, values: np.ndarray) -> np.ndarray:
        which, distinct = pd.factorize(values)
        numbers = self._met.get_indexer(distinct)
        new = np.flatnonzero(numbers < 0)
        if len(new):
            numbers[new] = np.arange(len(self._met), len(self._met) + len(new))
            self._met = self._met.append(pd.Index(distinct[new]))
        return numbers[which]


class Spellings:
    """Numbers the words of one text after another; `size` is above all numbers given."""

    def __init__(self) -> None:
        self._firsts, self._pieces, self._longer = _Numbering(), _Numbering(), _Numbering()
        self._odd: dict[str, int] = {}
        self._known = np.empty(0, dtype=bool)

    @property
    def size(self) -> int:
        return len(self._known)

    def number(self, text: str, words: Words) -> tuple[np.ndarray, dict[int, str]]:
        """The number of each word, and those that no text had before with their words."""
        odd = words.wide | (words.ends - words.starts > _LONGEST)
        plain, others = np.flatnonzero(~odd), np.flatnonzero(odd)
        numbers = np.empty(len(odd), dtype=np.int64)
        numbers[plain] = self._number_plain(words.narrow, words.starts[plain], words.ends[plain])
        for place in others.tolist():
            spelt = text[words.starts[place] : words.ends[place]]
            numbers[place] = self._odd.setdefault(spelt, len(self._odd)) * _WAYS + _ODD
        return numbers, self._new(text, words, numbers)

    def _number_plain(self, narrow: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Numbers of words of one-byte characters. No letter is the character 0, which fills up a shorter word's piece."""
        room = np.concatenate([narrow, np.zeros(_PIECE, dtype=np.uint8)])
        pieces = np.ndarray(len(narrow), dtype="<u8", buffer=room, strides=(1,))
        lengths = ends - starts
        numbers = self._firsts.number(pieces[starts] & _FIRST_BYTES[np.minimum(lengths, _PIECE)]) * _WAYS + _SHORT
        longer = np.flatnonzero(lengths > _PIECE)
        at = _PIECE
        while len(longer):
            piece = pieces[starts[longer] + at] & _FIRST_BYTES[np.minimum(lengths[longer] - at, _PIECE)]
            both = numbers[longer] << 32 | self._pieces.number(piece)
            numbers[longer] = self._longer.number(both.astype(np.uint64)) * _WAYS + _LONG
            at += _PIECE
            longer = longer[lengths[longer] > at]
        return numbers

    def _new(self, text: str, words: Words, numbers: np.ndarray) -> dict[int, str]:
        size = int(numbers.max(initial=-1)) + 1
        if size > len(self._known):
            self._known = np.concatenate([self._known, np.zeros(size - len(self._known), dtype=bool)])
        unknown = np.flatnonzero(~self._known[numbers])
        new, firsts = np.unique(numbers[unknown], return_index=True)
        self._known[new] = True
        places = unknown[firsts]
        spelt = zip(words.starts[places].tolist(), words.ends[places].tolist(), strict=True)
        return {number: text[start:end] for number, (start, end) in zip(new.tolist(), spelt, strict=True)}
