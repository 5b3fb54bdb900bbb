"""The text of a mail, plain or HTML → its printed lines, each with how deep it is quoted."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.pages import Line
from innspill.reading.web import read_web

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# To a reader a gap of five lines is as good as one of a million.
_MOST_BLANK = 5
_RULE = re.compile(r"[\s_=*~–—-]*")
_QUOTE_MARKS = re.compile(r"(?:> ?){1,50}")
# Where web mail and mail programs keep the mail that is answered.
_QUOTING = re.compile(
    r"gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|mail-editor-reference-message-container"
    r"|type\s*=\s*[\"']?cite",
    re.IGNORECASE,
)
# The longest exchanges have some 50.
_MOST_QUOTATIONS = 500
_QUOTE_CLASSES = {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "tutanota_quote"}
# Stand in the HTML, while it is read, where a quotation begins and ends. No letter of a font that is used has this number.
_BEGIN, _END = "\ue0d01\ue0d0", "\ue0d02\ue0d0"
_MARK = re.compile("\ue0d0([12])\ue0d0")
# Numbers are left out: the HTML has its lists numbered by the program that shows it.
_WORD = re.compile(r"[^\W\d_]+")
# What a plain text has and its HTML twin shows in another way: addresses of links and pictures.
_UNSHOWN = re.compile(r"<[^<>\s]{1,2000}>|\[[^\[\]\n]{0,200}\]|https?://\S{1,2000}|\S{1,100}@\S{1,100}")


@dataclass(frozen=True)
class Printed:
    """A line of a mail; `depth` 0 is the sender's own, 1 what she quotes, 2 what is quoted there."""

    line: Line
    depth: int = 0


@dataclass(frozen=True)
class Body:
    """The text of one part; `furniture` is what the HTML's reader set aside."""

    printed: tuple[Printed, ...]
    furniture: tuple[tuple[Line, str], ...] = ()
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> Counter[str]:
        texts = [one.line.text for one in self.printed] + [line.text for line, _ in self.furniture]
        return words_of("\n".join(texts))


def words_of(text: str) -> Counter[str]:
    """Word in lower case → how often the text has it."""
    return Counter(_WORD.findall(text.casefold()))


def read_plain_body(text: str, flowed: bool, joined: bool, quoting: bool) -> Body:
    """The lines of a text/plain part, with its soft line ends taken away (format=flowed, RFC 3676).

    `joined` is the parameter DelSp: the blank at a soft end was added too. `quoting`: does «>» mark a quotation here? In a mail
    that answers none it is a bullet or an arrow.
    """
    lines: list[tuple[str, int]] = []
    blank = 0
    for line in _LINE_END.split(text.replace("\0", "").rstrip()):
        blank = 0 if line.strip() else blank + 1
        if blank > _MOST_BLANK:
            continue
        marks = _QUOTE_MARKS.match(line) if quoting else None
        depth = marks[0].count(">") if marks else 0
        lines.append((line[marks.end() :] if marks else line, depth))
    if flowed:
        lines = _rejoin(lines, joined)
    # A rule («-- », «______») is a gap to a reader.
    return Body(tuple(Printed(Line("" if _RULE.fullmatch(text) else text, 1), depth) for text, depth in lines))


def _rejoin(lines: Sequence[tuple[str, int]], joined: bool) -> list[tuple[str, int]]:
    """A line that ends in a blank goes on in the next one of the same depth, except «-- », which ends the text."""
    pieces: list[tuple[list[str], int]] = []
    goes_on = False
    for line, depth in lines:
        text = line[1:] if line.startswith(" ") else line
        soft = text.endswith(" ") and text != "-- " and bool(text.strip())
        shown = text[:-1] if soft and joined else text
        if goes_on and pieces[-1][1] == depth:
            pieces[-1][0].append(shown)
        else:
            pieces.append(([shown], depth))
        goes_on = soft
    return [("".join(texts), depth) for texts, depth in pieces]


