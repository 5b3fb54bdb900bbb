"""A segment gets the codes that a careful reader gives it, and every code shows the words it rests on."""

import hashlib
import re
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from innspill import coding, tables
from innspill.codebook import Code, Codebook, load_codebook
from innspill.coding import code_segments
from innspill.corpus import code_corpus
from innspill.corpus_folder import read_manifest
from innspill.errors import InnspillError
from innspill.matching import Texts
from innspill.matching_spellings import Spellings
from innspill.matching_vocabulary import Vocabulary, slots_of
from innspill.matching_words import cut_words
from innspill.pattern_hits import find_pattern_hits
from innspill.patterns import is_letter, is_mark, parse_pattern
from innspill.tables import CODES, DOCUMENTS, SEGMENTS

ROOT = Path(__file__).parents[1]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "coding.yml").read_text(encoding="utf-8"))
TRUTH = ROOT.parent / "shared" / "score" / "truth" / "segments.csv"
SCHEMES = {"themes": "theme", "groups": "group", "function": "function", "addressee": "addressee"}


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(ROOT / "data" / "codebook.yml")


def segments_of(*texts, **columns):
    n = len(texts)
    frame = {
        "segment_id": [f"s-{i:04d}" for i in range(n)], "submission_id": ["s"] * n, "question": [None] * n,
        "facet": [None] * n, "kind": ["paragraph"] * n, "heading": [None] * n, "page": [1] * n, "text": list(texts),
        "words": [len(t.split()) for t in texts],
    }  # fmt: skip
    return pd.DataFrame(frame | columns).astype({"facet": object, "heading": object})


def codes_of(codes, scheme, segment="s-0000"):
    return set(codes.loc[(codes["scheme"] == scheme) & (codes["segment_id"] == segment), "code"])


@pytest.fixture(scope="module")
def coded_cases(codebook):
    segments = segments_of(
        *(c["text"] for c in CASES), facet=[c.get("facet") for c in CASES], heading=[c.get("heading") for c in CASES],
        kind=["bullet"] * len(CASES),
    )  # fmt: skip
    return code_segments(segments, codebook)


def expected_of(case, key):
    return {case[key]} if isinstance(case[key], str) else set(case[key])


CHECKS = [(i, key, case) for i, case in enumerate(CASES) for key in SCHEMES if key in case]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        pytest.param(i, key, id=f"{key}-{case['text'][:40]}",
                     marks=[pytest.mark.xfail(strict=True, reason=case["known"])] if "known" in case else [])
        for i, key, case in CHECKS
    ],
)  # fmt: skip
def test_an_invented_sentence_gets_the_codes_a_reader_gave_it(coded_cases, number, key):
    assert codes_of(coded_cases, SCHEMES[key], f"s-{number:04d}") == expected_of(CASES[number], key)


def test_themes_of_the_invented_sentences_reach_f1_of_0_95(coded_cases):
    right = wrong = 0
    for i, key, case in CHECKS:
        if key == "themes":
            found, expected = codes_of(coded_cases, "theme", f"s-{i:04d}"), expected_of(case, key)
            right, wrong = right + len(found & expected), wrong + len(found ^ expected)
    assert 2 * right / (2 * right + wrong) >= 0.95


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_theme_is_found_in_bokmal_and_nynorsk(codebook, coded_cases, language):
    rows = [i for i, case in enumerate(CASES) if case["language"] == language]
    found = set().union(*(codes_of(coded_cases, "theme", f"s-{i:04d}") for i in rows))
    assert found == set(codebook.codes("theme"))


