"""The measures of the word analyses: how a word differs between two sides, how a pair of words differs from chance."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from innspill.tokens import count_words

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


def compare_words(
    occurrences: pd.DataFrame,
    letters: pd.DataFrame,
    groups: Sequence[str],
    stopwords: Collection[str],
    min_count: int,
) -> pd.DataFrame:
    """The words of two sides (`groups`): one row a word with the columns of `keyness`, and `letters` and `strength` (|G²|)
    on the side that has it more often.

    Left out: `stopwords`, words with fewer than `min_count` occurrences in all, and words that both sides use equally
    often. No row if a side has no words.
    """
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


def score_pairs(counted: pd.DataFrame, occurrences: pd.DataFrame) -> pd.DataFrame:
    """`g2` of every counted pair: NLTK's likelihood ratio (Dunning 1993), from the word counts of its group.

    One row a group × pair; a pair that stands as often as chance would have it, or less, is left out.
    """
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
