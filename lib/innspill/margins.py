"""Running heads and page numbers: what stands in the margin of every page and is no part of the letter.

They are found by where they stand and by their return, and are moved to the furniture, never deleted.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from innspill.pages import Line

_BARE = re.compile(r"^\s*(\d{1,4})\s*$")
_PAGE_NUMBER = re.compile(
    r"^\s*[-–—|\[(]*\s*(?:side|page|s\.)?\s*(\d{1,4})(?:\s*(?:av|of|/|\|)\s*(?:side\s*)?\d{1,4})?\s*[-–—|\])]*\s*$", re.I
)
_COUNTED = re.compile(
    r"\b(?:side|page)\s{1,3}(\d{1,4})\s?(?:av|of|/)\s?(\d{1,4})\s*$|^\s*(?:side|page)\s{1,3}(\d{1,4})\s?(?:av|of|/)\s?(\d{1,4})\b",
    re.I,
)
# How far from the edge of a page a margin reaches, in printed lines, and how long a running head may be.
_EDGE = 3
_LONGEST_HEAD = 120
# A printed page of text holds 500 characters (double spacing, headings) to 6,000 (small print).
_PAGE_CHARACTERS = (500, 6_000)

_LONGEST_NUMBER = 30
# In narrower text than this many characters a line, a short line says nothing.
_NARROWEST = 50
_QUESTION = re.compile(r"\W*(?:(?:ad|til)\s+)?(?:spørsmål|spursmål|spm|pkt|punkt)\b")

Furniture = list[tuple[Line, str]]


def page_number(text: str) -> int | None:
    """The number in «3», «Side 3 av 7» or «- 3 -»; None for a line that is anything else."""
    text = text.strip()
    match = _PAGE_NUMBER.match(text) if len(text) <= _LONGEST_NUMBER else None
    return int(match[1]) if match else None


def take_out_margins(
    lines: Sequence[Line], n_pages: int, layout: str, paged: bool, missed: bool = False
) -> tuple[list[Line], Furniture]:
    """The lines without margins, and the margins with their reason (`running_head` or `page_number`).

    `paged` says that the page of each line is known; in a text file without form feeds only page numbers can be found.
    `missed` says that some page ends may be unknown, as in a text file: numbers alone are looked for there too.
    Empty lines between a margin and the edge of its page go, so that a sentence that runs over the page is not cut.
    """
    printed = [line.kind is None for line in lines]
    if not any(printed):
        return list(lines), []
    reasons = find_margins(lines, n_pages, layout) if paged else {}
    lone = find_lone_numbers(lines) if missed or not paged else {}
    if not reasons and not lone:
        return list(lines), []
    dropped = _empty_edges(lines, reasons) | _empty_around(lines, lone)
    reasons = lone | reasons
    kept = [line for at, line in enumerate(lines) if at not in reasons and at not in dropped]
    return kept, [(lines[at], reasons[at]) for at in sorted(reasons)]


def find_margins(lines: Sequence[Line], n_pages: int, layout: str) -> dict[int, str]:
    """Line number → reason, for the lines at the top and bottom of each page that return on other pages or number them.

    A head returns on three pages, or on half of them when there are at least two. On slides the same words must stand on
    half of the slides, three at least: a deck may well have three slides of one title.
    """
    edges = _edges(lines)
    heads = _repeated(lines, edges, n_pages, layout)
    numbers = _page_numbers(lines, edges)
    reasons: dict[int, str] = {}
    for side in edges:
        for at in side:
            if at in numbers:
                reasons[at] = "page_number"
            elif at in heads or _tells_its_page(lines[at], n_pages):
                reasons[at] = "running_head"
            else:
                # What stands further in than a line of the letter is the letter's too.
                break
    return reasons | (_interrupting(lines, reasons) if layout == "prose" else {})


def _tells_its_page(line: Line, n_pages: int) -> bool:
    """Does a short line end or begin by counting this very page («Sak 22/1234-7 Side 2 av 7»)?"""
    told = _COUNTED.search(line.text) if len(line.text) <= _LONGEST_HEAD else None
    return told is not None and (int(told[1] or told[3]), int(told[2] or told[4])) == (line.page, n_pages)


def _interrupting(lines: Sequence[Line], reasons: dict[int, str]) -> dict[int, str]:
    """Short lines at the edges of two pages, in the middle of a sentence that runs from the one page to the other.

    A head that stands on one page only does not return, but no line of a sentence is short except its last.
    """
    printed = [at for at, line in enumerate(lines) if line.kind != "note" and at not in reasons and line.text.strip()]
    lengths = sorted(len(lines[at].text.strip()) for at in printed)
    width = lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    found: dict[int, str] = {}
    if width < _NARROWEST:
        return found
    for place in range(1, len(printed)):
        if lines[printed[place - 1]].page == lines[printed[place]].page:
            continue
        # As few as will do: one at the top, one at the bottom, one of each.
        for above, below in ((0, 1), (1, 0), (1, 1)):
            between = printed[place - above : place + below]
            around = printed[max(0, place - above - 1) : place - above] + printed[place + below : place + below + 1]
            if len(around) == 2 and _interrupts([lines[at] for at in between], *(lines[at] for at in around), width):
                found |= dict.fromkeys(between, "running_head")
                break
    return found


def _interrupts(between: Sequence[Line], before: Line, after: Line, width: int) -> bool:
    if any(line.kind is not None for line in (*between, before, after)) or len(before.text.strip()) < 0.6 * width:
        return False
    heads = [" ".join(line.text.split()) for line in between]
    short = all(len(head) < 0.6 * width and not head.endswith((".", ":", ",")) for head in heads)
    # One word alone may be a heading over what follows.
    named = all(re.match(r"[A-ZÆØÅ\d]", head) and len(re.findall(r"\w+", head)) > 1 for head in heads)
    return short and named and _runs_on(before.text, after.text)


def _edges(lines: Sequence[Line]) -> list[list[int]]:
    """For each page the numbers of its first printed lines and of its last ones, from the edge inwards."""
    edges = []
    for _, group in groupby((at for at in range(len(lines)) if lines[at].kind is None), key=lambda at: lines[at].page):
        full = [at for at in group if lines[at].text.strip()]
        edges += [full[:_EDGE], full[::-1][:_EDGE]]
    return edges


def _repeated(lines: Sequence[Line], edges: list[list[int]], n_pages: int, layout: str) -> set[int]:
    """The lines whose words stand in the same margin of enough pages; a number in them may follow the page."""
    places: dict[tuple[bool, str], list[int]] = {}
    for number, side in enumerate(edges):
        for at in side:
            text = " ".join(lines[at].text.split()).casefold()
            if len(text) <= _LONGEST_HEAD and text[0] != "•" and any(char.isalpha() for char in text):
                # «Spørsmål 2», «Spørsmål 3» on top of their pages count the questions, not the pages.
                counted = layout != "slides" and not _QUESTION.match(text)
                key = re.sub(r"\d+", "#", text) if counted else text
                places.setdefault((number % 2 == 0, key), []).append(at)
    half = (n_pages + 1) // 2
    needed = max(3, half) if layout == "slides" else max(2, min(3, half))
    found: set[int] = set()
    for members in places.values():
        if len({lines[at].page for at in members}) >= needed and _follows_pages([lines[at] for at in members]):
            found.update(members)
    return found - _in_the_text(lines, edges, found)


def _in_the_text(lines: Sequence[Line], edges: list[list[int]], found: set[int]) -> set[int]:
    """Those of the lines that also stand in the middle of pages, twice at least: a table's cells return, heads do not."""
    outer = {at for side in edges for at in side}
    inner = Counter(" ".join(line.text.split()) for at, line in enumerate(lines) if at not in outer)
    return {at for at in found if inner[" ".join(lines[at].text.split())] >= 2}


