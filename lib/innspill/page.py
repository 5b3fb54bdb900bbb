"""One page with every figure of a run: self-contained, without scripts, and everything from a letter escaped.

The page is built from the packages in a folder and holds its own pictures, numbers and downloads, so it can be sent alone.
"""

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import pandas as pd

from innspill.errors import InnspillError
from innspill.packages import Package, read_packages
from innspill.page_words import CHARTS, COLUMNS, LABELS, SAY, STATUS
from innspill.tables import STATUSES
from innspill.wording import SENDER_TYPE_LABELS, number, percent, plural

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
MOST_ROWS = 800  # rows of a table that the page shows; the csv beside it has them all
MOST_FILES = 300
_TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "csv": "text/csv;charset=utf-8",
    "json": "application/json",
}  # fmt: skip

_DECIMALS = {"g2": 1, "log_ratio": 1}


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


def esc(text: object) -> str:
    """Text as it may stand anywhere in the page, in an element or in a quoted attribute."""
    return html.escape("" if text is None else str(text), quote=True)


def anchor(text: object) -> str:
    """An id for a link within the page."""
    return "f-" + (re.sub(r"[^a-z0-9]+", "-", str(text).casefold()).strip("-") or "0")


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
        parts.append(_table(f"{number(len(ledger), 0, language)} {say['files']}", [say["status"], say["count"]], rows, {1}))
        remarked = ledger[(ledger["status"] != "read") | ledger["reason"].notna()]
        listed = [
            [file, STATUS[language].get(status, status), "" if pd.isna(reason) else reason]
            for file, status, reason in remarked[["file", "status", "reason"]].head(MOST_FILES).itertuples(index=False)
        ]
        if listed:
            table = _table(f"{say['not_read']}: {len(remarked)}", [say["file"], say["status"], say["reason"]], listed)
            parts.append(f"<details><summary>{say['not_read']} ({len(remarked)})</summary>{table}</details>")
    if run:
        rows = [[str(k), v if isinstance(v, str) else json.dumps(v, ensure_ascii=False, default=str)] for k, v in run.items()]
        table = _table(say["parameters"], [say["name"], say["value"]], rows)
        parts.append(f"<details><summary>{say['parameters']}</summary>{table}</details>")
    return f'<section aria-labelledby="lesing"><h2 id="lesing">{say["reading"]}</h2>{"".join(parts)}</section>' if parts else ""


def _statuses(found: Sequence[str]) -> list[str]:
    return [*(s for s in STATUSES if s in set(found)), *sorted(s for s in found if s not in STATUSES)]


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], numeric: set[int] = frozenset()) -> str:
    """An HTML table with its caption; the first cell of a row is the row's heading. Every text is escaped here."""
    of_number = [' class="n"' if i in numeric else "" for i in range(len(heads))]
    top = "".join(f'<th scope="col"{mark}>{esc(head)}</th>' for head, mark in zip(heads, of_number, strict=True))
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td{mark}>{esc(cell)}</td>" for cell, mark in zip(rest, of_number[1:], strict=False))
        lines.append(f'<tr><th scope="row">{esc(first)}</th>{cells}</tr>')
    body = "\n".join(lines)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{esc(caption)}"><table><caption>{esc(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def _figures(packages: Sequence[Package], notebooks: Mapping[str, str], language: str) -> str:
    if not packages:
        return f"<p>{SAY[language]['none']}</p>"
    sections, numbers = [], {p.about["name"]: place for place, p in enumerate(packages, 1)}
    for notebook, figures in _by_notebook(packages).items():
        mark, heading = anchor(notebook), esc(notebooks.get(notebook, notebook))
        inside = "\n".join(_figure(package, numbers[package.about["name"]], language) for package in figures)
        sections.append(f'<section aria-labelledby="{mark}"><h2 id="{mark}">{heading}</h2>\n{inside}</section>')
    return "\n".join(sections)


def _figure(package: Package, place: int, language: str) -> str:
    name = anchor(package.about["name"])
    picture = _as_uri("svg", package.files["svg"])
    heading = f"{SAY[language]['figure']} {place}. {esc(package.text('title', language))}"
    return (
        f'<article class="figure" aria-labelledby="{name}"><h3 id="{name}">{heading}</h3>\n'
        f'<figure><img src="{picture}" alt="{esc(package.text("alt", language))}">'
        f"<figcaption>{esc(package.text('caption', language))}</figcaption></figure>\n"
        f"{_downloads(package, language)}\n{_numbers(package, language)}\n{_evidence(package, language)}\n"
        f"{_letters(package, language)}</article>"
    )


def _as_uri(kind: str, content: bytes) -> str:
    return f"data:{_TYPES[kind]};base64,{base64.b64encode(content).decode('ascii')}"


def _downloads(package: Package, language: str) -> str:
    say, items = SAY[language], []
    for kind, content in package.files.items():
        size = f"{number(max(1, len(content) / 1000), 0, language)} kB"
        text = esc(say["download"].format(kind.upper(), size))
        file = esc(f"{package.about['name']}.{kind}")
        items.append(f'<li><a download="{file}" href="{_as_uri(kind, content)}">{text}</a></li>')
    return f'<ul class="downloads" aria-label="{say["downloads"]}">{"".join(items)}</ul>'


