"""Segmenting: which words answer which question. Cases are invented letters in tests/cases/segmenting.yml."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from innspill.consultations import load_consultation
from innspill.pages import Line, Pages
from innspill.segmenting import SegmentedLetter, segment_letter
from innspill.segmenting.strips import WORD

ROOT = Path(__file__).resolve().parents[1]
CONSULTATION = load_consultation(ROOT / "data" / "consultations" / "nhsp.yml")
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "segmenting.yml").read_text(encoding="utf-8"))


def read_letter(text: str, layout: str = "prose") -> SegmentedLetter:
    lines = tuple(Line(line.rstrip(), 1) for line in text.split("\n"))
    return segment_letter(Pages("plain", lines, 1, layout=layout), CONSULTATION, "abcdef0123")


def read_blocks(*blocks: tuple[str, str]) -> SegmentedLetter:
    lines = tuple(Line(text, 1, kind) for kind, text in blocks)
    return segment_letter(Pages("word", lines, 1), CONSULTATION, "abcdef0123")


def rows_of(letter: SegmentedLetter) -> list[list[str | None]]:
    table = letter.segments[["question", "kind", "text"]].astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


def words_of(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(text))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_passage_stands_under_the_question_that_it_answers(case: dict) -> None:
    letter = read_letter(case["letter"], case.get("layout", "prose"))
    assert rows_of(letter) == [[None if q is None else str(q), kind, text] for q, kind, text in case["segments"]]
    assert letter.call == case.get("call")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_word_read_ends_in_a_segment_or_in_furniture(case: dict) -> None:
    letter = read_letter(case["letter"], case.get("layout", "prose"))
    kept = words_of([*letter.segments["text"], *letter.furniture["text"]])
    assert kept == words_of([case["letter"].replace("\no ", "\n")])
    assert kept.total() == letter.n_words


_LINES = st.lists(
    st.sampled_from([
        "", "", "1. Hvilke erfaringer har dere høstet?", "Pkt 2. Aktuelle tiltak", "Svar:", "• kort punkt", "a) En utfordring",
        "Vi trenger flere fastleger og bedre", "samarbeid om utskriving.", "Tiltak:", "Med vennlig hilsen", "Spørsmål 5 og 6:",
        "Regionale aktører", "4. Hvordan kan nasjonale myndigheter støtte oss? Hvilken støtte savner dere?", "12.09.2022",
        "Høringsuttalelse fra Fjellvik kommune", "https://www.example.no/side", "– strek", "tekst uten slutt og", "3",
    ])
    | st.text(alphabet="abcæøå .?!:;•–-()123\u00ad", max_size=60),
    max_size=40,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_LINES, st.sampled_from(["prose", "slides"]))
def test_no_word_is_lost_or_doubled_whatever_the_lines(lines: list[str], layout: str) -> None:
    letter = read_letter("\n".join(lines), layout)
    assert words_of([*letter.segments["text"], *letter.furniture["text"]]) == words_of(lines)


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_the_words_of_the_segments_keep_the_order_of_the_letter(lines: list[str]) -> None:
    letter = read_letter("\n".join(lines))
    read = iter([w for line in lines for w in WORD.findall(line)])
    assert all(word in read for text in letter.segments["text"] for word in WORD.findall(text))


def test_a_question_and_its_answer_in_one_word_paragraph_are_parted() -> None:
    letter = read_blocks(
        ("paragraph", "1. Hvilke erfaringer har dere høstet om samarbeid mellom kommunene? Det går godt hos oss."),
        ("heading", "2. Hva er mest krevende for å nå målene om bærekraftige tjenester?"),
        ("bullet", "Fastlegene mangler."),
    )
    assert rows_of(letter) == [["1", "paragraph", "Det går godt hos oss."], ["2", "bullet", "Fastlegene mangler."]]


def test_a_letter_that_cites_one_call_and_answers_another_gets_the_call_of_its_questions() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune til Nasjonal helse- og samhandlingsplan\n\n"
        "Vi viser til brev av 3. august 2022 og svarer slik.\n\n"
        "4. Hvordan kan nasjonale myndigheter og departement støtte helsefellesskapene?\n\nBedre finansiering."
    )
    assert letter.call == "nhsp-2021"
    assert letter.notes == ("cites nhsp-2022 but answers the questions of nhsp-2021",)


def test_a_date_that_no_calendar_has_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 31.02.2022\n\n"
        "1. Hva er de viktigste utfordringene?\n\nRekruttering."
    )
    assert letter.date is None
    assert letter.notes == ("the date 31.02.2022 is in no calendar",)


def test_a_date_before_the_call_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 12.09.2012\n\n"
        "1. Hva er de viktigste utfordringene?\n\nRekruttering."
    )
    assert letter.date is None
    assert letter.notes == ("the date 2012-09-12 is before the call's own letter",)


def test_merged_questions_carry_both_numbers_in_their_furniture() -> None:
    letter = read_letter(
        "5. Hvordan kan regionale aktører (KS, statsforvalteren) støtte? Hvilken støtte savner dere? 6. Er det noe annet "
        "dere vil spille inn til planen?\nSvar; KS er nyttig."
    )
    assert letter.furniture.loc[letter.furniture["reason"] == "question", "question"].unique().tolist() == ["5+6"]
    assert rows_of(letter) == [["5+6", "paragraph", "KS er nyttig."]]


def test_the_five_real_letters_answer_the_questions_that_a_reader_finds(real_letters: Path) -> None:
    expected = {
        "000": ("nhsp-2021", {"1", "2", "3", "4", "5+6"}),
        "001": ("nhsp-2021", {"1", "2", "3", "4", "5", "6"}),
        "002": (None, set()),
        "003": ("nhsp-2022", {"1", "2", "3"}),
        "004": ("nhsp-2021", {"4", "5", "6"}),
    }
    from innspill.cleaning import clean_pages
    from innspill.reading import read_pages

    for path in sorted(real_letters.glob("*.txt")):
        letter = segment_letter(clean_pages(read_pages(path.read_bytes(), path.name)), CONSULTATION, "0" * 10)
        assert (letter.call, set(letter.segments["question"].dropna())) == expected[path.name[:3]], path.name
