"""Segments + codebook → codes: which themes, groups, function, addressee and initiatives a segment has, and by which words.

Every code can be traced: `evidence` is the very words of its strongest hit (the first of those that are equally strong),
`spans` are all of its hits, `pattern` the line of the codebook. Where the question or the sub-heading alone decides, there
are no words: `evidence` is empty, the offsets are null and `pattern` is `facet:tiltak` or `heading:…`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.matching import Texts
from innspill.patterns import Pattern
from innspill.tables import CODES

if TYPE_CHECKING:
    from innspill.codebook import Code, Codebook, Passing

# Segments are coded in blocks of about so many characters, so that memory does not grow with the corpus.
BLOCK = 4_000_000
NO_FACET = "ingen"
# A heading addresses somebody only where it is little more than a name: «KS», «Regionale helseforetak (RHF)».
NAMING = 3
# Kinds of segment that take the themes of their heading where their own words give none.
INHERITS = ("bullet", "paragraph")
# A hit that ends a sum this close below the threshold reaches it: 0.5 + 0.5 in floating point.
_NEARLY = 1e-9
_COLUMNS = [*CODES.columns, "spans"]


def code_segments(
    segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per code on a segment (contract CODES, and `spans`: all hits as «start-end;start-end»).

    Every segment has exactly one function; an addressee only where that is `forslag`; the other schemes none or several.
    `documents` gives each letter's written form, for patterns of one form only; without it they hold for every letter.
    No segments give an empty table.
    """
    parts = [_code_block(block, codebook, documents) for block in _blocks(segments)]
    rows = [row for part in parts for row in part]
    order = {scheme: n for n, scheme in enumerate(codebook.schemes)}
    place = {ident: n for n, ident in enumerate(segments["segment_id"])}
    rank = {(code.scheme, code.id): n for s in codebook.schemes for n, code in enumerate(codebook.of(s))}
    rows.sort(key=lambda row: (place[row[0]], order[row[1]], rank[row[1], row[2]]))
    return CODES.check(pd.DataFrame(rows, columns=_COLUMNS).astype({"spans": "string"}))


