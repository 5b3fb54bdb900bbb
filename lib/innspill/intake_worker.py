"""What happens inside a reading process: bytes → pages → segments and sender.

The process belongs to a stranger's file: it may be stopped at any moment, it opens no socket, it writes nowhere but in its
scratch folder, and what a library prints goes nowhere.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from innspill.cleaning import clean_pages
from innspill.consultation_file import load_consultation
from innspill.errors import InnspillError
from innspill.intake_doors import cap_memory, die_whole, shut_doors, silence
from innspill.intake_folder import read_bytes
from innspill.intake_rows import Part, document_row, sent_on
from innspill.limits import Limits
from innspill.pages import Enclosure, Pages
from innspill.reading import open_bundle, read_pages
from innspill.reading.rows import cells_apart
from innspill.registry import load_registry
from innspill.segmenting import SegmentedLetter, segment_letter
from innspill.senders import find_sender


@dataclass(frozen=True)
class Errand:
    """One file to read. `part` of a submission: only its pages are wanted. `recognise`: its text is ink (OCR)."""

    path: str
    name: str
    limits: Limits
    part: bool = False
    recognise: bool = False


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
    die_whole()
    _worker.update(consultation=load_consultation(consultation), registry=load_registry(registry), scratch=scratch)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    cap_memory(limits.memory)
    shut_doors(scratch)


def read_file(errand: Errand) -> Opened:
    """One file: its pages and, unless it is part of a submission, all that is made of them. Raises what goes wrong."""
    started = time.perf_counter()
    raw = read_bytes(errand.path, errand.limits.file_size * 2**20 + 1)
    digest = hashlib.sha256(raw).hexdigest()
    bundle = None if errand.recognise else open_bundle(raw, errand.name, errand.limits)
    if bundle is not None:
        inner = tuple(map(_put_down, bundle.enclosures))
        body = clean_pages(bundle.body) if bundle.body else None
        return Opened(
            digest, len(raw), _since(started), bundle.format, body, None, inner, bundle.is_submission, bundle.warnings
        )
    pages = clean_pages(_recognise(raw, errand) if errand.recognise else read_pages(raw, errand.name, errand.limits))
    submission = None if errand.part else make_submission(digest[:10], errand.name, (Part(errand.name, pages),))
    return Opened(digest, len(raw), _since(started), pages.format, pages, submission)


def read_for_corpus(errand: Errand) -> Opened:
    """`read_file`, without the text of a file that is a submission: its rows have it, and it need not be sent twice.

    What would end a program (SystemExit …) ends only the reading of this file.
    """
    try:
        opened = read_file(errand)
    except Exception:
        raise
    except BaseException as error:
        raise RuntimeError(type(error).__name__) from None
    if opened.submission is None or opened.pages is None:
        return opened
    return replace(opened, pages=replace(opened.pages, lines=(), furniture=()))


def _recognise(raw: bytes, errand: Errand) -> Pages:
    from innspill.reading.ocr import recognise_image, recognise_pdf

    recognise = recognise_pdf if b"%PDF-" in raw[:1024] else recognise_image
    return recognise(raw, errand.name, errand.limits)


def _put_down(enclosure: Enclosure) -> Inner:
    """The inner file's bytes in the scratch folder. Never named by content: one archive may lie in two places, and each of
    them removes its own."""
    if enclosure.raw is None:
        return Inner(enclosure.name, None, 0, enclosure.status, enclosure.reason)
    descriptor, path = tempfile.mkstemp(".part", dir=scratch_folder())
    with os.fdopen(descriptor, "wb") as file:
        file.write(enclosure.raw)
    return Inner(enclosure.name, path, len(enclosure.raw), None, None)


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
        date=letters[main].date or next((one.date for one in letters if one.date), None) or sent_on(parts),
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
        "documents": [document_row(ident, name, parts, letters, letter, sender)],
        "signatories": [{"submission_id": ident, **signatory} for signatory in sender.signatories],
        "segments": [{**row, "in_file": part.file} for part, one in zip(parts, letters, strict=True)
                     for row in one.segment_rows],
        "furniture": [{**row, "in_file": part.file} for part, one in zip(parts, letters, strict=True)
                      for row in one.furniture_rows],
    }  # fmt: skip
    return Submission(rows, accounts)


def segment_parts(parts: Sequence[Part], ident: str) -> list[SegmentedLetter]:
    """Each file of a submission segmented; they share the call of the one that answers most, and their ids go on."""
    plan = _worker["consultation"]
    letters = [segment_letter(part.pages, plan, ident) for part in parts]
    if len(parts) == 1:
        return letters
    def strength(letter: SegmentedLetter) -> tuple[bool, int, int]:
        answers = sum(row["question"] is not None for row in letter.segment_rows)
        return letter.call is not None, answers, letter.n_words

    strongest = max(letters, key=strength)
    joined: list[SegmentedLetter] = []
    for part in parts:
        ids = (sum(len(one.segment_rows) for one in joined), sum(len(one.furniture_rows) for one in joined))
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
