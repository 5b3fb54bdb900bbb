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
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-zæøå])[.)]\s+\S")

Cell = Sequence[Line]


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[Line]:
    """The lines of a table, row by row; empty cells leave nothing. Notes come after the row that they belong to.

    Each row is judged by itself, but not in a form, where the left of two cells asks and the right one answers: there every
    row is read cell by cell, for a short answer is as good as a long one.
    """
    texts = [[[line for line in cell if line.kind != "note"] for cell in row] for row in rows]
    filled = [[cell for cell in row if cell] for row in texts]
    form = any(len(row) == 2 and not _is_short(row[1]) for row in filled)
    for row, cells in zip(rows, filled, strict=True):
        asks = len(cells) == 2 and (form or bool(_NUMBERED.match(cells[0][0].text)))
        if cells and not asks and all(map(_is_short, cells)):
            yield replace(cells[0][0], text=CELL_BREAK.join(cell[0].text for cell in cells))
        else:
            yield from (_as_prose(line) for cell in cells for line in cell)
        yield from (line for cell in row for line in cell if line.kind == "note")


def _is_short(cell: Cell) -> bool:
    """One phrase, and no bullet, heading or question."""
    text = cell[0].text
    alone = len(cell) == 1 and cell[0].kind == "table"
    return alone and len(text.split()) <= _PARAGRAPH_WORDS and not _ASKS.search(text)


def _as_prose(line: Line) -> Line:
    """A cell's text as the paragraph that it is, where it is long or a whole sentence."""
    n_words = len(line.text.split())
    sentence = n_words >= _SENTENCE_WORDS and line.text.rstrip().endswith((".", "!"))
    return replace(line, kind="paragraph") if line.kind == "table" and (n_words >= _PARAGRAPH_WORDS or sentence) else line


def cells_apart(pages: Pages) -> Pages:
    """The same pages with each cell of a joined row on a line of its own: «Avsender | X» in a form is a field and its value."""
    lines = [replace(line, text=text) for line in pages.lines for text in _cells_of(line)]
    return replace(pages, lines=tuple(lines))


def _cells_of(line: Line) -> list[str]:
    return line.text.split(CELL_BREAK) if line.kind == "table" else [line.text]
