"""What every sheet of the agreement has in common: texts that stay texts, locked cells, print set-up, the same bytes."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innspill.agreement_texts import CUT
from innspill.errors import InnspillError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Excel holds 32,767 UTF-16 units in a cell.
_LONGEST = 32_000
# The file would else tell when it was made, and differ each time.
_MADE = datetime(2024, 1, 1)
# A row is at most 409 points high: a text longer than this is set in small type.
_SMALL_TYPE_FROM = 1_400
A3 = 8


def save_all(files: Sequence[tuple[Path, bytes]], may_replace: Callable[[Path], bool] = lambda _: False) -> None:
    """Write every file, or none if one of them is there with other bytes and must not be replaced. Raises InnspillError."""
    for path, content in files:
        if path.exists() and not (path.is_file() and (path.read_bytes() == content or may_replace(path))):
            raise InnspillError(path, "there is a file already, and it may be somebody's work", "Choose another folder")
    for path, content in files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise InnspillError(path, f"the sheet could not be written ({error.strerror})", "Choose another folder") from error


def clean_text(text: str) -> str:
    """`text` as a cell holds it: NFC, no control characters but line feed, no lone surrogates."""
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in unified if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff"))


def cell_text(text: str, language: str = "nb") -> str:
    """`clean_text`, cut where Excel would cut it; a text that is cut says so."""
    kept = clean_text(text)
    if len(kept.encode("utf-16-le")) <= 2 * _LONGEST:
        return kept
    return kept.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore") + CUT[language]


def checksum(text: str) -> str:
    """Ten hex digits of what a cell's text says, whatever programme has saved it since: spaces and line ends do not count."""
    # In a cell «_x005F_» is how a text that itself looks like an escape is written, «_x000D_» a line end; some programmes
    # read them as they stand.
    plain = re.sub(r"_x000[aAdD]_", " ", re.sub(r"_x005[Ff]_", "_", clean_text(text)))
    said = " ".join(plain.split())
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def new_workbook(target: Any) -> "Workbook":
    """An empty workbook in which a text is a text: no formulas, links or numbers are made from it."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"title": "Innspill", "created": _MADE})
    return workbook


def protect(sheet: "Worksheet") -> None:
    """Lock every cell that is not to be filled; without a password, so that nobody is locked out."""
    sheet.protect("", {"format_rows": True, "format_columns": True, "select_locked_cells": True})


def set_up_print(sheet: "Worksheet", paper: int, columns: int) -> None:
    """Landscape, one page wide, the header on every page, page numbers."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.print_area(0, 0, sheet.dim_rowmax, columns - 1)


def style_text(workbook: "Workbook", **more: object) -> Any:
    """A format for wrapped text at the top of its cell, with thin lines around it."""
    return workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8C8C8", "font_size": 10,
                                **more})  # fmt: skip


def style_head(workbook: "Workbook") -> Any:
    """The format of a header."""
    return style_text(workbook, bold=True, bg_color="#1F3A5F", font_color="#FFFFFF", valign="vcenter")


def type_size(text: str) -> int:
    """Points in which a text is set, so that a long one does not outgrow the highest row there can be."""
    return 10 if len(text) <= _SMALL_TYPE_FROM else 8
