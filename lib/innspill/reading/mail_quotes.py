"""What of a mail is the letter: the sender's own words, or, where she only sends a letter on, the mail that she forwards.

Earlier mails go to the furniture (`quoted_message`), with two exceptions: a forwarded letter, and the quoted question that an
answer stands under.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from innspill.pages import Line
from innspill.reading.mail_headers import is_forward_subject
from innspill.reading.mail_heads import Head, find_heads
from innspill.reading.mail_text import Printed, words_of

# A covering note: «Hei, her kommer innspillet fra oss» with a signature. Letters in mails have hundreds of words.
_NOTE_WORDS = 60
_DEEPEST_FORWARD = 10
_MINISTRY = re.compile(r"departement|[@.]dep\.no\b", re.IGNORECASE)
_QUESTION = re.compile(r"\?|^\s*(?:\d{1,2}[.):]|(?:spørsmål|spursmål|spm|pkt|punkt)\b\D{0,12}\d)", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:(?:sendt|sent|send)\s(?:fra|frå|from|via)\s(?:min|mitt|my|outlook|mail|yahoo|samsung|iphone|ipad|android|proton)\b.{0,60}"
    r"|(?:hent|last\sned|få|get)\s(?:outlook|yahoo)\b.{0,60}"
    r"|.{0,40}\b(?:tenk|consider|think)\b.{0,40}(?:miljø|environment)\w*.{0,120})\W{0,3}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\b(?:e-?post\w*|e-?mail\w*|mail\w*|melding\w*|message\w*|vedlegg\w*)\b", re.IGNORECASE)
_MISSENT = re.compile(
    r"ved en feil|ved ein feil|feil\s?sendt|feil mottaker|feilaktig mottatt"
    r"|(?:ikke|ikkje) (?:er )?(?:rette|riktig)\w* (?:mottaker|adressat|mottakar)"
    r"|(?:kun|bare|berre) (?:ment|tiltenkt|meint) (?:for|til)"
    r"|in error|intended (?:only|solely|recipient|for)",
    re.IGNORECASE,
)
_SECRET = re.compile(r"konfidensiel|fortruleg|fortrolig|taushet|teieplikt|slett|destru|confidential|privileged|delete", re.I)
_FAREWELL = re.compile(
    r"\W{0,3}(?:(?:med\s)?(?:vennlig|venleg|vennleg|beste?|god)\s?(?:hilsen|hilsing|helsing)|(?:hilsen|helsing)\b|mvh\b"
    r"|(?:kind|best)?\s?regards)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"\b(?:ekstern\w*|external|utenfor|outside)\b", re.IGNORECASE)
_BEWARE = re.compile(
    r"\b(?:advarsel|obs|vær (?:forsiktig|obs|varsom)|caution|warning|ikke (?:klikk|åpne)|do not click)\b", re.IGNORECASE
)


@dataclass
class Reading:
    """Lines of the letter, furniture in the order of the mail, and sentences for the ledger."""

    lines: list[Line] = field(default_factory=list)
    furniture: list[tuple[Line, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def set_aside(self, printed: Sequence[Printed], reason: str) -> None:
        self.furniture += [(line, reason) for line in _paragraphs(printed)]


def read_messages(printed: Sequence[Printed], subject: str, enclosed: int) -> Reading:
    """The mail's lines sorted: the letter, covering notes (`greeting`), headers (`letterhead`), earlier mails.

    `enclosed` is the number of attachments that will be read: with one the letter may well be there.
    """
    heads = find_heads(printed)
    reading = Reading()
    start, base, forwarding, said = 0, 0, is_forward_subject(subject), 0
    for number in range(len(heads) + 1):
        head = heads[number] if number < len(heads) else None
        own = printed[start : head.first if head else len(printed)]
        said = _said([one for one in own if one.depth <= base])
        rest = printed[head.last :] if head else ()
        if head and number < _DEEPEST_FORWARD and _sends_on(head, forwarding, said, rest, enclosed):
            reading.set_aside(own, "greeting")
            reading.furniture += [(one.line, "letterhead") for one in printed[head.first : head.last] if one.line.text.strip()]
            start, base, forwarding = head.last, _base_of(head, rest), is_forward_subject(head.subject)
            continue
        below = [replace(one, first=one.first - start, last=one.last - start) for one in heads[number:]]
        _sort_own(printed[start:], below, base, reading)
        break
    quoted = any(reason == "quoted_message" for _, reason in reading.furniture)
    said = _count([Printed(line) for line in reading.lines], 16)
    if quoted and not said and not enclosed:
        lines = [one.line for one in printed]
        return Reading(lines, notes=["Alt i e-posten er hentet fra en tidligere melding, og det er lest som brevet."])
    if quoted and said <= 15 and not enclosed:
        reading.notes.append(
            f"E-posten har bare {said} egne ord ved siden av en tidligere melding. Se etter om svaret står i den."
        )
    return reading


def _sends_on(head: Head, forwarding: bool, said: int, rest: Sequence[Printed], enclosed: int) -> bool:
    """Is what stands below the letter, and what stands above a covering note?"""
    if head.attributes or said > _NOTE_WORDS or _count(rest, said + 1) <= said:
        return False
    # The ministry's own invitation, sent on inside a kommune with the answer attached.
    if _MINISTRY.search(head.sender) and (said or enclosed):
        return False
    return forwarding or head.forwards or not said


def _base_of(head: Head, rest: Sequence[Printed]) -> int:
    """How deep the forwarded mail itself stands: as deep as its head, or as its first line where that is less."""
    first = next((one.depth for one in rest if one.line.text.strip()), head.depth)
    return max(head.depth, first) if head.forwards else min(head.depth, first)


def _sort_own(printed: Sequence[Printed], heads: Sequence[Head], base: int, reading: Reading) -> None:
    """The letter's lines against what it quotes. A head without marked lines below it quotes all that follows."""
    quoted = [one.depth > base for one in printed]
    for head in heads:
        quoted[head.first : head.last] = [True] * (head.last - head.first)
        below = next((printed[at].depth for at in range(head.last, len(printed)) if printed[at].line.text.strip()), 0)
        if below <= max(base, head.depth):
            quoted[head.first :] = [True] * (len(printed) - head.first)
            break
    for first, last in _runs(printed, quoted):
        if quoted[first]:
            asked = _question_start(printed, first, last) if last < len(printed) else last
            reading.set_aside(printed[first:asked], "quoted_message")
            reading.lines += [one.line for one in printed[asked:last]]
        else:
            _set_disclaimers_aside(printed[first:last], reading)


