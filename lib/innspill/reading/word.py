"""Word (.docx) → Pages: every paragraph that a reader of the finished letter sees, in document order.

A walk over the XML, because python-docx's `document.paragraphs` leaves out content controls, tracked insertions, tables, text
boxes, footnotes and simple fields without a word.
"""

from collections.abc import Iterator

from lxml import etree

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.archive import Package
from innspill.reading.clues import meaningful_title, split_breaks
from innspill.reading.numbering import W, list_of, outline, read_numbering, read_styles, value
from innspill.reading.rows import table_lines

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What the finished letter does not show: deleted and moved-away text, and the older twin of a drawing.
_UNSEEN = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText")}
_CHARACTERS = {
    f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad", f"{W}ptab": "\t",
}  # fmt: skip
_BOX = f"{W}txbxContent"
# Where the letter's own page breaks stand, marked in the text by a character that XML cannot hold.
_PAGE_BREAK = "\f"


def read_word(raw: bytes, name: str) -> Pages:
    """The blocks of a Word document; headers and footers are furniture, footnotes follow the paragraph they belong to.

    Page numbers are those of Word's last layout where it left marks, else they count the page breaks that were typed.
    Raises InnspillError for a broken, protected or hostile file and for one without words.
    """
    package = Package(raw, name)
    main = package.main_part
    if main is None:
        raise InnspillError(name, "Filen inneholder ikke noe Word-dokument", "Be avsenderen om en ny kopi")
    reader = _Reader(package, main)
    body = package.xml(main).find(f"{W}body")
    lines = [] if body is None else [*reader.blocks(body), *reader.notes(sorted(reader.endnotes))]
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Dokumentet inneholder ingen ord", "Er sidene bilder, kjør tekstgjenkjenning (OCR)")
    title = meaningful_title(package.core_title())
    furniture = (*reader.running_heads(), *reader.furniture)
    return Pages("word", tuple(lines), reader.page, title=title, furniture=furniture)


