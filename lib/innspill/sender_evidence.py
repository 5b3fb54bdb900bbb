"""What in a letter says who sent it: title, opening, signature, letterhead, e-mail domain, file name, way of speaking.

Each rule gives claims: these parties, this strongly, by these words. Weights are chances by judgement, not estimates:
a title that says «Innspill fra X» (0.95) must outweigh a signature, a letterhead and an e-mail address of somebody else
together; a way of speaking or a count alone must stay under the threshold of `senders.py`. The printed words that a claim
keeps are the sender's name and the cue, never a person's name or address.
"""

import re
from collections.abc import Iterator

from innspill.sender_lexicon import WORD, Party
from innspill.sender_people import names_person
from innspill.sender_phrases import SOMEBODY, cut_phrase, looks_official, parties_of
from innspill.sender_signing import (
    FIELD,
    field_claims,
    guessed,
    list_claims,
    logo_claims,
    mail_head_claims,
    person_claims,
    shown,
    signature_claims,
    without_person,
)
from innspill.sender_traces import domain_claims, file_name_claims, heading_claims, number_claims, voice_claims
from innspill.sender_zones import RECEIVER, Claim, Letter

_SUBMISSION = (
    r"\w*(?:innspill|innspel|uttale|fråsegn|(?<!an)svar|merknad|tilbakemelding|bidrag|notat|presentasjon|synspunkt|submission|"
    r"response)\w*"
)
_FROM = re.compile(rf"(?i)\b{_SUBMISSION}\b[^.!?]{{0,160}}?\b(?:fra|frå|ifrå|from|avgitt av|gitt av|sendt inn av)\s+")
_FROM_LINE = re.compile(r"(?i)^\s*(?:fra|frå|from)\s+")
_SENTENCE = re.compile(r"(?:Jeg|Eg|Vi|Det|Dette|Kommunen|I|For)\s")
_TITLE_LIKE = re.compile(rf"(?i)\b(?:{_SUBMISSION}|\w*høring\w*|\w*høyring\w*)\b")
# A sentence with one of these speaks about somebody else's submission.
_ELSEWHERE = re.compile(
    r"(?i)\b(?:viser|vises|syner|synest|tilviser|slutt\w*|stiller|stør\w*|støtt\w*|deltatt|delteke|deltar|deltek|bidra\w*|"
    r"arbeid\w*\s+med|del\s+av|tilslutt\w*|i\s+tråd\s+med|vedlagt|vedlegg|supplement|tillegg|takk\w*|brev\w*|invitasjon\w*|"
    r"henvendelse|førespurnad|oppdrag|hent\w*|innhent\w*|mottatt|motteke|mottok|får|fikk|fekk|fått|lest|lese|kjent|jf|jfr|supports?|refers?)\b"
)
# «frå ei sjukepleiargruppe»: what begins so is no name; a person («fra en pårørende») is left.
_SOME = re.compile(rf"\s*(?!{SOMEBODY.pattern})(?:en|ei|et|ein|eit)\s")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_SUBMITTED = re.compile(rf"(?i)\b{_SUBMISSION}\b")
_TITLE_WORDS, _FIRST_WORDS = 20, 5
_OPENING = re.compile(
    r"(?:^|[.!?:]\s+)(?P<who>[A-ZÆØÅ][^.!?:;\n]{1,70}(?:\n[^.!?:;\n]{1,60})?)\s+(?:(?:viser|syner)\s+(?:med\s+dette\s+)?til|tilviser|ønsker|"
    r"ønskjer|ynskjer|takker|takkar|vil gjerne|gir med dette|gjev med dette|oversender|avgir|sender|kommer med|kjem med|"
    r"har følgende|har følgjande|leverer|spiller inn|refers|welcomes|thanks|would like)\b",
    re.MULTILINE,
)
# «Formannskapet i X», «Kommunestyret i X»: bodies that speak for their kommune in its own case documents.
_ORGAN = re.compile(
    r"(?:^|[.:]\s+)(?:(?:Formannskapet|Kommunestyret|Heradsstyret|Bystyret|Herredsstyret|Kommunedirektøren|Rådmannen|Ordføreren|"
    r"Administrasjonen|(?:Hovedutvalget?|Utvalget?|Komiteen) for [\w ,-]{3,60}?) (?:i|ved) )(?P<who>[A-ZÆØÅ][^\n.:;,]{1,60})",
    re.MULTILINE,
)


