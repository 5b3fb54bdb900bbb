"""What `innspill codebook diff` measures: both codebooks on a corpus, and on the letters coded by hand for practice."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from innspill.codebook import Codebook
from innspill.consultations import Consultation
from innspill.errors import InnspillError

# (scheme, code)
Named = tuple[str, str]


@dataclass(frozen=True)
class Record:
    """Two codebooks against those who coded letters by hand: `table` has a row per code; so many letters and passages."""

    table: pd.DataFrame
    n_letters: int
    n_passages: int


def named_codes(old: Codebook, new: Codebook, scheme: str, codes: Sequence[str]) -> list[Named]:
    """The codes that are asked for, in the new file's order and then those of the old one only; all where none is named.

    Raises InnspillError for a scheme or a code that neither codebook has.
    """
    schemes = (scheme,) if scheme else new.schemes
    known = dict.fromkeys((one, code) for book in (new, old) for one in schemes for code in book.codes(one))
    unknown = [code for code in codes if code not in {name for _, name in known}]
    if unknown:
        inside = f" in {scheme}" if scheme else ""
        raise InnspillError("--code", f"there is no code «{unknown[0]}»{inside}", "Look at the ids in codebook.yml")
    return [(one, code) for one, code in known if not codes or code in codes]


def corpus_changes(folder: Path, old: Codebook, new: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `diff_codes` and `count_changes` on a corpus: coded as it was read, told with its masks on."""
    from innspill.codebook_diff import count_changes, diff_codes
    from innspill.coding import code_segments
    from innspill.privacy import mask_codes, mask_table
    from innspill.tables import DOCUMENTS, MASKS, SEGMENTS

    segments, documents, masks = (table.read(folder) for table in (SEGMENTS, DOCUMENTS, MASKS))
    shown = mask_table(segments, "segments", masks)
    codes = [mask_codes(code_segments(segments, book, documents), shown) for book in (old, new)]
    return diff_codes(*codes, shown, mask_table(documents, "documents", masks)), count_changes(*codes)


def handcoded_record(folder: Path, consultation: Consultation, old: Codebook, new: Codebook, named: Sequence[Named]) -> Record:
    """Each of the `named` codes against the readers of the letters for practice, before and after: one row a code.

    `right` (given by reader and codebook: tp), `wrong` (codebook alone: fp) and `missed` (reader alone: fn) count passages,
    with `_old` and `_new`; `changed` says whether the codebooks give the code to different passages. A passage on which
    several readers differ is not counted. Letters of the examination are never read: a pattern fitted to them would leave
    nothing to examine with. Raises InnspillError as `load_handcoded` does, also where no letter is for practice.
    """
    from innspill.agreement_cells import build_cells
    from innspill.agreement_handcoded import EXERCISE, load_handcoded
    from innspill.codebook_tables import code_table
    from innspill.coding import code_segments

    # A reading may have a code that only one of the codebooks has; its label may be that of the code it is called now.
    choices = pd.concat([code_table(new), code_table(old)]).drop_duplicates(["scheme", "code"], ignore_index=True)
    choices = choices[["scheme", "code"]].assign(label=choices["code"])
    letters = load_handcoded(folder, consultation, choices, use=EXERCISE)
    codings = [code_segments(letters.segments, book, letters.documents) for book in (old, new)]
    rows = []
    for scheme in dict.fromkeys(scheme for scheme, _ in named):
        order = [code for one, code in named if one == scheme]
        sides = [build_cells(letters.filled, codes, letters.segments, scheme, order) for codes in codings]
        truth, known = sides[0].truth()
        before, after = (_counts(truth, cells.said[-1], known) for cells in sides)
        for number, code in enumerate(order):
            changed = bool((sides[0].said[-1, :, number] != sides[1].said[-1, :, number]).any())
            rows.append([scheme, code, changed, *(int(n) for n in (*before[:, number], *after[:, number]))])
    names = [f"{name}_{side}" for side in ("old", "new") for name in ("right", "wrong", "missed")]
    table = pd.DataFrame(rows, columns=["scheme", "code", "changed", *names])
    return Record(table, len(letters.documents), letters.filled.coded["segment_id"].nunique())


def _counts(truth: np.ndarray, found: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(right, wrong, missed) × code."""
    return np.stack([(one & known).sum(axis=0) for one in (truth & found, ~truth & found, truth & ~found)])
