"""Names of services, projects and tools that the codebook does not have yet, found by their form alone.

Four forms: a quoted name («Trygg på øya»), capitals in mid-sentence («Trygg Hjemme», «KlinObs», «Barselkafeen»), a compound
that is called something («Rosa-modellen»), capitals beside such a word («MOBA-prosjektet», «teamet HUSK»). Precision goes
before recall: a list that an editor trusts is read to its end. So a lower-case name («pasientpanelet») is not looked for, and
two capitalised words are a name only if both are ordinary words elsewhere in the letters: «Kari Nordmann» is not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from innspill.tables import TEXT, WHOLE

FORMS = ("quoted", "capitalised", "compound", "abbreviation")
_words = re.compile(r"\w+").findall
_COLUMNS = {"name": TEXT, "n_letters": WHOLE, "n_segments": WHOLE, "form": TEXT, "senders": TEXT, "example": TEXT}
# A single word of fewer letters is a person or a place as often as a service.
_LONG = 7
# A longer run of capitals is a heading or the title of a paper.
_MOST_WORDS = 4
# So far back a name is looked for the end of a sentence.
_BACK = 12
_W = r"[^\W\d_]"
_WORD = rf"{_W}{{1,40}}(?:['’-]{_W}{{1,40}}){{0,4}}"
_QUOTED = re.compile(rf"[«“”\"]({_WORD}(?:[ ,–-]{{1,3}}{_WORD}){{0,4}}[!]?)[»”“\"]")
_CAPITAL = re.compile(rf"(?<![\w-])[A-ZÆØÅÄÖ]{_W}{{2,40}}(?:['’-]{_W}{{1,40}}){{0,4}}")
_NOUN = "(?:prosjekt|modell|team|pilot|program|satsing|nettverk|sent(?:er|re|ra)|panel|kafe|skole|skule|ordning|verktøy|metode)"
_CALLED = re.compile(rf"{_NOUN}(?:et|en|a|ene|ane|n)?", re.I)
_COMPOUND = re.compile(
    rf"(?<![\w-])([A-ZÆØÅ]{_W}{{1,30}}(?:-{_W}{{1,30}}){{0,2}}-?(?:prosjekt|modell|team|pilot|program|satsing|nettverk|sent)"
    r"(?:eret|ret|et|en|a))(?!\w)"
)
_CAPITALS = r"[A-ZÆØÅ]{3,6}"
_ABBREVIATION = re.compile(rf"(?<![\w-])({_CAPITALS})-{_NOUN}|(?<![\w-]){_NOUN}(?:et|en|a)?\s«?({_CAPITALS})(?![\w-])")
_DEFINITE = re.compile(rf"({_W}{{4,40}}?)(?:en|et|a)")
_SERVICE = re.compile(rf"{_W}{{3,40}}{_NOUN}")
_ENDINGS = ("", "e", "er", "ar", "en", "et", "a", "ene", "ane", "r", "s")
_ENDS_SENTENCE = frozenset(".!?:;•·–—-▪●\n|/")
# Bodies, places, professions, plans, laws and papers: their definite form is capitalised and is no service.
_BODY = re.compile(
    rf"{_W}*(?:departement|direktorat|foretak|føretak|tilsyn|institutt|universitet|høgskol|høyskol|høgskul|utvalg|utval|forbund"
    r"|psykolog|pleier|pleiar|terapeut|konsulent|rådgiver|rådgivar|koordinator|funksjon|erfaring|eksempel|forening|foreining"
    r"|reform|kommun|fylk|stat|styr|regjering|storting|rett|lov|plan|melding|forskrift|strategi|avtal|sykehus|sjukehus|direktør"
    r"|forvalt|verk|skjema|dat|system|register|gat|veg|leg|råd|region|land|dal|fjord|bygd|by|ø|vik|havn|myndighet|kirk|kyrkj)"
    r"(?:en|et|a|ene|ane|eren|aren|ar|er|e|n)?",
    re.I,
)
# A quoted remark, question or heading begins so; a name hardly ever does.
_REMARK = frozenset(
    _words(
        "hva hvem hvordan hvorfor hvor når kva kven korleis kvifor kor vi jeg eg me det den dette de dei du man en ein et eit"
        " ikke ikkje alle vår vårt våre som for at om og men nei ja her der"
    )
)
# Capitalised in mid-sentence, each of them, without being a service.
_FORMAL = frozenset(
    _words(
        "helse sykehus sjukehus universitetssykehus universitetssjukehus kommune universitet norsk norske norges noregs statens"
        " oslo st meld innst prop kapittel vedlegg januar februar mars april mai juni juli august september oktober november"
        " desember nord sør øst aust vest nordre søre nedre øvre indre ytre store lille gamle hf rhf ks nav as brukerutvalg"
        " brukarutval helsefellesskap covid corona korona teams word excel facebook internett nasjonal nasjonale regional"
    )
)
# Well-known bodies, systems and professions by their capitals.
_KNOWN_CAPITALS = frozenset(
    _words(
        "KS RHF HOD NAV PLO DPS BUP IKT EPJ FHI ROS HDIR NOU SSB KPR NPR IPLOS KOSTRA AMK ØHD TSB DRG ISF HMS LIS HELSE KAD"
        " USHT ASU LSF SSU FSU ABUP BPA GDPR KOLS PPT OUS AHUS UNN MÅL TILTAK"
    )
)


@dataclass(frozen=True)
class _Seen:
    """One place where a name stands."""

    name: str
    form: str
    segment: str
    letter: str


def find_initiative_candidates(
    segments: pd.DataFrame, documents: pd.DataFrame, known: pd.DataFrame | None = None, own_names: Collection[str] = ()
) -> pd.DataFrame:
    """One row per name, those of most letters first, then by name: `name` (its commonest spelling), `n_letters`,
    `n_segments`, `form` (its commonest: `quoted`, `capitalised`, `compound`, `abbreviation`), `senders`, `example` (the first
    segment).

    `segments` should be those of a published corpus: what is masked there is no letter, and so in no name. `known` are rows
    of the codes table: a name where one of them lies, or that is spelt like one, is known already. `own_names` are lower-case
    words of senders' and places' names. Nothing found gives an empty table.
    """
    everyday = _lower_words(segments)
    spans, spelt = _known_places(known)
    seen = [
        place
        for row in segments.itertuples()
        if isinstance(row.text, str)
        for place in _in_segment(row, everyday, frozenset(own_names), spans.get(row.segment_id, []))
        if _key(place.name) not in spelt
    ]
    senders = dict(zip(documents["submission_id"], documents["sender"], strict=True))
    names: dict[str, list[_Seen]] = defaultdict(list)
    for place in seen:
        names[_key(place.name)].append(place)
    rows = sorted((_told(places, senders) for places in names.values()), key=lambda r: (-r["n_letters"], r["name"].casefold()))
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _told(places: list[_Seen], senders: Mapping[str, object]) -> dict[str, object]:
    letters = list(dict.fromkeys(place.letter for place in places))
    spelt, forms = Counter(place.name for place in places), Counter(place.form for place in places)
    by = sorted({str(senders[letter]) for letter in letters if isinstance(senders.get(letter), str)})
    return {
        "name": min(spelt, key=lambda name: (-spelt[name], name)), "n_letters": len(letters),
        "n_segments": len({place.segment for place in places}),
        "form": min(forms, key=lambda form: (-forms[form], FORMS.index(form))), "senders": "; ".join(by),
        "example": places[0].segment,
    }  # fmt: skip


def _key(name: str) -> str:
    return " ".join(re.sub(r"[-–,!]", " ", name.casefold()).split())


def _lower_words(segments: pd.DataFrame) -> frozenset[str]:
    """Every word that stands in small letters somewhere: what is an ordinary word."""
    words = re.compile(_WORD)
    return frozenset(w for text in segments["text"].dropna() for w in words.findall(text) if w[0].islower())


def _known_places(known: pd.DataFrame | None) -> tuple[dict[str, list[tuple[int, int]]], set[str]]:
    """Where in each segment an initiative of the codebook stands, and how they are spelt."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if known is None:
        return places, set()
    rows = known[known["scheme"] == "initiative"]
    for segment, spans in zip(rows["segment_id"], rows["spans"].fillna(""), strict=True):
        for span in (s for s in spans.split(";") if s):
            start, _, end = span.partition("-")
            places[segment].append((int(start), int(end)))
    return places, {_key(evidence) for evidence in rows["evidence"].dropna()}


