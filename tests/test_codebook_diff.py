"""What a mended pattern changes: codes won and lost, with words and sentence, and what that did to hand-coded letters."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from innspill.cli_codebook import codebook_app
from innspill.codebook import load_codebook
from innspill.codebook_diff import count_changes, diff_codes
from innspill.codebook_telling import sentence_around
from innspill.coding import code_segments
from innspill.errors import InnspillError
from innspill.tables import DOCUMENTS, MASKS, SEGMENTS
from invented import letter, passage, tables

BOOK = """\
topics: [Skog]
themes:
  - id: bever
    label: {nb: Bever, en: Beaver}
    topic: Skog
    definition: Dyr som bygger.
    is_not: Elger.
    patterns: |
      BEVER
  - id: elg
    label: {nb: Elg, en: Moose}
    topic: Skog
    definition: Dyr som går.
    is_not: Bevere.
    patterns: |
      elg*
groups:
  - id: unge
    label: {nb: Unge, en: Young}
    definition: Små bevere.
    patterns: |
      unger
functions:
  - id: fakta
    label: {nb: Fakta, en: Facts}
    definition: Det som er.
    facets: {ingen: 1}
    headings: |
      fakta*
  - id: forslag
    label: {nb: Forslag, en: Proposal}
    definition: Det noen ber om.
    facets: {tiltak: 2}
addressees:
  - id: uspesifisert
    label: {nb: Ingen, en: Nobody}
    definition: Ingen.
initiatives:
  - id: hytta
    label: {nb: Hytta, en: The lodge}
    patterns: |
      =HYTTA
