"""A letter as Markdown, as it is written in a text editor: front matter, headings, lists, lines wrapped anywhere."""

import re
from collections.abc import Iterator

from letter_source import Block, Letter
from print_lines import printed_text, wrap

HEADINGS = {"title": "#", "question": "##", "heading": "###"}
# What would be a sign of Markdown inside a sentence.
SIGNS = re.compile(r"([\\`*_\[\]<>])")


def markdown(letter: Letter) -> bytes:
    """The letter as .md in UTF-8; `layout.front` gives the fields of the front matter."""
    fields = "\n".join(f"{name}: {value}" for name, value in letter.layout["front"].items())
    chunks = [f"---\n{fields}\n---"]
    listing = False
    for block in letter.blocks:
        lines = "\n".join(_lines(block, letter.layout["width"]))
        bullet = block.kind == "bullet"
        if bullet and listing:
            chunks[-1] += f"\n{lines}"
        else:
            chunks.append(lines)
        listing = bullet
    return ("\n\n".join(chunks) + "\n").encode("utf-8")


def _lines(block: Block, width: int) -> Iterator[str]:
    text = SIGNS.sub(r"\\\1", printed_text(block))
    if block.kind in HEADINGS:
        yield f"{HEADINGS[block.kind]} {text}"
    elif block.kind in ("letterhead", "sign"):
        # Two blanks at the end of a line keep the line.
        yield "  \n".join(SIGNS.sub(r"\\\1", line) for line in block.text.split("\n"))
    elif block.kind == "bullet":
        first, *rest = wrap(text, width - 2, len)
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)
    else:
        yield from wrap(text, width, len)
