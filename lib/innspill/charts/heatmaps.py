"""Heat maps: sender × theme and facet × theme. The number stands in every cell; the shade is a single blue, white is zero."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.grid import SLANT, Cell, Grid, column_widths, heads_reach
from innspill.charts.sheet import (
    LANDSCAPE,
    MARGIN,
    LegendItem,
    box_item,
    draw_legend,
    empty_sheet,
    legend_height,
    new_sheet,
    outside,
    scale_items,
)
from innspill.charts.style import (
    BASE,
    LABEL_WIDTH,
    PAPER,
    RULE,
    SMALL,
    clean_label,
    fit_text,
    shade,
    styled,
    widest,
)
from innspill.charts.texts import ChartTexts, chart_texts, group_heading, group_label, in_language, letters_text
from innspill.results import Result
from innspill.wording import count_of, number

_PAGE_HEIGHT = 8.27
_HEAD, _LABELS = 2.75, 2.75  # inches at most: the length of a slanted heading, the width of the row labels
_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1.0)  # where the scale may end


@styled
def emphasis_heatmap(result: Result, language: str = "nb", source: str = "") -> Figure:
    """Rows (submissions or groups) × themes, both in the table's order; fits a landscape A4 page with 40 rows and 18 themes."""
    texts = chart_texts(result, "emphasis_heatmap", language)
    table = in_language(result.table, language)
    if table.empty:
        words = {"nb": "Ingen brev med koder å vise.", "en": "No coded letters to show."}
        return empty_sheet(texts, words[language], LANDSCAPE, source)
    grouped = bool((table["unit"] == "group").any()) if "unit" in table else False
    keys = table["row"] if grouped else table["submission_id"]
    keyed = table.assign(_key=keys)
    rows = _emphasis_rows(keyed, grouped, language)
    borders = [] if grouped else _type_borders(keyed)
    columns = [(c, clean_label(label, 60)) for c, label in _pairs(table, "code", "label")]
    top_share = scale_end(_emphasis_shares(table, grouped))
    cells = {
        (key, code): Cell(number(int(n), 0, language), share / top_share if share > 0 else 0.0)
        for key, code, n, share in zip(keys, table["code"], table["n"], _emphasis_shares(table, grouped), strict=True)
    }
    measure = {
        "nb": ("andel av brevets ord", "andel av radens brev"),
        "en": ("share of the letter's words", "share of the row's letters"),
    }[language][grouped]  # fmt: skip
    legend = scale_items(measure, _ticks(top_share), top_share, language)
    return _one_panel(texts, legend, rows, columns, cells, source, borders)


def _emphasis_rows(table: pd.DataFrame, grouped: bool, language: str) -> list[tuple[str, str]]:
    first = table.drop_duplicates("_key")
    if grouped:
        return [
            (key, f"{group_label(label, language, 2)} ({letters_text(int(n), language)})")
            for key, label, n in zip(first["_key"], first["row_label"], first["n_letters"], strict=True)
        ]
    named = first["row_label"].astype(object)
    names = named.where(named.notna(), first["sender"].astype(object))
    return [(key, clean_label(name, LABEL_WIDTH)) for key, name in zip(first["_key"], names, strict=True)]


def _type_borders(table: pd.DataFrame) -> list[int]:
    """The places of the rows before which another type of sender begins: the heat map draws a line there."""
    types = table.drop_duplicates("_key")["sender_type"].fillna("").tolist()
    return [place for place in range(1, len(types)) if types[place] != types[place - 1]]


def _emphasis_shares(table: pd.DataFrame, grouped: bool) -> pd.Series:
    """The shade's measure: the share of a letter's words, or n of n_letters; null is 0, since the cell says 0."""
    if grouped:
        return (table["n"].astype(float) / table["n_letters"].astype(float).where(table["n_letters"] > 0)).fillna(0.0)
    return table["share"].astype("Float64").fillna(0.0).astype(float)


def scale_end(shares: pd.Series) -> float:
    """The share drawn darkest: the first of a few round steps that holds every share."""
    largest = float(shares.max()) if len(shares) else 0.0
    return next((step for step in _STEPS if largest <= step + 1e-9), 1.0)


def _ticks(end: float) -> Sequence[float]:
    return [0.0, end / 4, end / 2, 3 * end / 4, end] if round(end * 100) % 4 == 0 else [0.0, end / 5, end * 3 / 5, end]


def _pairs(table: pd.DataFrame, key: str, label: str) -> list[tuple[str, str]]:
    first = table.drop_duplicates(key)
    return list(zip(first[key], first[label], strict=True))


