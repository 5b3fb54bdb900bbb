"""A result's table → its finding in words: one sentence in bokmål and one in English, with the counts of letters.

The sentence is the title of a figure, so it must never say more than its letters do: counts, not percentages; a tie is
called a tie; a group that nobody answered for is named. `note_` functions say what the numbers do not say.
"""

from collections.abc import Sequence

import pandas as pd

from innspill.wording import count_of, group_name, in_sentence, letters_of, listing, plural

LABEL = {"nb": "label", "en": "label_en"}


def letters_in_words(n: int, language: str) -> str:
    """«5 brev», «5 letters»."""
    return f"{n} {plural('brev' if language == 'nb' else 'letter', n, language)}"


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


def say_difference(table: pd.DataFrame, groups: Sequence[str], language: str, one_each: bool = True) -> str:
    """Which code sets two groups most apart, with both counts; with one group, the code that it raises most."""
    sizes = table.drop_duplicates("group").set_index("group")["n_letters"]
    answered = [g for g in groups if sizes.get(g, 0) > 0]
    if table.empty or not answered:
        return say_no_answer(groups, (), language) if not answered and groups else say_no_theme(0, language)
    if len(answered) < len(groups) and len(answered) == 1:
        return say_no_answer([g for g in groups if g not in answered], answered, language)
    if not table["n"].any():
        return say_no_theme(int(sizes.sum()), language)
    if len(answered) == 1:
        return _say_most(table, answered[0], language, one_each)
    shares = table.pivot(index="code", columns="group", values="share")[answered].astype(float)
    spread = (shares.max(axis=1) - shares.min(axis=1)).round(9)
    if spread.max() == 0:
        return _say_alike(table, answered, language, one_each)
    together = table.groupby("code")["n"].sum()
    ranked = table.drop_duplicates("code").set_index("code").assign(spread=spread, together=together)
    code = ranked.sort_values(["spread", "together"], ascending=False, kind="stable").index[0]
    ends = [g for g in answered if g in (shares.loc[code].idxmax(), shares.loc[code].idxmin())]
    rows = table[table["code"] == code].set_index("group")
    told = [letters_of(int(rows.at[g, "n"]), int(sizes[g]), g, language, one_each) for g in ends]
    tied = _tied(int((spread == spread.max()).sum()) - 1, language)
    label = rows[LABEL[language]].iloc[0]
    if language == "nb":
        return f"{label} skiller mest{tied}: {told[0]} mot {told[1]}"
    return f"{label} differs most{tied}: {told[0]} against {told[1]}"


def _tied(others: int, language: str) -> str:
    if not others:
        return ""
    if language == "en":
        return f" (tied with {others} {'other' if others == 1 else 'others'})"
    return f" (likt med {others} {'annet' if others == 1 else 'andre'})"


def say_no_theme(n_letters: int, language: str) -> str:
    """That nothing was raised, or nothing read."""
    if not n_letters:
        return "Ingen brev å vise" if language == "nb" else "No letters to show"
    told = letters_in_words(n_letters, language)
    return f"Ingen av temaene er funnet i {told}" if language == "nb" else f"None of the themes was found in {told}"


def _say_most(table: pd.DataFrame, group: str, language: str, one_each: bool) -> str:
    rows = table[table["group"] == group]
    top = rows.loc[rows["n"].idxmax()]
    tied = _tied(int((rows["n"] == top["n"]).sum()) - 1, language)
    told = letters_of(int(top["n"]), int(top["n_letters"]), group, language, one_each)
    label = top[LABEL[language]]
    return f"{label} tas oftest opp{tied}: {told}" if language == "nb" else f"{label} is raised most{tied}: {told}"


def _say_alike(table: pd.DataFrame, groups: Sequence[str], language: str, one_each: bool) -> str:
    code = table.groupby("code", sort=False)["n"].sum().idxmax()
    rows = table[table["code"] == code].set_index("group")
    told = [letters_of(int(rows.at[g, "n"]), int(rows.at[g, "n_letters"]), g, language, one_each) for g in groups]
    label = in_sentence(rows[LABEL[language]].iloc[0])
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


def say_emphasis(table: pd.DataFrame, unit: str, language: str) -> str:
    """Which code has the most room in the most letters (where rows are groups: which code most letters raise)."""
    n_letters = int(table.drop_duplicates("row")["n_letters"].sum())
    if not table["n"].any():
        return say_no_theme(n_letters, language)
    if unit == "submission":
        best = table.groupby("row")["share"].transform("max")
        leads = table[(table["share"] == best) & (best > 0)]
        times = leads.groupby("code").size().reindex(table["code"].unique(), fill_value=0)
    else:
        times = table.groupby("code", sort=False)["n"].sum()
    code = times.idxmax()
    label = table.loc[table["code"] == code, LABEL[language]].iloc[0]
    told = count_of(int(times[code]), n_letters, language)
    tied = _tied(int((times == times[code]).sum()) - 1, language)
    letters = plural("letter", n_letters, "en")
    if unit == "submission":
        room = f"{label} får mest plass i {told} brev{tied}"
        return room if language == "nb" else f"{label} has most room in {told} {letters}{tied}"
    if language == "nb":
        return f"{label} tas opp i flest brev{tied}: {told}"
    return f"{label} is raised in most letters{tied}: {told}"


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


