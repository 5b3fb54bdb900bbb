"""Why a text gets its codes: every hit and what it counted, what a `not` or a condition took away, what the rule asked for.

The codes come from `code_segments`, the hits and sums from what it uses: nothing is decided here a second time. What is
told besides (which hit of a sum counted, which `not` struck) is found by asking the same functions about one hit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from innspill.codebook import FACETS, Code, Codebook
from innspill.coding import code_segments
from innspill.coding_blocks import Block, find_hits, read_block
from innspill.errors import InnspillError
from innspill.matching import CodeHits
from innspill.patterns import NO_FACET, Pattern
from innspill.tables import LANGUAGES

_COLUMNS = {
    "scheme": "str", "code": "str", "given": "bool", "score": "Float64", "needed": "Float64", "rule": "str", "kind": "str",
    "words": "str", "start": "Int64", "end": "Int64", "pattern": "str", "line": "Int64", "weight": "Float64",
    "counted": "Float64", "why": "str",
}  # fmt: skip
_DECIDED = {"facet": "the question decided", "heading": "the heading decided", "": "its words decided"}
ONLY_REQUESTS = "only a forslag has an addressee"
Row = dict[str, object]


def explain_codes(
    text: str, codebook: Codebook, facet: str | None = None, heading: str | None = None, language: str | None = None
) -> pd.DataFrame:
    """One row per thing that spoke for a code in `text` (one segment), by scheme, code and place; a code that nothing spoke
    for has no row.

    `given` says whether the segment gets the code, `score` the sum of `counted`, `needed` what it had to reach (null for
    addressees, where the order of the witnesses decides), `rule` why in words. `kind` is `hit`, `cancelled` (a `not` struck
    it), `unmet` (a condition is not met), `facet`, `heading` or `none` (the code that stands where nothing speaks). `counted`
    is 0 for a hit whose word or pattern counts already; `why` says so.

    Raises InnspillError for an empty text, an unknown facet or language.
    """
    segments, documents = _one_segment(text, facet, heading, language)
    codes = code_segments(segments, codebook, documents)
    block = read_block(segments, {"try": language} if language else {})
    rows = [row for scheme in codebook.schemes for row in _scheme_rows(block, codebook, scheme, codes)]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _one_segment(
    text: str, facet: str | None, heading: str | None, language: str | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    if not text.strip():
        raise InnspillError("TEXT", "there is no text", "Give a sentence in quotes, or - and the text on stdin")
    if facet is not None and facet not in (*FACETS, NO_FACET):
        raise InnspillError("--question", f"unknown facet «{facet}»", f"Use {', '.join((*FACETS, NO_FACET))}")
    if language is not None and language not in LANGUAGES:
        raise InnspillError("--language", f"unknown language «{language}»", f"Use {', '.join(LANGUAGES)}")
    for where, written in (("TEXT", text), ("--heading", heading or "")):
        # What the shell hands over in another encoding comes as halves of characters, which no table holds.
        if any("\ud800" <= character <= "\udfff" for character in written):
            raise InnspillError(where, "the text is not UTF-8", "Type it, or give it in UTF-8")
    under = None if facet == NO_FACET else facet
    row = {"segment_id": "try-0001", "submission_id": "try", "facet": under, "kind": "paragraph", "heading": heading,
           "text": text}  # fmt: skip
    documents = pd.DataFrame([{"submission_id": "try", "language": language}]) if language else None
    return pd.DataFrame([row]), documents


@dataclass(frozen=True)
class _Case:
    """One code of a scheme, its hits in the text, and the row that the coding gave it (None: not given)."""

    block: Block
    code: Code
    hits: CodeHits
    given: pd.Series | None


def _scheme_rows(block: Block, codebook: Codebook, scheme: str, codes: pd.DataFrame) -> Iterator[Row]:
    found = find_hits(block, codebook.of(scheme))
    keys, sums = found.sums()
    scores = dict(zip(keys.tolist(), sums.tolist(), strict=True))
    given = {row["code"]: row for _, row in codes[codes["scheme"] == scheme].iterrows()}
    evidence: list[tuple[_Case, list[Row], float]] = []
    for number, code in enumerate(codebook.of(scheme)):
        own = found.keys == number
        hits = CodeHits(*(column[own] for column in (found.keys, found.patterns, found.begins, found.ends, found.weights)))
        case = _Case(block, code, hits, given.get(code.id))
        context = _context_rows(case)
        rows = [*context, *_hit_rows(case), *_lost_rows(case)]
        score = scores.get(number, 0.0) + sum(float(str(row["counted"])) for row in context)
        if rows or case.given is not None:
            evidence.append((case, rows or [_row("none", why="nothing names anybody")], score))
    heaviest = max((score for _, _, score in evidence), default=0.0)
    for case, rows, score in evidence:
        needed, rule = _rule(case, codebook, heaviest, codes)
        told = {"scheme": scheme, "code": case.code.id, "given": case.given is not None, "score": score, "needed": needed,
                "rule": rule}  # fmt: skip
        yield from ({**told, **row} for row in rows)


def _rule(case: _Case, codebook: Codebook, heaviest: float, codes: pd.DataFrame) -> tuple[float | None, str]:
    """What the code had to reach, and why in words."""
    code = case.code
    if code.scheme == "function":
        return heaviest, "the highest sum" if case.given is not None else "another function has the highest sum"
    if code.scheme == "addressee":
        if not (codes["code"] == "forslag").any():
            return None, ONLY_REQUESTS
        if case.given is None:
            return None, "what speaks for another goes first: strong words, heading, question, weak words"
        return None, _DECIDED[str(case.given["pattern"]).partition(":")[0] if not case.given["evidence"] else ""]
    needed, rule = code.threshold, f"threshold {code.threshold:g}"
    if code.scheme == "theme":
        passing, n_words = codebook.passing, int(case.block.texts.last[0] - case.block.texts.first[0])
        if n_words > passing.words:
            needed += passing.extra
            rule += f" + {passing.extra:g}, as the text has {n_words} words"
        if passing.share * heaviest > needed:
            needed = passing.share * heaviest
            rule = f"{passing.share:g} of the heaviest theme's {heaviest:g}"
    return needed, rule


def _context_rows(case: _Case) -> list[Row]:
    """What the question and the heading give: weights for a function, a name for an addressee, nothing for a theme."""
    code, block = case.code, case.block
    rows = []
    facet = str(block.facet_names[block.facet_of[0]])
    if facet in code.facets:
        weight = code.facets[facet]
        rows.append(_row("facet", words=facet, weight=weight, counted=weight, why=_name_facet(facet)))
    if code.scheme in ("function", "addressee"):
        met = [pattern for pattern in code.headings if block.headed((pattern,))[0]]
        heaviest = max(met, key=lambda pattern: pattern.weight, default=None)
        if heaviest is not None:
            rows.append(_row("heading", heaviest, words=str(block.heading_names[block.heading_of[0]]),
                             counted=heaviest.weight, why="stands in the heading"))  # fmt: skip
    return rows


def _hit_rows(case: _Case) -> Iterator[Row]:
    """The hits, and which of them the sum counts."""
    hits = case.hits
    counted = set(hits.counted().tolist())
    on_word: dict[int, Pattern] = {}
    for n, (place, begin, end) in enumerate(zip(*(c.tolist() for c in (hits.patterns, hits.begins, hits.ends)), strict=True)):
        pattern, before = case.code.patterns[place], on_word.get(begin)
        why = "" if n in counted else f"its first word goes to line {before.line}" if before else "its line counts already"
        on_word.setdefault(begin, pattern)
        yield _row("hit", pattern, counted=pattern.weight if n in counted else 0.0, why=why, **_stretch(case.block, begin, end))


def _lost_rows(case: _Case) -> Iterator[Row]:
    """The places where a pattern's words stand, and a `not` or a condition keeps them from counting."""
    kept = set(zip(case.hits.patterns.tolist(), case.hits.begins.tolist(), case.hits.ends.tolist(), strict=True))
    for place, pattern in enumerate(case.code.patterns):
        bare = replace(pattern, nots=(), withs=(), within=0)
        for begin, end in zip(*(column.tolist() for column in case.block.texts.find_pattern(bare)), strict=True):
            if (place, begin, end) not in kept:
                kind, why = _lost_to(case, pattern, begin, end)
                yield _row(kind, pattern, counted=0.0, why=why, **_stretch(case.block, begin, end))


