"""The figure package: one figure as svg, png, pdf, the numbers drawn as csv, and json that says what it rests on.

Written whole or not at all, and the same bytes from the same input: no dates, no random ids, everything sorted.
"""

import base64
import hashlib
import io
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from innspill.errors import InnspillError
from innspill.packages import (
    KIND,
    evidence_rows,
    letters_behind,
    plain_text,
    plain_value,
    table_csv,
    versions,
    without_place,
)
from innspill.results import Result

# Verdana has DejaVu's widths: on a machine without DejaVu the text of an svg keeps its place.
_SAVE_RC = {
    "svg.fonttype": "none", "svg.hashsalt": "innspill", "svg.image_inline": True, "pdf.fonttype": 42,
    "pdf.compression": 6, "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"], "text.parse_math": False,
    "text.hinting": "none", "savefig.bbox": None, "savefig.facecolor": "white", "savefig.transparent": False,
    "savefig.orientation": "portrait", "path.simplify": True, "agg.path.chunksize": 0, "axes.unicode_minus": True,
}  # fmt: skip
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.ASCII)


@dataclass(frozen=True)
class FigurePackage:
    """Where a figure's five files are. As the last line of a notebook cell it shows the figure with its alt text."""

    name: str
    folder: Path
    title: str
    alt: str
    preview: bytes
    width: int

    def path(self, suffix: str) -> Path:
        """The package's file of one kind, `svg`, `png`, `pdf`, `csv` or `json`."""
        return self.folder / f"{self.name}.{suffix}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:  # noqa: ARG002
        picture = base64.b64encode(self.preview).decode("ascii")
        about = {"alt": self.alt, "width": self.width}
        return {"image/png": picture, "text/plain": f"{self.title}. {self.alt}"}, {"image/png": about, "alt": self.alt}


def save_figure(
    figure: Figure,
    result: Result,
    out: Path,
    *,
    notebook: str,
    chart: str,
    title: Mapping[str, str],
    captions: Mapping[str, str],
    alts: Mapping[str, str],
    parameters: Mapping[str, object] | None = None,
    inputs: Mapping[str, str] | None = None,
    documents: pd.DataFrame | None = None,
    language: str = "nb",
    name: str = "",
) -> FigurePackage:
    """Write the package `<name>.svg`, `.png`, `.pdf`, `.csv`, `.json` into `out`, all five or none; `name` is the chart's
    unless told, as it must be where one chart is drawn of two results.

    `inputs` maps each input (file or table) to its sha256, `documents` (the corpus table) adds type, call and date to the
    letters behind the figure. A package of the same name is replaced. Raises InnspillError if `out` cannot be written to.
    """
    name, out = slug(name or chart), Path(out)
    about = {
        "kind": KIND, "name": name, "chart": chart, "notebook": notebook, "result": result.name, "language": language,
        "title": dict(title), "caption": dict(captions), "alt": dict(alts), "keys": list(result.keys),
        "n_letters": result.n_letters, "notes": dict(result.notes), "settings": dict(result.settings),
        "parameters": {key: without_place(value) for key, value in (parameters or {}).items()},
        "inputs": dict(inputs or {}), "letters": letters_behind(result, documents),
        "evidence": evidence_rows(result), "versions": versions(),
    }  # fmt: skip
    heading, alt = plain_text(title.get(language, "")), plain_text(alts.get(language, ""))
    files = {f"{name}.{suffix}": content for suffix, content in draw_files(figure, heading, alt).items()}
    files[f"{name}.csv"] = table_csv(result.table)
    about["files"] = {file: hashlib.sha256(content).hexdigest() for file, content in sorted(files.items())}
    text = json.dumps(plain_value(about), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    files[f"{name}.json"] = (text + "\n").encode("utf-8")
    write_together(files, out)
    return FigurePackage(name, out, heading, alt, *preview(figure))


def draw_files(figure: Figure, title: str, alt: str) -> dict[str, bytes]:
    """The figure as svg, png (300 dpi) and pdf, without dates, with its title and alt text inside."""
    kept = {
        "svg": {"Date": None, "Creator": "Innspill", "Title": title, "Description": alt},
        "png": {"Software": "Innspill", "Title": title, "Description": alt},
        "pdf": {"CreationDate": None, "Creator": "Innspill", "Producer": None, "Title": title, "Subject": alt},
    }
    drawn = {}
    with mpl.rc_context(_SAVE_RC):
        for suffix, about in kept.items():
            content = io.BytesIO()
            figure.savefig(content, format=suffix, dpi=300 if suffix == "png" else 72, metadata=about)
            drawn[suffix] = with_palette(content.getvalue(), about) if suffix == "png" else content.getvalue()
    drawn["svg"] = drawn["svg"].replace(b"<svg ", b'<svg role="img" ', 1)
    return drawn


def with_palette(png: bytes, about: Mapping[str, str]) -> bytes:
    """The same picture in 256 colours: a chart has a dozen and their shades, and the file is a third of the size."""
    from PIL import Image, PngImagePlugin

    words = PngImagePlugin.PngInfo()
    for key, text in about.items():
        words.add_itxt(key, text)
    picture = Image.open(io.BytesIO(png))
    small = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    content = io.BytesIO()
    small.save(content, format="PNG", optimize=True, pnginfo=words, dpi=picture.info.get("dpi", (300, 300)))
    return content.getvalue()


def preview(figure: Figure) -> tuple[bytes, int]:
    """A png for a notebook at twice the screen's resolution, and the width in pixels that it is shown at."""
    content = io.BytesIO()
    with mpl.rc_context(_SAVE_RC):
        figure.savefig(content, format="png", dpi=160, metadata={"Software": "Innspill"})
    return content.getvalue(), round(figure.get_size_inches()[0] * 80)


def slug(name: str) -> str:
    """A file name that is safe on every system: a–z, digits, `-` and `_`, at most 60 characters."""
    latin = name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    ascii_only = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode("ascii")
    safe = re.sub(r"[^a-z0-9_]+", "-", ascii_only).strip("-_")[:60].rstrip("-_") or "figure"
    return f"figure-{safe}" if _RESERVED.fullmatch(safe) else safe


def write_together(files: Mapping[str, bytes], out: Path) -> None:
    """Write all `files` into `out` or none: complete in a hidden folder first, then moved; what was there comes back if
    a move fails. Raises InnspillError.
    """
    folder = None
    moved: list[str] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".innspill-", dir=out))
        for name, content in files.items():
            (folder / name).write_bytes(content)
        for name in files:
            if (out / name).exists():
                (out / name).replace(folder / f"{name}.old")
            moved.append(name)
            (folder / name).replace(out / name)
    except BaseException as error:
        if folder is not None:
            _put_back(moved, folder, out)
        if isinstance(error, OSError):
            what = f"the figure could not be written ({error.strerror or error})"
            raise InnspillError(out, what, "Check the folder's rights and the space on the disk") from error
        raise
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _put_back(moved: list[str], folder: Path, out: Path) -> None:
    for name in moved:
        old = folder / f"{name}.old"
        if old.exists():
            old.replace(out / name)
        else:
            (out / name).unlink(missing_ok=True)
