"""Where an earlier mail begins inside a mail: «-----Opprinnelig melding-----», «Fra: … Sendt: …», «Den … skrev …:»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from innspill.reading.mail_text import Printed

_ORIGINAL = re.compile(
    r"[\W_]{0,80}(?:opprinnelig|opphavleg|original|ursprungligt?|oprindelig)\s(?:melding|e-?post|message|appointment|avtale"
    r"|meddelande|meddelelse)[\W_]{0,80}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[\W_]{0,80}(?:begin\sforwarded\smessage|forwarded\s(?:message|by\s.{1,80})|(?:start\spå\s)?(?:videresendt|vidaresendt"
    r"|vidarebefordrat|videresendte?)\s(?:e-?post)?(?:melding|meddelande|meddelelse)?|inicio\sdel\smensaje)[\W_]{0,80}",
    re.IGNORECASE,
)
_LABELS = {
    "from": ("fra", "frå", "från", "from", "von"),
    "sent": ("sendt", "sent", "skickat", "dato", "date", "gesendet"),
    "to": ("til", "to", "till", "an"),
    "copy": ("kopi", "kopi til", "kopia", "cc", "bcc"),
    "subject": ("emne", "subject", "ämne", "betreff"),
    "other": ("viktighet", "prioritet", "importance", "priority", "vedlegg", "attachments", "svar til", "reply-to",
              "følsomhet", "sensitivity", "organisasjon"),
}  # fmt: skip
_KIND_OF = {label: kind for kind, labels in _LABELS.items() for label in labels}
_NAMES = "|".join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))
_FIELD = re.compile(rf"[\W_]{{0,4}}({_NAMES})\s{{0,3}}[*_]{{0,2}}:[\s*_]{{0,4}}(.*)", re.IGNORECASE)
# HTML that was printed in one block: «Fra: Kari Tang <…> Sendt: mandag 5. september 2022 12:03 Til: …»
_INNER_FIELD = re.compile(rf"(?:(?<=\s)|(?<=^))({_NAMES})\s?:\s", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b|\bkl\.?\s?\d|\S@\S|mailto:", re.IGNORECASE)
_WROTE = re.compile(r"\b(?:skrev|skreiv|wrote|schrieb|skrev følgende)\b", re.IGNORECASE)
_WROTE_BEGINS = re.compile(
    r"\W{0,3}(?:den|on|på|am|el|man|tir|ons|tor|fre|lør|laur|søn|sun|\d{1,4}[./-]|\d{1,2}\s|.{1,80}<\S+@\S+>|\S+@\S+)",
    re.IGNORECASE,
)
_LONGEST_WROTE = 300
_MOST_FIELDS = 12


@dataclass(frozen=True)
class Head:
    """The lines `first` to `last` (without it) that stand over an earlier mail.

    `depth` is how deep they are quoted themselves, `forwards` whether they say that the mail is sent on, `sender` and
    `subject` what they name. `attributes` says that it is «Den … skrev …:», which only stands over what a reply answers.
    """

    first: int
    last: int
    depth: int
    forwards: bool = False
    sender: str = ""
    subject: str = ""
    attributes: bool = False


def find_heads(printed: Sequence[Printed]) -> list[Head]:
    """Every head, in order."""
    heads: list[Head] = []
    at = 0
    while at < len(printed):
        head = _head_at(printed, at) if printed[at].line.text else None
        if head:
            heads.append(head)
        at = head.last if head else at + 1
    return heads


def _head_at(printed: Sequence[Printed], at: int) -> Head | None:
    text = printed[at].line.text.strip()
    depth = printed[at].depth
    forwards, original = _is_alone(_FORWARDED, text), _is_alone(_ORIGINAL, text)
    if forwards or original:
        following = next((n for n in range(at + 1, min(at + 4, len(printed))) if printed[n].line.text), at)
        fields, last = _fields_at(printed, following)
        # «Videresendt melding» alone may be a heading of the letter.
        if not fields and not re.match(r"[-_=*]{2,}", text):
            return None
        return Head(at, last if fields else at + 1, max(depth, printed[following].depth if fields else 0), forwards,
                    fields.get("from", ""), fields.get("subject", ""))  # fmt: skip
    fields, last = _fields_at(printed, at)
    if "from" in fields and len(fields) >= 3 and ("sent" in fields or "subject" in fields):
        if any(_TIME.search(value) for value in fields.values()):
            return Head(at, last, depth, False, fields["from"], fields.get("subject", ""))
        return None
    wrote = _attribution_at(printed, at)
    return Head(at, wrote, depth, attributes=True) if wrote else None


def _is_alone(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= 250 and bool(pattern.fullmatch(text))


def _fields_at(printed: Sequence[Printed], at: int) -> tuple[dict[str, str], int]:
    """The named fields from line `at` on, and the first line after them; a value may run on over two more lines."""
    fields: dict[str, str] = {}
    last = at
    for number in range(at, min(at + 3 * _MOST_FIELDS, len(printed))):
        text = printed[number].line.text.strip()
        found = _FIELD.match(text[:2_000])
        if found:
            kind = _KIND_OF[found[1].lower()]
            if (kind == "from") == bool(fields):
                break
            fields.setdefault(kind, found[2])
            fields |= {name: value for name, value in _inner_fields(text[:2_000]).items() if name not in fields}
            last = number + 1
        elif not fields or "subject" in fields or not _may_go_on(printed, number, last):
            break
    return fields, last


def _may_go_on(printed: Sequence[Printed], number: int, last: int) -> bool:
    """May the fields go on after line `number`, which is none? One empty line, or the end of a long list of receivers, may
    stand between two fields: then a further one follows within three lines."""
    if not printed[number].line.text.strip():
        return number == last
    return number - last < 2 and any(_FIELD.match(one.line.text[:200].strip()) for one in printed[number + 1 : number + 4])


def _inner_fields(text: str) -> dict[str, str]:
    found = list(_INNER_FIELD.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    return {_KIND_OF[match[1].lower()]: text[match.end() : end] for match, end in zip(found, ends, strict=True)}


def _attribution_at(printed: Sequence[Printed], at: int) -> int | None:
    """The line after «Den 5. sep. 2022 kl. 12:03 skrev Kari Tang <…>:», which may run over three lines."""
    text = ""
    for number in range(at, min(at + 3, len(printed))):
        text = f"{text} {printed[number].line.text}".strip()
        if not printed[number].line.text or len(text) > _LONGEST_WROTE:
            return None
        if not _WROTE_BEGINS.match(text):
            return None
        if text.endswith(":") and _WROTE.search(text) and _TIME.search(text):
            return number + 1
    return None
