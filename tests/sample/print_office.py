"""A letter as Word document or slide deck, in packages whose bytes depend on nothing but the letter."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from letter_source import TRACKED, Block, Letter
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches, Pt

WRITTEN = datetime(2022, 1, 1)
STYLES = {"title": "Heading 1", "question": "Heading 2", "heading": "Heading 3", "bullet": "List Bullet"}


def word(letter: Letter) -> bytes:
    """The letter as .docx: headings, list bullets, tracked changes, a table where the source opens one."""
    document = Document()
    if "head" in letter.layout:
        document.sections[0].header.paragraphs[0].text = letter.layout["head"]
    if "foot" in letter.layout:
        document.sections[0].footer.paragraphs[0].text = letter.layout["foot"]
    table = cell = None
    for block in letter.blocks:
        if block.kind == "table" and not block.codes:
            table = document.add_table(rows=0, cols=2, style="Table Grid") if block.text == "begin" else None
            cell = None
        elif table is not None and block.kind == "question":
            question_cell, cell = table.add_row().cells
            question_cell.paragraphs[0].add_run(block.text).bold = True
        else:
            _add_block(document, cell if table is not None else None, block)
    return _package(document)


def _add_block(document: WordDocument, cell: _Cell | None, block: Block) -> None:
    """Add the block to the document, or to the table cell that is open (a new cell has one empty paragraph to fill)."""
    if block.kind in ("letterhead", "sign"):
        for line in block.text.split("\n"):
            document.add_paragraph(line)
        return
    style = "List Number" if block.options.get("auto") else STYLES.get(block.kind)
    if cell is None:
        paragraph = document.add_paragraph(style=style)
    elif cell.paragraphs[-1].text or cell.paragraphs[-1]._p.findall(qn("w:ins")):
        paragraph = cell.add_paragraph()
    else:
        paragraph = cell.paragraphs[-1]
    _add_text(paragraph, block.text)


def _add_text(paragraph: Paragraph, text: str) -> None:
    """Runs of the paragraph, with tracked insertions and deletions as Word keeps them."""
    at = 0
    for number, found in enumerate(TRACKED.finditer(text)):
        paragraph.add_run(text[at : found.start()])
        kind = "inserted" if found["inserted"] is not None else "deleted"
        paragraph._p.append(_change(kind, found[kind], number))
        at = found.end()
    if text[at:]:
        paragraph.add_run(text[at:])


def _change(kind: str, text: str, number: int) -> OxmlElement:
    change = OxmlElement("w:ins" if kind == "inserted" else "w:del")
    for name, value in (("id", str(900 + number)), ("author", "Rådgiver"), ("date", "2022-01-01T00:00:00Z")):
        change.set(qn(f"w:{name}"), value)
    run, words = OxmlElement("w:r"), OxmlElement("w:t" if kind == "inserted" else "w:delText")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    change.append(run)
    return change


def slides(letter: Letter) -> bytes:
    """The letter as .pptx: a title a slide, bullets, speaker's notes, tables."""
    deck = Presentation()
    slide = None
    for number, block in enumerate(letter.blocks):
        if block.kind == "slide":
            slide = _add_slide(deck, block, letter.blocks[number + 1])
        elif block.kind in ("f", "bullet"):
            _add_point(slide, block.text)
        elif block.kind == "note":
            slide.notes_slide.notes_text_frame.text = block.text
        elif block.kind == "grid_head":
            following = letter.blocks[number + 1 :]
            rows = [one.options["cells"] for one in _leading_rows(following)]
            _add_table(slide, [block.options["cells"], *rows])
    return _package(deck)


def _leading_rows(blocks: tuple[Block, ...]) -> list[Block]:
    ends = next((at for at, block in enumerate(blocks) if "cells" not in block.options), len(blocks))
    return list(blocks[:ends])


def _add_slide(deck: Deck, block: Block, following: Block) -> Slide:
    name = "Title Slide" if not len(deck.slides) else "Title Only" if following.kind == "grid_head" else "Title and Content"
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name(name))
    slide.shapes.title.text = block.text
    return slide


def _add_point(slide: Slide, text: str) -> None:
    frame = slide.placeholders[1].text_frame
    paragraph = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
    paragraph.text = text
    paragraph.font.size = Pt(24)


def _add_table(slide: Slide, rows: list[list[str]]) -> None:
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.6), Inches(1.8), Inches(8.8), Inches(2.5))
    for row, cells in zip(shape.table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def _package(document: WordDocument | Deck) -> bytes:
    """The office file with fixed properties, fixed zip dates and no preview picture of the template."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = ""
    properties.created = properties.modified = WRITTEN
    properties.revision = 1
    stream, packed = io.BytesIO(), io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, source.read(name))
    return packed.getvalue()
