"""Segmenting: which words answer which question. Cases are invented letters in tests/cases/segmenting.yml."""

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from innspill.answering import answers
from innspill.consultation_file import load_consultation
from innspill.errors import InnspillError
from innspill.pages import KINDS, Line, Pages
from innspill.segmenting import SegmentedLetter, segment_letter
from innspill.segmenting.strips import WORD

ROOT = Path(__file__).resolve().parents[1]
CONSULTATION = load_consultation(ROOT / "data" / "consultations" / "nhsp.yml")
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "segmenting.yml").read_text(encoding="utf-8"))


QUESTIONS = yaml.safe_load((ROOT / "tests" / "cases" / "questions.yml").read_text(encoding="utf-8"))


def read_letter(text: str, layout: str = "prose") -> SegmentedLetter:
    pages = enumerate(text.split("\f"), start=1)
    lines = tuple(Line(line.rstrip(), number) for number, page in pages for line in page.split("\n"))
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


_TEXTS = st.sampled_from([
    "", "", "1. Hvilke erfaringer har dere høstet?", "Pkt 2. Aktuelle tiltak", "Svar:", "• kort punkt", "a) En utfordring",
    "Vi trenger flere fastleger og bedre", "samarbeid om utskriving.", "Tiltak:", "Med vennlig hilsen", "Spørsmål 5 og 6:",
    "Regionale aktører", "4. Hvordan kan nasjonale myndigheter støtte oss? Hvilken støtte savner dere?", "12.09.2022", "Hei,",
    "Høringsuttalelse fra Fjellvik kommune", "https://www.example.no/side", "– strek", "tekst uten slutt og", "3", "IV", "B.",
    "Spørsmål 4 og 5: Støtte", "1 Se rapporten fra 2020.", "Spørsmål 1 | Ja | Nei", "Nr | Spørsmål | Svar", "_Spørsmål 2:_ Hva",
    "Til slutt, spørsmål 6: nei", "Det fjerde spørsmålet", "Når det gjelder spørsmål 5 mener vi", "jf.", "Vårt svar:", "| |",
    "Fjellvik kommune", "For Fjellvik kommune", "\u202eabc def\u202c", "a\x00b\x07c", "x" * 100_000, "שלום עולם",
    "**Spørsmål 3** ja",
]) | st.text(alphabet="abcæøå .?!:;•–-()123|_*\u00ad\u200bא", max_size=60) | st.text(max_size=40)  # fmt: skip
_LINES = st.builds(Line, _TEXTS, st.integers(1, 3), st.none() | st.sampled_from(KINDS))
_PRINTED = st.builds(Line, _TEXTS, st.integers(1, 3))
_LETTERS = st.lists(_PRINTED, max_size=40) | st.lists(_LINES, max_size=25)


def cut_letter(lines: list[Line], layout: str, **more: object) -> SegmentedLetter:
    ordered = tuple(sorted(lines, key=lambda line: line.page))
    return segment_letter(Pages("plain", ordered, 3, layout=layout), CONSULTATION, "abcdef0123", **more)


def words_read(lines: list[Line]) -> list[str]:
    """The words in reading order; a lone letter o before a text is Word's second bullet, not a word."""
    ordered = sorted(lines, key=lambda line: line.page)
    texts = [line.text.lstrip() for line in ordered]
    bare = [text[1:] if text[:1] == "o" and text[1:2].isspace() and text[1:].strip() else text for text in texts]
    return [word for text in bare for word in WORD.findall(text)]


@settings(max_examples=300, deadline=None)
@given(_LETTERS, st.sampled_from(["prose", "slides"]))
def test_no_word_is_lost_or_doubled_whatever_the_lines(lines: list[Line], layout: str) -> None:
    letter = cut_letter(lines, layout)
    read = words_read(lines)
    assert words_of([*letter.segments["text"], *letter.furniture["text"]]) == Counter(read)
    assert letter.segment_words + letter.furniture_words == letter.n_words == len(read)
    assert not any("Meld fra" in note for note in letter.notes)


