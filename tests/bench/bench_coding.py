"""How fast letters are coded, beside other ways: `python tests/bench/bench_coding.py [letters]`; asserts nothing.

Everything runs on the same made letters (letters_made.py) and, but for the shipped codebook, on the same 18 themes of 30
patterns, in one process and in interleaved rounds; a line is the median of the rounds. A slow way gets fewer letters, and its
MB/s are of those. What each way finds differs, and the line says so: only ours finds phrases with gaps inside sentences, heeds
`not` and gives every hit its offsets. What ours found are codes (a theme on a segment), what the others found are hits.

`--memory` measures the peak memory of `code_corpus` at 1,000, 10,000 and 100,000 letters (or at those given), each in a
process of its own.
"""

import argparse
import importlib.util
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = ROOT / "data" / "codebook.yml"
sys.path.insert(0, str(Path(__file__).parent))

from letters_made import made_codebook, made_letters  # noqa: E402

from innspill.codebook import Codebook, load_codebook  # noqa: E402
from innspill.coding import code_segments  # noqa: E402
from innspill.corpus import code_corpus  # noqa: E402
from innspill.matching import Texts  # noqa: E402
from innspill.matching_vocabulary import SortedWords, Vocabulary  # noqa: E402
from innspill.patterns import Pattern, Slot, Word, fold  # noqa: E402
from innspill.tables import DOCUMENTS, SEGMENTS  # noqa: E402

# A way to code: what it gives, its share of the letters, and the run itself, which returns how many hits it found.
Way = tuple[str, float, Callable[[list[str]], int]]


def expanded(codebook: Codebook, texts: list[str]) -> dict[str, list[list[str]]]:
    """Theme → the words and phrases, in the spelling compared, that its patterns match in these texts; gaps are left out."""
    vocabulary = Vocabulary()
    Texts(texts, vocabulary)
    distinct = sorted(set(map(fold, vocabulary.spelt.values())))
    listed = SortedWords(distinct)

    def forms(pattern: Pattern) -> Iterator[list[str]]:
        slots = [sorted({distinct[n] for word in slot.words for n in listed.matching(word)}) for slot in pattern.slots]
        return map(list, product(*slots))

    return {code.id: [form for p in code.patterns if not any(slot.gap for slot in p.slots) for form in forms(p)]
            for code in codebook.of("theme")}  # fmt: skip


def by_expression(codebook: Codebook) -> Way:
    def word(part: Word) -> str:
        return r"\b" + r"\w*" * part.starts_open + re.escape(part.letters) + r"\w*" * part.ends_open + r"\b"

    def slot(part: Slot) -> str:
        return "(?:" + "|".join(map(word, part.words)) + ")"

    def phrase(pattern: Pattern) -> str:
        first, *rest = pattern.slots
        return slot(first) + "".join(rf"\W+(?:\w+\W+){{0,{part.gap}}}" + slot(part) for part in rest)

    def expression(patterns: tuple[Pattern, ...]) -> re.Pattern[str]:
        return re.compile("|".join(map(phrase, patterns)), re.IGNORECASE)

    compiled = [expression(code.patterns) for code in codebook.of("theme")]

    def run(texts: list[str]) -> int:
        return sum(len([hit.span() for hit in one.finditer(text)]) for one in compiled for text in texts)

    return "a regular expression a theme: offsets, no «not»", 0.02, run


def by_phrase_matcher(phrases: dict[str, list[list[str]]]) -> Way:
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    language = spacy.blank("nb")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for theme, forms in phrases.items():
        matcher.add(theme, [Doc(language.vocab, words=form) for form in forms])

    def run(texts: list[str]) -> int:
        return sum(len(matcher(language.make_doc(text))) for text in texts)

    return "spaCy PhraseMatcher: words, phrases, offsets", 0.05, run


def by_count_vectorizer(phrases: dict[str, list[list[str]]]) -> Way:
    from sklearn.feature_extraction.text import CountVectorizer

    words = sorted({form[0] for forms in phrases.values() for form in forms if len(form) == 1})
    counter = CountVectorizer(vocabulary=words, token_pattern=r"[^\W_]+")
    return "scikit-learn CountVectorizer: counts of words", 1.0, lambda texts: int(counter.transform(texts).sum())


