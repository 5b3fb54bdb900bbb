"""Every format gives the text a reader sees, in the order it is read. All letters here are invented."""

import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from pptx import Presentation
from pptx.util import Inches
from reportlab.lib import pdfencrypt
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading import detect_format, open_bundle, read_pages
from innspill.reading.clues import layout_of, meaningful_title, split_breaks
from innspill.reading.rows import cells_apart, table_lines

LETTER = "Vik kommune ønsker «felles løsninger» – også på fjellet.\n\nÅ samarbeide tar tid.\n"
SENTENCE = "Vi ser at samarbeidet om pasientene krever tid, og at små kommuner trenger støtte fra de større naboene. "


def pdf(draw, size=(595, 842), **options) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def laid_out(story, frames=None, footer="") -> bytes:
    def draw(canvas, _):
        canvas.drawString(280, 30, footer)

    stream = io.BytesIO()
    template = BaseDocTemplate(stream, pagesize=(595, 842))
    template.addPageTemplates(PageTemplate(frames=frames or [Frame(60, 60, 475, 720)], onPage=draw))
    template.build(story)
    return stream.getvalue()


def style(leading=14, after=8) -> ParagraphStyle:
    return ParagraphStyle("body", parent=getSampleStyleSheet()["Normal"], fontSize=11, leading=leading, spaceAfter=after)


def word(build) -> bytes:
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(raw: bytes, part: str, change) -> bytes:
    source, stream = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == part else source.read(name))
    return stream.getvalue()


def texts(pages: Pages, kind: str | None = None) -> list[str]:
    return [line.text for line in pages.lines if line.text and (kind is None or line.kind == kind)]


def blocks(pages: Pages) -> list[str]:
    """Lines of print run together between the gaps."""
    joined = "\n".join(line.text for line in pages.lines)
    return [" ".join(block.split()) for block in joined.split("\n\n") if block.strip()]


# ---- formats ----------------------------------------------------------------------------------------------------------


def test_a_file_is_read_by_its_content_and_not_by_its_name():
    raw = word(lambda document: document.add_paragraph("Hei fra Vik."))
    assert detect_format(raw, "svar.pdf") == "word"
    assert texts(read_pages(raw, "svar.pdf")) == ["Hei fra Vik."]
    assert detect_format(pdf(lambda canvas: canvas.drawString(60, 700, "Hei")), "svar.txt") == "pdf"
    assert detect_format(b"\n<!-- skjema -->\n<!DOCTYPE html><html><body>Hei</body></html>", "svar.docx") == "web"
    assert detect_format("<p>Hei</p><p>på dere</p>".encode("utf-16"), "svar") == "web"
    assert detect_format(b"<!---->" * 1_100 + b"x", "svar.html") == "plain"
    assert detect_format(b"Prisen er < 5 og > 3 <p>", "svar.html") == "plain"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"  \n", "Filen er tom"),
        (b"\x89PNG\r\n\x1a\n" + bytes(80), "et bilde"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "gammel Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "passord"),
        (bytes(range(256)) * 40, "ikke kan leses"),
        (b"%PDF-1.7\nnothing more", "PDF-en er ødelagt eller avkortet"),
        (b"PK\x03\x04 and no more", "ødelagt eller avkortet"),
        (b"{\\rtf1 {}}", "ingen ord"),
        (b"... --- ...", "ingen ord"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(raw, said):
    with pytest.raises(InnspillError) as caught:
        open_bundle(raw, "brev.pdf") or read_pages(raw, "brev.pdf")
    assert str(caught.value).startswith("brev.pdf") and said in str(caught.value) and "\n" not in str(caught.value)


def test_a_truncated_file_is_one_clear_line_wherever_it_is_cut():
    files = (
        word(lambda document: document.add_paragraph("Hei fra Vik.")),
        pdf(lambda canvas: canvas.drawString(60, 700, "Hei fra Vik.")),
    )
    for raw in files:
        for share in (0.1, 0.3, 0.5, 0.9):
            try:
                read_pages(raw[: int(len(raw) * share)], "brev")
            except InnspillError as error:
                assert str(error).startswith("brev") and "\n" not in str(error)


# ---- plain text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"),
     ("utf-32", "UTF-32"), ("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")],
)  # fmt: skip
def test_the_same_letter_gives_the_same_lines_in_every_encoding_and_says_which(encoding, named):
    pages = read_pages(LETTER.encode(encoding), "brev.txt")
    assert pages.lines == read_pages(LETTER.encode(), "brev.txt").lines
    assert pages.repairs == ((f"Teksten er lest som {named}.",) if named else ())
    assert texts(read_pages(LETTER.encode(encoding), "brev.txt")) == [LETTER.split("\n")[0], LETTER.split("\n")[2]]


