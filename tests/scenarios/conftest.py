"""Builders of small days: as tables, as a folder of CSV files, as a workbook."""

import copy
import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from routing.check import check_plan
from routing.errors import Fault, InputError
from routing.explain import explain_unassigned
from routing.measures import measure_plan
from routing.objective import cost_parts
from routing.problem import Mode, Problem
from routing.timetable import time_plan
from routing.travel import TravelMatrix
from scenarios.day import read_day
from scenarios.plan_files import write_plan
from scenarios.run import PlannedDay

Tables = dict[str, list[list[Any]]]

SETTINGS: Mapping[str, object] = {
    "format": 1,
    "name": "Wangjing",
    "date": dt.date(2026, 11, 23),
    "coordinates": "wgs84",
    "straight_line": True,
}

# The first row of each table is row 1, as in a spreadsheet: TABLES["visits"][1] is row 2.
TABLES: Mapping[str, list[list[Any]]] = {
    "depots": [["depot", "name", "lat", "lon", "area"], ["d1", "Nanhu", 39.99, 116.47, "Nanhu"]],
    "services": [
        ["service", "name", "role", "minutes", "skills", "windows"],
        ["bath", "Bath", "caregiver", 45, "bathing", ""],
    ],
    "clients": [
        ["client", "name", "lat", "lon", "area", "address", "door_minutes", "notes"],
        ["c1", "Wang", 39.991, 116.471, "Nanhu", "3-201", 2.5, "knock loudly"],
        ["c2", "Li", 39.992, 116.472, "", "", "", ""],
    ],
    "visits": [
        ["visit", "client", "service", "windows", "minutes", "role", "skills", "demand", "priority", "mandatory"],
        ["v1", "c1", "bath", "08:30-10:00; 14:00-15:30", "", "", "", "", "", ""],
        ["v2", "c2", "bath", "09:00-11:00", 30, "courier", "-", 2, 1, "no"],
    ],
    "workers": [
        ["worker", "name", "role", "skills", "mode", "shift_start", "shift_end", "capacity", "start", "end", "team"],
        ["w1", "Zhang", "caregiver", "bathing, nursing", "walk", "08:00", "17:00", "", "d1", "", "A"],
        ["w2", "Zhao", "courier", "", "e-bike", "10:00", "13:00", 30, "d1", "d1", ""],
    ],
}


def make_tables() -> Tables:
    """Make a good day of two visits as tables, to be changed at will."""
    return copy.deepcopy(dict(TABLES))


def write_folder(
    folder: Path,
    tables: Mapping[str, list[list[Any]]] | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    encoding: str = "utf-8",
    separator: str = ",",
) -> Path:
    """Write a day folder; tables are files of their name, settings are lines of day.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {to_toml(value)}" for key, value in (SETTINGS if settings is None else settings).items()]
    (folder / "day.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in (TABLES if tables is None else tables).items():
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator).writerows(rows)
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    return folder


def write_workbook(
    path: Path,
    tables: Mapping[str, list[list[Any]]] | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    settings_sheet: str = "day",
) -> Path:
    """Write a day workbook: a sheet per table, and the sheet "day" of keys and values."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = settings_sheet
    for key, value in (SETTINGS if settings is None else settings).items():
        first.append([key, value])
    for name, rows in (TABLES if tables is None else tables).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(path)
    return path


def to_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {to_toml(item)}" for key, item in value.items()) + " }"
    return str(value).lower() if isinstance(value, list) else str(value)


def find_faults(path: Path) -> tuple[Fault, ...]:
    """Read a day that must be refused."""
    with pytest.raises(InputError) as caught:
        read_day(path)
    return caught.value.faults


def make_travel(problem: Problem) -> dict[Mode, TravelMatrix]:
    """Put five minutes and 400 metres between any two places."""
    n = len(problem.locations)
    apart = (1 - np.eye(n)).astype(np.int32)
    ids = tuple(place.id for place in problem.locations)
    return {mode: TravelMatrix(mode=mode, ids=ids, seconds=300 * apart, metres=400 * apart) for mode in problem.modes}


def plan_by_hand(folder: Path, orders: Mapping[str, Sequence[str]]) -> PlannedDay:
    """Plan the day of a folder as told: visits in order by worker."""
    day = read_day(folder)
    travel = make_travel(day.problem)
    plan = time_plan(day.problem, travel, orders)
    return PlannedDay(
        day=day,
        streets=None,
        travel=travel,
        plan=plan,
        violations=tuple(check_plan(day.problem, travel, plan)),
        explanations=explain_unassigned(day.problem, travel, plan),
        measures=measure_plan(day.problem, travel, plan),
        cost=cost_parts(day.problem, travel, plan, day.weights),
    )


@pytest.fixture(name="make_travel")
def make_travel_fixture() -> Callable[[Problem], dict[Mode, TravelMatrix]]:
    return make_travel


@pytest.fixture(name="planned")
def planned_fixture(tmp_path: Path) -> PlannedDay:
    """Plan the good day by hand: the caregiver makes v1, nobody makes v2."""
    return plan_by_hand(write_folder(tmp_path / "day"), {"w1": ["v1"]})


