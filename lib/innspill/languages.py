"""Which language a letter is written in: bokmål, nynorsk, Northern Sámi or English.

Bokmål and nynorsk share most of their words, so the words that only one of them has are counted («ikke» against «ikkje»).
Quoted questions of the ministry are bokmål in a nynorsk letter too: nynorsk wins unless bokmål has clearly more. Whether a
text is Norwegian at all, Sámi or English, py3langid judges (Lui & Baldwin 2012), among neighbouring languages only.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+")
BOKMAL = frozenset(_WORD.findall(
    "ikke et de fra hvordan hva hvor hvilke hvilken hvem noe noen være mer deres hverandre jeg dere kommunene tjenester "
    "tjenesten tjenestene sykehus sykehuset sykehusene brukere brukerne pasientene utfordringer utfordringene "
    "erfaringer bare mye egne ønsker gjør blitt flere samt finnes uttalelse ansatte ledelse muligheter løsninger"
))  # fmt: skip
NYNORSK = frozenset(_WORD.findall(
    "ikkje eit ein dei frå korleis kva kvar kven noko nokon nokre vere vore meir deira kvarandre eg me dykk dykkar "
    "kommunane tenester tenesta tenestene tenestane sjukehus sjukehuset sjukehusa brukarar brukarane pasientane "
    "utfordringar utfordringane erfaringar berre mykje eigne sjølv ønskjer ynskjer gjer vert vart òg fleire samstundes "
    "finst betre helseteneste teneste tilsette leiing moglegheiter løysingar difor medan saman"
))  # fmt: skip
ENGLISH = frozenset(_WORD.findall("the and of to is are that with for we our this which from by should have"))
# Below this a text is a heading or a name: no language can be told.
MIN_WORDS = 4
_MODEL_WORDS = 400


def detect_language(text: str) -> str | None:
    """`nb`, `nn`, `se` or `en`; None where the text is too short or in none of them."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return None
    bokmal, nynorsk, english = (sum(map(known.__contains__, words)) for known in (BOKMAL, NYNORSK, ENGLISH))
    # In a Norwegian letter every tenth to twentieth word is one of these; a Sámi or English one has hardly any.
    if bokmal + nynorsk >= max(3, 0.03 * len(words)) and bokmal + nynorsk > english:
        return "nn" if nynorsk >= 0.8 * bokmal else "nb"
    judged = _judged(" ".join(words[:_MODEL_WORDS]))
    if judged in {"no", "nn"}:
        return "nn" if nynorsk > bokmal or (judged == "nn" and nynorsk == bokmal) else "nb"
    return judged if judged in {"se", "en"} else _scandinavian(bokmal, nynorsk)


def _scandinavian(bokmal: int, nynorsk: int) -> str | None:
    """Danish and Swedish are no languages of these letters: a few Norwegian words decide, or nobody does."""
    if bokmal == nynorsk:
        return None
    return "nn" if nynorsk > bokmal else "nb"


def _judged(text: str) -> str:
    return _identifier().classify(text)[0]


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["no", "nn", "se", "sv", "da", "en"])
    return identifier
