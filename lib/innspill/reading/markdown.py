"""Markdown → Pages: letters that were written in a text editor or a wiki, with headings, lists and tables marked by signs.

A plain letter has bullets, numbers and a star or two of its own: a text is Markdown only where signs stand that nobody writes
otherwise, and enough of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.clues import meaningful_title
from innspill.reading.encodings import decode_text, refuse_long, tell_encoding
from innspill.reading.markdown_text import FOOTNOTE, html_lines, inline_parts
from innspill.reading.plain import read_plain
from innspill.reading.rows import table_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

_SAMPLE = 200_000
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<fields>(?:[^\n]{0,500}\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_FIELD = re.compile(r"^[ \t]*(?:(?P<key>[\w-]{1,40})[ \t]*:|-)[ \t]*(?P<value>.*)$")
# A heading: a few words, no full stop; «# 4» and a list of lines that all begin with «#» are none.
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(?=[^\n]{0,80}?[^\W\d_]{3})(?:\S+[ \t]+){0,17}\S+(?<![.,;])[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(?:={3,}|-{3,})[ \t]*$")
_TABLE = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*){1,30}\|?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)[\w -]{0,30}$")
_BOLD = re.compile(r"(?<!\*)\*\*(?=[^\s*])[^*\n]{1,200}(?<=\S)\*\*(?!\*)")
_LINK = re.compile(r"\[[^\]\[\n]{1,200}\]\((?:https?:|mailto:|www\.|[/#.])[^)\s]{0,500}\)")
# Weights by judgement: two headings, a table, a link or three phrases in bold are enough; one heading with one phrase is not.
_WEIGHTS = {"front": 2.0, "table": 2.0, "fence": 1.0, "link": 2.0, "note": 2.0, "heading": 1.0, "underline": 0.5, "bold": 0.7}
_ENOUGH = 2.0
_HEADING_WORDS, _QUESTION_WORDS = 12, 60
# Beyond this depth of lists and quotations markdown-it leaves text out, and Python's own stack ends soon after.
_DEEPEST = 40
# What the source holds that is no text: addresses, tags, entities, the language of code, the address that a link's name has.
_SYNTAX = re.compile(
    r"\]\([^()\n]{0,2000}\)|<[^<>]{1,2000}>|&#?\w{1,20};|^ {0,9}(?:```|~~~)[ \t]*[\w+#.-]{1,30}[ \t]*$"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*<?(?:\w{2,10}:|www\.|[/#.])\S{0,2000}[ \t]*$",
    re.MULTILINE,
)


def is_markdown(raw: bytes) -> bool:
    """Does a text hold signs of Markdown that a plain letter does not, and enough of them?"""
    text = decode_text(raw[:_SAMPLE])[0].replace("\r\n", "\n").replace("\r", "\n")
    signs: Counter[str] = Counter()
    signs["front"] = int(_fields_of(text) is not None)
    before = ""
    for line in text.split("\n"):
        signs["heading"] += bool(_ATX.match(line)) and not before.lstrip().startswith("#")
        signs["table"] += "|" in before and bool(_TABLE.match(line))
        signs["fence"] += bool(_FENCE.match(line))
        signs["note"] += bool(FOOTNOTE.match(line))
        signs["underline"] += bool(before.strip()) and bool(_SETEXT.match(line)) and abs(len(line) - len(before)) <= 12
        if len(line) < 20_000:
            signs["bold"] += len(_BOLD.findall(line))
            signs["link"] += len(_LINK.findall(line))
        before = line
    return sum(_WEIGHTS[sign] * min(number, 3) for sign, number in signs.items()) >= _ENOUGH - 1e-9


def read_markdown(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The blocks of a Markdown file, all on page 1; what its front matter says is furniture.

    Where the reading would lose words, the file is read as plain text. Raises InnspillError as `read_plain` does.
    """
    decoded, encoding = decode_text(raw)
    text = decoded.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    refuse_long(len(text), name, limits)
    fields = _fields_of(text)
    front = [] if fields is None else list(_front_lines(fields))
    body = text[_FRONT.match(text).end() :] if fields is not None and _FRONT.match(text) else text
    try:
        lines = list(_Reader(body, limits).lines())
    except RecursionError:
        lines = []
    if _n_lost(text, [*lines, *front]):
        plain = read_plain(raw, name, limits)
        return replace(plain, warnings=(*plain.warnings, "Filen er uryddig Markdown og er lest som ren tekst."))
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Filen inneholder ingen ord", "Be avsenderen om en ny kopi")
    title = next((value for key, value in fields or () if key.lower() in ("title", "tittel")), None)
    warnings = ("Noen tegn kunne ikke leses og står som «\ufffd».",) if "\ufffd" in text else ()
    return Pages(
        "markdown", tuple(lines), 1, title=meaningful_title(title), furniture=tuple((line, "letterhead") for line in front),
        repairs=tell_encoding(encoding), warnings=warnings,
    )  # fmt: skip


