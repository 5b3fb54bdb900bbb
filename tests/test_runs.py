import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from innspill import parameters, runs, staging
from innspill.errors import InnspillError
from innspill.execution import Execution
from innspill.parameters import start_notebook
from innspill.runs import choose_notebooks, plan_run, run_notebooks

FIRST_CELL = """\
submissions = "letters"
consultation = "plan.yml"
codebook = "codes.yml"
registry = "registry"
out = "figures"
language = "nb"
min_group = 5
"""
WRITES = "from pathlib import Path\nPath(out, 'shares.csv').write_text(f'n,{min_group}')"


def write_notebook(path: Path, *cells: str, first: str = FIRST_CELL) -> Path:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    made.cells = [nbformat.v4.new_code_cell(source) for source in (first, *cells)]
    made.cells[0].metadata["tags"] = ["parameters"]
    path.parent.mkdir(exist_ok=True, parents=True)
    nbformat.write(made, path)
    return path


class FakeCorpus:
    ledger = pd.DataFrame({"file": ["b.txt", "a.txt"], "sha256": ["bb", "aa"], "status": ["read", "rejected"]})

    def published(self) -> "FakeCorpus":
        return self


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with one letter, everything that a run asks for, and no real reading."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "brev.txt").write_text("Hei", encoding="utf-8")
    (tmp_path / "registry").mkdir()
    for name in ("plan.yml", "codes.yml"):
        (tmp_path / name).write_text("x: 1", encoding="utf-8")
    monkeypatch.setattr(runs, "_read_letters", lambda *_: FakeCorpus())
    monkeypatch.setattr(runs, "_write_page", lambda _plan, part, _corpus: (part / "index.html").touch())
    monkeypatch.setattr(runs, "check_files", lambda _run: None)
    return tmp_path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def run_here(place: Path, **more: object) -> runs.RunReport:
    return run_notebooks(more, out=place / "figures", notebooks=place / "notebooks")


def leave_figures(place: Path) -> dict[str, bytes]:
    """The figures of an earlier run, without running it."""
    (place / "figures").mkdir()
    (place / "figures" / "shares.csv").write_text("n,1", encoding="utf-8")
    manifest = {"made_by": "innspill", "files": ["run.json", "shares.csv"]}
    (place / "figures" / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    return snapshot(place / "figures")


# What is wrong is said before anything is made


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"min_grup": "8"}, "«min_group»"),
        ({"min_group": "mange"}, "«mange» is not a whole number"),
        ({"min_group": "true"}, "is not a whole number"),
        ({"min_group": "2.5"}, "is not a whole number"),
        ({"import os": "1"}, "cannot be the name"),
        ({"submissions": "leters"}, "the folder «leters» is not there"),
        ({"codebook": "kodar.yml"}, "the file «kodar.yml» is not there"),
        ({"language": "de"}, "Use nb or en"),
    ],
)
def test_a_wrong_parameter_stops_the_run_before_any_kernel_starts(place, monkeypatch, given, said):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES)
    monkeypatch.setattr(runs, "_execute", lambda *_: pytest.fail("a kernel was started"))
    with pytest.raises(InnspillError, match=said):
        run_here(place, **given)
    assert not (place / "figures").exists()
    assert [p.name for p in place.iterdir() if p.name.startswith(".")] == []


def test_a_parameter_goes_to_the_notebooks_that_declare_it(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES)
    write_notebook(place / "notebooks" / "04-ordbruk.ipynb", WRITES, first=FIRST_CELL + "seed = 1\n")
    plan = plan_run({"seed": "7", "min_group": "3"}, out=place / "figures", notebooks=place / "notebooks")
    assert plan.parameters["04-ordbruk"]["seed"] == 7
    assert "seed" not in plan.parameters["02-temaer"]
    assert [given["min_group"] for given in plan.parameters.values()] == [3, 3]


def test_a_value_is_read_in_the_type_of_its_default(tmp_path):
    first = FIRST_CELL + 'target = "kommune"\nlimit = 0.5\nshow = True\nwords = ["a"]\n'
    write_notebook(tmp_path / "n" / "01-korpus.ipynb", first=first)
    declared = parameters.declared_parameters(tmp_path / "n" / "01-korpus.ipynb")
    texts = {"target": "no", "limit": "1", "show": "false", "words": "[be, ja]"}
    values = {name: parameters.read_value(name, text, declared[name], "01-korpus") for name, text in texts.items()}
    assert values == {"target": "no", "limit": 1.0, "show": False, "words": ["be", "ja"]}


