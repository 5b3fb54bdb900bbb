"""The charts: where marks stand, that no text is cut or lies on another, that zeros and missing groups are told apart."""

import dataclasses
import json
import math
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.textpath import TextPath

import chart_results as toy
from innspill import charts
from innspill.charts.clouds import frequencies, lay_out
from innspill.charts.style import (
    GROUP_COLOURS,
    RC,
    clean_label,
    fit_text,
    group_style,
    ink_of,
    ink_on,
    shade,
    text_width,
    wrap_text,
)
from innspill.charts.tiles import short_name, tile_places

DPI = 200
SOURCE = "Kilde: oppdiktede brev · kjøring prøve · kodebok 3f2a91c0"
BOTH_EMPTY = {"kommune": 0, "helsefellesskap": 0}

DRAWINGS = {
    "tiles": lambda n: charts.coverage_tiles(toy.coverage(n), "nb", SOURCE),
    "answers": lambda n: charts.answers_matrix(toy.answers(n), "nb", SOURCE),
    "emphasis": lambda n: charts.emphasis_heatmap(toy.emphasis(n), "en", SOURCE),
    "keyness": lambda n: charts.keyness_bars(toy.keyness(min(n, 30)), "nb", SOURCE),
    "collocations": lambda n: charts.collocation_bars(toy.collocations(n=n), "nb", SOURCE),
    "word_bars": lambda n: charts.word_bars(toy.word_counts(n=n), "en", SOURCE),
    "word_clouds": lambda n: charts.word_clouds(toy.word_counts(n=n), "nb", source=SOURCE),
    "prevalence": lambda n: charts.prevalence_dumbbells(
        toy.prevalence({"kommune": n, "helsefellesskap": n // 4}), "nb", SOURCE
    ),
    "four_groups": lambda n: charts.prevalence_dumbbells(
        toy.prevalence({"kommune": n, "helsefellesskap": n // 4, "ks": 1, "organisasjon": n}), "nb", SOURCE
    ),
    "facets": lambda n: charts.facet_heatmap(toy.facet_themes({"kommune": n, "helsefellesskap": n // 4}), "nb", SOURCE),
    "uncoded": lambda n: charts.uncoded_bars(toy.uncoded(n), "nb", SOURCE),
    "balance": lambda n: charts.balance_dots(toy.language_balance(n), "nb", SOURCE),
    "agreement": lambda n: charts.agreement_dots(toy.agreement(n), "nb", SOURCE),
}
HOSTILE = {
    "tiles": lambda: charts.coverage_tiles(toy.coverage(hostile=True), "nb", toy.HOSTILE),
    "answers": lambda: charts.answers_matrix(toy.answers(12, hostile=True), "nb", toy.HOSTILE),
    "emphasis": lambda: charts.emphasis_heatmap(toy.emphasis(12, hostile=True), "nb", toy.HOSTILE),
    "keyness": lambda: charts.keyness_bars(toy.keyness(hostile=True), "nb", toy.HOSTILE),
    "collocations": lambda: charts.collocation_bars(toy.collocations(hostile=True), "nb", toy.HOSTILE),
    "word_bars": lambda: charts.word_bars(toy.word_counts(hostile=True), "nb", toy.HOSTILE),
    "word_clouds": lambda: charts.word_clouds(toy.word_counts(hostile=True), "nb", source=toy.HOSTILE),
    "prevalence": lambda: charts.prevalence_dumbbells(toy.prevalence(hostile=True), "nb", toy.HOSTILE),
    "facets": lambda: charts.facet_heatmap(toy.facet_themes(hostile=True), "nb", toy.HOSTILE),
    "uncoded": lambda: charts.uncoded_bars(toy.uncoded(hostile=True), "nb", toy.HOSTILE),
    "balance": lambda: charts.balance_dots(toy.language_balance(hostile=True), "nb", toy.HOSTILE),
    "agreement": lambda: charts.agreement_dots(toy.agreement(hostile=True), "nb", toy.HOSTILE),
}


def render(figure):
    """The renderer that measures the figure's texts at print resolution."""
    figure.set_dpi(DPI)
    return FigureCanvasAgg(figure).get_renderer()


def texts_of(figure):
    return [t for axes in figure.axes for t in axes.texts if t.get_text().strip() and t.get_visible()]


def words_of(figure):
    return [t.get_text() for t in texts_of(figure)]


def corners(text, renderer):
    """The four corners of a text's ink in pixels, turned as the text is."""
    if text.get_verticalalignment() == "baseline" and not text.get_rotation():
        # A cloud's words are packed by their ink; the window extent would add the empty part of the line.
        ink = TextPath((0, 0), text.get_text(), size=text.get_fontsize(), prop=text.get_fontproperties()).get_extents()
        x, y = text.get_transform().transform(text.get_position())
        x0, y0, x1, y1 = np.array(ink.extents) * DPI / 72 + (x, y, x, y)
        return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    angle = math.radians(text.get_rotation())
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    text.set_rotation(math.degrees(angle))
    points = np.array([(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)])
    pivot = text.get_transform().transform(text.get_position())
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return (points - pivot) @ turn + pivot if angle else points


def collide(a, b, slack=1.0):
    """Whether two rectangles overlap by more than `slack` pixels (separating axes)."""
    for shape in (a, b):
        for side in (shape[1] - shape[0], shape[2] - shape[1]):
            axis = np.array([-side[1], side[0]]) / (np.hypot(*side) or 1)
            one, two = a @ axis, b @ axis
            if min(one.max(), two.max()) - max(one.min(), two.min()) <= slack:
                return False
    return True


def assert_clean(figure):
    """All text inside the figure, and no text on another."""
    with mpl.rc_context(RC):
        renderer = render(figure)
        shapes = [(t.get_text(), corners(t, renderer)) for t in texts_of(figure)]
    width, height = figure.get_size_inches() * DPI
    for said, shape in shapes:
        assert shape.min() >= -1 and shape[:, 0].max() <= width + 1 and shape[:, 1].max() <= height + 1, f"cut: {said}"
    low = np.array([s.min(axis=0) for _, s in shapes])
    high = np.array([s.max(axis=0) for _, s in shapes])
    for i, (said, shape) in enumerate(shapes):
        near = np.flatnonzero(((low < high[i]) & (high > low[i])).all(axis=1))
        for j in near[near > i]:
            assert not collide(shape, shapes[j][1]), f"«{said}» lies on «{shapes[j][0]}»"


@pytest.mark.parametrize("n", [0, 1, 2, 5, 40, 200])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_is_cut_or_lies_on_another_whatever_the_number_of_letters(name, n):
    figure = DRAWINGS[name](n)
    assert_clean(figure)
    assert figure.get_size_inches()[0] <= 11.7


@pytest.mark.parametrize("name", HOSTILE)
def test_labels_that_attack_are_cut_and_drawn_as_plain_text(name):
    figure = HOSTILE[name]()
    assert_clean(figure)
    drawn = "".join(words_of(figure))
    assert "$" in drawn and not set(drawn) & {"\u202e", "\x00", "🙈"}


def test_a_finding_with_a_lone_surrogate_still_makes_a_title():
    result = dataclasses.replace(toy.prevalence(), findings={"nb": "\ud800 $x$ funn", "en": "x"})
    assert_clean(charts.prevalence_dumbbells(result))
    assert charts.chart_texts(result, "prevalence_dumbbells", "nb").title == "$x$ funn"


# --- dumbbells


def dots(figure):
    return {line.get_gid(): line for axes in figure.axes for line in axes.lines if (line.get_gid() or "").startswith("dot-")}


def prevalence_of(counts, sizes=None):
    return charts.prevalence_dumbbells(toy.prevalence(sizes or {"kommune": 17, "helsefellesskap": 6}, counts))


def test_the_dot_of_12_of_17_stands_at_12_17ths_of_the_scale():
    figure = prevalence_of({("digitalisering", "kommune"): 12})
    dot = dots(figure)["dot-digitalisering-kommune"]
    assert dot.axes.get_xlim() == (0, 1)
    assert dot.get_xdata()[0] == pytest.approx(12 / 17)
    assert "12 av 17" in words_of(figure)


def test_two_groups_with_the_same_share_are_both_seen():
    figure = prevalence_of({("akutt", "kommune"): 17, ("akutt", "helsefellesskap"): 6})
    one, two = (dots(figure)[f"dot-akutt-{group}"] for group in ("kommune", "helsefellesskap"))
    apart = abs(one.get_ydata()[0] - two.get_ydata()[0]) * one.axes.get_window_extent().height / 18 * 72 / figure.dpi
    assert apart >= 7, "the middles of two markers of 7 points"


def test_a_theme_nobody_raises_is_a_zero_not_a_gap():
    figure = prevalence_of({})
    assert len(dots(figure)) == 36
    assert all(dot.get_xdata()[0] == 0 for dot in dots(figure).values())
    assert words_of(figure).count("0 av 17") == 18


def test_a_small_group_is_hollow_and_the_legend_says_so():
    figure = prevalence_of({("akutt", "helsefellesskap"): 1}, {"kommune": 17, "helsefellesskap": 4})
    assert to_rgb(dots(figure)["dot-akutt-helsefellesskap"].get_markerfacecolor()) == (1, 1, 1)
    assert to_rgb(dots(figure)["dot-akutt-kommune"].get_markerfacecolor()) != (1, 1, 1)
    assert any("hul" in said for said in words_of(figure))


def test_a_group_without_letters_has_no_dot_and_is_named_as_such():
    figure = prevalence_of({("akutt", "kommune"): 3}, {"kommune": 17, "helsefellesskap": 0})
    assert not any("helsefellesskap" in gid for gid in dots(figure))
    assert "helsefellesskap (ingen brev)" in words_of(figure)


def test_no_letters_at_all_gives_a_sentence_not_empty_axes():
    figure = charts.prevalence_dumbbells(toy.prevalence(BOTH_EMPTY))
    assert "Ingen brev i gruppene: ingenting å sammenligne." in words_of(figure)
    assert len(figure.axes) == 1


def test_rows_are_ordered_by_letters_by_gap_or_as_the_table():
    counts = {("akutt", "kommune"): 9, ("akutt", "helsefellesskap"): 3, ("mestring", "kommune"): 8}

    def first(order):
        figure = charts.prevalence_dumbbells(toy.prevalence({"kommune": 17, "helsefellesskap": 6}, counts), order=order)
        return min(dots(figure).values(), key=lambda dot: round(dot.get_ydata()[0])).get_gid().split("-")[1]

    assert (first("total"), first("gap"), first("table")) == ("akutt", "mestring", "samarbeid")


def test_english_charts_take_the_english_names_of_the_table():
    table = toy.prevalence().table.assign(label_en="Emergency care")
    result = dataclasses.replace(toy.prevalence(), table=table)
    assert "Emergency care" in words_of(charts.prevalence_dumbbells(result, "en"))
    assert "Emergency care" not in words_of(charts.prevalence_dumbbells(result, "nb"))
    assert "Emergency care" in charts.chart_texts(result, "prevalence_dumbbells", "en").alt


# --- tiles, matrix, heat maps


def boxes(figure, width=None):
    return [p for p in figure.axes[0].patches if width is None or p.get_width() == pytest.approx(width)]


def test_a_tile_is_white_only_where_nobody_answered():
    result = toy.coverage(19)
    figure = charts.coverage_tiles(result)
    tiles = [p for p in boxes(figure) if p.get_height() > 0.5]
    assert len(tiles) == 19
    white = [to_rgb(p.get_facecolor()[:3]) == (1, 1, 1) for p in tiles]
    assert white == [n == 0 for n in result.table["n_answered"]]


def test_own_answer_has_a_bold_frame():
    result = toy.coverage(19)
    tiles = [p for p in boxes(charts.coverage_tiles(result)) if p.get_height() > 0.5]
    assert [p.get_linewidth() > 2 for p in tiles] == list(result.table["own_answer"])


def test_two_tiles_on_one_place_are_both_drawn():
    table = pd.DataFrame({"tile_row": [3, 3, None], "tile_col": [2, 2, None]}).convert_dtypes()
    places = tile_places(table)
    assert places[0] == (0, 0) and len(set(places)) == 3
    assert all(row > 0 for row, _ in places[1:])


@pytest.mark.parametrize(("name", "short"), [
    ("Helsefellesskapet i Telefoss", "Telefoss"), ("Fjordheim helsefellesskap", "Fjordheim"),
    ("Helsefellesskapet Aker og kommunene", "Aker og kommunene"), ("Helsefellesskap", "Helsefellesskap"),
])  # fmt: skip
def test_a_tile_leaves_out_what_every_name_says(name, short):
    assert short_name(name) == short


def test_every_status_has_its_own_shape():
    figure = charts.answers_matrix(toy.answers(28))
    shapes = {}
    for line in figure.axes[0].lines:
        if line.get_gid():
            hollow = to_rgb(line.get_markerfacecolor()) == (1, 1, 1)
            shapes.setdefault(line.get_gid().split("-")[0], set()).add((line.get_marker(), hollow))
    assert set(shapes) == {"answered", "merged", "repeated", "missing", "free"}
    assert len({shape for found in shapes.values() for shape in found}) == 5


def test_each_call_has_its_own_questions():
    said = words_of(charts.answers_matrix(toy.answers(28)))
    assert {"fjord-2021", "fjord-2022", "Uten kjent innspillsrunde", "6. Annet", "2. Tiltak"} <= set(said)


def test_more_than_40_letters_are_counted_by_sender_type():
    rows = [
        {"submission_id": f"{i}", "sender": f"S{i}", "sender_type": "kommune" if i < 30 else "ks", "call": "a",
         "question": "1", "facet": None, "label": "Erfaringer", "words": 5,
         "status": "answered" if i < 10 else "merged" if i < 12 else "repeated" if i < 20 else "missing"}
        for i in range(41)
    ]  # fmt: skip
    columns = "submission_id sender sender_type call question facet label status words"
    said = words_of(charts.answers_matrix(toy.make("answers", rows, columns, ("submission_id",), 41)))
    assert {"12 av 30", "0 av 11", "12 av 41", "kommuner (30 brev)"} <= set(said)


def test_forty_letters_and_eighteen_themes_fit_a_landscape_page():
    width, height = charts.emphasis_heatmap(toy.emphasis(40), "nb", SOURCE).get_size_inches()
    assert width <= 11.69 + 0.01 and height <= 8.27 + 0.01


def test_a_heat_map_of_zeros_is_white_with_every_zero_written():
    figure = charts.emphasis_heatmap(toy.emphasis(5, zero=True))
    assert words_of(figure).count("0") == 5 * 18
    cells = [p for p in boxes(figure) if p.get_linewidth() == 0.5]
    assert len(cells) == 90 and all(to_rgb(p.get_facecolor()[:3]) == (1, 1, 1) for p in cells)


def test_a_question_nobody_answered_is_a_dash_and_few_answers_an_outline():
    figure = charts.facet_heatmap(toy.facet_themes({"kommune": 17, "helsefellesskap": 4}))
    # «Annet» has no answer at all; helsefellesskap (4 − place) has none from the fifth facet on.
    assert words_of(figure).count("–") == 18 + 3 * 18
    outlined = [p for p in boxes(figure) if p.get_facecolor()[3] == 0]
    table = toy.facet_themes().table
    assert len(outlined) == int(((table["n"] > 0) & (table["n_letters"] < 5)).sum())


# --- words


def test_words_of_the_target_stand_right_and_of_the_reference_left():
    figure = charts.keyness_bars(toy.keyness(), top=4)
    bars = boxes(figure)
    assert [p.get_width() > 0 for p in bars] == [True] * 4 + [False] * 4
    lengths = [abs(p.get_width()) for p in bars]
    g2 = toy.keyness().table["g2"]
    assert lengths[0] / lengths[4] == pytest.approx(g2.max() / -g2.min())


def test_the_rest_of_the_letters_are_called_the_others():
    said = words_of(charts.keyness_bars(toy.keyness()))
    assert {"Oftere hos kommuner", "Oftere hos de andre"} <= set(said)


def test_a_word_carried_by_one_letter_is_hollow_with_a_footnote():
    said = words_of(charts.keyness_bars(toy.keyness()))
    flagged = {f"{word}*" for word in toy.keyness().table.query("one_letter")["word"]}
    assert flagged and flagged <= set(said)
    assert any(line.startswith("* Hul søyle") for line in said)


def test_bars_of_two_groups_share_one_scale():
    result = toy.make(
        "word_counts",
        [{"group": "kommune", "word": "tillit", "n": 40, "letters": 3},
         {"group": "ks", "word": "takst", "n": 10, "letters": 1}],
        "group word n letters", ("group", "word"), 4,
    )  # fmt: skip
    one, two = (p.get_width() for p in boxes(charts.word_bars(result)))
    assert {"40 i 3 brev", "10 i 1 brev"} <= set(words_of(charts.word_bars(result)))
    assert one == pytest.approx(4 * two, rel=0.2)


def test_a_word_cloud_is_the_same_every_time_and_other_with_another_seed():
    counts = frequencies(toy.word_counts(("kommune",)).table)
    assert lay_out(counts, 1, 4.0) == lay_out(counts, 1, 4.0)
    assert lay_out(counts, 1, 4.0) != lay_out(counts, 2, 4.0)


def test_a_larger_count_is_never_a_smaller_word():
    words = lay_out(frequencies(toy.word_counts(("kommune",)).table), 3, 4.0)
    sizes = [word.size for word in sorted(words, key=lambda word: word.rank)]
    assert len(words) > 20 and sizes == sorted(sizes, reverse=True)


def test_a_word_of_a_hundred_thousand_letters_is_cut():
    table = pd.DataFrame({"word": ["a" * 100_000, "tillit"], "n": [5, 3]})
    assert max(map(len, frequencies(table))) == 60


@pytest.mark.parametrize("draw", [charts.word_clouds, charts.word_bars, charts.collocation_bars])
def test_no_words_is_a_sentence(draw):
    empty = toy.word_counts(n=0) if draw is not charts.collocation_bars else toy.collocations(n=0)
    assert any(said.startswith("Ingen ord") for said in words_of(draw(empty)))


def test_a_group_without_words_has_a_sentence_beside_the_other_groups_cloud():
    result = toy.word_counts(("kommune",), 9)
    silent = pd.DataFrame([{"group": "ks", "word": "tillit", "n": 0, "letters": 0}])
    both = dataclasses.replace(result, table=pd.concat([result.table, silent], ignore_index=True))
    assert "Ingen ord å tegne." in words_of(charts.word_clouds(both))


# --- words beside the chart, and the style


RESULTS = {
    "coverage_tiles": toy.coverage, "answers_matrix": toy.answers, "prevalence_dumbbells": toy.prevalence,
    "emphasis_heatmap": toy.emphasis, "facet_heatmap": toy.facet_themes, "keyness_bars": toy.keyness,
    "collocation_bars": toy.collocations, "word_clouds": toy.word_counts, "word_bars": toy.word_counts,
    "uncoded_bars": toy.uncoded, "balance_dots": toy.language_balance,
    "agreement_dots": toy.agreement,
}  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("chart", charts.CHARTS)
def test_every_chart_has_title_caption_and_a_short_alt_text_with_numbers(chart, language):
    result = RESULTS[chart]()
    words = charts.chart_texts(result, chart, language)
    assert words.title == result.sentence(language)
    assert len(words.alt) < 300 and words.alt.endswith(".") and "…" not in words.alt
    assert any(digit in words.alt.split(".", 2)[-1] for digit in "123456789")
    assert words.caption and "{" not in words.subtitle


@pytest.mark.parametrize("chart", charts.CHARTS)
def test_alt_text_stays_short_with_attacking_names(chart):
    assert len(charts.chart_texts(RESULTS[chart](hostile=True), chart).alt) < 300


def test_the_words_for_a_package_come_in_both_languages():
    words = charts.package_texts(toy.prevalence(), "prevalence_dumbbells")
    assert set(words) == {"title", "captions", "alts"} and all(set(value) == {"en", "nb"} for value in words.values())
    assert json.dumps(words)


def test_a_note_of_the_result_ends_in_the_caption():
    result = dataclasses.replace(toy.prevalence(), notes={"nb": "To brev mangler dato.", "en": "Two lack a date."})
    assert charts.chart_texts(result, "prevalence_dumbbells").caption.endswith("To brev mangler dato.")


def test_drawing_leaves_the_notebooks_own_settings_alone():
    before = dict(mpl.rcParams)
    charts.prevalence_dumbbells(toy.prevalence())
    assert dict(mpl.rcParams) == before


def lightness(colour):
    """CIE L* (CIE 15:2004) of an sRGB colour: what is left of it in grey."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_the_two_main_groups_differ_in_grey_and_in_shape():
    (blue, circle), (orange, diamond) = group_style(["kommune", "helsefellesskap"]).values()
    assert abs(lightness(blue) - lightness(orange)) > 40 and circle != diamond


def test_neighbouring_group_colours_differ_in_grey():
    light = [lightness(colour) for colour in GROUP_COLOURS]
    assert all(abs(a - b) > 10 for a, b in pairwise(light))


def test_a_group_keeps_its_colour_whatever_groups_stand_beside_it():
    assert group_style(["ks", "kommune"])["kommune"] == group_style(["kommune", "helsefellesskap"])["kommune"]


def test_shades_darken_with_the_share_and_only_zero_is_white():
    steps = [lightness(shade(share)) for share in (0, 0.01, 0.25, 0.5, 0.75, 1)]
    assert steps == sorted(steps, reverse=True) and steps[0] == pytest.approx(100) and steps[1] < 97


@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.5, 0.7, 1])
def test_text_on_a_shade_can_be_read(share):
    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(shade(share)), luminance(ink_on(shade(share)))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert 1.05 / (luminance(ink_of(GROUP_COLOURS[1])) + 0.05) >= 4.5


def test_measured_width_is_the_drawn_width():
    figure = charts.prevalence_dumbbells(toy.prevalence())
    with mpl.rc_context(RC):
        renderer = render(figure)
        drawn = {text: text.get_window_extent(renderer).width / DPI for text in texts_of(figure)}
    for text, width in drawn.items():
        bold = text.get_weight() == "bold"
        assert text_width(text.get_text(), text.get_fontsize(), bold) == pytest.approx(width, abs=0.03)


@pytest.mark.parametrize(("raw", "clean"), [
    ("Tana \ud800 kommune", "Tana kommune"), ("a\u202eb", "ab"), ("🙈", "–"), (None, "–"), ("a\n\tb", "a b"),
    ("A\u030as kommune", "Ås kommune"), ("Guovdageaidnu–Kautokeino", "Guovdageaidnu–Kautokeino"),
])  # fmt: skip
def test_a_label_keeps_what_the_font_can_draw(raw, clean):
    assert clean_label(raw) == clean


def test_cut_text_fits_and_ends_with_an_ellipsis():
    cut = fit_text("Helsefellesskapet for alle de mange kommunene langs kysten", 1.5)
    assert cut.endswith("…") and text_width(cut) <= 1.5
    lines = wrap_text("Ordetutenmellomrom" * 20 + " og mer", 2.0, max_lines=2)
    assert len(lines) == 2 and all(text_width(line) <= 2.0 for line in lines)
