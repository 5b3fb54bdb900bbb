"""Named repairs of what extraction does to text; each is a small function that can be called alone.

A repair mends what a reader would never notice in the printed letter: how its characters were coded, where its lines broke,
what stood in its margins. It never touches a word: the letters that go in come out, in the same order, in the lines or in
`furniture`. What was mended is named in `Pages.repairs`.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from innspill.hyphens import join_notes, mend_hyphens, place_notes
from innspill.margins import page_number, take_out_margins
from innspill.pages import Line, Pages

# The first byte of UTF-8 for Norwegian and Sámi letters, dashes and quotes («Ã¥», «â€“», «Â ») read as Latin-1 or Mac Roman,
# followed by what the second byte becomes.
_MOJIBAKE = re.compile(r"[ÂÃÄÅâïðŸ√][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¶∏ÜÖ©]")
# What a mended line may hold. ftfy knows all languages: it reads «å•æ» as a Chinese sign and «SÅ»» as Polish.
_EXPECTED = re.compile(
    r"[\x20-\x7e\t\xa0-\xbfÀÁÄÅÆÈÉÊËÓÒÔÖØÜàáäåæçèéêëíïñóòôöøúüčđŋšŧžČĐŊŠŦŽ\u2010-\u2026\u2030-\u203a\u20ac\u2122\u2190-\u21ff"
    r"\u2200-\u27bf\ufe0f\ufeff\U0001f000-\U0001faff]*"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\u061c]"
    # A zero-width joiner holds an emoji together; anywhere else it only hides in a word.
    "|\u200d(?![\U0001f000-\U0001faff\u2600-\u27bf])"
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029]")
_BULLET = re.compile(r"^([^\S\n]*)(?:[\ue000-\uf8ff▪▫●○◦■□◆◇►▶➢➤➔✓✔‣⁃∙·•]|→(?=\s))[^\S\n]*(?=\S)", re.MULTILINE)
# What Wingdings' and Courier's bullets become where a program forgot the font: a lone «o», «§», «Ø», «ü» before the text.
_LETTER_BULLET = re.compile(r"^([^\S\n]*)[o§Øüv][^\S\n]{1,8}(?=[^\W\d_])", re.MULTILINE)
_PRIVATE_RUN = re.compile("[\uf021-\uf07e]{2,}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# LaTeX draws a ring, then the letter; others the letter, then the ring. A ring that stands alone is no sign of Norwegian.
_RING_FIRST = re.compile(r"(?:\u02da ?|(?<![^\W\d_])\u030a)([aA])")
_RING_LAST = re.compile(r"([aA]) ?\u02da")
_STROKES = "\u0335\u0337\u0338"
_STRUCK = re.compile(f"([oO])[{_STROKES}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def mend_mojibake(text: str) -> str:
    """«nÃ¥» as it was written («nå»), line by line, where UTF-8 was read as another encoding (ftfy).

    A line is only changed where what comes out is written in Norwegian or Sámi letters.
    """
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _MOJIBAKE.search(line):
            mended = ftfy.fix_encoding(line)
            lines[at] = mended if _EXPECTED.fullmatch(mended) else line
    return "\n".join(lines)


def mend_surrogates(text: str) -> str:
    """Halves of UTF-16 characters put together; a half that stands alone becomes «\ufffd», for it cannot be written."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def drop_controls(text: str) -> str:
    """Without control characters, except line ends; the C1 row becomes the Windows-1252 sign that it nearly always was."""

    def sign(match: re.Match[str]) -> str:
        code = ord(match[0])
        return bytes([code]).decode("cp1252", "ignore") if 0x80 <= code <= 0x9F else ""

    return _CONTROLS.sub(sign, text)


def drop_invisible(text: str) -> str:
    """Without zero-width characters and marks of writing direction, and without soft hyphens inside a line."""
    return re.sub("\u00ad(?![^\\S\n]*(?:\n|$))", "", _INVISIBLE.sub("", text))


def expand_ligatures(text: str) -> str:
    """«ﬁnansiering» spelt with f and i, so that a search finds it."""
    return _LIGATURE.sub(lambda match: _LIGATURES[match[0]], text)


def mend_bullets(text: str) -> str:
    """Every kind of bullet glyph at the start of a line as «• »."""
    text = _BULLET.sub(r"\1• ", text)
    lone = _LETTER_BULLET.findall(text)
    # One line that begins with a lone «o» may be a slip; two are a list.
    return _LETTER_BULLET.sub(r"\1• ", text) if len(lone) >= 2 else text


