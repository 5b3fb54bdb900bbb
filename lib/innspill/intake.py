"""Letters in: what becomes of each file of a folder.

No PDF library is safe inside our own process (of 81 hostile files 3 aborted it), so each file is read in a worker that can be
stopped: first all files of the folder, then the files that lay in them, level by level; then scans, with text recognition;
last the e-mails, each with its attachments as one submission. Whatever becomes of a file, it has its line in the ledger.
What the line says is bokmål, for analysts read it.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unicodedata import normalize

from innspill.intake_accounts import account_row, bundle_row, duplicate_row, refused_row
from innspill.intake_folder import FoundFile, Names, sha256_if_there
from innspill.intake_nodes import Node, Refused, find_copies, parts_of
from innspill.intake_running import Budget, Reader, open_level, outcome_of
from innspill.intake_worker import Errand, Inner, Opened, Submission, start_worker
from innspill.limits import Limits

# A worker is replaced after so many files: what a library forgets to give back does not add up to the memory limit.
_FILES_PER_WORKER = 400
_MOST_WORKERS = 4


def read_letters(found: Sequence[FoundFile], reader: Reader, left_out: Mapping[str, str]) -> list[dict[str, Any]]:
    """One reading per file, in order of name: rows by table name. `left_out`: file → why a reviewer left it out."""
    nodes = [_node_of(file, reader.limits, left_out) for file in found]
    waiting = sum(node.outcome is None for node in nodes)
    with _pool(reader, waiting) as pool:
        try:
            everything = _open_all(pool, nodes, reader, left_out)
            everything.sort(key=lambda node: node.errand.name)
            _refuse_twins(everything)
            copies = find_copies(everything)
            submissions = _join_parts(pool, everything, copies, reader)
        except BaseException:
            # Ctrl-C: leaving the pool would first read all that waits.
            pool.stop()
            raise
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
    elif reason := _left_out(file.name, left_out):
        node.outcome = Refused("ignored", reason, file.size, sha256_if_there(file.path))
    elif file.size > limits.file_size * 2**20:
        reason = f"Filen er større enn {limits.file_size} MB. Be om en mindre fil."
        node.outcome = Refused("rejected", reason, file.size)
    return node


def _left_out(name: str, left_out: Mapping[str, str]) -> str | None:
    """Why a reviewer left the file out. A Mac writes «å» in names as two characters, and a reviewer as one."""
    return left_out.get(normalize("NFC", name))


def _open_all(pool: Any, nodes: list[Node], reader: Reader, left_out: Mapping[str, str]) -> list[Node]:
    """Every node with its outcome, and the nodes of the files inside them, level by level."""
    everything: list[Node] = []
    budget = Budget(reader.limits)
    names = Names()
    for node in nodes:
        names.settle(node.errand.name)
    level = nodes
    while level:
        everything += level
        open_level(pool, [node for node in level if node.outcome is None], reader, budget)
        level = [inner for node in level for inner in _inner_nodes(node, budget, names, left_out)]
    return everything


def _inner_nodes(node: Node, budget: Budget, names: Names, left_out: Mapping[str, str]) -> Iterable[Node]:
    """The nodes of the files in a bundle; beyond the limits of depth, number and size they are refused, not opened."""
    if not isinstance(node.outcome, Opened):
        return
    gathered = node.outcome.gathers or node.root is not None
    for inner in node.outcome.inner:
        name = names.settle(f"{node.errand.name}/{inner.name}")
        errand = Errand(inner.path or "", name, budget.limits, part=gathered)
        child = Node(errand, inner.size, node.depth + 1, node.top, node.submission if gathered else None)
        child.outcome = _refuse_inner(inner, child, left_out)
        if child.outcome and inner.path:
            Path(inner.path).unlink(missing_ok=True)
        node.inner.append(child)
        yield child


def _refuse_inner(inner: Inner, child: Node, left_out: Mapping[str, str]) -> Refused | None:
    if inner.path is None:
        return Refused(inner.status or "ignored", inner.reason, inner.size)
    if reason := _left_out(child.errand.name, left_out):
        return Refused("ignored", reason, inner.size)
    deepest = child.errand.limits.depth
    if child.depth > deepest:
        return Refused("rejected", f"Filen ligger mer enn {deepest} filer dypt. Pakk den ut i mappen.", inner.size)
    return None


def _refuse_twins(nodes: Sequence[Node]) -> None:
    """Ids are the first 10 digits of a sha256: whoever tries can make two letters of one id. The second is not read."""
    known: dict[str, str] = {}
    for node in nodes:
        outcome = node.outcome
        if isinstance(outcome, Opened) and known.setdefault(outcome.sha256[:10], outcome.sha256) != outcome.sha256:
            reason = "Filen har samme kjennetegn som en annen fil. Lagre den på nytt og legg inn den kopien."
            node.outcome = Refused("rejected", reason, outcome.size, outcome.sha256)


def _join_parts(
    pool: Any, nodes: Sequence[Node], copies: Mapping[str, str], reader: Reader
) -> dict[str, Submission | Refused]:
    """File that gathers others (an e-mail) → the submission that it makes with them."""
    gathering = [n for n in nodes if isinstance(n.outcome, Opened) and n.outcome.gathers and n.root is None]
    joined: dict[str, Any] = {}
    for node in gathering:
        parts = parts_of(node, copies)
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
    if made is None and outcome.pages:
        made = Refused("rejected", "Filen hører til en e-post som ikke kan leses. Legg den inn alene.", outcome.size)
    if isinstance(made, Refused):
        return {"ledger": [refused_row(name, replace(made, size=outcome.size), outcome)]}
    if made is None:
        return {"ledger": [bundle_row(name, outcome, node.inner)]}
    row = account_row(name, outcome, made.accounts.get(name), idents[name], node.inner)
    return {"ledger": [row], **(made.rows if node.root is None else {})}
