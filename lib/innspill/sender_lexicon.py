"""The names that senders go by: every entry of a registry as the words by which a text may name it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from innspill.registry import Registry
from innspill.wording import listing

WORD = re.compile(r"[^\W_]+")
# «suohkan», «gielda» (Northern Sámi), «tjïelte» (Southern Sámi), «komuuni» (Kven) are what «kommune» is called there.
KOMMUNE_WORDS = frozenset(WORD.findall(
    "kommune kommunes kommuna komune herad herads heradet suohkan gielda tjïelte komuuni kommuner kommuners kommunar"
))  # fmt: skip
LITTLE_WORDS = frozenset({"for", "i", "på", "ved"})
# «Helgelandssykehuset» is a name without «HF» too; a shorter word alone is not.
_OWN_NAME = 12
_HELSEFELLESSKAP = re.compile(r"helsefell?es+kape?t?s?")


@dataclass(frozen=True)
class Party:
    """Somebody who may have sent a letter. `rows` are rows of the registry's table of kommuner or helsefellesskap:
    none for other senders, several for a name that several kommuner share. `once` are the kommuner into which a kommune of
    the same name went before 2020 («Nes» in Buskerud: Nesbyen); `former`: no kommune has borne the name since.
    `listed`: in `bodies.csv`."""

    sender_type: str
    name: str
    rows: tuple[int, ...] = ()
    note: str = ""
    once: tuple[int, ...] = ()
    former: bool = False
    listed: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.sender_type, self.name.casefold()


@dataclass(frozen=True)
class Entry:
    """A name as folded words. `needs_suffix`: it is also a common word, a surname or a former name, so «kommune» or
    «herad» must stand beside it. `printed`: an abbreviation («FO», «UiO») that counts only when written just so."""

    words: tuple[str, ...]
    party: Party
    needs_suffix: bool = False
    printed: str = ""


def entries_of(registry: Registry) -> list[Entry]:
    """Every name of the registry, aliases included."""
    return [*_kommune_entries(registry), *_body_entries(registry), *_named_body_entries(registry), *_alias_entries(registry)]


def fold(word: str) -> str:
    """The word without capitals; «Helsefelleskapet» and its other forms in the singular as «helsefellesskap»."""
    folded = word.casefold()
    return "helsefellesskap" if folded.startswith("helsefel") and _HELSEFELLESSKAP.fullmatch(folded) else folded


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
        once = tuple(row for row in former.get(words, ()) if row not in rows)
        yield Entry(words, replace(_kommune_party(registry, rows), once=once), words in guarded or len(rows) > 1)
    for words, rows in former.items():
        if words not in present:
            yield Entry(words, _former_party(registry, " ".join(words).title(), rows), True)


def _former_party(registry: Registry, name: str, rows: list[int]) -> Party:
    """A kommune that is history: whoever writes so today is the kommune that it went into, if there is but one."""
    successors = [kommune_name(registry.kommuner.loc[row]) for row in rows]
    note = f"{name} kommune finnes ikke etter 2019 (gikk inn i {listing(successors)})"
    sender = successors[0] if len(rows) == 1 else f"{name} kommune"
    return Party("kommune", sender, tuple(rows), note, former=True)


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
            for words in _with_and_without(row.helseforetak, "hf"):
                yield Entry(words, trust)
                # «X sykehus og kommunene»: how several helsefellesskap name themselves.
                yield Entry((*words, "og", "kommunene"), party)
    for name in sorted(set(registry.helsefellesskap["rhf"]) - {""}):
        yield from (Entry(words, Party("rhf", name)) for words in _with_and_without(name, "rhf"))


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of a helsefellesskap's name without that word and the preposition after it."""
    core = [word for word in words if word != "helsefellesskap"]
    return tuple(core[1:] if core and core[0] in LITTLE_WORDS else core)


def _with_and_without(name: str, form: str) -> list[tuple[str, ...]]:
    words = _words_of(name)
    own = len(words) > 2 or len(words[0]) > _OWN_NAME
    return [words, words[:-1]] if own and words[-1] == form else [words]


def _named_body_entries(registry: Registry) -> Iterator[Entry]:
    """Directorates, unions, universities … by their names and aliases; a bydel is a part of its kommune."""
    rows_of = {row.kommune_nr_2020: row.Index for row in registry.kommuner.itertuples()}
    known = {words for entry in _body_entries(registry) for words in (entry.words,)}
    for row in registry.bodies.itertuples():
        party = replace(party_named(registry, row.name, row.sender_type), listed=True)
        if row.kommune_nr in rows_of:
            party = Party("kommune", row.name, (rows_of[row.kommune_nr],), listed=True)
        for name in [row.name, *_split(row.aliases)]:
            words = _words_of(name)
            short = len(words) == 1 and len(name) <= 6
            if words and words not in known:
                yield Entry(words, party, printed=name if short else "")


def _alias_entries(registry: Registry) -> Iterator[Entry]:
    """Aliases that hold for every letter (no `file`), pointing to the party of the registry that bears the name."""
    for row in registry.aliases.itertuples():
        if not row.file and row.printed and (words := _words_of(row.printed)):
            yield Entry(words, party_named(registry, row.sender, row.sender_type))


def party_named(registry: Registry, name: str, sender_type: str) -> Party:
    """The party with this official name («Herøy (Nordland) kommune» too); one without rows if the registry has no such name."""
    if sender_type == "kommune":
        plain = _plain_kommune(name)
        rows = [row.Index for row in registry.kommuner.itertuples()
                if plain in {row.name, row.display_name} or name == kommune_name(registry.kommuner.loc[row.Index])]  # fmt: skip
        official = kommune_name(registry.kommuner.loc[rows[0]]) if rows else name
        return Party(sender_type, official, tuple(rows))
    column = {"helsefellesskap": "official_name", "helseforetak": "helseforetak"}.get(sender_type)
    table = registry.helsefellesskap
    return Party(sender_type, name, tuple(table.index[table[column] == name]) if column else ())


def _plain_kommune(name: str) -> str:
    """«Herøy (Nordland)» of «Herøy (Nordland) kommune» and of «Herøy kommune (Nordland)»; «Asker» of «Asker kommune»."""
    return " ".join(word for word in name.split() if word.casefold() not in KOMMUNE_WORDS)
