"""E-mail → its text and its attachments; a web page saved as one file (MHTML) → its text.

The mail itself is one submission: what the sender wrote, with the headers as letterhead, and what she attached. Nothing that a
mail points to is ever fetched.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import unquote

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Bundle, Line, Pages
from innspill.reading.mail_covering import split_covering
from innspill.reading.mail_enclosures import find_enclosures, is_sealed, is_text
from innspill.reading.mail_headers import (
    OPENING,
    Headers,
    is_reply_subject,
    letterhead_lines,
    read_headers,
    split_headers,
    subject_title,
)
from innspill.reading.mail_names import number_namesakes
from innspill.reading.mail_parts import Part, find_parts
from innspill.reading.mail_quotes import read_messages
from innspill.reading.mail_text import Body, choose_twin, has_quote_marks, read_html_body, read_plain_body
from innspill.reading.web import read_web

_SEARCHED = 64 * 1024
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]{1,76}:|[ \t])")
_KNOWN = {"from", "to", "cc", "bcc", "subject", "date", "reply-to", "sender"}
# Only programs write these: a printed letter may well begin with «From:», «To:» and «Date:».
_BY_PROGRAMS = {
    "received", "message-id", "mime-version", "content-type", "content-transfer-encoding", "return-path", "delivered-to",
    "dkim-signature", "x-mailer", "in-reply-to", "references", "thread-topic", "thread-index", "x-originating-ip", "user-agent",
    "snapshot-content-location", "authentication-results", "x-received", "x-ms-has-attach",
}  # fmt: skip
_PROGRAM_DATE = re.compile(r"(?:\w{3},\s{0,3})?\d{1,2}\s\w{3}\s\d{4}\s\d{2}:\d{2}")
# The pictures that the text shows, by content id.
_SHOWN = re.compile(r"\bcid:([^\s\"'<>)&]{1,300})", re.IGNORECASE)
_SAVED_BY = re.compile(r"<?\s?(?:saved|lagret|lagra)\b", re.IGNORECASE)


def is_mail(raw: bytes) -> bool:
    """Do the first 64 kB begin with the headers of a mail or of a saved web page, with nothing else between them?

    Two known names are needed, and one that only a program writes (or its way of writing a date): a memo that begins with
    «From:», «To:», «Subject:» is a letter.
    """
    start = OPENING.match(raw).end()
    block = raw[start : start + _SEARCHED]
    if not re.match(rb"[!-9;-~]{1,76}:", block):
        return False
    names = set()
    lines = re.split(rb"\r\n|\n|\r", block)
    # The last line of what was looked at may be cut.
    for line in lines[:-1] if len(block) == _SEARCHED else lines:
        if not line:
            break
        if not _HEADER_LINE.match(line):
            return False
        names.add(line.partition(b":")[0].lower().decode("ascii", "replace") if line[:1] not in b" \t" else "")
    by_programs = names & _BY_PROGRAMS
    if len(names & (_KNOWN | _BY_PROGRAMS)) < 2:
        return False
    return bool(by_programs) or bool(_PROGRAM_DATE.match(split_headers(raw, start, start + _SEARCHED)[0].get("date")))


def is_mhtml(raw: bytes) -> bool:
    """Is it a web page that a browser or Word saved as one file? Such a file is addressed to nobody."""
    headers = read_headers(raw[OPENING.match(raw).end() :][:_SEARCHED].split(b"\r\n\r\n")[0].split(b"\n\n")[0])
    if headers.fields.get("snapshot-content-location") or _SAVED_BY.match(headers.get("from")):
        return True
    sent = {"to", "cc", "bcc", "received", "delivered-to", "return-path", "message-id"} & headers.fields.keys()
    page = headers.media_type in ("multipart/related", "text/html")
    return page and not sent and b"content-location:" in raw[:_SEARCHED].lower()


def read_mail(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Bundle:
    """The mail's own text with its headers as letterhead, and every attachment, read or not.

    Raises InnspillError for a mail that holds nothing to read, that is encrypted as a whole, or that has more parts than
    `limits.members`.
    """
    headers, parts = find_parts(raw, name, limits)
    texts = [part for part in parts if is_text(part)]
    files = [part for part in parts if not is_text(part)]
    body, notes = _read_bodies(texts, headers, name, limits)
    sources = [part.text()[0] for part in texts if part.media_type == "text/html"] if files else []
    shown = {unquote(found) for source in sources for found in _SHOWN.findall(source)}
    enclosures, warnings = find_enclosures(files, shown, body.words.total())
    if not body.printed and files and all(map(is_sealed, files)):
        what, _, todo = (enclosures[-1].reason or "").partition(". ")
        raise InnspillError(name, what, todo)
    pages = _lay_out(body, headers, sum(one.raw is not None for one in enclosures))
    if not body.printed and not enclosures:
        raise InnspillError(name, "E-posten har verken tekst eller vedlegg", "Be avsenderen sende den en gang til")
    if any(not part.whole for part in texts):
        warnings.append("E-posten er avkortet.")
    has_body = bool(pages.lines or pages.furniture)
    return Bundle("email", pages if has_body else None, number_namesakes(enclosures), tuple(dict.fromkeys([*notes, *warnings])))


def _read_bodies(texts: Sequence[Part], headers: Headers, name: str, limits: Limits) -> tuple[Body, list[str]]:
    """All texts of the mail, one after the other; of alternatives the one that has all the words."""
    printed, furniture, repairs, notes = [], [], [], []
    for _, group in groupby(texts, key=_alternative_of):
        twins = list(group)
        read = [(part.media_type, body) for part in twins if (body := _read_text(part, headers, name, limits))]
        bodies = [body for _, body in read]
        if _alternative_of(twins[0]) >= 0:
            html, plain = (_joined([body for kind, body in read if kind == wanted]) for wanted in ("text/html", "text/plain"))
            chosen, said = choose_twin(html, plain)
            bodies = [chosen] if chosen else []
            notes += said
        for body in bodies:
            printed += body.printed
            furniture += body.furniture
            repairs += body.repairs
            notes += body.warnings
    return Body(tuple(printed), tuple(furniture), tuple(dict.fromkeys(repairs))), notes


def _alternative_of(part: Part) -> int:
    """The number of the innermost group of alternatives that the part belongs to; below 0 for a part in none."""
    return next((number for number, kind in reversed(part.groups) if kind == "alternative"), -1)


def _read_text(part: Part, headers: Headers, name: str, limits: Limits) -> Body | None:
    text, repairs = part.text()
    if part.media_type == "text/html":
        body = read_html_body(text, name, limits)
        return replace(body, repairs=(*repairs, *body.repairs)) if body else None
    if not any(char.isalnum() for char in text):
        return None
    if len(text) > limits.characters:
        what = f"E-posten har {len(text)} tegn, og høyst {limits.characters} leses"
        raise InnspillError(name, what, "Be avsenderen om brevet i flere deler")
    answers = is_reply_subject(headers.get("subject")) or bool({"in-reply-to", "references"} & headers.fields.keys())
    flowed = part.headers.parameter("format").lower() == "flowed"
    joined = part.headers.parameter("delsp").lower() == "yes"
    return replace(read_plain_body(text, flowed, joined, quoting=answers or has_quote_marks(text)), repairs=repairs)


def _joined(bodies: Sequence[Body]) -> Body | None:
    if not bodies:
        return None
    return Body(
        tuple(one for body in bodies for one in body.printed),
        tuple(one for body in bodies for one in body.furniture),
        tuple(dict.fromkeys(repair for body in bodies for repair in body.repairs)),
        tuple(dict.fromkeys(warning for body in bodies for warning in body.warnings)),
    )


def _lay_out(body: Body, headers: Headers, enclosed: int) -> Pages:
    subject = headers.get("subject")
    reading = read_messages(body.printed, subject, enclosed)
    head = [(Line(text, 1, "paragraph"), "letterhead") for text in letterhead_lines(headers)]
    lines, covering = split_covering(reading.lines) if enclosed else (list(reading.lines), [])
    head += [(line, "letterhead") for line in covering]
    return Pages(
        "email", _trimmed(lines), 1, title=subject_title(subject),
        furniture=(*head, *reading.furniture, *body.furniture), repairs=body.repairs, warnings=tuple(reading.notes),
    )  # fmt: skip


def _trimmed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Without empty lines at either end."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()]
    return tuple(lines[filled[0] : filled[-1] + 1]) if filled else ()


def read_mhtml(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The text of the saved page, and after it that of the pages framed in it; raises InnspillError for one without words."""
    headers, parts = find_parts(raw, name, limits)
    found = [part for part in parts if part.media_type in ("text/html", "application/xhtml+xml")]
    if not found:
        raise InnspillError(name, "Filen inneholder ingen nettside", "Åpne siden i nettleseren og lagre den som PDF")
    start = headers.parameter("start").strip("<>")
    place = headers.get("snapshot-content-location")
    root = next(
        (part for part in found if (start and part.headers.content_id == start)
         or (place and part.headers.get("content-location") == place)), found[0],
    )  # fmt: skip
    source, repairs = root.text()
    pages = _read_page(source, name, limits)
    for frame in found:
        if frame is not root and frame.headers.content_id and f"cid:{frame.headers.content_id}" in source:
            pages = _with_frame(pages, frame.text()[0], name, limits)
    warnings = pages.warnings if root.whole else (*pages.warnings, "Nettsiden er avkortet.")
    return replace(
        pages, format="mhtml", title=pages.title or subject_title(headers.get("subject")), warnings=warnings,
        repairs=tuple(dict.fromkeys((*repairs, *pages.repairs))),
    )  # fmt: skip


def _read_page(source: str, name: str, limits: Limits) -> Pages:
    return read_web(b"\xef\xbb\xbf" + source.encode("utf-8", "replace"), name, limits)


def _with_frame(pages: Pages, source: str, name: str, limits: Limits) -> Pages:
    try:
        frame = _read_page(source, name, limits)
    except InnspillError:
        return pages
    return replace(pages, lines=(*pages.lines, *frame.lines), furniture=(*pages.furniture, *frame.furniture))
