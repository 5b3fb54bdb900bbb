"""A letter sent by e-mail: a few words to the ministry's post room, and the letter as an attached file (.eml)."""

import base64
import quopri
from email.utils import parseaddr
from urllib.parse import quote

from letter_source import Letter

KINDS = {"pdf": "application/pdf", "txt": "text/plain"}
# Written out, for how the standard library folds headers differs between versions of Python.
MAIL = """From: {sender} <{address}>
To: {to}
Subject: {subject}
Date: {sent}
Message-ID: <{source}@post.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_{source}"

--=_{source}
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

{text}
--=_{source}
Content-Type: {kind}
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename*=utf-8''{name}

{attached}
--=_{source}--
"""


def mail(letter: Letter, attached: bytes) -> bytes:
    """The mail as a post program keeps it. `letter.mail`: from, to, sent (as in the header), subject, text, attached."""
    sent = letter.mail
    sender, address = parseaddr(sent["from"])
    name = sent["attached"]
    text = MAIL.format(
        sender=_header(sender), address=address, to=sent["to"], subject=_header(sent["subject"]), sent=sent["sent"],
        source=letter.source, text=quopri.encodestring(sent["text"].encode("utf-8")).decode("ascii"),
        kind=KINDS[name.rpartition(".")[2]], name=quote(name), attached=base64.encodebytes(attached).decode("ascii").rstrip(),
    )  # fmt: skip
    return text.replace("\n", "\r\n").encode("ascii")


def _header(text: str) -> str:
    """The text as seven-bit signs, as headers hold it."""
    return text if text.isascii() else f"=?utf-8?B?{base64.b64encode(text.encode('utf-8')).decode('ascii')}?="
