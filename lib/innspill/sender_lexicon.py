"""The names that senders go by: every entry of a registry as the words by which a text may name it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from innspill.registry import Registry

WORD = re.compile(r"[^\W_]+")
# «suohkan», «gielda» (Northern Sámi), «tjïelte» (Southern Sámi), «komuuni» (Kven) are what «kommune» is called there.
KOMMUNE_WORDS = frozenset(WORD.findall(
    "kommune kommunes kommuna komune herad herads heradet suohkan gielda tjïelte komuuni kommuner kommuners kommunar"
))  # fmt: skip
LITTLE_WORDS = frozenset({"for", "i", "på", "ved"})
_HELSEFELLESSKAP = re.compile(r"helsefell?es+kape?t?s?")


@dataclass(frozen=True)
class Party:
    """Somebody who may have sent a letter. `rows` are rows of the registry's table of kommuner or helsefellesskap:
    none for other senders, several for a name that several kommuner share."""

    sender_type: str
    name: str
    rows: tuple[int, ...] = ()
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.sender_type, self.name.casefold()


@dataclass(frozen=True)
class Entry:
    """A name as folded words. `needs_suffix`: it is also a common word, a surname or a former name, so «kommune» or
    «herad» must stand beside it."""

    words: tuple[str, ...]
    party: Party
    needs_suffix: bool = False


def entries_of(registry: Registry) -> list[Entry]:
    """Every name of the registry, aliases included."""
    return [*_kommune_entries(registry), *_body_entries(registry), *_alias_entries(registry)]


def fold(word: str) -> str:
    """The word without capitals; «Helsefelleskapet» and its other forms in the singular as «helsefellesskap»."""
    folded = word.casefold()
    return "helsefellesskap" if _HELSEFELLESSKAP.fullmatch(folded) else folded


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _words_of(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(name))


def _kommune_entries(registry: Registry) -> Iterator[Entry]:
    """Names, other names (Sámi, herad) and former names; a name that several kommuner bear gives one entry with all."""
    present: dict[tuple[str, ...], list[int]] = {}
    former: dict[tuple[str, ...], list[int]] = {}
    guarded: set[tuple[str, ...]] = set()
    for row in registry.kommuner.itertuples():
        unsure = _split(row.alt_names_unverified)
        for name in [row.name, row.display_name, *_split(row.alt_names), *unsure]:
            old = name.startswith("former:")
            words = _words_of(name.removeprefix("former:").removesuffix("(del)"))
            bare = words[:-1] if len(words) > 1 and words[-1] in KOMMUNE_WORDS else words
            if not bare:
                continue
            rows = (former if old else present).setdefault(bare, [])
            if row.Index not in rows:
                rows.append(row.Index)
            if old or name in unsure or (row.ambiguity and name == row.name):
                guarded.add(bare)
    for words, rows in present.items():
        yield Entry(words, _kommune_party(registry, rows), words in guarded or len(rows) > 1)
    for words, rows in former.items():
        if words not in present:
            party = _kommune_party(registry, rows)
            yield Entry(words, Party(party.sender_type, party.name, party.rows, "tidligere kommunenavn"), True)


def _kommune_party(registry: Registry, rows: Iterable[int]) -> Party:
    rows = tuple(rows)
    return Party("kommune", kommune_name(registry.kommuner.loc[rows[0]]), rows)


def kommune_name(row: pd.Series) -> str:
    """«Asker kommune»; «Voss herad» where the kommune calls itself a herad."""
    herad = [name for name in _split(row["alt_names"]) if name.endswith(" herad")]
    return herad[0] if herad else f"{row['name']} kommune"


def _body_entries(registry: Registry) -> Iterator[Entry]:
    """Helsefellesskap by their names and aliases, and the hospital trusts and RHFs behind them."""
    for row in registry.helsefellesskap.itertuples():
        party = Party("helsefellesskap", row.official_name, (row.Index,))
        forms = set()
        for name in [row.official_name, *_split(row.aliases)]:
            words = _words_of(name)
            core = _core(words)
            forms |= {words, ("helsefellesskap", *core), (*core, "helsefellesskap")} if core else set()
        yield from (Entry(words, party) for words in sorted(forms) if "helsefellesskap" in words)
        if row.helseforetak:
            trust = Party("helseforetak", row.helseforetak, (row.Index,))
            yield from (Entry(words, trust) for words in _with_and_without(row.helseforetak, "hf"))
    for name in sorted(set(registry.helsefellesskap["rhf"]) - {""}):
        yield from (Entry(words, Party("rhf", name)) for words in _with_and_without(name, "rhf"))


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of a helsefellesskap's name without that word and the preposition after it."""
    core = [word for word in words if word != "helsefellesskap"]
    return tuple(core[1:] if core and core[0] in LITTLE_WORDS else core)


def _with_and_without(name: str, form: str) -> list[tuple[str, ...]]:
    words = _words_of(name)
    return [words, words[:-1]] if len(words) > 2 and words[-1] == form else [words]


def _alias_entries(registry: Registry) -> Iterator[Entry]:
    """Aliases that hold for every letter (no `file`), pointing to the party of the registry that bears the name."""
    for row in registry.aliases.itertuples():
        if not row.file and row.printed and (words := _words_of(row.printed)):
            yield Entry(words, party_named(registry, row.sender, row.sender_type))


def party_named(registry: Registry, name: str, sender_type: str) -> Party:
    """The party with this official name; one without rows if the registry has no such name."""
    if sender_type == "kommune":
        rows = [row.Index for row in registry.kommuner.itertuples()
                if name in {row.name, row.display_name, kommune_name(registry.kommuner.loc[row.Index])}]  # fmt: skip
        official = kommune_name(registry.kommuner.loc[rows[0]]) if rows else name
        return Party(sender_type, official, tuple(rows))
    column = {"helsefellesskap": "official_name", "helseforetak": "helseforetak"}.get(sender_type)
    table = registry.helsefellesskap
    return Party(sender_type, name, tuple(table.index[table[column] == name]) if column else ())
