"""A consultation: its calls, their questions, and the cue words by which a question is recognised.

Nothing about a consultation is in Python: a new one is a new YAML file in `data/consultations/` (read by
consultation_file.py). This module answers «which call does this letter answer?».
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

_MONTH_NAMES = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_DATE = re.compile(
    r"\b(?P<day>\d{1,2})\s?\.\s?(?:(?P<month>\d{1,2})\s?\.\s?|(?P<name>" + "|".join(_MONTHS) + r")\s+)(?P<year>(?:20)?\d\d)\b",
    re.IGNORECASE,
)
# A letter asks for the same words again and again: so many are remembered, so long at most.
_KNOWN_WORDS, _KNOWN_LENGTH = 20_000, 40
# The plan's name in a letter's first lines says what it answers; further down it may be any plan that it speaks of.
_HEAD = 400


class Cues:
    """Words with `*` at either end, matched against whole lower-cased words."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.exact = {p.casefold() for p in patterns if "*" not in p}
        self.prefixes = tuple(p[:-1].casefold() for p in patterns if p.endswith("*") and not p.startswith("*"))
        self.suffixes = tuple(p[1:].casefold() for p in patterns if p.startswith("*") and not p.endswith("*"))
        self.infixes = tuple(p.strip("*").casefold() for p in patterns if p.startswith("*") and p.endswith("*"))
        self._known: dict[str, bool] = {}

    def match(self, word: str) -> bool:
        """Does one of the patterns fit the whole of `word` (small letters)?"""
        fits = self._known.get(word)
        if fits is None:
            fits = self._fits(word)
            if len(word) <= _KNOWN_LENGTH and len(self._known) < _KNOWN_WORDS:
                self._known[word] = fits
        return fits

    def _fits(self, word: str) -> bool:
        return (
            word in self.exact
            or word.startswith(self.prefixes)
            or word.endswith(self.suffixes)
            or any(part in word for part in self.infixes)
        )


@dataclass(frozen=True)
class Question:
    """A question of a call: its number, facet (None where the wording is not known), label by language and cue words."""

    number: str
    facet: str | None
    label: Mapping[str, str]
    keys: Cues
    cues: Cues


@dataclass(frozen=True)
class Call:
    """One letter of invitation. `open_until` is the last date on which an answer to it is likely."""

    id: str
    label: Mapping[str, str]
    letter_date: date | None
    answer_by: date | None
    open_until: date | None
    dates: tuple[date, ...]
    alias_of_plan: tuple[str, ...]
    name_cues: tuple[str, ...]
    headings_route: bool
    questions: tuple[Question, ...]
    tail: Cues

    def question(self, number: str) -> Question | None:
        """The question with this number; None where there is none."""
        return next((q for q in self.questions if q.number == number), None)

    @cached_property
    def numbers_only(self) -> bool:
        """True where the wording is not known, so that a number is all there is to go by."""
        return not any(q.facet for q in self.questions)


@dataclass(frozen=True)
class Consultation:
    """What was asked: the calls in the file's order (at least one), and the facets that their questions share.

    `facets` holds the label of each facet by language; `question_words` are the words that questions begin with;
    `facet_words` are, for some facets, the words that tell it where text stands under no question.
    """

    id: str
    title: Mapping[str, str]
    question_words: frozenset[str]
    facets: Mapping[str, Mapping[str, str]]
    calls: tuple[Call, ...]
    facet_words: Mapping[str, Cues] = field(default_factory=dict)

    def call(self, ident: str | None) -> Call | None:
        """The call with this id; None where there is none."""
        return next((c for c in self.calls if c.id == ident), None)

    @cached_property
    def last_date(self) -> date:
        return max(c.open_until for c in self.calls if c.open_until)

    def question_table(self, language: str = "nb") -> pd.DataFrame:
        """One row per question of each call: `call`, `call_label`, `question`, `facet` (null if unknown), `label`."""
        rows = [
            {
                "call": c.id,
                "call_label": c.label[language],
                "question": q.number,
                "facet": q.facet,
                "label": q.label[language],
            }
            for c in self.calls
            for q in c.questions
        ]
        return pd.DataFrame(rows).astype("str")


