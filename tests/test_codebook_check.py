"""The check finds what an editor would want to know, and is silent about what is right; `try` says what the coding does."""

import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from innspill.cli_codebook import codebook_app
from innspill.codebook import load_codebook
from innspill.codebook_check import check_codebook
from innspill.codebook_forms import load_written_forms
from innspill.codebook_telling import tell_codes, tell_findings
from innspill.codebook_try import explain_codes
from innspill.coding import code_segments
from innspill.coding_blocks import find_hits, read_block
from innspill.errors import InnspillError
from innspill.patterns import parse_pattern
from innspill.tokens import load_stopwords

ROOT = Path(__file__).parents[1]
FORMS = load_written_forms(ROOT / "data" / "written_forms.csv")
STOPWORDS = {"og", "for", "ikke", "mellom"}
BOOK = """\
topics:
  - Skog
passing: {{words: 12, extra: 0.5, share: 0.34}}
themes:
  - id: bever
    label: {{nb: Bever, en: Beaver}}
    topic: Skog
    definition: Dyr som bygger.
    is_not: Hunder.
    patterns: |
{patterns}
    weak: |
{weak}
    not: |
{nots}
  - id: elg
    label: {{nb: Elg, en: Moose}}
    topic: Skog
    definition: Dyr som går.
    is_not: Hunder.
    patterns: |
      elg*
      gevir*
groups:
  - id: unge
    label: {{nb: Unge, en: Young}}
    definition: Små bevere.
    patterns: |
{group}
functions:
  - id: fakta
    label: {{nb: Fakta, en: Facts}}
    definition: Det som er.
    facets: {{ingen: 1}}
    headings: |
      fakta*
  - id: forslag
    label: {{nb: Forslag, en: Proposal}}
    definition: Det noen ber om.
    facets: {{tiltak: 2}}
    patterns: |
      må -- weight: 1.5
addressees:
  - id: stat
    label: {{nb: Staten, en: State}}
    definition: Staten.
    patterns: |
      staten
  - id: uspesifisert
    label: {{nb: Ingen, en: Nobody}}
    definition: Ingen.
initiatives:
  - id: hytta
    label: {{nb: Hytta, en: The lodge}}
    patterns: |
      =HYTTA
"""


def indented(lines):
    return "\n".join(f"      {line}" for line in lines)


def book(folder, *patterns, weak=("zzweak",), nots=("zznot within",), group=("beverung*",)):
    path = folder / "bok.yml"
    text = BOOK.format(patterns=indented(patterns), weak=indented(weak), nots=indented(nots), group=indented(group))
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def findings(codebook, kind=None, severity="error", **corpus):
    found = check_codebook(codebook, FORMS, STOPWORDS, **corpus)
    found = found[found["severity"] == severity]
    return found if kind is None else found[found["kind"] == kind]


def told(codebook, kind, severity="error"):
    found = findings(codebook, kind, severity)
    return list(zip(found["pattern"], found["todo"], strict=True))


