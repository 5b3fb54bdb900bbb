"""Where the shapes of a slide lie: by themselves, or by the layout and the master that they are made from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from innspill.errors import InnspillError
from innspill.reading.archive import Package
from innspill.reading.slides_order import Box

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SHAPES = (f"{P}sp", f"{P}graphicFrame", f"{P}cxnSp", f"{P}pic", f"{P}contentPart")
# A title of a title slide lies where the master's title lies; the same for the other kinds that are made from one.
_SAME = {"ctrTitle": "title", "subTitle": "body", "obj": "body", "tbl": "body", "chart": "body", "dgm": "body", "pic": "body"}


@dataclass
class Design:
    """A layout or a master: its shapes, and the one that it is made from itself."""

    tree: etree._Element | None = None
    base: "Design | None" = None
    places: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    shows_base: bool = True


def read_design(package: Package, part: str, known: dict[str, Design], kind: str = "slideLayout") -> Design:
    """The layout of a slide (or the master of a layout); each is read once. A missing or damaged one is empty."""
    target = next((one for found, one in package.relations(part).values() if found == kind and one in package.names), None)
    if target is None:
        return Design()
    if target not in known:
        known[target] = design = Design()
        try:
            root = package.xml(target)
        except InnspillError:
            return design
        design.tree = root.find(f"{P}cSld/{P}spTree")
        design.shows_base = root.get("showMasterSp", "1") not in ("0", "false")
        for shape in [] if design.tree is None else drawn_shapes(design.tree):
            kind_of, index = placeholder(shape)
            offset = _offset(shape)
            if kind_of is not None and offset is not None:
                design.places.setdefault(("index", index), offset)
                design.places.setdefault(("kind", _SAME.get(kind_of, kind_of)), offset)
        if root.tag == f"{P}sldLayout":
            design.base = read_design(package, target, known, "slideMaster")
    return known[target]


def placeholder(shape: etree._Element) -> tuple[str | None, str]:
    """(kind, index) of a shape that fills a place of its layout; kind None for any other shape."""
    places = (shape.find(f"{P}{name}/{P}nvPr/{P}ph") for name in ("nvSpPr", "nvGraphicFramePr", "nvPicPr"))
    found = next((one for one in places if one is not None), None)
    return (None, "") if found is None else (found.get("type", "body"), found.get("idx", "0"))


def drawn_shapes(parent: etree._Element) -> Iterator[etree._Element]:
    """The shapes and groups right under a tree or group, in the order they are drawn; of two twins the one with text."""
    for child in parent:
        if child.tag in SHAPES or child.tag == f"{P}grpSp":
            yield child
        elif child.tag == f"{MC}AlternateContent" and len(child):
            said = [one for one in child if next(one.iter(f"{A}t", f"{A}graphicData"), None) is not None]
            yield from drawn_shapes((said or child)[0])


def _offset(shape: etree._Element) -> etree._Element | None:
    names = (f"{P}spPr/{A}xfrm", f"{P}xfrm", f"{P}grpSpPr/{A}xfrm")
    found = next((one for one in map(shape.find, names) if one is not None), None)
    return found if found is not None and found.find(f"{A}off") is not None and found.find(f"{A}ext") is not None else None


def box_of(shape: etree._Element, drawn: int, design: Design | None) -> Box | None:
    """The place of a shape; None where neither the slide nor its design says it."""
    place = _offset(shape)
    kind, index = placeholder(shape)
    while place is None and kind is not None and design is not None:
        by_kind = design.places.get(("kind", _SAME.get(kind, kind)))
        place = design.places.get(("index", index), by_kind) if index != "0" or kind in ("body", "obj") else by_kind
        design = design.base
    if place is None:
        return None
    numbers = [place.find(f"{A}off").get("x"), place.find(f"{A}off").get("y"),
               place.find(f"{A}ext").get("cx"), place.find(f"{A}ext").get("cy")]  # fmt: skip
    return Box(*map(_length, numbers), drawn)


def _length(text: str | None) -> float:
    digits = (text or "").removeprefix("-")
    return float(text or 0) if digits.isdecimal() and len(digits) < 13 else 0.0
