"""What stands above a PDF page: what was typed into a form's fields, and free text boxes. Comments are not the letter."""

from ctypes import c_ushort
from typing import Any

import pypdfium2.raw as pdfium

from innspill.reading.pieces import Piece

_MOST_ANNOTATIONS = 500
_TYPED = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)
# The height of typed text is not known where the program left the drawing to the reader: that of ordinary print.
_SIZE = 11.0


def typed_pieces(page: Any) -> tuple[bool, list[Piece]]:
    """Does the page hold fields or text boxes that are drawn, so that flattening prints them; and those that are not drawn.

    Some programs fill in a form without drawing what they filled in («NeedAppearances»): such values come as pieces.
    """
    drawn, pieces = False, []
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind in _TYPED and not pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.FPDF_ANNOT_FLAG_HIDDEN:
                if pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2:
                    drawn = True
                else:
                    pieces += _undrawn(annotation, b"V" if kind == pdfium.FPDF_ANNOT_WIDGET else b"Contents")
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return drawn, pieces


def _undrawn(annotation: Any, key: bytes) -> list[Piece]:
    """The lines of a value that is text (a ticked box has a name for value); none where it is empty."""
    if pdfium.FPDFAnnot_GetValueType(annotation, key) != pdfium.FPDF_OBJECT_STRING:
        return []
    n_bytes = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    letters = (c_ushort * (n_bytes // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, letters, n_bytes)
    text = bytes(memoryview(letters)).decode("utf-16-le", "replace").rstrip("\0")
    place = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, place)
    top = max(place.top, place.bottom)
    return [
        Piece(line.strip(), place.left, max(place.right, place.left + 1), top - _SIZE * 1.2 * (number + 1), _SIZE)
        for number, line in enumerate(text.splitlines())
        if line.strip()
    ]
