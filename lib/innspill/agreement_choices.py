"""What a cell may hold: the codes of each scheme by label in either language, or by id."""

import unicodedata

import pandas as pd

from innspill.agreement_texts import COLUMNS, HEADERS
from innspill.errors import InnspillError

# How alike (of 100) a label must be to be what a coder meant; so short a piece is a part of too many labels.
_LIKE, _PIECE = 60, 5


class Choices:
    """The codes that a sheet offers, from a table with `scheme`, `code`, `label` and, if there is one, `label_en`.

    Only schemes that are coded by people (theme, group, function, addressee) are kept. Raises InnspillError where one label
    could mean two codes of a scheme.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        lacking = [name for name in ("scheme", "code", "label") if name not in table.columns]
        if lacking:
            raise InnspillError("choices", f"the table lacks {', '.join(lacking)}", "Give code_table(codebook)")
        self.table = table[table["scheme"].isin(list(COLUMNS))].reset_index(drop=True)
        if "label_en" not in self.table.columns:
            self.table = self.table.assign(label_en=self.table["label"])
        self._meant: dict[str, dict[str, str]] = {scheme: {} for scheme in COLUMNS}
        for scheme, code, *labels in self.table[["scheme", "code", "label", "label_en"]].itertuples(index=False):
            for written in {fold(str(name)) for name in (code, *labels)}:
                other = self._meant[scheme].setdefault(written, code)
                if other != code:
                    what = f"«{written}» can mean both «{other}» and «{code}» of {scheme}"
                    raise InnspillError("codebook", what, "Give each code of a scheme its own label")

    def codes(self, scheme: str) -> list[str]:
        """The ids of a scheme, in the codebook's order."""
        return self.table.loc[self.table["scheme"] == scheme, "code"].tolist()

    def labels(self, scheme: str, language: str = "nb") -> dict[str, str]:
        """Code → label."""
        own = self.table[self.table["scheme"] == scheme]
        return dict(zip(own["code"], own["label" if language == "nb" else "label_en"], strict=True))

    def read(self, scheme: str, written: str) -> str | None:
        """The code that a cell names; None if there is none such."""
        return self._meant[scheme].get(fold(written))

    def nearest(self, scheme: str, written: str, language: str = "nb") -> str | None:
        """The label that a coder probably meant; None if nothing is like it."""
        from rapidfuzz import fuzz

        names = {fold(label): label for label in self.labels(scheme, language).values()}
        meant = fold(written)[:200]
        # A slip of the pen, one of the words of a long label, or a slip of the pen in such a word.
        likeness = {name: max(fuzz.ratio(meant, name), fuzz.token_set_ratio(meant, name)) for name in names}
        if len(meant) >= _PIECE and max(likeness.values(), default=0) < _LIKE:
            likeness = {name: max((fuzz.ratio(meant, word) for word in name.split()), default=0.0) for name in names}
        best = max(likeness, key=likeness.__getitem__, default=None)
        return names[best] if best is not None and likeness[best] >= _LIKE else None


def scheme_name(scheme: str, language: str = "nb") -> str:
    """«tema», «gruppe» …: a scheme inside a sentence."""
    return HEADERS[language][scheme].lower()


def fold(written: str) -> str:
    """A label as it is compared: one form of each letter, single spaces, small letters."""
    return " ".join(unicodedata.normalize("NFC", written).split()).casefold()
