"""The order in which a reader takes the boxes of a slide: the title, then from the top down, and columns one by one.

What is drawn last lies on top, and that is all the order in the file says: a box added late is often the first to be read.
So the slide is cut where a blank strip runs across it, or from top to bottom between columns; where both are possible, as in
a grid of boxes, the cut that keeps more of the author's own order wins. Boxes that lie on one another are a drawing, or a
large frame with room to spare: there the author's order is all there is, and the one that screen readers use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# Boxes are larger than their text, and may overlap by this share of the smaller one and still be apart to the eye.
_OVERLAP = 0.15
# A slide of more boxes is a drawing; pieces of a cut are at most this many times cut again.
_MAX_BOXES, _MAX_CUTS = 400, 40


@dataclass(frozen=True)
class Box:
    """Where something lies on a slide, in any unit; `drawn` is its place in the file."""

    left: float
    top: float
    width: float
    height: float
    drawn: int


def reading_order(boxes: Sequence[Box]) -> list[Box]:
    """The boxes in the order they are read; as they are drawn where some lie on one another, for then no place says it."""
    apart = _apart(boxes, 0) if len(boxes) <= _MAX_BOXES else None
    return apart or sorted(boxes, key=lambda box: box.drawn)


def _apart(boxes: Sequence[Box], depth: int) -> list[Box] | None:
    if len(boxes) < 2:
        return list(boxes)
    cuts = [cut for cut in (_cut(boxes, across=False), _cut(boxes, across=True)) if len(cut) > 1]
    if not cuts or depth > _MAX_CUTS:
        return None
    read = [_apart(group, depth + 1) for group in min(cuts, key=_turned)]
    return None if any(group is None for group in read) else [box for group in read for box in group or ()]


def _cut(boxes: Sequence[Box], across: bool) -> list[list[Box]]:
    """The boxes parted by blank strips across the slide (`across`) or from top to bottom."""
    sizes = [box.height if across else box.width for box in boxes]
    begins = [box.top if across else box.left for box in boxes]
    slack = _OVERLAP / 2 * min(sizes)
    placed = zip(begins, sizes, boxes, strict=True)
    spans = sorted((begin + slack, begin + size - slack, box.drawn, box) for begin, size, box in placed)
    groups: list[list[Box]] = []
    reached = float("-inf")
    for begin, end, _, box in spans:
        if begin >= reached:
            groups.append([])
        groups[-1].append(box)
        reached = max(reached, end)
    return groups


def _turned(groups: Sequence[Sequence[Box]]) -> int:
    """How often the next box was drawn before the one that is read first, if each group is read as it was drawn."""
    boxes = [box for group in groups for box in sorted(group, key=lambda one: one.drawn)]
    return sum(after.drawn < before.drawn for before, after in pairwise(boxes))
