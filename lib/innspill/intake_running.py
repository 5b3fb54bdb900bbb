"""Files through the reading processes, one level of files inside files at a time; what each came to."""

from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from innspill.errors import InnspillError
from innspill.intake_accounts import told
from innspill.intake_folder import sha256_if_there
from innspill.intake_nodes import Node, Refused, Scanned
from innspill.intake_worker import Errand, Inner, Opened, Submission, make_submission, read_for_corpus
from innspill.limits import Limits
from innspill.reading.ocr import ScanFound, ocr_available

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Reader:
    """How files are read: where consultation and registry are, the limits, a folder for bytes under way.

    `read` and `join` are the two functions that run in the worker.
    """

    consultation: Path
    registry: Path
    scratch: Path
    limits: Limits
    progress: Progress | None = None
    read: Callable[[Errand], Opened] = read_for_corpus
    join: Callable[..., Submission] = make_submission


class Budget:
    """How many files, and how many bytes, each file of the folder has held so far, however deep."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._held: dict[str, list[int]] = {}

    def take(self, top: str, inner: Inner) -> bool:
        """Count one more; is it within the limits?"""
        held = self._held.setdefault(top, [0, 0])
        held[0] += 1
        held[1] += inner.size
        return held[0] <= self.limits.members and held[1] <= self.limits.unpacked * 2**20

    def keep(self, node: Node) -> None:
        """Remove the bytes of what is over the limits as soon as they are known: they would fill the disk."""
        if not isinstance(node.outcome, Opened):
            return
        kept = []
        for inner in node.outcome.inner:
            within = self.take(node.top, inner)
            if not within and inner.path:
                Path(inner.path).unlink(missing_ok=True)
                inner = replace(inner, path=None, status="rejected", reason=self._told(node.top))
            kept.append(inner)
        node.outcome = replace(node.outcome, inner=tuple(kept))

    def is_spent(self, top: str) -> bool:
        held = self._held.get(top, [0, 0])
        return held[0] > self.limits.members or held[1] > self.limits.unpacked * 2**20

    def refuse(self, node: Node) -> Refused:
        return Refused("rejected", self._told(node.top), node.size)

    def _told(self, top: str) -> str:
        held = f"{self.limits.members} filer eller {self.limits.unpacked} MB"
        return f"{top} rommer mer enn {held}, og resten er ikke lest. Pakk den ut i mappen."


def open_level(pool: Any, level: list[Node], reader: Reader, budget: Budget) -> None:
    """Read the files of one level; those whose text is ink once more, with text recognition where it is there."""
    _run(pool, reader, level, reader.limits.seconds, budget)
    scans = [node for node in level if _is_scan(node.outcome)]
    missing = ocr_available() if reader.limits.ocr_seconds else "Tekstgjenkjenning (OCR) er slått av."
    if scans and missing is None:
        for node in scans:
            node.errand = replace(node.errand, recognise=True)
        _run(pool, reader, scans, reader.limits.ocr_seconds, budget)
    for node in scans if missing else ():
        node.outcome = _without_recognition(node.outcome, missing)
    for node in level:
        if node.depth:
            Path(node.errand.path).unlink(missing_ok=True)


def _without_recognition(outcome: Opened | Refused | None, missing: str) -> Opened | Refused | None:
    """The same, and the ledger says how its ink could be read."""
    if isinstance(outcome, Opened):
        return replace(outcome, warnings=(*outcome.warnings, missing))
    return replace(outcome, reason=told([outcome.reason, missing])) if outcome else None


def _is_scan(outcome: Opened | Refused | None) -> bool:
    if isinstance(outcome, Opened):
        return outcome.pages is not None and bool(outcome.pages.scanned)
    return isinstance(outcome, Scanned)


def _run(pool: Any, reader: Reader, nodes: Sequence[Node], seconds: int, budget: Budget) -> None:
    futures = [pool.schedule(reader.read, args=(node.errand,), timeout=seconds) for node in nodes]
    for number, (node, future) in enumerate(zip(nodes, futures, strict=True), start=1):
        if budget.is_spent(node.top) and node.depth and future.cancel():
            node.outcome = budget.refuse(node)
        else:
            # A scan that recognition could not read keeps what was read of it without.
            node.outcome = _better(node.outcome, outcome_of(future, node, seconds))
            budget.keep(node)
        if reader.progress:
            reader.progress(number, len(nodes), node.errand.name)


def _better(before: Opened | Refused | None, now: Opened | Refused) -> Opened | Refused:
    if isinstance(before, Opened) and isinstance(now, Refused):
        note = f"Tekstgjenkjenningen mislyktes: {now.reason}"
        return replace(before, warnings=(*before.warnings, note))
    return now


def outcome_of(future: Any, node: Node, seconds: int) -> Opened | Refused:
    """What the worker read, or why it did not."""
    from pebble import ProcessExpired

    kind = Refused
    try:
        return future.result()
    except FutureTimeoutError:
        reason = f"Lesingen tok mer enn {seconds} sekunder. Be avsenderen om brevet som PDF eller ren tekst."
    except ProcessExpired:
        reason = "Filen stanset leseren og er trolig skadet. Be avsenderen om en ny kopi."
    except ScanFound as error:
        reason, kind = told([error.what]), Scanned
    except InnspillError as error:
        reason = told([error.what, error.todo])
    except MemoryError:
        reason = f"Lesingen krever mer minne enn {node.errand.limits.memory} MB. Be om en mindre fil."
    except OSError:
        reason = "Filen kan ikke åpnes. Sjekk at den finnes og at du har lesetilgang."
    except Exception as error:  # the one border where anything may come from a stranger's file
        reason = f"Filen kan ikke leses ({type(error).__name__}). Be avsenderen om brevet som PDF."
    return kind("rejected", reason, node.size, sha256_if_there(Path(node.errand.path)))
