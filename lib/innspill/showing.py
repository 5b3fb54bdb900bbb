"""One file's reading beside the file itself: page by page, what became segment, heading or furniture, and why.

For the reviewer, who asks «where did that sentence go?». The file is read anew, by the same workers and limits as a run, so
what is shown is what a run would make of it. Nothing is masked here: the reviewer has the letter in hand.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from innspill.errors import InnspillError
from innspill.intake import read_letters
from innspill.intake_folder import FoundFile, read_bytes
from innspill.intake_running import Reader
from innspill.intake_worker import Errand, Opened, read_file
from innspill.limits import STANDARD_LIMITS, Limits
from innspill.tables import DOCUMENTS, FURNITURE, LEDGER, SEGMENTS

# A page at 1.3 pixels a point is read well beside its text, and 40 of them are some 4 MB.
_SCALE = 1.3
_MOST_PICTURES = 40
_PIECES = ("in_file", "page", "position", "what", "question", "heading", "why", "confidence", "text", "words")


@dataclass(frozen=True)
class Shown:
    """What was made of one file and of the files inside it.

    `ledger` and `documents` are as the contract has them. `pieces`: a row is a segment or a piece of furniture, in reading
    order: `what` is a segment's kind or the furniture's reason, `why` the words that placed it. `pictures`: file → its
    pages as JPEG, in order, where the format has pages that can be drawn; `lines`: file → (page, text) as it was read,
    before any cleaning.
    """

    ledger: pd.DataFrame
    documents: pd.DataFrame
    pieces: pd.DataFrame
    pictures: dict[str, list[bytes]]
    lines: dict[str, list[tuple[int, str]]]


def show_file(
    path: Path, *, consultation: Path, registry: Path, limits: Limits = STANDARD_LIMITS, inner: str = ""
) -> Shown:
    """Read the file at `path` and account for it; `inner` keeps only that file inside it («vedlegg.pdf»).

    Raises InnspillError where there is no such file.
    """
    if path.is_symlink():
        raise InnspillError(path, "this is a link, which no run follows", "Show the file itself")
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "the file is not there"
        raise InnspillError(path, what, "Show one file of it" if path.is_dir() else "Check the path")
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place).resolve()
        reader = Reader(consultation.resolve(), registry.resolve(), scratch, limits, read=read_and_draw)
        found = FoundFile(path.resolve(), path.name, path.stat().st_size)
        readings = read_letters([found], reader, {})
        tables = {t.name: t.build([row for one in readings for row in one.get(t.name, [])])
                  for t in (LEDGER, DOCUMENTS, SEGMENTS, FURNITURE)}  # fmt: skip
        ledger = tables["ledger"]
        if inner:
            ledger = ledger[ledger["file"] == f"{path.name}/{inner}"]
            if ledger.empty:
                raise InnspillError(f"{path}/{inner}", "there is no such file inside", "Show the outer file to see what is")
        drawn = {row.file: _drawn(scratch, row.sha256) for row in ledger.itertuples() if pd.notna(row.sha256)}
    pieces = _pieces(tables["segments"], tables["furniture"])
    pieces = pieces[pieces["in_file"].isin(ledger["file"])].reset_index(drop=True)
    documents = tables["documents"]
    return Shown(
        ledger.reset_index(drop=True),
        documents[documents["submission_id"].isin(ledger["submission_id"])].reset_index(drop=True),
        pieces,
        {file: pictures for file, (pictures, _) in drawn.items() if pictures},
        {file: lines for file, (_, lines) in drawn.items()},
    )


def _pieces(segments: pd.DataFrame, furniture: pd.DataFrame) -> pd.DataFrame:
    """Segments and furniture as one table in reading order, by file and page."""
    inside = segments.rename(columns={"kind": "what", "question_evidence": "why", "question_confidence": "confidence"})
    outside = furniture.assign(what=furniture["reason"], heading=None, why=None, confidence=None)
    both = pd.concat([inside.reindex(columns=_PIECES), outside.reindex(columns=_PIECES)], ignore_index=True)
    order = dict.fromkeys([*segments["in_file"], *furniture["in_file"]])
    both["order"] = both["in_file"].map({file: number for number, file in enumerate(order)})
    # What reading set aside has a page but no place on it: heads are shown above it, the rest below.
    above = both["what"].isin(["letterhead", "running_head", "navigation"])
    both["position"] = both["position"].mask(both["position"].isna() & above, 0)
    return both.sort_values(["order", "page", "position"], kind="stable", ignore_index=True).drop(columns="order")


def read_and_draw(errand: Errand) -> Opened:
    """In the worker: read the file, and leave its raw lines and pictures of its pages in the scratch folder."""
    from innspill import intake_worker
    from innspill.reading import detect_format, read_pages

    opened = read_file(errand)
    raw = read_bytes(errand.path, errand.limits.file_size * 2**20 + 1)
    scratch = Path(intake_worker.scratch_folder())
    form = detect_format(raw, errand.name, errand.limits)
    if form == "pdf":
        _draw_pdf(raw, scratch, opened.sha256)
    elif form == "image":
        _draw_image(raw, scratch, opened.sha256)
    pages = opened.pages if form in ("email", "outlook", "image") or errand.recognise else None
    if pages is None and not opened.inner:
        pages = read_pages(raw, errand.name, errand.limits)
    if pages is not None:
        aside = [line for line, _ in pages.furniture]
        every = sorted([*aside, *pages.lines], key=lambda line: line.page)
        told = [f"{line.page}\t{' '.join(line.text.split())}" for line in every]
        _leaf(scratch, opened.sha256, "txt").write_text("\n".join(told), encoding="utf-8", errors="replace")
    return opened


def _leaf(scratch: Path, digest: str, suffix: str, number: int = 0) -> Path:
    return scratch / f"shown-{hashlib.sha256(digest.encode()).hexdigest()[:16]}-{number:04d}.{suffix}"


def _draw_pdf(raw: bytes, scratch: Path, digest: str) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    try:
        document.init_forms()
        for number in range(min(len(document), _MOST_PICTURES)):
            page = document[number]
            # A plan in A0 is drawn as small as a letter.
            scale = min(_SCALE, 1100 / max(page.get_size()))
            picture = page.render(scale=max(scale, 0.01), may_draw_forms=True).to_pil().convert("L")
            picture.save(_leaf(scratch, digest, "jpg", number + 1), quality=60)
    finally:
        document.close()


def _draw_image(raw: bytes, scratch: Path, digest: str) -> None:
    import io

    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(raw)) as picture:
        shown = ImageOps.exif_transpose(picture).convert("L")
        shown.thumbnail((900, 1200))
        shown.save(_leaf(scratch, digest, "jpg", 1), quality=60)


def _drawn(scratch: Path, digest: str) -> tuple[list[bytes], list[tuple[int, str]]]:
    """The pictures and the raw lines that the worker left for a file."""
    stem = _leaf(scratch, digest, "jpg").name.rpartition("-")[0]
    pictures = [path.read_bytes() for path in sorted(scratch.glob(f"{stem}-*.jpg"))]
    told = _leaf(scratch, digest, "txt")
    written = told.read_text(encoding="utf-8").split("\n") if told.exists() else []
    lines = [line.partition("\t") for line in written]
    return pictures, [(int(page), text) for page, _, text in lines if page.isdecimal()]


def words_balance(row: Any) -> str:
    """«481 ord = 430 i avsnitt + 51 utenom», or what does not add up; empty for a file without words."""
    if pd.isna(row.words):
        return ""
    inside, outside = int(row.segment_words), int(row.furniture_words)
    said = f"{int(row.words)} ord = {inside} i avsnitt + {outside} utenom"
    return said if int(row.words) == inside + outside else f"{said} (stemmer ikke)"


def only_pages(shown: Shown, pages: Sequence[int]) -> Shown:
    """The same with these pages only; all where `pages` is empty. Raises InnspillError where none of them holds text."""
    if not pages:
        return shown
    last = int(shown.pieces["page"].max()) if len(shown.pieces) else 0
    if not set(pages) & set(shown.pieces["page"]):
        raise InnspillError(f"--page {pages[0]}", "there is nothing on that page", f"The last page is {last}")
    lines = {file: [line for line in told if line[0] in pages] for file, told in shown.lines.items()}
    return replace(shown, pieces=shown.pieces[shown.pieces["page"].isin(pages)], lines=lines)
