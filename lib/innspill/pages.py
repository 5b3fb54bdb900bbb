"""What reading hands to cleaning, senders and segmenting: the lines of a file, in reading order, with page numbers.

A line either comes from a page where text is only ink in places (PDF, plain text): then `kind` is None, the line is one
line of print, an empty line is a gap that a reader sees, and a paragraph may run over many lines. Or it comes from a file
that knows its own structure (Word, slides, HTML): then `kind` is set and the line is a whole paragraph, bullet, heading …
"""

from dataclasses import dataclass, field

KINDS = ("paragraph", "bullet", "heading", "table", "note")
# Stands between the cells where the row of a table is one line.
CELL_BREAK = " | "


@dataclass(frozen=True)
class Line:
    """One line of print (`kind` None) or one whole block (`kind` one of KINDS), on page `page` (first page is 1)."""

    text: str
    page: int
    kind: str | None = None


@dataclass(frozen=True)
class Pages:
    """The text of one file.

    `layout` is `prose` or `slides`. `furniture` holds what cleaning took out: (line, reason) with the reasons of
    FURNITURE_REASONS. `repairs` names what cleaning mended; `warnings` are sentences for the ledger. `scanned` holds the
    numbers of the pages whose text is only ink: they are read by text recognition or not at all.
    """

    format: str
    lines: tuple[Line, ...]
    n_pages: int
    title: str | None = None
    layout: str = "prose"
    furniture: tuple[tuple[Line, str], ...] = ()
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    scanned: tuple[int, ...] = ()


@dataclass(frozen=True)
class Enclosure:
    """One file inside another: an attachment, a member of an archive.

    `name` is its name as printed there, for the ledger only and never for a path. `raw` is None where it is not read:
    then `status` (`ignored` or `rejected`) and `reason` (a sentence in bokmål) say why.
    """

    name: str
    raw: bytes | None
    status: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Bundle:
    """A file that holds files: an e-mail (`email`, `outlook`) or an archive (`zip`).

    An e-mail is one submission: its `body` (None where it has none) and its `enclosures` together. In an archive every
    enclosure is a submission of its own, and `body` is None. `warnings` are sentences for the ledger.
    """

    format: str
    body: Pages | None
    enclosures: tuple[Enclosure, ...]
    warnings: tuple[str, ...] = ()

    @property
    def is_submission(self) -> bool:
        return self.format in ("email", "outlook")


FURNITURE_REASONS = (
    "question",  # the question's own text, repeated by the sender
    "answer_mark",  # «Svar:» between a question and its answer
    "title",  # the letter's own title
    "letterhead",  # sender's and receiver's address block, case number, date
    "greeting",
    "signature",
    "address",  # an address, telephone number, e-mail or web address that stands alone
    "page_number",
    "running_head",
    "navigation",  # menus, headers and footers of a web page
    "other_answers",  # other senders' answers that a saved web page lists
    "quoted_message",  # an earlier e-mail below the one that was sent
)
