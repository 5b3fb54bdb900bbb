"""Letters → the words that set a group apart: keyness, word counts, collocations (each word in its context: kwic.py).

Words are counted, letters are what counts: every number of a word stands beside the number of letters that use it, and no
word is tested for significance, since the words of one letter are not independent of one another. Bokmål and nynorsk
differ in most function words and many stems: keep one written language (`language_filter`) where groups mix them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from innspill.results import Result, grouped_letters, in_language
from innspill.tokens import (
    adjacent_words,
    count_words,
    enough_letters,
    strongest,
    word_passages,
    words_of,
)
from innspill.word_findings import MAX_PASSAGES, note_words, say_commonest, say_key_words
from innspill.word_measures import compare_words, score_pairs

GROUPS = ("kommune", "helsefellesskap")
REST = "rest"
# Below these, a pair of words that stands three times is rare, and a chart of pairs has a bar or two.
FEW_LETTERS, FEW_WORDS = 10, 20_000
_KEYNESS_COLUMNS = [
    "word", "group", "n_target", "n_reference", "words_target", "words_reference", "g2", "log_ratio", "letters_target",
    "letters_reference", "letters_in_target_group", "letters_in_reference_group", "one_letter",
]  # fmt: skip


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
    min_group: int = 5,
) -> Result:
    """The words that set the letters of `target` apart from those of `reference`: one row a word, the strongest first.

    `reference` None takes all other letters (group «rest»). `group` is the side that has the word more often than the
    other, `g2` (Dunning 1993) is positive for the target, `log_ratio` (Hardie 2014) says how much more often. Frequencies
    are relative to all words of the side, those left out included: `stopwords`, and `own_names` (a sender's own name is
    trivially its own).
    A word needs `min_count` occurrences in all and `min_letters` letters of its group (a smaller group: all of them).
    `one_letter`: half or more of its occurrences in its group come from one letter. `top` words of each group are kept.
    With fewer than `min_group` letters on a side, the finding names no word.
    """
    letters, groups = _two_sides(in_language(documents, language_filter), by, target, reference)
    occurrences = words_of(segments, letters, own_names)
    table = compare_words(occurrences, letters, groups, stopwords, min_count)
    table = table[enough_letters(table, letters, min_letters)]
    table = strongest(table, groups, "strength", top).reset_index(drop=True)
    sizes, one_each = letters["group"].value_counts(), not letters["sender"].dropna().duplicated().any()
    evidence = word_passages(occurrences, table[["word"]], segments, documents)
    return Result(
        "keyness",
        table[_KEYNESS_COLUMNS],
        ("word",),
        {lang: say_key_words(table, groups, sizes, lang, min_group, one_each) for lang in ("nb", "en")},
        len(letters),
        evidence,
        note_words(letters, groups, language_filter, min_group, evidence, ["word"]),
        {"by": by, "target": target, "reference": reference or REST, "language_filter": language_filter,
         "min_count": min_count, "min_letters": min_letters, "top": top, "min_group": min_group,
         "max_passages": MAX_PASSAGES},
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
    min_group: int = 5,
) -> Result:
    """The words that each group uses most: one row a group × word, `n` times in `letters` letters, commonest first.

    Counts are raw: a group that wrote more has higher ones, so compare words within a group. A group without letters has
    no row. A word needs `min_count` occurrences and `min_letters` letters in the group (a smaller group: all of them).
    The finding names the commonest word of each group with `min_group` letters; with no such group, of all of them.
    """
    letters, groups = grouped_letters(in_language(documents, language_filter), by, groups)
    occurrences = words_of(segments, letters, own_names)
    counted = count_words(occurrences[~occurrences["word"].isin(list(stopwords))].dropna(subset="word"), min_count=min_count)
    counted = counted[enough_letters(counted, letters, min_letters)]
    table = strongest(counted, groups, "n", top)[["group", "word", "n", "letters"]].reset_index(drop=True)
    together = _count_together(occurrences, table, letters, min_group)
    evidence = word_passages(occurrences, table[["group", "word"]], segments, documents)
    settings = {"by": by, "groups": groups, "language_filter": language_filter, "min_count": min_count,
                "min_letters": min_letters, "top": top, "min_group": min_group}  # fmt: skip
    return _list_of_groups("word_counts", "word", table, together, letters, evidence, settings)


def collocations(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    by: str = "sender_type",
    groups: Sequence[str] | None = GROUPS,
    language_filter: str | None = None,
    stopwords: Collection[str] = frozenset(),
    own_names: Iterable[str] = (),
    min_count: int | None = None,
    min_letters: int = 2,
    top: int | None = 50,
    min_group: int = 5,
) -> Result:
    """Pairs of words that stand side by side more often than chance: one row a group × pair, the strongest first.

    `g2` is NLTK's likelihood ratio (Dunning 1993), within the group. Words are side by side with nothing but a blank
    between them, never across a comma, a full stop or two segments. Pairs with a stopword or one of `own_names` are left
    out, and so are pairs rarer than chance. A pair needs `min_count` occurrences and `min_letters` letters (a smaller
    group: all of them). `min_count` None is 2 in a group with fewer than 10 letters or 20,000 words, where hardly a pair
    stands three times, and 3 in a larger one. A pair in a group of one letter is told by `letters` 1. The finding names
    the commonest pair of each group with `min_group` letters; with no such group, of all of them.
    """
    letters, groups = grouped_letters(in_language(documents, language_filter), by, groups)
    occurrences = words_of(segments, letters, own_names)
    pairs = adjacent_words(occurrences)
    pairs = pairs[~pairs["first"].isin(list(stopwords)) & ~pairs["second"].isin(list(stopwords))]
    least = _least_counts(occurrences, letters, groups, min_count)
    counted = count_words(pairs, ("group", "first", "second"), min(least.values(), default=1))
    counted = counted[counted["n"] >= counted["group"].map(least).astype("Int64")]
    counted = counted[enough_letters(counted, letters, min_letters)]
    scored = score_pairs(counted, occurrences)
    scored = scored.assign(pair=scored["first"] + " " + scored["second"])
    table = strongest(scored, groups, "g2", top, "pair")[["pair", "group", "n", "g2", "letters"]]
    table = table.reset_index(drop=True)
    shown = scored.loc[scored["pair"].isin(table["pair"]), ["first", "second", "pair"]].drop_duplicates()
    told = pairs.astype({"first": "str", "second": "str"}).merge(shown)
    together = _count_together(told, table, letters, min_group, "pair")
    evidence = word_passages(told, table[["group", "pair"]], segments, documents, "pair")
    settings = {"by": by, "groups": groups, "language_filter": language_filter, "min_count": least,
                "min_letters": min_letters, "top": top, "min_group": min_group}  # fmt: skip
    return _list_of_groups("collocations", "pair", table, together, letters, evidence, settings)


def _list_of_groups(
    name: str,
    unit: str,
    table: pd.DataFrame,
    together: pd.DataFrame,
    letters: pd.DataFrame,
    evidence: pd.DataFrame,
    settings: Mapping[str, Any],
) -> Result:
    """A list of words or pairs (`unit`, the column that holds them) by group, with its finding and notes."""
    groups, min_group, keys = settings["groups"], settings["min_group"], ("group", unit)
    return Result(
        name,
        table,
        keys,
        {lang: say_commonest(table, together, groups, letters, lang, min_group, unit) for lang in ("nb", "en")},
        len(letters),
        evidence,
        note_words(letters, groups, settings["language_filter"], min_group, evidence, keys),
        {**settings, "max_passages": MAX_PASSAGES},
    )


def _count_together(
    occurrences: pd.DataFrame, table: pd.DataFrame, letters: pd.DataFrame, min_group: int, word: str = "word"
) -> pd.DataFrame:
    """The words of the table in all letters, counted only where no group is large enough to be told of by itself."""
    if letters["group"].value_counts().max() >= min_group:
        return table.iloc[:0]
    return count_words(occurrences[occurrences[word].isin(list(table[word]))], (word,))


def _least_counts(
    occurrences: pd.DataFrame, letters: pd.DataFrame, groups: Sequence[str], min_count: int | None
) -> dict[str, int]:
    """How often a pair must stand, group by group."""
    if min_count is not None:
        return dict.fromkeys(groups, min_count)
    sizes, words = letters["group"].value_counts(), occurrences["group"].value_counts()
    small = {group: sizes.get(group, 0) < FEW_LETTERS or words.get(group, 0) < FEW_WORDS for group in groups}
    return {group: 2 if small[group] else 3 for group in groups}


def _two_sides(documents: pd.DataFrame, by: str, target: str, reference: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if reference is not None:
        return grouped_letters(documents, by, (target, reference))
    own, _ = grouped_letters(documents, by, (target,))
    rest = documents.loc[~documents["submission_id"].isin(own["submission_id"]), ["submission_id", "sender", "language"]]
    return pd.concat([own, rest.assign(group=REST)], ignore_index=True), (target, REST)
