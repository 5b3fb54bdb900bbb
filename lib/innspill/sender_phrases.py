"""Whom does a phrase name that stands where senders stand: after «Innspill fra», in a signature, alone on a line?

The registry's kommuner, helsefellesskap and hospital trusts come first where the phrase begins with them; then the
patterns of `actors.csv` in their order («Eldrerådet i Bergen» is no kommune); then names anywhere in the phrase; last a
misspelled kommune («Rællingen kommune»), bounded and marked.
"""

import re
from dataclasses import replace
from functools import lru_cache

from innspill.registry import Registry
from innspill.sender_lexicon import WORD, Party
from innspill.sender_names import Mention, NameIndex, name_index
from innspill.sender_people import holds_given_name, is_capitals, names_person

# Where the name of a sender ends: «… til Nasjonal helse- og samhandlingsplan», «…, datert», «… viser til».
_END = re.compile(
    r"\n\s*\n|\s(?:til|om|vedr\w*|angående|på høring|i forbindelse|i samband|som|ifm|datert|dato|viser|syner|ønsker|"
    r"ønskjer|vil|har|er|to|on|regarding)\b|\s[-–]\s|\sv/|[;:(|]|(?<!\bSt)(?<!\b[A-ZÆØÅ])\.(?:\s|$)"
)
_OFFICE = re.compile(
    r"(?i)(?:administrasjonen|kommunedirektøren|kommunedirektør|rådmannen|rådmann|ordføreren|ordfører|kommuneoverlegen|"
    r"kommunestyret|formannskapet|kommunene|kommunane|helse- og omsorg\w*|helse og omsorg\w*|"
    r"the municipalit(?:y|ies) of)\s*(?:i|ved|for|v/)?\s*"
)
_UNKNOWN_KOMMUNE = re.compile(r"([A-ZÆØÅ][^\W\d_]+(?:[- ][A-ZÆØÅ][^\W\d_]+){0,2})\s+(?:[Kk]ommune|KOMMUNE|[Hh]erad)s?\b")
_NO_NAME = frozenset(WORD.findall(
    "vår denne hver enhver ingen mange alle små store norske andre flere samme hele egen min en ei de den til fra felles "
    "større mindre vertskommune"
))  # fmt: skip
_HELSEFELLESSKAP_NAME = re.compile(
    r"(?i:helsefell?es+kap(?:et)?) (?:(?:for|i|på) )?[A-ZÆØÅ]|(?:[A-ZÆØÅ][\w-]+ |og |i ){1,5}(?i:helsefell?es+kap(?:et)?)$"
)
# «Vesterålen regionråd», «Fosen Helse IKS»; not «Interkommunalt samarbeid», which is a heading.
_REGIONAL = re.compile(r"(?!Interkommunal)[A-ZÆØÅ][\w-]{1,40} (?:\w[\w-]{1,40} ){0,3}(?:region(?:råd|en)|IKS|IPR)\b")
# A branch of a body: «Fagforbundet Halden», «Mental Helse i Agder».
_BRANCH = re.compile(r"(?: (?:i|på|avd\.?|avdeling|lokallag))?(?: (?:og )?[A-ZÆØÅ][\w-]{1,40}){1,4}")
# Likeness in per cent, and by how much the next name must be less like; below five letters names are too alike.
_NEAR, _CLEAR, _SHORTEST = 88, 4, 5
_ORDINARY = {"kommune", "helsefellesskap", "organisasjon_generisk"}
# One among many, not a name: «en pårørende», «ein pasient i kommunen».
SOMEBODY = re.compile(
    r"(?:[Ee]n|[Ee]i|[Ee]in)\s+(?:\w{2,20}\s+)?(?:pårørende|pårørande|pasient|innbygger|innbyggjar|bruker|brukar|privatperson|"
    r"pensjonist|borger|borgar|mor|far|datter|dotter|sønn|son|student|sykepleier|sjukepleiar|fastlege|lege)\b"
)
PRIVATE = Party("privatperson", "Privatperson")


