"""The findings of the word analyses in words: keyness, word counts, collocations, concordance (the others: findings.py).

A word is told with the number of letters that use it, since the words of one letter say little of its group.
"""

from collections.abc import Sequence

import pandas as pd

from innspill.findings import letters_in_words, say_no_theme
from innspill.wording import LANGUAGE_NAMES, count_of, group_name, listing, plural


def _side(group: str, language: str) -> str:
    others = {"nb": "andre", "en": "others"}
    return others[language] if group == "rest" else group_name(group, 2, language)


def say_key_words(table: pd.DataFrame, groups: Sequence[str], sizes: pd.Series, language: str) -> str:
    """The word that sets each side most apart, with the letters that use it; one not owed to a single letter first."""
    empty = [group for group in groups if not sizes.get(group, 0)]
    if empty:
        nobody = listing([_side(group, language) for group in empty], language)
        if language == "nb":
            return f"Ingen brev fra {nobody.replace(' og ', ' eller ')}: ordbruken kan ikke sammenliknes"
        return f"No letters from {nobody.replace(' and ', ' or ')}: the words cannot be compared"
    told = []
    for group, side in zip(groups, ("target", "reference"), strict=True):
        own = table[table["group"] == group].sort_values("one_letter", kind="stable")
        if not own.empty:
            told.append((own["word"].iloc[0], group, int(own[f"letters_{side}"].iloc[0]), int(sizes[group])))
    if not told:
        sides = listing([_side(group, language) for group in groups], language)
        return f"Ingen ord skiller {sides}" if language == "nb" else f"No word sets {sides} apart"
    return f"{'Mest særpreget' if language == 'nb' else 'Most distinctive'}: {_words_by_group(told, language)}"


def _words_by_group(told: Sequence[tuple[str, str, int, int]], language: str) -> str:
    """««tid» hos kommuner (3 av 4 brev), «råd» hos helsefellesskap (1 av 2)», from (word, group, letters, of letters)."""
    where, parts = "hos" if language == "nb" else "in", []
    for i, (word, group, n, total) in enumerate(told):
        letters = "" if i else " " + plural("brev" if language == "nb" else "letter", total, language)
        said = "" if i and word == told[0][0] else f"«{word}» "
        parts.append(f"{said}{where} {_side(group, language)} ({count_of(n, total, language)}{letters})")
    if len({word for word, *_ in told}) == 1:
        return listing(parts, language)
    return ", ".join(parts)


def _say_first(table: pd.DataFrame, groups: Sequence[str], letters: pd.DataFrame, column: str, language: str) -> str:
    """The first word or pair of each group, with the letters that use it."""
    sizes, first = letters["group"].value_counts(), table.drop_duplicates("group").set_index("group")
    told = [(first.at[g, column], g, int(first.at[g, "letters"]), int(sizes[g])) for g in groups if g in first.index]
    return _words_by_group(told, language)


def _no_words(letters: pd.DataFrame, language: str) -> str:
    if letters.empty:
        return say_no_theme(0, language)
    told = letters_in_words(len(letters), language)
    return f"Ingen ord er brukt ofte nok i {told}" if language == "nb" else f"No words common enough in {told}"


def say_word_counts(table: pd.DataFrame, groups: Sequence[str], letters: pd.DataFrame, language: str) -> str:
    """The commonest word of each group."""
    if table.empty:
        return _no_words(letters, language)
    told = _say_first(table, groups, letters, "word", language)
    return f"Vanligste ord: {told}" if language == "nb" else f"Commonest word: {told}"


def say_pairs(table: pd.DataFrame, groups: Sequence[str], letters: pd.DataFrame, language: str) -> str:
    """The pair of words that belongs most closely together in each group."""
    if table.empty:
        return _no_words(letters, language)
    told = _say_first(table, groups, letters, "pair", language)
    return f"Fasteste ordpar: {told}" if language == "nb" else f"Closest pair: {told}"


def say_concordance(pattern: str, n: int, found: int, searched: int, language: str) -> str:
    """How often a pattern was found, and in how many of the letters."""
    if language == "nb":
        if not n:
            return f"«{pattern}» finnes ikke i {letters_in_words(searched, 'nb')}"
        return f"«{pattern}» står {n} {plural('gang', n)} i {count_of(found, searched)} brev"
    if not n:
        return f"«{pattern}» is not found in {letters_in_words(searched, 'en')}"
    times, letters = plural("time", n, "en"), plural("letter", searched, "en")
    return f"«{pattern}» stands {n} {times} in {count_of(found, searched, 'en')} {letters}"


def note_words(letters: pd.DataFrame, groups: Sequence[str], written: str | None) -> dict[str, str]:
    """What word counts do not say, and which written languages each group mixes."""
    notes = {}
    for language, norwegian in (("nb", True), ("en", False)):
        names, mixes = LANGUAGE_NAMES[language], []
        for group in groups:
            found = letters.loc[letters["group"] == group, "language"].value_counts()
            mix = [f"{found[code]} {'på' if norwegian else 'in'} {names[code]}" for code in names if code in found.index]
            if mix:
                mixes.append(f"{_side(group, language)}: {listing(mix, language)}")
        told = ["Brev velger ord ulikt; et ord som ett brev gjentar, sier lite om gruppen." if norwegian
                else "Letters choose words differently; a word that one letter repeats says little of its group."]  # fmt: skip
        if mixes:
            told.append(f"{'Brev' if norwegian else 'Letters'}, {'; '.join(mixes)}.")
        if written is None and letters["language"].nunique() > 1:
            told.append("Ulik målform alene kan skille gruppene." if norwegian
                        else "A different written language alone may set the groups apart.")  # fmt: skip
        notes[language] = " ".join(told)
    return notes


def note_concordance() -> dict[str, str]:
    """What a list of contexts does not say."""
    return {
        "nb": "Listen viser hvert sted ordet står, ikke hva avsenderen mener.",
        "en": "The list shows every place where the word stands, not what the sender thinks.",
    }
