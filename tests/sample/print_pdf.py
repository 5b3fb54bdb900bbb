"""A letter as PDF, drawn line by line, so that columns, page breaks and hyphens stand where the layout says."""

import io
from dataclasses import dataclass

from letter_source import Block, Letter
from print_lines import answer_marks, printed_text, wrap
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FONTS = {
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
}
MARGIN, GUTTER, INDENT = 70.0, 24.0, 14.0
LITERAL = ("letterhead", "sign", "question")


@dataclass(frozen=True)
class SetLine:
    """One line to print: its text, indent, font, size, the space above it in lines; an empty text is a gap."""

    text: str
    font: str
    size: float
    indent: float = 0.0
    above: float = 0.0


@dataclass(frozen=True)
class PlacedLine:
    page: int
    x: float
    y: float
    line: SetLine


def pdf(letter: Letter) -> bytes:
    """The letter as PDF: the same bytes each time (no date, no compression, fonts of the standard fourteen)."""
    placed = place_lines(set_lines(letter), letter.layout)
    pages = max(one.page for one in placed)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, pageCompression=0)
    for page in range(1, pages + 1):
        _running(canvas, letter.layout, page, pages)
        for one in (one for one in placed if one.page == page and one.line.text):
            canvas.setFont(one.line.font, one.line.size)
            canvas.drawString(one.x, one.y, one.line.text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _running(canvas: Canvas, layout: dict[str, object], page: int, pages: int) -> None:
    canvas.setFont(FONTS[layout["font"]][0], 8)
    if "head" in layout:
        canvas.drawString(MARGIN, A4[1] - 40, str(layout["head"]))
    if "foot" in layout:
        text = str(layout["foot"]).format(page=page, pages=pages)
        canvas.drawRightString(A4[0] - MARGIN, 36, text)


def column_width(layout: dict[str, object]) -> float:
    columns = int(layout.get("columns", 1))
    return (A4[0] - 2 * MARGIN - GUTTER * (columns - 1)) / columns


def place_lines(lines: list[SetLine], layout: dict[str, object]) -> list[PlacedLine]:
    """Column by column, page by page, wherever that cuts: a question may be split too, as in real letters."""
    columns, leading = int(layout.get("columns", 1)), float(layout["size"]) * float(layout["leading"])
    top, bottom = A4[1] - 72, 64.0
    page, column, y = 1, 0, top
    placed: list[PlacedLine] = []
    for line in lines:
        y -= leading * line.above if y < top else 0
        if y < bottom:
            page, column = (page, column + 1) if column + 1 < columns else (page + 1, 0)
            y = top
        placed.append(PlacedLine(page, MARGIN + column * (column_width(layout) + GUTTER) + line.indent, y, line))
        y -= leading
    return placed


def set_lines(letter: Letter) -> list[SetLine]:
    lines: list[SetLine] = []
    previous = ""
    for block, mark, below in answer_marks(letter):
        if block.options.get("run_in"):
            continue
        gap = 0.15 if block.kind == previous == "bullet" else 0.7
        lines += _set_block(block, mark, gap, letter.layout)
        if below:
            lines.append(SetLine(below, FONTS[letter.layout["font"]][0], float(letter.layout["size"])))
        previous = block.kind
    return lines


def _set_block(block: Block, mark: str, gap: float, layout: dict[str, object]) -> list[SetLine]:
    regular, bold, italic = FONTS[layout["font"]]
    size = float(layout["size"])
    font = {"title": bold, "question": bold, "heading": italic}.get(block.kind, regular)
    size = size + 3 if block.kind == "title" else size
    indent = INDENT if block.kind == "bullet" else 0.0
    hyphenate = bool(layout.get("hyphenate")) and bool(block.codes)
    if block.kind in LITERAL:
        texts = [part for line in block.text.split("\n") for part in _fit(line, font, size, layout)]
    else:
        texts = _fit(printed_text(block, mark), font, size, layout, indent, hyphenate)
    lines = [SetLine(text, font, size, indent, gap if number == 0 else 0.0) for number, text in enumerate(texts)]
    if block.kind == "bullet":
        lines[0] = SetLine(f"•  {lines[0].text}", font, size, 2.0, gap)
    return lines


def _fit(
    text: str, font: str, size: float, layout: dict[str, object], indent: float = 0.0, hyphenate: bool = False
) -> list[str]:
    return wrap(text, column_width(layout) - indent, lambda line: stringWidth(line, font, size), hyphenate)
