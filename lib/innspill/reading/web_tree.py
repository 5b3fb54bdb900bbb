"""A web page as a tree of elements, light and of any depth, with what each element holds counted once.

No walk over it calls itself: a page may nest deeper than Python calls may.
"""

import re
from dataclasses import dataclass, field


def word_set(words: str) -> frozenset[str]:
    """The words of a text with blanks between them, for names of tags and classes."""
    return frozenset(words.split())


VOID = word_set("area base br col embed hr img input link meta param source track wbr")
HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
BLOCKS = (
    word_set(
        "p div section article main body html form fieldset legend blockquote pre ul ol li dl dt dd figure figcaption address "
        "details summary table thead tbody tfoot tr td th center hgroup caption label textarea hr menu nav header footer aside "
        "dialog title select"
    )
    | HEADINGS
)
_WORD = re.compile(r"[^\W_]+")
_PROSE_WORDS = 6
# A heading, an item or a banner has far fewer: the bound keeps a look at each of many nested elements from taking hours.
_MOST_NODES = 500


class Element:
    """A tag with its children, in the order of the page. `words` are those that a reader sees in it (after `measure`),
    `linked` those in links, `links` the number of links, `prose` the words in runs of text of six words or more outside links.

    `unseen` says why a reader does not see it (`never`, `hidden`, `inside` one that is), `outside` why it is furniture,
    `kind` what its text is where the tag does not say it; each is None as a rule. `folded`: it was hidden when the page was
    saved, and is read.
    """

    __slots__ = (
        "attributes",
        "children",
        "folded",
        "kind",
        "linked",
        "links",
        "outside",
        "parent",
        "prose",
        "tag",
        "unseen",
        "words",
    )

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []
        self.unseen: str | None = None
        self.outside: str | None = None
        self.kind: str | None = None
        self.folded = False
        self.words = self.linked = self.links = self.prose = 0

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def named(self) -> frozenset[str]:
        """The words of its classes and its id, in small letters: `form-group__label` is form, group and label."""
        written = f"{self.get('class')[:400]} {self.get('id')[:100]}"
        return frozenset(re.sub(r"(?<=[a-z])(?=[A-Z])|[^a-zA-ZæøåÆØÅ]+", " ", written).lower().split())

    @property
    def link_share(self) -> float:
        return self.linked / self.words if self.words else 0.0


@dataclass
class Page:
    """A parsed page: its `elements` in reading order, the root first; `lost` is a sentence where text was lost."""

    elements: list[Element]
    source: str
    title: str | None = None
    lost: tuple[str, ...] = ()
    by_id: dict[str, Element] = field(default_factory=dict)

    @property
    def root(self) -> Element:
        return self.elements[0]


def measure(page: Page) -> None:
    """Count the words of each element, from the innermost out; what is unseen counts nothing."""
    for element in page.elements:
        element.words = element.linked = element.links = element.prose = 0
    for element in reversed(page.elements):
        if element.unseen:
            continue
        for child in element.children:
            if isinstance(child, str):
                n = len(_WORD.findall(child))
                element.words += n
                element.prose += n if n >= _PROSE_WORDS else 0
        if element.tag == "a" and element.get("href"):
            element.linked, element.links, element.prose = element.words, 1, 0
        above = element.parent
        if above is not None:
            above.words += element.words
            above.linked += element.linked
            above.links += element.links
            above.prose += element.prose


def text_of(element: Element, longest: int = 2000, most: int = _MOST_NODES) -> str:
    """What a reader sees in an element as one line, cut at about `longest` characters and `most` tags."""
    pieces: list[str] = []
    stack: list[Element | str] = [element]
    n_characters = n_nodes = 0
    while stack and n_characters < longest and n_nodes < most:
        node = stack.pop()
        n_nodes += 1
        if isinstance(node, str):
            pieces.append(node[:longest])
            n_characters += len(node)
        elif not node.unseen:
            edge = " " if node.tag in BLOCKS or node.tag == "br" else ""
            stack += [edge, *reversed(node.children[:most]), edge]
    return " ".join("".join(pieces).split())
