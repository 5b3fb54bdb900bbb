"""The registry shipped agrees with the published totals; a broken one says where, what, and what to do."""

import shutil
from pathlib import Path

import pytest

from innspill.errors import InnspillError
from innspill.registry import Registry, load_registry
from innspill.tables import SENDER_TYPES

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "registry"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(SHIPPED)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "registry"))


def change(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_shipped_registry_has_every_kommune_and_helsefellesskap(registry: Registry) -> None:
    assert len(registry.kommuner) == 357
    assert registry.kommuner["kommune_nr_2020"].nunique() == 356
    assert len(registry.helsefellesskap) == 19


def test_populations_sum_to_the_national_totals_that_ssb_publishes(registry: Registry) -> None:
    # SSB table 07459: 5 425 270 on 1.1.2022 and 5 550 203 on 1.1.2024.
    assert registry.kommuner["population_2022"].sum() == 5_425_270
    assert registry.kommuner["population_2024"].sum() == 5_550_203


def test_helsefellesskap_have_as_many_kommuner_as_they_say(registry: Registry) -> None:
    counted = registry.kommuner.groupby("helsefellesskap_id")["kommune_nr_2020"].nunique()
    stated = registry.helsefellesskap.set_index("id")["n_kommuner_2020_2023"]
    assert (counted == stated.loc[counted.index]).all()


def test_numbers_keep_their_leading_zero_and_text_is_never_null(registry: Registry) -> None:
    oslo = registry.kommuner[registry.kommuner["name"] == "Oslo"].iloc[0]
    assert oslo["kommune_nr_2020"] == "0301"
    for table in (registry.kommuner, registry.helsefellesskap, registry.actors, registry.aliases):
        assert not table.select_dtypes("str").isna().any(axis=None)


def test_actors_stand_in_order_and_use_the_contracts_types(registry: Registry) -> None:
    assert registry.actors["precedence"].is_monotonic_increasing
    assert set(registry.actors["sender_type"]) <= set(SENDER_TYPES)


def test_a_small_registry_needs_no_actors_and_no_aliases(tmp_path: Path) -> None:
    (tmp_path / "kommuner.csv").write_text(
        "kommune_nr_2020,kommune_nr_2024,name,fylke_2020,fylke_2024,population_2022,population_2024,helsefellesskap_id,rhf\n"
        "9901,9901,Tulledal,Tull,Tull,100,,fjell,Helse Tull RHF\n",
        encoding="utf-8",
    )
    (tmp_path / "helsefellesskap.csv").write_text(
        "id,short,official_name,rhf,tile_row,tile_col\nfjell,FJE,Helsefellesskapet Fjell,Helse Tull RHF,0,0\n",
        encoding="utf-8",
    )
    small = load_registry(tmp_path)
    assert small.kommuner["population_2024"].isna().all()
    assert small.actors.empty
    assert small.aliases.empty
    assert small.helsefellesskap_of("fjell")["short"] == "FJE"
    assert small.helsefellesskap_of("dal") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "said"),
    [
        ("kommuner.csv", "helsefellesskap_id", "fellesskap", "line 1", "helsefellesskap_id is missing"),
        ("kommuner.csv", "\n1101,1101,Eigersund", "\n1101,0301,Eigersund", "line 3", "«0301» stands twice"),
        ("kommuner.csv", ",14860,", ",many,", "line 3", "«many» is not a whole number"),
        ("kommuner.csv", "\n0301,", "\n301,", "line 2", "«301» is not four digits"),
        ("kommuner.csv", ",oslo,", ",osslo,", "line 2", "«osslo» is not in helsefellesskap.csv"),
        ("helsefellesskap.csv", "\ntroms_ofoten,", "\nfinnmark,", "line 3", "«finnmark» stands twice"),
        ("actors.csv", "fylkeskommune,fylkeskommune,", "fylke,fylkeskommune,", "line 3", "sender_type «fylke»"),
        ("actors.csv", r"(?i)\bstatsforvalt(", r"(?i)\bstatsforvalt((", "line 4", "no regular expression"),
        ("aliases.csv", ",forkortelse", ",", "line 5", "no reason"),
    ],
)
def test_a_broken_line_is_told_with_file_and_line(copy: Path, file: str, old: str, new: str, line: str, said: str) -> None:
    change(copy / file, old, new)
    with pytest.raises(InnspillError) as told:
        load_registry(copy)
    message = str(told.value)
    assert file in message
    assert line in message
    assert said in message
    assert told.value.todo
    assert "\n" not in message


