"""The letter's own date: on a line of its own, after the word «Dato», or under it in a row of references."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from innspill.consultations import Call, CitedDate, Consultation, find_dates
from innspill.pages import CELL_BREAK
from innspill.segmenting.signing import DATE_LINE
from innspill.segmenting.strips import Strip

_DATED = re.compile(r"(?:(?:vår\s+)?dato|innsendt|sendt(?:\s+inn)?|mottatt|motteke|datert|publisert)\b", re.IGNORECASE)
# «Deres dato» is that of the letter which is answered.
_OWN_LABEL = re.compile(r"(?<!deres )(?<!dykkar )\bdato\b", re.IGNORECASE)
_LABELLED = re.compile(r"(?<!deres )(?<!dykkar )\b(?:møte|vedtaks)?dato\b\s*[:.]?\s*$", re.IGNORECASE)
_THEIR_LABEL = re.compile(r"\b(?:deres|dykkar)\s+dato\b", re.IGNORECASE)
# A letter's own date stands within this many words; longer text only speaks of dates.
_MAX_DATE_LINE_WORDS = 12
_MAX_DATE_LINE = 300
# Where no line is the date's own: «Vedtatt i formannskapet 14.9.2022», «Dialogmøte om planen, 20.10.2022» at the very top.
_DECIDED = re.compile(r"(?:vedtatt|vedteke|behandlet|handsama|godkjent|godkjend)\b", re.IGNORECASE)
_REFERS = re.compile(r"\b(?:vis\w{1,3}|syn(?:er|t)|brev\w*|invitasjon\w*|frist\w*|innen|innan)\b", re.IGNORECASE)
_TOP_STRIPS = 8
_SPOKEN = re.compile(r"[^\W\d_]+")


def find_own_date(strips: Sequence[Strip]) -> tuple[date | None, str | None]:
    """The letter's own date and, where a date line holds one that no calendar has, its words."""
    wrong = None
    for line, following in pairwise([*_head_and_tail(strips), ""]):
        for cited in _own_dates(line, following):
            if cited.day:
                return cited.day, wrong
            wrong = wrong or cited.text
    return _date_of_top(strips), wrong


def _date_of_top(strips: Sequence[Strip]) -> date | None:
    """The one date with which a short line at the letter's top ends, after a comma or a word for the decision."""
    found = set()
    for strip in strips[:_TOP_STRIPS]:
        line = " ".join(strip.text.split()) if len(strip.text) <= _MAX_DATE_LINE else ""
        if len(_SPOKEN.findall(line)) > _MAX_DATE_LINE_WORDS or _REFERS.search(line):
            continue
        for cited in find_dates(line):
            before = line[: cited.start].rstrip()
            ends = line.rstrip(" .").endswith(cited.text.rstrip(" ."))
            if cited.day and ends and (before.endswith(",") or _DECIDED.match(line)):
                found.add(cited.day)
    return found.pop() if len(found) == 1 else None


def _head_and_tail(strips: Sequence[Strip]) -> list[str]:
    """The short lines at the letter's beginning and end, where its own date stands."""
    edges = [*strips[:30], *(strips[-20:] if len(strips) > 30 else ())]
    texts = [s.text for s in edges if len(s.text) <= _MAX_DATE_LINE]
    lines = [" ".join(text.split()) for text in texts if len(_SPOKEN.findall(text)) <= _MAX_DATE_LINE_WORDS]
    # In a form the date may stand in any cell of a row, or in the cell after the word «Dato».
    return [part for line in lines for part in dict.fromkeys((*line.split(CELL_BREAK), line.replace(CELL_BREAK, " ")))]


def _own_dates(line: str, following: str) -> list[CitedDate]:
    cited = find_dates(line)
    if DATE_LINE.match(line) or _DATED.match(line):
        return cited
    labelled = [c for c in cited if _LABELLED.search(line[: c.start])]
    if labelled or cited:
        return labelled
    # «Deres ref. Vår ref. Dato» with the references and the date on the next line.
    below = find_dates(following) if _OWN_LABEL.search(line) and not _THEIR_LABEL.search(line) else []
    return below if len(below) == 1 else []


def check_date(
    rough: tuple[date | None, str | None], call: Call | None, consultation: Consultation
) -> tuple[date | None, tuple[str, ...]]:
    """Keep the date only if a letter to this consultation can have it; else say why it went."""
    day, wrong = rough
    if day is None:
        return None, (f"Datoen {wrong} finnes ikke og er ikke brukt.",) if wrong else ()
    opened = min(c.letter_date for c in consultation.calls if c.letter_date)
    earliest = call.letter_date if call and call.letter_date else opened
    if day < earliest:
        return None, (f"Datoen {_printed(day)} er før invitasjonen og er ikke brukt.",)
    if (day - consultation.last_date).days > 365:
        return None, (f"Datoen {_printed(day)} er lenge etter høringen og er ikke brukt.",)
    return day, ()


def _printed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
