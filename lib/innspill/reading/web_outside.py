"""What of a saved page is not the letter: menus, headers, footers, cookie banners, and the list of other senders' answers.

No sign is enough alone but a role: a class called `menu`, a block of links, a place outside the main text count together. What
holds most of the page's prose is never set aside, whatever it is called: an unclosed `<nav>` may hold the whole letter.
"""

import re
from collections.abc import Iterator

from innspill.reading.web_answers import mark_other_answers
from innspill.reading.web_tree import BLOCKS, HEADINGS, Element, Page, text_of, word_set

_ROLES = word_set("navigation banner contentinfo complementary search menu menubar toolbar alertdialog")
_LANDMARKS = word_set("nav header footer aside")
# Words of classes and ids that menus and the like are called by, wherever they stand on the page …
_CHROME = word_set(
    "nav navbar navigation navigasjon menu meny breadcrumb breadcrumbs brødsmule brodsmule brodsmuler cookie cookies consent "
    "gdpr share sharing sharebar deling social some sidebar related relatert pager pagination paginering skip skiplink "
    "skiplinks toolbar banner search sok feedback newsletter nyhetsbrev subscribe abonner login progress progressbar"
)
# … and those that the letter's own parts may be called by too: they count outside the main text only.
_FRAME = word_set("header footer top topbar bottom bunn topp aside language lang print tools actions meta")
_COOKIES = re.compile(r"informasjonskaps|\bcookies?\b|personvernerklæring", re.IGNORECASE)
_CONSENT = re.compile(r"\b(?:godta|godtar|aksepter\w*|tillat|samtykk\w*|accept|avvis)\b", re.IGNORECASE)
# Short lines that only steer the page; a sentence of a letter is never one of them in full.
_STEERING = re.compile(
    r"(?:gå |hopp )?(?:rett )?til (?:hoved)?(?:innhold(?:et)?|meny(?:en)?|toppen|forsiden|søk|navigasjon)"
    r"|skip to (?:main )?content|skriv ut(?: siden)?|print|last ned(?: som)? pdf|lytt(?: til (?:teksten|siden))?"
    r"|del(?: siden| artikkelen)?(?: på| med| via)?"
    r"(?: (?:facebook|twitter|x|linkedin|e-post|epost))?|facebook|twitter|linkedin|kopier lenke|logg (?:inn|ut|på|av)|min side"
    r"|meny|søk|lukk|åpne|tilbake|forrige(?: side)?|neste(?: side)?|send(?: inn)?|lagre|avbryt|rediger|start på nytt|til toppen"
    r"|(?:vis|les|se) (?:mer|meir|mindre|alle|flere|alt)|skjul|fullfør|ferdig|ok|godta(?: alle)?|avvis(?: alle)?"
    r"|\W*(?:(?:dette )?(?:feltet|spørsmålet) )?(?:er )?(?:obligatorisk(?: felt)?|må (?:fylles ut|besvares))"
    r"|(?:felt|spørsmål) merk(?:et|a) med (?:en )?(?:stjerne|\*) (?:er obligatoriske?|må (?:fylles ut|besvares))"
    r"|\d{1,6} (?:av|/) \d{1,6} tegn(?: brukt)?|maks(?:imalt)? \d{1,6} tegn"
    r"|(?:skriv inn )?svaret ditt|enter your answer|required",
    re.IGNORECASE,
)
_PAGE_COUNT = re.compile(r"\W*(?:side|page|trinn|steg)\s*\d{1,3}\s*(?:av|of|/)\s*\d{1,3}\W*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:no|com|org)\b|\.pdf\b|\.docx?\b", re.IGNORECASE)
_MAIN_SHARE, _MOST = 0.5, 0.5
_FEW_WORDS, _MENU_WORDS = 60, 6


def mark_outside(page: Page) -> tuple[str, ...]:
    """Give every element that is not the letter the reason for it (`navigation`, `other_answers`); warnings for the ledger."""
    warnings = mark_other_answers(page)
    for element in page.elements:
        if not element.outside and element.tag in BLOCKS and _is_cookie_banner(element, page):
            element.outside = "navigation"
    region = _find_region(page)
    holding = {id(element) for element in page.elements[:50] if element.tag in ("html", "body")}
    above = region
    while above is not None:
        holding.add(id(above))
        above = above.parent
    inside = {id(region)} if region else set()
    first, last = _ends_of_prose(page)
    articles = any(one.tag in ("main", "article") for one in page.elements)
    for number, element in enumerate(page.elements):
        if element.parent is None or element.unseen:
            continue
        if id(element.parent) in inside:
            inside.add(id(element))
        if element.parent.outside:
            element.outside = element.outside or element.parent.outside
        elif not element.outside and id(element) not in holding and not _holds_most(element, page):
            between = first < number < last
            if _is_navigation(element, id(element) in inside, region is not None, between):
                element.outside = "navigation"
                if element.tag == "header" and not articles:
                    _keep_title(element)
    return warnings


def is_steering(text: str) -> bool:
    """Is the line a button's or a link's text that only steers the page, or «Obligatorisk felt»?"""
    return len(text) <= 90 and bool(_STEERING.fullmatch(text.strip(" \t*:.!›»«‹>→←↑…()[]")))


