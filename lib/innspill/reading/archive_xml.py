"""A stranger's XML → its root element, without entities, network, DTD or more memory than a letter needs.

Office has two dialects that differ only in the names of their namespaces: the usual one, and ISO's «strict», which Word
offers under «Lagre som». A reader that knows one of them finds the other empty, so strict names are put into usual ones.
"""

import re

from lxml import etree

from innspill.errors import InnspillError
from innspill.limits import STANDARD_LIMITS, Limits

# Bytes of memory that libxml2 takes for each «<» and each «=», measured on 16 MB of empty elements (118) and of elements
# with three attributes (224); ordinary Word text takes less than this reckons.
_BYTES_A_TAG = 120
_BYTES_AN_ATTRIBUTE = 224
_STRICT = "http://purl.oclc.org/ooxml/"
_USUAL = "http://schemas.openxmlformats.org/"
_YEARLESS = re.compile(r"^(wordprocessingml|drawingml|presentationml|spreadsheetml|officeDocument)/")


def parse_xml(content: bytes, where: str, limits: Limits = STANDARD_LIMITS) -> etree._Element:
    """The root of an XML part; raises InnspillError for what is not plain XML, and for more markup than half the memory
    that `limits` give would hold.
    """
    markup = content.count(b"<") * _BYTES_A_TAG + content.count(b"=") * _BYTES_AN_ATTRIBUTE
    if markup + len(content) > limits.memory * 2**20 // 2:
        raise InnspillError(where, "Filen har mer oppmerking enn minnet rommer", "Be avsenderen om en PDF")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in content[:100_000]:
            raise _doctype(where) from error
        raise InnspillError(where, "Filen har ødelagt XML", "Be avsenderen om en ny kopi") from error
    if root.getroottree().docinfo.doctype:
        raise _doctype(where)
    if _STRICT.encode() in content or any(uri.startswith(_STRICT) for uri in root.nsmap.values()):
        _make_usual(root)
    return root


def root_name(content: bytes) -> str:
    """The local name of the root element, "" where the content is no XML; reads no further than the first element."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        for at in range(0, min(len(content), 2**20), 4096):
            parser.feed(content[at : at + 4096])
            for _, element in parser.read_events():
                return etree.QName(element).localname
    except (etree.XMLSyntaxError, ValueError):
        pass
    return ""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _doctype(where: str) -> InnspillError:
    return InnspillError(where, "Filen har en DOCTYPE, og det skriver ingen tekstbehandler", "Be avsenderen om en PDF")


def _make_usual(root: etree._Element) -> None:
    """Renames strict elements and attributes in place: `…/ooxml/drawingml/main` is `…/drawingml/2006/main`."""
    for element in root.iter(etree.Element):
        if element.tag.startswith("{" + _STRICT):
            element.tag = _usual_name(element.tag)
        for name in [one for one in element.attrib if one.startswith("{" + _STRICT)]:
            element.set(_usual_name(name), element.attrib.pop(name))


def _usual_name(name: str) -> str:
    uri, _, local = name[1:].rpartition("}")
    usual = _YEARLESS.sub(r"\1/2006/", uri.removeprefix(_STRICT))
    return f"{{{_USUAL}{usual}}}{local}"
