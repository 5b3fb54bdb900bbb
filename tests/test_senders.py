"""Who sent a letter. Kommuner are real (their names are facts); every text is our own."""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from innspill.pages import Line, Pages
from innspill.registry import Registry, load_registry
from innspill.sender_doubts import candidates_of
from innspill.sender_lexicon import Party
from innspill.sender_signing import without_person
from innspill.sender_zones import Claim
from innspill.senders import Sender, find_sender

ROOT = Path(__file__).resolve().parents[1]
REAL_LETTERS = ROOT.parent / "shared" / "submissions"
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "senders.yml").read_text(encoding="utf-8"))
BODY = "\n\n1. Erfaringer\nMøtene er nyttige, men vi mangler folk. Sykehuset er med på laget.\n\n"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(ROOT / "data" / "registry")


def pages_of(text: str, layout: str = "prose", title: str | None = None, kind: str | None = None) -> Pages:
    return Pages("txt", tuple(Line(line, 1, kind) for line in text.split("\n")), 1, layout=layout, title=title)


@pytest.fixture(scope="module")
def find(registry: Registry):
    def found(text: str, file: str = "brev.txt", when: date | None = None, **pages: str) -> Sender:
        return find_sender(pages_of(text, **pages), file, registry, when)

    return found


def letter_of(case: dict[str, Any]) -> Pages:
    """The case's text with the paragraphs that «§nb» … stand for; its head as reading puts an e-mail's head aside."""
    text = case["text"]
    for name, paragraphs in CASES["body"].items():
        text = text.replace(f"§{name}", paragraphs)
    lines = tuple(Line(line, 1) for line in text.split("\n"))
    head = tuple((Line(line, 1), "letterhead") for line in case.get("head", ()))
    return Pages("txt", lines, 1, layout=case.get("layout", "prose"), furniture=head)


def kinds_of(case: dict[str, Any]) -> list[str]:
    return case["type"] if isinstance(case["type"], list) else [case["type"]]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_a_strangers_letter_has_the_sender_that_a_reader_sees(registry: Registry, case: dict[str, Any]) -> None:
    found = find_sender(letter_of(case), case.get("file", "brev.txt"), registry, case.get("when"))
    assert found.sender_type in kinds_of(case)
    assert case.get("at_least", 0) <= found.confidence <= case.get("at_most", 1)
    if found.sender_type == "ukjent":
        assert found.signatories == ()
        return
    assert found.sender == case.get("sender", found.sender)
    assert found.kommune_nr == case.get("nr", found.kommune_nr)
    signed = {*case.get("also", ()), *([case["sender"]] if "sender" in case else [])}
    assert {row["sender"] for row in found.signatories} == (signed or {found.sender})
    for number in case.get("undecided", ()):
        assert any(name.startswith(number) for name in found.candidates)


def test_an_unsure_sender_comes_with_the_row_that_settles_it(registry: Registry) -> None:
    unsure = [case for case in CASES["cases"] if case.get("undecided") or case["type"] == "ukjent"]
    assert len(unsure) > 10
    for case in unsure:
        file = case.get("file", "mappe/brev, 2.txt")
        found = find_sender(letter_of(case), file, registry, case.get("when"))
        notes = " ".join(found.notes)
        assert "aliases.csv" in notes, case["id"]
        assert file in notes, case["id"]
        assert "grunn" in notes, case["id"]


def test_the_row_that_a_note_offers_is_one_that_the_registry_takes(registry: Registry, tmp_path: Path) -> None:
    letter = pages_of("Innspill fra Herøy kommune" + BODY)
    note = " ".join(find_sender(letter, "a, b.pdf", registry).notes)
    offered = [part for part in note.split("«") if "Nordland) kommune" in part][-1].split("»")[0]
    for file in registry.folder.iterdir():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write(offered.replace("<grunn>", "ringte") + "\n")
    found = find_sender(letter, "a, b.pdf", load_registry(tmp_path))
    assert (found.sender, found.kommune_nr, found.confidence) == ("Herøy kommune", "1818", 1.0)


