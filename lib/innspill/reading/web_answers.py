"""Other senders' answers on a saved page: the list of them, and the answers beside the one that was opened.

A ministry's page lists all answers by sender and date, and may show several in full. The letter is the one that was unfolded or
chosen. Where nothing says which, all are read, and the ledger says so.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from innspill.reading.web_tree import HEADINGS, Element, Page, text_of, word_set

_SENDER = re.compile(
    r"\b(?:\w*kommune|herad|\w*fylkeskommune|helsefell?es+kap\w*|\w*helsefell?es+kap|helsefe?ø?retak\w*|HF|RHF|KS|NAV|\w*sykehus(?:et)?"
    r"|\w*sjukehus(?:et)?|\w*direktoratet?|\w*departementet|statsforvalter\w*|\w*universitetet?|\w*høg?skolen?|\w*høgskulen?"
    r"|\w*forbund(?:et)?|\w*forening(?:en|a)?|\w*organisasjon(?:en)?|\w*lag(?:et)?|\w*rådet|\w*råd|stiftelsen?|privatperson"
    r"|anonym|innbygger|AS|SA|\w*nettverket|\w*senteret?|regionråd\w*)\b"
)
_DATE = re.compile(
    r"\b\d{1,2}\.\s?(?:\d{1,2}\.\s?(?:\d{4}|\d{2})|(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)\w{0,7}\.?(?: \d{4})?)"
    r"|\b20\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:andre|alle|mottatte|mottekne|innkomne|øvrige|flere|les)\b.{0,30}(?:svar|innspill?|innspel|uttalels\w*|fråsegn\w*)\b"
    r"|\b(?:høringssvar|høyringssvar|høringsuttalelser|innspill|innspel|svar|uttalelser)\s*\(\s*\d+\s*\)",
    re.IGNORECASE,
)
_OPEN = word_set("open opened expanded active selected current show shown chosen aktiv valgt is-open in")
_ANSWER_NAMES = word_set("svar answer answers høringssvar horingssvar uttalelse innspill response comment submission reply")
_LISTS = word_set("ul ol table tbody div section dl nav aside")
_HEADS = HEADINGS | {"summary", "button", "dt", "legend"}
_HEAD_WORDS, _ITEM_WORDS, _FULL_ANSWER = 14, 25, 15
_MOST_ITEMS, _MOST_NODES = 3000, 500


@dataclass
class _Answer:
    """One answer among several: its heading and the elements that it is made of."""

    head: Element
    parts: list[Element]

    @property
    def is_open(self) -> bool | None:
        """True where the page says that it stood open, False where closed, None where it does not say."""
        said = self.head.get("aria-expanded") or next((o.get("aria-expanded") for o in self.head.elements[:3]), "")
        if said in ("true", "false"):
            return said == "true"
        details = [part for part in self.parts if part.tag == "details"]
        if details:
            return "open" in details[0].attributes
        if any(_is_folded(part) for part in self.parts):
            return False
        return True if any(part.named & _OPEN for part in (self.head, *self.parts)) else None


def mark_other_answers(page: Page) -> tuple[str, ...]:
    """Mark what lists or repeats other senders' answers; warnings for the ledger."""
    warnings: tuple[str, ...] = ()
    for element in page.elements:
        if element.outside or element.unseen or (element.parent is not None and element.parent.outside):
            element.outside = element.outside or (element.parent.outside if element.parent else None)
            continue
        if element.tag in _LISTS and _lists_answers(element):
            _set_aside([element, *_heading_before(element)])
        elif len(element.children) > 1 and (answers := _answers_in(element)):
            warnings = warnings or _choose(page, answers)
    return warnings


def _set_aside(elements: Sequence[Element]) -> None:
    for element in elements:
        element.outside = "other_answers"


def _lists_answers(element: Element) -> bool:
    """A list of three or more short items, most with a link or a date and the name of a sender."""
    items = [one for one in element.elements if not one.unseen and one.words and one.tag not in HEADINGS]
    if len(items) < 3 or element.words > _ITEM_WORDS * len(items) or element.prose > element.words / 3:
        return False
    texts = [text_of(one, 300) for one in items[:_MOST_ITEMS]]
    if any(len(text.split()) > 2 * _ITEM_WORDS for text in texts):
        return False
    named = sum(bool(_SENDER.search(text)) for text in texts) / len(texts)
    dated = sum(bool(_DATE.search(text)) for text in texts) / len(texts)
    linked = sum(one.links > 0 for one in items) / len(items)
    headed = any(_ANSWERS.search(text_of(head, 200)) for head in _heading_before(element))
    if headed:
        return linked >= 0.6 or dated >= 0.6
    return linked >= 0.6 and named >= 0.5 and (dated >= 0.6 or named >= 0.8)


