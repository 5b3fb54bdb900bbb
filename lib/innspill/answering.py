"""Who answered, and what: letters → coverage of the finite population, and each letter's answers question by question.

Those who could have answered are known (the registry), so coverage is a count of a whole, not an estimate.
"""

import pandas as pd

from innspill.answer_findings import note_answers, note_coverage, say_answers, say_coverage
from innspill.results import Result, segment_evidence
from innspill.row_order import kind_place
from innspill.wording import alphabetical

# A hospital trust's letter does not make its helsefellesskap answer.
COUNTED = ("kommune", "helsefellesskap")
# As the letter stands: from a full answer to none.
STATUSES = ("answered", "merged", "repeated", "missing", "free")


def coverage(
    documents: pd.DataFrame,
    registry_helsefellesskap: pd.DataFrame,
    registry_kommuner: pd.DataFrame,
    signatories: pd.DataFrame | None = None,
    number_column: str = "kommune_nr_2020",
) -> Result:
    """How much of each helsefellesskap answered: one row a helsefellesskap of the registry, those without a letter too.

    `n_answered` of its `n_kommuner` signed a letter, alone or with others (`n_joint`: only with others); `share` is
    their ratio, null where it has no kommune. `own_answer`: the helsefellesskap itself sent a letter. `n_letters`
    counts the letters of both, a joint letter in every helsefellesskap that signed it. `signatories` None takes each
    letter's sender.

    A kommune is counted by `number_column`, as it stood when the call was open: Ålesund and Haram were one (1507) in
    2020–2023, so the kommuner then were 356. A letter may give the number of either year.
    """
    kommuner = registry_kommuner.dropna(subset=number_column).drop_duplicates(number_column)
    signed = _signed(documents, signatories)
    signed = signed.assign(number=signed["kommune_nr"].map(_number_now(registry_kommuner, number_column)))
    home = kommuner.set_index(number_column)["helsefellesskap_id"]
    is_kommune = signed["sender_type"] == "kommune"
    by_number = signed["number"].map(home).where(is_kommune)
    placed = signed.assign(helsefellesskap=by_number.fillna(signed["helsefellesskap"]))
    table = _tile_table(registry_helsefellesskap, kommuner, placed)
    letters = placed[placed["helsefellesskap"].isin(table["helsefellesskap"])]
    answered = placed.loc[is_kommune & placed["number"].isin(kommuner[number_column]), "number"].nunique()
    represented = int((table["n_letters"] > 0).sum())
    counts = (represented, len(table), int(answered), len(kommuner), int(table["n_joint"].sum()))
    unplaced = placed.loc[~placed.index.isin(letters.index), "submission_id"].nunique()
    outside = len(documents) - placed["submission_id"].nunique()
    return Result(
        "coverage",
        table,
        ("helsefellesskap",),
        {language: say_coverage(*counts, language) for language in ("nb", "en")},
        letters["submission_id"].nunique(),
        _letter_evidence(letters, documents),
        note_coverage(unplaced, outside),
        {"number_column": number_column, "n_kommuner": len(kommuner), "n_answered": int(answered)},
    )


def answers(documents: pd.DataFrame, segments: pd.DataFrame, furniture: pd.DataFrame, questions: pd.DataFrame) -> Result:
    """How each letter answers its call: one row a submission × question of the call.

    `status` is `answered`; `merged` (only together with another question: a segment's question is `5+6`); `repeated`
    (the question's text stands there, without an answer); `missing`. A letter without a call, or with no question in
    it, is one row `free` with a null question. `words` are those of the segments of the question, a merged answer's
    under each of its questions; a free letter's are all its words. Text outside the questions is not counted.

    `questions` has the columns call, call_label, question, facet, label. Rows follow it: its calls in its order (then
    other calls, then letters without one), within a call helsefellesskap, kommuner, others by type, each by name, and
    the questions of a letter in its order. `call_label` of a call that it lacks is the call's id.
    """
    asked = _asked(documents, questions)
    spoken = _questions_apart(segments, "segments").groupby(["submission_id", "question"], as_index=False)
    spoken = spoken.agg(words=("words", "sum"), merged=("merged", "min"))
    repeated = _questions_apart(furniture[furniture["reason"] == "question"], "furniture")
    repeated = repeated[["submission_id", "question"]].drop_duplicates().assign(repeated=True)
    found = asked.merge(spoken, on=["submission_id", "question"], how="left")
    found = found.merge(repeated, on=["submission_id", "question"], how="left")
    status = pd.Series("missing", index=found.index, dtype="str").mask(found["repeated"].notna(), "repeated")
    spoke = found["merged"].notna()
    status = status.mask(spoke, "answered").mask(found["merged"].fillna(False).astype(bool), "merged")
    found = found.assign(status=status, words=found["words"].fillna(0).astype("Int64"))
    structured = found.loc[found["status"] != "missing", "submission_id"]
    free = documents[~documents["submission_id"].isin(structured)]
    table = pd.concat([found[found["submission_id"].isin(structured)], _free_rows(free, segments)], ignore_index=True)
    table = table.merge(_letter_places(documents, questions), on="submission_id").sort_values("place", kind="stable")
    table = table[
        ["submission_id", "sender", "sender_type", "call", "call_label", "question", "facet", "label", "status", "words"]
    ].reset_index(drop=True)
    return Result(
        "answers",
        table,
        ("submission_id", "question"),
        {language: say_answers(table, language) for language in ("nb", "en")},
        len(documents),
        _answer_evidence(table, segments, documents),
        note_answers(),
        {"statuses": STATUSES},
    )


