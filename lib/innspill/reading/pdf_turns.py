"""Text that does not stand upright: by how much it is turned, and its places as they are when it is turned upright."""

import math

Box = tuple[float, float, float, float]


def quarter_turns(angle: float) -> int:
    """The angle (radians) as quarter turns 0–3; text that stands askew, as a stamp across the page, gives its degrees + 4."""
    turns = angle / (math.pi / 2)
    if abs(turns - round(turns)) < 0.15:
        return round(turns) % 4
    return 4 + round(math.degrees(angle)) % 360


def turned(box: Box, angle: int) -> Box:
    """A rectangle (left, bottom, right, top) as it lies when its text is turned upright."""
    if angle == 0:
        return box
    xs, ys = zip(turn(box[0], box[1], angle), turn(box[2], box[3], angle), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """The point (x, y) when text that stands at `angle` (see `quarter_turns`) is turned upright."""
    if angle < 4:
        return ((x, y), (y, -x), (-x, -y), (-y, x))[angle]
    radians = math.radians(angle - 4)
    return x * math.cos(radians) + y * math.sin(radians), y * math.cos(radians) - x * math.sin(radians)