@pytest.mark.skipif(not TRUTH.is_file(), reason="the hand-coded letters are not here")
def test_the_hand_coded_letters_are_coded_as_their_readers_did(codebook):
    truth = pd.read_csv(TRUTH, dtype="str")
    facets = {
        "000": dict(zip(["1", "2", "3", "4", "5+6"],
                        ["erfaring", "utfordring", "eksempel", "nasjonal_stotte", "regional_stotte"], strict=True)),
        "003": {"1": "utfordring", "2": "tiltak", "3": "eksempel"}, "002": {},
    }  # fmt: skip
    facet = [facets[f[:3]].get(q) for f, q in zip(truth["file"], truth["question"], strict=True)]
    segments = segments_of(*truth["text"], facet=facet, kind=truth["kind"].to_list())
    codes = code_segments(segments, codebook)
    for column, scheme, least in (("themes", "theme", 0.8), ("groups", "group", 0.75), ("function", "function", 0.75)):
        right = wrong = 0
        for ident, cell in zip(segments["segment_id"], truth[column], strict=True):
            expected = set() if pd.isna(cell) else set(cell.split(";"))
            found = codes_of(codes, scheme, ident)
            right, wrong = right + len(found & expected), wrong + len(found ^ expected)
        assert 2 * right / (2 * right + wrong) >= least, scheme


HOSTILE = [
    "😀👩‍⚕️ Fastlegeordningen 😀 må styrkes",
    "Fastlegeordn\u0069\u030angen og rekruttering\u0301en",
    "re\u00adkrut\u00adtering av fastleger",
    "\u202eRekruttering\u202c _fastlege_ <script>fastlege</script>",
    "=HYPERLINK(\"fastlege\") 'rekruttering",
    "FASTLEGE!!! ...rekruttering… Fastlege/sykepleier—rekruttering",
    "𝐅astlege İfastlege ßfastlege fastlege rekruttering",
    "", " ", "\n\n", "🙂", "*", "-", "\u0301\u0301", "\0fastlege\0",
]  # fmt: skip


def test_evidence_is_the_text_between_its_offsets_whatever_the_text(codebook):
    codes = code_segments(segments_of(*HOSTILE), codebook)
    assert {"fastlege", "personell"} <= set(codes["code"])
    for row in codes.itertuples():
        text = HOSTILE[int(row.segment_id[-4:])]
        if row.evidence:
            assert text[row.start : row.end] == row.evidence
            assert f"{row.start}-{row.end}" in row.spans.split(";")
            spans = [tuple(map(int, span.split("-"))) for span in row.spans.split(";")]
            assert spans == sorted(spans) and all(0 <= s < e <= len(text) for s, e in spans)
        else:
            assert pd.isna(row.start) and pd.isna(row.end) and row.spans == "" and row.pattern


def test_a_half_character_is_no_word_and_no_error():
    texts = Texts(["fastlege\ud800 \ud800 fastlege", "🙂" * 3])
    assert texts.find(parse_pattern("fastlege").slots)[0].tolist() == [0, 1]


def test_a_soft_hyphen_and_an_accent_of_two_characters_do_not_hide_a_word():
    texts = Texts(["re\u00adkruttering", "pa\u030arørende", "pårørende"])
    assert texts.find(parse_pattern("rekruttering").slots)[0].tolist() == [0]
    assert texts.find(parse_pattern("p\u00e5rørende").slots)[0].tolist() == [1, 2]


def test_every_segment_has_one_function_and_only_requests_an_addressee(codebook):
    texts = [c["text"] for c in CASES] + HOSTILE
    facet = [("tiltak", None)[i % 2] for i in range(len(texts))]
    codes = code_segments(segments_of(*texts, facet=facet), codebook)
    functions = codes[codes["scheme"] == "function"]
    assert functions["segment_id"].tolist() == [f"s-{i:04d}" for i in range(len(texts))]
    asked = set(functions.loc[functions["code"] == "forslag", "segment_id"])
    assert set(codes.loc[codes["scheme"] == "addressee", "segment_id"]) == asked


def test_a_function_that_the_question_alone_decides_says_so(codebook):
    codes = code_segments(segments_of("Flere felles møter.", facet=["tiltak"]), codebook)
    row = codes[codes["scheme"] == "function"].iloc[0]
    assert (row["code"], row["evidence"], row["pattern"]) == ("forslag", "", "facet:tiltak")
    assert pd.isna(row["start"])


def test_a_heading_alone_gives_no_theme_to_what_follows(codebook):
    codes = code_segments(segments_of("Dette gjelder særlig i nord.", heading=["Legevakt"], kind=["bullet"]), codebook)
    assert codes[codes["scheme"] == "theme"].empty


