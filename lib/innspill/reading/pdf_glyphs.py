"""Letters with their places → words: accents drawn beside their letter, words spaced out, words without blanks between.

A page knows where its letters stand, not what they spell: LaTeX draws «å» as a ring over an «a», a heading is set with a gap
after every letter, a narrow line is drawn without its blanks. Where they stand is what a reader goes by, and so does this.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# A spacing accent and the mark that combines: drawn over a letter they are a part of it, alone they are a sign.
ACCENTS = {
    "\u02da": "\u030a", "\u00b4": "\u0301", "\u0060": "\u0300", "\u00a8": "\u0308", "\u02c6": "\u0302", "\u02dc": "\u0303",
    "\u02c7": "\u030c", "\u00b8": "\u0327", "\u030a": "\u030a", "\u0301": "\u0301", "\u0300": "\u0300", "\u0308": "\u0308",
    "\u0302": "\u0302", "\u030c": "\u030c", "\u0338": "\u0338", "\u0337": "\u0338",
}  # fmt: skip
_DOTLESS = {"\u0131": "i", "\u0237": "j"}
# A stroke through an o is no decomposition to Unicode.
_STRUCK = {"o\u0338": "ø", "O\u0338": "Ø"}
_LIGATURE = re.compile("f[fil]{1,2}")
# Longer than nearly all Norwegian compounds («spesialisthelsetjenesteloven» has 28 letters).
_LONG_WORD = 28
# A gap of this many letter heights between two letters of an overlong word is a blank that was not drawn.
_BLANK = 0.13
# In a spaced word the gap to the next word is so many times the gap between its letters.
_WORD_GAP = 1.6


class Glyph(NamedTuple):
    """One printed sign, its left and right edge, and whether the text has a blank before it."""

    char: str
    left: float
    right: float
    blank: bool


def is_letterspaced(words: str) -> bool:
    """Is it «I N N S P I L L»: four blanks at least, and nearly nothing but single letters between them?"""
    n_blanks = words.count(" ")
    if n_blanks < 4 or 5 * n_blanks < 2 * len(words):
        return False
    tokens = words.split()
    single = sum(len(token) == 1 and token.isalpha() for token in tokens)
    return single >= 0.8 * len(tokens)


def is_overlong(words: str) -> bool:
    """Does the line hold a word of more letters than words have?"""
    return len(words) > _LONG_WORD and any(
        len(token) > _LONG_WORD and "/" not in token and "@" not in token and "." not in token[:-1]
        for token in words.split(" ")
    )


def spell(glyphs: Sequence[Glyph], size: float) -> str:
    """The words of one line of print; `size` is the height of its letters. No sign is lost, only blanks are judged."""
    glyphs = _with_accents(glyphs)
    text = "".join(f" {glyph.char}" if number and glyph.blank else glyph.char for number, glyph in enumerate(glyphs))
    if is_letterspaced(text):
        return _closed_up(glyphs, size)
    if is_overlong(text):
        return _blanks_put_in(glyphs, size)
    return text


def _with_accents(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Accents put on the letter that they stand over, be it drawn before or after."""
    composed: list[Glyph] = []
    waiting: Glyph | None = None
    for glyph in glyphs:
        if waiting is not None:
            whole = _composed(glyph, waiting)
            if whole:
                composed.append(Glyph(whole, glyph.left, glyph.right, waiting.blank and _apart(composed, glyph)))
                waiting = None
                continue
            composed.append(waiting)
            waiting = None
        if glyph.char in ACCENTS:
            whole = _composed(composed[-1], glyph) if composed else None
            if whole:
                composed[-1] = composed[-1]._replace(char=whole)
            else:
                waiting = glyph
        else:
            composed.append(glyph)
    return [*composed, waiting] if waiting else composed


def _apart(before: Sequence[Glyph], letter: Glyph) -> bool:
    """Is the blank before an accent one between words? LaTeX's accents begin far enough left or right to look like it."""
    return not before or letter.left - before[-1].right > 0.25 * max(letter.right - letter.left, 1.0)


def _composed(letter: Glyph, accent: Glyph) -> str | None:
    """The letter with its accent as one sign, if the middle of the accent stands over the letter."""
    middle = (accent.left + accent.right) / 2
    if accent.char not in ACCENTS or not letter.char.isalpha() or not letter.left - 0.5 <= middle <= letter.right + 0.5:
        return None
    pair = _DOTLESS.get(letter.char, letter.char) + ACCENTS[accent.char]
    whole = _STRUCK.get(pair) or unicodedata.normalize("NFC", pair)
    return whole if len(whole) == 1 else None


def _closed_up(glyphs: Sequence[Glyph], size: float) -> str:
    gaps = [after.left - before.right for before, after in pairwise(glyphs)]
    usual = max(median(gaps), 0.05 * size)
    limit = max(_WORD_GAP * usual, usual + 0.12 * size)
    return glyphs[0].char + "".join(
        f" {glyph.char}" if gap > limit else glyph.char for gap, glyph in zip(gaps, glyphs[1:], strict=True)
    )


def _blanks_put_in(glyphs: Sequence[Glyph], size: float) -> str:
    text = ""
    usual = median(after.left - before.right for before, after in pairwise(glyphs))
    for number, glyph in enumerate(glyphs):
        gap = glyph.left - glyphs[number - 1].right if number else 0.0
        text += f" {glyph.char}" if number and (glyph.blank or gap > usual + _BLANK * size) else glyph.char
    return text


def after_ligature(words: str) -> int:
    """Where the first letter stands that is no part of «fi», «fl» or «ffi»: PDFium knows no letter height of those."""
    match = _LIGATURE.match(words)
    return match.end() if match and match.end() < len(words) and words[match.end()].isalpha() else 0