@dataclass(frozen=True)
class CitedDate:
    """A date in a letter: `day` is None where no calendar has it (31.2.2022). `start` is its place in the text."""

    text: str
    day: date | None
    start: int


def find_dates(text: str) -> list[CitedDate]:
    """Dates written as in Norwegian letters (3.8.2022, 3. august 2022), in order of the text."""
    found = []
    for hit in _DATE.finditer(text):
        month = int(hit["month"]) if hit["month"] else _MONTHS[hit["name"].lower()]
        year = int(hit["year"]) if len(hit["year"]) == 4 else 2000 + int(hit["year"])
        try:
            day = date(year, month, int(hit["day"]))
        except ValueError:
            day = None
        found.append(CitedDate(hit.group(), day, hit.start()))
    return found


@dataclass(frozen=True)
class CallFinding:
    """Which call a letter answers, and notes for the ledger where its words point two ways."""

    call: Call | None
    notes: tuple[str, ...] = ()


def find_call(
    text: str,
    answered: Mapping[str, float],
    letter_date: date | None,
    consultation: Consultation,
    asked: Mapping[str, int] | None = None,
) -> CallFinding:
    """The call that a letter answers.

    `answered` is, per call, how strongly the letter's questions are that call's (0 = none found). Questions decide; a
    cited date, the plan's name and the letter's own date decide only where no question does. No evidence gives no call.
    Where all of this speaks for two calls alike, it is the one that has the larger share of its questions answered:
    `asked` says how many of each.
    """
    # A name may run over a line end.
    lowered = " ".join(text.casefold().split())
    cited = {d.day for d in find_dates(text) if d.day}
    by_citation = {
        c.id: 2.0 * bool(cited & set(c.dates)) + 3.0 * any(cue in lowered for cue in c.name_cues) for c in consultation.calls
    }
    head = lowered[:_HEAD]
    by_name = {
        c.id: sum(float(any(a in part for a in c.alias_of_plan)) for part in (lowered, head)) for c in consultation.calls
    }
    # Where only the numbers of a call are known, any numbered list looks like its questions: another sign must name it.
    answered = {c: s for c, s in answered.items() if s and not (consultation.call(c).numbers_only and not by_citation[c])}
    by_date = {
        c.id: 1.0 * bool(letter_date and c.open_until and (c.letter_date or date.min) <= letter_date <= c.open_until)
        for c in consultation.calls
    }
    support = {c.id: by_citation[c.id] + by_name[c.id] + by_date[c.id] for c in consultation.calls}
    shares = {c.id: (asked or {}).get(c.id, 0) / len(c.questions) for c in consultation.calls}
    best = max(consultation.calls, key=lambda c: (answered.get(c.id, 0.0), support[c.id], shares[c.id]))
    if answered.get(best.id, 0.0) > 0:
        others = [d for d in find_dates(text) if d.day != letter_date]
        return CallFinding(best, _contradictions(best, by_citation, others, consultation))
    best = max(consultation.calls, key=lambda c: support[c.id])
    rivals = [c for c in consultation.calls if support[c.id] == support[best.id]]
    if support[best.id] < 1 or len(rivals) > 1:
        return CallFinding(None)
    return CallFinding(best)


def _contradictions(
    call: Call, by_citation: Mapping[str, float], dates: list[CitedDate], consultation: Consultation
) -> tuple[str, ...]:
    notes = []
    others = [c for c in consultation.calls if by_citation[c.id] and c.id != call.id]
    if others and not by_citation[call.id]:
        notes.append(f"Brevet viser til «{others[0].label['nb']}», men svarer på spørsmålene i «{call.label['nb']}».")
    if not by_citation[call.id] and not others:
        near = [
            d
            for d in dates
            if d.day
            and any(d.day != k and (d.day.day, d.day.month) == (k.day, k.month) for c in consultation.calls for k in c.dates)
        ]
        notes += [f"Brevet viser til {_written(d.day)}, en dato ingen av invitasjonene har." for d in near[:1]]
    return tuple(notes)


def _written(day: date) -> str:
    return f"{day.day}. {_MONTH_NAMES[day.month - 1]} {day.year}"
