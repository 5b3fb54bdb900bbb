"""The figure package: whole or not at all, the same bytes every time, nothing that runs in a spreadsheet."""

import csv
import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import chart_results as toy
from innspill import charts, exporting
from innspill.errors import InnspillError
from innspill.exporting import save_figure, slug
from innspill.packages import table_csv

FILES = ["prevalence_dumbbells.csv", "prevalence_dumbbells.json", "prevalence_dumbbells.pdf", "prevalence_dumbbells.png",
         "prevalence_dumbbells.svg"]  # fmt: skip
SMALL = {"kommune": 3, "helsefellesskap": 2}
EVIDENCE = pd.DataFrame(
    [
        {"code": "akutt", "group": "kommune", "submission_id": letter, "segment_id": f"{letter}-{i:04d}",
         "sender": letter.upper(), "question": "1", "page": 1, "text": f"Setning {i} om legevakt.",
         "evidence": "legevakt", "file": f"{letter}.pdf"}
        for letter, times in (("a", 11), ("b", 1)) for i in range(times)
    ]
).convert_dtypes()  # fmt: skip
DOCUMENTS = pd.DataFrame(
    {"submission_id": ["a", "b", "c"], "sender": ["A", "B", "C"], "sender_type": ["kommune", "kommune", "ks"],
     "file": ["a.pdf", "b.pdf", "c.pdf"], "date": ["2022-03-01", None, "2022-03-03"], "call": ["x"] * 3}
).convert_dtypes()  # fmt: skip


def result_with_evidence(**changes):
    return dataclasses.replace(toy.prevalence(SMALL), evidence=EVIDENCE, **changes)


def save(out, result=None, **changes):
    result = result or result_with_evidence()
    words = charts.package_texts(result, "prevalence_dumbbells")
    options = {"notebook": "02-temaer", "chart": "prevalence_dumbbells", "documents": DOCUMENTS, **words, **changes}
    return save_figure(charts.prevalence_dumbbells(result), result, out, **options)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    out = tmp_path_factory.mktemp("figures")
    return save(
        out, parameters={"min_group": 5, "out": out, "submissions": str(out / "letters")}, inputs={"codebook.yml": "ab12"}
    )


@pytest.fixture(scope="module")
def about(package):
    return json.loads(package.path("json").read_text(encoding="utf-8"))


def test_a_package_is_five_files(package):
    assert sorted(path.name for path in package.folder.iterdir()) == FILES


def test_the_json_names_the_letters_with_their_passages(about):
    assert about["letters"] == [
        {"submission_id": "a", "sender": "A", "sender_type": "kommune", "file": "a.pdf", "call": "x", "date": "2022-03-01",
         "n_segments": 11},
        {"submission_id": "b", "sender": "B", "sender_type": "kommune", "file": "b.pdf", "call": "x", "n_segments": 1},
    ]  # fmt: skip


def test_a_result_without_letters_of_its_own_rests_on_all_documents(tmp_path):
    about = json.loads(save(tmp_path, toy.prevalence(SMALL)).path("json").read_text(encoding="utf-8"))
    assert [letter["submission_id"] for letter in about["letters"]] == ["a", "b", "c"]


def test_the_passages_behind_a_number_are_few_but_their_count_is_whole(about):
    (entry,) = about["evidence"]
    assert entry["row"] == {"code": "akutt", "group": "kommune"}
    assert (entry["n"], entry["n_letters"], len(entry["passages"])) == (12, 2, 8)


def test_every_letter_is_quoted_before_any_is_quoted_twice(about):
    assert [p["sender"] for p in about["evidence"][0]["passages"][:3]] == ["A", "B", "A"]


def test_the_json_says_how_the_figure_was_made(about):
    assert about["inputs"] == {"codebook.yml": "ab12"}
    assert {"python", "innspill", "pandas", "matplotlib"} <= set(about["versions"])
    assert set(about["alt"]) == set(about["caption"]) == set(about["title"]) == {"nb", "en"}


def test_no_path_of_the_machine_is_in_any_file(package, about):
    assert about["parameters"] == {"min_group": 5, "out": package.folder.name, "submissions": "letters"}
    for path in package.folder.iterdir():
        assert str(package.folder).encode() not in path.read_bytes()


def test_the_json_holds_the_hash_of_each_file(package, about):
    for name, digest in about["files"].items():
        assert hashlib.sha256((package.folder / name).read_bytes()).hexdigest() == digest


