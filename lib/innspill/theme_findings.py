"""The findings of themes in words: prevalence, emphasis, facet_themes (what all findings share: findings.py)."""

from collections.abc import Sequence

import pandas as pd

from innspill.findings import (
    all_letters,
    fitting,
    letters_by_group,
    letters_in_words,
    say_no_answer,
    say_no_theme,
    theme_names,
)
from innspill.wording import count_of, group_name, in_sentence, letters_of, listing, plural

_LABEL = {"nb": "label", "en": "label_en"}


def say_difference(
    table: pd.DataFrame, groups: Sequence[str], n_letters: int, language: str, one_each: bool = True
) -> str:
    """Which code sets the groups most apart, with the counts; with a `hollow` group, which codes most letters raise.

    A table without codes says nothing of its groups: `n_letters` tells letters without a code from no letters.
    """
    if table.empty and n_letters:
        return say_no_theme(n_letters, language)
    sizes = table.drop_duplicates("group").set_index("group")["n_letters"]
    answered = [g for g in groups if sizes.get(g, 0) > 0]
    if table.empty or not answered:
        return say_no_answer(groups, (), language) if not answered and groups else say_no_theme(0, language)
    if len(answered) < len(groups) and len(answered) == 1:
        return say_no_answer([g for g in groups if g not in answered], answered, language)
    shown, sizes = table[table["group"].isin(answered)], sizes[answered]
    if not shown["n"].any():
        return say_no_theme(int(sizes.sum()), language)
    if len(answered) == 1 or shown["hollow"].any():
        return _say_raised(shown, sizes, language, one_each)
    shares = shown.pivot(index="code", columns="group", values="share").astype(float)
    spread = (shares.max(axis=1) - shares.min(axis=1)).round(9).reindex(shown["code"].unique())
    if spread.max() == 0:
        return _say_alike(shown, answered, language, one_each)
    return _say_widest(shown, spread.index[spread == spread.max()], sizes, language, one_each)


def _labels_of(table: pd.DataFrame, codes: Sequence[str], language: str) -> list[str]:
    return table.drop_duplicates("code").set_index("code")[_LABEL[language]].loc[list(codes)].tolist()


def _say_widest(table: pd.DataFrame, codes: Sequence[str], sizes: pd.Series, language: str, one_each: bool) -> str:
    """The codes with the widest gap and their counts; only the groups, where those of tied codes differ."""
    norwegian, names = language == "nb", theme_names(_labels_of(table, codes, language), language)
    gaps = {_gap(table[table["code"] == code], language, one_each) for code in codes}
    told = []
    if len(gaps) == 1:
        verb = "skiller mest" if norwegian else f"{'differs' if len(codes) == 1 else 'differ'} most"
        told = [f"{name} {verb}: {gap}" for gap in gaps for name in names]
    if len(codes) > 1:
        apart = listing(letters_by_group(sizes, language, one_each), language)
        told += [f"{name} skiller {apart} mest" if norwegian else f"{name} set {apart} most apart" for name in names]
    return fitting(*told)


def _gap(rows: pd.DataFrame, language: str, one_each: bool) -> str:
    """«12 av 17 kommuner mot 2 av 6 helsefellesskap»: the groups with the largest and the smallest share of a code."""
    share = rows["share"].astype(float)
    ends = rows.loc[rows.index.isin([share.idxmax(), share.idxmin()])]
    told = [
        letters_of(int(n), int(total), group, language, one_each)
        for n, total, group in zip(ends["n"], ends["n_letters"], ends["group"], strict=True)
    ]
    return (" mot " if language == "nb" else " against ").join(told)


