"""Office files are zip archives of XML: how one is opened without trusting it.

A zip of 42 kB can unpack to petabytes, and XML can name other files to be read in. Every limit here is on, always. What
Word and PowerPoint write themselves is far below them: the largest ordinary letter with pictures has some 200 members,
and text packs at most 20–60 times.
"""

import io
import lzma
import struct
import zipfile
import zlib
from functools import cached_property
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.reading.archive_xml import parse_xml, root_name

# One XML part of 64 MB is a letter of some 10,000 pages.
MAX_PART = 64 * 1024 * 1024
MAX_RATIO = 100
# The ratio is only looked at above this size: a small part of blanks may well pack 500 times.
RATIO_FROM = 1024 * 1024
# Office writes these two; a stranger's archive in LZMA may ask for a dictionary of 4 GB.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8_NAME = 0x800

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN = (
    KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError,
    struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
# Root element of the main part → what the file is.
_KINDS = {"document": "word", "presentation": "slides", "workbook": "sheet"}
# Where the main part lies as a rule, for packages that have lost their list of relations.
_USUAL_MAINS = ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml")


class Package:
    """The parts of one office file by name; reads a part at most once asked for and never more than `MAX_PART` bytes."""

    def __init__(self, raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> None:
        """Opens `raw`; raises InnspillError when the archive is broken, encrypted or beyond the limits."""
        self.name = name
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except _BROKEN as error:
            raise InnspillError(name, "Office-filen er ødelagt eller avkortet", "Be avsenderen om en ny kopi") from error
        self._check(len(raw))
        self.names = frozenset(self._zip.namelist())

    def _check(self, n_bytes: int) -> None:
        """Refuses what no word processor writes: too many or too large members, overlaps, encryption."""
        members, limits = self._zip.infolist(), self.limits
        unpacked = sum(member.file_size for member in members)
        if len(members) > limits.members:
            self._refuse(f"Filen har {len(members)} deler, og høyst {limits.members} leses")
        if unpacked > limits.unpacked * 2**20:
            self._refuse(f"Filen pakkes ut til {unpacked // 2**20} MB, og høyst {limits.unpacked} leses")
        # Pictures are never unpacked here, and a blank one in an old format may pack a thousand times.
        text = sum(member.file_size for member in members if "/media/" not in member.filename)
        if text > RATIO_FROM and text > MAX_RATIO * n_bytes:
            self._refuse(f"Filen pakkes ut til {text // max(n_bytes, 1)} ganger sin størrelse, og høyst {MAX_RATIO} leses")
        if any(member.flag_bits & 0x1 for member in members):
            self._refuse("Filen er beskyttet med passord")
        end = 0
        for member in sorted(members, key=lambda one: one.header_offset):
            if member.header_offset < end:
                self._refuse("Filen har deler som overlapper")
            encoding = "utf-8" if member.flag_bits & _UTF8_NAME else "cp437"
            end = member.header_offset + 30 + len(member.orig_filename.encode(encoding, "replace"))
            end += member.compress_size if member.file_size else 0

    def _refuse(self, what: str) -> None:
        raise InnspillError(self.name, what, "Be avsenderen om en PDF")

    @cached_property
    def _members(self) -> dict[str, list[zipfile.ZipInfo]]:
        """Part name, as the package's rules compare them, → the members that carry it."""
        found: dict[str, list[zipfile.ZipInfo]] = {}
        for member in self._zip.infolist():
            found.setdefault(_compared(member.filename), []).append(member)
        return found

    def find(self, part: str) -> str | None:
        """The name of a part as the archive has it; case does not matter, and some programs write «\\»."""
        if part in self.names:
            return part
        members = self._members.get(_compared(part))
        return members[0].filename if members else None

    def read(self, part: str) -> bytes:
        """The bytes of one part; raises InnspillError when it is missing, broken, ambiguous or larger than it claims."""
        members = self._members.get(_compared(part), [])
        if len(members) > 1:
            # Which of the two is read differs from program to program: a letter must not say two things.
            self._refuse(f"Filen har flere deler med navnet {part}")
        try:
            if not members or members[0].compress_type not in _PACKINGS:
                raise KeyError(part)
            with self._zip.open(members[0]) as stream:
                content = stream.read(MAX_PART + 1)
        except _BROKEN as error:
            raise InnspillError(self.name, f"Delen {part} kan ikke leses", "Be avsenderen om en ny kopi") from error
        if len(content) > MAX_PART:
            self._refuse(f"Filen har en del på over {MAX_PART // 2**20} MB")
        return content

    def xml(self, part: str) -> etree._Element:
        """The root element of an XML part; raises InnspillError for a DOCTYPE, broken XML or very deep XML."""
        return parse_xml(self.read(part), f"{self.name} ({part})", self.limits)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, name of the part it points to); links to the outside are left out."""
        folder, _, leaf = part.rpartition("/")
        where = self.find(f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels")
        if where is None:
            return {}
        found = {}
        for relation in self.xml(where).iter(_RELATION):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "").replace("\\", "/")
                target = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
                target = self.find(target) or self.find(unquote(target)) or target
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found

    @cached_property
    def main_part(self) -> str | None:
        """The part that the package says is the document itself, for example `word/document.xml`."""
        targets = [target for kind, target in self.relations("").values() if kind == "officeDocument"]
        known = [target for target in targets if target in self.names]
        return next((self.find(part) for part in (*known, *_USUAL_MAINS) if self.find(part)), None)

    @cached_property
    def document_kind(self) -> str | None:
        """`word`, `slides` or `sheet` by the main part's root element, whatever the part is called; None for other archives."""
        if self.main_part is None:
            return "sheet" if self.find("xl/workbook.bin") else None
        return _KINDS.get(root_name(self.read(self.main_part))) or ("sheet" if self.main_part.startswith("xl/") else None)

    @cached_property
    def media_type(self) -> str:
        """What an OpenDocument file says that it is, for example `application/vnd.oasis.opendocument.text`; else empty."""
        return self.read("mimetype")[:200].decode("ascii", "replace").strip() if "mimetype" in self.names else ""

    def core_title(self) -> str | None:
        """The title among the document's properties, as written there; None too where they are broken."""
        part = next((target for kind, target in self.relations("").values() if kind == "core-properties"), "docProps/core.xml")
        if self.find(part) is None:
            return None
        try:
            return self.xml(part).findtext("{http://purl.org/dc/elements/1.1/}title")
        except InnspillError:
            return None


def _compared(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()
