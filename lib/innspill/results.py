"""What every analysis returns: numbers, the sentences behind them, and the finding in words.

A chart takes a Result and draws `table`; the figure's title is `sentence(language)`; a reader opens a number with
`explain`. All three come from the same table, so text, chart and quotes cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from innspill.errors import InnspillError
from innspill.tables import SENDER_TYPES

# What `explain` shows of a segment, in this order, where the evidence has it.
SHOWN = ("sender", "sender_type", "call", "question", "page", "heading", "evidence", "text", "file", "segment_id")


@dataclass(frozen=True)
class Result:
    """One analysis.

    `name` is the figure's file name (`prevalence`). `table` is tidy: one row per number, `keys` the columns that
    identify it. `evidence` has one row per segment behind a row of `table`: the key columns it belongs to,
    `submission_id` and the columns of SHOWN; empty where a row rests on no segment (a letter that is missing).
    `findings` is the finding in words by language, `n_letters` the number of submissions that the numbers rest on,
    `notes` what a reader must know (by language), `settings` the choices made (`min_group`, `by` …).
    """

    name: str
    table: pd.DataFrame
    keys: tuple[str, ...]
    findings: Mapping[str, str]
    n_letters: int
    evidence: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str = "nb") -> str:
        """The finding in words, with its counts."""
        return self.findings[language]

    def explain(self, **row: object) -> pd.DataFrame:
        """The segments behind the row(s) of `table` that `row` names, one row a segment, in reading order.

        `explain(code="digitalisering", group="kommune")`; a key that is left out takes every value, a null the rows without
        one. A segment that stands there for several reasons has all their words in `evidence`. No segment gives an empty
        table. Raises InnspillError if `row` names something that is no key.
        """
        unknown = [name for name in row if name not in self.keys]
        if unknown:
            raise InnspillError(self.name, f"«{unknown[0]}» is not a key of this result", f"Use {', '.join(self.keys)}")
        chosen = self.evidence
        for name, value in row.items():
            if name in chosen.columns:
                chosen = chosen[chosen[name].isna() if pd.isna(value) else (chosen[name] == value).fillna(False)]
        shown = chosen[[c for c in SHOWN if c in chosen.columns]]
        if not {"segment_id", "evidence"} <= set(shown.columns):
            return shown.drop_duplicates(ignore_index=True)
        words = shown.groupby("segment_id")["evidence"].agg(lambda found: "; ".join(found.dropna().unique()) or None)
        once = shown[~shown["segment_id"].duplicated() | shown["segment_id"].isna()]
        joined = once["segment_id"].map(words).where(once["segment_id"].notna(), once["evidence"])
        return once.assign(evidence=joined).drop_duplicates(ignore_index=True)


def segment_evidence(segments: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Segments with what `explain` shows of their letter: one row a segment of `documents`, in reading order."""
    told = ["submission_id", "sender", "sender_type", "call", "file"]
    passages = ["submission_id", "segment_id", "question", "facet", "page", "heading", "text", "words"]
    return segments[passages].merge(documents[told], on="submission_id")


def grouped_letters(documents: pd.DataFrame, by: str, groups: Sequence[str] | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The letters of each group (`submission_id`, `sender`, `language`, `group`) and the groups in their order.

    `by` is a column of documents. `groups` None takes every group that has a letter: sender types in the contract's
    order, others by name. A letter of no group is left out. Raises InnspillError if `by` is no column.
    """
    if by not in documents.columns:
        raise InnspillError("by", f"documents have no column «{by}»", "Use sender_type, helsefellesskap, rhf or fylke")
    if groups is None:
        found = set(documents[by].dropna())
        groups = [t for t in SENDER_TYPES if t in found] + sorted(found - set(SENDER_TYPES))
    letters = documents[["submission_id", "sender", "language"]].assign(group=documents[by])
    return letters[letters["group"].isin(list(groups))], tuple(groups)


def in_language(documents: pd.DataFrame, written: str | None) -> pd.DataFrame:
    """The letters written in one language (nb, nn, se, en); None keeps all."""
    return documents if written is None else documents[(documents["language"] == written).fillna(False)]
