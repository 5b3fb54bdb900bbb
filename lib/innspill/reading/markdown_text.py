"""The signs inside a paragraph of Markdown, and the HTML between paragraphs → text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from innspill.limits import Limits
from innspill.pages import Line
from innspill.reading.clues import split_breaks
from innspill.reading.web_blocks import walk_blocks
from innspill.reading.web_fields import fill_fields
from innspill.reading.web_parse import parse_page
from innspill.reading.web_seen import mark_unseen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOOTNOTE = re.compile(r"^ {0,3}\[\^(?P<name>[\w-]{1,40})\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^([\w-]{1,40})\]")
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
# markdown-it takes minutes on a paragraph of a million brackets; a letter's paragraphs have some hundred words.
_LONGEST, _MOST_BRACKETS = 20_000, 300
# Lines of wrapped prose are longer; an address, a signature or a list of fields has only shorter ones.
_SHORT_LINE = 50


def inline_parts(content: str, parser: "MarkdownIt", env: dict[str, object]) -> list[tuple[str, bool]]:
    """The lines of a paragraph without its signs: (text, is all of it bold). A link is its text, not its address."""
    if len(content) > _LONGEST or content.count("[") > _MOST_BRACKETS:
        return [(" ".join(content.split()), False)]
    children = parser.parseInline(content, env)[0].children or []
    keeps = _is_listed(content)
    pieces: list[str] = []
    depth = n_bold = n_all = 0
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            depth += 1 if token.type == "strong_open" else -1
        text = _text_of(token, keeps)
        n = len("".join(text.split()))
        n_all, n_bold = n_all + n, n_bold + (n if depth else 0)
        pieces.append(text)
    lines = [" ".join(line.split()) for line in _FOOTNOTE_MARK.sub(r"[\1]", "".join(pieces)).split("\n")]
    return [(line, n_bold == n_all) for line in lines if line]


def _text_of(token: "Token", keeps: bool) -> str:
    if token.type == "softbreak":
        return "\n" if keeps else " "
    if token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.fullmatch(token.content)):
        return "\n"
    # The words for a picture stand in the file where the reader of the page sees it.
    return token.content if token.type in ("text", "code_inline", "image", "text_special") else ""


def _is_listed(content: str) -> bool:
    """Are the lines of a paragraph lines of their own, as in an address or a signature?"""
    lines = [line.strip() for line in content.split("\n")]
    return all(line and len(line) < _SHORT_LINE and not line[0].islower() for line in lines)


def html_lines(source: str, limits: Limits) -> Iterator[Line]:
    """What a reader sees of a piece of HTML, block by block."""
    page = parse_page(source, "", limits)
    fill_fields(page)
    mark_unseen(page)
    for block in walk_blocks(page):
        for text, bulleted in split_breaks(block.text):
            yield Line(text, 1, "bullet" if bulleted and block.kind == "paragraph" else block.kind)