def test_every_theme_keeps_the_words_that_gave_it(codebook):
    codes = code_segments(segments_of(*(case["text"] for case in CASES)), codebook)
    assert codes.loc[codes["scheme"] == "theme", "evidence"].str.len().gt(0).all()


def test_a_word_in_passing_is_not_enough_in_a_long_paragraph(codebook):
    filler = "Vi skriver her om noe ganske annet som ikke står i boken. " * 5
    assert codes_of(code_segments(segments_of("Kapasiteten svikter."), codebook), "theme") == {"kapasitet"}
    assert codes_of(code_segments(segments_of(filler + "Kapasiteten svikter."), codebook), "theme") == set()


def test_no_segments_give_an_empty_table_with_the_right_columns(codebook):
    codes = code_segments(segments_of(), codebook)
    assert len(codes) == 0 and list(codes.columns) == [*coding.CODES.columns, "spans"]


def test_a_segment_is_coded_alike_alone_and_among_others(codebook, monkeypatch):
    texts = [c["text"] for c in CASES]
    together = code_segments(segments_of(*texts), codebook)
    monkeypatch.setattr(coding, "BLOCK", 100)
    pd.testing.assert_frame_equal(code_segments(segments_of(*texts), codebook), together)


def hits_of(pattern, text):
    texts = Texts([text])
    begins, ends = texts.find_pattern(parse_pattern(pattern))
    return [text[texts.starts[b] : texts.ends[e]] for b, e in zip(begins, ends, strict=True)]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        ("akutt*", "akutt forverring og akuttmottak", ["akutt", "akuttmottak"]),
        ("akutt* -- not: akutt forverr*", "akutt forverring og akuttmottak", ["akuttmottak"]),
        ("akutt* -- not: mottak; within: 3", "akutt i et mottak. Akutt i et stort mottak.", ["Akutt"]),
        ("*finansiering*", "Medfinansieringen, finansiering", ["Medfinansieringen", "finansiering"]),
        ("*ordning", "finansieringsordning ordninger", ["finansieringsordning"]),
        ("bør|må", "Vi må, dere BØR.", ["må", "BØR"]),
        ("mangl* [3] sykepleier*", "mangler en to tre sykepleiere", ["mangler en to tre sykepleiere"]),
        ("mangl* [3] sykepleier*", "mangler en to tre fire sykepleiere", []),
        ("mangl* [3] sykepleier*", "Noe mangler. Sykepleiere kom.", []),
        ("=KS", "KS ks Ks", ["KS"]),
        ("=FACT*", "FACT FACTteam fact Factbook", ["FACT", "FACTteam"]),
        ("=FA\u00adCT", "FACT FA\u00adCT fact", ["FACT", "FA\u00adCT"]),
        ("fact-team*", "FACT-team, FACT/teamet og FACT team", ["FACT-team", "FACT/teamet", "FACT team"]),
        ("fact", "FACT-team", ["FACT"]),
        ("pleie- og omsorg*", "pleie- og omsorgstjenesten", ["pleie- og omsorgstjenesten"]),
        ("a -- with: c", "a b", []),
        ("a -- with: c", "a. C", ["a"]),
    ],
)
def test_a_pattern_finds_what_the_codebook_says_it_finds(pattern, text, hits):
    assert hits_of(pattern, text) == hits


def naive_hits(pattern, text):
    """An independent matcher: every start, every choice, by recursion, on words found by a regular expression."""
    found = [(m.group(), m.start()) for m in re.finditer(r"[^\W_]+", text)]
    stops = [m.start() for m in re.finditer(r"[.!?](?=\s|$)", text)]
    slots = [(list(slot.words), slot.gap) for slot in parse_pattern(pattern).slots]

    def fits(word, place):
        other = found[place][0].lower()
        if word.starts_open and word.ends_open:
            return word.letters in other
        if word.starts_open:
            return other.endswith(word.letters)
        return other.startswith(word.letters) if word.ends_open else other == word.letters

    def ends_from(place, slot):
        if not any(fits(word, place) for word in slots[slot][0]):
            return set()
        if slot + 1 == len(slots):
            return {place}
        nexts = range(place + 1, min(len(found), place + 2 + slots[slot + 1][1]))
        nexts = [n for n in nexts if not any(found[place][1] < stop < found[n][1] for stop in stops)]
        return set().union(*(ends_from(n, slot + 1) for n in nexts)) if nexts else set()

    best = {}
    for start in range(len(found)):
        for end in ends_from(start, 0):
            best[end] = start
    return sorted((start, end) for end, start in best.items())