class _Reader:
    """Walks one document; `page` is the page reached, `furniture` what was met that is not the letter."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.parts = package.relations(main)
        self.styles = read_styles(self._part("styles"))
        self.numbering = read_numbering(self._part("numbering"))
        self.footnotes = self._notes_of("footnotes", "footnote")
        self.endnotes = self._notes_of("endnotes", "endnote")
        self.page = 1
        self.furniture: list[tuple[Line, str]] = []
        self.laid_out = b"lastRenderedPageBreak" in package.read(main)
        self._carried = ""

    def _part(self, kind: str) -> etree._Element | None:
        part = next((part for one, part in self.parts.values() if one == kind and part in self.package.names), None)
        return None if part is None else self.package.xml(part)

    def _notes_of(self, kind: str, tag: str) -> dict[str, etree._Element]:
        root = self._part(kind)
        notes = [] if root is None else [one for one in root.iter(f"{W}{tag}") if one.get(f"{W}type") is None]
        return {one.get(f"{W}id", ""): one for one in notes}

    def blocks(self, parent: etree._Element, in_table: bool = False) -> Iterator[Line]:
        """The lines under a body, cell, text box or content control."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, in_table)
            elif child.tag == f"{W}tbl":
                rows = [row for row in _inside(child, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
                yield from table_lines([[list(self.blocks(cell, True)) for cell in _inside(row, f"{W}tc")] for row in rows])
            elif child.tag not in _UNSEEN:
                yield from self.blocks(child, in_table)

    def paragraph(self, element: etree._Element, in_table: bool = False) -> Iterator[Line]:
        """The lines of one paragraph: its text, then its text boxes, then its footnotes."""
        properties = element.find(f"{W}pPr")
        boxes: list[etree._Element] = []
        notes: list[str] = []
        text = self._carried + "".join(self.pieces(element, boxes, notes))
        self._carried = ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._carried = text
            text = ""
        if not self.laid_out and _begins_page(properties):
            text = _PAGE_BREAK + text
        yield from self.lines_of(text, properties, in_table)
        for box in boxes:
            yield from self.blocks(box, in_table)
        yield from self.notes(notes)

    def lines_of(self, text: str, properties: etree._Element | None, in_table: bool) -> Iterator[Line]:
        """One line a block of the paragraph, each on the page where it begins; text of a table of contents is furniture."""
        before = len(text) - len(text.lstrip(_PAGE_BREAK + " \t\n"))
        self.page += text[:before].count(_PAGE_BREAK)
        page = self.page
        text = text[before:]
        kind, label, contents = self.kind(properties, in_table, bool(text.strip()))
        for number, (block, bulleted) in enumerate(split_breaks(text.replace(_PAGE_BREAK, ""))):
            own = "bullet" if bulleted and kind in ("paragraph", "table") else kind
            line = Line(f"{label} {block}" if label and number == 0 else block, page, own)
            if contents:
                self.furniture.append((line, "running_head"))
            else:
                yield line
        self.page += text.count(_PAGE_BREAK)

    def kind(self, properties: etree._Element | None, in_table: bool, printed: bool) -> tuple[str, str, bool]:
        """(kind, number that Word prints before it, is it a table of contents); an empty paragraph counts nothing."""
        style = self.styles.get(value(properties, "pStyle") or "")
        number = list_of(properties) or (style.number if style else None)
        listed = number is not None and number[0] != "0"
        label = (self.numbering.label(*number) or "") if listed and number and printed else ""
        if outline(properties) is not None or (style and style.heading):
            kind = "heading"
        elif listed or (style and style.list_item and number is None):
            kind = "bullet"
        else:
            kind = "table" if in_table else "paragraph"
        return kind, label, bool(style and style.contents)

    def pieces(self, element: etree._Element, boxes: list[etree._Element], notes: list[str]) -> Iterator[str]:
        """The text under a paragraph in reading order; text boxes and footnotes are only gathered here."""
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                yield child.text or ""
            elif tag == f"{W}br":
                yield ("" if self.laid_out else _PAGE_BREAK) if child.get(f"{W}type") == "page" else "\n"
            elif tag == f"{W}lastRenderedPageBreak":
                yield _PAGE_BREAK
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == f"{W}sym":
                yield _symbol(child.get(f"{W}char", ""))
            elif tag == f"{W}footnoteReference":
                notes.append(child.get(f"{W}id", ""))
            elif tag == _BOX:
                boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                yield from self.pieces(_twin(child), boxes, notes)
            elif tag not in _UNSEEN and not (tag == f"{W}r" and _is_hidden(child)):
                yield from self.pieces(child, boxes, notes)

    def notes(self, ids: list[str]) -> Iterator[Line]:
        """The notes with these ids, each paragraph a line of kind `note`."""
        for note_id in ids:
            note = self.footnotes.get(note_id) if note_id in self.footnotes else self.endnotes.get(note_id)
            for paragraph in [] if note is None else note.iter(f"{W}p"):
                text = " ".join("".join(self.pieces(paragraph, [], [])).split())
                if text:
                    yield Line(text, self.page, "note")

    def running_heads(self) -> list[tuple[Line, str]]:
        """The headers and footers, in the order of their parts; the same text once."""
        found: dict[str, None] = {}
        for kind, part in sorted(self.parts.values()):
            if kind in ("header", "footer") and part in self.package.names:
                for paragraph in self.package.xml(part).iter(f"{W}p"):
                    boxes: list[etree._Element] = []
                    text = " ".join("".join(self.pieces(paragraph, boxes, [])).split())
                    if text:
                        found.setdefault(text)
        return [(Line(text, 1, "paragraph"), "running_head") for text in found]


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also where content controls or tracked changes wrap them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _inside(child, tag)


def _begins_page(properties: etree._Element | None) -> bool:
    """Does the paragraph begin a page by its own properties?"""
    asked = None if properties is None else properties.find(f"{W}pageBreakBefore")
    return asked is not None and asked.get(f"{W}val", "1") not in ("0", "false", "off")


def _twin(alternatives: etree._Element) -> etree._Element:
    """Of the two drawings of one text box, the one that holds text; Word writes the same text into both."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    if choice is not None and (fallback is None or choice.find(f".//{W}t") is not None):
        return choice
    return alternatives if fallback is None else fallback


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off")


def _symbol(code: str) -> str:
    return chr(int(code, 16)) if len(code) == 4 and all(char in "0123456789abcdefABCDEF" for char in code) else ""
