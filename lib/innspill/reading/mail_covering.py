"""The sentence of a mail that only says what is attached: «Vedlagt følger innspill fra X kommune.» It is no answer."""

import re
from collections.abc import Sequence
from itertools import groupby

from innspill.pages import Line

_MOST_WORDS = 25
_COVERS = re.compile(
    r"(?:hei\W{0,3}\s{0,2})?(?:"
    r"(?:se|sjå)\s+(?:(?:vårt|vår|det)\s+)?(?:vedlegg\w*|vedlagt\w*)"
    r"|vedlagt\b|(?:i\s+)?vedlegget\s+(?:følger|følgjer|ligger|ligg|er)\b"
    r"|(?:her|herved|under|nedenfor)\s+(?:følger|følgjer|kommer|kjem|oversendes|sendes|er\s+(?:vårt|innspill\w*|innspel\w*|svar\w*))\b"
    r"|(?:vi\s+|jeg\s+|eg\s+)?(?:oversender|oversendes|sender|ettersender)\b[^.]{0,80}\b(?:vedlagt|vedlegg|innspill|innspel|svar|uttale)"
    r")",
    re.IGNORECASE,
)
# One sentence: a second one may well say something.
_SECOND = re.compile(r"[.!?]\s+\S")


def split_covering(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The mail's lines without the paragraphs that only say what is attached, and the lines of those."""
    kept: list[Line] = []
    covering: list[Line] = []
    for _, group in groupby(enumerate(lines), key=lambda one: _paragraph_of(*one)):
        paragraph = [line for _, line in group]
        text = " ".join(line.text.strip() for line in paragraph)
        (covering if _covers(text) else kept).extend(paragraph)
    return kept, covering


def _paragraph_of(at: int, line: Line) -> tuple[str, int]:
    """Printed lines belong together until an empty one; a block stands alone."""
    if line.kind is not None:
        return "block", at
    return ("text", 0) if line.text.strip() else ("gap", 0)


def _covers(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and bool(_COVERS.match(text)) and not _SECOND.search(text)
