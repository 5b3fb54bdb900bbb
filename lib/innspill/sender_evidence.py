"""What in a letter says who sent it: title, opening, signature, letterhead, e-mail domain, file name, way of speaking.

Each rule gives claims: these parties, this strongly, by these words. Weights are chances by judgement, not estimates:
a title that says «Innspill fra X» (0.95) must outweigh a signature, a letterhead and an e-mail address of somebody else
together; a way of speaking or a count alone must stay under the threshold of `senders.py`. The printed words that a claim
keeps are the sender's name and the cue, never a person's name or address.
"""

import re
from collections.abc import Iterator

from innspill.sender_lexicon import WORD, Party
from innspill.sender_phrases import cut_phrase, is_person, looks_official, parties_of
from innspill.sender_traces import (
    domain_claims,
    file_name_claims,
    first_person_claims,
    heading_claims,
    kommune_in_address,
    person_claims,
    voice_claims,
)
from innspill.sender_zones import RECEIVER, Claim, Letter

_SUBMISSION = (
    r"\w*(?:innspill|innspel|uttale|fråsegn|svar|merknad|tilbakemelding|bidrag|notat|presentasjon|synspunkt|submission|"
    r"response)\w*"
)
_FROM = re.compile(
    rf"(?i)\b{_SUBMISSION}\b[^.!?]{{0,160}}?\b(?:fra|frå|ifrå|from|avgitt av|gitt av|sendt inn av)\s+"
)
_FROM_LINE = re.compile(r"(?i)^\s*(?:fra|frå|from)\s+")
_TITLE_LIKE = re.compile(rf"(?i)\b(?:{_SUBMISSION}|\w*høring\w*|\w*høyring\w*)\b")
# A sentence with one of these speaks about somebody else's submission.
_ELSEWHERE = re.compile(
    r"(?i)\b(?:viser|vises|syner|synest|tilviser|slutt\w*|stiller|stør\w*|støtt\w*|deltatt|delteke|deltar|deltek|bidra\w*|"
    r"arbeid\w*\s+med|del\s+av|tilslutt\w*|i\s+tråd\s+med|vedlagt|vedlegg|supplement|tillegg|takk\w*|brev\w*|invitasjon\w*|"
    r"henvendelse|førespurnad|oppdrag|jf|jfr|supports?|refers?)\b"
)
_FIELD = re.compile(
    r"(?i)^\s*(?:avsender|avsendar|innsender|innsendar|innsendt av|sendt av|fra|frå|from|organisasjon|verksemd|virksomhet|"
    r"kommune|helsefellesskap|na[vm]n på [\w /]{3,40}|høringsinstans|høyringsinstans|høringspart|instans|svar fra|svar frå|"
    r"på vegne av)\s*(?::|$)\s*(?P<value>.*)$"
)
_OPENING = re.compile(
    r"(?:^|[.!?:]\s+)(?P<who>[A-ZÆØÅ][^.!?:;\n]{1,70}(?:\n[^.!?:;\n]{1,60})?)\s+(?:(?:viser|syner)\s+(?:med\s+dette\s+)?til|tilviser|ønsker|"
    r"ønskjer|ynskjer|takker|takkar|vil gjerne|gir med dette|gjev med dette|oversender|avgir|sender|kommer med|kjem med|"
    r"har følgende|har følgjande|leverer|spiller inn|refers|welcomes|thanks|would like)\b",
    re.MULTILINE,
)
_BEHALF = re.compile(r"(?i)(?:på vegne av|på vegner av|on behalf of|^\s*for)\s+(?=[A-ZÆØÅa-zæøå])")


def claims_of(letter: Letter, file_name: str) -> list[Claim]:
    """Every claim, rule by rule in a fixed order; the receiver (a ministry) is nobody's claim."""
    rules = (_from_claims, _title_claims, _field_claims, _opening_claims, _signature_claims, _letterhead_claims,
             domain_claims, voice_claims, heading_claims, person_claims)  # fmt: skip
    claims = [claim for rule in rules for claim in rule(letter)]
    claims += file_name_claims(letter, file_name)
    if not any(claim.parties and claim.weight >= 0.4 for claim in claims):
        claims += first_person_claims(letter)
    return [c for c in claims if c.parties and not any(_is_receiver(p.name) for p in c.parties)]


