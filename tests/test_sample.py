"""The sample is fiction, it is what its sources say, and the truth beside it is true of the letters."""

import io
import re
import sys
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from innspill.errors import InnspillError
from innspill.reading import read_pages

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
SOURCES = Path(__file__).parent / "sample"
REAL_LETTERS = ROOT.parent / "shared" / "submissions"

sys.path.insert(0, str(SOURCES))
import build  # noqa: E402
from letter_source import GROUPS, THEMES, load_letter, load_letters  # noqa: E402

LETTERS = load_letters(SOURCES / "letters")
BY_FILE = {letter.file: letter for letter in LETTERS}


@cache
def built() -> dict[str, bytes]:
    return build.build_sample()


@cache
def lines_of(file: str) -> tuple[str, ...]:
    pages = read_pages((SAMPLE / "letters" / file).read_bytes(), file)
    return tuple(line.text for line in pages.lines)


def letters_only(text: str) -> str:
    """The letters and digits of a text, so that line ends, hyphens and blanks make no difference."""
    return "".join(char for char in text.casefold() if char.isalnum())


def running_lines(letter) -> re.Pattern[str]:
    """The lines that the layout prints on every page, which may stand in the middle of a paragraph."""
    head, foot = (re.escape(str(letter.layout.get(key, ""))) for key in ("head", "foot"))
    foot = foot.replace(r"\{page\}", r"\d+").replace(r"\{pages\}", r"\d+")
    return re.compile(f"(?:{head}|{foot})")


def contents(raw: bytes) -> object:
    """The bytes, or of a zip package its parts: how a part is packed is the business of the zlib at hand."""
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return [(entry.filename, entry.date_time, package.read(entry)) for entry in package.infolist()]


def ten_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + 10]) for at in range(len(words) - 9)}


@pytest.mark.parametrize("name", sorted(built()))
def test_a_committed_file_is_what_its_source_builds(name):
    assert contents((SAMPLE / name).read_bytes()) == contents(built()[name])


def test_the_folder_holds_nothing_that_has_no_source():
    committed = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()}
    assert committed == set(built())


def test_two_builds_give_the_same_bytes():
    assert build.build_sample() == built()


def test_the_sample_is_under_a_megabyte():
    assert sum(map(len, built().values())) < 1_000_000


@pytest.mark.parametrize("file", sorted(BY_FILE))
def test_every_true_segment_stands_in_its_letter_word_for_word(file):
    letter = BY_FILE[file]
    running = running_lines(letter)
    printed = letters_only(" ".join(line for line in lines_of(file) if not running.fullmatch(line.strip())))
    truth = pd.read_csv(SAMPLE / "truth" / "segments.csv", dtype=str)
    texts = truth.loc[truth["file"] == file, "text"]
    assert len(texts) >= 9
    at = 0
    for text in texts:
        # A speaker's note is read after the slide that it belongs to, so a deck has no one order.
        at = printed.find(letters_only(text), 0 if file.endswith(".pptx") else at)
        assert at >= 0, text


def test_deleted_words_of_tracked_changes_are_not_in_the_truth():
    storelva = next(letter for letter in LETTERS if letter.source == "04-storelva-hf")
    assert "gikk fra førti til tolv sider" in storelva.segments[0].final_text


def test_every_theme_and_patient_group_occurs_often_enough_to_be_measured():
    themes = Counter(theme for letter in LETTERS for block in letter.segments for theme in block.codes.themes)
    groups = Counter(group for letter in LETTERS for block in letter.segments for group in block.codes.groups)
    assert set(themes) == set(THEMES) and min(themes.values()) >= 10
    assert set(groups) == set(GROUPS) and min(groups.values()) >= 5


def test_there_are_letters_of_every_kind_that_the_charts_compare():
    documents = pd.read_csv(SAMPLE / "truth" / "documents.csv", dtype=str, keep_default_na=False)
    assert len(documents) >= 24
    assert (documents["sender_type"] == "kommune").sum() >= 15
    assert (documents["sender_type"] == "helsefellesskap").sum() >= 5
    assert 0.2 < (documents["language"] == "nn").mean() < 0.4
    assert {"nhsp-2021", "nhsp-2022", "nhsp-digital-2023", ""} <= set(documents["call"])
    assert {Path(file).suffix for file in documents["file"]} == {".pdf", ".docx", ".pptx", ".html", ".txt"}


def test_text_files_come_in_three_encodings():
    raw = [(SAMPLE / "letters" / file).read_bytes() for file in BY_FILE if file.endswith(".txt")]
    utf16 = [text for text in raw if text.startswith(b"\xff\xfe")]
    others = [text for text in raw if text not in utf16]
    not_utf8 = []
    for text in others:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            not_utf8.append(text)
    assert (len(utf16), len(not_utf8), len(others) - len(not_utf8)) == (1, 1, 3)


@pytest.mark.parametrize("file", ["Kvernbekk kommune.pdf", "tverrelvdal-innspel.docx"])
def test_a_spoilt_file_cannot_be_read(file):
    with pytest.raises(InnspillError):
        read_pages((SAMPLE / "letters" / file).read_bytes(), file)


