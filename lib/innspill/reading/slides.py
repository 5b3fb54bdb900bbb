"""PowerPoint (.pptx) → Pages: slide by slide in the order they are shown, as a reader takes them in; notes last."""

from collections.abc import Iterator

from lxml import etree

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Line, Pages
from innspill.reading.archive import Package
from innspill.reading.clues import meaningful_title
from innspill.reading.slides_places import A, Design, P, placeholder, read_design
from innspill.reading.slides_shapes import ordered, shape_lines
from innspill.reading.slides_text import paragraphs_of

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# A title is a phrase; what is longer is the text itself.
_TITLE_WORDS = 12
# Furniture of a notes page that is not the slide's.
_Found = tuple[Line, str | None]


def read_slides(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The text of the slides: titles are headings, other paragraphs bullets, a page is a slide.

    Hidden slides are read too: the sender sent them. What the layouts print on every slide is furniture, once. Raises
    InnspillError for a broken, protected or hostile file, for one without words and for one beyond the limits.
    """
    package = Package(raw, name, limits)
    main = package.main_part
    if main is None:
        raise InnspillError(name, "Filen inneholder ingen presentasjon", "Be avsenderen om en ny kopi")
    parts = _slide_parts(package, main)
    if len(parts) > limits.pages:
        raise InnspillError(name, f"Filen har {len(parts)} lysbilder, og høyst {limits.pages} leses", "Del den opp")
    deck = _Deck(package)
    for number, part in enumerate(parts, start=1):
        deck.read_slide(part, number)
    if not any(char.isalnum() for line in deck.lines for char in line.text):
        raise InnspillError(name, "Presentasjonen inneholder ingen ord", "Er lysbildene bilder, kjør tekstgjenkjenning (OCR)")
    title = meaningful_title(package.core_title())
    furniture = (*deck.furniture, *deck.printed_on_all())
    return Pages(
        "slides", tuple(deck.lines), len(parts), title=title, layout="slides", furniture=furniture, warnings=deck.warnings()
    )


def _slide_parts(package: Package, main: str) -> list[str]:
    """The slides in the order they are shown, each once."""
    relations = package.relations(main)
    ids = [one.get(f"{_R}id", "") for one in package.xml(main).iter(f"{P}sldId")]
    return list(dict.fromkeys(relations[one][1] for one in ids if one in relations and relations[one][1] in package.names))


class _Deck:
    """What is read of a presentation so far: `lines`, `furniture`, and what could not be read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.lines: list[Line] = []
        self.furniture: list[tuple[Line, str]] = []
        self._designs: dict[str, Design] = {}
        self._shown: dict[int, Design] = {}
        self._pictured: list[int] = []
        self._n_objects = 0

    def read_slide(self, part: str, number: int) -> None:
        root = self.package.xml(part)
        tree = root.find(f"{P}cSld/{P}spTree")
        relations = self.package.relations(part)
        design = read_design(self.package, part, self._designs)
        if root.get("showMasterSp", "1") not in ("0", "false"):
            shown = [design, *([design.base] if design.base and design.shows_base else [])]
            self._shown.update({id(one): one for one in shown})
        shapes = [] if tree is None else ordered(tree, design)
        graphics = {key: target for key, (_, target) in relations.items()}
        before = len(self.lines)
        for found in self._with_title([shape_lines(one, number, self.package, graphics) for one in shapes], shapes):
            self._take(found)
        self._n_objects += sum(1 for _ in root.iter(f"{P}oleObj"))
        if len(self.lines) == before and next(root.iter(f"{A}blip"), None) is not None:
            self._pictured.append(number)
        for kind, notes in sorted(relations.values()):
            if kind == "notesSlide" and notes in self.package.names:
                self._read_notes(notes, number)

    def _take(self, found: _Found) -> None:
        line, reason = found
        if reason:
            self.furniture.append((line, reason))
        else:
            self.lines.append(line)

    @staticmethod
    def _with_title(blocks: list[list[_Found]], shapes: list[etree._Element]) -> Iterator[_Found]:
        """The lines of all shapes; without a title of its own the slide's first short line is one, where text follows."""
        told = [block for block in blocks if any(reason is None for _, reason in block)]
        titled = any(line.kind == "heading" for block in told for line, _ in block)
        first = told[0] if told and not titled and len(told) > 1 and len(told[0]) == 1 else None
        for block, shape in zip(blocks, shapes, strict=True):
            for line, reason in block:
                is_title = block is first and shape.tag == f"{P}sp" and len(line.text.split()) <= _TITLE_WORDS
                is_title = is_title and line.kind == "bullet" and not line.text.endswith((".", "!", ":", ","))
                yield (Line(line.text, line.page, "heading") if is_title else line), reason

    def _read_notes(self, part: str, number: int) -> None:
        try:
            tree = self.package.xml(part).find(f"{P}cSld/{P}spTree")
        except InnspillError:
            return
        for shape in [] if tree is None else ordered(tree, None):
            for line, reason in shape_lines(shape, number, self.package, {}):
                self._take((Line(line.text, number, "note"), reason))

    def printed_on_all(self) -> list[tuple[Line, str]]:
        """What the layouts and masters in use print themselves, for example the sender's name; each text once."""
        found: dict[str, None] = {}
        for design in self._shown.values():
            shapes = [] if design.tree is None else ordered(design.tree, None)
            own = [one for one in shapes if placeholder(one)[0] is None and one.tag == f"{P}sp"]
            for body in (one.find(f"{P}txBody") for one in own):
                found.update(dict.fromkeys([] if body is None else paragraphs_of(body)))
        return [(Line(text, 1, "bullet"), "running_head") for text in found]

    def warnings(self) -> tuple[str, ...]:
        told = []
        if self._pictured:
            slides = ", ".join(map(str, self._pictured[:20]))
            told.append(f"Lysbilde {slides} er bilder og er ikke lest. Lagre som PDF og kjør tekstgjenkjenning (OCR).")
        if self._n_objects:
            what = "innebygd fil" if self._n_objects == 1 else "innebygde filer"
            told.append(f"{self._n_objects} {what} i lysbildene er ikke lest. Be avsenderen om dem hvis de er svar.")
        return tuple(told)
