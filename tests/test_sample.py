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

from innspill.agreement_filled import read_filled
from innspill.codebook import load_codebook
from innspill.codebook_tables import code_table
from innspill.corpus import Corpus, read_corpus
from innspill.errors import InnspillError
from innspill.pages import Pages
from innspill.reading import open_bundle, read_pages

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
SOURCES = Path(__file__).parent / "sample"
REAL_LETTERS = ROOT.parent / "shared" / "submissions"

sys.path.insert(0, str(SOURCES))
import build  # noqa: E402
from letter_source import GROUPS, THEMES, load_letter, load_letters  # noqa: E402

LETTERS = load_letters(SOURCES / "letters")
BY_FILE = {letter.file: letter for letter in LETTERS}
MAILS = [letter.file for letter in LETTERS if letter.mail]
ARCHIVE = "to svar i arkiv.zip"


@cache
def built() -> dict[str, bytes]:
    return build.build_sample()


def held_in(raw: bytes, name: str) -> dict[str, bytes]:
    return {one.name: one.raw for one in open_bundle(raw, name).enclosures}


@cache
def raw_of(file: str) -> bytes:
    """The letter's own file, taken out of the e-mail or the archive that it lies in."""
    letter = BY_FILE[file]
    raw = (SAMPLE / "letters" / letter.place).read_bytes()
    if letter.archive:
        return held_in(raw, letter.archive)[file]
    return held_in(raw, file)[letter.mail["attached"]] if letter.mail else raw


@cache
def parts_of(file: str) -> tuple[Pages, ...]:
    """What is read of the letter: of an e-mail its own words first."""
    pages = read_pages(raw_of(file), file)
    if not BY_FILE[file].mail:
        return (pages,)
    return (open_bundle((SAMPLE / "letters" / file).read_bytes(), file).body, pages)


@cache
def lines_of(file: str) -> tuple[str, ...]:
    return tuple(line.text for pages in parts_of(file) for line in pages.lines)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    place = tmp_path_factory.mktemp("sample") / "corpus"
    consultation = ROOT / "data" / "consultations" / "nhsp.yml"
    return read_corpus(SAMPLE / "letters", consultation=consultation, registry=SAMPLE / "registry", corpus=place)


def texts_of(table: pd.DataFrame, corpus: Corpus, file: str) -> list[str]:
    ident = corpus.documents.set_index("file").loc[file, "submission_id"]
    return table.loc[table["submission_id"] == ident, "text"].tolist()


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
        return [(entry.filename, entry.date_time, contents(package.read(entry))) for entry in package.infolist()]


def ten_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + 10]) for at in range(len(words) - 9)}


@pytest.mark.parametrize("name", sorted(built()))
def test_a_committed_file_is_what_its_source_builds(name):
    assert contents((SAMPLE / name).read_bytes()) == contents(built()[name])


def test_the_folder_holds_nothing_that_has_no_source():
    # The readers' sheets are what people wrote: nothing can build them.
    committed = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()}
    assert {name for name in committed if not name.startswith("coding/")} == set(built())


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
    several = {".pdf": 5, ".docx": 5, ".pptx": 2, ".html": 2, ".txt": 2}
    one_each = dict.fromkeys((".odt", ".rtf", ".md", ".mhtml", ".eml", ".msg"), 1)
    assert Counter(Path(file).suffix for file in documents["file"]) >= Counter(several | one_each)


def test_every_format_of_the_sample_is_read_as_what_it_is(corpus):
    formats = corpus.ledger.dropna(subset="submission_id").groupby("format")["file"].agg(list)
    expected = "email markdown mhtml odt outlook pdf plain rtf slides web word"
    assert sorted(formats.index) == expected.split()
    assert set(corpus.documents["file"].map(lambda file: file.rpartition("/")[2])) == set(BY_FILE)


@pytest.mark.parametrize("file", MAILS)
def test_an_email_and_the_letter_attached_to_it_are_one_submission(corpus, file):
    letter = BY_FILE[file]
    rows = corpus.ledger[corpus.ledger["file"].str.startswith(file)].set_index("file")
    attached = f"{file}/{letter.mail['attached']}"
    assert list(rows.index) == [file, attached] and set(rows["status"]) == {"read"}
    assert rows["submission_id"].nunique() == 1 and (corpus.documents["file"] == file).sum() == 1
    ours = corpus.segments[corpus.segments["submission_id"] == rows.loc[file, "submission_id"]]
    assert set(ours.loc[ours["question"].notna(), "in_file"]) == {attached}
    # What the mail says around it answers no question.
    assert ours.loc[ours["in_file"] == file, "question"].isna().all()


