"""The accounts of one letter: is every word in one place and in order, and which questions are answered?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from innspill.consultations import Call
from innspill.segmenting.strips import WORD, Strip

Row = Mapping[str, object]


def check_words(
    strips: Sequence[Strip], outside: Sequence[str], segments: Sequence[Row], furniture: Sequence[Row]
) -> tuple[int, tuple[str, ...]]:
    """Segments + furniture = every word that was read: the number of words read, and a note where that does not hold.

    The words of the segments must also stand in the letter's order; notes, which a page's foot puts in the middle of a
    sentence, stand after its paragraph.
    """
    read = [word for strip in strips for word in WORD.findall(strip.text)]
    expected = Counter(read)
    expected.update(word for text in outside for word in WORD.findall(text))
    kept = Counter(word for row in (*segments, *furniture) for word in WORD.findall(str(row["text"])))
    if expected != kept:
        lost, doubled = expected - kept, kept - expected
        words = ", ".join(word[:40] for word in [*lost, *doubled][:5])
        told = f"{lost.total()} ord er mistet og {doubled.total()} er doblet ({words}). Meld fra: det er en feil i Innspill."
        return expected.total(), (told,)
    if wrong := _first_out_of_order(read, segments):
        told = f"Ordene står ikke i brevets rekkefølge ved «{wrong[:40]}». Meld fra: det er en feil i Innspill."
        return expected.total(), (told,)
    return expected.total(), ()


def _first_out_of_order(read: Sequence[str], segments: Sequence[Row]) -> str | None:
    for wanted in (False, True):
        left = iter(read)
        for row in segments:
            if (row["kind"] == "note") == wanted:
                for word in WORD.findall(str(row["text"])):
                    if word not in left:
                        return word
    return None


def find_statuses(call: Call | None, segments: Sequence[Row], furniture: Sequence[Row]) -> dict[str, str]:
    """Question of the call → `answered`; `merged` (only together with another); `repeated` (its text stands there, without
    an answer); `missing`. {} where there is no call, or none of its questions was found.
    """
    if call is None:
        return {}
    together = {str(row["question"]) for row in segments if row["question"]}
    asked = {str(row["question"]) for row in furniture if row["reason"] == "question" and row["question"]}
    repeated = {n for numbers in asked for n in numbers.split("+")}
    merged = {n for numbers in together if "+" in numbers for n in numbers.split("+")}
    found = {
        q.number: "answered" if q.number in together else "merged" if q.number in merged
        else "repeated" if q.number in repeated else "missing"
        for q in call.questions
    }  # fmt: skip
    return found if set(found.values()) != {"missing"} else {}
