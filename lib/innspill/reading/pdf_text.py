"""A page's text layer through PDFium → pieces of print with their places.

The text of a page is taken in one call and the places of its lines with four calls a line; characters are looked up one by one
only in the few lines that need it. Loading a page's text takes PDFium some 0.5 ms; all that is done here must stay far below.
"""

from collections.abc import Iterator
from ctypes import addressof, c_char, c_float, c_int, c_void_p, cast
from itertools import pairwise
from re import compile as pattern
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium

from innspill.reading.pdf_calls import direct
from innspill.reading.pdf_glyphs import ACCENTS, Glyph, after_ligature, is_letterspaced, is_overlong, spell
from innspill.reading.pdf_turns import Box, quarter_turns, turn, turned
from innspill.reading.pieces import Piece

# PDFium's mark for a hyphen at the end of a line; the line break itself is then left out of the text.
_HYPHEN_MARKS = ("\ufffe", "\x02")
_PRINTED = pattern("[^\r\n\ufffe\x02]*[^\\s\ufffe\x02][^\r\n\ufffe\x02]*[\ufffe\x02]?")
# A gap of this many letter heights inside a line is a gutter between columns or cells, not a blank between words.
_GUTTER = 1.1
# No type is so wide that its letters take this share of the letter height on average: then one run of text has a gap in it.
_WIDEST = 0.62
# Norwegian has a blank every seven signs; a line with few may hold words that were drawn without blanks between.
_FEW_BLANKS = 8.5
# Words drawn one by one stand so far apart at the least, in letter heights; letters drawn one by one half as far.
_WORD_APART, _LETTERS_A_WORD = 0.12, 3
_WORD = pattern(r"\S+")
_RAISED = pattern(r"(\d{1,3}|[*†‡§]{1,3})\s?([^\W\d_]|[«“\"(])")
_PLACES = Struct("4d4f6f")


_count_chars = direct(pdfium.FPDFText_CountChars)
_get_text = direct(pdfium.FPDFText_GetText, c_int, c_int, c_void_p)
_unicode = direct(pdfium.FPDFText_GetUnicode, c_int)
_count_rects = direct(pdfium.FPDFText_CountRects, c_int, c_int)
_rect = direct(pdfium.FPDFText_GetRect, c_int, *[c_void_p] * 4)
_charbox = direct(pdfium.FPDFText_GetCharBox, c_int, *[c_void_p] * 4)
_loose = direct(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p)
_origin = direct(pdfium.FPDFText_GetCharOrigin, c_int, c_void_p, c_void_p)
_matrix = direct(pdfium.FPDFText_GetMatrix, c_int, c_void_p)
_angle = direct(pdfium.FPDFText_GetCharAngle, c_int, result=c_float)