@pytest.mark.parametrize(
    ("text", "sender", "sender_type", "helsefellesskap"),
    [
        ("Innspill fra Dovre kommune til ny plan", "Dovre kommune", "kommune", "innlandet"),
        ("Høringsuttalelsen er fra Nes kommune", "Nes kommune", "kommune", "ahus"),
        ("Uttale frå Vinje kommune", "Vinje kommune", "kommune", "telemark"),
        ("Vinje kommune sitt innspel til ny plan", "Vinje kommune", "kommune", "telemark"),
        ("Lillehammer kommunes høringssvar", "Lillehammer kommune", "kommune", "innlandet"),
        ("Innspill til ny plan fra Nordre\nLand kommune", "Nordre Land kommune", "kommune", "innlandet"),
        ("DOVRE KOMMUNE\n\nInnspill til ny plan", "Dovre kommune", "kommune", "innlandet"),
        ("VOSS HERAD\n\nUttale til ny plan", "Voss herad", "kommune", "bergensomradet"),
        ("Uttale frå Kvam kommune", "Kvam herad", "kommune", "bergensomradet"),
        ("GUOVDAGEAINNU SUOHKAN\n\nInnspill til ny plan", "Kautokeino kommune", "kommune", "finnmark"),
        ("Innspill fra Deatnu - Tana kommune", "Tana kommune", "kommune", "finnmark"),
        ("Innspill fra Hurum kommune", "Asker kommune", "kommune", "vest_viken"),
        ("Avsender\nNordre Land kommune\n\nDato: 1.9.2022", "Nordre Land kommune", "kommune", "innlandet"),
        ("Kommune: Asker\nHva mener dere?", "Asker kommune", "kommune", "vest_viken"),
        ("Innspill fra Helsefelleskap Innlandet", "Helsefellesskap Innlandet", "helsefellesskap", "innlandet"),
        ("Innspel frå Sogn og Fjordane helsefellesskap", "Sogn og Fjordane helsefellesskap", "helsefellesskap",
         "sogn_og_fjordane"),
        ("Innspill fra Helsefellesskapet for Ahus og\nkommunene", "Helsefellesskapet Ahus og kommunene",
         "helsefellesskap", "ahus"),
        ("Innspill fra helsefelleskapet Vestre Viken", "Helsefellesskapet Vest-Viken", "helsefellesskap", "vest_viken"),
        ("Innspill fra Sykehuset Innlandet HF", "Sykehuset Innlandet HF", "helseforetak", "innlandet"),
        ("Innspel frå Helse Nord-Trøndelag", "Helse Nord-Trøndelag HF", "helseforetak", "nordre_trondelag"),
        ("Innspill fra Helse Nord RHF", "Helse Nord RHF", "rhf", None),
        ("Innspill fra Regionrådet for Hallingdal", "Regionrådet for Hallingdal", "regionraad", None),
        ("Innspill fra Statsforvalteren i Innlandet", "Statsforvalteren i Innlandet", "statsforvalter", None),
        ("Innspill fra Vestland fylkeskommune", "Vestland fylkeskommune", "fylkeskommune", None),
        ("Innspill fra Universitetet i Agder", "Universitetet i Agder", "utdanning", None),
        ("Innspill fra Eldrerådet i Bergen", "Eldrerådet i Bergen", "organisasjon", None),
        ("Innspill fra Helsedirektoratet", "Helsedirektoratet", "direktorat", None),
        ("Innspill fra KS til ny plan", "KS", "ks", None),
        ("Innspill fra Kari Fjellheim", "Privatperson", "privatperson", None),
    ],
)  # fmt: skip
def test_the_first_lines_say_who_writes(find, text, sender, sender_type, helsefellesskap) -> None:
    found = find(text + BODY)
    assert (found.sender, found.sender_type, found.helsefellesskap) == (sender, sender_type, helsefellesskap)
    assert len(found.signatories) == 1


