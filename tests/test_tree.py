"""What the tree itself must show: notebooks as they are promised, no letter, no address, no path of one machine."""

import json
import os
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
LETTERS = PROJECT.parent / "shared" / "submissions"
MAX_BYTES = 1_500_000
MAX_LINES = 10
RUN_OF_WORDS = 10

# Put together here, so that this file does not hold what it forbids.
_HOSTS = ("pypi" + r"\.org", "python" + "hosted", r"registry\." + "npmjs", r"deb\." + "debian", "ana" + r"conda\.org")
HOSTS = re.compile("|".join(_HOSTS), re.I)
_TOP_FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers", "fa" + "rm")
MACHINE_PATHS = re.compile(rf"(?<![\w.])/({'|'.join(_TOP_FOLDERS)})/")
WORD = re.compile(r"\w+")


def tracked() -> list[Path]:
    """The files that git holds; before the first commit, those that it would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False).stdout
    files = [PROJECT / name for name in listed.split("\0") if name]
    if not files:
        pytest.skip("this is no git checkout")
    return [path for path in files if path.is_file()]


@cache
def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return "" if b"\0" in raw[:4096] else raw.decode("utf-8", "replace")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(PROJECT).as_posix() for path in paths]


def test_no_file_names_the_host_of_a_package_registry():
    assert names([path for path in tracked() if HOSTS.search(text_of(path))]) == []


def test_no_file_holds_a_path_of_one_machine():
    assert names([path for path in tracked() if MACHINE_PATHS.search(text_of(path))]) == []


def test_no_file_is_larger_than_a_clone_should_carry():
    assert names([path for path in tracked() if path.stat().st_size > MAX_BYTES]) == []


def test_no_file_repeats_ten_words_of_a_real_letter():
    if not LETTERS.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared/submissions is not there")
        pytest.skip("the real letters are not on this machine")
    runs = {run for letter in LETTERS.glob("*.txt") for run in word_runs(letter.read_text(encoding="utf-8"))}
    assert runs, "no letter was read"
    repeated = {path: next((run for run in word_runs(text_of(path)) if run in runs), None) for path in tracked()}
    assert [f"{path.relative_to(PROJECT)}: {' '.join(run)}" for path, run in repeated.items() if run] == []


def word_runs(text: str) -> list[tuple[str, ...]]:
    words = WORD.findall(unicodedata.normalize("NFC", text).lower())
    return list(zip(*(words[start:] for start in range(RUN_OF_WORDS)), strict=False))


# The notebooks

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def cells_of(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def is_parameters(cell: dict) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def faults_of(cells: list[dict]) -> list[str]:
    """What the cells have that a notebook of the suite must not have, a line each."""
    faults = [] if sum(map(is_parameters, cells)) == 1 else ["not exactly one cell is tagged parameters"]
    for number, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if cell.get("outputs") or cell.get("execution_count"):
            faults.append(f"cell {number} has outputs")
        before = cells[number - 1] if number else {"cell_type": "code", "source": ""}
        if before["cell_type"] != "markdown" or not WORD.search("".join(before["source"])):
            faults.append(f"cell {number} has no sentence before it")
        if is_parameters(cell):
            continue
        if len([line for line in source.splitlines() if line.strip()]) > MAX_LINES:
            faults.append(f"cell {number} has more than {MAX_LINES} lines")
        if re.search(r"^\s*(async\s+)?(def|class|for|while)\b", source, re.M):
            faults.append(f"cell {number} defines or loops")
    return faults


def test_the_catalogue_has_its_notebooks():
    catalogue = ["01-korpus", "02-temaer", "03-sporsmal", "04-ordbruk", "09-kodekvalitet"]
    assert [path.stem for path in NOTEBOOKS] == catalogue


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_and_answers_and_leaves_the_computing_to_the_library(path):
    assert faults_of(cells_of(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_takes_the_same_first_parameters(path):
    from innspill.parameters import STANDARD, declared_parameters

    assert tuple(declared_parameters(path))[: len(STANDARD)] == STANDARD


def markdown(text: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text: str, **more: object) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None, **more}


def test_each_fault_of_a_notebook_is_seen():
    parameters = code("out = 'x'\n" * 12, metadata={"tags": ["parameters"]})
    good = [markdown("Hva gjelder det?"), parameters, markdown("Slik."), code("show(a)")]
    assert faults_of(good) == []
    wrong = {
        "not exactly one": [*good[:1], *good[2:]],
        "has outputs": [*good, markdown("Så."), code("b", execution_count=3)],
        "no sentence before": [*good, code("b")],
        "more than 10 lines": [*good, markdown("Så."), code("b\n" * 11)],
        "defines or loops": [*good, markdown("Så."), code("if a:\n    for b in a: pass")],
    }
    for fault, cells in wrong.items():
        assert len(faults_of(cells)) == 1, fault
        assert fault in faults_of(cells)[0]
