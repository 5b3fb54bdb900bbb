"""The tree of a page → its blocks of text, in the order of the page: what a reader sees between two gaps."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from innspill.reading.web_tree import BLOCKS, HEADINGS, VOID, Element, Page, text_of, word_set

_FIELDS = word_set("input option button")
_KINDS = {"li": "bullet", "td": "table", "th": "table", "caption": "table", **dict.fromkeys(HEADINGS, "heading")}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_RULE = re.compile(r"\.([\w-]{1,60})\s*\{([^{}]{0,800})\}")
_NOTE_STYLE = re.compile(r"mso-element\s*:\s*(?:foot|end)note\b", re.IGNORECASE)
_NOTE_ID = re.compile(r"(?:ftn|edn|fn|footnote|fotnote)[-_:]?\d{1,4}", re.IGNORECASE)
_NOTE_BACK = re.compile(r"#_?(?:ftn|edn|fn|ftnt|footnote)[-_:]?ref", re.IGNORECASE)
_GLYPH_STYLE = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[a-z]{3})")
_TITLE_CLASS = re.compile(r"\bMso(?:Title|Heading)|^(?:title|heading ?\d?)$", re.IGNORECASE)
_QUESTION_WORDS = 4
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# Table, row and cell by number; 0 for text in none.
Place = tuple[int, int, int]


@dataclass
class Block:
    """The text of one block («\\n» for a forced break), its kind, why it is furniture, its place in a table, whether all of it
    is bold, what it begins with in bold, and whether its line ends are its own."""

    kind: str = "paragraph"
    outside: str | None = None
    place: Place = (0, 0, 0)
    text: str = ""
    bold: bool = False
    lead: str = ""
    keeps_lines: bool = False


@dataclass
class _Walk:
    """What is open while the walk goes on."""

    bold_classes: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)
    current: Block = field(default_factory=Block)
    n_bold: int = 0
    n_all: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    label: str = ""
    lead: str = ""
    seam: str = ""

    def add(self, text: str, context: Block, bold: bool) -> None:
        if not self.pieces or (not "".join(self.pieces[-1:]).strip() and self.n_all == 0):
            self.current = replace(context)
        n = len(text) - text.count(" ")
        self.n_all += n
        self.n_bold += n if bold else 0
        if self.seam and self.pieces and _are_glued(self.pieces[-1], text, self.seam):
            self.pieces.append(" ")
        self.seam = ""
        self.pieces.append(text)

    def end_lead(self) -> None:
        """The bold text that a block begins with ends here; a question is a line of its own."""
        self.lead = " ".join("".join(self.pieces).split()) if self.n_bold == self.n_all else ""
        if self.lead.endswith("?") and len(self.lead.split()) >= _QUESTION_WORDS:
            self.pieces.append("\n\n")

    def flush(self) -> Iterator[Block]:
        """The block that ends here, and what stood beside it in buttons and the like."""
        text = "".join(self.pieces)
        if text.strip():
            label, self.label = self.label, ""
            kept = f"{label} {text.lstrip()}" if label and not self.current.outside else text
            yield replace(self.current, text=kept, bold=self.n_bold > 0.95 * self.n_all, lead=self.lead)
        yield from self.asides
        self.pieces, self.asides, self.n_bold, self.n_all, self.lead, self.seam = [], [], 0, 0, "", ""


# A node on the stack: what stands there, what its text is, is it bold, and which step of the walk it is.
_Step = tuple[Element | str, Block, bool, str]


def walk_blocks(page: Page) -> Iterator[Block]:
    """The blocks of a page. The walk keeps its own stack: a page may nest deeper than Python calls may."""
    walk = _Walk(_bold_classes(page))
    stack: list[_Step] = [(page.root, Block(), False, "enter")]
    while stack:
        node, context, bold, step = stack.pop()
        if step == "leave":
            yield from walk.flush()
        elif step == "leave bold":
            walk.end_lead()
        elif step == "seam":
            walk.seam = str(node)
        elif isinstance(node, str):
            walk.add(node if context.keeps_lines else re.sub(r"\s+", " ", node), context, bold)
        elif node.tag == "br" and not node.unseen:
            walk.pieces.append("\n")
        elif not node.unseen:
            yield from _enter(node, context, bold, walk, stack)
    yield from walk.flush()


def _enter(node: Element, context: Block, bold: bool, walk: _Walk, stack: list[_Step]) -> Iterator[Block]:
    """Put what stands inside an element on the stack; a block ends what came before it."""
    outside = None if node.outside == "letter" else node.outside or context.outside
    is_block = node.tag in BLOCKS or node.tag in _FIELDS or node.kind is not None
    if outside and not context.outside and not is_block:
        # A button or an icon in the middle of a sentence does not part the sentence.
        walk.asides.append(Block("paragraph", outside, text=text_of(node, sys.maxsize, sys.maxsize)))
        return
    if is_block:
        yield from walk.flush()
        stack.append((node, context, bold, "leave"))
    own = _context_of(node, context, outside, walk)
    is_bold = bold or _is_bold(node, walk.bold_classes)
    if is_bold and not bold and not is_block and not walk.n_all:
        stack.append((node, context, bold, "leave bold"))
    if node.tag not in VOID or node.tag == "input":
        stack.extend((child, own, is_bold, step) for child, step in _with_seams(node.children))


def _context_of(node: Element, context: Block, outside: str | None, walk: _Walk) -> Block:
    """What the text inside an element is."""
    if _is_glyph(node):
        glyph = text_of(node, 40).strip()
        if len(glyph) == 1 and not glyph.isdigit():
            node.children = []
        return context
    kind = context.kind
    if kind not in ("heading", "note"):
        kind = "note" if _is_note(node) else node.kind or _KINDS.get(node.tag, kind)
        if node.tag in ("p", "div") and kind != "note":
            kind = "bullet" if _is_listed(node) else "heading" if _TITLE_CLASS.search(node.get("class")[:80]) else kind
    if node.tag == "li" and node.parent is not None and node.parent.tag == "ol" and not outside:
        walk.label = _number_of(node)
    place = _place_in(node.tag, context.place, walk.numbers)
    return Block(kind, outside, place, keeps_lines=context.keeps_lines or node.tag in ("pre", "textarea"))


def _place_in(tag: str, place: Place, numbers: Iterator[int]) -> Place:
    """The place of what stands inside a tag: each table, row and cell has its own number."""
    table, row, cell = place
    if tag == "table":
        return next(numbers), 0, 0
    if tag == "tr":
        return table, next(numbers), 0
    return (table, row, next(numbers)) if tag in ("td", "th") else (table, row, cell)


def _with_seams(children: list[Element | str]) -> Iterator[tuple[Element | str, str]]:
    """The children from the last to the first, with a seam between two elements that nothing stands between."""
    after = None
    for child in reversed(children):
        if isinstance(child, Element) and isinstance(after, Element):
            yield "links" if child.tag == after.tag == "a" else "boxes", "seam"
        yield child, "enter"
        after = child


def _are_glued(before: str, after: str, seam: str) -> bool:
    """«1.» and «Hva» in two neighbouring boxes, which only the page's style sheet sets apart; two links always are."""
    left, right = before[-1:], after[:1]
    if left.isspace() or right.isspace():
        return False
    capital = right.isupper() and (left in ".:?!)" or left.islower() or left.isdigit())
    return seam == "links" or capital or bool(left.isalpha() and _DATED.match(after))


