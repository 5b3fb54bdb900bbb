"""Plain text in any encoding, and hostile text: every word as it was written, in time. All letters here are invented."""

import time

import pytest

from innspill.errors import InnspillError
from innspill.limits import Limits
from innspill.pages import Pages
from innspill.reading import read_pages
from innspill.reading.encodings import decode_text

TEXT = "Vi må følge opp på kvelden – særlig «de minste».\n"


def plain(raw: bytes, **limits: int) -> Pages:
    return read_pages(raw, "brev.txt", Limits(**limits))


def texts(pages: Pages) -> list[str]:
    return [line.text for line in pages.lines if line.text]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-8-sig", "cp1252"])
def test_the_encoding_is_found_without_a_mark(encoding):
    assert texts(plain(TEXT.encode(encoding))) == [TEXT.strip()]


@pytest.mark.parametrize("stray", ["cp1252", "mac_roman", "cp865"])
def test_lines_in_another_encoding_come_right_and_it_is_told(stray):
    line = "Vi må følge opp på kvelden."
    pages = plain(TEXT.encode() + f"{line}\n{line}\n".encode(stray) + TEXT.encode())
    assert texts(pages) == [TEXT.strip(), line, line, TEXT.strip()]
    assert "UTF-8" in pages.repairs[0] and not pages.warnings


def test_two_encodings_on_one_line_come_right_and_chance_runs_stay_eight_bit():
    assert decode_text("på øya ".encode() + "på øya".encode("cp1252")) == ("på øya på øya", "utf-8+cp1252")
    # «å»–» in Windows-1252 is a valid letter of three bytes in UTF-8.
    assert decode_text("kalt «på»– og «Å» Ø».".encode("cp1252"))[0] == "kalt «på»– og «Å» Ø»."


def test_a_file_cut_in_the_middle_of_a_letter_is_still_utf8():
    text, encoding = decode_text("Vi må, på".encode()[:-1])
    assert (text, encoding) == ("Vi må, p\ufffd", "utf-8")
    assert decode_text("gå på s".encode("cp1252") + b"j\xf8")[0] == "gå på sjø"


@pytest.mark.parametrize("declared", ["utf-16", "punycode", "unicode_escape", "hex", "utf-7", "no-such", "a" * 40])
def test_what_a_file_calls_itself_is_not_obeyed_where_it_would_not_give_its_text(declared):
    raw = f'<!doctype html><meta charset="{declared}"><p>Vi må følge opp \\u0041 på kvelden</p>'.encode("cp1252")
    assert texts(plain(raw)) == ["Vi må følge opp \\u0041 på kvelden"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\u2028", "\x85"])
def test_every_kind_of_line_end_ends_a_line(end):
    assert texts(plain(end.join(["Vi vil bygge på øya.", "Vi vil leie."]).encode())) == ["Vi vil bygge på øya.", "Vi vil leie."]


def test_form_feeds_part_pages_and_null_bytes_are_dropped_and_told():
    pages = plain(b"\0\0Vi vil\0 bygge.\fVi vil leie.\n\0\0")
    assert [(line.text, line.page) for line in pages.lines] == [("Vi vil bygge.", 1), ("Vi vil leie.", 2)]
    assert pages.n_pages == 2 and pages.repairs == ("Nulltegn er fjernet.",)


def test_a_letter_of_numbers_is_read_with_a_warning():
    pages = plain(b"1 2 3\n4 5 6\n")
    assert texts(pages) == ["1 2 3", "4 5 6"] and "ingen ord" in pages.warnings[0]


def test_a_word_of_a_hundred_thousand_letters_and_a_line_of_megabytes_are_kept_whole():
    word, line = "a" * 100_000, "ord " * 1_000_000
    assert texts(plain(f"Vi {word}\n{line}slutt\n".encode())) == [f"Vi {word}", f"{line}slutt"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"ord " * 12_500_000, "høyst 10000000 leses"), (b"a" * 50_000_000, "høyst 10000000 leses"),
     (b"\f" * 100_000 + b"x", "flere sider"), (b"a\n" * 2_500_000, "linjer")],
    ids=["50 MB of words", "50 MB of one word", "form feeds", "line ends"],
)  # fmt: skip
def test_far_too_much_is_refused_at_once(raw, said):
    started = time.perf_counter()
    with pytest.raises(InnspillError, match=said):
        plain(raw)
    assert time.perf_counter() - started < 20


def test_a_megabyte_of_strange_bytes_does_not_take_minutes():
    started = time.perf_counter()
    for raw in (bytes(range(128, 256)) * 20_000, ("å".encode() + "å".encode("cp1252") + b" ") * 300_000):
        assert len(texts(plain(raw))) >= 1
    assert time.perf_counter() - started < 20
