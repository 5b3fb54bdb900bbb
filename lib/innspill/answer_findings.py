"""The findings of who answered, and what: coverage of the registry, answers question by question (the others: findings.py)."""

import pandas as pd

from innspill.findings import letters_in_words, say_no_theme
from innspill.wording import count_of, plural


def say_coverage(n_tiles: int, tiles: int, n_kommuner: int, kommuner: int, n_joint: int, language: str) -> str:
    """How many helsefellesskap and kommuner answered, of all there are."""
    if language == "nb":
        if not n_tiles and not n_kommuner:
            return f"Ingen av {tiles} helsefellesskap og ingen av {kommuner} kommuner har svart"
        alone = f"svarte, {n_joint} bare i fellesbrev" if n_joint else "svarte selv"
        represented = f"{count_of(n_tiles, tiles)} helsefellesskap er representert"
        return f"{represented}; {count_of(n_kommuner, kommuner)} kommuner {alone}"
    if not n_tiles and not n_kommuner:
        return f"None of {tiles} helsefellesskap and none of {kommuner} kommuner answered"
    alone = f"answered, {n_joint} only in joint letters" if n_joint else "answered themselves"
    represented = f"{count_of(n_tiles, tiles, 'en')} helsefellesskap are represented"
    return f"{represented}; {count_of(n_kommuner, kommuner, 'en')} kommuner {alone}"


def note_coverage(unplaced: int, outside: int) -> dict[str, str]:
    """What the tile map does not say."""
    nb = ["Et helsefellesskap er representert når det selv eller en av kommunene har svart.",
          "En kommune som har undertegnet et fellesbrev, er talt med. Å ikke svare er ikke en mening."]  # fmt: skip
    en = ["A helsefellesskap is represented when it or one of its kommuner answered.",
          "A kommune that signed a joint letter is counted. Not to answer is not an opinion."]  # fmt: skip
    if unplaced:
        letters = {language: letters_in_words(unplaced, language) for language in ("nb", "en")}
        nb.append(f"{letters['nb']} er ikke plassert: avsenderen deler navn med en annen, eller står ikke i registeret.")
        en.append(f"{letters['en']} not placed: the sender shares its name with another, or is not in the registry.")
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
    if not n and free == 1:
        return "Det ene brevet følger ikke spørsmålene" if norwegian else "The one letter does not follow the questions"
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
    return f"{complete} {plural('letter', n, 'en')} {'answers' if n == 1 else 'answer'} every question{rest}"


def note_answers() -> dict[str, str]:
    """What the matrix of answers does not say."""
    return {
        "nb": "Et spørsmål som mangler, kan være besvart under et annet. Lengden sier ikke hvor godt svaret er.",
        "en": "A question that is missing may be answered under another. Length does not say how good an answer is.",
    }