@pytest.mark.parametrize(
    ("end", "file", "sender"),
    [
        ("Med vennlig hilsen\nKari Li\nRådgiver Plan, Dovre kommune", "x.txt", "Dovre kommune"),
        ("Med helsing\nfor Vinje kommune\nOla Li", "x.txt", "Vinje kommune"),
        ("Mvh\npå vegne av Helsefelleskap Innlandet\nKari Li\nDovre kommune", "x.txt", "Helsefellesskap Innlandet"),
        ("Mvh\nKari Li\nkari.li@raelingen.kommune.no", "x.txt", "Rælingen kommune"),
        ("Mvh\nKari Li\npost@xn--rlingen-mxa.kommune.no", "x.txt", "Rælingen kommune"),
        ("", "Innspill_Raelingen_kommune.docx", "Rælingen kommune"),
        ("", "horing-helsefellesskap-innlandet.pdf", "Helsefellesskap Innlandet"),
        ("", "02_raelingen_svar.pdf", "Rælingen kommune"),
    ],
)
def test_signature_address_and_file_name_speak_where_the_title_is_silent(find, end, file, sender) -> None:
    assert find("Innspill til ny plan" + BODY + end, file).sender == sender


def test_a_kommune_that_is_only_mentioned_is_not_the_sender(find) -> None:
    found = find("Innspill til ny plan\n\nI Bærum kommune har de en modell. Asker kommune har en annen. Vi har sett på "
                 "Asker kommune. Asker kommune er flink." + BODY)  # fmt: skip
    assert (found.sender, found.sender_type, found.signatories) == (None, "ukjent", ())
    assert "Asker kommune" in found.candidates
    assert found.notes


def test_a_helsefellesskap_named_in_every_line_is_not_the_sender_of_its_member(find) -> None:
    found = find(
        "Innspill til ny plan\n\nDovre kommune har deltatt i arbeidet med et felles innspill fra helsefelleskapet Innlandet. "
        "Helsefellesskap Innlandet er viktig. Vi slutter oss til innspill fra Helsefellesskap Innlandet. "
        + "Helsefellesskap Innlandet har møter. " * 20 + BODY + "Med vennlig hilsen\nDovre kommune"
    )  # fmt: skip
    assert (found.sender, found.helsefellesskap) == ("Dovre kommune", "innlandet")


def test_a_helsefellesskap_stays_the_sender_though_a_kommune_signs_for_it(find) -> None:
    found = find("DOVRE KOMMUNE\n\nInnspill fra Helsefellesskap Innlandet" + BODY
                 + "Med vennlig hilsen\nKari Li\nDovre kommune\nkari.li@dovre.kommune.no")  # fmt: skip
    assert found.sender == "Helsefellesskap Innlandet"


def test_the_ministry_that_receives_the_letter_is_not_its_sender(find) -> None:
    found = find("Helse- og omsorgsdepartementet\nPostboks 8011 Dep\n0030 Oslo\n\nSvar på brev fra Helse- og "
                 "omsorgsdepartementet\n\nDovre kommune takker for brevet." + BODY)  # fmt: skip
    assert found.sender == "Dovre kommune"


def test_a_heading_about_the_hospital_makes_no_hospital_the_sender(find) -> None:
    assert find("Samhandling med sykehuset\n\nLitt om vårt helsefellesskap" + BODY).sender_type == "ukjent"


@pytest.mark.parametrize(
    "text",
    [
        "Felles innspill fra Lom, Skjåk og Vågå kommuner" + BODY,
        "Innspill fra kommunene Lom, Skjåk og Vågå" + BODY,
        "Innspill fra Lom kommune, Skjåk kommune og Vågå kommune" + BODY,
        "Høringssvar" + BODY + "Mvh\nFor Lom kommune\nA\nFor Skjåk kommune\nB\nFor Vågå kommune\nC",
    ],
)
def test_a_joint_letter_has_every_signatory(find, text) -> None:
    found = find(text)
    assert [row["kommune_nr"] for row in found.signatories] == ["3434", "3433", "3435"]
    assert (found.sender_type, found.kommune_nr, found.helsefellesskap) == ("kommune", None, "innlandet")


