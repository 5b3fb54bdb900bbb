"""One page of ink → its lines, by Tesseract: rendering, turning, recognising, and words to lines and paragraphs.

Tesseract runs on one thread (two cores read two letters), in Norwegian, with a time limit for each page.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 300
# An A3 at 300 dpi has 17 million pixels; a plan of A0 is rendered as large as that, and no larger.
_MOST_PIXELS = 20_000_000
# Below this many pixels on the longer side a page is enlarged: Tesseract wants letters 20 pixels high.
_SMALL_PAGE = 2_000
_PAGE_SECONDS = 120
# Below this a page's words are guesses, and the page may stand on its side or on its head.
_DOUBTFUL, _SURE, _FEW_WORDS = 60.0, 75.0, 5
# Tesseract's own measure of how sure it is which side is up; upright and turned letters gave 13–46.
_SURE_TURN = 5.0
_LETTER = re.compile(r"[^\W_]")


class RecognisedPage(NamedTuple):
    """The lines of a page (empty between paragraphs), the mean confidence of its words in per cent, and how many they are."""

    lines: list[str]
    confidence: float
    n_words: int


class _Word(NamedTuple):
    block: int
    paragraph: int
    line: int
    confidence: float
    text: str


def render_page(document: pypdfium2.PdfDocument, index: int) -> "Image":
    """The page in grey, 300 dots an inch, or fewer where it is larger than an A3."""
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            return bitmap.to_pil().convert("L")
        finally:
            bitmap.close()
    finally:
        page.close()


def recognise(picture: "Image", seconds: int) -> RecognisedPage:
    """The text of one picture in reading order, the right way up; where nobody can say which way, the best read way counts.

    Words of low confidence are kept: a wrong word is seen by who looks, a dropped one by nobody. Only signs without any
    letter or digit, which Tesseract sees in dust, borders and pictures, are left out where it is unsure of them.
    """
    picture = _fitted(picture)
    limit = min(_PAGE_SECONDS, seconds)
    with _private_folder():
        told = _turn(picture, limit)
        page = _read(_turned(picture, told or 0), limit)
        if told is None and (page.n_words < _FEW_WORDS or page.confidence < _DOUBTFUL):
            for turn in (90, 270, 180):
                page = max(page, _read(_turned(picture, turn), limit), key=_worth)
                if page.confidence >= _SURE and page.n_words >= _FEW_WORDS:
                    break
    return page


def _worth(page: RecognisedPage) -> float:
    return page.confidence * min(page.n_words, 50)


def _turned(picture: "Image", turn: int) -> "Image":
    return picture.rotate(turn, expand=True, fillcolor=255) if turn else picture


def _fitted(picture: "Image") -> "Image":
    from PIL import Image

    width, height = picture.size
    scale = 1.0
    if width * height > _MOST_PIXELS:
        scale = (_MOST_PIXELS / (width * height)) ** 0.5
    elif max(width, height) < _SMALL_PAGE:
        scale = min(2.0, _SMALL_PAGE / max(width, height, 1))
    if scale == 1.0:
        return picture
    return picture.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.LANCZOS)


@contextmanager
def _private_folder() -> Iterator[None]:
    """What pytesseract writes on its way goes into a folder of its own (below TMPDIR), which is removed whatever happens."""
    before, threads = tempfile.tempdir, os.environ.get("OMP_THREAD_LIMIT")
    with tempfile.TemporaryDirectory(prefix="innspill-ocr-") as folder:
        tempfile.tempdir = folder
        os.environ["OMP_THREAD_LIMIT"] = "1"
        try:
            yield
        finally:
            tempfile.tempdir = before
            if threads is None:
                del os.environ["OMP_THREAD_LIMIT"]
            else:
                os.environ["OMP_THREAD_LIMIT"] = threads


@cache
def _languages() -> str:
    import pytesseract

    return "+".join(language for language in ("nor", "eng") if language in pytesseract.get_languages())


def _turn(picture: "Image", limit: int) -> int | None:
    """How the picture must be turned (degrees against the clock); None where Tesseract cannot say, as on nearly empty pages.

    Asked of the picture at half its size: 0.4 s a page, where a page read on its side takes 10 s and is wrong.
    """
    import pytesseract

    small = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
    try:
        told = pytesseract.image_to_osd(small, config=f"--psm 0 --dpi {_DPI // 2}", timeout=limit)
    except (pytesseract.TesseractError, RuntimeError):
        return None
    turn, sure = re.search(r"Rotate: (\d+)", told), re.search(r"Orientation confidence: ([\d.]+)", told)
    if not turn or not sure or float(sure[1]) < _SURE_TURN:
        return None
    return -int(turn[1]) % 360


def _read(picture: "Image", limit: int) -> RecognisedPage:
    import pytesseract

    try:
        table = pytesseract.image_to_data(picture, lang=_languages(), config=f"--psm 3 --dpi {_DPI}", timeout=limit)
    except (pytesseract.TesseractError, RuntimeError):
        # One page that cannot be recognised in time is told in the ledger as empty; the others are read.
        return RecognisedPage([], 0.0, 0)
    words = list(_words(table))
    confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
    return RecognisedPage(_lines(words), confidence, len(words))


def _words(table: str) -> Iterator[_Word]:
    """The words in Tesseract's table: level, page, block, paragraph, line, word, four places, confidence, text."""
    for row in table.splitlines()[1:]:
        cells = row.split("\t", 11)
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        confidence = float(cells[10])
        if _LETTER.search(cells[11]) or confidence >= _DOUBTFUL:
            yield _Word(int(cells[2]), int(cells[3]), int(cells[4]), confidence, cells[11].strip())


def _lines(words: Sequence[_Word]) -> list[str]:
    lines: list[str] = []
    before: _Word | None = None
    for word in words:
        if before is None or word[:3] != before[:3]:
            if before is not None and word[:2] != before[:2]:
                lines.append("")
            lines.append(word.text)
        else:
            lines[-1] += f" {word.text}"
        before = word
    return lines
