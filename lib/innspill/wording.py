"""Norwegian (and English) words and numbers: the one place that says how a count or a share is written."""

import unicodedata
from collections.abc import Mapping, Sequence

# Narrow no-break space: between thousands and before the percent sign a line must not break.
_THIN = "\u202f"
_NB = "\u00a0"
# The three signs after z in ASCII.
_AFTER_Z = str.maketrans("æäøöå", "{{||}")

SENDER_TYPE_LABELS = {
    "nb": {
        "kommune": "kommune", "helsefellesskap": "helsefellesskap", "helseforetak": "helseforetak",
        "rhf": "regionalt helseforetak", "fylkeskommune": "fylkeskommune", "statsforvalter": "statsforvalter",
        "ks": "KS", "regionraad": "regionråd", "direktorat": "direktorat", "utdanning": "utdanning og forskning",
        "organisasjon": "organisasjon", "privatperson": "privatperson", "ukjent": "ukjent avsender",
    },
    "en": {
        "kommune": "kommune", "helsefellesskap": "helsefellesskap", "helseforetak": "hospital trust",
        "rhf": "regional health authority", "fylkeskommune": "county authority", "statsforvalter": "county governor",
        "ks": "KS", "regionraad": "intermunicipal council", "direktorat": "directorate",
        "utdanning": "education and research", "organisasjon": "organisation", "privatperson": "private person",
        "ukjent": "unknown sender",
    },
}  # fmt: skip

# Norwegian plurals; a word that is its own plural (helsefellesskap, helseforetak) is left out.
_PLURALS = {
    "nb": {"kommune": "kommuner", "fylkeskommune": "fylkeskommuner", "regionalt helseforetak": "regionale helseforetak",
           "statsforvalter": "statsforvaltere", "direktorat": "direktorater", "organisasjon": "organisasjoner",
           "privatperson": "privatpersoner", "ukjent avsender": "ukjente avsendere", "brev": "brev",
           "innspill": "innspill", "avsender": "avsendere", "tema": "temaer", "ord": "ord", "gang": "ganger"},
    "en": {"kommune": "kommuner", "letter": "letters", "hospital trust": "hospital trusts",
           "regional health authority": "regional health authorities", "county authority": "county authorities",
           "county governor": "county governors", "intermunicipal council": "intermunicipal councils",
           "directorate": "directorates", "organisation": "organisations", "private person": "private persons",
           "unknown sender": "unknown senders", "sender": "senders", "submission": "submissions", "theme": "themes",
           "word": "words", "question": "questions", "time": "times"},
}  # fmt: skip


LANGUAGE_NAMES = {
    "nb": {"nb": "bokmål", "nn": "nynorsk", "se": "nordsamisk", "en": "engelsk"},
    "en": {"nb": "bokmål", "nn": "nynorsk", "se": "Northern Sami", "en": "English"},
}

SCHEME_LABELS = {
    "nb": {"theme": "tema", "group": "pasientgruppe", "function": "funksjon", "addressee": "adressat", "initiative": "tiltak"},
    "en": {"theme": "theme", "group": "patient group", "function": "function", "addressee": "addressee",
           "initiative": "initiative"},
}  # fmt: skip

# The facets are the contract's own vocabulary, the same in every consultation; a facet that is not here shows its id.
FACET_LABELS = {
    "erfaring": {"nb": "Erfaringer", "en": "Experiences"},
    "utfordring": {"nb": "Utfordringer", "en": "Challenges"},
    "tiltak": {"nb": "Tiltak", "en": "Measures"},
    "eksempel": {"nb": "Gode eksempler", "en": "Good examples"},
    "nasjonal_stotte": {"nb": "Nasjonal støtte", "en": "National support"},
    "regional_stotte": {"nb": "Regional støtte", "en": "Regional support"},
    "annet": {"nb": "Annet", "en": "Anything else"},
}

Labels = Mapping[str, str | Mapping[str, str]]


def label_in(labels: Labels | None, key: str, language: str = "nb") -> str:
    """The label of `key`: `labels` holds one text for both languages or `{"nb": …, "en": …}`; without one, the key."""
    label = (labels or {}).get(key, key)
    return label if isinstance(label, str) else label.get(language, key)


