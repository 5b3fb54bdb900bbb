"""Saved web pages: the letter is read, the menus and the others' answers are furniture, no word is lost. All is invented."""

import random
import re
import time
from collections import Counter

import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.pages import Pages
from innspill.reading import read_pages
from innspill.reading.web_parse import flat_tree

FIRST = "Vi ser at samarbeidet om de eldste krever mye tid, og at små bygder trenger hjelp fra naboene."
SECOND = "Det er vanskelig å få tak i vikarer om sommeren, og de kjenner verken huset eller beboerne."


def web(body: str, head: str = "") -> Pages:
    return read_pages(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "side.html")


def texts(pages: Pages, kind: str | None = None) -> list[str]:
    return [line.text for line in pages.lines if kind is None or line.kind == kind]


def furniture(pages: Pages, reason: str) -> list[str]:
    return [line.text for line, found in pages.furniture if found == reason]


# ---- the page around the letter -------------------------------------------------------------------------------------------

MINISTRY = f"""<a href="#innhold" class="skip">Gå til hovedinnhold</a>
<div class="cookie-bar" role="dialog"><p>Vi bruker informasjonskapsler for å gjøre siden bedre for alle som bruker den.</p>
<button>Godta alle</button></div>
<div class="top-header"><a href="/">departement.example</a><ul class="main-menu"><li><a href="/t">Tema</a></li>
<li><a href="/d">Dokument</a></li><li><a href="/a">Aktuelt</a></li></ul></div>
<div id="innhold" role="main"><ol class="breadcrumb"><li><a href="/">Hjem</a></li><li><a href="/h">Høringer</a></li></ol>
<h1>Innspill til ny plan</h1><div class="share-links"><span>Del</span><a href="f">Facebook</a> <a href="t">Twitter</a></div>
<h2>Svar fra Vik kommune</h2><h3>1. Hva er vanskelig?</h3><p>{FIRST}</p><p>Se <a href="https://vik.example">planen</a>.</p>
<h2>Alle høringssvar (3)</h2><ul><li><a href="?1">Gol kommune</a> <span>12.10.2022</span></li>
<li><a href="?2">Fjelldirektoratet</a><span>13.10.2022</span></li>
<li><a href="?3">Kari Li</a><span>14.10.2022</span></li></ul></div>
<div class="footer"><h2>Om nettstedet</h2><p>Ansvarlig for siden er redaksjonen</p></div>"""


def test_a_ministrys_page_gives_the_letter_and_leaves_menus_and_the_list_of_answers():
    pages = web(MINISTRY)
    assert texts(pages) == [
        "Innspill til ny plan", "Svar fra Vik kommune", "1. Hva er vanskelig?", FIRST, "Se planen.",
    ]  # fmt: skip
    assert furniture(pages, "other_answers") == [
        "Alle høringssvar (3)", "Gol kommune 12.10.2022", "Fjelldirektoratet 13.10.2022", "Kari Li 14.10.2022",
    ]  # fmt: skip
    outside = furniture(pages, "navigation")
    for chrome in ("Gå til hovedinnhold", "Godta alle", "Tema", "Hjem", "Om nettstedet", "Ansvarlig for siden er redaksjonen"):
        assert chrome in outside
    assert not pages.warnings


def test_a_menu_without_a_name_is_known_by_its_links_and_a_list_of_sources_is_not_one():
    sources = "".join(f"<li><a href=x>{source}</a></li>" for source in ("https://a.example/r", "rapport.pdf", "www.c.example"))
    pages = web(
        f"<div><a href=/>Forside</a> <a href=/a>Aktuelt</a> <a href=/b>Om oss</a></div><p>{FIRST}</p><p>{SECOND}</p>{sources}"
    )
    assert texts(pages) == [FIRST, SECOND, "https://a.example/r", "rapport.pdf", "www.c.example"]
    assert furniture(pages, "navigation") == ["Forside Aktuelt Om oss"]


def test_what_holds_most_of_the_text_is_the_letter_whatever_it_is_called():
    unclosed = web(f"<nav><a href=1>Hjem</a><a href=2>Om oss</a><h1>Svar fra Vik</h1><p>{FIRST}<p>{SECOND}")
    assert texts(unclosed)[-3:] == ["Svar fra Vik", FIRST, SECOND] and not unclosed.warnings
    assert texts(web(f"<div class='menu sidebar'><p>{FIRST}</p><p>{SECOND}</p></div>")) == [FIRST, SECOND]


def test_the_header_and_footer_of_an_article_are_the_letters_own():
    pages = web(
        f"<article><header><h1>Svar</h1></header><p>{FIRST}</p><footer><p>Med hilsen Vik kommune</p></footer></article>"
    )
    assert texts(pages) == ["Svar", FIRST, "Med hilsen Vik kommune"]


