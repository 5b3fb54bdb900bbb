"""Word's fields: which text is a field's code and not its result, which paragraphs are a table of contents, what a form says.

A field is a beginning, a code, a separator, a result and an end, each a mark among the runs, over many paragraphs if need
be and one inside another. A mark without its fellow is ignored: a damaged field must not swallow the letter.
"""

from bisect import bisect
from dataclasses import dataclass, field

from lxml import etree

from innspill.reading.numbering import W, integer, is_on, value


@dataclass
class _Open:
    mark: etree._Element
    begin: int
    code: list[str] = field(default_factory=list)
    separator: int | None = None


@dataclass(frozen=True)
class Fields:
    """Elements of one part: `codes` are texts inside codes, `contents` paragraphs of a table of contents, `bare` the
    beginnings of fields that have no result.
    """

    codes: frozenset[etree._Element] = frozenset()
    contents: frozenset[etree._Element] = frozenset()
    bare: frozenset[etree._Element] = frozenset()


def read_fields(*roots: etree._Element) -> Fields:
    """Pairs the marks of all fields under each root, in document order."""
    found = [_read_root(root) for root in roots if next(root.iter(f"{W}fldChar"), None) is not None]
    return Fields(
        frozenset(one for each in found for one in each.codes),
        frozenset(one for each in found for one in each.contents),
        frozenset(one for each in found for one in each.bare),
    )


def _read_root(root: etree._Element) -> Fields:
    texts: list[tuple[int, etree._Element]] = []
    paragraphs: list[tuple[int, etree._Element]] = []
    opened: list[_Open] = []
    codes: list[tuple[int, int]] = []
    contents: list[tuple[int, int]] = []
    bare: list[etree._Element] = []
    for at, element in enumerate(root.iter(f"{W}fldChar", f"{W}instrText", f"{W}t", f"{W}p")):
        if element.tag == f"{W}t":
            # Only inside a field can a text be a field's code, and a document may have millions of texts.
            texts += [(at, element)] if opened else []
        elif element.tag == f"{W}p":
            paragraphs.append((at, element))
        elif element.tag == f"{W}instrText":
            if opened and opened[-1].separator is None:
                opened[-1].code.append(element.text or "")
        elif (one := _next_mark(element, at, opened)) and one.separator is None:
            bare.append(one.mark)
        elif one:
            codes.append((one.begin, one.separator or at))
            if "".join(one.code).strip().upper().startswith("TOC"):
                contents.append((one.begin, at))
    bare += [one.mark for one in opened]
    return Fields(frozenset(_among(texts, codes)), frozenset(_listed(paragraphs, contents)), frozenset(bare))


def _next_mark(mark: etree._Element, at: int, opened: list[_Open]) -> _Open | None:
    """Opens, parts or closes a field; the field where it is closed."""
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        opened.append(_Open(mark, at))
    elif kind == "separate" and opened and opened[-1].separator is None:
        opened[-1].separator = at
    elif kind == "end" and opened:
        return opened.pop()
    return None


def _among(elements: list[tuple[int, etree._Element]], spans: list[tuple[int, int]]) -> list[etree._Element]:
    """The elements that stand inside one of the spans; both in time that grows with their number."""
    edges = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    found, depth, reached = [], 0, 0
    for at, element in elements:
        while reached < len(edges) and edges[reached][0] < at:
            depth += edges[reached][1]
            reached += 1
        if depth > 0:
            found.append(element)
    return found


def _listed(paragraphs: list[tuple[int, etree._Element]], contents: list[tuple[int, int]]) -> list[etree._Element]:
    """The paragraphs of the tables of contents: those that begin inside, and the one in which the field itself begins.

    The last one may go on with the letter's own text after the field's end: then it is left.
    """
    begins = [at for at, _ in paragraphs]
    shifted = []
    for begin, end in contents:
        first, last = max(bisect(begins, begin) - 1, 0), bisect(begins, end) - 1
        shifted.append((begins[first] - 1, begins[last] if last > first else end) if begins else (begin, end))
    return _among(paragraphs, shifted)


def form_value(mark: etree._Element) -> str:
    """What a form field without a result shows: the chosen item of a list, or a box that is crossed or not."""
    box = mark.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = box.find(f"{W}checked")
        return "☒" if is_on(box.find(f"{W}default") if checked is None else checked) else "☐"
    listed = mark.find(f"{W}ffData/{W}ddList")
    if listed is None:
        return ""
    items = [one.get(f"{W}val", "") for one in listed.iter(f"{W}listEntry")]
    chosen = integer(value(listed, "result") or value(listed, "default"))
    return items[chosen] if chosen < len(items) else ""