def _from_claims(letter: Letter) -> Iterator[Claim]:
    """«Innspill fra X», «Høringsuttalelsen er fra X», or a line «fra X», near the top or in the file's own title."""
    for rule, weight, text in (("tittel", 0.95, letter.top), ("dokumenttittel", 0.85, letter.title)):
        for match in _FROM.finditer(text):
            before = re.split(r"[.!?]\s|\n\s*\n", text[: match.end()])[-1]
            if not _ELSEWHERE.search(before):
                yield Claim(rule, weight, *_named_after(letter, text, match.end(), match.group()))
        for line in re.finditer(r"(?m)^.+$", text):
            if found := _FROM_LINE.match(line.group()):
                at = line.start() + found.end()
                before = text[: line.start()].rstrip(" ")
                if before.endswith("\n\n") or not before or _TITLE_LIKE.search(before.rstrip().split("\n")[-1]):
                    yield Claim(rule, weight - 0.05, *_named_after(letter, text, at, "fra"))


def _named_after(letter: Letter, text: str, at: int, cue: str) -> tuple[tuple[Party, ...], str]:
    """The parties named right after `at`, on its line or, where the name is broken over two lines, with the next one."""
    rest = text[at : at + 240]
    line = cut_phrase(rest.split("\n")[0])
    longer = cut_phrase(rest)
    parties, wider = letter.identify(line), letter.identify(longer)
    known = all(party.rows for party in parties)
    if wider and (not parties or not known or set(parties) < set(wider)):
        line, parties = longer, wider
    if not parties and not _is_receiver(line):
        parties = _guessed(line)
    return parties, f"{' '.join(cue.split()[-1:])} {_shown(letter, line, parties)}"


def _guessed(name: str) -> tuple[Party, ...]:
    """A sender that nothing in the registry knows: a person's name is a private person, another name an organisation.

    A single word is neither: nobody knows whether it is a person, and a person's name must not become a sender's."""
    first = name.split(",")[0]
    if is_person(first):
        return (Party("privatperson", "Privatperson", (), "typen er gjettet"),)
    words = WORD.findall(first)
    bodily = any(word.islower() or (word.isupper() and len(word) > 1) for word in words)
    if first[:1].isupper() and len(words) <= 6 and bodily:
        return (Party("organisasjon", first, (), "navnet er ukjent, typen er gjettet"),)
    return ()


def _is_receiver(name: str) -> bool:
    return "departement" in name.casefold() or name.casefold() in {"kommunen", "kommunene", "helsefellesskapet"}


def _shown(letter: Letter, phrase: str, parties: tuple[Party, ...]) -> str:
    """The words to keep as evidence: the names of the parties as printed, never a person's name beside them."""
    if any(party.sender_type == "privatperson" for party in parties):
        return "[en person]"
    group = next((g for g in letter.index.groups(phrase) if parties_of(g) == parties), None)
    printed = phrase[group[0].start : group[-1].end] if group else ", ".join(party.name for party in parties)
    return " ".join(printed.split())[:80]


def _title_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommunes innspill», «Høringssvar – X kommune»: a name on a title line, not as receiver or subject."""
    for rule, lines in (("tittel", letter.top.splitlines()), ("dokumenttittel", [letter.title])):
        for line in lines:
            if not _TITLE_LIKE.search(line) or _ELSEWHERE.search(line) or len(line) > 160:
                continue
            for group in letter.index.groups(line):
                first, last = group[0], group[-1]
                if re.search(r"(?i)\b(?:til|for|om|med|i|hos|mellom|to|fra|frå)\s+$", line[: first.start]):
                    continue
                own = last.possessive or re.match(r"\s+(?:sitt|sine|sin)\b", line[last.end :])
                if last.suffixed or last.party.sender_type != "kommune" or own:
                    yield Claim(rule, 0.8 if own else 0.6, parties_of(group), line[first.start : last.end])


def _field_claims(letter: Letter) -> Iterator[Claim]:
    """«Avsender: X», as web forms and e-mails have it; the value may stand on the next line."""
    lines = letter.lines[:25]
    for number, line in enumerate(lines):
        match = _FIELD.match(line)
        if match is None or (not match["value"] and ":" not in line and len(line.split()) > 3):
            continue
        value = match["value"] or (lines[number + 1] if number + 1 < len(lines) else "")
        if line.casefold().startswith("kommune") and WORD.fullmatch(value.strip().replace("-", "")):
            value += " kommune"
        address = kommune_in_address(letter, value)
        value = cut_phrase(re.sub(r"<[^>]{0,200}>", "", value))
        parties = address or letter.identify(value)
        # «Fra: <a person>» heads every e-mail; the body that she writes for stands elsewhere.
        weight = 0.45 if any(party.sender_type == "privatperson" for party in parties) else 0.9
        shown = parties[0].name if address else _shown(letter, value, parties)
        yield Claim("felt", weight, parties, f"{line.split(':')[0].strip()[:40]}: {shown}")


def _opening_claims(letter: Letter) -> Iterator[Claim]:
    """«X kommune viser til …», «X ønsker å takke …» as a sentence's beginning."""
    for match in _OPENING.finditer(letter.opening):
        who = match["who"].strip()
        parties = letter.identify(who)
        if parties and all(map(looks_official, parties)) and _begins_with(letter, who, parties):
            yield Claim("innledning", 0.7, parties, _shown(letter, who, parties))