def test_only_takes_a_notebook_by_its_name_and_suggests_the_one_meant(tmp_path):
    for name in ("01-korpus", "02-temaer"):
        write_notebook(tmp_path / f"{name}.ipynb")
    write_notebook(tmp_path / "Untitled.ipynb")
    assert [p.stem for p in choose_notebooks((), tmp_path)] == ["01-korpus", "02-temaer"]
    assert [p.stem for p in choose_notebooks(["02-temaer.ipynb"], tmp_path)] == ["02-temaer"]
    with pytest.raises(InnspillError, match="Did you mean «02-temaer»"):
        choose_notebooks(["02-tema"], tmp_path)


def test_a_folder_without_letters_is_one_clear_line(place, monkeypatch):
    monkeypatch.undo()
    monkeypatch.chdir(place)
    (place / "letters" / "brev.txt").unlink()
    (place / "letters" / ".DS_Store").write_bytes(b"x")
    write_notebook(place / "notebooks" / "02-temaer.ipynb")
    with pytest.raises(InnspillError, match="letters: there are no letters in this folder"):
        run_here(place)


def test_letters_and_figures_never_lie_in_each_other(place, monkeypatch):
    monkeypatch.undo()
    monkeypatch.chdir(place)
    write_notebook(place / "notebooks" / "02-temaer.ipynb")
    with pytest.raises(InnspillError, match="cannot lie in each other"):
        run_notebooks({}, out=place / "letters" / "figures", notebooks=place / "notebooks")


# A folder of somebody's own files


