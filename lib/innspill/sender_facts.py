"""Homonyms: which of the kommuner of one name does the letter mean, by the facts that stand around the name?

Facts count by how well they tell two kommuner apart: a kommune number, an organisation number or an e-mail domain settles it;
a postal address or a place nearly so; a fylke, a hospital trust, a helsefellesskap or a hospital a good deal; a neighbouring
kommune a little. What speaks for several of them alike does not count. Without facts nothing is settled.
"""

import re
from functools import cached_property
from math import cos, hypot, radians

import pandas as pd

from innspill.sender_lexicon import WORD, Party, kommune_name
from innspill.sender_traces import KOMMUNE_NR
from innspill.sender_zones import Letter

_NUMBER, _PLACE, _AREA, _NEIGHBOUR = 8, 3, 2, 1
# What a name needs in all: one area, two neighbours; and clearly more than the next.
_ENOUGH = 2
_MOST_NEIGHBOURS = 4
_NEAR_KM, _NEXT_DOOR_KM = 150, 40
_IN_BRACKETS = re.compile(
    r"(?i)\b(?:kommune|herad)\s{0,3}\(\s{0,2}(\d{4})\s{0,2}\)|^\s{0,5}(\d{4})\s+[^\W\d_][\w -]{0,40}kommune\b", re.MULTILINE
)
_ORGNR = re.compile(r"(?<!\d)\d{3}[ \u00a0.]?\d{3}[ \u00a0.]?\d{3}(?!\d)")
_DOMAIN = re.compile(r"(?i)(?:@|www\.|//)((?:[^\W_][\w-]{0,62}\.){1,5}no)\b")


