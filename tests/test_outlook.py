"""Outlook's .msg files: made here by the public format (MS-CFB, MS-OXMSG), for nothing but Outlook writes them."""

import struct
from datetime import UTC, datetime

import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.reading import detect_format
from innspill.reading.mail import read_mail
from innspill.reading.outlook import read_outlook
from innspill.reading.outlook_rtf import unpack_rtf

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LETTER = "Innspill fra Tareviken kommune.\r\n\r\nVi mangler fagfolk på nattevaktene i hele kommunen.\r\n"


def chain(first, count):
    return [*range(first + 1, first + count), _END] if count else []


def padded(content, size=512):
    return content + b"\0" * (-len(content) % size)


def ole_file(tree):
    """A compound file of version 3; `tree` is {name: bytes or another tree}."""
    entries, mini, mini_fat, large = [], bytearray(), [], []

    def add(name, node):
        number = len(entries)
        entries.append({"name": name, "kids": _FREE, "left": _FREE, "right": _FREE, "start": _END, "size": 0, "kind": 2})
        if isinstance(node, dict):
            numbers = [add(kid, node[kid]) for kid in sorted(node, key=lambda one: (len(one), one.upper()))]
            entries[number] |= {"kind": 1, "kids": balance(numbers), "start": 0}
        elif len(node) < 4096:
            if node:
                entries[number] |= {"start": len(mini) // 64, "size": len(node)}
                mini_fat.extend(chain(len(mini) // 64, -(-len(node) // 64)))
                mini.extend(padded(node, 64))
        else:
            large.append((number, node))
        return number

    def balance(numbers):
        if not numbers:
            return _FREE
        middle = len(numbers) // 2
        entries[numbers[middle]] |= {"left": balance(numbers[:middle]), "right": balance(numbers[middle + 1 :])}
        return numbers[middle]

    add("Root Entry", tree)
    entries[0]["kind"] = 5
    sectors, fat = [], []

    def store(content):
        pieces = [padded(content)[at : at + 512] for at in range(0, len(content), 512)]
        first = len(sectors)
        fat.extend(chain(first, len(pieces)))
        sectors.extend(pieces)
        return first if pieces else _END

    entries[0] |= {"start": store(bytes(mini)), "size": len(mini)}
    for number, content in large:
        entries[number] |= {"start": store(content), "size": len(content)}
    mini_first = store(struct.pack(f"<{len(mini_fat)}I", *mini_fat) + b"\xff" * (-4 * len(mini_fat) % 512))
    directory = b"".join(
        padded(one["name"].encode("utf-16-le") + b"\0\0", 64)
        + struct.pack("<HBBIII", 2 * len(one["name"]) + 2, one["kind"], 1, one["left"], one["right"], one["kids"])
        + b"\0" * 36 + struct.pack("<IQ", one["start"], one["size"]) for one in entries
    )  # fmt: skip
    directory_first = store(directory)
    n_fat = -(-len(fat) // 127)
    fat_first = len(sectors)
    fat += [_FAT] * n_fat
    table = struct.pack(f"<{len(fat)}I", *fat) + b"\xff" * (-4 * len(fat) % 512)
    sectors += [table[at : at + 512] for at in range(0, len(table), 512)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, n_fat, directory_first, 0, 4096, mini_first, -(-len(mini_fat) // 128), _END, 0)
    places = [*range(fat_first, fat_first + n_fat)]
    return header + struct.pack("<109I", *places, *[_FREE] * (109 - n_fat)) + b"".join(sectors)


def values(head, **properties):
    """The list of properties of fixed size: `p0E060040=…`."""
    rows = [struct.pack("<IIQ", int(name[1:], 16), 6, value) for name, value in properties.items()]
    return b"\0" * head + b"".join(rows)


def wide(**properties):
    return {f"__substg1.0_{name[1:]}001F": text.encode("utf-16-le") for name, text in properties.items()}


def attachment(content, name, method=1, **more):
    streams = {"__properties_version1.0": values(8, p37050003=method), **wide(p3707=name, **more)}
    return streams if content is None else {**streams, "__substg1.0_37010102": content}


def filetime(*when):
    return int((datetime(*when, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7


def message(*attachments, head=32, **more):
    tree = {
        "__properties_version1.0": values(head, p00390040=filetime(2022, 9, 12, 8, 30)),
        **wide(p0037="Innspill til planen", p1000=LETTER, p0C1A="Kåre Ærlig", p5D01="kare@tareviken.example",
               p0E04="postmottak@etat.example"),
        **more,
    }  # fmt: skip
    return tree | {f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attachments)}


def texts(pages):
    return [line.text for line in pages.lines if line.text]


def heads(pages):
    return [line.text for line, reason in pages.furniture if reason == "letterhead"]


def test_an_outlook_file_is_read_with_its_headers():
    raw = ole_file(message())
    assert detect_format(raw, "brev.msg") == "outlook"
    bundle = read_outlook(raw, "brev.msg")
    assert bundle.is_submission and bundle.format == "outlook" and not bundle.enclosures
    assert texts(bundle.body) == ["Innspill fra Tareviken kommune.", "Vi mangler fagfolk på nattevaktene i hele kommunen."]
    assert heads(bundle.body) == [
        "Fra: Kåre Ærlig <kare@tareviken.example>", "Til: postmottak@etat.example", "Dato: 12.9.2022",
        "Emne: Innspill til planen",
    ]  # fmt: skip


def test_attachments_keep_their_names_bytes_and_order():
    large = bytes(range(256)) * 40
    bundle = read_outlook(ole_file(message(attachment(large, "Høringssvar.pdf"), attachment(b"kort", "b.txt"))), "x.msg")
    assert [(one.name, one.raw) for one in bundle.enclosures] == [("Høringssvar.pdf", large), ("b.txt", b"kort")]


def test_a_file_in_an_old_code_page_is_read_as_its_code_page_says():
    tree = {
        "__properties_version1.0": values(32, p3FFD0003=865),
        "__substg1.0_0037001E": "Små bygder på øya".encode("cp865"),
        "__substg1.0_1000001E": "Vi ønsker flere lærlinger på øya vår.".encode("cp865"),
    }
    body = read_outlook(ole_file(tree), "x.msg").body
    assert body.title == "Små bygder på øya" and texts(body) == ["Vi ønsker flere lærlinger på øya vår."]


def test_html_is_read_in_the_code_page_of_the_html():
    page = "<p>Vi ønsker flere lærlinger.</p><ul><li>Bedre vei</li></ul>".encode("cp1252")
    tree = {"__properties_version1.0": values(32, p3FDE0003=1252), "__substg1.0_10130102": page, **wide(p0037="Innspill")}
    lines = read_outlook(ole_file(tree), "x.msg").body.lines
    assert [(line.kind, line.text) for line in lines] == [("paragraph", "Vi ønsker flere lærlinger."), ("bullet", "Bedre vei")]


def test_a_mail_inside_a_mail_is_an_enclosure_that_reads_like_a_mail():
    inner = message(attachment(b"%PDF-1.4", "indre.pdf"), head=24)
    outer = {"__substg1.0_3701000D": inner, "__properties_version1.0": values(8, p37050003=5), **wide(p3001="Fra Moll")}
    (enclosure,) = read_outlook(ole_file(message(outer)), "x.msg").enclosures
    assert enclosure.name == "Fra Moll.eml"
    opened = read_mail(enclosure.raw, enclosure.name)
    assert texts(opened.body)[0] == "Innspill fra Tareviken kommune." and heads(opened.body)[2] == "Dato: 12.9.2022"
    assert [(one.name, one.raw) for one in opened.enclosures] == [("indre.pdf", b"%PDF-1.4")]


def test_mails_deeper_than_the_limit_are_refused_by_themselves():
    tree = message(head=24)
    for _ in range(4):
        outer = {"__substg1.0_3701000D": tree, "__properties_version1.0": values(8, p37050003=5), **wide(p3001="I")}
        tree = message(outer, head=24)
    raw, depth = ole_file({**tree, "__properties_version1.0": values(32)}), 0
    bundle = read_outlook(raw, "x.msg", Limits(depth=2))
    while bundle.enclosures and bundle.enclosures[0].raw is not None:
        bundle, depth = read_mail(bundle.enclosures[0].raw, "x"), depth + 1
    assert depth == 2 and bundle.enclosures[0].status == "rejected"


def test_an_attachment_that_lies_elsewhere_is_refused_and_never_fetched():
    (enclosure,) = read_outlook(ole_file(message(attachment(None, "svar.docx", method=7))), "x.msg").enclosures
    assert (enclosure.status, enclosure.raw) == ("rejected", None) and "ligger et annet sted" in enclosure.reason


def test_a_picture_that_the_text_shows_is_ignored():
    page = b"<p>Hilsen Tareviken</p><img src='cid:logo@1'>"
    logo = attachment(b"\x89PNG\r\n" + b"0" * 20_000, "logo.png", p370E="image/png", p3712="logo@1")
    (enclosure,) = read_outlook(ole_file(message(logo, **{"__substg1.0_10130102": page})), "x.msg").enclosures
    assert enclosure.status == "ignored"


def test_packed_rtf_is_unpacked():
    # The example of MS-OXRTFCP 3.1.1.
    packed = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
    assert unpack_rtf(packed, 10_000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    # 3.1.2: a run that reaches into itself.
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpack_rtf(crossing, 10_000) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert unpack_rtf(packed[:30], 10_000) == unpack_rtf(packed, 10_000)[: len(unpack_rtf(packed[:30], 10_000))]
    assert unpack_rtf(b"\0" * 8 + b"xxxx" + b"\0" * 100, 10) == b""


def test_a_mail_with_only_packed_rtf_has_text():
    rtf = b"{\\rtf1\\ansi\\ansicpg1252 Vi \\'f8nsker flere l\\'e6rlinger.\\par Hilsen Moll\\par}"
    packed = struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + b"\0" * 4 + rtf
    tree = {"__properties_version1.0": values(32), "__substg1.0_10090102": packed, **wide(p0037="Innspill")}
    assert texts(read_outlook(ole_file(tree), "x.msg").body) == ["Vi ønsker flere lærlinger.", "Hilsen Moll"]


def test_html_packed_in_rtf_is_read_once_with_its_headings_and_lists():
    rtf = (
        b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <h2>}\\htmlrtf {\\b \\htmlrtf0 Utfordringer"
        b"\\htmlrtf }\\par\\htmlrtf0 {\\*\\htmltag72 </h2>}{\\*\\htmltag64 <ul><li>}{\\pntext \\'b7 }Vi \\'f8nsker flere."
        b"\\htmlrtf \\par \\htmlrtf0 {\\*\\htmltag72 </li></ul>}}"
    )
    packed = struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + b"\0" * 4 + rtf
    tree = {"__properties_version1.0": values(32), "__substg1.0_10090102": packed, **wide(p0037="Innspill")}
    lines = [(line.kind, line.text) for line in read_outlook(ole_file(tree), "x.msg").body.lines if line.text]
    assert lines == [("heading", "Utfordringer"), ("bullet", "Vi ønsker flere.")]


def broken_files():
    raw = ole_file(message(attachment(bytes(20_000), "a.pdf")))
    yield "cut", raw[: len(raw) // 2]
    yield "cut to the header", raw[:600]
    for place in (44, 48, 60, 68, 76):
        yield f"header {place}", raw[:place] + b"\xff\xff\xff\x7f" + raw[place + 4 :]
    at = raw.index("__substg1.0_37010102".encode("utf-16-le"))
    yield "a stream of 2 GB", raw[: at + 120] + struct.pack("<I", 2**31 - 1) + raw[at + 124 :]
    root = raw.index("Root Entry".encode("utf-16-le"))
    yield "a folder that holds itself", raw[: root + 76] + struct.pack("<I", 0) + raw[root + 80 :]
    fat = 512 + 512 * struct.unpack_from("<I", raw, 76)[0]
    yield "sectors in a ring", raw[:fat] + struct.pack("<128I", *[(n // 2) * 2 for n in range(128)]) + raw[fat + 512 :]


@pytest.mark.parametrize(("kind", "raw"), list(broken_files()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_file_is_refused_in_one_line_or_read(kind, raw):
    try:
        bundle = read_outlook(raw, "brev.msg")
    except InnspillError as error:
        assert error.where == "brev.msg" and error.todo
    else:
        assert kind.startswith(("header", "sectors")) and bundle.format == "outlook"


def test_more_streams_than_the_limit_are_refused():
    with pytest.raises(InnspillError, match="mer enn 20 deler"):
        read_outlook(ole_file(message(*[attachment(b"x", "x")] * 10)), "x.msg", Limits(members=20))