@settings(max_examples=300, deadline=None)
@given(_LETTERS, st.sampled_from(["prose", "slides"]))
def test_the_words_of_the_segments_keep_the_order_of_the_letter(lines: list[Line], layout: str) -> None:
    segments = cut_letter(lines, layout).segments
    # A footnote that a page's foot puts in the middle of a sentence stands after its paragraph.
    for part in (segments[segments["kind"] != "note"], segments[segments["kind"] == "note"]):
        read = iter(words_read(lines))
        assert all(word in read for text in part["text"] for word in WORD.findall(text))


@settings(max_examples=100, deadline=None)
@given(_LETTERS, st.sampled_from([None, *(call.id for call in CONSULTATION.calls)]))
def test_a_letters_statuses_are_those_that_the_comparison_finds(lines: list[Line], call: str | None) -> None:
    letter = cut_letter(lines, "prose", call=call)
    told = {"submission_id": "abcdef0123", "sender": "X", "sender_type": "kommune", "call": letter.call, "file": "x.txt"}
    documents = pd.DataFrame([told | {"sender_evidence": ""}]).astype("str")
    table = answers(documents, letter.segments, letter.furniture, CONSULTATION.question_table()).table
    compared = table[table["status"] != "free"]
    assert letter.questions == dict(zip(compared["question"], compared["status"], strict=True))


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
    assert letter.notes == ("Brevet viser til «Brevet av 3.8.2022», men svarer på spørsmålene i «Brevet av 21.9.2021».",)


def test_a_date_that_no_calendar_has_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 31.02.2022\n\n1. Hva er de viktigste utfordringene?\n\nRekruttering."
    )
    assert letter.date is None
    assert letter.notes == ("Datoen 31.02.2022 finnes ikke og er ikke brukt.",)


def test_a_date_before_the_call_is_null_and_said() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 12.09.2012\n\n1. Hva er de viktigste utfordringene?\n\nRekruttering."
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


_HEAD = "Innspill til helse- og sykehusplanen\n\n"
_ANSWER = "Vi trenger penger."


def answered_in(letter: SegmentedLetter) -> list[list[str | None]]:
    return [[question, text] for question, _, text in rows_of(letter)]


@pytest.mark.parametrize(("mark", "question", "run_in"), QUESTIONS["marks"], ids=[mark for mark, *_ in QUESTIONS["marks"]])
def test_a_question_is_known_by_any_mark_that_strangers_use(mark: str, question: str, run_in: bool) -> None:
    """Alone above a gap, right above the answer, and (where it can) before the answer on its line."""
    for between in ("\n\n", "\n", *([" "] if run_in else [])):
        letter = read_letter(f"{_HEAD}{mark}{between}{_ANSWER}")
        assert (letter.call, answered_in(letter)) == ("nhsp-2021", [[question, _ANSWER]]), between


@pytest.mark.parametrize("sentence", QUESTIONS["references"])
def test_a_sentence_that_speaks_of_a_question_begins_none(sentence: str) -> None:
    first = "Legene slutter hver vinter."
    inside = read_letter(f"{_HEAD}Spørsmål 2:\n\n{first} {sentence} Det er alt.")
    assert answered_in(inside) == [["2", f"{first} {sentence} Det er alt."]]
    apart = read_letter(f"{_HEAD}Spørsmål 2:\n\n{first}\n\n{sentence}")
    assert answered_in(apart) == [["2", first], ["2", sentence]]


def test_a_mark_at_a_lines_beginning_that_the_line_before_speaks_of_begins_no_question() -> None:
    text = "Legene slutter hver vinter, og det har vi skrevet om i svaret på\nspørsmål 4: Der står tallene for hele fylket."
    letter = read_letter(f"{_HEAD}Spørsmål 2:\n\n{text}")
    assert answered_in(letter) == [["2", text.replace("\n", " ")]]


@pytest.mark.parametrize("case", QUESTIONS["letters"], ids=[case["name"] for case in QUESTIONS["letters"]])
def test_a_strangers_letter_is_parted_by_its_questions(case: dict) -> None:
    letter = read_letter(case["letter"])
    assert (letter.call, answered_in(letter)) == (case.get("call"), case["segments"])
    assert case.get("questions") in (None, letter.questions)


