"""A word in its contexts (key word in context, KWIC): every place where a word stands, with what stands around it."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from innspill.errors import InnspillError
from innspill.results import Result, in_language, segment_evidence
from innspill.tokens import WORD
from innspill.word_findings import note_concordance, say_concordance

_COLUMNS = {"left": "str", "match": "str", "right": "str", "sender": "str", "question": "str", "page": "Int64",
            "segment_id": "str", "start": "Int64"}  # fmt: skip


def concordance(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    pattern: str,
    width: int = 60,
    language_filter: str | None = None,
) -> Result:
    """Every place where a word stands: one row an occurrence, sorted by sender and place, whole words only.

    `pattern` is one word or several, in any case; `*` stands for any letters within a word («finansier*», «*plan»,
    «felles *»). `left` and `right` hold at most `width` characters of the segment, cut at blanks; `start` is where the
    match begins in the segment's text (NFC). Raises InnspillError for a pattern without a letter or with other signs.
    """
    wanted = _wanted_words(pattern)
    if width < 1:
        raise InnspillError("width", f"{width} characters leave no room", "Give at least 1")
    chosen = in_language(documents, language_filter)
    told = _by_sender(segment_evidence(segments, chosen), chosen)
    texts = [unicodedata.normalize("NFC", text) for text in told["text"].fillna("")]
    known: dict[tuple[int, str], bool] = {}
    hits = [(row, *hit) for row, text in enumerate(texts) for hit in _hits(text, wanted, known)]
    rows = told.iloc[[row for row, _, _ in hits]].reset_index(drop=True)
    contexts = [_context(texts[row], start, end, width) for row, start, end in hits]
    around = pd.DataFrame(contexts, columns=["left", "match", "right"], dtype="str")
    around["start"] = [start for _, start, _ in hits]
    table = pd.concat([around, rows], axis=1)
    found = table["submission_id"].nunique()
    return Result(
        "concordance",
        table[list(_COLUMNS)].astype(_COLUMNS),
        ("segment_id", "start"),
        {language: say_concordance(pattern, len(table), found, len(chosen), language) for language in ("nb", "en")},
        len(chosen),
        rows.assign(start=around["start"].astype("Int64"), evidence=around["match"]),
        note_concordance(),
        {"pattern": pattern, "width": width, "language_filter": language_filter},
    )


def _wanted_words(pattern: str) -> list[list[str]]:
    """The pattern's words, each as its pieces between stars."""
    words = unicodedata.normalize("NFC", pattern).lower().split()
    if not any(letter.isalpha() for letter in pattern):
        raise InnspillError("pattern", f"«{pattern}» holds no letter", "Write a word, with * for any letters")
    for word in words:
        stray = [sign for sign in word if not (sign.isalnum() or sign in "*-")]
        if stray:
            raise InnspillError("pattern", f"«{stray[0]}» is not part of a word", "Use letters, digits, - and *")
    return [word.split("*") for word in words]


def _fits(word: str, pieces: list[str]) -> bool:
    """Does the word have the pieces in order, the first at its beginning and the last at its end? Linear in the word."""
    if len(pieces) == 1:
        return word == pieces[0]
    first, *middle, last = pieces
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        found = word.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _hits(text: str, wanted: list[list[str]], known: dict[tuple[int, str], bool]) -> Iterator[tuple[int, int]]:
    """Where the wanted words stand one after another, with blanks only between them; `known` remembers each word."""

    def fits(i: int, word: str) -> bool:
        if (i, word) not in known:
            known[i, word] = _fits(word.lower().replace("\u2010", "-").replace("\u2011", "-"), wanted[i])
        return known[i, word]

    # Words without places are cheap to find, and most segments hold no word that fits.
    if not any(fits(0, word) for word in WORD.findall(text)):
        return
    words = list(WORD.finditer(text))
    for i in range(len(words) - len(wanted) + 1):
        if not fits(0, words[i].group()):
            continue
        several = words[i : i + len(wanted)]
        joined = all(not text[a.end() : b.start()].strip() for a, b in pairwise(several))
        if joined and all(fits(j, word.group()) for j, word in enumerate(several)):
            yield several[0].start(), several[-1].end()


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    """What stands before, the match, and what stands after, on one line, cut at blanks."""
    # A long segment is not read whole for each match; a word that the slice cuts in two is left out.
    room = 4 * width
    before, after = text[max(0, start - room) : start], text[end : end + room]
    left_words, right_words = before.split(), after.split()
    if start > room and not before[0].isspace():
        left_words = left_words[1:]
    if end + room < len(text) and not after[-1].isspace():
        right_words = right_words[:-1]
    left, right = " ".join(left_words), " ".join(right_words)
    if len(left) > width:
        left = left[-width - 1 :].partition(" ")[2]
    if len(right) > width:
        right = right[: width + 1].rpartition(" ")[0]
    return left, " ".join(text[start:end].split()), right


def _by_sender(told: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    order = documents.sort_values(["sender", "submission_id"])["submission_id"]
    place = {submission: i for i, submission in enumerate(order)}
    return told.assign(place=told["submission_id"].map(place)).sort_values("place", kind="stable")