"""
LETTERS = [letter(1, "Nordli kommune"), letter(2, "Sørli kommune")]
SAID = [
    passage(1, 1, "Skogen er stor. Vi ser en demning ved Ola Nesvold. Elgen går forbi."),
    passage(1, 2, "En beverhytte til."),
    passage(2, 1, "En bever selges i beverbutikken."),
    passage(2, 2, "En bever bygger en hytte."),
]
BEFORE, AFTER = "bever*", "bever -- not: beverbutikk*; within: 5\n      demning*"


def book(path, bever):
    path.write_text(BOOK.replace("BEVER", bever), encoding="utf-8")
    return path


@pytest.fixture
def old(tmp_path):
    return book(tmp_path / "old.yml", BEFORE)


@pytest.fixture
def new(tmp_path):
    return book(tmp_path / "new.yml", AFTER)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    frames = tables(LETTERS, SAID)
    place = SAID[0][0]["text"].index("Ola")
    masks = MASKS.build([{
        "mask_id": "m-1", "submission_id": "brev1", "place": "segments", "row_id": "brev1-0001", "column": "text",
        "start": place, "end": place + len("Ola Nesvold"), "kind": "name",
    }])  # fmt: skip
    for table, frame in ((DOCUMENTS, frames["documents"]), (SEGMENTS, frames["segments"]), (MASKS, masks)):
        table.write(frame, folder)
    return folder


def coded_by_both(old, new):
    frames = tables(LETTERS, SAID)
    segments, documents = frames["segments"], frames["documents"]
    codes = [code_segments(segments, load_codebook(path), documents) for path in (old, new)]
    return *codes, segments, documents


def test_each_code_won_and_lost_is_a_row_with_the_words_and_the_pattern_that_gave_it(old, new):
    rows = diff_codes(*coded_by_both(old, new))
    assert rows[["scheme", "code", "change", "segment_id", "sender", "evidence", "pattern"]].values.tolist() == [
        ["theme", "bever", "won", "brev1-0001", "Nordli kommune", "demning", "demning*"],
        ["theme", "bever", "lost", "brev1-0002", "Nordli kommune", "beverhytte", "bever*"],
        ["theme", "bever", "lost", "brev2-0001", "Sørli kommune", "bever", "bever*"],
    ]
    assert rows["text"].tolist() == [row["text"] for row, _ in SAID[:3]]


def test_a_code_that_other_words_now_give_is_as_before(old, new):
    counts = count_changes(*coded_by_both(old, new)[:2]).set_index(["scheme", "code"])
    assert counts.loc[("theme", "bever")].tolist() == [1, 2, 1]
    assert counts.loc[("theme", "elg")].tolist() == [0, 0, 1]
    assert counts.loc[("function", "fakta")].tolist() == [0, 0, 4]


def test_the_same_codebook_changes_nothing(old):
    codes, _, segments, documents = coded_by_both(old, old)
    rows = diff_codes(codes, codes, segments, documents)
    assert rows.empty and {"scheme", "code", "change", "segment_id", "sender", "evidence", "pattern", "text"} <= set(rows)
    none = codes.iloc[:0]
    assert count_changes(none, none).empty
    assert count_changes(codes, none)["lost"].sum() == len(codes) == len(diff_codes(none, codes, segments, documents))


def test_a_heading_that_gave_a_code_is_shown_as_the_segments_have_it():
    codes = pd.DataFrame({
        "segment_id": ["brev1-0001"], "scheme": ["function"], "code": ["fakta"], "evidence": [""],
        "start": pd.array([None], "Int64"), "end": pd.array([None], "Int64"), "pattern": ["heading:Fakta fra Ola Nesvold"],
    })  # fmt: skip
    frames = tables(LETTERS, [passage(1, 1, "Skogen er stor.", heading="Fakta fra ███ ███████")])
    rows = diff_codes(codes.iloc[:0], codes, frames["segments"], frames["documents"])
    assert rows["pattern"].tolist() == ["heading:Fakta fra ███ ███████"]


AROUND = [
    ("En. To tre fire. Fem.", "tre", "To ›tre‹ fire."),
    ("Tre er mange", "Tre", "›Tre‹ er mange"),
    ("Vi ber om hjelp! Bl.a. en båt, og tre til? Ja.", "tre", "Bl.a. en båt, og ›tre‹ til?"),
]


@pytest.mark.parametrize(("text", "words", "expected"), AROUND)
def test_the_sentence_around_the_words_is_cut_out(text, words, expected):
    start = text.index(words)
    assert sentence_around(text, start, start + len(words)) == expected


def test_a_sentence_without_end_is_cut_at_blanks():
    text = "mil " * 500 + "bever" + " mil" * 500
    shown = sentence_around(text, 2000, 2005)
    assert "›bever‹" in shown and len(shown) < 260 and shown.startswith("…mil ") and shown.endswith(" mil…")


def run(*asked):
    return CliRunner().invoke(codebook_app, ["diff", *map(str, asked)])


def lines_of(done):
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output.splitlines()


def test_the_totals_stand_first_and_then_a_line_for_each_change(old, new, corpus):
    lines = lines_of(run(old, new, "--corpus", corpus, "--handcoded", ""))
    before, after = load_codebook(old).of("theme")[0].patterns, load_codebook(new).of("theme")[0].patterns
    assert lines[:6] == [
        "bever: 1 won, 2 lost, 1 as before",
        "",
        "BEVER",
        f"  + Nordli kommune · «demning» · line {after[1].line}: demning* · Vi ser en ›demning‹ ved ███ ███████.",
        f"  − Nordli kommune · «beverhytte» · line {before[0].line}: bever* · En ›beverhytte‹ til.",
        f"  − Sørli kommune · «bever» · line {before[0].line}: bever* · En ›bever‹ selges i beverbutikken.",
    ]
    assert "Nesvold" not in "".join(lines)


def test_rows_that_are_not_shown_are_counted(old, new, corpus):
    lines = lines_of(run(old, new, "--corpus", corpus, "--handcoded", "", "--rows", 1))
    assert [line[2] for line in lines if line.startswith("  ") and "·" in line] == ["+", "−"]
    assert any("1 more lost" in line for line in lines)


def test_only_the_schemes_and_codes_asked_for_are_told(old, new, corpus):
    unchanged = lines_of(run(old, new, "--corpus", corpus, "--handcoded", "", "--code", "elg"))
    assert unchanged == ["elg: 0 won, 0 lost, 1 as before"]
    nothing = lines_of(run(old, new, "--corpus", corpus, "--handcoded", "", "--scheme", "group"))
    assert nothing == ["no code won or lost"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [(("--code", "ulv"), "there is no code «ulv»"), (("--scheme", "tema"), "there is no scheme «tema»"),
     (("--scheme", "group", "--code", "elg"), "there is no code «elg»"),
     (("--handcoded", "borte"), "the folder «borte» is not there")],
)  # fmt: skip
def test_a_wrong_name_is_one_line_of_error(old, new, corpus, asked, message):
    done = run(old, new, "--corpus", corpus, *asked)
    assert done.exit_code == 1 and isinstance(done.exception, InnspillError) and message in str(done.exception)


@pytest.fixture
def handcoded(tmp_path):
    """Three passages for practice, of which two are about beavers, and one for the examination."""
    folder = tmp_path / "handcoded"
    folder.mkdir()
    (folder / "letters.csv").write_text("file,language,call,use\nvik.txt,nb,,øving\nnes.txt,nb,,prøve\n", encoding="utf-8")
    said = {"v-1": "En demning i bekken.", "v-2": "En beverhytte.", "v-3": "En bever.", "n-1": "En demning i Nes."}
    read = {"v-1": "bever", "v-2": "", "v-3": "bever", "n-1": "bever"}
    passages, readings = ["file,segment,question,kind,heading,text"], ["reader,file,segment,themes,groups,function,addressee"]
    for segment, text in said.items():
        file = "vik.txt" if segment.startswith("v") else "nes.txt"
        passages.append(f"{file},{segment},,paragraph,,{text}")
        readings.append(f"Ane,{file},{segment},{read[segment]},,fakta,")
    (folder / "passages.csv").write_text("\n".join(passages) + "\n", encoding="utf-8")
    (folder / "readings.csv").write_text("\n".join(readings) + "\n", encoding="utf-8")
    return folder


def test_hand_coded_letters_for_practice_say_whether_it_became_better(old, new, corpus, handcoded):
    # Before: v-2 wrongly, v-3 rightly, v-1 missed. After: v-1 and v-3 rightly.
    lines = lines_of(run(old, new, "--corpus", corpus, "--handcoded", handcoded))
    told = [line.strip() for line in lines if line.strip().startswith("bever: right")]
    assert told == [
        "bever: right 1 → 2, wrong 1 → 0, missed 1 → 0 · precision 0.50 → 1.00 · recall 0.50 → 1.00 · F1 0.50 → 1.00"
    ]
    assert any("1 letter for practice, 3 passages" in line for line in lines)


def test_letters_of_the_examination_are_never_looked_at(old, new, corpus, handcoded):
    told = lines_of(run(old, new, "--corpus", corpus, "--handcoded", handcoded))
    readings = (handcoded / "readings.csv").read_text(encoding="utf-8")
    (handcoded / "readings.csv").write_text(readings.replace("n-1,bever", "n-1,elg"), encoding="utf-8")
    assert lines_of(run(old, new, "--corpus", corpus, "--handcoded", handcoded)) == told
    (handcoded / "letters.csv").write_text("file,language,call,use\nvik.txt,nb,,prøve\nnes.txt,nb,,prøve\n", encoding="utf-8")
    none = run(old, new, "--corpus", corpus, "--handcoded", handcoded)
    assert none.exit_code == 1 and "there is no letter for «øving»" in str(none.exception)


def test_a_code_that_changes_only_in_the_hand_coded_letters_is_measured_too(old, tmp_path, corpus, handcoded):
    # No letter of the corpus says «bekken».
    wider = book(tmp_path / "ny.yml", f"{BEFORE}\n      bekk*")
    lines = lines_of(run(old, wider, "--corpus", corpus, "--handcoded", handcoded))
    assert lines[0] == "no code won or lost"
    assert any(line.strip().startswith("bever: right 1 → 2, wrong 1 → 1, missed 1 → 0") for line in lines)


def test_a_code_that_the_new_codebook_has_no_more_is_lost_and_still_measured(old, tmp_path, corpus, handcoded):
    path = tmp_path / "ny.yml"
    path.write_text(BOOK.replace("BEVER", "gnager*").replace("id: bever", "id: gnager"), encoding="utf-8")
    lines = lines_of(run(old, path, "--corpus", corpus, "--handcoded", handcoded))
    assert "bever: 0 won, 3 lost, 0 as before" in lines
    assert any(line.strip().startswith("bever: right 1 → 0, wrong 1 → 0, missed 1 → 2 · precision 0.50 → –") for line in lines)


def test_without_the_standard_folder_of_hand_coded_letters_the_rest_is_told(old, new, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("innspill.parameters.project_folder", lambda: tmp_path)
    consultation = tmp_path / "plan.yml"
    shutil.copy(Path(__file__).parents[1] / "data/consultations/nhsp.yml", consultation)
    monkeypatch.chdir(tmp_path)
    lines = lines_of(run(old, new, "--corpus", corpus, "--consultation", consultation))
    assert lines[0] == "bever: 1 won, 2 lost, 1 as before" and not any("right" in line for line in lines)
