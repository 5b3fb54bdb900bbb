"""How much of a stranger's file is read: what stops a bomb, a file that hangs and a file that eats the memory.

Every limit is on, always, and every one can be set. What ordinary letters need is far below each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from innspill.errors import InnspillError


@dataclass(frozen=True)
class Limits:
    """The limits of one file. Beyond `seconds`, `memory`, `pages`, `characters`, `unpacked`, `members` or `file_size` the
    file (or the member of an archive) is refused with a line in the ledger; the other files are read as ever.
    """

    # The slowest letter measured took 2 s; text recognition takes 3–10 s a page and has its own limit (0: never used).
    seconds: int = 60
    ocr_seconds: int = 900
    # MB that a reading process may take beyond what it needs to start.
    memory: int = 1500
    pages: int = 5_000
    characters: int = 10_000_000
    # MB. Letters are kilobytes; the largest annexes seen in consultations are some 60 MB.
    file_size: int = 200
    # MB of an archive's members together, and how many there may be; also of Office files, which are archives.
    unpacked: int = 300
    members: int = 5_000
    # How deep archives and e-mails may lie in one another.
    depth: int = 5

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = 0 if field.name == "ocr_seconds" else 1
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise InnspillError(f"limit {field.name}", f"«{value}» is not a whole number from {least} up", "Give one")

    @classmethod
    def parse(cls, given: Sequence[str]) -> "Limits":
        """The limits of «seconds=120», «memory=3000» … and the standard ones for the rest. Raises InnspillError."""
        known = [field.name for field in fields(cls)]
        chosen: dict[str, int] = {}
        for one in given:
            name, _, value = one.partition("=")
            if name not in known or not value.strip().isdecimal():
                raise InnspillError(f"--limit {one}", "this is no limit", f"Write NAME=NUMBER; names are {', '.join(known)}")
            chosen[name] = int(value)
        return cls(**chosen)


STANDARD_LIMITS = Limits()
