"""Prevalence, emphasis and facet_themes: every number counted by hand in a few invented letters."""

import time

import pandas as pd
import pytest

from innspill.comparing import emphasis, facet_themes, find_evidence, prevalence
from innspill.errors import InnspillError
from invented import letter, passage, tables

LABELS = {"lege": {"nb": "Fastleger", "en": "General practitioners"}, "penger": {"nb": "Finansiering", "en": "Funding"},
          "reise": {"nb": "Reisevei", "en": "Travel"}}  # fmt: skip
ORDER = tuple(LABELS)
FOUR = [letter(1, "Nordli kommune"), letter(2, "Sørli kommune"), letter(3, "Vestli kommune"),
        letter(4, "Helsefellesskap Fjellet", "helsefellesskap", helsefellesskap="fjellet")]  # fmt: skip
SAID = [
    passage(1, 1, "Fastleger mangler her", "lege", facet="utfordring", question="1"),
    passage(1, 2, "Legene slutter og penger mangler", "lege", "penger", facet="tiltak", question="2"),
    passage(2, 1, "Legevakten er langt unna", "lege", facet="utfordring", question="1"),
    passage(3, 1, "Takk for sist"),
    passage(4, 1, "Penger må følge pasienten", "penger", facet="utfordring", question="1"),
]


def rows_of(result, *columns):
    return [tuple(row) for row in result.table[list(columns)].astype(object).itertuples(index=False)]


def compared(letters=FOUR, said=SAID, **more):
    return prevalence(**tables(letters, said), order=ORDER, labels=LABELS, **more)


def test_a_letter_counts_once_however_often_it_says_it():
    counted = rows_of(compared(), "code", "group", "n", "n_letters")
    assert counted == [("lege", "kommune", 2, 3), ("lege", "helsefellesskap", 0, 1), ("penger", "kommune", 1, 3),
                       ("penger", "helsefellesskap", 1, 1), ("reise", "kommune", 0, 3),
                       ("reise", "helsefellesskap", 0, 1)]  # fmt: skip


def test_a_theme_nobody_raises_is_a_zero_with_a_share():
    row = compared().table.query("code == 'reise' and group == 'kommune'").iloc[0]
    assert (row["n"], row["share"]) == (0, 0.0)


def test_shares_are_counts_over_letters_and_small_groups_are_hollow():
    table = compared(min_group=3).table.set_index(["code", "group"])
    assert table.at[("lege", "kommune"), "share"] == pytest.approx(2 / 3)
    assert not table.at[("lege", "kommune"), "hollow"]
    assert table.at[("lege", "helsefellesskap"), "hollow"]


def test_the_finding_names_the_widest_gap_with_both_counts():
    # Penger: 1 of 3 against 1 of 1, a gap of two thirds; lege: 2 of 3 against 0 of 1, just as wide: a tie.
    result = compared()
    tied = "Fastleger skiller mest (likt med 1 annet): 2 av 3 kommuner mot 0 av 1 helsefellesskap"
    assert result.sentence() == tied
    alone = compared(said=[*SAID, passage(3, 2, "Penger trengs", "penger")])
    assert alone.sentence() == "Fastleger skiller mest: 2 av 3 kommuner mot 0 av 1 helsefellesskap"
    assert alone.sentence("en") == "General practitioners differs most: 2 of 3 kommuner against 0 of 1 helsefellesskap"


def test_an_empty_group_has_null_shares_and_the_finding_says_so():
    result = compared(FOUR[:3], SAID[:4])
    empty = result.table[result.table["group"] == "helsefellesskap"]
    assert empty["share"].isna().all() and (empty["n"] == 0).all() and empty["hollow"].all()
    assert result.sentence() == "Ingen helsefellesskap har svart; figuren viser bare kommuner"
    assert result.sentence("en") == "No helsefellesskap answered; the figure shows kommuner only"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_letters_give_every_row_and_a_sentence(number):
    chosen = tables(FOUR[:number], SAID[:2][:number])
    for result in (prevalence(**chosen, order=ORDER), emphasis(**chosen, order=ORDER), facet_themes(**chosen, order=ORDER)):
        assert result.sentence() and result.sentence("en") and result.notes["nb"]
        assert result.n_letters <= number
        assert "%" not in result.sentence()
    assert len(prevalence(**chosen, order=ORDER).table) == 6


def test_no_theme_found_is_said_and_not_called_a_difference():
    assert compared(said=[SAID[3]]).sentence() == "Ingen av temaene er funnet i 4 brev"


def test_equal_shares_are_not_called_a_difference():
    said = [passage(i, 1, "Penger trengs", "penger") for i in (1, 2, 3, 4)]
    assert compared(said=said).sentence() == (
        "Ingen tema skiller gruppene; finansiering tas opp av 3 av 3 kommuner og 1 av 1 helsefellesskap"
    )


def test_two_letters_from_one_kommune_are_not_called_two_kommuner():
    letters = [letter(1, "Nordli kommune"), letter(2, "Nordli kommune"), FOUR[3]]
    said = [SAID[0], SAID[2]]
    assert compared(letters, said).sentence() == (
        "Fastleger skiller mest: 2 av 2 brev fra kommuner mot 0 av 1 brev fra helsefellesskap"
    )


def test_letters_of_other_senders_are_left_out_and_the_note_says_so():
    result = compared([*FOUR, letter(5, "Legelaget", "organisasjon")], [*SAID, passage(5, 1, "Fastleger", "lege")])
    assert result.table["n"].sum() == 4 and result.n_letters == 4
    assert "1 brev er ikke med" in result.notes["nb"]


