"""HTML → Pages: a saved web form or page; menus, headers and footers of the page are furniture."""

import re
from collections.abc import Iterator
from itertools import count, groupby

from innspill.errors import InnspillError
from innspill.pages import Line, Pages
from innspill.reading.clues import meaningful_title, split_breaks
from innspill.reading.encodings import decode_text, tell_encoding
from innspill.reading.rows import table_lines

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
# Table, row and cell by number; 0 for text in none.
_Place = tuple[int, int, int]
_ENDS = {"!--": "-->", "script": "</script", "style": "</style"}


def read_web(raw: bytes, name: str) -> Pages:
    """The blocks of an HTML file, all on page 1; raises InnspillError for one without words.

    lxml cuts very deep trees without a word, so what it kept is measured against the text between the tags.
    """
    from bs4 import BeautifulSoup

    declared = _CHARSET.search(raw[:4096])
    text, encoding = decode_text(raw, declared[1].decode("ascii") if declared else None)
    soup = BeautifulSoup(text.replace("\0", ""), "lxml")
    placed: list[tuple[Line, _Place]] = []
    furniture: list[tuple[Line, str]] = []
    for block, kind, outside, place in _blocks(soup):
        for number, (piece, bulleted) in enumerate(split_breaks(block)):
            own = "bullet" if bulleted and kind in ("paragraph", "table") else kind
            if number and kind == "heading":
                own = "paragraph"
            line = Line(piece, 1, own)
            if outside:
                furniture.append((line, "running_head"))
            else:
                placed.append((line, place))
    lines = list(_lay_rows(placed))
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Nettsiden inneholder ingen ord", "Hvis et skript fyller den ut, lagre den som PDF")
    return Pages(
        "web", tuple(lines), 1, title=meaningful_title(soup.title.get_text() if soup.title else None),
        furniture=tuple(furniture), repairs=tell_encoding(encoding),
        warnings=_lost(text, soup.get_text()),
    )  # fmt: skip


def _lay_rows(placed: list[tuple[Line, _Place]]) -> Iterator[Line]:
    """The lines with the rows of tables laid out; a table inside another's cell parts the outer one in two."""
    for table, members in groupby(placed, key=lambda one: one[1][0]):
        if not table:
            yield from (line for line, _ in members)
            continue
        rows = [list(row) for _, row in groupby(members, key=lambda one: one[1][1])]
        cells = [[[line for line, _ in cell] for _, cell in groupby(row, key=lambda one: one[1][2])] for row in rows]
        yield from table_lines(cells)


def _lost(source: str, kept: str) -> tuple[str, ...]:
    expected = sum(len(text) for piece in _between_tags(source) for text in piece.split())
    found = sum(map(len, kept.split()))
    if found < 0.8 * expected - 200:
        return (f"Bare {found} av omtrent {expected} tegn på nettsiden kunne leses.",)
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


def _blocks(soup: object) -> Iterator[tuple[str, str, bool, _Place]]:
    """(text with "\\n" for a forced break, kind, is it outside the letter, place in a table), in the order of the page.

    The walk keeps its own stack: a page may nest deeper than Python calls may.
    """
    from bs4 import NavigableString, Tag
    from bs4.element import PreformattedString

    text: list[str] = []
    stack: list[tuple[object, str, bool, _Place, bool]] = [(soup, "paragraph", False, (0, 0, 0), False)]
    current = ("paragraph", False, (0, 0, 0))
    numbers = count(1)
    while stack:
        node, kind, outside, place, leaving = stack.pop()
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                if not text:
                    current = (kind, outside, place)
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
        place = _place_in(node.name, place, numbers)
        stack.append((node, kind, outside, place, True)) if is_block else None
        stack.extend((child, kind, outside, place, False) for child in reversed(node.contents))
    if "".join(text).strip():
        yield "".join(text), *current


def _place_in(tag: str, place: _Place, numbers: Iterator[int]) -> _Place:
    """The place of what stands inside a tag: each table, row and cell has its own number."""
    table, row, cell = place
    if tag == "table":
        return next(numbers), 0, 0
    if tag == "tr":
        return table, next(numbers), 0
    return (table, row, next(numbers)) if tag in ("td", "th") else (table, row, cell)


def _in_pre(node: object) -> bool:
    return node.parent is not None and node.parent.name in ("pre", "textarea")


def _is_outside(tag: object) -> bool:
    """Is the tag a menu, a page header or a footer? A `<header>` inside an article or main text is the letter's own."""
    if tag.get("role") in _FURNITURE_ROLES:
        return True
    return tag.name in _FURNITURE and not (tag.name == "header" and tag.find_parent(["article", "main"]))
