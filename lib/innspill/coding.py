"""Segments + codebook → codes: which themes, groups, function, addressee and initiatives a segment has, by which words.

Every code can be traced: `evidence` is the very words of its strongest hit (the first of those that are equally strong),
`spans` are all of its hits, `pattern` the line of the codebook. Where the question or the sub-heading alone decides,
there are no words: `evidence` is empty, the offsets are null and `pattern` is `facet:tiltak` or `heading:…`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.matching import CodeHits, Texts
from innspill.patterns import NO_FACET, Pattern
from innspill.tables import CODES

if TYPE_CHECKING:
    from innspill.codebook import Code, Codebook, Passing

# Segments are coded in blocks of about so many characters, so that memory does not grow with the corpus.
BLOCK = 4_000_000
# A heading addresses somebody only where it is little more than a name: «KS», «Regionale helseforetak (RHF)».
NAMING = 3
# A sum this close below the threshold reaches it: 0.5 + 0.5 in floating point.
_NEARLY = 1e-9
_COLUMNS = [*CODES.columns, "spans"]
Codes = tuple["Code", ...]
Row = tuple[str, str, str, str, int | None, int | None, str, str]


def code_segments(segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per code on a segment (contract CODES, and `spans`: all hits as «start-end;start-end»).

    Every segment has exactly one function; an addressee only where that is `forslag`; the other schemes none or several.
    `documents` gives each letter's written form, for patterns of one form only; without it they hold for every letter.
    No segments give an empty table.
    """
    rows = [row for block in _blocks(segments) for row in _code_block(block, codebook, documents)]
    place = {ident: n for n, ident in enumerate(segments["segment_id"])}
    pairs = [(scheme, ident) for scheme in codebook.schemes for ident in codebook.codes(scheme)]
    rank = {pair: n for n, pair in enumerate(pairs)}
    rows.sort(key=lambda row: (place[row[0]], rank[row[1], row[2]]))
    return CODES.check(pd.DataFrame(rows, columns=_COLUMNS).astype({"spans": "string"}))


