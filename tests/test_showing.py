"""`innspill show`: a reviewer sees each page of a file, what became of every line on it, and why."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hostile import mail, zipped
from innspill.errors import InnspillError
from innspill.showing import only_pages, show_file
from innspill.showing_text import page_of, tell_lines

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
FILES = {"consultation": ROOT / "data/consultations/nhsp.yml", "registry": SAMPLE / "registry"}
LETTER = """Uttale fra Havnesund kommune

1. Hva er de viktigste utfordringene?

Fastlegene slutter, og legevakten står tom annenhver helg. <script>alert(1)</script> & mer.

\f2. Hvilke tiltak er aktuelle?

Vi trenger flere hender i hjemmetjenesten.

Med vennlig hilsen
Havnesund kommune
"""


def told(path: Path, **more: str) -> list[str]:
    return [text for text, _ in tell_lines(show_file(path, **FILES, **more))]


@pytest.fixture
def letter(tmp_path) -> Path:
    path = tmp_path / "brev.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_each_page_tells_in_order_what_became_of_its_lines_and_why(letter):
    lines = told(letter)
    assert re.match(r"brev\.txt · lest.* · ren tekst · \d+ ord = \d+ i avsnitt \+ \d+ utenom$", lines[0])
    assert any(line.startswith("Avsender: Havnesund kommune (sikkerhet 0,") for line in lines)
    first, second = lines.index("— side 1 —"), lines.index("— side 2 —")
    assert lines[first + 1] == "[utenom: tittel] Uttale fra Havnesund kommune"
    assert lines[first + 2].startswith("[utenom: spørsmålet, 1] 1. Hva er")
    assert lines[first + 3].startswith("[avsnitt · spørsmål 1 · «1. Hva er") and "Fastlegene slutter" in lines[first + 3]
    assert lines[second + 1].startswith("[utenom: spørsmålet, 2]")
    assert lines[-2:] == ["[utenom: hilsen] Med vennlig hilsen", "[utenom: underskrift] Havnesund kommune"]


def test_every_word_of_the_file_is_shown(letter):
    shown = " ".join(line.partition("] ")[2] for line in told(letter))
    assert sorted(re.findall(r"\w+", shown)) == sorted(re.findall(r"\w+", LETTER))


def test_the_page_shows_the_pdf_beside_its_reading_and_no_text_is_markup(letter):
    shown = show_file(SAMPLE / "letters" / "Havnesund kommune.pdf", **FILES)
    page = page_of(shown, "x")
    assert page.count("data:image/jpeg;base64,") == 2 and "<h3>Side 2</h3>" in page
    beside = page_of(show_file(letter, **FILES), "<b>")
    assert "<script>" not in beside and beside.count("&lt;script&gt;alert(1)") == 2 and "<title>&lt;b&gt;" in beside


def test_one_page_alone_can_be_shown(letter):
    shown = only_pages(show_file(letter, **FILES), [2])
    assert "Fastlegene" not in " ".join(text for text, _ in tell_lines(shown)) + page_of(shown, "x")
    with pytest.raises(InnspillError, match="The last page is 2"):
        only_pages(show_file(letter, **FILES), [99])


def test_a_file_inside_another_can_be_shown_alone(tmp_path):
    path = tmp_path / "svar.zip"
    path.write_bytes(zipped([("post.eml", mail("Se vedlegg.", "brev.txt", LETTER.encode())), ("b.txt", b"Annet brev.")]))
    lines = told(path, inner="post.eml/brev.txt")
    assert any("Fastlegene slutter" in line for line in lines) and not any("Annet brev" in line for line in lines)
    with pytest.raises(InnspillError, match="no such file inside"):
        show_file(path, inner="c.txt", **FILES)


def test_a_file_that_cannot_be_read_is_shown_with_its_reason(tmp_path):
    path = tmp_path / "tom.pdf"
    path.write_bytes(b"")
    assert told(path) == ["tom.pdf · avvist", "Filen er tom. Be avsenderen om en ny kopi."]
    with pytest.raises(InnspillError, match="not there"):
        show_file(tmp_path / "borte.pdf", **FILES)


def test_the_command_shows_a_file_and_writes_the_page(tmp_path, letter):
    command = [sys.executable, "-m", "innspill", "show", str(letter), "--html", str(tmp_path / "ut.html"),
               "--registry", str(FILES["registry"])]  # fmt: skip
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ended.returncode == 0 and "Fastlegene slutter" in ended.stdout
    assert (tmp_path / "ut.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    before = letter.read_bytes()
    own = subprocess.run([*command[:5], "--html", str(letter)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert own.returncode == 1 and "there is a file already" in own.stderr and letter.read_bytes() == before
    missing = subprocess.run([*command[:4], "borte.pdf"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert missing.returncode == 1 and missing.stderr.count("\n") == 1 and "not there" in missing.stderr