def test_a_form_feed_ends_a_page_of_plain_text():
    pages = read_pages(b"Side en.\n\nMer.\n\fSide to.\r\nSlutt.\n", "brev.txt")
    assert pages.n_pages == 2
    assert [(line.text, line.page) for line in pages.lines if line.text] == [
        ("Side en.", 1), ("Mer.", 1), ("Side to.", 2), ("Slutt.", 2),
    ]  # fmt: skip
    assert read_pages(b"Uten sideskift.\n", "brev.txt").n_pages == 1


def test_a_blank_in_place_of_each_form_feed_ends_a_page():
    page = "\n".join([SENTENCE] * 12)
    pages = read_pages(f" {page}\n Kort side.\nSide 2 av 3\n {page}\n".encode(), "brev.txt")
    assert (pages.n_pages, pages.lines[-2].page) == (3, 3)
    assert read_pages(f"{page}\n {page}\n {page}\n".encode(), "brev.txt").n_pages == 1
    bullets = f" Fire ønsker\n flere leger\n flere senger\n flere biler\n{page}\n ferger"
    assert read_pages(bullets.encode(), "brev.txt").n_pages == 1


def test_slides_whose_titles_ask_are_slides():
    slide = ["Hva trenger vi?", "• Flere eldre", "• Færre ansatte", "• Organisering"]
    assert layout_of([Line(text, 1) for text in slide * 8]) == "slides"
    assert layout_of([Line(text, 1) for text in [*slide, SENTENCE[:90]] * 8]) == "prose"


def test_text_saved_from_slides_is_told_from_a_letter_in_narrow_columns():
    slide = ["Tid for omstilling", "• Flere eldre", "• Færre ansatte", "Hva gjør vi", "Organisering"]
    deck = [Line(text, 1) for text in slide * 8]
    words = (SENTENCE * 12).split()
    column = [Line(" ".join(words[at : at + 5]), 1) for at in range(0, len(words), 5)]
    assert layout_of(deck) == "slides"
    assert layout_of(column) == "prose"
    assert layout_of([Line("Kort svar", 1)]) == "prose"


# ---- PDF --------------------------------------------------------------------------------------------------------------


def test_a_gap_between_paragraphs_is_an_empty_line_and_double_spacing_is_not():
    for leading, after in ((14, 8), (26, 26)):
        story = [Paragraph(f"Avsnitt{n} {SENTENCE * 3}", style(leading, after)) for n in range(5)]
        found = blocks(read_pages(laid_out(story), "brev.pdf"))
        assert [block.split()[0] for block in found] == [f"Avsnitt{n}" for n in range(5)]


def test_two_columns_are_read_one_after_the_other():
    frames = [Frame(50, 60, 240, 720), Frame(305, 60, 240, 720)]
    story = [Paragraph(f"Avsnitt{n} {SENTENCE * 3}", style()) for n in range(8)]
    found = " ".join(texts(read_pages(laid_out(story, frames), "brev.pdf")))
    assert found == " ".join(f"Avsnitt{n} {SENTENCE * 3}".strip() for n in range(8))


