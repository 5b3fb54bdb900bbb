"""A letter's language, told from its text; every text here is our own."""

import pytest

from innspill.languages import detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Vi ønsker flere felles møter mellom sykehuset og kommunene, og noen som tar ansvar."),
        ("nn", "Vi ønskjer fleire felles møte mellom sjukehuset og kommunane, og nokon som tek ansvar."),
        ("nn", "Kommunen treng fleire legar, og dei må vere til stades når det trengst."),
        ("en", "We would like the hospital and the municipalities to meet more often than they do."),
        ("se", "Mii háliidit ahte gielda ja buohcciviessu barget ovttas."),
        (None, "Innspill"),
        (None, ""),
        (None, "12 34 56 78 90 11 22"),
        (None, "Vi vill att sjukhuset och länet ska träffas oftare än i dag."),
    ],
)
def test_a_text_has_the_language_it_is_written_in(language: str | None, text: str) -> None:
    assert detect_language(text) == language


def test_a_nynorsk_letter_that_repeats_a_question_in_bokmal_stays_nynorsk() -> None:
    question = "Hvilke erfaringer har dere med dette? "
    answer = (
        "Kommunane har ikkje same journal som sjukehuset. Dei tilsette må ringje for å få vite kva som skjer. "
        "Det er eit problem at ein ikkje får meldingar frå legen, og det vert ofte gløymt. "
    )
    assert detect_language(question + answer) == "nn"


def test_a_bokmal_letter_with_a_nynorsk_name_in_it_stays_bokmal() -> None:
    text = "Prosjektet «Saman om dei eldre» er ikke ferdig, men kommunene har hatt et godt samarbeid med sykehuset."
    assert detect_language(text) == "nb"


def test_the_same_text_gives_the_same_answer_whatever_its_case() -> None:
    text = "Vi trenger flere leger, og de må få bedre tid til brukerne."
    assert detect_language(text) == detect_language(text.upper()) == "nb"
