"""What a reviewer decides about files, and what he is asked to decide: two letters of one sender to one call.

Neither is taken out by us: which of two versions counts is no matter for a program. Both stay until `decisions.csv`, beside
the registry, says otherwise.
"""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pandas as pd

from innspill.errors import InnspillError
from innspill.intake_accounts import told
from innspill.wording import listing, percent

DECISIONS = "decisions.csv"
_COLUMNS = ("file", "decision", "reason")
_KEEP, _LEAVE_OUT = "behold", "utelat"
_SHINGLE = 5
# Letters of nobody in particular (unknown senders, private persons, no call) are versions only if they say the same.
_ALIKE = 0.5
# A run that more letters share is a phrase that everybody writes.
_FEW = 8
_MOST_NAMED = 3
# More letters of one sender to one call than this are no versions, unless they say the same; and so many are named at most.
_FEW_OF_ONE = 30
_MOST_VERSIONS = 30


@dataclass(frozen=True)
class Decisions:
    """What a reviewer has decided: `left_out` file → the ledger's reason; `kept`: files that count whatever stands beside."""

    left_out: Mapping[str, str]
    kept: frozenset[str]


def load_decisions(folder: Path) -> Decisions:
    """The rows of `decisions.csv` in `folder`; none where it is not there. Raises InnspillError with the line that is wrong.

    A row is `file` (as the ledger names it), `decision` (`behold`: it counts; `utelat`: it does not) and `reason`.
    """
    path = folder / DECISIONS
    if not path.exists():
        return Decisions({}, frozenset())
    left_out: dict[str, str] = {}
    kept: set[str] = set()
    for number, row in _rows(path):
        where = f"{path}, line {number}"
        file, decision, reason = (normalize("NFC", row.get(column, "").strip()) for column in _COLUMNS)
        if not file or not reason:
            raise InnspillError(where, "the row lacks a file or a reason", "Fill in file, decision and reason")
        if decision not in (_KEEP, _LEAVE_OUT):
            raise InnspillError(where, f"«{decision}» is no decision", f"Write {_KEEP} or {_LEAVE_OUT}")
        if file in kept or file in left_out:
            raise InnspillError(where, f"«{file}» stands twice", "Keep one of the rows")
        if decision == _KEEP:
            kept.add(file)
        else:
            left_out[file] = str(told([f"Utelatt i {DECISIONS}: {reason}"]))
    return Decisions(left_out, frozenset(kept))


def unused_decisions(folder: Path, files: Collection[str]) -> list[str]:
    """A line for each row of `decisions.csv` in `folder` that names none of `files` (the ledger's): probably misspelt."""
    decisions = load_decisions(folder)
    known = {normalize("NFC", file) for file in files}
    named = sorted({*decisions.left_out, *decisions.kept} - known)
    return [f"{DECISIONS}: «{file}» is no file of the ledger. Write the name as the ledger does" for file in named]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                lacking = f"the columns {', '.join(missing)} are missing"
                raise InnspillError(path, lacking, "Write file,decision,reason on line 1")
            for row in reader:
                yield reader.line_num, {str(name): str(value) for name, value in row.items()}
    except (OSError, UnicodeError, csv.Error) as error:
        raise InnspillError(path, f"the file cannot be read ({error})", "Save it as CSV in UTF-8") from error


def number_private_persons(tables: dict[str, pd.DataFrame]) -> None:
    """«Privatperson 1», «Privatperson 2» … in order of the files: a private person has no name outside the corpus folder.

    Several who sign one letter share its number, and stand in the signatories once.
    """
    documents, signatories = tables["documents"], tables["signatories"]
    private = documents.loc[documents["sender_type"] == "privatperson"].sort_values("file")["submission_id"]
    names = {ident: f"Privatperson {number}" for number, ident in enumerate(private, start=1)}
    for table in (documents, signatories):
        theirs = table["submission_id"].isin(names) & (table["sender_type"] == "privatperson")
        table.loc[theirs, "sender"] = table.loc[theirs, "submission_id"].map(names)
    tables["signatories"] = signatories.drop_duplicates(["submission_id", "sender"], ignore_index=True)


