"""Weaker traces of a sender: addresses, the file's name, how the letter speaks, what its services are called."""

import re
from collections.abc import Iterator

from innspill.sender_lexicon import WORD, Party, kommune_name
from innspill.sender_names import Mention
from innspill.sender_phrases import parties_of
from innspill.sender_zones import RECEIVER, Claim, Letter

_ADDRESS = re.compile(r"(?i)(?:@|www\.|//)((?:[^\W_][\w-]{0,62}\.){1,5}[a-z]{2,6})\b")
_ORGNR = re.compile(r"(?<!\d)(\d{3})[ \u00a0.]?(\d{3})[ \u00a0.]?(\d{3})(?!\d)")
KOMMUNE_NR = re.compile(r"(?i)\b(?:kommune ?n(?:umme)?r|k\.? ?nr|knr)\b\.?\s{0,3}:?\s{0,3}(\d{4})\b")
# An address with one of these says nothing about the body that a person writes for, nor does the ministry's own.
_NOBODYS = frozenset(WORD.findall(
    "gmail hotmail outlook yahoo icloud live msn online me start lyse altibox broadpark getmail dep regjeringen"
))  # fmt: skip
_VOICE_AFTER = re.compile(r"\s+(?:har|mener|meiner|støtter|stør|vil|er|opplever|ser|erfarer|ønsker|ønskjer|viser|deltar|ber)\b")
_VOICE_BEFORE = re.compile(r"(?:ønsker|ønskjer|vil|mener|meiner|har|ser|støtter|anbefaler|ber)\s+$")
_OWN_VOICE = re.compile(
    r"(?i)\b(?:hos oss|vår(?:e)? kommune|kommunen vår|kommunedirektørøyne|sett fra (?:kommunen|kommunedirektøren)|"
    r"vårt helsefell?es+kap|helsefell?es+kapet vårt|i kommunen)\b"
)
_NOT_OWN = re.compile(r"(?:region|sykehus|sjukehus|område|distrikt|modell|fjord|dal|fylke|hospital|klinikk)")
_SHORTEST_SLUG = 5


def party_of_address(letter: Letter, text: str) -> Party | None:
    """Whose domain the first address in `text` has: a kommune's, or a body's whose domain the registry knows."""
    match = _ADDRESS.search(text)
    return _party_of_domain(letter, match.group(1)) if match else None


def _party_of_domain(letter: Letter, printed: str) -> Party | None:
    labels = printed.casefold().split(".")
    if len(labels) > 1 and labels[-2] in _NOBODYS:
        return None
    for first in range(len(labels) - 1):
        known = letter.index.domains.get(".".join(labels[first:]))
        if known is not None:
            return known
    if len(labels) > 2 and labels[-2] in {"kommune", "herad"} and labels[-1] == "no":
        return next(iter(letter.index.by_slug(labels[-3])), None)
    return None


def domain_claims(letter: Letter) -> Iterator[Claim]:
    """«@x.kommune.no» in the signature, the heads or near the top weighs more than elsewhere."""
    near = "\n".join([letter.top, *letter.signature, *letter.heads])
    seen: dict[str, Party | None] = {}
    for text, weight in ((near, 0.5), (letter.text, 0.25)):
        for line in text.split("\n"):
            for match in () if RECEIVER.match(line[:20]) else _ADDRESS.finditer(line):
                domain = match.group(1).casefold()
                party = seen[domain] if domain in seen else seen.setdefault(domain, _party_of_domain(letter, domain))
                at = "@" in match.group()
                if party is not None and (at or party.sender_type == "kommune"):
                    yield Claim("e-postdomene", weight if at else weight - 0.1, (party,), domain)


