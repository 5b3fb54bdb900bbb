"""Word (.docx) → Pages: every paragraph that a reader of the finished letter sees, in document order.

A walk over the XML, because python-docx's `document.paragraphs` leaves out content controls, tracked insertions, tables, text
boxes, footnotes and simple fields without a word.
"""

from lxml import etree

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Pages
from innspill.reading.archive import Package
from innspill.reading.clues import meaningful_title
from innspill.reading.numbering import W
from innspill.reading.word_blocks import Walk
from innspill.reading.word_headings import name_headings
from innspill.reading.word_parts import Parts
from innspill.reading.word_pictures import count_large_pictures

# A scanned page carries no words; a letter with a map or a diagram on each page carries many more.
_WORDS_A_PICTURE = 100
_CHUNKS = (f"{W}altChunk", f"{W}subDoc")


def read_word(raw: bytes, name: str, limits: Limits = STANDARD_LIMITS) -> Pages:
    """The blocks of a Word document; headers and footers are furniture, footnotes follow the paragraph they belong to.

    Page numbers are those of Word's last layout where it left marks, else they count the page breaks that were typed.
    Raises InnspillError for a broken, protected or hostile file, for one without words and for one beyond the limits.
    """
    package = Package(raw, name, limits)
    main = package.main_part
    if main is None:
        raise InnspillError(name, "Filen inneholder ikke noe Word-dokument", "Be avsenderen om en ny kopi")
    root = package.xml(main)
    parts = Parts(package, main)
    walk = Walk(parts, root)
    body = root.find(f"{W}body")
    lines = [] if body is None else name_headings([*walk.blocks(body), *walk.rest(), *walk.endnotes()])
    n_pictures = count_large_pictures(root)
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, _without_words(root, n_pictures), "Er sidene bilder, kjør tekstgjenkjenning (OCR)")
    furniture = (*walk.running_heads(root), *walk.furniture)
    warnings = (*parts.warnings, *_left_out(root, n_pictures, sum(len(line.text.split()) for line in lines)))
    title = meaningful_title(package.core_title())
    repairs = _not_counted(root)
    return Pages("word", tuple(lines), walk.page, title=title, furniture=furniture, repairs=repairs, warnings=warnings)


def _not_counted(root: etree._Element) -> tuple[str, ...]:
    """What stands in the file and is no part of the finished letter: comments, and text that tracked changes deleted."""
    n_comments = sum(1 for _ in root.iter(f"{W}commentReference"))
    n_deleted = sum(1 for one in root.iter(f"{W}del") if any((text.text or "").strip() for text in one.iter(f"{W}delText")))
    told = [f"{n_comments} {'kommentarer' if n_comments > 1 else 'kommentar'}"] if n_comments else []
    if n_deleted:
        told.append(f"{n_deleted} {'slettede passasjer' if n_deleted > 1 else 'slettet passasje'}")
    return (f"Ikke talt med: {' og '.join(told)}.",) if told else ()


def _without_words(root: etree._Element, n_pictures: int) -> str:
    if next(root.iter(*_CHUNKS), None) is not None:
        return "Dokumentet viser bare til andre filer, og de leses ikke"
    return "Dokumentet er bilder uten tekst" if n_pictures else "Dokumentet inneholder ingen ord"


def _left_out(root: etree._Element, n_pictures: int, n_words: int) -> list[str]:
    """Sentences for the ledger about what a reader sees and is not read."""
    told = []
    n_chunks = sum(1 for _ in root.iter(*_CHUNKS))
    if n_chunks:
        told.append(
            f"{n_chunks} {'innlimte dokumenter' if n_chunks > 1 else 'innlimt dokument'} er ikke lest. "
            "Åpne filen i Word, lagre den på nytt og bruk den kopien."
        )
    if n_pictures and n_words < _WORDS_A_PICTURE * n_pictures:
        told.append(
            f"{n_pictures} {'store bilder' if n_pictures > 1 else 'stort bilde'} er ikke lest. "
            "Er det skannede sider, lagre som PDF og kjør tekstgjenkjenning (OCR)."
        )
    return told
