"""Which paragraphs are headings, lists or contents: by the name of the style, English or Norwegian."""

import re

_HEADING = re.compile(r"^(?:heading|overskrift|title|tittel|subtitle|undertittel)\b", re.IGNORECASE)
_LIST = re.compile(
    r"^(?:list|liste|punktliste|punktmerket liste|nummerert liste|numbering)\b(?! (?:continue|paragraph))", re.IGNORECASE
)
_CONTENTS = re.compile(
    r"^(?:toc|contents|inn?hald(?:sliste)?|inn?holdsfortegnelse) ?(?:\d|heading)|^table of (?:figures|contents)", re.IGNORECASE
)


def style_role(name: str) -> str | None:
    """`heading`, `list`, `contents` (a line of a table of contents), or None for a style of running text."""
    if _CONTENTS.match(name):
        return "contents"
    if _HEADING.match(name):
        return "heading"
    return "list" if _LIST.match(name) else None
