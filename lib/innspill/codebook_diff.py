"""What a mended codebook changes: two codings of the same segments → the codes won and lost, and how many are as before."""

import pandas as pd

WON, LOST = "won", "lost"
_KEY = ["segment_id", "scheme", "code"]
_BY_HEADING = "heading:"
_TYPES = {
    "scheme": "str", "code": "str", "change": "str", "segment_id": "str", "sender": "str", "evidence": "str", "pattern": "str",
    "text": "str", "start": "Int64", "end": "Int64",
}  # fmt: skip


def diff_codes(
    old_codes: pd.DataFrame, new_codes: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """One row per code on a segment that only one of the codings has, by scheme and code, won before lost, in reading order.

    Columns: `scheme`, `code`, `change` (`won` or `lost`), `segment_id`, `sender`, `evidence` and `pattern` (those that gave
    it where won, had given it where lost), `text` of the segment, and `start` and `end` of the evidence in it (null where a
    question or a heading gave the code). A code that other words give than before is neither won nor lost. Masked
    `segments` give masked text and headings; the evidence is the codes' own. Nothing changed gives an empty table.
    """
    keys = [pd.MultiIndex.from_frame(codes[_KEY]) for codes in (old_codes, new_codes)]
    changed = pd.concat(
        [new_codes[~keys[1].isin(keys[0])].assign(change=WON), old_codes[~keys[0].isin(keys[1])].assign(change=LOST)]
    )
    told = segments[["segment_id", "submission_id", "heading", "text"]].assign(place=range(len(segments)))
    rows = changed.merge(told, on="segment_id").merge(documents[["submission_id", "sender"]], on="submission_id", how="left")
    # The pattern of a code that the heading gave holds the heading's own words.
    by_heading = rows["pattern"].str.startswith(_BY_HEADING).fillna(False).astype(bool)
    rows["pattern"] = rows["pattern"].where(~by_heading, _BY_HEADING + rows["heading"].fillna(""))
    rows = rows.sort_values(["scheme", "code", "change", "place"], ascending=[True, True, False, True], ignore_index=True)
    return rows[list(_TYPES)].astype(_TYPES)


def count_changes(old_codes: pd.DataFrame, new_codes: pd.DataFrame) -> pd.DataFrame:
    """One row per code that either coding gives, by scheme and code: how many segments have it `won`, `lost`, `kept`."""
    both = old_codes[_KEY].merge(new_codes[_KEY], on=_KEY, how="outer", indicator="change")
    names = {"right_only": WON, "left_only": LOST, "both": "kept"}
    counted = both.assign(change=both["change"].map(names).astype("str")).groupby(["scheme", "code", "change"]).size()
    table = counted.unstack("change", fill_value=0).reindex(columns=list(names.values()), fill_value=0).reset_index()
    return table.rename_axis(columns=None).astype(dict.fromkeys(names.values(), "int64"))
