"""How far people and codebook agree: measures worked by hand, what stands behind them, which patterns are wrong."""

import numpy as np
import pandas as pd
import pytest

from innspill.agreement_audit import audit_patterns
from innspill.agreement_beside import beside_people
from innspill.agreement_filled import ANSWER_COLUMNS, CODED_COLUMNS, Filled
from innspill.agreement_measures import Pair, alphas, draw_letters, interval, measure
from innspill.agreement_results import agreement, disagreements
from innspill.agreement_sample import draw_sample
from innspill.errors import InnspillError
from invented import letter, passage, tables

CHOICES = pd.DataFrame(
    [
        ("theme", "veier", "Veier", "Roads"), ("theme", "skole", "Skole", "School"), ("theme", "hav", "Hav", "Sea"),
        ("group", "unge", "Unge", "The young"), ("function", "erfaring", "Erfaring", "Experience"),
        ("function", "forslag", "Forslag", "Request"), ("function", "fakta", "Fakta", "Facts"),
        ("addressee", "stat", "Staten", "The state"), ("addressee", "ks", "KS", "KS"),
    ],
    columns=["scheme", "code", "label", "label_en"],
)  # fmt: skip


def coding(**people: list[str | None]) -> Filled:
    """People's coding of the segments s0, s1 …: «veier skole forslag>stat», None where they have not coded the segment."""
    answers, coded = [], []
    for coder, rows in people.items():
        for number, row in enumerate(rows):
            if row is None:
                continue
            given = codes_of(row)
            answers += [(f"s{number}", coder, scheme, code) for scheme, code in given]
            coded.append((f"s{number}", coder, number + 2, any(scheme == "addressee" for scheme, _ in given), ""))
    nothing = pd.DataFrame(columns=["file", "row", "what", "todo"])
    return Filled(
        pd.DataFrame(answers, columns=ANSWER_COLUMNS).astype("str"),
        pd.DataFrame(coded, columns=CODED_COLUMNS).astype({"segment_id": "str", "coder": "str"}), nothing, nothing,
    )  # fmt: skip


def codes_of(row: str) -> list[tuple[str, str]]:
    scheme_of = dict(zip(CHOICES["code"], CHOICES["scheme"], strict=True))
    found = [(scheme_of[word], word) for word in row.replace(">", " ").split()]
    return found if any(scheme == "function" for scheme, _ in found) else [*found, ("function", "fakta")]


def codebook(rows: list[str]) -> pd.DataFrame:
    found = [
        {"segment_id": f"s{n}", "scheme": scheme, "code": code, "evidence": f"ord {n}", "pattern": "ord*"}
        for n, row in enumerate(rows) for scheme, code in codes_of(row)
    ]  # fmt: skip
    return pd.DataFrame(found)