def cut_phrase(text: str) -> str:
    """The part of `text` that can be a sender's name: up to «til», a dash, a full stop or an empty line; 160 characters."""
    end = _END.search(text)
    return text[: min(end.start() if end else len(text), 160)].strip(" \n\t,.;:–-«»\"'")


def parties_of(group: list[Mention]) -> tuple[Party, ...]:
    """The parties of a group of mentions, each once, in order."""
    return tuple(dict.fromkeys(mention.party for mention in group))


def holds_office(phrase: str) -> bool:
    """«Ordfører i X»: an office of a kommune that needs no «kommune» after it."""
    match = _OFFICE.match(phrase)
    return match is not None and bool(re.search(r"\s(?:i|ved|for)\s+$", match.group()))


def identify(phrase: str, registry: Registry, bare: bool = True) -> tuple[Party, ...]:
    """The parties that `phrase` names; none if it names nobody. `bare` also takes a kommune without «kommune»."""
    if SOMEBODY.match(phrase):
        return (PRIVATE,)
    if names_person(phrase.split(",")[0]):
        office = phrase.partition(",")[2].strip()
        return (identify(office, registry, bare) if office else ()) or (PRIVATE,)
    index = name_index(registry)
    groups = [g for g in index.groups(phrase) if bare or g[0].suffixed or g[0].party.sender_type != "kommune"]
    if holds_office(phrase) and (seat := _seat_of(phrase, index)):
        return seat
    if not groups:
        small = index.groups(phrase, any_case=True)
        groups = [g for g in small if g[0].start == 0 and g[0].suffixed and g[0].party.sender_type == "kommune"]
    office = _OFFICE.match(phrase)
    start = min(m.start for m in groups[0]) if groups else -1
    begins = start == 0 or (office is not None and start == office.end())
    if begins and (groups[0][0].suffixed or groups[0][0].party.sender_type != "kommune" or groups[0][0].party.name == phrase):
        return _with_branch(groups[0], phrase)
    actor = _actor_of(phrase, registry)
    if actor is not None and actor[0] not in _ORDINARY:
        return (_other_party(actor[2], actor[1], groups),)
    if groups:
        return parties_of(_fitting(groups, actor))
    if unknown := _unregistered_kommune(phrase, index):
        return (unknown,)
    return (_other_party(actor[2], actor[1], groups),) if actor is not None and _is_name(phrase, actor[1]) else ()


def _seat_of(phrase: str, index: NameIndex) -> tuple[Party, ...]:
    """The kommune of «kommuneoverlegen i X», also where X alone would be a common word."""
    match = _OFFICE.match(phrase)
    rest = phrase[match.end() :].split(",")[0].strip() if match else ""
    groups = index.groups(f"{rest} kommune") if rest else []
    whole = bool(groups) and groups[0][0].start == 0 and groups[0][-1].end >= len(rest)
    return parties_of(groups[0]) if whole and groups[0][0].party.sender_type == "kommune" else ()


def _with_branch(group: list[Mention], phrase: str) -> tuple[Party, ...]:
    """The group's parties; a body's local branch under its own name («Fagforbundet Halden»)."""
    first = group[0]
    rest = phrase[first.end :]
    if len(group) == 1 and first.party.sender_type == "organisasjon" and _BRANCH.fullmatch(rest) and not holds_given_name(rest):
        return (replace(first.party, name=" ".join(phrase.split())),)
    return parties_of(group)


