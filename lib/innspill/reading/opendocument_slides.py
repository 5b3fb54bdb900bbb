"""The slides of an OpenDocument presentation: title first, notes last, slide by slide."""

import re
from collections.abc import Iterator

from lxml import etree

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import BULLET_MARK
from innspill.reading.opendocument_styles import DRAW, OFFICE, PRESENTATION, STYLE, TABLE, read_styles
from innspill.reading.opendocument_text import SHAPES, Texts, paragraphs_under
from innspill.reading.rows import table_lines

_FURNITURE = {"page-number": "page_number", "footer": "running_head", "date-time": "running_head", "header": "running_head"}
# What stands in the place of a number or a date until the slide is shown.
_PLACEHOLDER = re.compile(r"<(?:number|nummer|date/time|dato/klokkeslett|footer|bunntekst|header|topptekst)>")


class SlideReader:
    """Reads the slides of one presentation."""

    def __init__(self, content: etree._Element, common: etree._Element | None) -> None:
        shared = None if common is None else common.find(f"{OFFICE}styles")
        self.texts = Texts(read_styles(shared, content.find(f"{OFFICE}automatic-styles")))
        masters = [] if common is None else list(common.iter(f"{STYLE}master-page"))
        self.masters = {one.get(f"{STYLE}name", ""): one for one in masters}

    def read(self, body: etree._Element, name: str, title: str | None) -> Pages:
        """Titles are headings, other paragraphs bullets; a page is a slide, hidden ones too: the sender sent them."""
        lines: list[Line] = []
        furniture: list[tuple[Line, str]] = []
        slides = list(body.iterchildren(f"{DRAW}page"))
        for number, slide in enumerate(slides, start=1):
            for line, reason in self._slide(slide, number):
                if reason:
                    furniture.append((line, reason))
                else:
                    lines.append(line)
        if not any(char.isalnum() for line in lines for char in line.text):
            todo = "Er lysbildene bilder, kjør tekstgjenkjenning (OCR)"
            raise InnspillError(name, "Presentasjonen inneholder ingen ord", todo)
        furniture = [(Line(text, 1, "bullet"), "running_head") for text in self._repeated(body, slides)] + furniture
        return Pages("odp", tuple(lines), len(slides), title=title, layout="slides", furniture=tuple(furniture))

    def _slide(self, slide: etree._Element, number: int) -> Iterator[tuple[Line, str | None]]:
        shapes = list(_shapes(slide))
        # A title can be drawn after the body; a reader reads it first.
        shapes.sort(key=lambda shape: _role(shape) != "title")
        for shape in shapes:
            yield from self._shape(shape, number, "heading" if _role(shape) == "title" else "bullet")
        for notes in slide.iterchildren(f"{PRESENTATION}notes"):
            for shape in _shapes(notes):
                yield from self._shape(shape, number, "note")

    def _shape(self, shape: etree._Element, number: int, kind: str) -> Iterator[tuple[Line, str | None]]:
        own = "note" if kind == "note" else "table"
        for table in shape.iterchildren(f"{TABLE}table"):
            rows = [[[Line(text, number, own) for text in self._paragraphs(cell)] for cell in row.iter(f"{TABLE}table-cell")]
                    for row in table.iter(f"{TABLE}table-row")]  # fmt: skip
            for line in table_lines(rows):
                yield line, None
        if shape.find(f"{TABLE}table") is None:
            for text in self._paragraphs(shape):
                yield Line(text, number, kind), _FURNITURE.get(_role(shape))

    def _paragraphs(self, parent: etree._Element) -> Iterator[str]:
        """The paragraphs of a text; a forced line break is a blank, for on a slide it only shapes the line."""
        for paragraph in paragraphs_under(parent):
            text = self.texts.one_line(paragraph)
            if text and not _PLACEHOLDER.fullmatch(text):
                yield BULLET_MARK.sub("", text)

    def _repeated(self, body: etree._Element, slides: list[etree._Element]) -> list[str]:
        """What stands on every slide: declared footers, and text drawn on the page behind; each once."""
        kinds = (f"{PRESENTATION}footer-decl", f"{PRESENTATION}header-decl", f"{PRESENTATION}date-time-decl")
        found = dict.fromkeys(" ".join((one.text or "").split()) for one in body.iterchildren(*kinds))
        used = dict.fromkeys(slide.get(f"{DRAW}master-page-name", "") for slide in slides)
        for master in [self.masters[name] for name in used if name in self.masters]:
            for shape in _shapes(master):
                if not _role(shape):
                    found |= dict.fromkeys(self._paragraphs(shape))
        return [text for text in found if text]


def _shapes(parent: etree._Element) -> Iterator[etree._Element]:
    """The shapes in the order they are drawn, groups and links opened."""
    for child in parent:
        if child.tag in (f"{DRAW}g", f"{DRAW}a"):
            yield from _shapes(child)
        elif child.tag in SHAPES:
            yield child


def _role(shape: etree._Element) -> str:
    return shape.get(f"{PRESENTATION}class", "")
