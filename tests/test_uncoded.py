"""What the codebook left alone, bokmål beside nynorsk, and the words of bare passages: counted by hand in invented letters."""

from itertools import combinations
from math import log

import pytest

from innspill.uncoded_passages import language_balance, uncoded
from innspill.word_candidates import candidate_words
from invented import letter, passage, tables

LABELS = {"lege": {"nb": "Fastleger", "en": "General practitioners"}, "penger": {"nb": "Finansiering", "en": "Funding"}}
TWO = [letter(1, "Nordli kommune"), letter(2, "Helsefellesskap Fjellet", "helsefellesskap")]
SAID = [
    passage(1, 1, "Fastleger mangler her", "lege"),
    passage(1, 2, "Båten går sjelden nå"),
    passage(1, 3, "Vi har mange øyer og en båt"),
    passage(2, 1, "Penger må følge pasienten", "penger"),
    passage(2, 2, "Helhet", kind="heading"),
]


def row_of(result, label):
    return result.table.set_index("row_label").loc[label]


def test_a_letters_bare_passages_are_counted_with_their_words():
    nordli = row_of(uncoded(**tables(TWO, SAID)), "Nordli kommune")
    assert (nordli["n"], nordli["n_segments"], nordli["words"], nordli["n_words"]) == (2, 3, 11, 14)
    assert nordli["share"] == pytest.approx(11 / 14)


def test_a_heading_is_no_passage():
    fjellet = row_of(uncoded(**tables(TWO, SAID)), "Helsefellesskap Fjellet")
    assert (fjellet["n"], fjellet["n_segments"], fjellet["share"]) == (0, 1, 0.0)


def test_the_letter_with_the_largest_bare_share_comes_first_and_a_letter_without_words_last():
    empty = [*TWO, letter(3, "Sørli kommune")]
    found = uncoded(**tables(empty, SAID))
    assert found.table["row_label"].tolist() == ["Nordli kommune", "Helsefellesskap Fjellet", "Sørli kommune"]
    assert found.table["share"].isna().tolist() == [False, False, True]


def test_a_bare_share_opens_to_its_passages():
    found = uncoded(**tables(TWO, SAID))
    row = found.table.iloc[0]["row"]
    assert found.explain(row=row)["text"].tolist() == ["Vi har mange øyer og en båt", "Båten går sjelden nå"]


def test_answers_and_long_passages_are_read_first():
    said = [
        passage(1, 1, "Brev fra oss i Nordli til dere alle"),
        passage(1, 2, "Båten går", question="1"),
        passage(2, 1, "Ferga er dyr og treg", question="2"),
        passage(2, 2, "Veien er smal og bratt", question="1"),
        passage(2, 3, "Vi har mange øyer og en båt", question="1"),
    ]
    found = uncoded(**tables(TWO, said))
    assert found.evidence["segment_id"].tolist() == ["brev2-0003", "brev2-0001", "brev2-0002", "brev1-0002", "brev1-0001"]
    assert found.explain()["segment_id"].tolist() == found.evidence["segment_id"].tolist()


def test_scraps_are_kept_and_told_of():
    found = uncoded(**tables(TWO, SAID))
    assert found.notes["nb"].startswith("1 av de 2 har under fem ord. ")
    assert found.notes["en"].startswith("1 of the 2 has fewer than five words. ")
    assert "Båten går sjelden nå" in found.evidence["text"].tolist()
    long = uncoded(**tables(TWO, [passage(1, 1, "Båten går ikke hit nå")]))
    assert "fem ord" not in long.notes["nb"] and "five words" not in long.notes["en"]


def test_the_finding_counts_passages_and_words():
    found = uncoded(**tables(TWO, SAID))
    assert found.sentence().replace("\u00a0", " ") == "2 av 4 avsnitt har ikke fått noe tema: 61 % av ordene i 2 brev"
    assert found.sentence("en") == "2 of 4 passages have no theme: 61% of the words in 2 letters"
    assert uncoded(**tables(TWO)).sentence() == "Ingen avsnitt å kode i 2 brev"


def test_many_letters_are_told_of_by_sender_type():
    found = uncoded(**tables(TWO, SAID), max_rows=1)
    assert found.table[["row_label", "n_letters", "n"]].values.tolist() == [["kommuner", 1, 2], ["helsefellesskap", 1, 0]]


def in_two_languages(nb, nn):
    """Six letters in bokmål and six in nynorsk of two passages each; so many of them say «lege» in the first."""
    letters = [letter(i, f"Nordli {i} kommune", language="nb" if i < 6 else "nn") for i in range(12)]
    said = []
    for i in range(12):
        raised = i < nb if i < 6 else i - 6 < nn
        said += [passage(i, 1, "Fastleger mangler", *(["lege"] if raised else [])), passage(i, 2, "Penger trengs", "penger")]
    return language_balance(**tables(letters, said), order=list(LABELS), labels=LABELS)


def test_a_theme_found_in_one_written_language_only_is_flagged():
    found = in_two_languages(6, 0)
    lege = found.table[found.table["code"] == "lege"].set_index("group")
    assert lege["n"].to_dict() == {"bokmål": 6, "nynorsk": 0}
    assert lege["passages"].to_dict() == {"bokmål": 0.5, "nynorsk": 0.0}
    assert lege["flagged"].all() and lege["sure"].all() and lege["ratio"].isna().all()
    assert found.sentence() == (
        "Fastleger fyller minst dobbelt så mye i den ene målformen, mer enn tilfeldigheter ville gitt"
        " (6 brev på bokmål og 6 på nynorsk)"
    )
    assert not found.table.loc[found.table["code"] == "penger", "flagged"].any()


