"""A run: read and code the letters, execute the notebooks through papermill, put the figures in place.

Everything that can be wrong in what was asked is found before any kernel starts. The notebooks run two at a time, each
in a process of its own with a kernel of this same Python; what they make appears whole or not at all (`staging`).
"""

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from innspill.errors import InnspillError
from innspill.execution import Execution, execute_notebook, tidy_notebook, write_kernel
from innspill.intake_folder import find_files as find_letters
from innspill.intake_running import Progress
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.manifest import write_manifest
from innspill.parameters import (
    STANDARD,
    Run,
    check_names,
    closest,
    declared_parameters,
    find_files,
    project_folder,
    read_value,
    shown_path,
)
from innspill.staging import refuse_own_files, whole_or_nothing

if TYPE_CHECKING:
    from innspill.corpus import Corpus

# Two kernels at a time took 0.53 of the time of one after another on two cores; more only wait for each other.
AT_ONCE = 2
CATALOGUE = "[0-9][0-9]-*.ipynb"


@dataclass(frozen=True)
class RunReport:
    """A run that ended well: where its folder is, the corpus it read, the seconds that each step took."""

    out: Path
    corpus: "Corpus"
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class _Plan:
    run: Run
    notebooks: tuple[Path, ...]
    parameters: Mapping[str, Mapping[str, object]]

    @property
    def own(self) -> dict[str, object]:
        """The parameters that only some notebooks have, by name."""
        every = [item for given in self.parameters.values() for item in given.items()]
        return {name: value for name, value in sorted(every, key=lambda item: item[0]) if name not in STANDARD}


def run_notebooks(
    parameters: Mapping[str, object], *, only: Sequence[str] = (), out: Path | str,
    progress: Progress | None = None, notebooks: Path | None = None, limits: Limits = STANDARD_LIMITS,
) -> RunReport:  # fmt: skip
    """Read and code the letters, execute the notebooks (`only` those named) and put all they make into `out`.

    A parameter goes to every notebook that declares it. `notebooks` is the folder they lie in, the project's unless
    told. The report's corpus has persons masked; the one in the folder has not. Raises InnspillError: for what is wrong in
    the parameters before anything is made; for a cell that fails, with the executed notebook saved beside `out`. `out` is
    then as it was before.
    """
    plan = plan_run(parameters, only=only, out=out, notebooks=notebooks)
    tell = progress or (lambda _done, _total, _name: None)
    seconds: dict[str, float] = {}
    with whole_or_nothing(plan.run.out) as part:
        started = time.perf_counter()
        corpus = _read_letters(plan.run, part, tell, limits).published()
        seconds["corpus"] = time.perf_counter() - started
        seconds |= _execute(plan, part, tell)
        _write_page(plan, part, corpus)
        write_manifest(part, plan.run, plan.own, plan.notebooks, corpus.ledger, seconds)
    _forget_failures(plan.run, plan.notebooks)
    return RunReport(plan.run.out, corpus, seconds)


def plan_run(
    parameters: Mapping[str, object], *, only: Sequence[str] = (), out: Path | str, notebooks: Path | None = None
) -> _Plan:
    """What would be run with what, or the InnspillError that says what has to be put right first."""
    chosen = choose_notebooks(only, notebooks)
    declared = {path.stem: declared_parameters(path) for path in chosen}
    known = {name: default for defaults in declared.values() for name, default in defaults.items()}
    asked = {**parameters, "out": str(out)}
    check_names(asked, known, "The catalogue of notebooks" if len(chosen) > 1 else f"The notebook {chosen[0].stem}")
    values = {
        stem: {name: read_value(name, asked.get(name, default), default, stem) for name, default in defaults.items()}
        for stem, defaults in declared.items()
    }
    run = find_files("", {name: value for given in values.values() for name, value in given.items()})
    check_files(run)
    refuse_own_files(run.out)
    return _Plan(run, chosen, values)


def choose_notebooks(only: Sequence[str], folder: Path | None = None) -> tuple[Path, ...]:
    """The notebooks of the catalogue in their order, or those that `only` names. Raises InnspillError."""
    place = folder or project_folder() / "notebooks"
    catalogue = {path.stem: path for path in sorted(place.glob(CATALOGUE))}
    if not catalogue:
        raise InnspillError(shown_path(place), "no notebooks lie here", "Run innspill from the project's folder")
    wanted = [name.removesuffix(".ipynb") for name in only]
    for name in wanted:
        if name not in catalogue:
            close = closest(name, list(catalogue))
            todo = f"Did you mean «{close}»?" if close else f"There are {', '.join(catalogue)}"
            raise InnspillError(f"--only {name}", "there is no such notebook", todo)
    return tuple(path for stem, path in catalogue.items() if not wanted or stem in wanted)