def test_a_folder_of_somebodys_own_files_is_never_replaced(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES)
    (place / "figures").mkdir()
    (place / "figures" / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(InnspillError, match="no run of Innspill made it"):
        run_here(place)
    assert snapshot(place / "figures") == {"thesis.docx": b"years of work"}


def test_a_file_put_among_the_figures_is_not_lost(tmp_path):
    out = tmp_path / "figures"
    out.mkdir()
    (out / "run.json").write_text(json.dumps({"made_by": "innspill", "files": ["run.json"]}), encoding="utf-8")
    (out / ".DS_Store").write_bytes(b"x")
    with staging.whole_or_nothing(out) as part:
        (part / "run.json").write_text(json.dumps({"made_by": "innspill", "files": ["run.json"]}), encoding="utf-8")
    (out / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(InnspillError, match=r"«notes\.md» is not from Innspill"), staging.whole_or_nothing(out):
        pytest.fail("the run went on")
    assert (out / "notes.md").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_lost_its_place_between_two_renames_comes_back(tmp_path):
    out, former = tmp_path / "figures", tmp_path / ".figures.4711.old"
    former.mkdir()
    (former / "run.json").write_text(json.dumps({"made_by": "innspill", "files": ["run.json"]}), encoding="utf-8")
    (tmp_path / ".figures.4711.part").mkdir()
    with pytest.raises(ZeroDivisionError), staging.whole_or_nothing(out):
        raise ZeroDivisionError
    assert (out / "run.json").is_file()
    assert [p.name for p in tmp_path.iterdir()] == ["figures"]


def test_two_runs_do_not_write_the_same_folder(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from innspill.staging import whole_or_nothing\n"
        "with whole_or_nothing(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", script, tmp_path / "figures"], stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(InnspillError, match="another run"), staging.whole_or_nothing(tmp_path / "figures"):
            pytest.fail("both went on")
    finally:
        other.kill()
        other.wait()
    with staging.whole_or_nothing(tmp_path / "figures") as part:
        (part / "a.csv").write_text("a", encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["figures"]


# A run, with kernels


@pytest.mark.notebooks
def test_a_run_puts_everything_in_place_and_says_what_it_was_made_from(place):
    shows = "import sys\nprint(out)\nPath(out, 'python.txt').write_text(sys.executable)"
    source = write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES, shows)
    stopped = place / "figures.failed-02-temaer.ipynb"
    stopped.write_text("{}", encoding="utf-8")
    write_notebook(place / "notebooks" / "03-sporsmal.ipynb", "1 + 1")
    told = []
    report = run_notebooks(
        {"min_group": "3"}, out=place / "figures", notebooks=place / "notebooks", progress=lambda *a: told.append(a)
    )
    out = place / "figures"
    assert sorted(snapshot(out)) == [
        "index.html", "notebooks/02-temaer.ipynb", "notebooks/03-sporsmal.ipynb", "python.txt", "run.json",
        "shares.csv", "timings.json",
    ]  # fmt: skip
    assert (out / "shares.csv").read_text(encoding="utf-8") == "n,3"
    made = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert made["parameters"]["min_group"] == 3
    assert made["parameters"]["out"] == "figures"
    assert made["letters"] == {"a.txt": "aa", "b.txt": "bb"}
    sha256sum = subprocess.run(["sha256sum", source], capture_output=True, text=True, check=True).stdout.split()[0]
    assert made["inputs"]["notebooks"]["02-temaer.ipynb"] == sha256sum
    assert set(report.seconds) == {"corpus", "02-temaer", "03-sporsmal"}
    assert told[-1][:2] == (2, 2)
    assert not stopped.exists(), "what a run that failed left is no longer true"
    executed = nbformat.read(out / "notebooks" / "02-temaer.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == "figures\n"
    assert (out / "python.txt").read_text(encoding="utf-8") == sys.executable
    assert ".part" not in json.dumps(executed)


@pytest.mark.notebooks
def test_the_same_run_twice_gives_the_same_bytes(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES, "print(out)")
    run_here(place)
    before = snapshot(place / "figures")
    run_here(place)
    after = snapshot(place / "figures")
    assert {name for name in before if before[name] != after[name]} <= {"timings.json"}
    assert before.keys() == after.keys()


@pytest.mark.notebooks
def test_a_python_registered_in_the_home_folder_does_not_run_the_notebooks(place, monkeypatch):
    registered = place / "home" / "kernels" / "python3"
    registered.mkdir(parents=True)
    spec = {"argv": ["/nonexistent/python", "{connection_file}"], "display_name": "Other", "language": "python"}
    (registered / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(place / "home"))
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES)
    run_here(place)
    assert (place / "figures" / "shares.csv").is_file()


@pytest.mark.notebooks
def test_a_cell_that_fails_is_one_line_and_leaves_the_figures_as_they_were(place):
    before = leave_figures(place)
    cell = "from innspill.errors import InnspillError\nraise InnspillError('codes.yml:7', 'a label is missing', 'Add it')"
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES, cell)
    with pytest.raises(InnspillError) as caught:
        run_here(place, min_group=9)
    said = str(caught.value)
    assert said.startswith("02-temaer, cell [4]: codes.yml:7: a label is missing. Add it")
    assert "\n" not in said
    assert snapshot(place / "figures") == before
    kept = place / "figures.failed-02-temaer.ipynb"
    assert kept.name in said
    assert "InnspillError" in kept.read_text(encoding="utf-8")


@pytest.mark.notebooks
def test_a_cell_that_hangs_does_not_hang_the_run(place, monkeypatch):
    monkeypatch.setattr(runs, "Execution", partial(Execution, cell_seconds=1))
    write_notebook(place / "notebooks" / "02-temaer.ipynb", "import time; time.sleep(120)")
    started = time.monotonic()
    with pytest.raises(InnspillError, match="02-temaer: CellTimeoutError"):
        run_here(place)
    assert time.monotonic() - started < 60


@pytest.mark.notebooks
def test_a_kernel_that_dies_is_told_as_such(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", "import os; os._exit(3)")
    with pytest.raises(InnspillError, match="02-temaer: DeadKernelError"):
        run_here(place)
    assert not (place / "figures").exists()


KILLED_RUN = """\
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_runs
from innspill import runs

if __name__ == "__main__":
    runs._read_letters = lambda *_: test_runs.FakeCorpus()
    runs._write_page = lambda *_: None
    runs.check_files = lambda _: None
    runs.run_notebooks({{}}, out=Path("figures").absolute(), notebooks=Path("notebooks"))
"""


@pytest.mark.notebooks
@pytest.mark.skipif(os.name == "nt", reason="needs kill -9")
def test_a_run_killed_in_the_middle_leaves_the_figures_as_they_were(place):
    before = leave_figures(place)
    hangs = f"import os, time\nPath({str(place / 'kernel')!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES.replace("'n,", "'other,"), hangs)
    (place / "killed.py").write_text(KILLED_RUN.format(tests=str(Path(__file__).parent)), encoding="utf-8")
    run = subprocess.Popen([sys.executable, "killed.py"], cwd=place)
    wait_for(lambda: (place / "kernel").is_file() and (place / "kernel").read_text(encoding="utf-8"))
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert snapshot(place / "figures") == before
    assert list(place.glob(".figures.*.part")), "the run was not in the middle"
    kernel = int((place / "kernel").read_text(encoding="utf-8"))
    wait_for(lambda: not is_running(kernel))

    write_notebook(place / "notebooks" / "02-temaer.ipynb", WRITES)
    run_here(place)
    assert not list(place.glob(".figures*"))
    assert (place / "figures" / "shares.csv").read_text(encoding="utf-8") == "n,5"


def wait_for(met, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.is_file() and state.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z")


# The first cell of a notebook


def test_a_misspelt_parameter_given_to_papermill_stops_the_notebook(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", "run = start_notebook('02-temaer', globals())")
    injected = "# Parameters\nmin_grup = 8\n"
    namespace = {"In": ["", FIRST_CELL, injected]}
    exec(FIRST_CELL + injected, namespace)
    with pytest.raises(InnspillError, match=r"02-temaer has no such parameter\. Did you mean «min_group»"):
        start_notebook("02-temaer", namespace, notebooks=place / "notebooks")


def test_running_the_first_cell_again_does_not_take_later_variables_for_parameters(place):
    write_notebook(place / "notebooks" / "02-temaer.ipynb", "run = start_notebook('02-temaer', globals())")
    namespace = {"In": ["", FIRST_CELL, "min_grupp = 3\ntitle = 'x'"], "min_grupp": 3, "title": "x"}
    exec(FIRST_CELL, namespace)
    run = start_notebook("02-temaer", namespace, notebooks=place / "notebooks")
    assert run.parameters == {"min_group": 5}
    assert run.submissions.resolve() == place / "letters"


def test_the_same_relative_paths_work_from_the_project_and_from_its_notebooks(place, monkeypatch):
    write_notebook(place / "notebooks" / "02-temaer.ipynb")
    (place / "data" / "registry").mkdir(parents=True)
    monkeypatch.setattr(parameters, "project_folder", lambda: place)
    namespace = {}
    exec(FIRST_CELL, namespace)
    from_project = start_notebook("02-temaer", namespace, notebooks=place / "notebooks")
    monkeypatch.chdir(place / "notebooks")
    from_notebooks = start_notebook("02-temaer", namespace, notebooks=place / "notebooks")
    for name in ("submissions", "consultation", "codebook", "registry", "out"):
        assert place / getattr(from_project, name) == getattr(from_notebooks, name)
    assert from_notebooks.out == place / "figures"
    assert from_notebooks.described() == {
        "submissions": "letters", "consultation": "plan.yml", "codebook": "codes.yml", "registry": "registry",
        "language": "nb", "min_group": 5,
    }  # fmt: skip


def test_letters_bring_their_own_registry(place, monkeypatch):
    (place / "data" / "registry").mkdir(parents=True)
    monkeypatch.setattr(parameters, "project_folder", lambda: place)
    asked = {"submissions": "letters", "consultation": "plan.yml", "codebook": "codes.yml", "out": "x", "language": "nb"}
    assert place / parameters.find_files("", asked).registry == place / "data" / "registry"
    (place / "registry" / "kommuner.csv").write_text("name", encoding="utf-8")
    assert parameters.find_files("", asked).registry == place / "registry"


@pytest.mark.notebooks
def test_papermill_alone_takes_the_same_parameters_and_stops_at_a_misspelt_one(place):
    cell = (
        "from pathlib import Path\nfrom innspill.parameters import start_notebook\n"
        "run = start_notebook('02-temaer', globals(), notebooks=Path('notebooks'))\nprint(run.parameters['min_group'])"
    )
    write_notebook(place / "notebooks" / "02-temaer.ipynb", cell)
    command = [sys.executable, "-m", "papermill", "notebooks/02-temaer.ipynb", "done.ipynb", "-k", "python3"]
    good = subprocess.run([*command, "-p", "min_group", "8", "-p", "out", "new"], capture_output=True, text=True)
    assert good.returncode == 0, good.stderr
    assert nbformat.read("done.ipynb", as_version=4).cells[-1].outputs[0].text == "8\n"
    wrong = subprocess.run([*command, "-p", "min_grup", "8"], capture_output=True, text=True)
    assert wrong.returncode != 0
    assert "Did you mean «min_group»" in wrong.stderr


def test_a_kernel_that_dies_before_its_first_cell_is_started_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import papermill

    from innspill import execution

    starts = []

    def die_once(*_args: object, **_options: object) -> None:
        starts.append(1)
        if len(starts) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(papermill, "execute_notebook", die_once)
    execution._execute(execution.Execution("01", tmp_path / "a.ipynb", tmp_path / "b.ipynb", {}, tmp_path))
    assert len(starts) == 2