def claims_of(letter: Letter, file_name: str) -> list[Claim]:
    """Every claim, rule by rule in a fixed order; the receiver (a ministry) is nobody's claim."""
    rules = (_from_claims, _title_claims, mail_head_claims, field_claims, list_claims, logo_claims, _opening_claims,
             _organ_claims, signature_claims, _letterhead_claims, domain_claims, number_claims, voice_claims,
             heading_claims)  # fmt: skip
    claims = [claim for rule in rules for claim in rule(letter)]
    claims += file_name_claims(letter, file_name)
    claims += person_claims(letter, any(_points_to_body(claim) for claim in claims))
    return [without_person(c) for c in claims if c.parties and not any(_is_receiver(p.name) for p in c.parties)]


def _points_to_body(claim: Claim) -> bool:
    return claim.weight >= 0.4 and any(party.sender_type not in {"privatperson", "ukjent"} for party in claim.parties)


def _from_claims(letter: Letter) -> Iterator[Claim]:
    """«Innspill fra X», «Høringsuttalelsen er fra X», or a line «fra X», near the top or in the file's own title."""
    for rule, weight, text in (("tittel", 0.95, letter.top), ("dokumenttittel", 0.85, letter.title)):
        for match in _FROM.finditer(text):
            before = re.split(r"[.!?]\s", text[: match.end()])[-1]
            if _SOME.match(text, match.end()) or _in_body(text, match):
                continue
            if not _ELSEWHERE.search(before) and not re.search(r"\n[ \t]*\n", match.group()):
                yield _from_claim(rule, weight, *_named_after(letter, text, match.end(), match.group()))
        for line in re.finditer(r"(?m)^.+$", text):
            if found := _FROM_LINE.match(line.group()):
                at = line.start() + found.end()
                before = text[: line.start()].rstrip(" ")
                if before.endswith("\n\n") or not before or _TITLE_LIKE.search(before.rstrip().split("\n")[-1]):
                    yield _from_claim(rule, weight - 0.05, *_named_after(letter, text, at, "fra"))


def _in_body(text: str, match: re.Match[str]) -> bool:
    """Does «svar fra» stand well inside a long sentence with a full stop, as in a format where a paragraph is one line?

    «Dette er innspill fra X …» begins with it."""
    begun = re.split(r"[.!?]\s|\n", text[: match.end()].rstrip())[-1]
    end = _SENTENCE_END.search(text, match.end())
    rest = text[match.end() : end.start() if end else len(text)]
    long = len(begun.split()) + len(rest.split()) > _TITLE_WORDS
    begun = begun[: found.start()] if (found := _SUBMITTED.search(begun)) else begun
    return long and end is not None and end.group() != "\n" and len(begun.split()) > _FIRST_WORDS


def speaks_of_another(text: str) -> bool:
    """Does the sentence that `text` ends in speak of a submission that is somebody else's («Vi støtter uttalelsen fra»)?"""
    return bool(_ELSEWHERE.search(re.split(r"[.!?]\s|\n[ \t]*\n", text)[-1]))


def _from_claim(rule: str, weight: float, parties: tuple[Party, ...], words: str) -> Claim:
    """A person's name after «fra» is weaker than a body's: she may write for the body that stands in her signature."""
    someone = any(party.sender_type in {"privatperson", "ukjent"} for party in parties)
    return Claim(rule, weight - 0.2 if someone else weight, parties, words)


def _named_after(letter: Letter, text: str, at: int, cue: str) -> tuple[tuple[Party, ...], str]:
    """The parties named right after `at`, on its line or, where the name is broken over two lines, with the next one."""
    rest = text[at : at + 240]
    line = cut_phrase(rest.split("\n")[0])
    longer = cut_phrase(rest)
    parties, wider = letter.identify(line), letter.identify(longer)
    known = all(party.rows for party in parties)
    if wider and (not parties or not known or set(parties) < set(wider)):
        line, parties = longer, wider
    if len(parties) > 1 or "kommun" in line[:40].casefold():
        parties = letter.whole_list(rest[:60], parties)
    if not parties and not _is_receiver(line):
        parties = guessed(line, letter)
    return parties, f"{' '.join(cue.split()[-1:])} {shown(letter, line, parties)}"


def _is_receiver(name: str) -> bool:
    return "departement" in name.casefold() or name.casefold() in {"kommunen", "kommunene", "helsefellesskapet"}


