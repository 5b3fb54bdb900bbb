"""How much of a heading or sentence is made of a question's words."""

from collections.abc import Sequence

from innspill.consultations import Consultation, Question
from innspill.segmenting.strips import WORD


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [word.casefold() for word in WORD.findall(text)]


def measure(words: Sequence[str], question: Question, consultation: Consultation) -> tuple[float, int, int]:
    """Share of the content words that are the question's own, how many of its keys stand there, and how many words hit.

    Content words have four letters or more and are none that any question begins with.
    """
    keys, own, content = 0, 0, 0
    for word in words:
        is_key = question.keys.match(word)
        is_own = is_key or question.cues.match(word)
        keys += is_key
        own += is_own
        content += is_own or (len(word) >= 4 and word not in consultation.question_words)
    return (own / content if content else 0.0), keys, own
