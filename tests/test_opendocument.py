"""OpenDocument letters and slides are read as LibreOffice shows them. All letters here are invented."""

import io
import time
import zipfile

import pytest

from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.reading import read_pages
from innspill.reading.opendocument import read_opendocument

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing", "form": "form",
        "presentation": "presentation", "meta": "meta", "fo": "xsl-fo-compatible", "svg": "svg-compatible",
        "manifest": "manifest",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip # noqa: E501
SENTENCE = "Vi ser at samarbeidet om pasientene krever tid og at naboene trenger hverandre."
STYLES = """
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Overskrift_20_2" style:family="paragraph"/>
<style:style style:name="Contents_20_1" style:display-name="Contents 1" style:family="paragraph"/>
<style:style style:name="Ny" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="Fet" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Arvet" style:family="paragraph" style:parent-style-name="Overskrift_20_2"/>
<style:style style:name="Skjult" style:family="text"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="Tall"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/></text:list-style>
<text:list-style style:name="Kule"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
"""
OUTLINE = """<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"
style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style>"""


def package(body: str, kind: str = "text", common: str = "", masters: str = "", **parts: str) -> bytes:
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    styles = (
        f"<office:document-styles {NAMES}><office:styles>{common}</office:styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
    meta = (
        f"<office:document-meta {NAMES}><office:meta><dc:title>Innspill fra Tarevik</dc:title></office:meta>"
        "</office:document-meta>"
    )
    files = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, "styles.xml": styles}
    files |= {"meta.xml": meta, "META-INF/manifest.xml": f"<manifest:manifest {NAMES}/>"}
    files |= {f"{name}.xml" if "/" not in name else name: text for name, text in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for name, text in files.items():
            target.writestr(name, text)
    return stream.getvalue()


def read(body: str, **more: str) -> Pages:
    return read_pages(package(body, **more), "brev.odt")


def lines_of(body: str, **more: str) -> list[tuple[str | None, str]]:
    return [(line.kind, line.text) for line in read(body, **more).lines]


def texts(body: str, **more: str) -> list[str]:
    return [text for _, text in lines_of(body, **more)]


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def listed(*items: str, attributes: str = "", style: str = "Tall") -> str:
    inner = "".join(f"<text:list-item>{one}</text:list-item>" for one in items)
    return f'<text:list text:style-name="{style}" {attributes}>{inner}</text:list>'


def change(kind: str, ident: str, text: str = "") -> str:
    return (
        f'<text:changed-region text:id="{ident}"><text:{kind}><office:change-info><dc:creator>NN</dc:creator>'
        f"</office:change-info>{text}</text:{kind}></text:changed-region>"
    )


def test_deleted_text_kept_apart_or_in_its_place_does_not_count_and_inserted_does():
    body = (
        f"<text:tracked-changes>{change('deletion', 'a', p('strøket'))}{change('insertion', 'b')}{change('deletion', 'c')}"
        f"{change('format-change', 'd')}</text:tracked-changes>"
        + p('Her er <text:change text:change-id="a"/><text:change-start text:change-id="b"/>satt inn'
            '<text:change-end text:change-id="b"/> og <text:change-start text:change-id="d"/>formatert'
            '<text:change-end text:change-id="d"/>.')
        + p('Første <text:change-start text:change-id="c"/>borte.') + p("Hele borte.")
        + p('også<text:change-end text:change-id="c"/>resten.')
    )  # fmt: skip
    assert texts(body) == ["Her er satt inn og formatert.", "Første resten."]


def test_numbers_that_the_program_makes_stand_before_the_text_and_bullets_do_not():
    body = (
        listed(p("Hva er krevende?"), attributes='xml:id="x"') + p("Svar.")
        + listed(listed(p("tid"), p("folk") + listed(p("dypere"), style="Tall")), p("Hva foreslår dere?"),
                 attributes='text:continue-list="x"')
        + listed(p("anew")) + listed(p("goes on"), attributes='text:continue-numbering="true"')
        + '<text:list text:style-name="Tall"><text:list-item text:start-value="7"><text:p>sju</text:p><text:p>mer</text:p>'
        "</text:list-item><text:list-header><text:p>uten</text:p></text:list-header></text:list>"
        + listed(p("kule"), style="Kule")
    )  # fmt: skip
    assert lines_of(body) == [
        ("bullet", "1. Hva er krevende?"), ("paragraph", "Svar."), ("bullet", "a) tid"), ("bullet", "b) folk"),
        ("bullet", "1.b.1 dypere"), ("bullet", "2. Hva foreslår dere?"), ("bullet", "1. anew"), ("bullet", "2. goes on"),
        ("bullet", "7. sju"), ("paragraph", "mer"), ("paragraph", "uten"), ("bullet", "kule"),
    ]  # fmt: skip


def test_headings_are_told_by_element_by_style_and_by_bold_over_text_with_their_chapter_numbers():
    body = (
        '<text:h text:outline-level="1">Bakgrunn</text:h><text:h text:outline-level="2">Mål</text:h>'
        '<text:h text:outline-level="1" text:is-list-header="true">Uten tall</text:h>'
        '<text:h text:outline-level="1">Tiltak</text:h>'
        + p("Norsk stil", "Arvet") + p('<text:span text:style-name="Fet">Fet linje</text:span>') + p(SENTENCE)
        + p('<text:span text:style-name="Fet">Fet</text:span> begynnelse') + p(SENTENCE)
    )  # fmt: skip
    assert lines_of(body, common=OUTLINE) == [
        ("heading", "1. Bakgrunn"), ("heading", "1.1 Mål"), ("heading", "Uten tall"), ("heading", "2. Tiltak"),
        ("heading", "Norsk stil"), ("heading", "Fet linje"), ("paragraph", SENTENCE), ("paragraph", "Fet begynnelse"),
        ("paragraph", SENTENCE),
    ]  # fmt: skip


def test_notes_and_boxes_follow_their_paragraph_and_comments_and_hidden_text_are_not_read():
    body = (
        p('Påstand<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
          + p("Jamfør rapporten.") + "</text:note-body></text:note> midt<text:s text:c='3'/>i<text:tab/>"
          '<text:span text:style-name="Skjult">hemmelig</text:span>linjen<text:line-break/>og ned.')
        + p("Før<office:annotation><dc:creator>NN</dc:creator>" + p("Merknad") + "</office:annotation> boks"
            "<draw:frame><svg:desc>Bilde av fjord</svg:desc><draw:text-box>" + p("I boksen.") + listed(p("punkt"))
            + "</draw:text-box></draw:frame><draw:g><draw:custom-shape>" + p("I figuren.")
            + "</draw:custom-shape></draw:g> etter <text:date>1. april</text:date>.")
        + '<text:section text:display="none">' + p("Skjult del") + "</text:section>"
        + "<text:section>" + p("Synlig") + "</text:section>"
    )  # fmt: skip
    assert lines_of(body) == [
        ("paragraph", "Påstand midt i linjen og ned."), ("note", "Jamfør rapporten."),
        ("paragraph", "Før boks etter 1. april."),
        ("paragraph", "I boksen."), ("bullet", "1. punkt"), ("paragraph", "I figuren."), ("paragraph", "Synlig"),
    ]  # fmt: skip


def test_a_table_is_read_row_by_row_with_its_head_and_a_form_cell_by_cell():
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell>{one}</table:table-cell>" for one in cells)
        return f"<table:table-row>{inner}<table:covered-table-cell>{p('dekket')}</table:covered-table-cell></table:table-row>"

    head = f"<table:table-header-rows>{row(p('Gruppe'), p('Tiltak'))}</table:table-header-rows>"
    table = f"<table:table>{head}<text:soft-page-break/>{row(p('Barn'), p('Team'))}</table:table>"
    form = f"<table:table>{row(p('Spørsmål 1: Hva?'), p(SENTENCE) + p(SENTENCE))}</table:table>"
    pages = read(table + p("Mellom.") + form)
    assert [(line.page, line.kind, line.text) for line in pages.lines] == [
        (1, "table", "Gruppe | Tiltak"), (2, "table", "Barn | Team"), (2, "paragraph", "Mellom."),
        (2, "table", "Spørsmål 1: Hva?"), (2, "paragraph", SENTENCE), (2, "paragraph", SENTENCE),
    ]  # fmt: skip


def test_running_heads_and_contents_are_furniture_and_pages_follow_the_breaks():
    masters = (
        f"<style:master-page><style:header>{p('Tarevik kommune')}</style:header><style:footer>{p('Side 1')}</style:footer>"
        f"<style:header-first>{p('Tarevik kommune')}</style:header-first></style:master-page>"
    )
    contents = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Mal</text:index-title-template>"
        f"</text:table-of-content-source><text:index-body>{p('Bakgrunn 2')}</text:index-body></text:table-of-content>"
    )
    body = (
        p("Først.", "Ny") + contents + p("Tiltak 3", "Contents_20_1") + p("To<text:soft-page-break/> sider.") + p("Tre.", "Ny")
    )
    pages = read(body, masters=masters)
    assert [(line.page, line.text) for line in pages.lines] == [(1, "Først."), (1, "To sider."), (3, "Tre.")]
    assert [line.text for line, reason in pages.furniture if reason == "running_head"] == [
        "Tarevik kommune", "Side 1", "Bakgrunn 2", "Tiltak 3",
    ]  # fmt: skip
    assert (pages.format, pages.n_pages, pages.title) == ("odt", 3, "Innspill fra Tarevik")