def _heading_before(element: Element) -> list[Element]:
    """The heading of a list of answers, and the line under it that counts or sorts them."""
    found: list[Element] = []
    above = element.parent
    siblings = [one for one in (above.elements if above else []) if not one.unseen]
    if len(siblings) > _MOST_ITEMS or element not in siblings:
        return []
    for before in reversed(siblings[: siblings.index(element)][-3:]):
        if before.words > 20:
            break
        found.append(before)
        if _ANSWERS.search(text_of(before, 200)):
            return found
        if before.tag in HEADINGS:
            break
    return []


def _answers_in(element: Element) -> list[_Answer]:
    """The answers that an element's children are, or that headings among its children begin; empty for anything else."""
    children = [one for one in element.elements if one.tag not in ("script", "style", "hr", "br")]
    if not 2 <= len(children) <= _MOST_ITEMS:
        return []
    heads = [(at, head) for at, one in enumerate(children) if (head := _head_of(one)) is not None]
    tags = Counter(children[at].tag for at, head in heads if _names_sender(head))
    if tags.total() < 2:
        return []
    # The page's own title stands among them, but is made otherwise.
    usual = tags.most_common(1)[0][0]
    heads = [(at, head) for at, head in heads if children[at].tag == usual]
    wrapped = sum(head is not children[at] for at, head in heads) > len(heads) / 2
    last = heads[-1][0] + (1 if wrapped else 2)
    ends = [*(at for at, _ in heads[1:]), last]
    answers = [_Answer(head, children[at : at + 1 if wrapped else end]) for (at, head), end in zip(heads, ends, strict=True)]
    named = [answer for answer in answers if _names_sender(answer.head)]
    if len(named) < max(2, 0.7 * len(answers)):
        return []
    return answers if sum(_n_words(answer) >= _FULL_ANSWER for answer in answers) >= 2 else []


def _head_of(element: Element) -> Element | None:
    """The heading that an element is or begins with, looked for a few levels down."""
    for _ in range(5):
        if element.tag in _HEADS or element.get("role") in ("button", "heading", "tab"):
            return element
        if any(isinstance(child, str) and child.strip() for child in element.children) or not element.elements:
            return None
        element = element.elements[0]
    return None


def _names_sender(head: Element) -> bool:
    text = text_of(head, 300)
    return len(text.split()) <= _HEAD_WORDS and not text.endswith("?") and bool(_SENDER.search(text))


def _n_words(answer: _Answer) -> int:
    """The words of an answer below its heading, also where it is folded; counting stops when there are enough."""
    n, n_nodes, stack = 0, 0, [*answer.parts]
    while stack and n < _FULL_ANSWER and n_nodes < _MOST_NODES:
        one = stack.pop()
        n_nodes += 1
        if one is not answer.head:
            n += sum(len(child.split()) for child in one.children if isinstance(child, str))
            stack.extend(one.elements[:50])
    return n


def _choose(page: Page, answers: list[_Answer]) -> tuple[str, ...]:
    """Set aside the answers that are not the letter, where the page says which one is."""
    states = [answer.is_open for answer in answers]
    chosen = [answer for answer, state in zip(answers, states, strict=True) if state is True]
    if not chosen and False in states:
        chosen = [answer for answer, state in zip(answers, states, strict=True) if state is None]
    if len(chosen) != 1:
        chosen = _addressed(page, answers)
    if len(chosen) == 1:
        for answer in answers:
            if answer is not chosen[0]:
                _set_aside(answer.parts)
        return ()
    dated = sum(bool(_DATE.search(text_of(answer.parts[0], 400))) for answer in answers)
    called = any(answer.parts[0].named & _ANSWER_NAMES or answer.parts[0].tag == "article" for answer in answers)
    if False in states or called or 2 * dated >= len(answers):
        n = len(answers)
        return (f"Nettsiden viser {n} svar fra ulike avsendere, og alle er lest som ett brev. Lagre bare det ene svaret.",)
    return ()


def _addressed(page: Page, answers: list[_Answer]) -> list[_Answer]:
    """The answers whose id the page's own address ends with, else whose sender the page's title names."""
    saved = re.search(r"saved from url=\(\d{1,6}\)(\S{1,2000})", page.source[:20_000])
    wanted = re.split(r"[#?&=/]", saved[1])[-1] if saved else ""
    found = [answer for answer in answers if wanted and wanted in {part.get("id") for part in (answer.head, *answer.parts)}]
    if len(found) == 1:
        return found
    title = " ".join((page.title or "").split()).casefold()
    names = [_DATE.sub("", text_of(answer.head, 200)).strip(" –-,|").casefold() for answer in answers]
    return [answer for answer, name in zip(answers, names, strict=True) if len(name) > 5 and name in title]


def _is_folded(part: Element) -> bool:
    return any(one.folded or one.unseen == "hidden" for one in (part, *part.elements[:20]))
