"""Hits of each pattern + people's coding → which patterns are wrong."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from innspill.agreement_cells import Cells, build_cells
from innspill.agreement_choices import Choices
from innspill.agreement_filled import Filled
from innspill.agreement_texts import COLUMNS

_KEYS = ["scheme", "code", "line", "pattern"]
_COLUMNS = ["scheme", "code", "label", "label_en", "line", "pattern", "weight", "n_segments", "n_checked", "n_right", "share"]
# One segment checked gives 0 or 1, whatever the pattern is worth: it shall not stand before those that are known.
_ENOUGH = 3


def audit_patterns(
    pattern_hits: pd.DataFrame, filled: Filled, codes: pd.DataFrame, segments: pd.DataFrame, choices: pd.DataFrame,
    settled: pd.DataFrame | None = None, patterns: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How often a pattern is right: one row a pattern, first those with three checked segments or more, the worst first, then
    those with fewer, then those that nobody has checked.

    `pattern_hits` are `find_pattern_hits` of the whole corpus, `patterns` the codebook's `pattern_table` (patterns without a
    hit get a row too, and `weight` is known; without it `weight` is null). `label` and `label_en` are the code's. `n_segments`
    have the pattern; of those, `n_checked` have an answer that stands (settled, else what all people who coded it agree on,
    or the only one says), and in `n_right` it is that the segment has the code. `share` is null where none is checked. A
    weak pattern may be right seldom and still do its work: it gives no code alone.
    """
    known = Choices(choices)
    truths = [row for scheme in COLUMNS
              for row in _true_cells(build_cells(filled, codes, segments, scheme, known.codes(scheme), settled))]  # fmt: skip
    truth = pd.DataFrame(truths, columns=["segment_id", "scheme", "code", "right"])
    asked = pattern_hits[pattern_hits["scheme"].isin(list(COLUMNS))]
    hits = asked.merge(truth, on=["segment_id", "scheme", "code"], how="left")
    checked = hits["right"].notna()
    hits = hits.assign(checked=checked, right=checked & hits["right"].eq(True))
    counted = hits.groupby(_KEYS, sort=False, as_index=False).agg(
        n_segments=("segment_id", "nunique"), n_checked=("checked", "sum"), n_right=("right", "sum")
    )
    if patterns is not None:
        every = patterns[patterns["scheme"].isin(list(COLUMNS))].drop_duplicates(_KEYS).reindex(columns=[*_KEYS, "weight"])
        counted = every.merge(counted, on=_KEYS, how="left")
    counted = counted.merge(known.table[["scheme", "code", "label", "label_en"]], on=["scheme", "code"], how="left")
    return _rank(counted.reindex(columns=_COLUMNS))


def _rank(counted: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(("line", "n_segments", "n_checked", "n_right"), "Int64")
    typed = counted.fillna(dict.fromkeys(numbers, 0)).astype({**numbers, "weight": "Float64"})
    typed["share"] = (typed["n_right"] / typed["n_checked"]).where(typed["n_checked"] > 0).astype("Float64")
    # 0: enough are checked, 1: some, 2: none.
    known = 2 - (typed["n_checked"] > 0).astype(int) - (typed["n_checked"] >= _ENOUGH).astype(int)
    order = ["known", "share", "n_checked", "n_segments", "line"]
    ranked = typed.assign(known=known).sort_values(order, ascending=[True, True, False, False, True], ignore_index=True)
    return ranked[_COLUMNS]


def _true_cells(cells: Cells) -> Iterator[tuple[str, str, str, bool]]:
    truth, known = cells.truth()
    for s, c in np.argwhere(known):
        yield cells.segments[s], cells.scheme, cells.codes[c], bool(truth[s, c])
