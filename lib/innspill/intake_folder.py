"""Which files a folder holds. Links are never followed, devices never opened, and every name found has its line."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from innspill.errors import InnspillError


@dataclass(frozen=True)
class FoundFile:
    """A file in the folder: `name` is relative to it, with «/»; `reason` says why it is not read (None: it is)."""

    path: Path
    name: str
    size: int
    reason: str | None = None


class Names:
    """Names of the ledger, each once: a second file of one name is «name (2)»."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def settle(self, name: str) -> str:
        number, settled = 2, name
        while settled in self._taken:
            settled = f"{name} ({number})"
            number += 1
        self._taken.add(settled)
        return settled


def find_files(folder: Path) -> list[FoundFile]:
    """Every file in `folder` and below, in order of name. Links, devices and hidden files are found but not read."""
    if not folder.is_dir():
        raise InnspillError(folder, "the folder of submissions is not there", "Give the folder that holds the letters")
    names = Names()
    found = sorted(_walk(folder), key=lambda f: f.name)
    return [replace(file, name=names.settle(file.name)) for file in found]


def _walk(root: Path) -> Iterator[FoundFile]:
    """The files below `root`, with a stack of its own: folders may lie deeper in one another than Python calls may."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            if folder == root:
                raise InnspillError(root, "the folder of submissions cannot be opened", "Check your rights to it") from None
            reason = "Mappen kan ikke åpnes. Sjekk at du har lesetilgang."
            yield FoundFile(folder, f"{_ledger_name(folder.relative_to(root))}/", 0, reason)
            continue
        for entry in listed:
            path = Path(entry.path)
            name = _ledger_name(path.relative_to(root))
            if entry.is_symlink():
                yield FoundFile(path, name, 0, "Filen er en lenke. Legg inn selve filen.")
            elif entry.is_dir(follow_symlinks=False) and entry.name.startswith("."):
                yield FoundFile(path, f"{name}/", 0, "Mappen er skjult. Gi den et annet navn hvis den skal leses.")
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                yield _found(entry, path, name)


def _found(entry: os.DirEntry, path: Path, name: str) -> FoundFile:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return FoundFile(path, name, 0, "Filen kan ikke åpnes. Sjekk at den finnes og at du har lesetilgang.")
    return FoundFile(path, name, status.st_size, _reason_to_ignore(entry.name, status))


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


def read_bytes(path: str, at_most: int) -> bytes:
    """At most `at_most` bytes of a regular file, or OSError."""
    # O_NOFOLLOW and O_NONBLOCK (where the system has them): the file may have become a link or a pipe since it was listed.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("this is no regular file")
        return file.read(at_most)


def sha256_of(path: Path) -> str:
    """The file's sha256 as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_if_there(path: Path) -> str | None:
    """The file's sha256; None where it cannot be opened, or is no regular file."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            return hashlib.file_digest(file, "sha256").hexdigest() if regular else None
    except OSError:
        return None
