"""What in a letter is not its text: title, letterhead, greeting, signature, addresses. Kept, with the reason.

A heading or a short line is easily taken for furniture and lost from the analysis; so a block counts as furniture only
where both its place (before the text begins, after the greeting) and its look say so.
"""

import re
from collections.abc import Mapping, Sequence

from innspill.pages import CELL_BREAK
from innspill.segmenting.blocks import Block
from innspill.segmenting.signing import (
    ADDRESS,
    DATE_LINE,
    MAX_LOOK,
    MAX_SIGNATURE_BLOCKS,
    is_address,
    is_approval,
    is_greeting,
    is_signed_for,
    signature_length,
    tail_start,
)
from innspill.segmenting.strips import count_words, ends_sentence, is_salutation

_MAX_TITLE_WORDS = 28
_HEAD_BLOCKS = 25

_TITLE = re.compile(
    r"\b(?:hørings?\w*|høyrings?\w*|innspill\w*|innspel\w*|uttale\w*|uttalelse\w*|svar\s+på|tilbakemelding\w*|fråsegn\w*|utsegn\w*)\b",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"^(?:dato|innsendt|sendt\s+inn|mottatt|motteke|datert|publisert|avsender|avsendar|type\s+avsenda?er|(?:vår|deres|dykkar)\s+(?:dato|ref\w*)|arkiv\w*|saksnr|saksbehandl\w*|sakshandsam\w*|sak\s+nr|ref|jnr|j\.nr|til|frå|fra|adresse|postadresse|besøksadresse"
    r"|telefon|tlf|tel|e-?post|org\.?\s?n[ru]\w*|unntatt|vedlegg|kopi|emne|saksframlegg|saksfremlegg|saksgang|saksprotokoll|møtedato|møtebok)\b[\s.:]*"
    r"|^(?:kommune|navn|namn|virksomhet|verksemd|organisasjon|instans|helsefelless?kap|kontakt(?:person)?|ansvarlig|utvalg|utval|svartype)\s*:"
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
_BODY_NAME = re.compile(
    r"^[\w .,&–-]{2,60}\b(?:kommune|herad|suohkan|gielda|tjïelte|helsefellesskap\w*|helsefelleskap\w*|HF|RHF|IKS)$",
    re.IGNORECASE,
)
_NAME_ONLY = re.compile(
    r"^(?:(?:statsforvalt[ea]ren|fylkesmannen)\s+i|helsefelless?kap\w*|kommunene?)\b[\wæøåÆØÅ .,&–-]{0,60}$", re.IGNORECASE
)

# A form's labels, alone on a line: the next short line is what the sender filled in.
_LABEL = re.compile(
    r"(?:avsend[ae]r|innsend[ae]r|navn|namn|fornavn|etternavn|kontakt(?:person)?|e-?post(?:adresse)?|telefon(?:nummer)?|mobil|adresse"
    r"|organisasjon|virksomhet|verksemd|instans|kommune|stilling|rolle|innsendt|sendt inn|levert|mottatt|motteke|dato|referanse"
    r"(?:nummer)?|organisasjonsnummer|svartype)\s*[:*]{0,2}",
    re.IGNORECASE,
)
_MAX_VALUE_WORDS = 10
_MAX_UNIT_WORDS = 6
_MIN_SECOND_TITLE_WORDS = 4

_ANSWER_COLUMNS = frozenset(("spørsmål", "spursmål", "svar", "vårt svar", "kommunens svar", "spørsmålet", "svaret"))
_WHOSE_ANSWER = re.compile(r"(?:\w{2,40}s\s+svar|svar(?:et)?\s+(?:fra|frå)\s+\w{2,40}(?:\s+\w{2,40}){0,2})")
_COLUMN_NAMES = _ANSWER_COLUMNS | {
    "nr", "nummer", "punkt", "pkt", "tema", "innspill", "innspel", "kommentar", "merknad", "#", "",
}  # fmt: skip


def find_furniture(blocks: Sequence[Block], *, first: bool, last: bool, prose: bool) -> dict[int, str]:
    """Which blocks of a stretch are no text: place → reason. `first` and `last`: the stretch begins or ends the letter."""
    title_at = find_title(blocks if prose else blocks[:1]) if first else None
    signed = tail_start(blocks) if last and prose else len(blocks)
    reasons: dict[int, str] = {}
    begun, n_kept, signing = not first or not prose, 0, 0
    filled = find_fields(blocks) if first and prose else frozenset()
    for index, block in enumerate(blocks):
        in_head = not begun and (title_at is None or index < title_at or n_kept == 0)
        if signing:
            reasons[index] = "signature"
            signing -= 1
        elif index == title_at or (in_head and title_at is not None and index > title_at and is_second_title(block)):
            reasons[index] = "title"
        elif index in filled or (in_head and (is_letterhead(block) or _is_heading_letter(blocks, index, title_at, reasons))):
            reasons[index] = "letterhead"
        elif is_salutation(block.text):
            reasons[index] = "greeting"
        elif is_greeting(block) or (last and is_signed_for(block)):
            reasons[index] = "greeting"
            after = blocks[index + 1 : index + 1 + MAX_SIGNATURE_BLOCKS]
            # A slide that says thank you ends no slide but its own.
            signing = signature_length(after if prose else [b for b in after if b.page == block.page])
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


def find_fields(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of a form's labels and of what was filled in under them, before the text begins; two labels at least."""
    labels = []
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if count_words(block.text) > _MAX_UNIT_WORDS * 4:
            break
        if len(block.text) <= MAX_LOOK and _LABEL.fullmatch(block.text.strip()):
            labels.append(index)
    values = {i + 1 for i in labels if i + 1 < len(blocks) and count_words(blocks[i + 1].text) <= _MAX_VALUE_WORDS}
    return frozenset((*labels, *values)) if len(labels) >= 2 else frozenset()


def find_title(blocks: Sequence[Block]) -> int | None:
    """The place of the block that is the letter's own title, among those before the text begins; None if there is none."""
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if block.bulleted or (count_words(block.text) > _MAX_TITLE_WORDS and ends_sentence(block.text)):
            return None
        if _is_title(block):
            return index
    return None


def is_second_title(block: Block) -> bool:
    """A long title under the title: below the receiver, or under a running head that stands on the only page."""
    return not block.bulleted and _is_title(block) and count_words(block.text) >= _MIN_SECOND_TITLE_WORDS


def _is_heading_letter(blocks: Sequence[Block], index: int, title_at: int | None, reasons: Mapping[int, str]) -> bool:
    """A line above the title that is the sender's name, as the title has it, or its unit."""
    if title_at is None or index > title_at or count_words(blocks[index].text) > _MAX_UNIT_WORDS:
        return False
    name = blocks[index].text.strip().casefold()
    return name in blocks[title_at].text.casefold() or is_unit(blocks, index, reasons)


def is_unit(blocks: Sequence[Block], index: int, reasons: Mapping[int, str]) -> bool:
    """The sender's unit («Helse og velferd») right under its name, between lines of the letterhead."""
    if index == 0 or reasons.get(index - 1) != "letterhead" or index + 1 >= len(blocks) or not is_letterhead(blocks[index + 1]):
        return False
    block = blocks[index]
    plain = not block.bulleted and not ends_sentence(block.text) and count_words(block.text) <= _MAX_UNIT_WORDS
    return plain and names_sender(blocks[index - 1].text)


def names_letter(text: str) -> bool:
    """True where the words may be a letter's title: «Innspill fra …»."""
    return bool(_TITLE.search(text[:MAX_LOOK]))


def names_sender(text: str) -> bool:
    """True where a line is nothing but the name of a body: «Fjellvik kommune»."""
    return len(text) <= MAX_LOOK and bool(_BODY_NAME.match(text.strip()))


def _is_title(block: Block) -> bool:
    named = names_letter(block.text) and not _LETTERHEAD.match(block.text)
    return (
        named and count_words(block.text) <= _MAX_TITLE_WORDS and not ends_sentence(block.text) and not block.text.endswith(":")
    )


def is_letterhead(block: Block) -> bool:
    """True for a line above the text: receiver, reference, date, the sender's name. Only asked of the letter's head."""
    if len(block.text) > MAX_LOOK or count_words(block.text) > 14:
        return False
    if ends_sentence(block.text) and not DATE_LINE.match(block.text):
        return False
    looks = (_LETTERHEAD, _RECEIVER, DATE_LINE, _BODY_NAME, _NAME_ONLY, ADDRESS)
    alike = [any(look.match(cell) for look in looks) for cell in block.text.split(CELL_BREAK)]
    # «Avsender | X»: the cell after a label is its value, whatever it looks like.
    return all(alike) or (len(alike) == 2 and alike[0])


def is_column_head(block: Block) -> bool:
    """«Nr | Spørsmål | Svar»: the first row of a table of answers."""
    if block.kind != "table" or len(block.text) > MAX_LOOK:
        return False
    cells = [cell.strip(" :.").casefold() for cell in block.text.split(CELL_BREAK)]
    cells = ["svar" if _WHOSE_ANSWER.fullmatch(cell) else cell for cell in cells]
    return _COLUMN_NAMES.issuperset(cells) and not _ANSWER_COLUMNS.isdisjoint(cells)
