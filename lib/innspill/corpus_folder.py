"""The corpus folder: whole or not at all, never among the letters, never over somebody's own files."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.tables import CODES, TABLES

MANIFEST = "corpus.json"


def refuse_place(corpus: Path, submissions: Path) -> None:
    """Raise InnspillError for a corpus folder among the letters, where the next run would read it, and for one that holds
    somebody's own files."""
    place, letters = corpus.resolve(), submissions.resolve()
    if place.is_relative_to(letters) or letters.is_relative_to(place):
        raise InnspillError(corpus, "letters and corpus cannot lie in each other's folder", "Choose another --corpus")
    known = {table.file_name for table in TABLES} | {MANIFEST}
    own = sorted(path.name for path in corpus.iterdir() if not _is_leftover(path)) if corpus.is_dir() else []
    if set(own) - known and MANIFEST not in own:
        raise InnspillError(corpus, f"the folder holds other files («{own[0]}»), and is no corpus", "Choose another --corpus")


def _is_leftover(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(".part")


@contextmanager
def whole_corpus(corpus: Path) -> Iterator[Path]:
    """A hidden folder inside `corpus` whose files become the corpus if the block ends well, and vanish if not.

    Inside, because nothing is to be written outside the folder that was asked for. Raises InnspillError where it cannot be.
    """
    new = not corpus.exists()
    part = corpus / f".{os.getpid()}.part"
    try:
        _clear_leftovers(corpus)
        part.mkdir(parents=True)
        yield part
        _put_in_place(part, corpus)
    except OSError as error:
        what = f"the corpus folder could not be written ({error.strerror or error})"
        raise InnspillError(corpus, what, "Choose another folder, or check its rights and the space on the disk") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if new and corpus.is_dir() and not any(corpus.iterdir()):
            corpus.rmdir()


def _clear_leftovers(corpus: Path) -> None:
    """What a killed run left behind holds letters' text; that of a run at work stays."""
    for path in corpus.glob(".*.part") if corpus.is_dir() else ():
        number = path.name.strip(".").partition(".")[0]
        if path.is_dir() and number.isdecimal() and not _is_alive(int(number)):
            shutil.rmtree(path, ignore_errors=True)
    # What a killed coding left: it holds words of the letters.
    (corpus / f".{CODES.file_name}.part").unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    if process == os.getpid() or os.name == "nt":
        return process != os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def scratch_in(part: Path) -> Path:
    scratch = part.resolve() / "scratch"
    scratch.mkdir()
    return scratch


def _put_in_place(part: Path, corpus: Path) -> None:
    # The manifest goes first and comes last: without it the folder is not taken for a whole corpus.
    (corpus / MANIFEST).unlink(missing_ok=True)
    (corpus / CODES.file_name).unlink(missing_ok=True)
    for path in sorted(part.iterdir(), key=lambda p: p.name == MANIFEST):
        path.replace(corpus / path.name)


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def limits_of(corpus: Path) -> Limits:
    known = read_manifest(corpus).get("limits")
    try:
        return Limits(**known) if isinstance(known, dict) else STANDARD_LIMITS
    except (TypeError, InnspillError):
        return STANDARD_LIMITS


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    part = folder / f".{MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)
