"""The letters as written: one YAML file a letter, with the codes that a careful reader gives each paragraph and bullet.

A letter's `body` is a list of blocks in the order of print. The first key of a block that is not `c` or `i` says what it is:

    title, letterhead, f (formal text), sign, lead («Tiltak:»)   printed, in no segment
    q       a question: `text` as printed (with line breaks), what follows answers it; `svar`, `svar_inline`, `run_in`, `auto`
    at      what follows answers this question, nothing is printed
    h       a sub-heading; a segment of its own only where it has codes
    p, b, note, grid                                             a paragraph, bullet, speaker's note, slide table
    slide, table (begin or end)                                  a new slide, a Word table of questions and answers

`c` holds the codes: function, themes, @group, >addressee;addressee. `i` lists the initiatives named.
«{+inserted+}» and «{-deleted-}» are tracked changes.

`mail` says how the letter was sent, as an attachment: from, to, sent, subject, text (the few words around it), attached (the
name of the attached file, which `body` is). `archive` names the archive that the file lies in.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

FUNCTIONS = ("erfaring", "utfordring", "forslag", "eksempel", "fakta")
THEMES = (
    "samarbeid", "organisering", "pasientforlop", "desentralisering", "digitalisering", "personell", "fastlege",
    "finansiering", "nasjonal_styring", "kapasitet", "tjenesteutvikling", "kunnskap", "kvalitet", "mestring",
    "brukermedvirkning", "psykisk_helse_rus", "svangerskap_fodsel", "akutt",
)  # fmt: skip
GROUPS = ("barn_unge", "alvorlig_psykisk_rus", "skropelige_eldre", "kronisk_syke")
ADDRESSEES = (
    "stat", "rhf", "helseforetak", "kommune", "ks", "statsforvalter", "helsefellesskap", "utdanning", "fastlege",
    "uspesifisert",
)  # fmt: skip
KINDS = {"p": "paragraph", "b": "bullet", "h": "heading", "note": "note", "grid": "table"}
PRINTED_ONLY = ("title", "letterhead", "f", "sign", "lead", "slide", "table")
TRACKED = re.compile(r"\{\+(?P<inserted>.*?)\+\}|\{-(?P<deleted>.*?)-\}", re.S)


@dataclass(frozen=True)
class Codes:
    """What one segment says: one function, any number of themes, groups, addressees and named initiatives."""

    function: str
    themes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """One block of a letter. `question`, `heading` and `codes` are truth; `codes` is None where there is no segment."""

    kind: str
    text: str
    question: str = ""
    heading: str = ""
    codes: Codes | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def true_kind(self) -> str:
        """The kind of its segment: what stands in a table is `table`, however it is set there."""
        return "table" if "in_table" in self.options else self.kind

    @property
    def final_text(self) -> str:
        """The text as a reader of the finished letter sees it: insertions in, deletions out."""
        return " ".join(TRACKED.sub(lambda found: found["inserted"] or "", self.text).split())


@dataclass(frozen=True)
class Letter:
    """One letter: its file, how it is printed, who really wrote it, what is untidy about it.

    `mail` is empty for a letter that was not sent by e-mail, `archive` for one that lies in no archive.
    """

    source: str
    file: str
    layout: dict[str, Any]
    truth: dict[str, str]
    untidy: tuple[str, ...]
    signatories: tuple[str, ...]
    blocks: tuple[Block, ...]
    mail: dict[str, str] = field(default_factory=dict)
    archive: str = ""

    @property
    def place(self) -> str:
        """The file in `letters/` that holds the letter."""
        return self.archive or self.file

    @property
    def segments(self) -> list[Block]:
        return [block for block in self.blocks if block.codes]


def load_letters(folder: Path) -> list[Letter]:
    """Every letter in `folder`, in order of file name. Raises ValueError for a code that is not in the lists."""
    return [load_letter(path) for path in sorted(folder.glob("*.yml"))]


def load_letter(path: Path) -> Letter:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        blocks = _blocks(written["body"])
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return Letter(
        source=path.stem, file=written["file"], layout=written["layout"] or {}, truth=written["truth"],
        untidy=tuple(written.get("untidy", ())), signatories=tuple(written.get("signatories", ())), blocks=tuple(blocks),
        mail=written.get("mail", {}), archive=written.get("archive", ""),
    )  # fmt: skip


def _blocks(body: list[dict[str, Any]]) -> list[Block]:
    """The blocks in order, each with the question and the heading that it stands under."""
    blocks: list[Block] = []
    question = heading = ""
    in_table = False
    for item in body:
        name = next(key for key in item if key not in ("c", "i"))
        if name in ("q", "at"):
            question = str(item[name])
        if name in ("q", "slide"):
            heading = item.get("slide", "")
        if name == "at":
            continue
        if name == "h":
            heading = item["h"]
        if name == "table":
            in_table = item["table"] == "begin"
        if name == "grid":
            blocks += _grid(item["grid"], question, heading)
        else:
            block = _block(name, item, question, heading)
            blocks.append(replace(block, options={**block.options, "in_table": True}) if in_table else block)
    return [_joined(block, blocks[at + 1 : at + 2]) for at, block in enumerate(blocks)]


def _block(name: str, item: dict[str, Any], question: str, heading: str) -> Block:
    if name == "q":
        options = {key: value for key, value in item.items() if key not in ("q", "text")}
        return Block("question", item["text"].strip("\n"), question, options=options)
    if name in PRINTED_ONLY:
        return Block(name, str(item[name]).strip("\n"), question)
    codes = _codes(item["c"], item.get("i", [])) if "c" in item else None
    if codes is None and name != "h":
        raise ValueError(f"no codes on «{item[name][:40]}»")
    return Block(KINDS[name], " ".join(item[name].split()), question, heading, codes)


def _grid(grid: dict[str, Any], question: str, heading: str) -> list[Block]:
    """A slide's table: the row of heads is printed only, every other row is one segment."""
    head = Block("grid_head", "", question, options={"cells": grid["head"]})
    rows = [
        Block("table", " ".join(row["cells"]), question, heading, _codes(row["c"], []), {"cells": row["cells"]})
        for row in grid["rows"]
    ]
    return [head, *rows]


def _joined(block: Block, following: list[Block]) -> Block:
    """A question that is run into the answer before it is printed as the tail of that answer."""
    if following and following[0].options.get("run_in"):
        return replace(block, options={**block.options, "tail": following[0].text})
    return block


def _codes(written: str, initiatives: list[str]) -> Codes:
    function, *rest = written.split()
    themes = tuple(word for word in rest if word[0] not in "@>")
    groups = tuple(word[1:] for word in rest if word[0] == "@")
    addressees = tuple(one for word in rest if word[0] == ">" for one in word[1:].split(";"))
    unknown = [
        *({function} - set(FUNCTIONS)), *(set(themes) - set(THEMES)), *(set(groups) - set(GROUPS)),
        *(set(addressees) - set(ADDRESSEES)),
    ]  # fmt: skip
    if unknown:
        raise ValueError(f"«{unknown[0]}» in «{written}» is no code")
    if (function == "forslag") != bool(addressees):
        raise ValueError(f"«{written}»: a forslag has an addressee and nothing else has")
    return Codes(function, themes, groups, addressees, tuple(initiatives))
