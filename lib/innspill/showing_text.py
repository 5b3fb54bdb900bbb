"""A file's reading in the terminal and as a page: the original to the left, what became of it to the right."""

import base64
from collections.abc import Iterator
from itertools import groupby
from textwrap import shorten
from typing import Any

import pandas as pd

from innspill.page_html import esc
from innspill.showing import Shown, words_balance
from innspill.wording import COLUMN_LABELS, VALUE_LABELS, number

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_LONGEST_WHY = 70
_SEGMENT_KINDS = ("paragraph", "bullet", "heading", "table", "note")
_LEAD = (
    "Til venstre står siden slik den ser ut (PDF og bilder), ellers teksten slik den ble tatt ut av filen. "
    "Til høyre står hva som ble lest. Filen er lest alene: duplikater og flere utgaver står bare i regnskapet for mappen. "
    "Siden inneholder navn og adresser: del den ikke."
)
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1a1a1a;background:#fff}
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem;border-top:2px solid #333;padding-top:.6rem}
section{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5rem;border-top:1px solid #bbb;padding:.8rem 0}
section h3{grid-column:1/-1;font-size:1rem;margin:0}
img{max-width:100%;border:1px solid #bbb}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.4 ui-monospace,monospace;margin:0;background:#f5f5f5;padding:.6rem}
.piece{margin:0 0 .5rem;padding:.3rem .6rem;border-left:6px solid #1b5e8a;overflow-wrap:anywhere}
.outside{border-left:6px double #888;background:#f0f0f0}
.heading{font-weight:600}
.label{display:block;font-size:.78rem;color:#444}
@media print{section{break-inside:avoid}}
"""


def tell_lines(shown: Shown) -> Iterator[tuple[str, str]]:
    """(text, look) a line, for a terminal: look is `head`, `page`, `segment` or `outside`."""
    for row in shown.ledger.itertuples():
        yield from ((line, "head") for line in _account(row, shown.documents))
        pieces = shown.pieces[shown.pieces["in_file"] == row.file]
        for page, on_page in pieces.groupby("page", sort=True):
            yield f"— side {page} —", "page"
            for label, text, kind in _told(on_page):
                yield f"[{label}] {text}", "segment" if kind in _SEGMENT_KINDS else "outside"


def _account(row: Any, documents: pd.DataFrame) -> Iterator[str]:
    """What the ledger says of a file and, where it begins a submission, what is known of that."""
    status = VALUE_LABELS["nb"].get(row.status, row.status)
    form = "" if pd.isna(row.format) else VALUE_LABELS["nb"].get(row.format, row.format)
    yield " · ".join(part for part in (row.file, status, form, words_balance(row)) if part)
    if pd.notna(row.reason):
        yield row.reason
    if pd.notna(row.repairs):
        yield row.repairs
    for letter in documents[documents["file"] == row.file].itertuples():
        sender = "ukjent" if pd.isna(letter.sender) else letter.sender
        yield f"Avsender: {sender} (sikkerhet {number(float(letter.sender_confidence), 2)}): {letter.sender_evidence}"
        asked = ("ukjent runde" if pd.isna(letter.call) else letter.call, "udatert" if pd.isna(letter.date) else letter.date)
        yield " · ".join((*asked, *_answers(letter)))


def _answers(letter: Any) -> Iterator[str]:
    for status in ("answered", "merged", "repeated", "missing"):
        numbers = getattr(letter, f"questions_{status}")
        if pd.notna(numbers):
            yield f"{COLUMN_LABELS['nb'][f'questions_{status}']}: {numbers.replace(';', ', ')}"


def _told(pieces: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """(label, text, what it is) of the pieces of a page; lines of furniture that belong together are told as one."""
    labelled = [(label_of(piece), piece.text, piece.what) for piece in pieces.itertuples()]
    # A segment is one of a kind, even where its neighbour has the same label.
    runs = groupby(enumerate(labelled), key=lambda one: (one[1][0], one[0] if one[1][2] in _SEGMENT_KINDS else -1))
    for (label, _), members in runs:
        told = [piece for _, piece in members]
        yield label, " ".join(text for _, text, _ in told), told[0][2]


def label_of(piece: Any) -> str:
    """Why a piece is what it is: «avsnitt · spørsmål 4 · «Spørsmål 4:» 0,95 · under «Tiltak»», or «underskrift»."""
    if piece.what not in _SEGMENT_KINDS:
        # «Gjentatt» says elsewhere that a question stands without an answer.
        asked = f"spørsmålet, {piece.question}" if pd.notna(piece.question) else "spørsmålet"
        told = asked if piece.what == "question" else COLUMN_LABELS["nb"].get(f"furniture_{piece.what}", piece.what)
        return f"utenom: {told}"
    parts = [VALUE_LABELS["nb"][piece.what]]
    parts.append(f"spørsmål {piece.question}" if pd.notna(piece.question) else "uten spørsmål")
    if pd.notna(piece.why):
        sure = f" {number(float(piece.confidence), 2)}" if pd.notna(piece.confidence) else ""
        parts.append(f"«{shorten(piece.why, _LONGEST_WHY, placeholder=' …')}»{sure}")
    if pd.notna(piece.heading):
        parts.append(f"under «{piece.heading}»")
    return " · ".join(parts)


def page_of(shown: Shown, title: str) -> str:
    """The whole reading as one HTML page without scripts; everything from the letter is escaped."""
    parts = [
        '<!doctype html>\n<html lang="nb"><head><meta charset="utf-8"><meta name="generator" content="innspill show">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>{esc(title)}</title>',
        f"<style>{_STYLE}</style></head><body><h1>{esc(title)}</h1>",
        f"<p>{_LEAD}</p>",
    ]
    for row in shown.ledger.itertuples():
        told = list(_account(row, shown.documents))
        parts += [f"<h2>{esc(told[0])}</h2>", *(f"<p>{esc(line)}</p>" for line in told[1:])]
        parts += _pages_of(row.file, shown)
    return "\n".join([*parts, "</body></html>", ""])


def _pages_of(file: str, shown: Shown) -> Iterator[str]:
    pieces = shown.pieces[shown.pieces["in_file"] == file]
    pictures, lines = shown.pictures.get(file, []), shown.lines.get(file, [])
    for page in sorted({*pieces["page"].dropna().astype(int), *(page for page, _ in lines)}):
        if page <= len(pictures):
            source = base64.b64encode(pictures[page - 1]).decode("ascii")
            original = f'<img alt="Side {page} av filen" src="data:image/jpeg;base64,{source}">'
        else:
            original = f"<pre>{esc(chr(10).join(text for on, text in lines if on == page))}</pre>"
        read = "\n".join(_piece(*told) for told in _told(pieces[pieces["page"] == page]))
        yield f"<section><h3>Side {page}</h3><div>{original}</div><div>{read}</div></section>"


def _piece(label: str, text: str, kind: str) -> str:
    looks = f"piece {kind}" if kind in _SEGMENT_KINDS else "piece outside"
    return f'<div class="{looks}"><span class="label">{esc(label)}</span>{esc(text)}</div>'
