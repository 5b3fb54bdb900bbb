"""Words: what a word is, keyness and collocations against scipy and NLTK, contexts of words, the list of stopwords."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innspill.errors import InnspillError
from innspill.kwic import concordance
from innspill.tokens import load_stopwords, tokenise
from innspill.word_measures import log_likelihood, log_ratio
from innspill.words import collocations, keyness, word_counts
from invented import letter, passage, tables

STOPWORDS = Path(__file__).parents[1] / "data" / "stopwords.csv"
LETTERS = [letter(1, "Nordli kommune"), letter(2, "Time kommune"),
           letter(3, "Helsefellesskap Fjellet", "helsefellesskap", language="nn")]  # fmt: skip
SAID = [
    passage(1, 1, "Lege, lege og lege. Båten går sjelden."),
    passage(1, 2, "Lege trengs i Nordli kommune."),
    passage(2, 1, "Time kommune vil ha lege hver time."),
    passage(3, 1, "Fagråd og fagråd: felles plan, felles plan og båt."),
]


def chosen(letters=LETTERS, said=SAID):
    named = tables(letters, said)
    return {"segments": named["segments"], "documents": named["documents"]}


def said_in(text):
    return chosen(LETTERS[:1], [passage(1, 1, text)])


def row_of(result, **row):
    table = result.table
    for name, value in row.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E-helse, og 12 senger!", ["e-helse", "og", "senger"]),
        ("Helse- og omsorgstjenester", ["helse", "og", "omsorgstjenester"]),
        ("Covid\u201019 A\u030aS 24/7", ["covid-19", "ås"]),
        ("på_tvers «HVA er viktig?»", ["på", "tvers", "hva", "er", "viktig"]),
        ("--- 2027 –", []),
        ("ÁRRAN čállá", ["árran", "čállá"]),
    ],
)
def test_a_word_is_letters_with_hyphens_inside(text, words):
    assert tokenise(text) == words


def test_a_word_without_end_is_cut_and_costs_no_time():
    start = time.process_time()
    assert [len(word) for word in tokenise("x" * 500_000 + " " + "-a" * 300_000)] == [60, 60]
    assert time.process_time() - start < 1


@pytest.mark.parametrize("counts", [(30, 10, 1000, 3000), (3, 40, 500, 2000), (5, 0, 50, 60), (1, 1, 2, 900)])
def test_keyness_agrees_with_scipy_on_the_two_by_two_table(counts):
    from scipy.stats import chi2_contingency

    a, b, n, m = counts
    g2 = log_likelihood(np.array([a]), np.array([b]), n, m)[0]
    expected = chi2_contingency([[a, b], [n - a, m - b]], correction=False, lambda_="log-likelihood").statistic
    assert abs(g2) == pytest.approx(expected, rel=1e-9)
    assert (g2 > 0) == (a / n > b / m)


def test_log_ratio_is_a_doubling_and_a_zero_counts_as_a_half():
    assert log_ratio(np.array([8]), np.array([2]), 100, 100)[0] == pytest.approx(2)
    assert log_ratio(np.array([2]), np.array([8]), 100, 200)[0] == pytest.approx(-1)
    # 4 in 100 against 0.5 in 100: eight times as often, 2 to the third.
    assert log_ratio(np.array([4]), np.array([0]), 100, 100)[0] == pytest.approx(3)


def test_keyness_counts_words_letters_and_sides():
    result = keyness(**chosen(), target="kommune", reference="helsefellesskap", min_count=1, min_letters=1)
    lege = row_of(result, word="lege")
    # Nordli writes 7 + 5 words, Time 7, Fjellet 9: lege 4 times in one letter, once in the other.
    assert (lege["n_target"], lege["n_reference"], lege["words_target"], lege["words_reference"]) == (5, 0, 19, 9)
    assert (lege["letters_target"], lege["letters_in_target_group"]) == (2, 2)
    assert lege["group"] == "kommune" and lege["g2"] > 0 and lege["one_letter"]
    fagraad = row_of(result, word="fagråd")
    assert fagraad["group"] == "helsefellesskap" and fagraad["g2"] < 0 and fagraad["log_ratio"] < 0
    assert (fagraad["letters_reference"], fagraad["letters_in_reference_group"]) == (1, 1)


def test_a_word_shared_evenly_between_letters_is_not_owed_to_one():
    said = [*SAID, passage(2, 2, "Vann"), passage(1, 3, "Vann"), passage(1, 4, "Takk")]
    letters = [*LETTERS, letter(4, "Vestli kommune")]
    result = keyness(**chosen(letters, [*said, passage(4, 1, "Vann")]), min_count=1)
    assert not row_of(result, word="vann")["one_letter"]


def test_a_word_of_one_letter_among_many_is_left_out_by_default_but_not_in_a_group_of_one():
    words = keyness(**chosen(), min_count=1).table["word"].tolist()
    assert "trengs" not in words and "lege" in words and "fagråd" in words


def test_rest_is_everyone_else():
    letters = [*LETTERS[:2], letter(3, "Legelaget", "organisasjon")]
    result = keyness(**chosen(letters), target="kommune", min_count=1)
    assert set(result.table["group"]) == {"kommune", "rest"} and result.n_letters == 3


def test_the_finding_of_keyness_names_letters_not_occurrences():
    letters = [*LETTERS[:2], *(letter(i, f"H{i}", "helsefellesskap") for i in (4, 5))]
    said = [passage(1, 1, "lege lege"), passage(2, 1, "lege lege vei"), *(passage(i, 1, "fagråd plan fagråd") for i in (4, 5))]
    result = keyness(**chosen(letters, said), reference="helsefellesskap", min_count=2, min_group=2)
    # Each of two letters has half of the occurrences: that is one letter's word.
    assert result.sentence() == "Ordene som skiller kommuner og helsefellesskap, kommer mest fra ett brev hver"
    said += [passage(7, 1, "lege vei"), passage(8, 1, "fagråd")]
    letters += [letter(7, "Vestli kommune"), letter(8, "H8", "helsefellesskap")]
    result = keyness(**chosen(letters, said), reference="helsefellesskap", min_count=2, min_group=3)
    assert result.sentence() == "Mest særpreget: «lege» (3 av 3 kommuner), «fagråd» (3 av 3 helsefellesskap)"
    assert result.sentence("en") == "Most distinctive: «lege» (3 of 3 kommuner), «fagråd» (3 of 3 helsefellesskap)"


def test_few_letters_make_no_key_words_in_the_title():
    result = keyness(**chosen(), reference="helsefellesskap", min_count=2, stopwords={"og", "kommune"})
    assert result.sentence() == "Få brev (2 kommuner, 1 helsefellesskap): ordene særpreger brevene, ikke gruppene"
    rest = keyness(**chosen([*LETTERS[:2], letter(3, "Legelaget", "organisasjon")]), min_count=1)
    assert rest.sentence().startswith("Få brev (2 kommuner, 1 andre): ") and "«" not in rest.sentence()
    assert "kommuner: 2 på bokmål; helsefellesskap: 1 på nynorsk" in result.notes["nb"]
    assert "målform" in result.notes["nb"] and "Færre enn 5 brev fra kommuner og helsefellesskap" in result.notes["nb"]


def test_one_written_language_leaves_the_other_out_and_an_empty_side_is_said():
    result = keyness(**chosen(), reference="helsefellesskap", language_filter="nb", min_count=1)
    assert result.table.empty and result.n_letters == 2
    assert result.sentence() == "Ingen brev fra helsefellesskap: ordbruken kan ikke sammenliknes"
    assert "målform" not in result.notes["nb"]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_letters_give_tables_and_sentences(number):
    few = chosen(LETTERS[:number], SAID[:3] if number == 2 else SAID[: 2 * number])
    for measure in (keyness, word_counts, collocations):
        result = measure(**few)
        assert result.sentence() and result.sentence("en") and len(result.notes["nb"]) and result.n_letters <= number


def test_a_senders_own_name_is_no_key_word_but_the_common_word_is():
    result = word_counts(**chosen(), own_names=["Nordli kommune", "Time"])
    counted = result.table.set_index(["group", "word"])["n"]
    assert ("kommune", "nordli") not in counted.index
    assert counted["kommune", "time"] == 1  # «hver time», not «Time kommune»
    assert counted["kommune", "kommune"] == 2


def test_word_counts_are_per_group_with_their_letters():
    result = word_counts(**chosen(), stopwords={"og"})
    assert tuple(row_of(result, group="kommune", word="lege")[["n", "letters"]]) == (5, 2)
    assert result.table.iloc[0]["word"] == "lege"
    assert "og" not in set(result.table["word"])
    assert result.sentence() == "Få brev (2 kommuner, 1 helsefellesskap); vanligste ord: «lege» (2 av 3 brev)"
    opened = result.explain(group="kommune", word="lege")
    assert opened["segment_id"].tolist() == ["brev1-0001", "brev1-0002", "brev2-0001"]
    assert set(opened["evidence"]) == {"lege"}


def commonest(*said, min_group=2, letters=None):
    letters = letters or [*LETTERS[:2], LETTERS[2], letter(4, "Helsefellesskap Kysten", "helsefellesskap")]
    return word_counts(**chosen(letters, said), min_group=min_group).sentence()


def test_a_word_that_both_groups_use_most_is_named_once():
    said = [passage(i, 1, "felles plan felles") for i in (1, 2, 3, 4)]
    assert commonest(*said) == "Vanligste ord: «felles» (2 av 2 kommuner, 2 av 2 helsefellesskap)"


def test_words_used_equally_often_are_named_when_two_and_counted_when_more():
    said = [passage(1, 1, "båt vei"), passage(2, 1, "vei båt"), passage(3, 1, "én råd plan"), passage(4, 1, "plan råd én")]
    assert commonest(*said) == "Vanligste ord: «båt» og «vei» (2 av 2 kommuner), 3 ord likt (2 helsefellesskap)"
    more = [*said, letter_of_its_own := passage(5, 1, "vei")]
    letters = [*LETTERS[:2], LETTERS[2], letter(4, "H4", "helsefellesskap"), letter(5, "V kommune")]
    assert commonest(*more[:1], passage(2, 1, "båt"), letter_of_its_own, *said[2:], letters=letters) == (
        "Vanligste ord: «båt» og «vei» (2 av 3 kommuner), 3 ord likt (2 helsefellesskap)"
    )


def test_a_word_of_one_letter_is_not_called_the_commonest_of_its_group():
    said = [passage(1, 1, "drone drone drone vei"), passage(2, 1, "vei"), passage(3, 1, "råd"), passage(4, 1, "råd")]
    assert commonest(*said) == "Vanligste ord i flere brev: «vei» (2 av 2 kommuner), «råd» (2 av 2 helsefellesskap)"
    assert commonest(*said, min_group=5) == ("Få brev; vanligste ord i flere brev: «vei» og «råd» (2 av 4 brev)")
    assert commonest(passage(1, 1, "drone"), passage(2, 1, "båt")) == "Ingen ord deles av flere brev"


def test_a_small_group_beside_a_large_one_is_named_as_small():
    said = [passage(1, 1, "vei vei"), passage(2, 1, "vei"), passage(3, 1, "fagråd fagråd")]
    assert commonest(*said, letters=LETTERS) == "Vanligste ord: «vei» (2 av 2 kommuner); få brev (1 helsefellesskap)"
    assert commonest(said[2], letters=LETTERS[2:]) == "Få brev (1 helsefellesskap); vanligste ord: «fagråd» (1 av 1 brev)"


def test_pairs_agree_with_nltk_and_never_cross_a_sign_or_a_segment():
    from nltk.collocations import BigramCollocationFinder
    from nltk.metrics import BigramAssocMeasures

    said = [passage(1, 1, "felles plan gir felles plan, plan felles"),
            passage(1, 2, "mål felles plan for alle mål. Felles mål")]  # fmt: skip
    result = collocations(**chosen(LETTERS[:1], said), min_count=1, stopwords={"for"}, top=None)
    runs = [["felles", "plan", "gir", "felles", "plan"], ["plan", "felles"],
            ["mål", "felles", "plan", "for", "alle", "mål"], ["felles", "mål"]]  # fmt: skip
    finder = BigramCollocationFinder.from_documents(runs)
    expected = {" ".join(pair): score for pair, score in finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)}
    found = result.table.set_index("pair")
    assert found.at["felles plan", "n"] == 3
    for pair, g2 in found["g2"].items():
        assert g2 == pytest.approx(expected[pair])
    # «plan plan» stands across a comma, «felles mål» across a segment and once for real; «plan for» has a stopword.
    assert "plan plan" not in found.index and "plan for" not in found.index
    assert result.explain(pair="felles plan")["segment_id"].tolist() == ["brev1-0001", "brev1-0002"]


def test_a_pair_of_one_letter_is_left_out_where_the_group_has_more():
    said = [passage(1, 1, "felles plan. felles plan"), passage(2, 1, "god båt"), passage(1, 2, "god båt")]
    assert collocations(**chosen(LETTERS[:2], said), min_count=2).table["pair"].tolist() == ["god båt"]


def test_a_pair_needs_two_occurrences_in_a_small_group_and_three_in_a_large_one():
    few = [passage(1, 1, "god båt"), passage(2, 1, "god båt")]
    assert collocations(**chosen(LETTERS[:2], few)).table["pair"].tolist() == ["god båt"]
    # Ten letters of 2,000 words each: 20,000 words, and «god båt» stands in two of them.
    letters = [letter(i, f"K{i} kommune") for i in range(10)]
    said = [passage(i, 1, "felles plan. " * 999 + ("god båt" if i < 2 else "båt god")) for i in range(10)]
    assert "god båt" not in collocations(**chosen(letters, said)).table["pair"].tolist()
    result = collocations(**chosen(letters[:9], said[:9]))
    assert "god båt" in result.table["pair"].tolist() and result.settings["min_count"]["kommune"] == 2
    assert "god båt" in collocations(**chosen(letters, said), min_count=2).table["pair"].tolist()


def test_a_pair_in_a_group_of_one_letter_is_marked_and_not_in_the_title():
    said = [passage(1, 1, "god båt"), passage(2, 1, "god båt"), passage(3, 1, "felles plan. Felles plan. Felles plan")]
    result = collocations(**chosen(LETTERS, said))
    assert row_of(result, pair="felles plan")["letters"] == 1
    assert result.sentence() == "Få brev; vanligste ordpar i flere brev: «god båt» (2 av 3 brev)"
    assert collocations(**chosen(LETTERS, said[2:])).sentence().endswith("ingen ordpar deles av flere brev")


def test_the_limit_of_passages_is_told_where_it_is_met():
    said = [passage(1, i, "lege") for i in range(51)]
    result = word_counts(**chosen(LETTERS, said))
    assert len(result.explain(word="lege")) == 50 == result.settings["max_passages"]
    assert "vises 50, fra så mange brev som mulig" in result.notes["nb"] and "50 are shown" in result.notes["en"]
    assert "50" not in word_counts(**chosen(LETTERS, said[:49])).notes["nb"]


def test_a_concordance_shows_the_word_between_its_neighbours_sorted_by_sender():
    result = concordance(**chosen(), pattern="LEGE", width=12)
    assert result.table["sender"].tolist() == ["Nordli kommune"] * 4 + ["Time kommune"]
    third = result.table.iloc[2]
    assert (third["left"], third["match"], third["right"]) == ("lege og", "lege", ". Båten går")
    assert result.sentence() == "«LEGE» står 5 ganger i 2 av 3 brev"
    assert len(result.explain(segment_id="brev1-0002", start=0)) == 1


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("fagråd*", ["fagrådene"]), ("*ordning", ["Ordning", "finansieringsordning"]), ("*ordning*", ["Ordning",
     "finansieringsordning", "ordninger"]), ("f*s*g", ["finansieringsordning"]), ("felles *", ["felles  plan"]),
     ("e-helse", ["E-helse"]), ("helse", []), ("felles mål", []), ("fe*lles*s", [])],
)  # fmt: skip
def test_patterns_match_whole_words_only(pattern, matches):
    text = "Ordning, finansieringsordning og ordninger; fagrådene har felles  plan om E-helse og felleskap, helsetun"
    assert concordance(**said_in(text), pattern=pattern).table["match"].tolist() == [" ".join(m.split()) for m in matches]


@pytest.mark.parametrize("pattern", ["", "*", "(a+)+", "a.b", "7"])
def test_a_pattern_that_is_no_word_is_refused(pattern):
    with pytest.raises(InnspillError, match=r"^pattern"):
        concordance(**said_in("tekst"), pattern=pattern)


@given(st.text(max_size=200), st.integers(1, 30))
def test_a_concordance_keeps_its_width_and_words_on_any_text(noise, width):
    result = concordance(**said_in(f"{noise} lege {noise}"), pattern="lege", width=width)
    assert len(result.table) >= 1
    assert result.table["left"].str.len().max() <= width and result.table["right"].str.len().max() <= width


def test_a_long_unbroken_text_costs_no_time():
    start = time.process_time()
    text = "a" * 300_000 + " lege " + "a-" * 100_000
    assert len(concordance(**said_in(text), pattern="*a*b*c*d*e*f*g*lege").table) == 0
    table = concordance(**said_in(text), pattern="l*e").table
    assert (table["left"].tolist(), table["right"].tolist()) == ([""], [""])
    assert time.process_time() - start < 2


def test_the_stopwords_shipped_are_sorted_and_know_both_written_languages():
    lines = STOPWORDS.read_text(encoding="utf-8").splitlines()[1:]
    words = [line.split(",")[0] for line in lines]
    assert words == sorted(words) and len(words) >= 300
    assert {"ikke", "ikkje", "fra", "frå", "bare", "berre", "òg", "og", "å", "seg"} <= load_stopwords(STOPWORDS)


def test_reasons_choose_the_stopwords():
    functions = load_stopwords(STOPWORDS, ["function word"])
    assert "og" in functions and "kommune" not in functions
    assert "kommune" in load_stopwords(STOPWORDS, ["field word"])
    times = load_stopwords(STOPWORDS, ["number or time word"])
    assert {"år", "åra", "ti", "seks", "tusen", "dagar", "veke", "gonger", "fjor", "tid"} <= times and "og" not in times


def test_words_with_content_are_no_stopwords():
    content = {
        "felles",
        "likeverdig",
        "psykisk",
        "eldre",
        "digital",
        "fast",
        "lokale",
        "barn",
        "unge",
        "legevakt",
        "heim",
        "hjem",
    }
    assert not content & load_stopwords(STOPWORDS)
    assert {"folk", "deler", "små", "lite", "alt", "nye"} <= load_stopwords(STOPWORDS)
    with pytest.raises(InnspillError, match="no word has the reason «boring»"):
        load_stopwords(STOPWORDS, ["boring"])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("og,nb,function word", "line 3: «og» stands on line 2 too"),
        ("Om,nb,function word", "line 3: «Om» is not one word in small letters"),
        ("to ord,nb,function word", "line 3: «to ord» is not one word"),
        ("om,bokmål,function word", "line 3: the form «bokmål» is unknown"),
        ("om,nb,", "line 3: «om» has no reason"),
        ("om,nb", "line 3: 2 cells instead of 3"),
    ],
)
def test_a_wrong_line_of_stopwords_is_named(tmp_path, line, complaint):
    path = tmp_path / "stopwords.csv"
    path.write_text(f"word,form,reason\nog,both,function word\n{line}\n", encoding="utf-8")
    with pytest.raises(InnspillError, match=complaint):
        load_stopwords(path)


def test_stopwords_saved_by_excel_or_missing_are_understood(tmp_path):
    path = tmp_path / "stopwords.csv"
    path.write_text("\ufeffword,form,reason\nog,both,function word\n", encoding="utf-8")
    assert load_stopwords(path) == {"og"}
    with pytest.raises(InnspillError, match="cannot be read"):
        load_stopwords(tmp_path / "none.csv")
    path.write_text("ord;form\n", encoding="utf-8")
    with pytest.raises(InnspillError, match="line 1: the columns are wrong"):
        load_stopwords(path)


def test_four_hundred_letters_take_about_a_second():
    letters = [letter(i, f"K{i}", "kommune" if i % 4 else "helsefellesskap") for i in range(400)]
    rng = np.random.default_rng(1)
    stems = [a + b for a in ("fag", "plan", "helse", "lege", "båt", "vei", "hjem") for b in ("arbeid", "råd", "team", "en")]
    said = [passage(i, j, " ".join(rng.choice(stems, 60))) for i in range(400) for j in range(30)]
    many = chosen(letters, said)
    collocations(**chosen())  # NLTK's import is not what is timed
    for measure in (keyness, word_counts, collocations):
        start = time.process_time()
        measure(**many)
        assert time.process_time() - start < 1.5
