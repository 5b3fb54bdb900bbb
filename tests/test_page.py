"""The page of a run: self-contained, everything escaped, every number with its letters, usable without sight or mouse."""

import base64
import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

import chart_results as toy
from innspill import charts
from innspill.errors import InnspillError
from innspill.exporting import save_figure
from innspill.packages import Package
from innspill.page import POLICY, write_page
from innspill.page_figures import marked, shown_cell

SIZES = {"kommune": 6, "helsefellesskap": 2}
ATTACK = "<script>alert('x')</script>\"'&<img src=x onerror=y>"
VOID = {"meta", "img", "br"}


class Reading(HTMLParser):
    """The page as a browser meets it: elements with attributes, and text outside style."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.said = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if "style" not in self.open:
            self.said.append(text)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())


def evidence(text="Vi trenger legevakt nær folk.", sender="Fjelldal kommune"):
    rows = [
        {"code": "akutt", "group": "kommune", "submission_id": f"s{i % 3}", "segment_id": f"s{i % 3}-{i:04d}", "sender": sender,
         "question": "2", "page": 3, "text": text, "evidence": "legevakt", "file": f"{i % 3}.pdf"}
        for i in range(12)
    ]  # fmt: skip
    return pd.DataFrame(rows).convert_dtypes()


def fill(folder, attack=""):
    """A folder with three packages of two notebooks."""
    documents = pd.DataFrame(
        {"submission_id": ["s0", "s1", "s2"], "sender": [f"Fjelldal kommune{attack}", "B", "C"], "sender_type": ["kommune"] * 3,
         "file": [f"0.pdf{attack}", "1.pdf", "2.pdf"], "date": ["2022-03-01", None, None]}
    ).convert_dtypes()  # fmt: skip
    result = dataclasses.replace(toy.prevalence(SIZES), evidence=evidence(f"Legg merke til {attack} legevakt.", f"S{attack}"))
    if attack:
        result = dataclasses.replace(result, findings={"nb": attack, "en": attack}, notes={"nb": attack, "en": attack})
    jobs = [
        ("02-temaer", "prevalence_dumbbells", result, charts.prevalence_dumbbells),
        ("01-korpus", "answers_matrix", toy.answers(5, hostile=bool(attack)), charts.answers_matrix),
        ("01-korpus", "coverage_tiles", toy.coverage(3), charts.coverage_tiles),
    ]
    for notebook, chart, drawn, draw in jobs:
        words = charts.package_texts(drawn, chart)
        save_figure(draw(drawn), drawn, folder, notebook=notebook, chart=chart, documents=documents, **words)
    (folder / "run.json").write_text('{"not": "a figure"}', encoding="utf-8")
    return folder


LEDGER = pd.DataFrame(
    {"file": ["a.pdf", "b.pdf", f"{ATTACK}.pdf"], "status": ["read", "read", "rejected"],
     "reason": [None, None, f"ingen tekst {ATTACK}"]}
).convert_dtypes()  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def page(folder):
    path = write_page(folder, ledger=LEDGER, run={"min_group": 5}, notebooks={"01-korpus": "Hvem svarte?"})
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(page):
    return Reading(page)


def test_the_page_fetches_nothing_and_runs_nothing(page, reading):
    assert not reading.all("script") and not reading.all("link") and not reading.all("iframe")
    addresses = [attrs.get("src") or attrs.get("href") for tag in ("img", "a") for attrs in reading.all(tag)]
    assert addresses and all(address.startswith(("data:", "#")) for address in addresses)
    assert "@import" not in page and "url(" not in page
    policies = [attrs["content"] for attrs in reading.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [POLICY] == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]


def test_every_download_is_the_file_itself(folder, reading):
    links = {attrs["download"]: attrs["href"] for attrs in reading.all("a") if "download" in attrs}
    assert len(links) == 15
    for name, address in links.items():
        assert base64.b64decode(address.split("base64,")[1]) == (folder / name).read_bytes()


def test_figures_stand_by_notebook_in_reading_order_with_alt_text(reading):
    ids = [attrs["id"] for attrs in reading.all("h3")]
    assert ids == ["f-coverage-tiles", "f-answers-matrix", "f-prevalence-dumbbells"]
    alts = [attrs["alt"] for attrs in reading.all("img")]
    assert len(alts) == 3 and all("brev" in alt for alt in alts)
    assert "Hvem svarte?" in reading.text and "Figur 3." in reading.text


def test_a_link_in_the_contents_leads_to_its_figure(reading):
    targets = {attrs.get("id") for _, attrs in reading.elements}
    inside = [attrs["href"][1:] for attrs in reading.all("a") if attrs["href"].startswith("#")]
    assert set(inside) <= targets and {"lesing", "f-coverage-tiles"} <= set(inside)
    ids = [attrs["id"] for _, attrs in reading.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_a_screen_reader_finds_its_way(reading):
    assert reading.all("html")[0]["lang"] == "nb"
    assert [tag for tag in ("header", "nav", "main", "footer") if not reading.all(tag)] == []
    levels = [int(tag[1]) for tag, _ in reading.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert len(reading.all("caption")) == len(reading.all("table"))
    assert all(attrs.get("scope") in ("col", "row") for attrs in reading.all("th"))
    assert all(attrs.get("tabindex") == "0" for attrs in reading.all("div") if attrs.get("class") == "scroll")


def test_files_that_were_not_read_are_listed_with_the_reason(reading):
    assert "2 av 3 filer er lest · 3 figurer" in reading.text
    assert "avvist 1" in reading.text and "ingen tekst <script>alert('x')</script>" in reading.text


def test_each_number_leads_to_its_passages_and_says_how_many_there_are(reading):
    assert "Akuttjenester og legevakt · kommuner: 12 avsnitt i 3 brev, viser 8 av 12" in reading.text
    assert len(reading.all("blockquote")) == 8 and len(reading.all("mark")) == 8
    assert "Fjelldal kommune kommune 0.pdf 2022-03-01 4" in reading.text


def test_shares_stand_with_norwegian_numbers_and_groups_in_words():
    cells = [("share", "0.25"), ("n", "12400"), ("g2", "-3.54"), ("group", "rhf"), ("hollow", "True"), ("status", "merged")]
    assert [shown_cell(column, cell, "nb") for column, cell in cells] == [
        "25\u00a0%", "12\u202f400", "−3,5", "regionalt helseforetak", "ja", "besvart sammen med et annet",
    ]  # fmt: skip
    assert shown_cell("sender", "'=1+1", "nb") == "=1+1" and shown_cell("question", "5", "nb") == "5"


def test_ids_with_a_name_beside_them_are_left_to_the_csv(reading):
    heads = reading.text
    assert "tema (id)" not in heads and "rutekart" not in heads and "kommuner som svarte" in heads


def test_text_from_letters_is_only_text(tmp_path):
    path = write_page(
        fill(tmp_path, ATTACK), ledger=LEDGER, run={ATTACK: ATTACK}, notebooks={"01-korpus": ATTACK}, title=ATTACK
    )
    page = path.read_text(encoding="utf-8")
    reading = Reading(page)
    assert not reading.all("script") and "<script" not in page and "<img src=x" not in page
    assert all(set(attrs) == {"src", "alt"} for attrs in reading.all("img"))
    assert reading.text.count("<script>alert('x')</script>") > 10


def test_marked_words_are_escaped_on_both_sides():
    said = marked({"text": "<b>legevakt</b> & <i>", "evidence": "legevakt"})
    assert said == "&lt;b&gt;<mark>legevakt</mark>&lt;/b&gt; &amp; &lt;i&gt;"
    assert marked({"text": "uten", "evidence": "treff"}) == "uten" and marked({}) == ""


def test_the_same_packages_give_the_same_page(folder, page):
    again = write_page(folder, ledger=LEDGER, run={"min_group": 5}, notebooks={"01-korpus": "Hvem svarte?"})
    assert again.read_text(encoding="utf-8") == page


def test_a_long_table_is_cut_and_says_so(monkeypatch, folder):
    monkeypatch.setattr("innspill.page_figures.MOST_ROWS", 10)
    text = Reading(write_page(folder).read_text(encoding="utf-8")).text
    assert "Siden viser de første 10 av 36 rader; CSV-filen har alle." in text


def test_a_folder_without_figures_says_so(tmp_path):
    reading = Reading(write_page(tmp_path, language="en").read_text(encoding="utf-8"))
    assert "No figures in the folder." in reading.text and reading.all("html")[0]["lang"] == "en"


def test_a_package_that_lacks_a_file_is_told_in_one_line(tmp_path):
    fill(tmp_path)
    (tmp_path / "coverage_tiles.pdf").unlink()
    with pytest.raises(InnspillError, match="lacks its pdf"):
        write_page(tmp_path)
    (tmp_path / "coverage_tiles.json").write_text("{", encoding="utf-8")
    with pytest.raises(InnspillError, match="not a figure package"):
        write_page(tmp_path)


def test_a_title_in_a_language_the_package_lacks_is_empty_not_an_error():
    assert Package({"title": {"nb": "x"}}, {}, [], []).text("title", "en") == ""