WORDS = st.sampled_from(["ab", "abc", "cab", "b", "ba", "Ab"])
TEXT = st.lists(st.tuples(WORDS, st.sampled_from([" ", "-", ". ", ", "])), max_size=25).map(
    lambda parts: "".join(word + space for word, space in parts)
)
PIECE = st.lists(st.sampled_from(["ab", "ab*", "*ab", "*ab*", "b", "ba", "*ba"]), min_size=1, max_size=2).map("|".join)
PATTERN = st.lists(st.tuples(PIECE, st.sampled_from([" ", " [1] ", " [3] "])), min_size=1, max_size=4).map(
    lambda parts: "".join(piece + gap for piece, gap in parts[:-1]) + parts[-1][0]
)


@settings(max_examples=300, deadline=None)
@given(PATTERN, TEXT, TEXT)
def test_hits_are_those_of_an_independent_matcher(pattern, text, before):
    parsed = parse_pattern(pattern)
    # A vocabulary that knows the pattern, one that does not, both with the words of a text before; one without words.
    known, unknown = Vocabulary(slots_of([parsed])), Vocabulary()
    for vocabulary in (known, unknown):
        Texts([before], vocabulary).find(parsed.slots)
    for vocabulary in (known, unknown, None):
        begins, ends = Texts([text], vocabulary).find(parsed.slots)
        assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == naive_hits(pattern, text)


def test_a_rare_word_before_a_common_one_has_a_hit_for_each_that_is_near_enough():
    text = "x x " + "a " * 9 + "x " + "a " * 2 + "b. x. a " + "a " * 20
    begins, ends = Texts([text]).find(parse_pattern("x [2] a").slots)
    assert list(zip(begins.tolist(), ends.tolist(), strict=True)) == [(1, 2), (1, 3), (1, 4), (11, 12), (11, 13)]


CHARACTERS = ["a", "š", "B", "å", "é", "\u0301", "\u030a", "\u00ad", "č", "ŋ", "я", "漢", "𝐅", "🙂", "\ud800", "²", "_", "-",
              ".", "!", "…", " ", "\n", "\u2028", "\u00a0", "\0", "abcdefg", "abcdefgh" * 2, "abcdefgh" * 8, "–"]  # fmt: skip
HOSTILE_TEXT = st.lists(st.sampled_from(CHARACTERS), max_size=40).map("".join)


def naive_words(text):
    """Cut character by character: a letter begins or goes on, a mark only goes on."""
    words, start = [], None
    for place, character in enumerate(text + " "):
        if start is None and is_letter(character):
            start = place
        elif start is not None and not (is_letter(character) or is_mark(character)):
            words.append((start, place))
            start = None
    return words


@settings(max_examples=400, deadline=None)
@given(HOSTILE_TEXT)
def test_words_are_those_of_a_walk_character_by_character(text):
    words = cut_words(text + "\n")
    assert list(zip(words.starts.tolist(), words.ends.tolist(), strict=True)) == naive_words(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(HOSTILE_TEXT, max_size=4))
def test_words_of_one_text_after_another_have_one_number_just_when_they_are_spelt_alike(texts):
    spellings, seen = Spellings(), {}
    for text in (f"{text}\n" for text in texts):
        words = cut_words(text)
        numbers, new = spellings.number(text, words)
        spelt = [text[s:e] for s, e in naive_words(text)]
        assert set(new.values()) == set(spelt) - set(seen.values())
        for number, word in zip(numbers.tolist(), spelt, strict=True):
            assert seen.setdefault(number, word) == word
        assert len(set(seen.values())) == len(seen)


