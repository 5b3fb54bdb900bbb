"""What makes a sender doubtful, how doubtful, and what a reviewer can do about it: the row to add to `aliases.csv`.

A candidate is a body or «en privatperson», never a person's name.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from innspill.sender_facts import Surroundings
from innspill.sender_lexicon import Party
from innspill.sender_people import holds_given_name

UNSURE = 0.6
# The most that a sender can be believed who is settled by one fact, by several, not at all; or whose kommune is history.
_ONE_FACT, _MANY_FACTS, _UNSETTLED, _HISTORY = 0.75, 0.9, 0.45, 0.45


@dataclass(frozen=True)
class Doubts:
    """The confidence and evidence that are left, sentences for the ledger, and who else it may be."""

    confidence: float
    evidence: str
    notes: tuple[str, ...]
    candidates: tuple[str, ...]


def doubts_about(parties: Sequence[Party], confidence: float, evidence: str, around: Surroundings, file_name: str) -> Doubts:
    """The doubts that the senders' names raise: homonyms, history, guesses."""
    notes = [f"{party.name}: {party.note}" for party in parties if party.note]
    candidates: list[str] = []
    for party in parties:
        if party.sender_type == "kommune" and len(party.rows) > 1:
            mine = [candidate(around.kommuner.loc[row]) for row in party.rows]
            candidates += mine
            confidence = min(confidence, _UNSETTLED)
            evidence += f"; kan være {_either(mine)}"
            rows = [_alias_row(file_name, _told_apart(around.kommuner.loc[row]), "kommune") for row in party.rows]
            notes.append(f"{party.name} kan være {_either(mine)}, og brevet avgjør det ikke. Legg én av disse radene i "
                         f"aliases.csv, med grunn: {_either([f'«{row}»' for row in rows])}")  # fmt: skip
        elif party.former:
            confidence = min(confidence, _HISTORY)
        elif party.sender_type == "kommune" and not party.rows:
            confidence = min(confidence, _UNSETTLED)
        elif facts := around.told(party):
            confidence = min(confidence, _MANY_FACTS if "," in facts else _ONE_FACT)
            evidence += f"; {candidate(around.kommuner.loc[party.rows[0]])} fordi brevet nevner {facts}"
    if confidence < UNSURE and not candidates:
        named = "; ".join(party.name for party in parties)
        row = _alias_row(file_name, named, parties[0].sender_type)
        notes.append(f"Avsenderen {named} er usikker ({evidence}). Se i brevet. Stemmer det, legg raden «{row}» i "
                     "aliases.csv, med grunn; ellers samme rad med rett avsender")  # fmt: skip
    return Doubts(round(confidence, 2), evidence, tuple(notes), tuple(candidates))


def candidates_of(ranked: Sequence[tuple[Party, float]]) -> tuple[str, ...]:
    """Who a letter may be from that nobody is sure of: the five strongest, no person by name."""
    names = tuple(dict.fromkeys(_nameless(party) for party, _ in ranked[:5]))
    if any(party.sender_type == "ukjent" for party, _ in ranked[:5]):
        return ("en organisasjon", "en privatperson", *(name for name in names if not name.startswith("en ")))
    return names


def note_on_nobody(ranked: Sequence[tuple[Party, float]], names: Sequence[str], file_name: str) -> str:
    """The sentence for the ledger where nobody is the sender, with the row to add to aliases.csv."""
    first = next((p for p, _ in ranked if p.sender_type not in {"ukjent", "privatperson"} and _nameless(p) == p.name), None)
    row = _alias_row(file_name, first.name, first.sender_type) if first else _alias_row(file_name, "<navn>", "<type>")
    told = f"; det kan være {_either(names)}" if names else ""
    return (f"Avsenderen er ukjent{told}. Finn avsenderen i brevet, og legg raden «{row}» i aliases.csv, med rett avsender "
            "og grunn.")  # fmt: skip


def candidate(kommune: pd.Series) -> str:
    """«1818 Herøy (Nordland)»."""
    return f"{kommune['kommune_nr_2020']} {kommune['display_name'] or kommune['name']}"


def _told_apart(kommune: pd.Series) -> str:
    """«Herøy (Nordland) kommune»: how aliases.csv names a kommune that shares its name."""
    return f"{kommune['display_name'] or kommune['name']} kommune"


def _either(names: Sequence[str]) -> str:
    """«a eller b», «a, b eller c»."""
    return f"{', '.join(names[:-1])} eller {names[-1]}" if len(names) > 1 else "".join(names)


def _nameless(party: Party) -> str:
    """The party's name for a list of candidates; a person's, or one that may hold a person's, is left out."""
    if party.sender_type == "privatperson":
        return "en privatperson"
    unregistered = not party.rows and not party.listed and party.sender_type == "organisasjon"
    return "en organisasjon" if unregistered and holds_given_name(party.name) else party.name


def _alias_row(file_name: str, sender: str, sender_type: str) -> str:
    """The row of aliases.csv that settles this file, as it must be written there."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([file_name, "", sender, sender_type, "<grunn>"])
    return " ".join(written.getvalue().split())
