"""A folder of letters → the corpus: ledger, documents, signatories, segments, furniture and codes.

A corpus is made anew only when a letter, the consultation, the registry, the codebook or Innspill itself has changed, by
content and never by date.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

import innspill
from innspill.codebook import Codebook, load_codebook
from innspill.consultation_file import load_consultation
from innspill.consultations import Consultation
from innspill.corpus_folder import limits_of, read_manifest, refuse_place, scratch_in, whole_corpus, write_manifest
from innspill.errors import InnspillError
from innspill.intake import read_letters
from innspill.intake_folder import FoundFile, find_files, sha256_if_there, sha256_of
from innspill.intake_running import Progress, Reader
from innspill.intake_versions import flag_versions, load_decisions, number_private_persons
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.privacy import find_masks, mask_codes, mask_table
from innspill.reading.ocr import ocr_available
from innspill.registry import Registry, load_registry
from innspill.tables import CODES, DOCUMENTS, FURNITURE, LEDGER, MASKS, SEGMENTS, SIGNATORIES

_READING_LIBRARIES = ("pypdfium2", "lxml", "ftfy", "charset-normalizer", "olefile", "markdown-it-py", "py3langid", "rapidfuzz")
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
        manifest = read_manifest(self.folder)
        made_with = {**manifest.get("files", {}), "codebook": manifest.get("codebook")}
        return {**dict(zip(letters["file"], letters["sha256"], strict=True)), **made_with}

    @cached_property
    def fingerprint(self) -> str:
        """One sha256 of `inputs`."""
        return fingerprint(self.inputs)

    def published(self) -> "Corpus":
        """The same corpus as it may leave its folder: names, numbers and addresses of persons are masked in every table.

        Masked text keeps its length, so that the offsets of codes stay true; `masks` says what kinds are hidden, not the words.
        """
        segments, furniture, ledger, documents = (
            mask_table(getattr(self, place), place, self.masks) for place in ("segments", "furniture", "ledger", "documents")
        )
        # Masking may make two names alike; the same name stands for a file in every table.
        shown = dict(zip(self.ledger["file"], told_apart(ledger["file"]), strict=True))
        names = {place: getattr(self, place)["in_file"].map(shown) for place in ("segments", "furniture")}
        segments = segments.assign(in_file=names["segments"])
        return replace(
            self,
            ledger=ledger.assign(file=self.ledger["file"].map(shown)),
            documents=documents.assign(file=self.documents["file"].map(shown), sender=self._told_senders(documents)),
            segments=segments,
            furniture=furniture.assign(in_file=names["furniture"]),
            masks=self.masks.assign(text=None, row_id=None),
            codes=None if self.codes is None else mask_codes(self.codes, segments),
        )

    def _told_senders(self, documents: pd.DataFrame) -> pd.Series:
        """The senders, with the fylke where two of one name have written: «Herøy (Nordland) kommune»."""
        kommuner = self.registry.kommuner
        both = {row[number]: row["display_name"] for _, row in kommuner.iterrows() if row["display_name"]
                for number in ("kommune_nr_2020", "kommune_nr_2024")}  # fmt: skip
        numbers = documents[documents["kommune_nr"].notna()].groupby("sender")["kommune_nr"].nunique()
        twice = set(numbers.index[numbers > 1])
        told = [
            f"{both[number]} kommune" if sender in twice and number in both else sender
            for sender, number in zip(documents["sender"], documents["kommune_nr"], strict=True)
        ]
        return pd.Series(told, index=documents.index, dtype=documents["sender"].dtype)

    def questions(self, language: str = "nb") -> pd.DataFrame:
        """One row per question of each call: `call`, `call_label`, `question`, `facet`, `label`."""
        return self.consultation.question_table(language)


def fingerprint(inputs: Mapping[str, str]) -> str:
    """One sha256 of names and their sha256: what a figure rests on, in short."""
    return hashlib.sha256(json.dumps(dict(inputs), sort_keys=True).encode()).hexdigest()


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
    refuse_place(corpus, submissions)
    # Before the reading: a letter that changes meanwhile is read again next time.
    key = _reading_key(found, consultation, registry, limits)
    with whole_corpus(corpus) as part:
        reader = Reader(consultation.resolve(), registry.resolve(), scratch_in(part), limits, progress)
        readings = read_letters(found, reader, decisions.left_out)
        shutil.rmtree(reader.scratch)
        tables = _build_tables(readings, decisions.kept, known)
        for table in _READ_TABLES:
            table.write(tables[table.name], part)
        made_with = {p.name: sha256_of(p) for p in (consultation, *sorted(registry.glob("*.csv")))}
        write_manifest(part, {"reading": key, "files": made_with, "limits": asdict(limits)})
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


def code_corpus(folder: Path, codebook: Path) -> Path:
    """Code the segments of the corpus in `folder`; write `codes.parquet` there, one row a code on a segment; return its path.

    Segments are read and codes written some at a time: memory does not grow with the letters. Raises InnspillError if
    `folder` holds no corpus or cannot be written, or if the codebook is wrong.
    """
    from innspill.coding import SEEN, Coder, no_codes

    documents = pd.concat(DOCUMENTS.read_batches(folder, ["submission_id", "language"]))
    coded_with = load_codebook(codebook)
    coder = Coder(coded_with, documents)
    coded = (part for segments in SEGMENTS.read_batches(folder, SEEN) for part in coder.code(segments))
    manifest = read_manifest(folder)
    try:
        # If this breaks off just after the new codes are in place, nobody is to take them for those of the codebook before.
        write_manifest(folder, {name: value for name, value in manifest.items() if name != "codebook"})
        path = CODES.write_batches(chain([no_codes()], coded), folder)
        # Of the bytes that were read: the file may have been edited since.
        write_manifest(folder, {**manifest, "codebook": coded_with.sha256})
    except OSError as error:
        what = f"the codes could not be written ({error.strerror or error})"
        raise InnspillError(folder, what, "Check the folder's rights and the space on the disk") from error
    return path


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
    chosen = limits or limits_of(corpus)
    if read_manifest(corpus).get("reading") != _reading_key(found, consultation, registry, chosen):
        read_corpus(submissions, consultation=consultation, registry=registry, corpus=corpus, progress=progress, limits=chosen)
    if read_manifest(corpus).get("codebook") != sha256_of(codebook):
        code_corpus(corpus, codebook)
    tables = {table.name: table.read(corpus) for table in (*_READ_TABLES, CODES)}
    return Corpus(corpus, **tables, consultation=plan, registry=known, codebook=codes_of)


def _reading_key(found: Sequence[FoundFile], consultation: Path, registry: Path, limits: Limits) -> str:
    """One hash of all that the reading depends on: names and bytes of the letters, consultation, registry, limits, whether
    there is text recognition, the libraries that read, Innspill itself."""
    largest = limits.file_size * 2**20
    # A file over the limit is not read: its size is enough to know it by.
    parts = [f"{f.name}\0{f.reason or (f.size if f.size > largest else sha256_if_there(f.path))}" for f in found]
    parts += [repr(limits), f"ocr\0{ocr_available() is None}", *(f"{name}\0{_version(name)}" for name in _READING_LIBRARIES)]
    package = Path(innspill.__file__).parent
    for path in (consultation, *sorted(registry.glob("*.csv")), *sorted(package.rglob("*.py"))):
        parts.append(f"{path.name}\0{sha256_of(path)}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
