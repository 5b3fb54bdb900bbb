"""Numbers that tell who a person or a case is: telephone, birth, account and case numbers.

Half of a letter's numbers look like one of these: years, amounts, paragraphs of laws. So a number counts where its check
digits hold (birth and account numbers), where a word before it says so («tlf.», «Vår ref.»), or where its grouping is one
that nothing else has. Organisation numbers (nine digits) are no person's.

Check digits: Skatteetaten's description of the birth number (weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2, modulus 11;
D-numbers add 40 to the day, test persons 40 or 80 to the month); account numbers have modulus 11 with the second weights.
"""

import re
from collections.abc import Iterator

from innspill.privacy.spans import Span

_B = r"[ \u00a0\u202f]"
_ELEVEN = re.compile(rf"(?<![\w.,/-])\d(?:[ \u00a0.-]?\d){{10}}(?![\w]|[.,/-]\d|{_B}\d)")
_BIRTH_SHAPE = re.compile(r"\d{6}[ \u00a0-]?\d{5}|\d\d[ \u00a0]\d\d[ \u00a0]\d\d[ \u00a0]?\d{3}[ \u00a0]?\d\d|\d{6} \d{3} \d\d")
_ACCOUNT_SHAPE = re.compile(r"\d{4}[. \u00a0]\d\d[. \u00a0]\d{5}")
_IBAN = re.compile(r"\bNO\d\d[ \u00a0]?\d{4}[ \u00a0]?\d{4}[ \u00a0]?\d{3}\b")
_BIRTH_LABEL = re.compile(
    r"(?:fødsels(?:nummer|nr)|personn(?:ummer|r)|fnr|d-n(?:ummer|r)|f\.?nr|riegádannummir)\W{0,4}\Z",
    re.I,
)
_MONTH = r"(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)"
# «barn født 1.1.2020 eller senere» are nobody; «f. 3.4.1950» is somebody.
_BORN = re.compile(
    r"(?:(?<!\w)(?:født|fødd|f\.|fødselsdato:?|fødselsdag:?|f\.?dato:?)(?:\s(?:den|er))?)\s{0,3}(?P<day>\d{1,2}(?P<gap>[./-])\s?\d{1,2}"
    rf"(?P=gap)\s?(?:19|20)?\d\d|\d{{1,2}}\.?\s{_MONTH}\s(?:19|20)\d\d|\d{{6}})(?!\w|[./-]\d|{_B}\d)"
    r"(?!\s(?:eller|og)\s(?:senere|seinare|tidligere|tidlegare|etter|før))",
    re.I,
)
# «Reformen ble født 1.1.2012.»
_NO_CHILD = re.compile(
    r"(?:reform|ordning|kommun|lov|plan|avtal|modell|tjenest|tenest|tilbud|tilbod|prosjekt|region)\w{0,8}\s(?:(?:ble|blei|vart|er|var)\s)?\Z",
    re.I,
)
_ACCOUNT_LABEL = re.compile(r"(?:konto(?:nummer|nr)?|bankkonto|giro)\W{0,4}(?:nr\W{0,3})?\Z", re.I)

# Groupings that Norwegian telephone numbers have; 2-3-3 and 4-4 are also amounts and years.
_TELEPHONE = re.compile(
    rf"(?<![\w.,§-])(?:(?P<abroad>\(?(?:\+|00)\d{{1,3}}\)?){_B}?(?P<rest>\(?\d\)?(?:[ \u00a0.-]?\d){{5,12}})"
    rf"|(?P<sure>[2-9]\d(?P<gap>{_B}|[.-])\d\d(?P=gap)\d\d(?P=gap)\d\d|[2-9]\d\d{_B}\d\d{_B}\d{{3}}"
    rf"|\([2-9]\d\){_B}?\d\d{_B}?\d\d{_B}?\d\d)"
    rf"|(?P<plain>[2-9]\d{{7}})"
    rf"|(?P<told>\d(?:[ \u00a0.]?\d){{7}}|0\d{{4}}|\d{{3}}{_B}\d\d))(?![\w]|[.,-]\d|{_B}\d)"
)
_TELEPHONE_LABEL = re.compile(
    r"(?:\b(?:tlf|tlfnr|tel|telefon(?:en)?|telefonn(?:ummer(?:et)?|r)|mob|mobil(?:en|nummer(?:et)?)?|mobiltelefon(?:en)?|phone|faks|fax|sms|sentralbord"
    r"|vakt|vakttelefon|telefåvdna|tlf/mob|ring"
    r"|direkte)\b[^\d\n]{0,12}|\b[tm]\s?[:.]\s?|\d\s?(?:/|,|og|eller)\s?)\Z",
    re.I,
)
_AMOUNT_BEFORE = re.compile(r"(?:\bkr|\bnok|kroner|beløp|nr|org\S{0,6}|nummer|§|kap\S{0,6}|post)\W{0,3}\Z", re.I)
_AMOUNT_AFTER = re.compile(
    rf"(?:{_B}|\n)?(?:kr\b|kroner|mill|mrd|nok\b|%|prosent|øre|innb|menneske|person|pasient|timer|euro)", re.I
)
_DATE_AS_DIGITS = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\Z|(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d\Z"
)

