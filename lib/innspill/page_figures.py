"""One figure of the page: its picture, downloads, and the numbers, passages and letters behind it."""

import base64
import re
from collections.abc import Mapping

from innspill.packages import Package
from innspill.page_html import anchor, esc, html_table
from innspill.page_words import COLUMNS, LABELS, SAY, STATUS
from innspill.wording import COLUMN_LABELS, SCHEME_LABELS, SENDER_TYPE_LABELS, number, percent, plural

MOST_ROWS = 800  # rows of a table that the page shows; the csv beside it has them all
_TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "csv": "text/csv;charset=utf-8",
    "json": "application/json",
}  # fmt: skip

_DECIMALS = {"g2": 1, "log_ratio": 1}


def figure_article(package: Package, place: int, language: str) -> str:
    """One figure of the page: picture, caption, downloads, and folded below it the numbers, passages and letters behind."""
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


def _is_in(language: str, column: str, package: Package) -> bool:
    """False for a column that only repeats another in the page's other language."""
    return not column.endswith("_en") if language == "nb" else f"{column}_en" not in package.columns


def _numbers(package: Package, language: str) -> str:
    say, total = SAY[language], len(package.rows)
    kept = [i for i, c in enumerate(package.columns) if _is_shown(c, package) and _is_in(language, c, package)]
    columns = [package.columns[i] for i in kept]
    plain = {"nb": {**COLUMN_LABELS["nb"], **COLUMNS}, "en": COLUMN_LABELS["en"]}[language]
    heads = [plain.get(c.removesuffix("_en"), c.replace("_", " ")) for c in columns]
    rows = [[shown_cell(package.columns[i], row[i], language) for i in kept] for row in package.rows[:MOST_ROWS]]
    numeric = {place for place, i in enumerate(kept) if place and all(_is_number(row[i]) for row in package.rows[:50])}
    caption = package.text("title", language)
    if total > MOST_ROWS:
        caption += f" {say['more'].format(MOST_ROWS, total)}"
    count = f"{number(total, 0, language)} {say['rows'][total != 1]}"
    return f"<details><summary>{say['numbers'].format(count)}</summary>{html_table(caption, heads, rows, numeric)}</details>"


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
    if column == "scheme":
        return SCHEME_LABELS[language].get(cell, cell)
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
    say, names = SAY[language], _names(package, language)
    items = []
    for entry in found:
        scheme = str(entry["row"].get("scheme", ""))
        row = " · ".join(_key_text(key, value, scheme, names, language) for key, value in entry["row"].items())
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


def _names(package: Package, language: str) -> dict[tuple[str, str, str], str]:
    """(Key column, scheme, key) → the name that stands beside it: two schemes may share an id. No scheme is «»."""
    places = {column: i for i, column in enumerate(package.columns)}
    found = {}
    for key, plain in LABELS.items():
        name = f"{plain}_en" if language == "en" and f"{plain}_en" in places else plain
        if key in places and name in places:
            for row in package.rows:
                scheme = row[places["scheme"]] if "scheme" in places else ""
                found[key, scheme, row[places[key]]] = row[places[name]]
    return found


def _key_text(key: str, value: object, scheme: str, names: Mapping[tuple[str, str, str], str], language: str) -> str:
    if key == "group":
        return plural(SENDER_TYPE_LABELS[language].get(str(value), str(value)), 2, language)
    if key == "question":
        return f"{SAY[language]['question']} {value}"
    if key == "scheme":
        return SCHEME_LABELS[language].get(str(value), str(value))
    return names.get((key, scheme, str(value)), str(value))


def _quote(passage: Mapping[str, object], say: Mapping[str, object]) -> str:
    said = [str(passage["sender"])] if passage.get("sender") else []
    said += [f"{say[key]} {passage[key]}" for key in ("question", "page") if passage.get(key) is not None]
    return f"<blockquote><p>{marked(passage)}</p><footer>{esc(', '.join(said))}</footer></blockquote>"


def marked(passage: Mapping[str, object]) -> str:
    """The passage, escaped, with the words that gave the code marked where they are first found."""
    text, words = str(passage.get("text") or ""), str(passage.get("evidence") or "")
    if not text:
        # What rests on a whole letter has no passage: the words that told whose it is stand for it.
        return esc(words)
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
    return f"<details><summary>{summary}</summary>{html_table(summary, heads, rows, {4})}</details>"
