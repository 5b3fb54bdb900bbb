"""What may be asked of a notebook: its parameters, their types, and where the files they name are.

papermill only logs a parameter that it does not know, so `-p min_grup 8` would draw with `min_group` as it was. Here a
name that a notebook does not declare stops it, with the name that was probably meant. The same rules serve the command
line (before any kernel starts) and the first cell of a notebook (papermill alone, or JupyterLab).
"""

import ast
import json
import keyword
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from innspill.errors import InnspillError

STANDARD = ("submissions", "consultation", "codebook", "registry", "out", "language")
LANGUAGES = ("nb", "en")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# The comment that papermill writes over the values it was given.
_INJECTED = "# Parameters"
_SCALARS = (str, int, float, bool, type(None))
_TYPE_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list"}


@dataclass(frozen=True)
class Run:
    """What one notebook was asked: the folders and files (they exist; `out` may not yet) and its own `parameters`.

    `parameters` are those that are not in STANDARD (`min_group`, `seed` …).
    """

    notebook: str
    submissions: Path
    consultation: Path
    codebook: Path
    registry: Path
    out: Path
    language: str
    parameters: Mapping[str, object]

    def described(self) -> dict[str, object]:
        """Every parameter as it may stand in a shared file: no `out`, no path of this machine inside the project."""
        paths = {name: shown_path(getattr(self, name)) for name in STANDARD[:4]}
        return {**paths, "language": self.language, **self.parameters}


def start_notebook(name: str, namespace: Mapping[str, object], *, notebooks: Path | None = None) -> Run:
    """Check the parameters that stand in `namespace` (a notebook's `globals()`) and find the files they name.

    Raises InnspillError for a name that notebook `name` does not declare, a value of another type than its default, a
    language that is not nb or en, a folder or file that is not there.
    """
    declared = declared_parameters((notebooks or project_folder() / "notebooks") / f"{name}.ipynb")
    given = {key: namespace[key] for key in _parameter_names(namespace, declared) if key in namespace}
    check_names(given, declared, name)
    parameters = {key: read_value(key, given.get(key, default), default, name) for key, default in declared.items()}
    return find_files(name, parameters)


def find_files(notebook: str, parameters: Mapping[str, object]) -> Run:
    """The Run of `parameters`: an input is looked for under the working folder, then under the project.

    An empty `registry` means the one beside the letters (`<submissions>/../registry`) or else data/registry. A relative
    `out` is the project's own figures/… wherever inside the project the notebook was opened. Raises InnspillError.
    """
    asked = {key: str(parameters.get(key, "")) for key in STANDARD}
    if asked["language"] not in LANGUAGES:
        raise InnspillError("language", f"«{asked['language']}» is not a language of the charts", "Use nb or en")
    if not asked["out"].strip():
        raise InnspillError("out", "no folder is named", "Name the folder that the figures go to")
    submissions = find_folder("submissions", asked["submissions"])
    own = submissions.resolve().parent / "registry"
    beside = own if (own / "kommuner.csv").is_file() else find_folder("registry", "data/registry")
    return Run(
        notebook=notebook,
        submissions=submissions,
        consultation=find_file("consultation", asked["consultation"]),
        codebook=find_file("codebook", asked["codebook"]),
        registry=find_folder("registry", asked["registry"]) if asked["registry"].strip() else beside,
        out=place_out(asked["out"]),
        language=asked["language"],
        parameters={key: value for key, value in parameters.items() if key not in STANDARD},
    )


def find_folder(parameter: str, asked: str) -> Path:
    """The folder that `asked` names. Raises InnspillError if there is none."""
    found = _find(asked)
    if not asked.strip() or not found.exists():
        raise InnspillError(parameter, f"the folder «{asked}» is not there", "Check the path")
    if not found.is_dir():
        raise InnspillError(parameter, f"«{asked}» is a file, not a folder", "Name the folder that it lies in")
    return found


def find_file(parameter: str, asked: str) -> Path:
    """The file that `asked` names. Raises InnspillError if there is none."""
    found = _find(asked)
    if not asked.strip() or not found.is_file():
        raise InnspillError(parameter, f"the file «{asked}» is not there", "Check the path")
    return found


def place_out(asked: str) -> Path:
    """Where the folder `asked` lies or shall lie: under the project when the working folder is inside it."""
    working, project = Path.cwd().resolve(), project_folder()
    inside = working == project or project in working.parents
    return (project if inside else working) / Path(asked).expanduser()