@pytest.mark.parametrize("case", QUESTIONS["tables"], ids=[case["name"] for case in QUESTIONS["tables"]])
def test_a_question_in_one_cell_is_answered_by_the_next(case: dict) -> None:
    letter = read_blocks(*(("table", row) for row in case["rows"]))
    assert (letter.call, answered_in(letter)) == (case["call"], case["segments"])


def test_the_rest_of_a_line_that_names_two_questions_belongs_to_them() -> None:
    letter = read_letter(f"{_HEAD}Spørsmål 4 og 5: Støtte\n\nSend penger.")
    asked = letter.furniture[letter.furniture["reason"] == "question"]
    assert asked[["question", "text"]].to_numpy().tolist() == [["4+5", "Spørsmål 4 og 5: Støtte"]]
    assert letter.questions["4"] == letter.questions["5"] == "merged"


def test_a_letter_says_by_which_words_a_segment_answers_its_question() -> None:
    letter = read_letter(f"{_HEAD}Spørsmål 4: Send penger.\n\nNår det gjelder spørsmål 5 mener vi at KS bør ringe oss.")
    columns = ["question_evidence", "question_confidence", "facet_confidence"]
    found = letter.segments[columns].to_numpy().tolist()
    assert found == [["Spørsmål 4:", 0.9, 0.9], ["Når det gjelder spørsmål 5", 0.7, 0.7]]


def test_a_sub_heading_that_routes_is_the_evidence_of_what_stands_under_it() -> None:
    asked = "Pkt 1. Hva er de viktigste utfordringene? og pkt 2. hvilke tiltak er aktuelle?"
    letter = read_letter(f"{asked}\n\nForslag til tiltak:\n\n• Ferge")
    last = letter.segments.iloc[-1]
    assert (last["question"], last["question_evidence"]) == ("2", "Forslag til tiltak:")


@pytest.mark.parametrize(
    ("text", "facet", "confidence", "evidence"),
    [
        ("Utfordringer\n\nLegene slutter hver vinter.", "utfordring", 0.6, "Utfordringer"),
        ("Forslag til tiltak\n\nLegene bør få bolig.", "tiltak", 0.6, "Forslag til tiltak"),
        ("Helse\n\nDen største utfordringen er at legene slutter.", "utfordring", 0.4, "utfordringen"),
        ("Helse\n\nKommunen foreslår at ferga går hver time.", "tiltak", 0.4, "foreslår"),
        ("Helse\n\nUtfordringer og tiltak følger hverandre.", None, None, None),
        ("Helse\n\nLegene slutter hver vinter.", None, None, None),
    ],
)
def test_without_any_question_the_facet_is_guessed_only_where_words_carry_it(
    text: str, facet: str | None, confidence: float | None, evidence: str | None
) -> None:
    last = read_letter(text).segments.iloc[-1]
    found = [None if pd.isna(last[column]) else last[column] for column in ("facet", "facet_confidence", "question_evidence")]
    assert (pd.isna(last["question"]), found) == (True, [facet, confidence, evidence])


def test_text_before_the_first_question_has_no_facet() -> None:
    letter = read_letter("Vi foreslår mye her.\n\nSpørsmål 1:\n\nLegene slutter.\n\nSpørsmål 2:\n\nBolig.")
    assert letter.segments["facet"].isna().tolist() == [True, False, False]


def test_sub_headings_keep_the_topic_above_them() -> None:
    letter = read_blocks(
        ("heading", "Personell"), ("heading", "Utfordringer"), ("paragraph", "Legene slutter."), ("heading", "Tiltak"),
        ("bullet", "Bolig"), ("heading", "Digitalt"), ("heading", "Utfordringer"), ("paragraph", "Nettet er tregt."),
    )  # fmt: skip
    headings = dict(zip(letter.segments["text"], letter.segments["heading"], strict=True))
    assert headings["Bolig"] == "Personell › Tiltak"
    assert headings["Nettet er tregt."] == "Digitalt › Utfordringer"


