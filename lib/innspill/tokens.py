"""Text → words: what a word is, where a run of words ends, which words are left out and why.

A word is a run of letters and digits with at least one letter, in NFC and small letters; hyphens inside it are kept
(«e-helse», «covid-19»). The dangling hyphen of «helse- og omsorgstjenester» is none of the word.
"""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from innspill.errors import InnspillError
from innspill.results import segment_evidence
from innspill.word_findings import MAX_PASSAGES

# No alternative can begin where another goes on, so time grows with the length of the text only.
WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_WORD_OR_BREAK = re.compile(rf"{WORD.pattern}|(?:[^\w\s]|_)+")
# A longer «word» is damage; one of 200,000 letters costs a word cloud three minutes.
MAX_LETTERS = 60
# A kommune's name may hold such a word («Nore og Uvdal kommune»), which is no name by itself.
_NO_NAMES = frozenset(
    ["fylkeskommune", "helsefellesskap", "helsefellesskapet", "helseforetak", "herad", "hf", "kommune", "kommunen", "og"]
)
STOPWORD_COLUMNS = ("word", "form", "reason")
FORMS = ("nb", "nn", "both")


def tokenise(text: str) -> list[str]:
    """The words of a text in order, small letters: `tokenise("E-helse, og 12 senger")` is e-helse, og, senger."""
    found = (_plain(token) for token in WORD.findall(unicodedata.normalize("NFC", text)))
    return [word for word in found if _has_letter(word)]


def words_of(segments: pd.DataFrame, letters: pd.DataFrame, own_names: Iterable[str] = ()) -> pd.DataFrame:
    """Every word of the letters: one row an occurrence, in reading order.

    Columns: `word` (null where it is one of `own_names`, written with a capital, also in the genitive), `segment_id`,
    `submission_id`, `group`, all as categories, and `run`: a stretch of words with nothing but blanks between them.
    `letters` has `submission_id` and `group`; segments of other letters are left out.
    """
    chosen = segments[["segment_id", "submission_id", "text"]].merge(letters[["submission_id", "group"]], on="submission_id")
    texts = chosen["text"].fillna("").tolist()
    found = [_WORD_OR_BREAK.findall(unicodedata.normalize("NFC", text)) for text in texts]
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    codes, printed = pd.factorize(np.array(list(chain.from_iterable(found)), dtype=object))
    names = _name_tokens(own_names)
    words = [_plain(token) for token in printed]
    is_word = np.array([_has_letter(word) for word in words], dtype=bool)
    is_name = np.array([_is_name(token, names) for token in printed], dtype=bool)
    meant, vocabulary = pd.factorize(np.array(words, dtype=object))
    meant = np.where(is_name, -1, meant)
    place = np.repeat(np.arange(len(found)), lengths)
    spoken = is_word[codes] if len(codes) else np.zeros(0, dtype=bool)
    breaks = ~spoken
    breaks[1:] |= place[1:] != place[:-1]
    occurrences = {
        "word": pd.Categorical.from_codes(meant[codes[spoken]], categories=pd.Index(vocabulary, dtype="str")),
        "run": np.cumsum(breaks)[spoken],
    }
    for column in ("segment_id", "submission_id", "group"):
        of_segment, values = pd.factorize(chosen[column])
        occurrences[column] = pd.Categorical.from_codes(of_segment[place[spoken]], categories=values)
    return pd.DataFrame(occurrences)


def count_words(occurrences: pd.DataFrame, columns: Sequence[str] = ("group", "word"), min_count: int = 1) -> pd.DataFrame:
    """How often and in how many letters: one row a combination of `columns`, with `n`, `letters`, and `most` in one."""
    per_letter = occurrences.groupby([*columns, "submission_id"], observed=True, sort=False).size()
    counted = per_letter.groupby(list(columns), observed=True, sort=False).agg(["sum", "size", "max"])
    counted.columns = ["n", "letters", "most"]
    plain = counted[counted["n"] >= min_count].reset_index().astype(dict.fromkeys(columns, "str"))
    return plain.astype({"n": "Int64", "letters": "Int64", "most": "Int64"})


def adjacent_words(occurrences: pd.DataFrame) -> pd.DataFrame:
    """Neighbours in one run: one row a pair of places, with the words `first` and `second`."""
    following = occurrences[["word", "run"]].shift(-1)
    together = (occurrences["run"] == following["run"]) & occurrences["word"].notna() & following["word"].notna()
    pairs = occurrences.drop(columns=["word", "run"]).assign(first=occurrences["word"], second=following["word"])
    return pairs[together]


