"""Bytes of a web page, decoded → its tree of elements.

lxml's parser calls us for each tag, so that nothing is built that cuts deep pages (libxml2's own tree stops at 256 levels).
"""

import html
import re
from collections.abc import Iterator

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading.encodings import refuse_long
from innspill.reading.web_tree import BLOCKS, HEADINGS, Element, Page

# A page of 10 MB has some 400,000 tags; beyond this the file is a bomb.
_MOST_ELEMENTS = 1_000_000
_ENDS = {"!--": "-->", "script": "</script", "style": "</style"}
# Pictures written into the page: megabytes that nobody reads.
_PICTURE = re.compile(r"data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=%]*")


class _Builder:
    """What lxml calls for each tag and text."""

    def __init__(self) -> None:
        self.elements = [Element("#page", {}, None)]
        self.at = self.elements[0]
        self.overflow = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.elements) > _MOST_ELEMENTS:
            self.overflow = True
            return
        element = Element(tag.lower() if isinstance(tag, str) else "span", dict(attributes), self.at)
        self.at.children.append(element)
        self.elements.append(element)
        self.at = element

    def end(self, _tag: str) -> None:
        # libxml2 closes what it opened, each tag once and in order.
        if self.at.parent is not None and not self.overflow:
            self.at = self.at.parent

    def data(self, text: str) -> None:
        children = self.at.children
        if children and isinstance(children[-1], str) and len(children[-1]) < 10_000:
            children[-1] += text
        else:
            children.append(text)

    def comment(self, _text: str) -> None:
        pass

    def close(self) -> list[Element]:
        return self.elements


def parse_page(text: str, name: str, limits: Limits) -> Page:
    """The tree of an HTML text. Raises InnspillError for a page of millions of tags or far too much text.

    What the tree holds is measured against what stands between the tags: where much is lost, the page is read tag by tag
    instead, without its structure, and the ledger says so.
    """
    from lxml import etree

    source = text.replace("\0", "")
    too_many = InnspillError(name, "Nettsiden har flere enn en million merker", "Lagre den som PDF")
    if source.count("<") > 3 * _MOST_ELEMENTS:
        raise too_many
    refuse_long(sum(len(piece) for piece, _ in between_tags(source)), name, limits)
    parser = etree.HTMLParser(target=_Builder(), huge_tree=True, encoding="utf-8", no_network=True)
    written = _PICTURE.sub("data:,", source).encode("utf-8", "replace")
    builder: _Builder = parser.target
    try:
        for start in range(0, len(written), 1 << 18):
            parser.feed(written[start : start + (1 << 18)])
            if builder.overflow:
                raise too_many
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        pass  # a page without a single tag or text: what was built so far is all there is
    page = Page(builder.elements, source)
    page.lost = _lost(page)
    for element in page.elements:
        if element.get("id"):
            page.by_id.setdefault(element.get("id"), element)
        if element.tag == "title" and page.title is None and not _inside(element, "svg"):
            page.title = "".join(child for child in element.children if isinstance(child, str))
    return page


def _inside(element: Element, tag: str) -> bool:
    return element.parent is not None and element.parent.tag == tag


def _lost(page: Page) -> tuple[str, ...]:
    """The sentence for the ledger where the tree holds much less than the page; then the tree is replaced by a flat one."""
    expected = sum(len(word) for piece, _ in between_tags(page.source) for word in html.unescape(piece).split())
    skipped = {"script", "style"}
    found = sum(
        len(word)
        for element in page.elements
        if element.tag not in skipped
        for child in element.children
        if isinstance(child, str)
        for word in child.split()
    )
    if found >= 0.9 * expected - 200:
        return ()
    page.elements[:] = flat_tree(page.source)
    return ("Nettsiden er så uryddig at den er lest uten sin oppbygning. Se om alt er med.",)


def flat_tree(source: str) -> list[Element]:
    """The page as a row of blocks, by plain search from tag to tag: headings, list items and paragraphs, nothing inside."""
    root = Element("#page", {}, None)
    elements, block = [root], root
    for piece, opened in between_tags(source):
        if piece.strip() and block is root:
            block = Element("p", {}, root)
            elements.append(block)
            root.children.append(block)
        if piece.strip():
            block.children.append(html.unescape(piece))
        tag = opened.lstrip("/")
        if tag in BLOCKS:
            block = root
        if opened in HEADINGS or opened == "li":
            block = Element(opened, {}, root)
            elements.append(block)
            root.children.append(block)
    return elements


def between_tags(source: str) -> Iterator[tuple[str, str]]:
    """(what stands before a tag, the tag's name), by plain search from left to right: a pattern takes minutes on a mass of
    open comments. What stands in scripts, styles and comments is passed over."""
    at = 0
    while (opened := source.find("<", at)) >= 0:
        word = source[opened + 1 : opened + 14].lower()
        name = re.match(r"/?[a-z][a-z0-9]{0,11}", word)
        if name is None and not word.startswith(("!", "?", "/")):
            # «< 5» is text, not a tag.
            yield source[at : opened + 1], ""
            at = opened + 1
            continue
        yield source[at:opened], name[0] if name else ""
        end = next((stop for start, stop in _ENDS.items() if word.startswith(start)), ">")
        closed = source.find(end, opened + 1)
        if closed < 0:
            return
        at = closed + len(end)
        if end.startswith("</"):
            at = source.find(">", at) + 1 or len(source)
    yield source[at:], ""
