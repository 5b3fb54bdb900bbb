"""Any number of invented letters with known truth, seeded: for tests that need two letters, or two hundred.

`write_letters(folder, n, seed)` writes `letters/*.txt` and a `registry/` of invented kommuner and helsefellesskap, and returns
one row per letter with its sender, type, call and the themes that were planted in it.
"""

import csv
import random
from pathlib import Path

_HEADS = [
    "Tare", "Furu", "Gran", "Myr", "Elv", "Skar", "Vind", "Ulv", "Orre", "Rogn", "Stein", "Brott", "Lyng", "Sild",
    "Kvit", "Moll",
]  # fmt: skip
_TAILS = [
    "vassåsen", "bergheia", "fossmoen", "holtneset", "tjernlia", "bråteggen", "dammyra", "sundviken", "bakkstø",
    "krokhei", "hammerlia", "lundåsen", "vikstø", "skogeng", "torpmoen", "havstø",
]  # fmt: skip
_AREAS = [
    "Nordskaret", "Midtheia", "Sørbotn", "Vesterøya", "Østmarka", "Indremyr", "Ytterneset", "Storvidda", "Lillefonn",
    "Fagerlia", "Breivatn", "Langbygda", "Kaldfossen", "Solhøgda", "Grøndalen", "Havbrynet", "Skogstranda",
    "Dypedal", "Klarfjellet",
]  # fmt: skip
SENTENCES = {
    "personell": "Vi klarer ikke å rekruttere sykepleiere til nattevaktene, og vikarene blir stadig dyrere for oss.",
    "fastlege": "Fastlegene i bygda har for lange lister, og to hjemler står tomme siden i fjor vår.",
    "digitalisering": "Journalene snakker ikke sammen, og elektroniske meldinger når ikke alle som trenger dem hos oss.",
    "finansiering": "Finansieringen belønner aktivitet og ikke samarbeid, og tilskuddene kommer for sent på året.",
    "psykisk_helse_rus": "Tilbudet innen psykisk helse og rus er for tynt, og DPS ligger tre timer unna med buss.",
    "akutt": "Legevakten dekker et stort område, og ambulansen bruker lang tid når veien er stengt.",
    "pasientforlop": "Utskrivingsklare pasienter kommer hjem uten plan, og overgangen fra sykehus svikter fredag kveld.",
    "mestring": "Tidlig innsats og rehabilitering hjemme gir bedre mestring enn lange opphold på institusjon.",
    "kvalitet": "Avvik blir meldt, men pasientsikkerheten bedres ikke når ingen lærer av avvikene på tvers.",
    "svangerskap_fodsel": "Jordmortjenesten er sårbar, og fødende reiser langt over fjellet i all slags vær.",
}
_CALLS = {
    "nhsp-2021": ["1. Hvilke erfaringer har dere høstet med samarbeid?", "2. Hva er mest krevende for å nå målene?",
                  "4. Hvordan kan nasjonale myndigheter støtte helsefellesskapene?"],
    "nhsp-2022": ["1. Hva er de viktigste utfordringene?", "2. Hvilke tiltak er aktuelle?"],
}  # fmt: skip


def write_letters(folder: Path, n: int, seed: int = 1) -> list[dict[str, object]]:
    """Write `n` letters and their registry into `folder`; about one letter in eight is from a helsefellesskap."""
    chance = random.Random(seed)
    names = [f"{head}{tail}" for tail in _TAILS for head in _HEADS]
    areas = _AREAS[: max(2, min(len(_AREAS), n // 8 + 1))]
    (folder / "letters").mkdir(parents=True)
    _write_registry(folder / "registry", names, areas)
    rows = []
    for number in range(n):
        body = number % 8 == 7 and number // 8 < len(areas)
        sender = f"Helsefellesskapet {areas[number // 8]}" if body else f"{names[number % len(names)]} kommune"
        call = "nhsp-2021" if body or chance.random() < 0.5 else "nhsp-2022"
        themes = chance.sample(sorted(SENTENCES), chance.randint(2, 5))
        (folder / "letters" / f"brev-{number:03d}.txt").write_text(_letter(sender, call, themes, chance), encoding="utf-8")
        rows.append({"file": f"brev-{number:03d}.txt", "sender": sender, "call": call, "themes": set(themes)})
    return rows


def _letter(sender: str, call: str, themes: list[str], chance: random.Random) -> str:
    questions = _CALLS[call]
    parts = [f"Innspill fra {sender} til nasjonal plan", f"{sender} takker for invitasjonen."]
    placed: dict[str, list[str]] = {q: [] for q in questions}
    for theme in themes:
        placed[chance.choice(questions)].append(SENTENCES[theme])
    for question in questions:
        parts += [question, *(placed[question] or ["Vi har ikke mer å si om dette nå."])]
    return "\n\n".join([*parts, "Med vennlig hilsen", sender]) + "\n"


def _write_registry(folder: Path, names: list[str], areas: list[str]) -> None:
    folder.mkdir()
    ids = [f"omrade_{i}" for i in range(len(areas))]
    with (folder / "helsefellesskap.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "short", "official_name", "rhf", "tile_row", "tile_col"])
        table.writerows(
            [ids[i], a[:3].upper(), f"Helsefellesskapet {a}", "Helse Midt RHF", i // 4, i % 4] for i, a in enumerate(areas)
        )
    with (folder / "kommuner.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["kommune_nr_2020", "kommune_nr_2024", "name", "fylke_2020", "fylke_2024", "population_2022",
                        "population_2024", "helsefellesskap_id", "rhf"])  # fmt: skip
        table.writerows(
            [str(9000 + i), str(9000 + i), name, "Prøve", "Prøve", 4000 + i, 4000 + i, ids[i % len(ids)], "Helse Midt RHF"]
            for i, name in enumerate(names)
        )
