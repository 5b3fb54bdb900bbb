"""The marks by which a letter counts its answers: «Spørsmål 2», «Ad 5) og 6)», «Det fjerde spørsmålet», «4.», a bare «4»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from innspill.pages import CELL_BREAK
from innspill.segmenting.strips import MONTH

_WORD_NUMBERS = {
    "en": 1, "ein": 1, "én": 1, "ett": 1, "eitt": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7,
    "åtte": 8, "ni": 9, "ti": 10,
}  # fmt: skip
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
LETTERS = {letter: number for number, letter in enumerate("abcdefgh", start=1)}
_ORDINALS = {
    "første": 1, "fyrste": 1, "andre": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sjette": 6, "sjuende": 7, "syvende": 7,
    "sjuande": 7, "åttende": 8, "åttande": 8, "niende": 9, "niande": 9, "tiende": 10, "tiande": 10,
}  # fmt: skip
_VALUES = _WORD_NUMBERS | ROMAN | LETTERS
_NOUN = r"(?:spørsmål(?:a|et|ene)?|spursmål(?:a|et|ene)?|spm|pkt|punkt(?:a|et|ene)?)"
_LEAD = (
    r"(?:(?:til\s{1,8}slutt|avslutningsvis|så|deretter|først|videre|vidare|endelig|endeleg)\s{0,8},?\s{1,8})?"
    r"(?:(?P<lead>ad|til|vedr\w{0,12}\.?|angående|angåande|når\s{1,8}det\s{1,8}gjeld(?:er)?|i\s{1,8}forhold\s{1,8}til|under"
    r"|(?:(?:vårt|våre|(?:kommunen|helsefellesskapet)(?:s|\s{1,8}sitt)|\w{2,20}\s{1,8}kommunes?)\s{1,8})?svar(?:\s{1,8}(?:på|til))?)\s{1,8})?"
)
# «4 – Vi mener», «4, en gang til»: what is joined to a figure is a figure, to a word a word, to a roman numeral another.
_KINDS = (r"\d{1,2}(?:\.\d{1,2})?", "|".join(sorted(_WORD_NUMBERS, key=len, reverse=True)), r"(?-i:[IVX]{1,4})", "[a-h]")
_AND = rf"\s{{0,8}}[.)]?\s{{0,8}}(?:,|og|til|\+|&|-|–|/)\s{{0,8}}(?:{_NOUN}\s{{0,8}}\.?\s{{0,8}})?"
_JOINED = "(?P<numbers>" + "|".join(rf"(?:{kind})(?!\w)(?:{_AND}(?:{kind})(?!\w)){{0,9}}" for kind in _KINDS) + ")"
# A dash closes a mark only with a blank after it: «Spørsmål 4-tall» is a word.
# What stands in brackets after the number names the question: «Spørsmål 3 (eksempler)».
_CLOSE = r"(?:\s{0,8}\([^()\n]{1,60}\)(?=\s{0,8}(?::|$)))?\s{0,8}(?P<close>[.:)]{1,2}|[–—-](?=\s|$)|)[»”\"*]{0,3}\s*"
_EXPLICIT = re.compile(
    rf"(?:og\s{{1,8}})?(?:{_LEAD}(?:{_NOUN}\s{{0,8}}\.?\s{{0,8}}(?:(?:nr|nummer)\.?\s{{0,8}})?|q\s?(?=\d))"
    # «Ad» and «Svar» count only with a figure after them: «til svar fem» is a phrase.
    rf"|(?P<alone>ad|svar)\s{{0,8}}\.?\s{{0,8}}(?:nr\.?\s{{0,8}})?(?=\d{{1,2}}\s{{0,8}}(?:[.:)–-]|og\b|$))){_JOINED}{_CLOSE}",
    re.IGNORECASE,
)
# «Andre spørsmål» are other questions; «det andre spørsmålet» is the second.
_ORDINAL = re.compile(
    rf"{_LEAD}(?:det\s{{1,8}})?(?P<ordinal>{'|'.join(_ORDINALS)})\s{{1,8}}(?:spørsmål|spursmål|punkt)(?P<definite>et)?(?!\w){_CLOSE}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\(?(?P<numbers>\d{1,2}(?:\s*(?:og|\+|&|/|,)\s*\d{1,2})?)(?:\s?[.):]|\s[–—-])(?:\s+(?=\D)|(?=[A-ZÆØÅ]))")
_LETTERED = re.compile(r"(?P<numbers>[a-hA-H]|[IVX]{1,4})[.)]\s+(?=\D)")
_LOOSE = re.compile(rf"(?P<numbers>\d{{1,2}})(?:{re.escape(CELL_BREAK)}|\s+(?=[A-ZÆØÅ]))")
_JOINT = re.compile(rf"\s{{0,8}}[.)]?\s{{0,8}}(,|og|til|\+|&|-|–|/)\s{{0,8}}(?:{_NOUN}\s{{0,8}}\.?\s{{0,8}})?", re.IGNORECASE)
# «Punkt 4 i kommuneplanen», «spørsmål 2 ovenfor»: what follows says that the mark only points somewhere.
_POINTS = re.compile(
    r"(?:over|ovenfor|ovanfor|nedenfor|nedanfor|her|av|fra|frå|i)\b(?!\s{1,8}(?:brev|invitasjon|høring|høyring|skriv)\w*)"
)
# These may begin the answer itself («Til spørsmål 2 vil vi si …»); «Under spørsmål 2 nevnte vi …» points back.
_LEADS_ON = re.compile(r"(?:ad|til|vedr|angå|når|i\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Marker:
    """A mark that ends at the offset `end`.

    `explicit`: it names a question or point. `closed`: a colon, bracket, line end or capital letter parts it from the
    answer; else the mark is part of the answer's first sentence. `loose`: a figure with nothing after it, as in a form's
    first column, and `lettered`: a letter or roman numeral, say something only where the question follows.
    """

    numbers: tuple[str, ...]
    end: int
    explicit: bool = False
    closed: bool = False
    loose: bool = False
    lettered: bool = False


def read_marker(text: str, offset: int = 0, *, inside: bool = False) -> Marker | None:
    """The mark that begins at `offset` of a line, if any (`inside`: words stand before it); a date («3. august») is none."""
    if hit := _EXPLICIT.match(text, offset):
        return _read_explicit(text, hit)
    if hit := _ORDINAL.match(text, offset):
        number = _ORDINALS[hit["ordinal"].lower()]
        apart = bool(hit["close"]) or _parted(text, hit.end())
        other = hit["ordinal"].lower() == "andre" and not hit["definite"]
        return Marker((str(number),), hit.end(), explicit=True, closed=True) if apart and not other else None
    if MONTH.match(text, offset):
        return None
    if hit := _BARE.match(text, offset):
        return Marker(_read_numbers(hit["numbers"]), hit.end(), closed=True)
    if hit := _LETTERED.match(text, offset):
        return Marker(_read_numbers(hit["numbers"]), hit.end(), closed=True, lettered=True)
    if not inside and (hit := _LOOSE.match(text, offset)):
        return Marker((hit["numbers"],), hit.end(), loose=True)
    return None


def _read_explicit(text: str, hit: re.Match[str]) -> Marker | None:
    numbers = _read_numbers(hit["numbers"])
    apart = bool(hit["close"]) or _parted(text, hit.end())
    # A capital letter parts too: «Ad pkt. 1 Kommunen er …». But «Spørsmål i Oslo» has no number: a letter must be closed.
    figure = hit["numbers"][0].isdigit()
    apart = apart or (figure and text[hit.end() : hit.end() + 1].isupper())
    if not apart and (not _LEADS_ON.match(hit["lead"] or "") or not figure or _POINTS.match(text, hit.end())):
        return None
    return Marker(numbers, hit.end(), explicit=True, closed=apart)


def _parted(text: str, end: int) -> bool:
    return end >= len(text) or text.startswith(("«", "“", '"', CELL_BREAK.strip()), end)


def begins_marked(text: str) -> bool:
    """True where a text begins with a mark that is more than a lone figure or letter."""
    marker = read_marker(text)
    return marker is not None and not marker.loose and not marker.lettered


def _read_numbers(text: str) -> tuple[str, ...]:
    parts = _JOINT.split(text.lower())
    numbers = [str(_VALUES.get(p, p)).split(".")[0] for p in parts[::2]]
    if _is_range(numbers, parts):
        numbers = [str(n) for n in range(int(numbers[0]), min(int(numbers[1]), int(numbers[0]) + 9) + 1)]
    return tuple(dict.fromkeys(numbers))


def _is_range(numbers: Sequence[str], parts: Sequence[str]) -> bool:
    return len(numbers) == 2 and parts[1] in ("-", "–", "til") and all(n.isdigit() for n in numbers)
