"""Letters → the words that set a group apart: keyness, word counts, collocations (each word in its context: kwic.py).

Words are counted, letters are what counts: every number of a word stands beside the number of letters that use it, and no
word is tested for significance, since the words of one letter are not independent of one another. Bokmål and nynorsk
differ in most function words and many stems: keep one written language (`language_filter`) where groups mix them.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from innspill.kwic import concordance
from innspill.results import Result, grouped_letters, in_language
from innspill.tokens import (
    adjacent_words,
    count_words,
    enough_letters,
    load_stopwords,
    strongest,
    word_passages,
    words_of,
)
from innspill.word_findings import note_words, say_key_words, say_pairs, say_word_counts

__all__ = ["collocations", "concordance", "keyness", "load_stopwords", "log_likelihood", "log_ratio", "word_counts"]

GROUPS = ("kommune", "helsefellesskap")
REST = "rest"
_NO_KEY_WORDS = pd.DataFrame(
    {
        **dict.fromkeys(("word", "group"), pd.Series(dtype="str")),
        **dict.fromkeys(("g2", "log_ratio", "strength"), pd.Series(dtype="float64")),
        **dict.fromkeys(
            ("n_target", "n_reference", "words_target", "words_reference", "letters_target", "letters_reference",
             "letters_in_target_group", "letters_in_reference_group", "letters"),
            pd.Series(dtype="Int64"),
        ),
        "one_letter": pd.Series(dtype="bool"),
    }
)  # fmt: skip


def log_likelihood(n_target: np.ndarray, n_reference: np.ndarray, words_target: float, words_reference: float) -> np.ndarray:
    """Signed G² of a word, on the full 2 × 2 table of word and other words by target and reference (Dunning 1993).

    G² = 2 Σ O ln(O / E); negative where the word is rarer in the target. Rayson & Garside (2000) leave out the two cells
    of other words, which gives almost the same value for any word but the commonest.
    """
    observed = np.array([n_target, n_reference, words_target - n_target, words_reference - n_reference], dtype=float).reshape(
        4, -1
    )
    total = words_target + words_reference
    in_word, in_other = observed[0] + observed[1], observed[2] + observed[3]
    expected = (
        np.array([in_word * words_target, in_word * words_reference, in_other * words_target, in_other * words_reference])
        / total
    )
    parts = np.zeros_like(observed)
    seen = observed > 0
    parts[seen] = observed[seen] * np.log(observed[seen] / expected[seen])
    g2 = np.maximum(2 * parts.sum(axis=0), 0.0)
    return np.where(observed[0] < expected[0], -g2, g2)


def log_ratio(n_target: np.ndarray, n_reference: np.ndarray, words_target: float, words_reference: float) -> np.ndarray:
    """Binary log of the ratio of relative frequencies (Hardie 2014): 1 is twice as often, −2 a fourth.

    A count of 0 is taken as 0.5, so that a word that only one side uses has a finite ratio.
    """
    target, reference = (np.where(np.asarray(n) == 0, 0.5, n) for n in (n_target, n_reference))
    return np.log2((target / words_target) / (reference / words_reference))


def keyness(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    by: str = "sender_type",
    target: str = "kommune",
    reference: str | None = None,
    language_filter: str | None = None,
    stopwords: Collection[str] = frozenset(),
    own_names: Iterable[str] = (),
    min_count: int = 3,
    min_letters: int = 2,
    top: int | None = 100,
) -> Result:
    """The words that set the letters of `target` apart from those of `reference`: one row a word, the strongest first.

    `reference` None takes all other letters (group «rest»). `group` is the side that has the word more often than the
    other, `g2` is positive for the target, `log_ratio` says how much more often. Frequencies are relative to all words of
    the side, those left out included: `stopwords`, and `own_names` (a sender's own name is trivially its own).
    A word needs `min_count` occurrences in all and `min_letters` letters of its group (a smaller group: all of them).
    `one_letter`: half or more of its occurrences in its group come from one letter. `top` words of each group are kept.
    """
    letters, groups = _two_sides(in_language(documents, language_filter), by, target, reference)
    occurrences = words_of(segments, letters, own_names)
    table = _key_words(occurrences, letters, groups, stopwords, min_count)
    table = table[enough_letters(table, letters, min_letters)]
    table = strongest(table, groups, "strength", top).reset_index(drop=True)
    sizes = letters["group"].value_counts()
    columns = ["word", "group", "n_target", "n_reference", "words_target", "words_reference", "g2", "log_ratio",
               "letters_target", "letters_reference", "letters_in_target_group", "letters_in_reference_group",
               "one_letter"]  # fmt: skip
    return Result(
        "keyness",
        table[columns],
        ("word",),
        {language: say_key_words(table, groups, sizes, language) for language in ("nb", "en")},
        len(letters),
        word_passages(occurrences, table[["word"]], segments, documents),
        note_words(letters, groups, language_filter),
        {"by": by, "target": target, "reference": reference or REST, "language_filter": language_filter,
         "min_count": min_count, "min_letters": min_letters, "top": top},
    )  # fmt: skip


def word_counts(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    by: str = "sender_type",
    groups: Sequence[str] | None = GROUPS,
    language_filter: str | None = None,
    stopwords: Collection[str] = frozenset(),
    own_names: Iterable[str] = (),
    min_count: int = 1,
    min_letters: int = 1,
    top: int | None = 200,
) -> Result:
    """The words that each group uses most: one row a group × word, `n` times in `letters` letters, commonest first.

    Counts are raw: a group that wrote more has higher ones, so compare words within a group. A group without letters has
    no row. A word needs `min_count` occurrences and `min_letters` letters in the group (a smaller group: all of them).
    """
    letters, groups = grouped_letters(in_language(documents, language_filter), by, groups)
    occurrences = words_of(segments, letters, own_names)
    counted = count_words(occurrences[~occurrences["word"].isin(list(stopwords))].dropna(subset="word"), min_count=min_count)
    counted = counted[enough_letters(counted, letters, min_letters)]
    table = strongest(counted, groups, "n", top)[["group", "word", "n", "letters"]].reset_index(drop=True)
    return Result(
        "word_counts",
        table,
        ("group", "word"),
        {language: say_word_counts(table, groups, letters, language) for language in ("nb", "en")},
        len(letters),
        word_passages(occurrences, table[["group", "word"]], segments, documents),
        note_words(letters, groups, language_filter),
        {"by": by, "groups": groups, "language_filter": language_filter, "min_count": min_count,
         "min_letters": min_letters, "top": top},
    )  # fmt: skip


def collocations(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    by: str = "sender_type",
    groups: Sequence[str] | None = GROUPS,
    language_filter: str | None = None,
    stopwords: Collection[str] = frozenset(),
    own_names: Iterable[str] = (),
    min_count: int = 3,
    min_letters: int = 2,
    top: int | None = 50,
) -> Result:
    """Pairs of words that stand side by side more often than chance: one row a group × pair, the strongest first.

    `g2` is NLTK's likelihood ratio (Dunning 1993), within the group. Words are side by side with nothing but a blank
    between them, never across a comma, a full stop or two segments. Pairs with a stopword or one of `own_names` are left
    out, and so are pairs rarer than chance. A pair needs `min_count` occurrences and `min_letters` letters (a smaller
    group: all of them).
    """
    letters, groups = grouped_letters(in_language(documents, language_filter), by, groups)
    occurrences = words_of(segments, letters, own_names)
    pairs = adjacent_words(occurrences)
    pairs = pairs[~pairs["first"].isin(list(stopwords)) & ~pairs["second"].isin(list(stopwords))]
    counted = count_words(pairs, ("group", "first", "second"), min_count)
    counted = counted[enough_letters(counted, letters, min_letters)]
    scored = _score_pairs(counted, occurrences)
    scored = scored.assign(pair=scored["first"] + " " + scored["second"])
    table = strongest(scored, groups, "g2", top, "pair")[["pair", "group", "n", "g2", "letters"]]
    table = table.reset_index(drop=True)
    kept = scored[["group", "first", "second", "pair"]].merge(table[["group", "pair"]])
    told = pairs[pairs["first"].isin(kept["first"]) & pairs["second"].isin(kept["second"])]
    told = told.astype({"group": "str", "first": "str", "second": "str"}).merge(kept)
    return Result(
        "collocations",
        table,
        ("group", "pair"),
        {language: say_pairs(table, groups, letters, language) for language in ("nb", "en")},
        len(letters),
        word_passages(told, table[["group", "pair"]], segments, documents, "pair"),
        note_words(letters, groups, language_filter),
        {"by": by, "groups": groups, "language_filter": language_filter, "min_count": min_count,
         "min_letters": min_letters, "top": top},
    )  # fmt: skip


def _two_sides(documents: pd.DataFrame, by: str, target: str, reference: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if reference is not None:
        return grouped_letters(documents, by, (target, reference))
    own, _ = grouped_letters(documents, by, (target,))
    rest = documents.loc[~documents["submission_id"].isin(own["submission_id"]), ["submission_id", "sender", "language"]]
    return pd.concat([own, rest.assign(group=REST)], ignore_index=True), (target, REST)


def _key_words(
    occurrences: pd.DataFrame,
    letters: pd.DataFrame,
    groups: Sequence[str],
    stopwords: Collection[str],
    min_count: int,
) -> pd.DataFrame:
    """One row a word of either side, with the columns of `keyness`, and `letters` and `strength` on its own side."""
    words_target, words_reference = (int((occurrences["group"] == group).sum()) for group in groups)
    if not words_target or not words_reference:
        return _NO_KEY_WORDS.copy()
    counted = count_words(occurrences[~occurrences["word"].isin(list(stopwords))].dropna(subset="word"))
    sides = [counted[counted["group"] == group].drop(columns="group") for group in groups]
    both = sides[0].merge(sides[1], on="word", how="outer", suffixes=("_target", "_reference"))
    counts = [column for column in both.columns if column != "word"]
    both[counts] = both[counts].fillna(0)
    both = both[both["n_target"] + both["n_reference"] >= min_count]
    seen = (both["n_target"].to_numpy(dtype=float), both["n_reference"].to_numpy(dtype=float))
    both = both.assign(
        words_target=words_target,
        words_reference=words_reference,
        g2=log_likelihood(*seen, words_target, words_reference),
        log_ratio=log_ratio(*seen, words_target, words_reference),
        letters_in_target_group=int((letters["group"] == groups[0]).sum()),
        letters_in_reference_group=int((letters["group"] == groups[1]).sum()),
    )
    both = both[both["g2"] != 0]
    key = both["g2"] > 0
    of_side = {name: both[f"{name}_target"].where(key, both[f"{name}_reference"]) for name in ("n", "letters", "most")}
    return both.assign(
        group=pd.Series(np.where(key, *groups), index=both.index, dtype="str"),
        strength=both["g2"].abs(),
        letters=of_side["letters"],
        one_letter=(2 * of_side["most"] >= of_side["n"]).astype(bool),
    )


def _score_pairs(counted: pd.DataFrame, occurrences: pd.DataFrame) -> pd.DataFrame:
    """NLTK's likelihood ratio for every counted pair, from the word counts of its group; chance and rarer is dropped."""
    from nltk.collocations import BigramCollocationFinder
    from nltk.metrics import BigramAssocMeasures
    from nltk.probability import FreqDist

    singles = count_words(occurrences.dropna(subset="word"))
    scored = []
    for group, pairs in counted.groupby("group", sort=False):
        spoken = singles[singles["group"] == group]
        word_counts_here = FreqDist(dict(zip(spoken["word"], spoken["n"].astype(int), strict=True)))
        names = list(zip(pairs["first"], pairs["second"], strict=True))
        pair_counts = FreqDist(dict(zip(names, pairs["n"].astype(int), strict=True)))
        finder = BigramCollocationFinder(word_counts_here, pair_counts)
        found = dict(finder.score_ngrams(BigramAssocMeasures.likelihood_ratio))
        chance = np.array([word_counts_here[a] * word_counts_here[b] for a, b in names]) / word_counts_here.N()
        pairs = pairs.assign(g2=[found.get(name, 0.0) for name in names])
        scored.append(pairs[pairs["n"].to_numpy(dtype=float) > chance])
    return pd.concat(scored, ignore_index=True) if scored else counted.assign(g2=pd.Series(dtype="float64"))
