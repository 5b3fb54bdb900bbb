"""Pieces of a text that tell who a person is, and the text with them blacked out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MASK = "█"
_NOT_BLANK = re.compile(r"\S")
# Where two rules claim the same words, the kind that comes first here has them.
KINDS = ("email", "birth_number", "account_number", "case_number", "telephone", "address", "name")


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text: what `kind` they are (one of KINDS), and the `rule` that found them."""

    start: int
    end: int
    kind: str
    rule: str


def settle(spans: Iterable[Span]) -> list[Span]:
    """The spans in order and without overlaps: of two that overlap the weightier kind stays, then the longer one."""
    ranked = sorted(spans, key=lambda s: (KINDS.index(s.kind), s.start - s.end, s.start))
    if len(ranked) < 2:
        return ranked
    taken = bytearray(max(s.end for s in ranked))
    kept = []
    for span in ranked:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def black_out(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with MASK for every character of `places` that is no blank: as long as before."""
    pieces, at = [], 0
    for start, end in places:
        pieces += [text[at:start], _NOT_BLANK.sub(MASK, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])