def _numbers(package: Package, language: str) -> str:
    say, total = SAY[language], len(package.rows)
    kept = [i for i, c in enumerate(package.columns) if _is_shown(c, package)]
    columns = [package.columns[i] for i in kept]
    heads = [COLUMNS.get(c, c) if language == "nb" else c for c in columns]
    rows = [[shown_cell(package.columns[i], row[i], language) for i in kept] for row in package.rows[:MOST_ROWS]]
    numeric = {place for place, i in enumerate(kept) if place and all(_is_number(row[i]) for row in package.rows[:50])}
    caption = package.text("title", language)
    if total > MOST_ROWS:
        caption += f" {say['more'].format(MOST_ROWS, total)}"
    count = f"{number(total, 0, language)} {say['rows'][total != 1]}"
    return f"<details><summary>{say['numbers'].format(count)}</summary>{_table(caption, heads, rows, numeric)}</details>"


def _is_shown(column: str, package: Package) -> bool:
    """Ids with a name beside them, the places of tiles and columns without a value are left to the csv."""
    named = LABELS.get(column) in package.columns or column in ("tile_row", "tile_col", "unit", "submission_id")
    place = package.columns.index(column)
    return not named and any(row[place] for row in package.rows)


def _is_number(cell: str) -> bool:
    return cell == "" or re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell, re.ASCII) is not None


def shown_cell(column: str, cell: str, language: str) -> str:
    """A cell of the csv as a reader wants it: shares in percent, Norwegian numbers, groups and statuses in words."""
    if cell.startswith("'") and cell[1:2] in tuple("=+-@\t\r"):
        return cell[1:]
    if cell in ("True", "False"):
        return SAY[language]["yes" if cell == "True" else "no"]
    if column in ("group", "sender_type"):
        return SENDER_TYPE_LABELS[language].get(cell, cell)
    if column == "status":
        return STATUS[language].get(cell, cell)
    if cell == "" or not _is_number(cell) or column in ("question", "code", "submission_id", "row", "helsefellesskap", "name"):
        return cell
    if column == "share":
        return percent(float(cell), 0, language)
    return number(float(cell), _DECIMALS.get(column, 0 if float(cell).is_integer() else 2), language)


def _evidence(package: Package, language: str) -> str:
    """For each number the passages behind it, folded; how many there are and how many are shown."""
    found = package.about.get("evidence")
    if not isinstance(found, list) or not found:
        return ""
    say, names = SAY[language], _names(package)
    items = []
    for entry in found:
        row = " · ".join(_key_text(key, value, names, language) for key, value in entry["row"].items())
        n, passages = int(entry["n"]), entry["passages"]
        count = f"{number(n, 0, language)} {say['passage'][n != 1]}"
        if entry.get("n_letters"):
            count += f" {say['in']} {number(entry['n_letters'], 0, language)} "
            count += plural("brev" if language == "nb" else "letter", entry["n_letters"], language)
        if len(passages) < n:
            count += f", {say['shown'].format(len(passages), n)}"
        quotes = "".join(_quote(passage, say) for passage in passages)
        items.append(f"<details><summary>{esc(row)}: {esc(count)}</summary>{quotes}</details>")
    return f"<details><summary>{say['quotes']}</summary>{''.join(items)}</details>"


def _names(package: Package) -> dict[str, dict[str, str]]:
    """For each key column with a column of names beside it: key → name."""
    places = {column: i for i, column in enumerate(package.columns)}
    return {
        key: {row[places[key]]: row[places[name]] for row in package.rows}
        for key, name in LABELS.items()
        if key in places and name in places
    }


def _key_text(key: str, value: object, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    if key == "group":
        return plural(SENDER_TYPE_LABELS[language].get(str(value), str(value)), 2, language)
    if key == "question":
        return f"{SAY[language]['question']} {value}"
    return names.get(key, {}).get(str(value), str(value))


def _quote(passage: Mapping[str, object], say: Mapping[str, object]) -> str:
    said = [str(passage["sender"])] if passage.get("sender") else []
    said += [f"{say[key]} {passage[key]}" for key in ("question", "page") if passage.get(key) is not None]
    return f"<blockquote><p>{marked(passage)}</p><footer>{esc(', '.join(said))}</footer></blockquote>"


def marked(passage: Mapping[str, object]) -> str:
    """The passage, escaped, with the words that gave the code marked where they are first found."""
    text, words = str(passage.get("text") or ""), str(passage.get("evidence") or "")
    start = text.find(words) if words else -1
    if start < 0:
        return esc(text)
    end = start + len(words)
    return f"{esc(text[:start])}<mark>{esc(text[start:end])}</mark>{esc(text[end:])}"


def _letters(package: Package, language: str) -> str:
    letters = package.about.get("letters")
    if not isinstance(letters, list) or not letters:
        return ""
    say = SAY[language]
    rows = [
        [
            letter.get("sender") or letter["submission_id"],
            SENDER_TYPE_LABELS[language].get(letter.get("sender_type"), letter.get("sender_type")),
            letter.get("file"), letter.get("date"), number(letter.get("n_segments") or 0, 0, language),
        ]
        for letter in letters
    ]  # fmt: skip
    heads = [say["sender"], say["type"], say["file"], say["date"], say["passages"]]
    if not any(letter.get("n_segments") for letter in letters):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    summary = say["behind"].format(number(len(letters), 0, language))
    return f"<details><summary>{summary}</summary>{_table(summary, heads, rows, {4})}</details>"
