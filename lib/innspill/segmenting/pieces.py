"""Rows in the making: the segments and the furniture of one letter, in reading order, with their ids and places."""

from dataclasses import dataclass, field

from innspill.segmenting.blocks import Block
from innspill.segmenting.routing import Scope
from innspill.segmenting.strips import count_words

Row = dict[str, object]
Place = tuple[int, int]


@dataclass
class Pieces:
    """`first_segment` and `first_furniture` are how many the submission has already, in its earlier files."""

    submission_id: str
    first_segment: int = 0
    first_furniture: int = 0
    segments: list[Row] = field(default_factory=list)
    furniture: list[Row] = field(default_factory=list)
    _places: list[tuple[Place, Row]] = field(default_factory=list)

    def add_furniture(
        self, text: str, reason: str, page: int, *, question: str | None = None, place: Place | None = None
    ) -> None:
        """`place`: line and offset where it begins; None where only its page is known."""
        if not text.strip():
            return
        number = self.first_furniture + len(self.furniture) + 1
        row: Row = {
            "furniture_id": f"{self.submission_id}-f{number:04d}", "submission_id": self.submission_id, "reason": reason,
            "question": question, "page": page, "text": " ".join(text.split()), "words": count_words(text), "position": None,
        }  # fmt: skip
        self.furniture.append(row)
        if place:
            self._places.append((place, row))

    def add_segment(self, block: Block, scope: Scope, heading: str | None) -> None:
        number = self.first_segment + len(self.segments) + 1
        row: Row = {
            "segment_id": f"{self.submission_id}-{number:04d}", "submission_id": self.submission_id,
            "question": scope.question, "facet": scope.facet, "kind": block.kind, "heading": heading, "page": block.page,
            "text": block.text, "words": count_words(block.text),
            "question_confidence": scope.confidence if scope.question else None,
            "facet_confidence": scope.confidence if scope.facet else None,
            "question_evidence": scope.evidence or None if scope.question or scope.facet else None, "position": None,
        }  # fmt: skip
        self.segments.append(row)
        self._places.append(((block.first, block.start), row))

    def number_places(self) -> None:
        """Give each row its `position` among both in the file, from 1; null for what only has a page."""
        for position, (_, row) in enumerate(sorted(self._places, key=lambda found: found[0]), start=1):
            row["position"] = position
