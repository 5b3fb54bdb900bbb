"""Scans and pictures of letters are read where Tesseract is installed. All letters here are invented."""

import io
import os
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from innspill.cleaning import clean_pages
from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.pages import Pages
from innspill.reading import ocr, ocr_tesseract, read_pages
from innspill.reading.ocr import ScanFound, ocr_available, recognise_image, recognise_pdf, told_pages
from innspill.reading.pdf import read_pdf

MISSING = ocr_available()
if MISSING and os.environ.get("CI") == "true":
    pytest.fail(f"CI must recognise text: {MISSING}", pytrace=False)
needs_ocr = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))

LINES = [
    "Vik kommune ønsker en felles journal for alle som gir",
    "hjelp i fjellbygdene. Legevakten dekker et stort område,",
    "og små tjenester trenger støtte fra de større naboene.",
    "Rekruttering av sykepleiere er vanskelig året rundt.",
]
MORE = ["Avtalen er god, men følges ikke opp med midler nok.", "Kompetanse må bygges der folk bor og arbeider."]


def letter(*pages: list[str], size=(420, 300)) -> bytes:
    """A PDF with a text layer: the lines of each page, an empty one for a gap."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size)
    for page in pages:
        canvas.setFont("Helvetica", 12)
        for number, text in enumerate(page):
            canvas.drawString(40, size[1] - 50 - 16 * number, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def scan(raw: bytes, dpi=200, page=0) -> Image.Image:
    with pypdfium2.PdfDocument(raw) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def bound(*pages: Image.Image | list[str]) -> bytes:
    """A PDF of pictures and of pages with a text layer."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(420, 300))
    for page in pages:
        if isinstance(page, Image.Image):
            canvas.setPageSize((page.width * 72 / 200, page.height * 72 / 200))
            canvas.drawImage(ImageReader(page), 0, 0, page.width * 72 / 200, page.height * 72 / 200)
        else:
            canvas.setPageSize((420, 300))
            for number, text in enumerate(page):
                canvas.drawString(40, 250 - 16 * number, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def saved(picture: Image.Image, form: str, **options) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format=form, **options)
    return stream.getvalue()


def words(pages: Pages) -> list[str]:
    return " ".join(line.text for line in clean_pages(pages).lines).split()


def error_rate(lines: list[str], pages: Pages) -> float:
    truth = " ".join(lines).split()
    return Levenshtein.distance(truth, words(pages)) / len(truth)


@needs_ocr
def test_a_scanned_letter_is_read_with_its_paragraphs_and_the_ledger_says_how_sure():
    raw = bound(scan(letter([*LINES, "", "", *MORE])))
    with pytest.raises(ScanFound):
        read_pdf(raw, "brev.pdf")
    pages = recognise_pdf(raw, "brev.pdf")
    assert error_rate([*LINES, *MORE], pages) <= 0.05
    assert "" in [line.text for line in pages.lines] and all(line.kind is None for line in pages.lines)
    (told,) = pages.warnings
    assert told.startswith("Side 1 er lest med tekstgjenkjenning (snitt ") and told.endswith(" %). Se over teksten.")


@needs_ocr
def test_only_pages_without_a_readable_layer_are_recognised_and_all_stand_in_order():
    blank = Image.new("L", (1100, 800), 252)
    raw = bound(LINES, scan(letter(MORE)), blank, ["Slutt på brevet fra oss."])
    assert read_pdf(raw, "brev.pdf").scanned == (2,)
    pages = recognise_pdf(raw, "brev.pdf")
    assert [line.text for line in pages.lines if line.page == 1] == LINES
    assert [line.page for line in pages.lines] == sorted(line.page for line in pages.lines)
    assert error_rate([*LINES, *MORE, "Slutt på brevet fra oss."], pages) <= 0.05
    assert pages.scanned == () and pages.warnings[0].startswith("Side 2 er lest") and len(pages.warnings) == 1


@needs_ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(turn):
    lines = [*LINES, *MORE, *LINES]
    raw = bound(scan(letter(lines)).rotate(turn, expand=True))
    assert error_rate(lines, recognise_pdf(raw, "brev.pdf")) <= 0.1


@needs_ocr
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_a_picture_of_a_letter_is_a_scan_in_every_form(form):
    raw = saved(scan(letter(LINES)), form)
    with pytest.raises(ScanFound, match="bilde"):
        read_pages(raw, "brev")
    pages = recognise_image(raw, "brev")
    assert pages.format == "image" and pages.n_pages == 1 and error_rate(LINES, pages) <= 0.05


@needs_ocr
def test_a_fax_of_two_pages_and_a_clear_background_are_read():
    first, second = scan(letter(LINES)), scan(letter(MORE))
    fax = recognise_image(saved(first, "TIFF", save_all=True, append_images=[second]), "faks.tif")
    assert fax.n_pages == 2 and error_rate([*LINES, *MORE], fax) <= 0.05
    assert fax.warnings[0].startswith("Side 1–2 er lest")
    clear = Image.new("RGBA", first.size, (0, 0, 0, 0))
    clear.putalpha(first.point(lambda value: 255 - value))
    assert error_rate(LINES, recognise_image(saved(clear, "PNG"), "brev.png")) <= 0.05


