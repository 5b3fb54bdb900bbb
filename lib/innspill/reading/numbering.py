"""The numbers that Word prints before a paragraph and that stand nowhere in its text.

A numbered question is often numbered by Word: then «Spørsmål 1:» is a pattern in `word/numbering.xml`. The counting is
Word's own: lists that share an abstract list count on together, and a list that is told to start anew does so once, where
it is first used.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Word has nine levels.
MAX_LEVEL = 8
# Word's own pattern is at most 31 characters; a stranger's could be megabytes, printed before each paragraph.
_MAX_PATTERN = 200
# Beyond this Word would print a row of 30 letters or no Roman number at all.
_MAX_LETTERS, _MAX_ROMAN = 780, 3999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_WORDED = re.compile(r"[^\W\d_]{2}")
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number looks and where it starts.

    `restart` is the level (from 1) after which it starts anew, 0 for never, None for any higher one. `legal` prints every
    number of the pattern as a figure. `style` is the paragraph style that belongs to the level.
    """

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    hidden: bool = False


@dataclass
class Numbering:
    """The lists of a document: list id → level → Level; `family` is what counts together, `counted` how far it has come."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str | None:
        """The number Word prints («1.», «a)»), "" for a bullet, None for an unknown list; counts one further."""
        levels = self.levels.get(list_id)
        if not levels or level not in levels:
            return None
        own = levels[level]
        counts = self.counted.setdefault(self.family.get(list_id, list_id), {})
        anew = self.starts.get(list_id, {}).pop(level, None)
        counts[level] = anew if anew is not None else counts.get(level, own.start - 1) + 1
        for deeper in [one for one in counts if one > level and _starts_anew(levels.get(one), level)]:
            del counts[deeper]
        if own.hidden or (own.form == "bullet" and not _WORDED.search(own.pattern)):
            return ""

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = levels.get(at, Level())
            return number_text(counts.get(at, other.start), "decimal" if own.legal else other.form)

        return _PLACE.sub(printed, own.pattern).strip()

    def level_of(self, list_id: str, style_id: str) -> int | None:
        """The level of a list that is made for a paragraph style; None where it has none."""
        return next((at for at, level in self.levels.get(list_id, {}).items() if level.style == style_id), None)


def _starts_anew(level: Level | None, used: int) -> bool:
    """Does a deeper level begin again once level `used` (from 0) has counted?"""
    return level is None or level.restart is None or used < level.restart


def number_text(number: int, form: str) -> str:
    """A number in one of Word's formats: 3, 03, c, C, iii, III; any other format as a figure, «none» as nothing."""
    if form == "none" or form == "bullet":
        return ""
    if form.endswith("Letter") and 0 < number <= _MAX_LETTERS:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form.endswith("Roman") and 0 < number <= _MAX_ROMAN:
        text, rest = "", number
        for size, letters in _ROMAN:
            text, rest = text + letters * (rest // size), rest % size
    else:
        return {"decimalZero": f"{number:02d}", "numberInDash": f"- {number} -", "ordinal": f"{number}."}.get(form, str(number))
    return text.upper() if form.startswith("upper") else text


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of `word/numbering.xml`, with the links from one abstract list to the style that another one defines."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {one.get(f"{W}abstractNumId", ""): one for one in root.iter(f"{W}abstractNum")}
    linked = {value(one, "styleLink"): key for key, one in abstract.items() if value(one, "styleLink")}
    # A list that takes its levels from a style has none of its own.
    target = {key: linked.get(value(one, "numStyleLink"), key) for key, one in abstract.items()}
    levels = {key: _levels(one) for key, one in abstract.items()}
    for number in root.iter(f"{W}num"):
        list_id = number.get(f"{W}numId", "")
        base = value(number, "abstractNumId") or ""
        base = target.get(base, base)
        own, starts = levels.get(base, {}), {}
        for override in number.findall(f"{W}lvlOverride"):
            own = own | _levels(override)
            start = override.find(f"{W}startOverride")
            if start is not None:
                starts[integer(override.get(f"{W}ilvl"))] = integer(start.get(f"{W}val"), 1)
        numbering.levels[list_id] = own
        numbering.family[list_id] = base
        numbering.starts[list_id] = starts
    return numbering


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {integer(one.get(f"{W}ilvl")): one for one in parent.findall(f"{W}lvl")}
    return {at: _level(one) for at, one in found.items() if at <= MAX_LEVEL}


def _level(element: etree._Element) -> Level:
    # A format that old versions do not know stands in a pair of alternatives, the old one last.
    forms = [one.get(f"{W}val") for one in element.iter(f"{W}numFmt")]
    restart = value(element, "lvlRestart")
    return Level(
        form=next((form for form in reversed(forms) if form), "decimal"),
        pattern=(value(element, "lvlText") or "")[:_MAX_PATTERN],
        start=integer(value(element, "start"), 1),
        restart=None if restart is None else integer(restart),
        legal=is_on(element.find(f"{W}isLgl")),
        style=value(element, "pStyle"),
        hidden=is_on(element.find(f"{W}rPr/{W}vanish")),
    )


def value(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of a child, None where the child is missing."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def is_on(switch: etree._Element | None) -> bool:
    """Is a property that is either on or off there, and not switched off?"""
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def integer(text: str | None, default: int = 0) -> int:
    """A whole number of at most nine figures; `default` for anything else."""
    return int(text) if text and len(text) < 10 and text.isdecimal() else default