def test_a_page_of_menus_alone_is_read_and_the_ledger_says_so():
    pages = web("<nav><a href=1>Vik kommune svarer nei</a></nav>")
    assert texts(pages) == ["Vik kommune svarer nei"] and "bare menyer" in pages.warnings[0]


# ---- several answers on one page ------------------------------------------------------------------------------------------


def answers(*states: str) -> str:
    names = ("Gol kommune", "Vik kommune", "Fjellforbundet")
    return "".join(
        f"<div class=answer><h3><button aria-expanded={state}>{name} – 12.10.2022</button></h3>"
        f"<div {'hidden' if state == 'false' else ''}><p>{SECOND} Dette mener {name}.</p></div></div>"
        for name, state in zip(names, states, strict=True)
    )


def test_of_several_answers_the_unfolded_one_is_the_letter():
    pages = web(f"<main><h1>Innspill</h1>{answers('false', 'true', 'false')}</main>")
    assert texts(pages) == ["Innspill", "Vik kommune – 12.10.2022", f"{SECOND} Dette mener Vik kommune."]
    assert "Gol kommune – 12.10.2022" in furniture(pages, "other_answers") and not pages.warnings


def test_where_nothing_says_which_answer_is_the_letter_all_are_read_with_a_warning():
    for states in (("false", "false", "false"), ("true", "true", "false")):
        pages = web(f"<main><h1>Innspill</h1>{answers(*states)}</main>")
        assert sum(SECOND in text for text in texts(pages)) == 3
        assert pages.warnings == (
            "Nettsiden viser 3 svar fra ulike avsendere, og alle er lest som ett brev. Lagre bare det ene svaret.",
        )


def test_the_title_of_the_page_may_say_which_answer_it_is():
    articles = "".join(f"<article><h2>{n} kommune</h2><p>{SECOND} {n}.</p></article>" for n in ("Gol", "Vik"))
    pages = web(articles, "<title>Svar fra Vik kommune</title>")
    assert texts(pages) == ["Vik kommune", f"{SECOND} Vik."]
    assert furniture(pages, "other_answers") == ["Gol kommune", f"{SECOND} Gol."]


# ---- forms ----------------------------------------------------------------------------------------------------------------


def test_a_form_gives_what_was_filled_in_and_chosen():
    pages = web(f"""<form><div>Side 1 av 3</div><p>* Obligatorisk felt</p>
    <label for=n>Navn på kommune</label><input type=text id=n value="Vik kommune">
    <fieldset><legend>2. Hvem svarer du for?</legend><input type=radio id=a checked><label for=a>Kommune</label><br>
    <input type=radio id=b><label for=b>Sykehus</label><label><input type=radio> Andre</label>
    <input type=radio> Ingen</fieldset>
    <label>3. Hva er vanskelig?</label><textarea>{FIRST}

{SECOND}</textarea><label>Fylke</label><select><option>Velg …<option>Nord<option selected>Vest</select>
    <input type=hidden value=hemmelig><input type=password value=hemmelig><input type=submit value="Neste">
    <button>Tilbake</button>
    <input placeholder="Skriv her"></form>""")
    assert texts(pages) == [
        "Navn på kommune", "Vik kommune", "2. Hvem svarer du for?", "Kommune", "3. Hva er vanskelig?", FIRST, SECOND,
        "Fylke", "Vest",
    ]  # fmt: skip
    assert texts(pages, "heading") == ["2. Hvem svarer du for?", "3. Hva er vanskelig?"]
    assert furniture(pages, "page_number") == ["Side 1 av 3"]
    assert furniture(pages, "navigation") == [
        "Obligatorisk felt", "Sykehus", "Andre", "Ingen", "Neste", "Tilbake", "Skriv her",
    ]  # fmt: skip


def test_choices_without_any_tick_are_all_read_with_a_warning():
    pages = web(f"<form><label><input type=checkbox>Ja</label><label><input type=checkbox>Nei</label><p>{FIRST}</p></form>")
    assert texts(pages) == ["Ja", "Nei", FIRST] and "krysset av" in pages.warnings[0]


@pytest.mark.parametrize(
    "pair",
    [
        "<div><span class=field-label>{}</span><span class=field-value>{}</span></div>",
        "<div><div class=lbl>{}</div><div class=val>{}</div></div>",
        "<dl><dt>{}</dt><dd>{}</dd></dl>",
        "<label>{}</label><textarea>{}</textarea>",
        "<fieldset><legend>{}</legend><input value='{}'></fieldset>",
        "<table><tr><td>{}</td><td>{}</td></tr></table>",
        "<p><b>{}</b>{}</p>",
        "<p><strong>{}</strong><br>{}</p>",
        "<button aria-expanded=false>{}</button><div style='display:none'>{}</div>",
        "<details><summary>{}</summary><p>{}</p></details>",
        "<div class=q><span class=question-title><span>{}</span></span></div><div role=textbox>{}</div>",
    ],
)
def test_a_question_and_its_answer_are_two_lines_in_order(pair):
    pages = web(pair.format("Hva er mest krevende nå?", FIRST))
    assert texts(pages) == ["Hva er mest krevende nå?", FIRST]


