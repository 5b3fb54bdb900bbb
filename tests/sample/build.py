"""Rebuilds data/sample/ from the letters in YAML: `python tests/sample/build.py`. Same sources, same bytes."""

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import yaml
from letter_source import Letter, load_letters
from print_archive import archive
from print_lines import plain_text
from print_mail import mail
from print_markdown import markdown
from print_office import slides, word
from print_opendocument import opendocument
from print_outlook import outlook
from print_pdf import pdf
from print_rich_text import rich_text
from print_web import html, saved_page

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "data" / "sample"
PRINTERS = {
    "pdf": pdf, "docx": word, "pptx": slides, "odt": opendocument, "rtf": rich_text, "html": html, "mhtml": saved_page,
    "md": markdown, "txt": plain_text,
}  # fmt: skip
SENDERS = {"eml": mail, "msg": outlook}
DOCUMENT_COLUMNS = ("file", "sender", "sender_type", "helsefellesskap", "call", "date", "language")
SEGMENT_COLUMNS = (
    "file", "segment", "question", "kind", "heading", "text", "themes", "groups", "function", "addressee", "initiatives",
)  # fmt: skip
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")


def build_sample() -> dict[str, bytes]:
    """Every file of data/sample/ that is made from a source: path below data/sample → bytes."""
    letters = load_letters(HERE / "letters")
    files = {f"letters/{letter.file}": print_letter(letter) for letter in letters if not letter.archive}
    files |= _archives(letters)
    files |= _spoilt(files)
    # Git must not change line ends here: a letter is compared byte by byte, and one of them has Windows line ends.
    files[".gitattributes"] = b"* -text\n"
    files["truth/documents.csv"] = _csv(DOCUMENT_COLUMNS, ({"file": one.file, **one.truth} for one in letters))
    files["truth/segments.csv"] = _csv(SEGMENT_COLUMNS, (row for one in letters for row in segment_rows(one)))
    files["README.md"] = _readme(letters, len([name for name in files if name.startswith("letters/")])).encode("utf-8")
    files |= _registry(yaml.safe_load((HERE / "registry.yml").read_text(encoding="utf-8")))
    return files


def print_letter(letter: Letter) -> bytes:
    """The file, or the mail that it is attached to."""
    printed = PRINTERS[_suffix(letter.mail.get("attached", letter.file))](letter)
    return SENDERS[_suffix(letter.file)](letter, printed) if letter.mail else printed


def _suffix(name: str) -> str:
    return name.rpartition(".")[2]


def _archives(letters: list[Letter]) -> dict[str, bytes]:
    names = dict.fromkeys(letter.archive for letter in letters if letter.archive)
    held = {name: {one.file: print_letter(one) for one in letters if one.archive == name} for name in names}
    return {f"letters/{name}": archive(members) for name, members in held.items()}


def segment_rows(letter: Letter) -> list[dict[str, str]]:
    """The truth: one row a paragraph, bullet, coded heading, note or table row."""
    number = letter.source.partition("-")[0]
    return [
        {
            "file": letter.file, "segment": f"{number}-{at:03d}", "question": block.question, "kind": block.true_kind,
            "heading": block.heading, "text": block.final_text, "themes": ";".join(sorted(block.codes.themes)),
            "groups": ";".join(sorted(block.codes.groups)), "function": block.codes.function,
            "addressee": ";".join(sorted(block.codes.addressees)), "initiatives": ";".join(block.codes.initiatives),
        }
        for at, block in enumerate(letter.segments, start=1)
    ]  # fmt: skip