def test_what_is_typed_into_a_form_field_is_read():
    body = (
        '<office:forms><form:form><form:textarea form:id="f1" form:current-value="Vi mangler folk."/></form:form>'
        "</office:forms>"
        + p('Svar: <draw:control draw:control="f1"/>')
    )  # fmt: skip
    assert texts(body) == ["Svar:", "Vi mangler folk."]


def test_slides_are_read_title_first_with_tables_groups_and_notes():
    def frame(role: str, text: str) -> str:
        return f'<draw:frame presentation:class="{role}"><draw:text-box>{text}</draw:text-box></draw:frame>'

    slide = (
        frame("outline", listed(p("To<text:line-break/>linjer"))) + frame("title", p("Hva er krevende?"))
        + frame("page-number", p("&lt;number&gt;")) + frame("footer", p("Tarevik"))
        + f"<draw:g><draw:rect>{p('• I gruppe')}</draw:rect></draw:g>"
        + f"<draw:frame><table:table><table:table-row><table:table-cell>{p('Tiltak')}</table:table-cell>"
        + f"<table:table-cell>{p('Ansvar')}</table:table-cell></table:table-row></table:table></draw:frame>"
        + f"<presentation:notes>{frame('notes', p('Husk legevakten.'))}</presentation:notes>"
    )  # fmt: skip
    body = f"<draw:page>{slide}</draw:page><draw:page>{frame('title', p('Slutt'))}</draw:page>"
    pages = read(body, kind="presentation")
    assert [(line.page, line.kind, line.text) for line in pages.lines] == [
        (1, "heading", "Hva er krevende?"), (1, "bullet", "To linjer"), (1, "bullet", "I gruppe"),
        (1, "table", "Tiltak | Ansvar"), (1, "note", "Husk legevakten."), (2, "heading", "Slutt"),
    ]  # fmt: skip
    assert [(line.text, reason) for line, reason in pages.furniture] == [("Tarevik", "running_head")]
    assert (pages.format, pages.layout, pages.n_pages) == ("odp", "slides", 2)


