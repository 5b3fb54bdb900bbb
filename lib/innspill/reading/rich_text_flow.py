"""A run of RTF text that is read on its own — the letter, a footnote, a text box, a header — as paragraphs and tables."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from innspill.pages import Line
from innspill.reading.clues import split_breaks
from innspill.reading.numbering import Numbering
from innspill.reading.rich_text_tokens import SYMBOLIC, decode
from innspill.reading.rows import table_lines
from innspill.reading.word_headings import EmphasisedLine

PAGE_BREAK = "\f"
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Forms made with a word processor are at most four tables deep; what lies deeper is read as rows of this one.
_DEEPEST_TABLE = 5
_BODY_TEXT = 9
# All that a paragraph's words can have in common: bold, underlined, larger letters.
BOLD, UNDERLINED, LARGER = 1, 2, 4
_EMPHASISED = BOLD | UNDERLINED | LARGER


class Paragraph(NamedTuple):
    """The properties of a paragraph: style, list, list level, outline level, in a table and how deep, on a new page."""

    style: int = 0
    list_id: int = 0
    level: int = 0
    outline: int = _BODY_TEXT
    in_table: bool = False
    depth: int = 1
    new_page: bool = False
    listed: bool = False


@dataclass
class Layout:
    """What all text of a file shares: roles of styles, size of ordinary letters in half points, lists, the page reached,
    and what was met that is not the letter.
    """

    roles: dict[int, str] = field(default_factory=dict)
    size: int = 24
    numbering: Numbering = field(default_factory=Numbering)
    counts_lists: bool = False
    page: int = 1
    begun: bool = False
    section_breaks: bool = False
    title: str = ""
    furniture: dict[Line, str] = field(default_factory=dict)


@dataclass
class _Level:
    """A table that is being read, or the running text (the outermost): lines of a cell, cells of a row, rows."""

    lines: list[Line] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)
    rows: list[list[list[Line]]] = field(default_factory=list)


class Flow:
    """Gathers text into a paragraph, paragraphs into cells or lines; `purpose` says what becomes of the lines.

    `depth` counts the flows it stands in.
    """

    def __init__(self, purpose: str, layout: Layout, depth: int = 0) -> None:
        self.purpose = purpose
        self.depth = depth
        self.layout = layout
        self.label: str | None = None
        self.boxes: list[Line] = []
        self.notes: list[Line] = []
        self.symbolic = False
        self._pieces: list[str] = []
        self._bytes: list[bytes] = []
        self._codec = ""
        self._emphasis = _EMPHASISED
        self._levels = [_Level()]

    def put_bytes(self, raw: bytes, codec: str, emphasis: int = 0) -> None:
        """Bytes of the text; those of one code page are decoded together, for a character may take two."""
        if codec != self._codec:
            self._decode()
            self._codec = codec
            self.symbolic = self.symbolic or codec.startswith(SYMBOLIC)
        self._bytes.append(raw)
        if not raw.isspace():
            self._emphasis &= emphasis

    def put_text(self, text: str, emphasis: int = 0) -> None:
        self._decode()
        self._pieces.append(text)
        if not text.isspace():
            self._emphasis &= emphasis

    def _decode(self) -> None:
        if self._bytes:
            self._pieces.append(decode(b"".join(self._bytes), self._codec))
            self._bytes = []

    def take_text(self) -> str:
        """The text gathered so far, which is then forgotten."""
        self._decode()
        text = _UNPRINTED.sub("", "".join(self._pieces))
        self._pieces = []
        if _SURROGATE.search(text):
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def end_paragraph(self, paragraph: Paragraph, depth: int | None = None) -> None:
        """Lay the paragraph into the running text or into the cell it stands in, text boxes and notes after it."""
        if depth is None:
            open_row = bool(len(self._levels) > 1 and (self._levels[1].cells or self._levels[1].lines))
            depth = paragraph.depth if paragraph.in_table else int(open_row and bool(self._levels[1].cells))
        lines = self._settle(min(depth, _DEEPEST_TABLE)).lines
        lines += self._lines_of(self.take_text(), paragraph, in_table=depth > 0)
        lines += [*self.boxes, *self.notes]
        self.boxes, self.notes, self.label = [], [], None

    def end_cell(self, paragraph: Paragraph, nested: bool) -> None:
        depth = self._depth_of(paragraph, nested)
        self.end_paragraph(paragraph, depth)
        level = self._settle(depth)
        level.cells.append(level.lines)
        level.lines = []

    def end_row(self, paragraph: Paragraph, nested: bool) -> None:
        self._end_row(self._settle(self._depth_of(paragraph, nested)))

    @staticmethod
    def _depth_of(paragraph: Paragraph, nested: bool) -> int:
        return min(max(2, paragraph.depth), _DEEPEST_TABLE) if nested else 1

    @staticmethod
    def _end_row(level: _Level) -> None:
        if level.lines:
            level.cells.append(level.lines)
        if level.cells:
            level.rows.append(level.cells)
        level.lines, level.cells = [], []

    def _settle(self, depth: int) -> _Level:
        """The level of that depth; tables that were deeper have ended."""
        while len(self._levels) - 1 > depth:
            inner = self._levels.pop()
            self._end_row(inner)
            self._levels[-1].lines += table_lines(inner.rows)
        while len(self._levels) - 1 < depth:
            self._levels.append(_Level())
        return self._levels[-1]

    def finish(self, paragraph: Paragraph) -> list[Line]:
        """All lines, where the flow ends."""
        self.end_paragraph(paragraph)
        return self._settle(0).lines

    def _lines_of(self, text: str, paragraph: Paragraph, in_table: bool) -> list[Line]:
        """One line a block of the paragraph, each on the page where the paragraph begins."""
        layout = self.layout
        before = len(text) - len(text.lstrip(PAGE_BREAK + " \t\n"))
        layout.page += text[:before].count(PAGE_BREAK)
        text = text[before:]
        if text.strip() and self.purpose == "letter":
            layout.page += layout.begun and (paragraph.new_page or layout.section_breaks)
            layout.begun, layout.section_breaks = True, False
        page = layout.page
        kind, label, contents = self._kind(paragraph, in_table, bool(text.strip()))
        found = []
        for number, (block, bulleted) in enumerate(split_breaks(text.replace(PAGE_BREAK, ""))):
            own = "bullet" if bulleted and kind in ("paragraph", "table") else kind
            line = Line(f"{label} {block}" if label and number == 0 else block, page, own)
            if contents:
                layout.furniture[line] = "running_head"
            else:
                found.append(EmphasisedLine(line.text, page, own, bool(label)) if self._emphasis else line)
        layout.page += text.count(PAGE_BREAK)
        self._emphasis = _EMPHASISED
        return found

    def _kind(self, paragraph: Paragraph, in_table: bool, printed: bool) -> tuple[str, str, bool]:
        """(kind, number that is printed before it, is it a table of contents)."""
        role = self.layout.roles.get(paragraph.style)
        listed = bool(self.label is not None or paragraph.list_id or paragraph.listed)
        label = self.label or ""
        if printed and self.label is None and paragraph.list_id and self.layout.counts_lists:
            label = self.layout.numbering.label(str(paragraph.list_id), paragraph.level) or ""
        if role == "heading" or 0 <= paragraph.outline < _BODY_TEXT:
            kind = "heading"
        elif listed or role == "list":
            kind = "bullet"
        else:
            kind = "table" if in_table else "paragraph"
        return kind, label, role == "contents"


STANDARD = Paragraph()


@dataclass(slots=True)
class State:
    """What a group inherits from the one around it and forgets at its end."""

    flow: Flow
    codec: str
    muted: bool = False
    hidden: bool = False
    deleted: bool = False
    emphasis: int = 0
    fallback: int = 1
    paragraph: Paragraph = STANDARD

    def copy(self) -> "State":
        # `dataclasses.replace` takes four times as long, and a file may have a million groups.
        return State(self.flow, self.codec, self.muted, self.hidden, self.deleted, self.emphasis, self.fallback, self.paragraph)


def printed_label(flow: Flow) -> str:
    """The number that a program printed before a list item; empty for a bullet."""
    text = " ".join(flow.take_text().split())
    is_bullet = flow.symbolic or text == "o" or not any(char.isalnum() for char in text)
    return "" if is_bullet else text


def as_notes(lines: list[Line]) -> list[Line]:
    """The same lines, each of kind `note`."""
    return [Line(line.text, line.page, "note") for line in lines]