def test_a_number_in_a_box_of_its_own_is_not_glued_to_its_question():
    assert (
        texts(web("<div><span class=n>1.</span><span class=t>Hva er vanskelig?</span></div><p>Alt.</p>"))[0]
        == "1. Hva er vanskelig?"
    )
    assert texts(web("<p><span>samar</span><span>beid</span> i H<sub>2</sub>O</p>")) == ["samarbeid i H2O"]


# ---- what is hidden -------------------------------------------------------------------------------------------------------


def test_hidden_text_is_not_read_unless_it_is_an_answer_that_was_folded():
    hidden = (f"<div hidden>{SECOND}</div>", f"<div style='display: none'><p>{SECOND}</p></div>", f"<dialog>{SECOND}</dialog>",
              f"<template>{SECOND}</template>", f"<noscript>{SECOND}</noscript>", f"<script>'{SECOND}'</script>",
              f"<del>{SECOND}</del>", "<div class=modal style='display:none'>" + SECOND + "</div>")  # fmt: skip
    for one in hidden:
        pages = web(f"<p>{FIRST}</p>{one}")
        assert texts(pages) == [FIRST] and not pages.furniture
    for one in (
        f"<a href='#s'>Tiltak</a><div id=s hidden>{SECOND}</div>",
        f"<div class='panel collapse' hidden>{SECOND}</div>",
    ):
        assert texts(web(f"<p>{FIRST}</p>{one}"))[-1] == SECOND
    assert texts(web(f"<div id=app style='display:none'><h1>Svar</h1><p>{FIRST}</p></div><p>Laster</p>")) == [
        "Svar",
        FIRST,
        "Laster",
    ]


def test_much_hidden_text_that_is_not_read_is_told():
    pages = web(f"<p>{FIRST}</p><div hidden>{SECOND * 4}</div><p>{SECOND} {FIRST}</p>")
    assert re.fullmatch(r"Nettsiden skjuler \d+ ord, og de er ikke lest\. .+", pages.warnings[0])


def test_a_page_behind_an_open_cookie_banner_is_read():
    banner = "<div role=dialog><p>Vi bruker informasjonskapsler på denne siden.</p><button>Godta</button></div>"
    pages = web(f"<div id=app aria-hidden=true><p>{FIRST}</p><p>{SECOND}</p></div>{banner}")
    assert texts(pages) == [FIRST, SECOND] and "Godta" in furniture(pages, "navigation")


# ---- pages that programs write --------------------------------------------------------------------------------------------


def test_word_saved_as_a_web_page():
    glyph = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp; </span></span><![endif]>"
    item = f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{glyph}"
    pages = web(
        "<!--[if gte mso 9]><xml>skjult</xml><![endif]--><p class=MsoTitle>Svar fra Vik<o:p></o:p></p>"
        f"<p class=MsoNormal><b><span>Utfordringer<o:p></o:p></span></b></p><p class=MsoNormal>{FIRST}"
        "<a style='mso-footnote-id:ftn1' href='#_ftn1'><span>[1]</span></a></p>"
        f"{item.format('·')}Felles vakt</p>{item.format('o')}Felles kurs</p>{item.format('2.')}Nummerert</p>"
        "<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>"
        "<a href='#_ftnref1'>[1]</a> Tall fra i fjor</p></div>"
    )
    assert [(line.text, line.kind) for line in pages.lines] == [
        ("Svar fra Vik", "heading"), ("Utfordringer", "heading"), (f"{FIRST}[1]", "paragraph"), ("Felles vakt", "bullet"),
        ("Felles kurs", "bullet"), ("2. Nummerert", "bullet"), ("[1] Tall fra i fjor", "note"),
    ]  # fmt: skip


def test_google_docs_bold_by_class_numbered_list_and_note():
    style = "<style>.c1{font-weight:700}.c3{color:#000}</style>"
    pages = web(
        f"<p><span class=c1>Tiltak</span></p><p><span class=c3>{FIRST}</span></p>"
        "<ol start=3><li>Tredje</li><li>Fjerde</li></ol>"
        "<div><p><a href='#ftnt_ref1' id=ftnt1>[1]</a><span> En note</span></p></div>", style
    )  # fmt: skip
    assert [(line.text, line.kind) for line in pages.lines] == [
        ("Tiltak", "heading"), (FIRST, "paragraph"), ("3. Tredje", "bullet"), ("4. Fjerde", "bullet"), ("[1] En note", "note"),
    ]  # fmt: skip


