"""Names in running text: which kommuner, helsefellesskap and other senders does a piece of text name, and where?

One pass over the words of a text against an index of the first word of every known name: no regular expression is made
from a name, and the time does not grow with the number of kommuner. Hyphens, line breaks and capitals do not count
(«AURSKOG-HØLAND», «Nordre\\nLand»), nor does the common misspelling «helsefelleskap».
"""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from innspill.registry import Registry
from innspill.sender_lexicon import KOMMUNE_WORDS, LITTLE_WORDS, WORD, Entry, Party, entries_of, fold, kommune_name, party_named

_PLURAL_BEFORE = frozenset({"kommunene", "kommunane", "kommuner", "kommunar"})
_POSSESSIVE = frozenset({"kommunes", "kommuners", "herads"})
# «Asker sykehus», «Oslo universitetssykehus», «Kongsvinger region» name something else than the kommune.
_OTHER_AFTER = frozenset(WORD.findall(
    "fylkeskommune fylke sykehus sjukehus hospital dps hf rhf universitet universitetssykehus region regionen "
    "regionråd legevakt helse tingrett distriktspsykiatriske"
))  # fmt: skip
_OTHER_BEFORE = frozenset(
    WORD.findall("ahus dps sykehuset sjukehuset helse ks nav unn universitetet høgskolen region")
)  # fmt: skip
# «tidligere Hurum kommune», «gamle Bø kommune»: history, whoever writes.
_ONCE_BEFORE = frozenset(WORD.findall("tidligere tidlegare tidl gamle daværende dåverande forhenværende nedlagte"))
_LITTLE_AFTER = frozenset(WORD.findall("Til Om På I For Og Samt Ved V Med Av Datert Dato"))
_APART = re.compile(r"\s*[-–/,.]?\s*")
_JOINED = re.compile(r"\s*(?:,|&|/|;|\bog\b|\bsamt\b|\band\b)\s*(?:og\s+)?")
_Words = list[tuple[int, int, str]]


@dataclass(frozen=True)
class Mention:
    """A name in a text from `start` to `end` («kommune» included). `suffixed`: «kommune» or «herad» stands beside it or
    its list; `sure`: it does, or the name needs none; `possessive`: «Asker kommunes», «Askers»."""

    start: int
    end: int
    party: Party
    suffixed: bool
    sure: bool
    possessive: bool