OUT = "Take the line out"
SWALLOWED = [
    (("samhandling*", "samhandlingsmøte*"), [("samhandlingsmøte*", OUT)]),
    (("*finansier*", "finansiering*"), [("finansiering*", OUT)]),
    (("*finansier*", "*medfinansieringen"), [("*medfinansieringen", OUT)]),
    (("samhandling*", "samhandling* i skogen"), [("samhandling* i skogen", OUT)]),
    (("felles hule*", "felles hule* [2] bekk*"), [("felles hule* [2] bekk*", OUT)]),
    (("demning*|dam*", "damluke*"), [("damluke*", OUT)]),
    (("bever*|beverhytte*",), [("bever*|beverhytte*", "Take «beverhytte*» out of the line")]),
    (("bever*", "beverhytte*|hule*"), [("beverhytte*|hule*", "Take «beverhytte*» out of the line")]),
    (("bever*", "hule*", "beverhytte*|hulegang*"), [("beverhytte*|hulegang*", OUT)]),
    (("bever* -- not: beverbutikk*", "beverhytte*"), [("beverhytte*", OUT)]),
    (
        ("bever* -- under: tiltak, annet", "beverhytte* -- under: tiltak"),
        [("beverhytte*", OUT)],
    ),
    (("=BEVER*", "=BEVERHYTTE"), [("=BEVERHYTTE", OUT)]),
]
KEPT = [
    ("samhandlingsmøte*", "samhandling* -- weight: 0.5"),  # the narrow one weighs more
    ("godt samarbeid*", "samarbeid*"),  # begins on another word, and so counts besides
    ("bever* -- not: beverhytte*", "beverhytte*"),  # protects from the «not»
    ("bever* -- not: gammel*; within: 3", "beverhytte*"),  # a «not» that may stand beside it
    ("bever* -- under: tiltak", "beverhytte*"),
    ("bever* -- form: nn", "beverhytte*"),
    ("bever* -- with: bekk*", "beverhytte*"),
    ("bever*", "elgbever*", "beve"),
    ("=BEVER", "beverdam*"),
    ("felles hule* [1] bekk*", "felles hule* [3] bekkefar*"),  # the longer gap meets more
    ("bekk* [2] hule*", "bekkefar* [2] hulegang*"),  # before a gap the wider word may be a later one
    ("*team", "teamleder*"),
]


@pytest.mark.parametrize(("patterns", "expected"), SWALLOWED)
def test_a_pattern_that_another_meets_on_the_same_word_is_swallowed(tmp_path, patterns, expected):
    assert told(book(tmp_path, *patterns), "swallowed") == expected


@pytest.mark.parametrize("patterns", KEPT)
def test_a_pattern_that_says_more_than_another_is_no_finding(tmp_path, patterns):
    assert told(book(tmp_path, *patterns), "swallowed") == []


def test_a_weak_pattern_is_swallowed_by_a_strong_one_and_not_the_reverse(tmp_path):
    assert told(book(tmp_path, "hule*", weak=("hulegang*",)), "swallowed") == [("hulegang*", OUT)]
    assert told(book(tmp_path, "hulegang*", weak=("hule*",)), "swallowed") == []


def test_a_narrow_pattern_that_stands_first_is_only_a_note(tmp_path):
    # «beverhytte og bever» scores 2 with it and 1 without.
    codebook = book(tmp_path, "beverhytte*", "bever*")
    assert told(codebook, "swallowed") == []
    assert told(codebook, "swallowed", "note") == [("beverhytte*", OUT)]


def test_where_any_hit_gives_the_code_a_phrase_that_holds_another_pattern_is_swallowed(tmp_path):
    assert told(book(tmp_path, "bever*", group=("små unger", "unger")), "swallowed") == [("små unger", OUT)]


def test_what_is_swallowed_can_be_taken_out_and_no_score_changes(tmp_path):
    """Random codebooks and texts of a few letters: the check's claim, held against the coding itself."""
    draw = random.Random(4)
    stems = ["ab", "abc", "abcd", "bc", "bcd", "cd", "da"]
    n_taken = 0
    for _ in range(60):
        patterns = list(
            dict.fromkeys(" ".join(_drawn_word(draw, stems) for _ in range(draw.choice([1, 1, 2]))) for _ in range(7))
        )
        codebook = book(tmp_path, *patterns, nots=("dada",))
        texts = [
            " ".join(draw.choice(["ab", "abc", "abcd", "bcd", "cd", "da", "dada", "xcd"]) for _ in range(8)) for _ in range(40)
        ]
        out = findings(codebook, "swallowed").query("todo == @OUT")["line"].tolist()
        n_taken += len(out)
        bever = codebook.of("theme")[0]
        kept = tuple(p for p in bever.patterns if p.line not in out)
        themes = (replace(bever, patterns=kept), *codebook.of("theme")[1:])
        lighter = replace(codebook, entries={**codebook.entries, "theme": themes})
        assert _scores(codebook, texts) == _scores(lighter, texts), (patterns, out)
    assert n_taken > 30


def _drawn_word(draw, stems):
    stem = draw.choice(stems)
    return draw.choice([stem, f"{stem}*", f"*{stem}", f"*{stem}*"])


