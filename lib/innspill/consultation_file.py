"""A consultation's YAML file → Consultation, or one line that says what is wrong with the file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from innspill.consultations import Call, Consultation, Cues, Question
from innspill.errors import InnspillError

_LANGUAGES = ("nb", "en")


def load_consultation(path: Path) -> Consultation:
    """Read and check a consultation.

    Raises InnspillError: with the line where the file is no YAML; where a key, a label in bokmål or English, or every
    call's date is missing; for a facet that is not listed (in a question or in facet_words) and a name that stands twice.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InnspillError(
            path, "the consultation cannot be opened", "Give the path of a file in data/consultations/"
        ) from error
    except UnicodeDecodeError as error:
        raise InnspillError(path, "the file is not UTF-8", "Save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise InnspillError(
            f"{path}{line}", f"this is not YAML ({getattr(error, 'problem', error)})", "Mend the line"
        ) from error
    if not isinstance(content, dict):
        raise InnspillError(path, "a consultation is a mapping with id, title, calls", "See data/README.md")
    try:
        facets = {facet: _read_label(label, f"facet {facet}", path) for facet, label in (content.get("facets") or {}).items()}
        calls = tuple(_read_call(entry, facets, path) for entry in content["calls"])
        _check_unique(calls, path)
        _check_dates(calls, path)
        title, words = _read_label(content["title"], "title", path), frozenset(content.get("question_words") or ())
        facet_words = {facet: Cues([str(w) for w in found]) for facet, found in (content.get("facet_words") or {}).items()}
        _check_facets(facet_words, facets, path)
        return Consultation(str(content["id"]), title, words, facets, calls, facet_words)
    except KeyError as error:
        raise InnspillError(path, f"the key {error} is missing", "See data/README.md for the form") from error
    except (TypeError, AttributeError) as error:
        raise InnspillError(
            path, f"a part has another form than it should ({error})", "See data/README.md for the form"
        ) from error


def _check_unique(calls: tuple[Call, ...], path: Path) -> None:
    for kind, names in (
        ("call", [c.id for c in calls]),
        *((f"question of {c.id}", [q.number for q in c.questions]) for c in calls),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise InnspillError(path, f"the {kind} {min(twice)} stands twice", "Give each its own name")


def _check_dates(calls: tuple[Call, ...], path: Path) -> None:
    """Whether a letter's date can be right is judged by the first invitation and the last day for an answer."""
    for key in ("letter_date", "open_until"):
        if not any(getattr(call, key) for call in calls):
            raise InnspillError(path, f"no call has the key {key}", f"Write «{key}: 2022-08-03» in at least one call")


def _check_facets(named: Mapping[str, object], facets: Mapping[str, object], path: Path) -> None:
    unknown = [facet for facet in named if facet not in facets]
    if unknown:
        raise InnspillError(path, f"facet_words has the unknown facet «{unknown[0]}»", f"Use one of {', '.join(facets)}")


def _read_label(value: object, where: str, path: Path) -> Mapping[str, str]:
    if isinstance(value, dict) and all(isinstance(value.get(language), str) for language in _LANGUAGES):
        return value
    raise InnspillError(path, f"the {where} needs a text in bokmål and in English", "Write {nb: …, en: …}")


def _read_call(entry: dict[str, Any], facets: Mapping[str, object], path: Path) -> Call:
    ident = str(entry["id"])
    if not entry.get("questions"):
        raise InnspillError(path, f"the call {ident} has no questions", "Give at least one, with number and label")
    return Call(
        id=ident,
        label=_read_label(entry["label"], f"label of {ident}", path),
        letter_date=_read_date(entry.get("letter_date"), path),
        answer_by=_read_date(entry.get("answer_by"), path),
        open_until=_read_date(entry.get("open_until"), path),
        dates=tuple(d for d in (_read_date(d, path) for d in entry.get("dates") or ()) if d),
        alias_of_plan=tuple(a.casefold() for a in entry.get("alias_of_plan") or ()),
        name_cues=tuple(a.casefold() for a in entry.get("name_cues") or ()),
        headings_route=bool(entry.get("headings_route")),
        questions=tuple(_read_question(q, ident, facets, path) for q in entry["questions"]),
        tail=Cues([str(c) for c in entry.get("tail_cues") or ()]),
    )


def _read_question(entry: dict[str, Any], call: str, facets: Mapping[str, object], path: Path) -> Question:
    number, facet = str(entry["number"]), entry.get("facet")
    if facet is not None and facet not in facets:
        raise InnspillError(
            path,
            f"question {number} of {call} has the unknown facet «{facet}»",
            f"Use one of {', '.join(facets)}",
        )
    return Question(
        number, facet, _read_label(entry["label"], f"label of question {number} of {call}", path),
        Cues([str(k) for k in entry.get("keys") or ()]), Cues([str(c) for c in entry.get("cues") or ()]),
    )  # fmt: skip


def _read_date(value: object, path: Path) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise InnspillError(path, f"«{value}» is not a date", "Write it as 2022-08-03")
