"""Words that mark the passages without a theme: candidates for patterns, each with the passages it stands in."""

from collections.abc import Collection, Iterable

import pandas as pd

from innspill.results import Result
from innspill.tokens import strongest, word_passages, words_of
from innspill.word_findings import MAX_PASSAGES
from innspill.word_measures import compare_words
from innspill.wording import listing

# A word is named in the sentence where chance would set it so far apart in less than one case of a hundred.
_G2 = 6.63
# Below this (the 95th percentile of χ² with 1 degree of freedom) chance alone would do so once in twenty times.
_CHANCE = 3.84
BARE, COVERED = "uten tema", "med tema"
_COLUMNS = ["word", "n", "n_elsewhere", "letters", "g2", "log_ratio", "one_letter"]


def candidate_words(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    bare: Collection[str],
    stopwords: Collection[str] = frozenset(),
    own_names: Iterable[str] = (),
    min_count: int = 3,
    min_letters: int = 2,
    top: int | None = 40,
) -> Result:
    """The words that stand more often in the passages `bare` (their segment_id) than in all others: one row a word.

    `n` times in those passages, in `letters` letters, and `n_elsewhere` times in the others; `g2` (Dunning 1993) and
    `log_ratio` (Hardie 2014) are over the words of all passages, and only words commoner in the bare ones are kept, the
    strongest first. `one_letter`: half or more of `n` stand in one letter. Words of one letter only are no candidates, nor
    words with a `g2` below 3.84, which chance alone would set so far apart once in twenty times. None left: an empty table.
    """
    letters = documents[["submission_id", "sender", "language"]].assign(group=BARE)
    occurrences = words_of(segments[segments["kind"] != "heading"], letters, own_names)
    sides = occurrences["segment_id"].isin(list(bare)).map({True: BARE, False: COVERED})
    occurrences = occurrences.assign(group=sides.astype(pd.CategoricalDtype([BARE, COVERED])))
    table = compare_words(occurrences, letters, (BARE, COVERED), stopwords, min_count)
    table = table[(table["group"] == BARE) & (table["n_target"] >= min_count) & (table["letters_target"] >= min_letters)]
    table = table[table["g2"] >= _CHANCE]
    table = strongest(table, (BARE,), "strength", top).reset_index(drop=True)
    table = table.rename(columns={"n_target": "n", "n_reference": "n_elsewhere"})
    inside = occurrences[occurrences["group"] == BARE]
    return Result(
        "candidate_words",
        table[_COLUMNS],
        ("word",),
        {language: _say_candidates(table, language) for language in ("nb", "en")},
        len(documents),
        word_passages(inside, table[["word"]], segments, documents),
        settings={"min_count": min_count, "min_letters": min_letters, "top": top, "max_passages": MAX_PASSAGES},
    )


def _say_candidates(table: pd.DataFrame, language: str) -> str:
    norwegian, clear = language == "nb", table[~table["one_letter"] & (table["g2"] >= _G2)]
    if clear.empty:
        none = "Ingen ord skiller klart avsnittene uten tema fra de andre"
        return none if norwegian else "No word clearly marks the passages without a theme"
    first = listing([f"«{word}»" for word in clear["word"].head(3)], language)
    return f"Avsnittene uten tema kjennes på {first}" if norwegian else f"Words that mark the passages without a theme: {first}"
