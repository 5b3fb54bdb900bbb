"""Who sent a letter: the evidence of `sender_evidence` weighed, and the sender as he stood in the registry at the date.

`confidence` is 1 − Π(1 − weight) over the rules that speak for the sender, less a part of what speaks for the runner-up.
Below `THRESHOLD` nobody is the sender: a kommune that is only mentioned does not reach it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

import pandas as pd

from innspill.pages import Pages
from innspill.registry import Registry
from innspill.sender_evidence import Claim, claims_of
from innspill.sender_lexicon import Party, party_named
from innspill.sender_zones import Letter
from innspill.wording import listing

THRESHOLD = 0.35
UNSURE = 0.6
# Rules whose words may name several senders of one letter.
_JOINT = ("tittel", "dokumenttittel", "felt", "innledning", "på vegne av", "filnavn")
# Kommuner got new numbers and fylker on this day.
REFORM = date(2024, 1, 1)


@dataclass(frozen=True)
class Sender:
    """The sender of one letter; text columns are None where unknown.

    `sender_type` is `ukjent` and `sender` None where nobody is sure enough. A joint letter has one row of `signatories`
    per sender, `kommune_nr` None, and `helsefellesskap`, `rhf` and `fylke` only where all share them; its `population` is
    the sum. `kommune_nr`, `fylke` and `population` are those of the letter's date: 2020–2023 if unknown or earlier than
    2024 (population 1.1.2022), else 2024. `notes` are sentences for the ledger, `candidates` those who might be meant.
    """

    sender: str | None
    sender_type: str
    kommune_nr: str | None = None
    helsefellesskap: str | None = None
    rhf: str | None = None
    fylke: str | None = None
    population: int | None = None
    evidence: str = ""
    confidence: float = 0.0
    signatories: tuple[dict[str, str | None], ...] = ()
    notes: tuple[str, ...] = field(default=())
    candidates: tuple[str, ...] = field(default=())


def find_sender(pages: Pages, file_name: str, registry: Registry, when: date | None = None) -> Sender:
    """The sender of the letter `pages`; a reviewer's alias for this file settles it. Raises nothing."""
    settled = _settled(file_name, registry, when)
    if settled is not None:
        return settled
    letter = Letter(pages, registry)
    claims = [_narrowed(claim, letter, registry) for claim in claims_of(letter, PurePath(file_name).name)]
    ranked = _rank(claims)
    if not ranked or ranked[0][1] < THRESHOLD:
        return _unknown(ranked)
    winner, strength = ranked[0]
    parties = _senders_beside(winner, claims)
    keys = {party.key for party in parties}
    rivals = [chance for party, chance in ranked if party.key not in keys]
    confidence = strength - 0.3 * (rivals[0] if rivals else 0.0)
    own = [claim for claim in claims if any(party.key in keys for party in claim.parties)]
    return _sender_of(parties, min(0.99, max(0.05, confidence)), _evidence(own), registry, when)


def _settled(file_name: str, registry: Registry, when: date | None) -> Sender | None:
    """The reviewer's decision for this file (its path or its bare name), if there is one."""
    for row in registry.aliases.itertuples():
        if row.file and row.file in {file_name, PurePath(file_name).name}:
            if row.sender_type == "ukjent":
                return Sender(None, "ukjent", evidence=row.reason, confidence=1.0)
            names = [name.strip() for name in row.sender.split(";") if name.strip()]
            parties = [party_named(registry, name, row.sender_type) for name in names]
            return _sender_of(parties, 1.0, row.reason, registry, when)
    return None


def _rank(claims: Sequence[Claim]) -> list[tuple[Party, float]]:
    """Every party with 1 − Π(1 − its strongest weight by each rule), the strongest first; ties in order of appearance."""
    by_party: dict[tuple[str, str], dict[str, float]] = {}
    named: dict[tuple[str, str], Party] = {}
    for claim in claims:
        for party in claim.parties:
            known = named.setdefault(party.key, party)
            if party.rows and (not known.rows or len(party.rows) < len(known.rows)):
                named[party.key] = party
            weights = by_party.setdefault(party.key, {})
            weights[claim.rule] = max(weights.get(claim.rule, 0.0), claim.weight * (0.7 if party.note else 1.0))
    chances = {key: 1.0 - _product(1.0 - weight for weight in weights.values()) for key, weights in by_party.items()}
    return sorted(((named[key], chance) for key, chance in chances.items()), key=lambda pair: -pair[1])


def _product(numbers: object) -> float:
    result = 1.0
    for value in numbers:  # type: ignore[attr-defined]
        result *= value
    return result


def _senders_beside(winner: Party, claims: Sequence[Claim]) -> list[Party]:
    """The winner, and those who send the letter with it: listed beside it, or each signing for its own kommune."""
    groups = [c for c in claims if len(c.parties) > 1 and c.rule in _JOINT and winner.key in {p.key for p in c.parties}]
    alone = any(c.rule in {"tittel", "felt"} and [p.key for p in c.parties] == [winner.key] for c in claims)
    if groups and not alone:
        largest = max(groups, key=lambda claim: (claim.weight, len(claim.parties)))
        return list({party.key: party for party in largest.parties}.values())
    signing = [p for c in claims if c.rule == "på vegne av" for p in c.parties if p.sender_type == winner.sender_type]
    if not alone and winner.key in {party.key for party in signing}:
        return list({party.key: party for party in signing}.values())
    return [winner]


def _narrowed(claim: Claim, letter: Letter, registry: Registry) -> Claim:
    """The claim with each name that several kommuner bear narrowed to the one that the letter's other names point to."""
    parties = tuple(_settle_homonym(party, letter, registry) for party in claim.parties)
    return Claim(claim.rule, claim.weight, parties, claim.words)