def test_one_letter_lies_there_twice_under_two_names():
    twins = Counter((path.read_bytes()) for path in (SAMPLE / "letters").iterdir())
    assert sorted(twins.values())[-2:] == [1, 2]


@pytest.mark.parametrize(
    ("file", "printed"),
    [
        ("Havnesund kommune.pdf", r"kommunene imellom,\n\nsamarbeidet med"),  # a question with blank lines inside
        ("Havnesund kommune.pdf", r"\nSvar;\n"),
        ("Havnesund kommune.pdf", r"\nSvar; Legedekningen"),
        ("Havnesund kommune.pdf", r"5\. Hvordan .*\? 6\. Er det noe annet"),  # two questions answered as one
        ("Innspill fra Skarvoy.txt", r"i\s+to dager\. 2\. Aktuelle tiltak"),  # a question run into the answer before
        ("brev-til-departementet.pdf", r"Pkt1\. .* og pkt 2\. "),
        ("brev-til-departementet.pdf", r"gir\n+(?:\d\n+)?høyere tilskudd"),  # a bullet split by a page break
        ("brev-til-departementet.pdf", r"\nd\) Beredskap i uvær\n+(?:.+\n+){4}Tiltak:"),
        ("blaheia kommune innspel.txt", r"heimetenesta brukar meir tid i bil\n\nenn inne"),  # double spacing
        ("nordhavet-innspill-samhandlingsplan.pdf", r"\nRegionale helseforetak\n"),  # a sub-heading names the addressee
        ("elvebyen_bystyresak_18-22.pdf", r"sammen med\n(?:.*\n){1,4}kommunene, og en del"),  # split by a page break
        ("Graanaasen_tilleggsinnspill.pdf", r"datert 3\. august 2020"),  # a date that cannot be right
        ("mollefoss.pdf", r"Dato: 31\.2\.2022"),
        ("innspill_endelig_versjon3.docx", r"Helsefelleskapet Storelva"),
        ("felles-uttalelse-tre-kommuner.docx", r"Kommunedirektør, Tareholm kommune"),
    ],
)  # fmt: skip
def test_what_is_untidy_about_a_letter_is_really_printed(file, printed):
    text = "\n".join(lines_of(file))
    assert re.search(printed, text), text


def test_a_pdf_has_words_divided_at_line_ends():
    assert sum(line.endswith("-") for line in lines_of("2021-0447-12.pdf")) >= 3


def test_a_code_that_is_in_no_list_stops_the_build(tmp_path):
    source = yaml.safe_load((SOURCES / "letters" / "08-havnesund.yml").read_text(encoding="utf-8"))
    source["body"][2]["c"] = "erfaring samarbeidd"
    path = tmp_path / "08-havnesund.yml"
    path.write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"08-havnesund\.yml: «samarbeidd»"):
        load_letter(path)


def test_no_invented_kommune_or_helsefellesskap_has_a_real_name_or_number():
    real = pd.read_csv(ROOT / "data" / "registry" / "kommuner.csv", dtype=str, keep_default_na=False)
    invented = pd.read_csv(SAMPLE / "registry" / "kommuner.csv", dtype=str)
    names = {name.removeprefix("former:").casefold() for cell in (*real["name"], *real["alt_names"])
             for name in cell.split(";")}  # fmt: skip
    assert not names & set(invented["name"].str.casefold())
    assert invented["kommune_nr_2024"].str.startswith("99").all()
    assert not set(invented["kommune_nr_2020"]) & {*real["kommune_nr_2020"], *real["kommune_nr_2024"]}
    ours = pd.read_csv(SAMPLE / "registry" / "helsefellesskap.csv", dtype=str)
    theirs = pd.read_csv(ROOT / "data" / "registry" / "helsefellesskap.csv", dtype=str)
    assert not set(ours["official_name"]) & set(theirs["official_name"]) and not set(ours["id"]) & set(theirs["id"])
    assert not ours.duplicated(["tile_row", "tile_col"]).any()


def test_an_address_or_telephone_number_in_a_letter_leads_nowhere():
    for file in BY_FILE:
        text = " ".join(lines_of(file))
        assert all(host.endswith(".example") for host in re.findall(r"@([\w.-]+\w)", text))
        assert set(re.findall(r"(?i)tlf\.? *([\d ]+\d)", text)) <= {"00 00 00 00"}
        assert not re.search(r"\b\d{8}\b|\b\d{11}\b", text)


@pytest.mark.skipif(not REAL_LETTERS.is_dir(), reason="the real letters are not here")
def test_no_letter_shares_ten_words_in_a_row_with_a_real_letter():
    real = set().union(*(ten_words(path.read_text(encoding="utf-8")) for path in sorted(REAL_LETTERS.glob("*.txt"))))
    assert len(real) > 3000
    for file in BY_FILE:
        assert not ten_words(" ".join(lines_of(file))) & real, file
    for letter in LETTERS:
        assert not ten_words(" ".join(block.final_text for block in letter.blocks)) & real, letter.file
