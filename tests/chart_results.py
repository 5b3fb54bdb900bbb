"""Invented Results to draw: numbers from a seeded generator or given by hand, never from a letter."""

import random

import pandas as pd

from innspill.results import Result

THEMES = {
    "samarbeid": "Samarbeid, likeverd og kultur", "organisering": "Organisering og beslutningsprosesser",
    "pasientforlop": "Pasientforløp, overganger og koordinering",
    "desentralisering": "Desentraliserte og hjemmebaserte tjenester",
    "digitalisering": "Digitalisering og informasjonsdeling", "personell": "Personell, rekruttering og kompetanse",
    "fastlege": "Fastleger og legetjenester i kommunen", "finansiering": "Finansiering og insentiver",
    "nasjonal_styring": "Nasjonale føringer, regelverk og styringssignaler",
    "kapasitet": "Kapasitet, oppgavefordeling og bærekraft",
    "tjenesteutvikling": "Felles prosjekter, utvikling og implementering",
    "kunnskap": "Styringsdata, forskning og kunnskapsgrunnlag", "kvalitet": "Kvalitet og pasientsikkerhet",
    "mestring": "Forebygging, rehabilitering og mestring", "brukermedvirkning": "Brukermedvirkning og pårørende",
    "psykisk_helse_rus": "Psykisk helse og rus", "svangerskap_fodsel": "Svangerskap, fødsel og barsel",
    "akutt": "Akuttjenester og legevakt",
}  # fmt: skip
FACETS = {
    "erfaring": "Erfaringer", "utfordring": "Utfordringer", "tiltak": "Tiltak", "eksempel": "Eksempler",
    "nasjonal_stotte": "Nasjonal støtte", "regional_stotte": "Regional støtte", "annet": "Annet",
}  # fmt: skip
QUESTIONS = {
    "fjord-2021": {"1": "Erfaringer så langt", "2": "Det mest krevende", "3": "Gode eksempler for de fire gruppene",
                   "4": "Hva nasjonale myndigheter kan gjøre", "5": "Hva regionale aktører kan gjøre", "6": "Annet"},
    "fjord-2022": {"1": "Utfordringer", "2": "Tiltak", "3": "Pågående arbeid og eksempler"},
}  # fmt: skip
# An attack on every border at once: mathtext, format codes, markup, an override, an emoji, a formula, length.
HOSTILE = "=_$\\frac{1}$ 100% {x} <script>alert(1)</script> \u202e🙈\x00 & \"x\" 'y' " + "Ordetutenmellomrom" * 14
PLACES = {
    "Nordskjær": (0, 5), "Havsund og Ytterøyene": (1, 4), "Lofsand, Vestvær og Saltnes": (2, 3), "Helgebotn": (3, 3),
    "Nordre Trollfjord": (4, 2), "Elvestad sykehus og kommunene": (5, 2), "Mørkdal og Rimsdal": (5, 1), "Sogndalen": (6, 1),
    "Bergsområdet": (7, 0), "Fonnafjell": (8, 0), "Sør-Rygge": (9, 0), "Agdenes": (9, 1), "Telefoss": (8, 1),
    "Vestfold": (8, 2), "Vest-Elv": (7, 1), "Innsjølandet": (6, 2), "Østvang": (7, 3), "Aker og kommunene": (6, 3),
    "Osloby": (7, 2),
}  # fmt: skip


def make(name: str, rows: list[dict[str, object]], columns: str, keys: tuple[str, ...], n: int, **more: object) -> Result:
    """A Result of `rows`; no rows give a table with `columns` (space separated)."""
    table = pd.DataFrame(rows, columns=columns.split()).convert_dtypes()
    finding = {
        "nb": f"Digitalisering tas oppest av flest i {name}: 12 av 17 kommuner og 5 av 6 helsefellesskap",
        "en": f"Digitalisation is raised by most in {name}: 12 of 17 kommuner and 5 of 6 helsefellesskap",
    }
    return Result(name, table, keys, more.pop("findings", finding), n, **more)


