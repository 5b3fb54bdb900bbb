"""Outlook's own file of a mail (.msg) → the same mail as text, read like any other.

The file is a small file system (OLE) in which each property of the mail is a stream that is named by its number (MS-OXMSG,
MS-OXPROPS). What it holds is written anew as an e-mail, for that is what a mail inside a mail must become anyway.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Bundle
from innspill.reading.encodings import decode_text
from innspill.reading.mail import read_mail
from innspill.reading.mail_headers import read_headers
from innspill.reading.outlook_rtf import text_of_rtf, unpack_rtf
from innspill.reading.rich_text import html_of_rtf

_BOUNDARY = "=_innspill_{}_del"
_ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}")
_EMBEDDED = "__substg1.0_3701000D"
# Code pages by number that Python knows under another name.
_CODE_PAGES = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 28605: "iso-8859-15", 10000: "mac_roman", 1200: "utf-16-le"}
# Ways of attaching that leave the file where it was: a path, a link, a cloud.
_ELSEWHERE = (2, 3, 4, 7)


@dataclass(frozen=True)
class _Store:
    """One storage of the file: the mail itself, an attachment or a mail inside it."""

    file: Any
    path: tuple[str, ...]
    limits: Limits
    head: int

    def names(self) -> list[str]:
        return [entry[len(self.path)] for entry in self.file.listdir(streams=True, storages=True) if self._below(entry)]

    def _below(self, entry: list[str]) -> bool:
        return len(entry) == len(self.path) + 1 and tuple(entry[:-1]) == self.path

    def bytes_of(self, number: str, kind: str) -> bytes | None:
        path = [*self.path, f"__substg1.0_{number}{kind}"]
        if not self.file.exists(path) or self.file.get_type(path) != 2:
            return None
        return self.file.openstream(path).read()

    def text_of(self, *numbers: str) -> str:
        """The first of the properties that is there; Unicode before the code page that the mail was written in."""
        for number in numbers:
            if (wide := self.bytes_of(number, "001F")) is not None:
                return wide.decode("utf-16-le", "replace").strip("\0")
            if (narrow := self.bytes_of(number, "001E")) is not None:
                return decode_text(narrow, self.charset("3FFD"))[0].strip("\0")
        return ""

    def value_of(self, tag: int) -> int | None:
        """A property of fixed size, from the list of properties: 16 bytes each, with its tag first and its value last."""
        path = [*self.path, "__properties_version1.0"]
        listed = self.file.openstream(path).read() if self.file.exists(path) else b""
        for at in range(self.head, min(len(listed), 200_000) - 15, 16):
            if int.from_bytes(listed[at : at + 4], "little") == tag:
                return int.from_bytes(listed[at + 8 : at + 16], "little")
        return None

    def charset(self, number: str) -> str | None:
        page = self.value_of(int(number + "0003", 16))
        return _CODE_PAGES.get(page & 0xFFFF, f"cp{page & 0xFFFF}") if page else None


def read_outlook(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Bundle:
    """The mail's text and attachments, as of a mail in the common format. Raises InnspillError for a broken file."""
    with _opened(raw, name) as file:
        if len(file.direntries) > limits.members:
            what = f"Outlook-filen har mer enn {limits.members} deler"
            raise InnspillError(name, what, "Lagre e-posten som PDF")
        # Streams that share sectors, or lie in a ring of them, can make a gigabyte of a small file.
        if sum(entry.size for entry in file.direntries[1:] if entry and entry.entry_type == 2) > len(raw):
            raise ValueError("streams that are larger than their file")
        mail = b"".join(_write_mail(_Store(file, (), limits, 32), limits.depth))
    bundle = read_mail(mail, name, limits)
    body = replace(bundle.body, format="outlook") if bundle.body else None
    return replace(bundle, format="outlook", body=body)


@contextmanager
def _opened(raw: bytes, name: str) -> Iterator[Any]:
    """The file, opened; whatever the library raises over a stranger's file becomes one InnspillError."""
    import olefile

    try:
        with closing(olefile.OleFileIO(BytesIO(raw))) as file:
            yield file
    except InnspillError:
        raise
    # olefile raises OSError, but also IndexError, struct.error, RecursionError and others over broken sectors.
    except Exception as error:
        raise InnspillError(name, "Outlook-filen er ødelagt eller avkortet", "Lagre e-posten på nytt, eller som PDF") from error


