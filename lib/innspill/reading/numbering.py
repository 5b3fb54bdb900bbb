"""Word's styles and generated numbers: is a paragraph a heading or a list item, and which number does Word print before it?

A numbered question is often numbered by Word, so that the «1.» stands nowhere in the text.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|overskrift|title|tittel|subtitle|undertittel)\b", re.IGNORECASE)
_LIST = re.compile(r"^(?:list|liste|punktliste|nummerert liste)\b(?! continue)", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|inn?holdsfortegnelse) ?\d", re.IGNORECASE)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class Style:
    """What a paragraph style says, with what it is based on."""

    name: str
    heading: bool = False
    list_item: bool = False
    contents: bool = False
    number: tuple[str, int] | None = None


@dataclass
class Numbering:
    """The lists of a document: list id → level → (format, printed pattern, first number), and how far each has counted."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str | None:
        """The number Word prints («1.», «a)»), "" for a bullet, None for an unknown list; counts one further."""
        levels = self.levels.get(list_id)
        if not levels or level not in levels:
            return None
        form, pattern, _ = levels[level]
        if form in ("bullet", "none") or "%" not in pattern:
            return ""
        counts = self.counted.setdefault(self.family.get(list_id, list_id), {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, ("decimal", "", 1))
            return number_text(counts.get(at, other[2]), other[0])

        return re.sub(r"%([1-9])", printed, pattern).strip()


def number_text(number: int, form: str) -> str:
    """A number in one of Word's formats: 3, c, C, iii, III."""
    if form.endswith("Letter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form.endswith("Roman"):
        text, rest = "", min(number, 99)
        for value, letters in _ROMAN:
            text, rest = text + letters * (rest // value), rest % value
    else:
        return f"{number:02d}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of `word/numbering.xml`; lists that share an abstract list count on together unless they start anew."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {one.get(f"{W}abstractNumId", ""): _levels(one) for one in root.iter(f"{W}abstractNum")}
    for number in root.iter(f"{W}num"):
        list_id = number.get(f"{W}numId", "")
        base = number.find(f"{W}abstractNumId")
        base_id = "" if base is None else base.get(f"{W}val", "")
        levels = dict(abstract.get(base_id, {}))
        overrides = number.findall(f"{W}lvlOverride")
        for override in overrides:
            level = _integer(override.get(f"{W}ilvl"))
            start = override.find(f"{W}startOverride")
            if start is not None and level in levels:
                levels[level] = (*levels[level][:2], _integer(start.get(f"{W}val"), 1))
            levels.update(_levels(override))
        numbering.levels[list_id] = levels
        numbering.family[list_id] = f"num {list_id}" if overrides else f"abstract {base_id}"
    return numbering


def _levels(parent: etree._Element) -> dict[int, tuple[str, str, int]]:
    return {
        _integer(level.get(f"{W}ilvl")): (
            value(level, "numFmt") or "decimal",
            value(level, "lvlText") or "",
            _integer(value(level, "start"), 1),
        )
        for level in parent.findall(f"{W}lvl")
    }


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """Style id → what it says about its paragraphs, inherited from the styles it is based on."""
    if root is None:
        return {}
    elements = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}
    return {style_id: _style(style_id, elements) for style_id in elements}


def _style(style_id: str, elements: dict[str, etree._Element]) -> Style:
    name = value(elements[style_id], "name") or style_id
    style = Style(name, contents=bool(_CONTENTS.match(name)))
    seen: set[str] = set()
    current: str | None = style_id
    while current in elements and current not in seen:
        seen.add(current)
        element = elements[current]
        own = value(element, "name") or current
        properties = element.find(f"{W}pPr")
        style.heading = style.heading or bool(_HEADING.match(own)) or outline(properties) is not None
        style.list_item = style.list_item or bool(_LIST.match(own))
        style.number = style.number or list_of(properties)
        current = value(element, "basedOn")
    return style


def value(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of a child, None where the child is missing."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def outline(properties: etree._Element | None) -> int | None:
    """The outline level 0–8 that makes a paragraph a heading; Word's 9 is body text."""
    level = _integer(value(properties, "outlineLvl"), 9)
    return level if level < 9 else None


def list_of(properties: etree._Element | None) -> tuple[str, int] | None:
    """The list (id, level) that a paragraph's or style's properties name; list 0 is «no list»."""
    number = None if properties is None else properties.find(f"{W}numPr")
    if number is None:
        return None
    return value(number, "numId") or "0", _integer(value(number, "ilvl"))


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() else default
