"""RTF is read as the letter that Word, WordPad, TextEdit or Outlook shows. All letters here are invented."""

import random
import time

import pytest

from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.reading import detect_format, read_pages
from innspill.reading.rich_text import html_of_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset2 Symbol;}"
    r"{\f2\fnil\fcharset238 Arial CE;}{\f3\fnil\fcharset2 Wingdings;}{\f4\fmodern\fcharset0 Courier New;}"
    r"{\f5\fnil\fcharset77 Geneva;}{\f6\fnil\fcharset128 MS Mincho;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\ql\fs22 \snext0 Normal;}{\s1\sbasedon0 heading 1;}{\s2\sbasedon1 Egen tittel;}"
    r"{\s3\outlinelevel1 Mellomtittel;}{\s4 toc 1;}{\*\cs10 Default Paragraph Font;}{\s5 Overskrift 2;}}"
    r"{\info{\title Innspill fra Tarevik}{\author En Person}}"
)
SENTENCE = "Vi ser at samarbeidet om pasientene krever tid og at naboene trenger hverandre."


def rtf(body: str, head: str = HEAD) -> bytes:
    return (head + body + "}").encode("latin-1")


def read(body: str, head: str = HEAD) -> Pages:
    return read_pages(rtf(body, head), "brev.rtf")


def lines_of(body: str, head: str = HEAD) -> list[tuple[str | None, str]]:
    return [(line.kind, line.text) for line in read(body, head).lines]


def texts(body: str, head: str = HEAD) -> list[str]:
    return [text for _, text in lines_of(body, head)]


# ---- characters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (r"{\rtf1\ansi\ansicpg1252 ", r"\'c5 s\'f8ke \'e6re"),
        (r"{\rtf1\ansi ", r"\u197\'c5 s\u248?ke \u230 xre"),
        (r"{\rtf1\ansi\uc0 ", r"\u197  s\u248 ke \u230 re"),
        (r"{\rtf1\ansi ", r"\uc2\u197\'81\'82 s{\uc0\u248 }ke \u230 xyre"),
        (r"{\rtf1\mac ", r"\'81 s\'bfke \'bere"),
        (r"{\rtf1\pca ", r"\'8f s\'9bke \'91re"),
        (r"{\rtf1\ansi\ansicpg865 ", r"\'8f s\'9bke \'91re"),
        (r"{\rtf1\ansi ", "Å søke ære".encode().decode("latin-1")),
        (r"{\rtf1\ansi ", "Å søke ære"),
        (HEAD, r"\f5 \'81 s\'bfke \'bere"),
        (HEAD, r"\f0 \'c5 s\'f8ke{\f2  }\'e6re"),
    ],
)
def test_every_way_of_writing_norwegian_letters_gives_the_same_text(head, body):
    assert texts(body, head) == ["Å søke ære"]


def test_the_font_decides_what_a_byte_means_and_two_bytes_can_be_one_sign():
    assert texts(r"\f2 \'e8\f0  og \'e8 og \f6 \'82\'a0\f0 .") == ["č og è og あ."]


def test_a_sign_beyond_the_first_plane_is_one_sign_and_negative_numbers_are_the_upper_half():
    assert texts(r"Bra \u55357 ?\u56832 ?\u-3 ? nok") == ["Bra 😀\ufffd nok"]


def test_dashes_quotes_hyphens_and_blanks_are_what_they_look_like():
    body = r"a\endash b\emdash c \ldblquote d\rdblquote  \lquote e\rquote  f\~g h\_i j\-k \{l\} m\\n"
    assert texts(body) == ["a–b—c “d” ‘e’ f g h-i j\u00adk {l} m\\n"]


# ---- what is the letter, and what is not ------------------------------------------------------------------------------


