"""A ZIP archive of letters → its files. Nothing is ever unpacked to disk.

A member that cannot be read is refused by itself; an archive that is made to deceive (members that overlap, more of them than
the limits allow) is refused as a whole. What an office file, an e-book or a program packs together is no archive of letters.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Bundle, Enclosure
from innspill.reading.archive import MAX_RATIO, RATIO_FROM
from innspill.reading.mail_names import number_namesakes, printed_name

_MB = 2**20
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
# The list of members may take this many bytes for each; the longest names that programs write have 260 signs.
_LISTED = 1_000
# Without the UTF-8 mark a name is in the code page of the machine that packed it. Norwegian DOS had 865, Windows has 850.
_CODE_PAGES = ("cp850", "cp865", "cp437", "cp1252")
_NORWEGIAN = re.compile("[æøåÆØÅéüöäÖÄáčđŋšŧž–]")
_DRIVE = re.compile(r"[A-Za-z]:")
_LEFTOVERS = {"thumbs.db", "desktop.ini", "icon\r"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError, OverflowError,
           struct.error, MemoryError)  # fmt: skip
_NEW_COPY = "Be avsenderen om en ny kopi"
_AS_WORD = "Åpne den og lagre den som PDF eller .docx"
# What a package that is no archive of letters holds at its root, and what it is.
_OFFICE = {"[Content_Types].xml", "_rels/.rels", "mimetype"}
_PACKAGES = (
    ({"META-INF/container.xml"}, "Filen er en e-bok (EPUB)", "Be avsenderen om brevet som PDF eller .docx"),
    ({"Index/Document.iwa", "index.apxl", "index.xml.gz", "Metadata/BuildVersionHistory.plist",
      "buildVersionHistory.plist"}, "Filen er laget i Pages, Keynote eller Numbers", "Eksporter den som PDF eller .docx"),
    ({"META-INF/MANIFEST.MF", "AndroidManifest.xml"}, "Filen er et program og ikke et brev",
     "Be avsenderen om brevet som PDF eller .docx"),
    ({"FixedDocSeq.fdseq", "FixedDocumentSequence.fdseq"}, "Filen er i formatet XPS", "Skriv den ut som PDF"),
    ({"[Content_Types].xml", "_rels/.rels"}, "Filen er en Office-fil uten en hoveddel som kan leses", _AS_WORD),
    ({"mimetype", "META-INF/manifest.xml"}, "Filen er et OpenDocument av et slag som ikke kan leses", _AS_WORD),
)  # fmt: skip


def read_zip(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Bundle:
    """Every file of the archive, in its order; folders themselves are left out.

    A member with a password, a broken one, one that is too large or packed too tightly, and all beyond `limits.unpacked`
    together, are `rejected`; links, devices and what systems leave behind are `ignored`. Raises InnspillError for an archive
    that is empty, broken, of another kind, has more than `limits.members` members, or members that overlap.
    """
    if _listed_bytes(raw) > limits.members * _LISTED:
        raise _too_many(name, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except _BROKEN as error:
        raise InnspillError(name, "Zip-filen er ødelagt eller avkortet", _NEW_COPY) from error
    with archive:
        members = archive.infolist()
        _check(members, raw, name, limits)
        places = [_place_of(member) for member in members]
        found = list(_enclosures(archive, members, places, limits))
    climbing = [printed_name(printed) for printed, _, climbs in places if climbs]
    return Bundle("zip", None, number_namesakes(found), _told(climbing))


def is_package(raw: bytes) -> bool:
    """Does the archive say that it is an office file? Then it is refused as one where it is broken; else it holds letters."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw if _listed_bytes(raw) < len(raw) else b"")) as archive:
            return bool(_OFFICE.intersection(archive.namelist()))
    except _BROKEN:
        return any(name.encode() in raw[:4_096] for name in _OFFICE)


def _listed_bytes(raw: bytes) -> int:
    """How long the list of members says that it is; Python reads all of it before anyone can look at it."""
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(raw):
        return 0
    listed = int.from_bytes(raw[end + 12 : end + 16], "little")
    large = raw.rfind(b"PK\x06\x06", 0, end) if raw[end - 20 : end - 16] == b"PK\x06\x07" else -1
    return int.from_bytes(raw[large + 40 : large + 48], "little") if large >= 0 else listed


def _check(members: Sequence[zipfile.ZipInfo], raw: bytes, name: str, limits: Limits) -> None:
    if not members:
        raise InnspillError(name, "Zip-filen er tom", _NEW_COPY)
    if len(members) > limits.members:
        raise _too_many(name, limits)
    names = {member.filename for member in members}
    opening = raw[:200]
    if b"mimetypeapplication/epub" in opening:
        names.add("META-INF/container.xml")
    for marks, what, todo in _PACKAGES:
        if names & marks and not (marks <= {"mimetype", "META-INF/manifest.xml"} and b"mimetypeapplication/" not in opening):
            raise InnspillError(name, what, todo)
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            raise InnspillError(name, "Zip-filen har deler som overlapper, og det skriver ingen vanlige programmer", _NEW_COPY)
        end = member.header_offset + 30 + len(_name_bytes(member)) + member.compress_size


