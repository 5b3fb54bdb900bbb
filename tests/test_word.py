"""A Word letter is read whole, as its reader sees it printed. All letters here are invented."""

import io
import zipfile

import docx
import pytest
from docx.shared import Cm, Pt

from hostile import docx as raw_docx
from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.reading.word import read_word

NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    }.items()
)
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
SENTENCE = "Kommunen ser at samarbeidet med sykehuset krever tid og folk vi ikke har."


def letter(body: str, parts: dict[str, str] | None = None, section: str = "", links: str = "") -> bytes:
    """A Word file of this body; `parts` are by the kind of their relation, with a number where there are several."""
    stream = io.BytesIO()
    listed = "".join(f'<Relationship Id="{n}" Type="{LINK}{n.rstrip("123")}" Target="{n}.xml"/>' for n in parts or {})
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        main = f'<Relationship Id="m" Type="{LINK}officeDocument" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", f"{head}{main}</Relationships>")
        package.writestr("word/_rels/document.xml.rels", f"{head}{listed}{links}</Relationships>")
        tail = f"<w:sectPr>{section}</w:sectPr></w:body></w:document>"
        package.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}{tail}")
        for name, content in (parts or {}).items():
            package.writestr(f"word/{name}.xml", content.replace("NAMES", NAMES))
    return stream.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def listed(text: str, list_id: int, level: int = 0) -> str:
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(run(text) if text else "", properties=number)


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


def read(body: str, *more: object, **named: object) -> Pages:
    return read_word(letter(body, *more, **named), "brev.docx")


def texts(pages: Pages) -> list[str]:
    return [line.text for line in pages.lines]


def kinds(pages: Pages) -> list[tuple[str, str | None]]:
    return [(line.text, line.kind) for line in pages.lines]


def of(document) -> Pages:
    stream = io.BytesIO()
    document.save(stream)
    return read_word(stream.getvalue(), "brev.docx")


# ---- numbers that Word makes ------------------------------------------------------------------------------------------


