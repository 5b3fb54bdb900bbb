"""Segments → the sample that people code: stratified, so that no kind of sender, written language or question is left out.

Who is drawn is decided by a hash of seed and segment id, not by a stream of random numbers: the same seed gives the same
sample on every machine, whatever order the rows are in, and a new letter moves few of the others.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from innspill.errors import InnspillError

STRATA = ("sender_type", "language", "facet")
_ASKED = ["segment_id", "submission_id", "question", "facet", "kind", "heading", "text", "words"]


@dataclass(frozen=True)
class Sample:
    """What goes out to be coded.

    `segments`: one row a segment drawn, in reading order, with the columns of the contract, `lead_in` (the line with a colon
    that introduces its list), `call` and the STRATA of its letter. `strata`: one row a stratum, `letters` and `segments` in it
    and `drawn`. `seed` is what it was drawn with.
    """

    segments: pd.DataFrame
    strata: pd.DataFrame
    seed: int

    @property
    def id(self) -> str:
        """Eight hex digits of the segments drawn and their texts: sheets of one sample carry the same."""
        told = "\0".join(f"{s}\0{t}" for s, t in zip(self.segments["segment_id"], self.segments["text"], strict=True))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def draw_sample(segments: pd.DataFrame, documents: pd.DataFrame, n: int = 120, seed: int = 1) -> Sample:
    """Draw `n` segments, stratified by sender type, written language and facet: all of them where there are fewer.

    A stratum gets its share of `n` by largest remainder, and at least one segment where `n` is enough for that; where it
    is not, the largest strata get one each. Headings and segments without words are left out: nobody can code them.
    Raises InnspillError if `n` is under 1.
    """
    if n < 1:
        raise InnspillError("n", f"«{n}» segments cannot be coded", "Ask for 1 or more")
    told = documents[["submission_id", "sender_type", "language", "call"]]
    drawable = _drawable(segments).merge(told, on="submission_id")
    keys = [drawable[name].astype(object).where(drawable[name].notna(), "") for name in STRATA]
    stratum = pd.Series(list(zip(*keys, strict=True)), index=drawable.index, dtype=object)
    seats = _apportion(stratum.value_counts().to_dict(), min(n, len(drawable)))
    lots = pd.Series([lot(seed, segment) for segment in drawable["segment_id"]], index=drawable.index, dtype=object)
    turn = lots.groupby(stratum).rank(method="first")
    drawn = turn <= stratum.map(seats).astype(float)
    strata = pd.DataFrame([
        {**dict(zip(STRATA, (part or None for part in key), strict=True)),
         "letters": drawable.loc[stratum == key, "submission_id"].nunique(), "segments": int((stratum == key).sum()),
         "drawn": seats[key]}
        for key in sorted(seats)
    ], columns=[*STRATA, "letters", "segments", "drawn"])  # fmt: skip
    return Sample(drawable[drawn].reset_index(drop=True), strata, seed)


def lot(seed: int, *names: str) -> str:
    """A number (as hex digits) that seed and names decide: rows in its order are shuffled."""
    return hashlib.sha256("\0".join((str(seed), *names)).encode("utf-8", "surrogatepass")).hexdigest()


def _drawable(segments: pd.DataFrame) -> pd.DataFrame:
    words = segments["words"].fillna(0) > 0
    spoken = segments["text"].fillna("").str.contains(r"\w", regex=True)
    chosen = segments["kind"].ne("heading").fillna(True) & words & spoken
    return segments.loc[chosen, _ASKED].assign(lead_in=_lead_ins(segments)[chosen])


def _lead_ins(segments: pd.DataFrame) -> pd.Series:
    """For each bullet the line that introduces its list, if it ends in a colon: «Vi ber om:»; None for all else."""
    found: list[str | None] = []
    last: tuple[object, str] | None = None
    columns = segments[["submission_id", "kind", "text"]].astype(object)
    for submission, kind, text in columns.itertuples(index=False, name=None):
        if kind != "bullet":
            last = (submission, text) if isinstance(text, str) and text.rstrip().endswith(":") and kind != "heading" else None
        found.append(last[1] if kind == "bullet" and last and last[0] == submission else None)
    return pd.Series(found, index=segments.index, dtype=object)


def _apportion(sizes: Mapping[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], int]:
    """Seats of `n` for strata of these sizes: proportional, by largest remainder (Hamilton); at least one each if they suffice.

    A stratum whose share is under one gets one, and the others divide the rest, until nobody's share is under one.
    """
    seats = dict.fromkeys(sizes, 0)
    rest = dict(sizes)
    while n >= len(rest) > 0:
        small = [key for key, size in rest.items() if size * n < sum(rest.values())]
        if not small:
            break
        for key in small:
            seats[key] = 1
            del rest[key]
        n -= len(small)
    total = sum(rest.values())
    for key, size in rest.items():
        seats[key] = size * n // total
    left = n - sum(seats[key] for key in rest)
    # Of equal remainders the larger stratum, then the first by name: never the order of the rows.
    by_remainder = sorted(rest, key=lambda key: (-(rest[key] * n % total), -rest[key], key))
    for key in by_remainder[:left]:
        seats[key] += 1
    return seats