def _scores(codebook, texts):
    keys, sums = find_hits(read_block(segments(*texts), {}), codebook.of("theme")).sums()
    return dict(zip(keys.tolist(), sums.tolist(), strict=True))


NEVER = [
    (("samhandlingsplan* -- not: samhandling*",), (), "samhandlingsplan*"),
    (("felles samhandlingsplan*",), ("*plan*",), "felles samhandlingsplan*"),
    (("bever*", "hytte* -- weight: 0"), (), "hytte*"),
]


@pytest.mark.parametrize(("patterns", "nots", "expected"), NEVER)
def test_a_pattern_that_cannot_give_its_code_is_an_error(tmp_path, patterns, nots, expected):
    assert findings(book(tmp_path, *patterns, nots=(*nots, "zznot")), "never")["pattern"].tolist() == [expected]


def test_a_not_that_leaves_some_hits_is_no_finding(tmp_path):
    codebook = book(tmp_path, "samhandling* -- not: samhandlingsplan*", "plan|hytte*", nots=("hyttetur*",))
    assert findings(codebook, "never").empty


def test_an_alternative_that_a_not_always_cancels_is_named(tmp_path):
    found = findings(book(tmp_path, "hytte*|hule*", nots=("hule*",)), "never")
    assert found["todo"].tolist() == ["Take «hule*» out, or the «not»"]


def test_a_code_whose_patterns_do_not_reach_its_threshold_is_an_error(tmp_path):
    path = tmp_path / "bok.yml"
    text = BOOK.format(patterns="      bever*", weak="      zz", nots="      zznot", group="      beverung*")
    path.write_text(
        text.replace("    definition: Dyr som går.", "    definition: Dyr som går.\n    threshold: 3"), encoding="utf-8"
    )
    found = findings(load_codebook(path), "never")
    assert found[["code", "what"]].values.tolist() == [["elg", "all its patterns together reach 2, the threshold is 3"]]


TWINS = [
    ("hjelp* hjemme", "hjelp* hjemme|heime"),
    ("*sykehus*", "*sykehus*|*sjukehus*"),
    ("sjukeheim*", "sjukeheim*|sykehjem*"),
    ("tjenest* for eldre", "tjenest*|tenest* for eldre"),
    ("vanskelig*", "vanskelig*|vanskeleg*"),
    ("krevende", "krevende|krevjande"),
    ("brukere", "brukere|brukarar"),
    ("kommunene i skogen", "kommunene|kommunane i skogen"),
    ("etableres", "etableres|etablerast"),
    ("ikkje bever*", "ikkje|ikke bever*"),
    ("oppgave*|bever*", "oppgave*|oppgåve*|bever*"),
    ("nærhet", "nærhet|nærleik"),
    ("å samhandle hva", "å samhandle hva|kva"),
]


@pytest.mark.parametrize(("pattern", "mended"), TWINS)
def test_a_word_of_one_form_without_its_twin_is_an_error_with_the_line_as_it_should_be(tmp_path, pattern, mended):
    found = findings(book(tmp_path, pattern), "twin")
    assert found["pattern"].tolist() == [pattern]
    assert found["todo"].iloc[0].endswith(f": «{mended}»")


BOTH = [
    ("oppgave*|oppgåv*",), ("oppg*",), ("mangl*",), ("psykisk*",), ("fastlege*",), ("legevakt*",), ("frivillig*",), ("helse",),
    ("kommune*",), ("finansiering*",), ("kvalitet*",), ("forhold*",), ("samarbeid*",), ("henda|hender",), ("eldre",),
    ("sykehus*", "sjukehus*"), ("hjemme hos eldre", "heime hos eldre"), ("hjemmesykehus*", "heime*"), ("=SYKEHUS",),
    ("hjelp* hjemme -- written: nb",), ("heime -- form: nn",), ("digital*",), ("regelverk*",), ("rett til bever*",),
    ("ansatte|tilsette",), ("lokalsykehus*|*sjukehus*",), ("flere|fleire bever*",), ("ledere|leiarar",),
    ("hverandre*|kvarandre*",),
]  # fmt: skip


