"""The zones of a letter where senders stand: the file's own head, title, opening, signature, letterhead.

Only the first and last part of a very long text are looked at: a sender stands at the ends, and a file of 50 MB must not
take longer than a book.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from innspill.pages import Line, Pages
from innspill.registry import Registry
from innspill.sender_lexicon import Party
from innspill.sender_names import NameIndex, name_index
from innspill.sender_people import writes_as_one
from innspill.sender_phrases import identify

_FAREWELL = re.compile(
    r"(?i)^\W*(?:med\s+)?(?:vennlig|venleg|vennleg|beste?|hjertelig|god)?\s*(?:hilsen|hilsing|helsing)\b|^\W*mvh\b|regards|"
    r"^\W*sincerely|dearvuođaiguin|dearvvuođaiguin"
)
RECEIVER = re.compile(r"(?i)^\W*(?:til|mottaker\w*|mottakar\w*|att|kopi\w*|vedlegg|likelydende|to|cc)\b")
# An ordinary letter has 10,000 characters, the longest known 150,000.
_HEAD_CHARACTERS, _TAIL_CHARACTERS = 160_000, 40_000
_SPACED = re.compile(r"(?:(?:[^\W\d_]|[-–]) {1,4}){5,80}[^\W\d_]")
_BROKEN = re.compile(r"[^\W\d_]-[ \t]*$")
_GOES_ON = re.compile(r"[ \t]*(?!(?:og|eller|samt)\b)[a-zæøå]")

_LIST_BEGINS = re.compile(r"(?i)\W{0,3}(?:de \w{1,12} )?(?:kommun(?:ene|ane)\b(?: (?:i|på) [^(:,\n]{2,60}?\s*[(:])?\W{0,3})?")


@dataclass(frozen=True)
class Claim:
    """By `rule`, the words `words` say that `parties` sent the letter; `weight` between 0 and 1."""

    rule: str
    weight: float
    parties: tuple[Party, ...]
    words: str


class Letter:
    """The zones of a letter where senders stand, cut once."""

    def __init__(self, pages: Pages, registry: Registry) -> None:
        self.registry, self.index = registry, name_index(registry)
        self.title, self.slides = (pages.title or "")[:300], pages.layout == "slides"
        heads = ("running_head", "letterhead", "title")
        printed = [line.text.strip()[:300] for line, reason in pages.furniture if reason in heads]
        self.heads = [closed_up(line, self.index) for line in list(dict.fromkeys(printed))[:60]]
        lines = list(_mended(_ends(pages.lines), self.index))
        # A block of a file that knows its structure is a paragraph: an empty line after it says so.
        self.text = "\n".join(line.text + ("\n" if line.kind else "") for line in lines)
        self.lines = [line.text.strip() for line in lines if line.text.strip()]
        self.top = _first(self.text, lines=12, characters=1200)
        self.opening = self.text[:3000]
        self.groups = self.index.groups(self.text)
        self.signature = self._signature()
        self.by_one = writes_as_one(self.text)

    def _signature(self) -> list[str]:
        """The lines after the last farewell among the last 40 lines; none if there is no farewell."""
        start = max(0, len(self.lines) - 40)
        farewells = [i for i in range(start, len(self.lines)) if _FAREWELL.search(self.lines[i][:200])]
        if not farewells:
            return []
        first = farewells[-1] - 1 if len(farewells) > 1 and farewells[-1] - farewells[-2] == 1 else farewells[-1]
        zone: list[str] = []
        for line in self.lines[first : first + 40]:
            if zone and RECEIVER.match(line):
                break
            zone.append(line)
        return zone

    def whole_list(self, begins: str, parties: tuple[Party, ...]) -> tuple[Party, ...]:
        """The kommuner of the list that begins with the words `begins`, however long («kommunene i X (A, B og C)» too);
        `parties` where there is no such list."""
        at = self.text.find(begins)
        cue = _LIST_BEGINS.match(begins)
        lead = "kommunene "
        text = lead + self.text[at + (cue.end() if cue else 0) : at + 6000]
        group = next(iter(self.index.groups(text)), []) if at >= 0 else []
        listed = tuple(dict.fromkeys(mention.party for mention in group if group[0].start == len(lead)))
        kommuner = len(listed) > max(1, len(parties)) and all(party.sender_type == "kommune" for party in listed)
        return listed if kommuner else parties

    def identify(self, phrase: str, bare: bool = True) -> tuple[Party, ...]:
        return identify(phrase, self.registry, bare) if phrase else ()


def _ends(lines: tuple[Line, ...]) -> list[Line]:
    """All lines of a letter; of a very long text the first and last, cut where the measure is full."""
    if sum(len(line.text) for line in lines) + len(lines) <= _HEAD_CHARACTERS + _TAIL_CHARACTERS:
        return list(lines)
    head: list[Line] = []
    tail: list[Line] = []
    for chosen, ordered, room in ((head, lines, _HEAD_CHARACTERS), (tail, reversed(lines), _TAIL_CHARACTERS)):
        for line in ordered:
            text = line.text[:room] if chosen is head else line.text[-room:]
            chosen.append(Line(text, line.page, line.kind))
            room -= len(text) + 1
            if room <= 0:
                break
    return [*head, *reversed(tail)]


def _mended(lines: list[Line], index: NameIndex) -> Iterator[Line]:
    """The lines with a word that was broken at a line's end put together, and l e t t e r s that were set apart."""
    carried = ""
    for number, line in enumerate(lines):
        text = closed_up(carried + line.text, index) if len(line.text) < 300 else carried + line.text
        carried = ""
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        if line.kind is None and _BROKEN.search(text[-60:]) and _GOES_ON.match(following):
            text = text.rstrip()
            at = text.rfind(" ") + 1
            carried = text[at:-1] if len(text) - at < 60 else ""
            text = text[:at] if carried else text
        yield line if text == line.text else Line(text, line.page, line.kind)


def closed_up(line: str, index: NameIndex) -> str:
    """«R I N G S A K E R   K O M M U N E» as «RINGSAKER KOMMUNE»; any other line as it is."""
    if not _SPACED.fullmatch(line.strip()):
        return line
    words = [word.replace(" ", "") for word in re.split(r" {2,4}", line.strip())]
    if len(words) == 1 and (match := re.fullmatch(r"(?i)(.{2,40})(kommune|herad)", words[0])):
        named = index.by_slug(match.group(1))
        return named[0].name if named else f"{match.group(1)} {match.group(2)}"
    return " ".join(words)


def _first(text: str, lines: int, characters: int) -> str:
    """The first so many lines that are not empty, with the empty ones between them."""
    end = seen = 0
    for line in text[: characters + 200].splitlines(keepends=True):
        seen += bool(line.strip())
        if seen > lines or end + len(line) > characters:
            break
        end += len(line)
    return text[:end] or text[:characters]
