"""Made-up letters for the coding bench: any number, the same for the same seed, a few hundred at a time.

The words are distributed as in running text (Zipf 1949): function words first, then some tens of thousands of made word forms.
A word or phrase of the codebook is laid in so often that a segment gets about as many codes (2.8) as one of a real letter.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from innspill.codebook import Code, Codebook
from innspill.patterns import Pattern, parse_pattern

_FUNCTION_WORDS = """
og i det er på å som for at en til av med de har den ikke et om vi fra kan jeg også men må bør skal ble seg så blir vil
være eller sin ved var mellom dette etter når disse over hvor dem mer sine dersom hva ha både noe andre flere under denne
noen gjennom oss innen slik mange alle bare ut opp inn per hos mot uten blant samt gi god gode bedre få store stor ulike
egen større slike vår våre hvordan dag år ingen selv da enn før hele kun fordi ofte langt mye der her nå
"""
_SYLLABLES = """
sta dri vol mer kan lin tro bek fle sor gri hal nev tun por vik rås bør sje døl kva mil fod gen ter pul sno bra ekt ild
ost und arv ref løn tek nom dal hus vei lag tid stø måk fjel skog vann bru grav nes kel syn lær ven rom dok pro kon re in
"""
FUNCTION_WORDS, SYLLABLES = _FUNCTION_WORDS.split(), _SYLLABLES.split()
ENDINGS = ["", "", "en", "er", "ene", "et", "e", "s", "t", "ing", "inger", "ingen", "het", "lig", "lige"]
DISTINCT = 40_000
SEGMENTS, WORDS, SENTENCE = 17, 60, 15
FACETS = ["erfaring", "utfordring", "tiltak", "eksempel", None, None]


def made_words(seed: int = 1) -> list[str]:
    """`DISTINCT` word forms, the commonest first; the later are longer, as in a language."""
    chance = np.random.default_rng(seed)
    words = dict.fromkeys(FUNCTION_WORDS)
    while len(words) < DISTINCT:
        n = 1 + int(chance.random() * min(3.4, 1 + len(words) / 4_000))
        words["".join(chance.choice(SYLLABLES, n)) + str(chance.choice(ENDINGS))] = None
    return list(words)


def said(pattern: Pattern, words: list[str], chance: np.random.Generator) -> str:
    """One way to write what `pattern` looks for."""
    parts: list[str] = []
    for slot in pattern.slots:
        parts += [words[n] for n in chance.integers(0, 2_000, chance.integers(0, slot.gap + 1))]
        word = slot.words[chance.integers(len(slot.words))]
        left = str(chance.choice(["", "", "fylkes", "bruker"])) if word.starts_open else ""
        parts.append(left + word.letters + (str(chance.choice(ENDINGS)) if word.ends_open else ""))
    return " ".join(parts)


def made_letters(letters: int, codebook: Codebook, density: float = 0.055, seed: int = 1) -> Iterator[pd.DataFrame]:
    """The segments of so many letters of about 8 kB, 250 letters a piece, with the columns of the contract that coding reads.

    `density` is how much of the text is words of the codebook, as a share of the words.
    """
    words = made_words(seed)
    chance = np.random.default_rng(seed)
    patterns = [p for scheme in codebook.schemes for code in codebook.of(scheme) for p in code.patterns]
    phrases = [said(p, words, chance) for p in patterns for _ in range(6)]
    forms = words + phrases
    # A form in the sentence, before a comma, before a dash, first in the sentence, last in it.
    capital = [form[:1].upper() + form[1:] for form in forms]
    variants = (forms, [f"{f}," for f in forms], [f"{f} –" for f in forms], capital, [f"{f}." for f in forms])
    written = np.array([form for variant in variants for form in variant], dtype=object)
    shares = 1 / np.arange(2.7, DISTINCT + 2.7)
    cumulated = np.cumsum(shares / shares.sum())
    for first in range(0, letters, 250):
        yield _made_piece(first, min(250, letters - first), cumulated, written, density, chance)


def _made_piece(
    first: int, letters: int, cumulated: np.ndarray, written: np.ndarray, density: float, chance: np.random.Generator
) -> pd.DataFrame:
    n, n_forms = letters * SEGMENTS, len(written) // 5
    lengths = chance.integers(WORDS - 25, WORDS + 30, n)
    total = int(lengths.sum())
    form = np.minimum(np.searchsorted(cumulated, chance.random(total)), DISTINCT - 1)
    laid_in = chance.random(total) < density
    form[laid_in] = chance.integers(DISTINCT, n_forms, int(laid_in.sum()))
    place = np.arange(total) % SENTENCE
    variant = np.select([place == 0, place == SENTENCE - 1, chance.random(total) < 0.06], [3, 4, 1], 0)
    variant[chance.random(total) < 0.002] = 2
    spelt = written[form + n_forms * variant].tolist()
    edges = [0, *np.cumsum(lengths).tolist()]
    texts = [" ".join(spelt[a:b]) for a, b in itertools.pairwise(edges)]
    texts[0] = texts[0].replace("samarbeid", "sam\u00adarbeid") + " 🙂"
    numbers = np.arange(n)
    letter = [f"{first + k:010x}" for k in range(letters) for _ in range(SEGMENTS)]
    return pd.DataFrame({
        "segment_id": [f"{ident}-{k % SEGMENTS:04d}" for k, ident in enumerate(letter)], "submission_id": letter,
        "question": None, "facet": [FACETS[k // SEGMENTS % len(FACETS)] for k in numbers],
        "kind": "paragraph", "heading": [f"Mellomtittel {k // 7 % 900}" if k % 3 else None for k in numbers],
        "page": 1, "text": texts, "words": lengths,
    })  # fmt: skip


def made_codebook(themes: int = 18, patterns: int = 30, seed: int = 1) -> Codebook:
    """Themes of so many patterns each over the made words: two of three are words with stars, then phrases, gaps and `not`s."""
    words = [word for word in made_words(seed)[len(FUNCTION_WORDS) :] if len(word) >= 5]
    chance = np.random.default_rng(seed)

    def word() -> str:
        # Spread evenly over the logarithm of the rank: some are common, most are rare.
        return words[int(len(words) ** chance.uniform(0.6, 0.97))]

    def line(n: int) -> str:
        near = FUNCTION_WORDS[int(chance.integers(0, 60))]
        kinds = [f"{word()[:5]}*", f"*{word()[-6:]}", f"*{word()[1:6]}*", word(), f"{word()}|{word()}", f"{word()}*",
                 f"{near} {word()}*", f"{word()} [3] {word()}|{near}", f"{word()[:5]}* -- not: {near} {word()[:5]}*, {word()}",
                 f"{word()} {near}"]  # fmt: skip
        return kinds[n % len(kinds)]

    codes = []
    for number in range(themes):
        lines = list(dict.fromkeys(line(n) for n in range(patterns)))
        parsed = tuple(replace(parse_pattern(text), line=n) for n, text in enumerate(lines))
        codes.append(Code(f"tema{number}", "theme", {"nb": f"Tema {number}"}, patterns=parsed))
    return Codebook({"theme": tuple(codes)}, (), "")
