"""What in a letter tells who a person is, and the letter without it.

Found: names (in signatures, case-handler lines, e-mail heads, form fields, beside a role, and then wherever the same person
is named in the submission), telephone numbers, e-mail addresses, streets and boxes, birth, account and case numbers.
Office-holders («ordføreren»), kommuner, hospitals, organisations and organisation numbers stay. What is found is measured
in tests/test_privacy.py, and it is not all: a name in running text that nothing announces is not found.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from innspill.privacy.addresses import find_emails, find_streets
from innspill.privacy.digits import find_digits, find_file_cases
from innspill.privacy.lexicon import Lexicon
from innspill.privacy.occurrences import NameFinder
from innspill.privacy.people import LetterText, Person, person_named
from innspill.privacy.spans import MASK, Span, black_out, settle
from innspill.registry import Registry
from innspill.tables import TEXT, WHOLE

__all__ = ["COLUMNS", "MASK", "find_masks", "mask_codes", "mask_table", "mask_text"]

COLUMNS = {"mask_id": TEXT, "submission_id": TEXT, "place": TEXT, "row_id": TEXT, "column": TEXT, "start": WHOLE, "end": WHOLE,
           "kind": TEXT, "text": TEXT, "rule": TEXT}  # fmt: skip
_KEYS = {"documents": "submission_id", "ledger": "file", "furniture": "furniture_id", "segments": "segment_id"}
# Columns of ids, codes and numbers as text: nothing that a letter's words can stand in.
_NO_TEXT = frozenset((
    "segment_id", "furniture_id", "submission_id", "sha256", "format", "status", "kind", "question", "facet", "call", "date",
    "language", "sender_type", "kommune_nr", "helsefellesskap", "rhf", "fylke", "questions_answered", "questions_merged",
    "questions_repeated", "questions_missing", "in_file",
))  # fmt: skip
# Columns that are file names, or sentences of ours that quote one.
_WITH_FILE_NAMES = frozenset({"file", "versions", "reason", "repairs", "sender_evidence", "question_evidence"})
# Columns that name other files than the row's own.
_CITING = frozenset({"versions", "reason"})
# `reason` is a code in furniture and a sentence in the ledger.
_CODES_OF = {"furniture": frozenset({"reason"})}


def mask_text(text: str) -> str:
    """`text` with everything blacked out that its form alone gives away; as long as before. Names are not known here."""
    return black_out(text, [(s.start, s.end) for s in settle(_patterns(text))])


def find_masks(
    documents: pd.DataFrame, segments: pd.DataFrame, furniture: pd.DataFrame, ledger: pd.DataFrame, registry: Registry
) -> pd.DataFrame:
    """One row per piece of text that tells who a person is, in order of table, row, column and place; none overlap in a cell.

    `start` and `end` are offsets in the cell of `column` in the row `row_id` of the table `place`; `text` is the words
    themselves. Nothing found gives an empty table. Raises nothing.
    """
    tables = {"documents": documents, "ledger": ledger, "furniture": furniture, "segments": segments}
    lexicon = Lexicon(registry, [*segments["text"].dropna(), *furniture["text"].dropna()])
    finders = _finders(documents, segments, furniture, lexicon)
    known = [person for finder in finders.values() for person in finder.people if len(person.words) > 1]
    everybody = NameFinder(known, lexicon)
    private = set(documents.loc[documents["sender_type"] == "privatperson", "submission_id"])
    unknown = set(documents.loc[documents["sender_type"] == "ukjent", "submission_id"])
    hidden = _hidden_files(ledger, finders, everybody, private, unknown)
    rows: list[dict[str, object]] = []
    for place, table in tables.items():
        columns = _text_columns(place, table)
        cells: dict[tuple[str, str, str], list[Span]] = {}
        for record in table[[*dict.fromkeys([_KEYS[place], "submission_id", *columns])]].to_dict("records"):
            owner = record["submission_id"] if isinstance(record["submission_id"], str) else ""
            for column in columns:
                cell = record[column]
                if not isinstance(cell, str) or not cell:
                    continue
                # Headings and running heads stand in many rows: each is searched once.
                key = (owner, cell, column)
                if key not in cells:
                    found = _find_in_cell(cell, column, finders.get(owner, everybody), owner in private, owner in unknown)
                    cells[key] = settle([*found, *_cited(cell, hidden)]) if column in _CITING else found
                rows += [_mask_row(place, record, column, span) for span in cells[key]]
    return _numbered(rows)


def _hidden_files(
    ledger: pd.DataFrame, finders: Mapping[str, NameFinder], everybody: NameFinder, private: Collection[str],
    unknown: Collection[str],
) -> dict[str, list[Span]]:  # fmt: skip
    """File → what of its name is masked; files with nothing to mask are left out."""
    owners = [owner if isinstance(owner, str) else "" for owner in ledger["submission_id"]]
    found = {
        file: _find_in_cell(file, "file", finders.get(owner, everybody), owner in private, owner in unknown)
        for file, owner in zip(ledger["file"], owners, strict=True)
    }
    return {file: spans for file, spans in found.items() if spans}


def _cited(cell: str, hidden: Mapping[str, Sequence[Span]]) -> Iterator[Span]:
    """The masked parts of the names of files that the cell names."""
    for file, spans in hidden.items():
        at = cell.find(file)
        while at >= 0:
            yield from (replace(span, start=span.start + at, end=span.end + at) for span in spans)
            at = cell.find(file, at + len(file))


def _mask_row(place: str, record: Mapping[str, object], column: str, span: Span) -> dict[str, object]:
    owner, cell = record["submission_id"], str(record[column])
    return {
        "submission_id": owner if isinstance(owner, str) else None, "place": place, "row_id": record[_KEYS[place]],
        "column": column, "start": span.start, "end": span.end, "kind": span.kind, "text": cell[span.start : span.end],
        "rule": span.rule, "mask_id": owner if isinstance(owner, str) else record["file"],
    }  # fmt: skip


def _numbered(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The rows as a table, numbered within each submission, or within each file that is none."""
    numbers: dict[object, int] = {}
    for row in rows:
        ident = row["mask_id"]
        numbers[ident] = numbers.get(ident, 0) + 1
        row["mask_id"] = f"{ident}-m{numbers[ident]:04}"
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def mask_table(frame: pd.DataFrame, place: str, masks: pd.DataFrame) -> pd.DataFrame:
    """The table `place` with its masks blacked out: lengths, other cells and types as before. `frame` is not altered."""
    key, masked = _KEYS[place], frame.copy()
    for column, found in masks[masks["place"] == place].groupby("column", sort=False):
        if column not in masked.columns:
            continue
        places = {row: list(zip(f["start"], f["end"], strict=True)) for row, f in found.groupby("row_id", sort=False)}
        cells = [
            black_out(cell, places[row]) if row in places and isinstance(cell, str) else cell
            for row, cell in zip(frame[key], frame[column], strict=True)
        ]
        masked[column] = pd.Series(cells, index=frame.index, dtype=frame[column].dtype)
    return masked


