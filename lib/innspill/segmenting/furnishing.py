"""What in a letter is not its text: title, letterhead, greeting, signature, addresses. Kept, with the reason.

A heading or a short line is easily taken for furniture and lost from the analysis; so a block counts as furniture only
where both its place (before the text begins, after the greeting) and its look say so.
"""

import re
from collections.abc import Sequence

from innspill.pages import CELL_BREAK
from innspill.segmenting.blocks import Block
from innspill.segmenting.strips import count_words, ends_sentence, is_salutation

_MAX_TITLE_WORDS = 28
# A block with more words than this after the greeting is an annex, not a signature.
_MAX_SIGNATURE_WORDS = 30
_MAX_SIGNATURE_BLOCKS = 40
_HEAD_BLOCKS = 25
# No pattern below is made for longer text: where they look at a line from several places, time would grow as a square.
_MAX_LOOK = 300
# A signature without a greeting is at most so many blocks, each at most so many words.
_MAX_TAIL_BLOCKS = 6
_MAX_TAIL_WORDS = 14
# The text before such a signature is a whole sentence or this long: after a short phrase, a name may be one more answer.
_TEXT_WORDS = 12

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
    r"^(?:dato|innsendt|sendt\s+inn|mottatt|motteke|datert|publisert|avsender|avsendar|type\s+avsenda?er|(?:vår|deres|dykkar)\s+(?:dato|ref\w*)|arkiv\w*|saksnr|saksbehandl\w*|sakshandsam\w*|sak\s+nr|ref|jnr|j\.nr|til|frå|fra|adresse|postadresse|besøksadresse"
    r"|telefon|tlf|tel|e-?post|org\.?\s?n[ru]\w*|unntatt|vedlegg|kopi|emne|saksframlegg|saksfremlegg|saksgang|saksprotokoll|møtedato|møtebok)\b[\s.:]*"
    r"|^(?:kommune|navn|namn|virksomhet|verksemd|organisasjon|instans|helsefelless?kap|kontakt(?:person)?|ansvarlig|utvalg|utval)\s*:"
    # A row of a case document: a case number, or a committee with the date on which it met.
    r"|^\d{2,4}/\d{1,6}\b|^(?:hovedutvalg|hovudutval|formannskap|kommunestyre|utvalg|utval)\w*\b.*\d\d",
    re.IGNORECASE,
)
_RECEIVER = re.compile(
    r"^(?:det\s+kongelige\s+)?(?:helse-?\s+og\s+omsorgsdepartementet|hod)\b[^.?!]{0,60}$"
    r"|^[A-ZÆØÅ][\w .-]{1,40}(?:gata|gaten|gate|veien|vegen|vei|veg|plass|plassen|torg|torget|allé|brygge)\s+\d{1,4}\s?[A-H]?$"
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

_ANSWER_COLUMNS = frozenset(("spørsmål", "spursmål", "svar", "vårt svar", "kommunens svar", "spørsmålet", "svaret"))
_COLUMN_NAMES = _ANSWER_COLUMNS | {
    "nr", "nummer", "punkt", "pkt", "tema", "innspill", "innspel", "kommentar", "merknad", "#", "",
}  # fmt: skip

# What a body's own name is made of: capitals, and few small words between them.
_CAPITAL = r"[A-ZÆØÅČĐŊŠŦŽ][\w.-]*"
_NAMED = rf"(?:{_CAPITAL}(?:,?\s+(?:og\s+|i\s+|for\s+)?{_CAPITAL}){{0,4}})"
_BODY = (
    rf"(?:{_NAMED}\s+(?:kommune|herad|suohkan|gielda|tjïelte|fylkeskommune|regionråd|helsefelless?kap|sykehus HF|sjukehus HF"
    rf"|HF|RHF|IKS)|Helsefelless?kap\w*\s+(?:i\s+|for\s+)?{_NAMED}(?:\s+og\s+kommunene)?"
    rf"|(?:Foreningen|Foreininga|Forbundet|Stiftelsen|Stiftinga|Landsforeningen)\s+{_CAPITAL}(?:\s+[\w.-]+){{0,3}})"
)
_ROLE = (
    r"(?i:(?:assisterende\s+|konst\w*\.?\s+)?\w*(?:sjef|direktør|leder|leiar|overlege|rådgiver|rådgjevar|koordinator|ordfører"
    r"|ordførar|rådmann|sekretær|sekretariat)(?:en|et)?)"
)
_BODY_LINE = re.compile(rf"(?:For\s+|På\s+vegn(?:e|er)\s+av\s+)?{_BODY}(?:\s*[,–-]\s*[\w ,]{{3,40}})?,?$")
_SIGNED_FOR = re.compile(rf"(?:For|På\s+vegn(?:e|er)\s+av)\s+{_BODY}\s*[,:]?$")
_SENT_BY = re.compile(r"(?:Sendt|Innsendt|Levert|Avgitt|Avgjeve)(?:\s+inn)?\s+av\s+\S")
_ROLE_OF_BODY = re.compile(rf"(?:{_NAMED},\s+)?{_ROLE}(?:\s+[\w ]{{2,40}})?\s*(?:,|–|-|\b(?:i|for))\s*{_BODY}$")
_ROLE_LINE = re.compile(rf"(?=[A-ZÆØÅ]){_ROLE}(?:,?\s+[\w, -]{{2,40}})?$")
_PERSON = re.compile(rf"{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}$")


def find_furniture(blocks: Sequence[Block], *, first: bool, last: bool, prose: bool) -> dict[int, str]:
    """Which blocks of a stretch are no text: place → reason. `first` and `last`: the stretch begins or ends the letter."""
    title_at = find_title(blocks) if first and prose else None
    signed = tail_start(blocks) if last and prose else len(blocks)
    reasons: dict[int, str] = {}
    begun, n_kept, signing = not first or not prose, 0, 0
    for index, block in enumerate(blocks):
        in_head = not begun and (title_at is None or index < title_at or n_kept == 0)
        if signing:
            reasons[index] = "signature"
            signing -= 1
        elif index == title_at:
            reasons[index] = "title"
        elif in_head and is_letterhead(block):
            reasons[index] = "letterhead"
        elif is_salutation(block.text):
            reasons[index] = "greeting"
        elif is_greeting(block) or (last and is_signed_for(block)):
            reasons[index] = "greeting"
            signing = signature_length(blocks[index + 1 : index + 1 + _MAX_SIGNATURE_BLOCKS])
        elif is_column_head(block):
            reasons[index] = "answer_mark"
        elif is_approval(block) or (index >= signed and not is_address(block)):
            reasons[index] = "signature"
        elif is_address(block):
            reasons[index] = "address"
        elif block.text:
            n_kept += 1
            begun = begun or count_words(block.text) > 14
    return reasons


def find_title(blocks: Sequence[Block]) -> int | None:
    """The place of the block that is the letter's own title, among those before the text begins; None if there is none."""
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if block.bulleted or (count_words(block.text) > _MAX_TITLE_WORDS and ends_sentence(block.text)):
            return None
        if _is_title(block):
            return index
    return None


def names_letter(text: str) -> bool:
    """True where the words may be a letter's title: «Innspill fra …»."""
    return bool(_TITLE.search(text[:_MAX_LOOK]))


def names_sender(text: str) -> bool:
    """True where a line is nothing but the name of a body: «Fjellvik kommune»."""
    return len(text) <= _MAX_LOOK and bool(_BODY_NAME.match(text.strip()))


def _is_title(block: Block) -> bool:
    named = names_letter(block.text) and not _LETTERHEAD.match(block.text)
    return (
        named and count_words(block.text) <= _MAX_TITLE_WORDS and not ends_sentence(block.text) and not block.text.endswith(":")
    )


def is_letterhead(block: Block) -> bool:
    """True for a line above the text: receiver, reference, date, the sender's name. Only asked of the letter's head."""
    if len(block.text) > _MAX_LOOK or count_words(block.text) > 14:
        return False
    if ends_sentence(block.text) and not DATE_LINE.match(block.text):
        return False
    looks = (_LETTERHEAD, _RECEIVER, DATE_LINE, _BODY_NAME, _NAME_ONLY, _ADDRESS)
    alike = [any(look.match(cell) for look in looks) for cell in block.text.split(CELL_BREAK)]
    # «Avsender | X»: the cell after a label is its value, whatever it looks like.
    return all(alike) or (len(alike) == 2 and alike[0])


def is_address(block: Block) -> bool:
    """True for a web address, e-mail address or telephone line that stands alone, anywhere in the letter."""
    return len(block.text) <= _MAX_LOOK and bool(_ADDRESS.match(block.text.replace(CELL_BREAK, " ")))


def is_greeting(block: Block) -> bool:
    return bool(GREETING.match(block.text[:_MAX_LOOK])) and count_words(block.text) <= _MAX_SIGNATURE_WORDS


def is_signed_for(block: Block) -> bool:
    """«For X kommune» alone: what follows at the letter's end are those who sign."""
    return not block.bulleted and len(block.text) <= _MAX_LOOK and bool(_SIGNED_FOR.match(block.text))


def is_column_head(block: Block) -> bool:
    """«Nr | Spørsmål | Svar»: the first row of a table of answers."""
    if block.kind != "table" or len(block.text) > _MAX_LOOK:
        return False
    cells = [cell.strip(" :.").casefold() for cell in block.text.split(CELL_BREAK)]
    return _COLUMN_NAMES.issuperset(cells) and not _ANSWER_COLUMNS.isdisjoint(cells)


def is_approval(block: Block) -> bool:
    """«Dokumentet er elektronisk godkjent»: part of the signature wherever it stands."""
    short = len(block.text) <= _MAX_LOOK and count_words(block.text) <= _MAX_SIGNATURE_WORDS
    return short and bool(_APPROVED.search(block.text))


def signature_length(blocks: Sequence[Block]) -> int:
    """How many of `blocks`, which follow a greeting, are the signature: names, roles, addresses, until an annex begins."""
    for index, block in enumerate(blocks):
        if count_words(block.text) > _MAX_SIGNATURE_WORDS:
            return index
    return len(blocks)


def tail_start(blocks: Sequence[Block]) -> int:
    """Where the signature begins that ends a letter without a greeting («Kommunalsjef, X kommune»); after the last if none.

    A role or a person's name alone says nothing: one of the blocks must name the body that signs. What stands under a
    heading, after a colon or after a short phrase without a full stop may be an answer, and is left.
    """
    start = len(blocks)
    while start and len(blocks) - start < _MAX_TAIL_BLOCKS and _may_sign(blocks[start - 1], blocks[start:]):
        start -= 1
    if not start or not any(_names_signer(block) for block in blocks[start:]):
        return len(blocks)
    before = blocks[start - 1]
    told = before.kind in ("bullet", "table") or ends_sentence(before.text) or count_words(before.text) >= _TEXT_WORDS
    return start if told and before.kind != "heading" and not before.text.endswith(":") else len(blocks)


def _may_sign(block: Block, after: Sequence[Block]) -> bool:
    if block.bulleted or block.kind in ("bullet", "note") or len(block.text) > _MAX_LOOK:
        return False
    if count_words(block.text) > _MAX_TAIL_WORDS:
        return False
    text = _cells_listed(block)
    person = bool(_PERSON.match(text)) and bool(after) and bool(_ROLE_LINE.match(_cells_listed(after[0])))
    looks = (_names_signer(block), _ROLE_LINE.match(text), DATE_LINE.match(text), is_approval(block), is_address(block))
    return person or any(looks)


def _names_signer(block: Block) -> bool:
    text = _cells_listed(block)
    return len(text) <= _MAX_LOOK and any(pattern.match(text) for pattern in (_BODY_LINE, _SENT_BY, _ROLE_OF_BODY))


def _cells_listed(block: Block) -> str:
    return block.text.replace(CELL_BREAK, ", ")
