"""A page's text layer through PDFium → pieces of print with their places.

The text of a page is taken in one call and the places of its lines with four calls a line; characters are looked up one by one
only in the few lines that need it. Loading a page's text takes PDFium some 0.5 ms; all that is done here must stay far below.
"""

import math
from collections.abc import Iterator
from ctypes import CFUNCTYPE, addressof, c_char, c_float, c_int, c_ushort, c_void_p, cast
from itertools import pairwise
from re import compile as pattern
from struct import Struct
from typing import Any

import pypdfium2.raw as pdfium

from innspill.reading.columns import Piece
from innspill.reading.pdf_glyphs import ACCENTS, Glyph, is_letterspaced, is_overlong, spell

# PDFium's mark for a hyphen at the end of a line; the line break itself is then left out of the text.
_HYPHEN_MARKS = ("\ufffe", "\x02")
_PRINTED = pattern("[^\r\n\ufffe\x02]*[^\\s\ufffe\x02][^\r\n\ufffe\x02]*[\ufffe\x02]?")
# A gap of this many letter heights inside a line is a gutter between columns or cells, not a blank between words.
_GUTTER = 1.1
# No type is so wide that its letters take this share of the letter height on average: then one run of text has a gap in it.
_WIDEST = 0.62
# Norwegian has a blank every seven signs; a line with few may hold words that were drawn without blanks between.
_FEW_BLANKS = 8.5
_WORD = pattern(r"\S+")
_PLACES = Struct("6d4f")

Box = tuple[float, float, float, float]


def _direct(function: Any, *arguments: Any, result: Any = c_int) -> Any:
    """The same function of PDFium called with plain addresses: the typed pointers of the bindings cost 250 ns a call."""
    return CFUNCTYPE(result, c_void_p, *arguments)(cast(function, c_void_p).value)


_count_chars = _direct(pdfium.FPDFText_CountChars)
_get_text = _direct(pdfium.FPDFText_GetText, c_int, c_int, c_void_p)
_unicode = _direct(pdfium.FPDFText_GetUnicode, c_int)
_count_rects = _direct(pdfium.FPDFText_CountRects, c_int, c_int)
_rect = _direct(pdfium.FPDFText_GetRect, c_int, *[c_void_p] * 4)
_charbox = _direct(pdfium.FPDFText_GetCharBox, c_int, *[c_void_p] * 4)
_loose = _direct(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p)
_origin = _direct(pdfium.FPDFText_GetCharOrigin, c_int, c_void_p, c_void_p)
_angle = _direct(pdfium.FPDFText_GetCharAngle, c_int, result=c_float)