def test_print_from_a_pdf_converter_comes_as_lines_of_print_on_its_pages():
    def sheet(n: int) -> str:
        tops = [100, 120, 140, 160, 200, 220]
        printed = "".join(f"<p style='position:absolute;top:{top}px'>linje {top} av ark {n}</p>" for top in tops)
        return f"<div id=page{n}-div>{printed}</div>"

    pages = web(sheet(1) + sheet(2))
    assert pages.n_pages == 2 and {line.kind for line in pages.lines} == {None}
    assert [line.text for line in pages.lines if line.page == 2] == [
        "linje 100 av ark 2", "linje 120 av ark 2", "linje 140 av ark 2", "linje 160 av ark 2", "", "linje 200 av ark 2",
        "linje 220 av ark 2",
    ]  # fmt: skip


def test_signs_coded_twice_are_mended_and_drawings_and_formulas_read():
    pages = web("<p>Vi m&amp;aring; p&amp;aring; tur &amp;amp; retur</p><svg><title>ikon</title><text>Figur 1</text></svg>"
                "<p>Her er <math><mi>x</mi><mo>=</mo><mn>2</mn></math></p>")  # fmt: skip
    assert texts(pages) == ["Vi må på tur & retur", "Figur 1", "Her er x=2"]
    assert "Dobbeltkodede tegn er rettet." in pages.repairs


# ---- no word lost, no time lost -------------------------------------------------------------------------------------------

TAGS = re.findall(
    r"\w+",
    """div p span b li ul ol table tr td th nav header footer aside main article section h1 h2 form label
legend fieldset button a details summary dl dt dd em sup pre blockquote""",
)
CLASSES = re.findall(r"\S+", "menu nav footer question value label breadcrumb answer sr-only content header share")


@pytest.mark.parametrize("seed", range(8))
def test_every_word_of_a_random_page_is_read_once_and_in_order(seed):
    chance = random.Random(seed)
    for _ in range(40):
        pieces, opened, n = [], [], 0
        for _ in range(chance.randint(3, 40)):
            draw = chance.random()
            if draw < 0.45:
                opened.append(chance.choice(TAGS))
                named = f' class="{chance.choice(CLASSES)}"' if chance.random() < 0.4 else ""
                pieces.append(f"<{opened[-1]}{named} href=x>")
            elif draw < 0.6 and opened:
                pieces.append(f"</{opened.pop()}>")
            else:
                count = chance.choice([1, 2, 4, 12, 30])
                pieces.append(" ".join(f"ord{n + i}" for i in range(count)) + chance.choice(["", ". ", "? "]))
                n += count
        if not n:
            continue
        pages = web("".join(pieces))
        read = " ".join([*texts(pages), *(line.text for line, _ in pages.furniture)])
        assert Counter(re.findall(r"ord\d+", read)) == Counter(f"ord{i}" for i in range(n))
        order = [int(number) for number in re.findall(r"ord(\d+)", " ".join(texts(pages)))]
        assert order == sorted(order)


@pytest.mark.parametrize(
    "filling",
    ["<div>ord " * 10_000, "<b>ord " * 20_000, "<ul><li>ord " * 5_000, "<header><div class=menu>ord " * 5_000,
     "<!--" * 225_000 + "-->ord", "<p>ord <b>fet</b> " * 20_000, "<input type=radio>ord " * 5_000,
     "<plaintext><p>ord", '<img src="data:image/png;base64,' + "A" * 3_000_000 + '">ord'],
)  # fmt: skip
def test_hostile_pages_are_read_whole_and_in_time(filling):
    started = time.perf_counter()
    pages = web(f"<p>{FIRST}</p>{filling}")
    read = " ".join([*texts(pages), *(line.text for line, _ in pages.furniture)])
    assert texts(pages)[0] == FIRST and read.count("ord") == filling.count("ord") and time.perf_counter() - started < 20


def test_a_page_far_too_long_or_of_too_many_tags_is_refused_at_once():
    for body, said in (("ord " * 3_000, "høyst 1000 leses"), ("<i>" * 3_100_000, "merker")):
        with pytest.raises(InnspillError, match=said):
            read_pages(f"<html><body>{body}".encode(), "side.html", Limits(characters=1_000))


def test_a_page_that_the_parser_loses_is_read_tag_by_tag():
    tree = flat_tree(
        "<h2>Tiltak</h2><p>Vi m&aring; &lt;n&aring;</p><!-- nei --><ul><li>en<li>to</ul>løs < 5 tekst<script>nei</script>"
    )
    assert [(one.tag, "".join(one.children)) for one in tree[1:]] == [
        ("h2", "Tiltak"), ("p", "Vi må <nå"), ("li", "en"), ("li", "to"), ("p", "løs < 5 tekst"),
    ]  # fmt: skip
