"""Words that are no person's name: places and bodies of the registry, roles, the words of the field, the letters' own words.

There is no list of given names here: none with a source that we may pass on was at hand. What is a name is told by what
stands around it, and these words tell what is not.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from innspill.registry import Registry

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
PARTICLES = frozenset(WORD.findall("van der den de von af av da di du la le el al bin ibn ben ter ten zu dos"))

_ROLE_STEM = (
    r"(?:sjef|direktør|leder|leiar|lege|rådgiver|rådgjevar|koordinator|ordfører|ordførar|rådmann|sekretær"
    r"|sykepleier|sjukepleiar"
    r"|terapeut|jordmor|psykolog|psykologspesialist|professor|forsker|forskar|statsråd|minister|representant|politiker|politikar"
    r"|byråd|fylkesråd"
    r"|konsulent|behandler|handsamar|advokat|redaktør|formann|medlem|tillitsvalgt|tillitsvald|verneombud"
    r"|assistent|ansvarlig"
    r"|jurist|planlegger|planleggar|controller|inspektør|forvalter|vernepleier|pasient|innbygger|innbyggar|beboer"
    r"|bebuar|pårørende|forfatter|doktorgradsstipendiat|stipendiat"
    r"|jođiheaddji|ráđđeaddi|sátnejođiheaddji|coordinator|director|mayor|manager|advisor|adviser)"
)
_OF_US = r"(?:min|mi|mitt|mine|vår|vårt|våre|hans|hennes|hennar|deres|din|sin|si)"
_IN_LAW = r"(?:svige?r|ste|foster|halv|tvilling|eks|beste|mor|far|olde)?"
_CLOSE = (
    rf"{_IN_LAW}(?:mor|far|mann|bror|søster|syster|sønn|son|datter|dotter)|ektemann|kone|hustru|ektefelle|samboer|tante|onkel"
    r"|nevø|niese|venn|venninne|nabo|kollega"
)
_THE_CLOSE = (
    rf"{_IN_LAW}(?:mannen|mor[ae]n?|faren|broren|s[øy]ster(?:en|a)|sønnen|sonen|datt(?:eren|era)|dottera)|ektemannen|kon[ae]n?"
    r"|hustruen|ektefellen|samboeren|barnebarnet|tant[ae]n?|onkelen|nevøen|nies[ae]n?|kjæresten"
)
# «naboen Sverige»: of these it takes «min» or «vår» to make a person.
_THE_NEAR = r"vennen|venninn[ae]n?|naboen|kollegaen"
_CARED_FOR = r"pasienten|brukeren|brukaren|bebo(?:er|ar)en|bebuaren|klienten|gutten|guten|jenta"
_THOSE = re.compile(rf"{_THE_CLOSE}|{_THE_NEAR}|{_CARED_FOR}", re.I)
# One name is enough after these: «sønnen Emil», «mannen min, Oddvar», «Pasienten Arne», «han heter Ola». A comma after a
# patient alone may begin a list: «brukeren, Fontenehuset og Nav».
_NAMED = r"(?:heter|heiter|het|ved\snavn|ved\snamn)"
CLOSE_BEFORE = re.compile(
    rf"(?<![\w-])(?:(?:(?:{_THE_CLOSE})(?:\s{_OF_US})?,?|(?:{_THE_NEAR})\s{_OF_US},?|{_OF_US}\s(?:\w{{2,20}}\s)?(?:{_CLOSE}),?|(?:{_CLOSE})(?:\stil)?"
    rf"|(?:{_CARED_FOR})(?:\s{_OF_US},?)?)(?:\spå\s\d{{1,3}}(?:\sår)?,?)?(?:(?:\ssom)?\s{_NAMED})?|(?:jeg|eg|hun|ho|han)\s{_NAMED})"
    r"\s{1,3}\Z",
    re.I,
)
TITLE_BEFORE = re.compile(r"(?<![\w-])(?:(?:dr|prof)\.?(?:\s?med\.?)?|fru|frøken|herr|hr\.)\s{1,3}\Z", re.I)
# «Kontaktpersonen vår, …»: the word before is a role, or the person whom one turns to.
OURS_BEFORE = re.compile(rf"(?<![\w-])([\w/-]{{3,40}})\s(?:{_OF_US},?|(?:som\s)?{_NAMED})\s{{1,3}}\Z", re.I)
CONTACT = re.compile(
    r"(?:kontakt|støtte|hjelpe?|primær|tillits)(?:person(?:en)?|mann(?:en)?|kontakt(?:en)?)|lærer(?:en)?", re.I
)
# «leder», «kommunedirektøren», «ordførerne», «fagsjef».
ROLE = re.compile(rf"\w{{0,30}}?(?:-?og)?{_ROLE_STEM}(?:e?n|et|a|ane|ar|e|ene|er|ne|s)?(?:/\w{{1,30}})?", re.I)

# What bodies, services and headings are made of; as whole words, and as the last part of compounds.
_NO_NAMES = frozenset(
    """
    ad administrasjon administrative administrativt administrerende adresse alle altså andre anleggs annet antall
    april arbeid arkiv arkivdel arkivnøkkel arkivref arkivsak att august avdeling avsender bare barn barne bedre begge
    behandling beredskap beste besøk bil bilag blå bup by bydel bystyre bør både cc covid da danmark date dato de
    dearvvuođaiguin deltakere den denne departement deres derfor dersom desember det dette di digital digitale
    digitalt dips direktorat disse distrikt dokument dps dr du dykkar e-mail e-post eg egen ein elektronisk eller emne
    en enhet epic epost et etat etter etternavn eu europa fag faglig faglige fagområde familie far faste fax februar
    felles fellesskap fhi figur finland flere fn for fordi forfall fornavn forslag fra fredag frisk frivillig from fru
    frøken frå funksjon fylke fylkesting før får gamle gjennom gjenpart gode godkjend godkjent gradering grønn grønne
    ha han hdir hei heim helse helsing her herr hf hilsen hjelp hjemme hjemmeside hod hos hospital hun hva hvem hvis
    hvor hvordan høring høringssvar i ifølge ifølgje ikke iks imidlertid indre ingen ingenting inn innbygger innkalt
    innspel innspill institutt int interkommunale island ja januar jeg jf jfr jnr journal journalpost juli juni kan
    kap kapittel kilde kjære klagesak klassering klassifisering klinikk klinisk kommunal kommunale kommune kompetanse
    konst konstituert kontakt kontaktperson kontor kopi kors kreft ks kultur kun kunnskap kvalitet lag laget land
    landsforening leddet legevakt likevel lille lis lokal lokale lov lærings løpenr lørdag mai mail man mandag mange
    mars med medan medisinsk medisinske mellom men mens mental mestring midt min mitt mob mobil mor mot mottak
    mottakar mottaker mulighet mvh møte møteleiar må namn nasjonal nasjonale nav navn ned nedre nei nettside nettsted
    nettverk nhn nord nordisk nordre noreg norge norges norsk norske notat november ny nye nytt nære nærings nå når og
    også oktober om omsorg onsdag oppdrag oppvekst ord org org.nr organisasjon orientering oss pasient pasientens pb
    pga pkt plan pleie post postadresse postboks postmottak ppt president presidenten prof prosjekt psykisk psykiske
    punkt på rapport rask raskere re ref referanse region regional regionale rehabilitering rett revidert rhf rus
    russland rød røde røyst råd sámi sak saken saks samarbeid samhandling samisk samiske samlet sammen selv sendt
    senter sentral sentralbord sentrum september sett side siden sign signert sist sitt sjukehus sjølv skal skole slik
    som sosial spesialist spørsmål st staben stat statlig status sti stilling storbritannia store strategi strategisk
    strategiske styre styrke styrking subject sunn sv svar sverige sykehus søndag søndre sør så tabell takk team tel
    telefon tema tidlig til tilstede tiltak tirsdag tittel tjeneste tjenesteområde tjenester tlf to torsdag trygg
    trygge tverrfaglig tyskland ukraina under underskrift ung unge universitet unntatt usa ut utan uten utfordring
    utkast utredning utvalg utvikling var ved vedlegg vei velferd venleg vennleg vennlig vern versjon vert vest vestre
    vg vi vil virksomhet viser vs vår våre who ytre økonomi øst østre øvre øvrige år året
    """.split()  # noqa: SIM905  (quoted one by one, it would be four times as long)
)
_ENDING = re.compile(r"(?:ene?|ane?|e[rt]s?|ar|a|e|s)\Z")
_NO_NAME_END = re.compile(
    r"(?:kommun(?:e|en|er|ene|ar|ane)|fylke|herad|suohkan|gielda|tjïelte|utval(?:g|get|et)?|tjenest(?:e|en|er"
    r"|ene)|tenest(?:e|a|er|ene)|avdeling(?:a|en)?"
    r"|sent(?:er|eret|ret)|s[yj]u?ke(?:hus|huset|hjem|hjemmet|heim|heimen)|helse|helsa|omsorg(?:en)?|plan(?:en)?"
    r"|råd(?:et)?|enhet(?:en)?|eining(?:a)?|fellesskap(?:et)?"
    r"|felleskap(?:et)?|nettverk(?:et)?|foretak(?:et)?|føretak(?:et)?|departement(?:et)?|direktorat(?:et)?"
    r"|forening(?:en|a)?|forbund(?:et)?|stiftelse(?:n)?|prosjekt(?:et)?"
    r"|modell(?:en)?|teamet|team|program(?:met)?|kontor(?:et)?|skole(?:n)?|skule(?:n)?|universitet(?:et)?"
    r"|sekretariat(?:et)?|møte(?:t)?|reform(?:en)?"
    r"|tilsyn(?:et)?|styre(?:t)?|styring(?:a|en)?|ting(?:et)?|klinikk(?:en)?|legevakt(?:en|a)?|journal(?:en)?"
    r"|register(?:et)?|registeret|strategi(?:en)?"
    r"|sykdom(?:mer|men)?|gruppe(?:n|a|r)?|samarbeid(?:et)?|handling(?:en|a)?|utvikling(?:en|a)?|opplæring(?:en"
    r"|a)?|forsknin?g(?:en|a)?|kompetanse(?:n)?"
    r"|ordning(?:en|a)?|veileder(?:en)?|ansvar(?:et)?|arbeid(?:et)?|behandling(?:en|a)?|loven|lova|forskrift(?:en"
    r"|a)?|bygd(?:a)?|system(?:et)?|løsning(?:en|er|a)?"
    r"|seksjon(?:en)?|etat(?:en)?|forvaltning(?:en|a)?|sjukdom(?:ar|men)?|hjelp(?:a|en)?|bedrift(?:en)?"
    r"|region(?:en)?|dato|kode|adresse|gang|nummer|nr|valg(?:et)?|lag(?:et)?|apotek(?:et)?)"
)
# After a name that stands alone these make it a house's or a foundation's: «Bakken sykehjem», «Hansens Hospital».
_HOUSE_AFTER = re.compile(
    r"[ \u00a0](?:kommune(?:n|ns|s|r)?|herad(?:et)?|suohkan|gielda|tjïelte|fylke(?:skommune|t)?|s[yj]u?ke(?:hus"
    r"|hjem|heim)\w{0,4}|bo-\s?og|bosenter"
    r"|bofellesskap|bu-\s?og|omsorg(?:ssenter|sbolig|shjem|stun)\w{0,4}|helse(?:hus|senter|stasjon|tun|foretak"
    r"|føretak)\w{0,4}|lege(?:senter|kontor|vakt)\w{0,4}"
    r"|ung?doms?skole|skole|skule|barnehage|hospital|senter|gård|institutt|stiftelse|legat|minnefond|fond"
    r"|universitet\w{0,9}|høgskole|klinikk|aldershjem"
    r"|behandlingss\w{0,9}|distrikt|region(?:en)?|DPS|HF|RHF|dagsenter|sanatorium|bydel|tettsted|bygd)\b",
    re.I,
)


class Lexicon:
    """What is known of words before a letter is opened: `places` are folded words of the registry's names, `lower` words
    that the letters write without a capital, `bodies` patterns of the names of organisations."""

    def __init__(self, registry: Registry, texts: Iterable[str]) -> None:
        self.places, self.bodies = _registry_words(registry)
        self.lower = _lower_words(texts)
        self._barriers: dict[str, bool] = {}
        self._persons: dict[tuple[str, ...], bool] = {}

    def is_barrier(self, word: str) -> bool:
        """True for a word that ends a name: a role, a body, a word of the field."""
        if word not in self._barriers:
            self._barriers[word] = self._ends_name(word.casefold().strip("."))
        return self._barriers[word]

    def _ends_name(self, folded: str) -> bool:
        last = folded.rpartition("-")[2]
        known = folded in _NO_NAMES or (len(folded) > 5 and _ENDING.sub("", folded) in _NO_NAMES)
        known = known or ROLE.fullmatch(folded) is not None or _THOSE.fullmatch(folded) is not None
        return known or bool(_NO_NAME_END.search(last) and _ends_so(last))

    def is_ordinary(self, word: str) -> bool:
        """True for a word that alone is as likely no name: also written in lower case, or part of a place's name."""
        folded = word.casefold()
        return folded in self.lower or folded in self.places or folded.removesuffix("s") in self.places or self.is_barrier(word)

    def may_be_person(self, words: tuple[str, ...]) -> bool:
        """True where one of the words at least is no ordinary word, and the whole is no body's name."""
        if words not in self._persons:
            self._persons[words] = self._is_no_body(words)
        return self._persons[words]

    def _is_no_body(self, words: tuple[str, ...]) -> bool:
        if all(self.is_ordinary(word) for word in words if len(word) > 1):
            return False
        name = " ".join(words)
        found = (match.group() for body in self.bodies if (match := body.search(name)))
        # A short form is a body's in capitals only: «SIV» is a hospital, «Siv» is not.
        return not any(len(words) > 4 or words.isupper() for words in found)