def _begins_with(letter: Letter, phrase: str, parties: tuple[Party, ...]) -> bool:
    """Is the name the subject itself («Kommunedirektøren i X» too), not a part of «I likhet med X»?"""
    if any(party.sender_type == "privatperson" for party in parties):
        return False
    groups = letter.index.groups(phrase)
    start = min((m.start for m in groups[0]), default=0) if groups else 0
    lead = phrase[:start].strip()
    return len(lead) <= 45 and not re.match(r"(?i)(?:i|for|som|etter|på|ved|med|når|slik|både|innspill\w*)\b", lead)


def _signature_claims(letter: Letter) -> Iterator[Claim]:
    """«På vegne av X», «For X kommune», or a line of the signature that names X («Rådgiver, X kommune»)."""
    for line in (line for line in letter.signature if len(line) <= 200):
        behalf = _BEHALF.search(line)
        if behalf:
            phrase = cut_phrase(line[behalf.end() :])
            parties = letter.identify(phrase, bare=False)
            yield Claim("på vegne av", 0.85, parties, _shown(letter, phrase, parties))
        for phrase in dict.fromkeys(part.strip() for part in (line, *line.split(","))):
            parties = letter.identify(cut_phrase(phrase), bare=False) if "@" not in phrase else ()
            sure = all(party.rows or party.sender_type == "rhf" for party in parties)
            if parties and all(p.sender_type != "privatperson" and looks_official(p) for p in parties):
                named = ", ".join(party.name for party in parties)
                yield Claim("signatur", 0.65 if sure else 0.4, parties, named)
                break
    if letter.signature[1:] and not letter.slides:
        ends = [line for line in letter.signature if len(line.split()) <= 4]
        yield from (Claim("signatur", 0.5, parties_of(g), line) for line in ends for g in letter.index.groups(line)
                    if len(line) <= g[-1].end - g[0].start + 2 and g[0].party.sender_type == "kommune")  # fmt: skip


def _letterhead_claims(letter: Letter) -> Iterator[Claim]:
    """A line near the top, or a running head, that is only a name: «ETNEDAL KOMMUNE»."""
    lines = letter.lines[: 3 if letter.slides else 8]
    before = ["", *lines]
    for line, previous in [*zip(lines, before, strict=False), *((head, "") for head in letter.heads)]:
        if len(line) > 70 or RECEIVER.match(line) or RECEIVER.fullmatch(previous.rstrip(":")) or _FIELD.match(line):
            continue
        parties = letter.identify(line) if not _TITLE_LIKE.search(line) and not re.search(r"[.!?]$", line) else ()
        if any(p.sender_type == "privatperson" or not looks_official(p) for p in parties):
            continue
        groups = letter.index.groups(line)
        rest = line[groups[0][-1].end :].strip() if groups else ""
        if groups and (groups[0][0].start > 6 or (rest and rest[0] not in ",|–-/(")):
            continue
        bare = bool(groups) and groups[0][0].party.sender_type == "kommune" and not groups[0][0].suffixed
        # «0030 Oslo» and «Oslo, 3. mai» are an address and a date; «Land kommune» may be the end of «Nordre\nLand kommune».
        if (bare and WORD.findall(line) != WORD.findall(line[groups[0][0].start : groups[0][-1].end])) or any(
            party.sender_type == "kommune" and not party.rows for party in parties
        ):
            continue
        weight = 0.3 if bare else 0.6
        yield Claim("brevhode", weight, parties, _shown(letter, line, parties))