def _follows_pages(members: list[Line]) -> bool:
    """Are the lines the same, or do their numbers change only as the page does? «Tiltak 1», «Tiltak 2» may be headings."""
    if len({" ".join(line.text.split()).casefold() for line in members}) == 1:
        return True
    columns = zip(*([int(number) for number in re.findall(r"\d+", line.text)] for line in members), strict=False)
    for numbers in columns:
        offsets = {number - line.page for number, line in zip(numbers, members, strict=True)}
        if len(set(numbers)) > 1 and len(offsets) > 1:
            return False
    return True


def _page_numbers(lines: Sequence[Line], edges: list[list[int]]) -> set[int]:
    """The margin lines that number their page: «Side 3 av 7», «- 3 -», or a bare number that keeps step with the pages."""
    found: set[int] = set()
    steps: dict[int, list[int]] = {}
    for at in sorted({at for side in edges for at in side}):
        number = page_number(lines[at].text)
        if number is None:
            continue
        if not _BARE.match(lines[at].text):
            found.add(at)
        else:
            steps.setdefault(number - lines[at].page, []).append(at)
    for offset, members in steps.items():
        if offset == 0 or len({lines[at].page for at in members}) >= 2:
            found.update(members)
    return found


def find_lone_numbers(lines: Sequence[Line]) -> dict[int, str]:
    """Page numbers in text without page ends: a number alone between empty lines, at a place where its page could end.

    The numbers must rise; where they do not, those that break the order are left in the text.
    """
    candidates: list[tuple[int, int]] = []
    read = 0
    for at, line in enumerate(lines):
        number = page_number(line.text)
        alone = (at == 0 or not lines[at - 1].text.strip()) and (at + 1 == len(lines) or not lines[at + 1].text.strip())
        if number is not None and alone and line.kind is None:
            low, high = _PAGE_CHARACTERS
            if not _BARE.match(line.text) or low * (number - 1) <= read <= high * max(number, 1):
                candidates.append((at, number))
        read += len(line.text.strip())
    rising = all(after[1] > before[1] for before, after in pairwise(candidates))
    if not rising:
        candidates = [(at, number) for at, number in candidates if not _BARE.match(lines[at].text)]
    return {at: "page_number" for at, _ in candidates}


