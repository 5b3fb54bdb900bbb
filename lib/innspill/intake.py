"""Letters in: what becomes of each file of a folder.

No PDF library is safe inside our own process (of 81 hostile files 3 aborted it), so each file is read in a worker that can be
stopped: first all files of the folder, then the files that lay in them, level by level; then scans, with text recognition;
last the e-mails, each with its attachments as one submission. Whatever becomes of a file, it has its line in the ledger.
What the line says is bokmål, for analysts read it.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from innspill.errors import InnspillError
from innspill.intake_accounts import account_row, bundle_row, duplicate_row, refused_row, told
from innspill.intake_folder import FoundFile, sha256_if_there
from innspill.intake_worker import Errand, Inner, Opened, Part, Submission, make_submission, read_file, start_worker
from innspill.limits import Limits
from innspill.reading.ocr import ScanFound, ocr_available

Progress = Callable[[int, int, str], None]
# A worker is replaced after so many files: what a library forgets to give back does not add up to the memory limit.
_FILES_PER_WORKER = 400
_MOST_WORKERS = 4


@dataclass(frozen=True)
class Refused:
    """Why a file was not read: the ledger's status and reason."""

    status: str
    reason: str | None
    size: int
    sha256: str | None = None


@dataclass
class Node:
    """A file on its way: `root` is the node that it is one submission with (itself unless it is part of one)."""

    errand: Errand
    size: int
    depth: int
    top: str
    root: "Node | None" = None
    outcome: Opened | Refused | None = None
    inner: list["Node"] = field(default_factory=list)

    @property
    def submission(self) -> "Node":
        return self.root or self


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
    read: Callable[[Errand], Opened] = read_file
    join: Callable[..., Submission] = make_submission


def read_letters(found: Sequence[FoundFile], reader: Reader, left_out: Mapping[str, str]) -> list[dict[str, Any]]:
    """One reading per file, in order of name: rows by table name. `left_out`: file → why a reviewer left it out."""
    nodes = [_node_of(file, reader.limits, left_out) for file in found]
    waiting = sum(node.outcome is None for node in nodes)
    with _pool(reader, waiting) as pool:
        everything = _open_all(pool, nodes, reader, left_out)
        everything.sort(key=lambda node: node.errand.name)
        copies = _copies(everything)
        submissions = _join_parts(pool, everything, copies, reader)
    idents = _idents(everything, submissions)
    return [_reading(node, copies, submissions, idents) for node in everything]


def _pool(reader: Reader, n_files: int) -> Any:
    from pebble import ProcessPool

    workers = max(1, min(os.cpu_count() or 1, _MOST_WORKERS, n_files))
    start = (reader.consultation, reader.registry, reader.scratch, reader.limits)
    return ProcessPool(
        workers, max_tasks=_FILES_PER_WORKER, context=get_context("spawn"), initializer=start_worker, initargs=start
    )


def _node_of(file: FoundFile, limits: Limits, left_out: Mapping[str, str]) -> Node:
    node = Node(Errand(str(file.path), file.name, limits), file.size, 0, file.name)
    if file.reason:
        node.outcome = Refused("ignored", file.reason, file.size)
    elif file.name in left_out:
        node.outcome = Refused("ignored", left_out[file.name], file.size, sha256_if_there(file.path))
    elif file.size > limits.file_size * 2**20:
        reason = f"Filen er større enn {limits.file_size} MB. Be om en mindre fil."
        node.outcome = Refused("rejected", reason, file.size)
    return node


def _open_all(pool: Any, nodes: list[Node], reader: Reader, left_out: Mapping[str, str]) -> list[Node]:
    """Every node with its outcome, and the nodes of the files inside them, level by level."""
    everything: list[Node] = []
    unpacked: dict[str, list[int]] = {}
    level = nodes
    while level:
        everything += level
        _open_level(pool, [node for node in level if node.outcome is None], reader)
        level = [inner for node in level for inner in _inner_nodes(node, reader.limits, unpacked, left_out)]
    return everything


def _open_level(pool: Any, level: list[Node], reader: Reader) -> None:
    """Read the files of one level; those whose text is ink once more, with text recognition where it is there."""
    _run(pool, reader, level, reader.limits.seconds)
    scans = [node for node in level if _is_scan(node.outcome)]
    missing = ocr_available() if reader.limits.ocr_seconds else "Tekstgjenkjenning (OCR) er slått av."
    if scans and missing is None:
        for node in scans:
            node.errand = replace(node.errand, recognise=True)
        _run(pool, reader, scans, reader.limits.ocr_seconds)
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


@dataclass(frozen=True)
class Scanned(Refused):
    """A file that is all ink, and was not recognised."""


def _run(pool: Any, reader: Reader, nodes: Sequence[Node], seconds: int) -> None:
    futures = [pool.schedule(reader.read, args=(node.errand,), timeout=seconds) for node in nodes]
    for number, (node, future) in enumerate(zip(nodes, futures, strict=True), start=1):
        # A scan that recognition could not read keeps what was read of it without.
        outcome = outcome_of(future, node, seconds)
        node.outcome = _better(node.outcome, outcome)
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


