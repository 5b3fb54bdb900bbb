"""Files → Pages: which format it is, by its content, and the reader for it.

What is wrong with a file is said in bokmål here, unlike in the rest of the code: it ends in the ledger that analysts read.

The readers trust nothing they are given, but a hostile file can still bring a library down: the caller reads each file in a
worker that it can kill.
"""

import re
from collections.abc import Callable

from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.reading.archive import Package
from innspill.reading.encodings import decode_text

_TAGS = re.compile(
    r"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
# A web form's answer is often saved without <html>: then two closing tags of text say the same.
_FRAGMENT = re.compile(r"^\s*<(?:p|div|h[1-6]|ul|ol|table|meta|title|article|section|main|form)\b[^<]*>", re.I)
_CLOSING = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|table|span|form)\s*>", re.I)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF", b"\x00\x00\x00\x0cjP")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_format(raw: bytes, name: str) -> str:
    """`pdf`, `word`, `slides`, `web` or `plain`, by what the file holds and never by its name.

    Raises InnspillError, with what to do, for content that none of the readers can read.
    """
    if not raw.strip(b"\0 \t\r\n\f"):
        raise InnspillError(name, "Filen er tom", "Be avsenderen om en ny kopi")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _office_format(Package(raw, name), name)
    _refuse_known(raw, name)
    opening = decode_text(raw[:8000])[0]
    if _TAGS.match(opening) or (_FRAGMENT.match(opening) and len(_CLOSING.findall(opening)) >= 2):
        return "web"
    return "plain"


def _office_format(package: Package, name: str) -> str:
    main = package.main_part or ""
    if main.startswith("word/"):
        return "word"
    if main.startswith("ppt/"):
        return "slides"
    if main.startswith("xl/"):
        raise InnspillError(name, "Filen er et regneark", "Lagre det som PDF eller Word")
    raise InnspillError(name, "Filen er et arkiv uten Word- eller PowerPoint-dokument", "Pakk det ut i mappen")


def _refuse_known(raw: bytes, name: str) -> None:
    """Says what a well-known file that cannot be read is, so that the reviewer knows what to ask for."""
    if raw.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise InnspillError(name, "Filen er beskyttet med passord", "Be om en kopi uten passord")
        raise InnspillError(name, "Filen er gammel Office eller Outlook (.doc, .ppt, .msg)", "Lagre den som PDF eller .docx")
    if raw.startswith(b"{\\rtf"):
        raise InnspillError(name, "Filen er rik tekst (.rtf)", "Lagre den som PDF eller .docx")
    if raw.startswith(_PICTURES):
        raise InnspillError(name, "Filen er et bilde", "Kjør tekstgjenkjenning (OCR) og bruk resultatet")


def read_pages(raw: bytes, name: str) -> Pages:
    """The lines of a file with their page numbers; raises InnspillError for a file that cannot be read.

    `name` is only for messages.
    """
    return _reader(detect_format(raw, name))(raw, name)


def _reader(form: str) -> Callable[[bytes, str], Pages]:
    # Imported only when a file of the format turns up: a folder of text files needs no PDF library.
    if form == "pdf":
        from innspill.reading.pdf import read_pdf as read
    elif form == "word":
        from innspill.reading.word import read_word as read
    elif form == "slides":
        from innspill.reading.slides import read_slides as read
    elif form == "web":
        from innspill.reading.web import read_web as read
    else:
        from innspill.reading.plain import read_plain as read
    return read