def _title_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommunes innspill», «Høringssvar – X kommune»: a name on a title line, not as receiver or subject."""
    for rule, lines in (("tittel", letter.top.splitlines()), ("dokumenttittel", [letter.title])):
        for line in lines:
            if not _TITLE_LIKE.search(line) or _ELSEWHERE.search(line) or len(line) > 160 or _SENTENCE.match(line):
                continue
            for group in letter.index.groups(line):
                first, last = group[0], group[-1]
                if re.search(r"(?i)\b(?:til|for|om|med|i|hos|mellom|to|fra|frå|av)\s+$", line[: first.start]):
                    continue
                own = last.possessive or re.match(r"\s+(?:sitt|sine|sin)\b", line[last.end :])
                if last.suffixed or last.party.sender_type != "kommune" or own:
                    yield Claim(rule, 0.8 if own else 0.6, parties_of(group), line[first.start : last.end])
            yield from _titled_body(letter, rule, line)


def _titled_body(letter: Letter, rule: str, line: str) -> Iterator[Claim]:
    """«X regionråd – høringssvar»: the part before the dash or colon is a body that no registry knows by name."""
    first, *rest = re.split(r"\s[–-]\s|:\s", line.strip(), maxsplit=1)
    if rest and not _TITLE_LIKE.search(first) and not letter.index.groups(first):
        parties = letter.identify(first)
        if parties and all(map(looks_official, parties)):
            yield Claim(rule, 0.75, parties, shown(letter, first, parties))


def _opening_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommune viser til …», «X ønsker å takke …» as a sentence's beginning."""
    for match in _OPENING.finditer(letter.opening):
        who = match["who"].strip()
        parties = letter.identify(who)
        if parties and all(map(looks_official, parties)) and _begins_with(letter, who, parties):
            yield Claim("innledning", 0.7, parties, shown(letter, who, parties))


def _organ_claims(letter: Letter) -> Iterator[Claim]:
    """«Formannskapet i X har i møte …» at the beginning of a sentence."""
    for match in _ORGAN.finditer(letter.opening):
        who = cut_phrase(match["who"])
        groups = letter.index.groups(who)
        if groups and groups[0][0].start == 0 and groups[0][0].party.sender_type == "kommune":
            yield Claim("vedtak", 0.65, parties_of(groups[0]), f"{match.group().split()[0]} i {groups[0][0].party.name}")
            continue
        named = letter.index.by_slug(who.split()[0]) if who and not groups else ()
        yield Claim("vedtak", 0.6, named, f"{match.group().split()[0]} i {who.split()[0] if who else ''}")


def _begins_with(letter: Letter, phrase: str, parties: tuple[Party, ...]) -> bool:
    """Is the name the subject itself («Kommunedirektøren i X» too), not a part of «I likhet med X»?"""
    if any(party.sender_type == "privatperson" for party in parties):
        return False
    groups = letter.index.groups(phrase)
    start = min((m.start for m in groups[0]), default=0) if groups else 0
    lead = phrase[:start].strip()
    return len(lead) <= 45 and not re.match(r"(?i)(?:i|for|som|etter|på|ved|med|når|slik|både|innspill\w*)\b", lead)


def _letterhead_claims(letter: Letter) -> Iterator[Claim]:
    """A line near the top, or a running head, that is only a name: «ETNEDAL KOMMUNE»."""
    lines = letter.lines[: 3 if letter.slides else 8]
    ends = set(letter.signature)
    before = ["", *lines]
    places = [*enumerate(zip(lines, before, strict=False)), *((9, (head, "")) for head in letter.heads)]
    for place, (line, previous) in places:
        if len(line) > 70 or RECEIVER.match(line) or RECEIVER.fullmatch(previous[:40].rstrip(":")) or FIELD.match(line):
            continue
        if names_person(line) or (place > 2 and line in ends):
            continue
        parties = letter.identify(line) if not _TITLE_LIKE.search(line) and not re.search(r"[.!?]$", line) else ()
        if any(p.sender_type == "privatperson" or not looks_official(p) for p in parties):
            continue
        groups = letter.index.groups(line)
        rest = line[groups[0][-1].end :].strip() if groups else ""
        if groups and (groups[0][0].start > 6 or (rest and not re.match(r"[,|–/(·•-]|v/|ved\b|by\b", rest))):
            continue
        bare = bool(groups) and groups[0][0].party.sender_type == "kommune" and not groups[0][0].suffixed
        # «0030 Oslo» and «Oslo, 3. mai» are an address and a date; «Land kommune» may be the end of «Nordre\nLand kommune».
        if (bare and WORD.findall(line) != WORD.findall(line[groups[0][0].start : groups[0][-1].end])) or any(
            party.sender_type == "kommune" and not party.rows for party in parties
        ):
            continue
        # A kommune's own letter begins with its name; further down the name may be anybody's.
        weight = 0.3 if bare else 0.8 if place == 0 and not letter.slides else 0.6
        yield Claim("brevhode", weight, parties, shown(letter, line, parties))
