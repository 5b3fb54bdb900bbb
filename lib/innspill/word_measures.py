"""The measures of the word analyses: G² and log ratio of a word in two sides, the likelihood ratio of a pair."""

import numpy as np
import pandas as pd

from innspill.tokens import count_words


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


def score_pairs(counted: pd.DataFrame, occurrences: pd.DataFrame) -> pd.DataFrame:
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
