"""The zones of a letter where senders stand: title, opening, signature, letterhead."""

import re
from dataclasses import dataclass

from innspill.pages import Pages
from innspill.registry import Registry
from innspill.sender_lexicon import Party
from innspill.sender_names import name_index
from innspill.sender_phrases import identify

_FAREWELL = re.compile(
    r"(?i)^\W*(?:med\s+)?(?:vennlig|venleg|vennleg|beste?|hjertelig|god)?\s*(?:hilsen|hilsing|helsing)\b|^\W*mvh\b|regards|"
    r"^\W*sincerely|dearvuođaiguin"
)
RECEIVER = re.compile(r"(?i)^\W*(?:til|mottaker\w*|mottakar\w*|att|kopi\w*|vedlegg|likelydende|to|cc)\b")


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
        self.heads = list(dict.fromkeys(line.text.strip() for line, reason in pages.furniture if reason in heads))
        # A block of a file that knows its structure is a paragraph: an empty line after it says so.
        self.text = "\n".join(line.text + ("\n" if line.kind else "") for line in pages.lines)
        self.lines = [line.text.strip() for line in pages.lines if line.text.strip()]
        self.top = _first(self.text, lines=12, characters=1200)
        self.opening = self.text[:3000]
        self.groups = self.index.groups(self.text)
        self.signature = self._signature()

    def _signature(self) -> list[str]:
        """The lines after the last farewell among the last 40 lines; none if there is no farewell."""
        start = max(0, len(self.lines) - 40)
        farewells = [i for i in range(start, len(self.lines)) if _FAREWELL.search(self.lines[i])]
        if not farewells:
            return []
        first = farewells[-1] - 1 if len(farewells) > 1 and farewells[-1] - farewells[-2] == 1 else farewells[-1]
        zone: list[str] = []
        for line in self.lines[first : first + 16]:
            if zone and RECEIVER.match(line):
                break
            zone.append(line)
        return zone

    def identify(self, phrase: str, bare: bool = True) -> tuple[Party, ...]:
        return identify(phrase, self.registry, bare) if phrase else ()


def _first(text: str, lines: int, characters: int) -> str:
    """The first so many lines that are not empty, with the empty ones between them."""
    end = seen = 0
    for line in text.splitlines(keepends=True):
        seen += bool(line.strip())
        if seen > lines or end + len(line) > characters:
            break
        end += len(line)
    return text[:end] or text[:characters]
