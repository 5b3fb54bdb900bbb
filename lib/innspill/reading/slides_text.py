"""The paragraphs of a text body on a slide, with the numbers that PowerPoint prints before them."""

from collections.abc import Iterator, Sequence

from lxml import etree

from innspill.reading.clues import BULLET_MARK
from innspill.reading.numbering import number_text
from innspill.reading.slides_graphics import drawn_text
from innspill.reading.slides_places import A

_FORMS = {
    "arabic": "decimal", "romanUc": "upperRoman", "romanLc": "lowerRoman", "alphaUc": "upperLetter", "alphaLc": "lowerLetter",
}  # fmt: skip
_AROUND = {"Period": ("", "."), "ParenR": ("", ")"), "ParenBoth": ("(", ")"), "Plain": ("", "")}
_MAX_START = 32_767


def paragraphs_of(body: etree._Element) -> Iterator[str]:
    """The paragraphs without empty ones; a forced line break is a blank, for on a slide it only shapes the line."""
    counted: dict[int, tuple[str, int]] = {}
    own = body.find(f"{A}lstStyle")
    for paragraph in body.iter(f"{A}p"):
        text = " ".join("".join(drawn_text(paragraph)).split())
        if text:
            label = _label(paragraph, own, counted)
            yield f"{label} {text}" if label else BULLET_MARK.sub("", text)


def is_slide_number(body: etree._Element) -> bool:
    """Is the text nothing but the slide's number, which PowerPoint fills in?"""
    fields = {one for one in body.iter(f"{A}fld") if one.get("type") == "slidenum"}
    texts = [one for one in body.iter(f"{A}t") if (one.text or "").strip()]
    return bool(fields) and all(one.getparent() in fields for one in texts)


def _label(paragraph: etree._Element, own: etree._Element | None, counted: dict[int, tuple[str, int]]) -> str:
    """The number that is printed before a paragraph; a paragraph of a higher level or another mark ends the count."""
    properties = paragraph.find(f"{A}pPr")
    level = _whole("0" if properties is None else properties.get("lvl", "0"), 8)
    for deeper in [one for one in counted if one > level]:
        del counted[deeper]
    styles = (properties, None if own is None else own.find(f"{A}lvl{level + 1}pPr"))
    mark = next((found for one in styles if (found := _mark(one)) is not None), None)
    if mark is None or mark.tag != f"{A}buAutoNum":
        counted.pop(level, None)
        return ""
    kind, start = mark.get("type", "arabicPeriod"), _whole(mark.get("startAt", "1"), _MAX_START)
    before, number = counted.get(level, (kind, start - 1))
    number = number + 1 if before == kind else start
    counted[level] = (kind, number)
    form = next((one for one in _FORMS if kind.startswith(one)), "arabic")
    opening, closing = _AROUND.get(kind.removeprefix(form), ("", "."))
    return f"{opening}{number_text(number, _FORMS[form])}{closing}"


def _mark(style: etree._Element | None) -> etree._Element | None:
    marks: Sequence[str] = (f"{A}buAutoNum", f"{A}buNone", f"{A}buChar", f"{A}buBlip")
    return None if style is None else next((one for one in style if one.tag in marks), None)


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else 0
