"""Letters that people have coded by hand before any pattern saw them: the examination of a codebook.

A folder of three tables, one row a line: `letters.csv` (`file`, `language`, `call`, `use`; `origin`, which may be missing,
is «oppdiktet» for a letter that nobody sent), `passages.csv` (`file`, `segment`,
`question`, `kind`, `heading`, `text`) and `readings.csv` (`reader`, `file`, `segment`, `themes`, `groups`, `function`,
`addressee`; «;» between several). `use` is «prøve» for letters that nobody may look at while writing patterns, «øving» for
those that patterns were tried on: only the first say what the codebook does with a stranger's letter.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from innspill.agreement_choices import Choices
from innspill.agreement_filled import ANSWER_COLUMNS, CODED_COLUMNS, Filled
from innspill.agreement_texts import REQUEST
from innspill.consultations import Consultation
from innspill.errors import InnspillError
from innspill.tables import DOCUMENTS, SEGMENTS

EXAMINATION, EXERCISE = "prøve", "øving"
_FILES = {
    "letters": ("file", "language", "call", "use"),
    "passages": ("file", "segment", "question", "kind", "heading", "text"),
    "readings": ("reader", "file", "segment", "themes", "groups", "function", "addressee"),
}
_SCHEMES = {"themes": "theme", "groups": "group", "function": "function", "addressee": "addressee"}


@dataclass(frozen=True)
class HandCoded:
    """Hand-coded letters: `documents` and `segments` (contract), and `filled`, what people said of them. `inputs` has the
    sha256 of each file that they stand in; `invented`: nobody has sent them; `sealed`: they are for
    the examination, and their passages should not be quoted.
    """

    documents: pd.DataFrame
    segments: pd.DataFrame
    filled: Filled
    inputs: Mapping[str, str]
    invented: bool = False
    sealed: bool = False

    def source(self, language: str = "nb") -> str:
        """What a figure of these letters says at its foot."""
        n = len(self.documents)
        if language == "nb":
            return f"Kilde: {n} {'oppdiktede brev' if self.invented else 'brev'} kodet for hånd"
        return f"Source: {n} {'invented letters' if self.invented else 'letters'} coded by hand"


def load_handcoded(
    folder: Path | str, consultation: Consultation, choices: pd.DataFrame, use: str | None = EXAMINATION
) -> HandCoded:
    """Read the hand-coded letters of one `use` (None: all) in `folder`; `choices` is the codebook's `code_table`.

    A passage's facet is that of its question in its call. Raises InnspillError, naming file and line, for a column that
    is missing, a passage of no letter, a reading of no passage, a function that is missing, a code that is in no scheme.
    """
    tables = {name: _read(Path(folder) / f"{name}.csv", columns) for name, columns in _FILES.items()}
    letters = tables["letters"]
    if use is not None:
        letters = letters[letters["use"] == use]
    if letters.empty:
        raise InnspillError(Path(folder) / "letters.csv", f"there is no letter for «{use}»", f"Use {EXAMINATION} or {EXERCISE}")
    passages = tables["passages"]
    _refuse(
        ~passages["file"].isin(tables["letters"]["file"]), Path(folder) / "passages.csv", "the letter is not in letters.csv"
    )
    _refuse(passages["segment"].duplicated(), Path(folder) / "passages.csv", "the segment stands twice")
    unread = ~tables["readings"]["segment"].isin(passages["segment"])
    _refuse(unread, Path(folder) / "readings.csv", "there is no such passage")
    passages = passages[passages["file"].isin(letters["file"])]
    documents = DOCUMENTS.build(
        [{"submission_id": r.file, "file": r.file, "sender": r.file, "language": r.language or None, "call": r.call or None}
         for r in letters.itertuples()]
    )  # fmt: skip
    segments = SEGMENTS.build(list(_segment_rows(passages, letters, consultation)))
    filled = _filled(tables["readings"], passages, Path(folder) / "readings.csv", Choices(choices))
    paths = [Path(folder) / f"{name}.csv" for name in _FILES]
    invented = "origin" in letters.columns and bool((letters["origin"] == "oppdiktet").all())
    inputs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    return HandCoded(documents, segments, filled, inputs, invented, use == EXAMINATION)


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InnspillError(path, "the table cannot be read", "It must be a CSV in UTF-8") from error
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise InnspillError(f"{path}, line 1", f"the column «{missing[0]}» is missing", f"Write {','.join(columns)}")
    return table


def _refuse(wrong: pd.Series, path: Path, what: str, todo: str = "Correct the row, or take it out") -> None:
    if wrong.any():
        raise InnspillError(f"{path}, line {int(wrong.to_numpy().argmax()) + 2}", what, todo)


def _segment_rows(passages: pd.DataFrame, letters: pd.DataFrame, consultation: Consultation) -> Iterator[dict[str, object]]:
    calls = dict(zip(letters["file"], letters["call"], strict=True))
    for place, row in enumerate(passages.itertuples(), start=1):
        call = consultation.call(calls[row.file])
        questions = [call.question(number) for number in row.question.split("+")] if call else []
        facet = next((question.facet for question in questions if question and question.facet), None)
        yield {
            "segment_id": row.segment, "submission_id": row.file, "question": row.question or None, "facet": facet,
            "kind": row.kind or "paragraph", "heading": row.heading or None, "page": 1, "text": row.text,
            "words": len(row.text.split()), "position": place,
        }  # fmt: skip


def _filled(readings: pd.DataFrame, passages: pd.DataFrame, path: Path, known: Choices) -> Filled:
    chosen = readings[readings["segment"].isin(passages["segment"])]
    _refuse(readings["function"].str.strip() == "", path, "the function is missing", "A passage that is read has one")
    answers = []
    for name, scheme in _SCHEMES.items():
        codes = chosen[name].str.split(";").explode().str.strip()
        codes = codes[codes.notna() & (codes != "")]
        unknown = ~codes.isin(known.codes(scheme))
        if unknown.any():
            line = int(codes.index[unknown.to_numpy().argmax()]) + 2
            raise InnspillError(f"{path}, line {line}", f"«{codes[unknown].iloc[0]}» is no {scheme}", "Use the codebook's ids")
        rows = chosen.loc[codes.index, ["segment", "reader"]].assign(scheme=scheme, code=codes.to_numpy())
        answers.append(rows.rename(columns={"segment": "segment_id", "reader": "coder"}))
    coded = chosen.rename(columns={"segment": "segment_id", "reader": "coder"}).assign(
        row=chosen.index + 2, remark="", addressed=(chosen["function"] != REQUEST) | (chosen["addressee"] != "")
    )
    coders = chosen.groupby("reader", sort=False).size()
    sheets = pd.DataFrame({"file": path.name, "coder": coders.index, "rows": coders.to_numpy(), "coded": coders.to_numpy(),
                           "missing": 0, "refused": 0})  # fmt: skip
    problems = pd.DataFrame(columns=["file", "row", "what", "todo"])
    return Filled(
        pd.concat(answers, ignore_index=True)[ANSWER_COLUMNS].astype("str"),
        coded[CODED_COLUMNS].astype({"segment_id": "str", "coder": "str", "row": "Int64"}).reset_index(drop=True),
        problems,
        sheets,
    )