def word_accounts(documents: pd.DataFrame, segments: pd.DataFrame, furniture: pd.DataFrame) -> pd.DataFrame:
    """Where the words of each letter went: one row a letter, by file; every word read is in one segment or in furniture.

    `words` were read, `segment_words` stand in segments, `furniture_words` outside them, and `difference` is what is
    missing (negative: counted twice): 0 if all is well. `furniture_<reason>` tells the words outside apart, a column a
    reason that is found; together they are `furniture_words`.
    """
    ids = documents["submission_id"]
    reasons = furniture.pivot_table(index="submission_id", columns="reason", values="words", aggfunc="sum", fill_value=0)
    outside = reasons.reindex(ids, fill_value=0).add_prefix("furniture_").reset_index(drop=True).astype("Int64")
    told = documents[["file", "sender", "words"]].reset_index(drop=True).astype({"words": "Int64"})
    inside = ids.map(segments.groupby("submission_id")["words"].sum()).fillna(0).astype("Int64")
    told = told.assign(segment_words=inside.to_numpy(), furniture_words=outside.sum(axis=1).astype("Int64"))
    told["difference"] = told["words"] - told["segment_words"] - told["furniture_words"]
    return pd.concat([told, outside], axis=1).sort_values("file", ignore_index=True)


def _signed(documents: pd.DataFrame, signatories: pd.DataFrame | None) -> pd.DataFrame:
    """One row a signature of a kommune or a helsefellesskap; `joint` where the letter has more of them than one.

    A letter's own sender counts beside the listed ones only where none of those is of its type.
    """
    columns = ["submission_id", "sender", "sender_type", "kommune_nr", "helsefellesskap"]
    own = documents[columns]
    if signatories is not None:
        listed = signatories.loc[signatories["submission_id"].isin(documents["submission_id"]), columns]
        types = listed[["submission_id", "sender_type"]].drop_duplicates().assign(listed=True)
        unlisted = own.merge(types, on=["submission_id", "sender_type"], how="left")["listed"].isna()
        own = pd.concat([own[unlisted.to_numpy()], listed], ignore_index=True)
    counted = own[own["sender_type"].isin(COUNTED)].reset_index(drop=True)
    several = counted.groupby("submission_id")["sender_type"].transform("size") > 1
    return counted.assign(joint=several.astype(bool))


def _number_now(registry_kommuner: pd.DataFrame, number_column: str) -> dict[str, str]:
    """Any kommune number of the registry (2020 or 2024) → the number in `number_column`, which has the last word."""
    columns = [c for c in registry_kommuner.columns if c.startswith("kommune_nr") and c != number_column]
    known = registry_kommuner.dropna(subset=number_column)
    numbers: dict[str, str] = {}
    for column in [*columns, number_column]:
        numbers |= dict(zip(known[column], known[number_column], strict=True))
    return numbers