def test_a_flag_that_chance_explains_is_not_sure():
    lege = in_two_languages(4, 2).table.query("code == 'lege'").iloc[0]
    # All ways to deal six of twelve letters to one language, by hand: as far apart as 4 and 2 of 6, or farther.
    said = [1] * 6 + [0] * 6
    deals = [abs(sum(said[i] for i in deal) - 3) >= 1 for deal in combinations(range(12), 6)]
    assert lege["p"] == pytest.approx(sum(deals) / len(deals), abs=0.02)
    assert lege["flagged"] and not lege["sure"]
    assert "i den ene målformen, men det kan være tilfeldig (" in in_two_languages(4, 2).sentence()
    assert "in one written language, but it may be chance (" in in_two_languages(4, 2).sentence("en")


def test_a_theme_as_common_in_both_is_not_flagged():
    table = in_two_languages(5, 5).table
    assert not table["flagged"].any() and (table["ratio"] == 1).all()


def test_too_few_letters_in_a_language_test_nothing():
    letters = [letter(i, f"Nordli {i} kommune", language="nn" if i == 0 else "nb") for i in range(8)]
    found = language_balance(**tables(letters, [passage(0, 1, "Fastlegar manglar", "lege")]), order=["lege"], labels=LABELS)
    assert found.table["p"].isna().all() and not found.table["flagged"].any()
    assert found.sentence() == "For få brev til å sammenlikne bokmål og nynorsk (7 brev på bokmål og 1 på nynorsk)"


def test_letters_in_other_languages_are_left_out_and_told_of():
    found = language_balance(**tables([*TWO, letter(3, "Kautokeino", language="se")], SAID), order=["lege"], labels=LABELS)
    assert found.n_letters == 2 and "1 brev på andre språk" in found.notes["nb"]


def bare_words(**more):
    letters = [letter(i, f"Nordli {i} kommune") for i in range(4)]
    said = [passage(i, 1, "Ferga går sjelden og ferga er dyr") for i in range(3)]
    said += [passage(i, 2, "Legen er dyr og legen er sjelden her nå", "lege") for i in range(4)]
    said.append(passage(3, 3, "Moskus moskus moskus"))
    bare = {f"brev{i}-0001" for i in range(3)} | {"brev3-0003"}
    frames = tables(letters, said)
    return candidate_words(frames["segments"], frames["documents"], bare, **more)


def test_words_that_mark_bare_passages_are_counted_inside_and_outside():
    ferga = bare_words().table.set_index("word").loc["ferga"]
    assert (ferga["n"], ferga["n_elsewhere"], ferga["letters"]) == (6, 0, 3)
    assert "legen" not in bare_words().table["word"].tolist()
    assert bare_words().sentence() == "Avsnittene uten tema kjennes på «ferga»"


def test_a_word_that_chance_would_mark_as_strongly_is_not_named():
    letters = [letter(i, f"Nordli {i} kommune") for i in range(3)]
    said = [passage(i, 1, "Båten går sjelden om vinteren") for i in range(3)]
    said += [passage(i, 2, "Båten er dyr og legen er borte", "lege") for i in range(2)]
    frames = tables(letters, said)
    bare, left_out = {f"brev{i}-0001" for i in range(3)}, {"går", "sjelden", "om", "vinteren"}
    found = candidate_words(frames["segments"], frames["documents"], bare, left_out)
    assert found.table["word"].tolist() == []
    assert found.sentence() == "Ingen ord skiller klart avsnittene uten tema fra de andre"
    assert found.sentence("en") == "No word clearly marks the passages without a theme"
    assert found.explain().empty


def test_a_word_that_chance_would_mark_once_in_thirty_times_is_listed_and_not_named():
    # «ferga» is 3 of 12 words inside and 0 of 12 outside: G² over the four cells (Dunning 1993) is between 3.84 and 6.63.
    by_hand = 2 * (3 * log(3 / 1.5) + 9 * log(9 / 10.5) + 12 * log(12 / 10.5))
    letters = [letter(i, f"Nordli {i} kommune") for i in range(3)]
    said = [passage(i, 1, "Ferga går til øya") for i in range(3)]
    said += [passage(i, 2, "Legen går til byen", "lege") for i in range(3)]
    frames = tables(letters, said)
    found = candidate_words(frames["segments"], frames["documents"], {f"brev{i}-0001" for i in range(3)}, {"øya"})
    assert found.table[["word", "n", "n_elsewhere"]].values.tolist() == [["ferga", 3, 0]]
    assert found.table["g2"].item() == pytest.approx(by_hand)
    assert found.sentence() == "Ingen ord skiller klart avsnittene uten tema fra de andre"


def test_a_word_of_one_letter_is_no_candidate():
    assert "moskus" not in bare_words().table["word"].tolist()
    assert "moskus" in bare_words(min_letters=1).table["word"].tolist()


def test_a_candidate_opens_to_the_bare_passages_only():
    shown = bare_words().explain(word="går")
    assert set(shown["text"]) == {"Ferga går sjelden og ferga er dyr"}