def _blocks(segments: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if len(segments):
        block = segments["text"].str.len().fillna(0).cumsum().floordiv(BLOCK)
        for _, rows in segments.groupby(block, sort=True):
            yield rows.reset_index(drop=True)


Row = tuple[str, str, str, str, int | None, int | None, str, str]


@dataclass(frozen=True)
class _Block:
    """What patterns look at: the words of the segments, of their headings, their facets and written forms."""

    segments: pd.DataFrame
    texts: Texts
    headings: Texts
    heading_of: np.ndarray
    facets: np.ndarray
    forms: np.ndarray

    def of_headings(self) -> "_Block":
        """The headings as texts of their own, outside any question and in no particular form."""
        n = len(self.headings.first)
        nothing = np.full(n, "", dtype=object)
        return _Block(self.segments, self.headings, self.headings, np.arange(n), np.full(n, NO_FACET, dtype=object), nothing)

    def row(self, number: int, code: "Code", hits: pd.DataFrame | None, pattern: str) -> Row:
        ident = self.segments["segment_id"].iat[number]
        if hits is None or not len(hits):
            return (ident, code.scheme, code.id, "", None, None, pattern, "")
        best = hits.sort_values(["weight", "begin", "end"], ascending=[False, True, False], kind="stable").iloc[0]
        starts, ends = self.texts.starts, self.texts.ends
        spans = sorted({(int(starts[b]), int(ends[e])) for b, e in zip(hits["begin"], hits["end"], strict=True)})
        start, end = int(starts[int(best["begin"])]), int(ends[int(best["end"])])
        evidence = self.segments["text"].iat[number][start:end]
        joined = ";".join(f"{s}-{e}" for s, e in spans)
        return (ident, code.scheme, code.id, evidence, start, end, code.patterns[int(best["pattern"])].text, joined)


def _read_block(segments: pd.DataFrame, documents: pd.DataFrame | None) -> _Block:
    texts = Texts(segments["text"].fillna("").tolist())
    heading_of, headings = pd.factorize(segments["heading"].fillna("").astype(object))
    forms = np.full(len(segments), "", dtype=object)
    if documents is not None and len(documents):
        known = dict(zip(documents["submission_id"], documents["language"].fillna(""), strict=True))
        forms = segments["submission_id"].map(known).fillna("").to_numpy(dtype=object)
    facets = segments["facet"].fillna(NO_FACET).to_numpy(dtype=object)
    return _Block(segments, texts, Texts(list(headings)), heading_of, facets, forms)


def _code_block(segments: pd.DataFrame, codebook: "Codebook", documents: pd.DataFrame | None) -> list[Row]:
    block = _read_block(segments, documents)
    rows: list[Row] = []
    for scheme in codebook.schemes:
        codes = codebook.of(scheme)
        hits = _find_hits(block, codes)
        if scheme == "function":
            rows += _code_functions(block, codes, hits)
        elif scheme == "addressee":
            asked = {row[0] for row in rows if row[1] == "function" and row[2] == "forslag"}
            rows += _code_addressees(block, codes, hits, asked)
        elif scheme == "theme":
            rows += _code_themes(block, codes, hits, codebook.passing)
        else:
            rows += _code_by_words(block, codes, hits)
    return rows


def _find_hits(block: _Block, codes: tuple["Code", ...]) -> pd.DataFrame:
    """One row per hit: number of the segment, of the code and of the pattern, first and last word, weight."""
    parts = []
    for number, code in enumerate(codes):
        for place, pattern in enumerate(code.patterns):
            begins, ends = block.texts.cancel(block.texts.find_pattern(pattern), code.nots)
            kept = _in_context(block, pattern, block.texts.text_of[begins])
            if kept.any():
                parts.append((number, place, pattern.weight, begins[kept], ends[kept]))
    sizes = [len(part[3]) for part in parts]
    begins, ends = _join_columns(parts, 3), _join_columns(parts, 4)
    weights = np.repeat([part[2] for part in parts], sizes).astype(float)
    return pd.DataFrame({
        "segment": block.texts.text_of[begins],
        "code": np.repeat([part[0] for part in parts], sizes).astype(int),
        "pattern": np.repeat([part[1] for part in parts], sizes).astype(int),
        "begin": begins, "end": ends, "weight": weights,
    })  # fmt: skip


def _join_columns(parts: list[tuple], column: int) -> np.ndarray:
    return np.concatenate([part[column] for part in parts]) if parts else np.empty(0, dtype=np.int64)


def _in_context(block: _Block, pattern: Pattern, segments: np.ndarray) -> np.ndarray:
    """Whether the segment of each hit has the facet, the heading and the written form that the pattern asks for."""
    kept = np.ones(len(segments), dtype=bool)
    if pattern.under:
        kept &= np.isin(block.facets[segments], pattern.under)
    if pattern.form:
        kept &= np.isin(block.forms[segments], ["nb", "nn"], invert=True) | (block.forms[segments] == pattern.form)
    if pattern.headings:
        kept &= np.isin(block.heading_of[segments], _texts_with(block.headings, pattern.headings))
    return kept


def _texts_with(texts: Texts, patterns: tuple[Pattern, ...]) -> np.ndarray:
    return np.unique(np.concatenate([texts.text_of[texts.find_pattern(p)[0]] for p in patterns]))


def _sum_weights(hits: pd.DataFrame) -> pd.Series:
    """Score by (segment, code): each pattern counts once, and so does each word that hits begin on."""
    ordered = hits.sort_values(["segment", "code", "weight", "begin"], ascending=[True, True, False, True], kind="stable")
    once = ordered.drop_duplicates(["segment", "code", "begin"]).drop_duplicates(["segment", "code", "pattern"])
    return once.groupby(["segment", "code"])["weight"].sum()


def _code_by_words(block: _Block, codes: tuple["Code", ...], hits: pd.DataFrame) -> list[Row]:
    """The codes whose hits reach their threshold."""
    scores = _sum_weights(hits)
    enough = scores[scores.to_numpy() >= _thresholds(codes, scores) - _NEARLY]
    grouped = hits.groupby(["segment", "code"]).indices
    return [block.row(s, codes[c], hits.iloc[grouped[s, c]], "") for s, c in enough.index]


def _thresholds(codes: tuple["Code", ...], scores: pd.Series) -> np.ndarray:
    return np.array([code.threshold for code in codes])[scores.index.get_level_values("code")]


def _code_themes(block: _Block, codes: tuple["Code", ...], hits: pd.DataFrame, passing: "Passing") -> list[Row]:
    """As `_code_by_words`, but not what is said in passing; a segment without a theme takes those of its heading."""
    on_heading = _heading_themes(block, codes)
    scores = _sum_weights(hits)
    segments = scores.index.get_level_values("segment").to_numpy(dtype=int)
    numbers = scores.index.get_level_values("code").to_numpy(dtype=int)
    helped = scores.to_numpy() + passing.heading * on_heading[block.heading_of[segments], numbers]
    lengths = block.texts.last - block.texts.first
    needed = _thresholds(codes, scores) + np.where(lengths[segments] > passing.words, passing.extra, 0.0)
    heaviest = pd.Series(helped).groupby(segments).transform("max").to_numpy()
    enough = (helped >= needed - _NEARLY) & (helped >= passing.share * heaviest - _NEARLY)
    grouped = hits.groupby(["segment", "code"]).indices
    rows = [block.row(s, codes[c], hits.iloc[grouped[s, c]], "") for s, c in scores.index[enough]]
    bare = np.setdiff1d(np.flatnonzero(block.segments["kind"].isin(INHERITS)), segments[enough])
    for segment in bare:
        source = f"heading:{block.segments['heading'].iat[segment]}"
        rows += [block.row(segment, codes[n], None, source) for n in np.flatnonzero(on_heading[block.heading_of[segment]])]
    return rows


def _heading_themes(block: _Block, codes: tuple["Code", ...]) -> np.ndarray:
    """Which themes each heading has by its own words: a row a heading, a column a theme."""
    found = np.zeros((len(block.headings.first), len(codes)), dtype=bool)
    scores = _sum_weights(_find_hits(block.of_headings(), codes))
    reached = scores[scores.to_numpy() >= _thresholds(codes, scores) - _NEARLY]
    found[reached.index.get_level_values("segment"), reached.index.get_level_values("code")] = True
    return found


def _code_functions(block: _Block, codes: tuple["Code", ...], hits: pd.DataFrame) -> list[Row]:
    """The function with the highest sum of facet, heading and words; of equals the first in the file."""
    scores = np.zeros((len(block.segments), len(codes)))
    words = _sum_weights(hits)
    if len(words):
        scores[words.index.get_level_values(0), words.index.get_level_values(1)] = words.to_numpy()
    by_heading = _heading_weights(block, codes)
    by_facet = np.array([[code.facets.get(facet, 0.0) for code in codes] for facet in block.facets])
    chosen = (scores + by_heading + by_facet).argmax(axis=1)
    grouped = hits.groupby(["segment", "code"]).indices
    rows = []
    for segment, number in enumerate(chosen):
        mine = hits.iloc[grouped[segment, number]] if (segment, number) in grouped else None
        source = _source(block, segment, by_heading[segment, number])
        rows.append(block.row(segment, codes[number], mine, source))
    return rows


def _source(block: _Block, segment: int, by_heading: float) -> str:
    if by_heading:
        return f"heading:{block.segments['heading'].iat[segment]}"
    return f"facet:{block.facets[segment]}"


def _heading_weights(block: _Block, codes: tuple["Code", ...]) -> np.ndarray:
    weights = np.zeros((len(block.segments), len(codes)))
    for number, code in enumerate(codes):
        for pattern in code.headings:
            under = np.isin(block.heading_of, _texts_with(block.headings, (pattern,)))
            weights[under, number] = np.maximum(weights[under, number], pattern.weight)
    return weights


def _code_addressees(block: _Block, codes: tuple["Code", ...], hits: pd.DataFrame, asked: set[str]) -> list[Row]:
    """Whom each request names: its words, else its heading, else its question, else whoever alone could act."""
    named: Mapping[tuple[int, int], np.ndarray] = hits[hits["weight"] > 0].groupby(["segment", "code"]).indices
    headed = (block.headings.last - block.headings.first)[block.heading_of] <= NAMING
    by_heading = _heading_weights(block, codes) * headed[:, None]
    rows: list[Row] = []
    for segment, ident in enumerate(block.segments["segment_id"]):
        if ident in asked:
            mine = {n: hits.iloc[named[segment, n]] for n in range(len(codes)) if (segment, n) in named}
            rows += _address(block, codes, segment, mine, by_heading[segment])
    return rows


def _address(
    block: _Block, codes: tuple["Code", ...], segment: int, mine: dict[int, pd.DataFrame], by_heading: np.ndarray
) -> list[Row]:
    facet = block.facets[segment]
    strong = [n for n, found in mine.items() if any(codes[n].patterns[p].weight >= 1 for p in found["pattern"])]
    asked = [n for n, code in enumerate(codes) if facet in code.facets]
    if strong:
        always = [n for n in asked if codes[n].always and n not in strong]
        return [block.row(segment, codes[n], mine.get(n), f"facet:{facet}") for n in [*strong, *always]]
    if by_heading.any():
        source = f"heading:{block.segments['heading'].iat[segment]}"
        return [block.row(segment, codes[n], None, source) for n in np.flatnonzero(by_heading)]
    if asked:
        return [block.row(segment, codes[n], None, f"facet:{facet}") for n in asked]
    if mine:
        return [block.row(segment, codes[n], found, "") for n, found in mine.items()]
    return [block.row(segment, code, None, f"facet:{facet}") for code in codes if code.id == "uspesifisert"]
