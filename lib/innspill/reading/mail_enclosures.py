"""The parts of a mail sorted: what is its text, what is an attachment to read, what is neither and why."""

import mimetypes
from collections.abc import Sequence, Set
from urllib.parse import unquote

from innspill.pages import Enclosure
from innspill.reading.mail_names import printed_name
from innspill.reading.mail_parts import Part

# Logos of signatures have some 5–60 kB; a photographed page of print has more than this.
_SMALLEST_PAGE = 100_000
_SMALLEST_ICON = 10_000
# Below so many words in the mail a large picture in it may be the letter.
_FEW_WORDS = 50

_IGNORED = {
    "text/calendar": "Møteinnkallinger leses ikke.",
    "application/ics": "Møteinnkallinger leses ikke.",
    "text/vcard": "Visittkort leses ikke.",
    "text/x-vcard": "Visittkort leses ikke.",
    "text/directory": "Visittkort leses ikke.",
    "application/pkcs7-signature": "Elektroniske underskrifter leses ikke.",
    "application/x-pkcs7-signature": "Elektroniske underskrifter leses ikke.",
    "application/pgp-signature": "Elektroniske underskrifter leses ikke.",
    "application/pgp-keys": "Krypteringsnøkler leses ikke.",
    "message/delivery-status": "Leveringsmeldinger leses ikke.",
    "message/disposition-notification": "Lesekvitteringer leses ikke.",
    "text/rfc822-headers": "Leveringsmeldinger leses ikke.",
    "text/x-amp-html": "Delen gjentar e-postens tekst.",
    "text/enriched": "Delen gjentar e-postens tekst.",
    "text/watch-html": "Delen gjentar e-postens tekst.",
}
_REJECTED = {
    "application/ms-tnef": (
        "Vedleggene ligger i winmail.dat, som bare Outlook kan åpne. Be avsenderen sende dem en gang til, uten rik tekst (RTF)."
    ),
    "message/external-body": "Vedlegget ligger et annet sted og blir ikke hentet. Be avsenderen om selve filen.",
    "message/partial": "E-posten er delt i flere. Be avsenderen om den i ett stykke.",
    "application/pgp-encrypted": "Innholdet er kryptert (PGP). Be avsenderen om en kopi uten kryptering.",
}  # fmt: skip
_REJECTED["application/vnd.ms-tnef"] = _REJECTED["application/ms-tnef"]
_ENCRYPTED = "Innholdet er kryptert (S/MIME). Be avsenderen om en kopi uten kryptering."
_SEALED = "Innholdet er lukket inne i en elektronisk underskrift. Be avsenderen om en kopi uten den."
_CONTAINERS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_UNPARTED = "Delene ligger for dypt i hverandre eller kan ikke skilles. Be avsenderen om brevet som PDF."


def is_text(part: Part) -> bool:
    """Is it shown as the mail's own text, not as a file?"""
    if part.media_type not in ("text/plain", "text/html") or part.headers.disposition == "attachment":
        return False
    return not part.groups or not part.headers.file_name


def is_sealed(part: Part) -> bool:
    """Is it encrypted, or signed in such a way that nothing can be read without opening the signature?"""
    return part.media_type in (*_CONTAINERS, "application/pgp-encrypted") or _in_group(part, "encrypted")


def find_enclosures(parts: Sequence[Part], shown: Set[str], words: int) -> tuple[list[Enclosure], list[str]]:
    """One enclosure for each part that is a file, in order, and sentences for the ledger.

    `shown` are the content ids of the pictures that the mail's HTML shows; `words` is how many words the mail has.
    """
    found: list[Enclosure] = []
    warnings: list[str] = []
    for number, part in enumerate(parts, start=1):
        name = _name_of(part, number)
        status, reason = _refusal(part, name)
        if status is None and part.media_type.startswith("image/"):
            reason = _picture_reason(part, shown, words)
            status = "ignored" if reason else None
        if status:
            found.append(Enclosure(name, None, status, reason))
            continue
        content, whole = part.content()
        if not whole:
            warnings.append(f"Vedlegget «{name}» er ikke kommet helt frem.")
        found.append(Enclosure(name, content))
    return found, warnings


def _name_of(part: Part, number: int) -> str:
    if name := part.headers.file_name:
        return printed_name(name)
    if part.media_type == "message/rfc822":
        from innspill.reading.mail_headers import split_headers

        inner = split_headers(part.raw, part.start, part.end)[0].get("subject")
        return printed_name(inner[:190] or "videresendt e-post") + ".eml"
    ending = mimetypes.guess_extension(part.media_type) or ""
    return printed_name(f"vedlegg {number}{ending}")


def _refusal(part: Part, name: str) -> tuple[str | None, str | None]:
    kind = part.media_type
    if kind in _IGNORED:
        return "ignored", _IGNORED[kind]
    if kind in _CONTAINERS:
        sealed = "signed" in part.headers.parameter("smime-type").lower() or name.lower().endswith(".p7s")
        return "rejected", _SEALED if sealed else _ENCRYPTED
    if _in_group(part, "encrypted"):
        return "rejected", _REJECTED["application/pgp-encrypted"]
    if name.casefold() == "winmail.dat":
        kind = "application/ms-tnef"
    if name.casefold() in ("smime.p7s", "signature.asc"):
        return "ignored", _IGNORED["application/pkcs7-signature"]
    if kind in _REJECTED:
        return "rejected", _REJECTED[kind]
    return ("rejected", _UNPARTED) if kind.startswith("multipart/") else (None, None)


def _in_group(part: Part, kind: str) -> bool:
    return any(group == kind for _, group in part.groups)


def _picture_reason(part: Part, shown: Set[str], words: int) -> str | None:
    """Why the picture is not read: it belongs to the mail's looks, and is no page of print. None: it is read."""
    # Base64 takes four characters for three bytes.
    size = (part.end - part.start) * 3 // 4
    referred = unquote(part.headers.content_id) in shown
    if words < _FEW_WORDS and size >= _SMALLEST_PAGE:
        return None
    if referred or (part.headers.disposition != "attachment" and _in_group(part, "related")):
        return "Bildet hører til e-postens utforming."
    if size < _SMALLEST_ICON or (part.headers.disposition == "inline" and size < _SMALLEST_PAGE):
        return "Bildet er for lite til å være en side med tekst."
    return None
