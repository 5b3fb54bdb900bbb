"""`innspill codebook`: is it sound, what does a sentence get and why, what did a change do, which names does it lack?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from innspill.cli_saying import say
from innspill.errors import InnspillError
from innspill.parameters import find_file, find_folder, shown_path

codebook_app = typer.Typer(no_args_is_help=True, help=__doc__)

_CONSULTATION, _HANDCODED = "data/consultations/nhsp.yml", "data/handcoded"
_CODEBOOK, _FORMS, _STOPWORDS = "data/codebook.yml", "data/written_forms.csv", "data/stopwords.csv"
# More than a page of text is no sentence, and every hit is a line.
_MOST_CHARACTERS = 20_000
_TEXT_HELP = "Sentences, coded as one segment; - for stdin; after -- where it begins with a hyphen."
CodebookFile = Annotated[str, typer.Option("--codebook", help="Themes and their patterns.")]


@codebook_app.command("check")
def check(
    codebook: CodebookFile = _CODEBOOK,
    corpus: Annotated[str, typer.Option(help="A corpus folder: what each pattern meets there is measured too.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for notes as well.")] = False,
    code: Annotated[list[str] | None, typer.Option(help="Only findings of this code. May stand several times.")] = None,
) -> None:
    """Find patterns that never count, that another swallows, lack their twin, match function words or match too much."""
    from innspill.codebook import load_codebook
    from innspill.codebook_check import check_codebook
    from innspill.codebook_forms import load_written_forms
    from innspill.codebook_telling import tell_findings
    from innspill.tables import DOCUMENTS, SEGMENTS
    from innspill.tokens import load_stopwords

    path = find_file("codebook", codebook)
    place = find_folder("corpus", corpus) if corpus else None
    loaded = load_codebook(path)
    # An unknown code would have no finding, and look sound.
    for ident in code or ():
        loaded.definition(ident)
    findings = check_codebook(
        loaded,
        load_written_forms(find_file("written forms", _FORMS)),
        load_stopwords(find_file("stopwords", _STOPWORDS), {"function word"}),
        SEGMENTS.read(place) if place else None,
        DOCUMENTS.read(place) if place else None,
    )
    findings = findings[findings["code"].isin(code)] if code else findings
    for line, look in tell_findings(findings, shown_path(path), code or ()):
        say(line, look)
    if (findings["severity"] == "error").any() or (strict and len(findings)):
        raise typer.Exit(1)


@codebook_app.command("try")
def try_text(
    text: Annotated[str, typer.Argument(help=_TEXT_HELP, show_default=False)],
    question: Annotated[str, typer.Option(help="The facet of the question it stands under, as in the codebook.")] = "",
    heading: Annotated[str, typer.Option(help="The sub-heading it stands under.")] = "",
    language: Annotated[str, typer.Option(help="The letter's written language: nb or nn.")] = "",
    codebook: CodebookFile = _CODEBOOK,
) -> None:
    """Show which codes a text gets in every scheme, by which words and patterns, and what was taken away."""
    from innspill.codebook import load_codebook
    from innspill.codebook_telling import tell_codes
    from innspill.codebook_try import explain_codes

    written = " ".join((_from_stdin() if text == "-" else text).split())
    if len(written) > _MOST_CHARACTERS:
        raise InnspillError("TEXT", f"the text has more than {_MOST_CHARACTERS} characters", "Give a part of it")
    loaded = load_codebook(find_file("codebook", codebook))
    explained = explain_codes(written, loaded, question or None, heading or None, language or None)
    for line, look in tell_codes(written, explained, loaded):
        say(line, look)


@codebook_app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="The codebook before.", show_default=False)],
    new: Annotated[str, typer.Argument(help="The codebook after.", show_default=False)],
    corpus: Annotated[str, typer.Option(help="Folder that «innspill read» made.", show_default=False)],
    scheme: Annotated[str, typer.Option(help="Only this scheme: theme, group, function, addressee, initiative.")] = "",
    code: Annotated[list[str] | None, typer.Option(help="Only this code. May stand several times.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="So many won and so many lost are shown of each code.")] = 20,
    handcoded: Annotated[str, typer.Option(help="Hand-coded letters, those for practice; empty: none.")] = _HANDCODED,
    consultation: Annotated[str, typer.Option(help="The consultation's calls and questions.")] = _CONSULTATION,
) -> None:
    """Show which codes segments win and lose by a change of the codebook, and whether hand-coded letters bear it out."""
    from innspill.cli_codebook_diff import corpus_changes, handcoded_record, named_codes
    from innspill.codebook import load_codebook
    from innspill.codebook_diff_telling import tell_diff, tell_record
    from innspill.consultation_file import load_consultation

    place, practice = find_folder("corpus", corpus), _handcoded_folder(handcoded)
    before, after = (load_codebook(find_file(name, path)) for name, path in (("OLD", old), ("NEW", new)))
    named = named_codes(before, after, scheme, code or ())
    changes, counts = corpus_changes(place, before, after)
    for line, look in tell_diff(changes, counts, (before, after), named, rows, told_anyway=bool(code)):
        say(line, look)
    if practice:
        plan = load_consultation(find_file("consultation", consultation))
        record = handcoded_record(practice, plan, before, after, named)
        changed = set(map(tuple, changes[["scheme", "code"]].to_numpy()))
        for line, look in tell_record(record.table, record.n_letters, record.n_passages, changed):
            say(line, look)


@codebook_app.command("candidates")
def candidates(
    corpus: Annotated[str, typer.Option(help="Folder that «innspill read» made.", show_default=False)],
    codebook: CodebookFile = _CODEBOOK,
    registry: Annotated[str, typer.Option(help="Folder of the registry: its names are no candidates.")] = "data/registry",
) -> None:
    """List names of services, projects and tools that the codebook does not have yet, found by their form."""
    from innspill.codebook import load_codebook
    from innspill.coding import code_segments
    from innspill.initiatives import find_initiative_candidates
    from innspill.privacy import mask_table
    from innspill.registry import load_registry
    from innspill.tables import DOCUMENTS, MASKS, SEGMENTS

    place, path = find_folder("corpus", corpus), find_file("codebook", codebook)
    masks = MASKS.read(place)
    segments = mask_table(SEGMENTS.read(place), "segments", masks)
    documents = mask_table(DOCUMENTS.read(place), "documents", masks)
    known = load_registry(find_folder("registry", registry))
    names = [*known.kommuner["name"], *known.helsefellesskap["official_name"], *documents["sender"].dropna()]
    own = {word for name in names for word in name.casefold().replace("-", " ").split()}
    codes = code_segments(segments, load_codebook(path), documents)
    found = find_initiative_candidates(segments, documents, codes, own)
    for row in found.itertuples():
        say(f"{row.n_letters:>4}  {row.name} ({row.form}, {row.example}): {row.senders}")
    say(f"{len(found)} names that {shown_path(path)} does not have", "bold")


def _handcoded_folder(asked: str) -> Path | None:
    """The folder of hand-coded letters; None where none is asked for, or the standard one is not there."""
    try:
        return find_folder("handcoded", asked) if asked.strip() else None
    except InnspillError:
        if asked != _HANDCODED:
            raise
        return None


def _from_stdin() -> str:
    try:
        return sys.stdin.read(_MOST_CHARACTERS * 4)
    except UnicodeDecodeError as error:
        raise InnspillError("stdin", "the text is not UTF-8", "Save it as UTF-8") from error
