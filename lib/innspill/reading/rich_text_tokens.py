"""RTF as tokens: text, control words, escaped bytes, braces; and in which code page the bytes of each font are written.

Everything here is a search from left to right over the bytes, so that a file takes time in proportion to its length.
"""

import codecs
import re
from collections.abc import Iterator

from innspill.reading.word_symbols import is_picture_font, sign_of, signs_of

# Text, control word, its number, escaped byte, control symbol, brace. Line ends and NUL are nothing in RTF.
_TOKEN = re.compile(
    rb"([^\\{}\r\n\0]+)|\\([a-zA-Z]{1,64})(-?\d{1,20})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n\0]+|\\", re.DOTALL
)
TEXT, WORD, NUMBER, BYTE, SYMBOL, BRACE = range(1, 7)
_IN_SKIPPED = re.compile(rb"[{}]|\\(?:bin(\d{1,20}) ?|.)?", re.DOTALL)
# Stands before the name of a font of symbols where others have a codec.
SYMBOLIC = "symbol "
# The numbers of Windows' character sets; 0 is Windows-1252 by its nature, 1 and those unknown are the document's own.
_CHARSETS = {
    0: "cp1252", 2: SYMBOLIC, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {0: "cp1252", 42: SYMBOLIC, 10000: "mac_roman", 65001: "utf-8", 1361: "johab"}
MANY_BYTES = {"cp932", "cp949", "johab", "gbk", "big5", "utf-8"}
DEFAULT_CODEC = "cp1252"


class Scanner:
    """The tokens of `raw` as matches; the reader may move `at` on between two of them."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def __iter__(self) -> Iterator[re.Match[bytes]]:
        raw, end, match = self.raw, len(self.raw), _TOKEN.match
        while self.at < end:
            found = match(raw, self.at)
            if found is None:
                return
            self.at = found.end()
            yield found

    def skip_bytes(self, number: int) -> None:
        """Pass over the bytes after `\\bin`; a file that claims more than it has ends there."""
        self.at = min(len(self.raw), self.at + max(0, number))

    def take_group(self) -> bytes:
        """The rest of the group that is open, without its closing brace, which is the next token."""
        begun, depth = self.at, 0
        while found := _IN_SKIPPED.search(self.raw, self.at):
            self.at = found.end()
            if found[1]:
                self.skip_bytes(int(found[1]))
            elif found[0] == b"{":
                depth += 1
            elif found[0] == b"}":
                if not depth:
                    self.at = found.start()
                    return self.raw[begun : self.at]
                depth -= 1
        self.at = len(self.raw)
        return self.raw[begun:]


def subgroups(raw: bytes) -> Iterator[bytes]:
    """The groups that stand directly in a group, without their braces."""
    scanner = Scanner(raw)
    for found in scanner:
        if found[0] == b"{":
            yield scanner.take_group()
            scanner.at += 1


def number_of(raw: bytes, word: str) -> int | None:
    """The number of the first control word of that name; None where there is none."""
    found = re.search(rb"\\" + word.encode("ascii") + rb"(-?\d{1,9})", raw)
    return int(found[1]) if found else None


def plain_text(raw: bytes, codec: str) -> str:
    """The text that stands directly in a group: the name of a style, the pattern of a number."""
    scanner, pieces, skipped = Scanner(raw), [], 0
    for found in scanner:
        kind = found.lastindex
        if kind == BRACE:
            scanner.take_group()
            scanner.at += 1
        elif kind == NUMBER and found[WORD] == b"u":
            pieces.append(character(int(found[NUMBER])))
            skipped = 1
        elif kind in (TEXT, BYTE):
            part = found[0] if kind == TEXT else bytes.fromhex(found[BYTE].decode("ascii"))
            pieces.append(decode(part[skipped:], codec))
            skipped = 0
    return "".join(pieces)


def character(number: int, codec: str = "") -> str:
    """The character that `\\u` names: negative numbers stand for the upper half; a font of symbols draws its own."""
    code = number + 65536 if number < 0 else number
    if codec.startswith(SYMBOLIC) and 0xF000 <= code <= 0xF0FF:
        return sign_of(code, codec.removeprefix(SYMBOLIC)) if is_picture_font(codec.removeprefix(SYMBOLIC)) else chr(code)
    return chr(code) if 0 < code < 0x110000 else ""


def decode(raw: bytes, codec: str) -> str:
    """Bytes as text; an unknown font of symbols draws letters as everybody does, but all else is its own."""
    if not codec.startswith(SYMBOLIC):
        return raw.decode(codec, "replace")
    font = codec.removeprefix(SYMBOLIC)
    if is_picture_font(font):
        return signs_of(raw.decode("latin-1"), font)
    return "".join(chr(byte if byte < 0x80 else 0xF000 + byte) for byte in raw)


def page_codec(number: int) -> str:
    """The codec of a code page by its number; Windows-1252 for one that is not known."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        return name if name == SYMBOLIC else codecs.lookup(name).name
    except LookupError:
        return DEFAULT_CODEC


def font_codecs(table: bytes, own: str) -> dict[int, str]:
    """Font number → codec, from a font table; `own` is the document's. A font of symbols has `SYMBOLIC` and its name."""
    fonts: dict[int, str] = {}
    for group in subgroups(table) if b"{" in table else table.split(b";"):
        found, charset, page = (number_of(group, word) for word in ("f", "fcharset", "cpg"))
        name = plain_text(group, DEFAULT_CODEC).strip(" ;")
        codec = own
        if page:
            codec = page_codec(page)
        elif charset is not None and not (charset == 0 and own in ("mac_roman", "cp437", "cp850")):
            codec = _CHARSETS.get(charset, own)
        fonts[found or 0] = SYMBOLIC + name if codec == SYMBOLIC or is_picture_font(name) else codec
    return fonts