def test_the_numbers_are_those_of_the_letters_date(find) -> None:
    text = "Innspill fra Asker kommune" + BODY
    early, late, unknown = (find(text, when=when) for when in (date(2022, 9, 1), date(2024, 2, 1), None))
    assert (early.kommune_nr, early.fylke) == ("3025", "Viken")
    assert (late.kommune_nr, late.fylke) == ("3203", "Akershus")
    assert unknown == early
    assert early.population != late.population


def test_a_name_that_two_kommuner_bear_is_settled_by_what_stands_around_it(find) -> None:
    assert find("Innspill fra Våler kommune i Østfold" + BODY).kommune_nr == "3018"
    north = "Innspill fra Herøy kommune" + BODY + "Vi samarbeider med Dønna kommune og Helgelandssykehuset."
    assert find(north).kommune_nr == "1818"
    undecided = find("Innspill fra Herøy kommune" + BODY)
    assert (undecided.sender, undecided.kommune_nr, undecided.helsefellesskap) == ("Herøy kommune", None, None)
    assert undecided.confidence < 0.5
    assert "1515" in undecided.evidence
    assert "1818" in undecided.evidence


@pytest.mark.parametrize(
    ("around", "number"),
    [
        ("Vi ligger i Nordland.", "1818"),
        ("Vi ligg i Møre og Romsdal.", "1515"),
        ("Mvh\nKari Li\nkari.li@heroy-no.kommune.no", "1818"),
        ("Mvh\nKari Li\nwww.heroy.kommune.no", "1515"),
        ("Vi samarbeider med Hareid kommune og Ulstein kommune.", "1515"),
        ("Helgelandssykehuset er vårt sykehus.", "1818"),
        ("Helsefelleskap Møre og Romsdal er vårt.", "1515"),
        ("Sandnessjøen sykehus er vårt.", "1818"),
        ("Kommunenummer: 1818", "1818"),
        ("Herøy kommune (1515)", "1515"),
        ("Org.nr. 872417982", "1818"),
        ("8850 Herøy", "1818"),
        ("Vi besøkte Asker kommune.", None),
        ("Vi ligger i Nordland. Noen tror i Møre og Romsdal.", None),
    ],
)
def test_every_kind_of_fact_tells_homonyms_apart_and_none_or_both_leave_them(find, around, number) -> None:
    found = find("Innspill fra Herøy kommune" + BODY + around)
    assert (found.sender, found.kommune_nr) == ("Herøy kommune", number)
    assert (found.confidence < 0.5) == (number is None)


def test_a_former_kommune_is_history(find) -> None:
    told = find("Innspill fra Asker kommune" + BODY + "Tidligere Hurum kommune hadde to sykehjem. Hurum kommune hadde flere.")
    assert (told.sender, told.candidates) == ("Asker kommune", ())
    assert told.confidence > 0.8
    today = find("Innspill fra Hurum kommune" + BODY)
    assert today.confidence < 0.5
    assert "finnes ikke etter 2019" in " ".join(today.notes)


def test_a_long_list_of_kommuner_has_every_one(find, registry) -> None:
    names = [name for name in registry.kommuner["name"] if name not in {"Herøy", "Våler", "Haram"}][:60]
    found = find(f"Felles innspill fra kommunene {', '.join(names[:-1])} og {names[-1]}" + BODY)
    assert [row["sender"].removesuffix(" kommune").removesuffix(" herad") for row in found.signatories] == names


def test_a_helsefellesskap_without_a_name_is_that_of_the_kommune_that_signs(find) -> None:
    found = find("Innspill fra helsefelleskapet" + BODY + "Mvh\nÅlesund kommune")
    assert (found.sender_type, found.helsefellesskap) == ("helsefellesskap", "more_og_romsdal")
    assert found.confidence < 0.6