def _runs(printed: Sequence[Printed], quoted: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches (first, after the last) that are quoted or not; an empty line belongs to what it follows."""
    runs: list[tuple[int, int]] = []
    for at, one in enumerate(printed):
        if not runs or (quoted[at] != quoted[runs[-1][0]] and one.line.text.strip()):
            runs.append((at, at + 1))
        else:
            runs[-1] = (runs[-1][0], at + 1)
    return runs


def _question_start(printed: Sequence[Printed], first: int, last: int) -> int:
    """Where, in a quotation with own words below it, the question begins that they answer; `last` where none is asked."""
    at = last
    while at > first and not printed[at - 1].line.text.strip():
        at -= 1
    end = at
    while at > first and printed[at - 1].line.text.strip():
        at -= 1
        text = printed[at].line.text
        if printed[at].line.kind or re.match(r"\s*\d{1,2}[.)]", text):
            break
    asks = end > at and any(_QUESTION.search(one.line.text) for one in printed[at:end])
    return at if asks else last


def _set_disclaimers_aside(printed: Sequence[Printed], reading: Reading) -> None:
    """The letter's own lines; «Sendt fra min iPhone» and legal notes to whoever got the mail by mistake are set aside."""
    at, opening = 0, not reading.lines
    while at < len(printed):
        end = _paragraph_end(printed, at)
        text = " ".join(one.line.text.strip() for one in printed[at:end])
        reason = _reason_against(text, opening)
        opening = opening and (not text or reason is not None)
        if reason:
            reading.set_aside(printed[at:end], reason)
        else:
            for one in printed[at:end]:
                if _DEVICE.fullmatch(one.line.text.strip()[:300]):
                    reading.set_aside([one], "signature")
                else:
                    reading.lines.append(one.line)
        at = end


def _reason_against(text: str, opening: bool) -> str | None:
    if not text or len(text) > 3_000:
        return None
    if _MAIL.search(text) and _MISSENT.search(text) and _SECRET.search(text):
        return "signature"
    if opening and len(text) <= 400 and _MAIL.search(text) and _OUTSIDE.search(text) and _BEWARE.search(text):
        return "running_head"
    return None


def _paragraph_end(printed: Sequence[Printed], at: int) -> int:
    """After the block, or the lines of print up to the next empty one, that begin at `at`."""
    if printed[at].line.kind or not printed[at].line.text.strip():
        return at + 1
    end = at
    while (
        end < len(printed)
        and (one := printed[end]).line.kind is None
        and one.line.text.strip()
        and one.depth == printed[at].depth
    ):
        end += 1
    return end


def _paragraphs(printed: Sequence[Printed]) -> list[Line]:
    """Lines of print joined to paragraphs: furniture is not cut further, and 200 quoted lines are not 200 rows."""
    found, at = [], 0
    while at < len(printed):
        end = _paragraph_end(printed, at)
        text = " ".join(one.line.text.strip() for one in printed[at:end]).strip()
        if text:
            found.append(Line(text, printed[at].line.page, printed[at].line.kind or "paragraph"))
        at = end
    return found


def _said(printed: Sequence[Printed]) -> int:
    """How many words the sender says above her farewell, without legal notes."""
    own = Reading()
    _set_disclaimers_aside(printed, own)
    farewell = next((at for at, line in enumerate(own.lines) if _FAREWELL.match(line.text)), len(own.lines))
    return _count([Printed(line) for line in own.lines[:farewell]], _NOTE_WORDS + 1)


def _count(printed: Sequence[Printed], most: int) -> int:
    """The number of words, counted no further than `most`."""
    n_words = 0
    for one in printed:
        n_words += words_of(one.line.text[:10_000]).total() if one.line.text else 0
        if n_words >= most:
            break
    return n_words