def _settle_homonym(party: Party, letter: Letter, registry: Registry) -> Party:
    if party.sender_type != "kommune" or len(party.rows) < 2:
        return party
    points = {row: _points(registry.kommuner.loc[row], letter, registry) for row in party.rows}
    best, second = sorted(points.values(), reverse=True)[:2]
    if best == 0 or best < 2 * second + (second == 0):
        return party
    chosen = next(row for row, value in points.items() if value == best)
    return Party(party.sender_type, party.name, (chosen,), party.note)


def _points(kommune: pd.Series, letter: Letter, registry: Registry) -> int:
    """How often the letter names the kommune's fylke, helsefellesskap or hospital trust, or kommuner of that area."""
    fylker = {kommune["fylke_2020"], kommune["fylke_2024"], kommune["display_name"].partition("(")[2].rstrip(")")} - {""}
    everything = "\n".join([letter.title, *letter.heads, letter.text])
    points = sum(len(re.findall(rf"\b{re.escape(name)}(?!\w)", everything)) for name in fylker)
    numbers = {kommune["kommune_nr_2020"], kommune["kommune_nr_2024"]}
    points += 2 * sum(f"kommunenr {nr}" in everything or f"kommunenummer {nr}" in everything for nr in numbers)
    for group in letter.groups:
        for mention in group:
            rows = mention.party.rows
            if mention.party.sender_type == "kommune" and len(rows) == 1:
                points += registry.kommuner.loc[rows[0], "helsefellesskap_id"] == kommune["helsefellesskap_id"]
            elif mention.party.sender_type in {"helsefellesskap", "helseforetak"} and rows:
                points += registry.helsefellesskap.loc[rows[0], "id"] == kommune["helsefellesskap_id"]
    return int(points)


def _unknown(ranked: list[tuple[Party, float]]) -> Sender:
    names = tuple(party.name for party, _ in ranked[:5])
    note = "Avsenderen er ukjent" + (f"; nevnt: {listing(names)}" if names else "")
    return Sender(None, "ukjent", confidence=0.0, candidates=names,
                  evidence=f"for svakt: {listing(names)}" if names else "ingen spor av en avsender",
                  notes=(f"{note}. Legg en rad med filnavnet i aliases.csv",))  # fmt: skip


def _evidence(claims: Sequence[Claim]) -> str:
    """«tittel: «fra X kommune»; signatur: «X kommune»», the strongest first, each rule once."""
    strongest = sorted(claims, key=lambda claim: -claim.weight)
    by_rule = {claim.rule: claim.words for claim in reversed(strongest)}
    return "; ".join(f"{rule}: «{by_rule[rule]}»" for rule in dict.fromkeys(claim.rule for claim in strongest))


def _sender_of(
    parties: Sequence[Party], confidence: float, evidence: str, registry: Registry, when: date | None
) -> Sender:
    rows = [_facts(party, registry, when) for party in parties]
    notes = [f"{party.name}: {party.note}" for party in parties if party.note]
    candidates: list[str] = []
    for party in parties:
        if party.sender_type == "kommune" and len(party.rows) > 1:
            candidates += [_candidate(registry.kommuner.loc[row]) for row in party.rows]
            confidence = min(confidence, 0.45)
            evidence += f"; flere heter {party.name}: {listing(candidates)}"
            notes.append(f"Flere kommuner heter {party.name}: velg i aliases.csv")
    if confidence < UNSURE and not candidates:
        notes.append(f"Avsenderen {listing([p.name for p in parties])} er usikker ({evidence})")
    joint = len(parties) > 1
    shared = {name: _shared([row[name] for row in rows]) for name in ("sender_type", "helsefellesskap", "rhf", "fylke")}
    people = [row["population"] for row in rows]
    return Sender(
        sender=listing([party.name for party in parties]) if joint else parties[0].name,
        sender_type=shared["sender_type"] or parties[0].sender_type,
        kommune_nr=None if joint else rows[0]["kommune_nr"],
        helsefellesskap=shared["helsefellesskap"], rhf=shared["rhf"], fylke=shared["fylke"],
        population=None if None in people else sum(people), evidence=evidence, confidence=round(confidence, 2),
        signatories=tuple({name: row[name] for name in ("sender", "sender_type", "kommune_nr", "helsefellesskap")}
                          for row in rows),
        notes=tuple(notes), candidates=tuple(candidates),
    )  # fmt: skip


def _facts(party: Party, registry: Registry, when: date | None) -> dict:
    """What the registry knows of a party at the date; None where it knows nothing or the name is shared."""
    year, population = ("2024", "population_2024") if when and when >= REFORM else ("2020", "population_2022")
    facts = dict.fromkeys(("kommune_nr", "helsefellesskap", "rhf", "fylke", "population"))
    facts |= {"sender": party.name, "sender_type": party.sender_type}
    if party.sender_type == "rhf":
        facts["rhf"] = party.name
    if len(party.rows) != 1:
        return facts
    if party.sender_type == "kommune":
        row = registry.kommuner.loc[party.rows[0]]
        facts |= {"kommune_nr": row[f"kommune_nr_{year}"], "fylke": row[f"fylke_{year}"] or None}
        facts["helsefellesskap"] = row["helsefellesskap_id"]
    else:
        row = registry.helsefellesskap.loc[party.rows[0]]
        facts["helsefellesskap"] = row["id"]
    facts |= {"rhf": row["rhf"] or None, "population": None if pd.isna(row[population]) else int(row[population])}
    return facts


def _candidate(kommune: pd.Series) -> str:
    return f"{kommune['kommune_nr_2020']} {kommune['display_name'] or kommune['name']}"


def _shared(values: list[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None
