"""From a day's files to its travel times."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from maps.matrix import NO_WAY
from maps.places import OFF_NETWORK
from routing.errors import InputError, NoWayError
from routing.problem import Mode
from scenarios.day import read_day
from scenarios.district.draw import draw_district
from scenarios.district.osm_file import write_osm
from scenarios.place_rows import PlaceRow, name_rows
from scenarios.run import measure_travel

Tables = dict[str, list[list[Any]]]
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[float, float]]:
    """Make up a street file, and give a gate in it."""
    district = draw_district(Random(9), side=1500)
    path = tmp_path_factory.mktemp("town") / "town.osm"
    write_osm(district.sketch, path)
    return path, district.estates[0].gate


def move_day(tables: Tables, gate: tuple[float, float]) -> None:
    """Put the good day at a gate of the town: everybody lives there."""
    for name in ("depots", "clients"):
        for row in tables[name][1:]:
            row[2:4] = gate


def test_places_off_the_streets_are_told_for_every_mode_at_once(
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    settings: dict[str, object],
    town: tuple[Path, tuple[float, float]],
) -> None:
    streets, gate = town
    move_day(tables, gate)
    for row in tables["clients"][1:]:
        row[2] = gate[0] + 0.2  # 22 km north
    settings |= {"streets": str(streets), "straight_line": False}
    day = read_day(write_folder(tmp_path / "day", tables, settings=settings))
    with pytest.raises(NoWayError) as caught:
        measure_travel(day)
    # A person finds them by the rows of the table; the header is row 1.
    told = [(fault.code, fault.file, fault.row, fault.values["mode"]) for fault in caught.value.faults]
    assert sorted(told) == [("S202", "clients.csv", row, mode) for row in (2, 3) for mode in ("e-bike", "walk")]
    assert {fault.what.partition(" is ")[0] for fault in caught.value.faults} == {"place 'c1'", "place 'c2'"}


def test_flood_of_places_off_the_streets_is_counted(
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    settings: dict[str, object],
    town: tuple[Path, tuple[float, float]],
) -> None:
    streets, gate = town
    move_day(tables, gate)
    for number in range(50):
        tables["clients"].append([f"far{number}", "", gate[0] + 0.2, gate[1], "", "", "", ""])
        tables["visits"].append([f"x{number}", f"far{number}", *tables["visits"][1][2:]])
    settings |= {"streets": str(streets), "straight_line": False}
    with pytest.raises(NoWayError) as caught:
        measure_travel(read_day(write_folder(tmp_path / "day", tables, settings=settings)))
    assert [fault.code for fault in caught.value.faults] == [*["S202"] * 20, "D119"]


def test_ends_of_a_missing_way_are_named_by_their_tables() -> None:
    rows = {
        "client:1": PlaceRow(id="1", file="clients.csv", row=7),
        "depot:1": PlaceRow(id="1", file="depots.csv", row=2),
    }
    values = {"origin": "client:1", "destination": "depot:1", "mode": Mode.CAR}
    (named,) = name_rows([NO_WAY.at(values=values)], rows)
    assert (named.code, named.file, named.row) == ("S203", "clients.csv", 7)
    assert "from place '1 (clients.csv)' to place '1 (depots.csv)'" in named.what


def test_fault_of_no_place_of_the_day_stays_as_it_is() -> None:
    fault = OFF_NETWORK.at(values={"id": "elsewhere", "km": "1", "mode": Mode.CAR, "limit": "0.3"})
    assert [*name_rows([fault], {})] == [fault]


def test_client_off_the_streets_without_a_visit_today_stops_nothing(
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    settings: dict[str, object],
    town: tuple[Path, tuple[float, float]],
) -> None:
    streets, gate = town
    move_day(tables, gate)
    tables["clients"].append(["c9", "Zhou", gate[0] + 0.2, gate[1], "", "", "", ""])
    settings |= {"streets": str(streets), "straight_line": False}
    _, travel = measure_travel(read_day(write_folder(tmp_path / "day", tables, settings=settings)))
    assert {matrix.ids for matrix in travel.values()} == {("depot:d1", "client:c1", "client:c2")}


def test_nothing_is_estimated_that_nobody_asked_for(
    tmp_path: Path, write_folder: Write, settings: dict[str, object]
) -> None:
    settings["straight_line"] = False
    with pytest.raises(InputError, match="D190"):
        measure_travel(read_day(write_folder(tmp_path / "day", settings=settings)))