def test_letters_that_end_in_the_same_byte_are_two_letters():
    assert [ord(letter) % 256 for letter in "aš\u4e61"] == [ord("a")] * 3
    texts = Texts(["aa ša aš šš \u4e61a aa a"])
    assert texts.find(parse_pattern("aa").slots)[0].tolist() == [0, 5]
    assert texts.find(parse_pattern("ša|šš").slots)[0].tolist() == [1, 3]


def test_words_that_differ_in_their_last_letter_only_are_two_whatever_their_length():
    for length in (1, 7, 8, 9, 16, 17, 63, 64, 65, 200):
        stem = "a" * (length - 1)
        words = f"{stem}b {stem}c {stem}b {stem} {stem}bb\n"
        numbers, new = Spellings().number(words, cut_words(words))
        assert numbers[0] == numbers[2] and len(new) == len(set(words.split()))


def test_no_pattern_makes_the_time_explode():
    pattern = parse_pattern("aa* [12] aa* [12] aa* [12] aa* [12] aa* [12] bb -- not: aa [12] aa [12] cc")
    seconds = []
    for n in (50_000, 200_000):
        text = "aa " * n
        start = time.perf_counter()
        assert len(Texts([text]).find_pattern(pattern)[0]) == 0
        seconds.append(time.perf_counter() - start)
    assert seconds[1] < 10 * max(seconds[0], 0.02)


def test_a_pattern_of_one_form_is_left_out_in_letters_of_the_other(tmp_path):
    text = (ROOT / "data" / "codebook.yml").read_text(encoding="utf-8")
    path = tmp_path / "bok.yml"
    old = "      *legevakt* -- not: "
    path.write_text(text.replace(old, f"      zebra -- form: nn\n{old}", 1), encoding="utf-8")
    own = load_codebook(path)
    segments = segments_of("zebra", "zebra", "zebra", submission_id=["a", "b", "c"])
    documents = pd.DataFrame({"submission_id": ["a", "b", "c"], "language": ["nn", "nb", None]})
    codes = code_segments(segments, own, documents)
    assert [codes_of(codes, "theme", f"s-{i:04d}") for i in range(3)] == [{"akutt"}, set(), {"akutt"}]


# ---- offsets, and all hits of a code -----------------------------------------------------------------------------------


def own_codebook(*lines, code_nots=()):
    patterns = tuple(parse_pattern(line, number=n + 1) for n, line in enumerate(lines))
    nots = tuple(parse_pattern(line) for line in code_nots)
    return Codebook({"theme": (Code("t", "theme", {"nb": "T"}, patterns=patterns, nots=nots),)}, (), "")


def test_spans_are_all_hits_in_order_each_once_and_the_evidence_is_the_strongest():
    codes = code_segments(
        segments_of("🙂 ta fly, tog og tog-reise."),
        own_codebook("fly -- weight: 0.5", "tog* -- weight: 0.7", "tog reise", "tog"),
    )
    row = codes.iloc[0]
    assert row["spans"] == "5-8;10-13;17-20;17-26"
    assert (row["evidence"], row["start"], row["end"], row["pattern"]) == ("tog", 10, 13, "tog")


def test_a_not_of_the_whole_code_cancels_hits_of_each_of_its_patterns():
    book = own_codebook("tog*", "store fly", code_nots=["lite fly", "tog til byen"])
    codes = code_segments(segments_of("Tog til byen. Toget.", "Lite fly", "store fly er ingen tog til byen"), book)
    assert dict(zip(codes["segment_id"], codes["spans"], strict=True)) == {"s-0000": "14-19", "s-0002": "0-9"}


def test_a_word_met_in_a_former_block_is_known_in_the_next_and_forgetting_it_changes_nothing(codebook, monkeypatch):
    segments = segments_of(*(c["text"] for c in CASES), *HOSTILE)
    together = code_segments(segments, codebook)
    hits = find_pattern_hits(segments, codebook)
    for size, words in ((500, 400_000), (500, 20)):
        monkeypatch.setattr(coding, "BLOCK", size)
        monkeypatch.setattr(coding, "VOCABULARY", words)
        pd.testing.assert_frame_equal(code_segments(segments, codebook), together)
    pd.testing.assert_frame_equal(find_pattern_hits(segments, codebook), hits)