def test_a_missing_folder_or_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InnspillError, match="is not there"):
        load_registry(tmp_path / "nowhere")
    with pytest.raises(InnspillError, match=r"kommuner\.csv: the file is not there"):
        load_registry(tmp_path)


def test_a_file_in_another_encoding_or_with_semicolons_is_told(copy: Path) -> None:
    text = (copy / "helsefellesskap.csv").read_text(encoding="utf-8")
    (copy / "helsefellesskap.csv").write_bytes(text.encode("latin-1", "replace"))
    with pytest.raises(InnspillError, match="not UTF-8"):
        load_registry(copy)
    (copy / "helsefellesskap.csv").write_text("id;short\nfjell;FJE\n", encoding="utf-8")
    with pytest.raises(InnspillError, match="with commas"):
        load_registry(copy)


def test_an_alias_for_a_kommune_that_does_not_exist_is_refused_with_its_line(copy: Path) -> None:
    with (copy / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("brev.pdf,,Rælinga kommune,kommune,ringte avsenderen\n")
    with pytest.raises(InnspillError, match=r"aliases.csv, line \d+: «Rælinga kommune» is no kommune of the registry"):
        load_registry(copy)


def test_an_alias_may_tell_homonyms_apart_and_name_several_kommuner(copy: Path) -> None:
    with (copy / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("a.pdf,,Herøy (Nordland) kommune,kommune,ringte\nb.pdf,,Herøy kommune (Nordland),kommune,ringte\n")
        file.write("c.pdf,,Lom kommune; Våler (Østfold) kommune,kommune,ringte\n")
    assert len(load_registry(copy).aliases) == len(load_registry(SHIPPED).aliases) + 3
    with (copy / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("d.pdf,,Lom kommune; Vågåå kommune,kommune,ringte\n")
    with pytest.raises(InnspillError, match="is no kommune of the registry"):
        load_registry(copy)


def test_bodies_have_types_of_the_contract_and_each_name_and_domain_is_one_bodys(registry: Registry) -> None:
    bodies = registry.bodies
    assert set(bodies["sender_type"]) <= set(SENDER_TYPES) - {"ukjent", "privatperson"}
    domains = [domain for cell in (*bodies["domains"], *registry.kommuner["domains"]) for domain in cell.split(";") if domain]
    assert len(domains) == len(set(domains))
    names = [name.casefold() for row in bodies.itertuples() for name in (row.name, *row.aliases.split(";")) if name]
    assert len(names) == len(set(names))
    assert set(bodies["kommune_nr"]) - {""} <= set(registry.kommuner["kommune_nr_2020"])


def test_a_body_of_an_unknown_type_is_told_with_its_line(copy: Path) -> None:
    change(copy / "bodies.csv", "Helsedirektoratet,direktorat", "Helsedirektoratet,etat")
    with pytest.raises(InnspillError, match=r"bodies.csv, line 2: sender_type «etat» is unknown"):
        load_registry(copy)


def test_kommuner_that_share_a_name_have_landmarks_that_are_not_each_others(registry: Registry) -> None:
    shared = registry.kommuner[registry.kommuner["name"].isin(["Herøy", "Våler"])]
    for _, rows in shared.groupby("name"):
        first, second = (set(cell.split(";")) for cell in rows["landmarks"])
        assert first
        assert second
        assert not first & second
