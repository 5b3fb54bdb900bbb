"""What `innspill codebook check` and `try` print: findings and explanations as lines of at most some 110 columns."""

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

import pandas as pd

from innspill.codebook import Codebook
from innspill.codebook_findings import ERROR
from innspill.codebook_try import ONLY_REQUESTS

# So many characters of the text are shown on each side of a hit.
_AROUND = 28
_SIGNS = {"hit": "+", "facet": "+", "heading": "+", "cancelled": "−", "unmet": "−", "none": " "}
# What cannot do what it says stands before what only costs, and that before what another line does already.
_KINDS = ("phrase", "never", "twin", "not", "stopword", "wide", "costly", "swallowed")
_SAME_PLACE = {"costly": "wide"}
# A sentence ends at such a sign before a blank and no small letter: «bl.a. en båt» goes on.
_SENTENCE_END = re.compile(r"[.!?…][»”\")]?\s+(?![a-zæøåäö])")
_AROUND_SENTENCE = 110
# (the line, how it looks)
Line = tuple[str, str]


def tell_findings(findings: pd.DataFrame, place: str, codes: Sequence[str] = ()) -> Iterator[Line]:
    """Each finding as «file:line: what. What to do», and how many there are (of `codes`, where only these were asked about).

    Errors before notes, each by kind, what never works before what is only too much, and within a kind by line.
    """
    ranks = {kind: rank for rank, kind in enumerate(_KINDS)}
    by_kind = findings["kind"].map(lambda kind: ranks.get(_SAME_PLACE.get(kind, kind), len(ranks)))
    ordered = findings.assign(note=findings["severity"] != ERROR, rank=by_kind)
    ordered = ordered.sort_values(["note", "rank", "line"], kind="stable")
    for row in ordered.itertuples():
        about = f"{row.code}, «{short(row.pattern)}»" if row.pattern else row.code
        yield f"{place}:{row.line}: {row.kind}: {about}: {row.what}. {row.todo}.", "dim" if row.note else ""
    n_notes = int(ordered["note"].sum())
    counts = f"{len(ordered) - n_notes} to put right, {n_notes} to look at" if len(ordered) else "nothing to put right"
    yield f"codebook {place}{', ' if codes else ''}{', '.join(codes)}: {counts}", "bold"


def tell_codes(text: str, explained: pd.DataFrame, codebook: Codebook) -> Iterator[Line]:
    """Every scheme in turn: its codes, those given first, each with what spoke for it and what was taken away."""
    for scheme in codebook.schemes:
        rows = explained[explained["scheme"] == scheme]
        yield scheme.upper(), "bold cyan"
        if not len(rows):
            yield "  nothing speaks for any", "dim"
        elif rows["rule"].iloc[0] == ONLY_REQUESTS:
            yield f"  {ONLY_REQUESTS}", "dim"
            continue
        # A line that holds under a certain heading only meets many a text: codes with nothing else are named together.
        unmet = rows.groupby("code", sort=False)["kind"].agg(lambda kinds: (kinds == "unmet").all())
        idle = [code for code, only in unmet.items() if only]
        for code in sorted(set(rows["code"]) - set(idle), key=lambda ident: _rank(rows[rows["code"] == ident])):
            yield from _tell_code(text, rows[rows["code"] == code], codebook.labels(scheme, "nb")[code])
        if idle:
            told = f"only under a heading or question, or in company, that is not there: {', '.join(idle)}"
            yield from ((line, "dim") for line in wrap(told, 110, initial_indent="  not    ", subsequent_indent=" " * 9))


def _rank(rows: pd.DataFrame) -> tuple[bool, float]:
    return not rows["given"].iloc[0], -float(rows["score"].iloc[0])


def _tell_code(text: str, rows: pd.DataFrame, label: str) -> Iterator[Line]:
    first = rows.iloc[0]
    score = f"{first['score']:g}"
    reached = f"{score} of {first['needed']:g} ({first['rule']})" if pd.notna(first["needed"]) else first["rule"]
    verdict = "gets" if first["given"] else "nearly" if _is_near(first) else "not"
    yield f"  {verdict:<6} {first['code']} · {label}: {reached}", "bold green" if first["given"] else ""
    alike = rows.groupby(["kind", "line", "why"], dropna=False)["kind"].transform("size").where(rows["counted"] == 0, 1)
    # A line that meets a long text fifty times counts once; the other times are one line here.
    told_once = rows[(alike == 1) | ~rows.duplicated(["kind", "line", "why", "counted"])]
    for row, times in zip(told_once.itertuples(), alike[told_once.index], strict=True):
        number = f"{row.counted:g}" if row.kind in ("hit", "facet", "heading") else ""
        shown = _marked(text, row.start, row.end) if pd.notna(row.start) else f"«{row.words}»" if row.words else ""
        source = f"line {row.line}: {short(row.pattern)}" if pd.notna(row.line) else ""
        weight = f"weight {row.weight:g}" if pd.notna(row.weight) and row.weight not in (1.0, row.counted) else ""
        parts = [part for part in (shown, source, weight, row.why, f"{times} times" if times > 1 else "") if part]
        yield f"       {_SIGNS[row.kind]}{number:<4} {' · '.join(parts)}", "dim" if row.counted == 0 else ""


def _is_near(row: pd.Series) -> bool:
    """Whether a code that is not given has at least half of what it had to reach."""
    return pd.notna(row["needed"]) and row["score"] > 0 and row["score"] >= row["needed"] / 2


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that the words from `start` to `end` stand in, these between › and ‹; a long one cut at blanks."""
    bounds = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    first, last = max(b for b in bounds if b <= start), min(b for b in bounds if b >= end)
    return _marked(text[first:last].rstrip(), start - first, end - first, _AROUND_SENTENCE)


def _marked(text: str, start: int, end: int, around: int = _AROUND) -> str:
    """The hit between › and ‹ with some of the text around it, cut at blanks."""
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = "…" + before.partition(" ")[2]
    if len(text) > end + around:
        after = after.rpartition(" ")[0] + "…"
    return f"{before}›{short(text[start:end])}‹{after}"


def short(text: str, most: int = 48) -> str:
    """At most so many characters of a pattern or of words."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