@pytest.mark.parametrize("patterns", BOTH)
def test_words_that_both_forms_share_or_whose_twin_is_there_are_no_finding(tmp_path, patterns):
    assert told(book(tmp_path, *patterns), "twin") == []


def test_a_twin_in_another_theme_is_no_twin(tmp_path):
    codebook = book(tmp_path, "sykehus*", group=("sjukehus*",))
    assert findings(codebook, "twin")["pattern"].tolist() == ["sykehus*", "sjukehus*"]


def test_a_pattern_that_says_the_wrong_form_is_an_error(tmp_path):
    found = findings(book(tmp_path, "sjukehus* -- written: nb"), "twin")
    assert found["todo"].tolist() == ["Write «written: nn»"]


def test_a_bar_between_phrases_is_told_with_the_lines_that_were_meant(tmp_path):
    found = findings(book(tmp_path, "egne midler|eigne midlar"))
    assert found[["kind", "todo"]].values.tolist() == [["phrase", "Write a line each: «egne midler» and «eigne midlar»"]]
    assert findings(book(tmp_path, "ta|trekke|trekkje med bever*"), "phrase").empty


def test_a_strong_word_that_matches_a_function_word_is_an_error_and_a_weak_one_is_not(tmp_path):
    found = findings(book(tmp_path, "fo*", "mellom", "og bever*", weak=("ikke*|ikkje*",)), "stopword")
    assert found["pattern"].tolist() == ["fo*", "mellom"]
    assert "«for»" in found["what"].iloc[0]


def test_three_letters_anywhere_in_a_word_are_too_wide(tmp_path):
    assert findings(book(tmp_path, "*dom*", "*domene*", "*dom"), "wide")["pattern"].tolist() == ["*dom*"]


def test_a_not_that_can_overlap_nothing_is_a_note(tmp_path):
    codebook = book(tmp_path, "eldre -- not: eldreråd*", "bever* -- not: beverbutikk*", nots=("ulv*", "beverhund*"))
    assert findings(codebook, "not", "note")["pattern"].tolist() == ["eldre", "ulv*"]


def test_the_same_words_in_two_themes_are_a_note_that_names_the_other(tmp_path):
    found = findings(book(tmp_path, "elg*"), "shared", "note")
    assert found[["code", "pattern"]].values.tolist() == [["elg", "elg*"]] and "«bever»" in found["what"].iloc[0]


def segments(*texts):
    return pd.DataFrame({
        "segment_id": [f"s-{n}" for n in range(len(texts))], "submission_id": "s", "question": None, "facet": None,
        "kind": "paragraph", "heading": None, "page": 1, "text": texts,
    })  # fmt: skip


def test_a_corpus_tells_what_meets_nothing_and_what_meets_too_much(tmp_path):
    codebook = book(tmp_path, "bever*", "hytte*", "dam* [5] bekk*")
    texts = ["beveren ser en dam ved en bekk", "beveren ved en dam", "beveren og en bekk", *["ingenting"] * 7]
    notes = findings(codebook, None, "note", segments=segments(*texts))
    assert notes.loc[notes["kind"] == "wide", ["pattern", "what"]].values.tolist() == [
        ["bever*", "meets 3 of 10 segments (30%)"]
    ]
    assert "hytte*" in set(notes.loc[notes["kind"] == "unused", "pattern"])
    assert "bever*" not in set(notes.loc[notes["kind"] == "unused", "pattern"])
    costly = notes[notes["kind"] == "costly"]
    assert costly["pattern"].tolist() == ["dam* [5] bekk*"] and "20%" in costly["what"].iloc[0]


def test_a_sound_codebook_gives_an_empty_table_with_its_columns(tmp_path):
    path = tmp_path / "bok.yml"
    text = BOOK.format(patterns="      bever*", weak="      demning*", nots="      beverbutikk*", group="      beverung*")
    path.write_text(text, encoding="utf-8")
    found = check_codebook(load_codebook(path), FORMS, STOPWORDS)
    assert found.empty
    assert list(found) == ["line", "scheme", "code", "pattern", "kind", "severity", "what", "todo"]


