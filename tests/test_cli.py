import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from innspill import cli
from innspill.errors import InnspillError
from innspill.runs import RunReport

PROJECT = Path(__file__).resolve().parents[1]


class FakeCorpus:
    ledger = pd.DataFrame({
        "file": ["a.pdf", "[bold]b\x1b[2J.pdf", "c.txt", "d.txt"],
        "status": ["read", "rejected", "duplicate", "warning"],
        "reason": [None, "it is encrypted", "the same bytes as a.pdf", "no date"],
    })  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What the command asked of the run."""
    calls = {}

    def run_notebooks(parameters, **more):
        calls.update(more, parameters=parameters)
        return RunReport(Path("figures/x"), FakeCorpus, {})

    monkeypatch.setattr(cli, "run_notebooks", run_notebooks)
    return calls


def invoke(*arguments: str):
    return CliRunner().invoke(cli.app, arguments)


def command(*arguments: str, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "innspill", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.usefixtures("asked")
def test_rejected_files_and_a_sum_stand_on_the_screen_after_reading():
    shown = invoke("run", "--submissions", "letters", "--out", "figures/x")
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert "d.txt: no date" in lines
    assert "4 filer: 1 lest, 1 lest med merknad, 1 avvist, 1 duplikat" in lines
    assert lines[-1].endswith("figures/x/index.html")


@pytest.mark.usefixtures("asked")
def test_a_file_name_neither_steers_the_terminal_nor_is_taken_for_markup():
    shown = invoke("run").stdout
    assert "[bold]b[2J.pdf: it is encrypted" in shown
    assert "\x1b" not in shown


def test_the_options_and_own_parameters_reach_the_notebooks(asked):
    invoke("run", "--submissions", "my letters", "--only", "02-temaer", "--only", "04-ordbruk", "-p", "min_group=8",
           "-p", "target=a=b", "--language", "en")  # fmt: skip
    assert asked["only"] == ["02-temaer", "04-ordbruk"]
    assert asked["parameters"]["submissions"] == "my letters"
    assert asked["parameters"]["min_group"] == "8"
    assert asked["parameters"]["target"] == "a=b"
    assert asked["parameters"]["language"] == "en"


@pytest.mark.parametrize("wrong", [["run", "-p", "min_group"], ["run", "-p", "out=x"], ["run", "--mispelt"], ["nope"]])
def test_a_wrong_command_exits_with_2(wrong, asked):
    assert invoke(*wrong).exit_code == 2
    assert asked == {}


def test_what_the_user_can_put_right_is_one_line_without_a_traceback_and_exit_1():
    stopped = command("run", "--submissions", "no such folder")
    assert stopped.returncode == 1
    assert stopped.stdout == ""
    assert len(stopped.stderr.splitlines()) == 1
    assert stopped.stderr.startswith("innspill: ")


def test_a_misspelt_parameter_stops_the_command_before_any_kernel_starts(tmp_path):
    stopped = command("run", "-p", "min_gruop=8", "--out", str(tmp_path / "out"))
    assert stopped.returncode == 1
    assert "«min_gruop»" in stopped.stderr
    assert "Did you mean «min_group»" in stopped.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_broken_line_in_the_codebook_stops_the_run_and_is_named(tmp_path):
    broken = tmp_path / "codebook.yml"
    broken.write_text("themes:\n  - id: [oops\n", encoding="utf-8")
    stopped = command("run", "--codebook", str(broken), "--out", str(tmp_path / "out"))
    assert stopped.returncode == 1
    assert "codebook.yml" in stopped.stderr
    assert len(stopped.stderr.splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["codebook.yml"]


def test_help_works_where_the_terminal_knows_ascii_only():
    assert command("--help", LC_ALL="POSIX").returncode == 0
    assert command("run", "--submissions", "næring", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0").returncode == 1


def test_check_finds_nothing_wrong_in_what_is_shipped():
    checked = command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert len(checked.stdout.splitlines()) == 3


def test_check_tells_every_fault_at_once_with_its_place(tmp_path):
    (tmp_path / "plan.yml").write_text("calls: [oops", encoding="utf-8")
    checked = command("check", "--registry", str(tmp_path), "--consultation", str(tmp_path / "plan.yml"))
    assert checked.returncode == 1
    assert "kommuner.csv" in checked.stdout
    assert "plan.yml" in checked.stdout


def test_check_names_letters_that_were_rejected_and_senders_that_are_unknown(tmp_path):
    from innspill.tables import DOCUMENTS, LEDGER, MASKS

    files = [("a.txt", "read", None), ("b.pdf", "rejected", "it is encrypted"), ("c.txt", "warning", "who is it?"),
             ("d.txt", "warning", "is it he?"), ("e.txt", "warning", "like f.txt")]  # fmt: skip
    LEDGER.write(LEDGER.build([dict(zip(("file", "status", "reason"), one, strict=True)) for one in files]), tmp_path)
    letters = [{"file": "a.txt", "sender_type": "kommune", "sender_confidence": 0.9},
               {"file": "c.txt", "sender_type": "ukjent"},
               {"file": "d.txt", "sender_type": "kommune", "sender_confidence": 0.4},
               {"file": "e.txt", "sender_type": "kommune", "sender_confidence": 0.9, "versions": "f.txt"}]  # fmt: skip
    DOCUMENTS.write(DOCUMENTS.build([{"submission_id": str(n), **one} for n, one in enumerate(letters)]), tmp_path)
    MASKS.write(MASKS.build([]), tmp_path)
    assert cli._wrong_in_corpus(tmp_path) == [
        "b.pdf: it is encrypted", "c.txt: who is it?", "d.txt: is it he?", "e.txt: like f.txt",
    ]  # fmt: skip


def test_the_sum_counts_one_file_as_one():
    one = pd.DataFrame({"status": ["read"]})
    assert cli.summary(one) == "1 fil: 1 lest"
    assert cli.summary(one, "en") == "1 file: 1 read"
    assert cli.summary(one.iloc[:0]) == "0 filer"


def test_an_innspill_error_from_a_command_is_caught_by_main(monkeypatch, capsys):
    def fails(*_given, **_more):
        raise InnspillError("codebook.yml:7", "a label is missing\nhere", "Add it")

    monkeypatch.setattr(cli, "run_notebooks", fails)
    monkeypatch.setattr(sys, "argv", ["innspill", "run"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "innspill: codebook.yml:7: a label is missing here. Add it\n"
