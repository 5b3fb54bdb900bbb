"""What every notebook begins with: its parameters checked, the corpus opened, and one way to draw and one to show.

A notebook asks and answers; what it would otherwise repeat in every cell (labels in the chosen language, where figures go,
which letters and files a figure rests on) is here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from innspill.corpus import Corpus, open_corpus
from innspill.parameters import Run, project_folder, start_notebook
from innspill.results import Result
from innspill.tokens import load_stopwords
from innspill.wording import COLUMN_LABELS, listing, plural

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from innspill.exporting import FigurePackage


@dataclass(frozen=True)
class TableView:
    """A table as a notebook shows it: Norwegian headers, no index, every text escaped; says how many rows are left out."""

    frame: pd.DataFrame
    left_out: int
    language: str

    def _repr_html_(self) -> str:
        shown = self.frame.to_html(index=False, escape=True, na_rep="–", border=0, classes="innspill")
        return shown + (f"<p>{escape(self._rest())}</p>" if self.left_out else "")

    def __repr__(self) -> str:
        return self.frame.to_string(index=False, na_rep="–") + (f"\n{self._rest()}" if self.left_out else "")

    def _rest(self) -> str:
        return f"… og {self.left_out} rader til" if self.language == "nb" else f"… and {self.left_out} more rows"


@dataclass(frozen=True)
class Session:
    """One notebook at work: `run` is what it was asked, `corpus` what was read and coded."""

    run: Run
    corpus: Corpus

    @property
    def language(self) -> str:
        return self.run.language

    def labels(self, scheme: str = "theme") -> dict[str, str]:
        """Code → label in the run's language, in the codebook's order."""
        return self.corpus.codebook.labels(scheme, self.language)

    @cached_property
    def facet_labels(self) -> dict[str, str]:
        """Facet → label, in the consultation's order."""
        return {facet: labels[self.language] for facet, labels in self.corpus.consultation.facets.items()}

    @cached_property
    def helsefellesskap_labels(self) -> dict[str, str]:
        """Id of a helsefellesskap → its official name."""
        bodies = self.corpus.registry.helsefellesskap
        return dict(zip(bodies["id"], bodies["official_name"], strict=True))

    @cached_property
    def stopwords(self) -> frozenset[str]:
        """Words that no cloud or keyness list shows: function words, letter formulas, words that every letter has."""
        return load_stopwords(project_folder() / "data" / "stopwords.csv")

    def draw(self, chart: Callable[..., "Figure"], result: Result, **options: object) -> "FigurePackage":
        """Draw `result` with `chart`, save the package in the run's folder and show it. `options` go to the chart."""
        import matplotlib.pyplot as plt

        from innspill.charts.texts import package_texts
        from innspill.exporting import save_figure

        figure = chart(result, language=self.language, source=self._source(), **options)
        name = chart.__name__
        package = save_figure(
            figure, result, self.run.out, notebook=self.run.notebook, chart=name, **package_texts(result, name),
            parameters={**self.run.described(), **result.settings, **options}, inputs=self._inputs(), language=self.language,
            documents=self.corpus.documents,
        )  # fmt: skip
        plt.close(figure)
        return package

    def show(self, frame: pd.DataFrame, rows: int = 40, **names: str) -> TableView:
        """`frame` as a table to read: headers in the run's language (`names` adds some), at most `rows` rows."""
        headers = {**COLUMN_LABELS[self.language], **names}
        shown = frame.head(rows).rename(columns=headers)
        return TableView(shown, max(0, len(frame) - rows), self.language)

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

    def _inputs(self) -> Mapping[str, str]:
        return self.corpus.inputs


def open_session(name: str, namespace: Mapping[str, object]) -> Session:
    """Begin notebook `name`: `namespace` is its `globals()`, right after the parameters.

    Raises InnspillError for a misspelt parameter, a missing folder, a broken codebook; tells in one line what was read.
    """
    run = start_notebook(name, namespace)
    corpus = open_corpus(
        run.submissions, consultation=run.consultation, codebook=run.codebook, registry=run.registry,
        corpus=Path(run.out) / "corpus",
    )  # fmt: skip
    session = Session(run, corpus)
    print(_greeting(session))
    return session


def _greeting(session: Session) -> str:
    statuses = session.corpus.ledger["status"].value_counts()
    words = COLUMN_LABELS[session.language]
    counts = [f"{n} {words[status]}" for status, n in statuses.items()]
    n = len(session.corpus.ledger)
    files = "filer" if session.language == "nb" else "files"
    return f"{n} {files}: {listing(counts, session.language)}."