def _say_raised(table: pd.DataFrame, sizes: pd.Series, language: str, one_each: bool) -> str:
    """Which codes all letters raise, or most, of all groups together: no group is set against another."""
    norwegian, letters = language == "nb", int(sizes.sum())
    n = table.groupby("code", sort=False)["n"].sum()
    labels, most = _labels_of(table, n.index[n == n.max()], language), int(n.max())
    groups = letters_by_group(sizes, language, one_each)
    if most == letters:
        verb = "tas opp i" if norwegian else f"{'is' if len(labels) == 1 else 'are'} raised in"
        told = [f"{name} {verb} {all_letters(letters, language)}" for name in theme_names(labels, language, len(n))]
        return fitting(*(way for one in told for way in (f"{one} ({', '.join(groups)})", one)))
    whose = f" ({'fra' if norwegian else 'from'} {listing(groups, language)})"
    count = f"{count_of(most, letters, language)} {plural('brev' if norwegian else 'letter', letters, language)}"
    if most == 1:
        one = f"Ingen tema tas opp i mer enn {count}" if norwegian else f"No theme is raised in more than {count}"
        return fitting(one + whose, one)
    each = "" if len(labels) == 1 else "hvert i " if norwegian else "each in "
    *named, last = theme_names([in_sentence(label) for label in labels], language)
    told = [
        f"{'Flest tar opp' if norwegian else 'Most raise'} {name}: {each}{count}"
        for name in (named if len(labels) > 1 else [last])
    ]
    if len(labels) > 1:
        told.append(f"{last} {'tas oftest opp' if norwegian else 'are raised most'}: {each}{count}")
    return fitting(*(way for one in told for way in (one + whose, one)))


def _say_alike(table: pd.DataFrame, groups: Sequence[str], language: str, one_each: bool) -> str:
    code = table.groupby("code", sort=False)["n"].sum().idxmax()
    rows = table[table["code"] == code].set_index("group")
    told = [letters_of(int(rows.at[g, "n"]), int(rows.at[g, "n_letters"]), g, language, one_each) for g in groups]
    label = in_sentence(rows[_LABEL[language]].iloc[0])
    if language == "nb":
        return f"Ingen tema skiller gruppene; {label} tas opp av {listing(told)}"
    return f"No theme sets the groups apart; {label} is raised by {listing(told, 'en')}"


def note_groups(table: pd.DataFrame, left_out: int, min_group: int) -> dict[str, str]:
    """What a table of counts per group does not say."""
    nb = ["Et brev teller én gang per tema, uansett hvor mye det skriver; et fellesbrev teller som ett brev.",
          "At et tema er tatt opp, sier ikke hva avsenderen mener om det.",
          "Bare de som valgte å svare, er med; tallene gjelder dem."]  # fmt: skip
    en = ["A letter counts once per theme, however much it writes; a joint letter counts as one letter.",
          "That a theme is raised does not say what the sender thinks of it.",
          "Only those who chose to answer are counted; the numbers speak for them."]  # fmt: skip
    small = table.loc[table["hollow"] & (table["n_letters"] > 0), "group"].unique()
    if len(small):
        names = {language: listing([group_name(g, 2, language) for g in small], language) for language in ("nb", "en")}
        nb.append(f"Færre enn {min_group} brev fra {names['nb']}: les antallene, ikke andelene.")
        en.append(f"Fewer than {min_group} letters from {names['en']}: read the counts, not the shares.")
    if left_out:
        nb.append(f"{letters_in_words(left_out, 'nb')} er ikke med i sammenlikningen.")
        en.append(f"{letters_in_words(left_out, 'en')} left out of the comparison.")
    return {"nb": " ".join(nb), "en": " ".join(en)}


def say_emphasis(table: pd.DataFrame, unit: str, n_letters: int, language: str) -> str:
    """Which code has the most room in the most letters (where rows are groups: which code most letters raise)."""
    norwegian = language == "nb"
    if not table["n"].any():
        return say_no_theme(n_letters, language)
    times = _letters_led(table) if unit == "submission" else table.groupby("code", sort=False)["n"].sum()
    labels, most = _labels_of(table, times.index[times == times.max()], language), int(times.max())
    one = len(labels) == 1
    if unit == "submission":
        verb = "får mest plass" if norwegian else "has most room" if one else "have most room"
    else:
        verb = "tas oftest opp" if norwegian else "is raised most" if one else "are raised most"
    count = f"{count_of(most, n_letters, language)} {plural('brev' if norwegian else 'letter', n_letters, language)}"
    if most == 1 and n_letters > 1:
        alone = verb.replace("oftest ", "") if norwegian else verb.replace("have", "has").replace("are", "is")
        return f"Ingen tema {alone} i mer enn {count}" if norwegian else f"No theme {alone} in more than {count}"
    each = "" if one else ", hvert" if norwegian else ", each"
    where = f"{'i' if norwegian else 'in'} {count if n_letters > 1 else all_letters(1, language)}"
    return fitting(*(f"{name} {verb}{each} {where}" for name in theme_names(labels, language)))