@needs_ocr
def test_a_photograph_is_read_the_way_its_camera_says_is_up(monkeypatch):
    # Tesseract's own guess is left out: it turns the page whatever the camera says.
    monkeypatch.setattr(ocr_tesseract, "_turn", lambda *_: 0)
    lying = scan(letter(LINES)).rotate(90, expand=True)
    told = Image.Exif()
    told[0x0112] = 6
    assert error_rate(LINES, recognise_image(saved(lying, "JPEG", exif=told), "foto.jpg")) <= 0.05


@needs_ocr
def test_a_picture_without_text_a_cut_one_and_a_bomb_are_refused_with_a_reason(monkeypatch):
    with pytest.raises(InnspillError, match="fant ingen tekst"):
        recognise_image(saved(Image.new("L", (900, 600), 240), "PNG"), "tom.png")
    with pytest.raises(InnspillError, match="ødelagt"):
        recognise_image(saved(scan(letter(LINES)), "PNG")[:400], "halv.png")
    with pytest.raises(InnspillError, match="sider"):
        recognise_image(saved(Image.new("L", (60, 60)), "TIFF", save_all=True, append_images=[Image.new("L", (60, 60))] * 3),
                        "faks.tif", Limits(pages=2))  # fmt: skip
    monkeypatch.setattr(ocr, "_MOST_PIXELS", 1000)
    with pytest.raises(InnspillError, match="stort"):
        recognise_image(saved(Image.new("L", (60, 60)), "PNG"), "stor.png")


@needs_ocr
def test_a_plan_the_size_of_a_wall_is_rendered_no_larger_than_an_a3():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(2384, 3370))
    canvas.drawString(60, 700, "Plan")
    canvas.save()
    with pypdfium2.PdfDocument(stream.getvalue()) as document:
        picture = ocr_tesseract.render_page(document, 0)
    assert picture.width * picture.height <= 20_100_000


@needs_ocr
def test_nothing_is_left_in_the_temporary_folder_also_after_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    recognise_image(saved(scan(letter(LINES[:1])), "PNG"), "brev.png")
    assert list(tmp_path.iterdir()) == [] and tempfile.gettempdir() == str(tmp_path)
    seen: list[Path] = []

    def fail(*_, **__):
        Path(tempfile.gettempdir(), "tess_x.png").write_bytes(b"x")
        seen.extend(tmp_path.iterdir())
        raise MemoryError

    monkeypatch.setattr(ocr_tesseract, "_read", fail)
    with pytest.raises(MemoryError):
        recognise_image(saved(scan(letter(LINES[:1])), "PNG"), "brev.png")
    assert seen and list(tmp_path.iterdir()) == []


@needs_ocr
def test_a_page_that_takes_too_long_is_told_and_the_letter_is_read(monkeypatch):
    import pytesseract

    real = pytesseract.image_to_data
    calls = iter([True, *[False] * 9])

    def slow(*arguments, **options):
        if next(calls):
            raise RuntimeError("Tesseract process timeout")
        return real(*arguments, **options)

    monkeypatch.setattr(pytesseract, "image_to_data", slow)
    monkeypatch.setattr(ocr_tesseract, "_turn", lambda *_: 0)
    pages = recognise_pdf(bound(scan(letter(LINES)), scan(letter(MORE))), "brev.pdf")
    assert error_rate(MORE, pages) <= 0.05
    assert "Side 1 er bilde uten tekst" in " ".join(pages.warnings)


def test_unsure_words_are_kept_and_unsure_dust_is_not():
    table = "head\n" + "\n".join(
        f"5\t1\t{block}\t1\t{line}\t1\t0\t0\t9\t9\t{sure}\t{text}"
        for block, line, sure, text in [
            (1, 1, 12, "utydelig"),
            (1, 1, 8, "|"),
            (1, 1, 95, "–"),
            (1, 2, 3, "7"),
            (2, 1, 90, "Slutt"),
        ]
    )
    assert ocr_tesseract._lines(list(ocr_tesseract._words(table))) == ["utydelig –", "7", "", "Slutt"]


def test_pages_are_told_as_a_reader_counts_them():
    numbers = {(3,): "Side 3", (1, 2, 3): "Side 1–3", (1, 4, 7, 8, 9): "Side 1, 4 og 7–9"}
    assert {given: told_pages(given) for given in numbers} == numbers


@pytest.mark.parametrize(("missing", "told"), [("tesseract", "tesseract-ocr-nor"), ("pytesseract", "pip install pytesseract")])
def test_without_tesseract_a_scan_says_how_to_get_it(missing, told, monkeypatch):
    if missing == "pytesseract":
        monkeypatch.setitem(sys.modules, "pytesseract", None)
    else:
        monkeypatch.setitem(sys.modules, "pytesseract", ModuleType("pytesseract"))
        monkeypatch.setattr(ocr, "which", lambda _: None)
    ocr_available.cache_clear()
    try:
        assert told in (ocr_available() or "")
        with pytest.raises(ScanFound, match=told):
            recognise_pdf(bound(LINES), "brev.pdf")
    finally:
        ocr_available.cache_clear()
