"""How far the codes can be trusted: what no theme covers, and the codebook beside the people who coded by hand."""

import pandas as pd
from matplotlib.figure import Figure

from innspill.charts.dots import DOT, Dot, DotRow, dots_height, draw_dot_rows
from innspill.charts.sheet import (
    MARGIN,
    PORTRAIT,
    Sheet,
    draw_legend,
    empty_sheet,
    legend_height,
    marker_item,
    new_sheet,
)
from innspill.charts.style import (
    BASE,
    GROUP_COLOURS,
    GROUP_MARKERS,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    clean_label,
    fit_text,
    styled,
    widest,
)
from innspill.charts.texts import chart_texts, in_language, letters_text
from innspill.results import Result
from innspill.wording import capital, count_of, number, percent

_SERIES = ("codebook", "people")

_ROW, _BAR = 0.235, 0.15  # inches


@styled
def uncoded_bars(result: Result, language: str = "nb", source: str = "") -> Figure:
    """One bar per letter (or sender type): the share of its words that stand in passages without a theme."""
    texts = chart_texts(result, "uncoded_bars", language)
    rows = in_language(result.table, language)
    rows = rows[rows["n_segments"] > 0]
    if rows.empty:
        words = {"nb": "Ingen avsnitt å vise.", "en": "No passages to show."}
        return empty_sheet(texts, words[language], source=source)
    sheet = new_sheet(texts, _ROW * len(rows) + 0.05, source=source)
    names = [fit_text(capital(clean_label(name, 60)), 2.6, BASE) for name in rows["row_label"]]
    labels = [_uncoded_label(row, language) for _, row in rows.iterrows()]
    start = sheet.left + widest(names, BASE) + 0.1
    room = max(0.5, sheet.right - start - widest(labels, SMALL) - 0.1)
    longest = max(float(rows["share"].max()), 0.1)
    for place, (name, label, share) in enumerate(zip(names, labels, rows["share"].astype(float), strict=True)):
        _draw_share(sheet, start, sheet.top + _ROW * place, (name, label), room * share / longest)
    sheet.canvas.plot([start] * 2, [sheet.top, sheet.top + _ROW * len(rows)], color=RULE, linewidth=0.8)
    return sheet.figure


def _uncoded_label(row: pd.Series, language: str) -> str:
    passages = {"nb": "avsnitt", "en": "passages"}[language]
    return (
        f"{percent(float(row['share']), 0, language)} · {count_of(int(row['n']), int(row['n_segments']), language)} {passages}"
    )


def _draw_share(sheet: Sheet, start: float, y: float, said: tuple[str, str], length: float) -> None:
    name, label = said
    colour = GROUP_COLOURS[0]
    sheet.box(start, y + (_ROW - _BAR) / 2, length, _BAR, facecolor=colour, edgecolor=colour)
    sheet.write(start - 0.07, y + _ROW / 2, name, BASE, ha="right")
    sheet.write(start + length + 0.06, y + _ROW / 2, label, SMALL, color=MUTED)


@styled
def balance_dots(result: Result, language: str = "nb", source: str = "") -> Figure:
    """One row per theme: the mean share of a letter's passages with it, in bokmål and in nynorsk, widest apart first.

    A flagged theme is set in bold; the columns count the letters that raise it, and tell the ratio of the means.
    """
    texts = chart_texts(result, "balance_dots", language)
    table = in_language(result.table, language)
    written = [name for name in dict.fromkeys(table["group"]) if (table.loc[table["group"] == name, "n_letters"] > 0).any()]
    if len(written) < 2:
        words = {
            "nb": "Alle brevene er i én målform: ingenting å sammenlikne.",
            "en": "All letters are in one written language.",
        }
        return empty_sheet(texts, words[language], source=source)
    apart = table.groupby("code", sort=False)["passages"].agg(lambda means: float(means.max() - means.min()))
    codes = apart.sort_values(ascending=False, kind="stable").index
    rows = [_balance_row(table[table["code"] == code], language) for code in codes]
    looks = list(zip(GROUP_COLOURS, GROUP_MARKERS, strict=True))[:2]
    legend = [
        marker_item(f"{name} ({letters_text(int(n), language)})", color=colour, marker=marker, markersize=DOT,
                    markerfacecolor=PAPER if few else colour, markeredgewidth=1.4)
        for (name, n, few), (colour, marker) in zip(
            table.drop_duplicates("group")[["group", "n_letters", "hollow"]].itertuples(index=False), looks, strict=True)
    ]  # fmt: skip
    top = legend_height(legend, PORTRAIT - 2 * MARGIN)
    sheet = new_sheet(texts, top + dots_height(len(rows)), source=source)
    draw_legend(sheet, sheet.top, legend)
    heads = [*(capital(name) for name in written), {"nb": "Forhold", "en": "Ratio"}[language]]
    draw_dot_rows(sheet, sheet.top + top, rows, looks, heads, _share_ticks(float(table["passages"].max()), language))
    return sheet.figure


