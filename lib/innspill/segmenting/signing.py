"""Who signs a letter: greetings, names, roles and addresses at its end, and letters that end without a greeting."""

import re
from collections.abc import Sequence
from itertools import pairwise

from innspill.pages import CELL_BREAK
from innspill.segmenting.blocks import Block
from innspill.segmenting.strips import count_words, ends_sentence

# A block with more words than this after the greeting is an annex, not a signature.
_MAX_SIGNATURE_WORDS = 30
MAX_SIGNATURE_BLOCKS = 40
# No pattern below is made for longer text: where they look at a line from several places, time would grow as a square.
MAX_LOOK = 300
# A signature without a greeting is at most so many blocks, each at most so many words.
_MAX_TAIL_BLOCKS = 6
_MAX_TAIL_WORDS = 14
# The text before such a signature is a whole sentence or this long: after a short phrase, a name may be one more answer.
_TEXT_WORDS = 12

GREETING = re.compile(
    r"^(?:med\s+(?:vennlig|vennleg|venleg|beste|helsingar?\s+frå|hilsen|helsing)|(?:vennlig|venleg|vennleg|beste)\s+(?:hilsen|helsing)"
    r"|mvh\b|hilsen\b|helsing\b|dearvvuo[đd]aiguin|beste\s+helsing|for\s+\S+\s+kommune\s*,?$"
    r"|takk\s+for\s+(?:oppmerksomheten|oppmerksemda|merksemda|meg|oss)\s*[.!]?$)",
    re.IGNORECASE,
)
DATE_LINE = re.compile(
    r"^(?:dato\s*:?\s*)?(?:[A-ZÆØÅ][\wæøåÆØÅ.-]*(?:\s+[A-ZÆØÅ]?[\wæøåÆØÅ.-]+){0,2}\s*,?\s*(?:den\s+)?)?\d{1,2}\s?\.\s?(?:\d{1,2}\s?\.|[a-zæøå]+)\s?\d{2,4}\.?$",
    re.IGNORECASE,
)
# «Telefon til fysioterapeut» is text: a number has five figures, an address its sign.
ADDRESS = re.compile(
    r"^(?:https?://\S+|www\.\S+|\S+@\S+\.\S+|(?:tlf|telefon|tel|mob(?:il)?|e-?post)\b(?=(?:[^\d@]{0,60}[\d@]){5}|[^@]{0,60}@)[\s.:]*[\d\s/+()@\w.-]{3,60}|postboks\s+\d+.*|org\.?\s?nr\.?[\s:]*[\d\s]+)$",
    re.IGNORECASE,
)
_APPROVED = re.compile(r"\b(?:elektronisk|digitalt?)\s+(?:godkjent|godkjend|signert)\b", re.IGNORECASE)
# What a body's own name is made of: capitals, and few small words between them.
_CAPITAL = r"[A-ZÆØÅČĐŊŠŦŽ][\w.-]*"
_NAMED = rf"(?:{_CAPITAL}(?:,?\s+(?:og\s+|i\s+|for\s+)?{_CAPITAL}){{0,4}})"
_BODY = (
    rf"(?:{_NAMED}\s+(?:kommune|herad|suohkan|gielda|tjïelte|fylkeskommune|regionråd|helsefelless?kap|sykehus HF|sjukehus HF"
    rf"|HF|RHF|IKS)|Helsefelless?kap\w*\s+(?:i\s+|for\s+)?{_NAMED}(?:\s+og\s+kommunene)?"
    rf"|(?:Foreningen|Foreininga|Forbundet|Stiftelsen|Stiftinga|Landsforeningen)\s+{_CAPITAL}(?:\s+[\w.-]+){{0,3}})"
)
_ROLE = (
    r"(?i:(?:\w+-\s+og\s+)?(?:assisterende\s+|konst\w*\.?\s+)?\w*(?:sjef|direktør|leder|leiar|overlege|rådgiver|rådgjevar|koordinator|ordfører"
    r"|ordførar|rådmann|sekretær|sekretariat)(?:en|et)?)"
)
_BODY_LINE = re.compile(rf"(?:For\s+|På\s+vegn(?:e|er)\s+av\s+)?{_BODY}(?:\s*[,–-]\s*[\w ,]{{3,40}})?,?$")
_NAME = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}"
# «For X kommune», alone or with who signs: «For X kommune: Kari Eksempel, ordfører».
_SIGNED_FOR = re.compile(
    rf"(?:For|På\s+vegn(?:e|er)\s+av)\s+{_BODY}\s*[,:]?(?:\s+{_NAME}(?:,\s*{_ROLE}(?:\s+[\w ]{{2,40}})?)?)?$"
)
_SENT_BY = re.compile(r"(?:Sendt|Innsendt|Levert|Avgitt|Avgjeve)(?:\s+inn)?\s+av\s+\S")
_ROLE_OF_BODY = re.compile(rf"(?:{_NAMED},\s+)?{_ROLE}(?:\s+[\w ]{{2,40}})?\s*(?:,|–|-|\b(?:i|for))\s*{_BODY}$")
_ROLE_LINE = re.compile(rf"(?=[A-ZÆØÅ]){_ROLE}(?:,?\s+[\w, -]{{2,40}})?$")
_PERSON = re.compile(rf"{_NAME}$")
# Under a person's name a role may begin in small letters; without a body's name it is no more than the role.
_ROLE_ALONE = re.compile(rf"{_ROLE}(?:\s+(?:for\s+|i\s+)?[\w-]{{2,20}}(?:\s+og\s+\w{{2,20}})?)?$")

