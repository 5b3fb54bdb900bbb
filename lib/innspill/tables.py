"""The contract: one table a noun, what one row is, its key and its columns. Checked where a table is made.

Columns may be added, never renamed. Ids are text, dates ISO text, a missing value is null.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from innspill.errors import InnspillError

# `str` is what pandas gives anybody who reads the Parquet: a missing text is nan there, and `groupby().agg(set)` gives sets.
TEXT, WHOLE, SHARE, YES_NO = "str", "Int64", "Float64", "boolean"
# What cells may be so that a column needs no conversion: nothing else, not even a subclass.
_PLAIN = {TEXT: {str, type(None)}, WHOLE: {int, type(None)}, SHARE: {float, type(None)}}
# So many rows stand together in a Parquet file: who reads it in batches holds no more of them at a time.
ROW_GROUP = 2**16
# What a damaged file raises; Arrow's own for a page that does not unpack is none of the others.
_DAMAGE = (OSError, TypeError, ValueError, pa.ArrowException)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True)
class Table:
    """A table of the corpus: its `name`, what one `row` is, the `key` columns and the `columns` with their types."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: dict[str, str]
    suffix: str = "parquet"

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.suffix}"

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with the contract's columns first and in the contract's types.

        Raises InnspillError if a column is missing, a key is null or a key stands twice.
        """
        missing = [c for c in self.columns if c not in frame.columns]
        if missing:
            raise InnspillError(self.name, f"the table lacks {', '.join(missing)}", "This is an error in Innspill")
        ordered = [*self.columns, *(c for c in frame.columns if c not in self.columns)]
        typed = frame[ordered].astype(self.columns).reset_index(drop=True)
        keys = typed[list(self.key)]
        if keys.isna().any(axis=None):
            raise InnspillError(self.name, f"a row has no {' + '.join(self.key)}", "This is an error in Innspill")
        if keys.duplicated().any():
            twice = " ".join(map(str, keys[keys.duplicated()].iloc[0]))
            raise InnspillError(self.name, f"the row {twice} stands twice", "This is an error in Innspill")
        return typed

    def build(self, rows: list[dict[str, object]]) -> pd.DataFrame:
        """Make the table from `rows`; no rows give an empty table with the right columns; a missing cell is null."""
        plain = self._build_plain(rows)
        return self.check(pd.DataFrame(rows).reindex(columns=self._columns_of(rows))) if plain is None else plain

    def _build_plain(self, rows: list[dict[str, object]]) -> pd.DataFrame | None:
        """The same table, made column by column: four times as fast for one letter's rows.

        None where there is no row, or anything that `check` has to convert or to refuse.
        """
        if not rows or not all(row.keys() <= self.columns.keys() for row in rows):
            return None
        cells = {name: [row.get(name) for row in rows] for name in self.columns}
        if not all(set(map(type, column)) <= _PLAIN.get(self.columns[name], set()) for name, column in cells.items()):
            return None
        keys = set(zip(*(cells[name] for name in self.key), strict=True))
        if len(keys) < len(rows) or any(None in key for key in keys):
            return None
        return pd.DataFrame({name: pd.array(column, dtype=self.columns[name]) for name, column in cells.items()})

    def _columns_of(self, rows: list[dict[str, object]]) -> list[str]:
        extra = dict.fromkeys(name for row in rows for name in row if name not in self.columns)
        return [*self.columns, *extra]

    def write(self, frame: pd.DataFrame, folder: Path) -> Path:
        """Write the checked table into `folder`, as Parquet (or CSV for the ledger); same rows, same bytes."""
        if self.suffix != "csv":
            return self.write_batches([frame], folder)
        path = folder / self.file_name
        self.check(frame).map(_harmless).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
        return path

    def write_batches(self, frames: Iterable[pd.DataFrame], folder: Path) -> Path:
        """Write the table in order, each frame checked by itself; at least one, which may be empty. Whole or not at all.

        Same rows, same bytes, however they are parted. That no key stands in two frames is for whoever makes them.
        """
        path, part = folder / self.file_name, folder / f".{self.file_name}.part"
        try:
            write_row_groups((pa.Table.from_pandas(self.check(frame), preserve_index=False) for frame in frames), part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def read(self, folder: Path) -> pd.DataFrame:
        """Read the table from `folder`. Raises InnspillError if it is not there, or is no such table."""
        path = folder / self.file_name
        if not path.is_file():
            raise self._missing(path)
        try:
            if self.suffix == "csv":
                # A file may be called «NA»: only an empty cell is null.
                written = pd.read_csv(path, dtype=self.columns, keep_default_na=False, na_values=[""])
                return self.check(written.map(_as_it_was))
            return self.check(pd.read_parquet(path))
        except (*_DAMAGE, InnspillError) as error:
            raise self._damaged(path) from error

    def read_batches(self, folder: Path, columns: Sequence[str], rows: int = 2**14) -> Iterator[pd.DataFrame]:
        """These columns of a Parquet table, in order, so many rows at a time; only its keys are ever held all at once.

        A table without rows gives one frame without rows. Raises InnspillError as `read` does.
        """
        path = folder / self.file_name
        if not path.is_file():
            raise self._missing(path)
        try:
            with pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True) as file:
                self._check_keys(file)
                none = file.schema_arrow.empty_table().select(columns)
                for batch in file.iter_batches(rows, columns=list(columns)) if file.metadata.num_rows else (none,):
                    yield batch.to_pandas().astype({name: self.columns[name] for name in columns})
        except (*_DAMAGE, InnspillError) as error:
            raise self._damaged(path) from error

    def _check_keys(self, file: pq.ParquetFile) -> None:
        missing = self.columns.keys() - set(file.schema_arrow.names)
        if missing:
            raise ValueError(f"no {missing}")
        hashes = []
        for batch in file.iter_batches(ROW_GROUP, columns=list(self.key)):
            if any(column.null_count for column in batch.columns):
                raise ValueError("a key is null")
            hashes.append(pd.util.hash_pandas_object(batch.to_pandas(), index=False))
        # Of so few bytes a key that chance alone makes two alike once in ten million tables; then all are compared.
        if hashes and pd.concat(hashes).duplicated().any() and file.read(list(self.key)).to_pandas().duplicated().any():
            raise ValueError("a key stands twice")

    def _missing(self, path: Path) -> InnspillError:
        return InnspillError(path, "the table is not there", "Run «innspill read» (and «innspill code») first")

    def _damaged(self, path: Path) -> InnspillError:
        return InnspillError(path, "the table is damaged", "Run «innspill read» (and «innspill code») again")


def write_row_groups(tables: Iterable[pa.Table], path: Path) -> None:
    """Write the rows of `tables`, of which there is at least one and all have its columns, in groups of `ROW_GROUP`."""
    waiting = iter(tables)
    rest = next(waiting)
    with pq.ParquetWriter(path, rest.schema, compression="zstd", write_page_checksum=True) as file:
        for table in waiting:
            rest = pa.concat_tables([rest, table])
            while len(rest) > ROW_GROUP:
                # In one chunk, because where chunks end shows in the bytes.
                file.write_table(rest.slice(0, ROW_GROUP).combine_chunks())
                rest = rest.slice(ROW_GROUP)
        file.write_table(rest.combine_chunks(), row_group_size=ROW_GROUP)


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with «'» before it. `_as_it_was` takes it away again."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _as_it_was(cell: object) -> object:
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") and _FORMULA.match(cell) else cell


LEDGER = Table(
    "ledger", "one file found, whatever became of it", ("file",),
    {"file": TEXT, "sha256": TEXT, "format": TEXT, "bytes": WHOLE, "pages": WHOLE, "characters": WHOLE,
     "status": TEXT, "reason": TEXT, "seconds": SHARE, "submission_id": TEXT, "words": WHOLE, "segment_words": WHOLE,
     "furniture_words": WHOLE, "repairs": TEXT},
    suffix="csv",
)  # fmt: skip

DOCUMENTS = Table(
    "documents", "one submission read", ("submission_id",),
    {"submission_id": TEXT, "file": TEXT, "title": TEXT, "sender": TEXT, "sender_type": TEXT, "kommune_nr": TEXT,
     "helsefellesskap": TEXT, "rhf": TEXT, "fylke": TEXT, "population": WHOLE, "sender_evidence": TEXT,
     "sender_confidence": SHARE, "call": TEXT, "date": TEXT, "language": TEXT, "pages": WHOLE, "words": WHOLE,
     "questions_answered": TEXT, "questions_merged": TEXT, "questions_repeated": TEXT, "questions_missing": TEXT,
     "versions": TEXT},
)  # fmt: skip

SIGNATORIES = Table(
    "signatories", "one sender of one submission", ("submission_id", "sender"),
    {"submission_id": TEXT, "sender": TEXT, "sender_type": TEXT, "kommune_nr": TEXT, "helsefellesskap": TEXT},
)  # fmt: skip

SEGMENTS = Table(
    "segments", "one paragraph or one bullet, in reading order", ("segment_id",),
    {"segment_id": TEXT, "submission_id": TEXT, "question": TEXT, "facet": TEXT, "kind": TEXT, "heading": TEXT,
     "page": WHOLE, "text": TEXT, "words": WHOLE, "question_confidence": SHARE,
     "facet_confidence": SHARE, "question_evidence": TEXT, "in_file": TEXT, "position": WHOLE},
)  # fmt: skip

FURNITURE = Table(
    "furniture", "one piece of text that is in no segment, in reading order", ("furniture_id",),
    {"furniture_id": TEXT, "submission_id": TEXT, "reason": TEXT, "question": TEXT, "page": WHOLE, "text": TEXT,
     "words": WHOLE, "in_file": TEXT, "position": WHOLE},
)  # fmt: skip

CODES = Table(
    "codes", "one code on one segment", ("segment_id", "scheme", "code"),
    {"segment_id": TEXT, "scheme": TEXT, "code": TEXT, "evidence": TEXT, "start": WHOLE, "end": WHOLE,
     "pattern": TEXT},
)  # fmt: skip

# Never leaves the corpus folder: it lists the very words that are hidden elsewhere.
MASKS = Table(
    "masks", "one piece of text that tells who a person is", ("mask_id",),
    {"mask_id": TEXT, "submission_id": TEXT, "place": TEXT, "row_id": TEXT, "column": TEXT, "start": WHOLE, "end": WHOLE,
     "kind": TEXT, "text": TEXT, "rule": TEXT},
    suffix="csv",
)  # fmt: skip

TABLES = (LEDGER, DOCUMENTS, SIGNATORIES, SEGMENTS, FURNITURE, CODES, MASKS)

SENDER_TYPES = (
    "kommune", "helsefellesskap", "helseforetak", "rhf", "fylkeskommune", "statsforvalter", "ks", "regionraad",
    "direktorat", "utdanning", "organisasjon", "privatperson", "ukjent",
)  # fmt: skip
LANGUAGES = ("nb", "nn", "se", "en")
STATUSES = ("read", "warning", "rejected", "duplicate", "ignored")
FUNCTIONS = ("erfaring", "utfordring", "forslag", "eksempel", "fakta")
