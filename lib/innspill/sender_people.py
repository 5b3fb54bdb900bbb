"""A person or a body? Needed where nothing in the registry knows the name that stands where senders stand.

A private person is somebody of whom the letter says so: «privatperson», «jeg», a given name before a surname, an occupation
after it. Two to five words with capitals alone may as well be a body («Aktive Eldre Sammen»): then nobody is the sender.
Given names are the most common ones of Statistics Norway's lists of names, all generations.
"""

import re

from innspill.sender_lexicon import WORD

_GIVEN = frozenset(WORD.findall("""
aase abdi adam adrian agnes agnete ahmed aili ailo aina alexander alf alfred ali alice amalie amanda amina amund anders andrea
andreas ane anette anita anja ann anna anne annette annie anton are arild arne arnfinn arnt arthur arve arvid asbjørn asgeir
aslak asle astri astrid aud audun august aurora benedicte bengt benjamin bente bergljot berit bernhard bernt berta biret
birger birgit birgitte birthe bjarne bjarte bjørg bjørn bjørnar bodil borghild borgny brage brit britt brynhild brynjulf børge
børre camilla carina carl caroline cathrine cecilie celine charlotte christian christin christina christine christoffer
christopher dag dagfinn dagmar dagny dagrun daniel daniela david ebba edel edith edvard edvin eilif einar eirik eivind
eldbjørg eli elias elin eline elisabeth elise ella elle ellen elsa elsabe else emil emilie emma endre erik erika erling ernst
espen ester esther eva evelyn even filip finn freddy fredrik fredrikke frida fritz frode frøydis geir geirmund georg gerd
gerda gina gisle gjermund gjertrud grete grethe gro gudmund gudrun gudveig gunhild gunn gunnar gunnvor gunvor guri guro gustav
gøran halfdan halldis hallvard halvard halvor hanna hannah hanne hans harald harry hassan hedda hedvig heidi helen helene
helga helge helle henning henny henriette henrik herborg herdis herman hilda hilde hildegunn hogne håkon håvard ibrahim ida
ine inga ingar inge ingebjørg ingeborg ingebrigt inger ingrid ingunn ingvild iren irene isak iselin ivar iver jacob jakob jan
jane janne jannicke jarle jeanette jens jeppe jesper joachim joakim johan johanna johanne johannes john jon jonas jonathan
jorunn josef jostein julia julie june juni jørgen jørn jørund kai kaia kaja kamilla karen kari karin karl karoline katarina
kate kathrine katrine ketil kim kine kirsten kirsti kirstin kjartan kjell kjersti kjetil klara klaus knut kolbjørn konrad
kristian kristin kristina kristine kristoffer kyrre kåre laila lars lasse laura leif leiv lena lene leni leo lillian lilly
lina linda line linn linnea lisa lisbeth lise liv live lovise lucas ludvig lukas mads magda magnar magne magnhild magnus maja
malene malin margaret margareth margit margrete margrethe mari maria mariann marianne marie marit marita markus marte martha
marthe martin mathias mathilde mats may merete merethe mette mia michael mikael mikkel mina mohamed mohammed mona monica
morten máhtte nadia nicolai niillas nikolai nils nina noah nora odd oddbjørn oddny oddrun oddvar odin ola olaf olai olaug olav
ole olga oliver oscar oskar osvald otto paul pauline peder per pernille peter petra petter philip piera preben pål ragna
ragnar ragnhild ragnvald rakel randi rannveig rebecca rebekka reidar reidun renate rigmor risten rita roald roar robert roger
rolf ronny rose ruben runa runar rune rut ruth sander sandra sara sarah sebastian selma sigbjørn sigfrid sigmund signe signy
sigrid sigrun sigurd sigve silja silje simen simon sindre siren siri siv sivert sofie sol solbjørg solfrid solveig sonja stein
steinar stella stian stig stine sture sunniva svanhild svein sveinung sverre sylvi synne synnøve syver sølvi søren søve tanja
terese terje thea therese thomas thor thora thorbjørn thorleif tina tine tiril toini tom tomas tommy tone tonje tor tora
torbjørg torbjørn tord tore torfinn torgeir torgunn torhild toril torild torill torkel torkil torleif tormod torstein torunn
torvald trine trond trude truls trygve tuva ulf ulrik ulrikke una unn unni ursula vebjørn vegar vegard vera veronica vetle
vibeke victor victoria vidar vigdis viggo viktor viktoria vilde vilhelm vivian wenche werner wilhelm willy yngvar yngve
yngvild áilu ánde åge åse åshild åslaug åsmund åsta øistein øivind ørjan øystein øyvind
"""))  # fmt: skip
_CAPITALS = re.compile(
    r"[A-ZÆØÅÁČĐŊŠŽÖÄÉ][\w.’'-]{0,40}(?: (?:(?:og|av|von|van|de|der) )?[A-ZÆØÅÁČĐŊŠŽÖÄÉ][\w.’'-]{0,40}){1,4}"
)
_OCCUPATION = re.compile(
    r"(?i)\b(?:fastlege|lege|overlege|sykepleier|sjukepleiar|helsefagarbeider|vernepleier|fysioterapeut|ergoterapeut|jordmor|"
    r"psykolog|pensjonist|student|pårørende|pårørande|innbygger|innbyggjar|bruker|pasient|førstelektor|privatperson)\b"
)
_BODY_WORD = re.compile(
    r"(?i)\b(?:AS|ASA|SA|BA|KF|IKS|IPR|HF|og omland|gruppe[nr]?|lag(?:et)?|senter(?:et)?|forum|nettverk\w*|fond\w*|"
    r"selskap\w*|bedrift\w*|klinikk\w*|omsorg|helse|norge|noreg|nordisk|norsk|norske|region\w*|samarbeid\w*|prosjekt\w*)\b"
)
_BODY_VOICE = re.compile(
    r"(?i)\b(?:våre medlemm\w+|medlemm[ea]ne våre|medlemsorganisasjon\w*|vår organisasjon|vår forening|foreningen vår|"
    r"organisasjonen vår|vi organiserer|vi representerer|landsdekkende|landsdekkjande|org\.? ?n(?:umme)?r|"
    r"vi er (?:en|ei|et|eit) (?:frivillig|ideell|privat|landsdekkende|forening|organisasjon|stiftelse|bedrift|gruppe|"
    r"nettverk|selskap)\w*)\b"
)
_I = re.compile(r"(?i)\b(?:jeg|eg|meg|mg|min|mitt|mine)\b")
_I_ALONE = re.compile(r"\b(?:jeg|eg|Jeg|Eg)\b")
_WE = re.compile(r"(?i)\b(?:vi|oss|vår|vårt|våre)\b")