def test_columns_drawn_row_by_row_are_read_column_by_column_between_full_width_lines():
    def draw(canvas):
        canvas.drawString(60, 740, "Denne linja går over hele bredden av siden og begge spaltene i brevet")
        for n in range(8):
            canvas.drawString(60, 700 - 14 * n, f"venstre spalte har linje nummer {n}")
            canvas.drawString(320, 700 - 14 * n, f"høyre spalte har linje nummer {n}")
        canvas.drawString(60, 560, "Også denne linja går over hele bredden av siden og begge spaltene der")

    found = texts(read_pages(pdf(draw), "brev.pdf"))
    assert [line.split()[0] for line in found] == ["Denne", *["venstre"] * 8, *["høyre"] * 8, "Også"]
    assert [line[-1] for line in found[1:17]] == list("0123456701234567")


def test_a_table_of_short_cells_is_read_row_by_row():
    def draw(canvas):
        for n in range(6):
            canvas.drawString(60, 700 - 14 * n, f"Tjeneste {n}")
            canvas.drawString(320, 700 - 14 * n, f"{n} årsverk")

    assert texts(read_pages(pdf(draw), "brev.pdf")) == [f"Tjeneste {n} {n} årsverk" for n in range(6)]


def test_cells_of_several_lines_are_not_mixed_even_where_the_footer_is_drawn_first():
    cells = [[Paragraph(f"Celle{row}{column} {SENTENCE}", style()) for column in range(2)] for row in range(2)]
    table = Table(cells, colWidths=[230, 230])
    raw = laid_out([Paragraph(SENTENCE, style()), table, Paragraph(SENTENCE, style())], footer="Side 1")
    expected = [SENTENCE, *(f"Celle{cell} {SENTENCE}" for cell in ("00", "01", "10", "11")), SENTENCE, "Side 1"]
    assert " ".join(texts(read_pages(raw, "brev.pdf"))) == " ".join(map(str.strip, expected))


def test_a_footer_that_is_drawn_first_is_read_last():
    def draw(canvas):
        for page in (1, 2):
            canvas.drawString(280, 30, f"Side {page}")
            for n in range(5):
                canvas.drawString(60, 700 - 14 * n, f"linje {page}{n}")
            canvas.drawString(60, 800, "Vik kommune")
            canvas.showPage()

    found = [(line.page, line.text) for line in read_pages(pdf(draw), "brev.pdf").lines if line.text]
    assert found[:7] == [(1, "Vik kommune"), *((1, f"linje 1{n}") for n in range(5)), (1, "Side 1")]
    assert found[7:] == [(2, "Vik kommune"), *((2, f"linje 2{n}") for n in range(5)), (2, "Side 2")]


def test_rotated_text_and_rotated_pages_are_read_from_the_first_line():
    def turned(canvas):
        canvas.translate(300, 100)
        canvas.rotate(90)
        for n in range(4):
            canvas.drawString(0, -14 * n, f"Linje {n} om samarbeid")

    def on_a_turned_page(canvas):
        canvas.setPageRotation(90)
        for n in range(4):
            canvas.drawString(60, 700 - 14 * n, f"Linje {n} om samarbeid")

    for draw in (turned, on_a_turned_page):
        assert texts(read_pages(pdf(draw), "brev.pdf")) == [f"Linje {n} om samarbeid" for n in range(4)]


def test_a_hyphen_at_the_end_of_a_printed_line_is_kept_for_cleaning():
    def draw(canvas):
        canvas.drawString(60, 700, "Vi trenger bedre samhand-")
        canvas.drawString(60, 686, "ling om pasientene.")

    assert texts(read_pages(pdf(draw), "brev.pdf")) == ["Vi trenger bedre samhand-", "ling om pasientene."]


def test_what_is_typed_into_a_form_is_read():
    def draw(canvas):
        canvas.drawString(60, 700, "Kommunens svar:")
        canvas.acroForm.textfield(name="svar", x=60, y=600, width=300, height=30, value="Felles journal")

    assert texts(read_pages(pdf(draw), "skjema.pdf")) == ["Kommunens svar:", "Felles journal"]


