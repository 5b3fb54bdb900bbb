"""What a figure package says: the numbers drawn, the letters and passages behind them, and the versions that made it.

Written by exporting, read back by the page. Text is NFC without control characters, a missing value is null or empty.
"""

import csv
import io
import json
import math
import platform
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

from innspill.errors import InnspillError
from innspill.results import Result

SUFFIXES = ("svg", "png", "pdf", "csv", "json")
KIND = "innspill-figure"
QUOTES_PER_ROW, QUOTES_IN_LARGE = 8, 3  # passages kept behind each number; how many there are is always said
LARGE = 120  # numbers with passages behind them
QUOTE_LENGTH = 600  # characters of a passage
_FORMULA = tuple("=+-@\t\r")
_LETTER_COLUMNS = ("sender", "sender_type", "file", "call", "date", "language")


def plain_text(text: str) -> str:
    """NFC text that any file can hold: no surrogates, no control characters but tab and line feed."""
    kept = (c for c in unicodedata.normalize("NFC", text) if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept)


def plain_value(value: object) -> object:
    """`value` as JSON can hold it: keys are text, a missing number is null, anything unknown is its text."""
    if isinstance(value, Mapping):
        return {plain_text(str(key)): plain_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain_value(item) for item in value), key=str)
    if isinstance(value, str):
        return plain_text(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return plain_text(str(value))


def without_place(value: object) -> object:
    """A path as its last name: the same run in another folder must give the same bytes."""
    if isinstance(value, Path) or (isinstance(value, str) and Path(value).is_absolute()):
        return Path(value).name
    return value


def table_csv(table: pd.DataFrame) -> bytes:
    """The numbers drawn as CSV: UTF-8, NFC, a missing value empty; text that a spreadsheet would run begins with '."""
    written = pd.DataFrame(
        {plain_text(str(name)): [_csv_cell(cell) for cell in table[name].astype(object)] for name in table.columns},
        dtype=object,
    )
    return written.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _csv_cell(cell: object) -> object:
    if isinstance(cell, str):
        text = plain_text(cell)
        return f"'{text}" if cell.startswith(_FORMULA) or text.startswith(_FORMULA) else text
    return None if cell is None or pd.isna(cell) else cell


def letters_behind(result: Result, documents: pd.DataFrame | None = None) -> list[dict[str, object]]:
    """The submissions that the figure rests on, by id: sender, type, file, call, date, and passages behind its numbers.

    They are those in the evidence and in the table; a result that names none rests on all `documents`.
    """
    known: dict[str, dict[str, object]] = {}
    for source in (documents, result.table, result.evidence):
        if source is None or "submission_id" not in source.columns:
            continue
        first = source.dropna(subset=["submission_id"]).drop_duplicates("submission_id")
        columns = [c for c in _LETTER_COLUMNS if c in source.columns]
        for submission, *cells in first[["submission_id", *columns]].itertuples(index=False):
            letter = known.setdefault(str(submission), {"submission_id": str(submission)})
            letter.update({c: cell for c, cell in zip(columns, cells, strict=True) if c not in letter and not pd.isna(cell)})
    named = [frame["submission_id"] for frame in (result.table, result.evidence) if "submission_id" in frame.columns]
    ids = sorted({str(i) for series in named for i in series.dropna()}) or sorted(known)
    passages: Mapping[str, int] = {}
    if {"submission_id", "segment_id"} <= set(result.evidence.columns):
        passages = result.evidence.groupby("submission_id")["segment_id"].nunique().to_dict()
    return [{**known[i], "n_segments": int(passages.get(i, 0))} for i in ids]


def evidence_rows(result: Result) -> list[dict[str, object]]:
    """For each row of the table with evidence: its key, how many passages and letters, and the first few passages."""
    keys = [key for key in result.keys if key in result.evidence.columns and key in result.table.columns]
    if not keys or result.evidence.empty or "segment_id" not in result.evidence.columns:
        return []
    shown = [c for c in ("sender", "question", "page", "text", "evidence", "segment_id") if c in result.evidence.columns]
    groups = dict(iter(result.evidence.groupby(keys, sort=False, dropna=False)))
    most = QUOTES_PER_ROW if len(groups) <= LARGE else QUOTES_IN_LARGE
    found = []
    for key in dict.fromkeys(result.table[keys].itertuples(index=False, name=None)):
        rows = groups.get(key)
        if rows is None:
            continue
        rows = rows.drop_duplicates("segment_id")
        found.append({
            "row": dict(zip(keys, key, strict=True)), "n": len(rows),
            "n_letters": int(rows["submission_id"].nunique()) if "submission_id" in rows.columns else None,
            "passages": [
                {c: _short(cell) for c, cell in zip(shown, cells, strict=True)}
                for cells in _one_letter_at_a_time(rows).head(most)[shown].itertuples(index=False)
            ],
        })  # fmt: skip
    return found


def _one_letter_at_a_time(rows: pd.DataFrame) -> pd.DataFrame:
    """The first passage of every letter, then the second of every letter …: a long letter must not crowd out the others."""
    if "submission_id" not in rows.columns:
        return rows
    return rows.assign(_turn=rows.groupby("submission_id").cumcount()).sort_values("_turn", kind="stable")


def _short(cell: object) -> object:
    if isinstance(cell, str) and len(cell) > QUOTE_LENGTH:
        return cell[:QUOTE_LENGTH].rstrip() + " …"
    return cell


def versions() -> dict[str, str | None]:
    """The versions that decide a figure's bytes."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for package in ("innspill", "matplotlib", "pandas"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = None
    return found


@dataclass(frozen=True)
class Package:
    """A figure package as it was found: what its json says, the files' bytes by kind, and its table as text."""

    about: Mapping[str, object]
    files: Mapping[str, bytes]
    columns: list[str]
    rows: list[list[str]]

    def text(self, key: str, language: str) -> str:
        """The package's `title`, `caption` or `alt` in a language."""
        texts = self.about.get(key)
        return str(texts.get(language, "")) if isinstance(texts, Mapping) else ""


def read_packages(folder: Path) -> list[Package]:
    """The packages in `folder`, by notebook and name. Raises InnspillError if a package's json or a file of it is broken."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InnspillError(path, f"this is not a figure package ({error})", "Run the notebooks again") from error
        if not isinstance(about, dict) or about.get("kind") != KIND:
            continue
        try:
            files = {kind: path.with_suffix(f".{kind}").read_bytes() for kind in SUFFIXES}
        except OSError as error:
            what = f"the figure lacks its {Path(error.filename).suffix[1:]}"
            raise InnspillError(path, what, "Run the notebooks again") from error
        table = list(csv.reader(io.StringIO(files["csv"].decode("utf-8"), newline="")))
        found.append(Package(about, files, table[0] if table else [], table[1:]))
    return sorted(found, key=lambda package: (str(package.about.get("notebook")), str(package.about.get("name"))))
