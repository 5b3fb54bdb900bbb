"""A block of segments as patterns look at it, and the hits of every pattern in it."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.matching import CodeHits, Hits, Texts
from innspill.matching_vocabulary import Vocabulary, slots_of
from innspill.patterns import NO_FACET, Pattern

if TYPE_CHECKING:
    from innspill.codebook import Code, Codebook

# Segments are coded in blocks of about so many characters, so that memory does not grow with the corpus.
BLOCK = 4_000_000


def blocks(segments: pd.DataFrame, size: int = BLOCK) -> Iterator[pd.DataFrame]:
    """The segments in pieces of about the same number of characters, at most about `size`, in order."""
    if len(segments):
        characters = segments["text"].str.len().fillna(0).to_numpy(dtype=np.int64).cumsum()
        pieces = characters[-1] // size + 1
        number = characters * pieces // (characters[-1] + 1)
        edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(segments)]
        for first, last in itertools.pairwise(edges):
            yield segments.iloc[first:last].reset_index(drop=True)


def vocabulary_of(codebook: "Codebook") -> Vocabulary:
    """An empty vocabulary that knows every slot of the codebook."""
    codes = [code for scheme in codebook.schemes for code in codebook.of(scheme)]
    return Vocabulary(slots_of(p for code in codes for p in (*code.patterns, *code.nots, *code.headings)))


def written_forms(documents: pd.DataFrame | None) -> dict[str, str]:
    """Submission → the language it is written in; a letter whose language is unknown is left out."""
    if documents is None:
        return {}
    known = documents[["submission_id", "language"]].dropna()
    return dict(zip(known["submission_id"], known["language"], strict=True))


@dataclass(frozen=True)
class Block:
    """Segments: `ids`, `written` texts and their words, headings (each once, `heading_of` says which), facets (likewise) and
    written forms ("" where unknown).
    """

    ids: np.ndarray
    written: list[str]
    texts: Texts
    heading_names: np.ndarray
    heading_of: np.ndarray
    headings: Texts
    facet_names: np.ndarray
    facet_of: np.ndarray
    forms: np.ndarray

    def under(self, facets: Iterable[str]) -> np.ndarray:
        """For each segment whether its question has one of `facets`."""
        return np.isin(self.facet_names, list(facets))[self.facet_of]

    def headed(self, patterns: Sequence[Pattern]) -> np.ndarray:
        """For each segment whether one of `patterns` stands in its heading."""
        return self.headings.texts_with(patterns)[self.heading_of]


def read_block(segments: pd.DataFrame, forms: Mapping[str, str], vocabulary: Vocabulary | None = None) -> Block:
    """Cut segments and headings into words; `forms` is by submission."""
    written = segments["text"].fillna("").tolist()
    heading_of, headings = pd.factorize(segments["heading"].fillna("").to_numpy(dtype=object))
    facet_of, facets = pd.factorize(segments["facet"].fillna(NO_FACET).to_numpy(dtype=object))
    return Block(
        segments["segment_id"].to_numpy(dtype=object), written, Texts(written, vocabulary),
        headings, heading_of, Texts(headings.tolist(), vocabulary), facets, facet_of,
        np.array([forms.get(ident, "") for ident in segments["submission_id"].tolist()], dtype=object),
    )  # fmt: skip


def find_hits(block: Block, codes: tuple["Code", ...]) -> CodeHits:
    """Every hit of every pattern of one scheme that no `not` cancels and that stands where the pattern asks for."""
    parts = []
    for number, code in enumerate(codes):
        each = [_in_context(block, pattern, block.texts.find_pattern(pattern)) for pattern in code.patterns]
        counts = [len(begins) for begins, _ in each]
        if not any(counts):
            continue
        begins, ends = (np.concatenate(column) for column in zip(*each, strict=True))
        patterns = np.repeat(np.arange(len(counts)), counts)
        weights = np.array([pattern.weight for pattern in code.patterns])[patterns]
        columns = (block.texts.text_of[begins] * len(codes) + number, patterns, begins, ends, weights)
        kept = block.texts.uncancelled((begins, ends), code.nots)
        parts.append(columns if kept is None else tuple(column[kept] for column in columns))
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return CodeHits(nothing, nothing, nothing, nothing, nothing.astype(float))
    keys, patterns, begins, ends, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((ends, begins, -weights, keys))
    return CodeHits(keys[order], patterns[order], begins[order], ends[order], weights[order])


def _in_context(block: Block, pattern: Pattern, hits: Hits) -> Hits:
    """The hits in segments that have the facet, the heading and the written form that the pattern asks for."""
    begins, ends = hits
    for asked in _asked(block, pattern) if len(begins) else ():
        kept = asked[block.texts.text_of[begins]]
        begins, ends = begins[kept], ends[kept]
    return begins, ends


def _asked(block: Block, pattern: Pattern) -> Iterator[np.ndarray]:
    """For each segment whether it meets a condition of the pattern, one condition after the other."""
    if pattern.under:
        yield block.under(pattern.under)
    if pattern.form:
        # A letter in neither form, or in one unknown, counts as both.
        yield (block.forms == pattern.form) | ~np.isin(block.forms, ["nb", "nn"])
    if pattern.headings:
        yield block.headed(pattern.headings)
