"""A letter as OpenDocument text (.odt): headings, a list, tracked changes, a running head and foot."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from letter_source import TRACKED, Block, Letter

KIND = "application/vnd.oasis.opendocument.text"
SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
        ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
LEVELS = {"title": 1, "question": 2, "heading": 3}
MANIFEST = f"""{XML}<manifest:manifest{SPACES} manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
META = f"""{XML}<office:document-meta{SPACES} office:version="1.2"><office:meta><dc:title>{{title}}</dc:title>
<meta:creation-date>2022-01-01T00:00:00</meta:creation-date></office:meta></office:document-meta>
"""
STYLES = f"""{XML}<office:document-styles{SPACES} office:version="1.2"><office:styles>
<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
{{headings}}
<text:list-style style:name="Punkter"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">
<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="1.2cm"/>
</style:list-level-properties></text:list-level-style-bullet></text:list-style>
</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties
 fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm"
 fo:margin-right="2.5cm"/><style:header-style>
<style:header-footer-properties fo:margin-bottom="0.6cm"/></style:header-style><style:footer-style>
<style:header-footer-properties fo:margin-top="0.6cm"/></style:footer-style></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:header><text:p>{{head}}</text:p></style:header><style:footer><text:p>{{foot}}</text:p></style:footer>
</style:master-page></office:master-styles></office:document-styles>
"""
HEADING = (
    '<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph"'
    ' style:default-outline-level="{level}">'
    '<style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.1cm"/>'
    '<style:text-properties fo:font-size="{size}pt" fo:font-weight="bold"/></style:style>'
)
CHANGED = "<office:change-info><dc:creator>Rådgiver</dc:creator><dc:date>2022-01-01T00:00:00</dc:date></office:change-info>"


def opendocument(letter: Letter) -> bytes:
    """The letter as .odt, in a package whose bytes depend on nothing but the letter."""
    title = next(block.text for block in letter.blocks if block.kind == "title")
    headings = "\n".join(HEADING.format(level=level, size=size) for level, size in ((1, 16), (2, 13), (3, 11)))
    running = {part: escape(letter.layout.get(part, "")) for part in ("head", "foot")}
    changes: list[str] = []
    body = "\n".join(_elements(letter.blocks, changes))
    tracked = f"<text:tracked-changes>{''.join(changes)}</text:tracked-changes>\n" if changes else ""
    content = (
        f'{XML}<office:document-content{SPACES} office:version="1.2"><office:body><office:text>\n'
        f"{tracked}{body}\n</office:text></office:body></office:document-content>\n"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        # The format wants the media type first and not compressed, so that it stands in the file's first bytes.
        _add(package, "mimetype", KIND, zipfile.ZIP_STORED)
        _add(package, "content.xml", content)
        _add(package, "styles.xml", STYLES.format(headings=headings, **running))
        _add(package, "meta.xml", META.format(title=escape(title)))
        _add(package, "META-INF/manifest.xml", MANIFEST)
    return stream.getvalue()


def _elements(blocks: tuple[Block, ...], changes: list[str]) -> list[str]:
    elements: list[str] = []
    listing = False
    for block in blocks:
        if (block.kind == "bullet") != listing:
            listing = not listing
            elements.append('<text:list text:style-name="Punkter">' if listing else "</text:list>")
        elements.append(_element(block, changes))
    return [*elements, "</text:list>"] if listing else elements


def _element(block: Block, changes: list[str]) -> str:
    if block.kind in ("letterhead", "sign"):
        return "\n".join(_paragraph(escape(line)) for line in block.text.split("\n"))
    words = _words(block.text, changes)
    if block.kind in LEVELS:
        level = LEVELS[block.kind]
        return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{words}</text:h>'
    return f"<text:list-item>{_paragraph(words)}</text:list-item>" if block.kind == "bullet" else _paragraph(words)


def _paragraph(words: str) -> str:
    return f'<text:p text:style-name="Standard">{words}</text:p>'


def _words(text: str, changes: list[str]) -> str:
    """The words, with marks where something was put in or struck; what was struck goes to `changes`, as in the format."""
    parts: list[str] = []
    at = 0
    for found in TRACKED.finditer(text):
        ident = quoteattr(f"ct{len(changes) + 1}")
        parts.append(escape(text[at : found.start()]))
        if found["inserted"] is not None:
            changes.append(_region(ident, f"<text:insertion>{CHANGED}</text:insertion>"))
            inserted = escape(found["inserted"])
            parts.append(f"<text:change-start text:change-id={ident}/>{inserted}<text:change-end text:change-id={ident}/>")
        else:
            changes.append(_region(ident, f"<text:deletion>{CHANGED}{_paragraph(escape(found['deleted']))}</text:deletion>"))
            parts.append(f"<text:change text:change-id={ident}/>")
        at = found.end()
    return "".join([*parts, escape(text[at:])])


def _region(ident: str, change: str) -> str:
    return f"<text:changed-region xml:id={ident} text:id={ident}>{change}</text:changed-region>"


def _add(package: zipfile.ZipFile, name: str, text: str, packing: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system = packing, 3
    package.writestr(entry, text)
