"""Filled sheets → answers, checked line by line: a row that cannot be trusted is named and left out, the others are kept.

A row counts as coded when its function is filled: that is how «no theme» is told from «not coded yet».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from innspill.agreement_choices import Choices, scheme_name
from innspill.agreement_reading import (
    MAX_ROWS,
    NoSheetError,
    Problems,
    SheetFile,
    SheetRow,
    read_sheet,
    rows_gone,
)  # fmt: skip
from innspill.agreement_sheets import sheet_columns
from innspill.agreement_texts import COLUMNS, PROBLEMS, REQUEST
from innspill.agreement_workbook import cell_text, checksum, clean_text
from innspill.wording import listing

_HEADERS = {header.casefold(): key for language in PROBLEMS for key, header in sheet_columns(language)}
_NEEDED = ("text", "theme", "function", "segment_id", "check")
ANSWER_COLUMNS, CODED_COLUMNS = ["segment_id", "coder", "scheme", "code"], ["segment_id", "coder", "row", "addressed", "remark"]


@dataclass(frozen=True)
class Filled:
    """What people have coded.

    `answers`: one row a code that a coder gave a segment: `segment_id`, `coder`, `scheme`, `code`. `coded`: one row a segment
    that a coder has coded, with codes or without: `segment_id`, `coder`, `row` in the sheet, `addressed` (it has been said
    whom a request is for), `remark`. `problems`: one row a problem: `file`, `row` (null: the whole file), `what`, `todo`.
    `sheets`: one row a sheet: `file`, `coder`, and its `rows` that are `coded`, not coded (`missing`), left out (`refused`).
    """

    answers: pd.DataFrame
    coded: pd.DataFrame
    problems: pd.DataFrame
    sheets: pd.DataFrame

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Those whose sheet has at least one coded row, in the order of the sheets."""
        return tuple(self.coded["coder"].unique())


def read_filled(
    paths: Sequence[Path | str], segments: pd.DataFrame, choices: pd.DataFrame, language: str = "nb"
) -> Filled:  # fmt: skip
    """Read filled sheets and check them against the corpus (`segment_id`, `text`, as the sheets were made from) and the codes.

    Labels of either language and ids are understood. Nothing is raised for what a coder has written: `problems` (in
    `language`) says what is left out. A label that is none, a text that is not the corpus's or a segment that stands twice
    leaves out the row; a name that stands twice the whole second sheet, since it may be the first one again. A sheet of
    another corpus is told in one line; rows that are gone from a sheet are counted.
    """
    check = _Check(segments, Choices(choices), language)
    for path in paths:
        check.file(Path(path))
    return Filled(
        pd.DataFrame(check.answers, columns=ANSWER_COLUMNS).astype("str"),
        pd.DataFrame(check.coded, columns=CODED_COLUMNS).astype(
            {"segment_id": "str", "coder": "str", "row": "Int64", "addressed": bool}
        ),
        check.problems.table(),
        pd.DataFrame(check.sheets, columns=["file", "coder", "rows", "coded", "missing", "refused"]),
    )