def _bold_classes(page: Page) -> frozenset[str]:
    """The classes that the page's own style sheets make bold: Google Docs knows no `<b>`."""
    sheets = [child for one in page.elements if one.tag == "style" for child in one.children if isinstance(child, str)]
    rules = (rule for sheet in sheets for rule in _RULE.finditer(sheet[:500_000]))
    return frozenset(rule[1] for rule in rules if _BOLD_STYLE.search(rule[2]))


def _is_bold(node: Element, bold_classes: frozenset[str]) -> bool:
    if node.tag in ("b", "strong"):
        return True
    if node.get("style") and _BOLD_STYLE.search(node.get("style")[:2000]):
        return True
    return bool(bold_classes and node.get("class") and bold_classes.intersection(node.get("class")[:2000].split()))


def _is_glyph(node: Element) -> bool:
    """The bullet or number that Word writes before an item of a list."""
    return node.tag == "span" and bool(_GLYPH_STYLE.search(node.get("style")[:400]))


def _is_listed(node: Element) -> bool:
    first = next((child for child in node.elements[:3] if child.tag in ("span", "b")), None)
    inner = [first, *first.elements[:2]] if first else []
    return any(_is_glyph(one) for one in inner)


def _is_note(node: Element) -> bool:
    if node.get("role") in ("doc-footnote", "doc-endnote", "doc-endnotes") or _NOTE_STYLE.search(node.get("style")[:400]):
        return True
    if node.tag in ("div", "li", "p", "section", "ol", "aside"):
        if "footnotes" in node.named or "MsoFootnoteText" in node.get("class") or _NOTE_ID.fullmatch(node.get("id")):
            return True
        first = next((one for one in node.elements[:1]), None)
        linked = first if first is None or first.tag == "a" else next(iter(first.elements[:1]), None)
        return node.tag == "p" and linked is not None and bool(_NOTE_BACK.match(linked.get("href")))
    return False


def _number_of(item: Element) -> str:
    """The number that a browser prints before an item of a numbered list; empty where the list has none."""
    listed = item.parent
    if listed is None or "none" in listed.get("style").lower() or "none" in item.get("style").lower():
        return ""
    if len(listed.children) > 10_000:
        return ""
    number = int(listed.get("start")) if re.fullmatch(r"\d{1,4}", listed.get("start")) else 1
    for child in listed.elements:
        if child.tag == "li":
            number = int(child.get("value")) if re.fullmatch(r"\d{1,4}", child.get("value")) else number
            if child is item:
                break
            number += 1
    return f"{_printed(number, listed.get('type'))}."


def _printed(number: int, style: str) -> str:
    if style in ("a", "A") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
    elif style in ("i", "I") and 1 <= number < 40:
        letter, rest = "", number
        for value, sign in _ROMAN:
            letter, rest = letter + sign * (rest // value), rest % value
    else:
        return str(number)
    return letter.upper() if style.isupper() else letter