def counts_pages(text: str) -> bool:
    """«Side 1 av 3», «Trinn 2 av 4»."""
    return len(text) <= 40 and bool(_PAGE_COUNT.fullmatch(text))


def _find_region(page: Page) -> Element | None:
    """The `main` or `article` that holds most of the page's prose: the outermost one, or none."""
    banners = [one for one in page.elements if one.outside == "navigation" and not (one.parent and one.parent.outside)]
    prose = page.root.prose - sum(one.prose for one in banners)
    for element in page.elements:
        called = element.tag in ("main", "article") or element.get("role") in ("main", "article")
        if called and element.words and element.prose >= _MAIN_SHARE * prose:
            return element
    return None


def _ends_of_prose(page: Page) -> tuple[int, int]:
    """The numbers of the first and last elements that hold prose of their own: a block of links between them may be text."""
    own = [
        number
        for number, element in enumerate(page.elements)
        if not element.unseen
        and not element.linked
        and any(isinstance(child, str) and len(child.split()) >= _MENU_WORDS for child in element.children)
    ]
    return (own[0], own[-1]) if own else (len(page.elements), -1)


def _holds_most(element: Element, page: Page) -> bool:
    most = page.root.prose or page.root.words
    return element.link_share < _MOST and (element.prose if page.root.prose else element.words) > _MOST * most


def _is_navigation(element: Element, inside: bool, has_region: bool, between: bool) -> bool:
    role = element.get("role")
    if role in _ROLES or (element.tag == "nav" and role in ("", "navigation")):
        return True
    if element.tag in _LANDMARKS and not inside and not _in_article(element):
        return True
    if element.tag not in BLOCKS and element.tag != "a":
        return False
    names = element.named & (_CHROME if inside else _CHROME | _FRAME) if element.get("class") or element.get("id") else None
    if names and element.words:
        light = element.prose == 0 and element.words <= _FEW_WORDS and not _has_title(element) and not _has_field(element)
        beside = has_region and not inside and not _has_field(element)
        if light or beside or element.link_share >= 0.4:
            return True
    return _is_menu(element, inside, has_region, between)


def _is_menu(element: Element, inside: bool, has_region: bool, between: bool) -> bool:
    """A block that is nearly all short links: outside the main text, before or after all prose, or a list of contents."""
    if not element.links or element.link_share < 0.8:
        return False
    short = element.words <= _MENU_WORDS * element.links
    if element.links < 3 or element.tag not in BLOCKS:
        return has_region and not inside and short and element.words <= 12 and not _is_reference(element)
    if not short or _is_reference(element):
        return False
    links = [one for one in _descendants(element, 400) if one.tag == "a" and one.get("href")]
    contents = all(one.get("href").startswith("#") and len(one.get("href")) > 1 for one in links)
    footnotes = all(len(text_of(one, 20)) <= 4 for one in links)
    return not footnotes and (contents or not between or (has_region and not inside))


def _is_reference(element: Element) -> bool:
    """Links that are written out as addresses or files are what a letter refers to."""
    return bool(_ADDRESS.search(text_of(element, 600)))


def _is_cookie_banner(element: Element, page: Page) -> bool:
    if not 3 <= element.words <= 400 or element.tag in HEADINGS:
        return False
    named = element.named & {"cookie", "cookies", "consent", "gdpr", "samtykke"} or element.get("role") in ("dialog", "alert")
    buttons = any(one.tag == "button" or one.get("role") == "button" for one in _descendants(element, 60))
    if not named and not buttons:
        return False
    # The whole page may stand in one element with the banner.
    if (not named and _holds_most(element, page)) or any(
        one.tag in ("h1", "main", "article") for one in _descendants(element, 60)
    ):
        return False
    text = text_of(element, 3000)
    return bool(_COOKIES.search(text)) and bool(named or _CONSENT.search(text))


def _in_article(element: Element) -> bool:
    """A header, footer or aside of an article is the letter's own: a title, a signature, a box of facts."""
    above, levels = element.parent, 60
    while above is not None and levels:
        if above.tag in ("article", "main") or above.get("role") in ("article", "main"):
            return True
        above, levels = above.parent, levels - 1
    return False


def _has_title(element: Element) -> bool:
    return any(one.tag in ("h1", "h2") for one in _descendants(element, 30))


def _has_field(element: Element) -> bool:
    fields = ("input", "textarea", "select", "label", "dt", "legend")
    return any(one.tag in fields and not one.outside for one in _descendants(element, 60))


def _keep_title(element: Element) -> None:
    """The one `h1` stays where a page without an article has it in its header: it may be the letter's only title."""
    titles = [one for one in _descendants(element, 200) if one.tag == "h1" and one.link_share < 0.5]
    if len(titles) == 1:
        titles[0].outside = "letter"


def _descendants(element: Element, most: int) -> Iterator[Element]:
    stack = [element]
    while stack and most:
        most -= 1
        one = stack.pop()
        if one is not element:
            yield one
        stack.extend(reversed(one.elements[:most]))
