"""What happens inside a reading process: bytes → pages → segments and sender.

The process belongs to a stranger's file: it may be stopped at any moment, it opens no socket, it writes nowhere but in its
scratch folder, and what a library prints goes nowhere.
"""

import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from innspill.cleaning import clean_pages
from innspill.consultation_file import load_consultation
from innspill.errors import InnspillError
from innspill.intake_folder import read_bytes
from innspill.languages import detect_language
from innspill.limits import Limits
from innspill.pages import Pages
from innspill.reading import open_bundle, read_pages
from innspill.reading.rows import cells_apart
from innspill.registry import load_registry
from innspill.segmenting import SegmentedLetter, segment_letter
from innspill.senders import Sender, find_sender
from innspill.tables import DOCUMENTS

_SENT = re.compile(r"Dato: (\d{1,2})\.(\d{1,2})\.(\d{4})\b.{0,40}")
_NETWORK = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


@dataclass(frozen=True)
class Errand:
    """One file to read. `part` of a submission: only its pages are wanted. `recognise`: its text is ink (OCR)."""

    path: str
    name: str
    limits: Limits
    part: bool = False
    recognise: bool = False


@dataclass(frozen=True)
class Part:
    """One file of a submission: its name in the ledger and its cleaned pages."""

    file: str
    pages: Pages


@dataclass(frozen=True)
class Inner:
    """A file that lay in another: where its bytes are (None: not read, with `status` and `reason`)."""

    name: str
    path: str | None
    size: int
    status: str | None
    reason: str | None


@dataclass(frozen=True)
class Submission:
    """The rows of one submission by table name, and for each of its files the words and the notes of the ledger."""

    rows: dict[str, list[dict[str, Any]]]
    accounts: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Opened:
    """What was found in one file: its `pages`, its `submission` if it is one, its `inner` files if it holds files."""

    sha256: str
    size: int
    seconds: float
    format: str
    pages: Pages | None = None
    submission: Submission | None = None
    inner: tuple[Inner, ...] = ()
    gathers: bool = False
    warnings: tuple[str, ...] = ()


_worker: dict[str, Any] = {}


def scratch_folder() -> Path:
    """The folder that this worker may write in."""
    return Path(_worker["scratch"])


def start_worker(consultation: Path, registry: Path, scratch: Path, limits: Limits) -> None:
    """Before the first file: shut what a stranger's file has no business with, then load what every letter needs."""
    silence()
    _worker.update(consultation=load_consultation(consultation), registry=load_registry(registry), scratch=scratch)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    cap_memory(limits.memory)
    shut_doors(scratch)


def silence() -> None:
    """What a library writes to the terminal goes nowhere, also from C and also if it is a gigabyte."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def cap_memory(megabytes: int) -> None:
    """At most so many MB more than the process has now; where the system has no such limit, there is none."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        now = pages * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def shut_doors(scratch: Path) -> None:
    """No network, and no file opened for writing outside `scratch`. A second lock: no reader tries either."""
    sys.dont_write_bytecode = True
    inside = f"{scratch.resolve()}{os.sep}"
    # A temporary file without a name is opened as the folder itself.

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NETWORK:
            raise PermissionError("a reading process opens no connection")
        if event == "open" and isinstance(arguments[0], str | bytes) and _writes(arguments):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not f"{path}{os.sep}".startswith(inside) and path != os.devnull:
                raise PermissionError("a reading process writes in its scratch folder only")

    sys.addaudithook(refuse)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    return (isinstance(mode, str) and any(sign in mode for sign in "wax+")) or (isinstance(flags, int) and bool(flags & _WRITING))


def read_file(errand: Errand) -> Opened:
    """One file: its pages and, unless it is part of a submission, all that is made of them. Raises what goes wrong."""
    started = time.perf_counter()
    raw = read_bytes(errand.path, errand.limits.file_size * 2**20 + 1)
    digest = hashlib.sha256(raw).hexdigest()
    bundle = None if errand.recognise else open_bundle(raw, errand.name, errand.limits)
    if bundle is not None:
        inner = tuple(_put_down(number, one, digest) for number, one in enumerate(bundle.enclosures))
        body = clean_pages(bundle.body) if bundle.body else None
        return Opened(digest, len(raw), _since(started), bundle.format, body, None, inner, bundle.is_submission, bundle.warnings)
    pages = clean_pages(_recognise(raw, errand) if errand.recognise else read_pages(raw, errand.name, errand.limits))
    submission = None if errand.part else make_submission(digest[:10], errand.name, (Part(errand.name, pages),))
    return Opened(digest, len(raw), _since(started), pages.format, pages, submission)


def _recognise(raw: bytes, errand: Errand) -> Pages:
    from innspill.reading.ocr import recognise_image, recognise_pdf

    recognise = recognise_pdf if b"%PDF-" in raw[:1024] else recognise_image
    return recognise(raw, errand.name, errand.limits)


def _put_down(number: int, enclosure: Any, digest: str) -> Inner:
    """The inner file's bytes, in the scratch folder under a name of our own."""
    if enclosure.raw is None:
        return Inner(enclosure.name, None, 0, enclosure.status, enclosure.reason)
    path = scratch_folder() / f"{digest[:16]}-{number}.part"
    path.write_bytes(enclosure.raw)
    return Inner(enclosure.name, str(path), len(enclosure.raw), None, None)


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)


