"""The headers of an e-mail or of one of its parts: found, unfolded and decoded, whatever a stranger wrote there.

The standard library's structured headers (`policy.default`) are not used: they raise on some broken addresses and take
minutes on long ones. Its older `Message` only cuts out parameters here.
"""

import binascii
import quopri
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime

from innspill.reading.clues import meaningful_title
from innspill.reading.encodings import decode_text

# A mail to 1,000 receivers has some 60 kB of headers.
_LONGEST_HEADERS = 256 * 1024
_LONGEST_PARAMETERS = 8_000
# What may stand before the first header: a byte order mark, blank lines, the line «From …» of a mailbox file.
OPENING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]{0,20}(?:>?From [^\r\n]{1,300}(?:\r\n|\n|\r))?")
_FIELD = re.compile(r"([!-9;-~]{1,76}):[ \t]*(.*)", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINE = re.compile(rb"\n\r?\n|\r\r(?!\n)")
_FIRST_FIELD = re.compile(rb"[!-9;-~]{1,76}:")
_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\r\n]{0,2000})\?=")
_REPLY = re.compile(r"(?:sv|svar|re|aw|antw|vs|vb|fw|fwd|videresendt|vidaresendt)(?:\s?\[\d{1,3}\])?\s?:\s*", re.IGNORECASE)
_FORWARD = re.compile(r"(?:(?:sv|re|aw)\s?:\s*){0,5}(?:vs|vb|fw|fwd|videresendt|vidaresendt)\s?:", re.IGNORECASE)


@dataclass(frozen=True)
class Headers:
    """Decoded headers by name in lower case; of a name that returns, the first counts."""

    fields: dict[str, str]

    def get(self, name: str) -> str:
        """The value on one line with its encoded words read; empty if there is none."""
        return " ".join(read_words(self.fields.get(name, "")).split())

    def parameters(self, name: str) -> Message:
        """A message with that header only, for the library's own cutting of its parameters."""
        message = Message()
        message[name] = self.fields.get(name, "")[:_LONGEST_PARAMETERS]
        return message

    @property
    def media_type(self) -> str:
        """For example `text/html`, in lower case; `text/plain` where the part says nothing."""
        return self.parameters("content-type").get_content_type()

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter as text, RFC 2231 and RFC 2047 read; empty where it is missing or beyond reading."""
        try:
            value = self.parameters(header).get_param(name, "", header)
            if isinstance(value, tuple):
                charset, _, text = value
                value = decode_text(text.encode("latin-1", "surrogateescape"), charset or None)[0]
        except (ValueError, TypeError, LookupError):
            return ""
        return " ".join(read_words(str(value)).split())

    def named(self, media_type: str) -> "Headers":
        """The same headers with another media type."""
        return Headers({**self.fields, "content-type": media_type})

    @property
    def disposition(self) -> str:
        """`attachment`, `inline` or empty."""
        return re.match(r"[\w-]{0,40}", self.fields.get("content-disposition", "").strip().lower())[0]

    @property
    def file_name(self) -> str:
        return self.parameter("filename", "content-disposition") or self.parameter("name")

    @property
    def content_id(self) -> str:
        return self.fields.get("content-id", "").strip().strip("<>")


def split_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers of the entity that begins at `start`, and where its content begins (offsets in `raw`)."""
    if raw[start : start + 2] == b"\r\n":
        return Headers({}), start + 2
    if raw[start : start + 1] in (b"\n", b"\r"):
        return Headers({}), start + 1
    if not _FIRST_FIELD.match(raw, start, end):
        return Headers({}), start
    blank = _BLANK_LINE.search(raw, start, end)
    stop, content = (blank.start(), blank.end()) if blank else (end, end)
    return read_headers(raw[start : min(stop, start + _LONGEST_HEADERS)]), content


def read_headers(block: bytes) -> Headers:
    """A block of headers; what is none is left out."""
    fields: dict[str, str] = {}
    current = ""
    for line in _LINE_END.split(decode_text(block)[0]):
        found = _FIELD.match(line)
        if line[:1] in (" ", "\t") and current:
            fields[current] += "\n" + line
        elif found and found[1].lower() not in fields:
            current = found[1].lower()
            fields[current] = found[2]
        else:
            current = ""
    return Headers(fields)


def read_words(value: str) -> str:
    """«=?utf-8?Q?bl=C3=A5?=» as «blå» (RFC 2047).

    Neighbours in one charset are put together before they are read: some programs cut in the middle of an «å».
    """
    runs: list[tuple[str, bytes]] = []
    text: list[str] = []
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        if between.strip() or not runs:
            text += [*_read_runs(runs), between]
            runs = []
        charset, content = word[1].lower(), _word_bytes(word[2], word[3])
        if runs and runs[-1][0] == charset:
            runs[-1] = (charset, runs[-1][1] + content)
        else:
            runs.append((charset, content))
        at = word.end()
    return "".join([*text, *_read_runs(runs), value[at:]])


def _read_runs(runs: list[tuple[str, bytes]]) -> list[str]:
    return [decode_text(content, charset)[0] for charset, content in runs]


def _word_bytes(how: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if how in "qQ":
        return quopri.decodestring(content, header=True)
    return read_base64(content)[0]


def read_base64(content: bytes) -> tuple[bytes, bool]:
    """The bytes, and whether all of it could be read; of cut base64 what is whole is kept."""
    try:
        return binascii.a2b_base64(content), True
    except binascii.Error:
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        whole = len(kept) - len(kept) % 4
        return binascii.a2b_base64(kept[:whole]), False


def printed_date(value: str) -> str:
    """«5.9.2022», as the sender's own clock had it; what is no date is left as it stands."""
    try:
        day = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return value
    return f"{day.day}.{day.month}.{day.year}"


def letterhead_lines(headers: Headers) -> list[str]:
    """«Fra: …», «Til: …», «Kopi: …», «Dato: …», «Emne: …»: those that the mail has."""
    named = [("Fra", "from"), ("Til", "to"), ("Kopi", "cc"), ("Dato", "date"), ("Emne", "subject")]
    values = [(label, headers.get(name)) for label, name in named]
    return [f"{label}: {printed_date(value) if label == 'Dato' else value}" for label, value in values if value]


def bare_subject(subject: str) -> str:
    """The subject without «SV:», «VS:», «Re:», «Fwd:» before it."""
    for _ in range(20):
        found = _REPLY.match(subject)
        if not found:
            break
        subject = subject[found.end() :]
    return subject.strip()


def subject_title(subject: str) -> str | None:
    """The subject without SV:, VS: …; None where it says nothing."""
    return meaningful_title(bare_subject(subject))


def is_forward_subject(subject: str) -> bool:
    """«VS: …», «Fwd: …»: what stands below is somebody's letter."""
    return bool(_FORWARD.match(subject.strip()))


def is_reply_subject(subject: str) -> bool:
    """«SV: …», «Re: …»: what stands below is what is answered."""
    return bool(_REPLY.match(subject.strip()))