def test_a_pdf_with_a_password_or_without_text_says_what_to_do():
    locked = pdf(lambda c: c.drawString(60, 700, "Hei"), encrypt=pdfencrypt.StandardEncryption("x", ownerPassword="y"))
    with pytest.raises(InnspillError, match="passord"):
        read_pages(locked, "brev.pdf")
    with pytest.raises(InnspillError, match="OCR"):
        read_pages(pdf(lambda canvas: canvas.rect(60, 60, 100, 100)), "brev.pdf")


def test_one_page_without_text_among_others_is_a_warning():
    def draw(canvas):
        canvas.drawString(60, 700, "Innspill fra Vik kommune")
        canvas.showPage()
        canvas.rect(60, 60, 100, 100)
        canvas.showPage()

    pages = read_pages(pdf(draw), "brev.pdf")
    assert pages.n_pages == 2 and pages.warnings == ("Side 2 har ingen lesbar tekst, bare bilde.",)


def test_lying_pages_of_headings_and_bullets_are_slides():
    def draw(canvas):
        for number in range(3):
            canvas.drawString(40, 450, f"Tema {number}")
            for n in range(4):
                canvas.drawString(60, 380 - 30 * n, f"• Venstre {n}")
                canvas.drawString(400, 380 - 30 * n, f"• Høyre {n}")
            canvas.showPage()

    pages = read_pages(pdf(draw, size=(960, 540)), "foredrag.pdf")
    assert pages.layout == "slides"
    assert [line.text for line in pages.lines if line.page == 1 and line.text][1:6] == [
        *(f"• Venstre {n}" for n in range(4)), "• Høyre 0",
    ]  # fmt: skip


# ---- Word -------------------------------------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_deleted_tracked_text_does_not_count_and_inserted_does():
    def build(document):
        paragraph = document.add_paragraph("Vi har ")
        paragraph._p.append(parse_xml(f'<w:ins {W} w:id="1" w:author="a"><w:r><w:t>gode</w:t></w:r></w:ins>'))
        paragraph._p.append(parse_xml(f'<w:del {W} w:id="2" w:author="a"><w:r><w:delText>få</w:delText></w:r></w:del>'))
        paragraph._p.append(parse_xml(f'<w:moveFrom {W} w:id="3"><w:r><w:t>gamle</w:t></w:r></w:moveFrom>'))
        paragraph.add_run(" erfaringer.")

    assert texts(read_pages(word(build), "brev.docx")) == ["Vi har gode erfaringer."]


