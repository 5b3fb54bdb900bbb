"""Answers of people and codes of the codebook → yes or no for each reader, segment and code: what every measure counts.

A cell is one code on one segment. A reader who has not coded a segment says neither yes nor no of it. Whom a request is
addressed to is asked only of those who call the segment a request: others say nothing about addressees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from innspill.agreement_filled import Filled
from innspill.agreement_texts import REQUEST


@dataclass(frozen=True)
class Cells:
    """One scheme. `said[r, s, c]`: reader r gave segment s the code c; `asked[r, s]`: the reader has coded the segment.

    `people` come first, the codebook last. `letter[s]` is the number of the segment's letter. `settled[s, c]` is 1 or 0 where
    a cell has been settled, else -1.
    """

    scheme: str
    codes: list[str]
    segments: list[str]
    letter: np.ndarray
    people: tuple[str, ...]
    said: np.ndarray
    asked: np.ndarray
    settled: np.ndarray

    @property
    def n_letters(self) -> int:
        return int(self.letter.max()) + 1 if len(self.letter) else 0

    def agreed(self, at_least: int = 2) -> tuple[np.ndarray, np.ndarray]:
        """What the people who coded a cell, `at_least` so many, all say: (`truth[s, c]`, `known[s, c]`).

        A function is known only where they chose the same one: that both say «not fakta» is no agreement on what it is.
        """
        asked = self.asked[:-1, :, None]
        n, yes = asked.sum(axis=0), (self.said[:-1] & asked).sum(axis=0)
        known = (n >= at_least) & ((yes == 0) | (yes == n))
        if self.scheme == "function":
            known &= known.all(axis=1, keepdims=True)
        return yes > 0, known

    def truth(self) -> tuple[np.ndarray, np.ndarray]:
        """What is settled, and else what all who coded the cell say, were it only one: (`truth[s, c]`, `known[s, c]`).

        Without the only one's word, a segment that one has coded would count with its settled cells alone, and those are
        the ones where somebody differed from the codebook.
        """
        truth, known = self.agreed(at_least=1)
        return np.where(self.settled >= 0, self.settled == 1, truth), known | (self.settled >= 0)


def build_cells(
    filled: Filled, codes: pd.DataFrame, segments: pd.DataFrame, scheme: str, order: Sequence[str],
    settled: pd.DataFrame | None = None,
) -> Cells:  # fmt: skip
    """The cells of `scheme` for the segments that anybody coded, in reading order. `order` gives the codes."""
    coded = filled.coded
    own = segments[segments["segment_id"].isin(set(coded["segment_id"]))]
    place = {segment: i for i, segment in enumerate(own["segment_id"])}
    column = {code: i for i, code in enumerate(order)}
    people = filled.coders
    # A person may sign as «codebook»: people and codebook are numbered apart.
    number = {name: i for i, name in enumerate(people)}
    said = np.zeros((len(people) + 1, len(place), len(column)), dtype=bool)
    asked = np.zeros((len(people) + 1, len(place)), dtype=bool)
    for table, reader in ((filled.answers, filled.answers["coder"].map(number)), (codes, len(people))):
        mine = table.assign(reader=reader)
        mine = mine[(mine["scheme"] == scheme) & mine["code"].isin(set(column)) & mine["segment_id"].isin(set(place))]
        said[mine["reader"], mine["segment_id"].map(place), mine["code"].map(column)] = True
    judged = coded[coded["segment_id"].isin(set(place))]
    if scheme == "addressee":
        given = filled.answers[(filled.answers["scheme"] == "function") & (filled.answers["code"] == REQUEST)]
        judged = judged[judged["addressed"].astype(bool)].merge(given[["segment_id", "coder"]], on=["segment_id", "coder"])
    asked[judged["coder"].map(number), judged["segment_id"].map(place)] = True
    requests = codes[(codes["scheme"] == "function") & (codes["code"] == REQUEST) & codes["segment_id"].isin(set(place))]
    asked[-1] = scheme != "addressee"
    asked[-1, requests["segment_id"].map(place)] = True
    said &= asked[:, :, None]
    letter = pd.factorize(own["submission_id"])[0]
    return Cells(scheme, list(order), list(place), letter, people, said, asked, _settled(settled, scheme, place, column))


def _settled(table: pd.DataFrame | None, scheme: str, place: dict[str, int], column: dict[str, int]) -> np.ndarray:
    cells = np.full((len(place), len(column)), -1, dtype=np.int8)
    if table is not None:
        own = table[(table["scheme"] == scheme) & table["segment_id"].isin(set(place)) & table["code"].isin(set(column))]
        cells[own["segment_id"].map(place), own["code"].map(column)] = own["settled"].astype(bool)
    if scheme == "function":
        # Exactly one: where it is settled, the others are settled too.
        cells[(cells == 1).any(axis=1, keepdims=True) & (cells < 0)] = 0
    return cells
