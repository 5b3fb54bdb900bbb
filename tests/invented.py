"""Invented letters as tables, for the tests of comparisons and words: every expectation can be counted by hand."""

import pandas as pd

from innspill.tables import CODES, DOCUMENTS, FURNITURE, SEGMENTS, SIGNATORIES


def letter(number: int, sender: str, sender_type: str = "kommune", **more: object) -> dict[str, object]:
    """One row of documents; its id is `brev<number>`."""
    row = {"submission_id": f"brev{number}", "file": f"{number}.txt", "sender": sender, "sender_type": sender_type}
    return {**row, "call": "ku-2031", "language": "nb", **more}


def passage(number: int, place: int, text: str, *codes: str, **more: object) -> tuple[dict, list[dict]]:
    """One row of segments in letter `number`, and a row of codes for each code; the evidence is the first word."""
    segment_id = f"brev{number}-{place:04d}"
    words = len(text.split())
    row = {"segment_id": segment_id, "submission_id": f"brev{number}", "kind": "paragraph", "page": 1, "text": text}
    first = text.split(" ")[0]
    coded = [
        {"segment_id": segment_id, "scheme": "theme", "code": code, "evidence": first, "start": 0, "end": len(first)}
        for code in codes
    ]
    return {**row, "words": words, **more}, coded


def tables(letters: list[dict], passages: list[tuple[dict, list[dict]]] = ()) -> dict[str, pd.DataFrame]:
    """codes, segments and documents, in the contract's types."""
    return {
        "codes": CODES.build([code for _, codes in passages for code in codes]),
        "segments": SEGMENTS.build([segment for segment, _ in passages]),
        "documents": DOCUMENTS.build(letters),
    }


def repeated_question(number: int, question: str) -> dict[str, object]:
    """One row of furniture: the question's own text, repeated in letter `number`."""
    return {"furniture_id": f"brev{number}-f{question}", "submission_id": f"brev{number}", "reason": "question",
            "question": question, "page": 1, "text": "Hva er viktig?", "words": 3}  # fmt: skip


def furniture(*rows: dict[str, object]) -> pd.DataFrame:
    return FURNITURE.build(list(rows))


def signatories(*rows: dict[str, object]) -> pd.DataFrame:
    return SIGNATORIES.build(list(rows))
