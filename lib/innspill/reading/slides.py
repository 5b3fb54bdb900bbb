"""PowerPoint (.pptx) → Pages: slide by slide in the order they are shown, title first, notes last."""

from collections.abc import Iterator

from lxml import etree

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.archive import Package
from innspill.reading.clues import BULLET_MARK, meaningful_title
from innspill.reading.rows import table_lines

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = ("title", "ctrTitle")
_FURNITURE = {"sldNum": "page_number", "ftr": "running_head", "dt": "running_head", "hdr": "running_head"}


def read_slides(raw: bytes, name: str) -> Pages:
    """The text of the slides: titles are headings, other paragraphs bullets, a page is a slide.

    Hidden slides are read too: the sender sent them. Raises InnspillError for a broken, protected or hostile file and for
    one without words.
    """
    package = Package(raw, name)
    main = package.main_part
    if main is None:
        raise InnspillError(name, "Filen inneholder ingen presentasjon", "Be avsenderen om en ny kopi")
    lines: list[Line] = []
    furniture: list[tuple[Line, str]] = []
    parts = _slide_parts(package, main)
    for number, part in enumerate(parts, start=1):
        for line, reason in _slide(package, part, number):
            if reason:
                furniture.append((line, reason))
            else:
                lines.append(line)
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Presentasjonen inneholder ingen ord", "Er lysbildene bilder, kjør tekstgjenkjenning (OCR)")
    title = meaningful_title(package.core_title())
    return Pages("slides", tuple(lines), len(parts), title=title, layout="slides", furniture=tuple(furniture))


def _slide_parts(package: Package, main: str) -> list[str]:
    relations = package.relations(main)
    ids = [one.get(f"{_R}id", "") for one in package.xml(main).iter(f"{_P}sldId")]
    return [relations[one][1] for one in ids if one in relations and relations[one][1] in package.names]


def _slide(package: Package, part: str, number: int) -> Iterator[tuple[Line, str | None]]:
    """The lines of a slide and its notes, with the reason where a line is furniture."""
    tree = package.xml(part).find(f"{_P}cSld/{_P}spTree")
    shapes = [] if tree is None else list(_shapes(tree))
    # A title can be drawn after the body; a reader reads it first.
    shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLES)
    for shape in shapes:
        kind = "heading" if _placeholder(shape) in _TITLES else "bullet"
        yield from _shape_lines(shape, number, kind)
    for relation, notes in sorted(package.relations(part).values()):
        if relation == "notesSlide" and notes in package.names:
            tree = package.xml(notes).find(f"{_P}cSld/{_P}spTree")
            for shape in [] if tree is None else _shapes(tree):
                yield from _shape_lines(shape, number, "note")


def _shapes(parent: etree._Element) -> Iterator[etree._Element]:
    """The shapes in the order they are drawn, groups opened; of a drawing's two twins only the first."""
    for child in parent:
        if child.tag in (f"{_P}sp", f"{_P}graphicFrame", f"{_P}cxnSp"):
            yield child
        elif child.tag == f"{_P}grpSp":
            yield from _shapes(child)
        elif child.tag == f"{_MC}AlternateContent" and len(child):
            yield from _shapes(child[0])


def _placeholder(shape: etree._Element) -> str | None:
    found = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return None if found is None else found.get("type", "body")


def _shape_lines(shape: etree._Element, number: int, kind: str) -> Iterator[tuple[Line, str | None]]:
    reason = _FURNITURE.get(_placeholder(shape) or "")
    own = "note" if kind == "note" else "table"
    rows = [[[Line(text, number, own) for text in _paragraphs(cell)] for cell in row.iter(f"{_A}tc")]
            for row in shape.iter(f"{_A}tr")]  # fmt: skip
    for line in table_lines(rows):
        yield line, None
    body = shape.find(f"{_P}txBody")
    for text in [] if body is None else _paragraphs(body):
        yield Line(text, number, kind), reason


def _paragraphs(body: etree._Element) -> Iterator[str]:
    """The paragraphs of a text body; a forced line break is a blank, for on a slide it only shapes the line."""
    for paragraph in body.iter(f"{_A}p"):
        pieces = []
        for part in paragraph.iter(f"{_A}t", f"{_A}br", f"{_A}tab"):
            pieces.append((part.text or "") if part.tag == f"{_A}t" else " ")
        text = " ".join("".join(pieces).split())
        if text:
            yield BULLET_MARK.sub("", text)
