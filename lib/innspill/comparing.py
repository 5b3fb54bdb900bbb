"""Codes and letters → how many letters of each group raise each theme: prevalence, emphasis, facet_themes.

Counts come first: a cell says «n of n_letters», and the share is null where nobody answered. A theme that nobody raises
is a row with 0, never a missing row. A letter counts once however often it says a thing, and a joint letter counts as
one letter of its own sender type. Headings count as text of the letter. What is compared is what is raised, not what is
meant.

Every name is given in both languages: `labels` (also `row_labels`, `facet_labels`) hold {id: {"nb": …, "en": …}}, or one
text for both, and become the columns `label` and `label_en`; an id without a label stands for itself.
"""

from collections.abc import Sequence

import pandas as pd

from innspill.evidence import coded_segments
from innspill.results import Result, grouped_letters
from innspill.row_order import group_rows, letter_rows, order_rows
from innspill.theme_findings import note_emphasis, note_groups, say_difference, say_emphasis, say_facets
from innspill.wording import FACET_LABELS, Labels, label_in

GROUPS = ("kommune", "helsefellesskap")
# More rows than this cannot be read in one heat map.
MAX_ROWS = 40
_EMPHASIS_COLUMNS = [
    "unit", "row", "row_label", "row_label_en", "submission_id", "sender", "sender_type", "helsefellesskap", "code", "label",
    "label_en", "n", "n_segments", "n_letters", "share",
]  # fmt: skip
_FACET_COLUMNS = [
    "facet", "facet_label", "facet_label_en", "code", "label", "label_en", "group", "n", "n_letters", "share", "hollow",
]  # fmt: skip


def prevalence(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    scheme: str = "theme",
    by: str = "sender_type",
    groups: Sequence[str] | None = GROUPS,
    order: Sequence[str] | None = None,
    labels: Labels | None = None,
    min_group: int = 5,
) -> Result:
    """How many letters of each group raise each code: one row a code × group, rows with 0 included.

    `n` letters of the group's `n_letters` carry the code at least once; `share` is null for a group without letters;
    `hollow` marks a group under `min_group`. `by` is the column of documents that makes the groups (null: in no group),
    `groups` None takes all. `order` gives the codes and their order (None: those found), `labels` their names.
    """
    letters, groups = grouped_letters(documents, by, groups)
    coded = coded_segments(codes, segments, documents, scheme)
    coded = coded.merge(letters[["submission_id", "group"]], on="submission_id")
    order = _order_of(order, coded["code"])
    raised = coded.drop_duplicates(["code", "submission_id"])
    table = _counts(raised, {"code": order, "group": groups}).merge(_label_table(order, labels))
    table["n_letters"] = table["group"].map(letters["group"].value_counts()).fillna(0).astype("Int64")
    table = _add_share(table, min_group)[["code", "label", "label_en", "group", "n", "n_letters", "share", "hollow"]]
    one_each = not letters["sender"].dropna().duplicated().any()
    return Result(
        "prevalence",
        table,
        ("code", "group"),
        {language: say_difference(table, groups, len(letters), language, one_each) for language in ("nb", "en")},
        len(letters),
        coded[coded["code"].isin(order)].reset_index(drop=True),
        note_groups(table, len(documents) - len(letters), min_group),
        {"scheme": scheme, "by": by, "groups": groups, "min_group": min_group},
    )


def emphasis(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    scheme: str = "theme",
    order: Sequence[str] | None = None,
    labels: Labels | None = None,
    group_by: str = "helsefellesskap",
    row_labels: Labels | None = None,
    max_rows: int = MAX_ROWS,
    cluster: bool = True,
) -> Result:
    """What each sender writes about: one row a submission × code, rows with 0 included.

    `n` of the letter's `n_segments` carry the code; `share` is the part of the letter's words that stand in them (null
    for a letter without words); `n_letters` is 1. One passage may carry several codes: shares do not add up to 1.

    With more than `max_rows` letters a row is a group instead (`unit` «group»): the value of `group_by` or, where that
    is null, the sender type; `n` is then the letters with the code out of the row's `n_letters`, `share` their ratio,
    and submission, sender and n_segments are null. `row` identifies the row, `row_label` names it (`row_labels` by id).

    The rows are in the order to draw them: letters of kommuner, of helsefellesskap, of others by type (groups: the
    sender types last), and within each the like beside the like (row_order.py); without `cluster`, by name.
    """
    unit = "submission" if len(documents) <= max_rows else "group"
    rows = letter_rows(documents) if unit == "submission" else group_rows(documents, group_by, row_labels)
    coded = coded_segments(codes, segments, documents, scheme)
    coded = coded.merge(rows[["submission_id", "row"]], on="submission_id")
    order = _order_of(order, coded["code"])
    coded = coded[coded["code"].isin(order)].reset_index(drop=True)
    count = _count_segments if unit == "submission" else _count_letters
    table = count(coded, rows, order, segments).merge(_label_table(order, labels)).assign(unit=unit)
    shares = table.pivot(index="row", columns="code", values="share")
    ranked = order_rows(rows.drop_duplicates("row"), shares, cluster)
    place = {row: i for i, row in enumerate(ranked)}
    table = table.sort_values("row", key=lambda ids: ids.map(place), kind="stable", ignore_index=True)
    return Result(
        "emphasis",
        table[_EMPHASIS_COLUMNS],
        ("row", "code"),
        {language: say_emphasis(table, unit, len(documents), language) for language in ("nb", "en")},
        len(documents),
        coded,
        note_emphasis(unit),
        {"scheme": scheme, "unit": unit, "max_rows": max_rows, "group_by": group_by, "cluster": cluster},
    )


