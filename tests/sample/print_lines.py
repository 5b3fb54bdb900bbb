"""Text set in lines: wrapped to a width, with hyphens at line ends as a word processor sets them, and plain text files."""

import re
from collections.abc import Callable, Iterator

from letter_source import Block, Letter

Measure = Callable[[str], float]
VOWELS = "aeiouyæøåAEIOUYÆØÅ"
CODECS = {"utf-8": ("utf-8", b""), "cp1252": ("cp1252", b""), "utf-16": ("utf-16-le", b"\xff\xfe")}


def break_points(word: str) -> list[int]:
    """Where a long word may be divided: before the last consonant between two vowels, three letters from either end.

    Plainer than a hyphenation dictionary, and wrong now and then, as old word processors were.
    """
    if len(word) < 9 or not word.isalpha():
        return [match.end() for match in re.finditer(r"(?<=\w\w)-(?=\w\w\w)", word)]
    found = re.finditer(rf"(?<=[{VOWELS}])[^\W\d_]*?(?=[^\W\d_][{VOWELS}])", word)
    return [match.end() for match in found if word[match.end()] not in VOWELS and 3 <= match.end() <= len(word) - 3]


def wrap(text: str, width: float, measure: Measure, hyphenate: bool = False) -> list[str]:
    """`text` in lines no wider than `width`; a line that ends inside a word ends with a hyphen."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        grown = f"{line} {word}" if line else word
        if measure(grown) <= width:
            line = grown
            continue
        head, tail = _divide(word, line, width, measure) if hyphenate else ("", word)
        lines.append(f"{line} {head}" if head else line)
        line = tail
    return [*lines, line]


def _divide(word: str, line: str, width: float, measure: Measure) -> tuple[str, str]:
    for point in reversed(break_points(word)):
        head = word[:point] if word[point - 1] == "-" else f"{word[:point]}-"
        if line and measure(f"{line} {head}") <= width:
            return head, word[point:]
    return "", word


def printed_text(block: Block, mark: str = "") -> str:
    """The block's words as they are printed in running text: an answer mark before, a run-in question after."""
    return " ".join(part for part in (mark, block.final_text, block.options.get("tail", "")) if part)


def answer_marks(letter: Letter) -> Iterator[tuple[Block, str, str]]:
    """Each block with the answer mark printed before it on the same line, and the one printed below it on its own."""
    pending = ""
    for block in letter.blocks:
        inline, pending = (pending, "") if block.codes else ("", pending)
        below = ""
        if block.kind == "question" and "svar" in block.options:
            if block.options.get("svar_inline"):
                pending = block.options["svar"]
            else:
                below = block.options["svar"]
        yield block, inline, below


def plain_text(letter: Letter) -> bytes:
    """The letter as a text file: in its encoding, wrapped, bullets with a hanging indent."""
    layout = letter.layout
    chunks: list[list[str]] = []
    for block, mark, below in answer_marks(letter):
        if block.options.get("run_in"):
            continue
        lines = _plain_lines(block, mark, layout["width"], layout["bullet"])
        chunks.append(lines)
        if below:
            chunks.append([below])
    within, between = ("\n\n", "\n\n\n\n") if layout.get("double") else ("\n", "\n\n")
    parts: list[str] = []
    for chunk, block_is_bullet in zip(chunks, _bullet_runs(chunks, layout["bullet"]), strict=True):
        parts += [within if block_is_bullet else between, within.join(chunk)]
    text = "".join(parts[1:]) + "\n"
    codec, mark = CODECS[layout["encoding"]]
    return mark + text.replace("\n", layout.get("newline", "\n")).encode(codec)


def _plain_lines(block: Block, mark: str, width: int, bullet: str) -> list[str]:
    if block.kind in ("letterhead", "sign", "question"):
        return [line.rstrip() for line in block.text.split("\n")]
    if block.kind == "bullet":
        lines = wrap(printed_text(block, mark), width - len(bullet), len)
        return [bullet + lines[0], *(" " * len(bullet) + line for line in lines[1:])]
    return wrap(printed_text(block, mark), width, len)


def _bullet_runs(chunks: list[list[str]], bullet: str) -> Iterator[bool]:
    """Does the chunk go on a list of bullets (so that no empty line stands before it)?"""
    before = False
    for chunk in chunks:
        now = chunk[0].startswith(bullet)
        yield now and before
        before = now
