"""The codes that the segments of a block are given → rows of the codes table, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from innspill.matching import CodeHits, Texts

if TYPE_CHECKING:
    from innspill.codebook import Code


@dataclass(frozen=True)
class Given:
    """The codes of one scheme that segments are given, by key (as in `hits`) in any order.

    A key without hits shows its source instead; `sources` None: there is none, or every key has hits.
    """

    codes: tuple["Code", ...]
    hits: CodeHits
    keys: np.ndarray
    sources: np.ndarray | None = None


def code_rows(given: Sequence[Given], ids: np.ndarray, written: Sequence[str], texts: Texts) -> pd.DataFrame:
    """One row per code given, segment by segment, in the order of the schemes and of their codes.

    `ids`, `written` and `texts` are the segments' ids, texts and words. Without words: evidence and spans are empty, start and
    end null.
    """
    parts = [_columns_of(one, number, texts) for number, one in enumerate(given)]
    unordered = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort([unordered[name] for name in ("number", "rank", "segment")])
    columns = {name: column[order] for name, column in unordered.items()}
    segment, start, end = columns["segment"], columns["start"], columns["end"]
    places = zip(segment.tolist(), start.tolist(), end.tolist(), strict=True)
    # Without words both offsets are -1, and the text between them is empty.
    evidence = [written[number][first:last] for number, first, last in places]
    return pd.DataFrame({
        "segment_id": ids[segment], "scheme": columns["scheme"], "code": columns["code"], "evidence": evidence,
        "start": pd.arrays.IntegerArray(start, start < 0), "end": pd.arrays.IntegerArray(end, start < 0),
        "pattern": columns["pattern"], "spans": pd.array(columns["spans"], dtype="string"),
    })  # fmt: skip


def _columns_of(given: Given, rank: int, texts: Texts) -> dict[str, np.ndarray]:
    """The columns of one scheme's rows, with the segment's place, the scheme's and the code's for their order."""
    codes, hits = given.codes, given.hits
    segment, number = np.divmod(given.keys, len(codes))
    low, high = np.searchsorted(hits.keys, given.keys), np.searchsorted(hits.keys, given.keys, side="right")
    worded = low < high
    strongest = low[worded]
    start, end = np.full((2, len(segment)), -1)
    start[worded], end[worded] = texts.starts[hits.begins[strongest]], texts.ends[hits.ends[strongest]]
    pattern = np.full(len(segment), "", dtype=object) if given.sources is None else given.sources.astype(object)
    spoken = np.array([p.text for code in codes for p in code.patterns], dtype=object)
    before = np.cumsum([0, *(len(code.patterns) for code in codes)])
    pattern[worded] = spoken[before[number[worded]] + hits.patterns[strongest]]
    return {
        "segment": segment, "rank": np.full(len(segment), rank), "number": number,
        "scheme": np.full(len(segment), codes[0].scheme, dtype=object),
        "code": np.array([code.id for code in codes], dtype=object)[number],
        "start": start, "end": end, "pattern": pattern, "spans": _spans(hits, low, high, texts),
    }  # fmt: skip


def _spans(hits: CodeHits, low: np.ndarray, high: np.ndarray, texts: Texts) -> np.ndarray:
    """For each row its hits, those from `low` to `high`, as «start-end;start-end»: in order, each once."""
    counts = high - low
    row = np.repeat(np.arange(len(low)), counts)
    chosen = np.arange(counts.sum()) + np.repeat(low - (np.cumsum(counts) - counts), counts)
    begins, ends = hits.begins[chosen], hits.ends[chosen]
    order = np.lexsort((ends, begins, row))
    row, begins, ends = row[order], begins[order], ends[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (np.diff(row) != 0) | (np.diff(begins) != 0) | (np.diff(ends) != 0)
    row, begins, ends = row[new], begins[new], ends[new]
    numbers = [pa.array(offsets).cast(pa.string()) for offsets in (texts.starts[begins], texts.ends[ends])]
    spans = pc.binary_join_element_wise(*numbers, "-")
    bounds = pa.array(np.searchsorted(row, np.arange(len(low) + 1)), type=pa.int32())
    return pc.binary_join(pa.ListArray.from_arrays(bounds, spans), ";").to_numpy(zero_copy_only=False)
