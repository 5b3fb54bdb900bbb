"""The packed RTF that an Outlook file may have in place of its text (MS-OXRTFCP)."""

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading.rich_text import read_rich_text

_PACKED, _BARE = b"LZFu", b"MELA"
# What every packed text may refer back to, as the format has it.
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_RING = 4096


def unpack_rtf(packed: bytes, most: int) -> bytes:
    """The RTF text, at most `most` bytes of it; empty where it is not packed in a known way."""
    if packed[8:12] == _BARE:
        return packed[16 : 16 + most]
    if packed[8:12] != _PACKED:
        return b""
    size = min(int.from_bytes(packed[4:8], "little"), most)
    ring = bytearray(_DICTIONARY.ljust(_RING, b"\0"))
    write, at, unpacked = len(_DICTIONARY), 16, bytearray()
    while at < len(packed) and len(unpacked) < size:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                run = packed[at : at + 1]
                at += 1
            else:
                reference = int.from_bytes(packed[at : at + 2], "big")
                at += 2
                start, length = reference >> 4, (reference & 15) + 2
                if start == write or at > len(packed):
                    return bytes(unpacked[:size])
                run = b""
                for step in range(length):
                    # A run may reach into itself: each byte is written before the next one is read.
                    byte = ring[(start + step) % _RING]
                    ring[(write + step) % _RING] = byte
                    run += bytes([byte])
            for step, byte in enumerate(run):
                ring[(write + step) % _RING] = byte
            write = (write + len(run)) % _RING
            unpacked += run
    return bytes(unpacked[:size])


def text_of_rtf(rtf: bytes, limits: Limits) -> str:
    """The paragraphs of the RTF with an empty line between them; empty where there are none."""
    try:
        pages = read_rich_text(rtf, "e-post", limits)
    except InnspillError:
        return ""
    return "\n\n".join(line.text for line in pages.lines)
