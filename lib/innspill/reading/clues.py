"""What several formats share: is a file slides, is its title a title, where a forced line break ends a block."""

import re
from collections.abc import Iterable, Sequence

from innspill.pages import Line

BULLET_MARK = re.compile(r"^\s*(?:[•▪●○◦■□➢✓·\uf0b7\uf0a7\uf0d8\uf0fc]\s*|[-–—*]\s+)(?=\S)")
_NUMBER_MARK = re.compile(r"^\s*(?:\d{1,2}|[a-zæøå])[.)]\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;…][»\"”')]*\s*$")
# What programs write as a title when nobody did. «Microsoft Word - brev.doc» holds a file name, not a title.
_EMPTY_TITLES = re.compile(
    r"^(?:untitled|uten (?:navn|tittel)|utan tittel|(?:power\s*point|pp)[ -]?(?:presentation|presentasjon)|document\d*"
    r"|dokument\d*|presentation\d*|presentasjon\d*|(?:brev)?mal|template|title|tittel|lysbilde \d+|slide \d+)$",
    re.IGNORECASE,
)
_FILE_TITLE = re.compile(r"^microsoft (?:office )?\w+ - |\.(?:docx?|pptx?|pdf|odt|rtf|txt|indd|html?)$", re.IGNORECASE)


def meaningful_title(title: str | None) -> str | None:
    """The title with single blanks, or None where it is empty, a program's default or a file name."""
    text = " ".join((title or "").split())
    if len(re.findall(r"[^\W\d_]", text)) < 4 or _EMPTY_TITLES.match(text) or _FILE_TITLE.search(text):
        return None
    return text


def split_breaks(text: str) -> list[tuple[str, bool]]:
    """The blocks of a paragraph with forced line breaks ("\\n"): (text, is it a bullet).

    Two breaks in a row end a paragraph. One break ends it too unless the sentence plainly goes on: the piece before it
    has no full stop, and the next one begins in lower case or the piece before is a full line of print (60 characters;
    a shorter one is an address, a heading, a signature).
    """
    blocks: list[tuple[str, bool]] = []
    for part in re.split(r"\n[^\S\n]*\n\s*", text):
        pieces: list[list[str]] = []
        for piece in (" ".join(piece.split()) for piece in part.split("\n")):
            if piece and pieces and _goes_on(pieces[-1], piece):
                pieces[-1].append(piece)
            elif piece:
                pieces.append([piece])
        joined = (" ".join(piece) for piece in pieces)
        blocks += [(BULLET_MARK.sub("", piece), bool(BULLET_MARK.match(piece))) for piece in joined]
    return blocks


def _goes_on(before: list[str], after: str) -> bool:
    if _SENTENCE_END.search(before[-1][-40:]) or BULLET_MARK.match(after) or _NUMBER_MARK.match(after):
        return False
    # Sixty pieces are sixty characters at the least.
    return after[0].islower() or sum(map(len, before[-60:])) + len(before) - 1 >= 60


def layout_of(lines: Sequence[Line], landscape: bool = False) -> str:
    """`slides` for the text of a slide deck, else `prose`.

    Measured on five letters: of the lines of a deck 9 % are longer than 70 characters, 6 % end a sentence and 20 % go on
    in lower case; of the letters' lines 64–83 %, 19–36 % and 50 % or more. A letter in narrow columns has short lines too,
    but they go on in lower case. Landscape pages lower the bar, for few letters lie down.
    """
    printed = [line.text.strip() for line in lines if line.text.strip()]
    if len(printed) < (6 if landscape else 20):
        return "prose"
    long = _share(len(text) > 70 for text in printed)
    # A slide's title may well ask: «Hva trenger vi?». So may a letter's heading, but a letter has long lines too.
    titles = r"[^?]{0,40}\?$" if long < 0.1 else r"(?!)"
    ended = _share(bool(_SENTENCE_END.search(text)) and not re.match(titles, text) for text in printed)
    wrapped = _share(text[0].islower() for text in printed)
    words = sorted(len(text.split()) for text in printed)[len(printed) // 2]
    if landscape:
        return "slides" if words <= 9 and ended < 0.4 and long < 0.5 and wrapped < 0.5 else "prose"
    return "slides" if words <= 7 and ended < 0.15 and long < 0.25 and wrapped < 0.35 else "prose"


def _share(truths: Iterable[bool]) -> float:
    values = list(truths)
    return sum(values) / len(values)