class TextLayer:
    """The text of one page: `text` as PDFium gives it, and `pieces()`, the runs of print in the order they were drawn."""

    def __init__(self, handle: Any) -> None:
        self._page = cast(handle, c_void_p).value
        # Six doubles (left, top, right, bottom; x and y of the first letter) and four floats (its loose box), read in one go.
        self._buffer = (c_char * _PLACES.size)()
        at = addressof(self._buffer)
        self._box = (at, at + 8, at + 16, at + 24)
        self._start, self._loose = (at + 32, at + 40), at + 48
        n_chars = max(0, _count_chars(self._page))
        self.text = self._read(n_chars) if n_chars else ""
        self._accented = any(accent in self.text for accent in ACCENTS)

    def _read(self, n_chars: int) -> str:
        letters = (c_ushort * (n_chars + 1))()
        n_read = _get_text(self._page, 0, n_chars, addressof(letters))
        text = bytes(memoryview(letters)[: max(0, n_read - 1)]).decode("utf-16-le", "replace")
        if len(text) == n_chars:
            return text
        # PDFium leaves some characters out of the text (or writes them as two): then the places no longer match.
        return "".join(_char(_unicode(self._page, at)) for at in range(n_chars))

    def pieces(self) -> list[Piece]:
        """The runs of print: lines, or parts of a line with a wide gap between."""
        found: list[Piece] = []
        page, buffer, loose, box, start_of = self._page, self._buffer, self._loose, self._box, self._start
        for at, words in _printed_lines(self.text):
            length = len(words)
            n_rects = _count_rects(page, at, length)
            _origin(page, at, *start_of)
            _loose(page, at, loose)
            if n_rects == 1 and not (self._accented and self._has_accent(words)):
                _rect(page, 0, *box)
                left, top, right, bottom, x, y, _, above, _, below = _PLACES.unpack(buffer)
                size = above - below
                # Wider than high and begun at the left: upright, and no need to ask for the angle.
                upright = right - left > top - bottom and x + x < left + right and size >= 1
                if upright and right - left <= (_WIDEST * length + 1) * size and _is_plain(words, length):
                    found.append(Piece(words if words[-1] not in _HYPHEN_MARKS else words[:-1] + "-", left, right, y, size))
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
            _origin(self._page, start, *self._start)
            _loose(self._page, start, self._loose)
        boxes = [self._place(_rect, number) for number in range(n_rects)]
        _, _, _, _, x, y, *loose = _PLACES.unpack(self._buffer)
        angle = quarter_turns(-_angle(self._page, start))
        size = (loose[1] - loose[3]) if angle != 1 and angle != 3 else (loose[2] - loose[0])
        size = max(abs(size), 1.0)
        base = turn(x, y, angle)[1]
        if not boxes:
            # Letters without any extent: nothing to see, but text all the same (some hidden layers of recognised text).
            boxes = [(x, y, x + 1, y + 1)]
        boxes = [turned(box, angle) for box in boxes]
        if len(boxes) > 1 and max(box[3] - box[1] for box in boxes) > 2 * size:
            turns = self._one_way(words, start)
            if len(turns) > 1:
                for first, part in turns:
                    yield from self._looked_into(part, first, _count_rects(self._page, first, len(part)), at_origin=False)
                return
        wide = any(after[0] - before[2] > _GUTTER * size for before, after in pairwise(boxes))
        odd = is_letterspaced(words) or is_overlong(words) or (self._accented and self._has_accent(words))
        stretched = n_rects == 1 and boxes[0][2] - boxes[0][0] > _WIDEST * size * len(words) + size
        if odd:
            yield from self._spelt(words, start, (base, size, angle))
        elif wide or stretched or "   " in words:
            yield from self._cut(words, start, (base, size, angle))
        else:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            yield Piece(_hyphened(words), left, right, base, size, angle)

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

    def _spelt(self, words: str, start: int, stands: tuple[float, float, int]) -> Iterator[Piece]:
        """The pieces of a line whose words must be spelt from where their letters stand."""
        base, size, angle = stands
        glyphs: list[Glyph] = []
        for at, char in enumerate(words, start):
            if char.isspace():
                continue
            box = turned(self._place(_charbox, at), angle)
            glyph = Glyph(_hyphened(char), box[0], box[2], at > start and words[at - start - 1].isspace())
            if glyphs and char not in ACCENTS and box[0] - glyphs[-1].right > _GUTTER * size and not is_letterspaced(words):
                yield Piece(spell(glyphs, size), glyphs[0].left, glyphs[-1].right, base, size, angle)
                glyphs = []
            glyphs.append(glyph)
        yield Piece(spell(glyphs, size), glyphs[0].left, glyphs[-1].right, base, size, angle)

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
            yield at + line.find(words[0]), words
        at += len(line) + 1


def _is_plain(words: str, length: int) -> bool:
    """Nothing to look into: no wide blank, and about as many blanks as text has."""
    n_blanks = words.count(" ")
    if "   " in words or (length > _FEW_BLANKS * (n_blanks + 1) and is_overlong(words)):
        return False
    return 5 * n_blanks < 2 * length or not is_letterspaced(words)


def _hyphened(words: str) -> str:
    return words.replace("\ufffe", "-").replace("\x02", "-")


def quarter_turns(angle: float) -> int:
    """The angle (radians) as quarter turns 0–3; text that stands askew, as a stamp across the page, gives its degrees + 4."""
    turns = angle / (math.pi / 2)
    if abs(turns - round(turns)) < 0.15:
        return round(turns) % 4
    return 4 + round(math.degrees(angle)) % 360


def turned(box: Box, angle: int) -> Box:
    """A rectangle (left, bottom, right, top) as it lies when its text is turned upright."""
    if angle == 0:
        return box
    xs, ys = zip(turn(box[0], box[1], angle), turn(box[2], box[3], angle), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """The point (x, y) when text that stands at `angle` (see `quarter_turns`) is turned upright."""
    if angle < 4:
        return ((x, y), (y, -x), (-x, -y), (-y, x))[angle]
    radians = math.radians(angle - 4)
    return x * math.cos(radians) + y * math.sin(radians), y * math.cos(radians) - x * math.sin(radians)