def _write_mail(store: _Store, depth: int) -> Iterator[bytes]:
    """The mail in the common format, piece by piece; `depth` is how many mails deeper it may go."""
    boundary = _BOUNDARY.format(len(store.path))
    yield "".join(f"{label}: {_one_line(value)}\r\n" for label, value in _headers_of(store) if value).encode("utf-8")
    yield f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    yield f'--{boundary}\r\nContent-Type: multipart/alternative; boundary="{boundary}_tekst"\r\n\r\n'.encode()
    for kind, text in _texts_of(store):
        yield f"--{boundary}_tekst\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        yield base64.encodebytes(text.encode("utf-8", "replace"))
    yield f"--{boundary}_tekst--\r\n".encode()
    for attachment in filter(_ATTACHMENT.fullmatch, store.names()):
        yield f"--{boundary}\r\n".encode()
        yield from _write_attachment(replace(store, path=(*store.path, attachment), head=8), depth)
    yield f"\r\n--{boundary}--\r\n".encode()


def _headers_of(store: _Store) -> Iterator[tuple[str, str]]:
    address = next((found for number in ("5D01", "5D02", "0C1F", "0065") if "@" in (found := store.text_of(number))), "")
    author = store.text_of("0C1A", "0042")
    # The headers it came with: the sender's own clock, where the properties only have UTC.
    sent = read_headers(store.text_of("007D")[:200_000].encode("utf-8", "replace"))
    yield "From", f"{author} <{address}>" if author and address and author != address else author or address
    yield "To", store.text_of("0E04")
    yield "Cc", store.text_of("0E03")
    yield "Subject", store.text_of("0037", "0070", "0E1D")
    yield "Date", sent.get("date") or _date_of(store)
    yield "Message-ID", store.text_of("1035") or "<uten>"
    yield "In-Reply-To", store.text_of("1042")


def _date_of(store: _Store) -> str:
    """When it was sent, else when it came: in tenths of microseconds since 1601, in UTC."""
    for tag in (0x00390040, 0x0E060040, 0x30070040):
        ticks = store.value_of(tag)
        if ticks and ticks < 2**61:
            return format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
    return ""


def _texts_of(store: _Store) -> Iterator[tuple[str, str]]:
    """The text as the mail has it: plain, HTML, and where neither is there what the packed RTF says."""
    plain = store.text_of("1000")
    html = store.bytes_of("1013", "0102")
    marked = decode_text(html, store.charset("3FDE"))[0] if html else store.text_of("1013")
    packed = store.bytes_of("1009", "0102") if not (plain.strip() or marked.strip()) else None
    if packed:
        rtf = unpack_rtf(packed, store.limits.characters * 4)
        # Outlook packs HTML in RTF: then the page itself is taken out, with its headings and lists.
        page = html_of_rtf(rtf)
        marked = page.decode("utf-8-sig") if page else ""
        plain = "" if page else text_of_rtf(rtf, store.limits)
    if plain.strip():
        yield "text/plain", plain
    if marked.strip():
        yield "text/html", marked


def _write_attachment(store: _Store, depth: int) -> Iterator[bytes]:
    method = store.value_of(0x37050003)
    name = _one_line(store.text_of("3707", "3704", "3001"))
    embedded = [*store.path, _EMBEDDED]
    is_mail = store.file.exists(embedded) and store.file.get_type(embedded) == 1
    if is_mail and method != 6:
        inner = replace(store, path=tuple(embedded), head=24)
        name = _one_line(store.text_of("3001", "3707") or inner.text_of("0037") or "e-post")
        content = b"".join(_write_mail(inner, depth - 1)) if depth > 0 else b""
        yield from _write_part("message/rfc822" if depth > 0 else "message/partial", f"{name[:190]}.eml", content, "")
        return
    content = store.bytes_of("3701", "0102")
    if content is None:
        kind = "message/external-body" if method in _ELSEWHERE else "application/ms-tnef"
        yield from _write_part(kind, name, b"", "")
        return
    kind = store.text_of("370E").strip().lower()
    sound = re.fullmatch(r"(?:application|image|text|audio|video)/[\w.+-]{1,100}", kind)
    yield from _write_part(kind if sound else "application/octet-stream", name, content, _one_line(store.text_of("3712")))


def _write_part(kind: str, name: str, content: bytes, ident: str) -> Iterator[bytes]:
    encoded = base64.b64encode(name.encode("utf-8", "replace")).decode("ascii")
    called = f'; filename="=?utf-8?B?{encoded}?="' if name else ""
    told = f"Content-Disposition: attachment{called}\r\n"
    cited = f"Content-ID: <{ident}>\r\n" if ident else ""
    yield f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{told}{cited}\r\n".encode("utf-8", "replace")
    yield base64.encodebytes(content)


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split()).encode("utf-8", "replace").decode("utf-8")
