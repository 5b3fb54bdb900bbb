"""PDF → Pages through PDFium: what is printed, line by line, in the order a reader reads it.

PDFium hands over characters in the order they were drawn. The text of a page is taken in one call and the places of its
lines by rectangles, never character by character: 10 pages take some 15 ms that way.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import layout_of, meaningful_title
from innspill.reading.columns import Piece, page_lines

MAX_PAGES = 10_000
# PDFium's mark for a hyphen at the end of a line; the line break itself is then left out of the text.
_HYPHEN_MARKS = ("\ufffe", "\x02")
# A gap of this many letter heights inside a line is a gutter between columns or cells, not a blank between words.
_GUTTER = 1.1


def read_pdf(raw: bytes, name: str) -> Pages:
    """The lines of a PDF's text layer; an empty line stands where the gap is clearly larger than the page's leading.

    Raises InnspillError for an encrypted, broken or too long PDF, and for one without a text layer.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "PDF-en er beskyttet med passord" if locked else "PDF-en er ødelagt eller avkortet"
        todo = "Be om en kopi uten passord" if locked else "Be avsenderen om en ny kopi"
        raise InnspillError(name, what, todo) from error
    try:
        return _read_document(document, name)
    finally:
        document.close()


def _read_document(document: pypdfium2.PdfDocument, name: str) -> Pages:
    n_pages = len(document)
    if not 0 < n_pages <= MAX_PAGES:
        raise InnspillError(name, f"PDF-en har {n_pages} sider", f"Fra 1 til {MAX_PAGES} sider kan leses")
    lines: list[Line] = []
    bare: list[int] = []
    n_landscape = 0
    for index in range(n_pages):
        try:
            texts, lying = _read_page(document, index)
        except pypdfium2.PdfiumError:
            texts, lying = [], False
        lines += [Line(text, index + 1) for text in texts]
        n_landscape += lying
        if not any(text.strip() for text in texts):
            bare.append(index + 1)
    if len(bare) == n_pages or not any(char.isalpha() for line in lines for char in line.text):
        raise InnspillError(name, "PDF-en har ingen tekst, bare bilder", "Kjør tekstgjenkjenning (OCR) og bruk resultatet")
    layout = layout_of(lines, landscape=n_landscape > n_pages / 2)
    title = meaningful_title(document.get_metadata_value("Title"))
    return Pages("pdf", tuple(lines), n_pages, title=title, layout=layout, warnings=_bare_pages(bare))


def _bare_pages(numbers: list[int]) -> tuple[str, ...]:
    """The warning that pages hold no text; none where all do."""
    if not numbers:
        return ()
    *most, last = map(str, numbers)
    if most:
        return (f"Sidene {', '.join(most)} og {last} har ingen tekst. De er tomme eller bilder.",)
    return (f"Side {last} har ingen tekst. Den er tom eller et bilde.",)


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[list[str], bool]:
    """The printed lines of one page, and whether it lies down (is wider than high)."""
    page = document[index]
    try:
        if _has_fields(page):
            # What is typed into a form lies above the page; flattening prints it on the page.
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            pieces = list(_pieces(textpage))
        finally:
            textpage.close()
        return page_lines(pieces, landscape=width > height), width > height
    finally:
        page.close()


def _has_fields(page: pypdfium2.PdfPage) -> bool:
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), 500)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            return True
    return False


def _pieces(textpage: pypdfium2.PdfTextPage) -> Iterator[Piece]:
    """The runs of print on a page, in the order they were drawn: lines, or parts of a line with a wide gap between."""
    n_chars = textpage.count_chars()
    text = textpage.get_text_range() if n_chars else ""
    if len(text) != n_chars:
        # PDFium leaves some characters out of the text (or writes them as two): then the places no longer match.
        text = "".join(_char(pdfium.FPDFText_GetUnicode(textpage.raw, at)) for at in range(n_chars))
    start = 0
    for at in range(n_chars + 1):
        ends_hyphenated = at < n_chars and text[at] in _HYPHEN_MARKS
        if at == n_chars or text[at] in "\r\n" or ends_hyphenated:
            stop = at + 1 if ends_hyphenated else at
            yield from _split_line(textpage, text, start, stop)
            start = at + 1


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 else " "


def _split_line(textpage: pypdfium2.PdfTextPage, text: str, start: int, stop: int) -> Iterator[Piece]:
    """The pieces of the characters `start` to `stop`: cut where the rectangles leave a wide gap."""
    while start < stop and text[start].isspace():
        start += 1
    while start < stop and text[stop - 1].isspace():
        stop -= 1
    if start == stop:
        return
    # PDFium counts the angle clockwise.
    angle = -round(pdfium.FPDFText_GetCharAngle(textpage.raw, start) / (math.pi / 2)) % 4
    bottom, size = _baseline(textpage, start, angle)
    n_rects = textpage.count_rects(start, stop - start)
    boxes = [_turned(textpage.get_rect(number), angle) for number in range(n_rects)]
    if not boxes:
        return
    cuts = [start, *_cuts(textpage, text, (start, stop), boxes, _GUTTER * size, angle), stop]
    edges = sorted(boxes)
    for first, last in pairwise(cuts):
        words = text[first:last].replace("\ufffe", "-").replace("\x02", "-").strip()
        if not words:
            continue
        if len(cuts) == 2:
            left, right = edges[0][0], max(box[2] for box in boxes)
        else:
            left = _turned(textpage.get_charbox(first), angle)[0]
            right = _turned(textpage.get_charbox(_last_ink(text, first, last)), angle)[2]
        yield Piece(words, left, right, bottom, size, angle)


def _cuts(
    textpage: pypdfium2.PdfTextPage,
    text: str,
    span: tuple[int, int],
    boxes: list[tuple[float, float, float, float]],
    gutter: float,
    angle: int,
) -> list[int]:
    """Where in the text a new piece begins; character boxes are looked up only in a line that has a wide gap."""
    wide = any(after[0] - before[2] > gutter for before, after in pairwise(boxes))
    if not wide and "   " not in text[slice(*span)]:
        return []
    cuts: list[int] = []
    right = None
    for at in range(*span):
        if text[at].isspace():
            continue
        box = _turned(textpage.get_charbox(at), angle)
        if right is not None and box[0] - right > gutter:
            cuts.append(at)
        right = box[2]
    return cuts


def _last_ink(text: str, first: int, last: int) -> int:
    return first + len(text[first:last].rstrip()) - 1


def _baseline(textpage: pypdfium2.PdfTextPage, at: int, angle: int) -> tuple[float, float]:
    """The height of the baseline above the page's foot and the height of the letters, both as the text stands."""
    x, y = pdfium.c_double(), pdfium.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage.raw, at, x, y)
    left, bottom, right, top = textpage.get_charbox(at, loose=True)
    size = (top - bottom) if angle % 2 == 0 else (right - left)
    return _turn(x.value, y.value, angle)[1], max(size, 1.0)


def _turned(box: tuple[float, float, float, float], angle: int) -> tuple[float, float, float, float]:
    """A rectangle (left, bottom, right, top) as it lies when its text is turned upright."""
    xs, ys = zip(_turn(box[0], box[1], angle), _turn(box[2], box[3], angle), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _turn(x: float, y: float, angle: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[angle]