def test_groups_can_be_any_column_of_documents():
    letters = [{**row, "rhf": rhf} for row, rhf in zip(FOUR, ["Nord", "Nord", "Sør", None], strict=True)]
    result = compared(letters, by="rhf", groups=None)
    assert rows_of(result, "code", "group", "n", "n_letters")[:2] == [("lege", "Nord", 2, 2), ("lege", "Sør", 0, 1)]
    assert result.sentence() == "Fastleger skiller mest: 2 av 2 brev fra Nord mot 0 av 1 brev fra Sør"
    with pytest.raises(InnspillError, match="by: documents have no column"):
        compared(by="farge")


def test_every_number_can_be_opened_to_its_sentences():
    result = compared()
    opened = result.explain(code="lege", group="kommune")
    assert opened["segment_id"].tolist() == ["brev1-0001", "brev1-0002", "brev2-0001"]
    assert opened["evidence"].tolist() == ["Fastleger", "Legene", "Legevakten"]
    for row in result.table.itertuples():
        behind = result.evidence.query("code == @row.code and group == @row.group")
        assert behind["submission_id"].nunique() == row.n


def test_emphasis_is_the_part_of_the_letters_words():
    result = emphasis(**tables(FOUR, SAID), order=ORDER, labels=LABELS)
    table = result.table.set_index(["row_label", "code"])
    # Nordli: 3 of 8 words on doctors only, 5 of 8 on doctors and funding.
    assert table.at[("Nordli kommune", "lege"), "share"] == 1.0
    assert table.at[("Nordli kommune", "penger"), "share"] == pytest.approx(5 / 8)
    assert table.at[("Nordli kommune", "penger"), "n"] == 1 and table.at[("Nordli kommune", "penger"), "n_segments"] == 2
    assert table.at[("Vestli kommune", "reise"), "share"] == 0.0
    assert len(result.table) == 12 and set(result.table["unit"]) == {"submission"}
    assert result.sentence() == "Fastleger får mest plass i 2 av 4 brev"


def test_a_letter_without_text_has_null_emphasis():
    table = emphasis(**tables(FOUR[:1]), order=ORDER).table
    assert table["share"].isna().all() and (table["n_segments"] == 0).all()


def test_many_letters_become_rows_of_helsefellesskap():
    letters = [letter(i, f"K{i} kommune", helsefellesskap="fjellet" if i < 30 else None) for i in range(41)]
    said = [passage(i, 1, "Fastleger mangler", "lege") for i in range(25)]
    result = emphasis(**tables(letters, said), order=ORDER, labels=LABELS, row_labels={"fjellet": "Fjellet"})
    assert set(result.table["unit"]) == {"group"}
    assert rows_of(result, "row_label", "code", "n", "n_letters")[0] == ("Fjellet", "lege", 25, 30)
    assert result.table.query("row == 'kommune'")["n_letters"].tolist() == [11, 11, 11]
    assert result.sentence() == "Fastleger tas opp i flest brev: 25 av 41"
    assert len(result.explain(row="fjellet", code="lege")) == 25


def test_two_letters_of_one_sender_are_two_rows_with_two_names():
    letters = [letter(1, "Nordli kommune"), letter(2, "Nordli kommune"), letter(3, None, "ukjent")]
    names = emphasis(**tables(letters), order=["lege"]).table["row_label"].tolist()
    assert names == ["Nordli kommune (1)", "Nordli kommune (2)", "Ukjent avsender brev"]


def test_facets_count_the_letters_that_answered_them():
    result = facet_themes(**tables(FOUR, SAID), order=ORDER, labels=LABELS)
    counted = result.table.set_index(["facet", "code", "group"])[["n", "n_letters"]]
    assert tuple(counted.loc[("utfordring", "lege", "kommune")]) == (2, 2)
    assert tuple(counted.loc[("utfordring", "penger", "kommune")]) == (0, 2)
    assert tuple(counted.loc[("tiltak", "penger", "kommune")]) == (1, 1)
    assert tuple(counted.loc[("tiltak", "penger", "helsefellesskap")]) == (0, 0)
    assert pd.isna(result.table.set_index(["facet", "code", "group"]).at[("tiltak", "lege", "helsefellesskap"), "share"])
    assert result.n_letters == 3 and "1 brev er ikke med" in result.notes["nb"]
    assert result.sentence() == "Fastleger tas oftest opp under utfordringer: 2 av 3 brev"


def test_find_evidence_gives_the_sentences_of_one_sender():
    chosen = tables(FOUR, SAID)
    found = find_evidence(**chosen, code="penger")
    assert found["sender"].tolist() == ["Nordli kommune", "Helsefellesskap Fjellet"]
    assert {"question", "page", "heading", "text", "evidence", "file", "segment_id"} <= set(found.columns)
    assert len(find_evidence(**chosen, code="penger", sender="Nordli kommune")) == 1
    assert len(find_evidence(**chosen, code="penger", group="helsefellesskap")) == 1
    assert find_evidence(**chosen, code="reise").empty
    with pytest.raises(InnspillError, match="no letter is from «Oslo»"):
        find_evidence(**chosen, code="penger", sender="Oslo")


def test_four_hundred_letters_take_less_than_a_second_each():
    letters = [letter(i, f"K{i}", "kommune" if i % 4 else "helsefellesskap") for i in range(400)]
    said = [passage(i, j, "Fastleger mangler her", ORDER[(i + j) % 3], facet="tiltak") for i in range(400) for j in range(30)]
    chosen = tables(letters, said)
    for measure in (prevalence, emphasis, facet_themes):
        start = time.process_time()
        measure(**chosen, order=ORDER)
        assert time.process_time() - start < 1
