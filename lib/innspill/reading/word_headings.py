"""Headings that no style names: a short bold, underlined or larger line with ordinary text below it.

Most letters are typed so. The line must be followed by text, for a letterhead, a signature and a form's labels are bold
too; and it must be short and no sentence, for some write what matters most in bold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from innspill.pages import Line

# The segmenting stage calls a printed line of so many words a heading; the same here.
_MAX_WORDS = 12
# An address or a reference below a bold name has fewer words than this.
_TEXT_WORDS = 8
_ENDS = re.compile(r"[.!,;][»\"”')]*\s*$")
_TEXT_ENDS = re.compile(r"[.!?:][»\"”')]*\s*$")


@dataclass(frozen=True)
class EmphasisedLine(Line):
    """A line whose whole text is bold, underlined or larger; `listed` where Word numbers it."""

    listed: bool = False


def name_headings(lines: Iterable[Line]) -> list[Line]:
    """The same lines, as plain ones; an emphasised line that stands over text or over another heading is a heading."""
    named: list[Line] = []
    below: Line | None = None
    for line in reversed(list(lines)):
        if isinstance(line, EmphasisedLine):
            kind = "heading" if _may_head(line) and below is not None and _is_text(below, line) else line.kind
            line = Line(line.text, line.page, kind)
        named.append(line)
        # Notes are no part of the running text.
        below = line if line.kind != "note" else below
    return named[::-1]


def _may_head(line: EmphasisedLine) -> bool:
    n_words = len(line.text.split())
    kinds = ("paragraph", "bullet") if line.listed else ("paragraph",)
    return line.kind in kinds and 0 < n_words <= _MAX_WORDS and not _ENDS.search(line.text) and any(map(str.isalpha, line.text))


def _is_text(line: Line, above: EmphasisedLine) -> bool:
    if line.kind == "heading":
        return True
    if line.kind == "bullet":
        # In a bold list every item is bold; its first is no heading of the second.
        return not above.listed
    n_words = len(line.text.split())
    told = n_words >= _TEXT_WORDS or (n_words >= 3 and bool(_TEXT_ENDS.search(line.text)))
    return line.kind in ("paragraph", "table") and told
