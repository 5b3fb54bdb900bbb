"""A folder of files that nobody should send, and what may become of each. Everything is made here; nothing is kept.

`python tests/hostile.py FOLDER` writes it, for a look by hand.
"""

import io
import os
import random
import socket
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

GOOD = """Uttale fra Havnesund kommune

1. Hva er de viktigste utfordringene?

Fastlegene slutter, og legevakten står tom annenhver helg. Avsnitt nummer {number}.

Med vennlig hilsen
Havnesund kommune
"""
PARAGRAPH = "Fastlegene slutter, og legevakten står tom annenhver helg i vår lille kommune. "
FORMULAS = ('=HYPERLINK("http://127.0.0.1:9")', "+1+1", "-2", "@SUM(A1)")
CODE = "{{ 7*7 }} {% raw %} $\\frac$ _skjult %s %(x)s <script>alert(1)</script> <img src=x onerror=alert(1)>"
FETCHING = "<img src=http://127.0.0.1:9/x.png><iframe src=http://127.0.0.1:9/></iframe>"
REJECTED, READ, EITHER = {"rejected"}, {"read", "warning"}, {"read", "warning", "rejected"}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Kind = tuple[str, Callable[[], bytes], set[str]]


# ---- archives and Office files ----------------------------------------------------------------------------------------


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def docx(body: str, *, before: str = "", more: list[tuple[str, bytes]] | None = None) -> bytes:
    """A Word file whose document part is `before` + a document with `body`."""
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    document = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    parts = [("[Content_Types].xml", kinds), ("_rels/.rels", relations), ("word/document.xml", document)]
    return zipped([*((name, text.encode()) for name, text in parts), *(more or [])])


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def laughing_docx() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx(paragraph("&l9;"), before=f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>')


def fetching_docx() -> bytes:
    return docx(paragraph("&x;"), before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def remote_docx() -> bytes:
    """A good letter whose template lies on a web server: the letter is read, the template never fetched."""
    far = 'Target="http://127.0.0.1:9/x.dotm" TargetMode="External"'
    link = f'<Relationship Id="r9" Type="{_OFFICE}/attachedTemplate" {far}/>'
    relations = f'<Relationships xmlns="{_RELATIONS}">{link}</Relationships>'
    return docx(paragraph(PARAGRAPH), more=[("word/_rels/document.xml.rels", relations.encode())])


def deep_docx() -> bytes:
    return docx("<w:sdt>" * 100_000 + paragraph("dypt") + "</w:sdt>" * 100_000)


def bomb_zip() -> bytes:
    return zipped([(f"brev{n}.txt", b"\0" * 30_000_000) for n in range(12)])


def bomb_docx() -> bytes:
    return docx(paragraph("x"), more=[("word/media/image1.bmp", b"\0" * 340_000_000)])


def overlapping_zip() -> bytes:
    """Many names in the directory for one and the same compressed megabyte."""
    inner = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = inner.compress(b"a" * 1_000_000) + inner.flush()
    crc = zlib.crc32(b"a" * 1_000_000)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), 1_000_000, 5, 0) + b"a.txt" + packed
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), 1_000_000, 5, 0, 0, 0, 0, 0, 0)
        + b"%05d" % n
        for n in range(1000)
    )
    return local + entries + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1000, 1000, len(entries), len(local), 0)


def nested_zip(depth: int) -> bytes:
    inner = GOOD.format(number="nederst").encode()
    for level in range(depth):
        inner = zipped([(f"{level}.zip" if level else "brev.txt", inner)])
    return inner


def climbing_zip() -> bytes:
    link = zipfile.ZipInfo("lenke.txt")
    link.external_attr = 0o120777 << 16
    names = ("../../ute.txt", "/tmp/innspill-climbed.txt", "C:\\ute.txt", "a/../../../b.txt")
    return zipped([*((name, GOOD.format(number=name).encode()) for name in names), (link, b"/etc/passwd")])


def locked_zip() -> bytes:
    made = bytearray(zipped([("brev.txt", b"hemmelig" * 20)]))
    made[6] |= 1
    made[made.find(b"PK\1\2") + 8] |= 1
    return bytes(made)


def cut(made: bytes, share: float) -> bytes:
    return made[: int(len(made) * share)]


# ---- pdf --------------------------------------------------------------------------------------------------------------