def test_the_png_has_300_dots_an_inch(package):
    with Image.open(package.path("png")) as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert picture.info["Description"] == package.alt


def test_the_text_of_the_svg_is_text_in_a_font_stack(package):
    root = ET.parse(package.path("svg")).getroot()
    said = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Akuttjenester og legevakt" in said
    svg = package.path("svg").read_text(encoding="utf-8")
    assert "Verdana" in svg and "<dc:date>" not in svg and root.get("role") == "img"


def test_a_notebook_gets_the_picture_with_its_alt_text(package):
    shown, about = package._repr_mimebundle_()
    assert shown["image/png"].startswith("iVBOR")
    assert about["image/png"]["alt"] == package.alt == about["alt"] and package.alt in shown["text/plain"]


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path):
    program = (
        "import sys; from pathlib import Path; import test_exporting as t, chart_results as toy\n"
        "from innspill import charts; out = Path(sys.argv[1]); t.save(out)\n"
        "r = toy.word_counts(n=30); w = charts.package_texts(r, 'word_clouds')\n"
        "t.save_figure(charts.word_clouds(r), r, out, notebook='n', chart='word_clouds', **w)\n"
    )
    found = []
    for seed in ("0", "11"):
        out = tmp_path / seed / "figures"
        places = os.pathsep.join([str(Path(exporting.__file__).parents[1]), str(Path(__file__).parent)])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": places}
        subprocess.run([sys.executable, "-c", program, str(out)], check=True, env=environment)
        found.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert len(found[0]) == 10
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


# --- whole or not at all


def test_a_failure_midway_leaves_the_previous_package_as_it_was(tmp_path, monkeypatch):
    save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    moves = []

    move = Path.replace

    def move_until_the_disk_fails(self, target):
        moves.append(target)
        if len(moves) == 5:
            raise OSError(28, "No space left on device")
        return move(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", move_until_the_disk_fails)
        with pytest.raises(InnspillError, match="No space left"):
            save(tmp_path, toy.prevalence({"kommune": 9, "helsefellesskap": 9}))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_first_package_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "table_csv", lambda _table: "not bytes")
    with pytest.raises(TypeError):
        save(tmp_path / "new")
    assert not (tmp_path / "new").exists() or list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_is_a_file_is_told_in_one_line(tmp_path):
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(InnspillError, match="could not be written"):
        save(tmp_path / "taken")


# --- text that attacks


@pytest.mark.parametrize("cell", ["=1+1", "+47", "-2", "@SUM(A1)", "\tx", "\r=x", '=HYPERLINK("x")'])
def test_text_that_a_spreadsheet_would_run_is_neutralised(cell):
    content = table_csv(pd.DataFrame({"label": [cell], "n": [-2], "share": [-0.5]})).decode("utf-8")
    (row,) = list(csv.reader(io.StringIO(content)))[1:]
    assert row[0].startswith("'") and row[1:] == ["-2", "-0.5"]


def test_the_csv_is_nfc_with_empty_missing_values_and_unix_line_ends():
    content = table_csv(pd.DataFrame({"label": ["A\u030as", None], "share": pd.array([None, 0.5], dtype="Float64")}))
    assert content == "label,share\nÅs,\n,0.5\n".encode()


def test_lone_surrogates_and_control_characters_reach_no_file(tmp_path):
    result = result_with_evidence(findings={"nb": "\ud800<b>&\x00 $x_1$", "en": "\ud800"}, notes={"nb": "\x07", "en": ""})
    package = save(tmp_path, result, parameters={"\ud800": np.float64("nan"), "groups": {"b", "a"}})
    about = json.loads(package.path("json").read_text(encoding="utf-8"))
    assert about["title"]["nb"] == "<b>& $x_1$" and about["parameters"] == {"": None, "groups": ["a", "b"]}
    ET.parse(package.path("svg"))


@pytest.mark.parametrize(("name", "file"), [
    ("prevalence", "prevalence"), ("../../etc/passwd", "etc-passwd"), ("Ærlig Øy på Åsen", "aerlig-oy-pa-asen"),
    ("", "figure"), ("CON", "figure-con"), ("=cmd|' /C calc'!A0", "cmd-c-calc-a0"), ("a" * 300, "a" * 60), ("🙈", "figure"),
])  # fmt: skip
def test_a_file_name_is_safe(name, file):
    assert slug(name) == file
