"""Bytes → text: which of the ways of writing «å» was used. Strictest first, so that a wrong guess fails early."""

import codecs
import re

from innspill.errors import InnspillError
from innspill.limits import Limits

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
# The encodings that a file may name for itself. Others would not read text: `utf-16` makes Chinese of it, `unicode_escape`
# obeys what it reads, `punycode` takes hours.
_DECLARED = re.compile(r"iso8859-\d{1,2}|cp\d{3,4}|mac-[a-z]{3,9}|koi8-[ru]")
_UTF8_RUN = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
# What is left of a letter in UTF-8 when a file ends in the middle of it.
_CUT_LETTER = re.compile(rb"(?:[\xc3-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_SPOKEN = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "mac-roman": "Mac Roman", "iso8859-1": "Latin-1",
           "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}  # fmt: skip


def decode_text(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `raw` and the name of its encoding (`utf-8+cp1252` where both occur); never fails, because Windows-1252
    is the last resort.

    `declared` is what the file says about itself (an HTML `charset`): it counts after the byte order mark and UTF-8,
    since pages that claim Latin-1 while they are UTF-8 are common and the opposite does not decode.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace"), encoding
    if wide := _wide_without_mark(raw):
        return raw.decode(wide, "replace"), wide
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        fault = error.start
    # A long file may be plain ASCII for most of its length: the guess looks where the first strange byte stands.
    sample = raw[max(0, fault - _SAMPLE // 2) :][:_SAMPLE]
    if mixed := _decode_mixed(raw, fault, sample):
        return mixed
    if own := _declared_name(declared):
        try:
            return raw.decode(own), own
        except UnicodeError:
            pass
    guess = _guess(sample)
    return raw.decode(guess, "replace"), guess


def tell_encoding(encoding: str) -> tuple[str, ...]:
    """The repair to name where a file was not in UTF-8: «Teksten er lest som Windows-1252.»"""
    if encoding == "utf-8":
        return ()
    first, _, stray = (_SPOKEN.get(part, part.upper()) for part in encoding.partition("+"))
    mixed = f"Teksten er lest som {first}, og steder der den er kodet på en annen måte som {stray}."
    return (mixed if stray else f"Teksten er lest som {first}.",)


def refuse_long(n_characters: int, name: str, limits: Limits) -> None:
    """Raises InnspillError for a text far longer than the limit, before time goes into reading it.

    The limit itself counts what was read, without line ends and the blanks between tags: hence twice as much passes here.
    """
    if n_characters > 2 * limits.characters:
        raise InnspillError(name, f"Filen har {n_characters} tegn, og høyst {limits.characters} leses", "Del den opp")


def _declared_name(declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return None
    return name if _DECLARED.fullmatch(name) else None


def _decode_mixed(raw: bytes, fault: int, sample: bytes) -> tuple[str, str] | None:
    """A file in UTF-8 with lines or words in an eight-bit encoding, as when letters are pasted together; None for another.

    It is UTF-8 where two bytes or more give a letter or sign that Norwegian or Sámi uses: in Windows-1252 they would be
    «Ã¥» and «â€“», which nobody writes. Other runs that happen to be valid («på»–» gives a Chinese sign) are eight-bit.
    """
    if fault >= len(raw) - 3 and _CUT_LETTER.search(raw[-3:]) and not raw[:fault].isascii():
        return raw[:fault].decode("utf-8") + "\ufffd", "utf-8"
    if not any(_norwegian_run(run[0]) for run in _UTF8_RUN.finditer(raw)):
        return None
    stray = _guess(_UTF8_RUN.sub(lambda run: b" " if _norwegian_run(run[0]) else run[0], sample))
    text, at = [], 0
    for run in _UTF8_RUN.finditer(raw):
        if letters := _norwegian_run(run[0]):
            text += raw[at : run.start()].decode(stray, "replace"), letters
            at = run.end()
    return "".join([*text, raw[at:].decode(stray, "replace")]), f"utf-8+{stray}"


def _norwegian_run(run: bytes) -> str | None:
    letters = run.decode("utf-8", "replace")
    return letters if all(map(_NORWEGIAN.match, letters)) else None


def _wide_without_mark(raw: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: in Norwegian nearly every second byte, or three of four, is then NUL, always on the
    same side."""
    sample = raw[:4000]
    for width, encodings in ((4, ("utf-32-le", "utf-32-be")), (2, ("utf-16-le", "utf-16-be"))):
        n_signs = len(sample) // width
        empty = [sample[place::width].count(0) > 0.7 * n_signs for place in range(width)]
        full = [sample[place::width].count(0) < 0.1 * n_signs for place in range(width)]
        for encoding, place in zip(encodings, (0, width - 1), strict=True):
            if n_signs >= 2 and full[place] and sum(empty) == width - 1:
                return encoding
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
