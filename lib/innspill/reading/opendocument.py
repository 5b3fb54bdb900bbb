"""OpenDocument (.odt, .odp, and the same as plain XML) → Pages: what a reader of the finished letter sees, in its order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lxml import etree

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.archive import Package, parse_xml
from innspill.reading.clues import meaningful_title, split_breaks
from innspill.reading.opendocument_slides import SlideReader
from innspill.reading.opendocument_styles import DRAW, OFFICE, STYLE, TABLE, TEXT, Lists, Style, read_styles
from innspill.reading.opendocument_text import PAGE_BREAK, PARAGRAPHS, UNSEEN, Texts, paragraphs_under, typed_values
from innspill.reading.rows import table_lines
from innspill.reading.word_headings import EmphasisedLine, name_headings

_TITLE = f".//{OFFICE}meta/{{http://purl.org/dc/elements/1.1/}}title"
# A bibliography is no such list: it is the letter's own text.
_CONTENTS = {f"{TEXT}{name}" for name in ("table-of-content", "illustration-index", "table-index", "object-index",
                                          "alphabetical-index", "user-index")}  # fmt: skip
_PICTURE = re.compile(rb"<office:binary-data>[^<]*</office:binary-data>")


def read_opendocument(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The blocks of a text document, or the slides of a presentation.

    Headers, footers and tables of contents are furniture; footnotes and endnotes follow the paragraph they belong to; deleted
    text, comments and hidden text are not the letter. Page numbers are those of the last layout where the program left marks,
    else they count the page breaks that were asked for. Raises InnspillError for a broken, protected or hostile file and for
    one without words.
    """
    document = _open(raw, name, limits)
    body = document.content.find(f"{OFFICE}body")
    slides = None if body is None else body.find(f"{OFFICE}presentation")
    if slides is not None:
        return SlideReader(document.content, document.styles).read(slides, name, meaningful_title(document.title))
    text = None if body is None else body.find(f"{OFFICE}text")
    if text is None:
        raise InnspillError(name, "Filen inneholder ikke noe tekstdokument", "Be avsenderen om en ny kopi")
    reader = _Reader(document)
    lines = tuple(name_headings(reader.blocks(text)))
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Dokumentet inneholder ingen ord", "Er sidene bilder, kjør tekstgjenkjenning (OCR)")
    furniture = (*reader.running_heads(), *reader.furniture)
    return Pages("odt", lines, reader.page, title=meaningful_title(document.title), furniture=furniture)


@dataclass(frozen=True)
class _Document:
    """The two parts that matter, which are one and the same in plain XML, and the title among the properties."""

    content: etree._Element
    styles: etree._Element | None
    title: str | None


def _open(raw: bytes, name: str, limits: Limits) -> _Document:
    if not raw.startswith(b"PK"):
        root = parse_xml(_PICTURE.sub(b"", raw.lstrip()), name)
        return _Document(root, root, root.findtext(_TITLE))
    package = Package(raw, name, limits)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise InnspillError(name, "Filen er beskyttet med passord", "Be om en kopi uten passord")
    parts = {part: package.xml(part) for part in ("styles.xml", "meta.xml") if part in package.names}
    meta = parts.get("meta.xml")
    return _Document(package.xml("content.xml"), parts.get("styles.xml"), None if meta is None else meta.findtext(_TITLE))


