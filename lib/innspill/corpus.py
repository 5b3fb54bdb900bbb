"""A folder of letters → the corpus: ledger, documents, signatories, segments, furniture and codes.

A corpus is made anew only when a letter, the consultation, the registry, the codebook or Innspill itself has changed, by
content and never by date.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

import innspill
from innspill.codebook import Codebook, load_codebook
from innspill.consultation_file import load_consultation
from innspill.consultations import Consultation
from innspill.errors import InnspillError
from innspill.intake import Progress, Reader, read_letters
from innspill.intake_folder import FoundFile, find_files, sha256_if_there, sha256_of
from innspill.intake_versions import flag_versions, load_decisions, number_private_persons
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.privacy import find_masks, mask_codes, mask_table
from innspill.reading.ocr import ocr_available
from innspill.registry import Registry, load_registry
from innspill.tables import CODES, DOCUMENTS, FURNITURE, LEDGER, MASKS, SEGMENTS, SIGNATORIES

_MANIFEST = "corpus.json"
_READ_TABLES = (LEDGER, DOCUMENTS, SIGNATORIES, SEGMENTS, FURNITURE, MASKS)


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
    masks: pd.DataFrame
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

    def published(self) -> "Corpus":
        """The same corpus as it may leave its folder: names, numbers and addresses of persons are masked in every table.

        Masked text keeps its length, so that the offsets of codes stay true; `masks` says what kinds are hidden, not the words.
        """
        segments = mask_table(self.segments, "segments", self.masks)
        ledger = mask_table(self.ledger, "ledger", self.masks)
        return replace(
            self,
            ledger=ledger.assign(file=told_apart(ledger["file"])),
            documents=mask_table(self.documents, "documents", self.masks),
            segments=segments,
            furniture=mask_table(self.furniture, "furniture", self.masks),
            masks=self.masks.assign(text=None, row_id=None),
            codes=None if self.codes is None else mask_codes(self.codes, segments),
        )

    def questions(self, language: str = "nb") -> pd.DataFrame:
        """One row per question of each call: `call`, `call_label`, `question`, `facet`, `label`."""
        return self.consultation.question_table(language)


def read_corpus(
    submissions: Path, *, consultation: Path, registry: Path, corpus: Path, progress: Progress | None = None,
    limits: Limits = STANDARD_LIMITS,
) -> Corpus:  # fmt: skip
    """Read every letter in `submissions` and write ledger, documents, signatories, segments, furniture, masks into `corpus`.

    A file that cannot be read, or that exceeds the `limits`, is a line in the ledger, and the run goes on. Raises
    InnspillError if the folder is missing or holds no file that can be a letter, or if the consultation, the registry or
    its decisions.csv is wrong.
    """
    plan, known, decisions = load_consultation(consultation), load_registry(registry), load_decisions(registry)
    found = find_files(submissions)
    if all(f.reason for f in found):
        raise InnspillError(submissions, "the folder holds no letters", "Put PDF, Word, e-mail, HTML or text files in it")
    with _whole_corpus(corpus) as part:
        reader = Reader(consultation.resolve(), registry.resolve(), _scratch_in(part), limits, progress)
        readings = read_letters(found, reader, decisions.left_out)
        shutil.rmtree(reader.scratch)
        tables = _build_tables(readings, decisions.kept, known)
        for table in _READ_TABLES:
            table.write(tables[table.name], part)
        made_with = {p.name: sha256_of(p) for p in (consultation, *sorted(registry.glob("*.csv")))}
        key = _reading_key(found, consultation, registry, limits)
        _write_manifest(part, {"reading": key, "files": made_with, "limits": asdict(limits)})
    return Corpus(corpus, **tables, codes=None, consultation=plan, registry=known, codebook=None)


def _build_tables(readings: Sequence[dict[str, Any]], kept: frozenset[str], registry: Registry) -> dict[str, pd.DataFrame]:
    tables = {
        table.name: table.build([row for r in readings for row in r.get(table.name, [])])
        for table in _READ_TABLES
        if table is not MASKS
    }
    number_private_persons(tables)
    flag_versions(tables, kept)
    found = {name: tables[name] for name in ("documents", "segments", "furniture", "ledger")}
    return {**tables, MASKS.name: MASKS.check(find_masks(**found, registry=registry))}


def told_apart(names: pd.Series) -> pd.Series:
    """The names with « (2)», « (3)» after those that masking made alike: two files must not share one."""
    twice = names.groupby(names).cumcount()
    return names.where(twice == 0, names + " (" + (twice + 1).astype("str") + ")")


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
    limits: Limits | None = None,
) -> Corpus:
    """The coded corpus of these letters: loaded from `corpus` if it was made from just this, else made there first.

    `limits` None: those that the corpus in the folder was made with, or the standard ones.
    """
    plan, known, codes_of = load_consultation(consultation), load_registry(registry), load_codebook(codebook)
    found = find_files(submissions)
    chosen = limits or _limits_of(corpus)
    if _read_manifest(corpus).get("reading") != _reading_key(found, consultation, registry, chosen):
        read_corpus(
            submissions, consultation=consultation, registry=registry, corpus=corpus, progress=progress, limits=chosen
        )
    if _read_manifest(corpus).get("codebook") != sha256_of(codebook):
        code_corpus(corpus, codebook)
    tables = {table.name: table.read(corpus) for table in (*_READ_TABLES, CODES)}
    return Corpus(corpus, **tables, consultation=plan, registry=known, codebook=codes_of)


def _reading_key(found: Sequence[FoundFile], consultation: Path, registry: Path, limits: Limits) -> str:
    """One hash of all that the reading depends on: names and bytes of the letters, consultation, registry, limits, whether
    there is text recognition, Innspill itself."""
    parts = [f"{f.name}\0{f.reason or sha256_if_there(f.path)}" for f in found]
    parts += [repr(limits), f"ocr\0{ocr_available() is None}"]
    package = Path(innspill.__file__).parent
    for path in (consultation, *sorted(registry.glob("*.csv")), *sorted(package.rglob("*.py"))):
        parts.append(f"{path.name}\0{sha256_of(path)}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@contextmanager
def _whole_corpus(corpus: Path) -> Iterator[Path]:
    """A hidden folder inside `corpus` whose files become the corpus if the block ends well, and vanish if not.

    Inside, because nothing is to be written outside the folder that was asked for. Raises InnspillError where it cannot be.
    """
    new = not corpus.exists()
    part = corpus / f".{os.getpid()}.part"
    try:
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


def _scratch_in(part: Path) -> Path:
    scratch = part.resolve() / "scratch"
    scratch.mkdir()
    return scratch


def _put_in_place(part: Path, corpus: Path) -> None:
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


def _limits_of(corpus: Path) -> Limits:
    known = _read_manifest(corpus).get("limits")
    try:
        return Limits(**known) if isinstance(known, dict) else STANDARD_LIMITS
    except (TypeError, InnspillError):
        return STANDARD_LIMITS


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    part = folder / f".{_MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / _MANIFEST)
