"""The one look of every chart: type, colours that stay apart in grey, and text that is measured before it is drawn.

Text comes from letters, so it may hold anything: `clean_label` leaves only what the font can draw, `fit_text` and
`wrap_text` cut it to the inches that there are. DejaVu Sans ships with matplotlib: every machine has it.
"""

import functools
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.ft2font import FT2Font, LoadFlags

P = ParamSpec("P")
R = TypeVar("R")

TITLE, SUBTITLE, BASE, SMALL, TINY = 13.0, 9.5, 8.5, 7.5, 6.5  # points
LINE = 1.32  # line height in units of the type size
LABEL_WIDTH = 38  # characters of a sender's name

INK, MUTED, FAINT, RULE, PAPER = "#1a1a1a", "#595959", "#757575", "#cfcfcf", "#ffffff"
# Lightness (CIE L*) 24, 71, 51, 82, 38, 62: neighbours stay apart in grey. Hues follow Okabe and Ito (2008).
GROUP_COLOURS = ("#0b3c6f", "#e69f00", "#008a64", "#8fd0f5", "#a13c00", "#cc79a7", "#6e6e6e")
GROUP_MARKERS = ("o", "D", "s", "^", "v", "P", "X")
_FIXED_GROUPS = ("kommune", "helsefellesskap")
BLUES = LinearSegmentedColormap.from_list("innspill", ["#e3eef8", "#9dc3e2", "#4a8fc6", "#1a5a9c", "#08306b"])

RC = {
    "font.family": ["sans-serif"], "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"], "font.size": BASE,
    "text.parse_math": False, "text.usetex": False, "text.hinting": "none",
    "text.color": INK, "axes.edgecolor": RULE, "axes.labelcolor": INK, "axes.linewidth": 0.8,
    "axes.unicode_minus": True, "axes.formatter.use_locale": False, "figure.dpi": 100, "figure.facecolor": PAPER,
    "figure.autolayout": False, "figure.constrained_layout.use": False, "axes.facecolor": PAPER,
    "axes.spines.top": True, "axes.spines.right": True, "axes.grid": False, "xtick.color": MUTED,
    "ytick.color": INK, "lines.linewidth": 1.2, "patch.linewidth": 0.8, "hatch.linewidth": 0.5,
    "hatch.color": FAINT, "path.sketch": None, "svg.fonttype": "none",
}  # fmt: skip


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw under the style, whatever the notebook's own settings are, and leave those settings alone."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return drawn


@functools.cache
def _font(bold: bool) -> FT2Font:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FT2Font(str(Path(mpl.get_data_path(), "fonts", "ttf", name)))


@functools.cache
def _drawable() -> frozenset[int]:
    return frozenset(_font(False).get_charmap())


def clean_label(text: object, limit: int = 300) -> str:
    """`text` on one line with only characters that the font has, at most `limit` characters; nothing left gives «–»."""
    plain = "" if text is None else str(text)
    # NFC raises on no input, lone surrogates included; they fall out below because no font has them.
    kept = [c if ord(c) in _drawable() else " " if c.isspace() else "" for c in unicodedata.normalize("NFC", plain)]
    line = " ".join("".join(c for c in kept if not c or unicodedata.category(c)[0] != "C").split())
    return clip(line, limit) or "–"


def clip(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; what was cut is marked with «…»."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,.;:–-") + "…"


@functools.lru_cache(maxsize=20000)
def text_width(text: str, points: float = BASE, bold: bool = False) -> float:
    """The width of one line of text in inches."""
    font = _font(bold)
    font.set_size(points, 720)  # ten times the print size: hinting at a small size would round every letter
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64 / 720


@functools.lru_cache(maxsize=20000)
def text_extent(text: str, points: float) -> tuple[float, float, float]:
    """The ink of one line of text in inches: its width, its height above the base line and its depth below it."""
    font = _font(False)
    font.set_size(points, 720)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / 64 / 720, (height - font.get_descent()) / 64 / 720, font.get_descent() / 64 / 720


def line_height(points: float) -> float:
    """The height of a line of type in inches, with its leading."""
    return points * LINE / 72


def fit_text(text: str, width: float, points: float = BASE, bold: bool = False) -> str:
    """`text` cut with «…» so that it is at most `width` inches wide."""
    if text_width(text, points, bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle].rstrip(" ,.;:–-") + "…", points, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip(" ,.;:–-") + "…"


def wrap_text(text: str, width: float, points: float = BASE, max_lines: int = 3, bold: bool = False) -> list[str]:
    """`text` in at most `max_lines` lines of at most `width` inches, broken between words; the rest becomes «…»."""
    lines: list[str] = []
    words = text.split()
    while words:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", points, bold) <= width:
            line += f" {words.pop(0)}"
        if len(lines) == max_lines - 1:
            lines.append(fit_text(" ".join([line, *words]), width, points, bold))
            break
        lines.append(fit_text(line, width, points, bold))
    return lines or [""]


def widest(texts: Sequence[str], points: float = BASE, bold: bool = False) -> float:
    """The width of the widest of `texts` in inches; none gives 0."""
    return max((text_width(text, points, bold) for text in texts), default=0.0)


def group_style(groups: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group: kommune and helsefellesskap always the same, the others in the given order."""
    others = [g for g in groups if g not in _FIXED_GROUPS]
    places = {**{g: i for i, g in enumerate(_FIXED_GROUPS)}, **{g: i + 2 for i, g in enumerate(others)}}
    kinds = len(GROUP_COLOURS)
    return {g: (GROUP_COLOURS[places[g] % kinds], GROUP_MARKERS[places[g] % kinds]) for g in groups}


def shade(share: float | None) -> str | tuple[float, float, float]:
    """The fill of a share of 0–1: exactly white for 0 (and for null), at least a clear tint for anything above."""
    if share is None or not share > 0:
        return PAPER
    return BLUES(min(1.0, float(share)))[:3]


def ink_on(fill: object) -> str:
    """Black or white, whichever is read better on `fill` (WCAG relative luminance)."""
    return INK if _luminance(fill) > 0.2 else PAPER


def _luminance(colour: object) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_of(colour: str) -> str:
    """`colour`, darkened until text in it stands out on white (contrast 4.5, WCAG 2.1)."""
    rgb = to_rgb(colour)
    while 1.05 / (_luminance(rgb) + 0.05) < 4.5:
        rgb = tuple(0.9 * c for c in rgb)
    return to_hex(rgb)
