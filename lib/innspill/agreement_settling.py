"""Disagreements → a spreadsheet ready to settle, and what was settled back again."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from innspill.agreement_choices import Choices, fold
from innspill.agreement_filled import known_text, open_sheet
from innspill.agreement_reading import Problems, SheetRow
from innspill.agreement_texts import HEADERS, QUESTION, READERS, SETTLING_GUIDE, SHEETS, YES_NO
from innspill.agreement_workbook import (
    A3,
    cell_text,
    checksum,
    new_workbook,
    protect,
    save_all,
    set_up_print,
    style_head,
    style_text,
    type_size,
)  # fmt: skip

_SHOWN = {"number": 5, "sender": 18, "place": 16, "text": 58, "scheme": 10, "code": 22, "yes": 12, "no": 12, "codebook": 11,
          "evidence": 20, "pattern": 20, "settled": 10, "remark": 22, "segment_id": 16, "scheme_id": 10, "code_id": 16,
          "check": 12}  # fmt: skip
_HIDDEN = ("segment_id", "scheme_id", "code_id", "check")
_HEADERS = {header.casefold(): key for language in HEADERS for key, header in HEADERS[language].items()}
_NEEDED = ("text", "settled", *_HIDDEN)
_ANSWERS = {fold(word): settled for words in YES_NO.values() for word, settled in zip(words, (True, False), strict=True)}


@dataclass(frozen=True)
class Settled:
    """What has been settled: `cells` (`segment_id`, `scheme`, `code`, `settled` true or false) and `problems` as in Filled."""

    cells: pd.DataFrame
    problems: pd.DataFrame


def write_disagreements(differing: pd.DataFrame, path: Path, language: str = "nb") -> Path:
    """Write `disagreements(…)` as a spreadsheet with a yes or no to choose on every row; same table, same bytes.

    What is settled already stands there. A list that nobody has settled anything in is replaced; raises InnspillError if
    the file is there with anything else in it.
    """
    written = BytesIO()
    workbook = new_workbook(written)
    sheet = workbook.add_worksheet(SHEETS[language]["settling"])
    headers = {**HEADERS[language], **dict(zip(("yes", "no"), READERS[language], strict=True))}
    head = style_head(workbook)
    sheet.write_string(0, 0, SETTLING_GUIDE[language], workbook.add_format({"font_size": 11}))
    for column, (key, width) in enumerate(_SHOWN.items()):
        sheet.set_column(column, column, width, None, {"hidden": True} if key in _HIDDEN else {})
        sheet.write_string(1, column, headers[key], head)
    plain, small = style_text(workbook), style_text(workbook, font_size=8)
    own = style_text(workbook, locked=False, bg_color="#FFF6E0")
    for row, told in enumerate(differing.astype(object).to_dict("records"), start=2):
        texts = _cells(told, headers, language)
        for column, key in enumerate(_SHOWN):
            looks = own if key in ("settled", "remark") else small if type_size(texts[key]) < 10 else plain
            if key == "number":
                sheet.write_number(row, column, row - 1, looks)
            elif texts[key]:
                sheet.write_string(row, column, texts[key], looks)
            else:
                sheet.write_blank(row, column, None, looks)
    _finish(sheet, len(differing), language)
    workbook.close()
    save_all([(path, written.getvalue())], _untouched)
    return path


def read_settled(
    path: Path | str, segments: pd.DataFrame, choices: pd.DataFrame, language: str = "nb"
) -> Settled:  # fmt: skip
    """Read what has been settled: rows without a yes or no are not. What is wrong is told in `problems` and left out."""
    known, problems = Choices(choices), Problems(language)
    sheet = open_sheet(Path(path), _HEADERS, _NEEDED, problems)
    texts = dict(zip(segments["segment_id"], segments["text"].fillna(""), strict=True))
    found: dict[tuple[str, str, str], tuple[int, bool]] = {}
    wrong: set[tuple[str, str, str]] = set()
    for row in sheet.rows if sheet else ():
        key = _key(row, known, texts, sheet.file, problems)
        if key is None:
            continue
        settled = _ANSWERS[fold(row.one("settled"))]
        if key in found and found[key][1] != settled:
            problems.add(sheet.file, row.number, "settled_twice")
            wrong.add(key)
        found.setdefault(key, (row.number, settled))
    for segment in sorted({segment for segment, scheme, _ in found if scheme == "function"}):
        both = [key for key, (_, yes) in found.items() if key[:2] == (segment, "function") and yes]
        if len(both) > 1:
            problems.add(sheet.file, found[both[1]][0], "two_functions_settled")
            wrong.update(both)
    rows = [(*key, yes) for key, (_, yes) in found.items() if key not in wrong]
    cells = pd.DataFrame(rows, columns=["segment_id", "scheme", "code", "settled"]).astype({"settled": "boolean"})
    return Settled(cells, problems.table())


def _untouched(path: Path) -> bool:
    """Whether the file is a list of disagreements in which nobody has written anything."""
    sheet = open_sheet(path, _HEADERS, _NEEDED, Problems("nb"))
    return sheet is not None and not any(row.one("settled") or row.one("remark") for row in sheet.rows)


def _key(
    row: SheetRow, known: Choices, texts: dict[str, str], file: str, problems: Problems
) -> tuple[str, str, str] | None:  # fmt: skip
    """What a settled row is about; None if it is not settled or cannot be trusted."""
    said, scheme, code = row.one("settled"), row.one("scheme_id"), row.one("code_id")
    if not said:
        return None
    if fold(said) not in _ANSWERS:
        problems.add(file, row.number, "not_yes_no", said)
        return None
    if code not in known.codes(scheme):
        problems.add(file, row.number, "unknown_code", f"{scheme} {code}")
        return None
    segment = row.one("segment_id")
    return (segment, scheme, code) if known_text(row, texts, file, problems) else None


def _cells(told: dict[str, Any], headers: dict[str, str], language: str) -> dict[str, str]:
    """What stands in each column of a row."""
    yes_no = {True: YES_NO[language][0], False: YES_NO[language][1]}
    question = f"{QUESTION[language]} {told['question']}" if isinstance(told["question"], str) else ""
    place = "\n".join(part for part in (question, _text(told["heading"])) if part)
    texts = {
        "number": "", "sender": _text(told["sender"]), "place": place, "text": _text(told["text"]),
        "scheme": headers[told["scheme"]], "code": _text(told["label" if language == "nb" else "label_en"]),
        "yes": told["yes"], "no": told["no"], "codebook": _said(told["codebook"], yes_no),
        "evidence": _text(told["evidence" if language == "nb" else "evidence_en"]), "pattern": _text(told["pattern"]),
        "settled": _said(told["settled"], yes_no), "remark": _text(told.get("remarks")), "segment_id": told["segment_id"],
        "scheme_id": told["scheme"], "code_id": told["code"],
    }  # fmt: skip
    cut = {key: cell_text(text, language) for key, text in texts.items()}
    return {**cut, "check": checksum(cut["text"])}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _said(value: object, yes_no: dict[bool, str]) -> str:
    return "" if value is None or pd.isna(value) else yes_no[bool(value)]


def _finish(sheet: Any, n: int, language: str) -> None:
    """Drop-downs, frozen header, print set-up, locked cells."""
    column = list(_SHOWN).index("settled")
    if n:
        sheet.data_validation(2, column, n + 1, column, {"validate": "list", "source": list(YES_NO[language])})
    sheet.freeze_panes(2, 4)
    set_up_print(sheet, A3, len(_SHOWN) - len(_HIDDEN))
    sheet.repeat_rows(0, 1)
    protect(sheet)
