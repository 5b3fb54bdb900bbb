"""Pages of print as HTML: what converters from PDF write, one element a line, each set in its place on the sheet."""

import re
from collections.abc import Iterator
from itertools import pairwise

from innspill.pages import Line
from innspill.reading.web_tree import Element, Page

_SET = re.compile(r"position\s*:\s*absolute", re.IGNORECASE)
_TOP = re.compile(r"(?<![\w-])top\s*:\s*(-?\d{1,6}(?:\.\d{1,6})?)", re.IGNORECASE)
_SHEET = re.compile(r"page[-_]?\d{1,5}(?:-div)?|pf[\da-f]{1,5}", re.IGNORECASE)
# pdf2htmlEX: `t` is a line of text, `y1f` its height on the sheet, told in the style sheet.
_HEIGHT_CLASS = re.compile(r"\by[\da-f]{1,5}\b")
_HEIGHT = re.compile(r"\.(y[\da-f]{1,5})\s*\{\s*bottom\s*:\s*(-?\d{1,6}(?:\.\d{1,6})?)")
_FEWEST_LINES, _MOST_OF_IT = 8, 0.7
_SAME_LINE, _WIDE_GAP = 2.5, 1.6


def printed_lines(page: Page) -> tuple[Line, ...]:
    """The lines of print (`kind` None) where most of the page's words stand in elements set in place; else none."""
    heights = {found[1]: float(found[2]) for found in _HEIGHT.finditer(page.source)} if "bottom:" in page.source else {}
    placed = list(_placed(page, heights))
    if len(placed) < _FEWEST_LINES or sum(one.words for one, _, _ in placed) < _MOST_OF_IT * page.root.words:
        return ()
    if sum(not one.unseen and one.words > 60 for one, _, _ in placed) > len(placed) / 4:
        return ()
    lines: list[Line] = []
    steps = [after[2] - before[2] for before, after in pairwise(placed)]
    gaps = sorted(step for step in steps if step > _SAME_LINE)
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    before_sheet, before_top = 0, 0.0
    for element, sheet, top in placed:
        texts = [part for part in _lines_in(element) if part]
        near = lines and sheet == before_sheet
        if near and texts and abs(top - before_top) <= _SAME_LINE and top:
            lines[-1] = Line(f"{lines[-1].text} {texts.pop(0)}", sheet)
        elif near and usual and top - before_top > _WIDE_GAP * usual:
            lines.append(Line("", sheet))
        lines += [Line(text, sheet) for text in texts]
        before_sheet, before_top = sheet, top
    return tuple(lines) if sum(one.words for one, _, _ in placed) == page.root.words else ()


def _placed(page: Page, heights: dict[str, float]) -> Iterator[tuple[Element, int, float]]:
    """(element that is a line of print, its sheet, how far down it stands), in the order of the file."""
    sheet, within = 1, set()
    begun = False
    for element in page.elements:
        if element.parent is not None and id(element.parent) in within:
            within.add(id(element))
            continue
        if element.unseen or not element.words:
            continue
        if _SHEET.fullmatch(element.get("id")):
            sheet, begun = sheet + begun, True
            continue
        own = _HEIGHT_CLASS.search(element.get("class")[:80]) if heights and element.named & {"t"} else None
        top = _TOP.search(element.get("style")[:400]) if _SET.search(element.get("style")[:400]) else None
        if (own and own[0] in heights) or top:
            within.add(id(element))
            yield element, sheet, -heights[own[0]] if own and own[0] in heights else float(top[1]) if top else 0.0


def _lines_in(element: Element) -> list[str]:
    """The lines in an element: forced breaks part them."""
    whole: list[str] = [""]
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            whole[-1] += node
        elif node.tag == "br":
            whole.append("")
        elif not node.unseen:
            stack.extend(reversed(node.children))
    return [" ".join(line.split()) for line in whole]