BAD_FORMS = [
    ("nb,nn,note\nsyk*,sjuk,x\n", ":2: the stars differ"),
    ("nb,nn,note\nhva,kva,x\nhva,kva,y\n", ":3: «hva» stands twice"),
    ("nb,nn,note\nhva,,x\n", ":2: both columns need a word"),
    ("word,other\nhva,kva\n", ":2: both columns need a word"),
    ("nb,nn,note\n\nhva,kva,x\nsyk,,x\n", ":4: both columns need a word"),
    ("nb,nn,note\n", ": the list of written forms is empty"),
    ("", ": the list of written forms is empty"),
]


@pytest.mark.parametrize(("text", "message"), BAD_FORMS)
def test_a_wrong_line_in_the_list_of_forms_is_told_by_its_number(tmp_path, text, message):
    path = tmp_path / "forms.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InnspillError) as caught:
        load_written_forms(path)
    assert str(caught.value).startswith(f"{path}{message}")


READINGS = [
    ("sykehus*", "nb"), ("sjukehus*", "nn"), ("psykisk*", "both"), ("heimeteneste*", "nn"), ("hjemmetjeneste*", "nb"),
    ("vanskeleg", "nn"), ("kollega*", "both"), ("overlege*", "both"), ("kvalitet*", "both"), ("kvardag*", "nn"),
    ("utval*", "both"),
    ("utvalg*", "nb"), ("brukarmedverknad*", "nn"), ("legar", "nn"), ("legemiddel*", "both"), ("forebygging*", "nb"),
    ("villig*", "both"), ("prosjekt*", "both"), ("rettar", "nn"), ("forsvarlig*", "nb"), ("nettverk*", "both"),
    ("samtale*", "both"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "form"), READINGS)
def test_a_word_is_read_in_the_form_that_it_is_spelt_in(word, form):
    assert FORMS.read(parse_pattern(word).slots[0].words[0]).form == form


def test_a_text_is_explained_hit_by_hit(tmp_path):
    codebook = book(tmp_path, "bever*", "beverhytte* i bekk*", "gnag*", weak=("hytte*", "tre|trær"), nots=("bever butikk*",))
    rows = explain_codes("Beveren gnager på trær. Bever butikken selger trær.", codebook)
    theme = rows[(rows["scheme"] == "theme") & (rows["code"] == "bever")]
    assert theme[["kind", "words", "counted"]].values.tolist() == [
        ["hit", "Beveren", 1.0], ["hit", "gnager", 1.0], ["hit", "trær", 0.5], ["hit", "trær", 0.0],
        ["cancelled", "Bever", 0.0],
    ]  # fmt: skip
    assert theme["given"].all() and set(theme["score"]) == {2.5} and set(theme["needed"]) == {1.0}
    line = codebook.of("theme")[0].nots[0].line
    struck = f"«not: bever butikk*» on line {line} stands at «Bever butikken»"
    assert theme["why"].tolist()[3:] == ["its line counts already", struck]


def test_a_theme_in_passing_is_told_what_it_lacked(tmp_path):
    codebook = book(tmp_path, "bever*", "gnag*", "hule*", weak=("tre",))
    long_text = "En elg går og går og går i skogen ved en tom bekk her."
    elg = explain_codes(long_text, codebook).query("code == 'elg'").iloc[0]
    assert not elg["given"] and (elg["score"], elg["needed"]) == (1.0, 1.5) and "14 words" in elg["rule"]
    heavy = explain_codes("Bever gnager hule, elg.", codebook).query("code == 'elg'").iloc[0]
    assert not heavy["given"] and heavy["needed"] == pytest.approx(1.02) and "heaviest" in heavy["rule"]


