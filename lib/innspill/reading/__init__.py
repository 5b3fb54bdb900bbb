"""Files → Pages: which format it is, by its content, and the reader for it.

What is wrong with a file is said in bokmål here, unlike in the rest of the code: it ends in the ledger that analysts read.

The readers trust nothing they are given, but a hostile file can still bring a library down: the caller reads each file in a
worker that it can kill.
"""

import re
from collections.abc import Callable
from importlib import import_module

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Bundle, Pages
from innspill.reading.archive import Package
from innspill.reading.encodings import decode_text

_TAGS = re.compile(
    r"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
# A web form's answer is often saved without <html>: then two closing tags of text say the same.
_FRAGMENT = re.compile(r"^\s*<(?:p|div|h[1-6]|ul|ol|table|meta|title|article|section|main|form)\b[^<]*>", re.I)
_CLOSING = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|table|span|form)\s*>", re.I)
# OpenDocument as one XML file (.fodt), without an archive around it.
_FLAT_OFFICE = re.compile(rb'office:mimetype\s*=\s*"([\w./-]{1,80})"')
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Format → module and function of its reader: imported only when a file of the format turns up.
_READERS = {
    "pdf": ("pdf", "read_pdf"),
    "word": ("word", "read_word"),
    "slides": ("slides", "read_slides"),
    "odt": ("opendocument", "read_opendocument"),
    "odp": ("opendocument", "read_opendocument"),
    "rtf": ("rich_text", "read_rich_text"),
    "web": ("web", "read_web"),
    "mhtml": ("mail", "read_mhtml"),
    "markdown": ("markdown", "read_markdown"),
    "image": ("ocr", "read_image"),
    "plain": ("plain", "read_plain"),
}
_BUNDLES = {
    "email": ("mail", "read_mail"),
    "outlook": ("outlook", "read_outlook"),
    "zip": ("letters_zip", "read_zip"),
}


def detect_format(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> str:
    """The format by what the file holds, never by its name: a key of the readers (`pdf`, `word`, … `plain`) or a bundle's.

    Raises InnspillError, with what to do, for content that none of the readers can read.
    """
    if not raw.strip(b"\0 \t\r\n\f"):
        raise InnspillError(name, "Filen er tom", "Be avsenderen om en ny kopi")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive_format(raw, name, limits)
    if raw.startswith(_OLD_OFFICE):
        return _old_office_format(raw, name)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if raw.startswith(_PICTURES) or _is_bitmap(raw):
        return "image"
    return _text_format(raw)


def _archive_format(raw: bytes, name: str, limits: Limits) -> str:
    from innspill.reading.letters_zip import is_package

    # Of an archive of letters one member may be locked or a bomb: the others are read, so it is opened by its own reader.
    if not is_package(raw):
        return "zip"
    package = Package(raw, name, limits)
    found, kind = package.document_kind, package.media_type
    if found in ("word", "slides"):
        return found
    if found == "sheet" or kind.endswith(("spreadsheet", "spreadsheet-template")):
        raise InnspillError(name, "Filen er et regneark", "Lagre det som PDF eller Word")
    return _opendocument_format(kind) or "zip"


def _opendocument_format(media_type: str) -> str | None:
    kind = media_type.removeprefix("application/vnd.oasis.opendocument.")
    if kind.startswith("text"):
        return "odt"
    return "odp" if kind.startswith("presentation") else None


def _old_office_format(raw: bytes, name: str) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in raw

    if holds("__properties_version1.0"):
        return "outlook"
    if holds("EncryptedPackage"):
        raise InnspillError(name, "Filen er beskyttet med passord", "Be om en kopi uten passord")
    raise InnspillError(name, "Filen er gammel Office (.doc, .ppt, .xls)", "Lagre den som PDF eller .docx")


def _is_bitmap(raw: bytes) -> bool:
    sized = raw[:2] == b"BM" and int.from_bytes(raw[2:6], "little") == len(raw)
    return sized or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP") or raw[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif")


def _text_format(raw: bytes) -> str:
    from innspill.reading.mail import is_mail, is_mhtml
    from innspill.reading.markdown import is_markdown

    flat = _FLAT_OFFICE.search(raw[:4096]) if b"<office:document" in raw[:4096] else None
    if flat and (found := _opendocument_format(flat[1].decode("ascii"))):
        return found
    if is_mail(raw):
        return "mhtml" if is_mhtml(raw) else "email"
    opening = decode_text(raw[:8000])[0]
    if _TAGS.match(opening) or (_FRAGMENT.match(opening) and len(_CLOSING.findall(opening)) >= 2):
        return "web"
    return "markdown" if is_markdown(raw) else "plain"


def read_pages(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The lines of a file with their page numbers; `name` is only for messages.

    Raises InnspillError for a file that cannot be read, that holds other files (see `open_bundle`), or that is longer than
    `limits` allow.
    """
    found = detect_format(raw, name, limits)
    if found in _BUNDLES:
        raise InnspillError(name, "Filen inneholder andre filer", "Pakk dem ut i mappen")
    pages = _function(*_READERS[found])(raw, name, limits)
    n_characters = sum(len(line.text) for line in pages.lines) + sum(len(line.text) for line, _ in pages.furniture)
    if n_characters > limits.characters:
        raise InnspillError(name, f"Filen har {n_characters} tegn, og høyst {limits.characters} leses", "Del den opp")
    return pages


def open_bundle(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Bundle | None:
    """The files inside an e-mail or an archive; None for a file that is a letter itself. Raises InnspillError."""
    found = detect_format(raw, name, limits)
    return _function(*_BUNDLES[found])(raw, name, limits) if found in _BUNDLES else None


def _function(module: str, function: str) -> Callable:
    return getattr(import_module(f"innspill.reading.{module}"), function)