def _in_segment(row: object, everyday: frozenset[str], own: frozenset[str], spans: list[tuple[int, int]]) -> Iterator[_Seen]:
    """The names in one segment, each place once, in the order of the forms."""
    text = row.text
    taken = bytearray(len(text))
    for start, end in spans:
        taken[start:end] = b"\1" * (end - start)
    quoted, capitalised = _quoted(text, everyday), _capitalised(text, row.facet == "eksempel", everyday)
    for start, end, form in chain(quoted, _abbreviated(text), _compounds(text), capitalised):
        name = text[start:end]
        if not any(taken[start:end]) and not _is_own(name, own):
            taken[start:end] = b"\1" * (end - start)
            yield _Seen(name, form, row.segment_id, row.submission_id)


def _is_own(name: str, own: frozenset[str]) -> bool:
    """Whether a name is only what a sender or a place is called, or the helsefellesskap's own bodies."""
    words = _key(name).split()
    said = own | _FORMAL
    return words[0].startswith("helsefell") or all(word in said or word.removesuffix("s") in said for word in words)


def _quoted(text: str, everyday: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Between quotation marks: up to five words, the first with a capital, or one that is called something."""
    for found in _QUOTED.finditer(text):
        words = found[1].split()
        if len(words) > 1:
            named = words[0][0].isupper() and words[0].casefold() not in _REMARK and not found[1].isupper()
        else:
            # A patient in an example is a short word in quotes, an ordinary word in quotes a remark.
            long = len(found[1]) >= _LONG and found[1].casefold() not in everyday and not found[1].isupper()
            named = _has_capitals_inside(found[1]) or (long and words[0][0].isupper()) or bool(_SERVICE.fullmatch(found[1]))
        if named:
            yield found.start(1), found.end(1), "quoted"


def _abbreviated(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _ABBREVIATION.finditer(text):
        group = 1 if found[1] else 2
        if found[group] not in _KNOWN_CAPITALS:
            yield found.start(group), found.end(group), "abbreviation"


def _compounds(text: str) -> Iterator[tuple[int, int, str]]:
    """«Rosa-modellen» anywhere, «Familieteamet» in mid-sentence: at its beginning every noun has a capital."""
    for found in _COMPOUND.finditer(text):
        first = found[1].partition("-")[0]
        if first in _KNOWN_CAPITALS or _CALLED.fullmatch(found[1]):
            continue
        if "-" in found[1] or not _begins_sentence(text, found.start()):
            yield found.start(1), found.end(1), "compound"


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _BACK) : start].rstrip(" \t«“\"'(*")
    return not before or before[-1] in _ENDS_SENTENCE


def _capitalised(text: str, example: bool, everyday: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Capitalised ordinary words in a row, a word with capitals inside, or a definite noun never seen in small letters."""
    for run in _runs(text):
        start, end = run[0].start(), run[-1].end()
        initial = _begins_sentence(text, start)
        if len(run) == 1:
            named = _is_name(run[0][0], initial, example and start == 0, everyday)
        else:
            named = not initial and len(run) <= _MOST_WORDS and all(_ordinary(token[0], everyday) for token in run)
        if named:
            yield start, end, "capitalised"


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words with nothing but a space between them."""
    run: list[re.Match[str]] = []
    for token in _CAPITAL.finditer(text):
        if run and text[run[-1].end() : token.start()] != " ":
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _ordinary(word: str, everyday: frozenset[str]) -> bool:
    return word.casefold() in everyday and word.casefold() not in _FORMAL and not _BODY.fullmatch(word) and not word.isupper()


def _is_name(word: str, initial: bool, heads_example: bool, everyday: frozenset[str]) -> bool:
    """A single word: «KlinObs», or «Barselkafeen» where it is in mid-sentence or heads an example."""
    if word.casefold() in everyday or _BODY.fullmatch(word) or word.isupper():
        return False
    if _has_capitals_inside(word):
        return True
    noun = _DEFINITE.fullmatch(word)
    if not noun or len(word) <= _LONG or word.endswith("sen"):
        return False
    # «Erfaringa» is an ordinary noun where «erfaringar» stands in small letters.
    stem = noun[1].casefold()
    if any(stem + ending in everyday for ending in _ENDINGS):
        return False
    return heads_example if initial else True


def _has_capitals_inside(word: str) -> bool:
    return word[0].isupper() and any(c.islower() for c in word[:3]) and any(c.isupper() for c in word[2:]) and "-" not in word
