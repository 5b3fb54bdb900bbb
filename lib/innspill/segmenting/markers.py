"""The marks by which a letter counts its answers: «Spørsmål 2», «Ad 5) og 6)», «Pkt. 3 –», «4.», and in forms a bare «4»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from innspill.segmenting.strips import MONTH

_WORD_NUMBERS = {"en": "1", "ein": "1", "én": "1", "to": "2", "tre": "3", "fire": "4", "fem": "5", "seks": "6", "i": "1",
                 "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}  # fmt: skip
_NUMBER = r"(?:\d{1,2}|iii|ii|iv|vi|v|i|en|ein|én|to|tre|fire|fem|seks)"
_NAMED = (
    r"(?:(?:svar(?:\s+(?:på|til))?|ad|til|under|vedr\w*\.?|angående|angåande|når\s+det\s+gjeld(?:er)?)\s+)?(?:spørsmål(?:ene)?|spursmål|spm|pkt|punkt)\s*\.?\s*(?:nr\.?\s*)?"
    # «Ad» and «Svar» count only with a figure after them: «til svar fem» is a phrase.
    r"|(?:ad|svar)\s*\.?\s*(?:nr\.?\s*)?(?=\d{1,2}\s*(?:[.:)–-]|og\b|$))"
)
_EXPLICIT = re.compile(
    rf"(?:og\s+)?(?:{_NAMED})"
    rf"(?P<numbers>{_NUMBER}(?:\s*[.)]?\s*(?:,|og|\+|&|-|–|/)\s*{_NUMBER})*)\b\s*(?P<close>[.:)–-]{{0,2}})\s*",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<numbers>\d{1,2}(?:\s*(?:og|\+|&)\s*\d{1,2})?)(?:\s?[.):]|\s[–-])\s+(?=\D)")
_LOOSE = re.compile(r"(?P<numbers>\d{1,2})\s+(?=[A-ZÆØÅ])")
_JOINT = re.compile(r"\s*[.)]?\s*(,|og|\+|&|-|–|/)\s*")


@dataclass(frozen=True)
class Marker:
    """A mark that ends at the offset `end`.

    `explicit`: it names a question or point. `closed`: a colon, bracket or line end parts it from the answer. `loose`: a
    figure with nothing after it, as in a form's first column, which says something only where the question follows.
    """

    numbers: tuple[str, ...]
    end: int
    explicit: bool = False
    closed: bool = False
    loose: bool = False


def read_marker(text: str, offset: int = 0) -> Marker | None:
    """The mark that begins at `offset` of a line, if any; a date («3. august») is none."""
    if hit := _EXPLICIT.match(text, offset):
        closed = bool(hit["close"]) or not text[hit.end() :].strip()
        return Marker(_read_numbers(hit["numbers"]), hit.end(), explicit=True, closed=closed)
    if MONTH.match(text[offset:]):
        return None
    if hit := _BARE.match(text, offset):
        return Marker(_read_numbers(hit["numbers"]), hit.end(), closed=True)
    if not text[:offset].strip() and (hit := _LOOSE.match(text, offset)):
        return Marker((hit["numbers"],), hit.end(), loose=True)
    return None


def begins_marked(text: str) -> bool:
    """True where a text begins with a mark that is more than a lone figure."""
    marker = read_marker(text)
    return marker is not None and not marker.loose


def _read_numbers(text: str) -> tuple[str, ...]:
    parts = _JOINT.split(text.lower())
    numbers = [_WORD_NUMBERS.get(p, p) for p in parts[::2]]
    if _is_range(numbers, parts):
        numbers = [str(n) for n in range(int(numbers[0]), min(int(numbers[1]), int(numbers[0]) + 9) + 1)]
    return tuple(dict.fromkeys(numbers))


def _is_range(numbers: Sequence[str], parts: Sequence[str]) -> bool:
    return len(numbers) == 2 and parts[1] in "-–" and all(n.isdigit() for n in numbers)