def number_claims(letter: Letter) -> Iterator[Claim]:
    """A kommune's number after «kommunenr.», and an organisation number, in the heads, near the top and in the signature."""
    near = "\n".join([letter.top, *letter.signature, *letter.heads])
    kommuner = letter.registry.kommuner
    for match in KOMMUNE_NR.finditer(near):
        for column in ("kommune_nr_2020", "kommune_nr_2024"):
            found = kommuner.index[kommuner[column] == match.group(1)]
            if len(found) == 1:
                yield Claim("kommunenummer", 0.6, (_kommune_at(letter, found[0]),), match.group(1))
                break
    for match in _ORGNR.finditer(near):
        number = "".join(match.groups())
        for row in kommuner.index[kommuner["orgnr"] == number]:
            yield Claim("organisasjonsnummer", 0.6, (_kommune_at(letter, row),), number)
        fellesskap = letter.registry.helsefellesskap
        for row in fellesskap.index[fellesskap["helseforetak_orgnr"] == number]:
            trust = Party("helseforetak", fellesskap.loc[row, "helseforetak"], (row,))
            yield Claim("organisasjonsnummer", 0.6, (trust,), number)


def _kommune_at(letter: Letter, row: int) -> Party:
    return Party("kommune", kommune_name(letter.registry.kommuner.loc[row]), (row,))


def voice_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommune har …», «ønsker X kommune …»: only sure if X is the one kommune named so, time and again."""
    named = [m for group in letter.groups if len(group) == 1 for m in group if m.suffixed and not m.party.former]
    speaking = [m for m in named if _speaks(letter.text, m)]
    for party in dict.fromkeys(mention.party for mention in speaking):
        times = sum(mention.party == party for mention in speaking)
        alone = all(mention.party == party for mention in named)
        yield Claim("ordlyd", 0.4 if times >= 3 and alone else 0.2, (party,), f"{party.name} ({times} ganger)")
    for party in dict.fromkeys(mention.party for mention in named):
        times = sum(mention.party == party for mention in named)
        if times >= 3 and 2 * times > len(named):
            yield Claim("nevnt", 0.1, (party,), f"{party.name} ({times} ganger)")


def _speaks(text: str, mention: Mention) -> bool:
    after, before = text[mention.end : mention.end + 30], text[max(0, mention.start - 30) : mention.start]
    return bool(_VOICE_AFTER.match(after) or _VOICE_BEFORE.search(before))


def heading_claims(letter: Letter) -> Iterator[Claim]:
    """Slides seldom say «from»: a heading «X – …» and services called after X («<X>shjelpa») beside «hos oss»."""
    own = _OWN_VOICE.search(letter.text)
    for match in re.finditer(r"(?m)^\W{0,4}(?P<name>[^\n–:-]{2,40}?)\s+[–:-]\s", letter.text):
        groups = letter.index.groups(match["name"])
        if len(groups) == 1 and len(groups[0]) == 1 and groups[0][0].end - groups[0][0].start == len(match["name"]):
            party = groups[0][0].party
            if party.sender_type == "kommune":
                yield Claim("overskrift", 0.4 if own else 0.2, (party,), match["name"])
    for word in sorted(set(re.findall(r"\b[A-ZÆØÅ][a-zæøåA-ZÆØÅ]{9,40}\b", letter.text))):
        party = letter.index.compound_of(word) if not _NOT_OWN.search(word) else None
        if party is not None:
            yield Claim("sammensatt ord", 0.25 if own else 0.1, (party,), word)


def file_name_claims(letter: Letter, file_name: str) -> Iterator[Claim]:
    """«Innspill_Etnedal_kommune.pdf», also without æ, ø and å."""
    stem = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", re.sub(r"\.[A-Za-z]{2,5}$", "", file_name.split("/")[-1]))
    spaced = " ".join(WORD.findall(stem))
    groups = letter.index.groups(spaced, any_case=True)
    for group in groups:
        sure = group[0].suffixed or group[0].party.sender_type != "kommune"
        yield Claim("filnavn", 0.45 if sure else 0.36, parties_of(group), spaced[group[0].start : group[-1].end])
    if not groups:
        match = re.search(r"(?i)\b((?:[^\W\d]+ ){1,3})(?:kommune|herad)\b", spaced)
        words = match.group(1).split() if match else []
        for first in range(len(words)):
            if parties := letter.index.by_slug("".join(words[first:])):
                yield Claim("filnavn", 0.45, parties, match.group())
                return
        for word in spaced.split():
            # Short names are words too once their letters are folded: «rade», «hole».
            if len(word) >= _SHORTEST_SLUG and (parties := letter.index.by_slug(word)):
                yield Claim("filnavn", 0.36, parties, word)
                return