def test_content_controls_text_boxes_fields_and_tables_are_read_in_their_place():
    box = "<w:txbxContent><w:p><w:r><w:t>I boksen</w:t></w:r></w:p></w:txbxContent>"
    twins = (
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x="urn:x"><mc:AlternateContent>'
        f'<mc:Choice Requires="x"><x:t>{box}</x:t></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )

    def build(document):
        document.add_paragraph("Først")._p.addnext(
            parse_xml(f"<w:sdt {W}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>I feltet</w:t></w:r></w:p></w:sdtContent></w:sdt>")
        )
        document.add_paragraph("Med boks")._p.append(parse_xml(twins))
        table = document.add_table(2, 2)
        for row in range(2):
            for column in range(2):
                table.cell(row, column).text = f"celle {row}{column}"
        paragraph = document.add_paragraph("Enkelt ")
        paragraph._p.append(parse_xml(f'<w:fldSimple {W} w:instr="DATE"><w:r><w:t>felt</w:t></w:r></w:fldSimple>'))

    pages = read_pages(word(build), "brev.docx")
    rows = ["celle 00 | celle 01", "celle 10 | celle 11"]
    assert texts(pages) == ["Først", "I feltet", "Med boks", "I boksen", *rows, "Enkelt felt"]
    assert texts(pages, "table") == rows


def test_numbers_that_word_makes_itself_stand_before_the_text():
    def build(document):
        for text in ("Hvilke erfaringer?", "Hva er krevende?"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("et punkt", style="List Bullet")

    pages = read_pages(word(build), "brev.docx")
    assert texts(pages, "bullet") == ["1. Hvilke erfaringer?", "2. Hva er krevende?", "et punkt"]


def test_headings_headers_title_and_page_breaks_of_word_end_where_they_belong():
    def build(document):
        document.core_properties.title = "Innspill fra Vik kommune"
        document.sections[0].header.paragraphs[0].text = "Vik kommune"
        document.add_heading("Erfaringer", 1)
        document.add_paragraph("På side en.")
        document.add_page_break()
        document.add_paragraph("På side to.")

    pages = read_pages(word(build), "brev.docx")
    assert [(line.text, line.kind, line.page) for line in pages.lines] == [
        ("Erfaringer", "heading", 1), ("På side en.", "paragraph", 1), ("På side to.", "paragraph", 2),
    ]  # fmt: skip
    assert pages.title == "Innspill fra Vik kommune" and pages.n_pages == 2
    assert [(line.text, reason) for line, reason in pages.furniture] == [("Vik kommune", "running_head")]


def test_a_footnote_follows_its_paragraph_as_a_note():
    raw = word(lambda document: document.add_paragraph("Se noten"))
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Noten selv</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    mark = b'<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    raw = repacked(raw, "word/document.xml", lambda xml: xml.replace(b"</w:p>", mark, 1))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rIdNote" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode()
    raw = repacked(raw, "word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    stream = io.BytesIO(raw)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/footnotes.xml", notes)
    assert [(line.text, line.kind) for line in read_pages(stream.getvalue(), "brev.docx").lines] == [
        ("Se noten", "paragraph"), ("Noten selv", "note"),
    ]  # fmt: skip


def test_one_forced_line_break_ends_a_block_only_where_the_sentence_does():
    assert split_breaks("Med hilsen\nVik rådhus") == [("Med hilsen", False), ("Vik rådhus", False)]
    assert split_breaks("Kommunen mener at\nstaten bør betale.\n• Et punkt") == [
        ("Kommunen mener at staten bør betale.", False), ("Et punkt", True),
    ]  # fmt: skip
    assert split_breaks("Et avsnitt\n\nog et til") == [("Et avsnitt", False), ("og et til", False)]


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("word/document.xml", lambda xml: xml.replace(b"?>", b'?><!DOCTYPE w [<!ENTITY a "b">]>', 1), "DOCTYPE"),
        ("word/document.xml", lambda xml: xml + b" " * 60_000_000, "ganger sin størrelse"),
        ("word/document.xml", lambda xml: xml[:-40], "ødelagt XML"),
    ],
)
def test_a_hostile_office_file_is_refused(part, change, said):
    raw = repacked(word(lambda document: document.add_paragraph("Hei")), part, change)
    with pytest.raises(InnspillError, match=said):
        read_pages(raw, "brev.docx")


def test_an_archive_with_overlapping_members_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.xml", "a" * 5000)
        package.writestr("b.xml", "b" * 5000)
        package.filelist[1].header_offset = package.filelist[0].header_offset
    with pytest.raises(InnspillError, match="overlapper"):
        open_bundle(stream.getvalue(), "brev.docx")


# ---- tables -----------------------------------------------------------------------------------------------------------

ANSWER = "Kommunen har for få hender om natten, og vi leier inn vikarer som ikke kjenner pasientene våre."


def word_table(*rows: tuple[str, ...]) -> bytes:
    def build(document):
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                first, *more = text.split("\n")
                cell.text = first
                for paragraph in more:
                    cell.add_paragraph(paragraph)

    return word(build)


def slide_table(*rows: tuple[str, ...]) -> bytes:
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    table = shapes.add_table(len(rows), len(rows[0]), 0, 0, Inches(4), Inches(2)).table
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def web_table(*rows: tuple[str, ...]) -> bytes:
    def cell(text: str) -> str:
        return "<td>" + "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n")) + "</td>"

    table = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return f"<!doctype html><table>{table}</table>".encode()


TABLES = pytest.mark.parametrize("table", [word_table, slide_table, web_table])


def lines_of(raw: bytes) -> list[tuple[str, str | None]]:
    return [(line.text, line.kind) for line in read_pages(raw, "tabell").lines]


