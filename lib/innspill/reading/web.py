"""HTML → Pages: a saved web form or page; menus, headers and footers of the page are furniture."""

import re
from collections.abc import Iterator

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import meaningful_title, split_breaks
from innspill.reading.encodings import decode_text

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_UNSEEN = {"script", "style", "template", "noscript", "head", "title", "meta", "link", "select", "button", "option",
           "datalist", "svg", "math", "iframe", "object", "canvas", "audio", "video", "input", "dialog"}  # fmt: skip
_FURNITURE = {"nav", "header", "footer", "aside"}
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "section", "article", "main", "body", "html", "form", "fieldset", "legend", "blockquote", "pre", "ul",
           "ol", "dl", "dt", "dd", "figure", "figcaption", "address", "details", "summary", "table", "thead", "tbody",
           "tfoot", "tr", "center", "hgroup", "caption", "label", "textarea", "hr", "menu"}  # fmt: skip
_KINDS = {"li": "bullet", "td": "table", "th": "table", "caption": "table", **dict.fromkeys(_HEADINGS, "heading")}
_ENDS = {"!--": "-->", "script": "</script", "style": "</style"}


def read_web(raw: bytes, name: str) -> Pages:
    """The blocks of an HTML file, all on page 1; raises InnspillError for one without words.

    lxml cuts very deep trees without a word, so what it kept is measured against the text between the tags.
    """
    from bs4 import BeautifulSoup

    declared = _CHARSET.search(raw[:4096])
    text, encoding = decode_text(raw, declared[1].decode("ascii") if declared else None)
    soup = BeautifulSoup(text.replace("\0", ""), "lxml")
    lines: list[Line] = []
    furniture: list[tuple[Line, str]] = []
    for block, kind, outside in _blocks(soup):
        for number, (piece, bulleted) in enumerate(split_breaks(block)):
            own = "bullet" if bulleted and kind == "paragraph" else kind
            if number and kind == "heading":
                own = "paragraph"
            line = Line(piece, 1, own)
            if outside:
                furniture.append((line, "running_head"))
            else:
                lines.append(line)
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "holds no words", "If the page is filled in by a script, save it as PDF")
    return Pages(
        "web", tuple(lines), 1, title=meaningful_title(soup.title.get_text() if soup.title else None),
        furniture=tuple(furniture), repairs=() if encoding == "utf-8" else (f"decoded from {encoding}",),
        warnings=_lost(text, soup.get_text()),
    )  # fmt: skip


def _lost(source: str, kept: str) -> tuple[str, ...]:
    expected = sum(len(text) for piece in _between_tags(source) for text in piece.split())
    found = sum(map(len, kept.split()))
    if found < 0.8 * expected - 200:
        return (f"Only {found} of about {expected} characters of the page's text could be read",)
    return ()


def _between_tags(source: str) -> Iterator[str]:
    """What stands between the tags, by plain search from left to right: a pattern takes minutes on a mass of open comments."""
    at = 0
    while (opened := source.find("<", at)) >= 0:
        yield source[at:opened]
        word = source[opened + 1 : opened + 7].lower()
        end = next((stop for start, stop in _ENDS.items() if word.startswith(start)), ">")
        closed = source.find(end, opened + 1)
        if closed < 0:
            return
        at = closed + len(end)
    yield source[at:]


def _blocks(soup: object) -> Iterator[tuple[str, str, bool]]:
    """(text with "\\n" for a forced break, kind, is it outside the letter), in the order of the page.

    The walk keeps its own stack: a page may nest deeper than Python calls may.
    """
    from bs4 import NavigableString, Tag
    from bs4.element import PreformattedString

    text: list[str] = []
    stack: list[tuple[object, str, bool, bool]] = [(soup, "paragraph", False, False)]
    current = ("paragraph", False)
    while stack:
        node, kind, outside, leaving = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                if not text:
                    current = (kind, outside)
                text.append(str(node) if _in_pre(node) else re.sub(r"\s+", " ", node))
            continue
        if not isinstance(node, Tag) or node.name in _UNSEEN:
            continue
        if node.name == "br":
            text.append("\n")
            continue
        is_block = node.name in _BLOCKS or node.name in _KINDS or node.name in _FURNITURE
        if is_block and "".join(text).strip():
            yield "".join(text), *current
        if is_block:
            text = []
        if leaving:
            continue
        kind = _KINDS.get(node.name, kind) if kind != "heading" else kind
        outside = outside or _is_outside(node)
        stack.append((node, kind, outside, True)) if is_block else None
        stack.extend((child, kind, outside, False) for child in reversed(node.contents))
    if "".join(text).strip():
        yield "".join(text), *current


def _in_pre(node: object) -> bool:
    return node.parent is not None and node.parent.name in ("pre", "textarea")


def _is_outside(tag: object) -> bool:
    """Is the tag a menu, a page header or a footer? A `<header>` inside an article or main text is the letter's own."""
    if tag.get("role") in _FURNITURE_ROLES:
        return True
    return tag.name in _FURNITURE and not (tag.name == "header" and tag.find_parent(["article", "main"]))
