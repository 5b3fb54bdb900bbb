"""Who sends a letter together, and who signs a body's letter beside it.

Kommuner send together where the title, the opening, a field or a list names them together, where each signs for itself, or
where several stand in the signature. A regionråd or a helsefellesskap stays the sender of its letter; the kommuner that it
writes on behalf of, that it lists as senders or that sign, are signatories beside it.
"""

import re
from collections.abc import Sequence

from innspill.sender_lexicon import Party
from innspill.sender_zones import Claim

# Rules whose words may name several senders of one letter.
_JOINT = ("tittel", "dokumenttittel", "felt", "innledning", "på vegne av", "liste", "logoer", "filnavn")
_SIGNING = ("på vegne av", "liste")
# «Kommunene i X», «X-kommunene»: no body, but kommuner.
_ONLY_KOMMUNER = re.compile(r"(?i)^kommun(?:ene|ane)\b|kommun(?:ene|ane)$")
_SIGNED_BY_MEMBERS = ("regionraad", "helsefellesskap")


def senders_beside(winner: Party, claims: Sequence[Claim]) -> list[Party]:
    """The winner, and those who send the letter with it; for «Solør-kommunene» the kommuner that sign or are listed."""
    if winner.sender_type == "regionraad" and _ONLY_KOMMUNER.search(winner.name):
        return signers_of(winner, claims) or [winner]
    alone = any(c.rule in {"tittel", "felt"} and [p.key for p in c.parties] == [winner.key] for c in claims)
    groups = [c for c in claims if len(c.parties) > 1 and c.rule in _JOINT and winner.key in {p.key for p in c.parties}]
    if groups and not alone:
        largest = max(groups, key=lambda claim: (claim.weight, len(claim.parties)))
        return _each_once(largest.parties)
    for rule in ("på vegne av", "signatur"):
        signing = [p for c in claims if c.rule == rule for p in c.parties if p.sender_type == winner.sender_type and p.rows]
        both = _each_once(signing)
        fits = winner.sender_type == "kommune" or rule != "signatur"
        if fits and not alone and len(both) > 1 and winner.key in {party.key for party in both}:
            return both
    return [winner]


def signers_of(winner: Party, claims: Sequence[Claim]) -> list[Party]:
    """The kommuner (and, for a helsefellesskap, hospital trusts) that sign a body's letter; none for other senders."""
    if winner.sender_type not in _SIGNED_BY_MEMBERS:
        return []
    members = {"kommune", "helseforetak"} if winner.sender_type == "helsefellesskap" else {"kommune"}
    for_themselves = [p for c in claims if c.rule in _SIGNING for p in c.parties if p.sender_type in members]
    named = _each_once([p for c in claims if c.rule == "signatur" for p in c.parties if p.sender_type == "kommune"])
    return _each_once([*for_themselves, *(named if len(named) > 1 else [])])


def _each_once(parties: Sequence[Party]) -> list[Party]:
    return list({party.key: party for party in parties}.values())
