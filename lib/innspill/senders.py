"""Who sent a letter: the evidence of `sender_evidence` weighed, and the sender as he stood in the registry at the date.

`confidence` is 1 − Π(1 − weight) over the rules that speak for the sender, less a part of what speaks for the runner-up.
Below `THRESHOLD` nobody is the sender: a kommune that is only mentioned does not reach it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Any

import pandas as pd

from innspill.pages import Pages
from innspill.registry import Registry
from innspill.sender_doubts import UNSETTLED, candidates_of, doubts_about, note_on_alias, note_on_nobody
from innspill.sender_evidence import claims_of, speaks_of_another
from innspill.sender_facts import Surroundings
from innspill.sender_joint import senders_beside, signers_of
from innspill.sender_lexicon import Party, kommune_name, party_named
from innspill.sender_zones import Claim, Letter
from innspill.wording import listing

THRESHOLD = 0.35
# «Innspill fra helsefellesskapet» and no name after it.
_UNNAMED = re.compile(r"(?i)\b(?:fra|frå) (?:vårt )?helsefell?es+kapet[ \t]*(?:\n|$|til\b|om\b|,|[–-])")
_UNNAMED_MOST = 0.55
# More words than this, or a full stop at its end, and a line is a sentence of the letter, no title.
_TITLE_WORDS = 20
# Rules that read the same words are not two witnesses.
_SAME_WORDS = {"på vegne av": "signatur", "dokumenttittel": "tittel"}
# Kommuner got new numbers and fylker on this day.
REFORM = date(2024, 1, 1)


@dataclass(frozen=True)
class Sender:
    """The sender of one letter; text columns are None where unknown.

    `sender_type` is `ukjent` and `sender` None where nobody is sure enough. A joint letter has one row of `signatories`
    per sender, `kommune_nr` None, and `helsefellesskap`, `rhf` and `fylke` only where all share them; its `population` is
    the sum. A letter of a regionråd or a helsefellesskap has it as sender, and the kommuner that sign it, if any, as
    `signatories` beside it. A bydel is of type `kommune`, with the number of its kommune and no population.
    A private person's name stands nowhere here. `kommune_nr`, `fylke` and `population` are those of the letter's date:
    2020–2023 if unknown or earlier than 2024 (population 1.1.2022), else 2024. `notes` are sentences for the ledger,
    `candidates` those who might be meant.
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
    around = Surroundings(letter, PurePath(file_name).name)
    claims = [_narrowed(claim, around) for claim in claims_of(letter, PurePath(file_name).name)]
    ranked = _rank(claims)
    sure = [pair for pair in ranked if pair[0].sender_type != "ukjent"]
    if not sure or sure[0][1] < THRESHOLD:
        return _unknown(ranked, file_name, registry)
    named, strength = _writer_of(sure, claims)
    winner, strength = _fellesskap_of(letter, named, strength, claims)
    parties, signers = senders_beside(winner, claims), signers_of(winner, claims)
    keys = {party.key for party in [named, *parties, *signers]}
    rivals = [pair for pair in ranked if pair[0].key not in keys and pair[0].rows != winner.rows[:1]]
    confidence = strength - 0.3 * (rivals[0][1] if rivals else 0.0)
    own = [claim for claim in claims if any(party.key in keys for party in claim.parties)]
    strong = [party for party, chance in rivals if chance >= THRESHOLD]
    doubts = doubts_about(parties, min(0.99, max(0.05, confidence)), _evidence(own), around, file_name, _rules(own), strong)
    found = _sender_of(parties, doubts.confidence, doubts.evidence, registry, when, signers)
    return replace(found, notes=doubts.notes, candidates=doubts.candidates)


def _settled(file_name: str, registry: Registry, when: date | None) -> Sender | None:
    """The reviewer's decision for this file (its path or its bare name), if there is one."""
    known = _settled_files(registry)
    rows = [known[name] for name in (file_name, PurePath(file_name).name) if name in known]
    if not rows:
        return None
    row = min(rows, key=lambda row: row.Index)
    if row.sender_type == "ukjent":
        return Sender(None, "ukjent", evidence=row.reason, confidence=1.0)
    names = [name.strip() for name in row.sender.split(";") if name.strip()]
    parties = [party_named(registry, name, row.sender_type) for name in names]
    note = note_on_alias(parties, registry.kommuner)
    found = _sender_of(parties, UNSETTLED if note else 1.0, row.reason, registry, when)
    return replace(found, notes=(note,)) if note else found


@lru_cache(maxsize=4)
def _settled_files(registry: Registry) -> dict[str, Any]:
    """File → its row in the registry's aliases."""
    return {row.file: row for row in registry.aliases.itertuples() if row.file}


