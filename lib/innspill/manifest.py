"""What a run was made from: `run.json`. The same letters, settings and versions give the same bytes.

Seconds differ from run to run, so they stand in `timings.json`.
"""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from innspill.intake_folder import sha256_of
from innspill.parameters import Run, shown_path
from innspill.staging import MANIFEST, files_in

TIMINGS = "timings.json"
# The packages that decide what is read, counted and drawn.
_PACKAGES = (
    "innspill", "ipykernel", "matplotlib", "nltk", "numpy", "pandas", "papermill", "py3langid", "pyarrow", "pypdfium2",
    "scipy", "wordcloud",
)  # fmt: skip


def write_manifest(
    folder: Path, run: Run, parameters: Mapping[str, object], notebooks: Sequence[Path], ledger: pd.DataFrame,
    seconds: Mapping[str, float],
) -> None:  # fmt: skip
    """Write `run.json` and `timings.json` into `folder`, as the last files of a run.

    `parameters` are those of all notebooks together; `ledger` names the letters (`file`, `sha256`); `seconds` is the
    wall time of each step. Seconds of a notebook are from the start of its kernel to its end.
    """
    _write_json(folder / TIMINGS, {name: round(value, 2) for name, value in seconds.items()})
    _write_json(
        folder / MANIFEST,
        {
            "made_by": "innspill",
            "parameters": {**run.described(), **parameters, "out": shown_path(run.out)},
            "versions": {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}},
            "inputs": {
                "consultation": {run.consultation.name: sha256_of(run.consultation)},
                "codebook": {run.codebook.name: sha256_of(run.codebook)},
                "registry": {path.name: sha256_of(path) for path in sorted(run.registry.glob("*.csv"))},
                "notebooks": {path.name: sha256_of(path) for path in notebooks},
            },
            "letters": _letters(ledger),
            "files": sorted({*files_in(folder), MANIFEST}),
        },
    )


def _letters(ledger: pd.DataFrame) -> dict[str, str | None]:
    """file → sha256 of every file found; null where it could not be opened."""
    digests = ledger.sort_values("file").set_index("file")["sha256"]
    return {str(file): None if pd.isna(digest) else str(digest) for file, digest in digests.items()}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _write_json(path: Path, content: object) -> None:
    # ASCII, because a file name on disk need not be proper UTF-8.
    path.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n", encoding="utf-8", newline="\n")
