"""A stranger's file cannot hurt the others: readers that hang, crash, eat and shout each give one line in the ledger."""

import ctypes
import hashlib
import os
import signal
import socket
import sys
import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

import pytest
from pebble import ProcessExpired

from innspill.errors import InnspillError
from innspill.intake import read_letters
from innspill.intake_folder import find_files
from innspill.intake_nodes import Node, Refused
from innspill.intake_running import Reader, outcome_of
from innspill.intake_worker import Errand, Opened
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages

ROOT = Path(__file__).resolve().parents[1]
FILES = {"consultation": ROOT / "data/consultations/nhsp.yml", "registry": ROOT / "data/sample/registry"}
posix = pytest.mark.skipif(os.name == "nt", reason="limits of memory and signals are those of Unix")


def mock_reader(errand: Errand) -> Opened:
    """Stands in for the reader in the worker process: does what the file's name says."""
    deed = errand.name.partition(".")[0].rpartition("-")[2]
    if deed == "hangs":
        time.sleep(600)
    elif deed == "eats":
        held = []
        while True:
            held.append(bytearray(50_000_000))
    elif deed == "exits":
        os._exit(3)
    elif deed == "segfaults":
        ctypes.string_at(0)
    elif deed == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif deed == "shouts":
        for _ in range(1024):
            os.write(1, b"x" * 2**20)
            os.write(2, b"x" * 1024)
        sys.stdout.write("x" * 2**20)
    elif deed == "recurses":
        return mock_reader(errand)
    elif deed == "connects":
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    elif deed == "writes":
        Path(errand.path).with_name("written.txt").write_text("x", encoding="utf-8")
    elif deed == "returns":
        return Opened("0" * 64, 1, 0.0, "plain", Pages("plain", (Line("x" * 50_000_000, 1),), 1))
    return Opened(hashlib.sha256(errand.name.encode()).hexdigest(), 1, 0.0, "zip")


def read_mocked(folder: Path, limits: Limits) -> dict[str, dict]:
    """File → its line in the ledger, when the files of `folder` are read by the mock reader."""
    scratch = folder.parent / "scratch"
    scratch.mkdir()
    readings = read_letters(find_files(folder), Reader(**FILES, scratch=scratch, limits=limits, read=mock_reader), {})
    return {row["file"]: row for reading in readings for row in reading["ledger"]}


@posix
def test_a_reader_that_hangs_eats_crashes_or_shouts_is_one_line_and_the_next_file_is_unaffected(tmp_path):
    deeds = ("hangs", "eats", "exits", "segfaults", "killed", "recurses", "connects", "writes", "shouts", "returns")
    letters = tmp_path / "letters"
    letters.mkdir()
    for number, deed in enumerate(deeds):
        (letters / f"{number}-{deed}.txt").write_text(deed, encoding="utf-8")
        (letters / f"{number}-{deed}-good.txt").write_text("good", encoding="utf-8")
    (letters / "large.txt").write_bytes(b"x" * 2_000_000)
    rows = read_mocked(letters, Limits(seconds=4, memory=600, file_size=1))
    good = [row["status"] for name, row in rows.items() if "good" in name]
    assert good == ["read"] * len(deeds) and len(rows) == 2 * len(deeds) + 1
    told = {name.partition("-")[2].removesuffix(".txt"): row["reason"] for name, row in rows.items() if "good" not in name}
    crashed = "Filen stanset leseren og er trolig skadet. Be avsenderen om en ny kopi."
    closed = "Filen kan ikke åpnes. Sjekk at den finnes og at du har lesetilgang."
    assert told["hangs"] == "Lesingen tok mer enn 4 sekunder. Be avsenderen om brevet som PDF eller ren tekst."
    assert told["eats"] == "Lesingen krever mer minne enn 600 MB. Be om en mindre fil."
    assert {told["exits"], told["segfaults"], told["killed"]} == {crashed}
    assert told["recurses"] == "Filen kan ikke leses (RecursionError). Be avsenderen om brevet som PDF."
    assert {told["connects"], told["writes"]} == {closed} and not (letters / "written.txt").exists()
    assert rows["large.txt"]["reason"] == "Filen er større enn 1 MB. Be om en mindre fil."
    shouting = next(row for name, row in rows.items() if name.endswith("shouts.txt"))
    assert shouting["status"] == "read"


def test_what_a_reader_prints_never_reaches_the_terminal(tmp_path, capfd):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "1-shouts.txt").write_text("x", encoding="utf-8")
    read_mocked(tmp_path / "letters", STANDARD_LIMITS)
    assert "x" * 100 not in "".join(capfd.readouterr())


class Future:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def result(self) -> Opened:
        raise self.error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ProcessExpired("gone", 6), "Filen stanset leseren"),
        (FutureTimeoutError(), "Lesingen tok mer enn 60 sekunder"),
        (InnspillError("brev.pdf", "Filen er tom", "Be om en ny"), "Filen er tom. Be om en ny."),
        (PermissionError(13, "no"), "Filen kan ikke åpnes."),
        (MemoryError(), "Lesingen krever mer minne enn 1500 MB."),
        (ZeroDivisionError(), "Filen kan ikke leses (ZeroDivisionError)."),
    ],
)
def test_whatever_goes_wrong_in_the_worker_is_one_rejected_line_even_if_the_file_is_gone(tmp_path, error, reason):
    gone = Node(Errand(str(tmp_path / "brev.pdf"), "brev.pdf", STANDARD_LIMITS), 7, 0, "brev.pdf")
    outcome = outcome_of(Future(error), gone, 60)
    assert isinstance(outcome, Refused) and outcome.status == "rejected" and outcome.reason.startswith(reason)


@pytest.mark.parametrize("given", ["seconds", "seconds=", "seconds=-1", "second=1", "seconds=1.5", "seconds=0"])
def test_a_limit_that_is_none_is_one_clear_line(given):
    with pytest.raises(InnspillError, match="limit"):
        Limits.parse([given])


def test_limits_that_are_not_named_keep_their_standard():
    assert Limits.parse(["memory=99", "ocr_seconds=0"]) == Limits(memory=99, ocr_seconds=0)