def is_capitals(text: str) -> bool:
    """Two to five words with a capital each and nothing else: a person's name or a body's."""
    return bool(_CAPITALS.fullmatch(text.strip()[:200]))


def names_person(text: str) -> bool:
    """Does `text` begin with a given name and go on with another capital («Kari Li», «Kari Li, rådgiver»)?"""
    words = WORD.findall(text[:200])
    if len(words) < 2 or words[0].casefold() not in _GIVEN or not words[0][0].isupper():
        return False
    return words[1][0].isupper() and not _BODY_WORD.search(text[:80]) and words[1].casefold() not in {"kommune", "herad"}


def holds_given_name(text: str) -> bool:
    """Has the text a common given name, with a capital? Only its first 400 characters are looked at."""
    return any(word[0].isupper() and word.casefold() in _GIVEN for word in WORD.findall(text[:400]))


def kind_of_name(name: str, text: str) -> str | None:
    """`privatperson` or `organisasjon` for a name that no registry knows, judged by the name and how the letter speaks;
    None where it may be either."""
    first, _, rest = name.partition(",")
    if names_person(first) or (is_capitals(first) and _OCCUPATION.search(rest)):
        return "privatperson"
    if _BODY_WORD.search(first) or any(word.isupper() and len(word) > 1 for word in WORD.findall(first)):
        return "organisasjon"
    if _OCCUPATION.search(first):
        return "privatperson"
    if not is_capitals(first):
        return "organisasjon" if len(WORD.findall(first)) > 1 and first[:1].isupper() else None
    if _BODY_VOICE.search(text):
        return "organisasjon"
    return "privatperson" if writes_as_one(text) else None


def writes_as_one(text: str) -> bool:
    """«jeg» twice at least, and more often than «vi»."""
    alone = len(_I_ALONE.findall(text))
    return alone >= 2 and len(_I.findall(text)) > len(_WE.findall(text))
