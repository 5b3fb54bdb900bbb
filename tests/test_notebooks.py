"""The notebooks, executed: on the sample, on the real letters, on two letters and on two hundred."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pypdfium2
import pytest

from letters import write_letters

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "figures" / "sample"
NOTEBOOKS = ("01-korpus", "02-temaer", "03-sporsmal", "04-ordbruk", "09-kodekvalitet")
FIGURES = {
    "coverage_tiles", "answers_matrix", "prevalence_dumbbells", "emphasis_heatmap", "facet_heatmap", "keyness_bars",
    "collocation_bars", "word_clouds", "word_bars", "agreement_dots", "sheets_dots", "uncoded_bars", "balance_dots",
}  # fmt: skip

pytestmark = pytest.mark.notebooks


def run_suite(submissions: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "innspill", "run", "--submissions", str(submissions), "--out", str(out), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)


def texts_of(package: Path) -> dict:
    return json.loads(package.read_text(encoding="utf-8"))


def outputs_of(notebook: Path) -> list[dict]:
    cells = nbformat.read(notebook, as_version=4).cells
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def browse(page: Path, scratch: Path, *options: str) -> str:
    """Open `page` in headless chromium; what the browser wrote to its log."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing: .ci/run installs it")
        pytest.skip("chromium is not installed")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr")  # fmt: skip
    command = [browser, *quiet, f"--user-data-dir={scratch / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True).stderr


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's run, made once: the first worker that needs it makes it, another waits for it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample-run"
    out, told = shared / "sample", shared / "told.json"
    try:
        shared.mkdir()
    except FileExistsError:
        wait_for(told)
    else:
        ended = run_suite(ROOT / "data" / "sample" / "letters", out)
        (shared / "told.part").write_text(json.dumps([ended.returncode, ended.stderr]), encoding="utf-8")
        (shared / "told.part").replace(told)
    code, errors = json.loads(told.read_text(encoding="utf-8"))
    assert code == 0, errors
    return out


def wait_for(path: Path, seconds: int = 300) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path} was not made within {seconds} s"
        time.sleep(0.2)


def test_every_notebook_runs_on_the_sample_without_an_error(sample_run: Path) -> None:
    for name in NOTEBOOKS:
        outputs = outputs_of(sample_run / "notebooks" / f"{name}.ipynb")
        assert outputs, name
        assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"], name


def test_every_figure_is_a_whole_package(sample_run: Path) -> None:
    for name in FIGURES:
        for suffix in ("svg", "png", "pdf", "csv", "json"):
            assert (sample_run / f"{name}.{suffix}").stat().st_size > 0, f"{name}.{suffix}"
        about = texts_of(sample_run / f"{name}.json")
        for language in ("nb", "en"):
            assert about["title"][language] and about["caption"][language], name
            assert 0 < len(about["alt"][language]) < 300, name
        assert about["letters"], name


def test_the_tables_of_the_sample_are_those_that_are_committed_byte_for_byte(sample_run: Path) -> None:
    committed = sorted(p.name for p in GOLDEN.glob("*.csv"))
    assert {f"{name}.csv" for name in FIGURES} == set(committed)
    differing = [name for name in committed if not filecmp.cmp(GOLDEN / name, sample_run / name, shallow=False)]
    assert differing == [], "run «make figures», look at what changed, and say so in CHANGELOG.md under Numbers"


def test_the_dumbbells_count_what_the_codes_say(sample_run: Path) -> None:
    corpus = sample_run / "corpus"
    documents, codes = (pd.read_parquet(corpus / f"{name}.parquet") for name in ("documents", "codes"))
    table = pd.read_csv(sample_run / "prevalence_dumbbells.csv")
    themes = codes[codes["scheme"] == "theme"].assign(submission_id=codes["segment_id"].str[:10])
    for group in ("kommune", "helsefellesskap"):
        members = set(documents.loc[documents["sender_type"] == group, "submission_id"])
        rows = table[table["group"] == group].set_index("code")
        assert (rows["n_letters"] == len(members)).all()
        for code, row in rows.iterrows():
            assert row["n"] == len(members & set(themes.loc[themes["code"] == code, "submission_id"])), (group, code)


def test_the_page_shows_every_figure_with_its_letters(sample_run: Path) -> None:
    page = (sample_run / "index.html").read_text(encoding="utf-8")
    for name in FIGURES:
        title = texts_of(sample_run / f"{name}.json")["title"]["nb"]
        assert title.split(":")[0].replace("&", "&amp;") in page, name
    assert "Brevene bak denne figuren" in page
    assert "<script" not in page