def _fields_of(text: str) -> list[tuple[str, str]] | None:
    """(key, value) of the front matter's lines, without quotation marks; None where a file has none."""
    found = _FRONT.match(text)
    if found is None:
        return None
    rows = [row for row in found["fields"].split("\n") if row.strip()]
    fields = [_FIELD.match(row) for row in rows]
    if not rows or sum(field is not None for field in fields) < 0.6 * len(rows):
        return None
    pairs = [(field["key"] or "", field["value"]) if field else ("", row) for field, row in zip(fields, rows, strict=True)]
    return [(key, value.strip().strip("\"'")) for key, value in pairs]


def _front_lines(fields: Sequence[tuple[str, str]]) -> Iterator[Line]:
    for pair in fields:
        yield from (Line(part, 1, "paragraph") for part in pair if part)


def _n_lost(source: str, lines: Sequence[Line]) -> int:
    """How many letters and digits of the source, but for addresses and tags, stand in no line."""
    opened, *rest = source.split("<!--")
    shown = " ".join([opened, *(piece.partition("-->")[2] for piece in rest)])
    expected = Counter(_SYNTAX.sub(" ", shown))
    expected.subtract(Counter(char for line in lines for char in line.text))
    return sum(number for char, number in expected.items() if number > 0 and char.isalnum())


@dataclass(frozen=True)
class _Piece:
    """A line in the making, and whether all of it is bold."""

    line: Line
    bold: bool = False


class _Reader:
    """Walks the blocks that markdown-it finds; its inline signs are read paragraph by paragraph."""

    def __init__(self, text: str, limits: Limits) -> None:
        from markdown_it import MarkdownIt

        self.limits = limits
        self.parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
        self.env: dict[str, object] = {}
        # A footnote's text would be taken for the address of a link.
        marked = FOOTNOTE.sub(lambda note: f"\n\ue010[{note['name']}] ", text)
        block_rules = self.parser.block.parse
        self.tokens: list[Token] = []
        block_rules(marked, self.parser, self.env, self.tokens)

    def lines(self) -> Iterator[Line]:
        """The lines of the letter; a short paragraph all in bold with text after it is a heading."""
        pieces = list(self._pieces())
        for piece, after in pairwise([*pieces, None]):
            line = piece.line
            n_most = _QUESTION_WORDS if line.text.endswith("?") else _HEADING_WORDS
            short = len(line.text.split()) <= n_most and not line.text.endswith((".", ",", ";"))
            if piece.bold and line.kind == "paragraph" and short and after and not after.bold:
                line = replace(line, kind="heading")
            yield line

    def _pieces(self) -> Iterator[_Piece]:
        label, kind, rows = "", "paragraph", None
        in_items = 0
        for at, token in enumerate(self.tokens):
            if token.type == "table_open":
                rows = []
            elif token.type == "tr_open" and rows is not None:
                rows.append([])
            elif token.type == "table_close" and rows is not None:
                yield from map(_Piece, table_lines(rows))
                rows = None
            elif token.type == "list_item_open":
                in_items += 1
                kind, label = "bullet", f"{token.info}{token.markup} " if token.info else ""
            elif token.type == "list_item_close":
                in_items -= 1
                kind, label = "paragraph", ""
            elif token.type == "heading_open":
                kind = "heading"
            elif token.type == "inline" and rows:
                rows[-1].append([Line(text, 1, "table") for text, _ in self._parts(token.content)])
            elif token.type == "inline":
                asks = kind == "bullet" and token.content.rstrip(" *_").endswith("?") and self._goes_on(at)
                yield from self._lines_of(token.content, "heading" if asks else kind, label)
                kind, label = "paragraph", ""
            elif token.type in ("fence", "code_block"):
                yield from self._code(token)
            elif token.type == "html_block":
                yield from (_Piece(line) for line in html_lines(token.content, self.limits))

    def _goes_on(self, at: int) -> bool:
        """Does a paragraph follow in the same item of a list?"""
        return [token.type for token in self.tokens[at + 1 : at + 3]] == ["paragraph_close", "paragraph_open"]

    def _parts(self, content: str) -> list[tuple[str, bool]]:
        return inline_parts(content, self.parser, self.env)

    def _lines_of(self, content: str, kind: str, label: str) -> Iterator[_Piece]:
        note = content.startswith("\ue010")
        for number, (text, bold) in enumerate(self._parts(content.lstrip("\ue010"))):
            own = "note" if note else kind if not number or kind == "paragraph" else "paragraph"
            yield _Piece(Line(f"{label}{text}" if not number else text, 1, own), bold)

    def _code(self, token: "Token") -> Iterator[_Piece]:
        """Text that stands indented or between fences, as the paragraphs that it is."""
        told = token.info.strip() if len(token.info.split()) > 1 else ""
        for part in re.split(r"\n[ \t]*\n", f"{told}\n\n{token.content}"):
            if text := " ".join(part.split()):
                yield _Piece(Line(text, 1, "paragraph"))