def _one_panel(
    texts: ChartTexts,
    legend: list[LegendItem],
    rows: list[tuple[str, str]],
    columns: list[tuple[str, str]],
    cells: dict[tuple[str, str], Cell],
    source: str,
    borders: Sequence[int] = (),
) -> Figure:
    labels = [fit_text(label, _LABELS, SMALL) for _, label in rows]
    left = widest(labels, SMALL) + 0.12
    heads = [fit_text(label, _HEAD, SMALL) for _, label in columns]
    head = widest(heads, SMALL) * SLANT + 0.12
    room = LANDSCAPE - 2 * MARGIN
    column = min(0.62, *(column_widths(room - left, heads)))
    width = max(7.2, 2 * MARGIN + left + max(column * len(columns), heads_reach(heads, column)))
    top = legend_height(legend, width - 2 * MARGIN) + head
    height = max(0.112, min(0.27, (_PAGE_HEIGHT - outside(texts, width, source) - top) / len(rows)))
    sheet = new_sheet(texts, top + height * len(rows), width, source)
    draw_legend(sheet, sheet.top, legend)
    grid = Grid(sheet, sheet.left + left, sheet.top + top, column, height)
    grid.draw_row_labels(labels)
    grid.draw_heads(heads)
    grid.draw_cells([key for key, _ in rows], [code for code, _ in columns], cells)
    grid.draw_borders(borders, left, len(columns))
    return sheet.figure


@styled
def facet_heatmap(result: Result, language: str = "nb", source: str = "") -> Figure:
    """Themes × facets, one panel per group, «2 av 4» in the cells; an outlined cell rests on fewer letters than `min_group`,
    a dash says that nobody in the group answered the facet.
    """
    texts = chart_texts(result, "facet_heatmap", language)
    table = in_language(result.table, language)
    if table.empty or not (table["n_letters"] > 0).any():
        words = {"nb": "Ingen brev har svart på spørsmålene.", "en": "No letter has answered the questions."}
        return empty_sheet(texts, words[language], LANDSCAPE, source)
    groups = list(dict.fromkeys(table["group"]))
    themes, facets = _pairs(table, "code", "label"), _pairs(table, "facet", "facet_label")
    labels = [fit_text(clean_label(label), _LABELS, SMALL) for _, label in themes]
    heads = [fit_text(clean_label(label), 1.2, SMALL) for _, label in facets]
    left, head = widest(labels, SMALL) + 0.12, widest(heads, SMALL) * SLANT + 0.14
    across = min(2, len(groups))
    room = LANDSCAPE - 2 * MARGIN - left
    column = min(0.66, *column_widths(room / across - 0.25, heads))
    panel = (max(column * len(facets), heads_reach(heads, column)) + 0.25, 0.27 + head + 0.27 * len(themes))
    legend = _facet_legend(table, language)
    width = max(7.2, 2 * MARGIN + left + across * panel[0])
    top = legend_height(legend, width - 2 * MARGIN)
    down = -(-len(groups) // across)
    sheet = new_sheet(texts, top + down * panel[1] + 0.2 * (down - 1), width, source)
    draw_legend(sheet, sheet.top, legend)
    for place, group in enumerate(groups):
        x = sheet.left + left + (place % across) * panel[0]
        y = sheet.top + top + (place // across) * (panel[1] + 0.2)
        sheet.write(x, y, fit_text(group_heading(group, language), panel[0], BASE, bold=True), BASE, va="top", weight="bold")
        grid = Grid(sheet, x, y + 0.27 + head, column, 0.27)
        if place % across == 0:
            grid.draw_row_labels(labels)
        grid.draw_heads(heads)
        grid.draw_cells([c for c, _ in themes], [f for f, _ in facets], _facet_cells(table, group, language))
    return sheet.figure


def _facet_cells(table: pd.DataFrame, group: str, language: str) -> dict[tuple[str, str], Cell]:
    rows = table[table["group"] == group]
    cells = {}
    for code, facet, n, of, hollow in zip(
        rows["code"], rows["facet"], rows["n"], rows["n_letters"], rows["hollow"], strict=True
    ):
        if of > 0:
            few = False if pd.isna(hollow) else bool(hollow)
            cells[code, facet] = Cell(count_of(int(n), int(of), language), float(n) / float(of), few)
    return cells


def _facet_legend(table: pd.DataFrame, language: str) -> list[LegendItem]:
    share = {"nb": "andel av dem som svarte", "en": "share of those who answered"}[language]
    items = scale_items(share, (0, 0.25, 0.5, 0.75, 1), 1.0, language)
    if table["hollow"].fillna(False).any():
        said = {
            "nb": "bare ramme: få brev svarte på spørsmålet",
            "en": "outline only: few letters answered the question",
        }
        items.append(box_item(said[language], facecolor=PAPER, edgecolor=shade(0.6), linewidth=1.4))
    if not (table["n_letters"] > 0).all():
        said = {"nb": "– ingen i gruppen svarte", "en": "– nobody in the group answered"}
        items.append(box_item(said[language], facecolor=PAPER, edgecolor=RULE))
    return items