def test_pictures_objects_comments_instructions_and_hidden_text_are_not_read():
    body = (
        r"Her {\pict\wmetafile8 0123abcd}{\*\shppict{\pict 99ff}}{\object\objemb{\*\objdata 0a0b}{\result st}}\'e5r "
        r"{\*\atnid XX}{\*\annotation{\*\atnref 1}Hemmelig merknad.}"
        r"{\field{\*\fldinst HYPERLINK \"http://x\"}{\fldrslt svaret}}"
        r"{\v skjult}{\xe stikkord}{\*\ukjent noe annet}{\*\bkmkstart mark} v\'e5rt{\plain\v  borte\v0 .}\par"
    )
    assert texts(body) == ["Her står svaret vårt."]


def test_deleted_revisions_do_not_count_and_inserted_do():
    assert texts(r"Teksten er {\deleted str\'f8ket}{\revised satt inn} her.\par") == ["Teksten er satt inn her."]


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next():
    assert texts(r"Halve avsnittet {\deleted\par }og resten.\par Nytt.\par") == ["Halve avsnittet og resten.", "Nytt."]


def test_headers_footers_and_contents_are_furniture_and_the_title_is_the_letters():
    pages = read(
        r"{\header Tarevik kommune\par}{\footer Side {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}{\headerf Tarevik kommune\par}"
        r"\pard\s4 Erfaringer\tab 3\par\pard Hei fra oss.\par"
    )
    assert [(line.text, reason) for line, reason in pages.furniture] == [
        ("Tarevik kommune", "running_head"), ("Side 1", "running_head"), ("Erfaringer 3", "running_head"),
    ]  # fmt: skip
    assert [line.text for line in pages.lines] == ["Hei fra oss."]
    assert pages.title == "Innspill fra Tarevik"


def test_a_footnote_and_a_text_box_follow_their_paragraph():
    body = (
        r"P\'e5stand{\super\chftn{\footnote\pard\plain\chftn  Jamf\'f8r rapporten.}} midt i.\par "
        r"Boks{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard I boksen.\par Mer i boksen.\par}}"
        r"{\shprslt{\*\do\dobxcolumn{\dptxbxtext\pard I boksen.\par}}}} her.\par Etter."
    )
    assert lines_of(body) == [
        ("paragraph", "Påstand midt i."), ("note", "Jamfør rapporten."), ("paragraph", "Boks her."),
        ("paragraph", "I boksen."), ("paragraph", "Mer i boksen."), ("paragraph", "Etter."),
    ]  # fmt: skip


def test_of_two_twins_in_ansi_and_unicode_the_unicode_is_read():
    assert texts(r"Ved {\upr{Guovdageaidnu?}{\*\ud Guovdageaid\u331 ?u}} i dag.") == ["Ved Guovdageaidŋu i dag."]


# ---- blocks -----------------------------------------------------------------------------------------------------------


def test_headings_are_told_by_style_based_on_by_outline_level_and_by_bold_over_text():
    body = (
        rf"\pard\s1 Innledning\par\pard\s2 Egen\par\pard\s3 Mellom\par\pard\outlinelevel0 Fritt\par\pard\s5 Norsk\par"
        rf"\pard{{\b Bare fet skrift}}\par {SENTENCE}\par {{\b Vik}} kommune\par {SENTENCE}\par"
    )
    kinds = [kind for kind, _ in lines_of(body)]
    assert kinds == [*["heading"] * 6, "paragraph", "paragraph", "paragraph"]


def test_the_number_that_word_printed_stands_before_the_text_and_a_bullet_does_not():
    body = (
        r"{\listtext\pard\plain 1.\tab}\pard\ls1\ilvl0 Hva er krevende?\par{\listtext\pard\plain a)\tab}\pard\ls1\ilvl1 Tid\par"
        r"{\listtext\pard\plain\f1 \'b7\tab}\pard\ls2 Penger\par{\listtext\pard\plain\f4 o\tab}\pard\ls2\ilvl1 Folk\par"
        r"{\listtext\pard\plain\f3 v\tab}\pard\ls2 Hus\par{\pntext\f1\'b7\tab}{\*\pn\pnlvlblt\pnf1{\pntxtb\'b7}}\pard Biler\par"
        r"\pard Slutt.\par"
    )
    assert lines_of(body) == [
        ("bullet", "1. Hva er krevende?"), ("bullet", "a) Tid"), ("bullet", "Penger"), ("bullet", "Folk"), ("bullet", "Hus"),
        ("bullet", "Biler"), ("paragraph", "Slutt."),
    ]  # fmt: skip


