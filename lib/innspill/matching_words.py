"""A long text → where its words begin and end, and where its sentences end.

All characters are looked at by NumPy, none by Python: a table says what each is. What it says is one byte a character, as most
letters are; those that need more are looked at apart, so that they give the same words only slower.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from innspill.patterns import is_letter, is_mark

_LETTER, _MARK, _STOP, _SPACE = 1, 2, 4, 8
_STOPS = ".!?…"


@dataclass(frozen=True)
class Words:
    """The words of a text: `starts` and `ends` are offsets, `wide` says which have a character that `narrow` cannot show.

    `narrow` is the lowest byte of each character, `stops` the offsets of the characters that end a sentence.
    """

    starts: np.ndarray
    ends: np.ndarray
    wide: np.ndarray
    narrow: np.ndarray
    stops: np.ndarray


def cut_words(text: str) -> Words:
    """Cut a text, which ends in white space, into its words."""
    characters = _characters(text)
    narrow = characters.astype(np.uint8)
    beyond = np.flatnonzero(characters > 0xFF) if characters.itemsize > 1 else np.empty(0, dtype=np.int64)
    kinds = _kinds(characters, narrow, beyond)
    in_word = _in_word(kinds)
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    if in_word[0]:
        edges = np.concatenate(([0], edges))
    starts, ends = edges[::2], edges[1::2]
    stops = np.flatnonzero(kinds == _STOP)
    return Words(starts, ends, _holding(starts, ends, beyond), narrow, stops[kinds[stops + 1] == _SPACE])


def _characters(text: str) -> np.ndarray:
    """The code point of each character, in one byte where all fit, else in two, else in four."""
    try:
        return np.frombuffer(text.encode("latin-1"), dtype=np.uint8)
    except UnicodeEncodeError:
        pairs = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
        # A character beyond the basic plane takes two pairs of bytes, and offsets would no longer count characters.
        return pairs if len(pairs) == len(text) else np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@lru_cache(maxsize=1)
def _kind_table() -> np.ndarray:
    """What each character of the basic plane is to us; the few beyond it are looked up when met."""
    return np.array([_kind_of(chr(code)) for code in range(0x10000)], dtype=np.uint8)


def _kind_of(character: str) -> int:
    if is_letter(character):
        return _LETTER
    if is_mark(character):
        return _MARK
    return _STOP if character in _STOPS else _SPACE if character.isspace() else 0


def _kinds(characters: np.ndarray, narrow: np.ndarray, beyond: np.ndarray) -> np.ndarray:
    """What each character is: one look in a short table for those of one byte, then those `beyond`, of which there are few."""
    table = _kind_table()
    kinds = np.frombuffer(bytearray(narrow.tobytes().translate(table[:256].tobytes())), dtype=np.uint8)
    codes = characters[beyond].astype(np.int64)
    kinds[beyond] = table[np.minimum(codes, 0xFFFF)]
    met, which = np.unique(codes[codes > 0xFFFF], return_inverse=True)
    kinds[beyond[codes > 0xFFFF]] = np.array([_kind_of(chr(code)) for code in met], dtype=np.uint8)[which]
    return kinds


def _in_word(kinds: np.ndarray) -> np.ndarray:
    """Letters, and the marks that follow one directly or through other marks."""
    letters = kinds == _LETTER
    marks = np.flatnonzero(kinds == _MARK)
    if len(marks):
        begins_run = np.diff(marks, prepend=-2) > 1
        before = marks[begins_run] - 1
        follows = (before >= 0) & letters[before]
        letters[marks[follows[np.cumsum(begins_run) - 1]]] = True
    return letters


def _holding(starts: np.ndarray, ends: np.ndarray, places: np.ndarray) -> np.ndarray:
    """For each word whether one of `places` is in it."""
    holding = np.zeros(len(starts), dtype=bool)
    if len(starts):
        # The word that begins last before a place holds it, if it does not end before.
        word = np.searchsorted(starts, places, side="right") - 1
        holding[word[(word >= 0) & (places < ends[word])]] = True
    return holding
