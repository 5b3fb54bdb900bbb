"""Letters in: which files a folder holds, and what a worker process makes of each.

No PDF library is safe inside our own process (of 81 hostile files 3 aborted it), so each file is read in a worker that can be
stopped. Whatever becomes of a file, it has its line in the ledger. What the line says is bokmål, for analysts read it.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from innspill.cleaning import clean_pages
from innspill.consultation_file import load_consultation
from innspill.errors import InnspillError
from innspill.languages import detect_language
from innspill.pages import Pages
from innspill.reading import read_pages
from innspill.reading.rows import cells_apart
from innspill.registry import load_registry
from innspill.segmenting import SegmentedLetter, segment_letter
from innspill.senders import Sender, find_sender
from innspill.tables import DOCUMENTS

SECONDS_PER_FILE = 60
# Letters are kilobytes; the largest annexes seen in consultations are some 60 MB.
MAX_FILE_BYTES = 200_000_000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class FoundFile:
    """A file in the folder: `name` is relative to it, with «/»; `reason` says why it is not read (None: it is)."""

    path: Path
    name: str
    size: int
    reason: str | None = None


def find_files(folder: Path) -> list[FoundFile]:
    """Every file in `folder` and below, in order of name. Links, devices and hidden files are found but not read."""
    if not folder.is_dir():
        raise InnspillError(folder, "the folder of submissions is not there", "Give the folder that holds the letters")
    return sorted(_walk(folder, folder), key=lambda f: f.name)


def _walk(folder: Path, root: Path) -> Iterator[FoundFile]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            path = Path(entry.path)
            name = _ledger_name(path.relative_to(root))
            if entry.is_symlink():
                yield FoundFile(path, name, 0, "Filen er en lenke. Legg inn selve filen.")
            elif entry.is_dir(follow_symlinks=False):
                yield from _walk(path, root)
            else:
                status = entry.stat(follow_symlinks=False)
                yield FoundFile(path, name, status.st_size, _reason_to_ignore(entry.name, status))


def _ledger_name(path: Path) -> str:
    """The path with «/»; what a ledger cannot hold is written out, never dropped: two files must not share one name."""
    # The Mac names a folder's icon «Icon\r», and CSV takes a lone carriage return for the end of a row.
    return path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8").replace("\r", "\\r")


def _reason_to_ignore(name: str, status: os.stat_result) -> str | None:
    if not stat.S_ISREG(status.st_mode):
        return "Dette er ingen vanlig fil. Legg inn brevet som fil."
    if name.startswith((".", "~$")) or name.casefold() in ("thumbs.db", "desktop.ini"):
        return "Filen er skjult eller midlertidig. Gi den et annet navn hvis den skal leses."
    return None


def read_letters(
    found: Sequence[FoundFile], consultation: Path, registry: Path, progress: Progress | None
) -> list[dict[str, Any]]:
    """One reading per file, in order of name: rows by table name."""
    from pebble import ProcessPool

    wanted = [f for f in found if not f.reason and f.size <= MAX_FILE_BYTES]
    first_of: dict[str, str] = {}
    readings: dict[str, dict[str, Any]] = {}
    workers = max(1, min(os.cpu_count() or 1, 4, len(wanted)))
    with ProcessPool(
        workers, context=get_context("spawn"), initializer=_start_worker, initargs=(consultation, registry)
    ) as pool:
        waiting = [
            (f, pool.schedule(_read_letter, args=(str(f.path), f.name), timeout=SECONDS_PER_FILE)) for f in wanted
        ]
        for number, (file, future) in enumerate(waiting, start=1):
            readings[file.name] = _mark_duplicate(_result_of(future, file), first_of)
            if progress:
                progress(number, len(wanted), file.name)
    for file in found:
        if file.name not in readings:
            too_large = None if file.reason else f"Filen er større enn {MAX_FILE_BYTES // 1_000_000} MB. Be om en mindre fil."
            status = "rejected" if too_large else "ignored"
            readings[file.name] = {"ledger": [_ledger_row(file.name, file.size, status, file.reason or too_large)]}
    return [readings[f.name] for f in found]


def _result_of(future: Any, file: FoundFile) -> dict[str, Any]:
    """What the worker read, or the ledger line that says why it did not."""
    from pebble import ProcessExpired

    try:
        return future.result()
    except FutureTimeoutError:
        reason = f"Lesingen tok mer enn {SECONDS_PER_FILE} sekunder. Be avsenderen om brevet som PDF eller ren tekst."
    except ProcessExpired:
        reason = "Filen stanset leseren og er trolig skadet. Be avsenderen om en ny kopi."
    except InnspillError as error:
        reason = _told([error.what, error.todo])
    except OSError:
        reason = "Filen kan ikke åpnes. Sjekk at den finnes og at du har lesetilgang."
    except Exception as error:  # the one border where anything may come from a stranger's file
        reason = f"Filen kan ikke leses ({type(error).__name__}). Be avsenderen om brevet som PDF."
    return {"ledger": [_ledger_row(file.name, file.size, "rejected", reason, sha256=sha256_if_there(file.path))]}


def _told(notes: Sequence[str]) -> str | None:
    """The notes as sentences, one after the other on one line; None if there are none."""
    lines = [" ".join(note.split()) for note in notes if note]
    return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines) or None


def _mark_duplicate(reading: dict[str, Any], first_of: dict[str, str]) -> dict[str, Any]:
    """A byte-identical copy of an earlier file is in the ledger and nowhere else."""
    row = reading["ledger"][0]
    if row["submission_id"] is None:
        return reading
    first = first_of.setdefault(row["sha256"], row["file"])
    if first == row["file"]:
        return reading
    return {"ledger": [{**row, "status": "duplicate", "reason": _told([f"Samme innhold som {first}"])}]}


def _ledger_row(name: str, size: int, status: str, reason: str | None, **more: object) -> dict[str, object]:
    empty = dict.fromkeys(("sha256", "format", "pages", "characters", "seconds", "submission_id", "repairs"))
    return {**empty, "file": name, "bytes": size, "status": status, "reason": reason, **more}


_worker: dict[str, Any] = {}


def _start_worker(consultation: Path, registry: Path) -> None:
    _worker.update(consultation=load_consultation(consultation), registry=load_registry(registry))


def _read_letter(path: str, name: str) -> dict[str, Any]:
    """In the worker: bytes → pages → segments and sender, as rows by table name."""
    started = time.perf_counter()
    raw = _read_bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    ident = digest[:10]
    pages = clean_pages(read_pages(raw, name))
    if not any(line.text.strip() for line in pages.lines):
        raise InnspillError(name, "Filen inneholder ingen tekst", "Er brevet skannet, kjør tekstgjenkjenning (OCR)")
    letter = segment_letter(pages, _worker["consultation"], ident)
    call = _worker["consultation"].call(letter.call)
    when = letter.date or (call.letter_date or call.answer_by if call else None)
    sender = find_sender(cells_apart(pages), name, _worker["registry"], when)
    notes = [*pages.warnings, *letter.notes, *sender.notes]
    ledger = _ledger_row(
        name, len(raw), "warning" if notes else "read", _told(notes), sha256=digest, format=pages.format,
        pages=pages.n_pages, characters=sum(len(line.text) for line in pages.lines), submission_id=ident,
        seconds=round(time.perf_counter() - started, 3), repairs=_told(pages.repairs),
    )  # fmt: skip
    return {
        "ledger": [ledger],
        "documents": [_document_row(ident, name, pages, letter, sender)],
        "signatories": [{"submission_id": ident, **signatory} for signatory in sender.signatories],
        "segments": letter.segments.to_dict("records"),
        "furniture": letter.furniture.to_dict("records"),
    }


def _document_row(ident: str, name: str, pages: Pages, letter: SegmentedLetter, sender: Sender) -> dict[str, object]:
    """The submission's row; `words` are all that were read, in segments and in furniture."""
    found = {column: getattr(sender, column) for column in DOCUMENTS.columns if hasattr(sender, column)}
    text = " ".join(letter.segments["text"]) or " ".join(letter.furniture["text"])
    return found | {
        "submission_id": ident,
        "file": name,
        "sender_evidence": sender.evidence,
        "sender_confidence": sender.confidence,
        "title": letter.title,
        "call": letter.call,
        "date": letter.date.isoformat() if letter.date else None,
        "language": detect_language(text),
        "pages": pages.n_pages,
        "words": letter.n_words,
    }


def _read_bytes(path: str) -> bytes:
    # O_NOFOLLOW and O_NONBLOCK (where the system has them): the file may have become a link or a pipe since it was listed.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def sha256_of(path: Path) -> str:
    """The file's sha256 as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_if_there(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None