def _too_many(name: str, limits: Limits) -> InnspillError:
    return InnspillError(name, f"Zip-filen har mer enn {limits.members} filer", "Pakk ut brevene i mappen")


def _enclosures(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], places: Sequence[tuple[str, str, bool]], limits: Limits
) -> Iterator[Enclosure]:
    """Each member that is a file."""
    unpacked = 0
    for member, (_, place, _) in zip(members, places, strict=True):
        if _is_folder(member):
            continue
        status, reason, content = "ignored", _reason_to_ignore(member, place), None
        if not reason:
            status, reason = "rejected", _reason_to_reject(member, unpacked, limits)
        if not reason:
            try:
                with archive.open(member) as stream:
                    content = stream.read(limits.file_size * _MB)
            except _BROKEN:
                reason = "Filen er ødelagt i arkivet. Be avsenderen om en ny kopi."
        unpacked += len(content or b"")
        yield Enclosure(place, None, status, reason) if content is None else Enclosure(place, content)


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return not member.file_size and (member.filename.endswith(("/", "\\")) or stat.S_ISDIR(member.external_attr >> 16))


def _reason_to_ignore(member: zipfile.ZipInfo, place: str) -> str | None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    leaf = place.rpartition("/")[2]
    if kind == stat.S_IFLNK:
        return "Filen er en lenke. Be om selve filen."
    if kind not in (0, stat.S_IFREG):
        return "Dette er ingen vanlig fil."
    if place.startswith("__MACOSX/") or "/__MACOSX/" in place or leaf.casefold() in _LEFTOVERS:
        return "Filen er lagt igjen av systemet som pakket arkivet."
    if leaf.startswith((".", "~$")):
        return "Filen er skjult eller midlertidig."
    return None


def _reason_to_reject(member: zipfile.ZipInfo, unpacked: int, limits: Limits) -> str | None:
    size = member.file_size
    if member.flag_bits & _ENCRYPTED:
        return "Filen er beskyttet med passord. Be om en kopi uten passord."
    if member.compress_type not in _PACKINGS:
        return "Filen er pakket på en måte som ikke kan leses. Pakk den ut i mappen."
    if size > limits.file_size * _MB:
        return f"Filen er på {size // _MB} MB, og høyst {limits.file_size} leses. Be om en mindre fil."
    if size > RATIO_FROM and size > MAX_RATIO * member.compress_size:
        times = size // max(member.compress_size, 1)
        return f"Filen pakkes ut til {times} ganger sin størrelse, og høyst {MAX_RATIO} leses. Be avsenderen om en PDF."
    if unpacked + size > limits.unpacked * _MB:
        return f"Arkivet pakkes ut til mer enn {limits.unpacked} MB. Pakk ut brevene i mappen."
    return None


def _name_bytes(member: zipfile.ZipInfo) -> bytes:
    return member.orig_filename.encode("utf-8" if member.flag_bits & _UTF8_NAMES else "cp437", "replace")


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name as its sender saw it, whichever code page it was written in."""
    if member.flag_bits & _UTF8_NAMES:
        return member.orig_filename
    written = _name_bytes(member)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return max((written.decode(page, "replace") for page in _CODE_PAGES), key=_familiar)


def _familiar(name: str) -> int:
    """Norwegian letters less other signs outside ASCII."""
    strange = sum(not char.isascii() for char in name)
    return 2 * len(_NORWEGIAN.findall(name)) - strange


def _place_of(member: zipfile.ZipInfo) -> tuple[str, str, bool]:
    """(the name as printed, a harmless one for the ledger, whether the printed one points out of the archive)."""
    printed = _name_of(member)
    steps = [step for step in re.split(r"[/\\]", printed) if step not in ("", ".")]
    climbs = ".." in steps or printed.startswith(("/", "\\")) or bool(_DRIVE.match(printed))
    kept = [_DRIVE.sub("", step) for step in steps if step != ".."]
    return printed, printed_name("/".join(step for step in kept if step), "uten navn"), climbs


def _told(climbing: Sequence[str]) -> tuple[str, ...]:
    if not climbing:
        return ()
    shown = ", ".join(f"«{name}»" for name in climbing[:3])
    more = f" og {len(climbing) - 3} til" if len(climbing) > 3 else ""
    return (f"Navn som peker ut av arkivet, er kortet inn: {shown}{more}.",)
