"""The row of one submission in `documents`, of one file or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from innspill.languages import detect_language
from innspill.pages import Pages
from innspill.segmenting import SegmentedLetter
from innspill.senders import Sender
from innspill.tables import DOCUMENTS

_SENT = re.compile(r"Dato: (\d{1,2})\.(\d{1,2})\.(\d{4})\b.{0,40}")


@dataclass(frozen=True)
class Part:
    """One file of a submission: its name in the ledger and its cleaned pages."""

    file: str
    pages: Pages


def sent_on(parts: Sequence[Part]) -> date | None:
    """The day that an e-mail was sent; of a forwarded one the day of the innermost, which is the letter's."""
    heads = [
        line.text for part in parts if part.pages.format in ("email", "outlook")
        for line, reason in part.pages.furniture if reason == "letterhead"
    ]  # fmt: skip
    days = [match for head in heads if (match := _SENT.fullmatch(head.strip()))]
    try:
        return date(*(int(number) for number in reversed(days[-1].groups()))) if days else None
    except ValueError:
        return None


def document_row(
    ident: str, name: str, parts: Sequence[Part], letters: Sequence[SegmentedLetter], letter: SegmentedLetter, sender: Sender
) -> dict[str, object]:
    """The submission's row; `words` are all that were read, in segments and in furniture of all its files."""
    found = {column: getattr(sender, column) for column in DOCUMENTS.columns if hasattr(sender, column)}
    inside = " ".join(row["text"] for one in letters for row in one.segment_rows)
    text = inside or " ".join(row["text"] for one in letters for row in one.furniture_rows)
    by_status: dict[str, list[str]] = {status: [] for status in ("answered", "merged", "repeated", "missing")}
    for question, status in questions_of(letters).items():
        by_status[status].append(question)
    return found | {
        "submission_id": ident,
        "file": name,
        "sender_evidence": sender.evidence,
        "sender_confidence": sender.confidence,
        "title": letter.title,
        "call": letter.call,
        "date": letter.date.isoformat() if letter.date else None,
        "language": detect_language(text),
        "pages": sum(part.pages.n_pages for part in parts),
        "words": sum(one.n_words for one in letters),
        **{f"questions_{status}": ";".join(numbers) or None for status, numbers in by_status.items()},
    }


def questions_of(letters: Sequence[SegmentedLetter]) -> dict[str, str]:
    """Question → its status in the submission: what one of its files answers is answered."""
    rank = ("answered", "merged", "repeated", "missing")
    found: dict[str, str] = {}
    for letter in letters:
        for question, status in letter.questions.items():
            found[question] = min(found.get(question, "missing"), status, key=rank.index)
    return found