def corpus(n: int, n_letters: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments s0, s1 … dealt to the letters in turn, and the letters."""
    letters = [letter(i, f"Fjellvik {i} kommune") for i in range(n_letters)]
    built = tables(letters, [passage(i % n_letters, i, f"Avsnitt {i} om vei.") for i in range(n)])
    return built["segments"].assign(segment_id=[f"s{i}" for i in range(n)]), built["documents"]


def compare(people: Filled, coded: list[str], n_letters: int = 2, **more: object):
    segments, documents = corpus(len(coded), n_letters)
    return agreement(people, codebook(coded), segments, documents, CHOICES, n_boot=200, **more)


def row_of(result, code: str, comparison: str, scheme: str = "theme") -> pd.Series:
    table = result.table
    return table[(table["scheme"] == scheme) & (table["code"] == code) & (table["comparison"] == comparison)].iloc[0]


A = ["veier", "veier", "veier", "skole", "", "", "", ""]
B = ["veier", "veier", "", "skole", "veier", "", "", ""]
BOOK = ["veier", "", "veier", "skole", "veier", "veier", "", ""]


def test_f1_between_two_people_is_twice_the_common_over_all_that_both_gave():
    # «veier»: A gave 3, B gave 3, both 2: 2·2/(3+3).
    row = row_of(compare(coding(A=A, B=B), BOOK), "veier", "people")
    assert row["f1"] == pytest.approx(2 / 3)
    assert (row["n_segments"], row["n_letters"], row["n_people"], row["n_both"]) == (8, 2, 4, 2)
    assert pd.isna(row["precision"]) and pd.isna(row["n_codebook"])


def test_precision_and_recall_of_the_codebook_against_one_person():
    # The codebook gives «veier» to 4 segments, A to 3, 2 are the same.
    row = row_of(compare(coding(A=A, B=B), BOOK), "veier", "codebook:A")
    assert (row["precision"], row["recall"]) == (pytest.approx(2 / 4), pytest.approx(2 / 3))
    assert row["f1"] == pytest.approx(4 / 7)
    assert (row["n_people"], row["n_both"], row["n_codebook"]) == (3, 2, 4)


def test_beside_the_human_ceiling_stands_the_mean_of_the_codebook_against_each():
    result = compare(coding(A=A, B=B), BOOK)
    each = [row_of(result, "veier", f"codebook:{name}")["f1"] for name in "AB"]
    assert row_of(result, "veier", "codebook")["f1"] == pytest.approx(sum(each) / 2)


def test_against_agreement_only_cells_where_the_people_say_the_same_count():
    # They agree on veier in s0, s1 (yes) and s3, s5, s6, s7 (no); the codebook has s0 and, wrongly, s5.
    row = row_of(compare(coding(A=A, B=B), BOOK), "veier", "codebook-agreed")
    assert (row["n_segments"], row["n_people"], row["n_codebook"], row["n_both"]) == (6, 2, 2, 1)
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.5, 0.5)


def test_all_together_sums_the_cells_and_the_mean_leaves_out_codes_that_nobody_gave():
    result = compare(coding(A=A, B=B), BOOK)
    # veier 2 of 3 and 3, skole 1 of 1 and 1, hav never: 2·3/(4+4) and (2/3 + 1)/2.
    assert row_of(result, "micro", "people")["f1"] == pytest.approx(6 / 8)
    assert row_of(result, "macro", "people")["f1"] == pytest.approx(5 / 6)


def test_a_code_that_nobody_gave_has_no_measure_rather_than_a_zero():
    row = row_of(compare(coding(A=A, B=B), BOOK), "hav", "people")
    assert row[["f1", "f1_low", "alpha", "alpha_high"]].isna().all()
    assert row["n_people"] == 0 and row["hollow"]


def test_few_cases_are_flagged():
    result = compare(coding(A=A, B=B), BOOK, min_cases=4)
    assert not row_of(result, "veier", "people")["hollow"]  # 4 segments by one or both
    assert row_of(result, "skole", "people")["hollow"]


def test_alpha_by_hand_for_two_people_and_one_code():
    # Krippendorff: s2 and s4 differ in «veier», each twice in the coincidences; 16 values, 6 yes and 10 no.
    # Do = 4/16, De = 2·6·10/(16·15): α = 1 − (4/16)/(120/240) = 0.5.
    row = row_of(compare(coding(A=A, B=B), BOOK), "veier", "people")
    assert row["alpha"] == pytest.approx(0.5)


# Four observers, twelve units: the example of Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; nominal 0.743.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_alpha_of_the_function_is_the_published_one_with_four_people_and_gaps():
    said, asked = np.zeros((4, 12, 5), dtype=bool), np.zeros((4, 12), dtype=bool)
    for observer, values in enumerate(PUBLISHED):
        for unit, value in enumerate(values):
            if value:
                said[observer, unit, value - 1] = asked[observer, unit] = True
    one_letter_each = np.arange(12)
    once = np.ones((1, 12))
    found = alphas(said, asked, one_letter_each, once, one_value=True)
    assert found["alpha"][5] == pytest.approx(0.743, abs=5e-4)


def test_the_intervals_are_of_the_same_alpha_as_the_library_gives():
    rng = np.random.default_rng(4)
    said, asked = rng.random((3, 40, 2)) < 0.3, rng.random((3, 40)) < 0.8
    letter_of = np.arange(40) % 5
    # Each letter once is the sample itself; a second replicate, so that there is an interval.
    drawn = np.vstack([np.ones(5)] * 200 + [np.array([5, 0, 0, 0, 0])])
    found = alphas(said, asked, letter_of, drawn, one_value=False)
    assert found["alpha"].shape == (4,) and not np.isnan(found["alpha"]).any()
    assert found["alpha_low"] == pytest.approx(found["alpha"])
    assert found["alpha_high"] == pytest.approx(found["alpha"])


def test_alpha_without_variation_is_undefined():
    everybody = ["veier"] * 6
    row = row_of(compare(coding(A=everybody, B=everybody), everybody), "veier", "people")
    assert row["f1"] == 1 and pd.isna(row["alpha"])


def test_an_interval_draws_letters_and_not_segments():
    # Two letters: in one the readings are the same, in the other never. A replicate is 2+0, 1+1 or 0+2 of them.
    n = 40
    reference = np.ones((n, 1), dtype=bool)
    found = np.repeat([[True], [False]], n // 2, axis=0)
    letter_of = np.repeat([0, 1], n // 2)
    shares = measure([Pair(reference, found, reference)], letter_of, draw_letters(2, 2000, 1))
    assert (shares["recall"][0], shares["recall_low"][0], shares["recall_high"][0]) == (0.5, 0.0, 1.0)


def test_one_letter_gives_no_interval_and_neither_do_readings_that_never_differ():
    same = ["veier", "", "veier", ""]
    one = row_of(compare(coding(A=same, B=same), same, n_letters=1), "veier", "people")
    two = row_of(compare(coding(A=same, B=same), same, n_letters=2), "veier", "people")
    assert one["f1"] == two["f1"] == 1
    assert pd.isna(one["f1_low"]) and pd.isna(two["f1_low"]) and pd.isna(two["f1_high"])


def test_replicates_that_are_mostly_undefined_give_no_interval():
    low, high = interval(np.array([[np.nan, 0.1], [np.nan, 0.2], [0.5, 0.3], [0.4, np.nan]]))
    assert np.isnan([low[0], high[0]]).all()
    assert 0.1 <= low[1] < high[1] <= 0.3


def test_the_same_seed_gives_the_same_intervals():
    people = coding(A=A, B=B)
    first, again = compare(people, BOOK, n_letters=4, seed=7), compare(people, BOOK, n_letters=4, seed=7)
    pd.testing.assert_frame_equal(first.table, again.table)
    assert not first.table["f1_low"].equals(compare(people, BOOK, n_letters=4, seed=8).table["f1_low"])


def test_a_segment_that_one_has_not_coded_is_missing_and_no_disagreement():
    gaps = ["veier", "veier", None, "skole", None, "", "", ""]
    row = row_of(compare(coding(A=A, B=gaps), BOOK), "veier", "people")
    assert row["n_segments"] == 6 and row["f1"] == 1


def test_with_three_people_f1_is_the_mean_of_the_pairs():
    c = ["veier", "", "", "", "", "", "", ""]
    row = row_of(compare(coding(A=A, B=B, C=c), BOOK), "veier", "people")
    # A–B 4/6, A–C 2/4, B–C 2/4.
    assert row["f1"] == pytest.approx((4 / 6 + 2 / 4 + 2 / 4) / 3)


def test_one_person_alone_gives_no_ceiling_and_the_sentence_says_so():
    result = compare(coding(A=A), BOOK)
    assert set(result.table["comparison"]) == {"codebook", "codebook:A"}
    assert result.sentence() == "Kodeboken mot A gir F1 0,67; én leser gir ingenting å måle det mot (8 avsnitt fra 2 brev)"


def test_the_finding_sets_the_codebook_beside_the_human_ceiling():
    result = compare(coding(A=A, B=B), BOOK)
    # A: veier 2 of 3+4, skole 1 of 1+1 → 6/9. B: veier 2 of 3+4, skole 1 of 1+1 → 6/9.
    assert result.sentence() == "Kodeboken mot leserne gir F1 0,67; leserne mot hverandre gir 0,75 (8 avsnitt fra 2 brev)"
    told = "The codebook agrees with the readers at F1 0.67; the readers with each other at 0.75 (8 segments from 2 letters)"
    assert result.sentence("en") == told


def test_the_finding_tells_how_many_segments_the_readers_share_and_the_note_what_the_settled_ones_give():
    gaps = ["veier", "veier", None, "skole", None, "", "", ""]
    result = compare(coding(A=A, B=gaps), BOOK, settled=settled(("s1", "theme", "veier", False)))
    assert result.sentence().endswith("(8 avsnitt fra 2 brev, 6 av dem kodet av minst to)")
    assert result.sentence("en").endswith("(8 segments from 2 letters, 6 of them coded by at least two)")
    # By hand: the truth has veier in s0 and s2 (A alone), skole in s3; the codebook these, and veier in s4 and s5.
    assert "har kodeboken F1 0,75 (8 avsnitt)" in result.notes["nb"] and "has F1 0.75 (8 segments)" in result.notes["en"]
    everything = compare(coding(A=A, B=B), BOOK)
    assert "minst to" not in everything.sentence() and "avgjort" not in everything.notes["nb"]


def test_a_result_knows_how_many_segments_somebody_coded():
    gaps = ["veier", "veier", None, "skole", None, "", "", None]
    assert compare(coding(A=gaps, B=gaps), BOOK).settings["n_segments"] == 5
    assert compare(coding(A=A, B=gaps), BOOK).settings["n_segments"] == 8


def test_an_interval_of_few_letters_is_said_to_be_too_narrow():
    rows = ["veier"] * 24
    assert "Med 4 brev er de helst for smale" in compare(coding(A=rows, B=rows), rows, n_letters=4).notes["nb"]
    assert "for smale" not in compare(coding(A=rows, B=rows), rows, n_letters=24).notes["nb"]


def test_no_coded_row_is_said_and_not_measured():
    result = compare(coding(A=[None] * 3), ["veier"] * 3)
    assert result.sentence() == "Ingen avsnitt er kodet av noen leser"
    assert result.table["f1"].isna().all()


def test_function_against_agreement_counts_only_where_they_chose_the_same():
    people = coding(A=["forslag>stat", "erfaring", "fakta"], B=["forslag>stat", "fakta", "fakta"])
    row = row_of(compare(people, ["forslag>stat", "forslag>stat", "erfaring"]), "micro", "codebook-agreed", "function")
    # s1 is out: both say «not forslag», but not what it is.
    assert (row["n_segments"], row["n_both"], row["f1"]) == (2, 1, 0.5)


def test_an_addressee_is_measured_only_where_both_see_a_request():
    people = coding(A=["forslag>stat", "forslag>ks", "fakta"], B=["forslag>stat", "fakta", "fakta"])
    result = compare(people, ["forslag>stat", "fakta", "forslag>ks"])
    assert row_of(result, "micro", "people", "addressee")["n_segments"] == 1
    assert row_of(result, "ks", "people", "addressee")["n_people"] == 0
    assert row_of(result, "micro", "codebook:A", "addressee")["f1"] == 1


def test_who_sees_no_request_says_nothing_of_addressees_whatever_the_table_says():
    people = coding(A=["forslag>stat", "fakta"], B=["forslag>stat", "fakta"])
    people.coded["addressed"] = True
    row = row_of(compare(people, ["forslag>stat", "forslag>ks"]), "micro", "codebook", "addressee")
    assert (row["n_segments"], row["f1"]) == (1, 1)


def test_a_person_who_signs_as_codebook_is_not_taken_for_it():
    result = compare(coding(codebook=A, B=B), BOOK)
    assert row_of(result, "veier", "people")["f1"] == pytest.approx(2 / 3)
    assert row_of(result, "veier", "codebook:codebook")["f1"] == pytest.approx(4 / 7)


def test_explain_lists_the_segments_where_they_differ_first_with_what_each_said():
    behind = compare(coding(A=A, B=B), BOOK).explain(scheme="theme", code="veier", comparison="people")
    assert behind["segment_id"].tolist() == ["s2", "s4", "s0", "s1"]
    assert behind["evidence"].iloc[0] == "A + · B − · codebook.yml + («ord 2»)"
    assert behind["text"].iloc[0] == "Avsnitt 2 om vei."


def beside(result) -> pd.DataFrame:
    return beside_people(result).set_index(["scheme", "code"]).loc["theme"]


def test_beside_the_people_stands_how_many_segments_a_reader_gave_the_code_on_average():
    # veier: A gave it to s0 s1 s2, C to s0 alone: 3 by any, 2 on average.
    veier = beside(compare(coding(A=A, C=["veier", *[""] * 7]), BOOK)).loc["veier"]
    assert (veier["n_people"], veier["n_mean"]) == (3, 2)
    # The mean of 2 of A's 3 and the 1 of C's 1, which is not n_both / n_people.
    assert veier["recall"] == pytest.approx((2 / 3 + 1) / 2) and veier["n_both"] == 2
    assert beside(compare(coding(A=[None] * 8), BOOK))["n_mean"].isna().all()


def test_the_codes_stand_in_the_codebooks_order_and_the_totals_last():
    told = beside_people(compare(coding(A=A, B=B), BOOK))
    assert told.loc[told["scheme"] == "theme", "code"].tolist() == ["veier", "skole", "hav", "micro", "macro"]
    assert told["scheme"].drop_duplicates().tolist() == ["theme", "group", "function", "addressee"]


@pytest.mark.parametrize(
    ("people", "book", "nb", "en"),
    [
        (4, 4, "for få til å si noe", "too few to say anything"),
        (10, 10, "kan brukes; åpne det som siteres", "can be used; open what is quoted"),
        (10, 6, "kan brukes; åpne det som siteres", "can be used; open what is quoted"),  # 6 of 10 is 0.6
        (10, 5, "tas opp av flere enn tallet viser", "raised by more than the number shows"),
        (10, 0, "tas opp av flere enn tallet viser", "raised by more than the number shows"),  # precision undefined
        (7, 10, "kan brukes; åpne det som siteres", "can be used; open what is quoted"),  # 7 of 10 is 0.7
        (6, 10, "les treffene før bruk", "read the hits before use"),
    ],
)
def test_each_code_has_an_advice(people, book, nb, en):
    readings = [["veier"] * n + [""] * (12 - n) for n in (people, book)]
    told = beside(compare(coding(A=readings[0]), readings[1])).loc["veier"]
    assert (told["advice"], told["advice_en"]) == (nb, en)


def test_a_code_that_is_both_missed_and_wrong_gets_both_advices():
    told = beside(compare(coding(A=["veier"] * 6 + [""] * 6), [""] * 5 + ["veier"] * 7)).loc["veier"]
    assert told["advice"] == "tas opp av flere enn tallet viser; les treffene før bruk"


def listed(settled=None) -> pd.DataFrame:
    segments, documents = corpus(8)
    return disagreements(coding(A=A, B=B), codebook(BOOK), segments, documents, CHOICES, settled)


def test_disagreements_are_one_row_a_segment_and_code_with_both_readings_and_the_codebooks_words():
    table = listed()
    assert table["segment_id"].tolist() == ["s1", "s2", "s4", "s5"]
    assert table["kind"].tolist() == ["codebook", "people", "people", "codebook"]
    second = table.iloc[1]
    assert second[["yes", "no", "codebook", "evidence", "pattern"]].tolist() == ["A", "B", True, "ord 2", "ord*"]
    assert table.iloc[0]["yes"] == "A, B" and not table.iloc[0]["codebook"]
    assert table["settled"].isna().all()


def test_a_code_that_no_words_gave_says_what_gave_it():
    segments, documents = corpus(6)
    rows = [
        ("s0", "function", "fakta", "", "facet:tiltak"), ("s1", "function", "fakta", "", "heading:Om oss"),
        ("s2", "function", "fakta", "", "facet:ingen"), ("s3", "function", "fakta", "ord", "facet:tiltak"),
        ("s4", "function", "forslag", "bør", "bør"), ("s4", "addressee", "uspesifisert", "", "facet:tiltak"),
    ]  # fmt: skip
    book = pd.DataFrame(rows, columns=["segment_id", "scheme", "code", "evidence", "pattern"])
    nobody = pd.DataFrame([("addressee", "uspesifisert", "Ingen", "Nobody")], columns=CHOICES.columns)
    choices = pd.concat([CHOICES, nobody], ignore_index=True)
    people = coding(A=["erfaring"] * 4 + ["forslag>stat"])
    table = disagreements(people, book, segments, documents, choices)
    given = table[table["codebook"].fillna(False)]
    assert given["evidence"].tolist() == ["spørsmålet", "mellomtittelen", "utenfor spørsmålene", "ord", "ingen er nevnt"]
    english = ["the question", "the sub-heading", "outside the questions", "ord", "nobody is named"]
    assert given["evidence_en"].tolist() == english
    assert table.loc[~table["codebook"].fillna(False), "evidence"].isna().all()


def settled(*cells: tuple[str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["segment_id", "scheme", "code", "settled"]).astype({"settled": "boolean"})


def test_what_is_settled_counts_as_the_truth_and_the_rest_is_what_they_agree_on():
    decided = settled(("s2", "theme", "veier", True), ("s5", "theme", "veier", True), ("s1", "theme", "veier", False))
    row = row_of(compare(coding(A=A, B=B), BOOK, settled=decided), "veier", "codebook-settled")
    # Truth: s0, s2, s5 yes; s1, s3, s6, s7 no; s4 is not settled. The codebook has s0, s2, s5: all right.
    assert (row["n_segments"], row["n_people"], row["n_codebook"], row["n_both"]) == (7, 3, 3, 3)
    assert (row["precision"], row["recall"]) == (1, 1)
    assert listed(decided)["settled"].tolist()[:2] == [False, True]


def test_a_segment_that_one_has_coded_counts_with_all_its_cells_when_one_of_them_is_settled():
    # A alone has coded s0: veier as the codebook, not skole. That skole is settled as wrong takes nothing from veier.
    decided = settled(("s0", "theme", "skole", False))
    result = compare(coding(A=["veier", ""], B=[None, ""]), ["veier skole", ""], settled=decided)
    assert row_of(result, "veier", "codebook-settled")["f1"] == 1
    assert row_of(result, "skole", "codebook-settled")["precision"] == 0
    assert row_of(result, "veier", "codebook-agreed")["n_people"] == 0


def test_a_settled_function_settles_that_it_is_none_of_the_others():
    people = coding(A=["erfaring"], B=["fakta"])
    result = compare(people, ["fakta"], settled=settled(("s0", "function", "erfaring", True)))
    row = row_of(result, "fakta", "codebook-settled", "function")
    assert (row["n_segments"], row["n_codebook"], row["precision"]) == (1, 1, 0)


def hits(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    """Hits of the patterns of «veier», by (segment, pattern)."""
    told = [("theme", code, line, pattern, segment, 1) for segment, code, line, pattern in rows]
    return pd.DataFrame(told, columns=["scheme", "code", "line", "pattern", "segment_id", "hits"])


def test_the_audit_says_how_often_a_pattern_is_right_the_worst_of_those_checked_three_times_first():
    found = hits(
        ("s0", "veier", 3, "vei*"), ("s5", "veier", 3, "vei*"), ("s2", "veier", 3, "vei*"), ("s99", "veier", 3, "vei*"),
        ("s6", "veier", 4, "trapp*"), ("s0", "veier", 5, "gate*"), ("s99", "veier", 6, "sti*"),
        *((f"s{n}", "veier", 7, "bru*") for n in (0, 1, 3)), *((f"s{n}", "veier", 8, "kai*") for n in (0, 5, 6, 7)),
    )  # fmt: skip
    segments, _ = corpus(8)
    audit = audit_patterns(found, coding(A=A, B=B), codebook(BOOK), segments, CHOICES)
    # Three checked or more: kai* 1 of 4, bru* 2 of 3. Fewer: trapp* 0 of 1, vei* 1 of 2, gate* 1 of 1. None: sti*.
    assert audit["pattern"].tolist() == ["kai*", "bru*", "trapp*", "vei*", "gate*", "sti*"]
    # vei*: four segments; of those A and B agree on s0 (yes) and s5 (no), differ on s2; nobody has coded s99.
    assert audit.loc[3, ["n_segments", "n_checked", "n_right", "share"]].tolist() == [4, 2, 1, 0.5]
    assert audit.loc[5, "n_checked"] == 0 and pd.isna(audit.loc[5, "share"])


def test_the_audit_names_the_code_and_the_weight_of_each_pattern():
    every = pd.DataFrame(
        [("theme", "veier", 3, "vei*", 1.0, "both"), ("theme", "hav", 9, "fjord*", 0.5, "nb")],
        columns=["scheme", "code", "line", "pattern", "weight", "written"],
    )
    segments, _ = corpus(8)
    asked = hits(("s0", "veier", 3, "vei*")), coding(A=A), codebook(BOOK), segments, CHOICES
    audit = audit_patterns(*asked, patterns=every)
    assert audit[["label", "label_en", "weight"]].to_numpy().tolist() == [["Veier", "Roads", 1.0], ["Hav", "Sea", 0.5]]
    assert audit_patterns(*asked)["weight"].isna().all()
    assert audit_patterns(hits(), *asked[1:]).empty


def test_the_audit_has_a_row_for_a_pattern_that_meets_nothing():
    columns = ["scheme", "code", "line", "pattern"]
    every = pd.DataFrame([("theme", "veier", 3, "vei*"), ("theme", "hav", 9, "fjord*")], columns=columns)
    segments, _ = corpus(8)
    audit = audit_patterns(hits(("s0", "veier", 3, "vei*")), coding(A=A), codebook(BOOK), segments, CHOICES, patterns=every)
    last = audit.iloc[-1]
    assert (last["pattern"], last["n_segments"], last["n_checked"]) == ("fjord*", 0, 0) and pd.isna(last["share"])


# The sample


def written(n_by_kind: dict[tuple[str, str, str | None], int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many segments of each sender type, written language and facet; each kind from one letter."""
    letters, passages = [], []
    for number, ((sender_type, language, facet), n) in enumerate(n_by_kind.items()):
        letters.append(letter(number, f"Avsender {number}", sender_type, language=language))
        passages += [passage(number, i, f"Punkt {i}", facet=facet) for i in range(n)]
    built = tables(letters, passages)
    return built["segments"], built["documents"]


def test_strata_get_their_share_by_largest_remainder_and_at_least_one():
    segments, documents = written({("kommune", "nb", "tiltak"): 70, ("kommune", "nn", "tiltak"): 26, ("ks", "nb", None): 4})
    sample = draw_sample(segments, documents, 10)
    # ks has 0.4 of a seat and gets one; the nine left are divided 70 : 26 → 6.56 and 2.44 → 7 and 2.
    drawn = sample.strata.set_index(["sender_type", "language"])["drawn"]
    assert (drawn["kommune", "nb"], drawn["kommune", "nn"], drawn["ks", "nb"]) == (7, 2, 1)
    assert len(sample.segments) == 10
    assert sample.strata.loc[2, "facet"] is None or pd.isna(sample.strata.loc[2, "facet"])


def test_too_few_for_every_stratum_go_to_the_largest():
    segments, documents = written({("kommune", "nb", None): 9, ("ks", "nb", None): 2, ("rhf", "nb", None): 3})
    strata = draw_sample(segments, documents, 2).strata.set_index("sender_type")["drawn"]
    assert strata.to_dict() == {"kommune": 1, "ks": 0, "rhf": 1}


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_rows():
    segments, documents = written({("kommune", "nb", "tiltak"): 50, ("ks", "nb", "tiltak"): 30})
    first = draw_sample(segments, documents, 12, seed=3)
    turned = draw_sample(segments.iloc[::-1], documents.iloc[::-1], 12, seed=3)
    assert set(first.segments["segment_id"]) == set(turned.segments["segment_id"])
    other = draw_sample(segments, documents, 12, seed=4)
    assert set(first.segments["segment_id"]) != set(other.segments["segment_id"]) and first.id != other.id


def test_headings_and_segments_without_words_are_not_drawn_and_few_segments_are_all_drawn():
    built = tables([letter(1, "Fjellvik kommune")], [
        passage(1, 1, "Tiltak", kind="heading"), passage(1, 2, "– – –"), passage(1, 3, "Brua må opp"), passage(1, 4, ""),
    ])  # fmt: skip
    sample = draw_sample(built["segments"], built["documents"], 120)
    assert sample.segments["text"].tolist() == ["Brua må opp"]
    assert sample.strata["drawn"].tolist() == [1]


def test_a_bullet_brings_the_line_that_introduces_its_list_and_not_that_of_another_letter():
    built = tables([letter(1, "Fjellvik kommune"), letter(2, "Dalsida kommune")], [
        passage(1, 1, "Vi ber om:"), passage(1, 2, "bru", kind="bullet"), passage(1, 3, "ferje", kind="bullet"),
        passage(1, 4, "Nok om det."), passage(1, 5, "tunnel", kind="bullet"), passage(1, 6, "Og:"),
        passage(2, 1, "kai", kind="bullet"),
    ])  # fmt: skip
    drawn = draw_sample(built["segments"], built["documents"], 99).segments.set_index("text")["lead_in"]
    assert drawn[["bru", "ferje"]].tolist() == ["Vi ber om:"] * 2
    assert drawn[["tunnel", "kai", "Nok om det."]].isna().all()


def test_a_sample_of_nothing_is_refused():
    segments, documents = written({("kommune", "nb", None): 3})
    with pytest.raises(InnspillError, match="«0» segments"):
        draw_sample(segments, documents, 0)


def test_an_empty_corpus_gives_an_empty_sample():
    built = tables([letter(1, "Fjellvik kommune")])
    sample = draw_sample(built["segments"], built["documents"])
    assert sample.segments.empty and sample.strata.empty
