"""A sample → one spreadsheet a coder: blind, shuffled, with the codebook's labels to choose from.

Blind: neither codes nor sender nor file are shown. A reader who knows that a big city or a hospital writes expects other
things of it; a text may still name its sender. What the codebook sees is shown: the question, the sub-heading and, for a
bullet, the line that introduces its list. Neighbouring passages are not: the definitions ask what a passage itself says.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from innspill.agreement_choices import Choices
from innspill.agreement_sample import Sample, lot
from innspill.agreement_texts import (
    COLUMNS,
    DRAWN,
    GUIDE,
    HEADERS,
    LEAD_IN,
    NAME,
    NO_QUESTION,
    NOT_LISTED,
    QUESTION,
    REQUEST,
    SAMPLE,
    SHEETS,
)  # fmt: skip
from innspill.agreement_workbook import (
    A3,
    cell_text,
    checksum,
    clean_text,
    new_workbook,
    protect,
    save_all,
    set_up_print,
    style_head,
    style_text,
    type_size,
)  # fmt: skip
from innspill.errors import InnspillError
from innspill.wording import FACET_LABELS

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDTHS = {"number": 5, "place": 22, "text": 58, "theme": 19, "group": 15, "function": 12, "addressee": 14, "remark": 20,
           "segment_id": 16, "check": 12}  # fmt: skip
_COLOURS = {"theme": "#EAF2FB", "group": "#EDF7EE", "function": "#FFF6E0", "addressee": "#F6EEF8", "remark": "#FFFFFF"}
_NO_FILE_NAME = re.compile(r"[^\w-]+")
# The rows of «Les først» that hold the coder, the sample and its size.
_NAME_ROW, _SAMPLE_ROW, _DRAWN_ROW = 1, 2, 3


def write_sheets(
    sample: Sample, choices: pd.DataFrame, folder: Path, coders: Sequence[str] = ("A", "B"),
    questions: pd.DataFrame | None = None, language: str = "nb",
) -> list[Path]:  # fmt: skip
    """Write one XLSX a coder into `folder` and return the files; same sample, same bytes.

    `choices` is the codebook's table of codes, `questions` the calls' questions (`corpus.questions()`: question, label).
    Raises InnspillError if a name is empty or stands twice, or if a file of the same name holds anything else: it may be
    somebody's work.
    """
    names = [" ".join(clean_text(str(name)).split()) for name in coders]
    folded = [name.casefold() for name in names]
    if not names or "" in names or len(set(folded)) < len(names):
        raise InnspillError("coders", "each coder must have a name of their own", "Give initials, such as A,B")
    known, files = Choices(choices), []
    for number, name in enumerate(names, start=1):
        path = folder / f"koding-{number}-{_NO_FILE_NAME.sub('-', name).strip('-') or 'koder'}.xlsx"
        files.append((path, _sheet(sample, known, name, questions, language)))
    save_all(files)
    return [path for path, _ in files]


def describe_place(row: Mapping[str, Any], questions: Mapping[tuple[str, str], str], language: str) -> str:
    """Question, sub-heading and the line before a list, each on its line."""
    number, facet, call = row["question"], row["facet"], row.get("call")
    if isinstance(number, str) and number:
        labels = [questions.get((str(call), part)) or questions.get(("", part)) for part in number.split("+")]
        told = " + ".join(dict.fromkeys(label for label in labels if label)) or _facet_name(facet, language)
        asked = f"{QUESTION[language]} {number}"
        # A question whose wording is not known is labelled by its number alone.
        lines = [f"{asked}: {told}" if told and told != asked else asked]
    else:
        lines = [_facet_name(facet, language) or NO_QUESTION[language]]
    for form, part in (("{}", row["heading"]), (LEAD_IN[language] + " «{}»", row.get("lead_in"))):
        if isinstance(part, str) and part.strip():
            lines.append(form.format(part.strip()))
    return "\n".join(lines)


def question_labels(questions: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    """(call, question) → label, and ("", question) → label where every call has the same."""
    if questions is None:
        return {}
    labels = {(c, q): label for c, q, label in questions[["call", "question", "label"]].itertuples(index=False)}
    alike = questions.groupby("question")["label"].agg(lambda found: found.iloc[0] if found.nunique() == 1 else None)
    return {**{("", q): label for q, label in alike.items() if isinstance(label, str)}, **labels}


def _facet_name(facet: object, language: str) -> str:
    if not isinstance(facet, str):
        return ""
    return " + ".join(FACET_LABELS.get(part, {}).get(language, part) for part in facet.split("+"))


def _sheet(sample: Sample, choices: Choices, coder: str, questions: pd.DataFrame | None, language: str) -> bytes:
    written = BytesIO()
    workbook = new_workbook(written)
    first, coding, codes = (workbook.add_worksheet(SHEETS[language][name]) for name in ("read", "coding", "codes"))
    _write_guide(workbook, first, coder, sample, language)
    ranges = _write_codes(workbook, codes, choices, language)
    _write_rows(workbook, coding, sample, coder, question_labels(questions), language)
    _offer_choices(workbook, coding, len(sample.segments), ranges, choices, language)
    first.activate()
    workbook.close()
    return written.getvalue()


def _write_guide(workbook: "Workbook", sheet: Any, coder: str, sample: Sample, language: str) -> None:
    """«Les først»: who codes, which sample, how to do it."""
    plain = workbook.add_format({"text_wrap": True, "valign": "top", "font_size": 11})
    bold = workbook.add_format({"bold": True, "font_size": 12, "valign": "top", "font_color": "#1F3A5F"})
    title = workbook.add_format({"bold": True, "font_size": 15, "font_color": "#1F3A5F"})
    own = style_text(workbook, locked=False, bg_color="#FFF6E0", font_size=12)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, SHEETS[language]["read"], title)
    sheet.write_string(_NAME_ROW, 0, NAME[language], bold)
    sheet.write_string(_NAME_ROW, 1, cell_text(coder), own)
    sheet.write_string(_SAMPLE_ROW, 0, SAMPLE[language], bold)
    sheet.write_string(_SAMPLE_ROW, 1, sample.id, plain)
    sheet.write_string(_DRAWN_ROW, 0, DRAWN[language], bold)
    sheet.write_string(_DRAWN_ROW, 1, str(len(sample.segments)), plain)
    row = _DRAWN_ROW + 2
    for heading, paragraphs in GUIDE[language]:
        sheet.write_string(row, 0, heading, bold)
        for paragraph in paragraphs:
            sheet.write_string(row, 1, paragraph, plain)
            row += 1
        row += 1
    set_up_print(sheet, 9, 2)
    protect(sheet)


def _write_codes(workbook: "Workbook", sheet: Any, choices: Choices, language: str) -> dict[str, tuple[int, int]]:
    """«Koder»: what each code covers; the first and the last row of each scheme, which the lists refer to."""
    head, plain = style_head(workbook), style_text(workbook)
    name = style_text(workbook, bold=True)
    headers = HEADERS[language]
    for column, (key, width) in enumerate({"scheme": 12, "label": 34, "definition": 74, "is_not": 50, "code": 22}.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, headers[key], head)
    ranges: dict[str, tuple[int, int]] = {}
    row = 1
    for scheme in COLUMNS:
        labels, own = choices.labels(scheme, language), choices.table[choices.table["scheme"] == scheme]
        ranges[scheme] = (row, row + len(labels) - 1)
        for code, told in zip(own["code"], own.to_dict("records"), strict=True):
            texts = (headers[scheme], labels[code], told.get("definition"), told.get("is_not"), code)
            for column, text in enumerate(texts):
                said = cell_text(text if isinstance(text, str) else "")
                sheet.write_string(row, column, said, name if column == 1 else plain)
            row += 1
    sheet.freeze_panes(1, 2)
    set_up_print(sheet, 9, 5)
    protect(sheet)
    return ranges


def _write_rows(
    workbook: "Workbook", sheet: Any, sample: Sample, coder: str, questions: Mapping[tuple[str, str], str], language: str
) -> None:
    """«Koding»: a row a segment, in an order of the coder's own."""
    head, plain, small = style_head(workbook), style_text(workbook), style_text(workbook, font_size=8)
    quiet = style_text(workbook, font_color="#555555", font_size=9)
    open_cells = {key: style_text(workbook, locked=False, bg_color=colour) for key, colour in _COLOURS.items()}
    for column, (key, header) in enumerate(sheet_columns(language)):
        hidden = {"hidden": True} if key in ("segment_id", "check") else {}
        sheet.set_column(column, column, _WIDTHS[key], None, hidden)
        sheet.write_string(0, column, header, head)
    own = sample.segments
    shuffled = own.assign(lot=[lot(sample.seed, coder, s) for s in own["segment_id"]]).sort_values("lot")
    for row, told in enumerate(shuffled.astype(object).to_dict("records"), start=1):
        text = cell_text(told["text"], language)
        cells = {"place": (cell_text(describe_place(told, questions, language), language), quiet),
                 "text": (text, plain if type_size(text) == 10 else small),
                 "segment_id": (told["segment_id"], quiet), "check": (checksum(text), quiet)}  # fmt: skip
        sheet.write_number(row, 0, row, quiet)
        for column, (key, _) in enumerate(sheet_columns(language)):
            if key in cells:
                sheet.write_string(row, column, *cells[key])
            elif key in open_cells:
                sheet.write_blank(row, column, None, open_cells[key])
    sheet.freeze_panes(1, 3)
    set_up_print(sheet, A3, len(sheet_columns(language)) - 2)
    protect(sheet)