def test_what_a_condition_keeps_out_is_told_by_the_condition(tmp_path):
    patterns = ("bever* -- under: tiltak", "hule* -- with: bekk*", "dam* -- form: nn", "hytte* -- heading: skog*")
    rows = explain_codes("Bever, hule, dam og hytte.", book(tmp_path, *patterns), language="nb")
    lost = rows[rows["kind"] == "unmet"]
    assert dict(zip(lost["words"], lost["why"], strict=True)) == {
        "Bever": "only under a question of tiltak", "hule": "asks for «bekk*» in the same text", "dam": "only in letters in nn",
        "hytte": "only under a heading with «skog*»",
    }  # fmt: skip
    met = explain_codes(
        "Bever, hule, dam og hytte.", book(tmp_path, *patterns), facet="tiltak", heading="Skogen", language="nn"
    )
    assert set(met.query("scheme == 'theme' and kind == 'hit'")["words"]) == {"Bever", "dam", "hytte"}


def test_the_function_shows_what_facet_heading_and_words_gave(tmp_path):
    rows = explain_codes("Staten må bygge.", book(tmp_path, "bever*"), facet="tiltak", heading="Fakta om skogen")
    functions = rows[rows["scheme"] == "function"]
    assert functions[["code", "kind", "counted", "given", "score"]].values.tolist() == [
        ["fakta", "heading", 1.0, False, 1.0], ["forslag", "facet", 2.0, True, 3.5], ["forslag", "hit", 1.5, True, 3.5],
    ]  # fmt: skip
    assert rows.query("scheme == 'addressee' and given")["code"].tolist() == ["stat"]
    nobody = explain_codes("Noen må bygge.", book(tmp_path, "bever*"), facet="tiltak").query("scheme == 'addressee'")
    assert nobody[["code", "kind"]].values.tolist() == [["uspesifisert", "none"]]


def test_the_explanation_gives_what_the_coding_gives_and_its_sums_add_up():
    codebook = load_codebook(ROOT / "data" / "codebook.yml")
    texts = [
        "Samarbeidet mellom sykehuset og kommunene er krevende, og vi mangler sykepleiere i hele skogbygda.",
        "Helsedirektoratet bør sørge for varig finansiering av FACT-team for ungdom med alvorlige psykiske lidelser.",
        "Vi har gode erfaringar med digital heimeoppfølging for eldre som bur langt frå sjukehuset.",
        "Oppgaver flyttes fra sykehus til kommune uten at penger, legevakt og fastleger følger med.",
    ]
    for text in texts:
        for facet in (None, "tiltak", "eksempel"):
            told_codes = explain_codes(text, codebook, facet=facet)
            coded = code_segments(segments(text).assign(facet=facet), codebook)
            given = told_codes[told_codes["given"]][["scheme", "code"]].drop_duplicates()
            assert sorted(map(tuple, given.values)) == sorted(map(tuple, coded[["scheme", "code"]].values))
            sums = told_codes.groupby(["scheme", "code"]).agg(
                {"counted": "sum", "score": "first", "needed": "first", "given": "first"}
            )
            assert (sums["counted"] - sums["score"]).abs().max() < 1e-9
            by_sum = sums[sums.index.get_level_values("scheme").isin(["theme", "group", "initiative"])]
            assert ((by_sum["score"] >= by_sum["needed"] - 1e-9) == by_sum["given"]).all()


def test_the_lines_mark_the_words_and_stay_narrow(tmp_path):
    codebook = book(tmp_path, "bever*", weak=("hytte*",))
    text = "Langt innerst i den store og umåtelig mørke barskogen ligger en hytte."
    lines = [line for line, _ in tell_codes(text, explain_codes(text, codebook), codebook)]
    assert any("nearly bever" in line and "0.5 of 1 " in line for line in lines)
    assert any("›hytte‹" in line for line in lines) and max(map(len, lines)) <= 120
    assert [line for line in lines if line.isupper()] == ["THEME", "GROUP", "FUNCTION", "ADDRESSEE", "INITIATIVE"]


BAD_TRIES = [
    ({"text": "  "}, "there is no text"),
    ({"text": "bever \udcff"}, "TEXT: the text is not UTF-8"),
    ({"heading": "bever \udcff"}, "--heading: the text is not UTF-8"),
    ({"facet": "tull"}, "unknown facet"),
    ({"language": "dk"}, "unknown language"),
]


