"""A letter sent by e-mail, as Outlook keeps it (.msg): streams of properties in a compound file (MS-OXMSG, MS-CFB)."""

import struct
from datetime import UTC
from email.utils import parseaddr, parsedate_to_datetime

from letter_source import Letter

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, SMALL_SECTOR, SMALL = 512, 64, 4096
SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
EPOCH_SECONDS = 11_644_473_600  # from 1601, where Windows begins to count, to 1970
Tree = dict[str, "bytes | Tree"]


def outlook(letter: Letter, attached: bytes) -> bytes:
    """The mail as .msg. `letter.mail`: from, to, sent (as in the header), subject, text, attached (the file's name)."""
    sent = letter.mail
    (name, address), (_, receiver) = parseaddr(sent["from"]), parseaddr(sent["to"])
    moment = parsedate_to_datetime(sent["sent"]).astimezone(UTC)
    filetime = (int(moment.timestamp()) + EPOCH_SECONDS) * 10**7
    # Codes of MS-OXPROPS: class, subject, sender, receivers, text; of the attachment its name and how it is kept.
    tree: Tree = {
        "__properties_version1.0": _fixed(32, (0x0E060040, filetime), (0x00390040, filetime)),
        "__nameid_version1.0": {f"__substg1.0_{code}0102": b"" for code in ("0002", "0003", "0004")},
        **_texts({"001A": "IPM.Note", "0037": sent["subject"], "0C1A": name, "0C1F": address, "5D01": address,
                  "0E04": receiver, "1000": sent["text"].replace("\n", "\r\n")}),
        "__attach_version1.0_#00000000": {
            "__properties_version1.0": _fixed(8, (0x37050003, 1)),
            "__substg1.0_37010102": attached,
            **_texts({"3707": sent["attached"], "3703": f".{sent['attached'].rpartition('.')[2]}"}),
        },
        "__recip_version1.0_#00000000": {
            "__properties_version1.0": _fixed(8, (0x0C150003, 1)),
            **_texts({"3001": receiver, "3003": receiver, "39FE": receiver}),
        },
    }  # fmt: skip
    return compound_file(tree)


def _fixed(reserved: int, *properties: tuple[int, int]) -> bytes:
    return bytes(reserved) + b"".join(struct.pack("<IIQ", tag, 6, value) for tag, value in properties)


def _texts(texts: dict[str, str]) -> Tree:
    return {f"__substg1.0_{code}001F": text.encode("utf-16-le") for code, text in texts.items()}


def compound_file(tree: Tree) -> bytes:
    """A compound file of version 3 with the storages (dicts) and streams (bytes) of `tree`, with no date in it."""
    return _CompoundFile(tree).written()


class _CompoundFile:
    """Streams below 4096 bytes lie in sectors of 64 bytes inside one stream, the others in sectors of 512 of their own."""

    def __init__(self, tree: Tree) -> None:
        self.entries: list[dict] = []
        self.small, self.small_chain = bytearray(), []
        self.sectors, self.chain = [], []
        self._add("Root Entry", tree)
        self.entries[0] |= {"kind": 5, "start": self._store(bytes(self.small)), "size": len(self.small)}
        for entry in self.entries:
            if (content := entry.pop("large", None)) is not None:
                entry["start"] = self._store(content)

    def written(self) -> bytes:
        n_small = -(-len(self.small_chain) // 128)
        small_first = self._store(_numbers(self.small_chain))
        directory_first = self._store(b"".join(map(_directory_entry, self.entries)))
        n_tables = -(-len(self.chain) // 127)
        places = range(len(self.sectors), len(self.sectors) + n_tables)
        table = _numbers([*self.chain, *[FAT] * n_tables])
        head = SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        head += struct.pack("<9I", 0, n_tables, directory_first, 0, SMALL, small_first, n_small, END, 0)
        return head + struct.pack("<109I", *places, *[FREE] * (109 - n_tables)) + b"".join(self.sectors) + table

    def _add(self, name: str, node: "bytes | Tree") -> int:
        number = len(self.entries)
        entry = {"name": name, "kind": 2, "left": FREE, "right": FREE, "below": FREE, "start": END, "size": 0}
        self.entries.append(entry)
        if isinstance(node, dict):
            # The order of names in a storage is given: the shorter first, then by letter.
            below = [self._add(one, node[one]) for one in sorted(node, key=lambda one: (len(one), one.upper()))]
            entry |= {"kind": 1, "start": 0, "below": self._balanced(below)}
        elif len(node) >= SMALL:
            entry |= {"size": len(node), "large": node}
        elif node:
            first, count = len(self.small) // SMALL_SECTOR, -(-len(node) // SMALL_SECTOR)
            entry |= {"size": len(node), "start": first}
            self.small += node.ljust(count * SMALL_SECTOR, b"\0")
            self.small_chain += [*range(first + 1, first + count), END]
        return number

    def _balanced(self, numbers: list[int]) -> int:
        if not numbers:
            return FREE
        middle = len(numbers) // 2
        sides = {"left": self._balanced(numbers[:middle]), "right": self._balanced(numbers[middle + 1 :])}
        self.entries[numbers[middle]] |= sides
        return numbers[middle]

    def _store(self, content: bytes) -> int:
        first, count = len(self.sectors), -(-len(content) // SECTOR)
        self.sectors += [content[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0") for at in range(count)]
        self.chain += [*range(first + 1, first + count), END] if count else []
        return first if count else END


def _numbers(numbers: list[int]) -> bytes:
    """The numbers, filled up to whole sectors with «free»."""
    return struct.pack(f"<{len(numbers)}I", *numbers) + b"\xff" * (-4 * len(numbers) % SECTOR)


def _directory_entry(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    sides = (entry["left"], entry["right"], entry["below"])
    return (
        name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name), entry["kind"], 1, *sides) + bytes(36)
        + struct.pack("<IQ", entry["start"], entry["size"])
    )  # fmt: skip
