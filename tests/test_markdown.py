"""Letters in Markdown: what is Markdown, and that its signs go and its words stay. All letters here are invented."""

import time

import pytest

from innspill.reading import detect_format, read_pages
from innspill.reading.markdown import is_markdown

LETTER = """---
title: "Innspill fra Vik kommune"
author: Vik kommune
---

# Svar på spørsmålene

Vi viser til brevet[^1] og har *noen* **viktige** merknader som gjelder
flere av spørsmålene. Dette er en ny setning.
Og her er en til på en linje for seg, som går videre.

## 1. Hva er vanskelig?

- Første punkt
  - Under punktet med [lenke](https://vik.example/a) og <https://vik.example/b>

3. Tredje
4) Fjerde

**Aktuelle tiltak**

Vi vil ha felles vakt i helgene for alle bygdene i området vårt.

Samarbeid
---------

| Tiltak | Når |
|---|---|
| Vakt | 2023 |

> Et sitat

```text
kode her
```

<div class="x"><p>Tekst i HTML</p></div>

1. **Hva er krevende?**

   Svaret er at det meste krever tid.

Med hilsen
Vik kommune

[^1]: Brevet kom i august.
[^2]: En note til.
"""


def test_a_letter_in_markdown_is_read_without_its_signs():
    assert detect_format(LETTER.encode(), "brev.txt") == "markdown"
    pages = read_pages(LETTER.encode(), "brev.txt")
    assert [(line.text, line.kind) for line in pages.lines] == [
        ("Svar på spørsmålene", "heading"),
        ("Vi viser til brevet[1] og har noen viktige merknader som gjelder flere av spørsmålene. Dette er en ny setning. "
         "Og her er en til på en linje for seg, som går videre.", "paragraph"),
        ("1. Hva er vanskelig?", "heading"), ("Første punkt", "bullet"),
        ("Under punktet med lenke og https://vik.example/b", "bullet"), ("3. Tredje", "bullet"), ("4) Fjerde", "bullet"),
        ("Aktuelle tiltak", "heading"), ("Vi vil ha felles vakt i helgene for alle bygdene i området vårt.", "paragraph"),
        ("Samarbeid", "heading"), ("Tiltak | Når", "table"), ("Vakt | 2023", "table"), ("Et sitat", "paragraph"),
        ("kode her", "paragraph"), ("Tekst i HTML", "paragraph"), ("1. Hva er krevende?", "heading"),
        ("Svaret er at det meste krever tid.", "paragraph"), ("Med hilsen", "paragraph"), ("Vik kommune", "paragraph"),
        ("[1] Brevet kom i august.", "note"), ("[2] En note til.", "note"),
    ]  # fmt: skip
    assert pages.title == "Innspill fra Vik kommune" and not pages.warnings
    assert [line.text for line, reason in pages.furniture if reason == "letterhead"] == [
        "title", "Innspill fra Vik kommune", "author", "Vik kommune",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- bygge\n- leie\n\n1. En\n2. To\n\n# 4\n\nVi vil *gjerne* det.\n",
        "Svar fra Vik\n============\n\nVi mener dette.\n\nTiltak\n------\n\n* En\n* To\n",
        "# vi trenger flere folk i nord.\n# vi trenger mer penger\n# og tid\n",
        "Navn: ______\n\n---\n\nPris ** og ** merker\n",
        "Fra: Vik\n> Hei\n> på dere\n\n| a | b |\n",
        "_Innledning_\n\nDette er *viktig*\n\n**OBS**\n",
        "#1 prioritet\n#2 prioritet\nC# og F# er språk\n",
        "--- Side 1 ---\nHei\n---\nNavn: Vik\n---\n",
    ],
)
def test_a_plain_letter_with_bullets_numbers_stars_and_lines_is_not_markdown(text):
    assert not is_markdown(text.encode()) and detect_format(text.encode(), "brev.md") == "plain"


@pytest.mark.parametrize(
    "text",
    [
        "## Spørsmål 1\n\nVi vil.\n\n## Spørsmål 2\n\nNei.\n",
        "Se [planen](https://vik.example/p).\n",
        "# Svar fra Vik\n\nDet er **viktig** og **riktig**.\n",
        "|a|b|\n|---|---|\n|c|d|\n",
        "---\r\ntitle: Svar\r\nauthor: Vik\r\n---\r\nHei\r\n",
    ],
)
def test_a_few_signs_that_nobody_writes_otherwise_are_enough(text):
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert detect_format(text.encode(encoding), "brev.txt") == "markdown"


HIDING = {
    "quotations": ">" * 3_000 + " her er ordene",
    "lists on one line": "- " * 2_000 + "her er ordene",
    "lists in lists": "".join("  " * depth + "- ord\n" for depth in range(200)) + "her er ordene",
    "the address of a link": '[Vi]: mener "her er ordene"',
}


@pytest.mark.parametrize("hidden", HIDING.values(), ids=HIDING)
def test_where_markdown_would_hide_words_the_file_is_read_as_plain_text(hidden):
    pages = read_pages(f"# Svar fra Vik\n\n## Tiltak\n\n{hidden}\n".encode(), "brev.md")
    assert "her er ordene" in " ".join(line.text for line in pages.lines)
    assert pages.warnings == ("Filen er uryddig Markdown og er lest som ren tekst.",)


HOSTILE = {
    "brackets": "[" * 300_000,
    "brackets in paragraphs": ("[" * 15_000 + "\n\n") * 20,
    "stars": "*a **b " * 50_000,
    "a wide table": "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n" + "|\n" * 2_000,
    "quotations": "> > > a\n" * 20_000,
    "hashes": "# " * 200_000,
    "ticks": "`a``b" * 50_000,
    "comments": "<!--" * 100_000,
}


@pytest.mark.parametrize("filling", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markdown_does_not_take_minutes(filling):
    started = time.perf_counter()
    pages = read_pages(f"# Svar fra Vik\n\n## Tiltak\n\nVi vil.\n\n{filling}\n".encode(), "brev.md")
    assert any("Vi vil." in line.text for line in pages.lines) and time.perf_counter() - started < 30
