"""What each hostile kind costs: `python tests/bench/bench_hostile.py`. A line a kind; prints, asserts nothing.

Each file of tests/hostile.py is read in a fresh process: what became of it, seconds (without the process' own start), and
how much the process grew, in MB, over what it needs to start.
"""

import sys
import tempfile
import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from hostile import KINDS  # noqa: E402
from innspill.errors import InnspillError  # noqa: E402
from innspill.intake_worker import Errand, read_file, start_worker  # noqa: E402
from innspill.limits import Limits  # noqa: E402

SECONDS = 60
LIMITS = Limits(seconds=SECONDS)


def peak() -> float:
    """The most memory that this process has held, in MB. getrusage would count what its parent held when it was made."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def attempt(path: str, name: str) -> tuple[str, float, float]:
    """In the worker: what became of the file, seconds, MB that the process grew."""
    before, started = peak(), time.perf_counter()
    try:
        opened = read_file(Errand(path, name, LIMITS))
        outcome = f"read as {opened.format}" + (f", {len(opened.inner)} files inside" if opened.inner else "")
    except InnspillError as error:
        outcome = error.what
    except MemoryError:
        outcome = "over the memory limit"
    return outcome, time.perf_counter() - started, peak() - before


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, scratch = Path(place), Path(place) / "scratch"
        scratch.mkdir()
        start = (ROOT / "data/consultations/nhsp.yml", ROOT / "data/sample/registry", scratch, LIMITS)
        with ProcessPool(1, max_tasks=1, context=get_context("spawn"), initializer=start_worker, initargs=start) as pool:
            for name, make, _ in KINDS:
                path = folder / name
                path.write_bytes(make())
                try:
                    outcome, seconds, grown = pool.schedule(attempt, args=(str(path), name), timeout=SECONDS).result()
                    print(f"{name:24} {path.stat().st_size:>10} B  {seconds:6.2f} s  {grown:5.0f} MB  {outcome}")
                except FutureTimeoutError:
                    print(f"{name:24} stopped after {SECONDS} s")
                except ProcessExpired:
                    print(f"{name:24} its process ended")


if __name__ == "__main__":
    main()
