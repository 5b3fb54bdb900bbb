"""The registry: kommuner, helsefellesskap, other senders and a reviewer's aliases, from five CSV files, checked.

A folder holds `kommuner.csv` and `helsefellesskap.csv`; `actors.csv`, `bodies.csv` and `aliases.csv` may be missing and
are then empty (a small registry of invented kommuner needs none). Everything is text, an unknown cell is the empty string;
only populations and counts are numbers (null where unknown). A column that is not required may be left out: it is then
empty.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from innspill.errors import InnspillError
from innspill.tables import SENDER_TYPES


@dataclass(frozen=True)
class RegistryFile:
    """One file: columns it must have, columns it may have, columns that are numbers, the column that names a row."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    key: str | None = None


KOMMUNER = RegistryFile(
    "kommuner.csv",
    required=("kommune_nr_2020", "kommune_nr_2024", "name", "fylke_2020", "fylke_2024", "population_2022",
              "population_2024", "helsefellesskap_id", "rhf"),
    optional=("display_name", "alt_names", "alt_names_unverified", "official_name_2024", "language_form", "sentralitet",
              "helseforetak", "ambiguity", "source", "note", "orgnr", "lokalsykehusomrade", "lon", "lat", "landmarks",
              "domains"),
    numbers=("population_2022", "population_2024"),
    key="kommune_nr_2024",
)  # fmt: skip
HELSEFELLESSKAP = RegistryFile(
    "helsefellesskap.csv",
    required=("id", "short", "official_name", "rhf", "tile_row", "tile_col"),
    optional=("aliases", "helseforetak", "helseforetak_orgnr", "population_2022", "population_2024", "n_kommuner_2020_2023",
              "n_kommuner_2024", "name_confidence", "name_source", "note"),
    numbers=("tile_row", "tile_col", "population_2022", "population_2024", "n_kommuner_2020_2023", "n_kommuner_2024"),
    key="id",
)  # fmt: skip
ACTORS = RegistryFile(
    "actors.csv",
    required=("precedence", "sender_type", "subtype", "pattern"),
    optional=("label_nb", "label_en", "examples", "note", "source"),
    numbers=("precedence",),
    key="subtype",
)
BODIES = RegistryFile("bodies.csv", required=("name", "sender_type"), optional=("aliases", "domains", "kommune_nr", "source"),
                      key="name")  # fmt: skip
ALIASES = RegistryFile("aliases.csv", required=("file", "printed", "sender", "sender_type", "reason"))

_KOMMUNE_NR = re.compile(r"\d{4}")


@dataclass(frozen=True, eq=False)
class Registry:
    """Five tables; text columns are str (empty where unknown), numbers Int64 (null where unknown).

    `kommuner`: a row is a kommune as of 1.1.2024, with its number in 2020–2023 (1507 stands twice: Ålesund and Haram).
    `helsefellesskap`: a row is a helsefellesskap. `actors`: a row is a pattern that gives a name its sender type, in
    order of `precedence`. `bodies`: a row is a sender known by name that is neither kommune nor helsefellesskap
    (directorates, unions, universities …), or a part of a kommune (a bydel; then with `kommune_nr`). `aliases`: a row is a
    name as printed, or a whole file where `file` is filled in, and whose it is.
    """

    kommuner: pd.DataFrame
    helsefellesskap: pd.DataFrame
    actors: pd.DataFrame
    aliases: pd.DataFrame
    folder: Path
    bodies: pd.DataFrame = field(default_factory=lambda: _empty(BODIES))

    def helsefellesskap_of(self, identifier: str) -> pd.Series | None:
        """The row of the helsefellesskap with this id; None where there is none."""
        rows = self.helsefellesskap[self.helsefellesskap["id"] == identifier]
        return rows.iloc[0] if len(rows) else None