def test_the_same_letter_as_one_plain_xml_file_is_read_the_same():
    flat = (
        f'<?xml version="1.0"?><office:document {NAMES} office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>'
        f"<dc:title>Innspill fra Vik</dc:title></office:meta><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{p('Hei<draw:frame><draw:image><office:binary-data>AAAA</office:binary-data></draw:image>')}"
        f"</office:text></office:body></office:document>"
    ).replace("</draw:image></text:p>", "</draw:image></draw:frame></text:p>")
    pages = read_opendocument(flat.encode(), "brev.fodt")
    assert ([line.text for line in pages.lines], pages.title) == (["Hei"], "Innspill fra Vik")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (package(p("Hei"), **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "passord"),
        (package(p("")), "ingen ord"),
        (package("", kind="presentation"), "ingen ord"),
        (package(p("Hei"), content="<a><b></a>"), "XML"),
        (package(p("Hei"), content="<a/>"), "tekstdokument"),
        (package(p("Hei"), content='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'), "DOCTYPE"),
        (package("<text:section>" * 5000 + p("Hei") + "</text:section>" * 5000), "XML"),
    ],
    ids=["password", "no words", "no slides", "broken", "no body", "doctype", "deep"],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(raw, said):
    with pytest.raises(InnspillError, match=said):
        read_pages(raw, "brev.odt")


@pytest.mark.parametrize(
    "body",
    [
        p("Hei <text:s text:c='999999999999'/>der"),
        p("Hei der") * 50_000,
        listed(*[p("Hei der")] * 30_000),
        p("Hei <text:note><text:note-body><text:p>n</text:p></text:note-body></text:note>" * 20_000 + "der"),
        "<table:table>" + "<table:table-row table:number-rows-repeated='99999999'><table:table-cell>"
        + p("Hei der") + "</table:table-cell></table:table-row></table:table>",
        "<text:section>" * 200 + p("Hei der") + "</text:section>" * 200,
    ],
)  # fmt: skip
def test_a_mass_of_one_thing_takes_seconds(body):
    started = time.perf_counter()
    assert any("der" in text for text in texts(body))
    assert time.perf_counter() - started < 30


def test_a_truncated_file_is_one_clear_line_wherever_it_is_cut():
    raw = package(p(SENTENCE))
    for end in range(30, len(raw), 101):
        with pytest.raises(InnspillError):
            read_pages(raw[:end], "brev.odt")