def _balance_row(rows: pd.DataFrame, language: str) -> DotRow:
    flagged, ratio = bool(rows["flagged"].any()), rows["ratio"].iloc[0]
    counts = [count_of(int(n), int(of), language) for n, of in zip(rows["n"], rows["n_letters"], strict=True)]
    said = "–" if pd.isna(ratio) else number(float(ratio), 1, language) + " ×"
    dots = [Dot(float(mean), hollow=bool(few)) for mean, few in zip(rows["passages"], rows["hollow"], strict=True)]
    return DotRow(clean_label(rows["label"].iloc[0], 60), dots, [*counts, said], flagged)


def _share_ticks(largest: float, language: str) -> list[tuple[float, str]]:
    """From 0 to the first round share above `largest`, in at most five steps."""
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if step * 5 >= largest)
    n = max(1, -int(-largest // step))
    return [(step * i, percent(step * i, 0, language)) for i in range(n + 1)]


@styled
def agreement_dots(result: Result, language: str = "nb", source: str = "", scheme: str = "theme") -> Figure:
    """One row per code of `scheme`: F1 of the codebook with the readers, and of the readers with each other, with intervals.

    All codes together stand first, in bold; then the codes, the best first. A hollow dot rests on too few cases.
    """
    texts = chart_texts(result, "agreement_dots", language)
    table = in_language(result.table, language)
    table = table[(table["scheme"] == scheme) & table["comparison"].isin(_SERIES) & (table["code"] != "macro")]
    if table["f1"].isna().all():
        words = {"nb": "Ingen har kodet avsnitt for hånd.", "en": "No passage has been coded by hand."}
        return empty_sheet(texts, words[language], source=source)
    series = [name for name in _SERIES if table.loc[table["comparison"] == name, "f1"].notna().any()]
    measured = table[table["comparison"] == "codebook"].set_index("code")
    ranked = measured.assign(first=measured["total"], few=measured["hollow"]).sort_values(
        ["first", "few", "f1"], ascending=[False, True, False], kind="stable", na_position="last"
    )
    rows = [_agreement_row(table[table["code"] == code], series, language) for code in ranked.index]
    looks = [(GROUP_COLOURS[i], GROUP_MARKERS[i]) for i in range(len(series))]
    names = {"nb": {"codebook": "kodeboken og leserne", "people": "leserne seg imellom"},
             "en": {"codebook": "the codebook and the readers", "people": "the readers with each other"}}[language]  # fmt: skip
    legend = [marker_item(names[name], color=colour, marker=marker, markersize=DOT)
              for name, (colour, marker) in zip(series, looks, strict=True)]  # fmt: skip
    if table["hollow"].any():
        few = {"nb": "hul: for få avsnitt til å si noe", "en": "hollow: too few passages to tell"}[language]
        legend.append(marker_item(few, color=GROUP_COLOURS[0], marker="o", markersize=DOT, markerfacecolor=PAPER))
    top = legend_height(legend, PORTRAIT - 2 * MARGIN)
    sheet = new_sheet(texts, top + dots_height(len(rows)), source=source)
    draw_legend(sheet, sheet.top, legend)
    heads = {"nb": {"n": "Antall", "codebook": "Kodebok", "people": "Lesere"},
             "en": {"n": "Count", "codebook": "Codebook", "people": "Readers"}}[language]  # fmt: skip
    ticks = [(share, number(share, 2, language)) for share in (0, 0.25, 0.5, 0.75, 1)]
    draw_dot_rows(sheet, sheet.top + top, rows, looks, [heads["n"], *(heads[name] for name in series)], ticks)
    return sheet.figure


def _agreement_row(rows: pd.DataFrame, series: list[str], language: str) -> DotRow:
    cells = rows.set_index("comparison")
    dots, said = [], []
    for name in series:
        cell = cells.loc[name]
        value, low, high = (None if pd.isna(cell[c]) else float(cell[c]) for c in ("f1", "f1_low", "f1_high"))
        dots.append(Dot(value, low, high, bool(cell["hollow"])))
        said.append("–" if value is None else number(value, 2, language))
    first = cells.iloc[0]
    counted = number(int(cells.loc["codebook", "n_people"]), 0, language)
    return DotRow(clean_label(first["label"], 60), dots, [counted, *said], bool(first["total"]))