class _Reader:
    """Walks one document; `page` is the page reached, `furniture` what was met that is not the letter."""

    def __init__(self, document: _Document) -> None:
        self.content, self.common = document.content, document.styles
        shared = None if self.common is None else self.common.find(f"{OFFICE}styles")
        own = self.content.find(f"{OFFICE}automatic-styles")
        self.styles = read_styles(shared, own)
        self.texts = Texts(self.styles, self.content)
        self.lists = Lists(shared, own)
        self.typed = typed_values(self.content)
        self.page = 1
        self.furniture: list[tuple[Line, str]] = []
        # Words have been printed: before them a page break only chooses the paper.
        self._begun = False

    def blocks(self, parent: etree._Element, in_table: bool = False) -> Iterator[Line]:
        """The lines under a body, section, cell or text box."""
        for child in parent:
            tag = child.tag
            if tag in PARAGRAPHS:
                yield from self.paragraph(child, in_table)
            elif tag == f"{TEXT}list":
                yield from self.items(child, in_table, child.get(f"{TEXT}style-name", ""), self.lists.open(child), 0)
            elif tag == f"{TEXT}numbered-paragraph":
                yield from self.numbered(child, in_table)
            elif tag == f"{TABLE}table":
                yield from self.table(child)
            elif tag == f"{TEXT}soft-page-break":
                self.page += 1
            elif tag in _CONTENTS:
                listed = [Line(one.text, one.page, one.kind) for one in self.blocks(child, in_table)]
                self.furniture += [(one, "running_head") for one in listed]
            elif tag == f"{DRAW}control":
                yield from self.lines_of(self.typed.get(child.get(f"{DRAW}control", ""), ""), "paragraph", Style())
            elif tag not in UNSEEN and not (tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none"):
                yield from self.blocks(child, in_table)

    def table(self, element: etree._Element) -> Iterator[Line]:
        """The rows, also those of the table's head and of groups of rows; a cell that another covers holds nothing seen."""
        self.begin_page(self.styles.of(element, "table", TABLE))
        rows: list[list[list[Line]]] = []
        for part in _rows(element):
            if part.tag == f"{TEXT}soft-page-break":
                self.page += 1
            else:
                rows.append([list(self.blocks(cell, True)) for cell in part.iterchildren(f"{TABLE}table-cell")])
        yield from table_lines(rows)

    def items(self, element: etree._Element, in_table: bool, style: str, family: str, level: int) -> Iterator[Line]:
        """The items of a list; only the first paragraph of an item has the number or the bullet."""
        for item in element:
            if item.tag == f"{TEXT}soft-page-break":
                self.page += 1
                continue
            marked = item.tag == f"{TEXT}list-item"
            own = item.get(f"{TEXT}style-override") or style
            for child in item:
                if child.tag == f"{TEXT}list":
                    deeper = child.get(f"{TEXT}style-name") or own
                    yield from self.items(child, in_table, deeper, family, level + 1)
                elif child.tag in PARAGRAPHS and marked:
                    marked = False
                    number = partial(self.lists.label, family, own, level, item.get(f"{TEXT}start-value"))
                    yield from self.paragraph(child, in_table, number)
                elif child.tag == f"{TEXT}soft-page-break":
                    self.page += 1
                elif child.tag in PARAGRAPHS:
                    yield from self.paragraph(child, in_table)
                else:
                    yield from self.blocks([child], in_table)

    def numbered(self, element: etree._Element, in_table: bool) -> Iterator[Line]:
        """A paragraph with a number of its own, outside any list."""
        style, level = element.get(f"{TEXT}style-name", ""), element.get(f"{TEXT}level", "1")
        family = f"numbered {element.get(f'{TEXT}list-id', style)}"
        depth = int(level) - 1 if level in set("123456789") else 0
        number = partial(self.lists.label, family, style, depth, element.get(f"{TEXT}start-value"))
        for paragraph in element.iterchildren(*PARAGRAPHS):
            yield from self.paragraph(paragraph, in_table, number)

    def paragraph(self, element: etree._Element, in_table: bool, number: Callable[[], str] | None = None) -> Iterator[Line]:
        """The lines of one paragraph, then its text boxes, then its notes.

        `number` makes it a list item and gives what is printed before it; a paragraph without text counts nothing.
        """
        style = self.styles.of(element, "paragraph")
        text, anchored = self.texts.read(element)
        if element.tag == f"{TEXT}h" or style.role == "heading":
            kind = "heading"
            number = number or (partial(self.lists.heading_label, element) if element.tag == f"{TEXT}h" else None)
        elif number or style.role == "list":
            kind = "bullet"
        else:
            kind = "table" if in_table else "paragraph"
        label = number() if number and text.strip() else ""
        self.begin_page(style)
        lines = self.lines_of(f"{label} {text}" if label else text, kind, style)
        if any(anchored.emphasis):
            lines = (EmphasisedLine(one.text, one.page, one.kind, bool(label)) for one in lines)
        yield from lines
        yield from self.blocks(anchored.shapes, in_table)
        for note in anchored.notes:
            for paragraph in paragraphs_under(note):
                if words := self.texts.one_line(paragraph):
                    yield Line(words, self.page, "note")
        self.page += style.breaks_after

    def begin_page(self, style: Style) -> None:
        """A page break that a style asks for; before the first words it only chooses the paper."""
        self.page += style.breaks_before and self._begun

    def lines_of(self, text: str, kind: str, style: Style) -> Iterator[Line]:
        """One line a block of the paragraph, each on the page where the paragraph begins."""
        before = len(text) - len(text.lstrip(PAGE_BREAK + " \t\n"))
        self.page += text[:before].count(PAGE_BREAK)
        page, text = self.page, text[before:]
        for block, bulleted in split_breaks(text.replace(PAGE_BREAK, "")):
            own = "bullet" if bulleted and kind in ("paragraph", "table") else kind
            self._begun = True
            if style.role == "contents":
                self.furniture.append((Line(block, page, own), "running_head"))
            else:
                yield Line(block, page, own)
        self.page += text.count(PAGE_BREAK)

    def running_heads(self) -> list[tuple[Line, str]]:
        """The headers and footers, in the order of the page styles; the same text once."""
        masters = None if self.common is None else self.common.find(f"{OFFICE}master-styles")
        texts = Texts(read_styles(self.common))
        found: dict[str, None] = {}
        for part in [] if masters is None else masters.iter():
            if str(part.tag).startswith((f"{STYLE}header", f"{STYLE}footer")) and part.get(f"{STYLE}display") != "false":
                for paragraph in paragraphs_under(part):
                    if text := texts.one_line(paragraph):
                        found.setdefault(text)
        return [(Line(text, 1, "paragraph"), "running_head") for text in found]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag in (f"{TABLE}table-row", f"{TEXT}soft-page-break"):
            yield child
        elif child.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"):
            yield from _rows(child)
