"""Whom does a phrase name that stands where senders stand: after «Innspill fra», in a signature, alone on a line?

The registry's kommuner, helsefellesskap and hospital trusts come first where the phrase begins with them; then the
patterns of `actors.csv` in their order («Eldrerådet i Bergen» is no kommune); then names anywhere in the phrase; last a
misspelled kommune («Rællingen kommune»), bounded and marked.
"""

import re
from functools import lru_cache

from innspill.registry import Registry
from innspill.sender_lexicon import WORD, Party
from innspill.sender_names import Mention, NameIndex, name_index

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
_PERSON = re.compile(r"[A-ZÆØÅ][\w.-]*(?: (?:og |av |von |de )?[A-ZÆØÅ][\w.-]*){1,4}")
_NEAR, _CLEAR = 88, 4
_ORDINARY = {"kommune", "helsefellesskap", "organisasjon_generisk", "privatperson"}


def cut_phrase(text: str) -> str:
    """The part of `text` that can be a sender's name: up to «til», a dash, a full stop or an empty line; 160 characters."""
    end = _END.search(text)
    return text[: min(end.start() if end else len(text), 160)].strip(" \n\t,.;:–-«»\"'")


def parties_of(group: list[Mention]) -> tuple[Party, ...]:
    """The parties of a group of mentions, each once, in order."""
    return tuple(dict.fromkeys(mention.party for mention in group))


def identify(phrase: str, registry: Registry, bare: bool = True) -> tuple[Party, ...]:
    """The parties that `phrase` names; none if it names nobody. `bare` also takes a kommune without «kommune»."""
    index = name_index(registry)
    groups = [g for g in index.groups(phrase) if bare or g[0].suffixed or g[0].party.sender_type != "kommune"]
    office = _OFFICE.match(phrase)
    start = min(m.start for m in groups[0]) if groups else -1
    begins = start == 0 or (office is not None and start == office.end())
    if begins and (groups[0][0].suffixed or groups[0][0].party.sender_type != "kommune"):
        return parties_of(groups[0])
    actor = _actor_of(phrase, registry)
    if actor is not None and actor[0] not in _ORDINARY:
        return (_other_party(actor[2], actor[1], groups),)
    if groups:
        return parties_of(_fitting(groups, actor))
    if unknown := _unregistered_kommune(phrase, index):
        return (unknown,)
    return (_other_party(actor[2], actor[1], groups),) if actor is not None and _is_name(phrase, actor[1]) else ()


def _actor_of(phrase: str, registry: Registry) -> tuple[str, str, str] | None:
    """(subtype, sender type, name) by the first pattern in `actors.csv` that the phrase meets.

    «Kari Li, Statsforvalteren i X» and «Statsforvalteren i X, Kari Li» keep the office and lose the person."""
    for pattern, subtype, sender_type in _actors(registry):
        if found := pattern.search(phrase):
            start = phrase.rfind(",", 0, found.start()) + 1
            first, *more = phrase[start:].split(",")
            return subtype, sender_type, ",".join([first, *(part for part in more if not is_person(part))]).strip()
    return None


def is_person(text: str) -> bool:
    """Two to four words with a capital each and nothing else: a person's name, as far as a program can tell."""
    return bool(_PERSON.fullmatch(text.strip()))


@lru_cache(maxsize=4)
def _actors(registry: Registry) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple((re.compile(row.pattern), row.subtype, row.sender_type) for row in registry.actors.itertuples())


def _other_party(phrase: str, sender_type: str, groups: list[list[Mention]]) -> Party:
    """A sender that is no kommune: under its official name if the registry has it, else as printed."""
    for group in groups:
        if group[0].party.sender_type == sender_type != "kommune":
            return group[0].party
    if sender_type == "privatperson":
        return Party("privatperson", "Privatperson")
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
    if party.rows or party.sender_type in {"rhf", "kommune"}:
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
    from rapidfuzz import fuzz, process

    if len(printed) >= 5:
        near = process.extract(printed.casefold(), index.kommune_names, scorer=fuzz.ratio, limit=2, score_cutoff=_NEAR - _CLEAR)
        if near and near[0][1] >= _NEAR and (len(near) == 1 or near[0][1] - near[1][1] >= _CLEAR):
            party = index.kommune_parties[near[0][2]]
            return Party("kommune", party.name, party.rows, f"skrevet «{printed} kommune»")
    return Party("kommune", f"{printed} kommune", (), "kommunen står ikke i registeret")
