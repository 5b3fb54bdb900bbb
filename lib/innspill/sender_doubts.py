"""What makes a sender doubtful, how doubtful, and what a reviewer can do about it: the row to add to `aliases.csv`.

A candidate is a body or «en privatperson», never a person's name.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from innspill.sender_facts import Surroundings
from innspill.sender_lexicon import Party
from innspill.sender_people import holds_given_name
from innspill.wording import listing

UNSURE = 0.6
# The most that a sender can be believed who is settled by one fact, by several, not at all; or whose kommune is history.
_ONE_FACT, _MANY_FACTS, UNSETTLED, _HISTORY = 0.75, 0.9, 0.45, 0.45


@dataclass(frozen=True)
class Doubts:
    """The confidence and evidence that are left, sentences for the ledger, and who else it may be."""

    confidence: float
    evidence: str
    notes: tuple[str, ...]
    candidates: tuple[str, ...]


def doubts_about(
    parties: Sequence[Party], confidence: float, evidence: str, around: Surroundings, file_name: str,
    rules: Sequence[str] = (), rivals: Sequence[Party] = (),
) -> Doubts:  # fmt: skip
    """The doubts that the senders' names raise: homonyms, history, guesses. `rules` are those by which the letter speaks
    for the senders, `rivals` who else may have sent it, the strongest first."""
    candidates: list[str] = []
    notes: list[str] = []
    for party in parties:
        if party.sender_type == "kommune" and len(party.rows) > 1:
            mine = [candidate(around.kommuner.loc[row]) for row in party.rows]
            candidates += mine
            confidence = min(confidence, UNSETTLED)
            evidence += f"; kan være {_either(mine)}"
            notes.append(_note_on_homonym(party, mine, around.kommuner, file_name))
        elif party.former:
            confidence = min(confidence, _HISTORY)
        elif party.sender_type == "kommune" and not party.rows:
            confidence = min(confidence, UNSETTLED)
        elif facts := around.told(party):
            confidence = min(confidence, _MANY_FACTS if "," in facts else _ONE_FACT)
            evidence += f"; {candidate(around.kommuner.loc[party.rows[0]])} fordi brevet nevner {facts}"
    if candidates:
        notes += [f"{party.name}: {party.note}" for party in parties if party.note]
    elif confidence < UNSURE or any(party.note for party in parties):
        notes.append(_note_on_guess(parties, confidence, around.kommuner, file_name, rules, rivals))
    return Doubts(round(confidence, 2), evidence, tuple(notes), tuple(candidates))


def _note_on_homonym(party: Party, names: Sequence[str], kommuner: pd.DataFrame, file_name: str) -> str:
    """The sentences for a name that several kommuner bear: who it may be, and one row that settles it."""
    *others, last = [_told_apart(kommuner.loc[row]) for row in party.rows]
    return (f"{party.name} kan være {_either(names)}, og brevet avgjør det ikke. Legg raden "
            f"«{_alias_row(file_name, last, 'kommune')}» i aliases.csv, eller skriv {_either(others)} i den")  # fmt: skip


def _note_on_guess(
    parties: Sequence[Party], confidence: float, kommuner: pd.DataFrame, file_name: str, rules: Sequence[str],
    rivals: Sequence[Party],
) -> str:  # fmt: skip
    """The sentences for a sender who is unsure, or whose name or type is guessed: the doubt, then the row that settles it."""
    doubts = [f"{party.name}: {party.note}" for party in parties if party.note]
    if confidence >= UNSURE:
        row = _alias_row(file_name, "<navn>", "<type>")
        return f"{'; '.join(doubts)}. Se i brevet. Er det feil, legg raden «{row}» i aliases.csv, med rett avsender"
    row = _alias_row(file_name, "; ".join(_written(party, kommuner) for party in parties), parties[0].sender_type)
    other = f"; det kan også være {_nameless(rivals[0], kommuner)}" if rivals else ""
    who = _nameless(parties[0], kommuner) if len(parties) == 1 else "avsenderne"
    weak = listing(rules[:3]) or "svake spor"
    doubt = f", {'; '.join(doubts)}" if doubts else f": bare {weak} peker på {who}{other}"
    return f"Usikker avsender{doubt}. Se i brevet. Stemmer raden «{row}», legg den i aliases.csv; ellers med rett avsender"


def note_on_alias(parties: Sequence[Party], kommuner: pd.DataFrame) -> str:
    """What an alias lacks that names a kommune as several are called, and how to write it; empty where it lacks nothing."""
    for party in parties:
        if party.sender_type == "kommune" and len(party.rows) > 1:
            ways = [f"«{_told_apart(kommuner.loc[row])}»" for row in party.rows]
            return f"Raden i aliases.csv sier ikke hvilken {party.name} det er. Skriv {_either(ways)} der"
    return ""


def candidates_of(ranked: Sequence[tuple[Party, float]], kommuner: pd.DataFrame | None = None) -> tuple[str, ...]:
    """Who a letter may be from that nobody is sure of: the five strongest, no person by name; homonyms with their fylke."""
    names = tuple(dict.fromkeys(_nameless(party, kommuner) for party, _ in ranked[:5]))
    if any(party.sender_type == "ukjent" for party, _ in ranked[:5]):
        return ("en organisasjon", "en privatperson", *(name for name in names if not name.startswith("en ")))
    return names


def note_on_nobody(ranked: Sequence[tuple[Party, float]], names: Sequence[str], file_name: str, kommuner: pd.DataFrame) -> str:
    """The sentences for the ledger where nobody is the sender, with the row to add to aliases.csv."""
    first = next((p for p, _ in ranked if p.sender_type not in {"ukjent", "privatperson"} and _nameless(p) == p.name), None)
    row = _alias_row(file_name, "<navn>", "<type>")
    if first is not None:
        row = _alias_row(file_name, _written(first, kommuner), first.sender_type)
    told = f"; det kan være {_either(names[:3])}" if names else ""
    return f"Avsenderen er ukjent{told}. Finn avsenderen i brevet, og legg raden «{row}» i aliases.csv, med rett avsender."


def candidate(kommune: pd.Series) -> str:
    """«1818 Herøy (Nordland)», «3034 Nes (Akershus)»: always with the fylke, for a number tells a reader nothing."""
    name = kommune["display_name"] or kommune["name"]
    fylke = kommune["fylke_2024"]
    return f"{kommune['kommune_nr_2020']} {name if '(' in name or not fylke else f'{name} ({fylke})'}"


def _written(party: Party, kommuner: pd.DataFrame) -> str:
    """The party as aliases.csv must name it: a kommune that shares its name with its fylke, the first where it is undecided."""
    if party.sender_type == "kommune" and party.rows and not party.listed:
        kommune = kommuner.loc[party.rows[0]]
        return _told_apart(kommune) if len(party.rows) > 1 or "(" in kommune["display_name"] else party.name
    return party.name


def _told_apart(kommune: pd.Series) -> str:
    """«Herøy (Nordland) kommune»: how aliases.csv names a kommune that shares its name."""
    return f"{kommune['display_name'] or kommune['name']} kommune"


def _either(names: Sequence[str]) -> str:
    """«a eller b», «a, b eller c»."""
    return f"{', '.join(names[:-1])} eller {names[-1]}" if len(names) > 1 else "".join(names)


def _nameless(party: Party, kommuner: pd.DataFrame | None = None) -> str:
    """The party's name for a list of candidates; a person's, or one that may hold a person's, is left out."""
    if kommuner is not None and party.sender_type == "kommune" and party.rows:
        return _either([_written(replace(party, rows=(row,)), kommuner) for row in party.rows])
    if party.sender_type == "privatperson":
        return "en privatperson"
    unregistered = not party.rows and not party.listed and party.sender_type == "organisasjon"
    return "en organisasjon" if unregistered and holds_given_name(party.name) else party.name


def _alias_row(file_name: str, sender: str, sender_type: str) -> str:
    """The row of aliases.csv that settles this file, as it must be written there."""
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([file_name, "", sender, sender_type, "<grunn>"])
    return " ".join(written.getvalue().split())
