"""PDF → Pages through PDFium: what is printed, line by line, in the order a reader reads it.

A reader sees what lies on the page: text outside its edges is left out, white text is not (it mostly stands on a coloured
field), text under a scan (invisible, from text recognition) is the text, comments are not the letter, bookmarks neither.
Pages whose text is only ink are named in `Pages.scanned`; text recognition reads them (`ocr.recognise_pdf`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of, meaningful_title
from innspill.reading.ocr import ScanFound, told_pages
from innspill.reading.pdf_forms import typed_pieces
from innspill.reading.pdf_ink import has_ink, is_gibberish, is_stamped_scan
from innspill.reading.pdf_lines import page_lines
from innspill.reading.pdf_rules import ruling_lines
from innspill.reading.pdf_text import TextLayer
from innspill.reading.pieces import Piece

# `state` of a page: its text was read, it is blank, its text is only ink, it cannot be opened.
READ, BLANK, INK, BROKEN = "read", "blank", "ink", "broken"


class PrintedPage(NamedTuple):
    """One page: its lines with their kind, whether it lies down (is wider than high), and its state."""

    lines: list[tuple[str, str | None]]
    lying: bool
    state: str


def read_pdf(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The lines of a PDF's text layer; an empty line stands where the gap is clearly larger than the page's leading.

    Raises ScanFound where all text is ink, InnspillError for an encrypted, broken, empty or too long PDF.
    """
    with open_pdf(raw, name, limits) as document:
        pages = [read_page(document, index) for index in range(len(document))]
        states = {page.state for page in pages}
        if READ not in states:
            if INK in states:
                raise ScanFound(name, "PDF-en har ingen lesbar tekst, bare bilder")
            raise InnspillError(name, "PDF-en har bare tomme eller ødelagte sider", "Be avsenderen om en ny kopi")
        return gather_pages(document, pages, _unread_pages(pages))


@contextmanager
def open_pdf(raw: bytes, name: str, limits: Limits) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed afterwards. Raises InnspillError where it cannot be opened or has too many pages."""
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "PDF-en er beskyttet med passord" if locked else "PDF-en er ødelagt eller avkortet"
        todo = "Be om en kopi uten passord" if locked else "Be avsenderen om en ny kopi"
        raise InnspillError(name, what, todo) from error
    try:
        n_pages = len(document)
        if not 0 < n_pages <= limits.pages:
            raise InnspillError(name, f"PDF-en har {n_pages} sider", f"Fra 1 til {limits.pages} sider kan leses")
        yield document
    finally:
        document.close()


def gather_pages(document: pypdfium2.PdfDocument, pages: Sequence[PrintedPage], warnings: tuple[str, ...]) -> Pages:
    """The pages as one letter, with `warnings` and those that concern the whole document."""
    lines = [Line(text, number, kind) for number, page in enumerate(pages, start=1) for text, kind in page.lines]
    n_attached = pdfium.FPDFDoc_GetAttachmentCount(document.raw)
    if n_attached > 0:
        what = "ett vedlegg" if n_attached == 1 else f"{n_attached} vedlegg"
        warnings = (*warnings, f"PDF-en har {what} inni seg som ikke er lest. Lagre slikt som egne filer i mappen.")
    scanned = tuple(number for number, page in enumerate(pages, start=1) if page.state == INK)
    title = meaningful_title(document.get_metadata_value("Title"))
    layout = _layout(lines, pages)
    return Pages("pdf", tuple(lines), len(pages), title=title, layout=layout, warnings=warnings, scanned=scanned)


def _layout(lines: Sequence[Line], pages: Sequence[PrintedPage]) -> str:
    n_long = len([line for line in lines if len(line.text) > 70])
    # No slides have so many long lines: the closer look is spared for the others.
    if 2 * n_long > len(lines):
        return "prose"
    return layout_of(lines, landscape=sum(page.lying for page in pages) > len(pages) / 2)


def _unread_pages(pages: Sequence[PrintedPage]) -> tuple[str, ...]:
    """The warnings of pages whose text is not in the text layer, or that cannot be opened; blank pages miss nothing."""
    warnings = []
    ink = [number for number, page in enumerate(pages, start=1) if page.state == INK]
    broken = [number for number, page in enumerate(pages, start=1) if page.state == BROKEN]
    if ink:
        warnings.append(f"{told_pages(ink)} har ingen lesbar tekst, bare bilde.")
    if broken:
        warnings.append(f"{told_pages(broken)} er ødelagt og ikke lest. Be avsenderen om en ny kopi.")
    return tuple(warnings)


def read_page(document: pypdfium2.PdfDocument, index: int) -> PrintedPage:
    """The lines of one page (the first is 0) as its text layer has them."""
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        return PrintedPage([], False, BROKEN)
    try:
        pieces: list[Piece] = []
        if pdfium.FPDFPage_GetAnnotCount(page) > 0:
            drawn, pieces = typed_pieces(page)
            if drawn:
                # What is typed into a form lies above the page; flattening prints it on the page.
                pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
                pdfium.FPDF_ClosePage(page)
                page = pdfium.FPDF_LoadPage(document.raw, index)
        layer = _text_layer(page)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        if layer is None:
            return PrintedPage([], width > height, BROKEN)
        text, printed = layer
        pieces = _inside(page, printed) + pieces
        state = _state_of(document, index, page, text, pieces)
        lines = page_lines(pieces, width > height, lambda: ruling_lines(page)) if state == READ else []
        return PrintedPage(lines, width > height, state)
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _text_layer(page: pdfium.FPDF_PAGE) -> tuple[str, list[Piece]] | None:
    text_page = pdfium.FPDFText_LoadPage(page) if page else None
    if not text_page:
        return None
    try:
        layer = TextLayer(text_page)
        return layer.text, layer.pieces()
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _inside(page: pdfium.FPDF_PAGE, pieces: list[Piece]) -> list[Piece]:
    """The pieces that lie on the page, be it in part: printer's marks and file names in the bleed are not the letter."""
    box = pdfium.FS_RECTF()
    if not pieces or not pdfium.FPDF_GetPageBoundingBox(page, box):
        return pieces
    left, right, bottom, top = box.left, box.right, box.bottom, box.top
    inside = [
        one for one in pieces if one.left < right and one.right > left and bottom < one.base + one.size and one.base < top
    ]
    if len(inside) == len(pieces):
        return pieces
    edges = {0: (left, right, bottom, top), 1: (bottom, top, -right, -left), 2: (-right, -left, -top, -bottom),
             3: (-top, -bottom, left, right)}  # fmt: skip
    kept = []
    for one in pieces:
        west, east, south, north = edges.get(one.angle, (float("-inf"), float("inf")) * 2)
        if one.left < east and one.right > west and south < one.base + one.size and one.base < north:
            kept.append(one)
    # Where all text lies outside, it is the edges that are wrong.
    return kept or pieces


def _state_of(document: pypdfium2.PdfDocument, index: int, page: pdfium.FPDF_PAGE, text: str, pieces: list[Piece]) -> str:
    if pieces and not is_gibberish(text):
        size = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        return INK if is_stamped_scan(page, pieces, size) else READ
    whole = document[index]
    try:
        return INK if has_ink(whole) else BLANK
    except (pypdfium2.PdfiumError, MemoryError):
        return BROKEN
    finally:
        whole.close()
