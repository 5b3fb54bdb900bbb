"""Bytes → text: which of the ways of writing «å» was used. Strictest first, so that a wrong guess fails early."""

import codecs
import re

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Norwegian letters have been saved in: Windows, old Macs, DOS. Others are only noise for the guess.
_CANDIDATES = ("cp1252", "mac_roman", "cp865", "cp850")
_NORWEGIAN = re.compile(r"[æøåÆØÅéèêóòôäöüÄÖÜáčđŋšŧžÁČĐŊŠŦŽ«»–—’“”…•§ \xa0]")
_SAMPLE = 100_000
_SPOKEN = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "mac-roman": "Mac Roman", "iso8859-1": "Latin-1",
           "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}  # fmt: skip


def decode_text(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `raw` and the name of its encoding; never fails, because Windows-1252 is the last resort.

    `declared` is what the file says about itself (an HTML `charset`): it counts after the byte order mark and UTF-8,
    since pages that claim Latin-1 while they are UTF-8 are common and the opposite does not decode.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace"), encoding
    if wide := _wide_without_mark(raw):
        return raw.decode(wide, "replace"), wide
    for encoding in ("utf-8", declared):
        try:
            if encoding:
                return raw.decode(encoding), codecs.lookup(encoding).name
        except (UnicodeError, LookupError):
            continue
    guess = _guess(raw[:_SAMPLE])
    return raw.decode(guess, "replace"), guess


def tell_encoding(encoding: str) -> tuple[str, ...]:
    """The repair to name where a file was not in UTF-8: «Teksten er lest som Windows-1252.»"""
    return () if encoding == "utf-8" else (f"Teksten er lest som {_SPOKEN.get(encoding, encoding.upper())}.",)


def _wide_without_mark(raw: bytes) -> str | None:
    """UTF-16 without a mark: in Norwegian nearly every other byte is then NUL, always on the same side."""
    sample = raw[:4000]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    if sample[1::2].count(0) > 0.7 * pairs and sample[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * pairs and sample[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _guess(sample: bytes) -> str:
    """The eight-bit encoding: charset-normalizer's guess when it gives more Norwegian letters than Windows-1252 does."""
    from charset_normalizer import from_bytes

    def strangeness(encoding: str) -> int:
        text = sample.decode(encoding, "replace")
        return sum(not char.isascii() and not _NORWEGIAN.match(char) for char in text)

    matches = from_bytes(sample, cp_isolation=list(_CANDIDATES), preemptive_behaviour=False)
    found = [match.encoding for match in matches if match.encoding in _CANDIDATES]
    return min(["cp1252", *found], key=strangeness)
