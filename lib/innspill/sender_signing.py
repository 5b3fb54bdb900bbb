"""Who signs, who stands in a field, who is listed: the claims where a letter itself says «this is from us».

The words that a claim keeps are names of bodies and cues; a person's name or address never becomes evidence.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from innspill.sender_lexicon import WORD, Party
from innspill.sender_people import holds_given_name, is_capitals, kind_of_name, names_person
from innspill.sender_phrases import PRIVATE, SOMEBODY, cut_phrase, holds_office, looks_official, parties_of
from innspill.sender_traces import party_of_address
from innspill.sender_zones import RECEIVER, Claim, Letter

UNSURE = Party("ukjent", "en organisasjon eller en privatperson")
FIELD = re.compile(
    r"(?i)^\s*(?P<label>avsender|avsendar|innsender|innsendar|innsendt av|innsend av|sendt av|fra|frå|from|organisasjon|"
    r"verksemd|virksomhet|na[vm]n på (?:organisasjon\w*|virksomhet\w*|verksemd\w*|avsend\w*|kommune\w*|instans\w*)|"
    r"organisasjonens navn|organisasjonsnavn|virksomhetens navn|kommune|kommunenavn|helsefellesskap|etat|"
    r"høringsinstans|høyringsinstans|høringspart|instans|svar fra|svar frå|innspill fra|innspel frå|på vegne av|"
    r"på vegner av|na[vm]n|type avsender|avsendertype|type høringsinstans|jeg svarer som|svarer som)\s*(?::|\||$)\s*"
    r"(?P<value>.*)$"
)
_KIND_LABEL = re.compile(r"(?i)type|svarer som")
_BODY_LABEL = re.compile(r"(?i)organisasjon|virksomhet|verksemd|instans|part|etat")
_GENERIC = re.compile(
    r"(?i)(?:kommune|organisasjon|virksomhet|offentlig\w*|annet|anna|ja|nei|-)?\s*(?:etat|virksomhet|myndighet)?"
)
_PRIVATE = re.compile(
    r"(?i)\b(?:privatperson|enkeltperson|privat person|som privat borger|som innbygger|som innbyggjar|som pårørende|"
    r"som pårørande)\b"
)
# «Jeg skriver som privatperson»: whatever the signature says about where she works.
_MYSELF = re.compile(
    r"(?i)\b(?:jeg|eg)\s+(?:skriver|skriv|svarer|svarar|uttaler meg|uttalar meg|sender|deltar|deltek)\b"
    r"(?P<between>[^.!?\n]{0,60}?)\bsom\s+(?:en |ein )?"
    r"(?:privatperson|enkeltperson|pårørende|pårørande|pasient|innbygger|innbyggjar|privat person)\b"
)
_BEHALF = re.compile(r"(?i)(?:på vegne av|på vegner av|on behalf of|^\s*for)\s+(?=[A-ZÆØÅa-zæøå])")
_BEHALF_IN_TEXT = re.compile(r"(?i)\bpå vegne?r? av\s+")
_LIST_CUE = re.compile(
    r"(?i)\b(?:følgende|følgjande|disse|desse|nedenstående|deltakende|samarbeidende)\s+kommun\w*|\bavgitt av\b|\bstår bak\b|"
    r"\bsend\w*\s+(?:inn\s+)?(?:på vegne?r? )?av\b\s*:|\bkommun(?:ene|ane)\s*:\s*$|\bavsendere?\s*:\s*$|\bsignert av\b"
)
_BULLET = re.compile(r"^[\s•●▪◦*·–-]*(?:\d{1,2}[.)]\s*)?")


def guessed(name: str, letter: Letter) -> tuple[Party, ...]:
    """A sender that nothing in the registry knows: a person, a body, or nobody knows which.

    A single word is none of them: a person's name must not become a sender's."""
    first = name.split(",")[0].strip()
    kind = kind_of_name(name, letter.opening) if first[:1].isupper() and len(WORD.findall(first)) > 1 else ""
    if re.search(r"[\w-]kommun(?:ene|ane)$", first):
        return (Party("regionraad", first),)
    if re.search(r"(?i)\b(?:kommune|herad)$", first):
        return (Party("kommune", first, (), "kommunen står ikke i registeret"),)
    if kind == "privatperson":
        return (replace(PRIVATE, note="typen er gjettet"),)
    if kind == "organisasjon":
        short = len(WORD.findall(first)) <= 7
        return (Party("organisasjon", first, (), "navnet er ukjent, typen er gjettet"),) if short else ()
    return (UNSURE,) if kind is None and is_capitals(first) else ()


def shown(letter: Letter, phrase: str, parties: tuple[Party, ...]) -> str:
    """The words to keep as evidence: the names of the parties as printed, never a person's name beside them."""
    if any(party.sender_type in {"privatperson", "ukjent"} for party in parties):
        return "[et navn]"
    group = next((g for g in letter.index.groups(phrase) if parties_of(g) == parties), None)
    printed = phrase[group[0].start : group[-1].end] if group else ", ".join(party.name for party in parties)
    return " ".join(printed.split())[:80]


