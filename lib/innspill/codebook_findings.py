"""What the check of a codebook finds: one finding, and how findings become a table."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

from innspill.codebook import Code
from innspill.patterns import Pattern

ERROR, NOTE = "error", "note"


@dataclass(frozen=True)
class Finding:
    """One thing to put right (`error`) or to look at (`note`) in one line of the codebook."""

    line: int
    scheme: str
    code: str
    pattern: str
    kind: str
    severity: str
    what: str
    todo: str


COLUMNS = tuple(Finding.__dataclass_fields__)


def finding(code: Code, pattern: Pattern, kind: str, severity: str, what: str, todo: str) -> Finding:
    """A finding about one pattern of a code."""
    return Finding(pattern.line, code.scheme, code.id, pattern.text, kind, severity, what, todo)


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """One row per finding, errors and notes, by line, kind and words; no finding gives an empty table with the columns."""
    rows = sorted(set(findings), key=lambda f: (f.line, f.kind, f.pattern, f.what))
    table = pd.DataFrame([asdict(row) for row in rows], columns=list(COLUMNS))
    return table.astype({name: "Int64" if name == "line" else "str" for name in COLUMNS})