class TextLayer:
    """The text of one page: `text` as PDFium gives it, and `pieces()`, the runs of print in the order they were drawn."""

    def __init__(self, text_page: Any) -> None:
        self._page = cast(text_page, c_void_p).value
        # Four doubles (left, top, right, bottom), the first letter's loose box (four floats) and how it stands (its matrix).
        self._buffer = (c_char * _PLACES.size)()
        at = addressof(self._buffer)
        self._box = (at, at + 8, at + 16, at + 24)
        self._loose, self._matrix = at + 32, at + 48
        n_chars = max(0, _count_chars(self._page))
        self.text = self._read(n_chars) if n_chars else ""
        self._accented = any(accent in self.text for accent in ACCENTS)

    def _read(self, n_chars: int) -> str:
        # An array type for every length would cost more than the call.
        letters = bytearray(2 * n_chars + 2)
        n_read = _get_text(self._page, 0, n_chars, addressof(c_char.from_buffer(letters)))
        text = letters[: 2 * max(0, n_read - 1)].decode("utf-16-le", "replace")
        if len(text) == n_chars:
            return text
        # PDFium leaves some characters out of the text (or writes them as two): then the places no longer match.
        return "".join(_char(_unicode(self._page, at)) for at in range(n_chars))

    def pieces(self) -> list[Piece]:
        """The runs of print: lines, or parts of a line with a wide gap between."""
        found: list[Piece] = []
        page, buffer, loose, stands, accented = self._page, self._buffer, self._loose, self._matrix, self._accented
        box_left, box_top, box_right, box_bottom = self._box
        spaced = "   " in self.text
        for at, words in _printed_lines(self.text):
            length = len(words)
            n_rects = _count_rects(page, at, length)
            _matrix(page, at, stands)
            _loose(page, at if words[0] != "f" else at + after_ligature(words), loose)
            if n_rects == 1 and not (accented and self._has_accent(words)):
                _rect(page, 0, box_left, box_top, box_right, box_bottom)
                left, _, right, _, _, above, _, below, across, aslant, _, _, _, base = _PLACES.unpack(buffer)
                size = above - below
                n_blanks = words.count(" ")
                if (
                    aslant == 0 < across
                    and size >= 1
                    and right - left <= (_WIDEST * length + 1) * size
                    and (5 * n_blanks < 2 * length or not is_letterspaced(words))
                    and (length <= _FEW_BLANKS * (n_blanks + 1) or not is_overlong(words))
                    and not (spaced and "   " in words)
                ):
                    text = words if words[-1] not in _HYPHEN_MARKS else words[:-1] + "-"
                    found.append(Piece(text, left, right, base, size))
                    continue
            found += self._looked_into(words, at, n_rects)
        return found

    def _has_accent(self, words: str) -> bool:
        return any(accent in words for accent in ACCENTS)

    def _looked_into(self, words: str, start: int, n_rects: int, at_origin: bool = True) -> Iterator[Piece]:
        """The pieces of a line that is not one plain upright run: cut where its boxes leave a wide gap.

        `at_origin` says that the buffer holds the places of the first letter.
        """
        if not at_origin:
            _matrix(self._page, start, self._matrix)
            _loose(self._page, start + after_ligature(words), self._loose)
        boxes = [self._place(_rect, number) for number in range(n_rects)]
        _, _, _, _, *loose = _PLACES.unpack(self._buffer)
        x, y = self._origin(start)
        angle = quarter_turns(-_angle(self._page, start))
        size = (loose[1] - loose[3]) if angle != 1 and angle != 3 else (loose[2] - loose[0])
        size = max(abs(size), 1.0)
        base = turn(x, y, angle)[1]
        if not boxes:
            # Letters without any extent: nothing to see, but text all the same (some hidden layers of recognised text).
            boxes = [(x, y, x + 1, y + 1)]
        boxes = [turned(box, angle) for box in boxes]
        parts = self._parts(words, start, boxes, size)
        if len(parts) > 1:
            for first, part in parts:
                yield from self._looked_into(part, first, _count_rects(self._page, first, len(part)), at_origin=False)
            return
        wide = any(after[0] - before[2] > _GUTTER * size for before, after in pairwise(boxes))
        odd = is_letterspaced(words) or is_overlong(words) or (self._accented and self._has_accent(words))
        stretched = n_rects == 1 and boxes[0][2] - boxes[0][0] > _WIDEST * size * len(words) + size
        drawn_by_word = not odd and len(words) > _LETTERS_A_WORD * n_rects > n_rects
        begun = _word_starts(boxes, size) if drawn_by_word else frozenset()
        if odd or len(begun) > words.count(" "):
            yield from self._spelt(words, start, (base, size, angle), begun)
        elif wide or stretched or "   " in words:
            yield from self._cut(words, start, (base, size, angle))
        else:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            yield Piece(_hyphened(words), left, right, base, size, angle)

    def _parts(self, words: str, start: int, boxes: list[Box], size: float) -> list[tuple[int, str]]:
        """The line in parts, as (where, words), where some of it stands another way or begins with a note's raised mark."""
        if len(boxes) > 1 and max(box[3] - box[1] for box in boxes) > 2 * size:
            turns = self._one_way(words, start)
            if len(turns) > 1:
                return turns
        raised = _RAISED.match(words)
        if raised and self._is_raised(start + raised.start(2), size):
            # The mark is a piece of its own, for it tells how high its letters are, not the note's.
            return [(start, raised[1]), (start + raised.start(2), words[raised.start(2) :])]
        return []

    def _is_raised(self, follower: int, size: float) -> bool:
        """Is the letter there so much higher than `size` that what stands before it is a raised mark?"""
        _loose(self._page, follower, self._loose)
        _, above, _, below = _PLACES.unpack(self._buffer)[4:8]
        return above - below > 1.25 * size

    def _one_way(self, words: str, start: int) -> list[tuple[int, str]]:
        """The parts of a line that stand one way, as (where, words): a stamp across the page ends up in a line of text."""
        parts: list[tuple[int, int, int]] = []
        for word in _WORD.finditer(words):
            angle = quarter_turns(-_angle(self._page, start + word.start()))
            if parts and parts[-1][0] == angle:
                parts[-1] = (angle, parts[-1][1], word.end())
            else:
                parts.append((angle, word.start(), word.end()))
        return [(start + first, words[first:stop]) for _, first, stop in parts]

    def _cut(self, words: str, start: int, stands: tuple[float, float, int]) -> Iterator[Piece]:
        """The pieces between the wide gaps of a line; only the first and last letter of each word are looked up."""
        base, size, angle = stands
        first, left, right, stop = 0, 0.0, 0.0, 0
        for word in _WORD.finditer(words):
            begins = turned(self._place(_charbox, start + word.start()), angle)[0]
            if word.start() == 0:
                left = begins
            elif begins - right > _GUTTER * size:
                yield Piece(_hyphened(words[first:stop]), left, right, base, size, angle)
                first, left = word.start(), begins
            stop = word.end()
            right = max(turned(self._place(_charbox, start + stop - 1), angle)[2], begins)
        yield Piece(_hyphened(words[first:stop]), left, right, base, size, angle)

    def _spelt(self, words: str, start: int, stands: tuple[float, float, int], begun: frozenset[float]) -> Iterator[Piece]:
        """The pieces of a line whose words must be spelt from where their letters stand; at `begun` words begin."""
        base, size, angle = stands
        glyphs: list[Glyph] = []
        for at, char in enumerate(words, start):
            if char.isspace():
                continue
            box = turned(self._place(_charbox, at), angle)
            glyph = Glyph(
                _hyphened(char),
                box[0],
                box[2],
                (box[0] in begun and char.isalpha() and words[at - start - 1].islower())
                or (at > start and words[at - start - 1].isspace()),
            )
            if glyphs and char not in ACCENTS and box[0] - glyphs[-1].right > _GUTTER * size and not is_letterspaced(words):
                yield Piece(spell(glyphs, size), glyphs[0].left, glyphs[-1].right, base, size, angle)
                glyphs = []
            glyphs.append(glyph)
        yield Piece(spell(glyphs, size), glyphs[0].left, glyphs[-1].right, base, size, angle)

    def _origin(self, number: int) -> tuple[float, float]:
        """Where a letter stands on its baseline."""
        _origin(self._page, number, *self._box[:2])
        x, y = _PLACES.unpack(self._buffer)[:2]
        return x, y

    def _place(self, call: Any, number: int) -> Box:
        """A box (left, bottom, right, top) by one of PDFium's calls."""
        call(self._page, number, *self._box)
        places = _PLACES.unpack(self._buffer)
        if call is _charbox:
            left, right, bottom, top = places[:4]
        else:
            left, top, right, bottom = places[:4]
        return left, bottom, right, top


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _printed_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold print as (where in the text, what), without blanks around them; a hyphen mark ends a line."""
    if "\x02" in text or "\ufffe" in text or text.count("\r") != text.count("\r\n"):
        for line in _PRINTED.finditer(text):
            words = line[0].strip()
            yield line.start() + line[0].find(words[0]), words
        return
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            yield (at if line[0] == words[0] else at + line.find(words[0])), words
        at += len(line) + 1


def _word_starts(boxes: list[Box], size: float) -> frozenset[float]:
    """Where the boxes begin that stand a blank away from the one before."""
    return frozenset(after[0] for before, after in pairwise(boxes) if after[0] - before[2] > _WORD_APART * size)


def _hyphened(words: str) -> str:
    return words.replace("\ufffe", "-").replace("\x02", "-")
