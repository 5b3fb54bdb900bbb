"""The codebook as tables: what a coder chooses among, what an auditor counts by."""

import pandas as pd

from innspill.codebook import Codebook


def code_table(codebook: Codebook, language: str = "nb") -> pd.DataFrame:
    """One row per code, in file order: `scheme`, `code`, `label`, `label_en`, `definition`, `is_not`, `topic` (None where the
    scheme has none), `line`, `patterns` (how many, weak ones too).
    """
    rows = [
        {"scheme": scheme, "code": code.id, "label": code.labels[language], "label_en": code.labels["en"],
         "definition": code.definition, "is_not": code.is_not, "topic": code.topic, "line": code.line,
         "patterns": len(code.patterns)}
        for scheme in codebook.schemes for code in codebook.of(scheme)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def pattern_table(codebook: Codebook) -> pd.DataFrame:
    """One row per pattern that speaks for a code, in file order: `scheme`, `code`, `line`, `pattern` as written, `weight`,
    `written` (the written form that its words are said to be in: `nb`, `nn`, `both`), `comment` (empty where none stands).
    """
    rows = [
        {"scheme": scheme, "code": code.id, "line": pattern.line, "pattern": pattern.text, "weight": pattern.weight,
         "written": pattern.written, "comment": pattern.comment}
        for scheme in codebook.schemes for code in codebook.of(scheme) for pattern in code.patterns
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["scheme", "code", "line", "pattern", "weight", "written", "comment"])