class NameIndex:
    """Every name of a registry by its first word. Make one with `name_index(registry)`."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._entries: dict[str, list[Entry]] = {}
        named = entries_of(registry)
        for entry in named:
            self._entries.setdefault(entry.words[0], []).append(entry)
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -len(entry.words))
        self.domains = _domains_of(registry)
        kommuner = [e for e in named if e.party.sender_type == "kommune" and not e.party.former]
        self.kommune_names = [" ".join(entry.words) for entry in kommuner]
        self.kommune_parties = [entry.party for entry in kommuner]
        self._slugs: dict[str, Party] = {}
        self._stems: dict[str, Party] = {}
        for entry in kommuner:
            for slug in slugs_of("".join(entry.words)):
                self._slugs.setdefault(slug, entry.party)
            if len(entry.words) == 1 and len(entry.words[0]) >= 5 and not entry.needs_suffix:
                for stem in (entry.words[0], entry.words[0].removesuffix("en")):
                    self._stems.setdefault(stem, entry.party)

    def by_slug(self, printed: str) -> tuple[Party, ...]:
        """The kommune whose name this is in an address: «ralingen», «raelingen», «xn--rlingen-mxa»; or nobody."""
        slug = printed.casefold()
        if slug.startswith("xn--"):
            with suppress(UnicodeError):  # an address that is no valid IDN names nobody
                slug = slug.encode("ascii").decode("idna")
        found = next((self._slugs[s] for s in slugs_of(slug.replace("-", "")) if s in self._slugs), None)
        return (found,) if found is not None else ()

    def compound_of(self, word: str) -> Party | None:
        """The kommune that a compound is made of («Rælingshjelpa»): the name, or what is left of it without «en», + s."""
        folded = word.casefold()
        for length in range(len(folded) - 4, 4, -1):
            party = self._stems.get(folded[:length])
            if party is not None and folded[length] == "s":
                return party
        return None

    def mentions(self, text: str, any_case: bool = False) -> list[Mention]:
        """The names in `text`, in order, none overlapping. `any_case` takes names without a capital too (file names)."""
        folded = {word: fold(word) for word in set(WORD.findall(text))}
        first = {word for word in folded.values() if word in self._entries or word.removesuffix("s") in self._entries}
        if not first:
            return []
        words = [(match.start(), match.end(), folded[match.group()]) for match in WORD.finditer(text)]
        found, until = [], 0
        for at in (place for place, word in enumerate(words) if word[2] in first):
            hit = self._match_at(text, words, at, any_case) if at >= until else None
            if hit is not None:
                mention, until = hit
                if not at or words[at - 1][2] not in _ONCE_BEFORE:
                    found.append(mention)
        return found

    def groups(self, text: str, any_case: bool = False) -> list[list[Mention]]:
        """Names listed together («A, B og C kommuner») as one group each; what only looks like a name is left out."""
        groups: list[list[Mention]] = []
        for mention in self.mentions(text, any_case):
            last = groups[-1][-1] if groups else None
            alike = last is not None and last.party.sender_type == mention.party.sender_type
            if alike and _JOINED.fullmatch(text[last.end : mention.start]):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        kept = []
        for group in groups:
            before = [fold(word) for word in WORD.findall(text[max(0, group[0].start - 30) : group[0].start])]
            listed = group[-1].suffixed or bool(before and before[-1] in _PLURAL_BEFORE and len(group) > 1)
            sure = [m for m in group if m.sure]
            if listed or sure:
                kept.append([replace(m, suffixed=True, sure=True) for m in group] if listed else sure)
        return kept

    def _match_at(self, text: str, words: _Words, at: int, any_case: bool) -> tuple[Mention, int] | None:
        first = words[at][2]
        for key in dict.fromkeys((first, first.removesuffix("s"))):
            for entry in self._entries.get(key, ()):
                stop = _walk(text, words, at, entry, genitive=key != first)
                if stop is None:
                    continue
                if not any_case and not _has_capital(text, words[at:stop], entry.party.sender_type):
                    continue
                if entry.printed and entry.printed != text[words[at][0] : words[stop - 1][1]]:
                    continue
                mention, stop = _finish(text, words, (at, stop), entry, genitive=key != first)
                if mention is not None:
                    return mention, stop
        return None


def _finish(text: str, words: _Words, span: tuple[int, int], entry: Entry, genitive: bool) -> tuple[Mention | None, int]:
    """Take in the «kommune» that follows; refuse a name that is part of another («Asker sykehus», «Vik-Hansen»)."""
    at, stop = span
    start, end = words[at][0], words[stop - 1][1]
    if entry.party.sender_type != "kommune" or entry.party.listed:
        return Mention(start, end, entry.party, entry.party.listed, True, genitive), stop
    suffixed, possessive = False, genitive
    while stop < len(words) and words[stop][2] in KOMMUNE_WORDS and not text[end : words[stop][0]].strip(" \n\t-"):
        suffixed, possessive = True, words[stop][2] in _POSSESSIVE
        end, stop = words[stop][1], stop + 1
    if not suffixed:
        other = stop < len(words) and words[stop][2] in _OTHER_AFTER and not text[end : words[stop][0]].strip(" \n-")
        other = other or _goes_on(text, words, stop, end)
        other = other or (at > 0 and words[at - 1][2] in _OTHER_BEFORE and text[words[at - 1][1] : start] == " ")
        if other or _is_glued(text, start, end) or (genitive and entry.needs_suffix):
            return None, stop
    return Mention(start, end, entry.party, suffixed, suffixed or not entry.needs_suffix, possessive), stop


def _goes_on(text: str, words: _Words, stop: int, end: int) -> bool:
    """Does the name go on with a word in capitals: «Bergen Kommunale Helsehus», «Halden Arbeiderparti»?"""
    if stop >= len(words) or text[end : words[stop][0]] != " ":
        return False
    following = text[words[stop][0] : words[stop][1]]
    return following[0].isupper() and following.capitalize() not in _LITTLE_AFTER


def _is_glued(text: str, start: int, end: int) -> bool:
    """Is a hyphen, dot or @ between the name and a letter: «Vik-Hansen», «post@asker.kommune.no»?"""
    after = text[end : end + 1] in {"-", "@", "."} and text[end + 1 : end + 2].isalnum()
    return after or (start > 1 and text[start - 1] in "-@." and text[start - 2].isalnum())


def _walk(text: str, words: _Words, at: int, entry: Entry, genitive: bool) -> int | None:
    """The index after the last word of `entry` if it stands at `at`; None otherwise."""
    if genitive and len(entry.words) > 1:
        return None
    stop = at + 1
    for wanted in entry.words[1:]:
        if stop < len(words) and words[stop - 1][2] == "helsefellesskap" and words[stop][2] in LITTLE_WORDS:
            stop += 1
        if stop >= len(words):
            return None
        found = words[stop][2]
        last = wanted is entry.words[-1]
        if found != wanted and not (last and len(wanted) > 3 and found == wanted + "s"):
            return None
        gap = text[words[stop - 1][1] : words[stop][0]]
        if not _APART.fullmatch(gap) or re.search(r"\n\s*\n", gap):
            return None
        if ("." in gap and words[stop - 1][2] != "st") or ("," in gap and len(entry.words) < 4):
            return None
        stop += 1
    return stop


def _has_capital(text: str, words: _Words, sender_type: str) -> bool:
    if sender_type == "kommune":
        return text[words[0][0]].isupper()
    return any(text[start].isupper() for start, _, word in words if word != "helsefellesskap")


def _domains_of(registry: Registry) -> dict[str, Party]:
    """Whose address a domain is, as `kommuner.csv` and `bodies.csv` say; a name that is shared is settled by it."""
    found = {}
    for row in registry.kommuner.itertuples():
        for domain in filter(None, row.domains.split(";")):
            found[domain.strip()] = Party("kommune", kommune_name(registry.kommuner.loc[row.Index]), (row.Index,))
    for row in registry.bodies.itertuples():
        for domain in filter(None, row.domains.split(";")):
            found[domain.strip()] = party_named(registry, row.name, row.sender_type)
    return found


def slugs_of(name: str) -> tuple[str, ...]:
    """How an address or a file name may write a name: as it is, with ae/o/a, and with ae/oe/aa or a/o/a."""
    plain = name.casefold()
    spellings = (("æ", "ø", "å"), ("ae", "o", "a"), ("ae", "oe", "aa"), ("a", "o", "a"))
    written = [plain.replace("æ", ae).replace("ø", oe).replace("å", aa) for ae, oe, aa in spellings]
    return tuple(dict.fromkeys(written))


@lru_cache(maxsize=4)
def name_index(registry: Registry) -> NameIndex:
    """The index of a registry, made once."""
    return NameIndex(registry)
