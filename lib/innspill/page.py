"""One page with every figure of a run: self-contained, without scripts, and everything from a letter escaped.

The page is built from the packages in a folder and holds its own pictures, numbers and downloads, so it can be sent alone.
"""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import pandas as pd

from innspill.errors import InnspillError
from innspill.packages import Package, read_packages
from innspill.page_figures import figure_article
from innspill.page_html import anchor, esc, html_table
from innspill.page_words import CHARTS, SAY, STATUS
from innspill.tables import STATUSES
from innspill.wording import number

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
MOST_FILES = 300


def write_page(
    folder: Path,
    *,
    language: str = "nb",
    title: str | None = None,
    run: Mapping[str, object] | None = None,
    ledger: pd.DataFrame | None = None,
    notebooks: Mapping[str, str] | None = None,
) -> Path:
    """Write `index.html` into `folder` from the figure packages in it and return its path.

    `run` is the run's parameters, `ledger` the corpus table (files with their status), `notebooks` the heading of each
    notebook by name. A folder without packages gives a page that says so. Raises InnspillError for a broken package.
    """
    folder = Path(folder)
    packages = _in_order(read_packages(folder))
    parts = [
        _head(title or SAY[language]["title"], _summary(packages, ledger, language), language),
        _contents(packages, notebooks or {}, language),
    ]
    parts += ['<main id="figurer">', _reading(ledger, run, language), _figures(packages, notebooks or {}, language)]
    parts += ["</main>", f"<footer><p>{SAY[language]['foot']}</p></footer>", "</body>", "</html>", ""]
    path, fresh = folder / "index.html", folder / ".index.html.new"
    try:
        fresh.write_text("\n".join(part for part in parts[:-1] if part) + "\n", encoding="utf-8", newline="\n")
        Path(fresh).replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise InnspillError(path, f"the page could not be written ({error.strerror})", "Check the folder's rights") from error
    return path


def _in_order(packages: Sequence[Package]) -> list[Package]:
    """By notebook, and within it in the order that the charts are read in; a chart unknown here stands last."""

    def place(package: Package) -> tuple[str, int, str]:
        chart = str(package.about.get("chart"))
        return str(package.about.get("notebook")), CHARTS.index(chart) if chart in CHARTS else len(CHARTS), chart

    return sorted(packages, key=place)


def _summary(packages: Sequence[Package], ledger: pd.DataFrame | None, language: str) -> str:
    """«28 av 31 filer er lest · 9 figurer»."""
    say, parts = SAY[language], []
    if ledger is not None:
        read = int(ledger["status"].isin(["read", "warning"]).sum())
        parts.append(say["files_read"].format(number(read, 0, language), number(len(ledger), 0, language)))
    parts.append(f"{len(packages)} {say['figures'][len(packages) != 1]}")
    return " · ".join(parts)


def _head(title: str, summary: str, language: str) -> str:
    say = SAY[language]
    style = resources.files("innspill").joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{esc(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#figurer">{say["skip"]}</a>\n'
        f'<header><h1>{esc(title)}</h1><p class="lead">{say["lead"]}</p><p><strong>{esc(summary)}</strong></p></header>'
    )


def _contents(packages: Sequence[Package], notebooks: Mapping[str, str], language: str) -> str:
    items = [f'<li><a href="#lesing">{SAY[language]["reading"]}</a></li>']
    for notebook, figures in _by_notebook(packages).items():
        links = "".join(f'<li><a href="#{anchor(p.about["name"])}">{esc(p.text("title", language))}</a></li>' for p in figures)
        heading = esc(notebooks.get(notebook, notebook))
        items.append(f'<li><a href="#{anchor(notebook)}">{heading}</a><ol>{links}</ol></li>')
    name = SAY[language]["contents"]
    return f'<nav aria-labelledby="innhold"><h2 id="innhold">{name}</h2><ol>{"".join(items)}</ol></nav>'


def _by_notebook(packages: Sequence[Package]) -> dict[str, list[Package]]:
    groups: dict[str, list[Package]] = {}
    for package in packages:
        groups.setdefault(str(package.about.get("notebook", "")), []).append(package)
    return groups


def _reading(ledger: pd.DataFrame | None, run: Mapping[str, object] | None, language: str) -> str:
    """What became of every file, those that carry a remark with the reason, and the run's parameters."""
    say, parts = SAY[language], []
    if ledger is not None:
        counts = ledger["status"].value_counts()
        rows = [[STATUS[language].get(s, str(s)), number(int(counts[s]), 0, language)] for s in _statuses(counts.index)]
        parts.append(html_table(f"{number(len(ledger), 0, language)} {say['files']}", [say["status"], say["count"]], rows, {1}))
        remarked = ledger[(ledger["status"] != "read") | ledger["reason"].notna()]
        listed = [
            [file, STATUS[language].get(status, status), "" if pd.isna(reason) else reason]
            for file, status, reason in remarked[["file", "status", "reason"]].head(MOST_FILES).itertuples(index=False)
        ]
        if listed:
            table = html_table(f"{say['not_read']}: {len(remarked)}", [say["file"], say["status"], say["reason"]], listed)
            parts.append(f"<details><summary>{say['not_read']} ({len(remarked)})</summary>{table}</details>")
    if run:
        rows = [[str(k), v if isinstance(v, str) else json.dumps(v, ensure_ascii=False, default=str)] for k, v in run.items()]
        table = html_table(say["parameters"], [say["name"], say["value"]], rows)
        parts.append(f"<details><summary>{say['parameters']}</summary>{table}</details>")
    return f'<section aria-labelledby="lesing"><h2 id="lesing">{say["reading"]}</h2>{"".join(parts)}</section>' if parts else ""


def _statuses(found: Sequence[str]) -> list[str]:
    return [*(s for s in STATUSES if s in set(found)), *sorted(s for s in found if s not in STATUSES)]


def _figures(packages: Sequence[Package], notebooks: Mapping[str, str], language: str) -> str:
    if not packages:
        return f"<p>{SAY[language]['none']}</p>"
    sections, numbers = [], {p.about["name"]: place for place, p in enumerate(packages, 1)}
    for notebook, figures in _by_notebook(packages).items():
        mark, heading = anchor(notebook), esc(notebooks.get(notebook, notebook))
        inside = "\n".join(figure_article(package, numbers[package.about["name"]], language) for package in figures)
        sections.append(f'<section aria-labelledby="{mark}"><h2 id="{mark}">{heading}</h2>\n{inside}</section>')
    return "\n".join(sections)