def test_the_page_opens_in_a_browser_without_a_request_or_a_warning(sample_run: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    told = browse(sample_run / "index.html", tmp_path, f"--print-to-pdf={printed}")
    assert "Content Security Policy" not in told and "ERR_" not in told
    with pypdfium2.PdfDocument(printed) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    for name in FIGURES:
        title = texts_of(sample_run / f"{name}.json")["title"]["nb"]
        assert " ".join(title.split()[:4]) in " ".join(text.split()), name


def test_the_manifest_names_every_letter_and_its_sha256(sample_run: Path) -> None:
    manifest = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))
    ledger = pd.read_csv(sample_run / "corpus" / "ledger.csv")
    digests = dict(zip(ledger["file"], ledger["sha256"].fillna(""), strict=True))
    shown = {file: digest or "" for file, digest in manifest["letters"].items()}
    # A case number in a file's name is masked here, and nothing else of the names.
    masked = {file: digest for file, digest in shown.items() if "█" in file}
    assert list(masked.values()) == [digests.pop("2021-0447-12.pdf")]
    assert {file: digest for file, digest in shown.items() if file not in masked} == digests
    read = ledger[ledger["status"].isin(["read", "warning"])]
    assert all(len(digest) == 64 for digest in read["sha256"])
    assert list(manifest["inputs"]["codebook"]) == ["codebook.yml"]


def test_every_notebook_runs_on_the_real_letters(real_letters: Path, tmp_path: Path) -> None:
    ended = run_suite(real_letters, tmp_path / "real")
    assert ended.returncode == 0, ended.stderr
    for name in NOTEBOOKS:
        outputs = outputs_of(tmp_path / "real" / "notebooks" / f"{name}.ipynb")
        assert outputs and not [o for o in outputs if o.output_type == "error"], name
    coverage = pd.read_csv(tmp_path / "real" / "coverage_tiles.csv").set_index("helsefellesskap")
    assert len(coverage) == 19
    assert coverage.loc[["ahus", "innlandet", "vest_viken"], "n_answered"].tolist() == [2, 1, 1]


def test_two_letters_are_enough(tmp_path: Path) -> None:
    truth = write_letters(tmp_path / "two", 2)
    ended = run_suite(tmp_path / "two" / "letters", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    table = pd.read_csv(tmp_path / "out" / "prevalence_dumbbells.csv")
    kommuner = table[table["group"] == "kommune"].set_index("code")
    assert (kommuner["n_letters"] == len(truth)).all()
    assert (table.loc[table["group"] == "helsefellesskap", "share"].isna()).all()


def test_two_hundred_letters_are_grouped_and_none_is_lost(tmp_path: Path) -> None:
    truth = write_letters(tmp_path / "many", 200)
    ended = run_suite(tmp_path / "many" / "letters", tmp_path / "out", "--only", "01-korpus", "--only", "02-temaer")
    assert ended.returncode == 0, ended.stderr
    documents = pd.read_parquet(tmp_path / "out" / "corpus" / "documents.parquet").set_index("file")
    assert {row["file"]: (row["sender"], row["call"]) for row in truth} == dict(
        zip(documents.index, zip(documents["sender"], documents["call"], strict=True), strict=True)
    )
    emphasis = pd.read_csv(tmp_path / "out" / "emphasis_heatmap.csv")
    assert set(emphasis["unit"]) == {"group"}
    assert emphasis["row"].nunique() <= 40


def run_papermill(*options: str) -> subprocess.CompletedProcess[str]:
    """papermill by itself; once more where its kernel lost a race for a port against another test's kernel."""
    command = [sys.executable, "-m", "papermill", "notebooks/03-sporsmal.ipynb", *options]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    return run_papermill(*options) if "Address already in use" in ended.stderr else ended


def test_papermill_alone_runs_a_notebook(tmp_path: Path) -> None:
    write_letters(tmp_path / "two", 2)
    folders = ("-p", "submissions", str(tmp_path / "two" / "letters"), "-p", "out", str(tmp_path / "figures"))
    ended = run_papermill(str(tmp_path / "out.ipynb"), *folders)
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "figures" / "facet_heatmap.svg").is_file()


def test_papermill_alone_stops_at_a_misspelt_parameter(tmp_path: Path) -> None:
    ended = run_papermill(str(tmp_path / "out.ipynb"), "-p", "min_grup", "3")
    assert ended.returncode != 0
    assert "min_grup" in ended.stderr and "min_group" in ended.stderr
