"""The ruling lines of a PDF page: what a table's borders are drawn with, as lines, as thin boxes or as frames of cells."""

from ctypes import addressof, c_char, c_int, c_void_p
from struct import Struct
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from innspill.reading.pdf_calls import direct

_count_objects = direct(pdfium.FPDFPage_CountObjects)
_object = direct(pdfium.FPDFPage_GetObject, c_int, result=c_void_p)
_kind = direct(pdfium.FPDFPageObj_GetType)
_bounds = direct(pdfium.FPDFPageObj_GetBounds, *[c_void_p] * 4)
_matrix = direct(pdfium.FPDFPageObj_GetMatrix, c_void_p)
_count_points = direct(pdfium.FPDFPath_CountSegments)
_segment = direct(pdfium.FPDFPath_GetPathSegment, c_int, result=c_void_p)
_point = direct(pdfium.FPDFPathSegment_GetPoint, c_void_p, c_void_p)
_segment_kind = direct(pdfium.FPDFPathSegment_GetType)
_BOX, _MATRIX, _POINT = Struct("4f"), Struct("6f"), Struct("2f")
# A drawing or a map has thousands of strokes, a table some hundreds.
_MOST_OBJECTS, _MOST_POINTS = 3_000, 2_000
# Thinner than this (points) a box is a line; shorter than this a line is a stroke of a letter or a bullet.
_THIN, _SHORT = 2.5, 8.0


class Rule(NamedTuple):
    """A line that stands or lies: `at` is its height (lying) or its place from the left, `first` to `last` its reach."""

    at: float
    first: float
    last: float


class Rules(NamedTuple):
    """The lying rules from the top, and the standing ones from the left; points above the foot and from the left edge."""

    lying: list[Rule]
    standing: list[Rule]


NO_RULES = Rules([], [])


def ruling_lines(page: Any) -> Rules:
    """All lines that lie or stand; none on a page of very many strokes, which is a drawing."""
    lying: list[Rule] = []
    standing: list[Rule] = []
    buffer = (c_char * 24)()
    at = addressof(buffer)
    n_objects = _count_objects(page)
    if not 0 < n_objects <= _MOST_OBJECTS:
        return NO_RULES
    n_points = 0
    for number in range(n_objects):
        item = _object(page, number)
        if _kind(item) != pdfium.FPDF_PAGEOBJ_PATH or not _bounds(item, at, at + 4, at + 8, at + 12):
            continue
        left, bottom, right, top = _BOX.unpack_from(buffer)
        if not _add(left, bottom, right, top, lying, standing):
            n_points += max(0, _count_points(item))
            if n_points > _MOST_POINTS:
                return NO_RULES
            for stroke in _strokes(item, buffer):
                _add(*stroke, lying, standing)
    return Rules(sorted(lying, reverse=True), sorted(standing))


def _add(left: float, bottom: float, right: float, top: float, lying: list[Rule], standing: list[Rule]) -> bool:
    """Takes a thin box for the line that it is; False where it is no line."""
    if top - bottom <= _THIN and right - left >= _SHORT:
        lying.append(Rule((top + bottom) / 2, left, right))
    elif right - left <= _THIN and top - bottom >= _SHORT:
        standing.append(Rule((left + right) / 2, bottom, top))
    else:
        return right - left < _SHORT and top - bottom < _SHORT
    return True


def _strokes(item: int, buffer: Any) -> list[tuple[float, float, float, float]]:
    """The strokes of a path as boxes (left, bottom, right, top); curves count as none."""
    at = addressof(buffer)
    a, b, c, d, e, f = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if _matrix(item, at):
        a, b, c, d, e, f = _MATRIX.unpack_from(buffer)
    found = []
    before: tuple[float, float] | None = None
    begun: tuple[float, float] | None = None
    for number in range(min(_count_points(item), _MOST_POINTS)):
        part = _segment(item, number)
        kind = _segment_kind(part)
        _point(part, at, at + 4)
        x, y = _POINT.unpack_from(buffer)
        point = a * x + c * y + e, b * x + d * y + f
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
            found.append(_box(before, point))
        before = point
    if begun is not None and before is not None and begun != before and len(found) > 1:
        found.append(_box(before, begun))
    return found


def _box(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