def facet_themes(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    scheme: str = "theme",
    by: str = "sender_type",
    groups: Sequence[str] | None = GROUPS,
    order: Sequence[str] | None = None,
    labels: Labels | None = None,
    facets: Sequence[str] | None = None,
    facet_labels: Labels | None = None,
    min_group: int = 5,
) -> Result:
    """What is raised under which kind of question: one row a facet × code × group, rows with 0 included.

    `n` letters of the group raise the code under the facet, out of the `n_letters` that answered it. `facets` gives the
    facets and their order (None: those answered, in the contract's order). Text outside any question is left out, and
    so are letters without questions. A passage with the facets `a+b` counts under both.
    """
    letters, groups = grouped_letters(documents, by, groups)
    under = _facets_apart(segments).merge(letters[["submission_id", "group"]], on="submission_id")
    found = coded_segments(codes, segments, documents, scheme).drop(columns="facet")
    coded = under[["segment_id", "facet", "group"]].merge(found, on="segment_id")
    order = _order_of(order, coded["code"])
    facets = _facets_of(facets, under["facet"])
    raised = coded.drop_duplicates(["facet", "code", "submission_id"])
    table = _counts(raised, {"facet": facets, "code": order, "group": groups}).merge(_label_table(order, labels))
    table = table.merge(_label_table(facets, facet_labels or FACET_LABELS, "facet", "facet_label"))
    asked = under[under["facet"].isin(facets)].drop_duplicates(["facet", "submission_id"])
    table = table.merge(_counts(asked, {"facet": facets, "group": groups}, "n_letters"))
    table = _add_share(table, min_group)[_FACET_COLUMNS]
    answered = asked["submission_id"].nunique()
    return Result(
        "facet_themes",
        table,
        ("facet", "code", "group"),
        {language: say_facets(table, answered, language, min_group) for language in ("nb", "en")},
        answered,
        coded[coded["code"].isin(order) & coded["facet"].isin(facets)].reset_index(drop=True),
        note_groups(table, len(documents) - answered, min_group),
        {"scheme": scheme, "by": by, "groups": groups, "min_group": min_group},
    )


def _order_of(order: Sequence[str] | None, found: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(set(found.dropna())) if order is None else order)


def _facets_of(facets: Sequence[str] | None, found: pd.Series) -> tuple[str, ...]:
    """The facets asked for; without a wish, those found: the contract's in its order, then others by name."""
    own = [facet for facet in FACET_LABELS if (found == facet).any()]
    return tuple(facets or (*own, *sorted(set(found) - set(own))))


def _counts(rows: pd.DataFrame, axes: dict[str, Sequence[str]], column: str = "n") -> pd.DataFrame:
    """How many of `rows` stand in each cell of the product of `axes`: one row a cell, 0 where none does."""
    cells = pd.MultiIndex.from_product([pd.Series(list(v), dtype="str") for v in axes.values()], names=list(axes))
    counts = rows.groupby(list(axes)).size().reindex(cells, fill_value=0)
    return counts.astype("Int64").rename(column).reset_index()


def _label_table(ids: Sequence[str], labels: Labels | None, key: str = "code", column: str = "label") -> pd.DataFrame:
    named = {key: list(ids), column: [label_in(labels, i) for i in ids]}
    return pd.DataFrame({**named, f"{column}_en": [label_in(labels, i, "en") for i in ids]}, dtype="str")


def _add_share(table: pd.DataFrame, min_group: int) -> pd.DataFrame:
    letters = table["n_letters"]
    share = table["n"].astype("Float64") / letters.mask(letters == 0)
    return table.assign(share=share.astype("Float64"), hollow=(letters < min_group).astype(bool))


def _count_segments(coded: pd.DataFrame, rows: pd.DataFrame, order: Sequence[str], segments: pd.DataFrame) -> pd.DataFrame:
    table = _counts(coded, {"row": rows["row"], "code": order}).merge(rows, on="row")
    written = segments.groupby("submission_id").agg(n_segments=("words", "size"), total=("words", "sum"))
    table = table.merge(written, left_on="row", right_index=True, how="left")
    spoken = coded.groupby(["row", "code"], as_index=False)["words"].sum()
    table = table.merge(spoken, on=["row", "code"], how="left")
    total = table["total"].astype("Float64")
    return table.assign(
        n_segments=table["n_segments"].fillna(0).astype("Int64"),
        n_letters=pd.Series(1, index=table.index, dtype="Int64"),
        share=table["words"].astype("Float64").fillna(0.0) / total.mask(total == 0),
    )


def _count_letters(coded: pd.DataFrame, rows: pd.DataFrame, order: Sequence[str], _segments: pd.DataFrame) -> pd.DataFrame:
    names = rows.drop_duplicates("row")[["row", "row_label", "row_label_en", "helsefellesskap", "sender_type"]]
    names = names.assign(helsefellesskap=names["helsefellesskap"].where(names["helsefellesskap"] == names["row"]))
    raised = coded.drop_duplicates(["code", "submission_id"])
    table = _counts(raised, {"row": names["row"], "code": order}).merge(names, on="row")
    table["n_letters"] = table["row"].map(rows["row"].value_counts()).astype("Int64")
    empty = pd.Series(pd.NA, index=table.index, dtype="str")
    nothing = empty.astype("Int64")
    return _add_share(table, 0).assign(submission_id=empty, sender=empty, sender_type=empty, n_segments=nothing)


def _facets_apart(segments: pd.DataFrame) -> pd.DataFrame:
    """One row a segment × facet; text outside any question is left out."""
    under = segments.loc[segments["facet"].notna(), ["segment_id", "submission_id", "facet"]]
    return under.assign(facet=under["facet"].str.split("+")).explode("facet").astype({"facet": "str"})
