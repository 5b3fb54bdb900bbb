"""The findings of the word analyses in words: keyness, word counts, collocations, concordance (the others: findings.py).

A word is told with the number of letters that use it, since the words of one letter say little of its group. Groups are
named one by one only where they have letters enough (`min_group`); fewer letters are told of together, and as few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from innspill.findings import fitting, letters_by_group, letters_in_words, say_no_theme, side_name
from innspill.wording import LANGUAGE_NAMES, SENDER_TYPE_LABELS, count_of, listing, plural

# A word may stand in thousands of passages; `explain` shows so many of them, from as many letters as possible.
MAX_PASSAGES = 50


@dataclass(frozen=True)
class FirstWords:
    """The word(s) at the top of a group's list: the tied `words`, the `letters` that use each, of `total` letters."""

    group: str
    words: tuple[str, ...]
    letters: tuple[int, ...]
    total: int


def first_words(
    rows: pd.DataFrame, group: str, total: int, measure: str, letters: str = "letters", word: str = "word"
) -> FirstWords:
    """The rows with the highest `measure`; those are more than one where they tie."""
    top = rows[(rows[measure] - rows[measure].max()).abs() < 1e-9]
    return FirstWords(group, tuple(top[word]), tuple(int(n) for n in top[letters]), total)


def _words_in_words(first: FirstWords, language: str, unit: str) -> str:
    """««tid»», ««tid» og «råd»», «5 ord likt»."""
    if len(first.words) < 3:
        return listing([f"«{word}»" for word in first.words], language)
    units = {"nb": {"word": "ord", "pair": "ordpar"}, "en": {"word": "words", "pair": "pairs"}}[language][unit]
    return f"{len(first.words)} {units} {'likt' if language == 'nb' else 'tied'}"


def _letters_in_words(first: FirstWords, language: str, one_each: bool) -> str:
    """«3 av 4 kommuner»; «3 og 2 av 4 kommuner» for two words; «4 kommuner» for more."""
    *before, last = dict.fromkeys(first.letters)
    count = listing([*map(str, before), count_of(last, first.total, language)], language)
    if len(first.words) > 2:
        count = str(first.total)
    if one_each and (first.group == "rest" or first.group in SENDER_TYPE_LABELS[language]):
        return f"{count} {side_name(first.group, first.total, language)}"
    letters = plural("brev" if language == "nb" else "letter", first.total, language)
    whose = f" {'fra' if language == 'nb' else 'from'} {side_name(first.group, 2, language)}" if first.group else ""
    return f"{count} {letters}{whose}"


def words_by_group(told: Sequence[FirstWords], language: str, unit: str = "word", one_each: bool = True) -> str:
    """««tid» (3 av 4 kommuner), «råd» (1 av 2 helsefellesskap)»; a word that all share is named once."""
    whose = [_letters_in_words(first, language, one_each) for first in told]
    if len({first.words for first in told}) == 1 and len(told[0].words) < 3:
        return f"{_words_in_words(told[0], language, unit)} ({', '.join(whose)})"
    return ", ".join(f"{_words_in_words(first, language, unit)} ({n})" for first, n in zip(told, whose, strict=True))


def say_key_words(
    table: pd.DataFrame, groups: Sequence[str], sizes: Mapping[str, int], language: str, min_group: int, one_each: bool = True
) -> str:
    """The word that sets each side most apart, with the letters that use it: none that is owed to a single letter.

    With fewer than `min_group` letters on a side, only that they are few.
    """
    norwegian, empty = language == "nb", [group for group in groups if not sizes.get(group, 0)]
    if empty:
        nobody = listing([side_name(group, 2, language) for group in empty], language)
        if norwegian:
            return f"Ingen brev fra {nobody.replace(' og ', ' eller ')}: ordbruken kan ikke sammenliknes"
        return f"No letters from {nobody.replace(' and ', ' or ')}: the words cannot be compared"
    sides = listing([side_name(group, 2, language) for group in groups], language)
    if table.empty:
        return f"Ingen ord skiller {sides}" if norwegian else f"No word sets {sides} apart"
    if min(sizes[group] for group in groups) < min_group:
        few = ", ".join(letters_by_group({g: sizes[g] for g in groups}, language, one_each))
        return (f"Få brev ({few}): ordene særpreger brevene, ikke gruppene" if norwegian
                else f"Few letters ({few}): the words mark the letters, not the groups")  # fmt: skip
    told = []
    for group, side in zip(groups, ("target", "reference"), strict=True):
        own = table[(table["group"] == group) & ~table["one_letter"]]
        if not own.empty:
            told.append(first_words(own, group, int(sizes[group]), "strength", f"letters_{side}"))
    if not told:
        return (f"Ordene som skiller {sides}, kommer mest fra ett brev hver" if norwegian
                else f"The words that set {sides} apart are owed to one letter each")  # fmt: skip
    return f"{'Mest særpreget' if norwegian else 'Most distinctive'}: {words_by_group(told, language, one_each=one_each)}"