def enough_letters(counted: pd.DataFrame, letters: pd.DataFrame, min_letters: int) -> pd.Series:
    """A group of fewer letters than `min_letters` cannot reach them: there it is enough that all its letters agree."""
    sizes = counted["group"].map(letters["group"].value_counts()).astype("Int64")
    return counted["letters"] >= sizes.clip(upper=min_letters)


def strongest(counted: pd.DataFrame, groups: Sequence[str], measure: str, top: int | None, word: str = "word") -> pd.DataFrame:
    """Sorted by group, then falling `measure` (more letters first, then the alphabet), `top` of each group."""
    place = counted["group"].map({group: i for i, group in enumerate(groups)})
    ranked = counted.assign(place=place).sort_values(
        ["place", measure, "letters", word], ascending=[True, False, False, True], kind="stable"
    )
    return ranked if top is None else ranked.groupby("place", sort=False).head(top)


def word_passages(
    occurrences: pd.DataFrame,
    wanted: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    word: str = "word",
) -> pd.DataFrame:
    """The passages with the words of `wanted` (its columns are the keys), at most MAX_PASSAGES of each, in reading order.

    From as many letters as possible: every letter's first passage comes before any letter's second.
    """
    keys = list(wanted.columns)
    found = occurrences[occurrences[word].isin(list(wanted[word]))]
    found = found[[*keys, "submission_id", "segment_id"]].drop_duplicates().astype("str")
    found = found.merge(wanted, on=keys)
    found["turn"] = found.groupby([*keys, "submission_id"]).cumcount()
    shown = found.sort_values("turn", kind="stable").groupby(keys).head(MAX_PASSAGES)
    passages = segment_evidence(segments, documents).merge(
        shown[[*keys, "segment_id"]].sort_values(keys, kind="stable"), on="segment_id"
    )
    return passages.assign(evidence=passages[word])


def _plain(token: str) -> str:
    return token[:MAX_LETTERS].lower().replace("\u2010", "-").replace("\u2011", "-")


def _has_letter(word: str) -> bool:
    return any(letter.isalpha() for letter in word)


def _name_tokens(own_names: Iterable[str]) -> frozenset[str]:
    tokens = {word for name in own_names for word in tokenise(str(name)) if len(word) > 1 and word not in _NO_NAMES}
    return frozenset(tokens | {f"{word}s" for word in tokens})


def _is_name(token: str, names: frozenset[str]) -> bool:
    # Time, Nes and Vik are kommuner, time, nes and vik are words: only the capital tells them apart.
    return token[:1].isupper() and _plain(token) in names


def load_stopwords(path: Path, reasons: Collection[str] | None = None) -> frozenset[str]:
    """The words to leave out, from a CSV of `word, form, reason`; `reasons` keeps only the words with one of those.

    The list that is shipped knows the reasons «function word», «number or time word», «letter formula» and «field word»
    (a word that every letter of this field has). Raises InnspillError, naming the line, for a word that is missing, not
    one word, not in small letters or there twice, a form that is not nb, nn or both, a missing reason; and for reasons
    not in the file.
    """
    rows = _stopword_rows(path)
    known = sorted({reason for _, reason in rows.values()})
    for reason in reasons or ():
        if reason not in known:
            raise InnspillError(path, f"no word has the reason «{reason}»", f"Use {', '.join(known)}")
    return frozenset(word for word, (_, reason) in rows.items() if reasons is None or reason in reasons)


def _stopword_rows(path: Path) -> dict[str, tuple[int, str]]:
    try:
        # Excel saves UTF-8 with a byte order mark.
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InnspillError(path, f"cannot be read ({type(error).__name__})", "It must be a CSV in UTF-8") from error
    if not lines or tuple(lines[0]) != STOPWORD_COLUMNS:
        raise InnspillError(f"{path}, line 1", "the columns are wrong", f"Write {','.join(STOPWORD_COLUMNS)}")
    rows: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        where = f"{path}, line {number}"
        if len(line) != len(STOPWORD_COLUMNS):
            raise InnspillError(where, f"{len(line)} cells instead of 3", "Write word,form,reason")
        word, form, reason = (cell.strip() for cell in line)
        if tokenise(word) != [word]:
            raise InnspillError(where, f"«{word}» is not one word in small letters", "Write one word a line")
        if form not in FORMS:
            raise InnspillError(where, f"the form «{form}» is unknown", f"Use {', '.join(FORMS)}")
        if not reason:
            raise InnspillError(where, f"«{word}» has no reason", "Say why it is left out")
        if word in rows:
            raise InnspillError(where, f"«{word}» stands on line {rows[word][0]} too", "Delete one; form may be both")
        rows[word] = (number, reason)
    return rows