def _letters_led(table: pd.DataFrame) -> pd.Series:
    """In how many letters no code has more room than this one, code by code."""
    best = table.groupby("row")["share"].transform("max")
    leads = table[((table["share"] == best) & (best > 0)).fillna(False)]
    return leads.groupby("code").size().reindex(table["code"].unique(), fill_value=0)


def note_emphasis(unit: str) -> dict[str, str]:
    """What the heat map of senders does not say."""
    if unit == "submission":
        return {
            "nb": "Andelen er ordene i passasjer om temaet, av alle brevets ord. En passasje kan ha flere temaer, så "
            "andelene kan bli mer enn 100 % til sammen. Mye plass er ikke det samme som mye vekt.",
            "en": "The share is the words in passages on the theme, of all the letter's words. A passage may have "
            "several themes, so shares may add up to more than 100%. Much room is not the same as much weight.",
        }
    return {
        "nb": "Det er for mange brev til én rad hver. Hver rad er en gruppe, og tallet er brev som tar opp temaet.",
        "en": "There are too many letters for one row each. A row is a group; the number is letters with the theme.",
    }


def say_facets(table: pd.DataFrame, answered: int, language: str, min_group: int = 5) -> str:
    """Which code most letters raise under which facet, all groups together; says so where those letters are few.

    `answered` letters answered a question, whether or not a code was found in them.
    """
    norwegian = language == "nb"
    if not answered:
        return "Ingen brev svarer på spørsmålene" if norwegian else "No letter answers the questions"
    if not table["n"].any():
        return say_no_theme(answered, language)
    cells = table.groupby(["facet", "code"], sort=False, as_index=False).agg(
        n=("n", "sum"), n_letters=("n_letters", "sum"), label=(_LABEL[language], "first"),
        facet_label=("facet_label" if norwegian else "facet_label_en", "first"),
    )  # fmt: skip
    most, most_answered = int(cells["n"].max()), int(cells["n_letters"].max())
    if most == 1 and most_answered > 1:
        told = letters_in_words(most_answered, language)
        return (f"Ingen tema tas opp i mer enn ett av {told} under samme spørsmål" if norwegian
                else f"No theme is raised in more than one of {told} under one question")  # fmt: skip
    top = cells[cells["n"] == most]
    labels, totals = top["label"].drop_duplicates().tolist(), top["n_letters"].unique()
    facets = top["facet_label"].drop_duplicates().map(in_sentence).tolist()
    count = count_of(most, int(totals[0]), language) if len(totals) == 1 else str(most)
    count += f" {plural('brev' if norwegian else 'letter', int(totals.max()), language)}"
    few = ("; brevene er få" if norwegian else "; the letters are few") if totals.max() < min_group else ""
    be, each = "is" if len(labels) == 1 else "are", "" if len(top) == 1 else "hvert i " if norwegian else "each in "
    kind = listing(facets, language)
    if len(facets) > 1 and len(labels) > 1:
        if few:
            return ("Få brev svarer på hvert spørsmål: les antallene i rutene" if norwegian
                    else "Few letters answer each question: read the counts in the cells")  # fmt: skip
        return (f"{len(top)} ruter ligger øverst, hver med {count}" if norwegian
                else f"{len(top)} cells lead, each with {count}")  # fmt: skip
    return fitting(*(
        f"{name} tas oftest opp under {kind}: {each}{count}{few}" if norwegian
        else f"{name} {be} raised most under {kind}: {each}{count}{few}"
        for name in theme_names(labels, language)
    ))  # fmt: skip
