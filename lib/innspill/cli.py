"""The command `innspill`: parse, call, print. Exit 1 means «put something right», 2 a wrong command."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from innspill.cli_agreement import agreement_app
from innspill.cli_codebook import codebook_app
from innspill.cli_saying import printable, say
from innspill.errors import InnspillError
from innspill.intake_running import Progress
from innspill.limits import Limits
from innspill.parameters import Run, find_file, find_files, find_folder, shown_path
from innspill.privacy import mask_table
from innspill.runs import run_notebooks
from innspill.tables import DOCUMENTS, LEDGER, MASKS, STATUSES
from innspill.wording import VALUE_LABELS

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(agreement_app, name="agreement")
app.add_typer(codebook_app, name="codebook")

Registry = Annotated[str, typer.Option(help="Folder of the registry; the one beside the letters unless told.")]
Consultation = Annotated[str, typer.Option(help="The consultation's calls and questions.")]
CodebookFile = Annotated[str, typer.Option("--codebook", help="Themes and their patterns.")]
LimitList = Annotated[
    list[str] | None,
    typer.Option(
        "--limit", metavar="NAME=NUMBER",
        help="A limit for each file: seconds, ocr_seconds (0: no text recognition), memory (MB), pages, characters, "
        "file_size (MB), unpacked (MB), members, depth. May stand several times.",
    ),
]  # fmt: skip
_CONSULTATION, _CODEBOOK = "data/consultations/nhsp.yml", "data/codebook.yml"
# So much of a page of `show` is the same in each: a file that begins otherwise is somebody's own.
_SAME = 100
_UNSURE = 0.6
_LOOKS = {"head": "bold", "page": "bold cyan", "segment": "", "outside": "dim"}


def main() -> NoReturn:
    """The entry point: an InnspillError is one line on stderr and exit 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        app()
    except InnspillError as error:
        print(f"innspill: {printable(str(error))}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


@app.command()
def read(
    folder: Annotated[str, typer.Argument(help="Folder of letters.", show_default=False)],
    corpus: Annotated[str, typer.Option(help="Folder for the tables.", show_default=False)],
    registry: Registry = "",
    consultation: Consultation = _CONSULTATION,
    limit: LimitList = None,
) -> None:
    """Read a folder of letters into tables: ledger, documents, signatories, segments, furniture, masks."""
    from innspill.corpus import read_corpus
    from innspill.intake_versions import unused_decisions

    limits = Limits.parse(limit or ())
    asked = _asked(folder, corpus, registry, consultation, _CODEBOOK)
    with _progress() as progress:
        found = read_corpus(
            asked.submissions, consultation=asked.consultation, registry=asked.registry, corpus=asked.out, progress=progress,
            limits=limits,
        )  # fmt: skip
    _tell_ledger(found.published().ledger)
    for line in unused_decisions(asked.registry, found.ledger["file"]):
        say(line)
    say(shown_path(asked.out))


@app.command()
def code(
    corpus: Annotated[str, typer.Argument(help="Folder that «innspill read» made.", show_default=False)],
    codebook: CodebookFile = _CODEBOOK,
) -> None:
    """Code the segments of a corpus with the codebook."""
    from innspill.corpus import code_corpus

    place = find_folder("corpus", corpus)
    code_corpus(place, find_file("codebook", codebook))
    say(shown_path(place))


@app.command()
def run(
    submissions: Annotated[str, typer.Option(help="Folder of letters.")] = "data/sample/letters",
    out: Annotated[str, typer.Option(help="Folder for figures, index.html and corpus.")] = "figures/sample",
    only: Annotated[list[str] | None, typer.Option(help="A notebook by name; OUT then holds only its figures.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A notebook's own parameter.")
    ] = None,
    registry: Registry = "",
    consultation: Consultation = _CONSULTATION,
    codebook: CodebookFile = _CODEBOOK,
    language: Annotated[str, typer.Option(help="Language of charts and captions: nb or en.")] = "nb",
    limit: LimitList = None,
) -> None:
    """Read and code the letters, execute the notebooks, and put figures and index.html into OUT: whole or not at all."""
    standard = {
        "submissions": submissions, "registry": registry, "consultation": consultation, "codebook": codebook,
        "language": language,
    }  # fmt: skip
    own = dict(_parse_parameter(given, (*standard, "out")) for given in parameter or [])
    with _progress() as progress:
        report = run_notebooks(
            {**standard, **own}, only=only or (), out=Path(out).absolute(), progress=progress, limits=Limits.parse(limit or ())
        )
    _tell_ledger(report.corpus.ledger, language)
    say(f"{'Figurene' if language == 'nb' else 'The figures'}: {shown_path(report.out)}")
    say(f"{'Se alle' if language == 'nb' else 'See them all'}: {shown_path(report.out / 'index.html')}")


@app.command()
def show(
    file: Annotated[str, typer.Argument(help="A letter; «mail.eml/vedlegg.pdf» for a file inside.", show_default=False)],
    html: Annotated[str, typer.Option(help="Write the reading beside the original to this file; names are not masked.")] = "",
    page: Annotated[list[int] | None, typer.Option(help="Only this page; may stand several times.")] = None,
    registry: Registry = "",
    consultation: Consultation = _CONSULTATION,
    limit: LimitList = None,
) -> None:
    """Show one file's reading: page by page, what became segment, heading or furniture, and why. Names are not masked."""
    from innspill.showing import only_pages, show_file
    from innspill.showing_text import page_of, tell_lines

    path, inner = _outer_file(file)
    asked = _asked(str(path.parent), ".", registry, consultation, _CODEBOOK)
    shown = show_file(
        path, consultation=asked.consultation, registry=asked.registry, limits=Limits.parse(limit or ()), inner=inner
    )
    shown = only_pages(shown, page or ())
    if html:
        _write_page(Path(html), page_of(shown, printable(file)))
    say("Filen er lest alene, og navn er ikke sladdet: duplikater og flere utgaver står bare i regnskapet for mappen.", "dim")
    for text, look in tell_lines(shown):
        say(text, style=_LOOKS[look])


@app.command()
def check(
    registry: Annotated[str, typer.Option(help="Folder of the registry.")] = "data/registry",
    consultation: Consultation = _CONSULTATION,
    codebook: CodebookFile = _CODEBOOK,
    corpus: Annotated[str, typer.Option(help="A corpus folder: its ledger and senders are checked too.")] = "",
) -> None:
    """Check registry, consultation, codebook and a corpus: what is wrong, where, and what to do about it."""
    from innspill.codebook import load_codebook
    from innspill.consultation_file import load_consultation
    from innspill.registry import load_registry

    wrong = [
        *_wrong_in("registry", registry, lambda: load_registry(find_folder("registry", registry))),
        *_wrong_in("consultation", consultation, lambda: load_consultation(find_file("consultation", consultation))),
        *_wrong_in("codebook", codebook, lambda: load_codebook(find_file("codebook", codebook))),
        *(_wrong_in_corpus(find_folder("corpus", corpus)) if corpus else ()),
    ]
    for line in wrong:
        say(line)
    if wrong:
        raise typer.Exit(1)


def summary(ledger: "pd.DataFrame", language: str = "nb") -> str:
    """«28 filer: 24 lest, 2 avvist, 1 duplikat, 1 utelatt»; a status that no file has is left out."""
    counts = Counter(ledger["status"])
    parts = [f"{counts[status]} {VALUE_LABELS[language][status]}" for status in STATUSES if counts[status]]
    n_files = len(ledger)
    files = ("fil" if n_files == 1 else "filer") if language == "nb" else ("file" if n_files == 1 else "files")
    return f"{n_files} {files}" + (f": {', '.join(parts)}" if parts else "")


def _asked(folder: str, corpus: str, registry: str, consultation: str, codebook: str) -> Run:
    out = str(Path(corpus).absolute())
    return find_files("", {"submissions": folder, "out": out, "registry": registry, "consultation": consultation,
                           "codebook": codebook, "language": "nb"})  # fmt: skip


def _outer_file(asked: str) -> tuple[Path, str]:
    """The file on the disk, and the name inside it: «mail.eml/vedlegg.pdf» is no path that the disk knows."""
    path = Path(asked).expanduser()
    if path.exists() or path.is_symlink():
        return path, ""
    outer = next((parent for parent in path.parents if parent.is_file()), None)
    return (outer, path.relative_to(outer).as_posix()) if outer else (path, "")


def _write_page(path: Path, page: str) -> None:
    if path.exists() and not (path.is_file() and page[:_SAME] == _first_of(path)):
        raise InnspillError(path, "there is a file already, and it is no page of this kind", "Choose another --html")
    try:
        path.write_text(page, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise InnspillError(path, f"the page could not be written ({error.strerror})", "Choose another --html") from error
    say(shown_path(path))


def _first_of(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return file.read(_SAME)


def _parse_parameter(given: str, options: tuple[str, ...]) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals:
        raise typer.BadParameter(f"«{printable(given)}» is not NAME=VALUE", param_hint="-p")
    if name in options:
        raise typer.BadParameter(f"use --{name}", param_hint="-p")
    return name, value


def _tell_ledger(ledger: "pd.DataFrame", language: str = "nb") -> None:
    for row in ledger[ledger["status"].isin(["rejected", "warning"])].itertuples():
        say(f"{row.file}: {row.reason}")
    say(summary(ledger, language))


def _wrong_in(what: str, place: str, load: Callable[[], object]) -> list[str]:
    try:
        load()
    except InnspillError as error:
        return [str(error)]
    say(f"{what} {place}: nothing to put right")
    return []


def _wrong_in_corpus(corpus: Path) -> list[str]:
    masks = MASKS.read(corpus)
    ledger, documents = mask_table(LEDGER.read(corpus), "ledger", masks), mask_table(DOCUMENTS.read(corpus), "documents", masks)
    # What a reviewer should look at: what was not read, whose sender is unsure, of what there are two versions.
    unsure = documents[(documents["sender_confidence"] < _UNSURE) | (documents["sender_type"] == "ukjent")]
    doubtful = {*unsure["file"], *documents.loc[documents["versions"].notna(), "file"]}
    told = ledger[(ledger["status"] == "rejected") | ledger["file"].isin(doubtful)]
    wrong = [f"{row.file}: {row.reason}" for row in told.itertuples()]
    if not wrong:
        say(f"corpus {shown_path(corpus)}: {summary(ledger)}")
    return wrong


@contextmanager
def _progress() -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        steps: dict[int, TaskID] = {}

        def tell(done: int, total: int, name: str) -> None:
            if total not in steps:
                steps[total] = bars.add_task("", total=total)
            bars.update(steps[total], completed=done, description=printable(name))

        yield tell
