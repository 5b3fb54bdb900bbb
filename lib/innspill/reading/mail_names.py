"""What an attachment or a member of an archive is called in the ledger: printed text, on one line, never a path."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from innspill.pages import Enclosure

LONGEST_NAME = 200
# Control characters, marks of writing direction (they can show «gnp.exe» as «exe.png»), halves of characters.
_UNPRINTED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def printed_name(name: str, instead: str = "vedlegg") -> str:
    """The name on one line without what cannot be printed, at most 200 characters; its ending is kept."""
    signs = (" " if char.isspace() else char for char in name[:10_000])
    text = " ".join("".join(char for char in signs if unicodedata.category(char) not in _UNPRINTED).split())
    text = unicodedata.normalize("NFC", text) or instead
    if len(text) <= LONGEST_NAME:
        return text
    stem, ending = split_ending(text)
    return stem[: LONGEST_NAME - len(ending) - 1] + "…" + ending


def split_ending(name: str) -> tuple[str, str]:
    """(«brev», «.pdf»); the ending is empty where it is none that programs use."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and ending.isalnum() and len(ending) <= 8 else (name, "")


def number_namesakes(enclosures: Sequence[Enclosure]) -> tuple[Enclosure, ...]:
    """The same enclosures, no two of one name: « (2)» is added to the second, before its ending."""
    taken: set[str] = set()
    following: dict[str, int] = {}
    numbered = []
    for enclosure in enclosures:
        name = enclosure.name
        while name.casefold() in taken:
            number = following.get(enclosure.name.casefold(), 2)
            following[enclosure.name.casefold()] = number + 1
            stem, ending = split_ending(enclosure.name)
            mark = f" ({number})"
            name = stem[: LONGEST_NAME - len(mark) - len(ending)] + mark + ending
        taken.add(name.casefold())
        numbered.append(enclosure if name == enclosure.name else replace(enclosure, name=name))
    return tuple(numbered)
