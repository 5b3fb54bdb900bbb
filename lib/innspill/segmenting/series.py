"""Answers that are counted and no more: «4.» alone, «B.», «IV». Their numbers are known only as a series.

A list in an answer looks just the same, so a series counts only where the letter gives a reason: it has listed the questions
before, or it answers a known call and counts as far as the call asks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from innspill.consultations import Call, Consultation
from innspill.segmenting.markers import LETTERS, ROMAN
from innspill.segmenting.measures import measure, words_of
from innspill.segmenting.spans import Span, shorten
from innspill.segmenting.strips import MONTH, WORD, Strip, count_words, ends_sentence

_MARK = re.compile(
    r"[\s*#>«(]{0,8}(?P<mark>\d{1,2}|[IVX]{1,4}|[a-hA-H])(?P<close>\s?[.):]{1,2}|\s[–—-](?=\s)|)[*»]{0,3}(?P<rest>\s+|\s*\|\s*|$)"
)
_MENTIONS = re.compile(r"\b(?:spørsmål|spursmål|punkt)\w{0,6}\b", re.IGNORECASE)
_MAX_HEADING_WORDS = 9
# So many headings of a lettered row must be made of the words of the question that their letter stands for.
_MIN_KEYED = 3
_OWN_KEYED = 0.5


@dataclass(frozen=True)
class _Item:
    """One count: `end` is where its mark ends in the strip; `alone`: nothing else stands on the line."""

    number: int
    index: int
    end: int
    style: str
    alone: bool
    headed: bool


def find_series(strips: Sequence[Strip], gap: int, call: Call, after: int = 0, *, listed: bool = False) -> list[Span]:
    """The counts from strip `after` on that stand for the call's questions; [] where there is no such series.

    `listed`: the letter has listed the questions before, so that one may be left out; else all of them must be there.
    """
    asked = [int(question.number) for question in call.questions if question.number.isdigit()]
    by_style: dict[str, list[_Item]] = {}
    for item in _items(strips, gap, after):
        by_style.setdefault(item.style, []).append(item)
    for items in by_style.values():
        # Roman I and V are letters too, and a lone «C» is no hundred: the style that counts from the first on is meant.
        if _counts(items, asked, strips, listed=listed):
            confidence = 0.8 if listed else 0.6
            return [_span(item, strips, confidence) for item in items]
    return []


def find_keyed_series(strips: Sequence[Strip], gap: int, call: Call, consultation: Consultation) -> list[Span]:
    """«a) Erfaringer … c) Gode eksempler», «I Erfaringer»: headings that count, and name the questions that they stand for.

    A lettered row may as well be the sender's own topics, so three headings at least must be of their question's words;
    others of the row count where they stand between or after them in order. [] where there is no such row.
    """
    by_style: dict[str, list[_Item]] = {}
    for item in _items(strips, gap, 0, bare=True):
        asks = strips[item.index].text.rstrip().endswith("?") and _is_short(strips, item.index, gap)
        if not item.style.startswith("1") and (item.headed or asks):
            by_style.setdefault(item.style, []).append(item)
    for items in by_style.values():
        keyed = [item for item in items if _names_question(item, strips, call, consultation)]
        rising = all(a.number < b.number for a, b in pairwise(keyed))
        if rising and len(keyed) >= _MIN_KEYED:
            row = [item for item in items if item in keyed or _fits(item, keyed, call)]
            if all(a.number < b.number for a, b in pairwise(row)):
                return [_headed(item, strips) for item in row]
    return []


def _names_question(item: _Item, strips: Sequence[Strip], call: Call, consultation: Consultation) -> bool:
    question = call.question(str(item.number))
    if question is None:
        return False
    own, keys, _ = measure(words_of(strips[item.index].text[item.end :]), question, consultation)
    return keys > 0 and own >= _OWN_KEYED


def _fits(item: _Item, keyed: Sequence[_Item], call: Call) -> bool:
    if call.question(str(item.number)) is None:
        return False
    return all((item.index < other.index) == (item.number < other.number) and item.number != other.number for other in keyed)


def _headed(item: _Item, strips: Sequence[Strip]) -> Span:
    text = strips[item.index].text
    return Span((str(item.number),), item.index, 0, item.index, len(text), 1.5, 0.9, shorten(text))


def _items(strips: Sequence[Strip], gap: int, after: int, *, bare: bool = False) -> Iterator[_Item]:
    """`bare`: a capital roman numeral needs no sign after it."""
    for index in range(after, len(strips)):
        strip = strips[index]
        hit = _MARK.match(strip.text) if strip.kind != "note" and _begins(strips, index, gap) else None
        if hit is None or MONTH.match(strip.text):
            continue
        alone = not WORD.search(strip.text, hit.end())
        counted = hit["close"] or "|" in hit["rest"] or (bare and hit["mark"].isupper())
        if not alone and not counted:
            continue
        headed = not alone and not ends_sentence(strip.text) and _is_short(strips, index, gap)
        close = hit["close"].strip()
        for kind, number in _readings(hit["mark"]):
            yield _Item(number, index, hit.end(), f"{kind}{close}", alone, headed)


def _readings(mark: str) -> Iterator[tuple[str, int]]:
    if mark.isdigit():
        yield "1", int(mark)
        return
    if mark.isupper() and mark.lower() in ROMAN:
        yield "I", ROMAN[mark.lower()]
    if mark.lower() in LETTERS:
        yield "A" if mark.isupper() else "a", LETTERS[mark.lower()]


def _begins(strips: Sequence[Strip], index: int, gap: int) -> bool:
    """Whether a strip begins a block: after a gap, in a file that knows its blocks, or after a finished sentence."""
    strip = strips[index]
    if index == 0 or strip.kind is not None or strip.gap > gap or strip.page != strips[index - 1].page:
        return True
    return ends_sentence(strips[index - 1].text)


def _is_short(strips: Sequence[Strip], index: int, gap: int) -> bool:
    last = index + 1 == len(strips) or _begins(strips, index + 1, gap)
    return last and count_words(strips[index].text[:200]) <= _MAX_HEADING_WORDS


def _counts(items: Sequence[_Item], asked: Sequence[int], strips: Sequence[Strip], *, listed: bool) -> bool:
    numbers = [item.number for item in items]
    rising = len(numbers) >= 2 and all(a < b for a, b in pairwise(numbers)) and set(numbers) <= set(asked)
    if not rising or (not listed and numbers != list(asked)):
        return False
    if all(item.alone for item in items):
        return True
    if listed:
        return numbers == list(asked) or not any(item.headed for item in items)
    # «1. Innledning», «2. Rekruttering» are the sender's own chapters.
    told = any(_MENTIONS.search(strip.text) for strip in strips[: items[0].index])
    return told and not any(item.headed for item in items)


def _span(item: _Item, strips: Sequence[Strip], confidence: float) -> Span:
    text = strips[item.index].text
    return Span((str(item.number),), item.index, 0, item.index, item.end, 0.6, confidence, shorten(text[: item.end]))


def fill_gaps(spans: Sequence[Span], strips: Sequence[Strip], gap: int, call: Call) -> list[Span]:
    """The spans with questions in words of the sender's own between them: «3. …», told by its place after 2 and before 4."""
    result: list[Span] = []
    for before, after in pairwise([None, *spans, None]):
        if before is not None:
            result.append(before)
            if after is not None and not before.listed:
                result += _between(before, after, strips, gap, call)
    return result


def _between(before: Span, after: Span, strips: Sequence[Strip], gap: int, call: Call) -> list[Span]:
    low, high = before.numbers[-1], after.numbers[0]
    if not (before.evidence[:1].isdigit() and after.evidence[:1].isdigit() and low.isdigit() and high.isdigit()):
        return []
    if int(high) - int(low) < 2:
        return []
    items = [item for item in _items(strips[: after.first], gap, before.last + 1) if item.style.startswith("1")]
    rising = all(a.number < b.number for a, b in pairwise(items))
    if not items or not rising or not all(int(low) < item.number < int(high) for item in items):
        return []
    if not all(item.alone or item.headed or strips[item.index].text.rstrip().endswith("?") for item in items):
        return []
    known = [item for item in items if call.question(str(item.number))]
    return [_own_words(item, strips) for item in known]


def _own_words(item: _Item, strips: Sequence[Strip]) -> Span:
    text = strips[item.index].text
    end = len(text) if text.rstrip().endswith("?") else item.end
    return Span((str(item.number),), item.index, 0, item.index, end, 0.6, 0.7, shorten(text))