def test_numbers_are_counted_from_the_list_tables_where_no_program_printed_them():
    tables = (
        r"{\*\listtable{\list{\listlevel\levelnfc0\levelstartat3{\leveltext\'02\'00.;}{\levelnumbers\'01;}}"
        r"{\listlevel\levelnfc4\levelstartat1{\leveltext\'04\'00.\'01);}{\levelnumbers\'01\'03;}}\listid7}}"
        r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}}"
    )
    body = r"\pard\ls1 En\par\pard\ls1\ilvl1 To\par\pard\ls1\ilvl1 Tre\par\pard\ls1 Fire\par"
    assert texts(tables + body) == ["3. En", "3.a) To", "3.b) Tre", "4. Fire"]


def test_a_table_is_read_row_by_row_and_a_form_cell_by_cell():
    row = r"\trowd\cellx1000\cellx2000\pard\intbl {}\cell\pard\intbl {}\cell\row"
    table = row.format("Gruppe", "Tiltak") + row.format("Barn", "Team") + r"\pard Mellom.\par"
    form = row.format("Sp\\'f8rsm\\'e5l 1: Hva?", rf"{SENTENCE}\par {SENTENCE}")
    assert lines_of(table + form) == [
        ("table", "Gruppe | Tiltak"), ("table", "Barn | Team"), ("paragraph", "Mellom."), ("table", "Spørsmål 1: Hva?"),
        ("paragraph", SENTENCE), ("paragraph", SENTENCE),
    ]  # fmt: skip


def test_a_table_inside_a_cell_is_read_in_its_place():
    body = (
        r"\trowd\cellx1000\pard\intbl\itap1 F\'f8r\par\pard\intbl\itap2 a\nestcell{\nonesttables\par}b\nestcell"
        r"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl\itap1 Etter\cell Ved\cell\row"
        r"\pard Slutt.\par"
    )
    assert lines_of(body) == [
        ("table", "Før"), ("table", "a | b"), ("table", "Etter"), ("table", "Ved"), ("paragraph", "Slutt."),
    ]  # fmt: skip


def test_pages_are_counted_by_the_breaks_that_were_typed():
    pages = read(r"En.\par\page To.\par\pard\pagebb Tre.\par\pard Fortsatt tre.\sect\sectd Fire.\sect\sectd\sbknone Fire.\par")
    assert [line.page for line in pages.lines] == [1, 2, 3, 3, 4, 4]
    assert pages.n_pages == 4


def test_a_group_that_ends_forgets_what_it_said():
    assert lines_of(r"{\pard\s1 Tittel\par}\pard Tekst {\b fet} og {\v skjult}synlig.\par") == [
        ("heading", "Tittel"), ("paragraph", "Tekst fet og synlig."),
    ]  # fmt: skip


def test_a_forced_line_break_is_one_and_a_backslash_at_a_lines_end_ends_a_paragraph():
    assert texts("Linje en.\\line Linje to.\\\nNytt avsnitt\r\ni to linjer av filen.") == [
        "Linje en.", "Linje to.", "Nytt avsnitti to linjer av filen.",
    ]  # fmt: skip


# ---- hostile ----------------------------------------------------------------------------------------------------------