def _lost_to(case: _Case, pattern: Pattern, begin: int, end: int) -> tuple[str, str]:
    block, code = case.block, case.code
    hit = np.array([begin]), np.array([end])
    for nots, within in ((pattern.nots, pattern.within), (code.nots, 0)):
        for cancelling in nots:
            if not len(block.texts.cancel(hit, [cancelling], within)[0]):
                own = "" if cancelling in pattern.nots else f" on line {cancelling.line}"
                return "cancelled", f"«not: {cancelling.text}»{own} stands at «{_nearest(block, cancelling, begin)}»"
    if pattern.withs and not block.texts.texts_with(pattern.withs).any():
        return "unmet", f"asks for {' or '.join(f'«{p.text}»' for p in pattern.withs)} in the same text"
    if pattern.under and not block.under(pattern.under)[0]:
        return "unmet", f"only {' or '.join(map(_name_facet, pattern.under))}"
    if pattern.headings and not block.headed(pattern.headings)[0]:
        return "unmet", f"only under a heading with {' or '.join(f'«{p.text}»' for p in pattern.headings)}"
    return "unmet", f"only in letters in {pattern.form}"


def _name_facet(facet: str) -> str:
    return "outside any question" if facet == NO_FACET else f"under a question of {facet}"


def _nearest(block: Block, pattern: Pattern, begin: int) -> str:
    """The words of the pattern's hit that is nearest to a word."""
    begins, ends = block.texts.find_pattern(pattern)
    at = int(np.abs(begins - begin).argmin())
    return str(_stretch(block, int(begins[at]), int(ends[at]))["words"])


def _stretch(block: Block, begin: int, end: int) -> Row:
    start, stop = int(block.texts.starts[begin]), int(block.texts.ends[end])
    return {"words": block.written[0][start:stop], "start": start, "end": stop}


def _row(kind: str, pattern: Pattern | None = None, **cells: object) -> Row:
    told = {"pattern": pattern.text, "line": pattern.line, "weight": pattern.weight} if pattern else {}
    return {"kind": kind, "words": "", "start": None, "end": None, "pattern": "", "line": None, "weight": None,
            "counted": 0.0, "why": "", **told, **cells}  # fmt: skip
