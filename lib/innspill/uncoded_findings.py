"""The findings of what the codebook left alone, and of bokmål beside nynorsk, in words."""

from collections.abc import Mapping

import pandas as pd

from innspill.findings import fitting, letters_in_words, theme_names
from innspill.wording import LANGUAGE_NAMES, count_of, listing, percent

_LABEL = {"nb": "label", "en": "label_en"}


def say_uncoded(table: pd.DataFrame, language: str) -> str:
    """«84 av 236 avsnitt har ikke fått noe tema: 19 % av ordene i 5 brev»."""
    norwegian = language == "nb"
    n, total = int(table["n"].sum()), int(table["n_segments"].sum())
    words, n_words = int(table["words"].sum()), int(table["n_words"].sum())
    letters = letters_in_words(int(table["n_letters"].sum()), language)
    if not total:
        return f"Ingen avsnitt å kode i {letters}" if norwegian else f"No passages to code in {letters}"
    share = percent(words / n_words, language=language)
    if norwegian:
        return f"{count_of(n, total)} avsnitt har ikke fått noe tema: {share} av ordene i {letters}"
    return f"{count_of(n, total, 'en')} passages have no theme: {share} of the words in {letters}"


def note_uncoded(n_short: int, n: int) -> dict[str, str]:
    """What a passage without a theme may be, and how many of the `n` are too short (under five words) to be about much."""
    nb = f"{n_short} av de {n} har under fem ord. " if n_short else ""
    en = f"{n_short} of the {n} {'has' if n_short == 1 else 'have'} fewer than five words. " if n_short else ""
    return {
        "nb": f"{nb}Et avsnitt uten tema handler enten om noe annet enn temaene, eller det er skrevet med ord som kodeboken "
        "ikke kjenner. Mellomtitler er holdt utenfor.",
        "en": f"{en}A passage without a theme is either about something else, or written in words that the codebook does not "
        "know. Headings are left out.",
    }


def say_balance(table: pd.DataFrame, sizes: Mapping[str, int], language: str) -> str:
    """Which themes are found more often in one written language; that nothing can be said with few letters."""
    norwegian = language == "nb"
    told = listing([f"{letters_in_words(n, language) if place == 0 else n} {'på' if norwegian else 'in'}"
                    f" {LANGUAGE_NAMES[language][w]}" for place, (w, n) in enumerate(sizes.items())], language)  # fmt: skip
    if table.empty or table["p"].isna().all():
        few = f"For få brev til å sammenlikne bokmål og nynorsk ({told})"
        return few if norwegian else f"Too few letters to compare bokmål and nynorsk ({told})"
    n_codes, flagged = table["code"].nunique(), table[table["flagged"]]
    if flagged.empty:
        none = f"Ingen av {n_codes} temaer fyller minst dobbelt så mye i den ene målformen ({told})"
        return none if norwegian else f"None of {n_codes} themes fills at least twice as much in one written language ({told})"
    labels = flagged.drop_duplicates("code")[_LABEL[language]].tolist()
    verb = (
        "fyller minst dobbelt så mye i den ene målformen"
        if norwegian
        else "fill at least twice as much in one written language"
    )
    chance = _beside_chance(int(flagged.loc[flagged["sure"], "code"].nunique()), len(labels), norwegian)
    return fitting(*(f"{name} {verb}, {chance} ({told})" for name in theme_names(labels, language, n_codes)))


def _beside_chance(n_sure: int, n_flagged: int, norwegian: bool) -> str:
    """Whether so large a difference is what chance often gives."""
    if not n_sure:
        return "men det kan være tilfeldig" if norwegian else "but it may be chance"
    if n_sure == n_flagged:
        return "mer enn tilfeldigheter ville gitt" if norwegian else "more than chance would give"
    return f"{n_sure} {'av dem mer enn tilfeldigheter ville gitt' if norwegian else 'of them more than chance would give'}"


def note_balance(n_others: int, min_group: int, tested: bool) -> dict[str, str]:
    """What a difference between the written languages does and does not mean."""
    nb = ["En forskjell kan komme av at kodeboken har færre ord på den ene målformen, eller av at avsenderne er ulike."]
    en = ["A difference may come from patterns missing in one language, or from different senders."]
    if not tested:
        nb.append(f"Under {min_group} brev i en målform prøves ingenting.")
        en.append(f"With fewer than {min_group} letters in a language nothing is tested.")
    if n_others:
        nb.append(f"{n_others} brev på andre språk er holdt utenfor.")
        en.append(f"{letters_in_words(n_others, 'en')} in other languages left out.")
    return {"nb": " ".join(nb), "en": " ".join(en)}
