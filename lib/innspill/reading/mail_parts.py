"""The parts of an e-mail (MIME), found in its bytes without recursion.

The standard library's parser keeps a mail as lists of lines (ten times its size), calls itself for each level and tests every
line against every level's boundary. Here each level is one search for its boundary, and a mail in the mail stays bytes.
"""

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading.encodings import decode_text, tell_encoding
from innspill.reading.mail_headers import OPENING, Headers, read_base64, split_headers

# Mail programs nest four or five levels.
_DEEPEST = 15
_GUESSED_BOUNDARY = re.compile(rb"(?<![^\r\n])--([!-~]{1,70})[ \t]{0,20}(?![^\r\n])")


@dataclass(frozen=True)
class Part:
    """One part that holds no other parts: its headers, and where in the mail its content stands.

    `groups` are the multiparts around it, outermost first: (their number, what they are: `alternative`, `related`, …).
    `whole` is False where the mail ends before the part does.
    """

    headers: Headers
    raw: bytes
    start: int
    end: int
    groups: tuple[tuple[int, str], ...] = ()
    whole: bool = True

    @property
    def media_type(self) -> str:
        return self.headers.media_type

    def content(self) -> tuple[bytes, bool]:
        """The bytes as they were before they were packed for sending, and whether all could be read."""
        packed = self.raw[self.start : self.end]
        encoding = self.headers.fields.get("content-transfer-encoding", "").strip().strip('"').lower()
        if encoding == "base64":
            content, sound = read_base64(packed)
            return content, sound and self.whole
        if encoding == "quoted-printable":
            return quopri.decodestring(packed), self.whole
        return packed, self.whole

    def text(self) -> tuple[str, tuple[str, ...]]:
        """The text, and what to say of its encoding where it is not the one that the part claims."""
        charset = re.sub(r"[^\w.:-]", "", self.headers.parameter("charset"))[:40]
        text, encoding = decode_text(self.content()[0], charset or None)
        try:
            claimed = codecs.lookup(charset or "utf-8").name
        except LookupError:
            claimed = ""
        return text, () if encoding == claimed else tell_encoding(encoding)


def find_parts(raw: bytes, name: str, limits: Limits) -> tuple[Headers, list[Part]]:
    """The mail's headers and its parts, in order.

    A part deeper than 15 levels is left as it is, of type multipart. Raises InnspillError for more parts than
    `limits.members`.
    """
    start = OPENING.match(raw).end()
    headers, content = split_headers(raw, start, len(raw))
    waiting = [Part(headers, raw, content, len(raw))]
    found: list[Part] = []
    number = 0
    while waiting:
        part = waiting.pop()
        kind, _, subkind = part.media_type.partition("/")
        parted = kind == "multipart" and len(part.groups) < _DEEPEST
        boundary = _boundary(part) if parted else b""
        if not boundary:
            # Without a boundary mail programs show what there is as text.
            found.append(replace(part, headers=part.headers.named("text/plain")) if parted else part)
            continue
        number += 1
        children = list(_children(part, boundary, (number, subkind), limits.members))
        waiting.extend(reversed(children))
        if len(found) + len(waiting) > limits.members:
            what = f"E-posten har mer enn {limits.members} deler"
            raise InnspillError(name, what, "Be avsenderen om brevet som PDF")
    return headers, found


def _boundary(part: Part) -> bytes:
    """What parts its parts; guessed where the header has lost it. Empty: it cannot be parted."""
    told = part.headers.parameter("boundary").encode("utf-8", "replace")[:200].rstrip()
    if told and part.raw.find(b"--" + told, part.start, part.end) >= 0:
        return told
    guess = _GUESSED_BOUNDARY.search(part.raw, part.start, min(part.end, part.start + 8_000))
    return guess[1] if guess else b""


def _children(part: Part, boundary: bytes, group: tuple[int, str], most: int) -> Iterator[Part]:
    groups = (*part.groups, group)
    at = None
    for number, mark in enumerate(_marks(part, boundary)):
        if at is not None:
            yield _child(part, at, _before_line_end(part.raw, at, mark.start()), groups, whole=True)
        if mark[1] or number > most:
            return
        at = mark.end()
    if at is not None and at < part.end:
        yield _child(part, at, part.end, groups, whole=False)


def _marks(part: Part, boundary: bytes) -> Iterator[re.Match[bytes]]:
    """The lines that are the boundary, by plain search: a pattern that looks behind takes a minute on 40 MB of one line."""
    line = re.compile(re.escape(b"--" + boundary) + rb"(--)?[ \t]{0,100}(?:\r\n|\n|\r|\Z)")
    at = part.raw.find(b"--" + boundary, part.start, part.end)
    while at >= 0:
        mark = line.match(part.raw, at, part.end) if at == 0 or part.raw[at - 1] in b"\r\n" else None
        if mark:
            yield mark
        at = part.raw.find(b"--" + boundary, mark.end() if mark else at + 1, part.end)


def _child(part: Part, start: int, end: int, groups: tuple[tuple[int, str], ...], whole: bool) -> Part:
    headers, content = split_headers(part.raw, start, end)
    if groups[-1][1] == "digest" and "content-type" not in headers.fields:
        headers = headers.named("message/rfc822")
    return Part(headers, part.raw, min(content, end), end, groups, whole and part.whole)


def _before_line_end(raw: bytes, start: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if raw[max(start, end - 2) : end] == b"\r\n":
        return end - 2
    return end - 1 if end > start and raw[end - 1 : end] in (b"\n", b"\r") else end