def by_automaton(phrases: dict[str, list[list[str]]]) -> Way:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for form in {" ".join(form) for forms in phrases.values() for form in forms}:
        automaton.add_word(form, len(form))
    automaton.make_automaton()

    def run(texts: list[str]) -> int:
        found = 0
        for text in texts:
            small = f" {text.lower()} "
            for end, length in automaton.iter(small):
                found += not (small[end + 1].isalnum() or small[end - length].isalnum())
        return found

    return "Aho–Corasick (pyahocorasick): words, phrases, offsets", 0.2, run


def other_ways(codebook: Codebook, texts: list[str]) -> Iterator[Way]:
    """Those whose library is here; a line says which are not."""
    phrases = expanded(codebook, texts)
    yield by_expression(codebook)
    for library, way in (("spacy", by_phrase_matcher), ("sklearn", by_count_vectorizer), ("ahocorasick", by_automaton)):
        if importlib.util.find_spec(library):
            yield way(phrases)
        else:
            print(f"not here: {library}")


def measure_speed(letters: int, rounds: int) -> None:
    shipped, made = load_codebook(CODEBOOK), made_codebook()
    segments = pd.concat(made_letters(letters, shipped), ignore_index=True)
    texts = segments["text"].tolist()
    size = sum(map(len, texts)) / 1e6
    print(f"{letters} letters, {len(texts)} segments, {size:.1f} MB; load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "letters.txt"
        whole.write_text("\n".join(texts), encoding="utf-8")
        count = ["wc", "-w", str(whole)]
        ways: list[Way] = [
            ("ours, 18 themes × 30: all hits, evidence, offsets", 1.0, lambda _: len(code_segments(segments, made))),
            ("ours, the shipped codebook, 5 schemes: the same", 1.0, lambda _: len(code_segments(segments, shipped))),
            *other_ways(made, texts),
            ("wc -w: counts all words", 1.0, lambda _: int(subprocess.run(
                count, env={"LC_ALL": "C.utf8"}, capture_output=True, check=True).stdout.split()[0])),
        ]  # fmt: skip
        report(ways, texts, rounds)


def report(ways: list[Way], texts: list[str], rounds: int) -> None:
    speeds: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for _ in range(rounds):
        for name, share, run in ways:
            few = texts[: max(1, int(share * len(texts)))]
            started = time.perf_counter()
            found[name] = run(few)
            speeds.setdefault(name, []).append(sum(map(len, few)) / 1e6 / (time.perf_counter() - started))
    ours = statistics.median(speeds[ways[0][0]])
    for name, share, _ in ways:
        speed = statistics.median(speeds[name])
        of = "" if share == 1 else f"  on {share:.0%} of the letters"
        print(f"{name:<55}{speed:8.2f} MB/s  ×{speed / ours:6.3f}{found[name]:>11,} found{of}", flush=True)


def measure_memory(letters: list[int]) -> None:
    for n in letters:
        with tempfile.TemporaryDirectory() as scratch:
            for task in ("--write", "--code"):
                command = [sys.executable, __file__, task, scratch, str(n)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{n:>7} letters  {done.stdout.strip()}", flush=True)


def write_segments(folder: Path, letters: int) -> None:
    pieces = made_letters(letters, load_codebook(CODEBOOK))
    SEGMENTS.write_batches((piece.reindex(columns=[*SEGMENTS.columns]) for piece in pieces), folder)
    rows = [{"submission_id": f"{n:010x}", "language": ("nb", "nn")[n % 2]} for n in range(letters)]
    DOCUMENTS.write(DOCUMENTS.build(rows), folder)


def code_and_tell(folder: Path) -> None:
    started = time.perf_counter()
    path = code_corpus(folder, CODEBOOK)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:5.0f} MB, {seconds:6.1f} s, codes.parquet {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("letters", nargs="*", type=int)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--memory", action="store_true")
    asked.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--code", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.write:
        write_segments(given.write, given.letters[0])
    elif given.code:
        code_and_tell(given.code)
    elif given.memory:
        measure_memory(given.letters or [1_000, 10_000, 100_000])
    else:
        measure_speed(*(given.letters or [10_000]), rounds=given.rounds)


if __name__ == "__main__":
    main()