@pytest.mark.parametrize(("asked", "message"), BAD_TRIES)
def test_a_wrong_question_is_one_line_of_error(tmp_path, asked, message):
    with pytest.raises(InnspillError, match=message):
        explain_codes(**{"text": "Bever", "codebook": book(tmp_path, "bever*"), **asked})


def test_the_command_exits_with_1_where_something_is_to_be_put_right(tmp_path):
    runner = CliRunner()
    book(tmp_path, "sykehus*")
    wrong = runner.invoke(codebook_app, ["check", "--codebook", str(tmp_path / "bok.yml")])
    assert wrong.exit_code == 1 and "«sykehus*|sjukehus*»" in wrong.output and "1 to put right" in wrong.output
    book(tmp_path, "bever*", nots=("ulv*",))
    notes = runner.invoke(codebook_app, ["check", "--codebook", str(tmp_path / "bok.yml")])
    assert notes.exit_code == 0 and "0 to put right, 1 to look at" in notes.output
    assert runner.invoke(codebook_app, ["check", "--strict", "--codebook", str(tmp_path / "bok.yml")]).exit_code == 1


def test_the_command_tries_a_text_from_stdin(tmp_path):
    book(tmp_path, "bever*")
    runner = CliRunner()
    tried = runner.invoke(codebook_app, ["try", "-", "--codebook", str(tmp_path / "bok.yml")], input="To bevere\nbygger.\n")
    assert tried.exit_code == 0 and "gets   bever" in tried.output and "›bevere‹" in tried.output


def test_a_text_that_is_too_long_is_told_so_without_a_wrong_count(tmp_path):
    book(tmp_path, "bever*")
    asked = ["try", "-", "--codebook", str(tmp_path / "bok.yml")]
    tried = CliRunner().invoke(codebook_app, asked, input="bever " * 100_000)
    assert str(tried.exception) == "TEXT: the text has more than 20000 characters. Give a part of it"


def test_a_hit_that_does_not_count_names_the_line_that_its_first_word_went_to(tmp_path):
    codebook = book(tmp_path, "bever*", "bever* hytte* -- weight: 0.5", "dam* -- weight: 2")
    rows = explain_codes("Bever hytte, bever og dam.", codebook).query("code == 'bever'")
    line = codebook.of("theme")[0].patterns[0].line
    assert rows[["words", "counted", "why"]].values.tolist() == [
        ["dam", 2.0, ""], ["Bever", 1.0, ""], ["bever", 0.0, "its line counts already"],
        ["Bever hytte", 0.0, f"its first word goes to line {line}"],
    ]  # fmt: skip


def test_weak_patterns_of_an_initiative_add_up_and_so_swallow_nothing(tmp_path):
    path = tmp_path / "bok.yml"
    book(tmp_path, "bever*")
    text = path.read_text(encoding="utf-8").replace("      =HYTTA", "      =HYTTA\n    weak: |\n      skog\n      mork skog")
    path.write_text(text, encoding="utf-8")
    codebook = load_codebook(path)
    coded = code_segments(segments("En mork skog."), codebook)
    assert "hytta" in set(coded["code"]) and told(codebook, "swallowed") == []


def test_outside_any_question_is_said_in_words(tmp_path):
    rows = explain_codes("Bever.", book(tmp_path, "bever* -- under: tiltak, ingen"), facet="annet")
    assert rows.query("kind == 'unmet'")["why"].tolist() == ["only under a question of tiltak or outside any question"]
    facets = explain_codes("Bever.", book(tmp_path, "bever*")).query("kind == 'facet'")
    assert facets["why"].tolist() == ["outside any question"]


