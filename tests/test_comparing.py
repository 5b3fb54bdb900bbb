"""Prevalence, emphasis and facet_themes: every number counted by hand in a few invented letters."""


import pandas as pd
import pytest

from innspill.comparing import emphasis, facet_themes, prevalence
from innspill.errors import InnspillError
from innspill.evidence import find_evidence
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
    alone = compared(said=[*SAID, passage(3, 2, "Penger trengs", "penger")], min_group=1)
    assert alone.sentence() == "Fastleger skiller mest: 2 av 3 kommuner mot 0 av 1 helsefellesskap"
    assert alone.sentence("en") == "General practitioners differs most: 2 of 3 kommuner against 0 of 1 helsefellesskap"


def test_tied_gaps_are_named_when_two_and_counted_when_more():
    # Penger: 1 of 3 against 1 of 1; lege: 2 of 3 against 0 of 1. The gaps are equal, the counts are not.
    two = "Fastleger og Finansiering skiller 3 kommuner og 1 helsefellesskap mest"
    assert compared(min_group=1).sentence() == two
    same = [passage(1, 1, "Alt", "lege", "penger"), passage(2, 1, "Alt", "lege", "penger")]
    assert compared(said=same, min_group=1).sentence() == (
        "Fastleger og Finansiering skiller mest: 2 av 3 kommuner mot 0 av 1 helsefellesskap"
    )
    three = [passage(1, 1, "Alt", *ORDER), passage(2, 1, "Alt", *ORDER)]
    assert compared(said=three, min_group=1).sentence() == "3 temaer skiller mest: 2 av 3 kommuner mot 0 av 1 helsefellesskap"


def test_small_groups_are_described_together_and_never_compared():
    result = compared()
    assert result.sentence() == "Flest tar opp fastleger og finansiering: hvert i 2 av 4 brev"
    one = compared(said=[*SAID, passage(3, 2, "Legen", "lege")])
    assert one.sentence() == "Flest tar opp fastleger: 3 av 4 brev (fra 3 kommuner og 1 helsefellesskap)"
    assert one.sentence("en") == "Most raise general practitioners: 3 of 4 letters (from 3 kommuner and 1 helsefellesskap)"
    everyone = [passage(i, 1, "Alt", "lege", "penger", "reise") for i in (1, 2, 3, 4)]
    assert compared(said=everyone).sentence() == "3 av 3 temaer tas opp i alle 4 brev (3 kommuner, 1 helsefellesskap)"
    assert compared(said=[p for p in everyone if p[0]["submission_id"] != "brev4"]).sentence() == (
        "3 temaer tas oftest opp: hvert i 3 av 4 brev (fra 3 kommuner og 1 helsefellesskap)"
    )


def test_a_large_group_is_not_compared_with_a_small_one():
    kommuner = [letter(i, f"K{i} kommune") for i in range(10, 20)]
    said = [passage(i, 1, "Lege", "lege") for i in range(10, 16)]
    result = compared([*kommuner, FOUR[3]], [*said, SAID[4]])
    assert result.sentence() == "Flest tar opp fastleger: 6 av 11 brev (fra 10 kommuner og 1 helsefellesskap)"
    assert "mot" not in result.sentence() and "against" not in result.sentence("en")


def test_one_letter_ranks_nothing():
    assert (
        compared(said=[SAID[0]]).sentence() == "Ingen tema tas opp i mer enn 1 av 4 brev (fra 3 kommuner og 1 helsefellesskap)"
    )
    told = emphasis(**tables(FOUR, [SAID[0], SAID[4]]), order=ORDER, labels=LABELS).sentence()
    assert told == "Ingen tema får mest plass i mer enn 1 av 4 brev"
    assert (
        emphasis(**tables(FOUR[:1], SAID[:1]), order=ORDER, labels=LABELS).sentence()
        == "Fastleger får mest plass i det ene brevet"
    )


def test_names_that_hold_an_and_are_quoted_and_too_long_ones_are_counted():
    said = [passage(i, 1, "Alt", "lege", "penger") for i in (1, 2, 3, 4)]
    chosen = {**tables(FOUR, said), "order": ORDER}
    short = prevalence(**chosen, labels={"lege": "Leger og vakt", "penger": "Penger"})
    assert short.sentence() == "«Leger og vakt» og «Penger» tas opp i alle 4 brev (3 kommuner, 1 helsefellesskap)"
    long = prevalence(
        **chosen, labels={"lege": "Leger, legevakt og alt som hører til", "penger": "Penger, tilskudd og insentiver"}
    )
    assert long.sentence() == "2 av 3 temaer tas opp i alle 4 brev (3 kommuner, 1 helsefellesskap)"


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
    assert compared(said=said, min_group=1).sentence() == (
        "Ingen tema skiller gruppene; finansiering tas opp av 3 av 3 kommuner og 1 av 1 helsefellesskap"
    )


