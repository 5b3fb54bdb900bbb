"""Plain text → Pages: the lines as they are printed; a form feed ends a page."""

import re
import unicodedata

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of
from innspill.reading.encodings import decode_text, tell_encoding

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
        raise InnspillError(name, "Filen er av et slag som ikke kan leses", "Lagre den som PDF, Word eller ren tekst")
    if not any(unicodedata.category(char).startswith(("L", "N")) for char in text):
        raise InnspillError(name, "Filen inneholder ingen ord", "Be avsenderen om en ny kopi")
    pages = text.rstrip("\f\r\n \0").split("\f")
    lines = [
        Line(line if line.strip() else "", number)
        for number, page in enumerate(pages, start=1)
        for line in _LINE_END.split(page)
    ]
    warnings = ("Noen tegn kunne ikke leses og står som «\ufffd».",) if "\ufffd" in text else ()
    return Pages(
        "plain", tuple(lines), len(pages), layout=layout_of(lines), repairs=tell_encoding(encoding), warnings=warnings
    )