def test_a_bydel_is_a_part_of_oslo_with_no_population_of_its_own(find) -> None:
    found = find("Oslo kommune\nBydel Sagene" + BODY)
    assert (found.sender, found.sender_type, found.kommune_nr, found.population) == ("Bydel Sagene", "kommune", "0301", None)


def test_a_misspelled_kommune_is_found_but_with_less_confidence(find) -> None:
    right, wrong = find("Innspill fra Rælingen kommune" + BODY), find("Innspill fra Rællingen kommune" + BODY)
    assert wrong.kommune_nr == right.kommune_nr == "3027"
    assert wrong.confidence < right.confidence
    assert wrong.notes


def test_a_kommune_that_does_not_exist_keeps_its_name_and_gets_no_number(find) -> None:
    found = find("Innspill fra Tulledal kommune" + BODY)
    assert (found.sender, found.sender_type, found.kommune_nr) == ("Tulledal kommune", "kommune", None)


def test_common_words_are_no_kommuner(find) -> None:
    text = "Innspill til ny plan\n\nTime for time går. Os og Nes er steder. Vik sier: Hol ut. Ingen kommune klarer det."
    assert find(text + BODY).sender_type == "ukjent"
    assert find("Vi mener dette." + BODY, "time-for-handling.pdf").sender_type == "ukjent"


def test_a_slide_deck_tells_its_kommune_by_its_headings_and_services(find) -> None:
    found = find("Noen utfordringer\n\nDovrefjell sykestue\n\nLillehammer – en by i vekst\n\nAhus Kongsvinger\n"
                 "Kongsvingerregionen\n\nUtfordringen hos oss\n\nLillehammershjelpa – gratis råd", layout="slides")  # fmt: skip
    assert found.sender == "Lillehammer kommune"
    assert "Lillehammershjelpa" in found.evidence
    assert found.confidence < 0.8


def test_a_files_own_title_and_running_heads_count(find, registry) -> None:
    assert find("Vi mener dette." + BODY, title="Innspill fra Gol kommune").sender == "Gol kommune"
    headed = Pages("pdf", (Line("Vi mener dette.", 1),), 1, furniture=((Line("GOL KOMMUNE", 1), "running_head"),))
    assert find_sender(headed, "x.pdf", registry).sender == "Gol kommune"


def test_blocks_of_a_word_file_are_read_like_lines(find) -> None:
    assert find("Innspill til ny plan\nfra Dovre kommune\nVi mener dette.", kind="paragraph").sender == "Dovre kommune"


def test_evidence_names_no_person(find) -> None:
    for text in (
        "Innspill fra Kari Fjellheim" + BODY,
        "Innspill fra Kari Fjellheim, sykepleier" + BODY,
        "Innspill fra Kari Fjellheim, Dovre kommune" + BODY,
        "Innspill" + BODY + "Mvh\nPå vegne av Kari Fjellheim\nDovre kommune",
        "Innspill\n\nJeg er redd. Jeg vil ha hjelp." + BODY + "Hilsen\nKari Fjellheim\nkari@example.org",
        "Fra: Kari Fjellheim <kari.fjellheim@dovre.kommune.no>\n\nInnspill" + BODY + "Mvh\nKari Fjellheim\nDovre kommune",
        "Innspill fra Kari Fjellheim Legeforeningen" + BODY,
        "Innspill fra Legeforeningen v/ Kari Fjellheim" + BODY,
        "Avsender: Kari Fjellheim\nOrganisasjon: Dovre kommune" + BODY,
        "Innspill" + BODY + "Mvh\nFor Dovre kommune Kari Fjellheim",
        "Kari Fjellheim Senter for alt" + BODY,
    ):
        found = find(text, "Høringssvar Kari Fjellheim.pdf")
        assert found.sender in {"Privatperson", "Dovre kommune", "Den norske legeforening", None}
        # The file's own name stands in its line of the ledger already.
        notes = " ".join(found.notes).replace("Høringssvar Kari Fjellheim.pdf", "")
        told = " ".join([found.evidence, notes, *found.candidates]).casefold()
        assert "fjellheim" not in told
        assert "kari" not in told


