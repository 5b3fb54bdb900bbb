"""Word's styles: is a paragraph a heading or a list item, is its text bold or hidden, and which list is it of?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from innspill.reading.numbering import W, integer, is_on, value

_HEADING = re.compile(r"^(?:heading|overskrift|title|tittel|subtitle|undertittel)\b", re.IGNORECASE)
_LIST = re.compile(r"^(?:list|liste|punktliste|nummerert liste)\b(?! continue| paragraph)", re.IGNORECASE)
_CONTENTS = re.compile(
    r"^(?:toc|contents|inn?hald(?:sliste)?|inn?holdsfortegnelse) ?(?:\d|heading)|^table of (?:figures|contents)|^tocheading",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"^(?:placeholder|plassholder|plasshaldar)", re.IGNORECASE)
# Word follows a style through at most some ten others; a stranger's chain may be endless.
_MAX_CHAIN = 30


@dataclass
class Style:
    """What a style says, with what it is based on; `number` is its (list, level), either of them None where it is not said."""

    name: str
    ident: str = ""
    heading: bool = False
    list_item: bool = False
    contents: bool = False
    prompt: bool = False
    number: tuple[str | None, int | None] = (None, None)
    bold: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True)
class Styles:
    """The styles by id; `standard` is the one of paragraphs that name none, `size` its letters in half points."""

    elements: Mapping[str, etree._Element] = field(default_factory=dict)
    standard: str | None = None
    size: int = 22
    read: dict[str, Style | None] = field(default_factory=dict)

    def named(self, style_id: str | None) -> Style | None:
        """One style with what it inherits; read when it is first asked for, for a letter uses few of those it brings."""
        if style_id is None or style_id not in self.elements:
            return None
        if style_id not in self.read:
            self.read[style_id] = _style(style_id, self.elements)
        return self.read[style_id]

    def of_paragraph(self, properties: etree._Element | None) -> Style | None:
        return self.named(value(properties, "pStyle") or self.standard)

    def of_run(self, properties: etree._Element | None) -> Style | None:
        return self.named(value(properties, "rStyle"))


def read_styles(root: etree._Element | None) -> Styles:
    """Style id → what it says about its paragraphs or runs, inherited from the styles it is based on."""
    if root is None:
        return Styles()
    elements = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}
    usual = {key: one for key, one in elements.items() if one.get(f"{W}default") in ("1", "true")}
    plain = [key for key, one in usual.items() if one.get(f"{W}type") == "paragraph"]
    standard = elements.get(plain[0]) if plain else None
    sizes = [None if standard is None else standard.find(f"{W}rPr"), root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")]
    said = [integer(value(one, "sz")) for one in sizes]
    size = next((one for one in said if one), Styles.size)
    return Styles(elements, plain[0] if plain else None, size)


def _style(style_id: str, elements: Mapping[str, etree._Element]) -> Style:
    name = value(elements[style_id], "name") or style_id
    style = Style(name, style_id, contents=bool(_CONTENTS.match(name)), prompt=bool(_PROMPT.match(name)))
    seen: set[str] = set()
    current: str | None = style_id
    while current in elements and current not in seen and len(seen) < _MAX_CHAIN:
        seen.add(current)
        element = elements[current]
        own = value(element, "name") or current
        properties, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
        style.heading = style.heading or bool(_HEADING.match(own)) or outline(properties) is not None
        style.list_item = style.list_item or bool(_LIST.match(own))
        number = list_of(properties)
        style.number = (style.number[0] or number[0], number[1] if style.number[1] is None else style.number[1])
        style.bold = switch(run, "b") if style.bold is None else style.bold
        style.hidden = switch(run, "vanish") if style.hidden is None else style.hidden
        current = value(element, "basedOn")
    return style


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """A run's property that is on or off; None where it says neither."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else is_on(found)


def outline(properties: etree._Element | None) -> int | None:
    """The outline level 0–8 that makes a paragraph a heading; Word's 9 is body text."""
    level = integer(value(properties, "outlineLvl"), 9)
    return level if level < 9 else None


def list_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """The list (id, level) that a paragraph's or style's properties name, None for what they leave open; list 0 is none."""
    number = None if properties is None else properties.find(f"{W}numPr")
    if number is None:
        return None, None
    level = value(number, "ilvl")
    return value(number, "numId"), None if level is None else integer(level)
