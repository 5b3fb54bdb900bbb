"""A Result: the sentence, the table and the passages behind it belong together."""

import pandas as pd
import pytest

from innspill.errors import InnspillError
from innspill.results import Result, grouped_letters, in_language, segment_evidence
from invented import letter, passage, tables

EVIDENCE = pd.DataFrame(
    {
        "code": ["lege", "vei", "vei", "lege"],
        "group": ["kommune", "kommune", None, None],
        "segment_id": ["a-1", "a-1", "b-1", "b-2"],
        "sender": ["A", "A", "B", "B"],
        "text": ["Lege og vei", "Lege og vei", "Vei", "Lege"],
        "evidence": ["Lege", "vei", "Vei", "Lege"],
        "score": [1, 2, 3, 4],
    }
)
LETTERS = [letter(1, "Nordli kommune"), letter(2, "Fjellet", "helsefellesskap", language="nn"), letter(3, "X", "ks")]


def result(evidence=EVIDENCE):
    return Result("prevalence", pd.DataFrame(), ("code", "group"), {"nb": "Funn", "en": "Finding"}, 2, evidence)


def test_a_row_opens_to_its_passages_in_reading_order():
    assert result().explain(code="lege")["segment_id"].tolist() == ["a-1", "b-2"]
    assert result().explain(code="lege", group="kommune")["text"].tolist() == ["Lege og vei"]
    assert "score" not in result().explain().columns


def test_a_passage_behind_several_numbers_is_shown_once_with_all_its_words():
    opened = result().explain(group="kommune")
    assert opened["segment_id"].tolist() == ["a-1"] and opened["evidence"].tolist() == ["Lege; vei"]


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA])
def test_a_null_asks_for_the_rows_without_a_value(null):
    assert result().explain(group=null)["segment_id"].tolist() == ["b-1", "b-2"]


def test_a_number_without_passages_opens_to_nothing():
    assert result().explain(code="reise").empty
    assert result(pd.DataFrame()).explain(code="lege").empty


def test_a_name_that_is_no_key_is_refused():
    with pytest.raises(InnspillError, match=r"«farge» is not a key of this result. Use code, group"):
        result().explain(farge="blå")


def test_the_finding_is_told_in_both_languages():
    assert (result().sentence(), result().sentence("en")) == ("Funn", "Finding")


def test_passages_of_letters_left_out_are_left_out():
    named = tables(LETTERS, [passage(1, 1, "Ett"), passage(2, 1, "To")])
    told = segment_evidence(named["segments"], in_language(named["documents"], "nn"))
    assert told["sender"].tolist() == ["Fjellet"] and told["file"].tolist() == ["2.txt"]


def test_groups_are_those_asked_for_or_all_in_the_contracts_order():
    documents = tables(LETTERS)["documents"]
    letters, groups = grouped_letters(documents, "sender_type", None)
    assert groups == ("kommune", "helsefellesskap", "ks") and len(letters) == 3
    letters, groups = grouped_letters(documents, "sender_type", ("kommune", "rhf"))
    assert groups == ("kommune", "rhf") and letters["submission_id"].tolist() == ["brev1"]