def has_quote_marks(text: str) -> bool:
    """Do five lines or more begin with «>», most of them too long for bullets? Then the mail answers one, whatever it says."""
    marked = [len(line) for line in _LINE_END.split(text) if line.startswith(">")]
    return len(marked) >= 5 and sorted(marked)[len(marked) // 2] >= 45


def read_html_body(text: str, name: str, limits: Limits) -> Body | None:
    """The blocks of a text/html part; None where it has no words. Lines inside a quotation have its depth."""
    source = text.replace("\ue0d0", "")
    if _QUOTING.search(source):
        # Without marks, where they cannot be set, a head still says where the earlier mail begins.
        with suppress(etree.LxmlError, ValueError):
            marked = _mark_quotes(source)
            # lxml cuts very deep trees without a word; characters written as «&oslash;» come out shorter too.
            source = marked if len(marked) > 0.6 * len(source) else source
    try:
        # A byte order mark, for the charset that the mail names has been used, and the page may name another.
        pages = read_web(b"\xef\xbb\xbf" + source.encode("utf-8", "replace"), name, limits)
    except InnspillError:
        return None
    printed, depth = [], 0
    for line in pages.lines:
        text = _MARK.sub("", line.text).strip(" |") if _MARK.search(line.text) else line.text
        marks = _MARK.findall(line.text)
        depth += marks.count("1")
        if not _RULE.fullmatch(text):
            printed.append(Printed(Line(text, 1, line.kind), depth))
        depth = max(0, depth - marks.count("2"))
    furniture = tuple((Line(_MARK.sub("", line.text), 1, line.kind), reason) for line, reason in pages.furniture)
    kept = tuple((line, reason) for line, reason in furniture if line.text.strip())
    return Body(tuple(printed), kept, pages.repairs, pages.warnings)


def _mark_quotes(source: str) -> str:
    """The HTML with a mark at both ends of each quotation. By lxml: Beautiful Soup's writing calls itself for each level."""
    root = html.document_fromstring(source.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
    for tag in list(islice(filter(_is_quotation, root.iter(etree.Element)), _MOST_QUOTATIONS)):
        first, last = etree.SubElement(tag, "div"), etree.SubElement(tag, "div")
        first.text, last.text = _BEGIN, _END
        first.tail, tag.text = tag.text, None
        tag.insert(0, first)
    return etree.tostring(root, method="html", encoding="unicode")


def _is_quotation(tag: etree._Element) -> bool:
    if tag.tag == "blockquote" and tag.get("type", "").lower() == "cite":
        return True
    if tag.get("id") == "mail-editor-reference-message-container":
        return True
    classes = tag.get("class", "").split()
    # A signature may have the class of the quotation beside its own.
    return bool(_QUOTE_CLASSES.intersection(classes)) and "gmail_signature" not in classes


def choose_twin(marked: Body | None, plain: Body | None) -> tuple[Body | None, tuple[str, ...]]:
    """Of two writings of one text the one that has all the words, the HTML where both have; and what to say of it."""
    if marked is None or plain is None:
        return marked or plain, ()
    shown = words_of(_UNSHOWN.sub(" ", "\n".join(one.line.text for one in plain.printed)))
    only_plain, only_html = (shown - marked.words).total(), (marked.words - plain.words).total()
    # A few words more are a footer; but a short answer beside an empty twin is all that there is.
    if only_plain <= max(10, 0.02 * shown.total()) and 2 * only_plain < shown.total():
        return marked, ()
    told = "E-posten har teksten i to utgaver som ikke er like"
    if only_html > only_plain:
        return marked, (f"{told}. HTML-utgaven er lest; {only_plain} ord står bare i den andre.",)
    missing = f"; {only_html} ord står bare i HTML-utgaven" if only_html > 10 else ""
    return plain, (f"{told}. Den rene teksten er lest{missing}.",)
