"""What a reader of a saved page sees: not what it hides, but the answers in sections that stood folded when it was saved."""

import re
from collections.abc import Iterator

from innspill.reading.web_tree import HEADINGS, Element, Page, measure, text_of, word_set

# `del` and Word's list of comments: as in Word itself, deleted text and comments are not the letter.
_NEVER = word_set("script style template noscript head title meta link iframe object canvas audio video datalist xml del param")
_IN_DRAWINGS = word_set("title desc metadata defs symbol annotation annotation-xml")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)\b", re.IGNORECASE)
_COMMENTS_STYLE = re.compile(r"mso-element\s*:\s*comment", re.IGNORECASE)
# Words of classes and roles by which pages name what unfolds, and what pops up or warns.
_FOLDS = word_set("collapse collapsed accordion expandable expander expand panel pane tab tabpanel toggle details folding")
_POPS_UP = word_set("modal dialog popup tooltip popover cookie cookies consent error errors validation alert toast menu nav")
_ICONS = word_set("icon icons ikon material glyphicon fa fas far svg emoji")
_SPOKEN_ONLY = ({"sr", "only"}, {"visually", "hidden"}, {"visuallyhidden"}, {"screen", "reader"}, {"screenreader"})
# Fewer hidden words than this are a message, a tooltip or a name for those who cannot see.
_ANSWER_WORDS = 8
_NOTED_WORDS = 40
_LONGEST_ASIDE = 20


def mark_unseen(page: Page) -> tuple[str, ...]:
    """Mark what the page does not show, and count the words of the rest; warnings for the ledger.

    A folded section (accordion, tab) is read as if it were open: its answer is the letter's, whoever saved the page. It is
    known by the button or heading that unfolds it. Other hidden text stays hidden. Hiding by style sheet is not seen.
    """
    for element in page.elements:
        above = element.parent.unseen if element.parent else None
        element.unseen = above or element.unseen or ("never" if _is_never_seen(element) else None)
    measure(page)
    hidden = [element for element in page.elements if not element.unseen and _is_hidden(element)]
    raw = {id(element): (element.words, element.prose, element.link_share) for element in hidden}
    for element in page.elements:
        _judge_spoken(element)
    for element in hidden:
        element.unseen = "hidden"
    _inherit(page)
    measure(page)
    sections = _controlled(page)
    texts = [one for one in hidden if raw[id(one)][1] >= _ANSWER_WORDS and raw[id(one)][2] < 0.5]
    texts = [one for one in texts if one.tag != "dialog" and not one.named & _POPS_UP]
    outermost = [one for one in hidden if one.parent is None or not one.parent.unseen]
    # A page that shows next to nothing was saved by a script that had hidden it all.
    blank = 4 * page.root.prose < sum(raw[id(one)][1] for one in texts if one.parent is None or not one.parent.unseen)
    for element in texts:
        if blank or _unfolds(element, sections):
            element.unseen, element.folded = None, True
    _inherit(page)
    measure(page)
    n_left = sum(raw[id(one)][0] for one in outermost if one.unseen and raw[id(one)][1] >= _ANSWER_WORDS)
    if n_left < _NOTED_WORDS:
        return ()
    return (f"Nettsiden skjuler {n_left} ord, og de er ikke lest. Se om de hører til svaret.",)


def _inherit(page: Page) -> None:
    """Hand down what is unseen; what stands in a section that was unfolded is seen again."""
    for element in page.elements:
        above = element.parent.unseen if element.parent else None
        if above:
            element.unseen = element.unseen or "inside"
        elif element.unseen == "inside":
            element.unseen = None


def _is_never_seen(element: Element) -> bool:
    if element.tag in _NEVER:
        return True
    if element.tag in _IN_DRAWINGS and element.parent is not None:
        return any(above.tag in ("svg", "math", "semantics") for above in _above(element, 4))
    if element.tag == "input" and element.get("type").lower() in ("hidden", "password", "file", "image", "color"):
        return True
    icon = element.tag in ("i", "span", "svg") and element.get("aria-hidden") == "true" and element.named & _ICONS
    return bool(icon) or bool(_COMMENTS_STYLE.match(element.get("style")[:60]))


def _above(element: Element, levels: int) -> Iterator[Element]:
    above = element.parent
    while above is not None and levels:
        yield above
        above, levels = above.parent, levels - 1


def _is_hidden(element: Element) -> bool:
    if "hidden" in element.attributes or (element.tag == "dialog" and "open" not in element.attributes):
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style")[:2000]))


def _judge_spoken(element: Element) -> None:
    """Text for the eye only (`aria-hidden`) and for the ear only is beside the letter where it is short.

    Where it is long it is the letter: an open cookie banner makes the whole page behind it `aria-hidden`.
    """
    for_the_ear = any(words <= element.named for words in _SPOKEN_ONLY) if element.get("class") else False
    names_a_field = element.tag in HEADINGS or element.tag in ("label", "legend", "caption", "th", "input", "textarea")
    if (element.get("aria-hidden") == "true" or for_the_ear) and not names_a_field and element.words < _LONGEST_ASIDE:
        element.outside = "navigation"


def _controlled(page: Page) -> set[str]:
    """The ids of what buttons and links on the page unfold."""
    found: set[str] = set()
    for element in page.elements:
        if element.attributes:
            for name in ("aria-controls", "data-target", "data-bs-target", "href"):
                written = element.get(name)
                if written and len(written) < 200 and (name != "href" or written.startswith("#")):
                    found.update(part.lstrip("#") for part in written.split())
    return found


def _unfolds(element: Element, controlled: set[str]) -> bool:
    """Is there a button, heading or name that says that the element is a section which unfolds?"""
    if element.get("id") in controlled or element.get("role") == "tabpanel" or element.named & _FOLDS:
        return True
    before = _sibling_before(element)
    if before is None:
        return False
    opens = before.tag in HEADINGS | {"button", "summary", "dt", "legend"} or "aria-expanded" in before.attributes
    return opens and bool(text_of(before, 200))


def _sibling_before(element: Element) -> Element | None:
    before = None
    # A section stands right after what unfolds it: the first hundred siblings are enough.
    for child in (element.parent.children if element.parent else [])[:100]:
        if child is element:
            return before
        if isinstance(child, Element) and not child.unseen:
            before = child
    return None