def test_sums_that_are_equal_but_for_the_last_decimal_give_the_first_function_in_the_file():
    words = tuple(parse_pattern(line) for line in ("ulv -- weight: 0.1", "rev -- weight: 0.2"))
    first = Code("fakta", "function", {"nb": "F"}, facets={"ingen": 0.3})
    second = Code("erfaring", "function", {"nb": "E"}, patterns=words)
    for codes in ((first, second), (second, first)):
        found = code_segments(segments_of("Ulv og rev."), Codebook({"function": codes}, (), ""))
        assert found["code"].tolist() == [codes[0].id]


# ---- a corpus on the disk ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    texts = [c["text"] for c in CASES]
    segments = segments_of(*texts, submission_id=[f"brev{i % 3}" for i in range(len(texts))], facet="tiltak")
    SEGMENTS.write(segments.reindex(columns=[*SEGMENTS.columns]), tmp_path)
    forms = [{"submission_id": f"brev{i}", "language": ("nb", "nn", None)[i]} for i in range(3)]
    DOCUMENTS.write(DOCUMENTS.build(forms), tmp_path)
    return tmp_path


def read_few_at_a_time(monkeypatch, rows):
    whole = tables.Table.read_batches
    monkeypatch.setattr(tables.Table, "read_batches", lambda self, folder, columns: whole(self, folder, columns, rows))


def test_a_corpus_read_a_few_segments_at_a_time_has_the_codes_of_all_its_segments_byte_for_byte(folder, codebook, monkeypatch):
    path = code_corpus(folder, ROOT / "data" / "codebook.yml")
    at_once = path.read_bytes()
    pd.testing.assert_frame_equal(CODES.read(folder), code_segments(SEGMENTS.read(folder), codebook, DOCUMENTS.read(folder)))
    read_few_at_a_time(monkeypatch, 7)
    assert code_corpus(folder, ROOT / "data" / "codebook.yml").read_bytes() == at_once
    monkeypatch.setattr(tables, "ROW_GROUP", 11)
    code_corpus(folder, ROOT / "data" / "codebook.yml")
    pd.testing.assert_frame_equal(CODES.read(folder), code_segments(SEGMENTS.read(folder), codebook, DOCUMENTS.read(folder)))
    batches = list(CODES.read_batches(folder, ["code"]))
    assert max(map(len, batches)) <= 7 and pd.concat(batches)["code"].tolist() == CODES.read(folder)["code"].tolist()