class Surroundings:
    """The facts of one letter by which kommuner of one name are told apart, gathered once."""

    def __init__(self, letter: Letter, file_name: str) -> None:
        self.kommuner = letter.registry.kommuner
        self._everything = "\n".join([letter.title, file_name[:300].replace("_", " "), *letter.heads, letter.text])
        named = {mention.party for group in letter.groups for mention in group}
        fellesskap = letter.registry.helsefellesskap
        self.neighbours = sorted({p.rows[0] for p in named if p.sender_type == "kommune" and len(p.rows) == 1 and not p.once})
        self.areas = [fellesskap.loc[p.rows[0], "id"] for p in sorted(named, key=lambda p: p.key)
                      if p.sender_type in {"helsefellesskap", "helseforetak"} and p.rows]  # fmt: skip
        self._settled: dict[Party, tuple[Party, str]] = {}

    # Few letters name a kommune that shares its name: the facts are looked for when they are first asked for.
    @cached_property
    def words(self) -> str:
        spread = " ".join(WORD.findall(self._everything.casefold()))
        # «Vestre Viken» is a hospital trust, Viken a fylke.
        return f" {spread} ".replace(" vestre viken ", " ").replace(" vest viken ", " ")

    @cached_property
    def numbers(self) -> set[str]:
        bracketed = {n for found in _IN_BRACKETS.findall(self._everything) for n in found if n}
        return bracketed | set(KOMMUNE_NR.findall(self._everything))

    @cached_property
    def orgnrs(self) -> set[str]:
        return {re.sub(r"\D", "", found) for found in _ORGNR.findall(self._everything)}

    @cached_property
    def domains(self) -> set[str]:
        return {found.casefold().removeprefix("www.") for found in _DOMAIN.findall(self._everything)}

    def settle(self, party: Party) -> tuple[Party, str]:
        """The party narrowed to the kommune that the facts point to, and the facts; several rows where they do not.

        A name that one kommune bears today and another bore before 2020 stays with today's, unless the facts speak for the
        other: then both are named, unless a place says that it is the kommune that only changed its name."""
        if party.sender_type != "kommune" or party.former or len(party.rows) + len(party.once) < 2:
            return party, ""
        if party not in self._settled:
            self._settled[party] = self._settle(party)
        return self._settled[party]

    def told(self, party: Party) -> str:
        """The facts that narrowed a name to this party; empty where the name is nobody else's."""
        return next((facts for narrowed, facts in self._settled.values() if facts and narrowed.rows == party.rows), "")

    def _settle(self, party: Party) -> tuple[Party, str]:
        rows = [*party.rows, *party.once]
        facts = self._facts_for(rows)
        points = {row: sum(facts[row].values()) for row in rows}
        best, second = sorted(rows, key=lambda row: -points[row])[:2]
        told = ", ".join(facts[best])
        clear = points[best] >= _ENOUGH and points[best] >= 1.5 * points[second] + 1
        if len(party.rows) > 1:
            if clear and best in party.rows:
                return Party("kommune", party.name, (best,), party.note), told
            return Party("kommune", party.name, tuple(rows if best in party.once and clear else party.rows), party.note), ""
        against = [row for row in party.once if points[row] >= _ENOUGH and points[row] > points[party.rows[0]]]
        if against and clear and max(facts[best].values()) >= _PLACE and self._renamed(best):
            return Party("kommune", kommune_name(self.kommuner.loc[best]), (best,), party.note), told
        if against:
            return Party("kommune", party.name, (*party.rows, *against), party.note), ""
        return Party("kommune", party.name, party.rows, party.note), told if best in party.rows else ""

    def _renamed(self, row: int) -> bool:
        """Did the kommune only change its name («Nes» is «Nesbyen»)? Not where it went into another («Os»)."""
        kommune = self.kommuner.loc[row]
        _, *former = kommune["alt_names"].split("former:")
        return len(former) == 1 and kommune["name"].startswith(former[0].split(";")[0].strip())

    def _facts_for(self, rows: list[int]) -> dict[int, dict[str, int]]:
        """For each row the facts that speak for it and for no other, with their points."""
        facts = {row: self._facts_of(self.kommuner.loc[row]) for row in rows}
        for row in rows:
            others = {fact for other in rows if other != row for fact in facts[other]}
            facts[row] = {fact: points for fact, points in facts[row].items() if fact not in others}
        for neighbour in self.neighbours:
            near = self._nearest(neighbour, rows)
            name = f"nabo {self.kommuner.loc[neighbour, 'name']}"
            if near is not None and sum(fact.startswith("nabo") for fact in facts[near]) < _MOST_NEIGHBOURS:
                facts[near][name] = _AREA if self._kilometres(neighbour, near) < _NEXT_DOOR_KM else _NEIGHBOUR
        return facts

    def _facts_of(self, kommune: pd.Series) -> dict[str, int]:
        facts: dict[str, int] = {}
        fylker = {kommune["fylke_2020"], kommune["fylke_2024"], kommune["display_name"].partition("(")[2].rstrip(")")} - {""}
        facts |= {fylke: _AREA for fylke in sorted(fylker) if self._names(fylke)}
        facts |= {place.strip(): _PLACE for place in kommune["landmarks"].split(";") if place and self._names(place)}
        numbers = {kommune["kommune_nr_2020"], kommune["kommune_nr_2024"]} & self.numbers
        facts |= {f"kommunenummer {number}": _NUMBER for number in sorted(numbers)}
        if kommune["orgnr"] and kommune["orgnr"] in self.orgnrs:
            facts["organisasjonsnummer"] = _NUMBER
        facts |= {domain: _NUMBER for domain in kommune["domains"].split(";") if domain and domain in self.domains}
        if kommune["helsefellesskap_id"] in self.areas:
            facts[f"helsefellesskap {kommune['helsefellesskap_id']}"] = _AREA
        for place in re.split(r"[-/ ]", kommune["lokalsykehusomrade"].partition("(")[0].strip()):
            if place and any(self._names(f"{place} {word}") for word in ("sykehus", "sjukehus", "hospital")):
                facts[f"{place} sykehus"] = _AREA
        return facts

    def _names(self, phrase: str) -> bool:
        return f" {' '.join(WORD.findall(phrase.casefold()))} " in self.words

    def _nearest(self, neighbour: int, rows: list[int]) -> int | None:
        """The row that lies much nearer to the neighbour than the others; None if none does, or where it is unknown."""
        if neighbour in rows:
            return None
        distances = sorted((self._kilometres(neighbour, row), row) for row in rows)
        (first, row), (second, _) = distances[:2]
        return row if first < _NEAR_KM and first < 0.6 * second else None

    def _kilometres(self, one: int, other: int) -> float:
        try:
            lon, lat = (float(self.kommuner.loc[one, name]) for name in ("lon", "lat"))
            lon2, lat2 = (float(self.kommuner.loc[other, name]) for name in ("lon", "lat"))
        except ValueError:
            return float("inf")
        return 111.2 * hypot((lon - lon2) * cos(radians(lat)), lat - lat2)
