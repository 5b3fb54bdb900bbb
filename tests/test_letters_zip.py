"""ZIP archives of letters, as strangers pack them; every archive is made here."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading.letters_zip import is_package, read_zip


def packed(members, method=zipfile.ZIP_DEFLATED):
    """`members` are (name or ZipInfo, bytes)."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def with_names(raw, **names):
    """The archive with the ASCII names replaced by bytes of the same length, and no UTF-8 mark."""
    for before, after in names.items():
        assert len(before) == len(after)
        raw = raw.replace(before.encode(), after)
    return raw


def special(name, kind, content=b"/etc/hosts"):
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, (kind | 0o644) << 16
    return member, content


def test_letters_come_out_whole_and_in_order_with_their_folders():
    raw = packed([("Øyer/", b""), ("Øyer/brev.txt", "Vi på øya".encode()), ("notat.pdf", b"%PDF-1.4")])
    bundle = read_zip(raw, "brev.zip")
    assert (bundle.format, bundle.body, bundle.is_submission, bundle.warnings) == ("zip", None, False, ())
    assert [(one.name, one.raw) for one in bundle.enclosures] == [
        ("Øyer/brev.txt", "Vi på øya".encode()), ("notat.pdf", b"%PDF-1.4"),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["utf-8", "cp850", "cp865", "cp1252"])
def test_norwegian_names_without_the_utf8_mark_are_read_as_they_were_written(page):
    written = "Høring på Ærøya.txt".encode(page)
    raw = with_names(packed([("n" * len(written), b"brev")]), **{"n" * len(written): written})
    assert read_zip(raw, "x.zip").enclosures[0].name == "Høring på Ærøya.txt"


def test_names_that_climb_out_are_read_under_harmless_names_and_told():
    names = ["../../opp.txt", "/etc/rot.txt", "C:\\Windows\\win.txt", "..\\ned.txt", "vanlig/brev.txt"]
    bundle = read_zip(packed([(name, b"brev") for name in names]), "x.zip")
    shown = [one.name for one in bundle.enclosures]
    assert shown == ["opp.txt", "etc/rot.txt", "Windows/win.txt", "ned.txt", "vanlig/brev.txt"]
    assert all(one.raw == b"brev" for one in bundle.enclosures)
    assert "«../../opp.txt»" in bundle.warnings[0] and "1 til" in bundle.warnings[0] and "vanlig" not in bundle.warnings[0]


def test_names_of_control_signs_and_any_length_are_one_short_line():
    bundle = read_zip(packed([("a\nb\r\u202egnp.exe", b"x"), ("b" * 5_000 + ".docx", b"y"), ("..", b"z")]), "x.zip")
    first, second, third = (one.name for one in bundle.enclosures)
    assert first == "a b gnp.exe" and len(second) == 200 and second.endswith(".docx") and third == "uten navn"


def test_two_letters_of_one_name_are_both_kept():
    with pytest.warns(UserWarning, match="Duplicate"):
        raw = packed([("brev.docx", b"en"), ("brev.docx", b"to"), ("BREV.docx", b"tre")])
    found = [(one.name, one.raw) for one in read_zip(raw, "x.zip").enclosures]
    assert (
        found == [("brev.docx", b"en"), ("brev (2).docx", b"to"), ("BREV (2).docx", b"tre")] or found[2][0] == "BREV (3).docx"
    )


def test_links_devices_and_leftovers_are_ignored_with_a_reason():
    raw = packed([
        special("lenke.pdf", stat.S_IFLNK), special("rør", stat.S_IFIFO), special("enhet", stat.S_IFCHR),
        ("__MACOSX/._brev.docx", b"x"), ("a/.DS_Store", b"x"), ("a/~$brev.docx", b"x"), ("Thumbs.db", b"x"),
        ("brev.txt", b"brev"),
    ])  # fmt: skip
    bundle = read_zip(raw, "x.zip")
    assert [one.status for one in bundle.enclosures] == ["ignored"] * 7 + [None]
    assert all(one.raw is None and one.reason.endswith(".") for one in bundle.enclosures[:7])
    assert "lenke" in bundle.enclosures[0].reason


def changed(raw, member, offset, value, central):
    """The archive with some bytes of a member's header changed: both in its own header and in the list of members."""
    name = member.encode()
    at = raw.index(name) - 30
    raw = raw[: at + offset] + value + raw[at + offset + len(value) :]
    at = raw.rindex(name) - 46
    return raw[: at + central] + value + raw[at + central + len(value) :]


def test_a_broken_letter_is_refused_by_itself():
    raw = packed([("en.txt", b"forste brev"), ("to.txt", b"andre brev"), ("tre.txt", b"tredje")], zipfile.ZIP_STORED)
    bundle = read_zip(raw.replace(b"andre brev", b"ANDRE brev"), "x.zip")
    assert [(one.status, one.raw) for one in bundle.enclosures] == [
        (None, b"forste brev"),
        ("rejected", None),
        (None, b"tredje"),
    ]


