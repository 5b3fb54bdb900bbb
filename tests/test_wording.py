"""Norwegian and English words and numbers: what a reader sees."""

import pytest

from innspill.wording import (
    FACET_LABELS,
    SENDER_TYPE_LABELS,
    alphabetical,
    capital,
    count_of,
    group_name,
    in_sentence,
    label_in,
    letters_of,
    listing,
    number,
    percent,
    plural,
)


@pytest.mark.parametrize(
    ("word", "n", "language", "written"),
    [
        ("kommune", 1, "nb", "kommune"),
        ("kommune", 0, "nb", "kommuner"),
        ("helsefellesskap", 12, "nb", "helsefellesskap"),
        ("brev", 2, "nb", "brev"),
        ("letter", 2, "en", "letters"),
        ("direktorat", 3, "nb", "direktorater"),
        ("tema", 2, "nb", "temaer"),
    ],
)
def test_a_word_takes_the_number_it_is_counted_in(word, n, language, written):
    assert plural(word, n, language) == written


@pytest.mark.parametrize(
    ("value", "decimals", "language", "written"),
    [
        (3.5, 1, "nb", "3,5"),
        (3.5, 1, "en", "3.5"),
        (12400, 0, "nb", "12\u202f400"),
        (12400, 0, "en", "12,400"),
        (-2.25, 2, "nb", "−2,25"),
        (-0.04, 1, "nb", "0,0"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, decimals, language, written):
    assert number(value, decimals, language) == written


def test_a_share_is_a_percentage_with_a_space_that_does_not_break():
    assert percent(0.25) == "25\u00a0%" and percent(0.25, language="en") == "25%"


@pytest.mark.parametrize(("items", "written"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), ("abc", "a, b og c")])
def test_a_listing_ends_with_and(items, written):
    assert listing(items) == written


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Fastleger og legetjenester", "fastleger og legetjenester"), ("KS", "KS"), ("IKT-drift", "IKT-drift"), ("", "")],
)
def test_a_label_inside_a_sentence_has_a_small_letter_unless_it_is_an_abbreviation(label, inside):
    assert in_sentence(label) == inside


def test_counts_of_letters_name_the_group_in_the_number_of_its_total():
    assert count_of(12, 17) == "12 av 17" and count_of(1, 2, "en") == "1 of 2"
    assert letters_of(0, 1, "kommune") == "0 av 1 kommune"
    assert letters_of(3, 4, "kommune") == "3 av 4 kommuner"
    assert letters_of(3, 4, "kommune", one_each=False) == "3 av 4 brev fra kommuner"
    assert letters_of(1, 1, "Helse Nord RHF") == "1 av 1 brev fra Helse Nord RHF"
    assert letters_of(1, 2, "rhf", "en") == "1 of 2 regional health authorities"


def test_labels_may_be_in_one_language_or_two():
    labels = {"lege": {"nb": "Leger", "en": "Doctors"}, "vei": "Vei"}
    assert [label_in(labels, code, "en") for code in ("lege", "vei", "annet")] == ["Doctors", "Vei", "annet"]
    assert label_in(None, "lege") == "lege"


def test_every_sender_type_and_facet_has_a_name_in_both_languages():
    assert set(SENDER_TYPE_LABELS["nb"]) == set(SENDER_TYPE_LABELS["en"])
    assert all(set(label) == {"nb", "en"} for label in FACET_LABELS.values())
    assert group_name("kommune") == "kommuner" and capital("én av to") == "Én av to"


def test_names_sort_as_in_a_norwegian_register():
    names = ["Ål", "Østre Toten", "Ærø", "zvik", "Árran", "Bø", "arna"]
    assert sorted(names, key=alphabetical) == ["arna", "Árran", "Bø", "zvik", "Ærø", "Østre Toten", "Ål"]
