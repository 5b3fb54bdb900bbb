"""Plain text → Pages: the lines as they are printed; a form feed ends a page."""

import re
import unicodedata
from collections.abc import Sequence

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of
from innspill.reading.encodings import decode_text, tell_encoding

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
# Control characters that text may hold: tab, line ends, form feed, and the C1 row that Windows-1252 leaves when misread.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Text saved out of a PDF may have a blank in place of each form feed: the first line of the file and of every page has it.
_PAGE_BLANK = re.compile(r" (?=\S)")
# A page of print holds at least so many characters; a blank after fewer is an indent, or a bullet whose sign was lost.
_SHORTEST_PAGE = 400
_PAGE_END = re.compile(r"\W*(?:side\s*)?\d{1,3}(?:\s*(?:av|/)\s*\d{1,3})?\W*", re.IGNORECASE)


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
    pages = [_LINE_END.split(page) for page in text.rstrip("\f\r\n \0").split("\f")]
    if len(pages) == 1:
        pages = split_blank_pages(pages[0])
    lines = [Line(line if line.strip() else "", number) for number, page in enumerate(pages, start=1) for line in page]
    warnings = ("Noen tegn kunne ikke leses og står som «\ufffd».",) if "\ufffd" in text else ()
    return Pages(
        "plain", tuple(lines), len(pages), layout=layout_of(lines), repairs=tell_encoding(encoding), warnings=warnings
    )


def split_blank_pages(lines: Sequence[str]) -> list[list[str]]:
    """The pages of a text in which one blank at a line's beginning stands for each form feed; else one page with all.

    The signs: the first line has the blank, and most lines that have it stand a page of print after the one before.
    """
    starts = [at for at, line in enumerate(lines) if _PAGE_BLANK.match(line)]
    if not starts or starts[0] != 0:
        return [list(lines)]
    later, breaks, read, before = set(starts[1:]), [0], 0, ""
    for at, line in enumerate(lines):
        if at in later and (read >= _SHORTEST_PAGE or _PAGE_END.fullmatch(before)):
            breaks.append(at)
            read = 0
        read += len(line.strip())
        before = line.strip() or before
    if 2 * (len(breaks) - 1) < len(starts) - 1:
        return [list(lines)]
    return [list(lines[begin:end]) for begin, end in zip(breaks, [*breaks[1:], len(lines)], strict=True)]
