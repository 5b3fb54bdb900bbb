"""Office files are zip archives of XML: how one is opened without trusting it.

A zip of 42 kB can unpack to petabytes, and XML can name other files to be read in. Every limit here is on, always. What
Word and PowerPoint write themselves is far below them: the largest ordinary letter with pictures has some 200 members,
and text packs at most 20–60 times.
"""

import io
import zipfile
import zlib
from functools import cached_property
from posixpath import dirname, join, normpath

from lxml import etree

from innspill.errors import InnspillError

MAX_MEMBERS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
# One XML part of 64 MB is a letter of some 10,000 pages.
MAX_PART = 64 * 1024 * 1024
MAX_RATIO = 100
# The ratio is only looked at above this size: a small part of blanks may well pack 500 times.
RATIO_FROM = 1024 * 1024

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of one office file by name; reads a part at most once asked for and never more than `MAX_PART` bytes."""

    def __init__(self, raw: bytes, name: str) -> None:
        """Opens `raw`; raises InnspillError when the archive is broken, encrypted or beyond the limits."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise InnspillError(name, "Office-filen er ødelagt eller avkortet", "Be avsenderen om en ny kopi") from error
        self._check(len(raw))
        self.names = frozenset(self._zip.namelist())

    def _check(self, n_bytes: int) -> None:
        """Refuses what no word processor writes: too many or too large members, overlaps, encryption."""
        members = self._zip.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS:
            self._refuse(f"Filen har {len(members)} deler, og høyst {MAX_MEMBERS} leses")
        if unpacked > MAX_UNPACKED:
            self._refuse(f"Filen pakkes ut til {unpacked // 2**20} MB, og høyst {MAX_UNPACKED // 2**20} leses")
        if unpacked > RATIO_FROM and unpacked > MAX_RATIO * n_bytes:
            self._refuse(f"Filen pakkes ut til {unpacked // max(n_bytes, 1)} ganger sin størrelse, og høyst {MAX_RATIO} leses")
        if any(member.flag_bits & 0x1 for member in members):
            self._refuse("Filen er beskyttet med passord")
        end = 0
        for member in sorted(members, key=lambda one: one.header_offset):
            if member.header_offset < end:
                self._refuse("Filen har deler som overlapper")
            end = member.header_offset + 30 + len(member.orig_filename.encode("utf-8", "replace"))
            end += member.compress_size if member.file_size else 0

    def _refuse(self, what: str) -> None:
        raise InnspillError(self.name, what, "Be avsenderen om en PDF")

    def read(self, part: str) -> bytes:
        """The bytes of one part; raises InnspillError when it is missing, broken or larger than it claims."""
        try:
            with self._zip.open(part) as stream:
                content = stream.read(MAX_PART + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise InnspillError(self.name, f"Delen {part} kan ikke leses", "Be avsenderen om en ny kopi") from error
        if len(content) > MAX_PART:
            self._refuse(f"Filen har en del på over {MAX_PART // 2**20} MB")
        return content

    def xml(self, part: str) -> etree._Element:
        """The root element of an XML part; raises InnspillError for a DOCTYPE, broken XML or very deep XML."""
        return parse_xml(self.read(part), f"{self.name} ({part})")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, name of the part it points to); links to the outside are left out."""
        folder, _, leaf = part.rpartition("/")
        where = f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels"
        if where not in self.names:
            return {}
        found = {}
        for relation in self.xml(where).iter(_RELATION):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found

    @cached_property
    def main_part(self) -> str | None:
        """The part that the package says is the document itself, for example `word/document.xml`."""
        targets = [target for kind, target in self.relations("").values() if kind == "officeDocument"]
        return next((target for target in targets if target in self.names), None)

    def core_title(self) -> str | None:
        """The title among the document's properties, as written there."""
        if "docProps/core.xml" not in self.names:
            return None
        return self.xml("docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title")


def parse_xml(content: bytes, where: str) -> etree._Element:
    """The root of an XML part, parsed without entities, network or DTD; raises InnspillError for what is not plain XML."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InnspillError(where, "Filen har ødelagt XML", "Be avsenderen om en ny kopi") from error
    if root.getroottree().docinfo.doctype:
        raise InnspillError(where, "Filen har en DOCTYPE, og det skriver ingen tekstbehandler", "Be avsenderen om en PDF")
    return root
