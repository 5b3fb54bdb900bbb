"""A spreadsheet that comes back → its rows as text: a stranger's file, so its size and its XML are looked at first."""

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from innspill.agreement_texts import DRAWN, NAME, PROBLEMS, SAMPLE, SETTLING_FILE

# MB. A sheet of 1,000 segments is 0.3 MB, unpacked 3 MB with 100,000 tags; a million tags in one another take 0.4 GB.
_FILE_SIZE, _UNPACKED, _MEMBERS, _TAGS = 20, 60, 500, 1_000_000
MAX_ROWS, _MAX_COLUMNS = 10_000, 60
# Where the names of the coder and the sample may stand.
_TITLE_ROWS = 12
PROBLEM_COLUMNS = ["file", "row", "what", "todo"]


@dataclass(frozen=True)
class SheetRow:
    """One row: its `number` in the spreadsheet and its cells as text, by header; a header that stands twice gets both."""

    number: int
    cells: Mapping[str, tuple[str, ...]]

    def one(self, header: str) -> str:
        return next((cell for cell in self.cells.get(header, ()) if cell), "")

    def all(self, header: str) -> list[str]:
        return [cell for cell in self.cells.get(header, ()) if cell]


@dataclass(frozen=True)
class SheetFile:
    """One spreadsheet: `file` (its name), the `coder` and `sample` that it names (empty where it does not), its rows, and
    `drawn`: how many segments went out in it (0 where it does not say).
    """

    file: str
    coder: str
    sample: str
    rows: Sequence[SheetRow]
    drawn: int = 0


def rows_gone(sheet: SheetFile) -> tuple[int, int]:
    """How many of the segments that went out are no longer in the sheet, and how many went out.

    A sheet that does not say how many tells it by the number of its last row: then rows that are gone from its end are
    not missed.
    """
    drawn = sheet.drawn or max((_whole(row.one("number")) for row in sheet.rows), default=0)
    return max(0, drawn - len({row.one("segment_id") for row in sheet.rows} - {""})), drawn


class Problems:
    """What is wrong with the sheets, line by line."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._rows: list[tuple[str, int | None, str, str]] = []

    def add(self, file: str, row: int | None, kind: str, *told: object) -> None:
        """Note one problem; `kind` is a key of PROBLEMS, `row` the row of the spreadsheet (None: the whole file)."""
        short = [str(part)[:80] for part in told]
        what, todo = (text.format(*short) for text in PROBLEMS[self._language][kind])
        self._rows.append((file, row, what, todo))

    def table(self) -> pd.DataFrame:
        """One row per problem: `file`, `row` (null: the whole file), `what`, `todo`."""
        return pd.DataFrame(self._rows, columns=PROBLEM_COLUMNS).astype({"row": "Int64"})


class NoSheetError(Exception):
    """The file is no sheet of this kind; its text says why."""


def sheet_files(folder: Path) -> list[Path]:
    """The sheets in `folder`, by name: every XLSX but the list to settle and what a programme keeps beside an open file."""
    return sorted(path for path in folder.iterdir()
                  if path.suffix.casefold() == ".xlsx" and not path.name.startswith(("~", "."))
                  and path.name.casefold() != SETTLING_FILE)  # fmt: skip


def read_sheet(path: Path, headers: Mapping[str, str], needed: Sequence[str]) -> SheetFile:
    """The rows of the worksheet in `path` that has the `needed` columns.

    `headers` says what each header (small letters) stands for. Reads values only: no formula is worked out, no link
    followed. Raises NoSheetError if the file is none, is a bomb, or has no such worksheet.
    """
    from openpyxl import load_workbook

    _refuse_bomb(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            tables = [list(_rows_of(sheet)) for sheet in workbook.worksheets]
            workbook.close()
        # A damaged file fails in openpyxl in any of a dozen ways.
        except Exception as error:
            raise NoSheetError(type(error).__name__) from error
    coder, sample, drawn = (_named(tables, labels.values()) for labels in (NAME, SAMPLE, DRAWN))
    for rows in tables:
        for place, (_, cells) in enumerate(rows[:_TITLE_ROWS]):
            columns = [headers.get(cell.casefold(), "") for cell in cells]
            if set(needed) <= set(columns):
                kept = [_row(n, columns, c) for n, c in rows[place + 1 :]]
                return SheetFile(path.name, coder, sample, kept, _whole(drawn))
    raise NoSheetError(", ".join(needed))


def _refuse_bomb(path: Path) -> None:
    try:
        if path.stat().st_size > _FILE_SIZE * 2**20:
            raise NoSheetError(f"> {_FILE_SIZE} MB")
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _MEMBERS or sum(m.file_size for m in members) > _UNPACKED * 2**20:
                raise NoSheetError(f"> {_UNPACKED} MB")
            tags = 0
            for member in members:
                content = archive.read(member).replace(b"\0", b"")
                tags += content.count(b"<")
                if tags > _TAGS:
                    raise NoSheetError(f"> {_TAGS} tags")
                # No spreadsheet programme writes one; entities are how a small file grows large.
                if b"<!DOCTYPE" in content:
                    raise NoSheetError("DOCTYPE")
    except NoSheetError:
        raise
    # A damaged archive fails in zipfile and zlib in any of a dozen ways.
    except Exception as error:
        raise NoSheetError(type(error).__name__) from error


def _rows_of(sheet: object) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their numbers; one more than are kept, so that it can be told."""
    read = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=_MAX_COLUMNS, values_only=True)
    for number, cells in enumerate(read, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _whole(written: str) -> int:
    """A number of rows; 0 for what is none, or more than a sheet may have."""
    digits = written.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) <= MAX_ROWS else 0


def _row(number: int, columns: Sequence[str], cells: Sequence[str]) -> SheetRow:
    found: dict[str, tuple[str, ...]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column:
            found[column] = (*found.get(column, ()), cell)
    return SheetRow(number, found)


def _named(tables: Sequence[Sequence[tuple[int, list[str]]]], labels: object) -> str:
    """What stands beside one of the labels near the top of a worksheet."""
    wanted = {str(label).casefold() for label in labels}
    for rows in tables:
        for _, cells in rows[:_TITLE_ROWS]:
            for label, value in pairwise(cells):
                if label.casefold() in wanted:
                    return " ".join(value.split())
    return ""
