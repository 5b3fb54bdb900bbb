"""Cleaning mends what extraction broke and never touches a word. All text here is invented."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innspill import cleaning
from innspill.cleaning import clean_pages
from innspill.hyphens import mend_hyphens, place_notes
from innspill.margins import page_number
from innspill.pages import FURNITURE_REASONS, Line, Pages
from innspill.reading import read_pages


def printed(*texts: str, page: int = 1) -> list[Line]:
    return [Line(text, page) for text in texts]


def whole(*texts: str) -> list[str]:
    return [line.text for line in mend_hyphens(printed(*texts))]


def paged(*pages: list[str], form: str = "pdf", layout: str = "prose") -> Pages:
    lines = tuple(Line(text, number) for number, page in enumerate(pages, start=1) for text in page)
    return Pages(form, lines, len(pages), layout=layout)


def taken_out(pages: Pages) -> list[tuple[str, str]]:
    return [(line.text, reason) for line, reason in clean_pages(pages).furniture]


def kept(pages: Pages) -> list[str]:
    return [line.text for line in clean_pages(pages).lines]


# ---- line-end hyphens -------------------------------------------------------------------------------------------------


def test_a_word_cut_at_the_line_end_stands_whole_on_the_first_line():
    assert whole("Vi vil ha samhand-", "ling, og mer av den.") == ["Vi vil ha samhandling,", "og mer av den."]
    assert whole("Vi vil ha samhand-  ", "ling.", "Neste") == ["Vi vil ha samhandling.", "Neste"]
    assert whole("samhand\u00ad", "Ling her") == ["samhandLing", "her"]


@pytest.mark.parametrize(
    ("left", "right", "word"),
    [
        ("EØS-", "avtalen", "EØS-avtalen"),
        ("KOLS-", "pasienter", "KOLS-pasienter"),
        ("e-", "helse", "e-helse"),
        ("Nord-", "Norge", "Nord-Norge"),
        ("2024-", "2027", "2024-2027"),
        ("covid-", "19", "covid-19"),
        ("IKT-løs-", "ninger", "IKT-løsninger"),
        ("HELSEFELLES-", "SKAP", "HELSEFELLESSKAP"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays(left, right, word):
    assert whole(f"om {left}", f"{right} og slikt") == [f"om {word}", "og slikt"]


@pytest.mark.parametrize("follower", ["og omsorg", "eller omsorg", "samt omsorg"])
def test_a_hyphen_that_stands_for_a_later_word_is_left_alone(follower):
    assert whole("innen helse-", follower) == ["innen helse-", follower]
    assert whole("pleie- og omsorg") == ["pleie- og omsorg"]


def test_the_letters_own_spelling_decides_before_any_rule():
    assert whole("bruk av IKT-", "systemer er", "flere iktsystemer") == ["bruk av IKTsystemer", "er", "flere iktsystemer"]
    assert whole("om barne-", "vern her", "et barne-vern") == ["om barne-vern", "her", "et barne-vern"]


def test_a_dash_an_address_or_a_list_number_is_no_cut_word():
    for lines in (("Dette er viktig -", "og dyrt"), ("se https://vik.no/hel-", "se for mer"), ("samhand-", "2. Neste"),
                  ("samhand-", "• ling"), ("samhand-", "", "", "ling")):  # fmt: skip
        assert whole(*lines) == list(lines)


def test_a_cut_word_is_found_over_a_page_end_and_over_double_spacing():
    first, second, third = ["Vi vil ha samhand-", "", "1"], ["ling nå.", "2"], ["Slutt.", "3"]
    pages = paged(*(["Vik kommune", *page] for page in (first, second, third)))
    assert kept(pages) == ["Vi vil ha samhandling", "nå.", "Slutt."]
    assert whole("samhand-", "", "ling nå") == ["samhandling", "", "nå"]


def test_blocks_of_word_files_are_not_joined():
    lines = [Line("samhand-", 1, "paragraph"), Line("ling", 1, "paragraph")]
    assert mend_hyphens(lines) == lines


WORDS = st.text(alphabet="abcdeæøåABCÅ-–1.,•", min_size=1, max_size=6)
LINES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=12)


def ink(texts: list[str]) -> str:
    """Every sign in order, without blanks and hyphens, the only ones that mending may touch."""
    return re.sub(r"[\s-]", "", "".join(texts))


SHAPES = st.tuples(st.sampled_from(["pdf", "plain"]), st.sampled_from(["prose", "slides"]))


@given(LINES)
def test_no_word_is_lost_doubled_or_moved_past_another_by_mending(texts):
    mended = [line.text for line in mend_hyphens(printed(*texts))]
    assert ink(mended) == ink(texts)
    assert len(" ".join(mended).split()) <= len(" ".join(texts).split())


@given(LINES, st.integers(1, 4), SHAPES)
@settings(max_examples=150)
def test_words_in_are_words_out_in_lines_and_furniture(texts, n_pages, shape):
    form, layout = shape
    lines = tuple(Line(text, 1 + at * n_pages // max(len(texts), 1)) for at, text in enumerate(texts))
    pages = clean_pages(Pages(form, lines, n_pages, layout=layout))
    out = [line.text for line in pages.lines] + [line.text for line, _ in pages.furniture]
    assert sorted(ink(out)) == sorted(ink(texts))
    assert all(reason in FURNITURE_REASONS for _, reason in pages.furniture)


KINDS_OF_LINE = st.sampled_from([None, None, None, None, "note", "paragraph", "table"])
MARKED = st.lists(st.tuples(st.lists(WORDS, max_size=5).map(" ".join), KINDS_OF_LINE), max_size=14)


@given(MARKED, st.integers(1, 4), SHAPES)
@settings(max_examples=200)
def test_notes_move_down_past_print_and_all_else_keeps_its_order(marked, n_pages, shape):
    form, layout = shape
    # A number of its own in every line, so that each can be followed wherever it goes.
    lines = tuple(
        Line(f"{at if kind == 'note' else ''} q{at}q {text}", 1 + at * n_pages // max(len(marked), 1), kind)
        for at, (text, kind) in enumerate(marked)
    )
    pages = clean_pages(Pages(form, lines, n_pages, layout=layout))
    found = [int(tag) for line in pages.lines for tag in re.findall(r"q(\d+)q", line.text)]
    outside = [int(tag) for line, _ in pages.furniture for tag in re.findall(r"q(\d+)q", line.text)]
    assert sorted(found + outside) == list(range(len(lines)))
    notes = {at for at, line in enumerate(lines) if line.kind == "note"}
    for same in (notes, set(range(len(lines))) - notes):
        kept_order = [at for at in found if at in same]
        assert kept_order == sorted(kept_order)
    for note in notes & set(found):
        assert all(before > note or before in outside or found.index(before) < found.index(note) for before in range(note))


TROUBLED = st.text(alphabet="aåoøeA\u030a\u02da\u0338\u0301\ufb01\u00ad\u200b1.,- ", max_size=6)


@given(st.lists(st.lists(TROUBLED, max_size=5), max_size=8))
@settings(max_examples=200)
def test_repairs_of_letters_lose_none_and_move_none(pages_of_words):
    def letters(texts: list[str]) -> str:
        plain = unicodedata.normalize("NFKD", " ".join(texts)).replace("ø", "o").replace("Ø", "O")
        return "".join(char for char in plain if char.isalnum())

    # A lone «o» that begins two lines is a bullet's sign.
    texts = ["x" + " ".join(words) for words in pages_of_words]
    pages = clean_pages(Pages("pdf", tuple(Line(text, 1) for text in texts), 1))
    out = [line.text for line in pages.lines] + [line.text for line, _ in pages.furniture]
    if not pages.furniture:
        assert letters(out) == letters(texts)
    assert sorted(letters(out)) == sorted(letters(texts))


@pytest.mark.parametrize(
    "text",
    [
        "å" * 100_000,
        "samhand- " * 1_200_000,
        "a\u02da" * 2_000_000,
        "\u00ad" * 3_000_000 + "x",
        "-" * 5_000_000,
        "o " * 5_000_000,
        " " * 10_000_000 + "-",
        "Vik\u00c3\u00a5" * 200_000,
    ],
    ids=["word", "hyphens", "rings", "soft", "dashes", "bullets", "blanks", "mojibake"],
)
def test_ten_megabytes_on_one_line_are_cleaned_in_seconds(text):
    started = time.perf_counter()
    pages = clean_pages(Pages("plain", (Line(text, 1), Line("slutt", 1)), 1))
    assert pages.lines[-1].text.endswith("slutt")
    assert time.perf_counter() - started < 30


@given(st.text(max_size=200))
def test_any_text_comes_out_composed_writable_and_without_controls(text):
    pages = clean_pages(Pages("plain", (Line(text, 1), Line(text, 1, "paragraph")), 1))
    for line in pages.lines:
        assert unicodedata.is_normalized("NFC", line.text)
        line.text.encode("utf-8")
        assert not any(unicodedata.category(char) == "Cc" for char in line.text)


# ---- footnotes --------------------------------------------------------------------------------------------------------

LONG = "Den som bor lengst ute i fjorden må reise i fire timer for å nå fram"


def note_at(*lines: Line) -> int:
    return [line.kind for line in place_notes(lines)].index("note")


def test_a_note_goes_below_the_paragraph_that_it_cuts_and_stays_where_it_cuts_none():
    note = Line("1 Se avtalen.", 1, "note")
    top, rest = Line(LONG, 1), Line("til legen sin.", 2)
    after = Line("Neste avsnitt begynner her, og det er like langt som ellers", 2)
    assert note_at(top, note, rest, after) == 2
    assert note_at(top, Line("", 1), note, rest, Line("", 2), after) == 4
    ended = Line(f"{LONG[:30]}.", 1)
    assert note_at(top, ended, note, after) == 2
    assert note_at(top, Line(f"{LONG}.", 1), Line("", 1), note, after, rest) == 3
    # A full last line with a full stop may go on overleaf: nothing shows an end there.
    assert note_at(Line(f"{LONG}.", 1), note, Line(LONG, 2), Line("slik.", 2), after) == 3


def test_a_word_cut_before_a_note_and_one_inside_it_are_whole():
    lines = (Line(f"{LONG} samhand-", 1), Line("1 Se for-\nnyet avtale.", 1, "note"), Line("ling er viktig.", 2))
    pages = clean_pages(Pages("pdf", lines, 2))
    assert [line.text for line in pages.lines] == [f"{LONG} samhandling", "er viktig.", "1 Se fornyet avtale."]


# ---- characters -------------------------------------------------------------------------------------------------------


def test_text_coded_twice_is_mended_and_the_repair_is_named():
    pages = clean_pages(paged(["Vi Ã¸nsker â€“ nÃ¥ â€“ mer.", "Dette er riktig på øya."]))
    assert [line.text for line in pages.lines] == ["Vi ønsker – nå – mer.", "Dette er riktig på øya."]
    assert pages.repairs == ("Feilkodede tegn er rettet.",)


def test_repairs_are_told_as_sentences_and_those_of_every_file_are_not_told():
    pages = clean_pages(paged(["• a\u030a\u00a0være", "en \ufb01n by\x00", "hel\u200bse og sam-", "hold"]))
    assert [line.text for line in pages.lines] == ["• å være", "en fin by", "helse og samhold"]
    assert pages.repairs == (
        "Styretegn er fjernet.", "Usynlige tegn er fjernet.", "Sammenskrevne bokstaver (ligaturer) er skilt.",
        "Bokstaver og aksenter er satt sammen.", "Ord delt ved linjeslutt er satt sammen.",
    )  # fmt: skip
    assert clean_pages(paged(["▪ en\u00a0by  "])).repairs == ()


def test_sound_norwegian_text_is_left_as_it_is():
    sound = ["Ærlig talt: «Å», sa hun – «SÅ» og «gå…»", "å•æ", "Sámi álbmot, 25 % • § 3-1 …", "Ja 😊 👩‍👩‍👧 takk"]
    pages = clean_pages(paged(sound))
    assert [line.text for line in pages.lines] == sound and pages.repairs == ()


@pytest.mark.parametrize(
    ("repair", "broken", "mended"),
    [
        (cleaning.compose, "a\u030a", "å"),
        (cleaning.drop_controls, "a\x00b\x07c\x96d", "abc–d"),
        (cleaning.drop_invisible, "hel\u00adse\u200bfelles\u202eskap\ufeff", "helsefellesskap"),
        (cleaning.expand_ligatures, "ﬁnansiering og ﬂere oﬀentlige", "finansiering og flere offentlige"),
        (cleaning.mend_bullets, "\uf0b7 en\n  \uf0a7\tto\n▪tre\n• fire", "• en\n  • to\n• tre\n• fire"),
        (cleaning.mend_bullets, "o en\no to", "• en\n• to"),
        (cleaning.mend_bullets, "o en slip", "o en slip"),
        (cleaning.mend_bullets, "§ 3-1 gjelder\n§ 3-2 gjelder", "§ 3-1 gjelder\n§ 3-2 gjelder"),
        (cleaning.drop_private, "da \uf04a går \uf0e0 det", "da  går → det"),
        (cleaning.mend_symbol_letters, "\uf056\uf069\uf06b", "Vik"),
        (cleaning.mend_surrogates, "\ud83d\ude0a og \ud83d", "😊 og \ufffd"),
        (cleaning.plain_spaces, "25\u00a0%\tav\u202f17  \nslutt ", "25 % av 17\nslutt"),
        (cleaning.mend_mojibake, "nÃ¥", "nå"),
    ],
)  # fmt: skip
def test_each_repair_can_be_called_alone(repair, broken, mended):
    assert repair(broken) == mended


# ---- margins ----------------------------------------------------------------------------------------------------------


def letter(n_pages: int, head: str, foot) -> Pages:
    sides = enumerate("abcdefgh"[:n_pages], start=1)
    return paged(*([head, "", f"Tekst på {side} side.", "Mer", f"slutt {side}", "", foot(n)] for n, side in sides))


def test_running_heads_and_page_numbers_are_furniture_and_not_text():
    for foot in (str, lambda n: f"Side {n} av 3", lambda n: f"- {n} -"):
        pages = letter(3, "Vik kommune – høringssvar", foot)
        expected = {("Vik kommune – høringssvar", "running_head"), *((foot(n), "page_number") for n in (1, 2, 3))}
        assert set(taken_out(pages)) == expected and len(taken_out(pages)) == 6
        assert kept(pages)[:3] == ["Tekst på a side.", "Mer", "slutt a"] and "" not in kept(pages)


def test_a_running_head_that_counts_pages_is_one():
    pages = letter(3, "Vik kommune", lambda n: f"Sak 22/17 – ark {n}")
    assert [text for text, reason in taken_out(pages) if reason == "running_head"] == [
        text for n in (1, 2, 3) for text in ("Vik kommune", f"Sak 22/17 – ark {n}")
    ]


def test_a_head_on_two_of_ten_pages_or_one_inside_the_page_is_text():
    twice = paged(*([f"{side} begynner", "Felles linje" if side in "ab" else f"annet {side}"] for side in "abcdefghij"))
    assert taken_out(twice) == []
    inside = paged(*([f"{c}1", f"{c}2", f"{c}3", "Felles linje", f"{c}5", f"{c}6", f"{c}7"] for c in "abc"))
    assert taken_out(inside) == []


def test_numbered_headings_on_top_of_pages_are_text():
    assert taken_out(paged(["Tiltak 3", "a"], ["Tiltak 1", "b"], ["Tiltak 7", "c"])) == []


def test_slides_that_share_a_title_or_a_bullet_keep_it():
    titles = ["Tid for omstilling"] * 3 + ["Eldre", "Unge", "Fastleger", "Slutt", "Takk"]
    headed = paged(*(["Vik kommune", title, "Punkt"] for title in titles[2:]), layout="slides")
    assert ("Vik kommune", "running_head") in taken_out(headed)
    assert taken_out(paged(*([title, f"• {title}", "• Likt punkt"] for title in titles), layout="slides")) == []


def test_a_number_in_the_margin_that_does_not_follow_the_pages_is_text():
    assert taken_out(paged(["Antall ansatte i kommunen:", "2022"], ["Antall innbyggere", "17"], ["slutt"])) == []


def test_a_head_in_the_middle_of_a_sentence_is_no_part_of_it_though_it_stands_once():
    line = "Den som bor lengst ute i fjorden, må reise fire timer for å komme fram og"
    pages = paged([f"Nå: {line}", line, "Side 1 av 2"], ["Vik kommune", "venter ofte en time til på legen.", "Slik er det."])
    assert ("Vik kommune", "running_head") in taken_out(pages)
    assert taken_out(paged([line, line], ["Vik kommune eier båten, og ingen andre i fjorden har en slik båt å låne"])) == []
    assert taken_out(paged([line, line], ["Tiltak", "flere båter"])) == []
    assert taken_out(paged([f"{line} det er slik.", line[:-3] + "."], ["Vik kommune", "venter"])) == []


def test_a_page_number_alone_is_found_where_one_page_end_is_missing():
    body = ["Kommunen mener at dette er viktig for alle som bor der."] * 40
    pages = paged(["Innspill", *body, "", "2", "", *body, "x", "y", "z"], ["a", "b", "c", *body], form="plain")
    assert taken_out(pages) == [("2", "page_number")]


def test_a_lone_page_number_in_text_without_page_ends_is_found():
    body = ["Kommunen mener at dette er viktig for alle som bor der."] * 40
    pages = paged([*body, "", "2 ", " ", "d) Neste punkt", *body], form="plain")
    assert taken_out(pages) == [("2", "page_number")]
    assert taken_out(paged(["Antall:", "", "3", "", "slutt"], form="plain")) == []
    assert taken_out(paged([*body, "", "2", "", *body, "", "1", "", "x"], form="plain")) == []


def test_a_sentence_is_not_cut_by_the_page_number_inside_it():
    body = ["Kommunen mener at dette er viktig for alle som bor der."] * 40
    text = kept(paged([*body, "og det gjelder", "", "2", "", "alle tjenestene."], form="plain"))
    assert text[-2:] == ["og det gjelder", "alle tjenestene."]


def test_page_numbers_in_all_their_clothes():
    numbers = {"3": 3, "Side 3 av 7": 3, "- 3 -": 3, "3/7": 3, "Page 3 of 7": 3, "s. 3": 3, "[3]": 3}
    assert {text: page_number(text) for text in numbers} == numbers
    assert all(page_number(text) is None for text in ("3 millioner", "Side", "12345", "3. Har dere", "", "3,5"))


def test_the_footer_of_a_word_file_that_counts_pages_is_a_page_number():
    footer = (Line("Side 1 av 3", 1, "paragraph"), "running_head")
    pages = Pages("word", (Line("  Hei ", 1, "paragraph"), Line(" ", 1, "paragraph")), 1, furniture=(footer,))
    assert taken_out(pages) == [("Side 1 av 3", "page_number")] and kept(pages) == ["Hei"]


# ---- the five real letters: only counts, never their text ---------------------------------------------------------------


def test_the_real_letters_lose_no_word_and_only_the_slides_are_slides(real_letters):
    layouts = []
    for path in real_letters:
        source = path.read_text(encoding="utf-8")
        pages = clean_pages(read_pages(path.read_bytes(), path.name))
        out = " ".join([*(line.text for line in pages.lines), *(line.text for line, _ in pages.furniture)])
        assert sorted(out.split()) == sorted(source.split())
        layouts.append(pages.layout)
        assert [line.text for line, _ in pages.furniture] == (["3"] if path.name.startswith("003") else [])
    assert layouts == ["prose", "prose", "slides", "prose", "prose"]


@pytest.fixture
def real_letters():
    from pathlib import Path

    folder = Path(__file__).parents[2] / "shared" / "submissions"
    if not folder.is_dir():
        pytest.skip("the real letters are not on this machine")
    return sorted(folder.glob("*.txt"))


def test_no_repair_of_rare_signs_is_spared_where_its_sign_stands():
    for code in [*range(0x3000), *range(0xD7FF, 0x10000)]:
        text = f"a{chr(code)}{chr(code)}b"
        if code != 10 and any(repair(text) != text for repair in cleaning._OF_RARE_SIGNS):
            assert cleaning._RARE.search(text), hex(code)


def test_the_cells_of_a_table_are_no_running_heads_where_they_stand_on_the_pages_too():
    row = ["Legevakten dekker et stort område når fjellet er stengt", "Kommunen og foretaket"]
    lines = [Line(text, page) for page in (1, 2, 3) for text in ["Vik kommune", *row * 4]]
    pages = clean_pages(Pages("pdf", tuple(lines), 3))
    assert [line.text for line in pages.lines] == row * 12
    assert {line.text for line, _ in pages.furniture} == {"Vik kommune"}


def test_a_foot_that_counts_its_page_is_found_on_one_page_alone():
    body = [f"Kommunen trenger flere sykepleiere, og {number} av oss venter på svar" for number in range(6)]
    lines = [*(Line(text, 1) for text in body), Line("Sak 22/1234-7 Side 1 av 2", 1), *(Line(text, 2) for text in body)]
    pages = clean_pages(Pages("pdf", tuple(lines), 2))
    assert [line.text for line, _ in pages.furniture] == ["Sak 22/1234-7 Side 1 av 2"]
    lines[6] = Line("Dette står på side 1 av 9", 1)
    assert clean_pages(Pages("pdf", tuple(lines), 2)).furniture == ()