def pdf(paragraphs: int = 3, password: str | None = None) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, encrypt=password, invariant=1)
    for number in range(paragraphs):
        canvas.drawString(72, 760 - 20 * number, f"Avsnitt {number}: fastlegene slutter, og legevakten er tom.")
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def raw_pdf(objects: list[str]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue; no table of where they stand."""
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R>>\n%%EOF".encode("latin-1")


def looping_pdf() -> bytes:
    return raw_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>"])


def endless_pdf() -> bytes:
    return raw_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 2000000000>>",
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 -1e30]>>"])  # fmt: skip


def self_drawing_pdf() -> bytes:
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 6>>stream\n/F Do \nendstream"
    return raw_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
                    "<</Length 6>>stream\n/F Do \nendstream", form])  # fmt: skip


def bomb_pdf() -> bytes:
    packed = zlib.compress(zlib.compress(b"BT (x) Tj ET " * 20_000_000, 9), 9)
    head = f"<</Length {len(packed)}/Filter[/FlateDecode/FlateDecode]>>stream\n".encode()
    start = raw_pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                     "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>"])  # fmt: skip
    return start.replace(b"trailer", b"4 0 obj\n" + head + packed + b"\nendstream\nendobj\ntrailer")


# ---- the rest ---------------------------------------------------------------------------------------------------------


def mail(text: str, name: str, attached: bytes) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "post@example.org", "hod@example.org", "Innspill"
    message.set_content(text)
    message.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def nested_mail(depth: int) -> bytes:
    inner = mail("Innerst.", "a.txt", b"Fastlegene slutter i kommunen.")
    for _ in range(depth):
        inner = mail("Se vedlegg.", "indre.eml", inner)
    return inner


def huge_picture() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">2L5B", 60_000, 60_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")


def html(body: str) -> bytes:
    return f"<!doctype html><html><body>{body}</body></html>".encode()


def text(words: str) -> bytes:
    return words.encode("utf-8", "surrogatepass")


KINDS: tuple[Kind, ...] = (
    ("tom.txt", lambda: b"", REJECTED),
    ("bare-nul.txt", lambda: b"\0" * 5000, REJECTED),
    ("bare-blanke.txt", lambda: b" \r\n" * 5000, REJECTED),
    ("binær.txt", lambda: random.Random(1).randbytes(200_000), EITHER),
    ("låst.pdf", lambda: pdf(password="x"), REJECTED),
    ("låst.zip", locked_zip, {"rejected", "warning"}),
    ("avkortet.pdf", lambda: cut(pdf(), 0.4), EITHER),
    ("avkortet.docx", lambda: cut(docx(paragraph(PARAGRAPH)), 0.6), REJECTED),
    ("avkortet.zip", lambda: cut(zipped([("brev.txt", text(PARAGRAPH * 9))]), 0.7), REJECTED),
    ("avkortet.eml", lambda: cut(mail("Hei.", "a.pdf", pdf()), 0.5), EITHER),
    ("feilmerket-pdf.docx", lambda: pdf(4), READ),
    ("feilmerket-docx.txt", lambda: docx(paragraph(PARAGRAPH)), READ),
    ("feilmerket-html.pdf", lambda: html(f"<p>{PARAGRAPH}</p>"), READ),
    ("feilmerket-eml.docx", lambda: mail(PARAGRAPH, "a.pdf", pdf()), READ),
    ("zipbombe.zip", bomb_zip, {"rejected", "warning"}),
    ("zipbombe.docx", bomb_docx, REJECTED),
    ("overlapp.zip", overlapping_zip, REJECTED),
    ("nøstet.zip", lambda: nested_zip(40), EITHER),
    ("klatrer.zip", climbing_zip, READ),
    ("mange.zip", lambda: zipped([(f"{n}.txt", b"") for n in range(6000)], zipfile.ZIP_STORED), REJECTED),
    ("latter.docx", laughing_docx, REJECTED),
    ("henter.docx", fetching_docx, REJECTED),
    ("fjern-mal.docx", remote_docx, READ),
    ("dyp.docx", deep_docx, EITHER),
    ("løkke.pdf", looping_pdf, EITHER),
    ("endeløs.pdf", endless_pdf, EITHER),
    ("tegner-seg-selv.pdf", self_drawing_pdf, EITHER),
    ("bombe.pdf", bomb_pdf, EITHER),
    ("støy.pdf", lambda: b"%PDF-1.4\n" + random.Random(2).randbytes(300_000), REJECTED),
    ("ole.msg", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(3).randbytes(100_000), REJECTED),
    ("klammer.rtf", lambda: b"{\\rtf1 " + b"{" * 1_000_000, EITHER),
    ("bin.rtf", lambda: b"{\\rtf1 Fastlegene slutter i kommunen.\\bin999999999 x}", EITHER),
    ("nøstet.eml", lambda: nested_mail(30), EITHER),
    ("stort-bilde.png", huge_picture, REJECTED),
    ("åpne-kommentarer.html", lambda: html("<!--" * 225_000), EITHER),
    ("dyp.html", lambda: html("<div>" * 20_000 + PARAGRAPH + "</div>" * 20_000), EITHER),
    ("skript.html", lambda: html(f"<script>alert(1)</script>{FETCHING}<p>{PARAGRAPH}</p>"), READ),
    ("nul.txt", lambda: text(f"{PARAGRAPH}\0\0{PARAGRAPH}\0"), READ),
    ("blandet.txt", lambda: text(PARAGRAPH + "\n") + "Kommunen sier nei på første spørsmål.\n".encode("cp1252"), READ),
    ("mojibake.txt", lambda: text(PARAGRAPH.encode().decode("cp1252")), READ),
    ("snudd.txt", lambda: text(f"\u202e{PARAGRAPH}\u202c\u200b skjult\u200b ord. \ufeff" * 3), READ),
    ("surrogat.txt", lambda: text(f"{PARAGRAPH}\ud800 og mer. {PARAGRAPH}"), READ),
    ("én-linje.txt", lambda: text(PARAGRAPH) * 600_000, EITHER),
    ("to-mb-linje.txt", lambda: text(PARAGRAPH) * 25_000, READ),
    ("langt-ord.txt", lambda: text(f"{PARAGRAPH}{'a' * 100_000} {PARAGRAPH}"), READ),
    ("bare-tall.txt", lambda: text("12 345 67,8 90\n" * 200), EITHER),
    ("bare-stoppord.txt", lambda: text("og i jeg det at en et den til er som på de med han av\n" * 40), READ),
    ("formler.txt", lambda: text("\n\n".join(f"{formula} {PARAGRAPH}" for formula in FORMULAS)), READ),
    ("mal-og-matematikk.txt", lambda: text(f"{CODE} {PARAGRAPH}"), READ),
    ("regex.txt", lambda: text(("a " * 40_000) + "!" + "(" * 5_000 + "." * 5_000 + "*" * 5_000), EITHER),
    ("mange-spørsmål.txt", lambda: text("Spørsmål 1:\nVi svarer kort på dette.\n" * 3_000), READ),
)  # fmt: skip

NAMES = ("=SUM(A1).txt", "-rf.txt", "--help", "+1.txt", "@brev.txt", "brev 😊.txt", "to\nlinjer.txt", "tab\tog\rretur.txt",
         "$\\frac$.txt", "{{ 7*7 }}.txt", "<script>alert(1)<", "%s%n.txt", "_skjult_.txt", "NA", "å" * 125 + ".txt",
         "\u202etxt.exe", "'sitat' og \"sitat\".txt", " blank .txt", "prikk.", "a;b,c.txt", "CON.txt",
         os.fsdecode(b"\xe5ne.txt"))  # fmt: skip


def write_hostile(folder: Path) -> dict[str, set[str]]:
    """Write every kind into `folder`; name on the disk → the statuses that the ledger may give it."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, set[str]] = {}
    for name, make, statuses in KINDS:
        (folder / name).write_bytes(make())
        expected[name] = statuses
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(GOOD.format(number=number).encode())
        expected[name] = READ
    expected |= dict(_special(folder))
    return expected


def _special(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """What is no file: links out of the folder, loops, pipes, sockets; and what may not be opened."""
    secret = folder.parent / "hemmelig.txt"
    secret.write_text("Hemmelig tekst utenfor mappen.", encoding="utf-8")
    for name, target in (("lenke-ut.txt", secret), ("lenke-mappe", folder.parent), ("løkke", folder / "løkke"),
                         ("lenke-tom", folder / "finnes-ikke")):  # fmt: skip
        (folder / name).symlink_to(target)
        yield name, {"ignored"}
    os.mkfifo(folder / "rør.txt")
    yield "rør.txt", {"ignored"}
    here = Path.cwd()
    try:
        # A socket's path may be no longer than some 100 characters.
        os.chdir(folder)
        socket.socket(socket.AF_UNIX).bind("plugg.txt")
    finally:
        os.chdir(here)
    yield "plugg.txt", {"ignored"}
    locked = folder / "uten-rett.txt"
    locked.write_text(PARAGRAPH, encoding="utf-8")
    locked.chmod(0)
    yield "uten-rett.txt", READ if os.geteuid() == 0 else REJECTED
    (folder / "tom mappe").mkdir()


if __name__ == "__main__":
    for written, statuses in write_hostile(Path(sys.argv[1])).items():
        print(ascii(written), *sorted(statuses))
