"""What the findings of all analyses share: a finding is one sentence in bokmål and one in English, with counts of letters.

The sentence is the title of a figure, so it must never say more than its letters do: counts, not percentages; groups are
compared only where each has letters enough (`min_group`), otherwise the letters are described together; a tie is named or
counted; nothing is ranked by one letter among several; a group that nobody answered for is named. `say_` functions make
the sentence from a result's table, `note_` functions say what the numbers do not say. (Themes: theme_findings.py; coverage
and answers: answer_findings.py; words: word_findings.py.)
"""

from collections.abc import Mapping, Sequence

from innspill.wording import SENDER_TYPE_LABELS, count_of, group_name, listing, plural

# A longer title takes a third line in a narrow figure.
WIDEST = 90


def fitting(*told: str) -> str:
    """The first of several ways to say it that fits a title; the shortest, if none does."""
    return next((way for way in told if len(way) <= WIDEST), min(told, key=len))


def letters_in_words(n: int, language: str) -> str:
    """«5 brev», «5 letters»."""
    return f"{n} {plural('brev' if language == 'nb' else 'letter', n, language)}"


def all_letters(n: int, language: str) -> str:
    """«alle 5 brev», «begge brevene», «det ene brevet»."""
    few = {"nb": {1: "det ene brevet", 2: "begge brevene"}, "en": {1: "the one letter", 2: "both letters"}}[language]
    return few.get(n, f"{'alle' if language == 'nb' else 'all'} {letters_in_words(n, language)}")


def side_name(group: str, n: int, language: str) -> str:
    """A group in words, and «andre» for all that are in no group."""
    others = {"nb": "andre", "en": "others"}
    return others[language] if group == "rest" else group_name(group, n, language)


def letters_by_group(sizes: Mapping[str, int], language: str, one_each: bool = True) -> list[str]:
    """«4 kommuner», «1 helsefellesskap»; «kommuner 4» … where a group's letters are not as many senders."""
    told = [(int(n), side_name(g, int(n) if one_each else 2, language)) for g, n in sizes.items() if n]
    if one_each and all(g == "rest" or g in SENDER_TYPE_LABELS[language] for g, _ in sizes.items()):
        return [f"{n} {name}" for n, name in told]
    return [f"{name} {n}" for n, name in told]


def theme_names(labels: Sequence[str], language: str, total: int | None = None) -> list[str]:
    """Ways to name themes, the fullest first: one by its name, two by their names or number, more by their number."""
    n = len(labels)
    counted = f"{n} {plural('tema' if language == 'nb' else 'theme', n, language)}"
    if total is not None:
        counted = f"{count_of(n, total, language)} {plural('tema' if language == 'nb' else 'theme', total, language)}"
    if n > 2:
        return [counted]
    # Labels with their own «og» must not run into each other.
    quoted = n == 2 and any(sign in label for label in labels for sign in (",", " og ", " and "))
    named = listing([f"«{label}»" if quoted else label for label in labels], language)
    return [named] if n == 1 else [named, counted]


def say_no_answer(empty: Sequence[str], answered: Sequence[str], language: str) -> str:
    """That a group is empty: «Ingen helsefellesskap har svart; figuren viser bare kommuner»."""
    norwegian = language == "nb"
    nobody = listing([group_name(g, 2, language) for g in empty], language).replace(" og ", " eller ")
    if not answered:
        return f"Ingen {nobody} har svart" if norwegian else f"No {nobody.replace(' and ', ' or ')} answered"
    shown = listing([group_name(g, 2, language) for g in answered], language)
    if norwegian:
        return f"Ingen {nobody} har svart; figuren viser bare {shown}"
    return f"No {nobody.replace(' and ', ' or ')} answered; the figure shows {shown} only"


def say_no_theme(n_letters: int, language: str) -> str:
    """That nothing was raised, or nothing read."""
    if not n_letters:
        return "Ingen brev å vise" if language == "nb" else "No letters to show"
    told = letters_in_words(n_letters, language)
    return f"Ingen av temaene er funnet i {told}" if language == "nb" else f"None of the themes was found in {told}"
