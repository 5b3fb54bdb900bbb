"""What the agreement tells, in words: one sentence, and what a reader must know beside it."""

from collections.abc import Sequence

import pandas as pd

from innspill.findings import letters_in_words
from innspill.wording import listing, number

# Fewer letters than this, drawn anew, give intervals that are too narrow (Cameron, Gelbach & Miller 2008).
_ENOUGH_LETTERS = 20
COMPARISONS = {
    "people": {"nb": "mennesker imellom", "en": "between people"},
    "codebook": {"nb": "kodebok mot leserne", "en": "codebook against the readers"},
    "codebook-agreed": {"nb": "kodebok mot enighet", "en": "codebook against agreement"},
    "codebook-settled": {"nb": "kodebok mot avgjort", "en": "codebook against what is settled"},
}
TOTALS = {
    "micro": {"nb": "Alle samlet", "en": "All together"},
    "macro": {"nb": "Snitt av kodene", "en": "Mean of the codes"},
}


def comparison_label(comparison: str, language: str = "nb") -> str:
    """«mennesker imellom», «kodebok mot A»."""
    if comparison in COMPARISONS:
        return COMPARISONS[comparison][language]
    return f"{'kodebok mot' if language == 'nb' else 'codebook against'} {comparison.removeprefix('codebook:')}"


def say_agreement(table: pd.DataFrame, coders: Sequence[str], n_letters: int, n_segments: int, language: str = "nb") -> str:
    """«Kodeboken mot leserne gir F1 0,78; leserne mot hverandre gir 0,86 (120 avsnitt fra 24 brev, 80 av dem kodet av minst
    to)». About themes.
    """
    norwegian = language == "nb"
    if not n_segments:
        return "Ingen avsnitt er kodet av noen leser" if norwegian else "No segment has been coded by a reader"
    unit = "avsnitt" if norwegian else "segment" if n_segments == 1 else "segments"
    told = f"{n_segments} {unit} {'fra' if norwegian else 'from'} {letters_in_words(n_letters, language)}"
    shared = _n_segments(table, "people")
    if 0 < shared < n_segments:
        # The readers' F1 is of these alone.
        told += f", {shared} av dem kodet av minst to" if norwegian else f", {shared} of them coded by at least two"
    told = f"({told})"
    codebook, people = (_micro(table, name, language) for name in ("codebook", "people"))
    if codebook is None:
        return f"Verken leserne eller kodeboken fant noe tema {told}" if norwegian else f"No theme was found by anybody {told}"
    if len(coders) == 1:
        if norwegian:
            return f"Kodeboken mot {coders[0]} gir F1 {codebook}; én leser gir ingenting å måle det mot {told}"
        return f"The codebook agrees with {coders[0]} at F1 {codebook}; one reader gives nothing to measure it by {told}"
    if people is None:
        if norwegian:
            return f"Kodeboken mot leserne gir F1 {codebook}; leserne har ingenting felles å måles på {told}"
        return f"The codebook agrees with the readers at F1 {codebook}; they share nothing to be measured on {told}"
    if norwegian:
        return f"Kodeboken mot leserne gir F1 {codebook}; leserne mot hverandre gir {people} {told}"
    return f"The codebook agrees with the readers at F1 {codebook}; the readers with each other at {people} {told}"


def note_agreement(table: pd.DataFrame, coders: Sequence[str], min_cases: int, n_problems: int) -> dict[str, str]:
    """What the numbers do not say by themselves."""
    codes = table[(table["scheme"] == "theme") & ~table["total"] & (table["comparison"] == "codebook")]
    few, names = int(codes["hollow"].sum()), listing(list(coders))
    settled, narrow = _told_of_settled(table), _told_of_few_letters(table)
    nb = [
        f"Lesere: {names or 'ingen'}." if coders else "",
        "F1 regnes over alle temaer samlet. Intervallene trekker hele brev, ikke avsnitt: avsnitt i ett brev ligner hverandre.",
        narrow["nb"],
        settled["nb"],
        f"{few} av {len(codes)} temaer har færre enn {min_cases} avsnitt: om dem sier tallene ingenting." if few else "",
        "Adressat måles bare der begge ser et forslag.",
        f"{n_problems} merknader til arkene er ikke rettet." if n_problems else "",
    ]
    en = [
        f"Readers: {listing(list(coders), 'en')}." if coders else "",
        "F1 is of all themes together. The intervals draw whole letters, not segments: segments of one letter are alike.",
        narrow["en"],
        settled["en"],
        f"{few} of {len(codes)} themes have fewer than {min_cases} segments: of them the numbers say nothing." if few else "",
        "Addressees are measured only where both call the segment a proposal.",
        f"{n_problems} remarks on the sheets have not been put right." if n_problems else "",
    ]
    return {"nb": " ".join(part for part in nb if part), "en": " ".join(part for part in en if part)}


def _told_of_few_letters(table: pd.DataFrame) -> dict[str, str]:
    n = int(table["n_letters"].max()) if len(table) else 0
    if not 2 <= n < _ENOUGH_LETTERS:
        return {"nb": "", "en": ""}
    return {"nb": f"Med {n} brev er de helst for smale.", "en": f"With {n} letters they are rather too narrow."}


def _told_of_settled(table: pd.DataFrame) -> dict[str, str]:
    """What the codebook gives against what is settled: the sentence does not say it."""
    n = _n_segments(table, "codebook-settled")
    nb, en = (_micro(table, "codebook-settled", language) for language in ("nb", "en"))
    if nb is None:
        return {"nb": "", "en": ""}
    segments = "segment" if n == 1 else "segments"
    return {
        "nb": f"Mot det som er avgjort, og ellers det leserne sier samstemt, har kodeboken F1 {nb} ({n} avsnitt).",
        "en": f"Against what is settled, and else what all readers say, the codebook has F1 {en} ({n} {segments}).",
    }


def _n_segments(table: pd.DataFrame, comparison: str) -> int:
    """The segments that themes were compared on; 0 where the comparison was not made."""
    row = table[(table["scheme"] == "theme") & (table["code"] == "micro") & (table["comparison"] == comparison)]
    return int(row["n_segments"].iloc[0]) if len(row) else 0


def _micro(table: pd.DataFrame, comparison: str, language: str) -> str | None:
    row = table[(table["scheme"] == "theme") & (table["code"] == "micro") & (table["comparison"] == comparison)]
    value = row["f1"].iloc[0] if len(row) else None
    return None if value is None or pd.isna(value) else number(float(value), 2, language)