def without_person(claim: Claim) -> Claim:
    """The claim with no word that may be a person's name: where one is left, the parties' own names stand instead."""
    names = " ".join(party.name for party in claim.parties)
    own = set(WORD.findall(names.casefold()))
    strange = " ".join(word for word in WORD.findall(claim.words) if word.casefold() not in own)
    return replace(claim, words=names[:80]) if holds_given_name(strange) else claim


def mail_head_claims(letter: Letter) -> Iterator[Claim]:
    """«Fra: … <postmottak@x.kommune.no>» in the head of an e-mail: its domain, unless it is a private provider's."""
    for head in letter.heads:
        match = re.match(r"(?i)\s*(?:fra|frå|from|avsender)\s*:\s*(.{1,300})", head)
        if match is None:
            continue
        party = party_of_address(letter, match.group(1))
        if party is not None:
            yield Claim("e-posthode", 0.85, (party,), f"Fra: {party.name}")
            continue
        name = cut_phrase(re.sub(r"<[^>]{0,200}>|\S{1,80}@\S{1,80}", "", match.group(1)))
        parties = letter.identify(name) or (guessed(name, letter) if name else ())
        weight = 0.3 if any(p.sender_type in {"privatperson", "ukjent"} for p in parties) else 0.6
        yield Claim("e-posthode", weight, parties, f"Fra: {shown(letter, name, parties)}")


def field_claims(letter: Letter) -> Iterator[Claim]:
    """«Avsender: X», as web forms and e-mails have it; the value may stand on the next line."""
    lines = letter.lines[:25]
    for number, line in enumerate(lines):
        match = FIELD.match(line[:300])
        if match is None:
            continue
        value = (match["value"] or (lines[number + 1] if number + 1 < len(lines) else ""))[:300]
        yield from _field_claim(letter, match["label"].casefold(), value)


def _field_claim(letter: Letter, label: str, value: str) -> Iterator[Claim]:
    if _PRIVATE.match(value.strip()):
        yield Claim("felt", 0.85, (PRIVATE,), f"{label}: privatperson")
    if _KIND_LABEL.search(label) or _GENERIC.fullmatch(value.strip()) or _PRIVATE.match(value.strip()):
        return
    if label.startswith("kommune") and WORD.fullmatch(value.strip().replace("-", "").replace(" ", "")):
        value += " kommune"
    address = party_of_address(letter, value)
    value = cut_phrase(re.sub(r"<[^>]{0,200}>", "", value))
    parties = (address,) if address else letter.identify(value)
    if not parties and _BODY_LABEL.search(label) and is_capitals(value):
        parties = (Party("organisasjon", value[:80], (), "navnet er ukjent, typen er gjettet"),)
    parties = parties or (guessed(value, letter) if not label.startswith(("fra", "frå", "from")) else ())
    if re.match(r"na[vm]n$", label) and any(not party.rows for party in parties):
        parties = (PRIVATE,) if names_person(value) else ()
    # «Fra: <a person>» heads every e-mail; the body that she writes for stands elsewhere.
    someone = any(party.sender_type in {"privatperson", "ukjent"} for party in parties)
    named = parties[0].name if address else shown(letter, value, parties)
    yield Claim("felt", 0.35 if someone else 0.9, parties, f"{label[:40]}: {named}")


def signature_claims(letter: Letter) -> Iterator[Claim]:
    """«På vegne av X», «For X kommune», or a line of the signature that names X («Rådgiver, X kommune»)."""
    for line in (line for line in letter.signature if len(line) <= 200):
        behalf = _BEHALF.search(line)
        if behalf:
            phrase = cut_phrase(line[behalf.end() :])
            parties = letter.identify(phrase, bare=False)
            yield Claim("på vegne av", 0.85, parties, shown(letter, phrase, parties))
        for phrase in dict.fromkeys(part.strip() for part in (line, *line.split(","))):
            parties = letter.identify(cut_phrase(phrase), bare=holds_office(phrase)) if "@" not in phrase else ()
            sure = all(party.rows or party.sender_type == "rhf" for party in parties)
            if parties and all(looks_official(p) for p in parties):
                named = ", ".join(party.name for party in parties)
                yield Claim("signatur", 0.65 if sure else 0.4, parties, named)
                break
    # Under a letter in the first person a bare place is where she lives.
    if letter.signature[1:] and not letter.slides and not letter.by_one:
        ends = [line for line in letter.signature if len(line.split()) <= 4]
        yield from (Claim("signatur", 0.5, parties_of(g), line) for line in ends for g in letter.index.groups(line)
                    if len(line) <= g[-1].end - g[0].start + 2 and g[0].party.sender_type == "kommune")  # fmt: skip


