"""Plain text → Pages: the lines as they are printed; a form feed ends a page."""

import re
from collections.abc import Iterator, Sequence

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of
from innspill.reading.encodings import decode_text, refuse_long, tell_encoding

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
# Control characters that text may hold: tab, line ends, form feed, and the C1 row that Windows-1252 leaves when misread.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 100_000
# A book has 20,000 lines; millions of empty ones only fill the memory.
_MOST_LINES = 2_000_000
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]")
# Text saved out of a PDF may have a blank in place of each form feed: the first line of the file and of every page has it.
_PAGE_BLANK = re.compile(r" (?=\S)")
# A page of print holds at least so many characters; a blank after fewer is an indent, or a bullet whose sign was lost.
_SHORTEST_PAGE = 400
_PAGE_END = re.compile(r"\W*(?:side\s*)?\d{1,3}(?:\s*(?:av|/)\s*\d{1,3})?\W*", re.IGNORECASE)


def read_plain(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The lines of a text file in any of the encodings Norwegian letters come in.

    A line of blanks is kept as an empty line: it is the gap that a reader sees. Raises InnspillError for a file without
    words, for binary content and for one far longer than `limits.characters`.
    """
    text, encoding = decode_text(raw)
    repairs = tell_encoding(encoding)
    if "\0" in text.strip("\0"):
        repairs = (*repairs, "Nulltegn er fjernet.")
    _refuse_binary(text, name)
    text = text.replace("\0", "").rstrip()
    refuse_long(len(text), name, limits)
    if text.count("\f") >= limits.pages or text.count("\n") + text.count("\r") > _MOST_LINES:
        raise InnspillError(name, "Filen har flere sider eller linjer enn det leses", "Del den opp")
    if not _WORD.search(text):
        raise InnspillError(name, "Filen inneholder ingen ord", "Be avsenderen om en ny kopi")
    pages = [_LINE_END.split(page) for page in text.split("\f")]
    if len(pages) == 1:
        pages = split_blank_pages(pages[0])
    lines = [Line(line if line.strip() else "", number) for number, page in enumerate(pages, start=1) for line in page]
    return Pages("plain", tuple(lines), len(pages), layout=layout_of(lines), repairs=repairs, warnings=tuple(_doubts(text)))


def _refuse_binary(text: str, name: str) -> None:
    sample = text.strip("\0")[:_SAMPLE]
    n_nulls = sample.count("\0")
    # Text that a faulty disk or program filled with NULs holds no other control characters.
    if len(_BINARY.findall(sample)) - n_nulls > (len(sample) - n_nulls) / 100:
        raise InnspillError(name, "Filen er av et slag som ikke kan leses", "Lagre den som PDF, Word eller ren tekst")


def _doubts(text: str) -> Iterator[str]:
    if "\ufffd" in text:
        yield "Noen tegn kunne ikke leses og står som «\ufffd»."
    if not _LETTER.search(text):
        yield "Filen har tall, men ingen ord. Se om det er hele brevet."


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