def say_facets(table: pd.DataFrame, language: str) -> str:
    """Which code most letters raise under which facet, all groups together."""
    if table.empty or not table["n_letters"].any():
        return "Ingen brev svarer på spørsmålene" if language == "nb" else "No letter answers the questions"
    cells = table.groupby(["facet", "code"], sort=False, as_index=False).agg(
        n=("n", "sum"), n_letters=("n_letters", "sum"), label=(LABEL[language], "first"),
        facet_label=("facet_label" if language == "nb" else "facet_label_en", "first"),
    )  # fmt: skip
    top = cells.loc[cells["n"].idxmax()]
    if not top["n"]:
        n_letters = cells.drop_duplicates("facet")["n_letters"].max()
        return say_no_theme(int(n_letters), language)
    tied = _tied(int((cells["n"] == top["n"]).sum()) - 1, language)
    told = count_of(int(top["n"]), int(top["n_letters"]), language)
    facet = in_sentence(top["facet_label"])
    if language == "nb":
        return f"{top['label']} tas oftest opp under {facet}{tied}: {told} brev"
    return f"{top['label']} is raised most under {facet}{tied}: {told} {plural('letter', int(top['n_letters']), 'en')}"


def say_coverage(n_tiles: int, tiles: int, n_kommuner: int, kommuner: int, n_joint: int, language: str) -> str:
    """How many helsefellesskap and kommuner answered, of all there are."""
    if language == "nb":
        if not n_tiles and not n_kommuner:
            return f"Ingen av {tiles} helsefellesskap og ingen av {kommuner} kommuner har svart"
        alone = f"svarte, {n_joint} av dem bare i fellesbrev" if n_joint else "svarte selv"
        represented = f"{count_of(n_tiles, tiles)} helsefellesskap er representert"
        return f"{represented}; {count_of(n_kommuner, kommuner)} kommuner {alone}"
    if not n_tiles and not n_kommuner:
        return f"None of {tiles} helsefellesskap and none of {kommuner} kommuner answered"
    alone = f"answered, {n_joint} of them only in a joint letter" if n_joint else "answered themselves"
    represented = f"{count_of(n_tiles, tiles, 'en')} helsefellesskap are represented"
    return f"{represented}; {count_of(n_kommuner, kommuner, 'en')} kommuner {alone}"


def note_coverage(unplaced: int, outside: int) -> dict[str, str]:
    """What the tile map does not say."""
    nb = ["Et helsefellesskap er representert når det selv eller en av kommunene har svart.",
          "En kommune som har undertegnet et fellesbrev, er talt med. Å ikke svare er ikke en mening."]  # fmt: skip
    en = ["A helsefellesskap is represented when it or one of its kommuner answered.",
          "A kommune that signed a joint letter is counted. Not to answer is not an opinion."]  # fmt: skip
    if unplaced:
        nb.append(f"{letters_in_words(unplaced, 'nb')} fra kommuner eller helsefellesskap er ikke funnet i registeret.")
        en.append(f"{letters_in_words(unplaced, 'en')} from kommuner or helsefellesskap not found in the registry.")
    if outside:
        nb.append(f"{letters_in_words(outside, 'nb')} fra andre avsendere er ikke med.")
        en.append(f"{letters_in_words(outside, 'en')} from other senders left out.")
    return {"nb": " ".join(nb), "en": " ".join(en)}


def say_answers(table: pd.DataFrame, language: str) -> str:
    """How many letters answer every question of their call, and how many follow no questions."""
    norwegian = language == "nb"
    free = int((table["status"] == "free").sum())
    following = table[table["status"] != "free"]
    whole = following["status"].isin(["answered", "merged"]).groupby(following["submission_id"]).all()
    n = len(whole)
    if not n and not free:
        return say_no_theme(0, language)
    if not n:
        told = letters_in_words(free, language)
        return f"Ingen av {told} følger spørsmålene" if norwegian else f"None of {told} follows the questions"
    if n == 1 and not free:
        answered, asked = int(following["status"].isin(["answered", "merged"]).sum()), len(following)
        if norwegian:
            return f"Det ene brevet svarer på {count_of(answered, asked)} spørsmål"
        return f"The one letter answers {count_of(answered, asked, 'en')} {plural('question', asked, 'en')}"
    complete = count_of(int(whole.sum()), n, language)
    if norwegian:
        rest = f"; {letters_in_words(free, 'nb')} følger ikke spørsmålene" if free else ""
        return f"{complete} brev svarer på alle spørsmålene{rest}"
    rest = f"; {letters_in_words(free, 'en')} without questions" if free else ""
    return f"{complete} {plural('letter', n, 'en')} answer every question{rest}"


def note_answers() -> dict[str, str]:
    """What the matrix of answers does not say."""
    return {
        "nb": "Et spørsmål som mangler, kan være besvart under et annet. Lengden sier ikke hvor godt svaret er.",
        "en": "A question that is missing may be answered under another. Length does not say how good an answer is.",
    }
