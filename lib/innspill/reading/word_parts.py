"""The parts of a Word file around the document itself: styles, lists, notes, headers, charts."""

from functools import cached_property

from lxml import etree

from innspill.errors import InnspillError
from innspill.reading.archive import Package
from innspill.reading.numbering import Numbering, W, is_on, read_numbering
from innspill.reading.slides_graphics import graphic_texts
from innspill.reading.word_styles import Styles, read_styles

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Parts:
    """Reads each part when it is first asked for; a damaged one is left out with a sentence in `warnings`."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.limits = package.limits
        self.relations = package.relations(main)
        self.warnings: list[str] = []

    def of_kind(self, kind: str) -> etree._Element | None:
        """The first part of a kind of relation («styles», «footnotes»)."""
        part = next((part for one, part in self.relations.values() if one == kind and part in self.package.names), None)
        return None if part is None else self._root(part)

    def linked(self, relation: str, kind: str) -> etree._Element | None:
        """The part that the document links to by this id, where it is of that kind."""
        found, part = self.relations.get(relation, ("", ""))
        return self._root(part) if found == kind and part in self.package.names else None

    def _root(self, part: str) -> etree._Element | None:
        try:
            return self.package.xml(part)
        except InnspillError:
            told = f"Delen {part} er ødelagt og er ikke lest. Be avsenderen om en ny kopi."
            self.warnings += [told] if told not in self.warnings else []
            return None

    @cached_property
    def styles(self) -> Styles:
        return read_styles(self.of_kind("styles"))

    @cached_property
    def numbering(self) -> Numbering:
        return read_numbering(self.of_kind("numbering"))

    @cached_property
    def note_roots(self) -> dict[str, etree._Element | None]:
        return {kind: self.of_kind(f"{kind}s") for kind in ("footnote", "endnote")}

    @cached_property
    def notes(self) -> dict[tuple[str, str], etree._Element]:
        """(kind, id) → the note; the lines that part notes from the text are none."""
        found = {}
        for kind, root in self.note_roots.items():
            for note in [] if root is None else root.iter(f"{W}{kind}"):
                if note.get(f"{W}type", "normal") == "normal":
                    found[kind, note.get(f"{W}id", "")] = note
        return found

    def graphic(self, relation: str) -> list[str]:
        """What a chart or a diagram says; each is read once, however often the document points to it."""
        _, part = self.relations.pop(relation, ("", ""))
        return graphic_texts(self.package, part)

    def shown_heads(self, root: etree._Element) -> list[etree._Element]:
        """The headers and footers that some page shows, in the order of the sections, each once."""
        settings = self.of_kind("settings")
        even = settings is not None and is_on(settings.find(f"{W}evenAndOddHeaders"))
        shown: dict[str, str] = {}
        for section in root.iter(f"{W}sectPr"):
            first = is_on(section.find(f"{W}titlePg"))
            for one in section.iter(f"{W}headerReference", f"{W}footerReference"):
                if {"first": first, "even": even}.get(one.get(f"{W}type", "default"), True):
                    shown.setdefault(one.get(f"{_R}id", ""), one.tag.removeprefix(W).removesuffix("Reference"))
        return [found for relation, kind in shown.items() if (found := self.linked(relation, kind)) is not None]
