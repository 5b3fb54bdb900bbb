"""A slide is read whole, as a reader takes it in: the title, then from the top down, columns one by one. All invented."""

import io
import random
import zipfile
from copy import deepcopy

import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.pages import Pages
from innspill.reading.slides import read_slides
from innspill.reading.slides_order import Box, reading_order

A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def saved(deck) -> bytes:
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def of(deck) -> Pages:
    return read_slides(saved(deck), "foredrag.pptx")


def texts(pages: Pages, kind: str | None = None) -> list[str]:
    return [line.text for line in pages.lines if kind is None or line.kind == kind]


def titled(deck, title: str | None = None):
    slide = deck.slides.add_slide(deck.slide_layouts[6 if title is None else 5])
    if title is not None:
        slide.shapes.title.text = title
    return slide


def write(shapes, text: str, left: float, top: float, width: float = 3, height: float = 0.6):
    box = shapes.add_textbox(*map(Inches, (left, top, width, height)))
    first, *more = text.split("\n")
    box.text_frame.text = first
    for paragraph in more:
        box.text_frame.add_paragraph().text = paragraph
    return box


# ---- order ------------------------------------------------------------------------------------------------------------


def test_columns_with_headings_over_them_are_read_one_by_one_however_they_were_drawn():
    deck = Presentation()
    shapes = titled(deck, "To kolonner").shapes
    for text, left, top in (("Høyre tekst", 5, 3), ("Venstre", 0.5, 2), ("Høyre", 5, 2), ("Venstre tekst", 0.5, 3)):
        write(shapes, text, left, top)
    assert texts(of(deck)) == ["To kolonner", "Venstre", "Venstre tekst", "Høyre", "Høyre tekst"]


def test_labels_beside_their_values_stay_together_where_the_author_drew_them_so():
    deck = Presentation()
    shapes = titled(deck, "Tall").shapes
    for n in range(3):
        write(shapes, f"Navn {n}", 0.5, 2 + n)
        write(shapes, f"Verdi {n}", 5, 2 + n)
    assert texts(of(deck))[1:] == ["Navn 0", "Verdi 0", "Navn 1", "Verdi 1", "Navn 2", "Verdi 2"]


def test_a_box_added_late_at_the_top_is_read_first_and_the_footer_last():
    deck = Presentation()
    shapes = titled(deck, "Tittel").shapes
    write(shapes, "Nederst", 1, 5)
    write(shapes, "Øverst", 1, 2)
    assert texts(of(deck)) == ["Tittel", "Øverst", "Nederst"]


def test_boxes_that_lie_on_one_another_are_read_as_they_were_drawn():
    boxes = [Box(0, 5, 10, 10, 0), Box(2, 0, 10, 12, 1), Box(4, 4, 3, 3, 2)]
    assert reading_order(boxes) == boxes


def test_the_order_of_any_boxes_holds_each_of_them_once():
    chance = random.Random(4)
    for n in (0, 1, 2, 30, 399, 700):
        boxes = [Box(*(chance.uniform(0, 100) for _ in range(2)), chance.uniform(0, 9), 2, at) for at in range(n)]
        assert sorted(reading_order(boxes), key=lambda box: box.drawn) == boxes


def test_a_group_is_read_together_and_groups_in_groups_by_their_own_places():
    deck = Presentation()
    shapes = titled(deck, "Grupper").shapes
    group = shapes.add_group_shape()
    write(group.shapes, "nederst", 1, 5)
    write(group.shapes, "øverst", 1, 3)
    inner = group.shapes.add_group_shape()
    write(inner.shapes, "indre to", 6, 5)
    write(inner.shapes, "indre en", 6, 3)
    write(shapes, "Før gruppa", 1, 2)
    assert texts(of(deck)) == ["Grupper", "Før gruppa", "øverst", "nederst", "indre en", "indre to"]


# ---- what counts ------------------------------------------------------------------------------------------------------


def test_a_slide_without_a_title_takes_its_first_short_line():
    deck = Presentation()
    shapes = titled(deck).shapes
    write(shapes, "Brødtekst\nmed to punkter", 1, 3)
    write(shapes, "Våre innspill", 1, 1)
    write(titled(deck).shapes, "Bare en linje", 1, 1)
    pages = of(deck)
    assert texts(pages, "heading") == ["Våre innspill"] and texts(pages)[-1] == "Bare en linje"