def test_a_coding_that_breaks_off_leaves_the_codes_of_the_last_one_and_nothing_else(folder, monkeypatch):
    before = code_corpus(folder, ROOT / "data" / "codebook.yml").read_bytes()
    names = sorted(path.name for path in folder.iterdir())
    real = coding.code_rows
    calls = []

    def break_off(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    read_few_at_a_time(monkeypatch, 7)
    monkeypatch.setattr(coding, "code_rows", break_off)
    with pytest.raises(KeyboardInterrupt):
        code_corpus(folder, ROOT / "data" / "codebook.yml")
    assert (folder / "codes.parquet").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == names


def test_a_corpus_without_segments_has_a_codes_table_without_rows(tmp_path):
    SEGMENTS.write(SEGMENTS.build([]), tmp_path)
    DOCUMENTS.write(DOCUMENTS.build([]), tmp_path)
    code_corpus(tmp_path, ROOT / "data" / "codebook.yml")
    codes = CODES.read(tmp_path)
    assert len(codes) == 0 and list(codes.columns) == [*CODES.columns, "spans"]


def test_segments_that_share_an_id_are_refused_though_they_stand_far_apart(folder, monkeypatch):
    segments = pd.read_parquet(folder / "segments.parquet")
    segments.loc[len(segments) - 1, "segment_id"] = segments.loc[0, "segment_id"]
    segments.to_parquet(folder / "segments.parquet")
    read_few_at_a_time(monkeypatch, 7)
    with pytest.raises(InnspillError, match=r"segments\.parquet: the table is damaged"):
        code_corpus(folder, ROOT / "data" / "codebook.yml")


@pytest.mark.parametrize("damage", ["cut", "column", "gone"])
def test_a_damaged_or_missing_table_is_an_error_that_names_it(folder, damage):
    path = folder / "segments.parquet"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "column":
        pd.read_parquet(path).drop(columns="position").to_parquet(path)
    else:
        path.unlink()
    with pytest.raises(InnspillError, match=r"segments\.parquet: the table is (damaged|not there)"):
        code_corpus(folder, ROOT / "data" / "codebook.yml")


def test_a_page_that_does_not_unpack_is_a_damaged_table_and_its_text_is_not_told(folder, monkeypatch):
    def fail(*_, **__):
        raise pa.ArrowException("Unknown error: Wrapping brevets egne ord")

    monkeypatch.setattr(tables.pq.ParquetFile, "iter_batches", fail)
    with pytest.raises(InnspillError, match=r"segments\.parquet: the table is damaged") as caught:
        list(SEGMENTS.read_batches(folder, ["text"]))
    assert "brevets" not in str(caught.value)
    monkeypatch.setattr(tables.pd, "read_parquet", fail)
    with pytest.raises(InnspillError, match=r"segments\.parquet: the table is damaged"):
        SEGMENTS.read(folder)


def recorded(folder):
    return read_manifest(folder).get("codebook")


def test_codes_are_recorded_as_those_of_the_codebook_that_was_read_though_it_is_edited_meanwhile(folder, monkeypatch):
    path = folder / "bok.yml"
    path.write_bytes((ROOT / "data" / "codebook.yml").read_bytes())
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    real = tables.Table.write_batches

    def edit_meanwhile(self, frames, place):
        path.write_bytes(path.read_bytes() + b"# en merknad\n")
        return real(self, frames, place)

    monkeypatch.setattr(tables.Table, "write_batches", edit_meanwhile)
    code_corpus(folder, path)
    assert recorded(folder) == before


def test_codes_put_in_place_by_a_run_that_breaks_off_there_are_not_taken_for_those_of_the_codebook_before(folder, monkeypatch):
    code_corpus(folder, ROOT / "data" / "codebook.yml")
    assert recorded(folder)
    real = tables.Table.write_batches

    def write_and_stop(self, frames, place):
        real(self, frames, place)
        raise KeyboardInterrupt

    monkeypatch.setattr(tables.Table, "write_batches", write_and_stop)
    with pytest.raises(KeyboardInterrupt):
        code_corpus(folder, ROOT / "data" / "codebook.yml")
    assert recorded(folder) is None


def test_a_full_disk_is_one_line_of_error_and_leaves_the_codes_before(folder, monkeypatch):
    before = code_corpus(folder, ROOT / "data" / "codebook.yml").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables.pq.ParquetWriter, "write_table", full)
    with pytest.raises(InnspillError, match="the codes could not be written") as caught:
        code_corpus(folder, ROOT / "data" / "codebook.yml")
    assert str(caught.value).startswith(f"{folder}: ")
    assert (folder / "codes.parquet").read_bytes() == before and not list(folder.glob(".*"))


def test_what_a_killed_coding_left_behind_is_gone_after_the_next_one(folder):
    (folder / ".codes.parquet.part").write_bytes(b"half a table")
    code_corpus(folder, ROOT / "data" / "codebook.yml")
    assert len(CODES.read(folder)) and not list(folder.glob(".*"))


def test_a_corpus_of_one_segment_is_coded(tmp_path):
    SEGMENTS.write(segments_of("Vi mangler jordmødre.").reindex(columns=[*SEGMENTS.columns]), tmp_path)
    DOCUMENTS.write(DOCUMENTS.build([{"submission_id": "s", "language": "nb"}]), tmp_path)
    code_corpus(tmp_path, ROOT / "data" / "codebook.yml")
    assert "personell" in codes_of(CODES.read(tmp_path), "theme")
