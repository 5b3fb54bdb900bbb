"""How fast, and with how much memory: `python tests/bench/bench.py [letters]`. Prints a line a step; asserts nothing.

The letters are those of tests/letters.py (about 0.6 kB each). Times are wall seconds, the median of three rounds, on a quiet
machine; peak memory is that of this process.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from innspill.codebook import load_codebook  # noqa: E402
from innspill.coding import code_segments  # noqa: E402
from innspill.comparing import emphasis, facet_themes, prevalence  # noqa: E402
from innspill.corpus import open_corpus, read_corpus  # noqa: E402
from innspill.reading import read_pages  # noqa: E402
from innspill.words import collocations, keyness, word_counts  # noqa: E402
from letters import SENTENCES, write_letters  # noqa: E402


def median_seconds(step: Callable[[], object], rounds: int = 3) -> float:
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main(n: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_letters(folder / "made", n)
        files = {"consultation": ROOT / "data/consultations/nhsp.yml", "registry": folder / "made" / "registry"}
        letters, corpus_folder = folder / "made" / "letters", folder / "corpus"
        size = sum(p.stat().st_size for p in letters.iterdir()) / 1e6
        print(f"{n} letters, {size:.2f} MB")
        report("read", median_seconds(lambda: read_corpus(letters, corpus=corpus_folder, **files)), size)
        report("read a PDF", median_seconds(read_ten_pages(folder)))
        codebook = ROOT / "data/codebook.yml"
        corpus = open_corpus(letters, corpus=corpus_folder, codebook=codebook, **files)
        loaded = load_codebook(codebook)
        report("code", median_seconds(lambda: code_segments(corpus.segments, loaded)), size)
        tables = (corpus.codes, corpus.segments, corpus.documents)
        for measure in (prevalence, emphasis, facet_themes):
            report(measure.__name__, median_seconds(lambda measure=measure: measure(*tables)))
        for measure in (keyness, word_counts, collocations):
            report(measure.__name__, median_seconds(lambda measure=measure: measure(*tables[1:])))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:.0f} MB")


def read_ten_pages(folder: Path) -> Callable[[], object]:
    """Reading of a letter of ten printed pages, in this process."""
    from reportlab.pdfgen.canvas import Canvas

    path = folder / "ten.pdf"
    canvas = Canvas(str(path))
    for _ in range(10):
        for line in range(50):
            canvas.drawString(60, 780 - 14 * line, SENTENCES["personell"][:85])
        canvas.showPage()
    canvas.save()
    raw = path.read_bytes()
    return lambda: read_pages(raw, path.name)


def report(name: str, seconds: float, megabytes: float | None = None) -> None:
    speed = f"  {megabytes / seconds:6.2f} MB/s" if megabytes else ""
    print(f"{name:<14}{seconds:8.3f} s{speed}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
