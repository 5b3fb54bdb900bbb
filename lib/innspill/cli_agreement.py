"""`innspill agreement`: sheets out to those who code, filled sheets back, and how far the codes can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innspill.cli_saying import printable, say
from innspill.errors import InnspillError
from innspill.parameters import LANGUAGES, find_file, find_folder, shown_path

if TYPE_CHECKING:
    import pandas as pd

    from innspill.agreement_filled import Filled
    from innspill.agreement_settling import Settled
    from innspill.codebook import Codebook
    from innspill.results import Result

agreement_app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

CorpusFolder = Annotated[str, typer.Argument(help="Folder that «innspill read» made.", show_default=False)]
CodebookFile = Annotated[str, typer.Option("--codebook", help="Themes and their patterns.")]
Language = Annotated[str, typer.Option(help="Language of the sheets: nb or en.")]
_CODEBOOK, _CONSULTATION = "data/codebook.yml", "data/consultations/nhsp.yml"
_WIDE = 160
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = {
    "nb": {"theme": "tema", "group": "gruppe", "function": "funksjon", "addressee": "adressat", "alpha": "α",
           "people": "F1 leserne", "codebook": "F1 kodebok", "precision": "presisjon", "recall": "gjenfinning",
           "n": "lesere/begge/kodebok", "few": "få",
           "letters": "brev", "segments": "avsnitt", "drawn": "trukket", "sender_type": "avsender", "language": "målform",
           "facet": "fasett", "row": "rad", "coded": "kodet", "missing": "ikke kodet", "refused": "ikke tatt med",
           "settled": "avgjort"},
    "en": {"theme": "theme", "group": "group", "function": "function", "addressee": "addressee", "alpha": "α",
           "people": "F1 readers", "codebook": "F1 codebook", "precision": "precision", "recall": "recall",
           "n": "readers/both/codebook", "few": "few",
           "letters": "letters", "segments": "segments", "drawn": "drawn", "sender_type": "sender", "language": "language",
           "facet": "facet", "row": "row", "coded": "coded", "missing": "not coded", "refused": "left out",
           "settled": "settled"},
}  # fmt: skip


@dataclass(frozen=True)
class _Corpus:
    """The tables of a corpus folder: as read, and as they may leave it (persons masked)."""

    segments: "pd.DataFrame"
    documents: "pd.DataFrame"
    masks: "pd.DataFrame"
    published: "pd.DataFrame"
    senders: "pd.DataFrame"


@agreement_app.command()
def sheets(
    corpus: CorpusFolder,
    out: Annotated[str, typer.Option(help="Folder for the sheets.", show_default=False)],
    coders: Annotated[int, typer.Option(help="How many people code.", min=1, max=len(_LETTERS))] = 2,
    names: Annotated[str, typer.Option(help="Their initials, with commas between; A, B … unless told.")] = "",
    n: Annotated[int, typer.Option(help="How many segments.", min=1)] = 120,
    seed: Annotated[int, typer.Option(help="The same seed gives the same sample.")] = 1,
    language: Language = "nb",
    codebook: CodebookFile = _CODEBOOK,
    consultation: Annotated[str, typer.Option(help="The consultation's calls and questions.")] = _CONSULTATION,
) -> None:
    """Draw a stratified sample and write one sheet a coder: blind, shuffled, with the codes to choose from."""
    from innspill.agreement_sample import draw_sample
    from innspill.agreement_sheets import write_sheets
    from innspill.codebook import load_codebook
    from innspill.codebook_tables import code_table
    from innspill.consultation_file import load_consultation

    _check_language(language)
    found = _open(find_folder("corpus", corpus))
    people = [name.strip() for name in names.split(",") if name.strip()] or list(_LETTERS[:coders])
    plan = load_consultation(find_file("consultation", consultation))
    sample = draw_sample(found.published, found.senders, n, seed)
    if sample.segments.empty:
        raise InnspillError(corpus, "there is no segment to code", "Read a folder of letters first")
    choices = code_table(load_codebook(find_file("codebook", codebook)))
    files = write_sheets(sample, choices, Path(out), people, plan.question_table(language), language)
    _tell_strata(sample.strata, language)
    for path in files:
        say(shown_path(path))


@agreement_app.command()
def compare(
    corpus: CorpusFolder,
    sheet: Annotated[list[str], typer.Argument(help="The filled sheets.", show_default=False)],
    out: Annotated[str, typer.Option(help="Folder for uenigheter.xlsx, enighet.csv and monstre.csv.")] = "",
    codebook: CodebookFile = _CODEBOOK,
    settled: Annotated[str, typer.Option(help="An uenigheter.xlsx in which somebody has settled who is right.")] = "",
    language: Language = "nb",
    seed: Annotated[int, typer.Option(help="The same seed gives the same intervals.")] = 1,
) -> None:
    """Compare filled sheets with each other and with the codebook: what is wrong in them, the agreement per theme."""
    from innspill.agreement_filled import read_filled
    from innspill.agreement_results import agreement, audit_patterns, disagreements
    from innspill.agreement_settling import read_settled
    from innspill.codebook import load_codebook
    from innspill.codebook_tables import code_table, pattern_table
    from innspill.pattern_hits import find_pattern_hits

    _check_language(language)
    found, book = _open(find_folder("corpus", corpus)), load_codebook(find_file("codebook", codebook))
    choices, kept = code_table(book), find_file("settled", settled) if settled else None
    filled = read_filled([find_file("sheet", path) for path in sheet], found.published, choices, language)
    decided = read_settled(kept, found.published, choices, language) if kept else None
    _tell_sheets(filled, decided, kept, language)
    codes, cells = _code(found, book), decided.cells if decided else None
    asked = (filled, codes, found.published, found.senders, choices, cells)
    result = agreement(*asked, seed=seed)
    for scheme in ("theme", "group", "function", "addressee"):
        _tell_scheme(result, scheme, language)
    say(result.sentence(language), "bold")
    say(result.notes[language], "dim")
    if out:
        hits = find_pattern_hits(found.segments, book, found.documents)
        audit = audit_patterns(hits, filled, codes, found.published, choices, cells, pattern_table(book))
        _write(Path(out), {"enighet.csv": result.table, "monstre.csv": audit})
        _write_list(Path(out) / "uenigheter.xlsx", disagreements(*asked), kept, language)


def _open(place: Path) -> _Corpus:
    from innspill.privacy import mask_table
    from innspill.tables import DOCUMENTS, MASKS, SEGMENTS

    segments, documents, masks = (table.read(place) for table in (SEGMENTS, DOCUMENTS, MASKS))
    published, senders = mask_table(segments, "segments", masks), mask_table(documents, "documents", masks)
    return _Corpus(segments, documents, masks, published, senders)


def _code(found: _Corpus, codebook: "Codebook") -> "pd.DataFrame":
    """The corpus coded with this codebook: what lies in its folder may be from another."""
    from innspill.coding import code_segments
    from innspill.privacy import mask_codes

    return mask_codes(code_segments(found.segments, codebook, found.documents), found.published)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise InnspillError("--language", f"«{language}» is not a language of the sheets", "Use nb or en")


def _tell_sheets(filled: "Filled", decided: "Settled | None", settled: Path | None, language: str) -> None:
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


def _tell_strata(strata: "pd.DataFrame", language: str) -> None:
    from innspill.wording import FACET_LABELS, LANGUAGE_NAMES, SENDER_TYPE_LABELS

    names = {"sender_type": SENDER_TYPE_LABELS[language], "language": LANGUAGE_NAMES[language],
             "facet": {facet: labels[language] for facet, labels in FACET_LABELS.items()}}  # fmt: skip
    words = [_WORDS[language][column] for column in strata.columns]
    rows = [[names.get(column, {}).get(cell, "–" if cell is None else str(cell)) for column, cell in row.items()]
            for row in strata.astype(object).where(strata.notna(), None).to_dict("records")]  # fmt: skip
    _print_table(words, rows, n_texts=3)


def _tell_scheme(result: "Result", scheme: str, language: str) -> None:
    """The codebook beside the human ceiling, code by code."""
    own = result.table[result.table["scheme"] == scheme].astype(object)
    people, codebook = (own[own["comparison"] == name].set_index("code") for name in ("people", "codebook"))
    words, label = _WORDS[language], "label" if language == "nb" else "label_en"
    headers = [words[scheme], *(words[key] for key in ("alpha", "people", "codebook", "precision", "recall", "n")), ""]
    rows = []
    for code, row in codebook.iterrows():
        ceiling = people.loc[code] if code in people.index else None
        rows.append([
            row[label], *(_written(ceiling, key, language) for key in ("alpha", "f1")),
            *(_written(row, key, language) for key in ("f1", "precision", "recall")),
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


def _write(folder: Path, tables: Mapping[str, "pd.DataFrame"]) -> None:
    from innspill.packages import table_csv

    for name, table in tables.items():
        path = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(table_csv(table))
        except OSError as error:
            raise InnspillError(path, f"the table could not be written ({error.strerror})", "Choose another --out") from error
        say(shown_path(path))


def _write_list(path: Path, differing: "pd.DataFrame", settled: Path | None, language: str) -> None:
    """The list to settle; the very file that was settled in is kept as it is."""
    from innspill.agreement_settling import write_disagreements

    if settled is None or not path.exists() or not path.samefile(settled):
        write_disagreements(differing, path, language)
    say(shown_path(path))
