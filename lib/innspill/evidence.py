"""The passages behind the codes: from a theme to the sentences that raise it."""

import pandas as pd

from innspill.errors import InnspillError
from innspill.results import SHOWN, segment_evidence


def find_evidence(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    code: str,
    scheme: str = "theme",
    sender: str | None = None,
    group: str | None = None,
) -> pd.DataFrame:
    """The passages that carry `code`: one row a segment, in reading order, with the words that gave the code.

    `sender` keeps the letters of one sender, `group` those of one sender type. A code that nobody raises gives no row.
    Raises InnspillError if no letter is from `sender`.
    """
    chosen = documents
    if sender is not None:
        chosen = chosen[(chosen["sender"] == sender).fillna(False)]
        if chosen.empty:
            raise InnspillError("sender", f"no letter is from «{sender}»", "Write the sender as documents has it")
    if group is not None:
        chosen = chosen[(chosen["sender_type"] == group).fillna(False)]
    coded = coded_segments(codes, segments, chosen, scheme)
    return coded.loc[coded["code"] == code, list(SHOWN)].reset_index(drop=True)


def coded_segments(codes: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame, scheme: str = "theme") -> pd.DataFrame:
    """The codes of one scheme with their segment and letter: one row a segment × code, in reading order."""
    chosen = codes.loc[codes["scheme"] == scheme, ["segment_id", "code", "evidence"]]
    return segment_evidence(segments, documents).merge(chosen, on="segment_id")