def test_a_name_that_slipped_into_a_claim_or_among_candidates_is_taken_out() -> None:
    dovre = Party("kommune", "Dovre kommune", (1,))
    claim = Claim("signatur", 0.5, (dovre,), "For Dovre kommune Kari Fjellheim")
    assert without_person(claim).words == "Dovre kommune"
    hans = Party("helseforetak", "Martina Hansens Hospital")
    assert without_person(Claim("tittel", 0.5, (hans,), "fra Martina Hansens Hospital")).words == "fra Martina Hansens Hospital"
    maybe = [(Party("organisasjon", "Kari Fjellheims venner"), 0.3), (dovre, 0.2)]
    assert candidates_of(maybe) == ("en organisasjon", "Dovre kommune")


def test_an_office_loses_the_person_named_beside_it(find) -> None:
    for name in ("Kari Fjellheim, Statsforvalteren i Innlandet", "Statsforvalteren i Innlandet, Kari Fjellheim",
                 "Statsforvalteren i Innlandet v/ Kari Fjellheim"):  # fmt: skip
        found = find(f"Innspill fra {name}" + BODY)
        assert found.sender == "Statsforvalteren i Innlandet"
        assert "Fjellheim" not in found.evidence


def test_without_actors_a_person_is_still_no_organisation(registry) -> None:
    bare = Registry(registry.kommuner, registry.helsefellesskap, registry.actors[:0], registry.aliases, registry.folder)
    assert find_sender(pages_of("Innspill fra Kari Fjellheim" + BODY), "x.txt", bare).sender == "Privatperson"
    assert find_sender(pages_of("Innspill fra Dovre kommune" + BODY), "x.txt", bare).sender == "Dovre kommune"


def with_alias(registry: Registry, **alias: str) -> Registry:
    aliases = pd.DataFrame([{"file": "", "printed": "", "reason": "prøve"} | alias])
    return Registry(registry.kommuner, registry.helsefellesskap, registry.actors, aliases, registry.folder)


def test_a_reviewer_settles_a_file_whatever_the_letter_says(registry) -> None:
    settled = with_alias(registry, file="brev7.pdf", sender="Lom kommune; Vågå kommune", sender_type="kommune")
    letter = pages_of("Innspill fra Dovre kommune" + BODY)
    found = find_sender(letter, "mappe/brev7.pdf", settled)
    assert [row["kommune_nr"] for row in found.signatories] == ["3434", "3435"]
    assert (found.confidence, found.evidence) == (1.0, "prøve")
    assert find_sender(letter, "brev8.pdf", settled).sender == "Dovre kommune"
    nobody = with_alias(registry, file="brev7.pdf", sender="", sender_type="ukjent")
    assert find_sender(letter, "brev7.pdf", nobody).sender_type == "ukjent"


def test_an_alias_for_every_letter_renames_what_is_printed(registry) -> None:
    renamed = with_alias(registry, printed="Fjellheimen", sender="Dovre kommune", sender_type="kommune")
    assert find_sender(pages_of("Innspill fra Fjellheimen" + BODY), "x.txt", renamed).kommune_nr == "3431"


def test_an_empty_file_has_an_unknown_sender(find) -> None:
    assert find("").sender_type == "ukjent"


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "A" * 200_000, "Innspill " * 20_000, "Mvh\n" + "Dovre kommune, " * 15_000, "@a.b" * 50_000,
     "Innspill fra " + "Os, " * 50_000, "- " * 100_000, "\n" * 100_000, "Vi mener dette. " * 3_000_000,
     "Innspill fra kommunene " + "Herøy, Våler, Gol, Hol, Ål, " * 1_000, "A " * 100_000, "ab-\n" * 50_000,
     "følgende kommuner:\n" * 10_000, "Herøy kommune i Nordland. " * 10_000, "123 456 789 " * 20_000,
     "Hilsen\n" + "for Asker kommune\n" * 10_000, "innspill fra " * 20_000, "Ab Cd " * 50_000, "a.b@c.d.e.no " * 20_000],
    ids=range(19),
)  # fmt: skip
def test_no_text_makes_the_search_slow(find, text) -> None:
    start = time.perf_counter()
    find(text)
    assert time.perf_counter() - start < 5


