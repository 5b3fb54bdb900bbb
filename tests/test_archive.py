"""Office files are opened without trusting them: what no word processor writes is refused in one clear line, at once."""

import io
import random
import struct
import warnings
import zipfile

import docx
import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading.archive import Package
from innspill.reading.archive_xml import parse_xml, root_name
from innspill.reading.word import read_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HELLO = "<w:p><w:r><w:t>Hei fra Vik kommune.</w:t></w:r></w:p>"
MAIN = "word/document.xml"


def letter() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Hei fra Vik kommune.")
    document.save(stream)
    return stream.getvalue()


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def parts_of(raw: bytes) -> dict[str, bytes]:
    source = zipfile.ZipFile(io.BytesIO(raw))
    return {name: source.read(name) for name in source.namelist()}


def with_document(content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return packed(parts_of(letter()) | {MAIN: raw})


def document(body: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'


def in_directory(raw: bytes, offset: int, value: bytes) -> bytes:
    """The archive with the same bytes written into every entry of its directory."""
    changed, at = bytearray(raw), -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + offset : at + offset + len(value)] = value
    return bytes(changed)


def refused(raw: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(InnspillError) as caught:
        read_word(raw, "brev.docx", limits or Limits())
    assert str(caught.value).startswith("brev.docx") and "\n" not in str(caught.value)
    return str(caught.value)


def texts(raw: bytes, limits: Limits | None = None) -> list[str]:
    return [line.text for line in read_word(raw, "brev.docx", limits or Limits()).lines]


# ---- the archive ------------------------------------------------------------------------------------------------------


def test_the_limits_that_a_user_sets_are_the_limits():
    more = parts_of(letter()) | {f"word/x{n}.xml": b"x" for n in range(50)}
    assert texts(packed(more)) == ["Hei fra Vik kommune."]
    assert "høyst 40 leses" in refused(packed(more), Limits(members=40))
    large = parts_of(letter()) | {"word/media/x.bin": random.Random(1).randbytes(2**21)}
    assert "høyst 1 leses" in refused(packed(large), Limits(unpacked=1))
    assert "over 10 tegn" in refused(letter(), Limits(characters=10))
    pages = document('<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * 9 + HELLO)
    assert "over 5 sider" in refused(with_document(pages), Limits(pages=5))


def test_sizes_that_lie_do_not_unpack_more_than_they_say():
    long = with_document(document(HELLO * 2_000))
    assert "kan ikke leses" in refused(in_directory(long, 24, struct.pack("<I", 500)))
    assert "ganger sin størrelse" in refused(in_directory(letter(), 24, struct.pack("<I", 10_000_000)))
    assert "pakkes ut til" in refused(in_directory(letter(), 20, b"\xff" * 8))


def test_an_encrypted_archive_is_told_from_a_broken_one():
    assert "passord" in refused(in_directory(letter(), 8, b"\x01"))
    assert "ødelagt eller avkortet" in refused(letter()[:-30])


def test_a_packing_that_office_never_uses_is_not_unpacked():
    assert "kan ikke leses" in refused(packed(parts_of(letter()), zipfile.ZIP_LZMA))


@pytest.mark.parametrize("twin", [MAIN, "Word/Document.XML", "word\\document.xml", "/word/document.xml"])
def test_a_letter_cannot_say_two_things_by_two_parts_of_one_name(twin):
    stream = io.BytesIO(letter())
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(twin, document(HELLO.replace("Hei", "Farvel")))
    assert "flere deler med navnet" in refused(stream.getvalue())


def test_names_of_parts_may_differ_in_case_slashes_and_escapes():
    parts = parts_of(letter())
    named = {"WORD/Document.xml": MAIN, "word\\document.xml": MAIN, "word/mitt brev.xml": "word/mitt%20brev.xml"}
    for name, target in named.items():
        moved = {name if part == MAIN else part: content for part, content in parts.items()}
        moved["_rels/.rels"] = parts["_rels/.rels"].replace(MAIN.encode(), target.encode())
        assert texts(packed(moved)) == ["Hei fra Vik kommune."]


def test_the_main_part_is_known_by_what_it_holds_wherever_it_lies():
    parts = parts_of(letter())
    moved = {"brev/tekst.xml" if part == MAIN else part: content for part, content in parts.items()}
    moved["_rels/.rels"] = parts["_rels/.rels"].replace(MAIN.encode(), b"brev/tekst.xml")
    package = Package(packed(moved), "brev")
    assert (package.main_part, package.document_kind) == ("brev/tekst.xml", "word")
    lost = packed({part: content for part, content in parts.items() if part != "_rels/.rels"})
    assert texts(lost) == ["Hei fra Vik kommune."]
    assert Package(packed({"brev.txt": b"Hei"}), "brev").document_kind is None


def test_links_to_the_outside_are_never_parts():
    parts = parts_of(letter())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    link = f'<Relationship Id="x" Type="{kind}" Target="http://vik.invalid/s.xml" TargetMode="External"/></Relationships>'
    where = "word/_rels/document.xml.rels"
    parts[where] = parts[where].replace(b"</Relationships>", link.encode())
    assert "x" not in Package(packed(parts), "brev").relations(MAIN)


def test_a_picture_that_packs_well_is_no_bomb():
    assert texts(packed(parts_of(letter()) | {"word/media/hvitt.emf": bytes(20_000_000)})) == ["Hei fra Vik kommune."]


def test_a_member_with_a_norwegian_name_from_an_old_program_overlaps_nothing():
    # Names without the UTF-8 mark are one byte a letter in the archive; counted as two, the next member would overlap.
    written = packed({"vedlegg XX.txt": b"", "brev.txt": b"Hei"}, zipfile.ZIP_STORED).replace(b"XX", b"\x9b\x86")
    assert Package(written, "arkiv.zip").read("brev.txt") == b"Hei"


# ---- the XML ----------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "entities",
    [f'<!ENTITY l0 "ha">{LAUGHS}', '<!ENTITY l11 SYSTEM "file:///etc/hostname">', f'<!ENTITY l11 "{"x" * 90_000}">'],
)
@pytest.mark.parametrize("inside", ["<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", '<w:p w:a="&l11;"/>'])
def test_entities_are_refused_and_never_read(entities, inside):
    said = refused(with_document(document(inside * 30 + HELLO, f"<!DOCTYPE w [{entities}]>")))
    assert "DOCTYPE" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_the_same_letter_is_read_in_other_encodings_and_its_doctype_seen(encoding):
    def written(text: str) -> bytes:
        return text.replace('?>', f' encoding="{encoding.removesuffix("-sig").upper()}"?>', 1).encode(encoding)

    assert texts(with_document(written(document(HELLO)))) == ["Hei fra Vik kommune."]
    assert "DOCTYPE" in refused(with_document(written(document(HELLO, "<!DOCTYPE w>"))))


@pytest.mark.parametrize("opened", ["<w:ins>", "<w:tbl><w:tr><w:tc>", "<w:p><w:r><w:txbxContent>"])
def test_deep_xml_is_read_or_refused_and_never_crashes(opened):
    closed = "".join(f"</{name}>" for name in reversed(opened.strip("<>").split("><")))
    deep = 200 // opened.count("<")
    assert texts(with_document(document(opened * deep + HELLO + closed * deep))) == ["Hei fra Vik kommune."]
    assert "ødelagt XML" in refused(with_document(document(opened * 300 + HELLO + closed * 300)))


def test_more_markup_than_the_memory_holds_is_refused_before_it_is_parsed():
    content = b"<a>" + b"<b/>" * 100_000 + b"</a>"
    assert parse_xml(content, "brev", Limits(memory=100)).tag == "a"
    with pytest.raises(InnspillError, match="minnet"):
        parse_xml(content, "brev", Limits(memory=20))
    with pytest.raises(InnspillError, match="minnet"):
        parse_xml(b"<a>" + b'<b c="" d="" e=""/>' * 20_000 + b"</a>", "brev", Limits(memory=20))


def test_the_root_is_named_without_reading_the_rest():
    assert root_name(document(HELLO)[:120].encode()) == "document"
    assert root_name(b"PK\x03\x04") == root_name(b"") == ""


def test_a_damaged_part_beside_the_text_costs_a_warning_and_not_the_letter():
    parts = parts_of(letter()) | {"word/styles.xml": b"<w:styles>", "docProps/core.xml": b"<x"}
    pages = read_word(packed(parts), "brev.docx")
    assert [line.text for line in pages.lines] == ["Hei fra Vik kommune."]
    assert pages.warnings == ("Delen word/styles.xml er ødelagt og er ikke lest. Be avsenderen om en ny kopi.",)


def test_mutated_letters_give_lines_or_one_clear_line():
    source, chance = letter(), random.Random(3)
    for _ in range(300):
        raw = bytearray(source)
        for _ in range(chance.randint(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            read_word(bytes(raw), "brev.docx")
        except InnspillError as error:
            assert str(error).startswith("brev.docx")