def test_two_letters_from_one_kommune_are_not_called_two_kommuner():
    letters = [letter(1, "Nordli kommune"), letter(2, "Nordli kommune"), FOUR[3]]
    said = [SAID[0], SAID[2]]
    assert compared(letters, said, min_group=1).sentence() == (
        "Fastleger skiller mest: 2 av 2 brev fra kommuner mot 0 av 1 brev fra helsefellesskap"
    )
    assert compared(letters, said).sentence() == "Flest tar opp fastleger: 2 av 3 brev (fra kommuner 2 og helsefellesskap 1)"


def test_letters_of_other_senders_are_left_out_and_the_note_says_so():
    result = compared([*FOUR, letter(5, "Legelaget", "organisasjon")], [*SAID, passage(5, 1, "Fastleger", "lege")])
    assert result.table["n"].sum() == 4 and result.n_letters == 4
    assert "1 brev er ikke med" in result.notes["nb"]


def test_groups_can_be_any_column_of_documents():
    letters = [{**row, "rhf": rhf} for row, rhf in zip(FOUR, ["Nord", "Nord", "Sør", None], strict=True)]
    result = compared(letters, by="rhf", groups=None, min_group=1)
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
    assert set(result.table["row_label"]) == {"Fjellet", "kommuner"}
    assert result.sentence() == "Fastleger tas oftest opp i 25 av 41 brev"
    assert len(result.explain(row="fjellet", code="lege")) == 25


def test_two_letters_of_one_sender_are_two_rows_with_two_names():
    letters = [letter(1, "Nordli kommune"), letter(2, "Nordli kommune"), letter(3, None, "ukjent")]
    table = emphasis(**tables(letters), order=["lege"]).table
    assert table["row_label"].tolist() == ["Nordli kommune (1)", "Nordli kommune (2)", "Ukjent avsender brev"]
    assert table["row_label_en"].tolist()[2] == "Unknown sender brev"


def rows_drawn(*said, letters=None, **more):
    result = emphasis(
        **tables(letters or [letter(i, f"{name} kommune") for i, name in enumerate("ABCDE")], said), order=ORDER, **more
    )
    return result.table.drop_duplicates("row")["row_label"].str[0].tolist()


def test_like_senders_are_neighbours_whatever_their_names():
    # A and D write of doctors only, B and E of money only; C says nothing of either.
    said = [passage(0, 1, "Lege", "lege"), passage(3, 1, "Lege", "lege"), passage(1, 1, "Penger", "penger"),
            passage(4, 1, "Penger", "penger"), passage(4, 2, "Reise her", "reise"), passage(2, 1, "Takk")]  # fmt: skip
    # E is nearer to A than B is (√(1 + 1/9 + 4/9) against √2), so the pair B, E is turned; the silent C is last.
    assert rows_drawn(*said) == ["A", "D", "E", "B", "C"]
    assert rows_drawn(*said, cluster=False) == ["A", "B", "C", "D", "E"]


def test_the_leaves_follow_a_scale_from_one_end_to_the_other():
    # The share on doctors is 1 (A), 1/5 (B), 4/5 (C), 2/5 (D), 3/5 (E): a line, so the only order is by share.
    parts = {0: 5, 1: 1, 2: 4, 3: 2, 4: 3}
    said = [passage(i, j, "ord", *(["lege"] if j < n else [])) for i, n in parts.items() for j in range(5)]
    assert rows_drawn(*said) == ["A", "C", "E", "D", "B"]


def test_kinds_of_senders_stay_apart_and_equal_rows_are_in_norwegian_order():
    letters = [letter(1, "Åvik kommune"), letter(2, "Ødal kommune"), letter(3, "Østfora", "rhf"),
               letter(4, "Aksjon", "organisasjon"), letter(5, "Zvik", "helsefellesskap")]  # fmt: skip
    said = [passage(i, 1, "Lege", "lege") for i in range(1, 6)]
    assert rows_drawn(*said, letters=letters) == ["Ø", "Å", "Z", "A", "Ø"]
    assert rows_drawn(letters=letters) == ["Ø", "Å", "Z", "A", "Ø"]
    assert rows_drawn(*said[:1], letters=letters[:2]) == ["Å", "Ø"]


