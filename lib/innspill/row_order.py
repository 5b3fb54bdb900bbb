"""The rows of a heat map of senders: what each is, and their order: kind by kind, and within a kind like beside like."""

from collections.abc import Sequence

import pandas as pd

from innspill.wording import SENDER_TYPE_LABELS, Labels, alphabetical, group_name, label_in


def kind_place(sender_type: str | None, first: Sequence[str] = ("kommune", "helsefellesskap")) -> str:
    """A key that sorts sender types: those of `first`, then the others by their names; null is an unknown sender."""
    kind = "ukjent" if pd.isna(sender_type) else str(sender_type)
    if kind in first:
        return str(list(first).index(kind))
    return f"{len(first)} {alphabetical(SENDER_TYPE_LABELS['nb'].get(kind, kind))}"


def letter_rows(documents: pd.DataFrame) -> pd.DataFrame:
    """Each letter as a row of its own; a sender with several letters gets them numbered."""
    rows = documents[["submission_id", "sender", "sender_type", "helsefellesskap"]]
    rows = rows.assign(row=rows["submission_id"], place=rows["sender_type"].map(kind_place))
    for column, unknown in (("row_label", "Ukjent avsender "), ("row_label_en", "Unknown sender ")):
        name = rows["sender"].fillna(unknown + rows["submission_id"].str[:4])
        numbered = name + " (" + (name.groupby(name).cumcount() + 1).astype("str") + ")"
        rows[column] = name.mask(name.duplicated(keep=False), numbered)
    return rows


def group_rows(documents: pd.DataFrame, group_by: str, row_labels: Labels | None) -> pd.DataFrame:
    """The row that each letter falls in: a helsefellesskap or, outside those, a sender type."""
    rows = documents[["submission_id", "sender_type", "helsefellesskap"]]
    rows = rows.assign(row=documents[group_by].fillna(documents["sender_type"]).fillna("ukjent"))
    ids = rows["row"].unique()
    types = {i for i in ids if i in SENDER_TYPE_LABELS["nb"] and i not in (row_labels or {})}
    for column, language in (("row_label", "nb"), ("row_label_en", "en")):
        names = {i: group_name(i, 2, language) if i in types else label_in(row_labels, i, language) for i in ids}
        rows[column] = rows["row"].map(names)
    return rows.assign(place=rows["row"].map({i: f"1 {kind_place(i)}" if i in types else "0" for i in ids}))


def order_rows(rows: pd.DataFrame, shares: pd.DataFrame, cluster: bool) -> list[str]:
    """The ids in `rows` (columns row, row_label, place) in the order to draw them: by place, then like beside like.

    `shares` has a row an id and a column a theme; null, or no row, is 0. Without `cluster` the rows of a place are in the
    order of their labels.
    """
    named = rows.assign(key=rows["row_label"].map(alphabetical)).sort_values(["place", "key", "row"])
    if not cluster:
        return named["row"].tolist()
    profiles = shares.astype("Float64").reindex(named["row"]).fillna(0).astype("float64").round(9)
    return [row for _, kind in named.groupby("place") for row in _like_beside_like(profiles.loc[kind["row"]])]


def _like_beside_like(profiles: pd.DataFrame) -> list[str]:
    """Rows in the order of the leaves of their tree; rows that raise nothing last; equal rows stay as they came.

    Average linkage of Euclidean distances, with the leaves turned so that neighbours are as near as they can be
    (Bar-Joseph, Gifford & Jaakkola 2001). The tree may be read from either end: the row that came first decides.
    """
    silent = (profiles == 0).all(axis=1)
    spoken = profiles[~silent]
    different = spoken.drop_duplicates()
    if len(different) > 2:
        from scipy.cluster.hierarchy import leaves_list, linkage
        from scipy.spatial.distance import pdist

        leaves = leaves_list(linkage(pdist(different), "average", optimal_ordering=True))
        different = different.iloc[leaves if leaves[0] < leaves[-1] else leaves[::-1]]
    place = {tuple(profile): i for i, profile in enumerate(different.to_numpy())}
    ranked = sorted(range(len(spoken)), key=lambda i: place[tuple(spoken.iloc[i])])
    return [*spoken.index[ranked], *profiles.index[silent]]
