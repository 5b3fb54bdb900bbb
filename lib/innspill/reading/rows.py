"""Tables of files that know their structure → lines: a row of short cells is one line, a row with longer ones is not.

«Psykisk helse | Sykehuset | Felles inntaksmøte» says nothing cell by cell; a question in one cell and its answer of three
paragraphs in the next say nothing run together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from innspill.pages import CELL_BREAK, Line, Pages

# Below this many words a cell is a name, a number or a phrase; from it on a paragraph.
_PARAGRAPH_WORDS = 15
_SENTENCE_WORDS = 6
_ASKS = re.compile(r"\?|^\s*(?:spørsmål|spursmål|spm|pkt|punkt)\b\D{0,12}\d", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"^\s*(?:(?:spørsmål|spursmål|spm|pkt|punkt)\.?\s{0,3})?\d{1,2}\s?[.):]?\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-zæøå])[.)]\s+\S")

Cell = Sequence[Line]


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[Line]:
    """The lines of a table, row by row; empty cells leave nothing. Notes come after the row that they belong to.

    Each row is judged by itself, but not in a form, where the left of two cells asks and the right one answers: there every
    row is read cell by cell, for a short answer is as good as a long one.
    """
    texts = [[[line for line in cell if line.kind != "note"] for cell in row] for row in rows]
    if _asks_in_columns(texts):
        yield from (_as_prose(line) for column in zip(*rows, strict=True) for cell in column for line in cell)
        return
    filled = [_numbered([cell for cell in row if cell]) for row in texts]
    boxed = all(len(row) <= 1 for row in filled)
    form = any(len(row) == 2 and not _is_short(row[1]) for row in filled)
    for row, cells in zip(rows, filled, strict=True):
        asks = len(cells) == 2 and (form or bool(_NUMBERED.match(cells[0][0].text)))
        if cells and not asks and not boxed and all(map(_is_short, cells)):
            yield replace(cells[0][0], text=CELL_BREAK.join(cell[0].text for cell in cells))
        else:
            yield from (_as_prose(line, boxed) for cell in cells for line in cell)
        yield from (line for cell in row for line in cell if line.kind == "note")


def _is_short(cell: Cell) -> bool:
    """One phrase, and no bullet, heading or question."""
    text = cell[0].text
    alone = len(cell) == 1 and cell[0].kind == "table"
    return alone and len(text.split()) <= _PARAGRAPH_WORDS and not _ASKS.search(text)


def _asks_in_columns(rows: Sequence[Sequence[Cell]]) -> bool:
    """Do two or more questions stand side by side above their answers? Then each column is read by itself."""
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2 or not all(rows[0]):
        return False
    asked = [[bool(cell) and bool(_ASKS.search(cell[0].text)) for cell in row] for row in rows]
    return all(asked[0]) and not any(any(row) for row in asked[1:]) and any(any(row) for row in rows[1:])


def _numbered(cells: list[Cell]) -> list[Cell]:
    """A question's number in a cell of its own goes before the question: «1 | Hva …? | Svar»."""
    if len(cells) < 2 or len(cells[0]) != 1 or not _NUMBER_ALONE.match(cells[0][0].text) or not _ASKS.search(cells[1][0].text):
        return cells
    first, *more = cells[1]
    return [[replace(first, text=f"{cells[0][0].text} {first.text}"), *more], *cells[2:]]


def _as_prose(line: Line, boxed: bool = False) -> Line:
    """A cell's text as the paragraph that it is, where it is long or a whole sentence, or where the table is but a frame."""
    if boxed and line.kind == "table" and CELL_BREAK not in line.text:
        return replace(line, kind="paragraph")
    n_words = len(line.text.split())
    sentence = n_words >= _SENTENCE_WORDS and line.text.rstrip().endswith((".", "!"))
    return replace(line, kind="paragraph") if line.kind == "table" and (n_words >= _PARAGRAPH_WORDS or sentence) else line


def cells_apart(pages: Pages) -> Pages:
    """The same pages with each cell of a joined row on a line of its own: «Avsender | X» in a form is a field and its value."""
    lines = [replace(line, text=text) for line in pages.lines for text in _cells_of(line)]
    return replace(pages, lines=tuple(lines))


def _cells_of(line: Line) -> list[str]:
    return line.text.split(CELL_BREAK) if line.kind == "table" else [line.text]