def in_sentence(label: str) -> str:
    """A label inside a sentence: small first letter, unless the first word is an abbreviation (KS, IKT)."""
    return label[:1].lower() + label[1:] if not label[1:2].isupper() else label


def alphabetical(name: str) -> str:
    """The key that sorts names as Norwegian does: capitals as small letters, accents ignored, æ, ø, å after z."""
    last = name.casefold().translate(_AFTER_Z)
    return "".join(sign for sign in unicodedata.normalize("NFD", last) if not unicodedata.combining(sign))


def capital(sentence: str) -> str:
    """The sentence with a capital first letter, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


# Headers of tables, as a reader sees them.
COLUMN_LABELS = {
    "nb": {
        "file": "fil", "sender": "avsender", "difference": "avvik", "word": "ord", "call_label": "innspillsrunde",
        "sender_type": "type", "kommune_nr": "kommunenr.", "helsefellesskap": "helsefellesskap", "fylke": "fylke",
        "population": "innbyggere", "sender_confidence": "sikkerhet", "sender_evidence": "ordene som avgjorde",
        "call": "innspillsrunde", "date": "datert", "language": "målform", "pages": "sider", "words": "ord",
        "status": "status", "reason": "grunn", "format": "format", "characters": "tegn", "question": "spørsmål",
        "facet": "fasett", "label": "tema", "theme": "tema", "group": "gruppe", "n": "antall", "n_letters": "av",
        "share": "andel", "page": "side", "heading": "under overskriften", "text": "tekst",
        "evidence": "ord som ga koden", "n_target": "i gruppen", "n_reference": "i resten",
        "letters_target": "brev i gruppen", "letters_reference": "brev i resten", "g2": "G²",
        "log_ratio": "log-forhold", "left": "før", "match": "treff", "right": "etter", "name": "navn",
        "rhf": "RHF", "n_kommuner": "kommuner", "n_answered": "svarte selv", "own_answer": "eget svar",
        "segment_id": "avsnitt", "pair": "ordpar", "letters": "brev", "title": "tittel",
        "repairs": "rettet ved lesing", "segments": "avsnitt", "read_words": "ord lest",
        "segment_words": "ord i avsnitt", "furniture_words": "ord utenom (hilsen, spørsmål …)",
        "facet_label": "fasett",
        "furniture_address": "adresse", "furniture_answer_mark": "svarmerke", "furniture_greeting": "hilsen",
        "furniture_letterhead": "brevhode", "furniture_page_number": "sidetall", "furniture_question": "spørsmål gjentatt",
        "furniture_running_head": "topptekst", "furniture_signature": "underskrift", "furniture_title": "tittel",
        "furniture_navigation": "meny", "furniture_other_answers": "andres svar",
        "furniture_quoted_message": "tidligere e-post",
        "questions_answered": "besvart", "questions_merged": "besvart samlet", "questions_repeated": "bare gjentatt",
        "questions_missing": "ikke besvart", "versions": "andre utgaver", "in_file": "i filen",
        "question_evidence": "ordene som plasserte det", "question_confidence": "sikkerhet for spørsmål",
        "facet_confidence": "sikkerhet for fasett", "kind": "slag", "kinds": "slag som er skjult",
        "scheme": "slag", "code": "kode", "n_people": "lesernes", "n_codebook": "kodebokens", "n_both": "begge",
        "precision": "presisjon", "recall": "gjenfinning", "f1": "F1",
        "f1_people": "F1 leserne imellom", "alpha": "α leserne imellom", "line": "linje",
        "pattern": "mønster", "n_segments": "avsnitt", "n_checked": "sjekket", "n_right": "rett", "yes": "ja", "no": "nei",
        "codebook": "kodeboken", "coder": "leser", "rows": "rader", "coded": "kodet", "missing": "ikke kodet",
        "refused": "utenfor", "row": "rad", "what": "hva er galt", "todo": "hva kan gjøres", "passages": "andel av avsnittene",
        "ratio": "forhold", "p": "p", "p_adjusted": "p, justert", "flagged": "se på", "sure": "sikker", "form": "form",
        "senders": "avsendere", "example": "eksempel", "n_elsewhere": "ellers", "one_letter": "mest fra ett brev",
        "readings": "lesningene", "remarks": "merknader", "n_mean": "lesernes", "advice": "bruk", "weight": "vekt",
    },
    "en": {
        "file": "file", "sender": "sender", "difference": "difference", "word": "word", "call_label": "call",
        "sender_type": "type", "kommune_nr": "kommune no.", "helsefellesskap": "helsefellesskap",
        "fylke": "county", "population": "inhabitants", "sender_confidence": "confidence",
        "sender_evidence": "deciding words", "call": "call", "date": "dated", "language": "written language",
        "pages": "pages", "words": "words", "status": "status", "reason": "reason", "format": "format",
        "characters": "characters", "question": "question", "facet": "facet", "label": "theme", "theme": "theme",
        "group": "group", "n": "count", "n_letters": "of", "share": "share", "page": "page",
        "heading": "under the heading", "text": "text", "evidence": "words that gave the code",
        "n_target": "in the group", "n_reference": "in the rest", "letters_target": "letters in the group",
        "letters_reference": "letters in the rest", "g2": "G²", "log_ratio": "log ratio", "left": "before",
        "match": "match", "right": "after", "name": "name", "rhf": "RHF", "n_kommuner": "kommuner",
        "n_answered": "answered themselves", "own_answer": "own answer", "segment_id": "segment",
        "pair": "word pair", "letters": "letters", "title": "title", "repairs": "mended while reading",
        "segments": "segments", "read_words": "words read", "segment_words": "words in segments",
        "furniture_words": "words outside (greeting, questions …)", "facet_label": "facet",
        "furniture_address": "address", "furniture_answer_mark": "answer mark", "furniture_greeting": "greeting",
        "furniture_letterhead": "letterhead", "furniture_page_number": "page number", "furniture_question": "question repeated",
        "furniture_running_head": "running head", "furniture_signature": "signature", "furniture_title": "title",
        "furniture_navigation": "menu", "furniture_other_answers": "others' answers",
        "furniture_quoted_message": "earlier e-mail",
        "questions_answered": "answered", "questions_merged": "answered together", "questions_repeated": "only repeated",
        "questions_missing": "not answered", "versions": "other versions", "in_file": "in the file",
        "question_evidence": "the words that placed it", "question_confidence": "confidence in the question",
        "facet_confidence": "confidence in the facet", "kind": "kind", "kinds": "kinds that are hidden",
        "scheme": "scheme", "code": "code", "n_people": "the readers'", "n_codebook": "the codebook's", "n_both": "both",
        "precision": "precision", "recall": "recall", "f1": "F1",
        "f1_people": "F1 between readers", "alpha": "α between readers", "line": "line",
        "pattern": "pattern", "n_segments": "passages", "n_checked": "checked", "n_right": "right", "yes": "yes", "no": "no",
        "codebook": "the codebook", "coder": "reader", "rows": "rows", "coded": "coded", "missing": "not coded",
        "refused": "left out", "row": "row", "what": "what is wrong", "todo": "what to do", "passages": "share of passages",
        "ratio": "ratio", "p": "p", "p_adjusted": "p, adjusted", "flagged": "look at", "sure": "sure", "form": "form",
        "senders": "senders", "example": "example", "n_elsewhere": "elsewhere", "one_letter": "mostly one letter",
        "readings": "the readings", "remarks": "remarks", "n_mean": "the readers'", "advice": "use", "weight": "weight",
    },
}  # fmt: skip

# What a file became, what became of a question, and the formats.
VALUE_LABELS = {
    "nb": {
        "read": "lest", "warning": "lest med merknad", "rejected": "avvist", "duplicate": "duplikat",
        "ignored": "utelatt", "answered": "besvart", "merged": "besvart sammen med et annet",
        "repeated": "bare gjentatt", "missing": "ikke besvart", "free": "fritt brev", "pdf": "PDF",
        "slides": "lysbilder", "web": "nettside", "plain": "ren tekst", "word": "Word",
        "odt": "OpenDocument", "odp": "OpenDocument-lysbilder", "rtf": "rik tekst", "mhtml": "nettside",
        "markdown": "Markdown", "email": "e-post", "outlook": "e-post (Outlook)", "zip": "arkiv", "image": "bilde",
        "paragraph": "avsnitt", "bullet": "punkt", "heading": "overskrift", "table": "tabell", "note": "note",
        "name": "navn", "telephone": "telefonnummer", "address": "adresse", "birth_number": "fødselsnummer",
        "account_number": "kontonummer", "case_number": "saksnummer",
        "quoted": "i anførselstegn",
        "capitalised": "stor forbokstav", "compound": "sammensatt ord", "abbreviation": "forkortelse",
    },
    "en": {
        "read": "read", "warning": "read with a note", "rejected": "rejected", "duplicate": "duplicate",
        "ignored": "ignored", "answered": "answered", "merged": "answered with another",
        "repeated": "only repeated", "missing": "not answered", "free": "free letter", "pdf": "PDF",
        "slides": "slides", "web": "web page", "plain": "plain text", "word": "Word",
        "odt": "OpenDocument", "odp": "OpenDocument slides", "rtf": "rich text", "mhtml": "web page",
        "markdown": "Markdown", "email": "e-mail", "outlook": "e-mail (Outlook)", "zip": "archive", "image": "picture",
        "paragraph": "paragraph", "bullet": "bullet", "heading": "heading", "table": "table", "note": "note",
        "name": "name", "telephone": "telephone number", "address": "address", "birth_number": "birth number",
        "account_number": "account number", "case_number": "case number",
        "quoted": "quoted",
        "capitalised": "capitalised", "compound": "compound", "abbreviation": "abbreviation",
    },
}  # fmt: skip


def plural(word: str, n: int, language: str = "nb") -> str:
    """`word` in the number that `n` asks for: 1 kommune, 0 kommuner, 12 helsefellesskap."""
    return word if n == 1 else _PLURALS[language].get(word, word)


def count_of(n: int, total: int, language: str = "nb") -> str:
    """«12 av 17»."""
    return f"{n} {'av' if language == 'nb' else 'of'} {total}"


def group_name(group: str, n: int = 2, language: str = "nb") -> str:
    """A group of letters in words: a sender type in the number that `n` asks for, any other group as it is."""
    return plural(SENDER_TYPE_LABELS[language].get(group, group), n, language)


def letters_of(n: int, total: int, group: str, language: str = "nb", one_each: bool = True) -> str:
    """«3 av 4 kommuner»; «3 av 4 brev fra kommuner» where a sender wrote more than one letter (`one_each` False).

    A group that is no sender type (a region, a helsefellesskap) is always counted in letters.
    """
    if one_each and group in SENDER_TYPE_LABELS[language]:
        return f"{count_of(n, total, language)} {group_name(group, total, language)}"
    letters, source = (plural("brev", total), "fra") if language == "nb" else (plural("letter", total, "en"), "from")
    return f"{count_of(n, total, language)} {letters} {source} {group_name(group, 2, language)}"


def number(value: float, decimals: int = 0, language: str = "nb") -> str:
    """«3,5», «12 400» in bokmål; «3.5», «12,400» in English. A true minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    if language == "nb":
        text = text.replace(",", _THIN).replace(".", ",")
    negative = value < 0 and any(digit in text for digit in "123456789")
    return f"−{text}" if negative else text


def percent(share: float, decimals: int = 0, language: str = "nb") -> str:
    """A share of 0.25 as «25 %» (bokmål, no-break space) or «25%» (English)."""
    return number(100 * share, decimals, language) + (f"{_NB}%" if language == "nb" else "%")


def listing(items: Sequence[str], language: str = "nb") -> str:
    """«a», «a og b», «a, b og c»."""
    if len(items) < 2:
        return "".join(items)
    last = "og" if language == "nb" else "and"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
