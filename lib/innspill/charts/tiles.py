"""The tile map of the helsefellesskap: who answered, roughly where they are."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.sheet import (
    MARGIN,
    PORTRAIT,
    LegendItem,
    Sheet,
    draw_legend,
    empty_sheet,
    legend_height,
    marker_item,
    new_sheet,
    scale_items,
)
from innspill.charts.style import (
    INK,
    RULE,
    clean_label,
    ink_on,
    line_height,
    shade,
    styled,
    text_width,
    wrap_text,
)
from innspill.charts.texts import chart_texts
from innspill.results import Result
from innspill.wording import count_of

_RATIO, _GUTTER = 0.66, 0.05  # a tile's height in units of its width; inches between two tiles
_WIDEST, _NARROWEST = 1.32, 0.5  # inches
# Words that every name begins with; the tile has room for the rest only.
_ENDING = " helsefellesskap"
_OPENINGS = ("helsefellesskapet i ", "helsefellesskapet ", "helsefellesskap i ", "helsefellesskap ")


@styled
def coverage_tiles(result: Result, language: str = "nb", source: str = "") -> Figure:
    """One tile per row of `coverage`: short code, name, «3 av 21», shaded by share; a dot and a bold frame where the
    helsefellesskap itself answered. A tile without a place, or on a place that is taken, stands in a row of its own below.
    """
    texts = chart_texts(result, "coverage_tiles", language)
    if result.table.empty:
        words = {"nb": "Ingen helsefellesskap i registeret.", "en": "No helsefellesskap in the registry."}
        return empty_sheet(texts, words[language], source=source)
    places = tile_places(result.table)
    columns = 1 + max(column for _, column in places)
    rows = 1 + max(row for row, _ in places)
    tile = max(_NARROWEST, min(_WIDEST, (PORTRAIT - 2 * MARGIN) / columns - _GUTTER))
    width = max(PORTRAIT, columns * (tile + _GUTTER) + 2 * MARGIN)
    legend = _legend(language)
    top = legend_height(legend, width - 2 * MARGIN)
    sheet = new_sheet(texts, top + rows * (tile * _RATIO + _GUTTER), width, source)
    draw_legend(sheet, sheet.top, legend)
    offset = (width - columns * (tile + _GUTTER)) / 2
    for place, (_, row) in zip(places, result.table.iterrows(), strict=True):
        x = offset + place[1] * (tile + _GUTTER)
        y = sheet.top + top + place[0] * (tile * _RATIO + _GUTTER)
        _draw_tile(sheet, x, y, tile, row, language)
    return sheet.figure


def tile_places(coverage: pd.DataFrame) -> list[tuple[int, int]]:
    """Row and column of each tile from 0; the first to name a place gets it, the others stand below, side by side."""
    wanted = [
        None if pd.isna(r) or pd.isna(c) else (int(r), int(c))
        for r, c in zip(coverage["tile_row"], coverage["tile_col"], strict=True)
    ]
    named = [place for place in wanted if place is not None]
    top, left = min((r for r, _ in named), default=0), min((c for _, c in named), default=0)
    below = 1 + max((r for r, _ in named), default=-1) - top
    across = max(6, 1 + max((c for _, c in named), default=0) - left)
    taken: set[tuple[int, int]] = set()
    places, waiting = [], 0
    for place in wanted:
        if place is None or place in taken:
            places.append((below + waiting // across, waiting % across))
            waiting += 1
        else:
            taken.add(place)
            places.append((place[0] - top, place[1] - left))
    return places


def _legend(language: str) -> list[LegendItem]:
    own = {"nb": "helsefellesskapet har selv svart", "en": "the helsefellesskap itself answered"}[language]
    share = {"nb": "andel av kommunene", "en": "share of the kommuner"}[language]
    look = {"marker": "o", "markersize": 6, "color": INK}
    return [*scale_items(share, (0, 0.25, 0.5, 0.75, 1), 1.0, language), marker_item(own, **look)]


def _draw_tile(sheet: Sheet, x: float, y: float, tile: float, row: pd.Series, language: str) -> None:
    height, scale = tile * _RATIO, tile / _WIDEST
    share = None if pd.isna(row["share"]) else float(row["share"])
    own = bool(row["own_answer"]) and not pd.isna(row["own_answer"])
    fill = shade(share)
    ink = ink_on(fill)
    inset = 0.02 if own else 0.0
    sheet.box(
        x + inset, y + inset, tile - 2 * inset, height - 2 * inset, facecolor=fill,
        edgecolor=INK if own else RULE, linewidth=2.2 if own else 0.8, hatch="////" if share is None else None,
    )  # fmt: skip
    if own:
        sheet.mark(x + tile - 0.14 * scale, y + 0.14 * scale, marker="o", markersize=6 * scale, color=ink)
    pad = 0.08 * scale
    code, name_size, count_size = 11 * scale, 7.2 * scale, 9.5 * scale
    sheet.write(x + pad, y + 0.16 * scale, clean_label(row["short"], 6), code, color=ink, weight="bold")
    sheet.write(x + pad, y + height - 0.13 * scale, _count(row, language), count_size, color=ink)
    if name_size >= 4.5:
        for number, line in enumerate(_name_lines(row["name"], tile - 2 * pad, name_size)):
            sheet.write(x + pad, y + 0.35 * scale + number * line_height(name_size), line, name_size, color=ink)


def _count(row: pd.Series, language: str) -> str:
    if pd.isna(row["n_kommuner"]) or not row["n_kommuner"]:
        return "–"
    return count_of(int(row["n_answered"]), int(row["n_kommuner"]), language)


def short_name(name: object) -> str:
    """The name without «Helsefellesskapet i» before it or «helsefellesskap» after it, which every tile would repeat."""
    label = clean_label(name)
    if label.casefold().endswith(_ENDING):
        return label[: -len(_ENDING)]
    for opening in _OPENINGS:
        if label.casefold().startswith(opening) and len(label) > len(opening):
            return label[len(opening)].upper() + label[len(opening) + 1 :]
    return label


def _name_lines(name: object, width: float, points: float) -> Sequence[str]:
    lines = wrap_text(short_name(name), width, points, 2)
    return [line for line in lines if text_width(line, points) <= width]