def _empty_edges(lines: Sequence[Line], reasons: dict[int, str]) -> set[int]:
    """The empty lines of a page that lie between a margin and the text, or between a margin and the edge."""
    dropped: set[int] = set()
    for _, group in groupby(range(len(lines)), key=lambda at: lines[at].page):
        page = list(group)
        for side in (page, page[::-1]):
            outer = []
            for at in side:
                if lines[at].text.strip() and at not in reasons:
                    break
                outer.append(at)
            if any(at in reasons for at in outer):
                dropped.update(at for at in outer if at not in reasons and lines[at].kind is None)
    return dropped


def _empty_around(lines: Sequence[Line], reasons: dict[int, str]) -> set[int]:
    """The empty lines around a page number that stands in the middle of a sentence."""
    dropped: set[int] = set()
    for at in reasons:
        around = []
        after = at + 1
        while after < len(lines) and not lines[after].text.strip():
            around.append(after)
            after += 1
        before = at - 1
        while before >= 0 and not lines[before].text.strip():
            around.append(before)
            before -= 1
        if before >= 0 and after < len(lines) and _runs_on(lines[before].text, lines[after].text):
            dropped.update(around)
    return dropped


def _runs_on(before: str, after: str) -> bool:
    """Does the sentence go on over the page number? «a)» begins a point, however small its letter."""
    return re.match(r"\s*[a-zæøå]{2}", after) is not None and not before.rstrip().endswith((".", "?", "!", ":", ";"))