@pytest.fixture(name="write_plan_of_hand")
def write_plan_of_hand_fixture(tmp_path: Path) -> Callable[[Path], None]:
    """Write a plan with everything in it: the wrong worker makes v1, nobody makes v2."""
    planned = plan_by_hand(write_folder(tmp_path / "day"), {"w2": ["v1"]})
    return lambda path: write_plan(planned, path)


@pytest.fixture(name="tables")
def tables_fixture() -> Tables:
    return make_tables()


@pytest.fixture(name="make_tables", scope="session")
def make_tables_fixture() -> Callable[[], Tables]:
    return make_tables


@pytest.fixture(name="settings")
def settings_fixture() -> dict[str, object]:
    return dict(SETTINGS)


@pytest.fixture(name="write_folder", scope="session")
def write_folder_fixture() -> Callable[..., Path]:
    return write_folder


@pytest.fixture(name="write_workbook", scope="session")
def write_workbook_fixture() -> Callable[..., Path]:
    return write_workbook


@pytest.fixture(name="find_faults", scope="session")
def find_faults_fixture() -> Callable[[Path], tuple[Fault, ...]]:
    return find_faults


# A district of one street, 3 km from west to east, with a second one 200 m north of it: steps join them 500 m from the
# west, a road at the east end. On foot 15 minutes are 1,000 m, on steps half of that.
DISTRICT_SETTINGS: Mapping[str, object] = {
    "format": 1,
    "name": "Line",
    "coordinates": "wgs84",
    "streets": "streets.osm",
}
CORNERS = {
    1: (0, 0),
    2: (500, 0),
    3: (3000, 0),
    4: (3000, 200),
    5: (500, 200),
    6: (0, 200),
}
STREETS = [((1, 2, 3), "residential"), ((3, 4), "residential"), ((4, 5, 6), "residential"), ((2, 5), "steps")]


def place_on_plane(x: float, y: float) -> tuple[float, float]:
    """Lat and lon, to 8 decimals, of metres east and north of the district's corner."""
    metres = 6_371_008.8 * np.pi / 180
    return round(28.68 + y / metres, 8), round(115.89 + x / (metres * np.cos(np.radians(28.68))), 8)


DISTRICT: Mapping[str, list[list[Any]]] = {
    "demand": [
        ["demand", "name", "area", "lat", "lon", "people_60_69", "people_70_79", "people_80", "eat", "deliver"],
        ["A", "West 1", "West", *place_on_plane(100, 0), 6, 3, 1, 0.5, 0.2],
        ["B", "West 2", "West", *place_on_plane(900, 0), 10, 6, 4, 0.5, 0.2],
        ["C", "East 1", "East", *place_on_plane(2900, 0), 20, 6, 4, 0.5, 0.2],
    ],
    "sites": [
        ["site", "name", "address", "phone", "hours", "lat", "lon", "area", "state", "seats", "meals", "step_free"],
        ["S1", "Point 1", "West 1", "000", "10:30-13:00", *place_on_plane(0, 0), "West", "fixed", 20, 40, "yes"],
    ],
    "candidates": [
        ["candidate", "name", "lat", "lon", "area", "rent", "year", "meals", "step_free"],
        ["R1", "Room 1", *place_on_plane(1500, 0), "Middle", 1000, "", 10, "yes"],
        ["R2", "Room 2", *place_on_plane(2800, 0), "East", 5000, 2028, 30, "no"],
    ],
}


def write_district(
    folder: Path,
    tables: Mapping[str, list[list[Any]]] | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    encoding: str = "utf-8",
) -> Path:
    """Write a district folder: district.toml, a CSV for each table, the streets."""
    write_folder(folder, DISTRICT if tables is None else tables, settings={}, encoding=encoding)
    (folder / "day.toml").unlink()
    lines = [
        f"{key} = {to_toml(value)}" for key, value in (DISTRICT_SETTINGS if settings is None else settings).items()
    ]
    (folder / "district.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    nodes = [
        f'<node id="{name}" lat="{lat}" lon="{lon}"/>'
        for name, (lat, lon) in ((name, place_on_plane(*spot)) for name, spot in CORNERS.items())
    ]
    ways = [
        f'<way id="{number}">{"".join(f"<nd ref={chr(34)}{name}{chr(34)}/>" for name in names)}'
        f'<tag k="highway" v="{kind}"/></way>'
        for number, (names, kind) in enumerate(STREETS, start=1)
    ]
    text = "\n".join(['<osm version="0.6">', *nodes, *ways, "</osm>"])
    (folder / "streets.osm").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(name="district_tables")
def district_tables_fixture() -> Tables:
    return copy.deepcopy(dict(DISTRICT))


@pytest.fixture(name="write_district", scope="session")
def write_district_fixture() -> Callable[..., Path]:
    return write_district


@pytest.fixture(name="place_on_plane", scope="session")
def place_on_plane_fixture() -> Callable[[float, float], tuple[float, float]]:
    return place_on_plane
