"""The styles and list styles of an OpenDocument file: what its text says about itself by name only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lxml import etree

from innspill.reading.numbering import Level, Numbering
from innspill.reading.style_names import style_role

_BASE = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, STYLE, TABLE = (f"{_BASE}{name}:1.0}}" for name in ("office", "text", "style", "table"))
DRAW, PRESENTATION, FORM = (f"{_BASE}{name}:1.0}}" for name in ("drawing", "presentation", "form"))
FO, SVG = (f"{_BASE}{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ESCAPED = re.compile(r"_([0-9a-fA-F]{1,4})_")
_OUTLINE = "Outline"
# Styles are based on some ten others at most, and patterns of numbers are short; a stranger's may be endless.
_MAX_CHAIN, _MAX_PATTERN = 30, 100
_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)pt")
_STANDARD_SIZE = 12.0
# A size two points above the usual one makes a line a heading to the eye.
_LARGER = 2.0


_Said = TypeVar("_Said")


@dataclass(frozen=True)
class Style:
    """What a style says of its paragraphs or runs, with what it inherits; None where it does not say.

    `size` is that of its letters in points.
    """

    role: str | None = None
    bold: bool | None = None
    underlined: bool | None = None
    size: float | None = None
    hidden: bool = False
    breaks_before: bool = False
    breaks_after: bool = False

    def over(self, outer: "Style") -> "Style":
        """This style of a run within a paragraph, or within another run, of the `outer` style."""
        return Style(bold=_first(self.bold, outer.bold), underlined=_first(self.underlined, outer.underlined),
                     size=_first(self.size, outer.size))  # fmt: skip


@dataclass
class Styles:
    """The styles by family and name (`paragraph`, `text`, `table`); `size` is that of ordinary letters in points."""

    found: dict[tuple[str, str], Style] = field(default_factory=dict)
    size: float = _STANDARD_SIZE

    def of(self, element: etree._Element, family: str, prefix: str = TEXT) -> Style:
        return self.found.get((family, element.get(f"{prefix}style-name", "")), _UNKNOWN)

    def emphasis(self, style: Style) -> tuple[bool, bool, bool]:
        """Is it bold, underlined, larger than ordinary letters?"""
        return bool(style.bold), bool(style.underlined), (style.size or self.size) >= self.size + _LARGER


_UNKNOWN = Style()


def read_styles(*parents: etree._Element | None) -> Styles:
    """The styles under the given elements; of two with one name the later counts."""
    elements = {
        (one.get(f"{STYLE}family", ""), one.get(f"{STYLE}name", "")): one
        for parent in parents
        if parent is not None
        for one in parent.iter(f"{STYLE}style")
    }
    usual = [
        _size(one)
        for parent in parents
        if parent is not None
        for one in parent.iter(f"{STYLE}default-style")
        if one.get(f"{STYLE}family") == "paragraph"
    ]
    styles = {key: _style(key, elements) for key in elements}
    standard = styles.get(("paragraph", "Standard"), _UNKNOWN).size
    return Styles(styles, standard or next(filter(None, usual), _STANDARD_SIZE))


def _style(key: tuple[str, str], elements: dict[tuple[str, str], etree._Element]) -> Style:
    """The style with what it inherits; a page break is only ever a style's own."""
    family, name = key
    own = elements[key]
    style = Style(hidden=_is_hidden(own), breaks_before=_breaks(own, "before"), breaks_after=_breaks(own, "after"))
    seen: set[str] = set()
    while (family, name) in elements and name not in seen and len(seen) < _MAX_CHAIN:
        seen.add(name)
        element = elements[family, name]
        printed = element.get(f"{STYLE}display-name") or _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
        role = style_role(printed)
        if element.get(f"{STYLE}default-outline-level", "") not in ("", "0") and role != "contents":
            role = "heading"
        style = replace(
            style,
            role=style.role or role,
            hidden=style.hidden or _is_hidden(element),
            bold=_first(style.bold, _is_bold(element)),
            underlined=_first(style.underlined, _is_underlined(element)),
            size=_first(style.size, _size(element)),
        )
        name = element.get(f"{STYLE}parent-style-name", "")
    return style


def _first(own: _Said | None, inherited: _Said | None) -> _Said | None:
    return inherited if own is None else own


