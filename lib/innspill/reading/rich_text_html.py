"""The web page inside an RTF that Outlook made of one: the letter as it was written, with its own paragraphs and lists.

Source: Microsoft, [MS-OXRTFEX] Rich Text Format (RTF) Extensions Algorithm.
"""

import codecs

from innspill.reading.rich_text_tokens import (
    BRACE,
    BYTE,
    DEFAULT_CODEC,
    NUMBER,
    SYMBOL,
    TEXT,
    WORD,
    Scanner,
    character,
    decode,
    font_codecs,
    page_codec,
)
from innspill.reading.rich_text_words import SKIPPED, SYMBOLS, TABLES

_SIGNS = {
    b"par": "\r\n", b"line": "\r\n", b"tab": "\t", b"lquote": "&lsquo;", b"rquote": "&rsquo;", b"ldblquote": "&ldquo;",
    b"rdblquote": "&rdquo;", b"bullet": "&bull;", b"endash": "&ndash;", b"emdash": "&mdash;",
}  # fmt: skip
_ESCAPES = {**SYMBOLS, b"~": "&nbsp;", b"-": "&shy;", b"_": "&#8209;"}
# Groups of the page's head whose text is none of it; tags are the page itself.
_LEFT_OUT = ({*SKIPPED, *TABLES, b"info", b"listtext", b"pntext"}) - {b"htmltag"}
_OPENING = 4096


def html_of_rtf(raw: bytes) -> bytes | None:
    """The HTML as UTF-8 with a byte order mark, whatever character set the page names; None where the RTF holds none."""
    if b"\\fromhtml1" not in raw[:_OPENING]:
        return None
    return codecs.BOM_UTF8 + _Page(raw).read().encode("utf-8", "replace")


class _Page:
    """Gathers what stands in the tags' groups, and the text between them that is not a twin for RTF (`\\htmlrtf`)."""

    def __init__(self, raw: bytes) -> None:
        self.scanner = Scanner(raw)
        self.pieces: list[str] = []
        self.pending: list[bytes] = []
        self.own_codec = DEFAULT_CODEC
        self.fonts: dict[int, str] = {}
        # Code page, is the text a twin for RTF, how many characters stand in for one of Unicode.
        self.state: tuple[str, bool, int] = (DEFAULT_CODEC, False, 1)
        self.stack: list[tuple[str, bool, int]] = []
        self.skipped = 0
        self.optional = False

    def read(self) -> str:
        for found in self.scanner:
            kind = found.lastindex
            if kind == TEXT:
                self.put_bytes(found[TEXT])
            elif kind == BYTE:
                self.put_bytes(bytes.fromhex(found[BYTE].decode("ascii")))
            elif kind in (WORD, NUMBER):
                self.word(found[WORD], int(found[NUMBER]) if kind == NUMBER else None)
            elif kind == SYMBOL:
                self.optional = found[SYMBOL] == b"*"
                self.put(_ESCAPES.get(found[SYMBOL], ""))
            elif kind == BRACE:
                self.brace(found[BRACE] == b"{")
        self.flush()
        return "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def brace(self, opens: bool) -> None:
        self.flush()
        self.skipped, self.optional = 0, False
        if opens:
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()

    def put_bytes(self, raw: bytes) -> None:
        cut = min(self.skipped, len(raw))
        self.skipped -= cut
        if not self.state[1]:
            self.pending.append(raw[cut:])

    def put(self, text: str) -> None:
        self.flush()
        if not self.state[1]:
            self.pieces.append(text)

    def flush(self) -> None:
        if self.pending:
            self.pieces.append(decode(b"".join(self.pending), self.state[0]))
            self.pending = []

    def word(self, word: bytes, number: int | None) -> None:
        optional, self.optional = self.optional, False
        self.skipped = 0
        codec, _, fallback = self.state
        if word == b"fonttbl":
            self.fonts = font_codecs(self.scanner.take_group(), self.own_codec)
        elif word in _LEFT_OUT or (optional and word != b"htmltag"):
            self.scanner.take_group()
        elif word in _SIGNS:
            self.put(_SIGNS[word])
        elif word == b"u":
            self.put(character(number or 0, codec))
            self.skipped = fallback
        elif word == b"bin":
            self.scanner.skip_bytes(number or 0)
        elif word in (b"htmlrtf", b"f", b"uc", b"ansicpg", b"htmltag"):
            self.flush()
            self.state = self.changed(word, number)

    def changed(self, word: bytes, number: int | None) -> tuple[str, bool, int]:
        """The state after a control word that changes it."""
        codec, twin, fallback = self.state
        if word == b"htmlrtf":
            return codec, number != 0, fallback
        if word == b"htmltag":
            return self.own_codec, False, fallback
        if word == b"uc":
            return codec, twin, min(max(number or 0, 0), 100)
        if word == b"ansicpg":
            self.own_codec = page_codec(number or 0)
            return self.own_codec, twin, fallback
        return self.fonts.get(number or 0, self.own_codec), twin, fallback