def test_sections_of_a_topic_keep_it_until_the_next_topic() -> None:
    letter = read_blocks(
        ("heading", "Personell"), ("heading", "Leger"), ("paragraph", "De slutter."), ("heading", "Jordmødre"),
        ("paragraph", "De reiser."), ("heading", "Veier"), ("heading", "Ferger"), ("paragraph", "De står."),
    )  # fmt: skip
    headings = dict(zip(letter.segments["text"], letter.segments["heading"], strict=True))
    assert headings["De reiser."] == "Personell › Jordmødre"
    assert headings["De står."] == "Veier › Ferger"


def test_the_title_of_a_slide_is_no_topic_over_the_next_slide() -> None:
    lines = (Line("Litt fakta", 1, "heading"), Line("Bratt og grønn", 2, "heading"), Line("4 000 innbyggere", 2, "bullet"))
    letter = segment_letter(Pages("slides", lines, 2, layout="slides"), CONSULTATION, "abcdef0123")
    assert letter.segments["heading"].iloc[-1] == "Bratt og grønn"


def test_the_files_of_one_submission_share_a_call_and_count_on() -> None:
    pages = Pages("plain", (Line("Hei,", 1), Line("", 1), Line("Spørsmål 3: Legebåten.", 1)), 1)
    letter = segment_letter(pages, CONSULTATION, "abcdef0123", call="nhsp-2022", first_segment=7, first_furniture=4)
    assert letter.call == "nhsp-2022"
    assert letter.segments["segment_id"].tolist() == ["abcdef0123-0008"]
    assert letter.furniture["furniture_id"].tolist() == ["abcdef0123-f0005", "abcdef0123-f0006"]
    assert letter.segments["facet"].tolist() == ["eksempel"]


def test_a_call_that_the_consultation_has_not_is_an_error() -> None:
    with pytest.raises(InnspillError, match="no such call"):
        segment_letter(Pages("plain", (Line("Hei", 1),), 1), CONSULTATION, "abcdef0123", call="nhsp-1999")


def test_segments_and_furniture_tell_their_place_among_each_other() -> None:
    letter = read_letter(f"{_HEAD}Spørsmål 4: Send penger.\n\nSpørsmål 5: Ring oss.")
    both = pd.concat([letter.segments[["position", "text"]], letter.furniture[["position", "text"]]]).sort_values("position")
    assert both["text"].tolist() == [_HEAD.strip(), "Spørsmål 4:", "Send penger.", "Spørsmål 5:", "Ring oss."]


@pytest.mark.parametrize(
    "end",
    [
        "Med vennlig hilsen\nKari Eksempel\nrådgiver\n\nFjellvik kommune",
        "Mvh\nKari Eksempel",
        "Vennlig hilsen,\n\nKari Eksempel\nTlf. 00 00 00 00",
        "Beste helsing\nFjellvik kommune",
    ],
)
def test_in_a_short_e_mail_greeting_and_signature_are_found(end: str) -> None:
    letter = read_letter(f"Hei!\n\nVedlagt følger innspill fra Fjellvik kommune.\n\n{end}")
    assert letter.segments["text"].tolist() == ["Vedlagt følger innspill fra Fjellvik kommune."]
    assert set(letter.furniture["reason"]) == {"greeting", "signature"}


_SENTENCE = "Vi trenger flere fastleger og bedre samarbeid om utskriving av pasienter. "


@pytest.mark.parametrize(
    "lines",
    [
        [_SENTENCE * 68_000],
        ["Spørsmål 1: Ja takk. " * 20_000],
        ["vi trenger flere fastleger og"] * 60_000,
        ["Spørsmål 1"] * 30_000,
        ["Spørsmål 1", "", "Ja, gjerne.", ""] * 10_000,
        ["a@b." * 25_000 + " x"],
        ["1.1.22 " * 50_000],
        ["1 Note og ting med"] * 30_000,
    ],
    ids=["5 MB on one line", "marks on one line", "open lines", "marks alone", "marks and answers", "signs", "dates", "notes"],
)
def test_a_huge_letter_is_cut_in_reasonable_time(lines: list[str]) -> None:
    """Seconds, where anything that grows as a square takes many minutes."""
    began = time.monotonic()
    letter = read_letter("\n".join(lines))
    assert time.monotonic() - began < 100
    assert letter.segment_words + letter.furniture_words == letter.n_words


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


