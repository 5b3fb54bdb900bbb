"""One notebook, executed in a process of its own: what runs inside the worker, and what is left of it afterwards."""

import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from innspill.errors import InnspillError

# The slowest cell of the catalogue takes some ten seconds with 300 letters; a cell that hangs must not hang the run.
CELL_SECONDS = 900
_KERNEL = "python3"
_STARTS = 3


@dataclass(frozen=True)
class Execution:
    """What a worker is told: execute `source` into `target` with `parameters`; `private` is the kernel's own."""

    name: str
    source: Path
    target: Path
    parameters: Mapping[str, object]
    private: Path
    cell_seconds: int = CELL_SECONDS


def write_kernel(folder: Path) -> Path:
    """Write into `folder` the description of a kernel that is this same Python, under the name `python3`.

    Without it the `python3` that somebody registered in their home folder could run the notebooks with other versions.
    """
    from ipykernel.kernelspec import write_kernel_spec

    (folder / "kernels").mkdir(parents=True)
    # Its warnings (that it speaks TCP on this machine, that a run was stopped) say nothing to who runs it.
    write_kernel_spec(folder / "kernels" / _KERNEL, extra_arguments=["--log-level=ERROR"])
    return folder


def execute_notebook(task: Execution) -> float:
    """Execute one notebook; the seconds that it took. Raises InnspillError naming the notebook and the cell."""
    _end_with_parent()
    _keep_to(task.private)
    started = time.perf_counter()
    from papermill.exceptions import PapermillExecutionError

    try:
        _execute(task)
    except PapermillExecutionError as error:
        told = error.evalue if error.ename == "InnspillError" else f"{error.ename}: {error.evalue}"
        raise InnspillError(f"{task.name}, cell [{error.exec_count}]", told) from None
    except Exception as error:  # A kernel that dies, a cell out of time: nbclient has a class for each.
        told = (str(error).strip().splitlines() or [""])[0]
        raise InnspillError(task.name, f"{type(error).__name__}: {told}") from None
    return time.perf_counter() - started


def _execute(task: Execution) -> None:
    """Execute the notebook; a kernel that dies before its first cell is started anew, at most `_STARTS` times.

    Two kernels that start at the same moment may pick the same free port, and the later one then dies.
    """
    import papermill

    for start in range(1, _STARTS + 1):
        try:
            papermill.execute_notebook(
                _literal(task.source), _literal(task.target), parameters=dict(task.parameters), kernel_name=_KERNEL,
                language="python", progress_bar=False, execution_timeout=task.cell_seconds,
            )  # fmt: skip
            return
        except RuntimeError as error:
            if start == _STARTS or "before replying" not in str(error):
                raise


def tidy_notebook(path: Path, replaced: Mapping[str, str]) -> None:
    """Take out of an executed notebook what differs from run to run: times, papermill's notes, the staging folder.

    `replaced` says what stands instead of a path, in sources and outputs alike.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"].pop("papermill", None)
    for number, cell in enumerate(notebook["cells"]):
        for note in ("papermill", "execution"):
            cell["metadata"].pop(note, None)
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["id"] = f"parameters-{number}"
    settled = _replace(notebook, {**{repr(old)[1:-1]: new for old, new in replaced.items()}, **replaced})
    path.write_text(json.dumps(settled, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")


def _replace(node: object, replaced: Mapping[str, str]) -> object:
    if isinstance(node, dict):
        return {key: _replace(value, replaced) for key, value in node.items()}
    if isinstance(node, list):
        return [_replace(value, replaced) for value in node]
    if isinstance(node, str):
        for old, new in replaced.items():
            node = node.replace(old, new)
    return node


def _literal(path: Path) -> str:
    # papermill takes a path for a format string.
    return str(path).replace("{", "{{").replace("}", "}}")


def _keep_to(private: Path) -> None:
    """Let the kernel find its own description first, and none of the start-up files in somebody's home folder."""
    os.environ |= {
        "JUPYTER_PATH": str(private),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "IPYTHONDIR": str(private / f"ipython-{os.getpid()}"),
    }
    # Two notebooks share the cores: more threads in each only get in each other's way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _end_with_parent() -> None:
    """End this worker when the run that started it is killed; its kernel then ends by itself within a second."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
