"""Text recognition (OCR) of scans and pictures, with Tesseract where it is installed.

Reading never recognises text by itself, for it takes seconds a page: a file that is only ink raises ScanFound, one with some
such pages names them in `Pages.scanned`, and whoever reads the folder calls `recognise_pdf` or `recognise_image` then.
Recognised pages are lines of print like those of a text layer: `kind` None, an empty line between paragraphs.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from shutil import which
from typing import TYPE_CHECKING

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages

if TYPE_CHECKING:
    from PIL.Image import Image

    from innspill.reading.ocr_tesseract import RecognisedPage

HOW_TO_GET_IT = (
    "Kjør tekstgjenkjenning (OCR): installer «pip install pytesseract» og Debian-pakkene tesseract-ocr og tesseract-ocr-nor"
)
# A4 at 600 dpi has 35 million pixels; a picture of more than this is a bomb or a poster, and Pillow would unpack it whole.
_MOST_PIXELS = 120_000_000


class ScanFound(InnspillError):  # noqa: N818 a finding, and only without text recognition an error
    """A file whose text is only ink: text recognition can read it, reading cannot. `todo` says how to get it."""

    def __init__(self, where: object, what: str, todo: str = HOW_TO_GET_IT) -> None:
        super().__init__(where, what, todo)


@cache
def ocr_available() -> str | None:
    """None where text recognition can be run; else a sentence in bokmål that says what is missing and how to get it."""
    try:
        import pytesseract
    except ImportError:
        return "Tekstgjenkjenning mangler: kjør «pip install pytesseract»."
    if which("tesseract") is None:
        return "Programmet Tesseract mangler: installer Debian-pakkene «tesseract-ocr» og «tesseract-ocr-nor»."
    try:
        languages = pytesseract.get_languages()
    except (OSError, RuntimeError, ValueError):
        return "Programmet Tesseract svarer ikke: installer Debian-pakkene «tesseract-ocr» og «tesseract-ocr-nor» på nytt."
    return None if "nor" in languages else "Tesseract kan ikke norsk: installer Debian-pakken «tesseract-ocr-nor»."


def read_image(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:  # noqa: ARG001 the readers' common form
    """A picture holds no text layer. Raises ScanFound, always: `recognise_image` reads it."""
    raise ScanFound(name, "Filen er et bilde")


def recognise_image(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The text of a picture (PNG, JPEG, WebP, BMP, GIF) or of each frame of a TIFF, one page a frame.

    Raises InnspillError for a broken or too large picture, and for one without text.
    """
    _require_ocr(name)
    pages = dict(enumerate(_frames(raw, name, limits), start=1))
    return _recognised("image", pages, len(pages), name)


def _frames(raw: bytes, name: str, limits: Limits) -> Iterator["RecognisedPage"]:
    """Every frame recognised, the right way up; one frame at a time is unpacked."""
    from PIL import Image, ImageOps, ImageSequence

    from innspill.reading.ocr_tesseract import recognise

    try:
        with Image.open(io.BytesIO(raw)) as picture:
            n_frames = getattr(picture, "n_frames", 1)
            if n_frames > limits.pages:
                raise InnspillError(name, f"Bildet har {n_frames} sider, og høyst {limits.pages} leses", "Del det opp")
            # The frames of an animation are one picture; those of a TIFF or a fax are pages.
            frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]
            for frame in frames:
                if frame.width * frame.height > _MOST_PIXELS:
                    raise InnspillError(name, "Bildet er for stort", "Lagre det i 300 dpi og prøv igjen")
                upright = ImageOps.exif_transpose(frame)
                yield recognise(_on_white(upright), limits.ocr_seconds)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise InnspillError(name, "Bildet er ødelagt, avkortet eller for stort", "Be avsenderen om en ny kopi") from error


def _on_white(picture: "Image") -> "Image":
    """The picture in grey; what is transparent becomes paper."""
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        paper.alpha_composite(clear)
        picture = paper
    return picture.convert("L")


def recognise_pdf(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """A PDF's pages in order: from the text layer where it is readable, recognised where all text is ink.

    Raises InnspillError as `read_pdf` does, and where nothing can be recognised.
    """
    from innspill.reading.ocr_tesseract import recognise, render_page
    from innspill.reading.pdf import INK, gather_pages, open_pdf, read_page

    _require_ocr(name)
    with open_pdf(raw, name, limits) as document:
        pages = [read_page(document, index) for index in range(len(document))]
        found: dict[int, RecognisedPage] = {}
        for index, page in enumerate(pages):
            if page.state == INK:
                found[index + 1] = recognise(render_page(document, index), limits.ocr_seconds)
                pages[index] = page._replace(lines=[(text, None) for text in found[index + 1].lines], state="read")
        if not any(text.strip() for page in pages for text, _ in page.lines):
            raise InnspillError(name, "Tekstgjenkjenningen fant ingen tekst", "Be avsenderen om brevet som tekst")
        return gather_pages(document, pages, tell_recognised(found))


def _recognised(form: str, found: dict[int, "RecognisedPage"], n_pages: int, name: str) -> Pages:
    lines = tuple(Line(text, number) for number, page in found.items() for text in page.lines)
    if not any(line.text.strip() for line in lines):
        raise InnspillError(name, "Tekstgjenkjenningen fant ingen tekst", "Be avsenderen om brevet som tekst")
    return Pages(form, lines, n_pages, warnings=tell_recognised(found))


def _require_ocr(name: str) -> None:
    missing = ocr_available()
    if missing:
        raise ScanFound(name, "Filen er skannet", missing.rstrip("."))


def tell_recognised(found: dict[int, "RecognisedPage"]) -> tuple[str, ...]:
    """The warning of recognised pages with the mean confidence of their words; and of those where nothing was found."""
    read = [number for number, page in found.items() if page.n_words]
    empty = [number for number, page in found.items() if not page.n_words]
    warnings = []
    if read:
        n_words = sum(found[number].n_words for number in read)
        mean = sum(found[number].confidence * found[number].n_words for number in read) / n_words
        warnings.append(f"{told_pages(read)} er lest med tekstgjenkjenning (snitt {mean:.0f} %). Se over teksten.")
    if empty:
        warnings.append(f"{told_pages(empty)} er bilde uten tekst som kan gjenkjennes. Se på originalen.")
    return tuple(warnings)


def told_pages(numbers: Sequence[int]) -> str:
    """«Side 3», «Side 1–3», «Side 1, 4 og 7–9»: the pages (rising) as a sentence begins."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"Side {told[0]}" if len(told) == 1 else f"Side {', '.join(told[:-1])} og {told[-1]}"
