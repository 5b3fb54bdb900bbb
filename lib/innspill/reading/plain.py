"""Plain text → Pages: the lines as they are printed; a form feed ends a page."""

import re
import unicodedata

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of
from innspill.reading.encodings import decode_text

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
# Control characters that text may hold: tab, line ends, form feed, and the C1 row that Windows-1252 leaves when misread.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plain(raw: bytes, name: str) -> Pages:
    """The lines of a text file in any of the encodings Norwegian letters come in.

    A line of blanks is kept as an empty line: it is the gap that a reader sees. Raises InnspillError for a file without
    words and for binary content.
    """
    text, encoding = decode_text(raw)
    sample = text[:100_000]
    if len(_BINARY.findall(sample)) > len(sample) / 100:
        raise InnspillError(name, "is no text and no kind of file that can be read", "Save it as PDF, Word or plain text")
    if not any(unicodedata.category(char).startswith(("L", "N")) for char in text):
        raise InnspillError(name, "holds no words", "Ask the sender for a new copy")
    pages = text.rstrip("\f\r\n \0").split("\f")
    lines = [
        Line(line if line.strip() else "", number)
        for number, page in enumerate(pages, start=1)
        for line in _LINE_END.split(page)
    ]
    warnings = ("Some characters could not be read and stand as «\ufffd»",) if "\ufffd" in text else ()
    repairs = () if encoding == "utf-8" else (f"decoded from {encoding}",)
    return Pages("plain", tuple(lines), len(pages), layout=layout_of(lines), repairs=repairs, warnings=warnings)