def flag_versions(tables: dict[str, pd.DataFrame], kept: frozenset[str]) -> None:
    """Say in the ledger, and in `versions` of the documents, which letters are one sender's to one call.

    `versions` are the other files, `;` between; null where there are none. Files that a reviewer keeps are not flagged.
    """
    documents, segments = tables["documents"], tables["segments"]
    texts = segments.groupby("submission_id")["text"].agg(" ".join).to_dict()
    runs = _Runs(texts)
    others: dict[str, list[tuple[Any, float]]] = {}
    letters = {letter.submission_id: letter for letter in documents.itertuples()}
    for first, second in _pairs(documents[~documents["file"].isin(kept)], runs):
        common = runs.in_common(first.submission_id, second.submission_id)
        others.setdefault(first.submission_id, []).append((second, common))
        others.setdefault(second.submission_id, []).append((first, common))
    files = {ident: ";".join(other.file for other, _ in found[:_MOST_VERSIONS]) for ident, found in others.items()}
    documents["versions"] = documents["submission_id"].map(files).astype("str")
    ledger = tables["ledger"]
    lines = dict(zip(ledger["file"], ledger.index, strict=True))
    for ident, found in others.items():
        row = lines[letters[ident].file]
        before = ledger.at[row, "reason"]
        ledger.at[row, "reason"] = told([None if pd.isna(before) else before, _note(letters[ident], found)])
        ledger.at[row, "status"] = "warning"


class _Runs:
    """The runs of five words of each text, made when they are first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._known: dict[str, frozenset[int]] = {}

    def of(self, ident: str) -> frozenset[int]:
        if ident not in self._known:
            words = self._texts.get(ident, "").casefold().split()
            # Hashes of one process: they are compared here and stand in no table.
            shifted = (words[at:] for at in range(_SHINGLE))
            self._known[ident] = frozenset(map(hash, zip(*shifted, strict=False)))
        return self._known[ident]

    def in_common(self, first: str, second: str) -> float:
        """The share of the shorter text's runs that the other has too; 0 where a text has none."""
        shorter = min(len(self.of(first)), len(self.of(second)))
        return len(self.of(first) & self.of(second)) / shorter if shorter else 0.0


def _pairs(documents: pd.DataFrame, runs: _Runs) -> Iterator[tuple[Any, Any]]:
    """Pairs of letters of the same sender to the same call, in order of their files."""
    ordered = documents.sort_values("file")
    named = ordered["sender"].notna() & (ordered["sender_type"] != "privatperson")
    # Two kommuner are called Herøy: the number tells them apart.
    keys = ordered[["sender_type", "sender", "kommune_nr", "call"]].fillna("")
    several = named & keys.duplicated(keep=False)
    for _, letters in ordered[several].groupby([keys[name] for name in keys], sort=True):
        if len(letters) > _FEW_OF_ONE:
            yield from _alike(list(letters.itertuples()), runs)
            continue
        for first, second in combinations(letters.itertuples(), 2):
            if pd.notna(first.call) or runs.in_common(first.submission_id, second.submission_id) >= _ALIKE:
                yield first, second
    yield from _alike(list(ordered[~named].itertuples()), runs)


def _alike(letters: Sequence[Any], runs: _Runs) -> Iterator[tuple[Any, Any]]:
    """Pairs that say mostly the same; only letters that share a run which few have are compared."""
    having: dict[int, list[int]] = {}
    for place, letter in enumerate(letters):
        for run in runs.of(letter.submission_id):
            having.setdefault(run, []).append(place)
    few = (places for places in having.values() if 1 < len(places) <= _FEW)
    for first, second in sorted({pair for places in few for pair in combinations(places, 2)}):
        pair = letters[first], letters[second]
        if runs.in_common(pair[0].submission_id, pair[1].submission_id) >= _ALIKE:
            yield pair


def _note(own: Any, others: Sequence[tuple[Any, float]]) -> str:
    """What the ledger says of a letter that has other versions: the likest few by name, and which is newer."""
    likest = sorted(others, key=lambda one: (-one[1], one[0].file))
    names = [f"{other.file} ({percent(common)} felles tekst{_age(own, other)})" for other, common in likest[:_MOST_NAMED]]
    if len(likest) > _MOST_NAMED:
        names.append(f"{len(likest) - _MOST_NAMED} til")
    first = likest[0][0]
    same = pd.notna(own.sender) and own.sender == first.sender and pd.notna(first.call)
    alike = "Samme avsender og samme runde" if same else "Nesten samme tekst"
    row = f"«{own.file},utelat,<grunn>»"
    return f"{alike} som {listing(names)}. Alle teller. Skal denne ut, legg raden {row} i {DECISIONS} i registermappen"


def _age(own: Any, other: Any) -> str:
    if pd.isna(own.date) or pd.isna(other.date) or own.date == other.date:
        return ""
    return ", som er eldre" if other.date < own.date else ", som er nyere"
