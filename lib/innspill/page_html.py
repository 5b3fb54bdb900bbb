"""Text and tables of the page as HTML: the one place where a text is escaped."""

import html
import re
from collections.abc import Sequence


def esc(text: object) -> str:
    """Text as it may stand anywhere in the page, in an element or in a quoted attribute."""
    return html.escape("" if text is None else str(text), quote=True)


def anchor(text: object) -> str:
    """An id for a link within the page."""
    return "f-" + (re.sub(r"[^a-z0-9]+", "-", str(text).casefold()).strip("-") or "0")


def html_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], numeric: set[int] = frozenset()) -> str:
    """A table with its caption; the first cell of a row is the row's heading, the columns at `numeric` hold numbers.

    Every text is escaped here.
    """
    of_number = [' class="n"' if i in numeric else "" for i in range(len(heads))]
    top = "".join(f'<th scope="col"{mark}>{esc(head)}</th>' for head, mark in zip(heads, of_number, strict=True))
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td{mark}>{esc(cell)}</td>" for cell, mark in zip(rest, of_number[1:], strict=False))
        lines.append(f'<tr><th scope="row">{esc(first)}</th>{cells}</tr>')
    body = "\n".join(lines)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{esc(caption)}"><table><caption>{esc(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )
