"""What an RTF file says of its styles and lists, before the text begins."""

import re
from dataclasses import dataclass, replace

from innspill.reading.numbering import Level, Numbering
from innspill.reading.rich_text_tokens import number_of, plain_text, subgroups
from innspill.reading.style_names import style_role

# Styles of characters, tables and sections stand in the same table.
_OTHER_STYLE = re.compile(rb"\s*(?:\\\*)?\s*\\(?:cs|ts|ds)\d")
_FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
          23: "bullet", 255: "none"}  # fmt: skip
_LEVELS = 9
_STANDARD_SIZE = 24
# Styles are based on some ten others at most, and patterns of numbers are short; a stranger's may be endless.
_MAX_CHAIN, _MAX_PATTERN = 30, 100


@dataclass(frozen=True)
class ParagraphStyle:
    """The role of a style by its name (`heading`, `list`, `contents`), and the style it is based on."""

    role: str | None
    based_on: int | None = None


def read_stylesheet(table: bytes, codec: str) -> tuple[dict[int, str], int]:
    """Style number → role, inherited from what the style is based on (styles without a role are left out), and the size of
    ordinary letters in half points.
    """
    size = _STANDARD_SIZE
    styles: dict[int, ParagraphStyle] = {}
    for group in subgroups(table):
        if _OTHER_STYLE.match(group):
            continue
        role = style_role(plain_text(group, codec).strip(" ;"))
        outline = number_of(group, "outlinelevel")
        if role is None and outline is not None and 0 <= outline < _LEVELS:
            role = "heading"
        number = number_of(group, "s") or 0
        if number == 0:
            size = number_of(group, "fs") or size
        styles[number] = ParagraphStyle(role, number_of(group, "sbasedon"))
    roles = {number: _role(number, styles) for number in styles}
    return {number: role for number, role in roles.items() if role}, size


def _role(number: int, styles: dict[int, ParagraphStyle]) -> str | None:
    seen: set[int] = set()
    current: int | None = number
    while current in styles and current not in seen and len(seen) < _MAX_CHAIN:
        seen.add(current)
        if styles[current].role:
            return styles[current].role
        current = styles[current].based_on
    return None


def read_lists(lists: bytes, overrides: bytes) -> Numbering:
    """The lists by the number that paragraphs use (`\\ls`); those of one list count on together unless they start anew."""
    numbering = Numbering()
    levels = {number_of(group, "listid"): _levels(group) for group in subgroups(lists)}
    for group in subgroups(overrides):
        list_id, name = number_of(group, "listid"), str(number_of(group, "ls") or 0)
        own = dict(levels.get(list_id, {}))
        changes = [one for one in subgroups(group) if one.lstrip().startswith(b"\\lfolevel")]
        for level, change in enumerate(changes):
            if _levels(change):
                own[level] = _levels(change)[0]
            start = number_of(change, "levelstartat")
            if start is not None and level in own:
                own[level] = replace(own[level], start=start)
        numbering.levels[name] = own
        numbering.family[name] = f"ls {name}" if changes else f"list {list_id}"
    return numbering


def _levels(group: bytes) -> dict[int, Level]:
    found = [one for one in subgroups(group) if one.lstrip().startswith(b"\\listlevel")][:_LEVELS]
    return {level: _level(one) for level, one in enumerate(found)}


def _level(group: bytes) -> Level:
    form = number_of(group, "levelnfcn")
    form = number_of(group, "levelnfc") if form is None else form
    printed = next((one for one in subgroups(group) if one.lstrip().startswith(b"\\leveltext")), b"")
    # The first character is the length; below it stand the places of the numbers, 0 for the outermost.
    text = plain_text(printed, "latin-1").lstrip(" ")
    shown = text[1 : 1 + ord(text[0])] if text else ""
    pattern = "".join(f"%{ord(char) + 1}" if ord(char) < _LEVELS else char for char in shown)
    start = number_of(group, "levelstartat")
    return Level(
        _FORMS.get(form or 0, "decimal"), pattern[:_MAX_PATTERN], 1 if start is None else start,
        restart=0 if number_of(group, "levelnorestart") else None, legal=bool(number_of(group, "levellegal")),
    )  # fmt: skip
