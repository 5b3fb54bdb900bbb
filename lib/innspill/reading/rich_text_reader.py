"""The walk over the tokens of an RTF file: what each control word does to the text, with a stack of its own for the groups.

A group can be a destination: text that is not the letter (fonts, pictures, instructions of fields), or that is read on its
own (a footnote, a text box, a header). An unknown destination is left out where it says that it may be. Depth costs no calls.
"""

from dataclasses import replace

from innspill.errors import InnspillError
from innspill.pages import Line
from innspill.reading.rich_text_flow import (
    BOLD,
    LARGER,
    STANDARD,
    UNDERLINED,
    Flow,
    Layout,
    Paragraph,
    State,
    as_notes,
    printed_label,
)
from innspill.reading.rich_text_tables import read_lists, read_stylesheet
from innspill.reading.rich_text_tokens import (
    BRACE,
    BYTE,
    DEFAULT_CODEC,
    MANY_BYTES,
    NUMBER,
    SYMBOL,
    TEXT,
    WORD,
    Scanner,
    character,
    font_codecs,
    page_codec,
)
from innspill.reading.rich_text_words import CHARACTERS, FLOWS, MUTED, OPEN, PARAGRAPH, SKIPPED, SYMBOLS, TABLES

# A size two points above the usual one makes a line a heading to the eye. RTF counts half points.
_LARGER = 4
# What programs write lies below 100.
MAX_DEPTH = 10_000
# A text box in a footnote in a text box is 3; what lies deeper is read as text of the last one.
MAX_FLOWS = 20