@TABLES
def test_a_row_of_short_cells_is_one_line_and_so_is_the_row_of_headings(table):
    raw = table(("Fagråd", "Leder", "Oppgave"), ("Barn", "Sykehuset", "Felles vurdering før henvisning"), ("2024", "", "7"))
    assert lines_of(raw) == [
        ("Fagråd | Leder | Oppgave", "table"), ("Barn | Sykehuset | Felles vurdering før henvisning", "table"),
        ("2024 | 7", "table"),
    ]  # fmt: skip


@TABLES
def test_a_form_of_questions_and_answers_is_read_cell_by_cell_with_paragraphs_as_paragraphs(table):
    raw = table(("Hva er vanskelig?", f"{ANSWER}\nVi mangler også en jordmor i år."), ("Aktuelle tiltak", "Felles vakt"))
    assert lines_of(raw) == [
        ("Hva er vanskelig?", "table"), (ANSWER, "paragraph"), ("Vi mangler også en jordmor i år.", "paragraph"),
        ("Aktuelle tiltak", "table"), ("Felles vakt", "table"),
    ]  # fmt: skip


@TABLES
@pytest.mark.parametrize("asked", ["Hva er vanskelig?", "1. Utfordringer", "Spørsmål 2"])
def test_a_question_is_not_run_together_with_its_short_answer(table, asked):
    assert lines_of(table((asked, "Vikarer"))) == [(asked, "table"), ("Vikarer", "table")]


@TABLES
def test_a_long_cell_parts_its_own_row_only(table):
    raw = table(("Barn", "Sykehuset", "Fem senger"), ("Eldre", "Kommunen", ANSWER))
    assert [text for text, _ in lines_of(raw)] == ["Barn | Sykehuset | Fem senger", "Eldre", "Kommunen", ANSWER]


@TABLES
def test_a_cell_of_two_paragraphs_keeps_them_apart(table):
    raw = table(("Barn", "Sykehuset\nKommunen", "Fem senger"))
    assert [text for text, _ in lines_of(raw)] == ["Barn", "Sykehuset", "Kommunen", "Fem senger"]


def test_a_list_of_one_in_a_cell_is_a_bullet_typed_or_marked():
    for listed in ("<ul><li>bygge</li></ul>", "• bygge"):
        raw = f"<!doctype html><table><tr><td>Vi vil</td><td>{listed}</td><td>snart</td></tr></table>".encode()
        assert lines_of(raw) == [("Vi vil", "table"), ("bygge", "bullet"), ("snart", "table")]


def test_a_list_in_a_cell_stays_a_list():
    raw = b"<!doctype html><table><tr><td>Vi vil</td><td><ul><li>bygge</li><li>leie</li></ul></td><td>snart</td></tr></table>"
    assert lines_of(raw) == [("Vi vil", "table"), ("bygge", "bullet"), ("leie", "bullet"), ("snart", "table")]


def test_a_table_inside_a_cell_is_read_row_by_row_in_its_place():
    inner = "<table><tr><td>a</td><td>b</td></tr></table>"
    raw = f"<!doctype html><table><tr><td>Først</td><td>{inner}</td><td>Sist</td></tr></table>".encode()
    assert [text for text, _ in lines_of(raw)] == ["Først", "a | b", "Sist"]


def test_rows_in_content_controls_are_read_and_deleted_rows_are_not():
    def wrap(xml: bytes) -> bytes:
        head, first, second, third = xml.split(b"<w:tr>")
        third, tail = third.split(b"</w:tr>")
        second = b"<w:trPr><w:del/></w:trPr>" + second
        wrapped = b"<w:sdt><w:sdtContent><w:tr>" + third + b"</w:tr></w:sdtContent></w:sdt>"
        return b"<w:tr>".join([head, first, second]) + wrapped + tail

    raw = word_table(("en", "to"), ("tre", "fire"), ("fem", "seks"))
    assert [text for text, _ in lines_of(repacked(raw, "word/document.xml", wrap))] == ["en | to", "fem | seks"]


