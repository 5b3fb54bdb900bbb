"""What the agreement tells, in words: one sentence, and what a reader must know beside it."""

from collections.abc import Sequence

import pandas as pd

from innspill.findings import letters_in_words
from innspill.wording import listing, number

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
    """«Kodeboken er enig med leserne i F1 0,78; leserne seg imellom 0,86 (120 avsnitt fra 24 brev)». About themes."""
    norwegian = language == "nb"
    if not n_segments:
        return "Ingen avsnitt er kodet av noen leser" if norwegian else "No segment has been coded by a reader"
    unit = "avsnitt" if norwegian else "segment" if n_segments == 1 else "segments"
    told = f"({n_segments} {unit} {'fra' if norwegian else 'from'} {letters_in_words(n_letters, language)})"
    codebook, people = (_micro(table, name, language) for name in ("codebook", "people"))
    if codebook is None:
        return f"Verken leserne eller kodeboken fant noe tema {told}" if norwegian else f"No theme was found by anybody {told}"
    if len(coders) == 1:
        if norwegian:
            return f"Kodeboken er enig med {coders[0]} i F1 {codebook}; én leser gir ingen øvre grense {told}"
        return f"The codebook agrees with {coders[0]} at F1 {codebook}; one reader gives no ceiling {told}"
    if people is None:
        if norwegian:
            return f"Kodeboken er enig med leserne i F1 {codebook}; leserne har ingenting felles å måles på {told}"
        return f"The codebook agrees with the readers at F1 {codebook}; they share nothing to be measured on {told}"
    if norwegian:
        return f"Kodeboken er enig med leserne i F1 {codebook}; leserne seg imellom {people} {told}"
    return f"The codebook agrees with the readers at F1 {codebook}; they with each other {people} {told}"


def note_agreement(table: pd.DataFrame, coders: Sequence[str], min_cases: int, n_problems: int) -> dict[str, str]:
    """What the numbers do not say by themselves."""
    codes = table[(table["scheme"] == "theme") & ~table["total"] & (table["comparison"] == "codebook")]
    few, names = int(codes["hollow"].sum()), listing(list(coders))
    nb = [
        f"Lesere: {names or 'ingen'}." if coders else "",
        "F1 regnes over alle temaer samlet. Intervallene trekker hele brev, ikke avsnitt, for avsnitt i samme brev ligner.",
        f"{few} av {len(codes)} temaer har færre enn {min_cases} avsnitt: om dem sier tallene ingenting." if few else "",
        "Om adressat måles bare forslag som begge holder for forslag.",
        f"{n_problems} merknader til arkene er ikke rettet." if n_problems else "",
    ]
    en = [
        f"Readers: {listing(list(coders), 'en')}." if coders else "",
        "F1 is of all themes together. The intervals draw whole letters, not segments: segments of one letter are alike.",
        f"{few} of {len(codes)} themes have fewer than {min_cases} segments: of them the numbers say nothing." if few else "",
        "Addressees are measured only where both call the segment a proposal.",
        f"{n_problems} remarks on the sheets have not been put right." if n_problems else "",
    ]
    return {"nb": " ".join(part for part in nb if part), "en": " ".join(part for part in en if part)}


def _micro(table: pd.DataFrame, comparison: str, language: str) -> str | None:
    row = table[(table["scheme"] == "theme") & (table["code"] == "micro") & (table["comparison"] == comparison)]
    value = row["f1"].iloc[0] if len(row) else None
    return None if value is None or pd.isna(value) else number(float(value), 2, language)