class _Check:
    """The checking of all sheets of one comparison."""

    def __init__(self, segments: pd.DataFrame, choices: Choices, language: str) -> None:
        self.answers: list[tuple[str, str, str, str]] = []
        self.coded: list[tuple[str, str, int, bool, str]] = []
        self.sheets: list[tuple[str, str, int, int, int, int]] = []
        self.problems = Problems(language)
        self._choices, self._language = choices, language
        self._texts = dict(zip(segments["segment_id"], segments["text"].fillna(""), strict=True))
        self._file_of: dict[str, str] = {}
        self._sample = ""

    def file(self, path: Path) -> None:
        sheet = open_sheet(path, _HEADERS, _NEEDED, self.problems)
        if sheet is None:
            return
        coder = clean_text(sheet.coder)
        if self._is_foreign(sheet):
            counts = _parted(sheet.rows)
            self.problems.add(path.name, None, "other_corpus", sum(counts.values()))
            self._count(sheet.file, coder or clean_text(path.stem), {"coded": 0, **counts})
            return
        if not coder:
            self.problems.add(path.name, None, "no_name", path.stem)
            coder = clean_text(path.stem)
        if coder.casefold() in self._file_of:
            self.problems.add(path.name, None, "name_twice", coder, self._file_of[coder.casefold()])
            return
        self._file_of[coder.casefold()] = path.name
        if sheet.sample and self._sample and sheet.sample != self._sample:
            self.problems.add(path.name, None, "other_sample", sheet.sample, self._sample)
        self._sample = self._sample or sheet.sample
        gone, drawn = rows_gone(sheet)
        if gone and not (sheet.rows and sheet.rows[-1].number > MAX_ROWS):
            self.problems.add(path.name, None, "rows_gone", gone, drawn)
        self._rows(sheet, coder)

    def _is_foreign(self, sheet: SheetFile) -> bool:
        """Whether every row is of another corpus, or of another text of it: then a line a row would say the same over again."""
        rows = [row for row in sheet.rows if row.one("segment_id")]
        return len(rows) > 1 and all(_distrust(row, self._texts) in ("unknown_segment", "corpus_changed") for row in rows)

    def _rows(self, sheet: SheetFile, coder: str) -> None:
        first: dict[str, int] = {}
        counts = {"coded": 0, "missing": 0, "refused": 0}
        for row in sheet.rows:
            segment = row.one("segment_id")
            if not any(row.all(scheme) for scheme in COLUMNS):
                counts["missing"] += bool(segment)
            elif segment in first:
                self.problems.add(sheet.file, row.number, "segment_twice", first[segment])
                counts["refused"] += 1
            elif known_text(row, self._texts, sheet.file, self.problems) and self._row(sheet.file, row, coder):
                first[segment] = row.number
                counts["coded"] += 1
            else:
                counts["refused"] += 1
        self._count(sheet.file, coder, counts)

    def _count(self, file: str, coder: str, counts: dict[str, int]) -> None:
        self.sheets.append((file, coder, sum(counts.values()), counts["coded"], counts["missing"], counts["refused"]))

    def _row(self, file: str, row: SheetRow, coder: str) -> bool:
        """Keep one row's codes; False if it cannot be counted as coded."""
        given = {scheme: self._codes(file, row, scheme) for scheme in COLUMNS}
        if given["function"] is not None and len(given["function"]) != 1:
            filled = [scheme_name(scheme, self._language) for scheme in COLUMNS if row.all(scheme)]
            kind = "two_functions" if given["function"] else "no_function"
            self.problems.add(file, row.number, kind, listing(filled, self._language))
            return False
        if any(codes is None for codes in given.values()):
            return False
        asked = given["function"] == [REQUEST]
        if given["addressee"] and not asked:
            self.problems.add(file, row.number, "addressee_unasked")
            given["addressee"] = []
        if asked and not given["addressee"]:
            self.problems.add(file, row.number, "addressee_missing")
        segment = row.one("segment_id")
        self.coded.append((segment, coder, row.number, bool(given["addressee"]), row.one("remark")))
        self.answers += [(segment, coder, scheme, code) for scheme, codes in given.items() for code in codes]
        return True

    def _codes(self, file: str, row: SheetRow, scheme: str) -> list[str] | None:
        """The codes in the cells of a scheme, each once; None if a cell names no code."""
        found: dict[str, None] = {}
        known = True
        for cell in row.all(scheme):
            code = self._choices.read(scheme, cell)
            if code is None:
                known = False
                meant = self._choices.nearest(scheme, cell, self._language)
                kind = "unknown_label" if meant else "unknown_label_far"
                self.problems.add(file, row.number, kind, cell, scheme_name(scheme, self._language), meant)
            elif code in found:
                self.problems.add(file, row.number, "code_twice", cell)
            else:
                found[code] = None
        return list(found) if known else None


def open_sheet(path: Path, headers: dict[str, str], needed: Sequence[str], problems: Problems) -> SheetFile | None:
    """The sheet in `path`, or None with a problem noted."""
    try:
        sheet = read_sheet(path, headers, needed)
    except NoSheetError as error:
        reason = str(error)
        problems.add(path.name, None, "too_large" if reason.startswith(">") else "unreadable", reason)
        return None
    if sheet.rows and sheet.rows[-1].number > MAX_ROWS:
        problems.add(path.name, None, "too_many_rows", MAX_ROWS)
    return sheet


def known_text(row: SheetRow, texts: dict[str, str], file: str, problems: Problems) -> bool:
    """Whether the row is about a segment of the corpus, and shows the text that the segment has."""
    wrong = _distrust(row, texts)
    if wrong:
        problems.add(file, row.number, wrong, row.one("segment_id"))
    return not wrong


def _distrust(row: SheetRow, texts: dict[str, str]) -> str:
    """Why the row cannot be taken for its segment (a key of PROBLEMS); empty if it can."""
    segment = row.one("segment_id")
    if segment not in texts:
        return "unknown_segment"
    shown, noted = checksum(row.one("text")), row.one("check")
    if shown != noted:
        return "text_changed"
    return "" if noted in {checksum(cell_text(texts[segment], known)) for known in PROBLEMS} else "corpus_changed"


def _parted(rows: Sequence[SheetRow]) -> dict[str, int]:
    """How many rows of a sheet that is left out hold nothing, and how many are refused."""
    held = [any(row.all(scheme) for scheme in COLUMNS) for row in rows if row.one("segment_id")]
    return {"missing": held.count(False), "refused": held.count(True)}
