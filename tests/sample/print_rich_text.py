"""A letter as rich text (.rtf), in the manner of a word processor: headings by size, bullets with a printed mark."""

from letter_source import Block, Letter
from print_lines import printed_text

OPENING = (
    r"{\rtf1\ansi\ansicpg1252\deff0\deflang1044{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\ftech\fcharset2 Symbol;}}"
    "\n"
    r"{\stylesheet{\s0\fs22 Normal;}{\s1\b\fs32 heading 1;}{\s2\b\fs26 heading 2;}{\s3\i\fs22 heading 3;}}"
    "\n"
    r"{\info{\title %s}{\creatim\yr2022\mo1\dy1\hr0\min0}}\paperw11906\paperh16838\margl1417\margr1417\margt1417\margb1417"
    "\n"
)
STYLES = {
    "title": r"\pard\plain\s1\sa200\keepn\f0\b\fs32 ", "question": r"\pard\plain\s2\sb240\sa80\keepn\f0\b\fs26 ",
    "heading": r"\pard\plain\s3\sb120\sa60\keepn\f0\i\fs22 ",
    "bullet": r"\pard\plain\s0{\pntext\f1\'b7\tab}{\*\pn\pnlvlblt\pnf1\pnindent360{\pntxtb\'b7}}\fi-360\li720\sa60\f0\fs22 ",
}  # fmt: skip
PLAIN = r"\pard\plain\s0\sa160\f0\fs22 "


def rich_text(letter: Letter) -> bytes:
    """The letter as .rtf, in seven-bit signs as programs write it: Windows-1252 as \\'e5, the rest as \\u8211?."""
    title = next(block.text for block in letter.blocks if block.kind == "title")
    paragraphs = "".join(_paragraph(block) for block in letter.blocks)
    return ((OPENING % _escaped(title)) + paragraphs + "}\n").encode("ascii")


def _paragraph(block: Block) -> str:
    if block.kind in ("letterhead", "sign"):
        text = "\\line ".join(_escaped(line) for line in block.text.split("\n"))
    else:
        text = _escaped(printed_text(block))
    return f"{STYLES.get(block.kind, PLAIN)}{text}\\par\n"


def _escaped(text: str) -> str:
    return "".join(_sign(char) for char in text)


def _sign(char: str) -> str:
    if char in "\\{}":
        return f"\\{char}"
    if char.isascii():
        return char
    code = char.encode("cp1252", "ignore")
    return f"\\'{code.hex()}" if code and code[0] >= 0xA0 else f"\\u{ord(char)}?"
