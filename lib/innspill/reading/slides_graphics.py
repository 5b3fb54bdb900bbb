"""What charts and diagrams (SmartArt) of slides and letters say: they are drawn from parts of their own.

Of a chart its titles, series and categories are words that a reader sees; its figures are not text. Of a diagram the text
of every box counts, in the order of its outline.
"""

from collections.abc import Iterator

from lxml import etree

from innspill.errors import InnspillError
from innspill.pages import CELL_BREAK
from innspill.reading.archive import Package

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MAX_LABELS = 500


def graphic_texts(package: Package, part: str) -> list[str]:
    """The lines of a chart or diagram part, without empty ones; nothing where the part is missing or damaged."""
    if package.find(part) is None:
        return []
    try:
        root = package.xml(part)
    except InnspillError:
        return []
    lines = _diagram(root) if root.tag == f"{_DGM}dataModel" else _chart(root)
    return [" ".join(line.split()) for line in lines if line.strip()]


def _chart(root: etree._Element) -> Iterator[str]:
    for title in root.iter(f"{_C}title", f"{_CX}title"):
        yield "".join(drawn_text(title))
    for place in (f"{_C}tx", f"{_C}cat", f"{_CX}tx", f"{_CX}strDim"):
        labels: dict[str, None] = {}
        for one in root.iter(place):
            if one.getparent().tag not in (f"{_C}title", f"{_CX}title"):
                values = one.iter(f"{_C}v", f"{_CX}v", f"{_CX}pt") if one.find(f".//{_C}numCache") is None else ()
                labels.update(dict.fromkeys((value.text or "").strip() for value in values))
        yield CELL_BREAK.join([label for label in labels if label][:_MAX_LABELS])


def drawn_text(body: etree._Element) -> Iterator[str]:
    """The text under an element of a drawing, paragraphs and breaks as line breaks; of two twins the first with text."""
    for child in body:
        if child.tag in (f"{A}t", f"{M}t"):
            yield child.text or ""
        elif child.tag == f"{A}br":
            yield "\n"
        elif child.tag == f"{M}den":
            yield "/"
            yield from drawn_text(child)
        elif child.tag.endswith("}AlternateContent") and len(child):
            said = [one for one in child if next(one.iter(f"{A}t", f"{M}t"), None) is not None]
            yield from drawn_text(said[0]) if said else ()
        else:
            yield from drawn_text(child)
            yield "\n" if child.tag == f"{A}p" else ""


def _diagram(root: etree._Element) -> Iterator[str]:
    """The text of each point of a diagram, in the order of its outline; points outside of it last."""
    points = {one.get("modelId", ""): one for one in root.iter(f"{_DGM}pt") if one.get("type") != "pres"}
    children: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = link.get("srcOrd", "0")
            place = int(order) if order.isdecimal() and len(order) < 10 else 0
            children.setdefault(link.get("srcId", ""), []).append((place, link.get("destId", "")))
    waiting = [key for key, one in points.items() if one.get("type") == "doc"]
    ordered: dict[str, None] = {}
    while waiting:
        key = waiting.pop()
        if key not in ordered:
            ordered[key] = None
            waiting += [below for _, below in sorted(children.get(key, []), reverse=True)]
    for key in dict.fromkeys([*ordered, *points]):
        text = points[key].find(f"{_DGM}t") if key in points else None
        yield from [] if text is None else "".join(drawn_text(text)).split("\n")
