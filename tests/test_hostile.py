"""A folder of hostile files among good letters: each file has its line, the good letters are untouched, nothing leaks out."""

import csv
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from hostile import GOOD, KINDS, NAMES, write_hostile
from innspill.corpus import Corpus, read_corpus
from innspill.limits import Limits
from innspill.runs import run_notebooks
from innspill.tables import LEDGER

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
FILES = {"consultation": ROOT / "data/consultations/nhsp.yml", "registry": SAMPLE / "registry"}
GOOD_LETTERS = ("Havnesund kommune.pdf", "Holmevik_svar.docx", "Helse i Vidsjo.pptx", "elgheia.html", "fyrvika.rtf")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither these names nor pipes")


def picture_of(folder: Path) -> dict[str, object]:
    """What a folder holds, by path below it: the bytes' hash of a file, the target of a link."""
    held: dict[str, object] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place) / name
            if path.is_symlink():
                held[str(path.relative_to(folder))] = str(path.readlink())
            elif path.is_file() and os.access(path, os.R_OK):
                held[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                held[str(path.relative_to(folder))] = path.lstat().st_mode
    return held


class Ran:
    """The hostile folder, what was expected of it and what a run made of it."""

    def __init__(self, place: Path) -> None:
        self.place, self.letters = place, place / "letters"
        self.expected = write_hostile(self.letters)
        for name in GOOD_LETTERS:
            shutil.copy(SAMPLE / "letters" / name, self.letters / name)
        self.before, self.around = picture_of(self.letters), set(place.iterdir())
        limits = Limits(seconds=25, memory=1200, ocr_seconds=20)
        self.corpus = read_corpus(self.letters, corpus=place / "corpus", limits=limits, **FILES)


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    return Ran(tmp_path_factory.mktemp("hostile"))


def written_name(name: str) -> str:
    """A name on the disk as the ledger writes it."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\r", "\\r")


def test_every_hostile_file_has_the_one_line_that_it_should_have(ran):
    statuses = ran.corpus.ledger.set_index("file")["status"]
    wrong = {name: statuses.get(written_name(name)) for name, allowed in ran.expected.items()
             if statuses.get(written_name(name)) not in allowed}  # fmt: skip
    assert wrong == {}
    assert statuses.index.is_unique and set(GOOD_LETTERS) <= set(statuses.index)


def test_every_refusal_says_what_is_wrong_and_what_to_do_in_one_line(ran):
    refused = ran.corpus.ledger[ran.corpus.ledger["status"] == "rejected"]
    assert len(refused) >= 15
    for row in refused.itertuples():
        assert re.fullmatch(r"[A-ZÆØÅ«0-9][^\n\r]{10,400}\.", row.reason), row.file
        assert row.reason.count(".") >= 2 or "Utelatt" in row.reason, row.reason


def test_every_word_of_a_file_that_was_read_is_accounted_for(ran):
    read = ran.corpus.ledger.dropna(subset="words")
    assert len(read) > len(GOOD_LETTERS) + len(NAMES)
    assert (read["words"] == read["segment_words"] + read["furniture_words"]).all()


def test_the_rows_of_good_letters_are_the_same_with_and_without_hostile_neighbours(ran, tmp_path):
    (tmp_path / "letters").mkdir()
    for name in GOOD_LETTERS:
        shutil.copy(SAMPLE / "letters" / name, tmp_path / "letters" / name)
    alone = read_corpus(tmp_path / "letters", corpus=tmp_path / "corpus", **FILES)
    for table in ("documents", "signatories", "segments", "furniture"):
        theirs, own = getattr(ran.corpus, table), getattr(alone, table)
        kept = theirs[theirs["submission_id"].isin(alone.documents["submission_id"])].reset_index(drop=True)
        kept.to_parquet(tmp_path / "with.parquet"), own.to_parquet(tmp_path / "without.parquet")
        assert (tmp_path / "with.parquet").read_bytes() == (tmp_path / "without.parquet").read_bytes(), table


def test_the_letters_are_untouched_and_nothing_is_written_outside_the_corpus_folder(ran):
    assert picture_of(ran.letters) == ran.before
    assert set(ran.place.iterdir()) == {*ran.around, ran.place / "corpus"}
    assert {path.suffix for path in (ran.place / "corpus").iterdir()} == {".parquet", ".csv", ".json"}
    assert not Path("/tmp/innspill-climbed.txt").exists()


def test_nothing_outside_the_folder_is_read_and_no_secret_is_in_any_table(ran):
    told = "\n".join([*ran.corpus.segments["text"], *ran.corpus.furniture["text"]])
    assert "Hemmelig tekst" not in told and "root:" not in told


def test_a_text_that_a_spreadsheet_would_run_is_written_as_text(ran):
    with (ran.place / "corpus" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell == "'=SUM(A1).txt" for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert {"=SUM(A1).txt", "+1.txt", "-rf.txt", "@brev.txt"} <= set(LEDGER.read(ran.place / "corpus")["file"])


# ---- what leaves the suite --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Path:
    """A whole run over letters whose text and names would like to be code."""
    place = tmp_path_factory.mktemp("shown")
    letters = place / "letters"
    letters.mkdir()
    for name, make, _ in KINDS:
        if name in ("formler.txt", "mal-og-matematikk.txt", "snudd.txt", "bare-stoppord.txt", "langt-ord.txt"):
            (letters / name).write_bytes(make())
    for number, name in enumerate(NAMES):
        words = f"<img src=x onerror=alert({number})> $\\frac{{1}}$ {{{{ 7*7 }}}} _skjult =1+1 %s "
        (letters / name).write_bytes(GOOD.format(number=words).encode())
    shutil.copytree(SAMPLE / "registry", place / "registry")
    files = {"consultation": str(FILES["consultation"]), "codebook": str(ROOT / "data/codebook.yml"), "registry": ""}
    run_notebooks({"submissions": str(letters), "language": "nb", **files}, out=place / "out")
    return place / "out"


def live_markup(markup: str) -> list[str]:
    """The tags of a page that would run something or fetch something."""
    from bs4 import BeautifulSoup

    found = []
    for tag in BeautifulSoup(markup, "lxml").find_all(True):
        links = [value for name in ("src", "href") for value in [str(tag.get(name, ""))] if value]
        fetches = [link for link in links if not link.startswith(("data:", "#"))]
        if tag.name in ("script", "iframe", "object", "embed") or fetches or any(name.startswith("on") for name in tag.attrs):
            found.append(str(tag)[:200])
    return found


@pytest.mark.notebooks
def test_text_of_a_letter_is_just_text_in_pages_notebooks_and_figures(shown):
    page = (shown / "index.html").read_text(encoding="utf-8")
    assert "onerror=alert" in page and live_markup(page) == []
    shown_text = ""
    for notebook in (shown / "notebooks").glob("*.ipynb"):
        outputs = [out for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] for out in cell.get("outputs", [])]
        markup = "".join("".join(out.get("data", {}).get("text/html", [])) for out in outputs)
        assert live_markup(markup) == [], notebook.name
        shown_text += markup
    assert "{{ 7*7 }}" in shown_text
    for drawing in shown.glob("*.svg"):
        assert "<script" not in drawing.read_text(encoding="utf-8").lower()


@pytest.mark.notebooks
def test_no_cell_of_a_table_that_leaves_is_a_formula(shown):
    tables = list(shown.glob("*.csv"))
    assert tables
    for table in tables:
        for row in csv.reader(table.read_text(encoding="utf-8").splitlines()):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "@") or re.match(r"-(?![\d.])", cell)], table.name


def test_a_corpus_of_nothing_but_hostile_files_is_an_empty_corpus_and_no_error(tmp_path):
    for name, make, statuses in KINDS[:8]:
        if statuses == {"rejected"}:
            (tmp_path / "letters").mkdir(exist_ok=True)
            (tmp_path / "letters" / name).write_bytes(make())
    corpus = read_corpus(tmp_path / "letters", corpus=tmp_path / "corpus", **FILES)
    assert isinstance(corpus, Corpus) and corpus.documents.empty and len(corpus.ledger) >= 5
    assert isinstance(corpus.masks, pd.DataFrame)