def heading_of(notebook: Path) -> str:
    """The first heading of the notebook («# 02 Temaer: …» without the mark); its file name if it has none."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = (line for cell in cells if cell["cell_type"] == "markdown" for line in "".join(cell["source"]).splitlines())
    return next((line.lstrip("# ").rstrip() for line in lines if line.startswith("# ")), notebook.stem)


def check_files(run: Run) -> None:
    """Load the registry, the consultation and the codebook, and see that there are letters. Raises InnspillError."""
    from innspill.codebook import load_codebook
    from innspill.consultation_file import load_consultation
    from innspill.registry import load_registry

    if all(found.reason for found in find_letters(run.submissions)):
        raise InnspillError(shown_path(run.submissions), "there are no letters in this folder", "Put them there")
    letters, figures = run.submissions.resolve(), run.out.resolve()
    if letters.is_relative_to(figures) or figures.is_relative_to(letters):
        raise InnspillError("out", "letters and figures cannot lie in each other's folder", "Choose another --out")
    load_registry(run.registry)
    load_consultation(run.consultation)
    load_codebook(run.codebook)


def _read_letters(run: Run, part: Path, tell: Progress, limits: Limits) -> "Corpus":
    """The coded corpus in `part`/corpus; the one of the run before is taken over where nothing has changed since."""
    from innspill.corpus import open_corpus

    former = run.out / "corpus"
    if former.is_dir():
        shutil.copytree(former, part / "corpus")
    return open_corpus(
        run.submissions, consultation=run.consultation, codebook=run.codebook, registry=run.registry,
        corpus=part / "corpus", progress=tell, limits=limits,
    )  # fmt: skip


def _write_page(plan: _Plan, part: Path, corpus: "Corpus") -> None:
    from innspill.page import write_page

    headings = {path.stem: heading_of(path) for path in plan.notebooks}
    write_page(part, language=plan.run.language, run=plan.run.described(), ledger=corpus.ledger, notebooks=headings)


def _execute(plan: _Plan, part: Path, tell: Progress) -> dict[str, float]:
    """Execute the notebooks into `part`/notebooks; seconds of each. Raises InnspillError if one fails."""
    (part / "notebooks").mkdir()
    tasks = _tasks(plan, part, write_kernel(part / ".kernel"))
    inputs = [getattr(plan.run, name).resolve() for name in STANDARD if name not in ("out", "language")]
    rewritten = {str(part): shown_path(plan.run.out), **{str(path): shown_path(path) for path in inputs}}
    rewritten[f"{project_folder()}{os.sep}"] = ""
    with ProcessPool(max_workers=AT_ONCE, context=multiprocessing.get_context("spawn")) as pool:
        try:
            executions = {pool.schedule(execute_notebook, args=(task,)): task for task in tasks}
            seconds = _await(executions, partial(_keep_failure, plan.run.out, rewritten), tell)
        finally:
            pool.stop()
    for task in tasks:
        tidy_notebook(task.target, rewritten)
    shutil.rmtree(part / ".kernel")
    return seconds


def _tasks(plan: _Plan, part: Path, private: Path) -> list[Execution]:
    paths = {name: str(getattr(plan.run, name).resolve()) for name in STANDARD if name not in ("out", "language")}
    return [
        Execution(
            source.stem, source.resolve(), part / "notebooks" / source.name,
            {**plan.parameters[source.stem], **paths, "out": str(part)}, private,
        )
        for source in plan.notebooks
    ]  # fmt: skip


def _await(
    executions: Mapping[Future, Execution], explain: Callable[[Execution, InnspillError], InnspillError], tell: Progress
) -> dict[str, float]:
    """Seconds of each notebook. Raises what `explain` makes of the first error."""
    seconds: dict[str, float] = {}
    tell(0, len(executions), "notebooks")
    for future in as_completed(executions):
        task = executions[future]
        try:
            seconds[task.name] = future.result()
        except InnspillError as error:
            raise explain(task, error) from None
        except ProcessExpired as error:
            raise explain(task, InnspillError(task.name, f"its process ended ({error})")) from None
        tell(len(seconds), len(executions), task.name)
    return dict(sorted(seconds.items()))


def _keep_failure(out: Path, rewritten: Mapping[str, str], task: Execution, error: InnspillError) -> InnspillError:
    """Save the notebook as it stopped beside `out`; the error that tells where."""
    kept = _failure(out, task.name)
    if not task.target.is_file():
        return InnspillError(error.where, error.what, f"Nothing in {shown_path(out)} was changed")
    tidy_notebook(task.target, rewritten)
    shutil.copyfile(task.target, kept)
    todo = f"The notebook as it stopped is {shown_path(kept)}; nothing in {shown_path(out)} was changed"
    return InnspillError(error.where, error.what.rstrip(". "), todo)


def _failure(out: Path, name: str) -> Path:
    return out.with_name(f"{out.name}.failed-{name}.ipynb")


def _forget_failures(run: Run, notebooks: Sequence[Path]) -> None:
    for notebook in notebooks:
        _failure(run.out, notebook.stem).unlink(missing_ok=True)