def test_the_two_letters_in_the_archive_are_two_submissions(corpus):
    inside = {f"{ARCHIVE}/{letter.file}": letter for letter in LETTERS if letter.archive}
    found = corpus.documents[corpus.documents["file"].str.startswith(ARCHIVE)].set_index("file")
    assert len(found) == len(inside) == 2 and found["submission_id"].is_unique
    assert found["sender"].to_dict() == {file: letter.truth["sender"] for file, letter in inside.items()}


@pytest.mark.parametrize(
    ("file", "around"),
    [
        ("svar-kvithei.mhtml", ["Gå til hovedinnhold", "Godta", "Del på LinkedIn", "Aktuelt", "Departementet"]),
        ("webskjema-0093.html", ["Mine skjemaer", "Godta alle", "Forrige side", "Skriv ut", "Tilgjengelighet"]),
    ],
)  # fmt: skip
def test_what_stands_around_a_saved_page_is_furniture(corpus, file, around):
    said = " ".join(texts_of(corpus.segments, corpus, file))
    kept = corpus.furniture[corpus.furniture["reason"] == "navigation"]
    outside = " ".join(texts_of(kept, corpus, file))
    assert {words: (words in said, words in outside) for words in around} == dict.fromkeys(around, (False, True))


def test_the_other_answers_that_a_saved_page_lists_are_furniture(corpus):
    file = "svar-kvithei.mhtml"
    listed = BY_FILE[file].layout["others"]
    kept = corpus.furniture[corpus.furniture["reason"] == "other_answers"]
    told = " ".join(texts_of(kept, corpus, file))
    assert all(f"{sender} {date}" in told for sender, date in listed.items())
    assert not any(sender in " ".join(texts_of(corpus.segments, corpus, file)) for sender in listed)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("epost_rugaaker.eml", "Ragnhild Tåkeli"), ("stolsdal-innspel-2022.msg", "Ingvild Støldokken"),
        ("2022-innspill-bjorkelia.odt", "Oddvar Myrskogen"), (f"{ARCHIVE}/mollefoss.pdf", "Jorunn Elvetangen"),
    ],
)  # fmt: skip
def test_a_case_handler_is_masked_in_what_is_published_and_said_in_no_segment(corpus, file, name):
    shown = corpus.published()
    assert name in " ".join(texts_of(corpus.furniture, corpus, file))
    assert not any(name in text or "@" in text for text in texts_of(corpus.segments, corpus, file))
    published = " ".join(texts_of(shown.furniture, shown, file))
    assert name not in published and "00 00 00 00" not in published and "@" not in published


def test_text_files_come_in_three_encodings():
    raw = [raw_of(one.file) for one in LETTERS if one.mail.get("attached", one.file).endswith(".txt")]
    utf16 = [text for text in raw if text.startswith(b"\xff\xfe")]
    others = [text for text in raw if text not in utf16]
    not_utf8 = []
    for text in others:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            not_utf8.append(text)
    assert (len(utf16), len(not_utf8), len(others) - len(not_utf8)) == (1, 1, 1)


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
        margins = [line.text for pages in parts_of(file) for line, _ in pages.furniture]
        text = "\n".join([*lines_of(file), *margins])
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


@pytest.mark.skipif(not REAL_LETTERS.is_dir(), reason="the real letters are not here")
def test_no_hand_coded_passage_shares_ten_words_in_a_row_with_a_real_letter():
    real = set().union(*(ten_words(path.read_text(encoding="utf-8")) for path in sorted(REAL_LETTERS.glob("*.txt"))))
    passages = pd.read_csv(ROOT / "data" / "handcoded" / "passages.csv", dtype=str, keep_default_na=False)
    for segment, text in passages[["segment", "text"]].itertuples(index=False):
        assert not ten_words(text) & real, segment


def test_the_two_readers_sheets_are_of_the_sample_as_it_is_read(corpus):
    sheets = sorted((SAMPLE / "coding").glob("*.xlsx"))
    choices = code_table(load_codebook(ROOT / "data" / "codebook.yml"))
    filled = read_filled(sheets, corpus.published().segments, choices)
    assert filled.problems.empty, filled.problems.to_string()
    assert filled.sheets[["coder", "coded"]].values.tolist() == [["leser 1", 100], ["leser 2", 100]]