class Reader:
    """Reads one file token by token; `cut_off` says that groups were open at its end."""

    def __init__(self, raw: bytes, name: str) -> None:
        self.name = name
        self.scanner = Scanner(raw)
        self.layout = Layout(counts_lists=b"\\listtext" not in raw and b"\\pntext" not in raw)
        self.letter = Flow("letter", self.layout)
        self.own_codec = DEFAULT_CODEC
        self.fonts: dict[int, str] = {}
        self.default_font = 0
        self.tables: dict[bytes, bytes] = {}
        self.state = State(self.letter, DEFAULT_CODEC)
        self.stack: list[State] = []
        self.cut_off = False
        # Characters still to be left out after a `\\u`, and whether the group may be left out by those who do not know it.
        self.skipped = 0
        self.optional = False

    def read(self) -> None:
        for found in self.scanner:
            kind = found.lastindex
            if kind == TEXT:
                self.text(found[TEXT])
            elif kind in (WORD, NUMBER):
                self.word(found[WORD], int(found[NUMBER]) if kind == NUMBER else None)
            elif kind == BYTE:
                self.escaped(bytes.fromhex(found[BYTE].decode("ascii")))
            elif kind == BRACE:
                self.skipped, self.optional = 0, False
                if found[BRACE] == b"{":
                    self.open_group()
                else:
                    self.close_group()
                    if not self.stack:
                        return
            elif kind == SYMBOL:
                self.symbol(found[SYMBOL])
        self.cut_off = bool(self.stack)

    def finish(self) -> list[Line]:
        while self.stack:
            self.close_group()
        return self.letter.finish(self.state.paragraph)

    def open_group(self) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise InnspillError(self.name, f"Filen har mer enn {MAX_DEPTH} grupper i hverandre", "Be avsenderen om en PDF")
        self.stack.append(self.state)
        self.state = self.state.copy()

    def close_group(self) -> None:
        inner, self.state = self.state, self.stack.pop()
        if inner.flow is not self.state.flow:
            self.lay(inner.flow, inner.paragraph)

    def lay(self, flow: Flow, paragraph: Paragraph) -> None:
        """Put what was read on its own where it belongs in the text around it."""
        outer = self.state.flow
        if flow.purpose == "label":
            outer.label = printed_label(flow)
        elif flow.purpose == "title":
            self.layout.title = self.layout.title or flow.take_text()
        elif flow.purpose == "note":
            outer.notes += as_notes(flow.finish(paragraph))
        elif flow.purpose == "box":
            outer.boxes += flow.finish(paragraph)
        else:
            for line in flow.finish(paragraph):
                self.layout.furniture[replace(line, page=1, kind="paragraph")] = "running_head"

    def text(self, raw: bytes) -> None:
        if self.skipped:
            cut = min(self.skipped, len(raw))
            self.skipped -= cut
            raw = raw[cut:]
        state = self.state
        if not raw or state.muted or state.hidden or state.deleted:
            return
        if not raw.isascii() and state.codec not in MANY_BYTES:
            # RTF is to be ASCII; programs that forget it write UTF-8.
            try:
                state.flow.put_text(raw.decode("utf-8"), state.emphasis)
            except UnicodeDecodeError:
                state.flow.put_bytes(raw, state.codec, state.emphasis)
        else:
            state.flow.put_bytes(raw, state.codec, state.emphasis)

    def escaped(self, raw: bytes) -> None:
        state = self.state
        if self.skipped:
            self.skipped -= 1
        elif not (state.muted or state.hidden or state.deleted):
            state.flow.put_bytes(raw, state.codec, state.emphasis)

    def put(self, text: str) -> None:
        state = self.state
        if not (state.muted or state.hidden or state.deleted):
            state.flow.put_text(text, state.emphasis)

    def symbol(self, symbol: bytes) -> None:
        self.skipped = 0
        if symbol == b"*":
            self.optional = True
        elif symbol in (b"\n", b"\r"):
            self.end(b"par")
        elif symbol in SYMBOLS:
            self.put(SYMBOLS[symbol])

    def word(self, word: bytes, number: int | None) -> None:
        """What a control word asks for; one that only shapes the text asks for nothing."""
        self.skipped = 0
        if self.optional:
            self.optional = False
            if word not in OPEN:
                self.scanner.take_group()
                return
        if word in PARAGRAPH:
            self.state.paragraph = PARAGRAPH[word](self.state.paragraph, number)
        elif word in CHARACTERS:
            self.put(CHARACTERS[word])
        elif word in SKIPPED:
            self.scanner.take_group()
        elif word in FLOWS and self.state.flow.depth < MAX_FLOWS:
            self.state.flow = Flow(FLOWS[word], self.layout, self.state.flow.depth + 1)
            self.state.muted = self.state.hidden = self.state.deleted = False
            self.state.paragraph = STANDARD
        elif word in MUTED:
            self.state.muted = True
        elif word in TABLES:
            self.table(word)
        elif (act := _ACTS.get(word)) is not None:
            act(self, word, number)

    def table(self, word: bytes) -> None:
        """Read a table that stands before the text."""
        group = self.tables[word] = self.scanner.take_group()
        if word == b"fonttbl":
            self.fonts = font_codecs(group, self.own_codec)
            self.choose_font(b"f", None)
        elif word == b"stylesheet":
            self.layout.roles, self.layout.size = read_stylesheet(group, self.own_codec)
        elif self.layout.counts_lists:
            self.layout.numbering = read_lists(self.tables.get(b"listtable", b""), self.tables.get(b"listoverridetable", b""))

    def end(self, word: bytes, _number: int | None = None) -> None:
        """The end of a paragraph, cell or row; where the mark itself is deleted or hidden, the text goes on."""
        state = self.state
        if word in (b"par", b"sect"):
            if not (state.muted or state.hidden or state.deleted):
                state.flow.end_paragraph(state.paragraph)
            self.layout.section_breaks = self.layout.section_breaks or word == b"sect"
        elif word in (b"cell", b"nestcell"):
            state.flow.end_cell(state.paragraph, word == b"nestcell")
        else:
            state.flow.end_row(state.paragraph, word == b"nestrow")

    def choose_page(self, word: bytes, number: int | None) -> None:
        """The code page of the whole document."""
        named = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
        self.own_codec = named.get(word) or page_codec(number or 0)
        self.state.codec = self.own_codec

    def choose_font(self, _word: bytes, number: int | None) -> None:
        self.state.codec = self.fonts.get(self.default_font if number is None else number, self.own_codec)

    def choose_default_font(self, _word: bytes, number: int | None) -> None:
        self.default_font = number or 0

    def plain(self, _word: bytes, _number: int | None) -> None:
        self.choose_font(b"f", None)
        self.state.hidden = self.state.deleted = False
        self.state.emphasis = 0

    def hide(self, word: bytes, number: int | None) -> None:
        if word == b"v":
            self.state.hidden = number != 0
        else:
            self.state.deleted = number != 0

    def emphasise(self, word: bytes, number: int | None) -> None:
        mark = BOLD if word == b"b" else UNDERLINED
        on = number != 0 and word != b"ulnone"
        self.state.emphasis = self.state.emphasis | mark if on else self.state.emphasis & ~mark

    def choose_size(self, _word: bytes, number: int | None) -> None:
        larger = (24 if number is None else number) >= self.layout.size + _LARGER
        self.state.emphasis = self.state.emphasis | LARGER if larger else self.state.emphasis & ~LARGER

    def unicode(self, _word: bytes, number: int | None) -> None:
        self.put(character(number or 0, self.state.codec))
        self.skipped = self.state.fallback

    def choose_fallback(self, _word: bytes, number: int | None) -> None:
        self.state.fallback = min(max(number or 0, 0), 100)

    def skip_binary(self, _word: bytes, number: int | None) -> None:
        self.scanner.skip_bytes(number or 0)

    def stay_on_page(self, _word: bytes, _number: int | None) -> None:
        self.layout.section_breaks = False

    def unmute(self, _word: bytes, _number: int | None) -> None:
        self.state.muted = False

    def old_list(self, _word: bytes, _number: int | None) -> None:
        """Numbering of Word 6: the group says that the paragraph around it is a list item."""
        self.scanner.take_group()
        if self.stack:
            self.stack[-1].paragraph = self.stack[-1].paragraph._replace(listed=True)


_ACTS = {
    **dict.fromkeys((b"par", b"sect", b"cell", b"nestcell", b"row", b"nestrow"), Reader.end),
    **dict.fromkeys((b"ansicpg", b"mac", b"pc", b"pca"), Reader.choose_page),
    **dict.fromkeys((b"sbknone", b"sbkcol"), Reader.stay_on_page),
    **dict.fromkeys((b"v", b"deleted"), Reader.hide),
    **dict.fromkeys((b"b", b"ul", b"ulnone", b"uld", b"uldb", b"ulw", b"ulth", b"uldash"), Reader.emphasise),
    b"fs": Reader.choose_size,
    b"f": Reader.choose_font, b"deff": Reader.choose_default_font, b"plain": Reader.plain, b"u": Reader.unicode,
    b"uc": Reader.choose_fallback, b"bin": Reader.skip_binary, b"ud": Reader.unmute, b"pn": Reader.old_list,
}  # fmt: skip
