"""A word cloud per group. Laid out by the wordcloud package, drawn as text: sharp at any size, and the same every time."""

from dataclasses import dataclass, replace

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.sheet import MARGIN, PORTRAIT, Sheet, empty_sheet, new_sheet
from innspill.charts.style import (
    BASE,
    FAINT,
    MUTED,
    RULE,
    SMALL,
    clean_label,
    fit_text,
    group_style,
    ink_of,
    styled,
    text_extent,
)
from innspill.charts.texts import chart_texts, group_heading
from innspill.results import Result

_WIDTH, _HEIGHT = 400, 225  # pixels of the layout; it costs four times the time at twice the size
_SMALLEST = 7.0  # points on paper
_HEADING = 0.26
# wordcloud slows without bound on long tokens (one of 200,000 letters took three minutes).
_LONGEST_WORD = 60
# DejaVu Sans from the line's top to its base line, in units of the type size (hhea table).
_ASCENT = 0.928
_MOST = 80
_AIR = 1.5  # pixels between two words


@dataclass(frozen=True)
class PlacedWord:
    """A word of a cloud: its size, the left end of its base line (pixels of the layout), and its rank from 0."""

    word: str
    size: float
    x: float
    y: float
    rank: int

    def ink(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is drawn, in pixels."""
        width, above, below = (72 * inches for inches in text_extent(self.word, self.size))
        return self.x, self.y - above, self.x + width, self.y + below


@styled
def word_clouds(result: Result, language: str = "nb", seed: int = 2024, source: str = "") -> Figure:
    """One cloud per group of `word_counts`; a group without words has a sentence instead."""
    texts = chart_texts(result, "word_clouds", language)
    none = {"nb": "Ingen ord å tegne.", "en": "No words to draw."}[language]
    groups = list(dict.fromkeys(result.table["group"])) if len(result.table) else []
    if not groups or not (result.table["n"] > 0).any():
        return empty_sheet(texts, none, source=source)
    across = min(2, len(groups))
    page = 9.6 if across > 1 else PORTRAIT
    width = (page - 2 * MARGIN - 0.25 * (across - 1)) / across
    height = width * _HEIGHT / _WIDTH
    down = -(-len(groups) // across)
    sheet = new_sheet(texts, down * (_HEADING + height) + 0.2 * (down - 1), page, source)
    colours = group_style(groups)
    for place, group in enumerate(groups):
        x = sheet.left + (place % across) * (width + 0.25)
        y = sheet.top + (place // across) * (_HEADING + height + 0.2)
        title = fit_text(group_heading(group, language), width, BASE, bold=True)
        sheet.write(x, y, title, BASE, va="top", weight="bold")
        sheet.box(x, y + _HEADING, width, height, facecolor="none", edgecolor=RULE, linewidth=0.6)
        rows = result.table[result.table["group"] == group]
        words = lay_out(frequencies(rows), seed, width)
        _draw_cloud(sheet, (x, y + _HEADING, width), words, colours[group][0])
        if not words:
            sheet.write(x + width / 2, y + _HEADING + height / 2, none, SMALL, ha="center", color=MUTED)
    return sheet.figure


def frequencies(rows: pd.DataFrame) -> dict[str, float]:
    """The most common words with their counts, cut at 60 characters, in an order that ties cannot change."""
    counts: dict[str, float] = {}
    for word, n in zip(rows["word"], rows["n"], strict=True):
        label = clean_label(word, _LONGEST_WORD)
        if n > 0 and label != "–":
            counts[label] = counts.get(label, 0.0) + float(n)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST])


def lay_out(counts: dict[str, float], seed: int, width: float) -> list[PlacedWord]:
    """Where each word stands in a cloud `width` inches wide; no words give no places. Words without room are left out."""
    if not counts:
        return []
    from wordcloud import WordCloud

    cloud = WordCloud(
        font_path=f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf", width=_WIDTH, height=_HEIGHT, scale=4,
        prefer_horizontal=1.0, collocations=False, stopwords=set(), random_state=seed, max_words=_MOST, margin=3,
        min_font_size=max(4, round(_SMALLEST * _WIDTH / (width * 72))), max_font_size=46, relative_scaling=0.5,
    )  # fmt: skip
    cloud.generate_from_frequencies(counts)
    ranks = {word: rank for rank, word in enumerate(counts)}
    return spread(
        [
            PlacedWord(word, float(size), float(place[1]), float(place[0]) + _ASCENT * size, ranks[word])
            for (word, _), size, place, _, _ in cloud.layout_
        ]
    )


def spread(words: list[PlacedWord]) -> list[PlacedWord]:
    """The words, those that lie on one another moved to the nearest free place; a word without room is left out.

    wordcloud (1.9) looks for room for a word's ink but draws it lower by the empty part of its line, so words touch.
    """
    across, down = np.meshgrid(np.arange(-_WIDTH, _WIDTH, 2), np.arange(-_HEIGHT, _HEIGHT, 2))
    moves = np.column_stack([across.ravel(), down.ravel()])
    moves = moves[np.argsort(moves[:, 0] ** 2 + (2 * moves[:, 1]) ** 2, kind="stable")]
    placed: list[PlacedWord] = []
    for word in words:
        left, top, right, bottom = np.array(word.ink()) + np.array([-_AIR, -_AIR, _AIR, _AIR])
        free = (
            (left + moves[:, 0] >= 0) & (right + moves[:, 0] <= _WIDTH)
            & (top + moves[:, 1] >= 0) & (bottom + moves[:, 1] <= _HEIGHT)
        )  # fmt: skip
        for other in placed:
            ink = other.ink()
            free &= (
                (ink[2] <= left + moves[:, 0]) | (ink[0] >= right + moves[:, 0])
                | (ink[3] <= top + moves[:, 1]) | (ink[1] >= bottom + moves[:, 1])
            )  # fmt: skip
        if free.any():
            dx, dy = moves[np.flatnonzero(free)[0]]
            placed.append(replace(word, x=word.x + float(dx), y=word.y + float(dy)))
    return placed


def _draw_cloud(sheet: Sheet, place: tuple[float, float, float], words: list[PlacedWord], colour: str) -> None:
    x, y, width = place
    inch = width / _WIDTH
    for word in words:
        shade = ink_of(colour) if word.rank < 15 else MUTED if word.rank < 45 else FAINT
        sheet.write(
            x + word.x * inch, y + word.y * inch, word.word, word.size * inch * 72,
            va="baseline", color=shade,
        )  # fmt: skip