def test_numbers_that_powerpoint_makes_stand_before_the_text():
    deck = Presentation()
    frame = write(titled(deck, "Spørsmål").shapes, "\n".join("abcdefg"), 1, 2).text_frame
    figure = ("arabicPeriod", 0)
    marks = (figure, figure, ("alphaLcParenR", 1), figure, (None, 0), figure, ("romanUcPeriod", 0))
    for paragraph, (mark, level) in zip(frame.paragraphs, marks, strict=True):
        paragraph.level = level
        if mark:
            properties = paragraph._p.get_or_add_pPr()
            etree.SubElement(properties, f"{{{A}}}buAutoNum", type=mark, startAt="4" if mark.startswith("roman") else "1")
    assert texts(of(deck))[1:] == ["1. a", "2. b", "a) c", "3. d", "e", "1. f", "IV. g"]


def test_the_words_of_a_chart_count_and_its_figures_do_not():
    deck = Presentation()
    chart_of = CategoryChartData()
    chart_of.categories = ["Leger", "Sykepleiere"]
    chart_of.add_series("Årsverk", (17, 23))
    shapes = titled(deck, "Bemanning").shapes
    chart = shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *map(Inches, (1, 2, 5, 4)), chart_of).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Flere leger trengs"
    assert texts(of(deck)) == ["Bemanning", "Flere leger trengs", "Årsverk", "Leger | Sykepleiere"]


def test_what_the_layout_prints_is_furniture_once_and_its_prompts_are_nothing():
    deck = Presentation()
    for title in ("En", "To"):
        slide = titled(deck, title)
    logo = write(slide.shapes, "Vik kommune", 1, 6)
    deck.slide_layouts[5].shapes._spTree.append(deepcopy(logo._element))
    logo._element.getparent().remove(logo._element)
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = "Tomt felt under"
    pages = of(deck)
    assert texts(pages) == ["En", "To", "Tomt felt under"]
    assert [(line.text, reason) for line, reason in pages.furniture] == [("Vik kommune", "running_head")]


def test_hidden_slides_are_read_and_comments_are_not():
    deck = Presentation()
    slide = titled(deck, "Skjult lysbilde")
    slide._element.set("show", "0")
    assert texts(of(deck)) == ["Skjult lysbilde"]


def test_a_slide_that_is_a_picture_and_a_file_inside_a_slide_are_told():
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (60, 80), 255).save(picture, "PNG")
    deck = Presentation()
    titled(deck, "Våre innspill")
    titled(deck).shapes.add_picture(picture, 0, 0, Inches(9))
    slide = titled(deck, "Vedlegg")
    slide.shapes.add_ole_object(io.BytesIO(b"x"), "Package", *map(Inches, (1, 1, 1, 1)))
    told = of(deck).warnings
    assert told[0].startswith("Lysbilde 2 er bilder og er ikke lest") and told[1].startswith("1 innebygd fil")


# ---- trust ------------------------------------------------------------------------------------------------------------


def test_one_slide_shown_many_times_is_read_once_and_too_many_are_refused():
    deck = Presentation()
    titled(deck, "Våre innspill")
    ids = deck.slides._sldIdLst
    for _ in range(500):
        ids.append(deepcopy(ids[0]))
    assert texts(of(deck)) == ["Våre innspill"]
    many = Presentation()
    for n in range(6):
        titled(many, f"Side {n}")
    with pytest.raises(InnspillError, match="6 lysbilder, og høyst 5"):
        read_slides(saved(many), "foredrag.pptx", Limits(pages=5))


def test_the_strict_dialect_is_read_like_the_usual_one():
    deck = Presentation()
    write(titled(deck, "Våre innspill").shapes, "Flere leger", 1, 2)
    source, stream = zipfile.ZipFile(io.BytesIO(saved(deck))), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as strict:
        for name in source.namelist():
            content = source.read(name)
            for theme in (b"presentationml", b"drawingml", b"officeDocument"):
                usual = b"http://schemas.openxmlformats.org/" + theme + b"/2006/"
                content = content.replace(usual, b"http://purl.oclc.org/ooxml/" + theme + b"/")
            strict.writestr(name, content)
    assert texts(read_slides(stream.getvalue(), "foredrag.pptx")) == ["Våre innspill", "Flere leger"]


def test_mutated_decks_give_lines_or_one_clear_line():
    deck = Presentation()
    write(titled(deck, "Våre innspill").shapes, "Flere leger", 1, 2)
    source, chance = saved(deck), random.Random(5)
    for _ in range(150):
        raw = bytearray(source)
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            read_slides(bytes(raw), "foredrag.pptx")
        except InnspillError as error:
            assert str(error).startswith("foredrag.pptx")
