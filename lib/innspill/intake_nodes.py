"""Files on their way through reading, those inside others below them; which of them are copies, which make one submission."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from innspill.intake_rows import Part
from innspill.intake_worker import Errand, Opened


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
class Scanned(Refused):
    """A file that is all ink, and was not recognised."""


def find_copies(nodes: Sequence[Node]) -> dict[str, str]:
    """File → the file that it is a byte-identical copy of.

    The outermost go first: what lies in a copied e-mail is read with the original, so it is a copy too and never an original.
    Of two files as deep, the one in an e-mail goes before the one that lies alone.
    """
    first: dict[str, str] = {}
    copies: dict[str, str] = {}
    below: set[str] = set()
    for _, level in groupby(sorted(nodes, key=_height, reverse=True), key=_height):
        for node in sorted(level, key=lambda one: (one.errand.name in below, one.root is None, one.errand.name)):
            name = node.errand.name
            known = first.setdefault(node.outcome.sha256, name) if isinstance(node.outcome, Opened) else name
            if known != name:
                copies[name] = known
            if known != name or name in below:
                below.update(inner.errand.name for inner in node.inner)
    return copies | dict(_covering_copies(nodes, copies))


def _height(node: Node) -> int:
    """How many files lie in one another below this one, at the most."""
    return 1 + max(map(_height, node.inner), default=0)


def _covering_copies(nodes: Sequence[Node], copies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """E-mails without words of their own whose attachments are all read elsewhere: copies of the first of those."""
    for node in nodes:
        outcome = node.outcome
        if node.errand.name in copies or not isinstance(outcome, Opened) or not outcome.gathers:
            continue
        said = outcome.pages is not None and any(line.text.strip() for line in outcome.pages.lines)
        read = [inner.errand.name for inner in node.inner if isinstance(inner.outcome, Opened)]
        if not said and read and all(name in copies for name in read):
            yield node.errand.name, copies[read[0]]


def parts_of(node: Node, copies: Mapping[str, str]) -> list[Part]:
    """The files of the submission that begins at `node`, in their order, without copies of what is read elsewhere."""
    own = node.outcome.pages if isinstance(node.outcome, Opened) and node.errand.name not in copies else None
    parts = [Part(node.errand.name, own)] if own else []
    return [*parts, *(part for inner in node.inner for part in parts_of(inner, copies))]
