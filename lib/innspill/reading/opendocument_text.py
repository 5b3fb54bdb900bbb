"""The text of one paragraph of an OpenDocument file, as it is printed, and what is anchored in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from innspill.reading.opendocument_styles import DRAW, FORM, OFFICE, SVG, TEXT, Style, Styles

# Where the letter's own page breaks stand, marked in the text by a character that XML cannot hold.
PAGE_BREAK = "\f"
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
# A drawing that can hold text; a frame holds a text box, a table or a picture.
SHAPES = {
    f"{DRAW}{name}"
    for name in ("frame", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path", "connector",
                 "caption", "measure", "regular-polygon", "g", "control")
}  # fmt: skip
# What the finished letter does not show: deleted text, comments, the marks of notes, pictures' descriptions, embedded objects.
UNSEEN = {
    f"{OFFICE}annotation", f"{OFFICE}binary-data", f"{OFFICE}event-listeners", f"{OFFICE}forms", f"{OFFICE}scripts",
    f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{TEXT}ruby-text", f"{TEXT}number", f"{TEXT}sequence-decls",
    f"{TEXT}variable-decls", f"{TEXT}user-field-decls", f"{TEXT}table-of-content-source", f"{TEXT}label",
    f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}plugin", f"{DRAW}applet", f"{DRAW}floating-frame", f"{DRAW}glue-point",
    f"{SVG}title", f"{SVG}desc",
}  # fmt: skip
_CHARACTERS = {
    f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n", f"{TEXT}soft-page-break": PAGE_BREAK,
}  # fmt: skip
_APART = {*SHAPES, f"{TEXT}note"}
_BLANKS = re.compile(r"[ \t\r\n]+")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_IDS = (_XML_ID, f"{TEXT}id")
_MAY_HIDE = {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}


@dataclass
class Anchored:
    """What stands in a paragraph without being its text, in order; `hides` is a field that hides the whole paragraph.

    `emphasis` says of the words whether all of them are bold, underlined, larger.
    """

    shapes: list[etree._Element] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    hides: bool = False
    emphasis: tuple[bool, bool, bool] = (True, True, True)


class Texts:
    """Reads the paragraphs of one part in order.

    Most programs keep deleted text apart; some leave it in its place between two marks, over many paragraphs if need be.
    Where a paragraph's end is deleted, its text goes on in the next one.
    """

    def __init__(self, styles: Styles, body: etree._Element | None = None) -> None:
        self.styles = styles
        regions = [] if body is None else list(body.iter(f"{TEXT}changed-region"))
        self._deletions = {one.get(key) for one in regions if one.find(f"{TEXT}deletion") is not None for key in _IDS}
        self._deleting: set[str] = set()
        self._carried = ""

    def read(self, element: etree._Element) -> tuple[str, Anchored]:
        """The text of a paragraph, empty where it is hidden, and what is anchored in it."""
        anchored = Anchored()
        style = self.styles.of(element, "paragraph")
        text = "".join(self._pieces(element, anchored, style))
        text = self._carried + ("" if anchored.hides or style.hidden else text)
        self._carried = text if self._deleting else ""
        return "" if self._deleting else text, anchored

    def one_line(self, element: etree._Element) -> str:
        """The text of a paragraph on one line, for running heads, notes and slides."""
        return " ".join(self.read(element)[0].split())

    def _pieces(self, element: etree._Element, anchored: Anchored, style: Style) -> Iterator[str]:
        yield self._printed(element.text, anchored, style)
        for child in element:
            tag = child.tag
            if tag in (f"{TEXT}change-start", f"{TEXT}change-end"):
                self._mark(child)
            elif tag == f"{TEXT}span":
                own = self.styles.of(child, "text")
                yield from () if own.hidden else self._pieces(child, anchored, own.over(style))
            elif tag in UNSEEN or (self._deleting and tag in _APART):
                pass
            elif tag in _CHARACTERS:
                yield "" if self._deleting else _CHARACTERS[tag]
            elif tag in _APART:
                (anchored.notes if tag == f"{TEXT}note" else anchored.shapes).append(child)
            elif tag in _MAY_HIDE and child.get(f"{TEXT}is-hidden") == "true":
                anchored.hides = anchored.hides or tag == f"{TEXT}hidden-paragraph"
            else:
                yield from self._pieces(child, anchored, style)
            yield self._printed(child.tail, anchored, style)

    def _mark(self, mark: etree._Element) -> None:
        change = mark.get(f"{TEXT}change-id", "")
        if mark.tag == f"{TEXT}change-end":
            self._deleting.discard(change)
        elif change in self._deletions:
            self._deleting.add(change)

    def _printed(self, text: str | None, anchored: Anchored, style: Style) -> str:
        """XML's own line breaks are blanks here."""
        if not text or self._deleting:
            return ""
        if not text.isspace():
            own = self.styles.emphasis(style)
            anchored.emphasis = tuple(all(pair) for pair in zip(anchored.emphasis, own, strict=True))
        return _BLANKS.sub(" ", text)


def paragraphs_under(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs in order of the file, however deep, but not those of comments and deleted text."""
    for child in parent:
        if child.tag in PARAGRAPHS:
            yield child
        if child.tag not in UNSEEN:
            yield from paragraphs_under(child)


def typed_values(body: etree._Element) -> dict[str, str]:
    """What was typed into the fields of a form, by the name that a drawing calls the field."""
    values = {}
    for control in body.iter(f"{FORM}text", f"{FORM}textarea", f"{FORM}combobox", f"{FORM}formatted-text"):
        name = control.get(_XML_ID) or control.get(f"{FORM}id", "")
        values[name] = control.get(f"{FORM}current-value") or control.get(f"{FORM}value") or ""
    return values
