"""A folder of letters → the corpus: ledger, documents, signatories, segments, furniture and codes.

A corpus is made anew only when a letter, the consultation, the registry, the codebook or Innspill itself has changed, by
content and never by date.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

import innspill
from innspill.codebook import Codebook, load_codebook
from innspill.consultation_file import load_consultation
from innspill.consultations import Consultation
from innspill.errors import InnspillError
from innspill.intake import FoundFile, Progress, find_files, read_letters, sha256_if_there, sha256_of
from innspill.registry import Registry, load_registry
from innspill.tables import CODES, DOCUMENTS, FURNITURE, LEDGER, SEGMENTS, SIGNATORIES, Table

_MANIFEST = "corpus.json"
_READ_TABLES = (LEDGER, DOCUMENTS, SIGNATORIES, SEGMENTS, FURNITURE)


@dataclass(frozen=True)
class Corpus:
    """The tables of a corpus folder, with the registry, consultation and codebook that they were made with.

    `codes` is None until the corpus is coded.
    """

    folder: Path
    ledger: pd.DataFrame
    documents: pd.DataFrame
    signatories: pd.DataFrame
    segments: pd.DataFrame
    furniture: pd.DataFrame
    codes: pd.DataFrame | None
    consultation: Consultation
    registry: Registry
    codebook: Codebook | None

    @cached_property
    def own_names(self) -> frozenset[str]:
        """Lower-cased words of the senders' own names: what a sender is called is no finding about what it says."""
        names = [*self.registry.kommuner["name"], *self.registry.helsefellesskap["official_name"]]
        return frozenset(word for name in names for word in name.casefold().replace("-", " ").split() if len(word) > 2)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Name → sha256 of every letter read and of consultation, codebook and registry: what a figure rests on."""
        letters = self.ledger.dropna(subset=["submission_id"]).sort_values("file")
        manifest = _read_manifest(self.folder)
        made_with = {**manifest.get("files", {}), "codebook": manifest.get("codebook")}
        return {**dict(zip(letters["file"], letters["sha256"], strict=True)), **made_with}

    @cached_property
    def fingerprint(self) -> str:
        """One sha256 of `inputs`."""
        return hashlib.sha256(json.dumps(self.inputs, sort_keys=True).encode()).hexdigest()

    def questions(self, language: str = "nb") -> pd.DataFrame:
        """One row per question of each call: `call`, `call_label`, `question`, `facet`, `label`."""
        return self.consultation.question_table(language)


def read_corpus(
    submissions: Path, *, consultation: Path, registry: Path, corpus: Path, progress: Progress | None = None
) -> Corpus:
    """Read every letter in `submissions` and write ledger, documents, signatories, segments and furniture into `corpus`.

    A file that cannot be read is a line in the ledger, and the run goes on. Raises InnspillError if the folder is missing or
    holds no file that can be a letter, or if the consultation or the registry is wrong.
    """
    plan, known = load_consultation(consultation), load_registry(registry)
    found = find_files(submissions)
    if all(f.reason for f in found):
        raise InnspillError(
            submissions, "the folder holds no letters", "Put PDF, Word, PowerPoint, HTML or text files in it"
        )
    readings = read_letters(found, consultation, registry, progress)
    tables = {
        table.name: table.build([row for r in readings for row in r.get(table.name, [])]) for table in _READ_TABLES
    }
    made_with = {p.name: sha256_of(p) for p in (consultation, *sorted(registry.glob("*.csv")))}
    _write(tables, corpus, {"reading": _reading_key(found, consultation, registry), "files": made_with})
    return Corpus(corpus, **tables, codes=None, consultation=plan, registry=known, codebook=None)


def code_corpus(folder: Path, codebook: Path) -> pd.DataFrame:
    """Code the segments of the corpus in `folder`; write `codes.parquet` there and return it: one row a code on a segment.

    Raises InnspillError if `folder` holds no corpus or if the codebook is wrong.
    """
    from innspill.coding import code_segments

    codes = code_segments(SEGMENTS.read(folder), load_codebook(codebook), DOCUMENTS.read(folder))
    CODES.write(codes, folder)
    manifest = _read_manifest(folder)
    _write_manifest(folder, {**manifest, "codebook": sha256_of(codebook)})
    return codes


def open_corpus(
    submissions: Path,
    *,
    consultation: Path,
    codebook: Path,
    registry: Path,
    corpus: Path,
    progress: Progress | None = None,
) -> Corpus:
    """The coded corpus of these letters: loaded from `corpus` if it was made from just this, else made there first."""
    plan, known, codes_of = load_consultation(consultation), load_registry(registry), load_codebook(codebook)
    found = find_files(submissions)
    if _read_manifest(corpus).get("reading") != _reading_key(found, consultation, registry):
        read_corpus(submissions, consultation=consultation, registry=registry, corpus=corpus, progress=progress)
    if _read_manifest(corpus).get("codebook") != sha256_of(codebook):
        code_corpus(corpus, codebook)
    tables = {table.name: table.read(corpus) for table in (*_READ_TABLES, CODES)}
    return Corpus(corpus, **tables, consultation=plan, registry=known, codebook=codes_of)


def _reading_key(found: Sequence[FoundFile], consultation: Path, registry: Path) -> str:
    """One hash of all that the reading depends on: names and bytes of the letters, consultation, registry, Innspill itself."""
    parts = [f"{f.name}\0{f.reason or sha256_if_there(f.path)}" for f in found]
    package = Path(innspill.__file__).parent
    for path in (consultation, *sorted(registry.glob("*.csv")), *sorted(package.rglob("*.py"))):
        parts.append(f"{path.name}\0{sha256_of(path)}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _write(tables: dict[str, pd.DataFrame], corpus: Path, manifest: dict[str, Any]) -> None:
    """All tables or none: written beside the folder, then put in its place. Raises InnspillError if that cannot be."""
    part = corpus.with_name(f".{corpus.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        by_name: dict[str, Table] = {t.name: t for t in _READ_TABLES}
        for name, table in tables.items():
            by_name[name].write(table, part)
        _write_manifest(part, manifest)
        _put_in_place(part, corpus)
    except OSError as error:
        what = f"the corpus folder could not be written ({error.strerror or error})"
        raise InnspillError(corpus, what, "Choose another folder, or check its rights and the space on the disk") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put_in_place(part: Path, corpus: Path) -> None:
    corpus.mkdir(parents=True, exist_ok=True)
    # The manifest goes first and comes last: without it the folder is not taken for a whole corpus.
    (corpus / _MANIFEST).unlink(missing_ok=True)
    (corpus / CODES.file_name).unlink(missing_ok=True)
    for path in sorted(part.iterdir(), key=lambda p: p.name == _MANIFEST):
        path.replace(corpus / path.name)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    part = folder / f".{_MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / _MANIFEST)
