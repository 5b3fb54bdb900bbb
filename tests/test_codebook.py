"""The codebook is readable by its editors: what is wrong is told by file and line, and nothing wrong gets through."""

import hashlib
from pathlib import Path

import pytest

from innspill.codebook import load_codebook
from innspill.codebook_tables import pattern_table
from innspill.errors import InnspillError
from innspill.patterns import Slot, Word, parse_pattern

SHIPPED = Path(__file__).parents[1] / "data" / "codebook.yml"
THEMES = [
    "samarbeid", "organisering", "pasientforlop", "desentralisering", "digitalisering", "personell", "fastlege",
    "finansiering", "nasjonal_styring", "kapasitet", "tjenesteutvikling", "kunnskap", "kvalitet", "mestring",
    "brukermedvirkning", "psykisk_helse_rus", "svangerskap_fodsel", "akutt",
]  # fmt: skip
SMALL = """\
topics:
  - Skog
themes:
  - id: bever
    label: {nb: Bever, en: Beaver}
    topic: Skog
    definition: Dyr som bygger.
    is_not: Hunder.
    patterns: |
      bever*  # dyret selv
      demning* [2] bekk*
    weak: |
      tre
groups:
  - id: unge
    label: {nb: Unge, en: Young}
    definition: Små bevere.
    patterns: |
      beverung*
functions:
  - id: fakta
    label: {nb: Fakta, en: Facts}
    definition: Det som er.
    facets: {ingen: 1}
addressees:
  - id: uspesifisert
    label: {nb: Ingen, en: Nobody}
    definition: Ingen.
initiatives:
  - id: hytta
    label: {nb: Hytta, en: The lodge}
    patterns: |
      hytta
"""


def load_small(folder, text=SMALL):
    path = folder / "bok.yml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def test_the_shipped_codebook_has_every_theme_in_order_with_both_labels():
    codebook = load_codebook(SHIPPED)
    assert codebook.codes("theme") == THEMES
    assert codebook.codes("group") == ["barn_unge", "alvorlig_psykisk_rus", "skropelige_eldre", "kronisk_syke"]
    assert sorted(codebook.codes("function")) == ["eksempel", "erfaring", "fakta", "forslag", "utfordring"]
    for scheme in codebook.schemes:
        for language in ("nb", "en"):
            assert all(codebook.labels(scheme, language).values())
    assert all(len(codebook.definition(theme)) > 40 for theme in THEMES)
    assert all(code.is_not for code in codebook.of("theme") if code.id != "svangerskap_fodsel")


def test_the_fingerprint_is_that_of_the_file():
    assert load_codebook(SHIPPED).sha256 == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()


def test_a_small_codebook_says_what_its_file_says(tmp_path):
    codebook = load_small(tmp_path)
    assert codebook.schemes == ("theme", "group", "function", "addressee", "initiative")
    assert codebook.labels("theme", "en") == {"bever": "Beaver"}
    assert codebook.definition("unge") == "Små bevere."
    assert codebook.topic("bever") == "Skog"
    bever = codebook.of("theme")[0]
    assert [(p.text, p.weight, p.line) for p in bever.patterns] == [
        ("bever*", 1.0, 10), ("demning* [2] bekk*", 1.0, 11), ("tre", 0.5, 13),
    ]  # fmt: skip


def test_a_pattern_says_its_written_form_and_keeps_its_comment(tmp_path):
    lines = (
        "bever*  # dyret selv\n      heime -- written: nn  # hos seg selv # og slik\n      bekk -- form: nb\n      hule #trangt"
    )
    codebook = load_small(tmp_path, SMALL.replace("bever*  # dyret selv", lines))
    table = pattern_table(codebook)
    assert table[["pattern", "written", "comment"]].values.tolist()[:5] == [
        ["bever*", "both", "dyret selv"], ["heime", "nn", "hos seg selv # og slik"], ["bekk", "nb", ""],
        ["hule", "both", "trangt"], ["demning* [2] bekk*", "both", ""],
    ]  # fmt: skip
    assert list(table) == ["scheme", "code", "line", "pattern", "weight", "written", "comment"]


def test_what_a_pattern_is_written_in_does_not_say_where_it_matches(tmp_path):
    pattern = load_small(tmp_path, SMALL.replace("bever*  #", "bever* -- written: nn  #")).of("theme")[0].patterns[0]
    assert (pattern.written, pattern.form) == ("nn", None)


def test_an_id_that_two_schemes_share_is_told_apart():
    codebook = load_codebook(SHIPPED)
    assert codebook.definition("fastlege", "addressee") != codebook.definition("fastlege", "theme")
    with pytest.raises(InnspillError, match="there is no code «bever»"):
        codebook.definition("bever")
    with pytest.raises(InnspillError, match="there is no scheme «tema»"):
        codebook.codes("tema")