def shown_path(path: Path) -> str:
    """`path` as it may stand in a file that is shared: relative to the project or the working folder if inside, from «~»
    below the home folder, which is called as its user is."""
    full, home = path.resolve(), Path.home().resolve()
    for base in (project_folder(), Path.cwd().resolve()):
        if full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    return f"~/{full.relative_to(home).as_posix()}" if full.is_relative_to(home) else path.as_posix()


def project_folder() -> Path:
    """The folder that holds notebooks/ and data/: where the package lies, or else around the working folder."""
    working = Path.cwd().resolve()
    for folder in (Path(__file__).resolve().parents[2], working, *working.parents):
        if (folder / "notebooks").is_dir() and (folder / "data").is_dir():
            return folder
    return working


def declared_parameters(notebook: Path) -> dict[str, object]:
    """The names and defaults in the cell of `notebook` that is tagged `parameters`, in their order.

    Raises InnspillError if the notebook cannot be read, has no such cell, or holds more there than `name = value`.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InnspillError(shown_path(notebook), "the notebook cannot be read", "Check its name") from error
    sources = ["".join(c["source"]) for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    if not sources:
        raise InnspillError(shown_path(notebook), "no cell is tagged «parameters»", "Tag the cell that sets them")
    try:
        return {target: ast.literal_eval(value) for target, value in _assignments(sources[0])}
    except (SyntaxError, ValueError) as error:
        raise InnspillError(
            shown_path(notebook), "the parameters cell holds more than plain values", "Write one «name = value» a line"
        ) from error


def check_names(names: Sequence[str] | Mapping[str, object], declared: Sequence[str] | Mapping, where: str) -> None:
    """Raise InnspillError for the first of `names` that is not among `declared`, with the closest that is."""
    for name in names:
        if name in declared:
            continue
        if not _NAME.fullmatch(name) or keyword.iskeyword(name):
            raise InnspillError(f"parameter «{name}»", "this cannot be the name of a parameter", "Write -p name=value")
        close = closest(name, list(declared))
        todo = f"Did you mean «{close}»?" if close else f"There are {', '.join(declared)}"
        raise InnspillError(f"parameter «{name}»", f"{where} has no such parameter", todo)


def closest(name: str, known: Sequence[str]) -> str | None:
    """The one of `known` that `name` was probably meant to be; None if nothing is like it."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), None)


def read_value(name: str, value: object, default: object, where: str) -> object:
    """`value` in the type of `default`; a text given for a number, a truth value or a list is read as YAML writes it.

    A default of None takes any scalar. Raises InnspillError if the value is of another type.
    """
    if isinstance(default, str):
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    else:
        parsed = _parse(value) if isinstance(value, str) else value
        if _fits(parsed, default):
            return float(parsed) if isinstance(default, float) else parsed
    wanted = _TYPE_NAMES.get(type(default), "a plain value")
    todo = f"In {where} it is {default!r} unless told"
    raise InnspillError(f"parameter «{name}»", f"«{value}» is not {wanted}", todo)


def _parse(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text


def _fits(value: object, default: object) -> bool:
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if default is None:
        return isinstance(value, _SCALARS)
    if isinstance(default, list | tuple):
        return isinstance(value, list | tuple) and all(isinstance(item, _SCALARS) for item in value)
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    return isinstance(value, int | float) if isinstance(default, float) else isinstance(value, type(default))


def _find(asked: str) -> Path:
    path = Path(asked).expanduser()
    return path if path.exists() or path.is_absolute() else project_folder() / path


def _parameter_names(namespace: Mapping[str, object], declared: Mapping[str, object]) -> list[str]:
    """The names in `namespace` that were set as parameters.

    In a kernel these are what the parameters cell and papermill's own cell set: further down a notebook may well make
    texts and numbers, and running its first cell again must not take those for parameters.
    """
    history = namespace.get("In")
    if isinstance(history, list):
        sources = [str(source) for source in history]
        cells = [_safe_assignments(source) for source in sources]
        chosen = [
            names for names, source in zip(cells, sources, strict=True)
            if source.lstrip().startswith(_INJECTED) or "submissions" in names
        ]  # fmt: skip
        return list(dict.fromkeys([*declared, *(name for names in chosen for name in names)]))
    return [k for k, v in namespace.items() if not k.startswith("_") and isinstance(v, (*_SCALARS, list, tuple, dict))]


def _safe_assignments(source: str) -> list[str]:
    try:
        return [name for name, _ in _assignments(source)]
    except (SyntaxError, ValueError):
        return []


def _assignments(source: str) -> list[tuple[str, ast.expr]]:
    """The `name = value` lines of a cell. Raises ValueError at anything else."""
    found = []
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            raise ValueError("not an assignment")
        if not isinstance(target, ast.Name):
            raise ValueError("not a name")
        found.append((target.id, value))
    return found