# On one line, or on two of which the second goes on in small letters.
_PERSON_ROLE = re.compile(rf"{_NAME},?\s+(?=[a-zæøå]){_ROLE}(?:\s+(?:for\s+|i\s+)?[\w-]{{2,20}}(?:\s+og\s+\w{{2,20}})?)?$")


def is_address(block: Block) -> bool:
    """True for a web address, e-mail address or telephone line that stands alone, anywhere in the letter."""
    return len(block.text) <= MAX_LOOK and bool(ADDRESS.match(block.text.replace(CELL_BREAK, " ")))


def is_greeting(block: Block) -> bool:
    """«Med vennlig hilsen», alone or with few words after it."""
    return bool(GREETING.match(block.text[:MAX_LOOK])) and count_words(block.text) <= _MAX_SIGNATURE_WORDS


def is_signed_for(block: Block) -> bool:
    """«For X kommune» alone: what follows at the letter's end are those who sign."""
    return not block.bulleted and len(block.text) <= MAX_LOOK and bool(_SIGNED_FOR.match(block.text))


def is_approval(block: Block) -> bool:
    """«Dokumentet er elektronisk godkjent»: part of the signature wherever it stands."""
    short = len(block.text) <= MAX_LOOK and count_words(block.text) <= _MAX_SIGNATURE_WORDS
    return short and bool(_APPROVED.search(block.text))


def signature_length(blocks: Sequence[Block]) -> int:
    """How many of `blocks`, which follow a greeting, are the signature: names, roles, addresses, until an annex begins."""
    for index, block in enumerate(blocks):
        if count_words(block.text) > _MAX_SIGNATURE_WORDS:
            return index
    return len(blocks)


def tail_start(blocks: Sequence[Block]) -> int:
    """Where the signature begins that ends a letter without a greeting («Kommunalsjef, X kommune»); after the last if none.

    A role or a person's name alone says nothing: one of the blocks must name the body that signs, or a person's role stands
    right under the name. What stands under a heading, after a colon or after a short phrase without a full stop may be an
    answer, and is left.
    """
    start = len(blocks)
    while start and len(blocks) - start < _MAX_TAIL_BLOCKS and _may_sign(blocks, start - 1):
        start -= 1
    tail = blocks[start:]
    told = any(map(_names_signer, tail)) or any(map(_is_office, tail)) or any(_is_person(a, b) for a, b in pairwise(tail))
    if not start or not told:
        return len(blocks)
    before = blocks[start - 1]
    told = before.kind in ("bullet", "table") or ends_sentence(before.text) or count_words(before.text) >= _TEXT_WORDS
    return start if told and before.kind != "heading" and not before.text.endswith(":") else len(blocks)


def _may_sign(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.bulleted or block.kind in ("bullet", "note") or len(block.text) > MAX_LOOK:
        return False
    if count_words(block.text) > _MAX_TAIL_WORDS:
        return False
    text = _cells_listed(block)
    looks = (_names_signer(block), _is_office(block), _ROLE_LINE.match(text), DATE_LINE.match(text), is_approval(block),
             is_address(block))  # fmt: skip
    named = index + 1 < len(blocks) and _is_person(block, blocks[index + 1])
    return named or any(looks) or (index > 0 and _is_person(blocks[index - 1], block))


def _is_office(block: Block) -> bool:
    """A person's name and role in one."""
    return len(block.text) <= MAX_LOOK and bool(_PERSON_ROLE.match(_cells_listed(block)))


def _is_person(block: Block, below: Block) -> bool:
    """A person's name with a role right under it."""
    name, role = _cells_listed(block), _cells_listed(below)
    short = len(name) <= MAX_LOOK and len(role) <= MAX_LOOK and not (block.bulleted or below.bulleted)
    return short and bool(_PERSON.match(name)) and bool(_ROLE_LINE.match(role) or _ROLE_ALONE.match(role))


def _names_signer(block: Block) -> bool:
    text = _cells_listed(block)
    return len(text) <= MAX_LOOK and any(pattern.match(text) for pattern in (_BODY_LINE, _SENT_BY, _ROLE_OF_BODY))


def _cells_listed(block: Block) -> str:
    return block.text.replace(CELL_BREAK, ", ")
