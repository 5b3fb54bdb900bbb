"""How many pictures of a Word document are large enough to be pages: a letter may be pasted in as scans."""

import re

from lxml import etree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
# A third of A4 (624 cm²), in the drawing's own unit and in points: a letter's logo takes 20 cm², a chart some 120.
_EMU_A_CM, _POINTS_A_CM = 360_000, 28.35
_LARGE_CM2 = 200
_SIZE = re.compile(r"(width|height):\s{0,3}(\d{1,5}(?:\.\d{1,5})?)(pt|in|cm|mm|px)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": _POINTS_A_CM, "mm": _POINTS_A_CM / 10, "px": 0.75}


def count_large_pictures(root: etree._Element) -> int:
    """The number of pictures that cover a third of a page or more."""
    drawn = (one for one in root.iter(f"{_WP}inline", f"{_WP}anchor") if next(one.iter(f"{_A}blip"), None) is not None)
    shaped = (one.getparent() for one in root.iter(f"{_V}imagedata"))
    return sum(_drawn_cm2(one) >= _LARGE_CM2 for one in drawn) + sum(_shaped_cm2(one) >= _LARGE_CM2 for one in shaped)


def _drawn_cm2(drawing: etree._Element) -> float:
    extent = drawing.find(f"{_WP}extent")
    sides = [] if extent is None else [extent.get(side, "") for side in ("cx", "cy")]
    if not sides or not all(side.isdecimal() and len(side) < 12 for side in sides):
        return 0
    return int(sides[0]) / _EMU_A_CM * int(sides[1]) / _EMU_A_CM


def _shaped_cm2(shape: etree._Element) -> float:
    sizes = {side: float(number) * _POINTS[unit] for side, number, unit in _SIZE.findall(shape.get("style", "")[:2000])}
    return sizes.get("width", 0) / _POINTS_A_CM * sizes.get("height", 0) / _POINTS_A_CM
