"""Charts: each takes a Result and draws it. Nothing is computed here that is not in the result's table."""

from innspill.charts.bars import collocation_bars, keyness_bars, word_bars
from innspill.charts.clouds import word_clouds
from innspill.charts.dumbbells import prevalence_dumbbells
from innspill.charts.heatmaps import emphasis_heatmap, facet_heatmap
from innspill.charts.matrices import answers_matrix
from innspill.charts.texts import CHARTS, ChartTexts, chart_texts, package_texts
from innspill.charts.tiles import coverage_tiles
from innspill.charts.trust import agreement_dots, balance_dots, uncoded_bars

__all__ = [
    "CHARTS",
    "ChartTexts",
    "agreement_dots",
    "answers_matrix",
    "balance_dots",
    "chart_texts",
    "collocation_bars",
    "coverage_tiles",
    "emphasis_heatmap",
    "facet_heatmap",
    "keyness_bars",
    "package_texts",
    "prevalence_dumbbells",
    "uncoded_bars",
    "word_bars",
    "word_clouds",
]
