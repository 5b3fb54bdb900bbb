"""What in a letter is not its text: title, letterhead, greeting, signature, addresses. Kept, with the reason.

A heading or a short line is easily taken for furniture and lost from the analysis; so a block counts as furniture only
where both its place (before the text begins, after the greeting) and its look say so.
"""

import re
from collections.abc import Sequence

from innspill.segmenting.blocks import Block
from innspill.segmenting.strips import count_words, ends_sentence

_MAX_TITLE_WORDS = 28
# A block with more words than this after the greeting is an annex, not a signature.
_MAX_SIGNATURE_WORDS = 30
_HEAD_BLOCKS = 25

GREETING = re.compile(
    r"^(?:med\s+(?:vennlig|vennleg|venleg|beste|helsingar?\s+frå|hilsen|helsing)|(?:vennlig|venleg|vennleg|beste)\s+(?:hilsen|helsing)"
    r"|mvh\b|hilsen\b|helsing\b|dearvvuođaiguin|beste\s+helsing|for\s+\S+\s+kommune\s*,?$)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:hørings?\w*|høyrings?\w*|innspill\w*|innspel\w*|uttale\w*|uttalelse\w*|svar\s+på|tilbakemelding\w*)\b",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"^(?:dato|innsendt|sendt\s+inn|mottatt|motteke|datert|publisert|avsender|avsendar|type\s+avsenda?er|vår\s+(?:dato|ref)|deres\s+(?:dato|ref)|dykkar\s+(?:dato|ref)|arkiv\w*|saksnr|saksbehandl\w*|sakshandsam\w*|sak\s+nr|ref|jnr|j\.nr|til|frå|fra|adresse|postadresse|besøksadresse"
    r"|telefon|tlf|tel|e-?post|org\.?\s?n[ru]\w*|unntatt|vedlegg|kopi|emne)\b[\s.:]*",
    re.IGNORECASE,
)
_RECEIVER = re.compile(
    r"^(?:det\s+kongelige\s+)?(?:helse-?\s+og\s+omsorgsdepartementet|hod)\b[^.?!]{0,60}$"
    r"|^(?:postboks|pb\.?)\s+\d+|^\d{4}\s+[A-ZÆØÅ][\wæøåÆØÅ .-]{1,30}$",
    re.IGNORECASE,
)
DATE_LINE = re.compile(
    r"^(?:dato\s*:?\s*)?(?:[A-ZÆØÅ][\wæøåÆØÅ.-]*(?:\s+[A-ZÆØÅ]?[\wæøåÆØÅ.-]+){0,2}\s*,?\s*(?:den\s+)?)?\d{1,2}\s?\.\s?(?:\d{1,2}\s?\.|[a-zæøå]+)\s?\d{2,4}\.?$",
    re.IGNORECASE,
)
_BODY_NAME = re.compile(
    r"^[\w .,&–-]{2,60}\b(?:kommune|herad|suohkan|gielda|tjïelte|helsefellesskap\w*|helsefelleskap\w*|HF|RHF|IKS)$",
    re.IGNORECASE,
)
_NAME_ONLY = re.compile(r"^(?:helsefelless?kap\w*|kommunene?)\b[\wæøåÆØÅ .,&–-]{0,60}$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"^(?:https?://\S+|www\.\S+|\S+@\S+\.\S+|(?:tlf|telefon|tel|mob(?:il)?|e-?post)\b[\s.:]*[\d\s/+()@\w.-]{3,60}|postboks\s+\d+.*|org\.?\s?nr\.?[\s:]*[\d\s]+)$",
    re.IGNORECASE,
)
_APPROVED = re.compile(r"\b(?:elektronisk|digitalt?)\s+(?:godkjent|godkjend|signert)\b", re.IGNORECASE)


def find_title(blocks: Sequence[Block]) -> int | None:
    """The place of the block that is the letter's own title, among those before the text begins; None if there is none."""
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if block.bulleted or (count_words(block.text) > _MAX_TITLE_WORDS and ends_sentence(block.text)):
            return None
        if _is_title(block):
            return index
    return None


def _is_title(block: Block) -> bool:
    named = bool(_TITLE.search(block.text)) and not _LETTERHEAD.match(block.text)
    return (
        named
        and count_words(block.text) <= _MAX_TITLE_WORDS
        and not ends_sentence(block.text)
        and not block.text.endswith(":")
    )


def is_letterhead(block: Block) -> bool:
    """True for a line above the text: receiver, reference, date, the sender's name. Only asked of the letter's head."""
    if count_words(block.text) > 14 or (ends_sentence(block.text) and not DATE_LINE.match(block.text)):
        return False
    return any(p.match(block.text) for p in (_LETTERHEAD, _RECEIVER, DATE_LINE, _BODY_NAME, _NAME_ONLY, _ADDRESS))


def is_address(block: Block) -> bool:
    """True for a web address, e-mail address or telephone line that stands alone, anywhere in the letter."""
    return bool(_ADDRESS.match(block.text))


def is_greeting(block: Block) -> bool:
    return bool(GREETING.match(block.text)) and count_words(block.text) <= _MAX_SIGNATURE_WORDS


def is_approval(block: Block) -> bool:
    """«Dokumentet er elektronisk godkjent»: part of the signature wherever it stands."""
    return bool(_APPROVED.search(block.text)) and count_words(block.text) <= _MAX_SIGNATURE_WORDS


def signature_length(blocks: Sequence[Block]) -> int:
    """How many of `blocks`, which follow a greeting, are the signature: names, roles, addresses, until an annex begins."""
    for index, block in enumerate(blocks):
        if count_words(block.text) > _MAX_SIGNATURE_WORDS:
            return index
    return len(blocks)
