"""The unit that segmenting works on: a strip of one line, and small questions about how a line looks."""

import re
from dataclasses import dataclass, replace

from innspill.pages import Line

BULLET = re.compile(r"^\s*(?:[•‣▪●○◦■□►▸➢➤✓✔·∙⁃*]|[-–—](?=\s))\s*")
# Word's second level of bullets is the letter o, which no Norwegian sentence begins with: a sign, not a word.
_ROUND_BULLET = re.compile(r"^(\s*)o(?=\s+\S)")
LETTERED = re.compile(r"^\s*[a-zæøå][.)]\s+(?=\S)")
NUMBERED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}\.\d{1,2}|\(\d{1,2}\)|[ivx]{1,4}[.)])\s+(?=\S)")
MONTH = re.compile(
    r"\s*\d{1,2}\.\s+(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)\b",
    re.IGNORECASE,
)
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:bl\.a|f\.eks|t\.d|m\.m|o\.l|mv|jf|jfr|nr|ca|st|meld|kap|pkt|pst|mill|mrd|inkl|evt|eks|tlf|dvs|ifm|ift"
    r"|pga|kl|nn|dr|prof)\.$",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
_FIRST = re.compile(r"[^\W_]")
_END_LENGTH = 120
_SALUTATION = re.compile(
    r"\s*(?:hei|hallo|god\s+dag|kjære\s+\S[^.,!]{0,40}|til\s+(?:rette\s+)?vedkommende)\s*[,!.]?\s*$", re.IGNORECASE
)
# A footnote begins with its number or sign and goes on with a capital letter or an address; it has no full stop after it.
_NOTE = re.compile(r"\s*(?:\d{1,2}|\[\d{1,2}\]|[*†‡]{1,3})\s+(?=[A-ZÆØÅ«\"“]|https?:|www\.)")
_CLOSING = re.compile(
    r"\s*(?:dearvvuo[đd]aiguin|(?:med\s+|beste\s+|mange\s+)?(?:(?:vennlig|vennleg|venleg|beste|god)\s+)?(?:hilsen|helsing|mvh))\s*[,.:]?\s*",
    re.IGNORECASE,
)
# Words that cannot end a sentence or a bullet: the next line continues it.
_HANGING = re.compile(
    r"(?:[,(/&<>=–—+]|\b(?:og|eller|samt|av|til|for|med|i|på|som|å|er|den|det|de|en|et|ei|mellom|ved|fra|frå|om|at|innen|innan"
    r"|under|over|mot|hos))\s*$"
)


@dataclass(frozen=True)
class Strip:
    """A line of print, or a part of one where a question begins or ends inside it.

    `gap` is the number of empty lines before it. `kind` is the line's kind where the file knows it (else None). `whole`
    is False where the strip does not begin at its line's beginning. `closed`: it is known to end its block.
    """

    text: str
    page: int
    kind: str | None
    gap: int
    line: int
    start: int = 0
    closed: bool = False

    @property
    def whole(self) -> bool:
        return self.start == 0

    def cut(self, start: int, end: int | None = None) -> "Strip":
        """The part from `start` to `end` (offsets in this strip's text)."""
        gap = self.gap if start == 0 else 0
        return replace(self, text=self.text[start:end], gap=gap, start=self.start + start)


def make_strips(lines: tuple[Line, ...]) -> list[Strip]:
    """One strip per line that holds text; empty lines become the `gap` of the next."""
    strips, gap = [], 0
    for index, line in enumerate(lines):
        if line.text.strip():
            strips.append(Strip(_ROUND_BULLET.sub(r"\1◦", line.text), line.page, line.kind, gap, index))
            gap = 0
        else:
            gap += 1
    return strips


def last_of(text: str) -> str:
    """The end of a text: as much as says whether a sentence is finished there, however long the text is."""
    return text[-_END_LENGTH:]


def count_words(text: str) -> int:
    """Words as the ledger counts them: runs of letters and digits."""
    return len(WORD.findall(text))


def ends_sentence(text: str) -> bool:
    """True where the text ends with a full stop, question mark, exclamation mark or ellipsis that is no abbreviation's."""
    stripped = last_of(text).rstrip().rstrip('»”")’')
    return stripped.endswith((".", "?", "!", "…")) and not ABBREVIATION.search(stripped)


def is_open(text: str) -> bool:
    """True where the text is not finished: it has no end mark, or ends with a word that asks for more."""
    stripped = last_of(text).rstrip()
    return bool(_HANGING.search(stripped)) or not (ends_sentence(stripped) or stripped.endswith((":", ";")))


def is_hanging(text: str) -> bool:
    """True where the last word or sign asks for more on the next line."""
    return bool(_HANGING.search(last_of(text).rstrip()))


def begins_lower(text: str) -> bool:
    """True where the first sign that is a letter or digit is a lower-case letter."""
    first = _FIRST.search(text)
    return first is not None and first.group().islower() and not text.lstrip().startswith(("«", "“", '"'))


def is_bullet(text: str) -> bool:
    """Does the line begin with a bullet?"""
    return bool(BULLET.match(text))


def is_enumerated(text: str) -> bool:
    """Does the line begin with «a)», «1.» or the like, and not with a date?"""
    return bool(LETTERED.match(text) or (NUMBERED.match(text) and not MONTH.match(text)))


def begins_note(text: str) -> bool:
    """True where a line may be a footnote: its number, without a full stop, and a capital letter."""
    return bool(_NOTE.match(text))


def strip_bullet(text: str) -> str:
    """The text without its bullet sign; a letter or number («a)», «1.») is part of the text and stays."""
    return BULLET.sub("", text, count=1).strip()


def is_salutation(text: str) -> bool:
    """True for «Hei,» or «Kjære statsråd!» alone on a line: the text begins after it."""
    return len(text) <= 2 * _END_LENGTH and bool(_SALUTATION.match(text))


def is_closing(text: str) -> bool:
    """True for «Med vennlig hilsen» alone on a line: who signs begins on the next."""
    return len(text) <= 2 * _END_LENGTH and bool(_CLOSING.fullmatch(text))


def is_web_address(text: str) -> bool:
    """True where a line begins with a web address: it never goes on from the line before."""
    return text.lstrip().lower().startswith(("http://", "https://", "www."))
