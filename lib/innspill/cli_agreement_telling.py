"""What `innspill agreement` prints: what is wrong with the sheets, the strata drawn, the measures of each code."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from innspill.cli_saying import printable, say
from innspill.errors import InnspillError

if TYPE_CHECKING:
    import pandas as pd

    from innspill.agreement_filled import Filled
    from innspill.agreement_settling import Settled
    from innspill.results import Result

_WIDE = 190
_WORDS = {
    "nb": {"theme": "tema", "group": "gruppe", "function": "funksjon", "addressee": "adressat", "alpha": "α",
           "people": "F1 leserne", "codebook": "F1 kodebok", "precision": "presisjon", "recall": "gjenfinning",
           "n": "lesere/begge/kodebok", "few": "få",
           "letters": "brev", "segments": "avsnitt", "drawn": "trukket", "sender_type": "avsender", "language": "målform",
           "facet": "fasett", "row": "rad", "coded": "kodet", "missing": "ikke kodet", "refused": "ikke tatt med",
           "settled": "avgjort", "against_settled": "F1 mot avgjort"},
    "en": {"theme": "theme", "group": "group", "function": "function", "addressee": "addressee", "alpha": "α",
           "people": "F1 readers", "codebook": "F1 codebook", "precision": "precision", "recall": "recall",
           "n": "readers/both/codebook", "few": "few",
           "letters": "letters", "segments": "segments", "drawn": "drawn", "sender_type": "sender", "language": "language",
           "facet": "facet", "row": "row", "coded": "coded", "missing": "not coded", "refused": "left out",
           "settled": "settled", "against_settled": "F1 settled"},
}  # fmt: skip


def tell_sheets(filled: "Filled", decided: "Settled | None", settled: Path | None, language: str) -> None:
    """What is wrong line by line, then how much of each sheet counts. Raises InnspillError if nothing does."""
    import pandas as pd

    words = _WORDS[language]
    for problems in (filled.problems, *((decided.problems,) if decided else ())):
        for file, row, what, todo in problems.itertuples(index=False):
            place = file if pd.isna(row) else f"{file}, {words['row']} {row}"
            say(f"{place}: {what}. {todo}", "yellow")
    for one in filled.sheets.itertuples():
        counts = ", ".join(f"{getattr(one, key)} {words[key]}" for key in ("coded", "missing", "refused"))
        say(f"{one.file} ({one.coder}): {counts}")
    if decided and settled:
        say(f"{settled.name}: {len(decided.cells)} {words['settled']}")
    if filled.coded.empty:
        raise InnspillError("sheet", "no row of these sheets can be compared", "Put right what is told above")


def tell_strata(strata: "pd.DataFrame", language: str) -> None:
    from innspill.wording import FACET_LABELS, LANGUAGE_NAMES, SENDER_TYPE_LABELS

    names = {"sender_type": SENDER_TYPE_LABELS[language], "language": LANGUAGE_NAMES[language],
             "facet": {facet: labels[language] for facet, labels in FACET_LABELS.items()}}  # fmt: skip
    words = [_WORDS[language][column] for column in strata.columns]
    rows = [[names.get(column, {}).get(cell, "–" if cell is None else str(cell)) for column, cell in row.items()]
            for row in strata.astype(object).where(strata.notna(), None).to_dict("records")]  # fmt: skip
    _print_table(words, rows, n_texts=3)


def tell_scheme(result: "Result", scheme: str, language: str, settled: bool = False) -> None:
    """The codebook beside the human ceiling, code by code, and beside what is `settled` where anything is."""
    own = result.table[result.table["scheme"] == scheme].astype(object)
    compared = ("people", "codebook", "codebook-settled")
    people, codebook, truth = (own[own["comparison"] == name].set_index("code") for name in compared)
    words, label = _WORDS[language], "label" if language == "nb" else "label_en"
    measured = ("alpha", "people", "codebook", *(("against_settled",) if settled else ()), "precision", "recall", "n")
    headers = [words[scheme], *(words[key] for key in measured), ""]
    rows = []
    for code, row in codebook.iterrows():
        ceiling = people.loc[code] if code in people.index else None
        rows.append([
            row[label], *(_written(ceiling, key, language) for key in ("alpha", "f1")), _written(row, "f1", language),
            *([_written(truth.loc[code], "f1", language)] if settled else []),
            *(_written(row, key, language) for key in ("precision", "recall")),
            f"{row['n_people']}/{row['n_both']}/{row['n_codebook']}", words["few"] if row["hollow"] else "",
        ])  # fmt: skip
    _print_table(headers, rows, n_texts=1)


def _written(row: "pd.Series | None", key: str, language: str) -> str:
    """«0,78 (0,71–0,84)»; a dash where the value is undefined."""
    import pandas as pd

    from innspill.wording import number

    if row is None or pd.isna(row[key]):
        return "–"
    value, low, high = (row[f"{key}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(low) or key in ("precision", "recall"):
        return number(value, 2, language)
    return f"{number(value, 2, language)} ({number(low, 2, language)}–{number(high, 2, language)})"


def _print_table(headers: Sequence[str], rows: Sequence[Sequence[str]], n_texts: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(Text(header), justify="left" if place < n_texts else "right", no_wrap=place >= n_texts)
    for row in rows:
        # A Text: rich would take [brackets] in a label for markup.
        table.add_row(*(Text(printable(cell)) for cell in row))
    # Into a file or a pipe every column is written in full.
    width = None if Console().is_terminal else _WIDE
    Console(highlight=False, width=width).print(table)
