"""`innspill agreement`: sheets out to those who code, filled sheets back, and how far the codes can be trusted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innspill.cli_agreement_telling import tell_scheme, tell_sheets, tell_strata
from innspill.cli_saying import say
from innspill.errors import InnspillError
from innspill.parameters import LANGUAGES, find_file, find_folder, shown_path

if TYPE_CHECKING:
    import pandas as pd

    from innspill.codebook import Codebook

agreement_app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

CorpusFolder = Annotated[str, typer.Argument(help="Folder that «innspill read» made.", show_default=False)]
CodebookFile = Annotated[str, typer.Option("--codebook", help="Themes and their patterns.")]
Language = Annotated[str, typer.Option(help="Language of the sheets: nb or en.")]
_CODEBOOK, _CONSULTATION = "data/codebook.yml", "data/consultations/nhsp.yml"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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
    tell_strata(sample.strata, language)
    for path in files:
        say(shown_path(path))


@agreement_app.command()
def compare(
    corpus: CorpusFolder,
    sheet: Annotated[list[str], typer.Argument(help="The filled sheets, or the folder they lie in.", show_default=False)],
    out: Annotated[str, typer.Option(help="Folder for uenigheter.xlsx, enighet.csv and monstre.csv.")] = "",
    codebook: CodebookFile = _CODEBOOK,
    settled: Annotated[str, typer.Option(help="An uenigheter.xlsx in which somebody has settled who is right.")] = "",
    language: Language = "nb",
    seed: Annotated[int, typer.Option(help="The same seed gives the same intervals.")] = 1,
) -> None:
    """Compare filled sheets with each other and with the codebook: what is wrong in them, the agreement per theme."""
    from innspill.agreement_audit import audit_patterns
    from innspill.agreement_filled import read_filled
    from innspill.agreement_results import agreement, disagreements
    from innspill.agreement_settling import read_settled
    from innspill.agreement_texts import SETTLING_FILE
    from innspill.codebook import load_codebook
    from innspill.codebook_tables import code_table, pattern_table
    from innspill.pattern_hits import find_pattern_hits

    _check_language(language)
    found, book = _open(find_folder("corpus", corpus)), load_codebook(find_file("codebook", codebook))
    choices, kept = code_table(book), find_file("settled", settled) if settled else None
    filled = read_filled(_find_sheets(sheet), found.published, choices, language)
    decided = read_settled(kept, found.published, choices, language) if kept else None
    tell_sheets(filled, decided, kept, language)
    codes, cells = _code(found, book), decided.cells if decided else None
    asked = (filled, codes, found.published, found.senders, choices, cells)
    result = agreement(*asked, seed=seed)
    anything_settled = cells is not None and not cells.empty
    for scheme in ("theme", "group", "function", "addressee"):
        tell_scheme(result, scheme, language, anything_settled)
    say(result.sentence(language), "bold")
    say(result.notes[language], "dim")
    if out:
        hits = find_pattern_hits(found.segments, book, found.documents)
        audit = audit_patterns(hits, filled, codes, found.published, choices, cells, pattern_table(book))
        _write(Path(out), {"enighet.csv": result.table, "monstre.csv": audit})
        _write_list(Path(out) / SETTLING_FILE, disagreements(*asked), kept, language)


def _find_sheets(asked: Sequence[str]) -> list[Path]:
    """Every sheet that is named, and every sheet of a folder that is named; each once."""
    from innspill.agreement_reading import sheet_files

    found: dict[Path, Path] = {}
    for name in asked:
        try:
            folder = find_folder("sheet", name)
        except InnspillError:
            paths = [find_file("sheet", name)]
        else:
            paths = sheet_files(folder)
            if not paths:
                raise InnspillError("sheet", f"there is no sheet in the folder «{name}»", "Put the filled *.xlsx files in it")
        found |= {path.resolve(): path for path in paths}
    return list(found.values())


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
