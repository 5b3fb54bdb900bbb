"""Is the codebook sound? What never matches, what another swallows, what lacks its twin, what matches too much."""

from collections.abc import Collection, Iterator

import pandas as pd

from innspill.codebook import Code, Codebook
from innspill.codebook_cover import covers_word, spell_word
from innspill.codebook_findings import ERROR, NOTE, Finding, finding, finding_table
from innspill.codebook_forms import WrittenForms
from innspill.codebook_frequency import find_in_corpus
from innspill.codebook_swallow import find_dead_nots, find_never, find_swallowed
from innspill.codebook_twins import find_lacking_twins
from innspill.patterns import Pattern, Word

# Three letters anywhere in a word stand in words of every kind: «*dom*» in domstol, sykdom and domene.
_SHORT_INFIX = 3
# What a function or an addressee is told by are function words («må», «bør», «vi»); a theme is not.
_BY_CONTENT = ("theme", "group", "initiative")


def check_codebook(
    codebook: Codebook,
    forms: WrittenForms,
    stopwords: Collection[str],
    segments: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per finding, by line: `line`, `scheme`, `code`, `pattern`, `kind`, `severity`, `what`, `todo`.

    Kinds: `never` (can never count), `swallowed` (adds nothing beside another), `twin` (lacks its other written form),
    `phrase` (| between phrases), `stopword`, `wide` (matches too much), `not` (cancels nothing), `shared` (stands in two
    themes); with `segments` also `unused`, `wide` and `costly`, with the numbers measured there. Severity `error` is to be
    put right, `note` to be looked at. Nothing found gives an empty table.
    """
    findings = [
        *find_never(codebook), *find_swallowed(codebook), *find_lacking_twins(codebook, forms), *find_dead_nots(codebook),
        *_matching_stopwords(codebook, stopwords), *_short_infixes(codebook), *_shared(codebook),
    ]  # fmt: skip
    if segments is not None:
        findings += find_in_corpus(codebook, segments, documents)
    return finding_table(findings)


def _strong_words(codebook: Codebook) -> Iterator[tuple[Code, Pattern, Word]]:
    """The words that give a theme, group or initiative by themselves."""
    for scheme in _BY_CONTENT:
        for code in codebook.of(scheme):
            for pattern in code.patterns:
                if len(pattern.slots) == 1 and pattern.weight >= code.threshold:
                    yield from ((code, pattern, word) for word in pattern.slots[0].words)


def _matching_stopwords(codebook: Codebook, stopwords: Collection[str]) -> Iterator[Finding]:
    words = [Word(stopword) for stopword in sorted(stopwords)]
    for code, pattern, word in _strong_words(codebook):
        met = [] if word.exact else [f"«{w.letters}»" for w in words if covers_word(word, w)]
        if met:
            limited = pattern.withs or pattern.under or pattern.headings
            what = f"«{spell_word(word)}» gives the code alone and matches {', '.join(met[:3])}"
            todo = "Write more of the word, or a phrase"
            yield finding(code, pattern, "stopword", NOTE if limited else ERROR, what, todo)


def _short_infixes(codebook: Codebook) -> Iterator[Finding]:
    for code, pattern, word in _strong_words(codebook):
        if word.starts_open and word.ends_open and len(word.letters) <= _SHORT_INFIX and not word.exact:
            what = f"«{spell_word(word)}» is {len(word.letters)} letters anywhere in a word"
            yield finding(code, pattern, "wide", ERROR, what, "Leave out one of the stars, or write more letters")


def _shared(codebook: Codebook) -> Iterator[Finding]:
    """The same words in two themes: rightly so where a word speaks for both, and worth knowing."""
    first: dict[str, tuple[str, Pattern]] = {}
    for code in codebook.of("theme"):
        for pattern in code.patterns:
            other, there = first.setdefault(pattern.text, (code.id, pattern))
            if other != code.id:
                what = f"it stands under «{other}» on line {there.line} too"
                yield finding(code, pattern, "shared", NOTE, what, "Keep both where it speaks for both")