def test_hits_that_do_not_count_for_one_reason_are_one_line_with_their_number(tmp_path):
    codebook = book(tmp_path, "bever*", "gnag*", "hule* -- under: tiltak", nots=("bever butikk*",))
    text = "Bever, bever og bever gnager. Bever butikken. Bever butikk. Hule, hule."
    lines = [line for line, _ in tell_codes(text, explain_codes(text, codebook), codebook)]
    theme = [line for line in lines[: lines.index("GROUP")] if line.startswith("      ")]
    assert [(line.split()[0], line.partition("›")[2].partition("‹")[0], line.rpartition(" · ")[2]) for line in theme] == [
        ("+1", "Bever", f"line {codebook.of('theme')[0].patterns[0].line}: bever*"),
        ("+0", "bever", "2 times"),
        ("+1", "gnager", f"line {codebook.of('theme')[0].patterns[1].line}: gnag*"),
        ("−", "Bever", f"«not: bever butikk*» on line {codebook.of('theme')[0].nots[0].line} stands at «Bever butikken»"),
        ("−", "Bever", f"«not: bever butikk*» on line {codebook.of('theme')[0].nots[0].line} stands at «Bever butikk»"),
        ("−", "Hule", "2 times"),
    ]


def test_the_shipped_codebook_has_nothing_to_put_right():
    stopwords = load_stopwords(ROOT / "data" / "stopwords.csv", {"function word"})
    found = check_codebook(load_codebook(ROOT / "data" / "codebook.yml"), FORMS, stopwords)
    wrong = found[found["severity"] == "error"]
    assert wrong.empty, wrong[["line", "kind", "what"]].to_string()


def test_what_breaks_the_coding_is_told_before_what_is_only_too_much(tmp_path):
    codebook = book(
        tmp_path, "bever*", "beverhytte*", "*dom*", "fo*", "sykehus*", "egne midler|eigne midlar", "hule* -- weight: 0",
        nots=("ulv", "tiger"),
    )  # fmt: skip
    lines = [line for line, _ in tell_findings(check_codebook(codebook, FORMS, STOPWORDS), "bok.yml")]
    kinds = [line.split(":")[2].strip() for line in lines[:-1]]
    assert kinds == ["phrase", "never", "twin", "stopword", "wide", "swallowed", "not", "not"]
    assert int(lines[6].split(":")[1]) < int(lines[7].split(":")[1])


def test_the_check_can_be_asked_about_some_codes(tmp_path):
    book(tmp_path, "sykehus*", group=("ulv*", "ulvehi*"))
    asked = ["check", "--codebook", str(tmp_path / "bok.yml"), "--code"]
    elg = CliRunner().invoke(codebook_app, [*asked, "elg"])
    assert elg.exit_code == 0 and "elg: nothing to put right" in elg.output and "sykehus" not in elg.output
    bever = CliRunner().invoke(codebook_app, [*asked, "bever"])
    assert bever.exit_code == 1 and "sykehus*" in bever.output and "ulvehi*" not in bever.output
    both = CliRunner().invoke(codebook_app, [*asked, "bever", "--code", "unge"])
    assert "sykehus*" in both.output and "ulvehi*" in both.output
    nobody = CliRunner().invoke(codebook_app, [*asked, "ulv"])
    assert nobody.exit_code == 1 and "there is no code «ulv»" in str(nobody.exception)


def test_a_label_in_one_language_only_is_told_how_both_are_written(tmp_path):
    path = tmp_path / "bok.yml"
    book(tmp_path, "bever*")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("label: {nb: Elg, en: Moose}", "label: {nb: Elg}"), encoding="utf-8")
    with pytest.raises(InnspillError, match=r":\d+: «en» is missing\. Write \{nb: …, en: …\}$"):
        load_codebook(path)
    path.write_text(text.replace("    topic: Skog\n", "", 1), encoding="utf-8")
    with pytest.raises(InnspillError, match=r"«topic» is missing\. Write a line «topic: …»$"):
        load_codebook(path)


def test_codes_that_only_a_missing_heading_or_question_speaks_for_are_named_on_one_line(tmp_path):
    codebook = book(tmp_path, "hule* -- under: tiltak")
    lines = [line for line, _ in tell_codes("Hule, hule.", explain_codes("Hule, hule.", codebook), codebook)]
    theme = lines[: lines.index("GROUP")]
    assert theme == ["THEME", "  not    only under a heading or question, or in company, that is not there: bever"]