def _readme(letters: list[Letter], n_files: int) -> str:
    """data/sample/README.md: the text beside this file, with counts and the table of what is untidy in which letter."""
    rows = ["| file | sender | call | what is untidy |", "|---|---|---|---|"]
    for letter in letters:
        sender, call = letter.truth["sender"].partition("|")[0], letter.truth["call"].strip("|") or "none named"
        inside = f" in `{letter.archive}`" if letter.archive else f": `{letter.mail['attached']}`" if letter.mail else ""
        rows.append(f"| `{letter.file}`{inside} | {sender} | {call} | {'; '.join(letter.untidy)} |")
    text = (HERE / "README.in.md").read_text(encoding="utf-8")
    return text.format(
        n_letters=len(letters), n_files=n_files, n_nn=sum(one.truth["language"] == "nn" for one in letters),
        n_segments=sum(len(one.segments) for one in letters), table="\n".join(rows),
    )  # fmt: skip


def _spoilt(files: dict[str, bytes]) -> dict[str, bytes]:
    """What lies in such folders beside the letters: two files that cannot be read, a copy, a lock file of Word."""
    noise = b"".join(hashlib.sha256(f"noise {n}".encode()).digest() for n in range(60))
    locked = OLD_OFFICE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + noise
    return {
        "letters/Kvernbekk kommune.pdf": files["letters/brev-til-departementet.pdf"][:600],
        "letters/tverrelvdal-innspel.docx": locked,
        "letters/kopi av elgheia.html": files["letters/elgheia.html"],
        "letters/~$Holmevik_svar.docx": b"\x07Holmevik".ljust(162, b"\x00"),
    }


def _registry(written: dict[str, list]) -> dict[str, bytes]:
    kommuner = [_kommune(row, one) for one in written["helsefellesskap"] for row in one["kommuner"]]
    shared = [_helsefellesskap(one) for one in written["helsefellesskap"]]
    tables = {"kommuner": kommuner, "helsefellesskap": shared, "actors": written["actors"], "aliases": written["aliases"]}
    columns = written["columns"]
    return {f"registry/{name}.csv": _csv(columns[name], rows) for name, rows in tables.items()}


def _kommune(row: list, one: dict) -> dict[str, str]:
    number, name, people, index = row
    return {
        "kommune_nr_2020": number, "kommune_nr_2024": number, "name": name, "display_name": name,
        "official_name_2024": name, "fylke_2020": one["fylke"], "fylke_nr_2020": "99", "fylke_2024": one["fylke"],
        "fylke_nr_2024": "99", "language_form": one["language_form"], "sami_admin_area_2023": "nei",
        "population_2022": people, "population_2024": round(people * 1.01), "sentralitet": index,
        "lokalsykehusomrade": one["helseforetak"].removesuffix(" HF"), "helsefellesskap_id": one["id"],
        "helsefellesskap": one["official_name"], "helseforetak": one["helseforetak"], "rhf": one["rhf"],
        "source": "oppdiktet", "confidence": "high", "membership_evidence": "list", "note": "oppdiktet kommune",
    }  # fmt: skip


def _helsefellesskap(one: dict) -> dict[str, str]:
    people = sum(row[2] for row in one["kommuner"])
    return {
        **{key: one[key] for key in ("id", "short", "official_name", "aliases", "helseforetak", "rhf")},
        "n_kommuner_2020_2023": len(one["kommuner"]), "n_kommuner_2024": len(one["kommuner"]),
        "population_2022": people, "population_2024": sum(round(row[2] * 1.01) for row in one["kommuner"]),
        "tile_row": one["tile"][0], "tile_col": one["tile"][1], "name_confidence": "high", "name_source": "oppdiktet",
        "note": "oppdiktet helsefellesskap",
    }  # fmt: skip


def _csv(columns: Iterable[str], rows: Iterable[dict]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def write_sample() -> None:
    """Write the files, and remove letters that have no source any more."""
    files = build_sample()
    for old in sorted((SAMPLE / "letters").glob("*")):
        if f"letters/{old.name}" not in files:
            old.unlink()
    for name, content in files.items():
        path = SAMPLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    total = sum(map(len, files.values()))
    print(f"{SAMPLE}: {len(files)} files, {total / 1000:.0f} kB")


if __name__ == "__main__":
    write_sample()