def _blocks(segments: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if len(segments):
        block = segments["text"].str.len().fillna(0).cumsum().floordiv(BLOCK)
        for _, rows in segments.groupby(block, sort=True):
            yield rows.reset_index(drop=True)


@dataclass(frozen=True)
class _Block:
    """What patterns look at: the words of the segments, of their headings, their facets and written forms."""

    ids: list[str]
    written: list[str]
    kinds: np.ndarray
    texts: Texts
    heading_names: list[str]
    headings: Texts
    heading_of: np.ndarray
    facets: np.ndarray
    forms: np.ndarray

    def heading(self, segment: int) -> str:
        return f"heading:{self.heading_names[self.heading_of[segment]]}"

    def facet(self, segment: int) -> str:
        return f"facet:{self.facets[segment]}"

    def rows(self, codes: Codes, hits: CodeHits, keys: Iterable[int], sources: Iterable[str] | None = None) -> Iterator[Row]:
        """A row per key, with the words of its hits; a key without hits gets its source instead."""
        wanted = np.fromiter(keys, dtype=np.int64)
        starts, ends = self.texts.starts[hits.begins].tolist(), self.texts.ends[hits.ends].tolist()
        lows = np.searchsorted(hits.keys, wanted).tolist()
        highs = np.searchsorted(hits.keys, wanted, side="right").tolist()
        numbers = wanted.tolist()
        for key, low, high, source in zip(numbers, lows, highs, sources or [""] * len(numbers), strict=True):
            segment, number = divmod(key, len(codes))
            code = codes[number]
            if low == high:
                yield self.ids[segment], code.scheme, code.id, "", None, None, source, ""
                continue
            start, end = starts[low], ends[low]
            spans = sorted(set(zip(starts[low:high], ends[low:high], strict=True)))
            evidence, pattern = self.written[segment][start:end], code.patterns[hits.patterns[low]].text
            joined = ";".join([f"{s}-{e}" for s, e in spans])
            yield self.ids[segment], code.scheme, code.id, evidence, start, end, pattern, joined


def _read_block(segments: pd.DataFrame, documents: pd.DataFrame | None) -> _Block:
    written = segments["text"].fillna("").tolist()
    heading_of, names = pd.factorize(segments["heading"].fillna("").astype(object))
    forms = np.full(len(segments), "", dtype=object)
    if documents is not None and len(documents):
        known = dict(zip(documents["submission_id"], documents["language"].fillna(""), strict=True))
        forms = segments["submission_id"].map(known).fillna("").to_numpy(dtype=object)
    facets = segments["facet"].fillna(NO_FACET).to_numpy(dtype=object)
    kinds = segments["kind"].to_numpy(dtype=object)
    return _Block(segments["segment_id"].tolist(), written, kinds, Texts(written), list(names), Texts(list(names)),
                  heading_of, facets, forms)  # fmt: skip


def _code_block(segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None) -> list[Row]:
    block = _read_block(segments, documents)
    rows: list[Row] = []
    for scheme in codebook.schemes:
        codes = codebook.of(scheme)
        hits = _find_hits(block, codes)
        if scheme == "theme":
            rows += _code_themes(block, codes, hits, codebook.passing)
        elif scheme == "function":
            rows += _code_functions(block, codes, hits)
        elif scheme == "addressee":
            asked = {row[0] for row in rows if row[1:3] == ("function", "forslag")}
            rows += _code_addressees(block, codes, hits, asked)
        else:
            keys, scores = hits.sums()
            rows += block.rows(codes, hits, keys[scores >= _thresholds(codes)[keys % len(codes)]])
    return rows


def _thresholds(codes: Codes) -> np.ndarray:
    return np.array([code.threshold for code in codes]) - _NEARLY


def _find_hits(block: _Block, codes: Codes) -> CodeHits:
    parts = []
    for number, code in enumerate(codes):
        for place, pattern in enumerate(code.patterns):
            begins, ends = block.texts.cancel(block.texts.find_pattern(pattern), code.nots)
            segments = block.texts.text_of[begins]
            kept = _in_context(block, pattern, segments)
            if kept.any():
                keys = segments[kept] * len(codes) + number
                n = len(keys)
                parts.append((keys, np.full(n, place), begins[kept], ends[kept], np.full(n, pattern.weight)))
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return CodeHits(nothing, nothing, nothing, nothing, nothing.astype(float))
    keys, patterns, begins, ends, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((ends, begins, -weights, keys))
    return CodeHits(keys[order], patterns[order], begins[order], ends[order], weights[order])


def _in_context(block: _Block, pattern: Pattern, segments: np.ndarray) -> np.ndarray:
    """Whether the segment of each hit has the facet, the heading and the written form that the pattern asks for."""
    kept = np.ones(len(segments), dtype=bool)
    if pattern.under:
        kept &= np.isin(block.facets[segments], pattern.under)
    if pattern.form:
        forms = block.forms[segments]
        kept &= np.isin(forms, ["nb", "nn"], invert=True) | (forms == pattern.form)
    if pattern.headings:
        kept &= np.isin(block.heading_of[segments], _texts_with(block.headings, pattern.headings))
    return kept


def _texts_with(texts: Texts, patterns: tuple[Pattern, ...]) -> np.ndarray:
    return np.unique(np.concatenate([texts.text_of[texts.find_pattern(p)[0]] for p in patterns]))


def _code_themes(block: _Block, codes: Codes, hits: CodeHits, passing: "Passing") -> Iterator[Row]:
    """The themes that reach their threshold and are not said in passing. A heading alone gives no theme to what follows:
    a theme without words of its own could not be opened to a sentence.
    """
    keys, scores = hits.sums()
    segments, numbers = np.divmod(keys, len(codes))
    lengths = block.texts.last - block.texts.first
    needed = _thresholds(codes)[numbers] + np.where(lengths[segments] > passing.words, passing.extra, 0.0)
    heaviest = np.zeros(len(block.ids))
    np.maximum.at(heaviest, segments, scores)
    enough = (scores >= needed) & (scores >= passing.share * heaviest[segments] - _NEARLY)
    yield from block.rows(codes, hits, keys[enough])


def _heading_weights(block: _Block, codes: Codes) -> np.ndarray:
    """What each segment's heading gives each code: the heaviest of the code's heading patterns."""
    weights = np.zeros((len(block.heading_names), len(codes)))
    for number, code in enumerate(codes):
        for pattern in code.headings:
            with_it = _texts_with(block.headings, (pattern,))
            weights[with_it, number] = np.maximum(weights[with_it, number], pattern.weight)
    return weights[block.heading_of]


def _code_functions(block: _Block, codes: Codes, hits: CodeHits) -> Iterator[Row]:
    """The function with the highest sum of facet, heading and words; of equals the first in the file."""
    scores = np.zeros((len(block.ids), len(codes)))
    keys, sums = hits.sums()
    scores.flat[keys] = sums
    by_heading = _heading_weights(block, codes)
    by_facet = {facet: [code.facets.get(facet, 0.0) for code in codes] for facet in set(block.facets)}
    chosen = (scores + by_heading + np.array([by_facet[facet] for facet in block.facets])).argmax(axis=1)
    sources = [block.heading(s) if by_heading[s, n] else block.facet(s) for s, n in enumerate(chosen)]
    yield from block.rows(codes, hits, np.arange(len(chosen)) * len(codes) + chosen, sources)


def _code_addressees(block: _Block, codes: Codes, hits: CodeHits, asked: set[str]) -> Iterator[Row]:
    """Whom each request names: its words, else its heading, else its question, else whoever alone could act."""
    named, strong = (np.zeros((len(block.ids), len(codes)), dtype=bool) for _ in range(2))
    named.flat[hits.keys] = True
    strong.flat[hits.keys[hits.weights >= 1]] = True
    headed = (block.headings.last - block.headings.first)[block.heading_of] <= NAMING
    by_heading = (_heading_weights(block, codes) > 0) & headed[:, None]
    chosen: list[int] = []
    sources: list[str] = []
    for segment, ident in enumerate(block.ids):
        if ident in asked:
            numbers, source = _address(block, codes, segment, strong[segment], named[segment], by_heading[segment])
            chosen += [segment * len(codes) + n for n in numbers]
            sources += [source] * len(numbers)
    yield from block.rows(codes, hits, chosen, sources)


def _address(
    block: _Block, codes: Codes, segment: int, strong: np.ndarray, named: np.ndarray, headed: np.ndarray
) -> tuple[list[int], str]:
    """The addressees of one request, and what decided where it is not the words."""
    by_facet = [n for n, code in enumerate(codes) if block.facets[segment] in code.facets]
    if strong.any():
        return [n for n, code in enumerate(codes) if strong[n] or (n in by_facet and code.always)], block.facet(segment)
    if headed.any():
        return np.flatnonzero(headed).tolist(), block.heading(segment)
    if by_facet:
        return by_facet, block.facet(segment)
    if named.any():
        return np.flatnonzero(named).tolist(), ""
    return [n for n, code in enumerate(codes) if code.id == "uspesifisert"], block.facet(segment)
