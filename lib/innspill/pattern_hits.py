"""Segments + codebook → which pattern met which segment, whether or not its code was given."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.coding_blocks import blocks, find_hits, read_block, vocabulary_of, written_forms
from innspill.matching_vocabulary import Vocabulary

if TYPE_CHECKING:
    from innspill.codebook import Codebook

_COLUMNS = {"scheme": "str", "code": "str", "line": "Int64", "pattern": "str", "segment_id": "str", "hits": "Int64"}


def find_pattern_hits(segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per pattern × segment that it meets: `scheme`, `code`, `line` in the codebook, `pattern` as written there,
    `segment_id`, `hits` (how often in the segment, at least 1). A pattern that meets nothing has no row.
    """
    forms, vocabulary = written_forms(documents), vocabulary_of(codebook)
    parts = [part for piece in blocks(segments) for part in _hits_in(piece, codebook, forms, vocabulary)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    found = pd.concat(parts, ignore_index=True).astype(_COLUMNS)
    return found.sort_values(["line", "segment_id"], kind="stable", ignore_index=True)


def _hits_in(piece: pd.DataFrame, codebook: "Codebook", forms: Mapping[str, str], vocabulary: Vocabulary) -> list[pd.DataFrame]:
    block = read_block(piece, forms, vocabulary)
    parts = []
    for scheme in codebook.schemes:
        codes = codebook.of(scheme)
        hits = find_hits(block, codes)
        if len(hits.keys):
            segment, number = np.divmod(hits.keys, len(codes))
            counted = pd.DataFrame({"segment": segment, "number": number, "place": hits.patterns}).value_counts().reset_index()
            patterns = [codes[n].patterns[p] for n, p in zip(counted["number"], counted["place"], strict=True)]
            parts.append(pd.DataFrame({
                "scheme": scheme, "code": [codes[n].id for n in counted["number"]], "line": [p.line for p in patterns],
                "pattern": [p.text for p in patterns], "segment_id": [block.ids[s] for s in counted["segment"]],
                "hits": counted["count"],
            }))  # fmt: skip
    return parts