def list_claims(letter: Letter) -> Iterator[Claim]:
    """«På vegne av kommunene X, Y og Z» in the opening; «Følgende kommuner …» and a list or a table of them below."""
    for match in _BEHALF_IN_TEXT.finditer(letter.opening):
        phrase = cut_phrase(letter.opening[match.end() : match.end() + 300].replace("\n", " "))
        parties = letter.whole_list(letter.opening[match.end() : match.end() + 60], letter.identify(phrase))
        if parties and all(looks_official(party) for party in parties):
            yield Claim("på vegne av", 0.8, parties, shown(letter, phrase, parties))
    ends = [*range(min(len(letter.lines), 40)), *range(max(40, len(letter.lines) - 60), len(letter.lines))]
    for number in (n for n in ends if _LIST_CUE.search(letter.lines[n][:300])):
        parties = tuple(dict.fromkeys(_listed_below(letter, number)))
        if len(parties) > 1:
            yield Claim("liste", 0.85, parties, ", ".join(party.name for party in parties)[:200])


def logo_claims(letter: Letter) -> Iterator[Claim]:
    """Several kommuner, and nothing else, on the first lines or in the heads: their logos side by side."""
    for lines in (letter.lines[:12], letter.heads):
        named: dict[tuple[str, str], Party] = {}
        for line in lines:
            mentions = [m for group in letter.index.groups(line[:300]) for m in group]
            words = sum(len(WORD.findall(line[m.start : m.end])) for m in mentions)
            kommuner = all(m.suffixed and m.party.sender_type == "kommune" and not m.party.listed for m in mentions)
            if mentions and kommuner and words == len(WORD.findall(line[:300])):
                named |= {m.party.key: m.party for m in mentions}
            elif named or RECEIVER.match(line):
                break
        if len(named) > 1:
            yield Claim("logoer", 0.85, tuple(named.values()), ", ".join(party.name for party in named.values())[:200])


def _listed_below(letter: Letter, number: int) -> Iterator[Party]:
    """The kommuner that stand alone on the lines below; three lines without one (names, roles) end the list."""
    without = 0
    for line in letter.lines[number + 1 : number + 120]:
        text = _BULLET.sub("", line[:120])
        groups = letter.index.groups(text if "ommune" in text else f"{text} kommune") if text[:1].isupper() else []
        alone = [g for g in groups if g[0].start == 0 and g[-1].end >= len(text) - 2 and g[0].party.sender_type == "kommune"]
        without = 0 if alone else without + 1
        if without > 3 or len(line.split()) > 12:
            return
        yield from (party for group in alone for party in parties_of(group))


def person_claims(letter: Letter, has_body: bool) -> Iterator[Claim]:
    """A private person: who says so; and, where nothing points to a body, who writes «jeg» or signs with a bare name."""
    ends = letter.top + "\n" + "\n".join(line[:300] for line in letter.lines[-12:])
    myself = _MYSELF.search(f"{letter.opening}\n{ends}")
    if myself:
        if not re.search(r"(?i)\b(?:ikke|ikkje)\b", myself["between"]):
            yield Claim("privatperson", 0.95, (PRIVATE,), "skriver som privatperson")
    elif found := _PRIVATE.search(ends):
        yield Claim("privatperson", 0.7, (PRIVATE,), found.group().casefold())
    if any(SOMEBODY.fullmatch(line.strip(" .,–-")) for line in letter.signature):
        yield Claim("underskrift", 0.7, (PRIVATE,), "en enkeltperson")
    if has_body:
        return
    if letter.by_one:
        yield Claim("jeg-form", 0.4, (PRIVATE,), "jeg-form")
    signed = [line for line in letter.signature[:6] for part in [re.sub(r"(?i)^.{0,30}?(?:hilsen|helsing|mvh)\W*", "", line)]
              if names_person(part) and is_capitals(part)]  # fmt: skip
    if signed:
        yield Claim("underskrift", 0.3, (PRIVATE,), "signert med et navn alene")
