"""A folder that appears whole or not at all.

What is made goes into a hidden folder beside the one asked for, on the same file system, and takes its place by a
rename once it is complete. A run that is killed leaves the former folder as it was; what it left behind is cleared by
the next run on the same folder. The folder of somebody's own files is never replaced.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from innspill.errors import InnspillError
from innspill.parameters import shown_path

MANIFEST = "run.json"
# What file managers and editors leave in any folder that they show.
_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes `out` if the block ends well and vanishes if it does not.

    Raises InnspillError if `out` holds files that no run wrote, if another run is writing it, or if it cannot be put in
    place; `out` is then as it was.
    """
    target = out.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part, lock = _open_part(target)
    except OSError as error:
        what = f"the folder cannot be made ({error.strerror})"
        raise InnspillError(shown_path(out), what, "Choose another --out") from error
    try:
        _clear_leftovers(target, part)
        refuse_own_files(out)
        yield part
        _swap(part, target)
    finally:
        _remove(part)
        lock.close()
        Path(lock.name).unlink(missing_ok=True)


def refuse_own_files(out: Path) -> None:
    """Raise InnspillError if `out` is a file, or holds anything that the run before did not write (its run.json lists
    what it wrote)."""
    if not out.exists():
        return
    if not out.is_dir():
        raise InnspillError(shown_path(out), "this is a file", "Choose another --out")
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir() or path.is_symlink()}
    own = sorted(name for name in found if not _LITTER & set(name.split("/")))
    if not own:
        return
    written = _written(out)
    if written is None:
        what = "the folder is not empty, and no run of Innspill made it"
        raise InnspillError(shown_path(out), what, "Choose another --out")
    foreign = [name for name in own if name not in written]
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        what = f"«{foreign[0]}»{more} is not from Innspill and would be lost"
        raise InnspillError(shown_path(out), what, "Move it away or choose another --out")


def files_in(folder: Path) -> list[str]:
    """Every file under `folder`, as its path from there, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _written(out: Path) -> set[str] | None:
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return set(manifest["files"]) if manifest.get("made_by") == "innspill" else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _open_part(target: Path) -> tuple[Path, IO[bytes]]:
    part = _beside(target, str(os.getpid()), "part")
    lock = _beside(target, str(os.getpid()), "lock").open("wb")
    if not _take(lock):
        lock.close()
        raise _taken(target)
    _remove(part)
    part.mkdir()
    return part, lock


def _taken(target: Path) -> InnspillError:
    return InnspillError(shown_path(target), "another run is writing this folder", "Wait, or choose another --out")


def _clear_leftovers(target: Path, mine: Path) -> None:
    """Remove what killed runs left beside `target`; put `target` back if one was killed between its two renames."""
    for part in _leftovers(target, "part"):
        if part != mine:
            lock_file = part.with_suffix(".lock")
            with lock_file.open("ab") as lock:
                if not _take(lock):
                    raise _taken(target)
            _remove(part)
            lock_file.unlink(missing_ok=True)
    for former in _leftovers(target, "old"):
        if target.exists():
            _remove(former)
        else:
            former.rename(target)


def _swap(part: Path, target: Path) -> None:
    former = _beside(target, str(os.getpid()), "old")
    try:
        if target.exists():
            target.rename(former)
        part.rename(target)
    except OSError as error:
        if former.exists() and not target.exists():
            former.rename(target)
        what, todo = f"the folder could not be replaced ({error.strerror})", "Close the programs that use its files"
        raise InnspillError(shown_path(target), what, todo) from error
    _remove(former)


def _beside(target: Path, run: str, ending: str) -> Path:
    return target.with_name(f".{target.name}.{run}.{ending}")


def _leftovers(target: Path, ending: str) -> list[Path]:
    beginning = f".{target.name}."
    return sorted(
        path for path in target.parent.iterdir()
        if path.name.startswith(beginning) and path.name.removeprefix(beginning).removesuffix(f".{ending}").isdigit()
        and path.name.endswith(f".{ending}")
    )  # fmt: skip


def _take(lock: IO[bytes]) -> bool:
    """Lock the file for as long as this process lives; False if another process holds it.

    A process number would not do: it is soon given to another process, in a container at once.
    """
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(folder: Path) -> None:
    """Remove `folder`; a kernel that outlives its run by a second may still be writing there."""
    for _ in range(8):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.25)