def make_submission(ident: str, name: str, parts: Sequence[Part]) -> Submission:
    """The rows of a submission of one or several files. The longest file decides title and date; all have one call."""
    if not any(line.text.strip() for part in parts for line in part.pages.lines):
        raise InnspillError(name, "Filen inneholder ingen tekst", "Be avsenderen om brevet som PDF")
    letters = segment_parts(parts, ident)
    main = max(range(len(parts)), key=lambda at: (letters[at].n_words, -at))
    letter = replace(
        letters[main],
        date=letters[main].date or next((one.date for one in letters if one.date), None) or _sent_on(parts),
        title=letters[main].title or next((one.title for one in letters if one.title), None),
    )
    call = _worker["consultation"].call(letter.call)
    when = letter.date or (call.letter_date or call.answer_by if call else None)
    sender = find_sender(_together(parts, main), name, _worker["registry"], when)
    accounts = {
        part.file: {
            "format": part.pages.format, "pages": part.pages.n_pages,
            "characters": sum(len(line.text) for line in part.pages.lines),
            "words": one.n_words, "segment_words": one.segment_words, "furniture_words": one.furniture_words,
            "notes": (*part.pages.warnings, *one.notes), "repairs": part.pages.repairs,
        }
        for part, one in zip(parts, letters, strict=True)
    }  # fmt: skip
    accounts[parts[0].file]["notes"] += sender.notes
    rows = {
        "documents": [_document_row(ident, name, parts, letters, letter, sender)],
        "signatories": [{"submission_id": ident, **signatory} for signatory in sender.signatories],
        "segments": [{**row, "in_file": part.file} for part, one in zip(parts, letters, strict=True)
                     for row in one.segments.to_dict("records")],
        "furniture": [{**row, "in_file": part.file} for part, one in zip(parts, letters, strict=True)
                      for row in one.furniture.to_dict("records")],
    }  # fmt: skip
    return Submission(rows, accounts)


def _sent_on(parts: Sequence[Part]) -> date | None:
    """The day that an e-mail was sent; of a forwarded one the day of the innermost, which is the letter's."""
    heads = [
        line.text for part in parts if part.pages.format in ("email", "outlook")
        for line, reason in part.pages.furniture if reason == "letterhead"
    ]  # fmt: skip
    days = [match for head in heads if (match := _SENT.fullmatch(head.strip()))]
    try:
        return date(*(int(number) for number in reversed(days[-1].groups()))) if days else None
    except ValueError:
        return None


def segment_parts(parts: Sequence[Part], ident: str) -> list[SegmentedLetter]:
    """Each file of a submission segmented; they share the call of the one that answers most, and their ids go on."""
    plan = _worker["consultation"]
    letters = [segment_letter(part.pages, plan, ident) for part in parts]
    if len(parts) == 1:
        return letters
    strongest = max(letters, key=lambda one: (one.call is not None, int(one.segments["question"].notna().sum()), one.n_words))
    joined: list[SegmentedLetter] = []
    for part in parts:
        ids = (sum(len(one.segments) for one in joined), sum(len(one.furniture) for one in joined))
        joined.append(
            segment_letter(part.pages, plan, ident, call=strongest.call, first_segment=ids[0], first_furniture=ids[1])
        )
    return joined


def _together(parts: Sequence[Part], main: int) -> Pages:
    """All files of a submission as one, the main one first: a sender may stand in the letter or in the mail around it."""
    ordered = [parts[main], *(part for at, part in enumerate(parts) if at != main)]
    pages = [cells_apart(part.pages) for part in ordered]
    return replace(
        pages[0],
        lines=tuple(line for one in pages for line in one.lines),
        furniture=tuple(piece for one in pages for piece in one.furniture),
        title=next((one.title for one in pages if one.title), None),
    )


def _document_row(
    ident: str, name: str, parts: Sequence[Part], letters: Sequence[SegmentedLetter], letter: SegmentedLetter, sender: Sender
) -> dict[str, object]:
    """The submission's row; `words` are all that were read, in segments and in furniture of all its files."""
    found = {column: getattr(sender, column) for column in DOCUMENTS.columns if hasattr(sender, column)}
    inside = " ".join(text for one in letters for text in one.segments["text"])
    text = inside or " ".join(text for one in letters for text in one.furniture["text"])
    by_status: dict[str, list[str]] = {status: [] for status in ("answered", "merged", "repeated", "missing")}
    for question, status in questions_of(letters).items():
        by_status[status].append(question)
    return found | {
        "submission_id": ident,
        "file": name,
        "sender_evidence": sender.evidence,
        "sender_confidence": sender.confidence,
        "title": letter.title,
        "call": letter.call,
        "date": letter.date.isoformat() if letter.date else None,
        "language": detect_language(text),
        "pages": sum(part.pages.n_pages for part in parts),
        "words": sum(one.n_words for one in letters),
        **{f"questions_{status}": ";".join(numbers) or None for status, numbers in by_status.items()},
    }


def questions_of(letters: Sequence[SegmentedLetter]) -> dict[str, str]:
    """Question → its status in the submission: what one of its files answers is answered."""
    rank = ("answered", "merged", "repeated", "missing")
    found: dict[str, str] = {}
    for letter in letters:
        for question, status in letter.questions.items():
            found[question] = min(found.get(question, "missing"), status, key=rank.index)
    return found
