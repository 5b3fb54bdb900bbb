"""What the patterns of a codebook meet in a corpus: nothing, too much, or far apart between words that stand everywhere."""

from collections.abc import Iterator

import pandas as pd

from innspill.codebook import Code, Codebook
from innspill.codebook_cover import spell_slots
from innspill.codebook_findings import NOTE, Finding, finding
from innspill.matching import Texts
from innspill.pattern_hits import find_pattern_hits
from innspill.patterns import Pattern, Slot

# A theme has, in letters of this kind, one segment in ten; a single pattern that meets more is hardly about one theme.
WIDE_SHARE = 0.1
# Between two words that each stand in one segment of twenty, a gap this long is often filled by chance.
_LONG_GAP, _FREQUENT = 4, 0.05


def find_in_corpus(codebook: Codebook, segments: pd.DataFrame, documents: pd.DataFrame | None = None) -> list[Finding]:
    """Notes about patterns that meet nothing (`unused`), very much (`wide`) or much over a long gap (`costly`)."""
    if not len(segments):
        return []
    hits = find_pattern_hits(segments, codebook, documents)
    met = hits.groupby(["scheme", "code", "line", "pattern"])["segment_id"].nunique().to_dict()
    texts = Texts(segments["text"].fillna("").tolist())
    shares: dict[Slot, float] = {}
    found = []
    for scheme in codebook.schemes:
        for code in codebook.of(scheme):
            for pattern in code.patterns:
                n_met = met.get((scheme, code.id, pattern.line, pattern.text), 0)
                found += _measured(code, pattern, n_met, len(segments))
                found += _far_apart(code, pattern, texts, shares)
    return found


def _measured(code: Code, pattern: Pattern, n_met: int, n_segments: int) -> Iterator[Finding]:
    if not n_met:
        yield finding(code, pattern, "unused", NOTE, f"meets none of {n_segments} segments", "Keep it if others may say it")
    strong = pattern.weight >= code.threshold and code.scheme in ("theme", "group")
    if strong and n_met > WIDE_SHARE * n_segments:
        what = f"meets {n_met} of {n_segments} segments ({n_met / n_segments:.0%})"
        yield finding(code, pattern, "wide", NOTE, what, "Make it weak, or write more words")


def _far_apart(code: Code, pattern: Pattern, texts: Texts, shares: dict[Slot, float]) -> Iterator[Finding]:
    for before, after in zip(pattern.slots, pattern.slots[1:], strict=False):
        if after.gap < _LONG_GAP:
            continue
        both = [_share(Slot(slot.words), texts, shares) for slot in (before, after)]
        if min(both) > _FREQUENT:
            names = [spell_slots((Slot(slot.words),)) for slot in (before, after)]
            stands = f"«{names[0]}» stands in {both[0]:.0%} and «{names[1]}» in {both[1]:.0%} of the segments"
            what = f"{stands}, up to {after.gap} words apart"
            yield finding(code, pattern, "costly", NOTE, what, "Shorten the gap")


def _share(slot: Slot, texts: Texts, shares: dict[Slot, float]) -> float:
    """The share of the texts in which the slot is met."""
    if slot not in shares:
        begins, _ = texts.find_pattern(Pattern("", (slot,)))
        shares[slot] = len(set(texts.text_of[begins].tolist())) / len(texts.first)
    return shares[slot]
