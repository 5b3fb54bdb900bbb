"""Consultations: calls, questions, dates, and which call a letter answers."""

from datetime import date
from pathlib import Path

import pytest

from innspill.consultation_file import load_consultation
from innspill.consultations import Cues, find_call, find_dates
from innspill.errors import InnspillError

ROOT = Path(__file__).resolve().parents[1]
NHSP = load_consultation(ROOT / "data" / "consultations" / "nhsp.yml")


def test_the_shipped_consultation_has_three_calls_with_six_three_and_four_questions() -> None:
    counts = {call.id: len(call.questions) for call in NHSP.calls}
    assert counts == {"nhsp-2021": 6, "nhsp-2022": 3, "nhsp-digital-2023": 4}


def test_every_question_has_a_label_in_both_languages() -> None:
    table = NHSP.question_table("nb"), NHSP.question_table("en")
    assert all(t["label"].str.len().gt(0).all() for t in table)
    assert table[0]["facet"].isna().sum() == 4  # the digital call: numbers only


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("brev av 3. august 2022", date(2022, 8, 3)),
        ("datert 3.august 2022", date(2022, 8, 3)),
        ("Dato: 12.09.2022", date(2022, 9, 12)),
        ("den 1. mars 23", date(2023, 3, 1)),
        ("5.9.22", date(2022, 9, 5)),
        ("31.02.2022", None),
    ],
)
def test_dates_are_read_as_norwegians_write_them(text: str, day: date | None) -> None:
    assert [d.day for d in find_dates(text)] == [day]


def test_a_letter_without_any_sign_has_no_call() -> None:
    assert find_call("Vi har mange gode tjenester i kommunen.", {}, None, NHSP).call is None


def test_a_letter_without_questions_gets_the_call_that_it_cites() -> None:
    assert find_call("Vi viser til brev av 3. august 2022.", {}, None, NHSP).call.id == "nhsp-2022"


def test_a_numbered_list_alone_is_no_answer_to_the_call_of_which_only_numbers_are_known() -> None:
    assert find_call("1. Leger\n2. Biler", {"nhsp-digital-2023": 1.0}, None, NHSP).call is None


def test_questions_weigh_more_than_the_date_that_is_cited() -> None:
    finding = find_call("Vi viser til brev av 3. august 2022.", {"nhsp-2021": 1.5}, None, NHSP)
    assert finding.call.id == "nhsp-2021"
    assert finding.notes == ("Brevet viser til «Brevet av 3.8.2022», men svarer på spørsmålene i «Brevet av 21.9.2021».",)


def test_a_plans_name_may_run_over_a_line_end() -> None:
    assert find_call("Innspill til helse- og\nsykehusplanen", {}, None, NHSP).call.id == "nhsp-2021"


def test_where_all_else_is_equal_the_call_with_more_of_its_questions_answered_wins() -> None:
    alike = {"nhsp-2021": 3.0, "nhsp-2022": 3.0}
    assert find_call("Svar", alike, None, NHSP, {"nhsp-2021": 3, "nhsp-2022": 3}).call.id == "nhsp-2022"


def test_the_words_of_a_facet_are_those_of_a_facet_that_is_listed(tmp_path: Path) -> None:
    text = (ROOT / "data" / "consultations" / "nhsp.yml").read_text(encoding="utf-8")
    path = tmp_path / "own.yml"
    path.write_text(text.replace("  erfaring: [erfaring,", "  minne: [erfaring,"), encoding="utf-8")
    with pytest.raises(InnspillError, match="facet_words has the unknown facet «minne»"):
        load_consultation(path)


def test_cues_match_whole_words_with_an_open_end() -> None:
    cues = Cues(["erfaring*", "ks", "*plan"])
    assert [cues.match(w) for w in ("erfaringene", "ks", "ksx", "sykehusplan", "planer")] == [True, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("calls: [", ":1: this is not YAML"),
        ("- a\n- b\n", "a consultation is a mapping"),
        ("id: x\ntitle: {nb: a, en: b}\n", "'calls' is missing"),
        ("id: x\ntitle: {nb: a, en: b}\ncalls: 3\n", "another form"),
        (
            "id: x\ntitle: {nb: a, en: b}\ncalls:\n - {id: a, label: {nb: a, en: a}, questions: []}\n",
            "the call a has no questions",
        ),
        (
            "id: x\ntitle: {nb: a, en: b}\ncalls:\n - {id: a, label: {nb: a, en: a}, letter_date: soon, "
            "questions: [{number: 1, label: {nb: a, en: a}}]}\n",
            "«soon» is not a date",
        ),
        (
            "id: x\ntitle: {nb: a, en: b}\nfacets: {}\ncalls:\n - {id: a, label: {nb: a, en: a}, "
            "questions: [{number: 1, facet: annet, label: {nb: a, en: a}}]}\n",
            "unknown facet «annet»",
        ),
        ("id: x\ntitle: {nb: a, en: b}\ncalls: []\n", "no call has the key letter_date"),
        (
            "id: x\ntitle: {nb: a, en: b}\ncalls:\n - {id: a, label: {nb: a, en: a}, letter_date: 2030-01-01, "
            "questions: [{number: 1, label: {nb: a, en: a}}]}\n",
            "no call has the key open_until",
        ),
        (
            "id: x\ntitle: {nb: a, en: b}\ncalls:\n - {id: a, label: a, questions: [{number: 1, label: {nb: a, en: a}}]}\n",
            "the label of a needs a text in bokmål and in English",
        ),
        (
            "id: x\ntitle: {nb: a, en: b}\ncalls:\n - {id: a, label: {nb: a, en: a}, "
            "questions: [{number: 1, label: {nb: a}}]}\n",
            "the label of question 1 of a needs a text",
        ),
    ],
)
def test_a_broken_consultation_is_one_clear_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "plan.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InnspillError) as caught:
        load_consultation(path)
    line = str(caught.value)
    assert told in line and str(path) in line and "\n" not in line


def test_a_consultation_that_is_not_utf_8_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yml"
    path.write_bytes("title: {nb: Spørsmål}".encode("latin-1"))
    with pytest.raises(InnspillError, match="the file is not UTF-8"):
        load_consultation(path)
