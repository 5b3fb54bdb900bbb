"""E-mail addresses, and the streets and boxes where people live and work."""

import re
from collections.abc import Iterator

from innspill.privacy.spans import Span

# «@», or what people write instead of it.
_AT = re.compile(r"@|\s?[(\[{]\s?(?:a|at|@|alfakrøll|krøllalfa)\s?[)\]}]\s?| at ", re.I)
_LOCAL = re.compile(r"[\w.+'’%-]{1,64}\Z")
_BROKEN_LOCAL = re.compile(r"[\w.+]{1,40}[-_]\n\Z")
_DOMAIN = re.compile(r"(?:\n\s?)?(?:[^\W_][\w-]{0,62}|\[)(?:\.[^\W_][\w-]{0,62}){0,6}")
_EMAIL_LABEL = re.compile(r"e-?post\W{1,4}\Z", re.I)
_TOP = re.compile(r"\.(?:no|com|org|net|eu|se|dk|example|dep|info|nu)\Z", re.I)
_GOES_ON = re.compile(r"(?:\.?\s{1,2}\.?|-\n)(?:kommune\.|hod\.|dep\.|[\w-]{1,40}\.)?(?:no|com|org|net)\b", re.I)

_UP = r"[^\W\d_a-zà-öø-ÿčđŋšŧž]"
_NUMBER = (
    r"\d{1,3}(?:\s?-\s?\d{1,3})?(?:\s?[A-H](?![\w.]))?(?![\w%/]|[.,:]\d|\s?(?:%|prosent|år\b|dag|time|min|km\b"
    r"|mil\b|kr\b|kommune|pasient|person|plass|stk|og\s\d))"
)
_POST = (
    rf"(?:\s{{0,2}}[,|\n]?\s{{0,2}}(?:NO-|N-)?\d{{4}}\s{{1,2}}{_UP}[^\W\d_]{{0,30}}(?:[ -]{_UP}[^\W\d_]{{1,30}}"
    rf"|\s[ivpå]{{1,2}}\s{_UP}[^\W\d_]{{1,30}}){{0,2}})"
)
_ROAD = (
    r"(?:gat[ae]n?|ga?te?\.?|vegen|veien|veg|vei|vn\.?|v\.|all[eé]en|allé|alle|torget|torg|torv|brygge|brygga"
    r"|plass|plassen|stien|svingen"
    r"|kroken|tunet|kaia?|bakke|bakken|geaidnu|luodda|bálggis|gáhtta|geajnoe)"
)
_LONG_ROAD = (
    r"(?:gat[ae]n?|vegen|veien|veg|vei|vn\.?|allé|alléen|alleen|torget|torvet|brygge|brygga|plassen|stien|svingen"
    r"|kroken|tunet|kaia|bakken"
    r"|geaidnu|luodda|bálggis|gáhtta|geajnoe)"
)
_HOUSE = re.compile(rf"(?<=[^\W\d_])\.?\s{{1,2}}(?:nr\.?\s)?(?P<number>{_NUMBER})(?P<post>{_POST})?")
_STREET = re.compile(
    rf"(?<![\w@/.-])(?:{_UP}[\w.’'-]{{1,30}}(?:\s{_UP}[\w.’'-]{{1,30}}){{0,2}}\s(?i:{_ROAD})|(?:(?:Nedre|Øvre"
    rf"|Store|Lille|Gamle|Nye|Nordre|Søndre|Østre|Vestre|Indre|Ytre)\s)?{_UP}[^\W\d_]{{1,30}}?(?i:{_LONG_ROAD})"
    rf"|Tor[gv]et)\Z"
)
# A farm or a house without «vegen»: only where a postal code follows.
_FARM = re.compile(rf"(?<![\w@/.-]){_UP}[^\W\d_]{{2,30}}(?:\s{_UP}[^\W\d_]{{1,30}}){{0,2}}\Z")
_BOX = re.compile(
    rf"(?<!\w)(?i:postboks|post\s?box|p\.?\s?b\.?|poastaboksa|boks)\s{{1,2}}\d{{1,5}}\b(?:\s(?:Dep|Sentrum"
    rf"|{_UP}[^\W\d_]{{2,20}})\b\.?)?{_POST}?"
)
_LABELLED = re.compile(
    r"\b(?:privat|post|besøks|kontor|bostad|bosted|gate)?(?:adress[ea]n?|post(?:nummer|nr|sted|stad)(?:\s?(?:og"
    r"|/)\s?\w{4,8})?)\s{0,2}[:|]\s{0,3}(?P<words>[^\n|;]{4,80})",
    re.I,
)


def find_emails(text: str) -> Iterator[Span]:
    """Every e-mail address, also with «(a)», « at » and a line end inside."""
    for match in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, match.start() - 64), match.start())
        domain = _DOMAIN.match(text, match.end())
        if local is None or domain is None:
            continue
        start, end = local.start(), _domain_end(text, domain)
        if "." not in text[domain.start() : end]:
            continue
        words = text[start : match.start()]
        # «vi svarer at nav.no har …»: the word before is then no address.
        if match.group() == " at " and "." not in words and not _EMAIL_LABEL.search(text, max(0, start - 12), start):
            continue
        broken = _BROKEN_LOCAL.search(text, max(0, start - 42), start)
        start = broken.start() if broken else start + len(words) - len(words.lstrip(".'’-"))
        yield Span(start, end, "email", "e-postadresse")


def _domain_end(text: str, domain: re.Match[str]) -> int:
    """The end of the address: a domain broken after a full stop goes on where what follows ends as domains do."""
    if _TOP.search(domain.group()):
        return domain.end()
    more = _GOES_ON.match(text, domain.end())
    return more.end() if more else domain.end()


def find_streets(text: str) -> Iterator[Span]:
    """Streets with a number, boxes, and what stands after «Adresse:»; with postal code and place where they follow."""
    if not any(map(str.isdigit, text)):
        return
    for house in _HOUSE.finditer(text):
        from_, to = max(0, house.start() - 95), house.start() + (text[house.start()] == ".")
        street = _STREET.search(text, from_, to) or (_FARM.search(text, from_, to) if house["post"] else None)
        if street is not None:
            yield Span(street.start(), house.end(), "address", "gateadresse")
    for match in _BOX.finditer(text):
        yield Span(match.start(), match.end(), "address", "postboks")
    for match in _LABELLED.finditer(text):
        words = match["words"].rstrip()
        if any(map(str.isdigit, words)):
            yield Span(match.start("words"), match.start("words") + len(words), "address", "adressefelt")
