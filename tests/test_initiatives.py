"""Names of services that nobody has listed are found by their form, and what is no service stays out of the list."""

import pandas as pd
import pytest

from innspill.initiatives import find_initiative_candidates

OWN = {"skogvik", "kommune", "fjordheim", "helsefellesskap"}
# What makes a word ordinary is that it stands in small letters somewhere in the letters.
ORDINARY = "vi gir trygg hjelp hjemme og erfaringer med familie i nettverk"


def letters(*texts, facet=None):
    """One segment a text, each its own letter, and one with ordinary words."""
    rows = [*texts, ORDINARY]
    segments = pd.DataFrame({
        "segment_id": [f"s{n}-0001" for n in range(len(rows))], "submission_id": [f"s{n}" for n in range(len(rows))],
        "facet": [facet] * len(rows), "text": rows,
    })  # fmt: skip
    senders = [f"Avsender {n}" for n in range(len(rows))]
    return segments, pd.DataFrame({"submission_id": segments["submission_id"], "sender": senders})


def names(*texts, facet=None, known=None):
    found = find_initiative_candidates(*letters(*texts, facet=facet), known, OWN)
    return [(row.name, row.form) for row in found.itertuples(index=False)]


FOUND = [
    ("Vi har startet «Trygg i tunet» for eldre.", "Trygg i tunet", "quoted"),
    ("Vi har startet “Lys i stallen” for unge.", "Lys i stallen", "quoted"),
    ('Vi har startet "Grønne steg" for unge.', "Grønne steg", "quoted"),
    ("«Kveldsro» er et tilbud til pårørende.", "Kveldsro", "quoted"),
    ("Møtet i «samtalenettverket» var nyttig, men «kveldsnettverk» er mer.", "kveldsnettverk", "quoted"),
    ("I fjor begynte Trygg Hjemme som et forsøk.", "Trygg Hjemme", "capitalised"),
    ("Vi bruker SamRo i alle soner.", "SamRo", "capitalised"),
    ("På torsdager er Barselstua åpen.", "Barselstua", "capitalised"),
    ("Rosa-modellen er tatt i bruk.", "Rosa-modellen", "compound"),
    ("I dag er Familieteamet på plass.", "Familieteamet", "compound"),
    ("Vi deltar i MOBAK-prosjektet nå.", "MOBAK", "abbreviation"),
    ("Vi deltar i prosjektet GRANT nå.", "GRANT", "abbreviation"),
]


@pytest.mark.parametrize(("text", "name", "form"), FOUND)
def test_a_name_is_found_by_its_form(text, name, form):
    assert (name, form) in names(text)


NO_NAMES = [
    "Prosjektet er i gang, og teamet er på plass.",
    "Erfaringene er gode. Pasientforløpet er viktig.",
    "Vi svarte «Hva er viktig for oss» og «vi må mer».",
    "Vi kaller det en «svingdør» hos oss.",
    "I brev fra Skogvik kommune og Fjordheim helsefellesskap står det.",
    "Vi viser til Helse- og omsorgstjenesteloven, Stortinget og Helsedirektoratet.",
    "Svaret er fra Statsforvalteren og Kunnskapsdepartementet i Nedre Elvdal.",
    "Vi snakket med Kari Nordmann og Ola Bakken.",
    "Saken er lagt fram av Torsteinsen og Mathisen.",
    "Vi snakket med «Berit» og «Ola» hjemme.",
    "Vi mener at Familien er med.",
    "VIKTIGE TILTAK FOR KOMMUNEN OG SYKEHUSET",
    "Vi har team i KS, HOD og NAV, og RHF-prosjektet går.",
    "Vi ber HOD-programmet om svar i Januar og Mai.",
    "I «▒▒▒▒ hjerterom» møtes vi, og i ▒▒▒▒-modellen.",
    "Nasjonal Helse og Sykehusplan er nevnt.",
    "I Helsefellesskapsmodellen er vi likeverdige.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_service_is_not_listed(text):
    assert names(text) == []


def test_a_definite_noun_heads_an_example_and_nothing_else():
    assert names("Barselstua er åpen hver torsdag.", facet="eksempel") == [("Barselstua", "capitalised")]
    assert names("Barselstua er åpen hver torsdag.", facet="erfaring") == []


def test_one_row_is_one_name_with_its_letters_and_its_commonest_spelling():
    segments, documents = letters(
        "Vi bruker «Rosa Modellen».", "Rosa-modellen virker.", "Rosa-modellen gir ro. Rosa-modellen!", "«Kveldsro»"
    )
    found = find_initiative_candidates(segments, documents)
    assert found.iloc[0].to_dict() == {
        "name": "Rosa-modellen", "n_letters": 3, "n_segments": 3, "form": "compound",
        "senders": "Avsender 0; Avsender 1; Avsender 2", "example": "s0-0001",
    }  # fmt: skip
    assert found["name"].tolist() == ["Rosa-modellen", "Kveldsro"]


def test_what_the_codebook_has_is_no_candidate_where_it_stands_or_is_spelt_so():
    texts = ("FAKTOR-teamet og «Trygg i tunet» virker.", "Vi har trygg i tunet.", "Vi har «Trygg i tunet».")
    known = pd.DataFrame({
        "segment_id": ["s0-0001", "s1-0001"], "scheme": "initiative", "evidence": ["FAKTOR", "trygg i tunet"],
        "spans": ["0-6", "7-20"],
    })  # fmt: skip
    assert names(*texts, known=known) == []
    assert names(*texts, known=known.assign(scheme="theme")) == [("Trygg i tunet", "quoted"), ("FAKTOR", "abbreviation")]


def test_no_letters_give_an_empty_table_with_its_columns():
    segments, documents = letters()
    found = find_initiative_candidates(segments.iloc[:0], documents.iloc[:0])
    assert found.empty and list(found) == ["name", "n_letters", "n_segments", "form", "senders", "example"]


def test_a_hostile_line_is_read_to_its_end():
    hostile = "«" * 20_000 + "A-" * 20_000 + "Aa " * 20_000 + "ABC" * 20_000 + " " * 20_000 + "«Kveldsro»"
    assert ("Kveldsro", "quoted") in names(hostile)
