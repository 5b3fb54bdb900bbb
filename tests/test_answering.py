"""Coverage and answers: a registry of four kommuner and a few letters, counted by hand."""

import pandas as pd
import pytest

from innspill.answering import answers, coverage, word_accounts
from invented import furniture, letter, passage, repeated_question, signatories, tables

# Storby and Utby were one (0900) until they parted.
KOMMUNER = pd.DataFrame(
    {
        "kommune_nr_2020": ["0900", "0900", "0901", "0902", "0903"],
        "kommune_nr_2024": ["0910", "0911", "0901", "0902", "0903"],
        "name": ["Storby", "Utby", "Nordli", "Sørli", "Vestli"],
        "helsefellesskap_id": ["kysten", "kysten", "kysten", "fjellet", "fjellet"],
    },
    dtype="str",
)
TILES = pd.DataFrame(
    {
        "id": ["kysten", "fjellet", "tomt"],
        "short": ["KYS", "FJE", "TOM"],
        "official_name": ["Helsefellesskap Kysten", "Helsefellesskap Fjellet", "Helsefellesskap Tomt"],
        "rhf": ["Helse Alfa RHF", "Helse Alfa RHF", "Helse Beta RHF"],
        "tile_row": ["0", "1", "2"],
        "tile_col": ["0", "0", "1"],
    },
    dtype="str",
)
QUESTIONS = pd.DataFrame(
    {"call": ["ku-2031"] * 3, "call_label": ["Våren 2031"] * 3, "question": ["1", "2", "3"],
     "facet": ["erfaring", "tiltak", "annet"], "label": ["Erfaringer", "Tiltak", "Annet"]}, dtype="str",
)  # fmt: skip
NORDLI = letter(1, "Nordli kommune", kommune_nr="0901", helsefellesskap="kysten", sender_evidence="Nordli kommune")
FJELLET = letter(2, "Helsefellesskap Fjellet", "helsefellesskap", helsefellesskap="fjellet")


def covered(*letters, **more):
    return coverage(tables(list(letters))["documents"], TILES, KOMMUNER, **more)


def tile(result, name):
    return result.table.set_index("helsefellesskap").loc[name]


def test_coverage_counts_kommuner_of_the_whole_population():
    result = covered(NORDLI, FJELLET)
    assert result.table["n_kommuner"].tolist() == [2, 2, 0]
    assert result.table["n_answered"].tolist() == [1, 0, 0]
    assert result.table["own_answer"].tolist() == [False, True, False]
    assert tile(result, "kysten")["share"] == 0.5 and tile(result, "fjellet")["share"] == 0
    assert result.sentence() == "2 av 3 helsefellesskap er representert; 1 av 4 kommuner svarte selv"
    assert result.sentence("en") == "2 of 3 helsefellesskap are represented; 1 of 4 kommuner answered themselves"


def test_a_helsefellesskap_without_kommuner_has_a_null_share():
    assert pd.isna(tile(covered(NORDLI), "tomt")["share"])


def test_a_kommune_that_parted_later_counts_once_by_either_number():
    storby = [letter(i, name, kommune_nr=nr) for i, name, nr in ((3, "Storby", "0910"), (4, "Utby", "0911"), (5, "S", "0900"))]
    assert tile(covered(*storby[:2]), "kysten")["n_answered"] == 1
    then = covered(*storby)
    assert (tile(then, "kysten")["n_answered"], tile(then, "kysten")["n_kommuner"]) == (1, 2)
    assert then.settings["n_kommuner"] == 4
    now = covered(*storby[:2], number_column="kommune_nr_2024")
    assert (tile(now, "kysten")["n_answered"], tile(now, "kysten")["n_kommuner"]) == (2, 3)