def test_binary_content_is_passed_over_and_a_lie_about_its_length_ends_the_file():
    assert texts(r"F\'f8r {\pict\bin5 a}}}b}etter.") == ["Før etter."]
    assert texts(r"F\'f8r.\par\bin3 }}}etter.") == ["Før.", "etter."]
    cut = read(r"F\'f8r.\par{\pict\bin99999999999999999999 abc}etter.")
    assert [line.text for line in cut.lines] == ["Før."]
    assert "avkortet" in cut.warnings[0]


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes_and_says_so():
    pages = read_pages(rtf(rf"{SENTENCE}\par {{\b Mer {{\i tekst")[:-1], "brev.rtf")
    assert [line.text for line in pages.lines] == [SENTENCE, "Mer tekst"]
    assert "avkortet" in pages.warnings[0]


@pytest.mark.parametrize(
    "body",
    [
        "{" * 1_000_000, r"{\*\x " + "{" * 1_000_000, r"{\footnote a" * 9_000, r"{\footnote a}" * 20_000, "\\" * 1_000_000,
        r"\a" * 300_000, "\0" * 3_000_000, r"{\fonttbl{\f0\fcharset0 A;" * 50_000, r"{\stylesheet" + r"{\s1 a;" * 50_000,
        r"{\*\listtable" + r"{\list{\listlevel" * 50_000, r"\trowd a\cell\row " * 20_000, "a" * 3_000_000,
        r"\intbl\itap99999999 a\nestcell\itap1 b\cell " * 10_000, r"\u99999999999999999999 \s99999999999 \fs-9999999999 ",
        r"\'e5\u229?" * 100_000, r"\line a" * 100_000,
    ],
)  # fmt: skip
def test_hostile_rtf_is_read_or_refused_in_one_clear_line(body):
    started = time.perf_counter()
    try:
        assert any("Hei" in line.text for line in read(r"Hei der.\par " + body).lines)
    except InnspillError as error:
        assert "Be avsenderen" in str(error)
    assert time.perf_counter() - started < 40


def test_no_mutation_of_a_letter_raises_anything_but_a_clear_message():
    chance = random.Random(7)
    letter = rtf(
        r"\pard\s1 Tittel\par{\listtext 1.\tab}\pard\ls1 Punkt\par\trowd\pard\intbl a\cell b\cell\row\pard "
        r"\u229?\'e5{\footnote n}"
        r"{\shp{\*\shpinst{\shptxt boks\par}}}{\field{\*\fldinst X}{\fldrslt Y}}{\deleted z}\page\sect slutt"
    )
    for _ in range(400):
        mutated = bytearray(letter)
        for _ in range(chance.randint(1, 60)):
            mutated[chance.randrange(6, len(mutated))] = chance.choice(b"{}\\'0au \0\xff*")
        try:
            read_pages(bytes(mutated[: chance.randrange(40, len(mutated))]), "brev.rtf")
        except InnspillError as error:
            assert "brev.rtf" in str(error)


def test_rtf_without_words_says_what_to_do():
    with pytest.raises(InnspillError, match="ingen ord"):
        read(r"{\pict 00ff}\par")
    assert detect_format(b"\xef\xbb\xbf{\\rtf1 Hei}", "brev.doc") == "rtf"


# ---- the web page inside -----------------------------------------------------------------------------------------------


def test_the_web_page_inside_an_outlook_message_comes_out_as_it_was():
    raw = rtf(
        r"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Vi \'f8nsker {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 mer\htmlrtf }\htmlrtf0"
        r"{\*\htmltag92 </b>} tid \endash  p\u229?{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 fjellet."
        r"{\*\htmltag72 </p>}\htmlrtf}"
        r"\htmlrtf0{\*\mhtmltag0 borte}{\*\htmltag241 <!-- x -->}",
        r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fcharset0 Arial;}}{\colortbl;\red0;}",
    )
    page = html_of_rtf(raw)
    assert page is not None
    assert page.decode("utf-8-sig") == "<p>Vi ønsker <b>mer</b> tid &ndash; på&nbsp;fjellet.</p><!-- x -->"
    assert html_of_rtf(rtf("Hei")) is None
