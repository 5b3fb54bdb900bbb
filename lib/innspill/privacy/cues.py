"""What stands before or after a person's name and says that it is one: labels, greetings, titles, e-mail heads.

Patterns that end in `\\Z` are searched in the few characters before a run of capitalised words; the others are matched in
what follows it. Each is bounded, so that a hostile line costs no more than an ordinary one.
"""

import re

from innspill.privacy.lexicon import PARTICLES

UP = r"[^\W\d_a-zà-öø-ÿčđŋšŧž]"
LETTERS = r"[^\W\d_]"
_SEPARATOR = r"(?:\s?\([^()\n]{0,30}\))?\s?[:|.][\s|:]{0,4}"

# After these one name is enough («Saksbehandler: Kari», «v/ Kari»).
PERSON_LABEL = re.compile(
    r"(?:\b(?:saksbeh(?:andler|\.)?(?:en)?|sakshandsamar(?:en)?|kontaktperson(?:er)?|navn|namn|fornavn|førenamn|etternavn"
    r"|etternamn|fullt\s(?:navn|namn)|att|attn|attention|áššemeannudeaddji|namma|saksansvarl[ei]g"
    rf"|ansvarl[ei]g\sredaktør){_SEPARATOR}"
    r"|\bsak(?:sbehandler|shandsamar)(?:en)?\s{1,3}|\bkontaktperson\s{1,3}|\batt\.?\s"
    # «v/leder Kari», but not the two words of «v/ Kari Nordmann» and whatever comes next.
    rf"|\bv\s?/\s?(?:(?-i:[a-zæøå][\w.-]{{1,30}})\s){{0,2}}|\brepresentert\sved\s|\be\.\s?f\.\s"
    r"|\b(?:kontaktperson|saksbehandler|sakshandsamar)(?:en)?\s(?:er|var)\s"
    r"|\b(?:min|mi|mitt|vår)\s(?:kone|mann|ektefelle|samboer|sønn|son|datter|dotter|mor|far|bror|søster|syster|nevø|niese"
    r"|tante|onkel)\s(?:heter\s|heiter\s|på\s\d{1,2}\s)?"
    r"|\b(?:jeg|eg)\s(?:heter|heiter)\s|\b(?:mitt|mit)\s(?:navn|namn)\ser\s|\b(?:navnet|namnet)\smitt\ser\s"
    r"|\bundertegnede,?\s|\bunderteikna,?\s)[\"'«]?\Z",
    re.I,
)
# After these a body may stand as well: only a whole name counts.
LOOSE_LABEL = re.compile(
    r"(?:\b(?:kontakt|ansvarl[ei]g|fra|frå|from|til|to|kopi(?:\stil)?|cc|bcc|avsend[ae]r|innsend[ae]r|forfattere?"
    r"|utarbeid(?:et|d)\sav|skreve[nt]?\sav|skrive\sav|underskrift|sign(?:atur)?|sekretær|møteleder|møteleiar|leder|leiar"
    r"|referent|til\sstede|tilstede|til\sstades|forfall|deltak[ea]re|ordfører|ordførar|kommunedirektør|rådmann|prosjektleder"
    rf"|prosjektleiar|(?:inn)?(?:sendt|levert)(?:\sinn)?\sav|avgitt\sav){_SEPARATOR}"
    r"|\b(?:godkjen[td]|signert|underskreve[nt])(?:\s(?:elektronisk|digitalt))?\s(?:av|by)\s?:?\s?)[\"'«]?\Z",
    re.I,
)
GREETED = re.compile(
    r"\b(?:hilsen|helsing|helsingar|mvh|dearvvuođaiguin|hilsning|regards)\b[\s,.:]{0,4}(?:(?:fra|frå)\s)?\Z", re.I
)
# The letter's title, where its sender is nobody that the registry knows.
SENT_BY = re.compile(
    r"\b(?:innspill|innspel|svar|høringssvar|høyringssvar|uttalelse|uttale|tilbakemelding|merknad(?:er)?)\s(?:fra|frå|av)\s\Z",
    re.I,
)
# The row under a table's head: «Vår ref. Saksbehandler Dato».
HEAD_ROW = re.compile(
    r"\bsak(?:sbehandler|shandsamar)(?:[ |:]{1,3}(?:dato|vår|deres|dykkar|ref\S{0,8}|telefon|tlf\.?|arkiv\S{0,8}"
    r"|saksnr\.?)){0,6}[ |:]{0,3}\n{1,2}[^\n]{0,40}\Z",
    re.I,
)
ROLE_BEFORE = re.compile(r"(?<![\w-])([\w/-]{3,40})(?:\s(?:er|var|heter|heiter)|,)?[\s:|]{1,4}\Z")
_ADJECTIVE = (
    r"(?:(?:adm\.?|ass\.?|konst\.?|fung\.?|administrer[ae]nde|assister[ae]nde|fungerende|fungerande|konstituert|tidlegare"
    r"|tidligere|dagl[ei]g|fagl[ei]g|politisk|medisinsk|kommunal|interkommunal|ledende|leiande|helse-\sog\s\w{1,20}-?)\s?)"
)
ROLE_AFTER = re.compile(
    rf"\s?(?:[,(|–/-]|\n{{1,2}})\s{{0,2}}{_ADJECTIVE}{{0,2}}(?:helse-\s?og\s)?(?P<role>[\w-]{{3,40}})", re.I
)
# Without a comma only where nobody writes sentences: «Frisk Bris leder arbeidet» names no leader.
ROLE_BESIDE = re.compile(rf"\s{{1,2}}{_ADJECTIVE}{{0,2}}(?:[^\W\d_]{{4,20}}\s)?(?P<role>[\w-]{{3,40}})", re.I)
# These titles carry a family name alone: «ordfører Hansen».
TITLED = re.compile(
    r"(?:ordfører|ordførar|rådmann|rådmannen|kommunedirektør|statsråd|helseminister|professor|dr|fru|herr|fastlege"
    r"|kommuneoverlege|rådgiver|rådgjevar|varaordfører|varaordførar|statssekretær|fylkeslege|lege|sykepleier|sjukepleiar"
    r"|helsesykepleier|helsesjukepleiar)\.?"
)
JOINED = re.compile(r"\s?(?:,|&|/|;|\bog\b|\bsamt\b)\s{0,2}(?:og\s)?\Z")
REVERSED = re.compile(
    rf",[ \u00a0]{{1,2}}({UP}{LETTERS}{{1,30}}(?:[ -](?:{UP}{LETTERS}{{1,30}}|{UP}(?=\.))){{0,2}})(?=[\s\"<(|;,.]|\Z)"
)
EMAIL_AFTER = re.compile(r"[\"']?\s{0,2}[<(\[]\s?(?:mailto:)?[\w.+-]{1,64}@")
LOCAL_PARTS = re.compile(rf"(?<![\w.])({LETTERS}{{1,30}}(?:[._-]{LETTERS}{{1,30}}){{1,3}})\d{{0,3}}\s?(?:@|\(a\)|\(at\))")
FAMILY_END = re.compile(r".{3,}(?:ss?en|sson|sdotter|sdatter|sdóttir)\Z")

# «K. N.», and the «Aa.» and «Th.» of older spellings.
_INITIAL = rf"{UP}[a-zø]?\.(?:[ -]?{UP}\.){{0,2}}"
_CAP = rf"{UP}{LETTERS}{{1,40}}(?:['’-]{LETTERS}{{1,40}}){{0,2}}|{UP}['’]{UP}{LETTERS}{{1,40}}|{UP}(?=\s)"
_GAP = r"(?:[ \u00a0\u202f]{1,3}|[ ]?\n[ ]?)"
_PARTICLE = "|".join(sorted(PARTICLES))
# Words with a capital one after the other; what of it is a name is decided word by word.
RUN = re.compile(
    rf"(?<![\w@.-])(?:{_INITIAL}|{_CAP})(?:{_GAP}(?:(?:{_PARTICLE}){_GAP}){{0,2}}(?:{_INITIAL}|{_CAP})){{0,11}}(?!\w)"
)
PIECE = re.compile(rf"{_INITIAL}|{_CAP}|\b(?:{_PARTICLE})\b")
