"""The shapes of a slide → lines: in which order they are read, and what each of them says."""

from collections.abc import Mapping

from lxml import etree

from innspill.pages import Line
from innspill.reading.archive import Package
from innspill.reading.rows import table_lines
from innspill.reading.slides_graphics import graphic_texts
from innspill.reading.slides_order import reading_order
from innspill.reading.slides_places import A, Design, P, box_of, drawn_shapes, placeholder
from innspill.reading.slides_text import is_slide_number, paragraphs_of

TITLES = ("title", "ctrTitle")
_FURNITURE = {"sldNum": "page_number", "ftr": "running_head", "dt": "running_head", "hdr": "running_head"}
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_GRAPHICS = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": f"{_R}id",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": f"{_R}id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": f"{_R}dm",
}


def ordered(tree: etree._Element, design: Design | None) -> list[etree._Element]:
    """The shapes in the order they are read, groups opened; a title can be drawn after the body, and is read first."""
    shapes = [one for one in drawn_shapes(tree) if _says(one)]
    kinds = [placeholder(one)[0] for one in shapes]
    titles = [one for one, kind in zip(shapes, kinds, strict=True) if kind in TITLES]
    foot = [one for one, kind in zip(shapes, kinds, strict=True) if kind in _FURNITURE]
    between = [one for one in shapes if one not in titles and one not in foot]
    return [*titles, *_in_order(between, design), *foot]


def _in_order(shapes: list[etree._Element], design: Design | None) -> list[etree._Element]:
    """The shapes of a slide or group; as they are drawn where the place of one that says something is not known."""
    boxes = [box_of(shape, at, design) for at, shape in enumerate(shapes)]
    known = [box for box in boxes if box is not None]
    if len(known) == len(boxes):
        shapes = [shapes[box.drawn] for box in reading_order(known)]
    opened = ([one] if one.tag != f"{P}grpSp" else _opened(one) for one in shapes)
    return [shape for group in opened for shape in group]


def _opened(group: etree._Element) -> list[etree._Element]:
    """The shapes of a group: it is one thing on the slide, and has an order of its own."""
    return _in_order([one for one in drawn_shapes(group) if _says(one)], None)


def _says(shape: etree._Element) -> bool:
    return next((one for one in shape.iter(f"{A}t", *_GRAPHICS) if one.tag in _GRAPHICS or one.text), None) is not None


def shape_lines(
    shape: etree._Element, number: int, package: Package, parts: Mapping[str, str]
) -> list[tuple[Line, str | None]]:
    """The lines of one shape on slide `number`, with the reason where a line is furniture; `parts` are its charts."""
    kind = placeholder(shape)[0]
    own = "heading" if kind in TITLES else "bullet"
    found: list[tuple[Line, str | None]] = []
    rows = [[[Line(text, number, "table") for text in paragraphs_of(cell)] for cell in row.findall(f"{A}tc")]
            for row in shape.iter(f"{A}tr")]  # fmt: skip
    found += [(line, None) for line in table_lines(rows)]
    for graphic in shape.iter(*_GRAPHICS):
        texts = graphic_texts(package, parts.get(graphic.get(_GRAPHICS[graphic.tag], ""), ""))
        found += [(Line(text, number, "table" if graphic.tag.endswith("chart") else "bullet"), None) for text in texts]
    body = shape.find(f"{P}txBody")
    if body is not None:
        reason = _FURNITURE.get(kind or "", "page_number" if is_slide_number(body) else None)
        found += [(Line(text, number, own), reason) for text in paragraphs_of(body)]
    return found
