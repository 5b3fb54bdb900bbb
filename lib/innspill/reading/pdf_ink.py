"""Is what a reader sees on a PDF page in its text layer, or is it only ink: a scan, drawn letters, codes without sense?"""

import re
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from innspill.reading.pieces import Piece

# Control codes, the private area and the mark of a lost letter: what comes out where a font does not say what its signs mean.
_CODE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufdd0-\ufdef\uffff]")
_STEP = 7
# One page of prose in bokmål, nynorsk, English or Northern Sámi has several of these.
_COMMON = (" og ", " i ", " er ", " for ", " av ", " til ", " the ", " and ", " ja ", " lea ", " med ", " på ", " å ")
_LETTERS = re.compile(r"[^\W\d_]")
_VOWELS = re.compile("[aeiouyæøåäöáéíóúAEIOUYÆØÅÄÖÁÉÍÓÚ]")
# Norwegian, Sámi and English have 36–46 % vowels, lists of abbreviations and names 25–50 %.
_LEAST_VOWELS, _MOST_VOWELS, _ENOUGH_LETTERS = 0.18, 0.68, 150
# Rendered so large (pixels on the longer side) a line of print is still two pixels high.
_SMALL = 500
_DARKER, _LEAST_DARK = 45, 12
# A scanned page that an archive stamped: a picture over most of the page, and a few words in its margins.
_STAMP_LETTERS, _PICTURE_SHARE, _MARGIN = 300, 0.7, 0.13
_MOST_OBJECTS = 500


def is_gibberish(text: str) -> bool:
    """Do the codes say nothing although the page looks sound: most are no letters, or letters such as no language has?

    A page with a word that every page has is believed at once; numbers and lists of names are believed too.
    """
    sample = text[::_STEP] if len(text) > 200 else text
    if _CODE.search(sample) and len(_CODE.findall(sample)) > 0.5 * len("".join(sample.split())):
        return True
    if any(word in text for word in _COMMON):
        return False
    letters = "".join(_LETTERS.findall(text[:20_000]))
    if len(letters) < _ENOUGH_LETTERS or (not letters.isascii() and not _VOWELS.search(letters)):
        return False
    share = len(_VOWELS.findall(letters)) / len(letters)
    return not _LEAST_VOWELS <= share <= _MOST_VOWELS


def has_ink(page: pypdfium2.PdfPage) -> bool:
    """Is there anything on the page that is darker than its paper? Rendered small: a page takes some 10 ms."""
    if pdfium.FPDFPage_CountObjects(page.raw) == 0:
        return False
    width, height = page.get_size()
    bitmap = page.render(scale=min(1.0, _SMALL / max(width, height, 1.0)), grayscale=True)
    try:
        counts = bitmap.to_pil().convert("L").histogram()
    finally:
        bitmap.close()
    paper = max(range(256), key=counts.__getitem__)
    return sum(counts[: max(0, paper - _DARKER)]) + sum(counts[paper + _DARKER :]) >= _LEAST_DARK


def is_stamped_scan(page: Any, pieces: Sequence[Piece], size: tuple[float, float]) -> bool:
    """Is the page a picture with no more text than an archive's stamp in the margin?"""
    if not pieces or sum(len(piece.text) for piece in pieces) > _STAMP_LETTERS:
        return False
    width, height = size
    inner = [
        piece
        for piece in pieces
        if piece.angle == 0
        and _MARGIN * height < piece.base < (1 - _MARGIN) * height
        and piece.right > _MARGIN * width
        and piece.left < (1 - _MARGIN) * width
    ]
    return not inner and _picture_area(page) > _PICTURE_SHARE * width * height


def _picture_area(page: Any) -> float:
    area = 0.0
    left, bottom, right, top = (pdfium.c_float() for _ in range(4))
    for number in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE and pdfium.FPDFPageObj_GetBounds(
            item, left, bottom, right, top
        ):
            area += abs((right.value - left.value) * (top.value - bottom.value))
    return area