def _inner_nodes(node: Node, limits: Limits, unpacked: dict[str, list[int]], left_out: Mapping[str, str]) -> Iterable[Node]:
    """The nodes of the files in a bundle; beyond the limits of depth, number and size they are refused, not opened."""
    if not isinstance(node.outcome, Opened):
        return
    gathered = node.outcome.gathers or node.root is not None
    for inner in node.outcome.inner:
        name = f"{node.errand.name}/{inner.name}"
        errand = Errand(inner.path or "", name, limits, part=gathered)
        child = Node(errand, inner.size, node.depth + 1, node.top, node.submission if gathered else None)
        child.outcome = _refuse_inner(inner, child, limits, unpacked.setdefault(node.top, [0, 0]), left_out)
        if child.outcome and inner.path:
            Path(inner.path).unlink(missing_ok=True)
        node.inner.append(child)
        yield child


def _refuse_inner(
    inner: Inner, child: Node, limits: Limits, total: list[int], left_out: Mapping[str, str]
) -> Refused | None:
    total[0] += 1
    total[1] += inner.size
    if inner.path is None:
        return Refused(inner.status or "ignored", inner.reason, inner.size)
    if child.errand.name in left_out:
        return Refused("ignored", left_out[child.errand.name], inner.size)
    if child.depth > limits.depth:
        return Refused("rejected", f"Filen ligger mer enn {limits.depth} filer dypt. Pakk den ut i mappen.", inner.size)
    if total[0] > limits.members or total[1] > limits.unpacked * 2**20:
        reason = f"{child.top} har mer enn {limits.members} filer eller {limits.unpacked} MB. Pakk den ut i mappen."
        return Refused("rejected", reason, inner.size)
    return None


def _copies(nodes: Sequence[Node]) -> dict[str, str]:
    """File → the file that it is a byte-identical copy of. What lies in an e-mail goes before what lies alone."""
    first: dict[str, str] = {}
    copies: dict[str, str] = {}
    for node in sorted(nodes, key=lambda one: (one.root is None, one.errand.name)):
        outcome = node.outcome
        if not isinstance(outcome, Opened) or (outcome.inner and not outcome.gathers):
            continue
        known = first.setdefault(outcome.sha256, node.errand.name)
        if known != node.errand.name:
            copies[node.errand.name] = known
    return copies


def _parts_of(node: Node, copies: Mapping[str, str]) -> list[Part]:
    """The files of the submission that begins at `node`, in their order, without copies of what is read elsewhere."""
    own = node.outcome.pages if isinstance(node.outcome, Opened) and node.errand.name not in copies else None
    parts = [Part(node.errand.name, own)] if own else []
    return [*parts, *(part for inner in node.inner for part in _parts_of(inner, copies))]


def _join_parts(
    pool: Any, nodes: Sequence[Node], copies: Mapping[str, str], reader: Reader
) -> dict[str, Submission | Refused]:
    """File that gathers others (an e-mail) → the submission that it makes with them."""
    gathering = [n for n in nodes if isinstance(n.outcome, Opened) and n.outcome.gathers and n.root is None]
    joined: dict[str, Any] = {}
    for node in gathering:
        parts = _parts_of(node, copies)
        if parts and node.errand.name not in copies:
            task = partial(reader.join, node.outcome.sha256[:10], node.errand.name, tuple(parts))
            joined[node.errand.name] = (node, pool.schedule(task, timeout=reader.limits.seconds))
    return {name: outcome_of(future, node, reader.limits.seconds) for name, (node, future) in joined.items()}


def _idents(nodes: Sequence[Node], submissions: Mapping[str, Any]) -> dict[str, str]:
    """File → the id of the submission that it belongs to; files of none are left out."""
    found: dict[str, str] = {}
    for node in nodes:
        made = _made_of(node, submissions)
        if isinstance(made, Submission):
            found[node.errand.name] = made.rows["documents"][0]["submission_id"]
    return found


def _made_of(node: Node, submissions: Mapping[str, Any]) -> Submission | Refused | None:
    if not isinstance(node.outcome, Opened):
        return None
    alone = node.root is None and not node.outcome.gathers
    return node.outcome.submission if alone else submissions.get(node.submission.errand.name)


def _reading(
    node: Node, copies: Mapping[str, str], submissions: Mapping[str, Any], idents: Mapping[str, str]
) -> dict[str, Any]:
    """The rows that a file gives: its line in the ledger and, where it begins a submission, the submission's."""
    name, outcome = node.errand.name, node.outcome
    if isinstance(outcome, Refused):
        return {"ledger": [refused_row(name, outcome)]}
    original = copies.get(name)
    if original:
        return {"ledger": [duplicate_row(name, outcome, original, idents.get(original))]}
    made = _made_of(node, submissions)
    if isinstance(made, Refused) or (made is None and outcome.pages):
        return {"ledger": [refused_row(name, made or Refused("rejected", None, outcome.size), outcome)]}
    if made is None:
        return {"ledger": [bundle_row(name, outcome, node.inner)]}
    row = account_row(name, outcome, made.accounts.get(name), idents[name], node.inner)
    return {"ledger": [row], **(made.rows if node.root is None else {})}
