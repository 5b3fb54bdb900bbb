"""The fields of a saved form → text: what was filled in and chosen; what was not chosen, and buttons, is furniture."""

import re
from collections.abc import Iterator

from innspill.reading.web_tree import BLOCKS, HEADINGS, Element, Page, text_of, word_set

_WRITTEN = word_set("text email tel number date datetime-local month week time url")
_BUTTONS = word_set("submit button reset")
_TICKS = word_set("checkbox radio")
_TICK_ROLES = word_set("radio checkbox option switch menuitemradio menuitemcheckbox")
_UNCHOSEN = re.compile(r"\W*(?:velg|vel|select|choose|ikke valgt|ingen valgt|–|-)\b", re.IGNORECASE)
_ASKS = re.compile(r"\?[\s*»\")]*$|^\W*(?:(?:spørsmål|spursmål|spm|question)\b\D{0,6})?\d{1,2}\s?[.):]\s*\D", re.IGNORECASE)
_LONGEST_QUESTION = 80
_QUESTION_NAMES = word_set("question questions sporsmal spørsmål spm label title heading legend tittel header")
_BUTTON_WORDS = 7


def fill_fields(page: Page) -> tuple[str, ...]:
    """Give every field the text that it shows; warnings for the ledger.

    What is ticked is the answer and what is not ticked is not; but a page that was saved without its ticks has none at all:
    then every choice is read, and the ledger says so.
    """
    labels = {element.get("for"): element for element in page.elements if element.tag == "label" and element.get("for")}
    for element in page.elements:
        if element.tag == "input":
            _fill_input(element)
        elif element.tag == "textarea" and not "".join(map(str, element.children)).strip():
            _show(element, element.get("placeholder"), "navigation")
        elif element.tag == "select":
            _fill_select(element)
        elif element.tag == "button" or element.get("role") == "button":
            _judge_button(element)
        _name_question(element)
    return _judge_ticks(list(_ticks(page, labels)))


def _show(element: Element, text: str, outside: str | None = None) -> None:
    element.children = [text] if text else []
    element.outside = outside or element.outside


def _fill_input(element: Element) -> None:
    kind = element.get("type").strip().lower() or "text"
    if kind in _BUTTONS:
        _show(element, element.get("value"), "navigation")
    elif kind in _WRITTEN and element.get("value").strip():
        _show(element, element.get("value"))
    elif kind in _WRITTEN or kind == "search":
        _show(element, element.get("value") or element.get("placeholder"), "navigation")


def _fill_select(element: Element) -> None:
    """The chosen options. Where none is chosen the page shows the first, which is nobody's answer and so not read."""
    options = [one for child in element.elements for one in ([child] if child.tag == "option" else child.elements)]
    is_list = "multiple" in element.attributes or element.get("size") not in ("", "0", "1")
    for option in options:
        is_chosen = "selected" in option.attributes
        if not is_chosen and not is_list:
            option.unseen = "never"
        elif not is_chosen or _UNCHOSEN.match(text_of(option, 80)):
            option.outside = "navigation"


def _judge_button(element: Element) -> None:
    """A button is furniture, unless it is the heading of a section that it unfolds."""
    in_heading = element.parent is not None and element.parent.tag in HEADINGS
    text = text_of(element, 400)
    n_words = len(text.split())
    opens = "aria-expanded" in element.attributes or "aria-controls" in element.attributes
    if _ASKS.search(text) or n_words > _BUTTON_WORDS or (opens and n_words >= 2):
        element.kind = None if in_heading else "heading" if n_words <= _LONGEST_QUESTION else "paragraph"
    elif not in_heading:
        element.outside = "navigation"


def _name_question(element: Element) -> None:
    """The name of a field that asks something is a heading; so is a block that the page calls a question or a title."""
    named = element.tag in ("label", "legend", "dt", "summary") or (
        element.tag in ("div", "p", "span") and bool(element.get("class")) and bool(element.named & _QUESTION_NAMES)
    )
    if not named or element.kind or any(child.tag in BLOCKS or child.tag in ("input", "button") for child in element.elements):
        return
    text = text_of(element, 900)
    if text and len(text.split()) <= _LONGEST_QUESTION and _ASKS.search(text):
        element.kind = "heading"
    elif text and element.tag == "span" and element.parent is not None and len(element.parent.elements) in (2, 3):
        # «Avsender» and «Vik kommune» side by side in two boxes with nothing between are a field and its value.
        alone = not any(isinstance(child, str) and child.strip() for child in element.parent.children[:8])
        element.kind = "paragraph" if alone and element.parent.elements[0] is element else None


def _ticks(page: Page, labels: dict[str, Element]) -> Iterator[tuple[Element, bool]]:
    """(what names a choice, is it chosen); a tick whose name stands nowhere near has none."""
    for element in list(page.elements):
        if element.tag == "input" and element.get("type").lower() in _TICKS:
            named = labels.get(element.get("id")) if element.get("id") else None
            if named := named or _named_beside(page, element):
                yield named, "checked" in element.attributes
        elif element.get("role") in _TICK_ROLES and element.get("aria-checked"):
            yield element, element.get("aria-checked") == "true"


def _named_beside(page: Page, element: Element) -> Element | None:
    """The label around a tick, or the text right after it; that text is wrapped, for it has no tag of its own."""
    above = element.parent
    for _ in range(3):
        if above is not None and above.tag == "label":
            return above
        above = above.parent if above is not None else None
    beside = element.parent.children if element.parent else []
    at = beside.index(element) + 1 if len(beside) < 500 else len(beside)
    if at < len(beside) and isinstance(beside[at], str) and beside[at].strip():
        wrapped = Element("label", {}, element.parent)
        wrapped.children = [beside[at]]
        beside[at] = wrapped
        page.elements.append(wrapped)
        return wrapped
    following = beside[at] if at < len(beside) else None
    return following if isinstance(following, Element) and following.tag in ("label", "span") else None


def _judge_ticks(ticks: list[tuple[Element, bool]]) -> tuple[str, ...]:
    if not ticks:
        return ()
    if not any(chosen for _, chosen in ticks):
        return ("Skjemaet viser ikke hvilke valg som er krysset av, så alle er lest.",)
    for element, chosen in ticks:
        if not chosen:
            element.outside = "navigation"
    return ()