def mend_symbol_letters(text: str) -> str:
    """Words that a symbol font moved to Unicode's private area, moved back."""
    return _PRIVATE_RUN.sub(lambda match: "".join(chr(ord(char) - 0xF000) for char in match[0]), text)


def drop_private(text: str) -> str:
    """Without the lone signs of symbol fonts, which nobody can read outside the font; its arrow is kept as «→»."""
    return _PRIVATE.sub("", text.replace("\uf0e0", "→"))


def plain_spaces(text: str) -> str:
    """No-break, thin and tab blanks as ordinary ones, and no blanks at the end of a line."""
    return "\n".join(line.rstrip() for line in _SPACES.sub(" ", text).split("\n"))


def compose(text: str) -> str:
    """«å» and «ø» as one character, never as a letter and a ring or stroke, be it drawn before or after the letter (NFC)."""
    if "\u02da" in text or "\u030a" in text:
        text = _RING_FIRST.sub(lambda match: "Å" if match[1] == "A" else "å", text)
        text = _RING_LAST.sub(lambda match: "Å" if match[1] == "A" else "å", text)
    if any(stroke in text for stroke in _STROKES):
        text = _STRUCK.sub(lambda match: "Ø" if match[1] == "O" else "ø", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


# What the ledger says of each; None where every file has it, for naming it would only hide the others.
REPAIRS: tuple[tuple[str | None, Callable[[str], str]], ...] = (
    ("Halve tegn er satt sammen.", mend_surrogates),
    ("Feilkodede tegn er rettet.", mend_mojibake),
    ("Styretegn er fjernet.", drop_controls),
    ("Usynlige tegn er fjernet.", drop_invisible),
    ("Sammenskrevne bokstaver (ligaturer) er skilt.", expand_ligatures),
    ("Bokstaver fra en symbolskrift er gjort lesbare.", mend_symbol_letters),
    (None, mend_bullets),
    ("Tegn fra en symbolskrift er fjernet.", drop_private),
    (None, plain_spaces),
    ("Bokstaver og aksenter er satt sammen.", compose),
)
# The signs that these repairs look for, in one: nearly every letter has none of them, and is spared six searches.
_OF_RARE_SIGNS = {mend_surrogates, drop_controls, drop_invisible, expand_ligatures, mend_symbol_letters, drop_private}
_RARE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\uf8ff\ufb00-\ufb06"
    "\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def mend_characters(text: str) -> tuple[str, tuple[str, ...]]:
    """The text after all repairs of characters, and what to say of those worth mentioning; line ends stay where they are."""
    done = []
    sound = not _RARE.search(text)
    for told, repair in REPAIRS:
        if sound and repair in _OF_RARE_SIGNS:
            continue
        mended = repair(text)
        if told and mended != text:
            done.append(told)
        text = mended
    return text, tuple(done)


def clean_pages(pages: Pages) -> Pages:
    """The same file with its characters mended, margins moved to `furniture` and words whole that a line end had cut.

    Lines of files with their own structure (`kind` set) come out without blanks around them, and never empty.
    """
    lines, repairs = _mend_lines(join_notes(pages.lines))
    printed = [(Line(line.text.strip(), line.page, line.kind), reason) for line, reason in pages.furniture]
    outside, _ = _mend_lines(tuple(line for line, _ in printed))
    furniture = [
        (line, "page_number" if page_number(line.text) is not None else reason)
        for line, (_, reason) in zip(outside, printed, strict=True)
        if line.text.strip()
    ]
    plain = pages.format == "plain"
    kept, margins = take_out_margins(
        lines, pages.n_pages, pages.layout, paged=not plain or pages.n_pages > 1, missed=plain and pages.n_pages > 1
    )
    kept = place_notes(kept)
    mended = mend_hyphens(kept)
    if mended != kept:
        repairs = (*repairs, "Ord delt ved linjeslutt er satt sammen.")
    title = " ".join(mend_characters(pages.title)[0].split()) if pages.title else None
    return replace(
        pages,
        lines=tuple(line for line in mended if line.kind is None or line.text),
        title=title or None,
        furniture=(*furniture, *margins),
        repairs=(*pages.repairs, *repairs),
    )


def _mend_lines(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """The lines with their characters mended, in one go over the whole text: it is much faster than line by line."""
    if not lines:
        return [], ()
    texts, repairs = mend_characters("\n".join([_on_one_line(line.text) for line in lines]))
    mended = []
    for line, text in zip(lines, texts.split("\n"), strict=True):
        if line.kind is not None:
            text = " ".join(text.replace("\u00ad", "").split())
        mended.append(line if text == line.text else replace(line, text=text))
    return mended, repairs


def _on_one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ") if "\n" in text or "\r" in text else text