def coverage(tiles: int = 19, zero: bool = False, hostile: bool = False) -> Result:
    chance = random.Random(4)
    rows = []
    for i in range(tiles):
        name, (row, column) = list(PLACES.items())[i % 19]
        total = chance.randint(1, 42)
        n = 0 if zero else min(total, chance.choice([0, 0, 1, 2, 3, 12, 42]))
        rows.append({
            "helsefellesskap": f"h{i}", "short": HOSTILE if hostile else name[:3].upper(),
            "name": HOSTILE if hostile else f"Helsefellesskapet {name}", "rhf": "RHF", "tile_row": row + 10 * (i // 19),
            "tile_col": column, "n_kommuner": total, "n_answered": n, "share": n / total,
            "own_answer": i % 3 == 0 and not zero, "n_letters": n,
        })  # fmt: skip
    columns = "helsefellesskap short name rhf tile_row tile_col n_kommuner n_answered share own_answer n_letters"
    return make("coverage", rows, columns, ("helsefellesskap",), sum(r["n_answered"] for r in rows))


def sender(i: int, hostile: bool = False) -> tuple[str, str]:
    if hostile:
        return HOSTILE, "kommune"
    if i % 4 == 0:
        return f"Helsefellesskapet {list(PLACES)[i % 19]}{'' if i < 76 else ' ' + str(i)}", "helsefellesskap"
    if i % 11 == 5:
        return f"Pasientforeningen for alle i hele landet, avdeling {i}", "organisasjon"
    return f"Fjelldal {i} kommune", "kommune"


def answers(n: int = 28, hostile: bool = False) -> Result:
    chance = random.Random(5)
    rows = []
    for i in range(n):
        name, kind = sender(i, hostile)
        base = {"submission_id": f"{i:010x}", "sender": name, "sender_type": kind}
        if i % 9 == 7:
            call = None if i % 2 else "fjord-2022"
            rows.append(base | {"call": call, "question": None, "label": None, "status": "free", "words": 812})
            continue
        call = "fjord-2021" if i % 3 else "fjord-2022"
        for question, label in QUESTIONS[call].items():
            status = chance.choice(["answered"] * 5 + ["merged", "missing", "repeated"])
            words = chance.randint(20, 2400) if status in ("answered", "merged") else 0
            rows.append(base | {"call": call, "question": question, "facet": "annet",
                                "label": HOSTILE if hostile else label, "status": status, "words": words})  # fmt: skip
    columns = "submission_id sender sender_type call question facet label status words"
    return make("answers", rows, columns, ("submission_id", "question"), n)


def prevalence(
    sizes: dict[str, int] | None = None, counts: dict[tuple[str, str], int] | None = None, hostile: bool = False
) -> Result:
    sizes = {"kommune": 17, "helsefellesskap": 6} if sizes is None else sizes
    chance = random.Random(6)
    rows = []
    for code, label in THEMES.items():
        for group, of in sizes.items():
            n = chance.randint(0, of) if counts is None else counts.get((code, group), 0)
            rows.append({"code": code, "label": HOSTILE if hostile else label, "group": group, "n": n, "n_letters": of,
                         "share": n / of if of else None, "hollow": of < 5})  # fmt: skip
    return make("prevalence", rows, "code label group n n_letters share hollow", ("code", "group"), sum(sizes.values()))


def emphasis(n: int = 28, zero: bool = False, hostile: bool = False) -> Result:
    chance = random.Random(7)
    rows = []
    grouped = n > 40
    for i in range(n if not grouped else 12):
        name, kind = sender(i, hostile)
        for code, label in THEMES.items():
            hits = 0 if zero else max(0, chance.randint(-6, 14))
            of = 20 if grouped else 60
            row = {"code": code, "label": HOSTILE if hostile else label, "n": hits, "share": hits / of}
            if grouped:
                row |= {"unit": "group", "row": f"h{i}", "row_label": name, "n_letters": of}
            else:
                row |= {"unit": "submission", "submission_id": f"{i:010x}", "sender": name, "sender_type": kind,
                        "helsefellesskap": "h1", "n_segments": of}  # fmt: skip
            rows.append(row)
    columns = ("unit row row_label submission_id sender sender_type helsefellesskap code label n n_segments share"
               " n_letters")  # fmt: skip
    return make("emphasis", rows, columns, ("submission_id", "code"), n)


def facet_themes(sizes: dict[str, int] | None = None, hostile: bool = False) -> Result:
    sizes = {"kommune": 17, "helsefellesskap": 4} if sizes is None else sizes
    chance = random.Random(8)
    rows = []
    for group, most in sizes.items():
        for place, (facet, facet_label) in enumerate(FACETS.items()):
            of = 0 if place == 6 else max(0, most - place)
            for code, label in THEMES.items():
                n = max(0, chance.randint(-of // 2, of)) if of else 0
                rows.append({"facet": facet, "facet_label": HOSTILE if hostile else facet_label, "code": code,
                             "label": HOSTILE if hostile else label, "group": group, "n": n, "n_letters": of,
                             "share": n / of if of else None, "hollow": of < 5})  # fmt: skip
    columns = "facet facet_label code label group n n_letters share hollow"
    return make("facet_themes", rows, columns, ("facet", "code", "group"), sum(sizes.values()))


# Thirty everyday words of the field.
_WORDS = """fastlege likeverd samhandling innbygger ressurs utskriving journal beredskap hjemmesykehus kompetanse
koordinator tillit medvirkning ambulant barsel legevakt avtale sekretariat rehabilitering velferdsteknologi dialog takst
pårørende turnus rekruttering finansieringsordning samarbeidsavtale fagråd kommuneøkonomi digital"""
WORDS = tuple(_WORDS.split())


def keyness(n: int = 30, hostile: bool = False) -> Result:
    chance = random.Random(9)
    rows = []
    for i, word in enumerate(WORDS[:n]):
        sign = 1 if i % 2 else -1
        rows.append({
            "word": HOSTILE if hostile else word, "group": "kommune" if sign > 0 else "helsefellesskap",
            "n_target": chance.randint(20, 1400) if sign > 0 else chance.randint(0, 5),
            "n_reference": chance.randint(0, 5) if sign > 0 else chance.randint(20, 400), "words_target": 90000,
            "words_reference": 40000, "g2": sign * chance.uniform(4, 180), "log_ratio": sign * chance.uniform(0.5, 6),
            "letters_target": 9, "letters_reference": 2, "letters_in_target_group": 17, "one_letter": i % 7 == 0,
        })  # fmt: skip
    columns = ("word group n_target n_reference words_target words_reference g2 log_ratio letters_target letters_reference"
               " letters_in_target_group one_letter")  # fmt: skip
    return make("keyness", rows, columns, ("word",), 23, settings={"target": "kommune", "reference": "rest"})


def collocations(sizes: tuple[str, ...] = ("kommune", "helsefellesskap"), n: int = 20, hostile: bool = False) -> Result:
    rows = [
        {"pair": HOSTILE + str(i) if hostile else f"{WORDS[i % 30]} {WORDS[(i + 7) % 30]}", "group": group,
         "n": 40 - i, "g2": 90.0 - i, "letters": max(1, 12 - i)}
        for group in sizes for i in range(n if group != "ks" else 0)
    ]  # fmt: skip
    return make("collocations", rows, "pair group n g2 letters", ("pair", "group"), 23)


def word_counts(groups: tuple[str, ...] = ("kommune", "helsefellesskap"), n: int = 80, hostile: bool = False) -> Result:
    rows = [
        {"group": group, "word": HOSTILE + str(i) if hostile else WORDS[i % 30] + ("" if i < 30 else "er" * (i // 30)),
         "n": int(900 / (i + 1 + place)) + 1, "letters": max(1, 17 - i)}
        for place, group in enumerate(groups) for i in range(n)
    ]  # fmt: skip
    return make("word_counts", rows, "group word n letters", ("group", "word"), 23)


def uncoded(n: int = 28, hostile: bool = False) -> Result:
    chance = random.Random(9)
    rows = []
    for i in range(n):
        name, total = sender(i, hostile)[0], chance.choice([0, 1, 9, 31, 140])
        bare = chance.randint(0, total)
        rows.append({
            "row": f"b{i}", "row_label": name, "row_label_en": name, "unit": "submission", "n": bare, "n_segments": total,
            "words": 20 * bare, "n_words": 20 * total, "n_letters": 1, "share": bare / total if total else None,
        })  # fmt: skip
    columns = "row row_label row_label_en unit n n_segments words n_words n_letters share"
    return make("uncoded", rows, columns, ("row",), n)


def language_balance(n: int = 28, hostile: bool = False) -> Result:
    chance = random.Random(10)
    sizes = {"bokmål": n - n // 4, "nynorsk": n // 4}
    rows = []
    for place, (code, label) in enumerate(THEMES.items()):
        for group, of in sizes.items():
            raised = chance.randint(0, of)
            rows.append({
                "code": code, "label": HOSTILE if hostile else label, "label_en": label, "group": group, "n": raised,
                "n_letters": of, "share": raised / of if of else None, "passages": raised / of / 6 if of else None,
                "ratio": None if place == 3 else 1 + place / 8, "p": 0.2, "p_adjusted": 0.4, "flagged": place % 5 == 0,
                "sure": False, "hollow": of < 5,
            })  # fmt: skip
    columns = "code label label_en group n n_letters share passages ratio p p_adjusted flagged sure hollow"
    return make("language_balance", rows, columns, ("code", "group"), n)


def agreement(n: int = 12, hostile: bool = False) -> Result:
    """Every theme by the codebook and by the readers; the fourth that nobody has, the last three in few passages."""
    chance = random.Random(11)
    rows = []
    for place, (code, label) in enumerate({**THEMES, "micro": "Alle samlet"}.items()):
        for comparison in ("people", "codebook"):
            value = None if place == 3 else chance.random()
            rows.append({
                "scheme": "theme", "code": code, "label": HOSTILE if hostile else label, "label_en": label,
                "comparison": comparison, "n_people": 0 if place == 3 else chance.randint(5, 20_000), "f1": value,
                "f1_low": None if value is None else value * 0.7, "f1_high": None if value is None else min(1, value * 1.2),
                "hollow": place in (3, 15, 16, 17), "total": code == "micro",
            })  # fmt: skip
    columns = "scheme code label label_en comparison n_people f1 f1_low f1_high hollow total"
    return make("agreement", rows if n else [], columns, ("scheme", "code", "comparison"), n)
