"""RTF → Pages: what a reader of the finished letter sees, in its order; and the web page that Outlook hides in RTF."""

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.pages import Pages
from innspill.reading.clues import meaningful_title
from innspill.reading.rich_text_html import html_of_rtf
from innspill.reading.rich_text_reader import Reader
from innspill.reading.word_headings import name_headings

__all__ = ["html_of_rtf", "read_rich_text"]


def read_rich_text(raw: bytes, name: str, _limits: Limits = STANDARD_LIMITS) -> Pages:
    """The blocks of an RTF file; headers, footers and tables of contents are furniture, notes follow their paragraph.

    Deleted and hidden text, comments and pictures are not the letter. Pages are counted by the breaks that were typed, for
    RTF does not keep the layout. A file that is cut off is read as far as it goes, with a warning. Raises InnspillError for
    one without words and for one nested deeper than any program writes.
    """
    reader = Reader(raw, name)
    reader.read()
    lines = tuple(name_headings(reader.finish()))
    if not any(char.isalnum() for line in lines for char in line.text):
        raise InnspillError(name, "Dokumentet inneholder ingen ord", "Er sidene bilder, kjør tekstgjenkjenning (OCR)")
    layout = reader.layout
    furniture = tuple(layout.furniture.items())
    warnings = ("Filen er avkortet, og bare det som er før bruddet, er lest. Be avsenderen om en ny kopi.",)
    return Pages("rtf", lines, layout.page, title=meaningful_title(layout.title), furniture=furniture,
                 warnings=warnings if reader.cut_off else ())  # fmt: skip