# «telefon 2018 2019» is a table's head.
_TWO_YEARS = re.compile(rf"(?:19|20)\d\d{_B}(?:19|20)\d\d")

_CASE_LABEL = re.compile(
    r"\b(?:(?:vår|deres|dykkar|vår/deres|deres/vår|din|min)\s{1,3}ref(?:eransenr|eranse|nr)?|(?:arkiv|journal|sak"
    r"|saks)ref(?:eranse)?"
    r"|ref(?:eransenummer|eranse|nr)?(?=\.?\s?[:|\d])|(?:[^\W\d_]{0,20}sak|saks?mappe|websak|ephorte)(?:snummer"
    r"|nummer|s?nr|s?id)?(?=[.\s:|]{1,6}(?:nr\b|\d|[A-Z]))"
    r"|arkiv(?:nr|kode|id)|journalpost(?:nr|id)?|(?:journal|dokument|løpe)(?:nr|id|nummer)|j\.?\s?nr|dok\.?\s?nr"
    r"|áššenummir|čujuhus)"
    r"[\s.:|]{1,6}(?:(?:nr|id)[\s.:|]{1,4})?",
    re.I,
)
_CASE_VALUE = re.compile(
    r"(?!(?:NOU|LOV|FOR|Meld|Prop|Innst|Ot"
    r"|St)\b)(?:[A-ZÆØÅ]{1,6}[-/ ]?)?\d{1,12}(?:{B}?[-–/]{B}?[\w]{1,12}){0,4}(?!\w)".replace("{B}", _B)
)
_CASE_ALONE = re.compile(
    rf"(?<![\w/.,§-])(?:(?P<year>(?:19|20)?\d\d)/(?P<serial>\d{{3,6}})(?:{_B}?[-–/]{_B}?\d{{1,4}})?"
    rf"|20[0-3]\d\d{{5,6}}[-–/]\d{{1,4}})"
    rf"(?![\w/]|[.,]\d|{_B}\d{{3}}(?!\d)|-\d)"
)
_LAW_BEFORE = re.compile(
    r"(?:\(?(?:EU|EF|EØF|EC)\)?|direktiv\w{0,8}|forordning\w{0,8}|forskrift|rundskriv|dokument|§"
    r"|årsrapport)\s?(?:nr\.?\s?)?\Z",
    re.I,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\Z|(?:19|20)\d\d-\d\d-\d\d\Z|(?:19|20)\d\d\Z")
# In a file name the slash is a folder, and a number of two parts is as often a date.
_CASE_IN_FILE = re.compile(r"(?<![\d-])(?:19|20)?\d\d[-_]\d{4,6}[-_]\d{1,4}(?!\d|[-_]\d)")
_WEB = re.compile(r"(?:https?:|www\.)\S{0,300}\Z", re.I)

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def find_digits(text: str) -> Iterator[Span]:
    """Every telephone, birth, account and case number in `text`; they may overlap."""
    if any(map(str.isdigit, text)):
        yield from _find_elevens(text)
        for born in _BORN.finditer(text):
            if _NO_CHILD.search(text, max(0, born.start() - 50), born.start()):
                continue
            yield Span(*born.span("day"), "birth_number", "fødselsdato")
        yield from _find_telephones(text)
        yield from _find_cases(text)


def find_file_cases(name: str) -> Iterator[Span]:
    """Case numbers as archives write them in file names: «2021-0447-12.pdf»."""
    for match in _CASE_IN_FILE.finditer(name):
        yield Span(match.start(), match.end(), "case_number", "saksnummer i filnavn")


def is_birth_number(digits: str) -> bool:
    """True where both check digits hold and the day and month can be a person's, a D-number's or a test person's."""
    numbers = [int(digit) for digit in digits]
    day, month = int(digits[:2]) % 40, int(digits[2:4]) % 40
    checked = all(_remainder(numbers, weights) == 0 for weights in ((*_FIRST, 1), (*_SECOND, 1)))
    return checked and 1 <= day <= 31 and 1 <= month <= 12


def is_account_number(digits: str) -> bool:
    """True where the check digit holds."""
    return _remainder([int(digit) for digit in digits], (*_SECOND, 1)) == 0


def _remainder(numbers: list[int], weights: tuple[int, ...]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False)) % 11


