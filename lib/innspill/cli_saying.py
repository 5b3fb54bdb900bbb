"""How every command of `innspill` says something: one line, whatever a stranger's file name holds."""

import unicodedata

from rich.console import Console
from rich.text import Text

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def say(line: str, style: str = "") -> None:
    """Print one line."""
    # A Text: rich would take [brackets] in a file name for markup.
    Console(highlight=False).print(Text(printable(line), style=style), soft_wrap=True)


def printable(text: str) -> str:
    """`text` on one line, without the control characters by which a file name could steer a terminal."""
    seen = ("" if unicodedata.category(c) in _UNSEEN else c for c in text.replace("\n", " ").replace("\t", " "))
    return "".join(seen)
