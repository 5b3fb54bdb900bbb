"""Themes as dumbbells: how many of each group's letters raise each theme."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
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
)
from innspill.charts.style import (
    BASE,
    INK,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    clean_label,
    fit_text,
    group_style,
    line_height,
    styled,
    widest,
)
from innspill.charts.texts import chart_texts, group_label, in_language, letters_text
from innspill.results import Result
from innspill.wording import count_of, percent

_ROW, _LANE, _DOT = 0.34, 0.15, 7.0  # inches, inches, points
_LABEL_GAP = 0.11  # inches from the middle of a dot to its label


@styled
def prevalence_dumbbells(result: Result, language: str = "nb", source: str = "", order: str = "total") -> Figure:
    """One row per theme, one dot per group at n / n_letters with its label «12 av 17».

    `order` is `total` (most letters first), `gap` (largest difference in share first) or `table`. Two dots that would touch
    are set one above the other, so both are seen. A group without letters has no dot and the legend says so.
    """
    texts = chart_texts(result, "prevalence_dumbbells", language)
    table = in_language(result.table, language)
    asked = table[(table["n_letters"] > 0) & table["share"].notna()]
    if asked.empty:
        words = {"nb": "Ingen brev i gruppene: ingenting å sammenligne.", "en": "No letters in the groups to compare."}
        return empty_sheet(texts, words[language], source=source)
    codes = theme_order(asked, order)
    groups = list(dict.fromkeys(table["group"]))
    drawn = [g for g in groups if (asked["group"] == g).any()]
    row = max(_ROW, _LANE * len(drawn) + 0.12) if len(drawn) > 2 else _ROW
    legend = _legend(table, groups, language)
    top = legend_height(legend, PORTRAIT - 2 * MARGIN)
    sheet = new_sheet(texts, top + row * len(codes) + 0.3, source=source)
    draw_legend(sheet, sheet.top, legend)
    axes = _scale(sheet, top, row, asked, codes, language)
    style = group_style(groups)
    for y, code in enumerate(codes):
        _draw_row(axes, y, asked[asked["code"] == code], drawn, style, row, language)
    return sheet.figure


def theme_order(asked: pd.DataFrame, order: str) -> list[str]:
    """The codes from top to bottom; ties keep the table's order."""
    themes = asked.groupby("code", sort=False)
    if order == "table":
        return list(themes.groups)
    ranks = themes["share"].max() - themes["share"].min() if order == "gap" else themes["n"].sum()
    return list(ranks.sort_values(ascending=False, kind="stable").index)


def _legend(table: pd.DataFrame, groups: list[str], language: str) -> list[LegendItem]:
    style = group_style(groups)
    none = {"nb": "ingen brev", "en": "no letters"}[language]
    items = []
    for group in groups:
        n = int(table.loc[table["group"] == group, "n_letters"].max())
        colour, marker = style[group]
        said = f"{group_label(group, language)} ({letters_text(n, language) if n else none})"
        few = bool(table.loc[table["group"] == group, "hollow"].fillna(False).all())
        look = {"marker": marker, "color": colour, "markerfacecolor": PAPER if few else colour, "markeredgewidth": 1.6}
        items.append(marker_item(said, markersize=_DOT, **look))
    if table["hollow"].fillna(False).any():
        hollow = {"nb": "hul: få brev i gruppen", "en": "hollow: few letters in the group"}[language]
        items.append(marker_item(hollow, marker="o", color=INK, markerfacecolor=PAPER, markersize=_DOT))
    return items


def _scale(sheet: Sheet, top: float, row: float, asked: pd.DataFrame, codes: list[str], language: str) -> Axes:
    """Axes from 0 to 100 % with room for a label left of 0 and right of 100 %; theme names in the margin, guides behind."""
    names = asked.drop_duplicates("code").set_index("code")["label"]
    labels = [fit_text(clean_label(names[code]), 2.9, BASE) for code in codes]
    counts = [count_of(n, of, language) for n, of in zip(asked["n"], asked["n_letters"], strict=True)]
    room = widest(counts, SMALL) + _LABEL_GAP + 0.1
    left = sheet.left + widest(labels, BASE) + 0.1
    width, height = sheet.right - left - 2 * room, row * len(codes)
    axes = sheet.axes(left + room, sheet.top + top, width, height)
    axes.set(xlim=(0, 1), ylim=(len(codes) - 0.5, -0.5))
    for y, label in enumerate(labels):
        sheet.write(left - 0.1, sheet.top + top + (y + 0.5) * row, label, BASE, ha="right")
        if row == _ROW:
            axes.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        elif y % 2:
            axes.axhspan(y - 0.5, y + 0.5, color="#f4f4f4", linewidth=0, zorder=-1)
    for share in (0, 0.25, 0.5, 0.75, 1):
        axes.axvline(share, color=RULE, linewidth=0.6, linestyle=(0, (2, 2)), zorder=0)
        x, y = left + room + share * width, sheet.top + top + height + line_height(SMALL)
        sheet.write(x, y, percent(share, 0, language), SMALL, ha="center", color=MUTED)
    return axes


def _draw_row(
    axes: Axes,
    y: int,
    rows: pd.DataFrame,
    groups: list[str],
    style: dict[str, tuple[str, str]],
    row: float,
    language: str,
) -> None:
    rows = rows.set_index("group").loc[[g for g in groups if (rows["group"] == g).any()]]
    shares = rows["share"].astype(float)
    lanes = _lanes(axes, shares.to_numpy(), row)
    if len(rows) == 2 and not lanes.any():
        axes.plot([shares.min(), shares.max()], [y, y], color=MUTED, linewidth=2, solid_capstyle="butt", zorder=1)
    for lane, (group, cell), share in zip(lanes, rows.iterrows(), shares, strict=True):
        colour, marker = style[group]
        hollow = bool(cell["hollow"]) if not pd.isna(cell["hollow"]) else False
        axes.plot(
            [share], [y + lane], marker=marker, markersize=_DOT, color=colour, linestyle="none", clip_on=False,
            markerfacecolor=PAPER if hollow else colour, markeredgewidth=1.6, zorder=3, gid=f"dot-{cell['code']}-{group}",
        )  # fmt: skip
        leftmost = len(rows) == 2 and not lanes.any() and share == shares.min()
        axes.annotate(
            count_of(int(cell["n"]), int(cell["n_letters"]), language), (share, y + lane),
            xytext=((-1 if leftmost else 1) * _LABEL_GAP * 72, 0), textcoords="offset points", fontsize=SMALL,
            ha="right" if leftmost else "left", va="center_baseline", annotation_clip=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4} if row == _ROW else None, zorder=2,
        )  # fmt: skip


def _lanes(axes: Axes, shares: np.ndarray, row: float) -> np.ndarray:
    """How far each dot stands from the middle of its row (in rows): nothing for one dot or two that are well apart."""
    if len(shares) < 2:
        return np.zeros(len(shares))
    width = axes.get_position().width * axes.figure.get_size_inches()[0]
    if len(shares) == 2 and abs(shares[0] - shares[1]) * width > (_DOT + 3) / 72:
        return np.zeros(2)
    middle = (len(shares) - 1) / 2
    return (np.arange(len(shares)) - middle) * _LANE / row
