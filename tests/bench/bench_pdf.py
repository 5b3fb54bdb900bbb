"""How fast PDF letters are read: `python tests/bench/bench_pdf.py [letters]`. Prints pages a second; asserts nothing.

It makes 200 ordinary letters of 1–12 pages (six layouts, standard and embedded fonts) and reads them, round after round, as
bare PDFium text, as `read_pdf` and as `read_pdf` with `clean_pages`, each on one core; then `read_corpus` reads the folder
with its workers. A round's figure is the median of five; the times of interleaved rounds share the machine's moods.
"""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import reportlab
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from innspill.cleaning import clean_pages  # noqa: E402
from innspill.corpus import read_corpus  # noqa: E402
from innspill.reading.pdf import read_pdf  # noqa: E402
from letters import SENTENCES, write_letters  # noqa: E402

ONE, TWO = [Frame(64, 60, 467, 720)], [Frame(50, 60, 240, 720), Frame(305, 60, 240, 720)]
# Font, size, leading in letter heights, frames, has a running head, has tables.
LAYOUTS = (
    ("Helvetica", 11, 1.25, ONE, False, False),
    ("Times-Roman", 12, 1.5, ONE, True, False),
    ("Vera", 10, 1.3, ONE, True, False),
    ("Vera", 9, 1.25, TWO, True, False),
    ("Times-Roman", 11, 1.2, TWO, False, False),
    ("Helvetica", 10, 1.4, ONE, True, True),
)


def letter(number: int) -> bytes:
    """One invented letter; its number decides layout and length."""
    font, size, leading, frames, headed, tables = LAYOUTS[number % len(LAYOUTS)]
    body = ParagraphStyle("body", fontName=font, fontSize=size, leading=size * leading, spaceAfter=size * 0.8)
    heading = ParagraphStyle("heading", parent=body, fontSize=size + 3, leading=size * 1.7)
    told = list(SENTENCES.values())
    story: list[Flowable] = []
    # Twelve paragraphs fill about two pages.
    for page in range(1 + number * 7 % 6):
        story += [PageBreak()] if page else []
        story.append(Paragraph(f"Spørsmål {page + 1}: Utfordringer", heading))
        n_paragraphs = 9 if leading > 1.4 else 12
        for part in range(n_paragraphs):
            text = " ".join(told[(number + page + part + step) % len(told)] for step in range(3 + part % 4))
            story.append(Paragraph(f"• {text}" if part % 5 == 4 else text, body))
        if tables:
            rows = [["Tjeneste", "Kommune", "Årsverk"], *(["Legevakt", f"Kommune {row}", str(row)] for row in range(5))]
            story += [Spacer(1, 10), Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])]
    return printed(story, frames, f"Innspill fra kommune {number}" if headed else "")


def printed(story: list[Flowable], frames: list[Frame], head: str) -> bytes:
    def draw(canvas, document):
        if head:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(64, 810, head)
            canvas.drawString(280, 30, f"Side {document.page}")

    stream = io.BytesIO()
    template = BaseDocTemplate(stream, pagesize=(595, 842), invariant=1)
    template.addPageTemplates(PageTemplate(frames=frames, onPage=draw))
    template.build(story)
    return stream.getvalue()


def bare_text(raw: bytes) -> int:
    """PDFium's text of every page, and nothing else; returns the number of characters."""
    document = pypdfium2.PdfDocument(raw)
    n_characters = 0
    for page in document:
        textpage = page.get_textpage()
        n_characters += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return n_characters


def seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main(n_letters: int) -> None:
    registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
    files = [letter(number) for number in range(n_letters)]
    n_pages = sum(read_pdf(raw, "brev.pdf").n_pages for raw in files)
    print(f"{n_letters} letters, {n_pages} pages, {sum(map(len, files)) / 1e6:.1f} MB")
    ways: dict[str, Callable[[], object]] = {
        "bare pypdfium2": lambda: [bare_text(raw) for raw in files],
        "read_pdf": lambda: [read_pdf(raw, "brev.pdf") for raw in files],
        "read_pdf + clean_pages": lambda: [clean_pages(read_pdf(raw, "brev.pdf")) for raw in files],
    }
    rounds = [{name: seconds(step) for name, step in ways.items()} for _ in range(5)]
    bare = statistics.median(one["bare pypdfium2"] for one in rounds)
    for name in ways:
        middle = statistics.median(one[name] for one in rounds)
        print(f"{name:<24}{n_pages / middle:8.0f} pages/s  {middle / bare:5.2f} x bare")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_letters(folder / "made", 1)
        (folder / "letters").mkdir()
        for number, raw in enumerate(files):
            (folder / "letters" / f"brev-{number:03}.pdf").write_bytes(raw)
        options = {"consultation": ROOT / "data/consultations/nhsp.yml", "registry": folder / "made" / "registry"}
        spent = seconds(lambda: read_corpus(folder / "letters", corpus=folder / "corpus", **options))
        print(f"{'read_corpus':<24}{n_pages / spent:8.0f} pages/s  {spent / bare:5.2f} x bare")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