def _tile_table(tiles: pd.DataFrame, kommuner: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    by_kommune = placed[placed["number"].notna() & (placed["sender_type"] == "kommune")]
    # A kommune that also wrote alone is no longer joint.
    once = by_kommune.groupby(["helsefellesskap", "number"], as_index=False)["joint"].min()
    own = placed.loc[placed["sender_type"] == "helsefellesskap", "helsefellesskap"]
    ids = tiles["id"]

    def count(values: pd.Series) -> pd.Series:
        return ids.map(values).fillna(0).astype("Int64")

    n_kommuner = count(kommuner["helsefellesskap_id"].value_counts())
    n_answered = count(once["helsefellesskap"].value_counts())
    return pd.DataFrame(
        {
            "helsefellesskap": ids,
            "short": tiles["short"],
            "name": tiles["official_name"],
            "rhf": tiles["rhf"],
            "tile_row": tiles["tile_row"].astype("Int64"),
            "tile_col": tiles["tile_col"].astype("Int64"),
            "n_kommuner": n_kommuner,
            "n_answered": n_answered,
            "share": (n_answered.astype("Float64") / n_kommuner.mask(n_kommuner == 0)).astype("Float64"),
            "own_answer": ids.isin(own).astype("boolean"),
            "n_letters": count(placed.groupby("helsefellesskap")["submission_id"].nunique()),
            "n_joint": count(once.loc[once["joint"], "helsefellesskap"].value_counts()),
        }
    ).reset_index(drop=True)


def _letter_evidence(letters: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """A tile rests on letters, not on passages: one row a letter, its evidence the words that decided its sender."""
    told = documents[["submission_id", "call", "file", "sender_evidence"]]
    told = told.rename(columns={"sender_evidence": "evidence"})
    rows = letters[["helsefellesskap", "submission_id", "sender", "sender_type"]].merge(told, on="submission_id")
    empty = pd.Series(pd.NA, index=rows.index, dtype="str")
    return rows.assign(segment_id=empty, question=empty, page=empty.astype("Int64"), text=empty)


def _asked(documents: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """One row a submission × question of its call, in the call's order."""
    known = questions[["call", "question", "facet", "label"]].astype("str")
    known = known[known["call"].notna()]
    return documents[["submission_id", "sender", "sender_type", "call"]].merge(known, on="call")


def _questions_apart(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row a text × question it belongs to; `merged` says that it belongs to several."""
    id_column = "segment_id" if name == "segments" else "furniture_id"
    under = rows.loc[rows["question"].notna(), [id_column, "submission_id", "question", "words"]]
    merged = under["question"].str.contains("+", regex=False).astype(bool)
    apart = under.assign(merged=merged, question=under["question"].str.split("+")).explode("question")
    return apart.assign(question=apart["question"].astype("str").str.strip())


def _free_rows(free: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    words = free["submission_id"].map(segments.groupby("submission_id")["words"].sum()).fillna(0).astype("Int64")
    empty = pd.Series(pd.NA, index=free.index, dtype="str")
    rows = free[["submission_id", "sender", "sender_type", "call"]]
    return rows.assign(question=empty, facet=empty, label=empty, status="free", words=words)


def _letter_places(documents: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Each letter's `place` in the table, and the `call_label` of its call."""
    calls = questions.dropna(subset="call").drop_duplicates("call")
    names = dict(zip(calls["call"], calls["call_label"], strict=True))
    order = {call: i for i, call in enumerate(names)}
    letters = documents[["submission_id", "sender", "sender_type", "call"]]
    keys = pd.DataFrame(
        {
            "unknown": letters["call"].isna(),
            "call": letters["call"].map(order).fillna(len(order)),
            "call_id": letters["call"].fillna(""),
            "kind": letters["sender_type"].map(lambda kind: kind_place(kind, ("helsefellesskap", "kommune"))),
            "anonymous": letters["sender"].isna(),
            "sender": letters["sender"].fillna("").map(alphabetical),
            "submission_id": letters["submission_id"],
        }
    )
    ranked = keys.sort_values(list(keys.columns)).assign(place=range(len(keys)))
    labels = letters["call"].map(names).fillna(letters["call"]).astype("str")
    return ranked[["submission_id", "place"]].assign(call_label=labels)


def _answer_evidence(table: pd.DataFrame, segments: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    told = segment_evidence(segments, documents)
    apart = _questions_apart(segments, "segments")[["segment_id", "question"]]
    answered = told.drop(columns="question").merge(apart, on="segment_id")
    cells = table[["submission_id", "question"]].dropna()
    answered = answered.merge(cells, on=["submission_id", "question"])
    free = table.loc[table["status"] == "free", "submission_id"]
    whole = told[told["submission_id"].isin(free)].assign(question=pd.NA)
    evidence = pd.concat([answered, whole.astype({"question": "str"})], ignore_index=True)
    return evidence.assign(evidence=pd.Series(pd.NA, index=evidence.index, dtype="str"))
