"""The walk over a Word document: paragraphs, tables, boxes, notes and running heads as lines, in the order they are read."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from innspill.errors import InnspillError
from innspill.pages import Line
from innspill.reading.clues import split_breaks
from innspill.reading.numbering import W, is_on, value
from innspill.reading.rows import table_lines
from innspill.reading.word_fields import read_fields
from innspill.reading.word_headings import EmphasisedLine
from innspill.reading.word_parts import Parts
from innspill.reading.word_styles import list_of, outline
from innspill.reading.word_text import MC, PAGE_BREAK, UNSEEN, Gathered, Texts, prompt_of, twin_of

_PAGE_NUMBER = re.compile(r"^(?:side|page|s\.)?\s{0,3}-?\s?\d{1,4}\s?-?(?:\s{0,3}(?:av|of|/)\s{0,3}\d{1,4})?$", re.IGNORECASE)
# The text of a paragraph and what hangs on it.
_Content = tuple[str, Gathered]


class Walk:
    """Walks one document; `page` is the page reached, `furniture` what was met that is not the letter."""

    def __init__(self, parts: Parts, root: etree._Element) -> None:
        self.parts = parts
        self.laid_out = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None
        roots = [root, *(one for one in parts.note_roots.values() if one is not None)]
        self.texts = Texts(parts.styles, read_fields(*roots), self.laid_out)
        self.page = 1
        self.furniture: list[tuple[Line, str]] = []
        self._n_characters = 0
        self._carried: _Content = ("", Gathered())
        self._told: set[tuple[str, str]] = set()
        self._endnotes: list[str] = []

    def blocks(self, parent: etree._Element, in_table: bool = False) -> Iterator[Line]:
        """The lines under a body, cell, text box or content control."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, in_table)
            elif child.tag == f"{W}tbl":
                yield from self.rest(in_table)
                rows = [row for row in self._inside(child, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
                yield from table_lines([[list(self.cell(cell)) for cell in self._inside(row, f"{W}tc")] for row in rows])
            elif child.tag == f"{MC}AlternateContent":
                yield from self.blocks(twin_of(child), in_table)
            elif child.tag == f"{W}sdt" and self._is_filling(child):
                continue
            elif child.tag not in UNSEEN:
                yield from self.blocks(child, in_table)

    def cell(self, cell: etree._Element) -> Iterator[Line]:
        if cell.find(f"{W}tcPr/{W}cellDel") is None:
            yield from self.blocks(cell, True)
            yield from self.rest(True)

    def rest(self, in_table: bool = False) -> Iterator[Line]:
        """What a deleted end of a paragraph left over where nothing follows."""
        (text, gathered), self._carried = self._carried, ("", Gathered())
        yield from self.lines_of(text, None, in_table)
        yield from self._hanging(gathered, in_table)

    def _inside(self, parent: etree._Element, tag: str) -> Iterator[etree._Element]:
        """The rows of a table or the cells of a row, also where content controls or tracked changes wrap them."""
        for child in parent:
            if child.tag == tag:
                yield child
            elif child.tag == f"{W}sdt" and self._is_filling(child):
                continue
            elif child.tag not in UNSEEN:
                yield from self._inside(child, tag)

    def _is_filling(self, control: etree._Element) -> bool:
        """A content control that holds no letter: a prompt, or a table of contents, which is put among the furniture."""
        if prompt := prompt_of(control, self.parts.styles):
            self._leave(prompt, "navigation")
            return True
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is None or gallery.get(f"{W}val") != "Table of Contents":
            return False
        for paragraph in control.iter(f"{W}p"):
            self._leave("".join(self.texts.pieces(paragraph, Gathered())), "running_head")
        return True

    def _leave(self, text: str, reason: str) -> None:
        if text := " ".join(text.split()):
            self.furniture.append((Line(text, self.page, "paragraph"), reason))

    def paragraph(self, element: etree._Element, in_table: bool = False) -> Iterator[Line]:
        """The lines of one paragraph: its text, then its text boxes, charts and footnotes."""
        properties = element.find(f"{W}pPr")
        text, gathered = self._carried
        text += "".join(self.texts.pieces(element, gathered, self.parts.styles.of_paragraph(properties)))
        if properties is not None and any(properties.find(f"{W}rPr/{W}{gone}") is not None for gone in ("del", "moveFrom")):
            self._carried = (text, gathered)
            return
        self._carried = ("", Gathered())
        if not self.laid_out and _begins_page(properties):
            text = PAGE_BREAK + text
        if not self.laid_out and _ends_section(properties):
            text += PAGE_BREAK
        yield from self.lines_of(text, properties, in_table, element)
        yield from self._hanging(gathered, in_table)

    def _hanging(self, gathered: Gathered, in_table: bool) -> Iterator[Line]:
        for prompt in gathered.prompts:
            self._leave(prompt, "navigation")
        for box in gathered.boxes:
            yield from self.blocks(box, in_table)
            yield from self.rest(in_table)
        for graphic in gathered.graphics:
            yield from (self._counted(Line(text, self.page, "table")) for text in self.parts.graphic(graphic))
        yield from self.notes([one for one in gathered.notes if one[0] == "footnote"])
        self._endnotes += [number for kind, number in gathered.notes if kind == "endnote"]

    def lines_of(
        self, text: str, properties: etree._Element | None, in_table: bool, element: etree._Element | None = None
    ) -> Iterator[Line]:
        """One line a block of the paragraph, each on the page where it begins; text of a table of contents is furniture."""
        before = len(text) - len(text.lstrip(PAGE_BREAK + " \t\n"))
        self._turn(text[:before].count(PAGE_BREAK))
        page, text = self.page, text[before:]
        kind, label = self.kind(properties, in_table, element)
        style = self.parts.styles.of_paragraph(properties)
        contents = element in self.texts.fields.contents or bool(style and style.contents)
        listed = bool(label)
        emphasised = element is not None and not contents and self.texts.is_emphasised(element, style)
        for part in text.split(f"\n{PAGE_BREAK}"):
            for block, bulleted in split_breaks(part.replace(PAGE_BREAK, "")):
                own = "bullet" if bulleted and kind in ("paragraph", "table") else kind
                printed, label = f"{label} {block}" if label else block, ""
                line = EmphasisedLine(printed, page, own, listed) if emphasised else Line(printed, page, own)
                if contents:
                    self.furniture.append((Line(printed, page, own), "running_head"))
                else:
                    yield self._counted(line)
            page += part.count(PAGE_BREAK) + 1
        self._turn(text.count(PAGE_BREAK))

    def _turn(self, n_pages: int) -> None:
        self.page += n_pages
        most = self.parts.limits.pages
        if self.page > most:
            raise InnspillError(self.parts.package.name, f"Filen har over {most} sider", "Del den opp")

    def _counted(self, line: Line) -> Line:
        self._n_characters += len(line.text)
        most = self.parts.limits.characters
        if self._n_characters > most:
            raise InnspillError(self.parts.package.name, f"Filen har over {most} tegn", "Del den opp")
        return line

    def kind(self, properties: etree._Element | None, in_table: bool, element: etree._Element | None) -> tuple[str, str]:
        """(kind, number that Word prints before it). An empty paragraph of a list counts too, but not a hidden one."""
        style = self.parts.styles.of_paragraph(properties)
        list_id, level = self._list(properties)
        listed = list_id is not None and list_id != "0"
        label = ""
        if listed and element is not None and not _is_gone(element, properties):
            label = self.parts.numbering.label(list_id, level) or ""
        if outline(properties) is not None or (style and style.heading):
            return "heading", label
        if listed or (style and style.list_item and list_id is None):
            return "bullet", label
        return "table" if in_table else "paragraph", label

    def _list(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else its style's, whose level the list itself may say."""
        style = self.parts.styles.of_paragraph(properties)
        list_id, level = list_of(properties)
        if style is not None and list_id is None:
            list_id = style.number[0]
            made_for = self.parts.numbering.level_of(list_id, style.ident) if list_id else None
            level = next((one for one in (level, made_for, style.number[1]) if one is not None), None)
        return list_id, level or 0

    def notes(self, wanted: list[tuple[str, str]]) -> Iterator[Line]:
        """The notes with these (kind, id), each once, each paragraph a line of kind `note`."""
        for key in wanted:
            note = self.parts.notes.get(key)
            if note is not None and key not in self._told:
                self._told.add(key)
                yield from (replace(line, kind="note") for line in self.blocks(note))
                yield from (replace(line, kind="note") for line in self.rest())

    def endnotes(self) -> Iterator[Line]:
        """The endnotes, at the end of the letter, in the order in which the text points to them."""
        wanted, self._endnotes = self._endnotes, []
        yield from self.notes([("endnote", number) for number in wanted])

    def running_heads(self, root: etree._Element) -> list[tuple[Line, str]]:
        """The headers and footers that some page shows; the same text once."""
        found: dict[str, str] = {}
        for head in self.parts.shown_heads(root):
            self.texts = replace(self.texts, fields=read_fields(head))
            for line in [*self.blocks(head), *self.rest()]:
                found.setdefault(line.text, "page_number" if _PAGE_NUMBER.match(line.text) else "running_head")
        return [(Line(text, 1, "paragraph"), reason) for text, reason in found.items()]


def _begins_page(properties: etree._Element | None) -> bool:
    """Does the paragraph begin a page by its own properties?"""
    return properties is not None and is_on(properties.find(f"{W}pageBreakBefore"))


def _ends_section(properties: etree._Element | None) -> bool:
    """Does a section end with the paragraph, and the next one begin on a new page?"""
    section = None if properties is None else properties.find(f"{W}sectPr")
    return section is not None and value(section, "type") not in ("continuous", "nextColumn")


def _is_gone(element: etree._Element, properties: etree._Element | None) -> bool:
    """Is a paragraph without text hidden as a whole, or nothing but a place for a section's end?"""
    if any((one.text or "").strip() for one in element.iter(f"{W}t")):
        return False
    return properties is not None and (
        is_on(properties.find(f"{W}rPr/{W}vanish")) or properties.find(f"{W}sectPr") is not None
    )
