"""What `innspill codebook diff` prints: totals for each code, a line for each change, and the record on hand-coded letters."""

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from innspill.codebook import Codebook
from innspill.codebook_diff import LOST, WON
from innspill.codebook_tables import pattern_table
from innspill.codebook_telling import Line, sentence_around, short

_SIGNS = {WON: "+", LOST: "−"}
_LOOKS = {WON: "green", LOST: "red"}
# Where the question or the heading gave the code there are no words to stand around: so much of the segment is shown.
_BEGINNING = 120
# Without the reader's or the codebook's yes there is nothing to divide by.
_UNDEFINED = "–"


def tell_diff(
    changes: pd.DataFrame, counts: pd.DataFrame, books: tuple[Codebook, Codebook], named: Sequence[tuple[str, str]],
    rows: int, told_anyway: bool = False,
) -> Iterator[Line]:  # fmt: skip
    """The totals of the `named` codes that changed (`told_anyway`: of the others too), then at most `rows` won and `rows`
    lost of each, with the line of the pattern in the old (lost) or new (won) of the two codebooks.
    """
    totals = counts.set_index(["scheme", "code"])[[WON, LOST, "kept"]].to_dict("index")
    none = {WON: 0, LOST: 0, "kept": 0}
    told = {one: totals.get(one, none) for one in named}
    changed = [one for one, n in told.items() if n[WON] + n[LOST]]
    names = _names(named)
    for one in named if told_anyway else changed:
        n = told[one]
        yield f"{names[one]}: {n[WON]} won, {n[LOST]} lost, {n['kept']} as before", "bold"
    if not changed and not told_anyway:
        yield "no code won or lost", "bold"
    lines = dict(zip((LOST, WON), map(_lines_of, books), strict=True))
    for scheme, code in changed:
        yield "", ""
        yield names[scheme, code].upper(), "bold cyan"
        own = changes[(changes["scheme"] == scheme) & (changes["code"] == code)]
        for change in (WON, LOST):
            of_change = own[own["change"] == change]
            for row in of_change.head(rows).itertuples():
                yield f"  {_SIGNS[change]} {_told(row, lines[change])}", _LOOKS[change]
            if len(of_change) > rows:
                yield f"  {_SIGNS[change]} {len(of_change) - rows} more {change}", "dim"


def tell_record(table: pd.DataFrame, n_letters: int, n_passages: int, changed: Collection[tuple[str, str]]) -> Iterator[Line]:
    """What the change did to the codes of hand-coded letters: those that changed there, or in the corpus (`changed`)."""
    own = [row for row in table.itertuples() if row.changed or (row.scheme, row.code) in changed]
    if not own:
        return
    letters = "1 letter" if n_letters == 1 else f"{n_letters} letters"
    names = _names(list(zip(table["scheme"], table["code"], strict=True)))
    yield "", ""
    yield f"HAND-CODED: {letters} for practice, {n_passages} passages", "bold cyan"
    for row in own:
        sides = [(row.right_old, row.wrong_old, row.missed_old), (row.right_new, row.wrong_new, row.missed_new)]
        counts = ", ".join(f"{name} {a} → {b}" for name, a, b in zip(("right", "wrong", "missed"), *sides, strict=True))
        measures = [_measures(*side) for side in sides]
        told = " · ".join(f"{name} {a} → {b}" for name, a, b in zip(("precision", "recall", "F1"), *measures, strict=True))
        yield f"  {names[row.scheme, row.code]}: {counts} · {told}", "" if row.changed else "dim"


def _names(named: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What each code is called: by its scheme too where two schemes share the id (`fastlege`)."""
    ids = [code for _, code in named]
    return {(scheme, code): f"{code} ({scheme})" if ids.count(code) > 1 else code for scheme, code in named}


def _lines_of(codebook: Codebook) -> dict[tuple[str, str, str], str]:
    """(scheme, code, pattern) → its line; several where it stands under several conditions."""
    table = pattern_table(codebook).astype({"line": "str"})
    return table.groupby(["scheme", "code", "pattern"])["line"].agg(" or ".join).to_dict()


def _told(row: tuple, lines: dict[tuple[str, str, str], str]) -> str:
    """Sender, words, pattern with its line, and the sentence; for a code without words what gave it, and the beginning."""
    sender = row.sender if isinstance(row.sender, str) else "unknown sender"
    if pd.isna(row.start):
        beginning = row.text if len(row.text) <= _BEGINNING else row.text[:_BEGINNING].rpartition(" ")[0] + "…"
        return " · ".join((sender, row.pattern, beginning))
    line = lines.get((row.scheme, row.code, row.pattern))
    source = f"line {line}: {short(row.pattern)}" if line else short(row.pattern)
    return " · ".join((sender, f"«{row.evidence}»", source, sentence_around(row.text, row.start, row.end)))


def _measures(right: int, wrong: int, missed: int) -> tuple[str, str, str]:
    """Precision, recall and F1 (van Rijsbergen 1979) with two decimals."""
    pairs = ((right, right + wrong), (right, right + missed), (2 * right, 2 * right + wrong + missed))
    precision, recall, f1 = (f"{over / under:.2f}" if under else _UNDEFINED for over, under in pairs)
    return precision, recall, f1