def say_commonest(
    table: pd.DataFrame,
    together: pd.DataFrame,
    groups: Sequence[str],
    letters: pd.DataFrame,
    language: str,
    min_group: int,
    unit: str = "word",
) -> str:
    """The commonest word (or pair) of each group with `min_group` letters or more; the smaller groups are named as small.

    Where all are small: the commonest of all their letters `together` (one row a word of the table, with `n` and
    `letters`). A word of one letter among several is passed over, and the sentence says so.
    """
    norwegian = language == "nb"
    if table.empty:
        return _no_words(letters, language)
    sizes = letters["group"].value_counts().reindex(list(groups), fill_value=0)
    one_each = not letters["sender"].dropna().duplicated().any()
    if sizes.max() < min_group:
        few, whose = "Få brev" if norwegian else "Few letters", ", ".join(letters_by_group(sizes, language, one_each))
        said = _say_top({"": together}, {"": len(letters)}, language, unit, one_each)
        return fitting(f"{few} ({whose}); {said}", f"{few}; {said}")
    large = {group: table[table["group"] == group] for group in groups if sizes[group] >= min_group}
    said = _say_top(large, sizes, language, unit, one_each)
    small = letters_by_group({g: n for g, n in sizes.items() if 0 < n < min_group}, language, one_each)
    few = f"; {'få brev' if norwegian else 'few letters'} ({', '.join(small)})" if small else ""
    return said[:1].upper() + said[1:] + few


def _say_top(rows: Mapping[str, pd.DataFrame], sizes: Mapping[str, int], language: str, unit: str, one_each: bool) -> str:
    """«vanligste ord: «tid» (3 av 4 kommuner) …» of each group's rows; the group «» is all letters together."""
    norwegian = language == "nb"
    shared = {g: found[found["letters"] > 1] if sizes[g] > 1 else found for g, found in rows.items()}
    told = [first_words(found, g, int(sizes[g]), "n", word=unit) for g, found in shared.items() if not found.empty]
    if not told:
        none = {"nb": {"word": "ingen ord", "pair": "ingen ordpar"}, "en": {"word": "no word", "pair": "no pair"}}[language]
        return f"{none[unit]} {'deles av flere brev' if norwegian else 'is shared by several letters'}"
    passed_over = any(found["n"].max() > shared[g]["n"].max() for g, found in rows.items() if not shared[g].empty)
    what = {"nb": {"word": "vanligste ord", "pair": "vanligste ordpar"},
            "en": {"word": "commonest word", "pair": "commonest pair"}}[language][unit]  # fmt: skip
    if passed_over:
        what += " i flere brev" if norwegian else " in several letters"
    return f"{what}: {words_by_group(told, language, unit, one_each)}"


def _no_words(letters: pd.DataFrame, language: str) -> str:
    if letters.empty:
        return say_no_theme(0, language)
    told = letters_in_words(len(letters), language)
    return f"Ingen ord er brukt ofte nok i {told}" if language == "nb" else f"No words common enough in {told}"


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


def note_words(
    letters: pd.DataFrame,
    groups: Sequence[str],
    written: str | None,
    min_group: int,
    evidence: pd.DataFrame,
    keys: Sequence[str],
) -> dict[str, str]:
    """What word counts do not say, which written languages each group mixes, and how many passages are kept of a word."""
    sizes = letters["group"].value_counts()
    small = [group for group in groups if 0 < sizes.get(group, 0) < min_group]
    capped = len(evidence) > 0 and evidence.groupby(list(keys)).size().max() >= MAX_PASSAGES
    notes = {}
    for language, norwegian in (("nb", True), ("en", False)):
        told = ["Brev velger ord ulikt; et ord som ett brev gjentar, sier lite om gruppen." if norwegian
                else "Letters choose words differently; a word that one letter repeats says little of its group."]  # fmt: skip
        if small:
            names = listing([side_name(group, 2, language) for group in small], language)
            told.append(
                f"Færre enn {min_group} brev fra {names}: ordene sier mer om brevene enn om gruppen."
                if norwegian
                else f"Fewer than {min_group} letters from {names}: the words say more of the letters than of the group."
            )
        told += _written_in(letters, groups, language)
        if written is None and letters["language"].nunique() > 1:
            told.append("Ulik målform alene kan skille gruppene." if norwegian
                        else "A different written language alone may set the groups apart.")  # fmt: skip
        if capped:
            told.append(
                f"Av et ord med mange avsnitt vises {MAX_PASSAGES}, fra så mange brev som mulig."
                if norwegian
                else f"Of a word with many passages {MAX_PASSAGES} are shown, from as many letters as possible."
            )
        notes[language] = " ".join(told)
    return notes


def _written_in(letters: pd.DataFrame, groups: Sequence[str], language: str) -> list[str]:
    """«Brev, kommuner: 2 på bokmål og 1 på nynorsk; …», one text, or none where no language is known."""
    names, mixes = LANGUAGE_NAMES[language], []
    for group in groups:
        found = letters.loc[letters["group"] == group, "language"].value_counts()
        mix = [f"{found[code]} {'på' if language == 'nb' else 'in'} {names[code]}" for code in names if code in found.index]
        if mix:
            mixes.append(f"{side_name(group, 2, language)}: {listing(mix, language)}")
    return [f"{'Brev' if language == 'nb' else 'Letters'}, {'; '.join(mixes)}."] if mixes else []


def note_concordance() -> dict[str, str]:
    """What a list of contexts does not say."""
    return {
        "nb": "Listen viser hvert sted ordet står, ikke hva avsenderen mener.",
        "en": "The list shows every place where the word stands, not what the sender thinks.",
    }
