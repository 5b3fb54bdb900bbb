"""HTML → Pages: a saved web form or page, or what Word and Google Docs write as HTML.

The page is parsed to a tree (`web_tree`), its fields get the text that they show (`web_fields`), what is hidden is left out
(`web_seen`), menus and other senders' answers are set aside (`web_outside`, `web_answers`), and what is left is the letter,
block by block (`web_blocks`). Every word that a reader sees ends in the lines or in the furniture.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.clues import meaningful_title, split_breaks
from innspill.reading.encodings import decode_text, tell_encoding
from innspill.reading.rows import table_lines
from innspill.reading.web_blocks import Block, Place, walk_blocks
from innspill.reading.web_fields import fill_fields
from innspill.reading.web_outside import counts_pages, is_steering, mark_outside
from innspill.reading.web_parse import parse_page
from innspill.reading.web_print import printed_lines
from innspill.reading.web_seen import mark_unseen

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[aA]ring|[oO]slash|AElig|aelig|[aeouAEOU](?:acute|grave|uml|circ)|nbsp|[lr]aquo|[lr][sd]quo|[nm]dash"
                     r"|hellip|quot|apos|amp|#\d{2,5}|#x[0-9a-fA-F]{2,4});")  # fmt: skip
_HEADING_WORDS, _QUESTION_WORDS, _BOLD_SHARE = 12, 60, 0.4


@dataclass(frozen=True)
class _Piece:
    """One line in the making: where it stands in a table, why it is furniture (None: it is the letter), is it all bold."""

    line: Line
    place: Place
    reason: str | None = None
    bold: bool = False


def read_web(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The blocks of an HTML file, all on page 1 unless a converter wrote pages of print.

    Raises InnspillError for a page without words, of millions of tags or far longer than `limits.characters`.
    """
    declared = _CHARSET.search(raw[:4096])
    text, encoding = decode_text(raw, declared[1].decode("ascii") if declared else None)
    page = parse_page(text, name, limits)
    warnings = [*page.lost, *fill_fields(page), *mark_unseen(page), *mark_outside(page)]
    repairs = list(tell_encoding(encoding))
    title = meaningful_title(page.title)
    if printed := printed_lines(page):
        return Pages("web", printed, printed[-1].page, title=title, repairs=tuple(repairs), warnings=tuple(warnings))
    pieces = _name_headings([piece for block in walk_blocks(page) for piece in _pieces_of(block)])
    if mended := [_mend_entities(piece) for piece in pieces]:
        if mended != pieces:
            repairs.append("Dobbeltkodede tegn er rettet.")
        pieces = mended
    if not _any_words(piece for piece in pieces if not piece.reason) and _any_words(pieces):
        pieces = [replace(piece, reason=None) for piece in pieces]
        warnings.append("Nettsiden ser ut til å være bare menyer, så alt er lest. Se om brevet er med.")
    if not _any_words(pieces):
        raise InnspillError(name, "Nettsiden inneholder ingen ord", "Hvis et skript fyller den ut, lagre den som PDF")
    return Pages(
        "web", tuple(_lay_rows([piece for piece in pieces if not piece.reason])), 1, title=title,
        furniture=tuple((piece.line, piece.reason) for piece in pieces if piece.reason),
        repairs=tuple(repairs), warnings=tuple(warnings),
    )  # fmt: skip


def _any_words(pieces: Iterator[_Piece] | Sequence[_Piece]) -> bool:
    return any(char.isalnum() for piece in pieces for char in piece.line.text)


def _pieces_of(block: Block) -> Iterator[_Piece]:
    """The lines of one block: forced breaks end them; a line that only steers the page is furniture."""
    for number, (text, bulleted) in enumerate(split_breaks(block.text)):
        kind = "bullet" if bulleted and block.kind in ("paragraph", "table") else block.kind
        if number and kind == "heading":
            kind = "paragraph"
        reason = block.outside if block.outside != "letter" else None
        if not reason and counts_pages(text):
            reason = "page_number"
        elif not reason and (is_steering(text) or not (block.place[0] or any(map(str.isalnum, text)))):
            reason = "navigation"
        leads = number == 0 and bool(block.lead) and text == block.lead
        yield _Piece(Line(text, 1, kind), block.place, reason, block.bold or leads)


def _name_headings(pieces: list[_Piece]) -> list[_Piece]:
    """A short paragraph all in bold with text after it is a heading; not where most of the page is bold."""
    letter = [at for at, piece in enumerate(pieces) if not piece.reason]
    n_words = sum(len(pieces[at].line.text.split()) for at in letter)
    n_bold = sum(len(pieces[at].line.text.split()) for at in letter if pieces[at].bold)
    named = list(pieces)
    if n_bold > _BOLD_SHARE * n_words:
        return named
    for at, following in pairwise(letter):
        line, after = pieces[at].line, pieces[following]
        n_most = _QUESTION_WORDS if line.text.endswith("?") else _HEADING_WORDS
        short = len(line.text.split()) <= n_most and not line.text.endswith((".", ",", ";"))
        told = not after.bold and (after.line.kind == "bullet" or len(after.line.text.split()) > _HEADING_WORDS)
        if pieces[at].bold and line.kind == "paragraph" and not pieces[at].place[0] and short and told:
            named[at] = replace(pieces[at], line=replace(line, kind="heading"))
    return named


def _mend_entities(piece: _Piece) -> _Piece:
    """«p&aring;» as it was meant, where a form coded its signs twice."""
    if "&" not in piece.line.text:
        return piece
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), piece.line.text)
    return replace(piece, line=replace(piece.line, text=" ".join(text.split()))) if text != piece.line.text else piece


def _lay_rows(placed: list[_Piece]) -> Iterator[Line]:
    """The lines with the rows of tables laid out; a table inside another's cell parts the outer one in two."""
    for table, members in groupby(placed, key=lambda one: one.place[0]):
        if not table:
            yield from (piece.line for piece in members)
            continue
        rows = [list(row) for _, row in groupby(members, key=lambda one: one.place[1])]
        cells = [[[piece.line for piece in cell] for _, cell in groupby(row, key=lambda one: one.place[2])] for row in rows]
        yield from table_lines(cells)