def _actor_of(phrase: str, registry: Registry) -> tuple[str, str, str] | None:
    """(subtype, sender type, name) by the first pattern in `actors.csv` that the phrase meets.

    «Kari Li, Statsforvalteren i X», «Statsforvalteren i X, Kari Li» and «Kari Li Statsforvalteren i X» keep the office and
    lose the person."""
    for pattern, subtype, sender_type in _actors(registry):
        if sender_type != "privatperson" and (found := pattern.search(phrase)):
            start = phrase.rfind(",", 0, found.start()) + 1
            start = found.start() if names_person(phrase[start : found.start()]) else start
            first, *more = phrase[start:].split(",")
            return subtype, sender_type, ",".join([first, *(part for part in more if not is_capitals(part))]).strip()
    return None


@lru_cache(maxsize=4)
def _actors(registry: Registry) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple((re.compile(row.pattern), row.subtype, row.sender_type) for row in registry.actors.itertuples())


def _other_party(phrase: str, sender_type: str, groups: list[list[Mention]]) -> Party:
    """A sender that is no kommune: under its official name if the registry has it, else as printed."""
    for group in groups:
        if group[0].party.sender_type == sender_type != "kommune":
            return group[0].party
    return Party(sender_type, " ".join(phrase.split())[:80])


def _fitting(groups: list[list[Mention]], actor: tuple[str, str] | None) -> list[Mention]:
    if actor is not None:
        fitting = [group for group in groups if group[0].party.sender_type == actor[1]]
        return (fitting or groups)[0]
    return groups[0]


def _is_name(phrase: str, sender_type: str) -> bool:
    """«Helsefellesskapet», «vårt helsefellesskap» and «kommunen» name nobody, nor does what begins with a small letter."""
    if sender_type == "helsefellesskap":
        return bool(_HELSEFELLESSKAP_NAME.match(phrase))
    return sender_type != "kommune" and phrase[:1].isupper()


def looks_official(party: Party) -> bool:
    """Could this be a name on a letterhead: known to the registry, or with two proper words («Universitetet i Oslo»)?

    A heading such as «Samhandling med sykehuset» meets the patterns of `actors.csv` too, but has one capital."""
    if party.rows or party.listed or party.sender_type in {"rhf", "kommune"}:
        return True
    if party.sender_type in {"privatperson", "ukjent"}:
        return False
    if party.sender_type == "regionraad" and _REGIONAL.match(party.name):
        return True
    words = WORD.findall(party.name)
    proper = [word for word in words if word[0].isupper()]
    return len(proper) > 1 or (len(words) == 1 and (words[0].isupper() or words[0].endswith(("direktoratet", "forbundet"))))


def _unregistered_kommune(phrase: str, index: NameIndex) -> Party | None:
    """«<Word> kommune» that is no known name: the one kommune that is spelled nearly so, else the name as printed."""
    match = _UNKNOWN_KOMMUNE.search(phrase)
    if match is None or match.group(1).split()[0].casefold() in _NO_NAME:
        return None
    printed = " ".join(match.group(1).split())
    near = _near_kommuner(printed.casefold(), index)
    if len(near) == 1:
        return replace(near[0], note=f"skrevet «{printed} kommune»")
    rows = tuple(dict.fromkeys(row for party in near for row in party.rows))
    return Party("kommune", f"{printed} kommune", rows, "kommunen står ikke i registeret")


def _near_kommuner(printed: str, index: NameIndex) -> tuple[Party, ...]:
    """The kommuner whose name is a letter off, else the one that is nearly alike; none if there is no such."""
    from rapidfuzz import distance, fuzz, process

    if len(printed) < _SHORTEST:
        return ()
    close = process.extract(printed, index.kommune_names, scorer=distance.OSA.distance, limit=3, score_cutoff=1)
    parties = dict.fromkeys(index.kommune_parties[at] for _, _, at in close)
    if parties:
        return tuple(parties)
    near = process.extract(printed, index.kommune_names, scorer=fuzz.ratio, limit=2, score_cutoff=_NEAR - _CLEAR)
    clear = near and near[0][1] >= _NEAR and (len(near) == 1 or near[0][1] - near[1][1] >= _CLEAR)
    return (index.kommune_parties[near[0][2]],) if clear else ()
