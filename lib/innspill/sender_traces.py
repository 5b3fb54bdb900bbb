"""Weaker traces of a sender: addresses, the file's name, how the letter speaks, what its services are called."""

import re
from collections.abc import Iterator

from innspill.sender_lexicon import WORD, Party
from innspill.sender_names import Mention
from innspill.sender_phrases import parties_of
from innspill.sender_zones import Claim, Letter

_DOMAIN = re.compile(r"(?i)(?:@|www\.|//)(?:[\w-]{1,63}\.){0,5}?([\w-]{1,63})\.(?:kommune|herad)\.no\b")
_VOICE_AFTER = re.compile(
    r"\s+(?:har|mener|meiner|støtter|stør|vil|er|opplever|ser|erfarer|ønsker|ønskjer|viser|deltar|ber)\b"
)
_VOICE_BEFORE = re.compile(r"(?:ønsker|ønskjer|vil|mener|meiner|har|ser|støtter|anbefaler|ber)\s+$")
_OWN_VOICE = re.compile(
    r"(?i)\b(?:hos oss|vår(?:e)? kommune|kommunen vår|kommunedirektørøyne|sett fra (?:kommunen|kommunedirektøren)|"
    r"vårt helsefell?es+kap|helsefell?es+kapet vårt|i kommunen)\b"
)
_NOT_OWN = re.compile(r"(?:region|sykehus|sjukehus|område|distrikt|modell|fjord|dal|fylke|hospital|klinikk)")
_SHORTEST_SLUG = 5
_I = re.compile(r"\b(?:jeg|eg|meg)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"(?i)\b(?:privatperson|som privat borger|som innbygger|som innbyggjar|som pårørende|som pårørande)\b"
)
_PRIVATE = Party("privatperson", "Privatperson")


def domain_claims(letter: Letter) -> Iterator[Claim]:
    """«@x.kommune.no» in the signature or near the top weighs more than elsewhere."""
    near = letter.top + "\n" + "\n".join(letter.signature)
    for match in _DOMAIN.finditer(letter.text):
        parties = letter.index.by_slug(match.group(1))
        yield Claim("e-postdomene", 0.5 if match.group() in near else 0.25, parties, match.group().lstrip("/"))


def voice_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommune har …», «ønsker X kommune …»: only sure if X is the one kommune named so, time and again."""
    named = [m for group in letter.groups if len(group) == 1 for m in group if m.suffixed]
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


def person_claims(letter: Letter) -> Iterator[Claim]:
    """A private person who says so."""
    ends = letter.top + "\n" + "\n".join(letter.lines[-12:])
    if found := _PERSON.search(ends):
        yield Claim("privatperson", 0.7, (_PRIVATE,), found.group())


def first_person_claims(letter: Letter) -> Iterator[Claim]:
    """Someone who writes «jeg» and signs with a name alone; asked only where nothing points to a body."""
    signed = [line for line in letter.signature[1:6] if re.fullmatch(r"[A-ZÆØÅ][\w.-]+(?: [A-ZÆØÅ][\w.-]+){1,3}", line)]
    if signed and len(_I.findall(letter.text)) >= 2:
        yield Claim("privatperson", 0.45, (_PRIVATE,), "jeg-form, signert av en person")


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


def kommune_in_address(letter: Letter, text: str) -> tuple[Party, ...]:
    """The kommune whose domain stands in `text`; nobody if none does."""
    match = _DOMAIN.search(text)
    return letter.index.by_slug(match.group(1)) if match else ()