def test_the_five_real_letters_have_the_senders_that_a_reader_sees(registry) -> None:
    if not REAL_LETTERS.is_dir():
        assert os.environ.get("CI") != "true", "the letters must be there in CI"
        pytest.skip("the real letters are not here")
    expected = {
        "000": ("Aurskog-Høland kommune", "kommune", "3026", "ahus"),
        "001": ("Helsefellesskapet Ahus og kommunene", "helsefellesskap", None, "ahus"),
        "002": ("Rælingen kommune", "kommune", "3027", "ahus"),
        "003": ("Etnedal kommune", "kommune", "3450", "innlandet"),
        "004": ("Asker kommune", "kommune", "3025", "vest_viken"),
    }
    for path in sorted(REAL_LETTERS.glob("*.txt")):
        found = find_sender(pages_of(path.read_text(encoding="utf-8")), path.name, registry)
        answer = (found.sender, found.sender_type, found.kommune_nr, found.helsefellesskap)
        assert answer == expected[path.name[:3]], path.name


def test_an_alias_that_names_a_homonym_without_its_fylke_settles_nothing(registry) -> None:
    letter = pages_of("Uttale" + BODY)
    vague = find_sender(
        letter, "Våler.pdf", with_alias(registry, file="Våler.pdf", sender="Våler kommune", sender_type="kommune")
    )
    assert (vague.sender, vague.kommune_nr) == ("Våler kommune", None)
    assert vague.confidence <= 0.45
    told = " ".join(vague.notes)
    for way, number in (("Våler (Østfold) kommune", "3018"), ("Våler (Innlandet) kommune", "3419")):
        assert f"«{way}»" in told
        clear = with_alias(registry, file="Våler.pdf", sender=way, sender_type="kommune")
        found = find_sender(letter, "Våler.pdf", clear)
        assert (found.kommune_nr, found.confidence, found.notes) == (number, 1.0, ())


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi støtter uttalelsen fra helsefellesskapet, og svarer her på resten.",
        "Vi støtter\nuttalelsen fra helsefellesskapet, og svarer",
        "Kommunen slutter seg til innspill fra helsefellesskapet",
        "Uttalelsen fra helsefellesskapet, sendt i mai, dekker det meste av det vi i kommunen vil si om reiser og mat nå her",
    ],
)
def test_support_for_the_helsefellesskap_is_no_title(find, sentence) -> None:
    found = find(f"Høringssvar\n\n{sentence}{BODY}Mvh\nÅlesund kommune")
    assert (found.sender, found.sender_type) == ("Ålesund kommune", "kommune")


def test_a_kommune_on_its_own_paper_and_address_is_not_its_helsefellesskap(find) -> None:
    title, end = "Svar til plan, drøftet med og fra helsefellesskapet", "Mvh\nÅlesund kommune\npost@alesund.kommune.no"
    assert find(f"ÅLESUND KOMMUNE\n\n{title}{BODY}{end}").sender == "Ålesund kommune"
    assert find(f"{title}{BODY}{end}").sender_type == "helsefellesskap"


@pytest.mark.parametrize(
    "sentence",
    [
        "Pasientar som ringer om natta, får svar frå ei sjukepleiargruppe på sjukehuset.",
        "Svar frå ei sjukepleiargruppe på sjukehuset kjem om morgonen.",
        "Dei som bur ytst i bygda og ringer etter midnatt, ventar til neste dag på eit svar frå "
        " Sykehuset Innlandet HF om timen.",
    ],
)
def test_an_answer_in_the_body_is_no_title(find, sentence) -> None:
    found = find(f"Gol kommune\n\nHelse\n\n{sentence}", kind="paragraph")
    assert found.sender == "Gol kommune"
    assert "tittel" not in found.evidence