def test_a_footnote_in_a_row_follows_the_row():
    cells = [[Line("Barn", 1, "table"), Line("Noten", 1, "note")], [Line("Fem", 1, "table")]]
    assert [(line.text, line.kind) for line in table_lines([cells])] == [("Barn | Fem", "table"), ("Noten", "note")]


def test_senders_see_the_cells_of_a_form_apart():
    pages = read_pages(web_table(("Avsender", "Vik kommune"), ("Dato", "3.3.2022")), "skjema.html")
    assert texts(pages) == ["Avsender | Vik kommune", "Dato | 3.3.2022"]
    assert texts(cells_apart(pages)) == ["Avsender", "Vik kommune", "Dato", "3.3.2022"]


# ---- slides -----------------------------------------------------------------------------------------------------------


def test_slides_are_read_title_first_with_tables_groups_and_notes():
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Erfaringer"
    slide.placeholders[1].text_frame.text = "Første punkt"
    slide.placeholders[1].text_frame.add_paragraph().text = "Andre punkt"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Celle a", "Celle b"
    slide.shapes._spTree.append(slide.shapes.title._element)
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "I gruppa"
    slide.notes_slide.notes_text_frame.text = "Et notat"
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = "Slutt"
    order = deck.slides._sldIdLst
    order.insert(0, order[1])
    stream = io.BytesIO()
    deck.save(stream)
    pages = read_pages(stream.getvalue(), "foredrag.pptx")
    assert [(line.text, line.kind, line.page) for line in pages.lines] == [
        ("Slutt", "heading", 1), ("Erfaringer", "heading", 2), ("Første punkt", "bullet", 2), ("Andre punkt", "bullet", 2),
        ("Celle a | Celle b", "table", 2), ("I gruppa", "bullet", 2), ("Et notat", "note", 2),
    ]  # fmt: skip
    assert pages.layout == "slides" and pages.title is None


# ---- HTML -------------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Svar fra Vik kommune</title><style>p {{}}</style></head>
<body><nav><a>Meny</a></nav><main><h2>Erfaringer på øya</h2>
<p>Vi <b>ønsker</b> mer.<br>Linje to.<br><br>Avsnitt to<br>• punkt en</p>
<ul><li>Punkt to</li></ul><table><tr><td>celle a</td><td>celle b</td></tr></table>løs tekst<script>nei()</script>
<select><option>nei</option></select></main><footer>Kontakt oss</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_a_web_page_gives_the_letter_and_leaves_the_menus_as_furniture(charset):
    pages = read_pages(PAGE.format(charset=charset).encode(charset), "svar.html")
    assert [(line.text, line.kind) for line in pages.lines] == [
        ("Erfaringer på øya", "heading"), ("Vi ønsker mer.", "paragraph"), ("Linje to.", "paragraph"),
        ("Avsnitt to", "paragraph"), ("punkt en", "bullet"), ("Punkt to", "bullet"),
        ("celle a | celle b", "table"), ("løs tekst", "paragraph"),
    ]  # fmt: skip
    assert [line.text for line, _ in pages.furniture] == ["Meny", "Kontakt oss"]
    assert pages.title == "Svar fra Vik kommune"


@pytest.mark.parametrize("filling", [b"<!--" * 100_000, b"<!---->" * 1_100 + b"<x", b"<div>" * 20_000, b"<" * 200_000])
def test_a_hostile_web_page_does_not_take_minutes(filling):
    started = time.perf_counter()
    pages = read_pages(b"<html><body><p>Svar fra Vik kommune</p>" + filling, "svar.html")
    assert texts(pages)[0] == "Svar fra Vik kommune" and time.perf_counter() - started < 10


def test_a_title_that_a_program_made_up_is_no_title():
    for made_up in (None, "", "Microsoft Word - brev.docx", "brev.pdf", "PowerPoint-presentasjon", "Dokument1", "12"):
        assert meaningful_title(made_up) is None
    assert meaningful_title(" Innspill  fra Vik ") == "Innspill fra Vik"