def test_a_joint_letter_counts_every_kommune_that_signed_it():
    joint = letter(6, "Nordli og Sørli")
    signed = signatories(
        *({"submission_id": "brev6", "sender": name, "sender_type": "kommune", "kommune_nr": nr}
          for name, nr in (("Nordli kommune", "0901"), ("Sørli kommune", "0902")))
    )  # fmt: skip
    result = covered(joint, signatories=signed)
    assert result.table["n_answered"].tolist() == [1, 1, 0] and result.table["n_letters"].tolist() == [1, 1, 0]
    assert result.n_letters == 1
    assert result.sentence() == "2 av 3 helsefellesskap er representert; 2 av 4 kommuner svarte, 2 bare i fellesbrev"
    # Nordli's own letter makes it answer alone as well, without counting it twice.
    both = covered(joint, NORDLI, signatories=signed)
    assert both.table["n_answered"].tolist() == [1, 1, 0] and both.table["n_joint"].tolist() == [0, 1, 0]


def test_a_hospital_trust_does_not_answer_for_its_helsefellesskap():
    result = covered(letter(1, "Sykehuset Fjellet HF", "helseforetak", helsefellesskap="fjellet"))
    assert result.table["n_letters"].sum() == 0
    assert result.sentence() == "Ingen av 3 helsefellesskap og ingen av 4 kommuner har svart"
    assert "1 brev fra andre avsendere" in result.notes["nb"]


def test_a_kommune_that_the_registry_lacks_is_told_not_lost():
    result = covered(letter(1, "Ukjentli kommune", kommune_nr="9999"))
    assert result.table["n_answered"].sum() == 0
    assert "1 brev er ikke plassert: avsenderen deler navn" in result.notes["nb"]


def test_a_tile_opens_to_its_letters():
    opened = covered(NORDLI, FJELLET).explain(helsefellesskap="kysten")
    assert opened["sender"].tolist() == ["Nordli kommune"] and opened["evidence"].tolist() == ["Nordli kommune"]


def test_no_letters_cover_nothing_and_break_nothing():
    assert covered().sentence() == "Ingen av 3 helsefellesskap og ingen av 4 kommuner har svart"
    nothing = answers(**letters_of(), questions=QUESTIONS)
    assert nothing.table.empty and nothing.sentence() == "Ingen brev å vise"


def letters_of(*letters, said=(), repeated=()):
    chosen = tables(list(letters), list(said))
    return {"documents": chosen["documents"], "segments": chosen["segments"], "furniture": furniture(*repeated)}


def statuses(result, number):
    rows = result.table[result.table["submission_id"] == f"brev{number}"]
    return rows["status"].tolist()


def test_every_question_of_the_call_has_a_status():
    said = [passage(1, 1, "Det går bra her", question="1"), passage(1, 2, "Ja", question="1")]
    result = answers(**letters_of(NORDLI, said=said, repeated=[repeated_question(1, "2")]), questions=QUESTIONS)
    assert statuses(result, 1) == ["answered", "repeated", "missing"]
    assert result.table["words"].tolist() == [5, 0, 0]
    assert result.table["label"].tolist() == ["Erfaringer", "Tiltak", "Annet"]
    assert result.sentence() == "Det ene brevet svarer på 1 av 3 spørsmål"


def test_two_questions_answered_as_one_are_merged_unless_one_has_its_own_answer():
    merged = [passage(1, 1, "Begge deler henger sammen", question="1+2")]
    result = answers(**letters_of(NORDLI, said=merged), questions=QUESTIONS)
    assert statuses(result, 1) == ["merged", "merged", "missing"]
    assert result.table["words"].tolist() == [4, 4, 0]
    own = answers(**letters_of(NORDLI, said=[*merged, passage(1, 2, "Dessuten", question="2")]), questions=QUESTIONS)
    assert statuses(own, 1) == ["merged", "answered", "missing"]
    assert result.explain(submission_id="brev1", question="2")["text"].tolist() == ["Begge deler henger sammen"]


@pytest.mark.parametrize("call", [None, "ku-2031", "ukjent-2030"])
def test_a_letter_without_questions_is_one_free_row(call):
    free = letter(7, "Vestli kommune", call=call)
    said = [passage(7, 1, "Vi vil si litt om alt"), passage(7, 2, "Takk")]
    result = answers(**letters_of(free, said=said), questions=QUESTIONS)
    assert rows(result) == [("free", 7)] and result.table["question"].isna().all()
    assert result.sentence() == "Det ene brevet følger ikke spørsmålene"
    assert len(result.explain(submission_id="brev7", question=None)) == 2


