"""The text of one Word paragraph as it is printed: insertions without deletions, results without codes, signs for symbols."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from innspill.reading.numbering import W, is_on
from innspill.reading.word_fields import Fields, form_value
from innspill.reading.word_styles import Style, Styles, switch
from innspill.reading.word_symbols import is_picture_font, sign_of, signs_of

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# What the finished letter does not show: deleted and moved-away text, the properties of things, the codes of fields.
UNSEEN = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt")
)
_CHARACTERS = {
    f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad", f"{W}ptab": "\t",
}  # fmt: skip
_GRAPHICS = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": f"{_R}id",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": f"{_R}id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": f"{_R}dm",
}
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
# Where the letter's own page breaks stand, marked in the text by a character that XML cannot hold.
PAGE_BREAK = "\f"
# A prompt in a content control is a phrase; what is longer was written, whatever the program forgot to say.
_PROMPT_WORDS = 15
# A size two points above the usual one makes a line a heading to the eye. Word counts half points.
_LARGER = 4


@dataclass
class Gathered:
    """What hangs on a paragraph and is printed after it or beside it: `notes` are (kind, id), `graphics` relation ids."""

    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    graphics: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Texts:
    """Reads the paragraphs of one part; `laid_out`: Word left marks where its pages broke."""

    styles: Styles
    fields: Fields
    laid_out: bool = False

    def pieces(self, element: etree._Element, found: Gathered, style: Style | None = None) -> Iterator[str]:
        """The text under a paragraph in reading order; what hangs on it is only gathered."""
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                yield "" if child in self.fields.codes else child.text or ""
            elif tag == f"{W}r":
                yield from self._run(child, found, style)
            elif tag == f"{W}br":
                yield ("\n" if self.laid_out else f"\n{PAGE_BREAK}") if child.get(f"{W}type") == "page" else "\n"
            elif tag == f"{W}lastRenderedPageBreak":
                yield PAGE_BREAK
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == f"{W}sym":
                yield _symbol(child)
            elif tag == f"{W}fldChar":
                yield form_value(child) if child in self.fields.bare else ""
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                found.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", "")))
            elif tag == f"{W}txbxContent":
                found.boxes.append(child)
            elif tag in _GRAPHICS:
                found.graphics.append(child.get(_GRAPHICS[tag], ""))
            elif tag == f"{W}sdt" and (prompt := prompt_of(child, self.styles)):
                found.prompts.append(prompt)
            elif tag not in UNSEEN:
                yield from self._drawn(child, found, style)

    def _drawn(self, element: etree._Element, found: Gathered, style: Style | None) -> Iterator[str]:
        """What is under an element that only wraps, draws or sets a formula."""
        tag = element.tag
        if tag == f"{MC}AlternateContent":
            yield from self.pieces(twin_of(element), found, style)
        elif tag in (f"{_M}t", f"{A}t"):
            yield element.text or ""
        elif tag == f"{_M}den":
            yield "/"
            yield from self.pieces(element, found, style)
        elif tag == f"{W}ruby":
            yield from self.pieces(element, found, style)
            yield from (f" ({''.join(self.pieces(above, found, style))})" for above in element.findall(f"{W}rt"))
        elif tag == _TEXT_PATH:
            yield f"\n{element.get('string', '')}\n"
        elif isinstance(tag, str):
            yield from self.pieces(element, found, style)
            yield "\n" if tag == f"{A}p" else ""

    def _run(self, run: etree._Element, found: Gathered, style: Style | None) -> Iterator[str]:
        if self.is_hidden(run, style):
            return
        properties = run.find(f"{W}rPr")
        fonts = None if properties is None else properties.find(f"{W}rFonts")
        font = None if fonts is None else fonts.get(f"{W}ascii")
        if is_picture_font(font):
            yield signs_of("".join(self.pieces(run, found, style)), font)
        else:
            yield from self.pieces(run, found, style)

    def is_hidden(self, run: etree._Element, style: Style | None) -> bool:
        """Is the run's text hidden, by itself, by its style or by the paragraph's?"""
        return bool(self._says(run, "vanish", "hidden", style))

    def _says(self, run: etree._Element, name: str, attribute: str, style: Style | None) -> bool | None:
        properties = run.find(f"{W}rPr")
        own = switch(properties, name)
        for one in (self.styles.of_run(properties), style):
            if own is None and one is not None:
                own = getattr(one, attribute)
        return own

    def is_emphasised(self, paragraph: etree._Element, style: Style | None) -> bool:
        """Is the whole text of a paragraph bold, underlined or larger than the letter's, so that it stands as a heading?"""
        runs = [run for run in paragraph.iter(f"{W}r") if any((one.text or "").strip() for one in run.iter(f"{W}t"))]
        if not runs:
            return False
        if all(self._says(run, "b", "bold", style) for run in runs):
            return True
        return all(_is_underlined(run) for run in runs) or all(self._is_larger(run) for run in runs)

    def _is_larger(self, run: etree._Element) -> bool:
        size = run.find(f"{W}rPr/{W}sz")
        said = "" if size is None else size.get(f"{W}val", "")
        return said.isdecimal() and len(said) < 5 and int(said) >= self.styles.size + _LARGER


def _is_underlined(run: etree._Element) -> bool:
    return is_on(run.find(f"{W}rPr/{W}u"))


def prompt_of(control: etree._Element, styles: Styles) -> str | None:
    """The text of a content control that nobody filled in («Klikk her for å skrive»); None where the sender wrote."""
    if not is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr")):
        return None
    runs = [run for run in control.iter(f"{W}r") if run.find(f"{W}t") is not None]
    text = " ".join("".join(one.text or "" for run in runs for one in run.iter(f"{W}t")).split())
    marked = [styles.of_run(run.find(f"{W}rPr")) for run in runs]
    if text and (len(text.split()) <= _PROMPT_WORDS or all(one is not None and one.prompt for one in marked)):
        return text
    return None


def twin_of(alternatives: etree._Element) -> etree._Element:
    """Of the two drawings of one thing, the one that holds text; Word writes the same text into both."""
    choice = alternatives.find(f"{MC}Choice")
    fallback = alternatives.find(f"{MC}Fallback")
    said = (f"{W}t", f"{A}t", f"{_M}t", *_GRAPHICS)
    if choice is not None and (fallback is None or next(choice.iter(*said), None) is not None):
        return choice
    return alternatives if fallback is None else fallback


def _symbol(element: etree._Element) -> str:
    code = element.get(f"{W}char", "")
    valid = 0 < len(code) <= 6 and all(char in "0123456789abcdefABCDEF" for char in code)
    return sign_of(int(code, 16), element.get(f"{W}font")) if valid else ""