def _letters(style: etree._Element, name: str) -> str | None:
    """A property of a style's letters."""
    found = style.find(f"{STYLE}text-properties")
    return None if found is None else found.get(name)


def _is_hidden(style: etree._Element) -> bool:
    return _letters(style, f"{TEXT}display") == "none"


def _is_bold(style: etree._Element) -> bool | None:
    weight = _letters(style, f"{FO}font-weight")
    return None if weight is None else weight in ("bold", "600", "700", "800", "900")


def _is_underlined(style: etree._Element) -> bool | None:
    line = _letters(style, f"{STYLE}text-underline-style")
    return None if line is None else line != "none"


def _size(style: etree._Element) -> float | None:
    found = _POINTS.fullmatch(_letters(style, f"{FO}font-size") or "")
    return float(found[1]) if found else None


def _breaks(style: etree._Element, side: str) -> bool:
    if side == "before" and style.get(f"{STYLE}master-page-name"):
        return True
    return any(one.get(f"{FO}break-{side}") == "page" for one in style)


class Lists:
    """The lists of a document, and how far each has counted.

    A list counts from the start unless it says which list it continues (`continue-list`), or that it continues the last one
    of its style (`continue-numbering`).
    """

    def __init__(self, *parents: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        for parent in [one for one in parents if one is not None]:
            for style in parent.iter(f"{TEXT}list-style"):
                self._levels[style.get(f"{STYLE}name", "")] = dict(_levels(style))
            for style in parent.iter(f"{TEXT}outline-style"):
                self._levels[_OUTLINE] = dict(_levels(style))
        self._numbering = Numbering()
        self._by_id: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._opened = 0

    def open(self, element: etree._Element) -> str:
        """The name of what this outermost list counts on."""
        style = element.get(f"{TEXT}style-name", "")
        family = self._by_id.get(element.get(f"{TEXT}continue-list", ""))
        if family is None and element.get(f"{TEXT}continue-numbering") == "true":
            family = self._last.get(style)
        if family is None:
            self._opened += 1
            family = str(self._opened)
        self._by_id[element.get(_XML_ID) or element.get(f"{TEXT}id") or f" {family}"] = self._last[style] = family
        return family

    def label(self, family: str, style: str, level: int, start: str | None = None) -> str:
        """The number printed before an item on `level` (0 is the outermost), empty for a bullet; counts one further."""
        key = f"{family} {style}"
        self._numbering.levels.setdefault(key, self._levels.get(style, {}))
        self._numbering.family[key] = family
        if start is not None and start.isdecimal() and len(start) < 7:
            self._numbering.counted.setdefault(family, {})[level] = int(start) - 1
        return self._numbering.label(key, level) or ""

    def heading_label(self, heading: etree._Element) -> str:
        """The number of a heading that the chapter numbering counts."""
        level = heading.get(f"{TEXT}outline-level", "1")
        if heading.get(f"{TEXT}is-list-header") == "true" or level not in set("123456789"):
            return ""
        start = heading.get(f"{TEXT}start-value") if heading.get(f"{TEXT}restart-numbering") == "true" else None
        return self.label(_OUTLINE, _OUTLINE, int(level) - 1, start)


def _levels(style: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in style:
        level = element.get(f"{TEXT}level", "")
        if level not in set("123456789"):
            continue
        form = _FORMS.get(element.get(f"{STYLE}num-format", "")[:1], "none")
        start = element.get(f"{TEXT}start-value", "1")
        first = int(start) if start.isdecimal() and len(start) < 7 else 1
        yield int(level) - 1, Level(form, _pattern(element, int(level))[:_MAX_PATTERN] if form != "none" else "", first)


def _pattern(element: etree._Element, level: int) -> str:
    """LibreOffice's own pattern («%1%.%2%») where it wrote one, else prefix, the numbers with full stops, suffix."""
    own = element.get(f"{_LOEXT}num-list-format")
    if own:
        return re.sub(r"%([1-9])%", r"%\1", own)
    shown = element.get(f"{TEXT}display-levels", "1")
    first = max(1, level - (int(shown) if shown in set("123456789") else 1) + 1)
    numbers = ".".join(f"%{one}" for one in range(first, level + 1))
    return f"{element.get(f'{STYLE}num-prefix', '')}{numbers}{element.get(f'{STYLE}num-suffix', '')}"