def rows(result):
    return list(zip(result.table["status"], result.table["words"], strict=True))


def test_the_finding_counts_whole_answers_and_free_letters():
    said = [passage(1, i, "Svar her", question=str(i)) for i in (1, 2, 3)] + [passage(2, 1, "Bare ett", question="1")]
    result = answers(**letters_of(NORDLI, FJELLET, letter(7, "Vestli kommune"), said=said), questions=QUESTIONS)
    assert result.sentence() == "1 av 2 brev svarer på alle spørsmålene; 1 brev følger ikke spørsmålene"
    assert len(result.table) == 7 and result.n_letters == 3


def test_the_calls_come_in_the_order_of_the_questions_frame_with_their_labels():
    later = pd.DataFrame({"call": ["aa-2032"], "call_label": ["Høsten 2032"], "question": ["1"], "facet": ["annet"],
                          "label": ["Alt"]}, dtype="str")  # fmt: skip
    letters = [letter(1, "Å", call="aa-2032"), letter(2, "Ø", call="aa-2032"), letter(3, "K", call=None),
               letter(4, "U", call="x-1"), letter(5, "B", "ks"), letter(6, "A"), letter(7, "Z", "helsefellesskap"),
               letter(8, "C", "direktorat")]  # fmt: skip
    said = [passage(i, 1, "Ja", question="1") for i in range(1, 9)]
    table = answers(**letters_of(*letters, said=said), questions=pd.concat([QUESTIONS, later])).table
    drawn = table.drop_duplicates("submission_id")
    assert drawn["sender"].tolist() == ["Z", "A", "C", "B", "Ø", "Å", "U", "K"]
    assert drawn["call_label"].tolist()[:6] == ["Våren 2031"] * 4 + ["Høsten 2032"] * 2
    assert drawn["call_label"].tolist()[6] == "x-1" and pd.isna(drawn["call_label"].tolist()[7])
    assert table["question"].tolist()[:3] == ["1", "2", "3"] and table["question"].isna().tolist()[-2:] == [True, True]


def greeting(number, words):
    row = {"furniture_id": f"brev{number}-f0", "submission_id": f"brev{number}", "reason": "greeting", "page": 1}
    return {**row, "text": "Hei " * words, "words": words}


def test_every_word_read_is_accounted_for_letter_by_letter():
    letters = [
        {**NORDLI, "words": 9, "file": "b.txt"},
        {**FJELLET, "words": 4, "file": "a.txt"},
        letter(7, "Tom", words=2, file="c.txt"),
    ]
    said = [passage(1, 1, "Fire ord står her"), passage(2, 1, "Fire ord står her")]
    accounts = word_accounts(**letters_of(*letters, said=said, repeated=[repeated_question(1, "1"), greeting(1, 2)]))
    assert accounts["file"].tolist() == ["a.txt", "b.txt", "c.txt"]
    assert accounts["segment_words"].tolist() == [4, 4, 0] and accounts["furniture_words"].tolist() == [0, 5, 0]
    assert accounts[["furniture_greeting", "furniture_question"]].sum().tolist() == [2, 3]
    # The third letter has two words that are nowhere: it must show.
    assert accounts["difference"].tolist() == [0, 0, 2]
    assert word_accounts(**letters_of()).empty


def test_letters_without_furniture_have_none_and_no_column_of_it():
    accounts = word_accounts(**letters_of({**NORDLI, "words": 4}, said=[passage(1, 1, "Fire ord står her")]))
    assert accounts.columns.tolist() == ["file", "sender", "words", "segment_words", "furniture_words", "difference"]
    assert accounts.loc[0, ["words", "segment_words", "furniture_words", "difference"]].tolist() == [4, 4, 0, 0]
