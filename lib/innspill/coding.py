"""Segments + codebook → codes: which themes, groups, function, addressee and initiatives a segment has, by which words.

Every code can be traced: `evidence` is the very words of its strongest hit (the first of those that are equally strong),
`spans` are all of its hits, `pattern` the line of the codebook. Where the question or the sub-heading alone decides,
there are no words: `evidence` is empty, the offsets are null and `pattern` is `facet:tiltak` or `heading:…`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.coding_blocks import BLOCK, Block, blocks, find_hits, read_block, vocabulary_of, written_forms
from innspill.coding_rows import Given, code_rows
from innspill.matching import CodeHits
from innspill.tables import CODES

if TYPE_CHECKING:
    from innspill.codebook import Code, Codebook, Passing

# A heading addresses somebody only where it is little more than a name: «KS», «Regionale helseforetak (RHF)».
NAMING = 3
# A vocabulary larger than this (some 100 MB) begins anew with the next block.
VOCABULARY = 400_000
# The columns of segments that coding looks at.
SEEN = ("segment_id", "submission_id", "facet", "heading", "text")
# A sum this close below the threshold reaches it: 0.5 + 0.5 in floating point.
_NEARLY = 1e-9
Codes = tuple["Code", ...]


def code_segments(segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per code on a segment (contract CODES, and `spans`: all hits as «start-end;start-end»).

    Every segment has exactly one function; an addressee only where that is `forslag`; the other schemes none or several.
    `documents` gives each letter's written form, for patterns of one form only; without it they hold for every letter.
    No segments give an empty table.
    """
    parts = list(Coder(codebook, documents).code(segments))
    return CODES.check(pd.concat(parts, ignore_index=True) if parts else no_codes())


def no_codes() -> pd.DataFrame:
    """The codes table without rows."""
    return pd.DataFrame(columns=[*CODES.columns, "spans"]).astype({"spans": "string"})


class Coder:
    """Codes segments with one codebook, some at a time; what it has learned of their words serves for the next."""

    def __init__(self, codebook: "Codebook", documents: pd.DataFrame | None = None) -> None:
        self._codebook = codebook
        self._forms = written_forms(documents)
        self._vocabulary = vocabulary_of(codebook)

    def code(self, segments: pd.DataFrame) -> Iterator[pd.DataFrame]:
        """The rows of these segments' codes, in blocks, in order."""
        for piece in blocks(segments, BLOCK):
            if len(self._vocabulary.spelt) > VOCABULARY:
                self._vocabulary = vocabulary_of(self._codebook)
            block = read_block(piece, self._forms, self._vocabulary)
            yield code_rows(_give_codes(block, self._codebook), block.ids, block.written, block.texts)


def _give_codes(block: Block, codebook: "Codebook") -> list[Given]:
    """The codes of each scheme, in file order."""
    given: dict[str, Given] = {}
    for scheme in codebook.schemes:
        codes = codebook.of(scheme)
        hits = find_hits(block, codes)
        if scheme == "theme":
            given[scheme] = _give_themes(block, codes, hits, codebook.passing)
        elif scheme == "function":
            given[scheme] = _give_functions(block, codes, hits)
        elif scheme == "addressee":
            given[scheme] = _give_addressees(block, codes, hits, _asking(given["function"]))
        else:
            keys, scores = hits.sums()
            given[scheme] = Given(codes, hits, keys[scores >= _thresholds(codes)[keys % len(codes)]])
    return list(given.values())


def _thresholds(codes: Codes) -> np.ndarray:
    return np.array([code.threshold for code in codes]) - _NEARLY


