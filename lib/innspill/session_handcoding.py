"""What a notebook does with people's coding: hand-coded letters, filled sheets, what is settled, and where codes are wrong."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from innspill.codebook_tables import code_table
from innspill.coding import code_segments
from innspill.parameters import Run, find_file, find_folder
from innspill.results import Result

if TYPE_CHECKING:
    from innspill.agreement_filled import Filled
    from innspill.agreement_handcoded import HandCoded
    from innspill.corpus import Corpus


class HandCoding:
    """The part of a session that knows of people who code; `run` and `corpus` are the session's."""

    run: Run
    corpus: "Corpus"

    @cached_property
    def choices(self) -> pd.DataFrame:
        """What a person who codes by hand chooses among: one row a code of the codebook, with its labels and definition."""
        return code_table(self.corpus.codebook)

    def handcoded(self, folder: str, use: str = "prøve") -> "HandCoded":
        """The hand-coded letters in `folder`: those that no pattern was written for («prøve»), or those that one may learn
        from («øving»).
        """
        from innspill.agreement_handcoded import load_handcoded

        return load_handcoded(find_folder("handcoded", folder), self.corpus.consultation, self.choices, use)

    def examine(self, examination: "HandCoded", min_cases: int = 5, seed: int = 1) -> Result:
        """How well the codebook does on hand-coded letters, code by code, beside the people who coded them (`agreement`).

        Of a sealed examination the passages behind a number are named, not quoted: who has read them cannot be examined by
        them again.
        """
        from innspill.agreement_results import agreement

        codes = code_segments(examination.segments, self.corpus.codebook, examination.documents)
        found = agreement(
            examination.filled, codes, examination.segments, examination.documents, self.choices, min_cases=min_cases, seed=seed
        )
        if not examination.sealed:
            return found
        return replace(
            found, evidence=found.evidence.assign(text=found.evidence["segment_id"] + " (passages.csv)", evidence=None)
        )

    def errors(self, practice: "HandCoded", code: str, scheme: str = "theme") -> tuple[pd.DataFrame, pd.DataFrame]:
        """Where the codebook and the readers differ on one code: (given wrongly, missed), each a part of `disagreements`.

        A passage on which the readers differ themselves is in neither.
        """
        from innspill.agreement_results import disagreements

        codes = code_segments(practice.segments, self.corpus.codebook, practice.documents)
        differing = disagreements(practice.filled, codes, practice.segments, practice.documents, self.choices)
        own = differing[(differing["scheme"] == scheme) & (differing["code"] == code) & (differing["kind"] == "codebook")]
        given = own["codebook"].fillna(False).astype(bool)
        return own[given].reset_index(drop=True), own[~given].reset_index(drop=True)

    def filled_sheets(self, coding: str = "") -> "Filled":
        """What people coded of these letters, from the sheets in the folder `coding`, or else in the one beside the letters
        (`<submissions>/../coding`); without sheets nobody has coded anything.
        """
        from innspill.agreement_filled import read_filled
        from innspill.agreement_reading import sheet_files

        beside = self.run.submissions.resolve().parent / "coding"
        folder = find_folder("coding", coding) if coding.strip() else beside
        sheets = sheet_files(folder) if folder.is_dir() else []
        return read_filled(sheets, self.corpus.segments, self.choices, self.run.language)

    def settled_cells(self, settled: str = "") -> pd.DataFrame | None:
        """What has been settled in the list `settled` (`innspill agreement compare --out`); None where no list is named."""
        from innspill.agreement_settling import read_settled

        if not settled.strip():
            return None
        return read_settled(find_file("settled", settled), self.corpus.segments, self.choices, self.run.language).cells
