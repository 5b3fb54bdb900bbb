"""A PDF is read as a person reads it, however it was drawn. All letters here are invented; most are drawn stroke by stroke."""

import io
import time
import zlib

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from innspill.cleaning import clean_pages
from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.ocr import ScanFound
from innspill.reading.pdf import read_pdf

TOLD = [
    "Kommunen ser at samarbeidet om pasientene krever tid",
    "små tjenester trenger støtte fra de større naboene i dalen",
    "legevakten dekker et stort område når fjellet er stengt",
    "utskrivingsklare pasienter venter på plass i kommunen",
    "vi ønsker en felles journal for alle som gir hjelp",
    "rekruttering av sykepleiere er vanskelig året rundt",
    "avtalen er god men følges ikke opp med midler nok",
    "kompetanse må bygges der folk bor og arbeider daglig",
]


def pdf(draw, size=(595, 842), **options) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, pageCompression=0, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def drawn(canvas, texts, x=60, top=700, size=11, leading=14) -> None:
    canvas.setFont("Helvetica", size)
    for number, text in enumerate(texts):
        canvas.drawString(x, top - leading * number, text)


def read(draw, **options) -> Pages:
    return read_pdf(pdf(draw, **options), "brev.pdf")


def texts(pages: Pages) -> list[str]:
    return [line.text for line in pages.lines if line.text.strip()]


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def raw_pdf(content: bytes, font: bytes = HELVETICA, page: bytes = b"", more=()) -> bytes:
    """A PDF of one page with this content stream, font F1, page entries and more objects (numbered from 6)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>" + page + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        font,
        *more,
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(out),
    )  # fmt: skip


# ---- order ------------------------------------------------------------------------------------------------------------


def test_three_columns_drawn_row_by_row_are_read_column_by_column():
    def draw(canvas):
        for row in range(12):
            for column in range(3):
                drawn(canvas, [f"spalte {column} har linje nummer {row} her"], 40 + 180 * column, 700 - 12 * row, size=9)

    assert texts(read(draw)) == [f"spalte {column} har linje nummer {row} her" for column in range(3) for row in range(12)]


def test_a_box_beside_the_text_does_not_cut_its_lines():
    def draw(canvas):
        for row in range(12):
            drawn(canvas, [TOLD[row % 8] + (" og det er slik overalt her" if not 3 <= row < 8 else "")], top=700 - 14 * row)
        drawn(canvas, [f"Fakta {row}" for row in range(5)], x=450, top=655, size=9, leading=12)

    found = texts(read(draw))
    assert [line.split(" og det")[0] for line in found[:12]] == [TOLD[row % 8] for row in range(12)]
    assert found[12:] == [f"Fakta {row}" for row in range(5)]


def test_text_drawn_font_by_font_is_read_from_the_top():
    def draw(canvas):
        drawn(canvas, TOLD[:2], top=686)
        drawn(canvas, TOLD[2:4], top=644)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(60, 700, "Utfordringer")
        canvas.drawString(60, 658, "Tiltak")

    assert texts(read(draw)) == ["Utfordringer", *TOLD[:2], "Tiltak", *TOLD[2:4]]


def test_a_head_and_a_foot_drawn_first_frame_two_columns():
    def draw(canvas):
        canvas.drawString(60, 810, "Vik kommune")
        canvas.drawString(60, 30, "Side 1")
        for x in (50, 320):
            drawn(canvas, [f"{text} {x}" for text in TOLD], x=x, size=9)

    expected = ["Vik kommune", *(f"{text} {x}" for x in (50, 320) for text in TOLD), "Side 1"]
    assert texts(read(draw)) == expected


def test_words_stamped_across_the_page_come_after_its_text():
    def draw(canvas):
        drawn(canvas, TOLD)
        canvas.saveState()
        canvas.translate(100, 580)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 40)
        canvas.drawString(0, 0, "UTKAST TIL BREV")
        canvas.restoreState()

    assert texts(read(draw)) == [*TOLD, "UTKAST TIL BREV"]


def ruled(canvas, tops, edges, foot) -> None:
    for height in (*tops, foot):
        canvas.line(edges[0], height, edges[-1], height)
    for edge in edges:
        canvas.line(edge, foot, edge, tops[0])


def test_a_ruled_table_drawn_line_by_line_is_read_cell_by_cell():
    begun = [text[:21].strip() for text in TOLD]
    cells = [[begun[2 * row], begun[2 * row + 1], f"slutter {row} her", f"andre {row} linje"] for row in range(3)]

    def draw(canvas):
        ruled(canvas, [720, 680, 640], [50, 250, 450], 600)
        for row, (left, right, *below) in enumerate(cells):
            for number, (one, other) in enumerate(((left, right), below)):
                drawn(canvas, [one], x=60, top=705 - 40 * row - 14 * number, size=9)
                drawn(canvas, [other], x=260, top=705 - 40 * row - 14 * number, size=9)

    expected = [text for left, right, below, other in cells for text in (left, below, right, other)]
    assert texts(read(draw)) == expected


def test_a_cell_of_one_line_beside_one_of_several_is_a_line_of_its_own():
    def draw(canvas):
        for row, label in enumerate(("4 Nasjonale myndigheter", "5 Regionale aktører")):
            drawn(canvas, [label], top=700 - 80 * row)
            drawn(canvas, ["Ordningen for sykestuer må være fast, og", "den må følge pasienten."], x=260, top=700 - 80 * row)
        for row, number in enumerate(("1.", "2.")):
            drawn(canvas, [number], top=500 - 80 * row)
            drawn(canvas, ["Punkt som er så langt at det går over på", "neste linje."], x=90, top=500 - 80 * row)

    lines = texts(read(draw))
    assert lines[:3] == ["4 Nasjonale myndigheter", "Ordningen for sykestuer må være fast, og", "den må følge pasienten."]
    assert lines[3] == "5 Regionale aktører"
    assert lines[6:8] == ["1. Punkt som er så langt at det går over på", "neste linje."]


def test_a_table_of_names_without_lines_between_its_rows_is_read_row_by_row():
    def draw(canvas):
        ruled(canvas, [720], [50, 250, 450], 600)
        for row in range(6):
            drawn(canvas, [f"Kommune {row}"], x=60, top=700 - 15 * row, size=9)
            drawn(canvas, [f"Årsverk {row}"], x=260, top=700 - 15 * row, size=9)

    assert texts(read(draw)) == [f"Kommune {row} Årsverk {row}" for row in range(6)]


def test_a_box_drawn_before_the_text_beside_it_comes_between_paragraphs():
    def draw(canvas):
        drawn(canvas, [f"fakta nummer {row}" for row in range(4)], x=450, top=660, size=9, leading=12)
        drawn(canvas, TOLD[:2], top=740)
        drawn(canvas, [*(text[:44] for text in TOLD[2:]), f"{TOLD[0]} {TOLD[1][:20]}"], top=660)

    found = texts(read(draw))
    beside = [*(text[:44] for text in TOLD[2:]), f"{TOLD[0]} {TOLD[1][:20]}"]
    assert found == [*TOLD[:2], *(f"fakta nummer {row}" for row in range(4)), *beside]


def test_bullets_drawn_after_the_text_stand_before_their_lines():
    def draw(canvas):
        drawn(canvas, TOLD, x=88)
        drawn(canvas, ["\u2022"] * len(TOLD), x=70, top=700.6)

    assert texts(read(draw)) == [f"\u2022 {text}" for text in TOLD]


def test_a_first_letter_three_lines_high_is_part_of_its_word():
    def draw(canvas):
        drawn(canvas, ["K"], x=60, top=672, size=40)
        drawn(canvas, ["ommunen ser at samarbeidet krever tid", *TOLD[1:3]], x=92)
        drawn(canvas, TOLD[3:], top=658)

    assert texts(read(draw)) == ["Kommunen ser at samarbeidet krever tid", *TOLD[1:]]


# ---- footnotes --------------------------------------------------------------------------------------------------------


def noted(canvas) -> None:
    """Two pages with a sentence that runs on overleaf, and a footnote of two lines with a cut word between."""
    drawn(canvas, [*TOLD[:5], "dette gjelder avtalen"])
    width = canvas.stringWidth("dette gjelder avtalen", "Helvetica", 11)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(60 + width, 700 - 70 + 4, "1")
    drawn(canvas, ["som kommunene og helseforetaket i"], x=66 + width, top=630)
    canvas.line(60, 120, 200, 120)
    drawn(canvas, ["1"], top=108, size=6)
    note = ["Se avtalen av 2019 mellom partene, som er for-", "nyet to ganger siden."]
    drawn(canvas, note, x=66, top=105, size=9, leading=11)
    drawn(canvas, ["Side 1"], x=280, top=30, size=9)
    canvas.showPage()
    drawn(canvas, ["Vik skrev under på i fjor vinter.", *TOLD[5:]])
    drawn(canvas, ["Side 2"], x=280, top=30, size=9)


def test_a_footnote_in_the_middle_of_a_sentence_is_a_note_below_its_paragraph():
    lines = [(line.kind, line.text) for line in clean_pages(read(noted)).lines if line.text]
    at = next(number for number, (kind, _) in enumerate(lines) if kind == "note")
    assert lines[at] == ("note", "1 Se avtalen av 2019 mellom partene, som er fornyet to ganger siden.")
    before = [text for _, text in lines[:at]]
    place = before.index("Vik skrev under på i fjor vinter.")
    assert before[place - 1] == "dette gjelder avtalen 1 som kommunene og helseforetaket i"


def test_a_table_in_small_type_at_the_foot_of_a_page_is_no_footnote():
    def draw(canvas):
        drawn(canvas, TOLD)
        drawn(canvas, ["1 Legevakt", "2 Helsestasjon", "3 Rehabilitering"], top=200, size=8)

    assert all(line.kind is None for line in read(draw).lines)


def test_footnotes_as_large_as_the_text_and_their_rest_overleaf_are_notes_below_a_short_line():
    def draw(canvas):
        drawn(canvas, [*TOLD[:5], "dette gjelder avtalen.1 Den ble fornyet i"])
        canvas.line(60, 120, 150, 120)
        drawn(canvas, ["1Avtalen ble inngått for mange år siden og er", "forlenget to ganger etter en lang"], top=105)
        canvas.showPage()
        drawn(canvas, ["fjor vinter av alle.2 Den er god.", *TOLD[5:]])
        canvas.line(60, 120, 150, 120)
        drawn(canvas, ["behandling i styret.", "2Se protokollen."], top=105)

    lines = [(line.kind, line.text) for line in clean_pages(read(draw)).lines if line.text]
    assert [text for kind, text in lines if kind == "note"] == [
        "1 Avtalen ble inngått for mange år siden og er forlenget to ganger etter en lang behandling i styret.",
        "2 Se protokollen.",
    ]
    assert (None, "dette gjelder avtalen. 1 Den ble fornyet i") in lines


def test_numbered_points_at_the_end_of_a_page_are_no_footnotes():
    def draw(canvas):
        drawn(canvas, [*TOLD[:5], "dette gjelder tiltak 1 og tiltak 2 først"])
        drawn(canvas, ["1 Legevakt", "2 Helsestasjon"], top=105)

    assert all(line.kind is None for line in read(draw).lines)


# ---- letters ----------------------------------------------------------------------------------------------------------


def test_words_with_a_gap_after_every_letter_are_words():
    def draw(canvas):
        wide = canvas.beginText(60, 760)
        wide.setFont("Helvetica", 14)
        wide.setCharSpace(6)
        wide.textOut("INNSPILL FRA VIK")
        canvas.drawText(wide)
        drawn(canvas, ["H ø r i n g s s v a r   f r a   V i k", *TOLD])

    assert texts(read(draw))[:2] == ["INNSPILL FRA VIK", "Høringssvar fra Vik"]


def test_print_that_is_drawn_twice_a_hair_apart_is_read_once():
    def draw(canvas):
        drawn(canvas, ["Utfordringer i kommunen"], top=740)
        drawn(canvas, ["Utfordringer i kommunen"], x=60.4, top=740)
        drawn(canvas, TOLD)
        drawn(canvas, TOLD, x=60.3)

    assert texts(read(draw)) == ["Utfordringer i kommunen", *TOLD]


def test_an_accent_drawn_over_a_letter_before_it_is_part_of_it():
    def draw(canvas):
        drawn(canvas, ["Vi har en ide"], top=700)
        width = canvas.stringWidth("Vi har en id", "Helvetica", 11)
        drawn(canvas, ["\u00b4"], x=60 + width + 1.2, top=700)
        drawn(canvas, ["mor\u00b4s og \u00b4e alene", *TOLD], top=660)

    found = " ".join(texts(read(draw)))
    assert "Vi har en idé" in found and "mor\u00b4s og" in found


@pytest.mark.parametrize("written", ["p\u02daa og \u02daA", "pa\u02da og A\u02da", "pa\u030a og A\u030a"])
def test_a_ring_before_or_after_its_letter_is_norwegian(written):
    pages = Pages("pdf", (Line(f"{written} \u00e9n ø o\u0338 O\u0337", 1),), 1)
    assert clean_pages(pages).lines[0].text == "på og Å én ø ø Ø"


def test_words_drawn_one_by_one_with_little_between_are_words():
    def draw(canvas):
        canvas.setFont("Helvetica", 11)
        for number, text in enumerate(TOLD):
            x = 60.0
            for word in text.split():
                canvas.drawString(x, 700 - 14 * number, word)
                x += canvas.stringWidth(word, "Helvetica", 11) + 1.6

    assert texts(read(draw)) == TOLD


def test_a_word_in_two_types_is_one_word():
    def draw(canvas):
        x = 60.0
        for part, size in (("Vi mener at ", 11), ("sam", 11), ("handling", 11), (" krever tid i alle ledd", 11)):
            canvas.setFont("Helvetica-Bold" if part == "handling" else "Helvetica", size)
            canvas.drawString(x, 700, part)
            x += canvas.stringWidth(part, canvas._fontname, size)

    assert texts(read(draw)) == ["Vi mener at samhandling krever tid i alle ledd"]


# ---- what is on the page ----------------------------------------------------------------------------------------------


def test_text_outside_the_page_is_not_the_letter_and_white_and_invisible_text_is():
    def draw(canvas):
        canvas.setCropBox((40, 40, 555, 800))
        drawn(canvas, ["brosjyre.indd 3"], top=20)
        drawn(canvas, TOLD[:3])
        canvas.setFillColorRGB(1, 1, 1)
        drawn(canvas, TOLD[3:4], top=500)
        hidden = canvas.beginText(60, 480)
        hidden.setFont("Helvetica", 11)
        hidden.setTextRenderMode(3)
        hidden.textOut(TOLD[4])
        canvas.drawText(hidden)

    assert texts(read(draw)) == TOLD[:5]


def test_a_form_value_and_a_text_box_that_the_program_did_not_draw_are_read_and_a_comment_is_not():
    more = [
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(svar)/V(Felles journal)/Rect[60 600 300 630]>>",
        b"<</Type/Annot/Subtype/FreeText/Contents(Tilf\xf8yd tekst)/DA(/Helv 11 Tf)/Rect[60 500 300 530]>>",
        b"<</Type/Annot/Subtype/Text/Contents(Intern kommentar)/Rect[60 400 80 420]>>",
    ]
    raw = raw_pdf(b"BT /F1 11 Tf 60 700 Td (Svaret fra Vik er:) Tj ET", page=b"/Annots[6 0 R 7 0 R 8 0 R]", more=more)
    assert texts(read_pdf(raw, "skjema.pdf")) == ["Svaret fra Vik er:", "Felles journal", "Tilføyd tekst"]


def test_files_inside_a_pdf_are_told_and_not_read():
    more = [
        b"<</Type/Filespec/F(brev.docx)/UF(brev.docx)/EF<</F 7 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 3>>stream\nabc\nendstream",
    ]
    raw = raw_pdf(b"BT /F1 11 Tf 60 700 Td (Se vedlegg) Tj ET", more=more)
    raw = raw.replace(b"/Pages 2 0 R>>", b"/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>>>")
    (told,) = read_pdf(raw, "brev.pdf").warnings
    assert told.startswith("PDF-en har ett vedlegg inni seg som ikke er lest.")


# ---- scans ------------------------------------------------------------------------------------------------------------


def picture(ink: bool) -> ImageReader:
    image = Image.new("L", (400, 560), 250)
    if ink:
        for row in range(60, 500, 20):
            image.paste(20, (40, row, 340, row + 5))
    return ImageReader(image)


def whole_page(canvas, ink=True) -> None:
    canvas.drawImage(picture(ink), 0, 0, 595, 842)


def test_a_pdf_that_is_all_ink_is_a_scan_and_one_that_is_all_blank_is_not():
    with pytest.raises(ScanFound, match=r"bare bilder.*OCR.*tesseract-ocr-nor"):
        read(whole_page)
    with pytest.raises(InnspillError, match="tomme") as caught:
        read(lambda canvas: (whole_page(canvas, ink=False), canvas.showPage(), canvas.showPage()))
    assert not isinstance(caught.value, ScanFound)


def test_pages_of_ink_among_others_are_named_and_blank_pages_are_not():
    def draw(canvas):
        drawn(canvas, TOLD)
        canvas.showPage()
        canvas.showPage()
        whole_page(canvas)
        canvas.showPage()
        whole_page(canvas, ink=False)
        canvas.showPage()

    pages = read(draw)
    assert pages.scanned == (3,) and pages.n_pages == 4
    assert pages.warnings == ("Side 3 har ingen lesbar tekst, bare bilde.",)


def test_an_archive_stamp_does_not_make_a_scan_a_letter_but_a_title_over_a_photograph_does():
    def stamped(canvas):
        whole_page(canvas)
        drawn(canvas, ["Dok. 22/1234-5  Mottatt 1.9.2022"], top=820, size=8)

    def titled(canvas):
        whole_page(canvas)
        drawn(canvas, ["Vår plan for helsa"], top=400, size=30)

    with pytest.raises(ScanFound):
        read(stamped)
    assert texts(read(titled)) == ["Vår plan for helsa"]


def test_codes_without_meaning_are_a_scan_and_numbers_and_names_are_not():
    codes = bytes(range(1, 9)) * 20
    stream = b"BT /F1 11 Tf 60 700 Td <" + codes.hex().encode() + b"> Tj 0 -14 Td <" + codes.hex().encode() + b"> Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[1/g1/g2/g3/g4/g5/g6/g7/g8]>>>>"
    with pytest.raises(ScanFound):
        read_pdf(raw_pdf(stream + b" 60 60 100 100 re f", font), "brev.pdf")
    # As in fonts without a map back to Unicode: every letter is another one.
    shifted = ["".join("bcdfghjklmnpqrstvwxz"[ord(char) % 20] if char.isalpha() else char for char in text) for text in TOLD]
    with pytest.raises(ScanFound):
        read(lambda canvas: drawn(canvas, shifted))
    for kept in ([f"{n} 2{n} 3{n},5 %" for n in range(20)], ["Kari Vik", "Ola Nes", "Per Li", "Nils Dal"] * 12):
        assert texts(read(lambda canvas, kept=kept: drawn(canvas, kept))) == kept


# ---- nothing lost, nothing slow ---------------------------------------------------------------------------------------


def test_every_word_of_a_page_is_read_once_whatever_the_order_it_was_drawn_in():
    import random

    for seed in range(12):
        chance = random.Random(seed)
        spots = [(60 + 130 * column, 760 - 15 * row) for column in range(4) for row in range(40)]
        chosen = chance.sample(spots, 70)
        names = [f"ord{number}x{seed}" for number in range(70)]

        def draw(canvas, chosen=chosen, names=names):
            for (x, y), name in zip(chosen, names, strict=True):
                drawn(canvas, [name], x=x, top=y, size=9)

        assert sorted(" ".join(texts(read(draw))).split()) == sorted(names)


def test_a_page_of_ten_thousand_scattered_words_is_read_in_seconds():
    def draw(canvas):
        canvas.setFont("Helvetica", 3)
        for number in range(10_000):
            canvas.drawString(20 + number * 37 % 560, 20 + number * 91 % 800, f"vik{number}")

    started = time.perf_counter()
    assert "".join(texts(read(draw))).count("vik") == 10_000
    assert time.perf_counter() - started < 20


def test_a_page_that_cannot_be_opened_is_told_and_the_others_are_read():
    raw = raw_pdf(b"BT /F1 11 Tf 60 700 Td (Hei fra Vik) Tj ET")
    raw = raw.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 99 0 R]/Count 2")
    pages = read_pdf(raw, "brev.pdf")
    assert texts(pages) == ["Hei fra Vik"]
    assert pages.n_pages == 1 or "Side 2 er ødelagt" in pages.warnings[0]


def test_a_compressed_bomb_of_text_is_bounded():
    content = b"BT /F1 1 Tf 60 700 Td " + b"(Hei fra Vik) Tj 0 -1 Td " * 20_000 + b"ET"
    packed = zlib.compress(content)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\n" % (len(packed), packed)
    raw = raw_pdf(b"x").replace(b"<</Length 1>>stream\nx\n", stream)
    started = time.perf_counter()
    read_pdf(raw, "brev.pdf")
    assert time.perf_counter() - started < 20