def mask_codes(codes: pd.DataFrame, segments_masked: pd.DataFrame) -> pd.DataFrame:
    """The codes with their evidence cut from the masked segments, at the offsets that they have."""
    texts: Mapping[str, str] = dict(zip(segments_masked["segment_id"], segments_masked["text"], strict=True))
    evidence = [
        words if pd.isna(start) or segment not in texts else texts[segment][start:end]
        for segment, words, start, end in zip(codes["segment_id"], codes["evidence"], codes["start"], codes["end"], strict=True)
    ]
    return codes.assign(evidence=pd.Series(evidence, index=codes.index, dtype=codes["evidence"].dtype))


def _patterns(text: str) -> Iterator[Span]:
    yield from find_emails(text)
    yield from find_digits(text)
    yield from find_streets(text)


def _find_in_cell(cell: str, column: str, finder: NameFinder, private: bool, unknown: bool) -> list[Span]:
    spans = list(_patterns(cell)) if column != "file" else [*find_emails(cell), *find_file_cases(cell)]
    names = [] if column == "file" else list(finder.find(cell))
    names += finder.find_in_file_name(cell, unknown) if column in _WITH_FILE_NAMES else []
    if private and column in ("file", "title") and names:
        return [Span(0, len(cell), "name", "privatperson")]
    return settle([*spans, *names])


def _finders(
    documents: pd.DataFrame, segments: pd.DataFrame, furniture: pd.DataFrame, lexicon: Lexicon
) -> dict[str, NameFinder]:
    """A finder for each submission. Given names of one letter help to know names in the others: hence two rounds."""
    cells = _cells_of(documents, segments, furniture)
    letters: dict[str, LetterText] = {}
    people: dict[str, list[Person]] = {}
    senders = dict(zip(documents["submission_id"], documents["sender_type"], strict=True))
    rows = {row["submission_id"]: row for row in documents.to_dict("records")}
    for ident in senders:
        body = rows[ident]["sender"] if senders[ident] not in ("privatperson", "ukjent") else None
        letters[ident] = LetterText(cells[ident], lexicon, body if isinstance(body, str) else None)
        people[ident] = [*_named_in_row(rows[ident]), *letters[ident].announced()]
    given = frozenset(p.words[0] for found in people.values() for p in found if len(p.words) > 1 and len(p.words[0]) > 2)
    known = frozenset(word for word in given if not lexicon.is_ordinary(word))
    for ident, letter in letters.items():
        people[ident] += letter.akin(people[ident], known)
    return {ident: NameFinder(found, lexicon) for ident, found in people.items()}


def _named_in_row(row: Mapping[str, object]) -> list[Person]:
    """The private person who sent the letter, and the author that the file names."""
    named = [row.get("sender") if row["sender_type"] == "privatperson" else None, row.get("author")]
    return [p for name in named if isinstance(name, str) and (p := person_named(name, "avsender")) is not None]


def _cells_of(documents: pd.DataFrame, segments: pd.DataFrame, furniture: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Letter → its cells with what they are: the title, the headings, the texts of the segments, the furniture."""
    headings: dict[str, dict[str, None]] = {}
    inside: dict[str, list[tuple[str, str]]] = {}
    outside: dict[str, list[tuple[str, str]]] = {}
    for ident, heading, text in zip(segments["submission_id"], segments["heading"], segments["text"], strict=True):
        if isinstance(heading, str):
            headings.setdefault(ident, {})[heading] = None
        if isinstance(text, str):
            inside.setdefault(ident, []).append(("text", text))
    for ident, reason, text in zip(furniture["submission_id"], furniture["reason"], furniture["text"], strict=True):
        if isinstance(text, str) and reason != "question":
            outside.setdefault(ident, []).append((reason, text))
    titles = {ident: [("title", title)] if isinstance(title, str) else []
              for ident, title in zip(documents["submission_id"], documents["title"], strict=True)}  # fmt: skip
    return {
        ident: [*title, *(("heading", heading) for heading in headings.get(ident, ())), *inside.get(ident, ()),
                *outside.get(ident, ())]
        for ident, title in titles.items()
    }  # fmt: skip


def _text_columns(place: str, table: pd.DataFrame) -> list[str]:
    """The columns of a table in which words of the letter can stand."""
    coded = _NO_TEXT | _CODES_OF.get(place, frozenset())
    return [c for c in table.columns if c not in coded and (table[c].dtype == object or pd.api.types.is_string_dtype(table[c]))]
