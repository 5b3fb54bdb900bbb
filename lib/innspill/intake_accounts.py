"""The ledger's lines: one for each file, whatever became of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_EMPTY = ("sha256", "format", "pages", "characters", "words", "segment_words", "furniture_words", "seconds",
          "submission_id", "repairs")  # fmt: skip
_MOST_NAMED = 5


def told(notes: Sequence[str | None]) -> str | None:
    """The notes as sentences, one after the other on one line, each once; None if there are none."""
    # A name inside may hold anything, also half a character.
    clean = (note.encode("utf-8", "replace").decode("utf-8") for note in notes if note)
    lines = dict.fromkeys(" ".join(note.split()) for note in clean)
    return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines) or None


def _row(name: str, size: int, status: str, reason: str | None, **more: object) -> dict[str, Any]:
    return {**dict.fromkeys(_EMPTY), "file": name, "bytes": size, "status": status, "reason": reason, **more}


def refused_row(name: str, refused: Any, opened: Any = None) -> dict[str, Any]:
    """A file that is not read. `opened` is what was found in it before the reading of its submission went wrong."""
    more = {"sha256": opened.sha256, "format": opened.format, "seconds": opened.seconds} if opened else {}
    return _row(name, refused.size, refused.status, refused.reason, **{"sha256": refused.sha256, **more})


def duplicate_row(name: str, opened: Any, original: str, ident: str | None) -> dict[str, Any]:
    """A byte-identical copy of another file: in the ledger and nowhere else."""
    return _row(
        name, opened.size, "duplicate", told([f"Samme innhold som {original}"]), sha256=opened.sha256, format=opened.format,
        seconds=opened.seconds, submission_id=ident,
    )  # fmt: skip


def bundle_row(name: str, opened: Any, inner: Sequence[Any]) -> dict[str, Any]:
    """An archive: its members have lines of their own. An e-mail without any text: rejected."""
    if opened.gathers:
        reason = told(["E-posten inneholder ingen tekst som kan leses. Be avsenderen om brevet som PDF", *opened.warnings])
        return _row(name, opened.size, "rejected", reason, sha256=opened.sha256, format=opened.format, seconds=opened.seconds)
    notes = [*opened.warnings, _unread(inner)]
    return _row(
        name, opened.size, "warning" if any(notes) else "read", told(notes), sha256=opened.sha256, format=opened.format,
        seconds=opened.seconds,
    )  # fmt: skip


def account_row(
    name: str, opened: Any, account: Mapping[str, Any] | None, ident: str, inner: Sequence[Any]
) -> dict[str, Any]:
    """A file of a submission: its words, and where they went. `account` is None for an e-mail whose text is all attached."""
    counts = dict(account) if account else {}
    notes = [*opened.warnings, *counts.pop("notes", ()), _unread(inner)]
    repairs = told(counts.pop("repairs", ()))
    return _row(
        name, opened.size, "warning" if any(notes) else "read", told(notes), sha256=opened.sha256, submission_id=ident,
        seconds=opened.seconds, **{"format": opened.format, **counts, "repairs": repairs},
    )  # fmt: skip


def _unread(inner: Sequence[Any]) -> str | None:
    """The note that files inside this one, however deep, could not be read."""
    names = [name.rpartition("/")[2] for name in _rejected(inner)]
    if not names:
        return None
    shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    files, them = ("fil", "den") if len(names) == 1 else ("filer", "dem")
    return f"{len(names)} {files} inni kan ikke leses ({shown}). Se hva regnskapet sier om {them}"


def _rejected(inner: Sequence[Any]) -> Iterator[str]:
    for node in inner:
        if getattr(node.outcome, "status", None) == "rejected":
            yield node.errand.name
        yield from _rejected(node.inner)
