"""Random and mutated files through the readers: `python tests/bench/fuzz.py [files] [seed]`. Prints; asserts nothing.

Each file goes through everything that a reading process does (read, clean, segment, find the sender), in a worker that is
stopped after 20 s. A line a format: how many were read, refused, crashed their process or hung, the longest time, the
process' peak memory. Seeds are the sample's letters and small files of every other format; a mutation flips, cuts, repeats,
swaps or inserts bytes, and in archives also the bytes of a member before it is packed again.
"""

import collections
import io
import random
import sys
import tempfile
import time
import zipfile
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from bench_hostile import peak  # noqa: E402

from hostile import GOOD, html, mail, nested_zip, pdf, zipped  # noqa: E402
from innspill.errors import InnspillError  # noqa: E402
from innspill.intake_worker import Errand, read_file, start_worker  # noqa: E402
from innspill.limits import Limits  # noqa: E402

SECONDS = 20
LIMITS = Limits(seconds=SECONDS, memory=1200)
PIECES = (
    b"\0", b"\xff" * 8, b"{" * 500, b"(" * 500, b"<" * 200,
    b"\n" * 300, b"]]>", b"&a;", b"\x02", b"9" * 60, b"\\u-1 ", b"%PDF-",
)  # fmt: skip


def seeds() -> dict[str, list[bytes]]:
    """Format → whole files of it."""
    letter = GOOD.format(number=1)
    found: dict[str, list[bytes]] = collections.defaultdict(list)
    for path in sorted((ROOT / "data/sample/letters").iterdir()):
        found[path.suffix.lstrip(".") or "other"].append(path.read_bytes())
    found["eml"] = [mail(letter, "brev.pdf", pdf()), mail(letter, "brev.txt", letter.encode())]
    found["zip"] = [zipped([("a.txt", letter.encode()), ("b.pdf", pdf())]), nested_zip(3)]
    found["html"].append(html(f"<p>{letter}</p><table><tr><td>a<td>b</table>"))
    fonts = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}"
    found["rtf"] = [fonts + b"\\pard\\b 1. Sp\\'f8rsm\\'e5l\\b0\\par Legevakten er tom.\\par}"]
    found["md"] = [b"# Innspill\n\n**Avsender:** Havnesund kommune\n\n- punkt\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"]
    content = (b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
               b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>Legevakten'
               b" er tom.</text:p></office:text></office:body></office:document-content>")  # fmt: skip
    found["odt"] = [zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)])]
    found["random"] = [b""]
    return dict(found)


def mutate(seed: bytes, chance: random.Random, form: str) -> bytes:
    if form == "random":
        return chance.randbytes(chance.randrange(1, 60_000))
    if form in ("docx", "pptx", "odt", "zip") and chance.random() < 0.6:
        return _mutate_member(seed, chance)
    return _mutate_bytes(seed, chance)


def _mutate_bytes(seed: bytes, chance: random.Random) -> bytes:
    mutant = bytearray(seed)
    for _ in range(chance.choice((1, 3, 10, 60))):
        at = chance.randrange(len(mutant) or 1)
        end = min(len(mutant), at + chance.choice((1, 4, 40, 400)))
        deed = chance.randrange(5)
        if deed == 0 and mutant:
            mutant[at] ^= 1 << chance.randrange(8)
        elif deed == 1:
            del mutant[at:end]
        elif deed == 2:
            mutant[at:at] = mutant[at:end] * chance.choice((1, 20))
        elif deed == 3:
            mutant[at:end] = chance.randbytes(end - at)
        else:
            mutant[at:at] = chance.choice(PIECES)
    return bytes(mutant[:2_000_000])


def _mutate_member(seed: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            names = old.namelist()
            chosen = chance.choice([name for name in names if name.endswith(("xml", "txt", "pdf", "zip"))])
            for name in names:
                content = old.read(name)
                new.writestr(name, _mutate_bytes(content, chance) if name == chosen else content)
    except (zipfile.BadZipFile, RuntimeError, IndexError):
        return _mutate_bytes(seed, chance)
    return made.getvalue()


def attempt(path: str, name: str) -> tuple[str, float, float]:
    """In the worker: what became of the file, seconds, the process' peak memory in MB."""
    started = time.perf_counter()
    try:
        read_file(Errand(path, name, LIMITS))
        outcome = "read"
    except InnspillError:
        outcome = "refused"
    except Exception as error:  # what the ledger would call «kan ikke leses»
        outcome = f"fault {type(error).__name__}"
    return outcome, time.perf_counter() - started, peak()


def main(n_files: int, seed: int) -> None:
    known = seeds()
    forms = sorted(known)
    totals: dict[str, collections.Counter[str]] = {form: collections.Counter() for form in forms}
    worst: dict[str, tuple[float, float]] = dict.fromkeys(forms, (0.0, 0.0))
    with tempfile.TemporaryDirectory() as place:
        folder, scratch = Path(place), Path(place) / "scratch"
        scratch.mkdir()
        start = (ROOT / "data/consultations/nhsp.yml", ROOT / "data/sample/registry", scratch, LIMITS)
        with ProcessPool(2, max_tasks=300, context=get_context("spawn"), initializer=start_worker, initargs=start) as pool:
            waiting = []
            for number in range(n_files):
                form = forms[number % len(forms)]
                chance = random.Random(seed * 1_000_003 + number)
                path = folder / f"{number}.{form}"
                path.write_bytes(mutate(chance.choice(known[form]), chance, form))
                waiting.append((form, path, pool.schedule(attempt, args=(str(path), path.name), timeout=SECONDS)))
            for form, path, future in waiting:
                outcome = settle(future, worst, form)
                totals[form][outcome] += 1
                if outcome.startswith(("fault", "crash", "hang")):
                    print(f"{outcome}: file {path.name} of seed {seed}", file=sys.stderr)
    for form in forms:
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(totals[form].items()))
        longest, peak = worst[form]
        print(f"{form:8} {sum(totals[form].values()):6} files: {told}; longest {longest:.2f} s, peak {peak:.0f} MB")


def settle(future: object, worst: dict[str, tuple[float, float]], form: str) -> str:
    try:
        outcome, seconds, memory = future.result()
    except FutureTimeoutError:
        return "hang"
    except ProcessExpired:
        return "crash"
    worst[form] = (max(worst[form][0], seconds), max(worst[form][1], memory))
    return outcome


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
