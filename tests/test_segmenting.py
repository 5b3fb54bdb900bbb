"""Segmenting: which words answer which question. Cases are invented letters in tests/cases/segmenting.yml."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from innspill.consultation_file import load_consultation
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
    assert letter.notes == (
        "Brevet viser til «Brevet av 3.8.2022», men svarer på spørsmålene i «Brevet av 21.9.2021».",
    )


def test_a_date_that_no_calendar_has_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 31.02.2022\n\n"
        "1. Hva er de viktigste utfordringene?\n\nRekruttering."
    )
    assert letter.date is None
    assert letter.notes == ("Datoen 31.02.2022 finnes ikke og er ikke brukt.",)


def test_a_date_before_the_call_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 12.09.2012\n\n"
        "1. Hva er de viktigste utfordringene?\n\nRekruttering."
    )
    assert letter.date is None
    assert letter.notes == ("Datoen 12.9.2012 er før invitasjonen og er ikke brukt.",)


def test_merged_questions_carry_both_numbers_in_their_furniture() -> None:
    letter = read_letter(
        "5. Hvordan kan regionale aktører (KS, statsforvalteren) støtte? Hvilken støtte savner dere? 6. Har dere annet "
        "å spille inn?\nSvar; KS er nyttig."
    )
    assert letter.furniture.loc[letter.furniture["reason"] == "question", "question"].unique().tolist() == ["5+6"]
    assert rows_of(letter) == [["5+6", "paragraph", "KS er nyttig."]]


_ANSWERED = "1. Hva er de viktigste utfordringene?\n\nVeiene er stengt om vinteren, og ferga går bare to ganger om dagen.\n\n"


def signature_of(letter: SegmentedLetter) -> list[str]:
    return letter.furniture.loc[letter.furniture["reason"] == "signature", "text"].tolist()


@pytest.mark.parametrize(
    "tail",
    [
        ["Fjellvik kommune"],
        ["Storvik og Fjellvik kommune, helse og omsorg"],
        ["Foreningen Lang reisevei"],
        ["Sendt inn av sekretariatet for Helsefellesskap Fjellvik."],
        ["Kommunalsjef, Fjellvik kommune"],
        ["Sekretariatet for Helsefellesskap Fjellvik"],
        ["Kari Eksempel", "Kommunalsjef helse", "Fjellvik kommune", "Dokumentet er elektronisk godkjent."],
        ["Fjellvik, 12.9.2022", "Rådmann i Fjellvik kommune"],
        ["Kommunedirektør | Ordfører", "Fjellvik kommune | Storvik kommune"],
    ],
)
def test_the_lines_that_sign_a_letter_without_a_greeting_are_signature(tail: list[str]) -> None:
    letter = read_letter(_ANSWERED + "\n\n".join(tail))
    assert letter.segments["text"].tolist() == ["Veiene er stengt om vinteren, og ferga går bare to ganger om dagen."]
    assert signature_of(letter) == tail


@pytest.mark.parametrize(
    "tail",
    [
        ["Leder for helsehuset"],
        ["Egen rådgiver i hver kommune"],
        ["Norges beste legevakt"],
        ["Det gjelder også Fjellvik kommune"],
        ["Ansvarlig:", "Fjellvik kommune"],
        ["Flere ambulanser", "Fjellvik kommune"],
        ["Fjellvik kommune har to sykehjem."],
    ],
)
def test_short_lines_that_may_be_an_answer_are_never_signature(tail: list[str]) -> None:
    letter = read_letter(_ANSWERED + "\n\n".join(tail))
    assert letter.segments["text"].tolist()[1:] == tail
    assert signature_of(letter) == []


@pytest.mark.parametrize(
    "end",
    [
        [("bullet", "Fjellvik kommune")],
        [("heading", "Hvem skal betale for ferga?"), ("paragraph", "Fjellvik kommune")],
        [("paragraph", "Flere ambulanser"), ("paragraph", "Fjellvik kommune")],
        [("paragraph", "Alt dette er prøvd ut i to år nå, og ansvaret for det lå hos:"), ("paragraph", "Fjellvik kommune")],
    ],
)
def test_a_bullet_or_what_stands_under_a_heading_or_after_a_lead_is_never_signature(end: list[tuple[str, str]]) -> None:
    letter = read_blocks(
        ("heading", "1. Hva er de viktigste utfordringene?"),
        ("paragraph", "Legevakten mangler leger hver eneste helg, og disse merker det best."),
        *end,
    )
    assert letter.segments["text"].tolist()[1:] == [text for _, text in end]


def test_only_the_end_of_the_letter_is_signed_and_never_a_whole_answer() -> None:
    letter = read_letter(
        f"{_ANSWERED}Fjellvik kommune\n\n2. Hvilke tiltak er aktuelle?\n\nFlere ferger.\n\n"
        "3. Har dere gode eksempler på pågående arbeid?\n\nLevert av drone."
    )
    assert letter.segments["text"].tolist()[1:] == ["Fjellvik kommune", "Flere ferger.", "Levert av drone."]


def test_a_form_in_the_letters_head_gives_its_date_and_is_letterhead() -> None:
    letter = read_blocks(
        ("table", "Avsender | Kari Eksempel"),
        ("table", "Deres ref | Vår ref | Dato: 12.09.2022"),
        ("heading", "Uttale om ny plan"),
        ("paragraph", "Veiene er stengt om vinteren, og ferga går bare to ganger om dagen for alle som bor her ute."),
    )
    assert str(letter.date) == "2022-09-12"
    assert letter.furniture["reason"].tolist() == ["letterhead", "letterhead", "title"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Deres ref. Vår ref. Dato\n21/3451 22/2210-2 25.03.2022", "2022-03-25"),
        ("Vår ref: 21/10233-4 Deres ref: 21/3451 Dato: 28.03.2022", "2022-03-28"),
        ("Utvalg: Formannskapet\nMøtedato: 02.11.2022", "2022-11-02"),
        ("Deres dato: 03.08.2022\nVår dato: 29.09.2022", "2022-09-29"),
        ("Deres dato\n03.08.2022 om noe", "None"),
    ],
)
def test_the_letters_own_date_stands_after_its_name_or_under_it(head: str, expected: str) -> None:
    assert str(read_letter(f"{head}\n\nVeiene er stengt om vinteren.").date) == expected


def test_a_date_in_the_cell_after_its_name_is_the_letters_own() -> None:
    letter = read_blocks(("table", "Innsendt | 12.09.2022 kl. 10.15"), ("paragraph", "Veiene er stengt."))
    assert str(letter.date) == "2022-09-12"


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