def level(at: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def numbering(*lists: str, more: str = "") -> dict[str, str]:
    """Lists 1, 2, … of the abstract lists 1, 2, … with these levels."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>' for n, one in enumerate(lists, start=1))
    own = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return {"numbering": f"<w:numbering NAMES>{abstract}{own}{more}</w:numbering>"}


def labels(body: str, parts: dict[str, str]) -> list[str]:
    """The lines without their last word, which is the text of each paragraph."""
    return [text.rpartition(" ")[0] for text in texts(read(body, parts))]


def test_a_list_prints_words_letters_and_roman_numbers_and_starts_deeper_levels_anew():
    parts = numbering(level(0, "decimal", "Spørsmål %1:") + level(1, "lowerLetter", "%2)") + level(2, "upperRoman", "(%3)"))
    steps = [0, 1, 1, 2, 2, 0, 1, 2]
    assert labels("".join(listed("x", 1, step) for step in steps), parts) == [
        "Spørsmål 1:", "a)", "b)", "(I)", "(II)", "Spørsmål 2:", "a)", "(I)",
    ]  # fmt: skip


def test_a_number_of_several_levels_takes_each_level_in_its_own_form_unless_it_is_legal():
    free = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2")
    legal = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = "".join(listed("x", n, step) for n in (1, 2) for step in (0, 0, 1))
    assert labels(body, numbering(free, legal)) == ["I.", "II.", "II.1", "I.", "II.", "2.1"]


def test_lists_of_one_kind_count_on_together_and_start_anew_once_where_told():
    more = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="1"/>{told}</w:num>'
        for n, told in ((8, ""), (9, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'))
    )
    body = "".join(listed("x", n) for n in (1, 1, 8, 9, 9, 1))
    assert labels(body, numbering(level(0, "decimal", "%1."), more=more)) == ["1.", "2.", "3.", "1.", "2.", "3."]


def test_a_level_may_count_on_for_ever_or_begin_elsewhere():
    steady = level(0, "decimal", "%1.") + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
    body = "".join(listed("x", 1, step) for step in (0, 1, 0, 1)) + listed("x", 2) + listed("x", 2)
    late = level(0, "decimalZero", "%1", start=9)
    assert labels(body, numbering(steady, late)) == ["1.", "1)", "2.", "2)", "09", "10"]


def test_an_empty_paragraph_of_a_list_takes_a_number_and_a_hidden_one_does_not():
    hidden = '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>'
    body = listed("x", 1) + listed("", 1) + paragraph(properties=hidden) + listed("x", 1)
    assert labels(body, numbering(level(0, "decimal", "%1."))) == ["1.", "3."]


def test_headings_are_numbered_through_their_styles():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/>{based}<w:pPr>{number}</w:pPr></w:style>'
        for n, based, number in (
            (1, "", '<w:numPr><w:numId w:val="1"/></w:numPr>'), (2, '<w:basedOn w:val="H1"/>', ""),
        )
    )  # fmt: skip
    parts = numbering("".join(level(n, "decimal", p, f'<w:pStyle w:val="H{n + 1}"/>') for n, p in enumerate(("%1", "%1.%2"))))
    body = "".join(paragraph(run("x"), properties=f'<w:pStyle w:val="H{n}"/>') for n in (1, 2, 2, 1, 2))
    parts["styles"] = f"<w:styles NAMES>{styles}</w:styles>"
    assert labels(body, parts) == ["1", "1.1", "1.2", "2", "2.1"]
    assert {kind for _, kind in kinds(read(body, parts))} == {"heading"}


def test_a_list_that_takes_its_levels_from_a_style_is_numbered():
    linked = '<w:numStyleLink w:val="Felles"/>'
    own = '<w:styleLink w:val="Felles"/>' + level(0, "decimal", "Pkt. %1")
    assert labels(listed("x", 1) + listed("x", 1), numbering(linked, own)) == ["Pkt. 1", "Pkt. 2"]


def test_a_bullet_prints_nothing_unless_it_is_a_word():
    sign, word = level(0, "bullet", "\uf0b7"), level(0, "bullet", "Svar:")
    assert texts(read(listed("x", 1) + listed("x", 2), numbering(sign, word))) == ["x", "Svar: x"]


def test_numbers_cannot_be_made_into_bombs():
    body = "".join(listed("x", 1) for _ in range(50))
    for pattern, start in (("%1" + "A" * 500_000, 1), ("%1", 999_999_999), ("%1", "9" * 5_000)):
        pages = read(body, numbering(level(0, "lowerLetter", pattern, start=start)))
        assert max(map(len, texts(pages))) < 250


# ---- what is seen and what is not -------------------------------------------------------------------------------------


def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next():
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = paragraph(run("Første halvdel "), properties=gone) + paragraph(run("og andre."))
    assert texts(read(body)) == ["Første halvdel og andre."]
    last = table([paragraph(run("Celle"), properties=gone)], [paragraph(run("Neste"))])
    assert texts(read(last)) == ["Celle", "Neste"]


def test_deletions_inside_insertions_moved_text_and_deleted_cells_are_gone():
    gone = '<w:del w:id="1"><w:r><w:delText>borte</w:delText></w:r></w:del>'
    body = paragraph(f"<w:ins>{run('Nytt')}{gone}</w:ins>", f"<w:moveFrom>{run('herfra')}</w:moveFrom>")
    body += paragraph(f"<w:moveTo>{run('hit')}</w:moveTo>")
    body += table(["<w:tcPr><w:cellDel/></w:tcPr>" + paragraph(run("slettet")), paragraph(run("står"))])
    assert texts(read(body)) == ["Nytt", "hit", "står"]


def test_a_prompt_that_nobody_answered_is_furniture_and_an_answer_is_not():
    def control(content: str, properties: str) -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    prompt = "<w:showingPlcHdr/>"
    body = control(paragraph(run("Klikk her for å skrive.")), prompt) + control(paragraph(run("Vårt svar.")), "<w:text/>")
    body += paragraph(run("Type: "), control(run("Velg et element."), prompt), control(run("Kommune"), "<w:dropDownList/>"))
    # Some programs leave the mark of a prompt on what was written over it.
    body += control(paragraph(run(SENTENCE * 3)), prompt)
    pages = read(body)
    assert texts(pages) == ["Vårt svar.", "Type: Kommune", SENTENCE * 3]
    assert [line.text for line, _ in pages.furniture] == ["Klikk her for å skrive.", "Velg et element."]


def test_a_field_shows_its_result_and_never_its_code():
    inner = field("MERGEFIELD a", run("innerst"))
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    nested = mark.format("begin") + inner + mark.format("separate") + run("ytterst") + mark.format("end")
    body = paragraph(run("Se "), field('HYPERLINK "x"', run("siden vår"))) + paragraph(run("Her: "), nested)
    assert texts(read(body)) == ["Se siden vår", "Her: ytterst"]


def test_a_field_that_never_ends_does_not_swallow_the_letter():
    body = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + paragraph(run("Etter."), field("REF b", run(" Mer.")))
    assert texts(read(body)) == ["Etter. Mer."]


def test_form_fields_show_what_was_chosen():
    listed_ = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Sykehus"/><w:listEntry w:val="Kommune"/></w:ddList>'
    boxes = ["<w:checkBox><w:checked/></w:checkBox>", '<w:checkBox><w:default w:val="0"/></w:checkBox>']
    marks = [f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{one}</w:ffData></w:fldChar></w:r>' for one in (listed_, *boxes)]
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = "".join(paragraph(run(f"{n} "), mark, end) for n, mark in enumerate(marks))
    assert texts(read(body)) == ["0 Kommune", "1 ☒", "2 ☐"]


def test_a_table_of_contents_is_furniture_and_the_letter_after_it_is_not():
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    code = "<w:r><w:instrText>TOC \\o</w:instrText></w:r>"
    body = paragraph(marks[0], code, marks[1], run("Innledning 1")) + paragraph(run("Tiltak 2"))
    pages = read(body + paragraph(marks[2]) + paragraph(run("Selve brevet.")))
    assert texts(pages) == ["Selve brevet."]
    assert [line.text for line, _ in pages.furniture] == ["Innledning 1", "Tiltak 2"]


def test_hidden_text_is_hidden_by_itself_or_by_its_style():
    styles = '<w:styles NAMES><w:style w:styleId="S"><w:name w:val="S"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    body = paragraph(run("a", "<w:vanish/>"), run("b", '<w:rStyle w:val="S"/>'), run("c", '<w:vanish w:val="0"/>'))
    assert texts(read(body, {"styles": styles})) == ["c"]


def test_each_note_is_read_once_in_the_order_of_the_text_and_footnotes_are_no_endnotes():
    def notes(kind: str, *ids: int) -> str:
        inside = "".join(f'<w:{kind} w:id="{n}">{paragraph(run(f"{kind} {n}"))}</w:{kind}>' for n in ids)
        return f"<w:{kind}s NAMES>{inside}</w:{kind}s>"

    def mark(kind: str, n: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{n}"/></w:r>'

    body = paragraph(run("A"), mark("footnote", 1), mark("endnote", 10), mark("footnote", 1))
    body += paragraph(run("B"), mark("endnote", 2), f"<w:del>{mark('endnote', 3)}</w:del>")
    parts = {"footnotes": notes("footnote", 1, 2), "endnotes": notes("endnote", 1, 2, 3, 10)}
    assert kinds(read(body, parts)) == [
        ("A", "paragraph"), ("footnote 1", "note"), ("B", "paragraph"), ("endnote 10", "note"), ("endnote 2", "note"),
    ]  # fmt: skip


def test_only_the_headers_that_a_page_shows_are_furniture():
    heads = {
        f"header{n}": f"<w:hdr NAMES>{paragraph(run(text))}</w:hdr>" for n, text in ((1, "Vik"), (2, "Første"), (3, "Jevn"))
    }
    footer = {"footer1": f"<w:ftr NAMES>{paragraph(run('Side '), field('PAGE', run('1')))}</w:ftr>"}
    places = (("header", "default", 1), ("header", "first", 2), ("header", "even", 3), ("footer", "default", 1))
    shown = "".join(f'<w:{kind}Reference w:type="{when}" r:id="{kind}{n}"/>' for kind, when, n in places)
    for first, expected in (("", ["Vik"]), ("<w:titlePg/>", ["Vik", "Første"])):
        pages = read(paragraph(run("Hei.")), heads | footer, section=shown + first)
        assert [line.text for line, reason in pages.furniture if reason == "running_head"] == expected
        assert [line.text for line, reason in pages.furniture if reason == "page_number"] == ["Side 1"]


def test_formulas_symbols_watermarks_and_ruby_are_read():
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    signs = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run(" Ja ") + run("J", '<w:rFonts w:ascii="Wingdings"/>')
    mark = '<w:r><w:pict><v:shape><v:textpath string="UTKAST"/></v:shape></w:pict></w:r>'
    ruby = f"<w:r><w:ruby><w:rt>{run('over')}</w:rt><w:rubyBase>{run('under')}</w:rubyBase></w:ruby></w:r>"
    body = "".join(map(paragraph, (fraction, signs, mark, ruby)))
    assert texts(read(body)) == ["a/b", "☑ Ja ☺", "UTKAST", "under (over)"]


def test_a_diagram_in_a_letter_says_its_boxes_in_order():
    points = "".join(
        f'<dgm:pt modelId="{n}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, kind, text in (
            (3, "node", "Andre"),
            (2, "node", "Første"),
            (4, "node", "Under første"),
            (5, "pres", "vises ikke"),
        )
    )
    links = "".join(f'<dgm:cxn srcId="{a}" destId="{b}" srcOrd="{n}"/>' for a, b, n in ((1, 3, 1), (1, 2, 0), (2, 4, 0)))
    model = f'<dgm:dataModel NAMES><dgm:ptLst><dgm:pt modelId="1" type="doc"/>{points}</dgm:ptLst>{links}</dgm:dataModel>'
    drawing = '<w:r><w:drawing><a:graphic><dgm:relIds r:dm="diagramData"/></a:graphic></w:drawing></w:r>'
    pages = read(paragraph(run("Slik gjør vi:"), drawing), {"diagramData": model})
    assert texts(pages) == ["Slik gjør vi:", "Første", "Under første", "Andre"]


def test_a_page_that_is_turned_inside_a_paragraph_does_not_glue_two_words():
    turned = paragraph(run("Før"), '<w:r><w:br w:type="page"/></w:r>', run("Etter"))
    section = paragraph(run("Siste"), properties="<w:sectPr/>")
    assert [(line.text, line.page) for line in read(turned + section + paragraph(run("Ny"))).lines] == [
        ("Før", 1), ("Etter", 2), ("Siste", 2), ("Ny", 3),
    ]  # fmt: skip


def test_the_strict_dialect_is_read_like_the_usual_one():
    raw = letter(paragraph(run("Hei fra Vik.")) + listed("Spørsmål", 1), numbering(level(0, "decimal", "%1.")))
    source, stream = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as strict:
        for name in source.namelist():
            text = source.read(name).decode()
            for theme in ("wordprocessingml", "officeDocument"):
                text = text.replace(f"http://schemas.openxmlformats.org/{theme}/2006/", f"http://purl.oclc.org/ooxml/{theme}/")
            strict.writestr(name, text)
    assert texts(read_word(stream.getvalue(), "brev.docx")) == ["Hei fra Vik.", "1. Spørsmål"]


# ---- headings and tables ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("emphasis", ["<w:b/>", '<w:u w:val="single"/>', '<w:sz w:val="32"/>'])
def test_a_short_emphasised_line_over_text_is_a_heading(emphasis):
    body = paragraph(run("Rekruttering", emphasis)) + paragraph(run(SENTENCE))
    assert kinds(read(body)) == [("Rekruttering", "heading"), (SENTENCE, "paragraph")]


def test_what_is_emphasised_without_being_a_heading_stays_a_paragraph():
    def bold(text: str) -> str:
        return paragraph(run(text, "<w:b/>"))

    plain = paragraph(run(SENTENCE))
    body = bold("VIK KOMMUNE") + paragraph(run("Postboks 12")) + bold("Vi krever at staten betaler.") + plain
    body += paragraph(run("Delvis ", "<w:b/>"), run("fet")) + plain
    body += paragraph(run("Hilsen")) + bold("Kari Nordby") + paragraph(run("ordfører"))
    assert "heading" not in {kind for _, kind in kinds(read(body))}


def test_two_questions_side_by_side_are_each_read_with_the_answer_below():
    cells = [[paragraph(run(text)) for text in row] for row in (("Hva er bra?", "Hva er vanskelig?"), ("Legene", SENTENCE))]
    assert texts(read(table(*cells))) == ["Hva er bra?", "Legene", "Hva er vanskelig?", SENTENCE]


def test_a_question_keeps_the_number_in_the_cell_before_it():
    cells = [[paragraph(run(text)) for text in ("2", "Hva er vanskelig?", SENTENCE)]]
    assert texts(read(table(*cells))) == ["2 Hva er vanskelig?", SENTENCE]


def test_a_table_of_one_cell_is_a_frame_around_ordinary_text():
    framed = table([paragraph(run("Vårt svar", "<w:b/>")) + paragraph(run("Nei")) + paragraph(run(SENTENCE))])
    assert kinds(read(framed)) == [("Vårt svar", "paragraph"), ("Nei", "paragraph"), (SENTENCE, "paragraph")]
    titled = table([paragraph(run("Vårt svar", "<w:b/>")) + paragraph(run(SENTENCE))])
    assert kinds(read(titled)) == [("Vårt svar", "heading"), (SENTENCE, "paragraph")]


def test_tables_in_tables_are_read_in_their_place():
    inner = table([paragraph(run("a")), paragraph(run("b"))])
    outer = table([paragraph(run("Hva er vanskelig?")), paragraph(run(SENTENCE)) + inner + paragraph(run("Etter"))])
    assert texts(read(outer)) == ["Hva er vanskelig?", SENTENCE, "a | b", "Etter"]


# ---- what is not read -------------------------------------------------------------------------------------------------


def scanned(*words: str, width: float = 16) -> Pages:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 80), 255).save(picture, "PNG")
    document = docx.Document()
    for text in words:
        document.add_paragraph(text)
    document.add_picture(picture, width=Cm(width))
    return of(document)


def test_a_letter_pasted_in_as_pictures_is_never_read_as_empty_without_a_word():
    with pytest.raises(InnspillError, match=r"bilder uten tekst.*OCR"):
        scanned()
    assert "1 stort bilde er ikke lest" in scanned("Se vedlagt brev.").warnings[0]
    assert scanned(*[SENTENCE] * 12).warnings == scanned("Kort brev.", width=4).warnings == ()


def test_a_document_inside_the_document_is_told():
    pages = read(paragraph(run("Se under.")) + '<w:altChunk r:id="x"/>')
    assert texts(pages) == ["Se under."] and "1 innlimt dokument er ikke lest" in pages.warnings[0]


def test_a_large_letter_is_read_in_seconds():
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    for n in range(1_500):
        document.add_paragraph(f"{n} {SENTENCE}")
    assert len(of(document).lines) == 1_500


def test_comments_and_deleted_text_are_told_as_not_counted():
    deleted = '<w:del w:id="1"><w:r><w:delText>Dette er strøket.</w:delText></w:r></w:del>'
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    pages = read_word(raw_docx(f"<w:p><w:r><w:t>Legevakten er tom.</w:t></w:r>{deleted}{comment}</w:p>"), "brev.docx")
    assert pages.repairs == ("Ikke talt med: 1 kommentar og 1 slettet passasje.",)
    assert [line.text for line in pages.lines] == ["Legevakten er tom."]