def test_a_first_sentence_that_says_whose_the_submission_is_still_counts(find) -> None:
    found = find("Dette er innspillet fra Dovre kommune til den nye planen, slik det ble vedtatt av formannskapet i møte "
                 "den tredje oktober i fjor.", kind="paragraph")  # fmt: skip
    assert (found.sender, found.confidence) == ("Dovre kommune", 0.95)


@pytest.mark.parametrize("who", ["en pårørende", "en pasient", "ein innbyggjar", "en engstelig pårørende i Dovre", "ei mor"])
def test_one_among_many_is_a_private_person(find, who) -> None:
    assert find(f"Innspill til ny plan fra {who}" + BODY).sender_type == "privatperson"
    assert find(f"Innspill til ny plan{BODY}Hilsen\n{who.capitalize()}").sender_type in {"privatperson", "ukjent"}


def test_who_says_that_she_writes_as_a_private_person_is_one_wherever_she_works(find) -> None:
    end = BODY + "Hilsen\nKari Fjellheim\nkari@dovre.kommune.no"
    assert find("Innspill\n\nJeg skriver som privatperson." + end).sender_type == "privatperson"
    assert find("Innspill\n\nJeg skriver ikke som privatperson, men for kommunen." + end).sender == "Dovre kommune"


@pytest.mark.parametrize(
    ("who", "sender"),
    [("Pårørendealliansen", "Pårørendealliansen"), ("Pårørende i Dovre", "Pårørende i Dovre"),
     ("pårørendeforeningen i Dovre", "pårørendeforeningen i Dovre"), ("pårørende", None)],
)  # fmt: skip
def test_next_of_kin_are_an_organisation_only_under_a_name(find, who, sender) -> None:
    assert find(f"Innspill fra {who}" + BODY).sender == sender


@pytest.mark.parametrize(
    "text",
    [
        "Innspill fra Herøy kommune", "Innspill fra Hurum kommune", "Innspill fra Tulledal kommune",
        "Innspill fra helsefelleskapet"
        + BODY + "Mvh\nÅlesund kommune", "Innspill fra Rællingen kommune",
        "Innspill" + BODY + "Mvh\nVågå kommune\npost@lom.kommune.no",
        "Innspill\n\nI Våler kommune er det fint. Asker kommune er stor.",
        "Innspill\n\nJeg er redd. Jeg vil ha hjelp." + BODY + "Hilsen\nKari Fjellheim",
    ],
)  # fmt: skip
def test_the_note_of_an_unsure_sender_is_short_and_offers_its_row_once(find, text) -> None:
    note = " ".join(find(text + BODY).notes)
    assert 0 < len(note.split()) <= 36
    assert note.count("brev.txt") == note.count("aliases.csv") == 1
    assert note.count(": ") <= 2


def test_a_homonym_is_named_with_its_fylke_wherever_it_may_be_meant(find) -> None:
    nobody = find("Innspill\n\nI Våler kommune er det fint. Asker kommune er stor." + BODY)
    assert nobody.sender_type == "ukjent"
    assert "Våler (Østfold) kommune,kommune" in nobody.notes[0] or "Våler (Innlandet) kommune,kommune" in nobody.notes[0]
    unsure = find("Innspill fra Nes kommune\n\nVi samarbeider med Gol og Flå kommuner." + BODY)
    assert unsure.candidates == ("3034 Nes (Akershus)", "3040 Nesbyen (Buskerud)")


def test_a_place_says_that_a_kommune_writes_under_the_name_it_had(find) -> None:
    for text in ("Nes kommune\n\nInnspill\n\nNes kommune i Hallingdal har få leger.", "Innspill fra Nes kommune i Hallingdal"):
        found = find(text + BODY)
        assert (found.sender, found.kommune_nr) == ("Nesbyen kommune", "3040")
        assert "Hallingdal" in found.evidence
        assert found.confidence < 0.8
    assert find("Innspill fra Nes kommune" + BODY).kommune_nr == "3034"