def stands_in_body(text: str, end: int) -> bool:
    """True where the word that ends at `end` is the first part of a house's or a body's name."""
    return _HOUSE_AFTER.match(text, end, end + 40) is not None


def _ends_so(word: str) -> bool:
    match = None
    for match in _NO_NAME_END.finditer(word):
        if match.end() == len(word):
            return True
    return bool(match and match.end() == len(word))


def _lower_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand in lower case between blanks; those of addresses are left out: «kari.nordmann@…» is a name."""
    chunks: set[str] = set()
    for text in texts:
        chunks.update(text.split())
    words = {chunk.strip('.,;:!?()«»"”“–/[]') for chunk in chunks}
    return frozenset({word for word in words if word.isalpha() and word.islower()} - PARTICLES)


@lru_cache(maxsize=4)
def _registry_words(registry: Registry) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Folded words of every kommune, fylke, hospital and helsefellesskap; patterns that are no private person's."""
    tables = (
        (registry.kommuner, ("name", "display_name", "official_name_2024", "alt_names", "alt_names_unverified", "fylke_2020",
                             "fylke_2024", "lokalsykehusomrade", "helseforetak", "rhf")),
        (registry.helsefellesskap, ("official_name", "aliases", "helseforetak", "rhf")),
        (registry.aliases, ("printed", "sender")),
    )  # fmt: skip
    words: set[str] = set()
    for table, columns in tables:
        for column in (c for c in columns if c in table.columns):
            for name in set(table[column]):
                words |= {word.casefold() for word in WORD.findall(name)}
                words |= {part.casefold() for word in WORD.findall(name) for part in word.split("-") if len(part) > 2}
    actors = registry.actors[registry.actors["sender_type"] != "privatperson"]
    return frozenset(words), tuple(re.compile(pattern) for pattern in actors["pattern"])
