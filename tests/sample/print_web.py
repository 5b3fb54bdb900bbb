"""A letter as HTML: a page of a kommune's web site, a submitted web form, a ministry's page with other senders' answers."""

import quopri
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
# A form as the portal shows it after it was sent: steps, banner, buttons and marks of required fields around the answers.
PORTAL = """<!DOCTYPE html>
<html lang="nb">
<head><meta charset="utf-8"><title>Innsendt svar – Skjemaportalen</title>
<style>.steg li {{ display: inline; margin-right: 1em }} .infokapsler {{ background: #eee }}</style></head>
<body>
<div class="cookie-banner" role="dialog"><p>Skjemaportalen bruker informasjonskapsler.</p> <button>Godta alle</button>
<button>Avvis alle</button></div>
<header><a href="#">Skjemaportalen</a> <a href="#">Mine skjemaer</a> <a href="#">Hjelp</a> <a href="#">Logg ut</a></header>
<nav><ol class="steg"><li><a href="#">Om avsenderen</a></li><li><a href="#">Svar</a></li>
<li><a href="#">Kvittering</a></li></ol></nav>
<main>
<p class="progress">Side 2 av 3</p>
<form>
{body}
<p><button>Forrige side</button> <button>Skriv ut</button> <button>Lukk</button></p>
</form>
</main>
<footer><a href="#">Personvern</a> <a href="#">Tilgjengelighet</a> <a href="#">Kontakt oss</a></footer>
</body>
</html>
"""
MINISTRY = """<!DOCTYPE html>
<html lang="nb">
<head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="cid:utseende@nettsted.example"></head>
<body>
<div id="cookie-consent"><p>Nettstedet bruker informasjonskapsler for å telle besøk.</p> <button>Godta</button>
<button>Avvis</button></div>
<a class="skiplink" href="#innhold">Gå til hovedinnhold</a>
<header><a href="#">Departementet</a> <form role="search"><input type="text"><button>Søk</button></form></header>
<nav><ul><li><a href="#">Tema</a></li><li><a href="#">Dokument</a></li><li><a href="#">Aktuelt</a></li>
<li><a href="#">Departement</a></li></ul></nav>
<ol class="breadcrumb"><li><a href="#">Forsiden</a></li><li><a href="#">Høringer</a></li>
<li><a href="#">Innspill til planen</a></li></ol>
<main id="innhold">
<article>
{body}
</article>
<ul class="share"><li><a href="#">Del på Facebook</a></li><li><a href="#">Del på LinkedIn</a></li>
<li><a href="#">Del på e-post</a></li></ul>
</main>
<section class="svar">
<h2>Andre svar ({n_others})</h2>
<ul>
{others}
</ul>
</section>
<footer><a href="#">Om nettstedet</a> <a href="#">Personvern</a> <a href="#">Kontakt</a></footer>
</body>
</html>
"""
PAGES = {"form": FORM, "portal": PORTAL, "ministry": MINISTRY}
SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://departementet.example/innspill/{source}
Subject: Innspill til planen
Date: Mon, 5 Dec 2022 09:30:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary--{source}----"


------MultipartBoundary--{source}----
Content-Type: text/html
Content-ID: <frame-{source}@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://departementet.example/innspill/{source}

{page}
------MultipartBoundary--{source}----
Content-Type: text/css
Content-ID: <utseende@nettsted.example>
Content-Transfer-Encoding: quoted-printable
Content-Location: cid:utseende@nettsted.example

body {{ font-family: sans-serif }}

------MultipartBoundary--{source}------
"""
TAGS = {"title": "h1", "question": "h2", "heading": "h3", "f": "p", "paragraph": "p", "lead": "p", "letterhead": "p",
        "sign": "p"}  # fmt: skip


def html(letter: Letter) -> bytes:
    kind = letter.layout.get("page")
    in_form = kind in ("form", "portal")
    body = "\n".join(_elements(letter.blocks, {**TAGS, "question": "label", "paragraph": "div"} if in_form else TAGS))
    title = next(block.text for block in letter.blocks if block.kind == "title")
    others = letter.layout.get("others", {})
    listed = "\n".join(f'<li><a href="#">{escape(sender)}</a> {date}</li>' for sender, date in others.items())
    page = PAGES.get(kind, SITE).format(
        body=body, title=escape(title), lang=letter.truth["language"], others=listed, n_others=len(others)
    )
    return page.encode("utf-8")


def saved_page(letter: Letter) -> bytes:
    """The page as a browser saves it in one file (.mhtml), with lines that end as in mail."""
    page = quopri.encodestring(html(letter)).decode("ascii")
    return SAVED.format(source=letter.source, page=page).replace("\n", "\r\n").encode("ascii")


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