def sheet_columns(language: str) -> list[tuple[str, str]]:
    """(what, header) of each column of «Koding»: «Tema 1» … and, hidden, the segment and the checksum of its text."""
    headers = HEADERS[language]
    asked = [(scheme, headers[scheme] if n == 1 else f"{headers[scheme]} {place}")
             for scheme, n in COLUMNS.items() for place in range(1, n + 1)]  # fmt: skip
    return [*((key, headers[key]) for key in ("number", "place", "text")), *asked,
            *((key, headers[key]) for key in ("remark", "segment_id", "check"))]  # fmt: skip


def _offer_choices(
    workbook: "Workbook", sheet: Any, n: int, ranges: Mapping[str, tuple[int, int]], choices: Choices, language: str
) -> None:
    """Drop-downs in the cells to fill; a coded row gets a green number, an addressee that is not asked for turns grey."""
    from xlsxwriter.utility import xl_col_to_name

    keys = [key for key, _ in sheet_columns(language)]
    for column, key in enumerate(keys):
        if key in COLUMNS:
            first, last = ranges[key]
            source = f"='{SHEETS[language]['codes']}'!$B${first + 1}:$B${last + 1}"
            told = {"validate": "list", "source": source, "error_title": HEADERS[language][key],
                    "error_message": NOT_LISTED[language]}  # fmt: skip
            sheet.data_validation(1, column, n, column, told)
    function = f"${xl_col_to_name(keys.index('function'))}2"
    request = choices.labels("function", language).get(REQUEST, REQUEST).replace('"', '""')
    done, unasked = workbook.add_format({"bg_color": "#BFE3C0"}), workbook.add_format({"bg_color": "#E4E4E4"})
    sheet.conditional_format(1, 0, n, 0, {"type": "formula", "criteria": f'={function}<>""', "format": done})
    asked = [column for column, key in enumerate(keys) if key == "addressee"]
    rule = {"type": "formula", "criteria": f'={function}<>"{request}"', "format": unasked}
    sheet.conditional_format(1, asked[0], n, asked[-1], rule)
