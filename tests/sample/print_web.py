"""A letter as HTML: a page of a kommune's web site with what stands around the text, or a submitted web form."""

from html import escape

from letter_source import Block, Letter
from print_lines import printed_text

SITE = """<!DOCTYPE html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: sans-serif }} nav a {{ margin-right: 1em }}</style></head>
<body>
<nav><a href="#">Forside</a> <a href="#">Tjenester</a> <a href="#">Politikk</a> <a href="#">Kontakt</a></nav>
<main>
<article>
{body}
</article>
</main>
<footer>Ansvarlig redaktør: kommunedirektøren</footer>
</body>
</html>
"""
FORM = """<html>
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Innsendt svar</title></head>
<body>
<form>
{body}
</form>
</body>
</html>
"""
TAGS = {"title": "h1", "question": "h2", "heading": "h3", "f": "p", "paragraph": "p", "lead": "p", "letterhead": "p",
        "sign": "p"}  # fmt: skip


def html(letter: Letter) -> bytes:
    form = letter.layout.get("page") == "form"
    body = "\n".join(_elements(letter.blocks, {**TAGS, "question": "label", "paragraph": "div"} if form else TAGS))
    title = next(block.text for block in letter.blocks if block.kind == "title")
    page = FORM if form else SITE
    return page.format(body=body, title=escape(title), lang=letter.truth["language"]).encode("utf-8")


def _elements(blocks: tuple[Block, ...], tags: dict[str, str]) -> list[str]:
    elements: list[str] = []
    listing = False
    for block in blocks:
        if (block.kind == "bullet") != listing:
            listing = not listing
            elements.append("<ul>" if listing else "</ul>")
        tag = "li" if listing else tags[block.kind]
        words = block.text if block.kind in ("letterhead", "sign", "question") else printed_text(block)
        elements.append(f"<{tag}>{escape(words).replace(chr(10), '<br>')}</{tag}>")
    return [*elements, "</ul>"] if listing else elements
