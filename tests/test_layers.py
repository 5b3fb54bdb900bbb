"""The way of the data, held: a stage knows the neutral modules and its own parts, and no other stage."""

import ast
from pathlib import Path

import pytest

import innspill

PACKAGE = Path(__file__).resolve().parents[1] / "lib" / "innspill"

# What every stage may know: nouns, wordings and the files of data/ that say whom and what we ask about.
NEUTRAL = {
    "errors", "limits", "pages", "tables", "results", "wording", "findings", "registry", "consultations", "consultation_file",
}  # fmt: skip
# One stage a line: its module and its own parts. A folder stands for all in it, «sender_» for all that begins so.
STAGES = {
    "reading": {"reading"},
    "cleaning": {"cleaning", "hyphens", "margins"},
    "senders": {"senders", "sender_"},
    "languages": {"languages"},
    "privacy": {"privacy"},
    "segmenting": {"segmenting"},
    "coding": {"codebook", "codebook_", "nodes", "patterns", "pattern_hits", "coding", "coding_", "matching", "matching_"},
    "agreement": {"agreement_"},
    "initiatives": {"initiatives"},
    "comparing": {"comparing", "evidence", "theme_findings", "answering", "answer_findings", "row_order",
                  "uncoded_passages", "uncoded_findings"},
    "words": {"words", "word_findings", "word_measures", "tokens", "kwic", "word_candidates"},
    "charts": {"charts"},
    "exporting": {"exporting", "packages", "page", "page_"},
}  # fmt: skip
# The joiners with their parts: corpus joins reading to codes, session opens a notebook, runs executes them, cli is the door.
JOINERS = {
    "corpus": {"corpus", "corpus_", "intake", "intake_"},
    "session": {"session", "session_"},
    "showing": {"showing", "showing_"},
    "runs": {"runs", "execution", "manifest", "staging", "parameters"},
    "cli": {"cli", "cli_", "__main__"},
    "package": {"__init__"},
}
# Each takes 0.3–2 s to import: the functions that need them import them.
HEAVY = {"nltk", "scipy", "wordcloud", "py3langid", "ftfy", "bs4", "sklearn", "papermill", "olefile",
         "pytesseract", "PIL", "markdown_it", "krippendorff", "openpyxl", "xlsxwriter"}  # fmt: skip

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The module's name below innspill: `reading.pdf`; `reading` for the folder's own file."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imported_by(tree: ast.Module, path: Path) -> set[str]:
    """The first names below innspill that the module imports, wherever in it the import stands."""
    found = set()
    package = path.relative_to(PACKAGE.parent).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            source = (base + (node.module or "")).strip(".")
            dotted = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in dotted if name.startswith("innspill.")}
    return {name for name in found if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()}


def stands_in(module: str, parts: set[str]) -> bool:
    first = module.split(".")[0]
    return first in parts or any(first.startswith(part) for part in parts if part.endswith("_"))


def layer_of(module: str) -> tuple[str, set[str]]:
    for name, parts in {**STAGES, "neutral": NEUTRAL, **JOINERS}.items():
        if stands_in(module, parts):
            return name, parts
    pytest.fail(f"{module} stands in no layer: give it its place in tests/test_layers.py")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_stage_knows_the_neutral_modules_and_its_own_parts_only(path):
    layer, parts = layer_of(name_of(path))
    if layer in JOINERS:
        return
    imported = imported_by(ast.parse(path.read_text(encoding="utf-8")), path)
    foreign = [module for module in imported if not stands_in(module, NEUTRAL | parts)]
    assert not foreign, f"{name_of(path)} imports {', '.join(sorted(foreign))}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_exporting_writes_figures(path):
    calls = {n.func.attr for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}  # fmt: skip
    if name_of(path) != "exporting":
        assert not calls & {"savefig", "imsave", "print_figure", "to_excel"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_slow_libraries_are_imported_where_they_are_used(path):
    at_the_top = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            at_the_top |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            at_the_top.add(node.module.split(".")[0])
    assert not at_the_top & HEAVY


def test_every_layer_named_here_exists():
    for part in NEUTRAL.union(*STAGES.values(), *JOINERS.values()):
        assert any(stands_in(name_of(path), {part}) for path in MODULES), f"{part} is no module"


def test_an_import_hidden_in_a_function_is_seen():
    imports = ("from innspill.words import keyness", "import innspill.comparing as c", "from ..charts import bars")
    code = "def f():\n    " + "\n    ".join(imports)
    seen = imported_by(ast.parse(code), PACKAGE / "reading" / "pdf.py")
    assert seen == {"words", "comparing", "charts"}


@pytest.mark.parametrize("name", innspill.__all__)
def test_every_public_name_can_be_imported_and_says_what_it_is(name):
    found = getattr(innspill, name)
    assert name == "__version__" or found.__doc__
    # The module that a name is listed under is the one that it is written in.
    assert name == "__version__" or found.__module__ == f"innspill.{innspill._HOMES[name]}"


def test_a_name_that_is_not_public_is_an_error_that_names_it():
    with pytest.raises(AttributeError, match="no_such_measure"):
        innspill.no_such_measure  # noqa: B018