def load_registry(folder: Path | str) -> Registry:
    """Read and check the registry in `folder`. Raises InnspillError with file, line and what to do."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InnspillError(folder, "the registry folder is not there", "Give a folder with kommuner.csv")
    kommuner = _read(folder, KOMMUNER)
    helsefellesskap = _read(folder, HELSEFELLESSKAP)
    actors = _read(folder, ACTORS, may_be_missing=True).sort_values("precedence", kind="stable", ignore_index=True)
    bodies = _read(folder, BODIES, may_be_missing=True)
    aliases = _read(folder, ALIASES, may_be_missing=True)
    _check_kommuner(folder / KOMMUNER.name, kommuner, set(helsefellesskap["id"]))
    _check_helsefellesskap(folder / HELSEFELLESSKAP.name, helsefellesskap)
    _check_actors(folder / ACTORS.name, actors)
    _refuse_sender_types(folder / BODIES.name, bodies)
    _check_aliases(folder / ALIASES.name, aliases, _known_senders(kommuner, helsefellesskap))
    unlined = [table.drop(columns="line") for table in (kommuner, helsefellesskap, actors, aliases, bodies)]
    return Registry(*unlined[:4], folder=folder, bodies=unlined[4])


def _empty(expected: RegistryFile) -> pd.DataFrame:
    return pd.DataFrame(columns=[*expected.required, *expected.optional], dtype="str")


def _read(folder: Path, expected: RegistryFile, may_be_missing: bool = False) -> pd.DataFrame:
    """The file as a table of stripped NFC text and checked numbers, with `line` = its line in the file."""
    path = folder / expected.name
    if not path.is_file():
        if not may_be_missing:
            todo = f"Make it with the columns {', '.join(expected.required)}"
            raise InnspillError(path, "the file is not there", todo)
        rows = pd.DataFrame(columns=[*expected.required], dtype="str")
    else:
        rows = _read_text(path)
    missing = [c for c in expected.required if c not in rows.columns]
    if missing:
        hint = "Save it with commas, not semicolons" if len(rows.columns) == 1 else "Add it to the first line"
        raise InnspillError(f"{path}, line 1", f"the column {', '.join(missing)} is missing", hint)
    for column in (c for c in expected.optional if c not in rows.columns):
        rows[column] = pd.Series("", index=rows.index, dtype="str")
    rows["line"] = pd.RangeIndex(2, len(rows) + 2)
    for column in expected.numbers:
        rows[column] = _as_numbers(path, rows, column)
    if expected.key is not None:
        _refuse(path, rows, rows[expected.key].duplicated(), lambda row: f"«{row[expected.key]}» stands twice as "
                f"{expected.key}", "Remove one of the two lines")  # fmt: skip
    return rows


def _read_text(path: Path) -> pd.DataFrame:
    try:
        rows = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except UnicodeDecodeError:
        raise InnspillError(path, "the file is not UTF-8", "Save it as «CSV UTF-8»") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InnspillError(path, str(error), "Put a text that holds a comma in double quotes") from None
    # A line with too few cells gives nulls even with keep_default_na.
    return rows.fillna("").apply(lambda cells: cells.map(lambda cell: unicodedata.normalize("NFC", cell).strip()))


def _as_numbers(path: Path, rows: pd.DataFrame, column: str) -> pd.Series:
    wrong = ~rows[column].str.fullmatch(r"\d{0,9}")
    _refuse(path, rows, wrong, lambda row: f"{column} «{row[column]}» is not a whole number",
            "Write digits only, or nothing")  # fmt: skip
    return pd.to_numeric(rows[column].where(rows[column] != "", other=None)).astype("Int64")


def _refuse(path: Path, rows: pd.DataFrame, wrong: pd.Series, what: Callable[[pd.Series], str], todo: str) -> None:
    """Raise InnspillError for the first row that is wrong."""
    bad = rows[wrong]
    if len(bad):
        first = bad.iloc[0]
        raise InnspillError(f"{path}, line {first['line']}", what(first), todo)


def _check_kommuner(path: Path, kommuner: pd.DataFrame, identifiers: set[str]) -> None:
    _refuse(path, kommuner, kommuner["name"] == "", lambda _: "a kommune has no name", "Fill in name")
    for column in ("kommune_nr_2020", "kommune_nr_2024"):
        _refuse(path, kommuner, ~kommuner[column].str.fullmatch(_KOMMUNE_NR.pattern),
                lambda row, column=column: f"{column} «{row[column]}» is not four digits",
                "Write the number with its leading zero")  # fmt: skip
    _refuse(path, kommuner, ~kommuner["helsefellesskap_id"].isin(identifiers),
            lambda row: f"helsefellesskap_id «{row['helsefellesskap_id']}» is not in {HELSEFELLESSKAP.name}",
            "Use an id from that file, or add a line there")  # fmt: skip


def _check_helsefellesskap(path: Path, helsefellesskap: pd.DataFrame) -> None:
    for column in ("id", "short", "official_name"):
        _refuse(path, helsefellesskap, helsefellesskap[column] == "",
                lambda _, column=column: f"a helsefellesskap has no {column}", f"Fill in {column}")  # fmt: skip
    placed = helsefellesskap.dropna(subset=["tile_row", "tile_col"])
    _refuse(path, placed, placed.duplicated(["tile_row", "tile_col"]),
            lambda row: f"the tile {row['tile_row']}, {row['tile_col']} is taken by another helsefellesskap",
            "Give every helsefellesskap its own tile_row and tile_col")  # fmt: skip


def _check_actors(path: Path, actors: pd.DataFrame) -> None:
    _refuse_sender_types(path, actors)
    _refuse(path, actors, actors["pattern"] == "", lambda _: "a line has no pattern", "Fill in pattern")
    for _, row in actors.iterrows():
        try:
            re.compile(row["pattern"])
        except re.error as error:
            where = f"{path}, line {row['line']}"
            raise InnspillError(where, f"the pattern is no regular expression ({error})", "Mend pattern") from None


def _known_senders(kommuner: pd.DataFrame, helsefellesskap: pd.DataFrame) -> dict[str, frozenset[str]]:
    """The names that a kommune and a helsefellesskap can have as sender; other types may have any.

    A kommune that shares its name is told apart by its fylke: «Herøy (Nordland) kommune» or «Herøy kommune (Nordland)»."""
    endings = ("kommune", "herad", "suohkan", "gielda", "tjïelte")
    names = {f"{name} {ending}" for name in kommuner["name"] for ending in endings}
    for name in kommuner["display_name"]:
        bare, _, fylke = name.partition(" (")
        names |= {f"{name} {ending}" for ending in endings} | {f"{bare} kommune ({fylke}" if fylke else f"{bare} kommune"}
    return {"kommune": frozenset(names), "helsefellesskap": frozenset(helsefellesskap["official_name"])}


def _check_aliases(path: Path, aliases: pd.DataFrame, known: dict[str, frozenset[str]]) -> None:
    _refuse_sender_types(path, aliases)
    nameless = (aliases["file"] == "") & (aliases["printed"] == "")
    _refuse(path, aliases, nameless, lambda _: "a line has neither file nor printed", "Fill in one of them")
    unsaid = (aliases["sender"] == "") & (aliases["sender_type"] != "ukjent")
    _refuse(path, aliases, unsaid, lambda _: "a line has no sender", "Fill in sender, or sender_type ukjent")
    _refuse(path, aliases, aliases["reason"] == "", lambda _: "a line has no reason", "Fill in reason")
    unknown = pd.Series(False, index=aliases.index)
    for kind, names in known.items():
        wrong = aliases["sender"].map(lambda cell, names=names: not {n.strip() for n in cell.split(";")} <= names)
        unknown |= (aliases["sender_type"] == kind) & wrong.astype(bool)
    _refuse(path, aliases, unknown, lambda row: f"«{row['sender']}» is no {row['sender_type']} of the registry",
            "Write the name as in kommuner.csv («Asker kommune», several with ; between) or helsefellesskap.csv")  # fmt: skip
    settled = aliases[aliases["file"] != ""]
    _refuse(path, settled, settled["file"].duplicated(), lambda row: f"the file «{row['file']}» stands twice",
            "Keep one line for a file")  # fmt: skip


def _refuse_sender_types(path: Path, rows: pd.DataFrame) -> None:
    _refuse(path, rows, ~rows["sender_type"].isin(SENDER_TYPES),
            lambda row: f"sender_type «{row['sender_type']}» is unknown",
            f"Use one of {', '.join(SENDER_TYPES)}")  # fmt: skip