def test_a_letter_with_a_password_is_refused_by_itself():
    raw = packed([("en.txt", b"forste"), ("to.txt", b"andre")])
    bundle = read_zip(changed(raw, "to.txt", 6, b"\1\0", 8), "x.zip")
    assert [one.status for one in bundle.enclosures] == [None, "rejected"] and "passord" in bundle.enclosures[1].reason


def test_a_packing_that_may_ask_for_gigabytes_is_refused_by_itself():
    bundle = read_zip(changed(packed([("en.txt", b"a"), ("to.txt", b"b")]), "en.txt", 8, b"\x0e\0", 10), "x.zip")
    assert [one.status for one in bundle.enclosures] == ["rejected", None]


def test_a_bomb_among_letters_is_refused_and_the_letters_are_read():
    bundle = read_zip(packed([("bombe.txt", bytes(50 * 2**20)), ("brev.txt", b"brev")]), "x.zip")
    assert [one.status for one in bundle.enclosures] == ["rejected", None]
    assert "ganger sin størrelse" in bundle.enclosures[0].reason


def test_what_is_beyond_the_limit_together_is_refused_and_what_is_before_is_read():
    noise = zlib.compress(b"") + bytes(range(256)) * 2800
    bundle = read_zip(packed([(f"{n}.bin", noise) for n in range(5)], zipfile.ZIP_STORED), "x.zip", Limits(unpacked=2))
    assert [one.status for one in bundle.enclosures] == [None, None, "rejected", "rejected", "rejected"]
    assert "mer enn 2 MB" in bundle.enclosures[-1].reason


def test_a_letter_that_is_too_large_is_refused_by_itself():
    raw = packed([("stor.bin", bytes(range(256)) * 8200), ("brev.txt", b"brev")], zipfile.ZIP_STORED)
    assert [one.status for one in read_zip(raw, "x.zip", Limits(file_size=1)).enclosures] == ["rejected", None]


def test_a_letter_that_claims_to_be_smaller_than_it_is_does_not_come_out():
    raw = packed([("en.txt", bytes(100_000)), ("to.txt", b"brev")])
    bundle = read_zip(changed(raw, "en.txt", 22, struct.pack("<I", 10), 24), "x.zip")
    assert [one.status for one in bundle.enclosures] == ["rejected", None]


def overlapping():
    """Twenty entries in the list of members that all point at one member."""
    raw = packed([("a.txt", b"brev" * 1000)])
    end = raw.rindex(b"PK\x05\x06")
    start = raw.index(b"PK\x01\x02")
    listed = raw[start:end] * 20
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 20, 20, len(listed), start, 0)
    return raw[:start] + listed + tail


REFUSED = {
    "empty": (packed([]), "tom"),
    "cut": (packed([("a.txt", b"brev" * 1000)])[:60], "ødelagt eller avkortet"),
    "overlapping": (overlapping(), "overlapper"),
    "office without a main part": (packed([("[Content_Types].xml", b"<x/>"), ("docProps/app.xml", b"<x/>")]), "Office-fil"),
    "e-book": (packed([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"<x/>"), ("k.xhtml", b"")]), "EPUB"),
    "program": (packed([("META-INF/MANIFEST.MF", b"x"), ("a.class", b"x")]), "program"),
    "Pages": (packed([("Index/Document.iwa", b"x"), ("preview.jpg", b"x")]), "Pages"),
    "a list of members of 50 MB": (
        b"PK\x03\x04" + bytes(40) + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, 50_000_000, 0, 0), "mer enn"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_archive_of_letters_is_refused_with_what_to_do(kind):
    raw, what = REFUSED[kind]
    with pytest.raises(InnspillError, match=what) as refused:
        read_zip(raw, "brev.zip")
    assert refused.value.where == "brev.zip" and refused.value.todo


def test_an_archive_of_office_files_is_no_office_file():
    document = packed([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")])
    assert is_package(document) and is_package(document[:100])
    assert not is_package(packed([("brev.docx", document)], zipfile.ZIP_STORED))
    assert not is_package(changed(packed([("en.txt", b"a"), ("to.txt", b"b")]), "en.txt", 6, b"\1\0", 8))


def test_too_many_files_are_refused_as_a_whole():
    with pytest.raises(InnspillError, match="mer enn 10 filer"):
        read_zip(packed([(f"{n}", b"x") for n in range(11)]), "x.zip", Limits(members=10))


def test_an_archive_in_an_archive_is_an_enclosure_as_it_is():
    inner = packed([("brev.txt", b"brev")])
    assert read_zip(packed([("indre.zip", inner)]), "x.zip").enclosures[0].raw == inner


def test_a_cut_archive_never_raises_anything_else():
    raw = packed([("a/brev.txt", b"brev" * 50), ("b.txt", b"x" * 300)])
    for end in range(0, len(raw), 3):
        try:
            read_zip(raw[:end], "x.zip")
        except InnspillError as error:
            assert error.todo