def _give_themes(block: Block, codes: Codes, hits: CodeHits, passing: "Passing") -> Given:
    """The themes that reach their threshold and are not said in passing. A heading alone gives no theme to what follows:
    a theme without words of its own could not be opened to a sentence.
    """
    keys, scores = hits.sums()
    segments, numbers = np.divmod(keys, len(codes))
    lengths = block.texts.last - block.texts.first
    needed = _thresholds(codes)[numbers] + np.where(lengths[segments] > passing.words, passing.extra, 0.0)
    heaviest = np.zeros(len(block.ids))
    np.maximum.at(heaviest, segments, scores)
    return Given(codes, hits, keys[(scores >= needed) & (scores >= passing.share * heaviest[segments] - _NEARLY)])


def _heading_weights(block: Block, codes: Codes) -> np.ndarray:
    """What each segment's heading gives each code: the heaviest of the code's heading patterns."""
    weights = np.zeros((len(block.heading_names), len(codes)))
    for number, code in enumerate(codes):
        for pattern in code.headings:
            with_it = block.headings.texts_with((pattern,))
            weights[with_it, number] = np.maximum(weights[with_it, number], pattern.weight)
    return weights[block.heading_of]


def _facet_weights(block: Block, codes: Codes) -> np.ndarray:
    """What each segment's facet gives each code."""
    return np.array([[code.facets.get(facet, 0.0) for code in codes] for facet in block.facet_names])[block.facet_of]


def _sources(block: Block, by_heading: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """What decides where no words do: the segment's heading or its facet."""
    headings = np.array([f"heading:{name}" for name in block.heading_names], dtype=object)[block.heading_of[segments]]
    facets = np.array([f"facet:{name}" for name in block.facet_names], dtype=object)[block.facet_of[segments]]
    return np.where(by_heading, headings, facets)


def _give_functions(block: Block, codes: Codes, hits: CodeHits) -> Given:
    """The function with the highest sum of facet, heading and words; of equals the first in the file."""
    scores = np.zeros((len(block.ids), len(codes)))
    keys, sums = hits.sums()
    scores.flat[keys] = sums
    by_heading = _heading_weights(block, codes)
    # Rounded: 0.1 + 0.2 is no more than 0.3.
    chosen = (scores + by_heading + _facet_weights(block, codes)).round(9).argmax(axis=1)
    segments = np.arange(len(chosen))
    return Given(codes, hits, segments * len(codes) + chosen, _sources(block, by_heading[segments, chosen] > 0, segments))


def _asking(functions: Given) -> np.ndarray:
    """For each segment whether its function is a request."""
    return np.array([code.id == "forslag" for code in functions.codes])[functions.keys % len(functions.codes)]


def _give_addressees(block: Block, codes: Codes, hits: CodeHits, asking: np.ndarray) -> Given:
    """Whom each request names: its words, else its heading, else its question, else whoever alone could act."""
    named, strong = (np.zeros((len(block.ids), len(codes)), dtype=bool) for _ in range(2))
    named.flat[hits.keys] = True
    strong.flat[hits.keys[hits.weights >= 1]] = True
    short = (block.headings.last - block.headings.first)[block.heading_of] <= NAMING
    by_heading = (_heading_weights(block, codes) > 0) & short[:, None]
    # A facet speaks by being there, whatever its weight.
    by_facet = np.array([[facet in code.facets for code in codes] for facet in block.facet_names])[block.facet_of]
    spoken = strong | (by_facet & np.array([code.always for code in codes]))
    nobody = np.zeros_like(named) | [code.id == "uspesifisert" for code in codes]
    # The first of these that names anybody decides.
    decided, chosen = np.zeros(len(block.ids), dtype=bool), np.zeros_like(named)
    for deciding, addressees in ((strong, spoken), (by_heading,) * 2, (by_facet,) * 2, (named,) * 2, (nobody,) * 2):
        now = ~decided & deciding.any(axis=1)
        chosen[now] = addressees[now]
        decided |= now
    chosen &= asking[:, None]
    headed = by_heading.any(axis=1) & ~strong.any(axis=1)
    segments, numbers = np.nonzero(chosen)
    return Given(codes, hits, segments * len(codes) + numbers, _sources(block, headed[segments], segments))