def test_the_order_of_the_files_does_not_change_the_drawing():
    said = [passage(i, j, "ord " * (i + 1), ORDER[(i * j) % 3]) for i in range(5) for j in range(1, 4)]
    letters = [letter(i, f"{name} kommune") for i, name in enumerate("ABCDE")]
    assert rows_drawn(*said, letters=letters) == rows_drawn(*said, letters=letters[::-1])


def test_every_label_is_given_in_both_languages():
    labels = {**LABELS, "penger": "Penger"}
    chosen = {**tables(FOUR, SAID), "order": (*ORDER, "ukjent"), "labels": labels}
    facets = {"utfordring": {"nb": "Det vanskelige", "en": "What is hard"}}
    for result in (
        prevalence(**chosen),
        emphasis(**chosen),
        facet_themes(**chosen, facet_labels=facets, facets=["utfordring"]),
    ):
        named = result.table.drop_duplicates("code")
        assert named["label"].tolist() == ["Fastleger", "Penger", "Reisevei", "ukjent"]
        assert named["label_en"].tolist() == ["General practitioners", "Penger", "Travel", "ukjent"]
    assert result.table[["facet_label", "facet_label_en"]].iloc[0].tolist() == ["Det vanskelige", "What is hard"]


def test_facets_count_the_letters_that_answered_them():
    result = facet_themes(**tables(FOUR, SAID), order=ORDER, labels=LABELS)
    counted = result.table.set_index(["facet", "code", "group"])[["n", "n_letters"]]
    assert tuple(counted.loc[("utfordring", "lege", "kommune")]) == (2, 2)
    assert tuple(counted.loc[("utfordring", "penger", "kommune")]) == (0, 2)
    assert tuple(counted.loc[("tiltak", "penger", "kommune")]) == (1, 1)
    assert tuple(counted.loc[("tiltak", "penger", "helsefellesskap")]) == (0, 0)
    assert pd.isna(result.table.set_index(["facet", "code", "group"]).at[("tiltak", "lege", "helsefellesskap"), "share"])
    assert result.n_letters == 3 and "1 brev er ikke med" in result.notes["nb"]
    assert result.sentence() == "Fastleger tas oftest opp under utfordringer: 2 av 3 brev; brevene er få"
    assert facet_themes(**tables(FOUR, SAID), order=ORDER, labels=LABELS, min_group=3).sentence() == (
        "Fastleger tas oftest opp under utfordringer: 2 av 3 brev"
    )


def test_ties_under_the_questions_are_named_or_counted():
    def told(*said):
        return facet_themes(**tables(FOUR, said), order=ORDER, labels=LABELS, min_group=1).sentence()

    under = {"facet": "tiltak", "question": "2"}
    both = [passage(i, 1, "Alt", "lege", "penger", **under) for i in (1, 2)]
    assert told(*both) == "Fastleger og Finansiering tas oftest opp under tiltak: hvert i 2 av 2 brev"
    all_three = [passage(i, 1, "Alt", *ORDER, **under) for i in (1, 2)]
    assert told(*all_three) == "3 temaer tas oftest opp under tiltak: hvert i 2 av 2 brev"
    apart = [*both, *(passage(i, 2, "Alt", "reise", facet="annet", question="3") for i in (1, 2))]
    assert told(*apart) == "3 ruter ligger øverst, hver med 2 av 2 brev"
    one_each = [passage(1, 1, "Alt", "lege", **under), passage(2, 1, "Alt", "penger", **under)]
    assert told(*one_each) == "Ingen tema tas opp i mer enn ett av 2 brev under samme spørsmål"


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


@pytest.mark.parametrize("more", [{}, {"max_rows": 2}])
def test_letters_without_any_code_are_letters_without_a_theme_and_not_no_letters(more):
    silent = tables(FOUR, [passage(1, 1, "Takk for sist", facet="tiltak", question="2")])
    nothing = emphasis(**silent, **more)
    assert nothing.table.empty and nothing.sentence() == "Ingen av temaene er funnet i 4 brev"
    assert prevalence(**silent).sentence() == "Ingen av temaene er funnet i 4 brev"
    assert facet_themes(**silent).sentence("en") == "None of the themes was found in 1 letter"


def test_a_letter_that_answered_other_facets_only_is_no_answer_to_the_facet_asked_for():
    result = facet_themes(**tables(FOUR, SAID), order=ORDER, facets=("tiltak",))
    assert result.n_letters == 1  # only Nordli answers under «tiltak»
    assert facet_themes(**tables(FOUR, SAID), order=ORDER, facets=("annet",)).sentence() == "Ingen brev svarer på spørsmålene"