BROKEN = [
    ("      bever*  # dyret selv", "      *", 10, "only a star"),
    ("      bever*  # dyret selv", "      b**", 10, "no word"),
    ("      bever*  # dyret selv", "      a*", 10, "nearly every word"),
    ("      bever*  # dyret selv", "      bever||ulv", 10, "one side of «|» is empty"),
    ("      bever*  # dyret selv", "      be*ver", 10, "no word"),
    ("      demning* [2] bekk*", "      demning* [0] bekk*", 11, "gap"),
    ("      demning* [2] bekk*", "      demning* [99] bekk*", 11, "gap"),
    ("      demning* [2] bekk*", "      demning* [x] bekk*", 11, "gap"),
    ("      demning* [2] bekk*", "      [2] bekk*", 11, "gap"),
    ("      demning* [2] bekk*", "      demning* [2]", 11, "ends in a gap"),
    ("      demning* [2] bekk*", "      bever*", 11, "stands already on line 10"),
    ("      demning* [2] bekk*", "      bekk -- wieght: 2", 11, "no condition"),
    ("      demning* [2] bekk*", "      bekk -- weight: mye", 11, "no number"),
    ("      demning* [2] bekk*", "      bekk --weight: 2", 11, "«--» stands"),
    ("      demning* [2] bekk*", "      bekk -- not: elv -- within: 2", 11, "«--» stands"),
    ("      demning* [2] bekk*", "      bekk -- not: elv, form: nn", 11, "«form:» has «:» in it"),
    ("      demning* [2] bekk*", "      bekk -- not: ,", 11, "empty list"),
    ("      demning* [2] bekk*", "      bekk -- under: ,", 11, "empty list"),
    ("      demning* [2] bekk*", "      bekk -- within: 2", 11, "no «not» says what"),
    ("      demning* [2] bekk*", "      bekk, elv", 11, "«bekk,» has «,» in it"),
    ("      demning* [2] bekk*", "      bekk | elv", 11, "one side of «|» is empty"),
    ("      demning* [2] bekk*", "      b\u00ad* elv", 11, "nearly every word"),
    ("    weak: |", "    not: |\n      elv -- form: nn\n    weak: |", 13, "«form» has no effect under «not»"),
    ("    weak: |", "    not: |\n      elv -- weight: 2\n    weak: |", 13, "«weight» has no effect under «not»"),
    ("    weak: |", "    headings: |\n      elv\n    weak: |", 12, "unknown key «headings»"),
    ("    facets: {ingen: 1}", "    facets: {ingen: 1}\n    headings: |\n      elv -- form: nn", 26, "«form» has no effect"),
    ("  - id: uspesifisert", "  - id: uspesifisert\n    always: kanskje", 27, "neither yes nor no"),
    ("      demning* [2] bekk*", "      bekk -- under: spm1", 11, "unknown facet «spm1»"),
    ("      demning* [2] bekk*", "      bekk -- form: no", 11, "form"),
    ("      demning* [2] bekk*", "      bekk -- written: begge", 11, "written: begge"),
    ("      demning* [2] bekk*", "      bekk -- form: nn; written: nb", 11, "cannot be written in nb"),
    ("    topic: Skog", "    topic: Hav", 6, "unknown topic «Hav»"),
    ("    topic: Skog", "    topik: Skog", 6, "unknown key «topik»"),
    ("    topic: Skog\n", "", 4, "«topic» is missing"),
    ("{nb: Bever, en: Beaver}", "{nb: Bever}", 5, "«en» is missing"),
    ("{nb: Bever, en: Beaver}", "Bever", 5, "key: value"),
    ("    definition: Små bevere.", "    definition:", 17, "a text"),
    ("    definition: Små bevere.", "    label: {nb: x, en: y}", 17, "stands twice"),
    ("  - id: unge", "  - id: Små dyr", 15, "not plain"),
    ("facets: {ingen: 1}", "facets: {ingen: mye}", 24, "no number"),
    ("facets: {ingen: 1}", "facets: {ingenting: 1}", 24, "unknown key «ingenting»"),
    ("    patterns: |\n      hytta", "    patterns: [hytta]", 32, "one a line"),
    ("    patterns: |\n      hytta", "    patterns: hytta", 32, "one a line"),
    ("  - Skog", "  - *skog", 2, "YAML"),
    ("groups:", "\tgroups:", 14, "YAML"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), BROKEN)
def test_an_error_names_the_file_the_line_and_what_to_do(tmp_path, old, new, line, what):
    with pytest.raises(InnspillError) as caught:
        load_small(tmp_path, SMALL.replace(old, new, 1))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'bok.yml'}:{line}: "), message
    assert what in message and "\n" not in message
    assert caught.value.todo


def test_an_id_that_stands_twice_is_refused_with_both_lines(tmp_path):
    twice = SMALL.replace("  - id: hytta", "  - id: hytta\n    label: {nb: a, en: b}\n    patterns: |\n      x\n  - id: hytta")
    with pytest.raises(InnspillError, match=r"bok\.yml:34: the id «hytta» stands already on line 30"):
        load_small(tmp_path, twice)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"42", b"- a\n- b\n"])
def test_a_file_that_is_no_codebook_is_one_line_of_error(tmp_path, content):
    path = tmp_path / "bok.yml"
    path.write_bytes(content)
    with pytest.raises(InnspillError, match=r"bok\.yml"):
        load_codebook(path)


def test_a_missing_file_is_told_as_such(tmp_path):
    with pytest.raises(InnspillError, match="cannot be read"):
        load_codebook(tmp_path / "ingen.yml")


def test_a_pattern_is_read_as_it_is_written():
    assert parse_pattern("Bør|må  [3] *Finansier*").slots == (
        Slot((Word("bør"), Word("må"))), Slot((Word("finansier", True, True),), 3),
    )  # fmt: skip
    assert parse_pattern("=KS").slots == (Slot((Word("KS", exact=True),)),)
    assert parse_pattern("FACT-team*").slots == parse_pattern("fact team*").slots


def test_conditions_are_read_as_they_are_written():
    pattern = parse_pattern("a -- weight: 0.5; not: b, c d; within: 2; with: e; under: tiltak, annet; heading: f; form: nn")
    assert (pattern.weight, pattern.within, pattern.under, pattern.form) == (0.5, 2, ("tiltak", "annet"), "nn")
    assert [p.text for p in (*pattern.nots, *pattern.withs, *pattern.headings)] == ["b", "c d", "e", "f"]