def _rank(claims: Sequence[Claim]) -> list[tuple[Party, float]]:
    """Every party with 1 − Π(1 − its strongest weight by each rule), the strongest first; ties in order of appearance."""
    by_party: dict[tuple[str, str], dict[str, float]] = {}
    named: dict[tuple[str, str], Party] = {}
    for claim in claims:
        for party in dict.fromkeys(claim.parties):
            known = named.setdefault(party.key, party)
            if party.rows and (not known.rows or len(party.rows) < len(known.rows)):
                named[party.key] = party
            weights = by_party.setdefault(party.key, {})
            rule = _SAME_WORDS.get(claim.rule, claim.rule)
            weights[rule] = max(weights.get(rule, 0.0), claim.weight * (0.7 if party.note else 1.0))
    chances = {key: 1.0 - _product(1.0 - weight for weight in weights.values()) for key, weights in by_party.items()}
    return sorted(((named[key], chance) for key, chance in chances.items()), key=lambda pair: -pair[1])


def _product(numbers: Iterable[float]) -> float:
    result = 1.0
    for value in numbers:
        result *= value
    return result


def _writer_of(ranked: list[tuple[Party, float]], claims: Sequence[Claim]) -> tuple[Party, float]:
    """The strongest; but a bydel beside its kommune («Oslo kommune, Bydel X») is the one who writes, and so is a
    helsefellesskap or regionråd that the title names, on the paper of the body that keeps its secretariat."""
    winner, strength = ranked[0]
    titled = {p.key for c in claims if c.rule == "tittel" and c.weight >= 0.7 and len(c.parties) == 1 for p in c.parties}
    for party, chance in ranked[1:]:
        part = party.sender_type == winner.sender_type == "kommune" and party.rows == winner.rows != ()
        hosted = winner.sender_type in {"kommune", "helseforetak"} and winner.key not in titled and party.key in titled
        if chance >= THRESHOLD and (
            (part and party.listed and not winner.listed) or (hosted and party.sender_type in {"helsefellesskap", "regionraad"})
        ):
            return party, max(chance, strength)
    return winner, strength


def _fellesskap_of(letter: Letter, winner: Party, strength: float, claims: Sequence[Claim]) -> tuple[Party, float]:
    """The winner; but where the title says only «fra helsefellesskapet», that of the kommune or hospital that signs.

    A kommune that writes on its own paper and from its own address writes for itself."""
    rows = winner.rows if winner.sender_type in {"kommune", "helseforetak"} else ()
    own = {claim.rule for claim in claims if [party.key for party in claim.parties] == [winner.key]}
    if len(rows) != 1 or {"brevhode", "e-postdomene"} <= own or not _unnamed_in_title(letter.top):
        return winner, strength
    table = letter.registry.kommuner if winner.sender_type == "kommune" else letter.registry.helsefellesskap
    ident = table.loc[rows[0], "helsefellesskap_id" if winner.sender_type == "kommune" else "id"]
    found = letter.registry.helsefellesskap
    row = found.index[found["id"] == ident][0]
    note = f"tittelen sier bare «helsefellesskapet», og {winner.name} har skrevet under"
    return Party("helsefellesskap", found.loc[row, "official_name"], (row,), note), min(strength, _UNNAMED_MOST)


def _unnamed_in_title(top: str) -> bool:
    """Does a title-like line say «fra helsefellesskapet» and no name: short, no full stop, about no other's submission?"""
    for line in re.finditer(r"(?m)^.+$", top):
        text = line.group().strip()
        found = _UNNAMED.search(line.group())
        if found and len(text.split()) <= _TITLE_WORDS and not text.endswith((".", "!", "?")):
            return not speaks_of_another(top[: line.start() + found.start()])
    return False


def _narrowed(claim: Claim, around: Surroundings) -> Claim:
    """The claim with each name that several kommuner bear narrowed to the one that the facts around it point to."""
    return Claim(claim.rule, claim.weight, tuple(around.settle(party)[0] for party in claim.parties), claim.words)


def _unknown(ranked: list[tuple[Party, float]], file_name: str, registry: Registry) -> Sender:
    names = candidates_of(ranked, registry.kommuner)
    note = note_on_nobody(ranked, names, file_name, registry.kommuner)
    told = f"for svakt: {listing(names)}" if names else "ingen spor av en avsender"
    return Sender(None, "ukjent", confidence=0.0, candidates=names, notes=(note,), evidence=told)


def _rules(claims: Sequence[Claim]) -> list[str]:
    return list(dict.fromkeys(claim.rule for claim in sorted(claims, key=lambda claim: -claim.weight)))


def _evidence(claims: Sequence[Claim]) -> str:
    """«tittel: «fra X kommune»; signatur: «X kommune»», the strongest first, each rule once."""
    strongest = sorted(claims, key=lambda claim: -claim.weight)
    by_rule = {claim.rule: claim.words for claim in reversed(strongest)}
    return "; ".join(f"{rule}: «{by_rule[rule]}»" for rule in _rules(claims))


def _sender_of(
    parties: Sequence[Party], confidence: float, evidence: str, registry: Registry, when: date | None,
    signers: Sequence[Party] = (),
) -> Sender:  # fmt: skip
    rows = [_facts(party, registry, when) for party in parties]
    signing = [*rows, *(_facts(party, registry, when) for party in signers)]
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
                          for row in signing),
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
    if party.sender_type == "kommune" and party.name != kommune_name(row):
        facts["population"] = None
    return facts


def _shared(values: list[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None
