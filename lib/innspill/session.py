"""What every notebook begins with: its parameters checked, the corpus opened, and one way to draw and one to show.

A notebook asks and answers; what it would otherwise repeat in every cell (labels in the chosen language, where figures go,
which letters and files a figure rests on) is here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innspill.codebook_telling import short
from innspill.corpus import Corpus, fingerprint, open_corpus
from innspill.errors import InnspillError
from innspill.parameters import LANGUAGES, Run, closest, project_folder, start_notebook
from innspill.results import Result
from innspill.session_handcoding import HandCoding
from innspill.tokens import load_stopwords
from innspill.wording import COLUMN_LABELS, SCHEME_LABELS, SENDER_TYPE_LABELS, VALUE_LABELS, listing, number, percent, plural

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from innspill.agreement_handcoded import HandCoded
    from innspill.exporting import FigurePackage


_STOPWORDS = project_folder() / "data" / "stopwords.csv"
# Numbers from 0 to 1 that are no shares of letters: two decimals, also where they are whole.
_RATIOS = {"precision", "recall", "f1", "f1_people", "alpha", "p", "p_adjusted"}
# A longer pattern would take the room of the text beside it; the codebook has it whole.
_PATTERN = 60
_TEXT_LOOK = "text-align:left;vertical-align:top;white-space:normal;overflow-wrap:break-word;max-width:34em"
_NUMBER_LOOK = "text-align:right;vertical-align:top;white-space:nowrap"


@dataclass(frozen=True)
class TableView:
    """A table as a notebook shows it: headers in words, no index, every text escaped; says how many rows are left out.

    `numbers` are the headers of the columns that stand to the right; texts stand to the left, as they are read.
    """

    frame: pd.DataFrame
    numbers: frozenset[str]
    left_out: int
    language: str

    def _repr_html_(self) -> str:
        rows = [self._row("th", self.frame.columns), *(self._row("td", row) for row in self.frame.itertuples(index=False))]
        left_out = f"<p>{escape(self._rest())}</p>" if self.left_out or self.frame.empty else ""
        return f"<table>{''.join(rows)}</table>{left_out}"

    def _row(self, tag: str, cells: Iterable[object]) -> str:
        looks = (_NUMBER_LOOK if header in self.numbers else _TEXT_LOOK for header in self.frame.columns)
        written = (f'<{tag} style="{look}">{escape(str(cell))}</{tag}>' for look, cell in zip(looks, cells, strict=True))
        return f"<tr>{''.join(written)}</tr>"

    def __repr__(self) -> str:
        return self.frame.to_string(index=False, na_rep="–") + (
            f"\n{self._rest()}" if self.left_out or self.frame.empty else ""
        )

    def _rest(self) -> str:
        if self.frame.empty:
            return "Ingen rader." if self.language == "nb" else "No rows."
        return f"… og {self.left_out} rader til" if self.language == "nb" else f"… and {self.left_out} more rows"


@dataclass(frozen=True)
class Session(HandCoding):
    """One notebook at work: `run` is what it was asked, `corpus` what was read and coded, with persons masked."""

    run: Run
    corpus: Corpus

    @property
    def language(self) -> str:
        return self.run.language

    def labels(self, scheme: str = "theme") -> dict[str, dict[str, str]]:
        """Code → label by language, in the codebook's order."""
        by_language = {language: self.corpus.codebook.labels(scheme, language) for language in LANGUAGES}
        return {code: {language: by_language[language][code] for language in LANGUAGES} for code in by_language["nb"]}

    @cached_property
    def facet_labels(self) -> dict[str, dict[str, str]]:
        """Facet → label by language, in the consultation's order."""
        return {facet: dict(labels) for facet, labels in self.corpus.consultation.facets.items()}

    @cached_property
    def helsefellesskap_labels(self) -> dict[str, str]:
        """Id of a helsefellesskap → its official name."""
        bodies = self.corpus.registry.helsefellesskap
        return dict(zip(bodies["id"], bodies["official_name"], strict=True))

    @cached_property
    def stopwords(self) -> frozenset[str]:
        """Words that no cloud or keyness list shows: function words, letter formulas, words that every letter has."""
        return load_stopwords(_STOPWORDS)

    @cached_property
    def pair_stopwords(self) -> frozenset[str]:
        """As `stopwords`, but with the words of the field kept: «psykisk helse» is a pair, «helse» alone says nothing."""
        return load_stopwords(_STOPWORDS, {"function word", "letter formula", "number or time word"})

    def check_code(self, code: str, scheme: str = "theme") -> str:
        """`code` if the codebook has it in `scheme`. Raises InnspillError with the code that was probably meant."""
        return _one_of(code, self.corpus.codebook.codes(scheme), scheme)

    def check_facet(self, facet: str) -> str:
        """`facet` if the consultation has it. Raises InnspillError with the facet that was probably meant."""
        return _one_of(facet, list(self.facet_labels), "facet")

    def draw(
        self, chart: Callable[..., "Figure"], result: Result, name: str = "", of: "HandCoded | None" = None, **options: object
    ) -> "FigurePackage":
        """Draw `result` with `chart`, save the package in the run's folder and show it. `options` go to the chart; `name` is
        the file's name, the chart's own unless told; `of` are the letters that it rests on, if not those of the run.
        """
        from innspill.charts.texts import package_texts
        from innspill.exporting import save_figure

        made_with = {key: value for key, value in self.corpus.inputs.items() if key == "codebook"}
        inputs = self.corpus.inputs if of is None else {**of.inputs, **made_with}
        source = self._source() if of is None else f"{of.source(self.language)}. Innspill, {fingerprint(inputs)[:8]}"
        figure = chart(result, language=self.language, source=source, **options)
        drawn = chart.__name__
        return save_figure(
            figure, result, self.run.out, notebook=self.run.notebook, chart=drawn, name=name, **package_texts(result, drawn),
            parameters={**self.run.described(), **result.settings, **options}, language=self.language,
            inputs=inputs, documents=(self.corpus if of is None else of).documents,
        )  # fmt: skip

    def show(self, frame: pd.DataFrame, columns: Sequence[str] | None = None, rows: int = 40) -> TableView:
        """`frame` as a table to read: `columns` (all if None) under headers in the run's language, at most `rows` rows.

        Counts get no decimals, shares are per cent, and codes of senders and facets their names.
        """
        chosen = [self._in_language(c, frame) for c in (columns or frame.columns)]
        headers = {c: COLUMN_LABELS[self.language].get(c.removesuffix("_en"), c) for c in chosen}
        numbers = frozenset(headers[c] for c in chosen if pd.api.types.is_numeric_dtype(frame[c]))
        shown = frame[chosen].head(rows)
        cells = pd.DataFrame({headers[c]: [self._cell(c, value) for value in shown[c]] for c in chosen}, dtype=object)
        return TableView(cells, numbers, max(0, len(frame) - rows), self.language)

    def _in_language(self, column: str, frame: pd.DataFrame) -> str:
        own = f"{column}_en"
        return own if self.language == "en" and own in frame.columns else column

    def _cell(self, column: str, value: object) -> str:
        """One cell as a reader sees it; a missing value is a dash."""
        if value is None or pd.isna(value):
            return "–"
        if column == "pattern":
            return short(str(value), _PATTERN)
        if column in ("share", "passages"):
            return percent(float(value), language=self.language)
        if isinstance(value, bool | np.bool_):
            return {"nb": ("nei", "ja"), "en": ("no", "yes")}[self.language][bool(value)]
        if column in ("group", "sender_type"):
            return SENDER_TYPE_LABELS[self.language].get(str(value), str(value))
        if column == "call":
            call = self.corpus.consultation.call(str(value))
            return call.label[self.language] if call else str(value)
        if column == "scheme":
            return SCHEME_LABELS[self.language].get(str(value), str(value))
        if column in ("status", "format", "kind", "form"):
            return VALUE_LABELS[self.language].get(str(value), str(value))
        if column == "helsefellesskap":
            return self.helsefellesskap_labels.get(str(value), str(value))
        if column in _RATIOS:
            return number(float(value), 2, self.language)
        if isinstance(value, float | np.floating):
            return number(float(value), 0 if float(value).is_integer() else 2, self.language)
        return str(value)

    def _source(self) -> str:
        """The figure's foot: what the letters are, how many, and the run they belong to."""
        n = int((self.corpus.documents["submission_id"]).nunique())
        unit = plural("brev" if self.language == "nb" else "letter", n, self.language)
        title = self.corpus.consultation.title[self.language]
        head = "Kilde: innspill til" if self.language == "nb" else "Source: submissions to"
        return f"{head} {title}, {n} {unit}. Innspill, {self.run_id}"

    @cached_property
    def run_id(self) -> str:
        """Eight hex digits of the letters and files that the run rests on: two figures with the same id have the same basis."""
        return self.corpus.fingerprint[:8]


def _one_of(value: str, known: Sequence[str], kind: str) -> str:
    if value in known:
        return value
    meant = closest(value, known)
    todo = f"Did you mean «{meant}»?" if meant else f"Use one of {', '.join(known)}"
    raise InnspillError(f"{kind} «{value}»", f"there is no such {kind}", todo)


def open_session(name: str, namespace: Mapping[str, object]) -> Session:
    """Begin notebook `name`: `namespace` is its `globals()`, right after the parameters.

    Raises InnspillError for a misspelt parameter, a missing folder, a broken codebook; tells in one line what was read.
    """
    run = start_notebook(name, namespace)
    corpus = open_corpus(
        run.submissions, consultation=run.consultation, codebook=run.codebook, registry=run.registry,
        corpus=Path(run.out) / "corpus",
    )  # fmt: skip
    session = Session(run, corpus.published())
    print(_greeting(session))
    return session


def _greeting(session: Session) -> str:
    statuses = session.corpus.ledger["status"].value_counts()
    words = VALUE_LABELS[session.language]
    counts = [f"{n} {words[status]}" for status, n in statuses.items()]
    n = len(session.corpus.ledger)
    files = "filer" if session.language == "nb" else "files"
    return f"{n} {files}: {listing(counts, session.language)}."