def reasons_of(letter: SegmentedLetter) -> dict[str, str]:
    return dict(zip(letter.furniture["text"], letter.furniture["reason"], strict=True))


def test_the_labels_of_a_form_and_what_was_filled_in_are_letterhead() -> None:
    filled = ["Avsender", "Fjellvik kommune", "Kontaktperson", "Kåre Ærlig", "Innsendt", "30.09.2022"]
    letter = read_letter("Takk for innspillet ditt\n\nSkjemaet er mottatt.\n\n" + "\n\n".join(filled) + "\n\n" + _ANSWERED)
    assert {text: reason for text, reason in reasons_of(letter).items() if text in filled} == dict.fromkeys(
        filled, "letterhead"
    )


def test_everyone_who_signs_a_joint_letter_is_signature() -> None:
    signed = ["For Fjellvik kommune: Kåre Ærlig, ordfører", "For Storvik kommune: Petra Prøve, ordfører"]
    letter = read_letter(_ANSWERED + "\n\n".join(signed))
    assert letter.segments["text"].tolist() == ["Veiene er stengt om vinteren, og ferga går bare to ganger om dagen."]
    assert set(reasons_of(letter)) >= set(signed)


def test_a_short_name_and_a_sentence_that_ends_a_letter_are_no_signature() -> None:
    letter = read_letter(_ANSWERED + "Rask Psykisk Helsehjelp\n\nHver kommune bør ha en egen koordinator for slike tilbud.")
    assert letter.segments["text"].tolist()[1:] == [
        "Rask Psykisk Helsehjelp", "Hver kommune bør ha en egen koordinator for slike tilbud."
    ]  # fmt: skip


def test_the_senders_name_and_unit_above_the_title_are_letterhead() -> None:
    above = ["Pårørendeforbundet Nord", "Fjellvik kommune", "Helse og velferd", "Helse- og omsorgsdepartementet"]
    letter = read_letter("\n\n".join([*above, "Innspill fra Pårørendeforbundet Nord til planen", _ANSWERED]))
    assert {text for text, reason in reasons_of(letter).items() if reason == "letterhead"} == set(above)


def test_the_letters_own_date_is_no_date_that_it_refers_to() -> None:
    letter = read_letter(
        "Innspill fra Fjellvik kommune\n\nDato: 30. mars 2022\n\n4. Hvordan kan staten støtte arbeidet?\n\nPenger."
    )
    assert (letter.call, letter.notes) == ("nhsp-2021", ())


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Vedtatt i hovedutvalget for helse og omsorg 14. september 2022", date(2022, 9, 14)),
        ("Dialogmøte om den nye planen for landet, 20.10.2022", date(2022, 10, 20)),
        ("Vi viser til brev fra departementet, 20.10.2022", None),
    ],
)
def test_the_top_of_a_letter_tells_its_date(line: str, day: date | None) -> None:
    assert read_letter(f"Innspill fra Fjellvik kommune\n\n{line}\n\n{_ANSWERED}").date == day


def test_a_paragraph_that_begins_with_a_headings_words_is_no_heading() -> None:
    told = "4 Nasjonale myndigheter Finansieringen for\nsykestuer må videreføres og gjøres\nfast."
    letter = read_letter("Innspill fra Fjellvik kommune til helse- og sykehusplanen\n\n" + told)
    assert letter.segments["text"].tolist() == [" ".join(told.split())]


def test_the_head_of_an_answer_column_may_say_whose_answer_it_is() -> None:
    letter = read_blocks(
        ("table", "Nr | Spørsmål | Helsefellesskapets svar"),
        ("table", "1 | Hva er de viktigste utfordringene? | Ferga går to ganger om dagen."),
    )
    assert letter.segments["text"].tolist() == ["Ferga går to ganger om dagen."]


@pytest.mark.parametrize("greeting", ["Hilsen", "Dearvvuođaiguin"])
def test_a_greeting_right_under_the_text_is_no_part_of_it(greeting: str) -> None:
    letter = read_letter(_ANSWERED.rstrip() + f"\n{greeting}\nKåre Ærlig")
    assert letter.segments["text"].tolist() == ["Veiene er stengt om vinteren, og ferga går bare to ganger om dagen."]