def _find_elevens(text: str) -> Iterator[Span]:
    for match in _ELEVEN.finditer(text):
        words, (start, end) = match.group(), match.span()
        digits = re.sub(r"\D", "", words)
        before = text[max(0, start - 30) : start]
        if _BIRTH_LABEL.search(before) or (_BIRTH_SHAPE.fullmatch(words) and is_birth_number(digits)):
            yield Span(start, end, "birth_number", "fødselsnummer")
        elif _ACCOUNT_LABEL.search(before) or (_ACCOUNT_SHAPE.fullmatch(words) and is_account_number(digits)):
            yield Span(start, end, "account_number", "kontonummer")
    for match in _IBAN.finditer(text):
        yield Span(match.start(), match.end(), "account_number", "IBAN")


def _find_telephones(text: str) -> Iterator[Span]:
    for match in _TELEPHONE.finditer(text):
        start, end = match.span()
        before, kind = text[max(0, start - 40) : start], match.lastgroup
        # Inside a web address the digits are an article's; after a slash elsewhere they are the next telephone.
        if before.endswith("/") and _WEB.search(text[max(0, start - 300) : start]):
            continue
        told = bool(_TELEPHONE_LABEL.search(before)) and (kind != "told" or not before.rstrip().endswith((",", "og")))
        told = told and not _TWO_YEARS.fullmatch(match.group())
        if kind in ("abroad", "rest"):
            told = True
        unlike = _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(text, end) or _DATE_AS_DIGITS.match(match.group())
        in_row = re.search(r"\d[ \u00a0]\Z", before)
        if told or ((match["sure"] or match["plain"]) and not unlike and not in_row):
            yield Span(start, end, "telephone", "telefon" if told else "åtte siffer")


def _find_cases(text: str) -> Iterator[Span]:
    for match in _CASE_LABEL.finditer(text):
        value = _CASE_VALUE.match(text, match.end())
        before = text[max(0, match.start() - 25) : match.start()]
        if value is not None and _is_case_value(value.group()) and not _LAW_BEFORE.search(before):
            yield Span(*value.span(), "case_number", "referanse")
    for match in _CASE_ALONE.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if not _LAW_BEFORE.search(before) and (match["year"] is None or _is_case(match)):
            yield Span(*match.span(), "case_number", "saksnummer")


def _is_case_value(words: str) -> bool:
    """A number of a case has a slash or at least five digits, and is no date or year."""
    n_digits = sum(character.isdigit() for character in words)
    return not _DATE.match(words) and n_digits >= 3 and ("/" in words or n_digits >= 5 or "-" in words)


def _is_case(match: re.Match[str]) -> bool:
    year, serial = match["year"], match["serial"]
    bare = match.end() == match.end("serial")
    if bare and len(serial) == 4 and serial[:2] in ("19", "20") and (len(year) == 4 or int(year) <= 12):
        return False  # 2019/2020 is a school year, 10/2022 an issue
    return 1980 <= int(year) <= 2039 if len(year) == 4 else int(year) >= 80 or int(year) < 40
