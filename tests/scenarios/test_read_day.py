"""A good day, read from every kind of file."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maps.coordinates import from_wgs84
from routing.objective import Weights
from routing.problem import Client, Depot, Location, Mode, Problem, Role, Shift, TimeWindow, Visit, Worker
from scenarios import aliases
from scenarios.day import read_day

Write = Callable[..., Path]
HOUR = 3600

GOOD = Problem(
    name="Wangjing",
    date=dt.date(2026, 11, 23),
    locations=(
        Location(id="depot:d1", lat=39.99, lon=116.47, name="Nanhu", area="Nanhu"),
        Location(id="client:c1", lat=39.991, lon=116.471, name="3-201", area="Nanhu", door_seconds=150),
        Location(id="client:c2", lat=39.992, lon=116.472, name="Li"),
    ),
    depots=(Depot(id="d1", location="depot:d1", name="Nanhu"),),
    clients=(
        Client(id="c1", location="client:c1", name="Wang", notes="knock loudly"),
        Client(id="c2", location="client:c2", name="Li"),
    ),
    visits=(
        Visit(
            id="v1",
            client="c1",
            location="client:c1",
            service="bath",
            windows=(
                TimeWindow(start=8 * HOUR + 1800, end=10 * HOUR),
                TimeWindow(start=14 * HOUR, end=15 * HOUR + 1800),
            ),
            duration=2700,
            role=Role.CAREGIVER,
            skills=frozenset({"bathing"}),
        ),
        Visit(
            id="v2",
            client="c2",
            location="client:c2",
            service="bath",
            windows=(TimeWindow(start=9 * HOUR, end=11 * HOUR),),
            duration=1800,
            role=Role.COURIER,
            demand=2,
            priority=1,
            mandatory=False,
        ),
    ),
    workers=(
        Worker(
            id="w1",
            name="Zhang",
            role=Role.CAREGIVER,
            skills=frozenset({"bathing", "nursing"}),
            mode=Mode.WALK,
            shift=Shift(start=8 * HOUR, end=17 * HOUR),
            start="d1",
            end="d1",
            team="A",
        ),
        Worker(
            id="w2",
            name="Zhao",
            role=Role.COURIER,
            mode=Mode.EBIKE,
            shift=Shift(start=10 * HOUR, end=13 * HOUR),
            capacity=30,
            start="d1",
            end="d1",
        ),
    ),
)


def to_chinese(tables: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """Give tables and columns their Chinese names and put in Chinese words."""
    words = {"caregiver": "护理员", "courier": "送餐员", "walk": "步行", "e-bike": "电动车", "no": "否", "-": "无"}
    chinese = {}
    for name, (header, *rows) in tables.items():
        columns = aliases.columns(name).aliases
        chinese[aliases.tables().aliases[name][1]] = [
            [columns[column][1] for column in header],
            *([words.get(cell, cell) for cell in row] for row in rows),
        ]
    return chinese


def test_good_folder_is_read_whole(tmp_path: Path, write_folder: Write) -> None:
    day = read_day(write_folder(tmp_path / "day"))
    assert day.problem == GOOD
    assert day.coordinates == "wgs84"
    assert day.straight_line
    assert day.streets is None
    assert day.weights == Weights()
    assert day.source == tmp_path / "day"
    assert day.notes == ()


def test_good_workbook_is_the_same_day(tmp_path: Path, write_workbook: Write) -> None:
    day = read_day(write_workbook(tmp_path / "day.xlsx"))
    assert day.problem == GOOD
    assert day.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_folder_is_the_same_day_in_every_encoding(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]], encoding: str
) -> None:
    folder = write_folder(tmp_path / "day", to_chinese(tables), encoding=encoding)
    assert read_day(folder).problem == GOOD


def test_chinese_workbook_is_the_same_day(
    tmp_path: Path, write_workbook: Write, tables: dict[str, list[list[Any]]]
) -> None:
    settings = {
        "名称": "Wangjing",
        "日期": dt.date(2026, 11, 23),
        "坐标系": "天地图",
        "直线估算": "是",
    }
    path = write_workbook(tmp_path / "一天.xlsx", to_chinese(tables), settings=settings, settings_sheet="当日")
    day = read_day(path)
    assert day.problem == GOOD
    assert day.straight_line


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_found_out(tmp_path: Path, write_folder: Write, separator: str) -> None:
    assert read_day(write_folder(tmp_path / "day", separator=separator)).problem == GOOD


def test_excel_times_of_every_kind_are_the_same_day(
    tmp_path: Path, write_workbook: Write, tables: dict[str, list[list[Any]]]
) -> None:
    tables["workers"][1][5:7] = [dt.time(8), 17 / 24]
    tables["workers"][2][5:7] = [dt.datetime.fromisoformat("2026-11-23T10:00"), "下午1点"]
    tables["visits"][0] += ["earliest", "latest"]
    tables["visits"][1] += ["", ""]
    tables["visits"][2][3] = ""
    tables["visits"][2] += [0.375, dt.timedelta(hours=11)]
    assert read_day(write_workbook(tmp_path / "day.xlsx", tables)).problem == GOOD


def test_rows_are_found_under_titles_between_empty_rows_and_with_spaces(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]]
) -> None:
    header, *rows = tables["clients"]
    spaced = [[f" {cell}　" if isinstance(cell, str) else cell for cell in row] for row in rows]
    tables["clients"] = [["Clients of 23 November"], [], [f"{name.upper()} *" for name in header], *spaced, [""] * 8]
    assert read_day(write_folder(tmp_path / "day", tables)).problem == GOOD


def test_quoted_line_break_does_not_shift_the_row_numbers(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]], find_faults: Callable[[Path], Any]
) -> None:
    tables["clients"][1][7] = "first floor\nleft"
    tables["clients"][2][2] = "north"
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.file, fault.row, fault.column) == ("D129", "clients.csv", 3, "lat")


def test_sep_line_of_excel_is_obeyed_and_not_counted(
    tmp_path: Path, write_folder: Write, find_faults: Callable[[Path], Any]
) -> None:
    folder = write_folder(tmp_path / "day", separator=";")
    depots = folder / "depots.csv"
    depots.write_text("sep=;\n" + depots.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_day(folder).problem == GOOD
    depots.write_text("sep=;\ndepot;lat;lon\nd1;north;116.47\n", encoding="utf-8")
    assert [fault.row for fault in find_faults(folder)] == [2]


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_map_service_coordinates_are_converted(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]], settings: dict[str, object], system: Any
) -> None:
    for name in ("depots", "clients"):
        for row in tables[name][1:]:
            lat, lon = from_wgs84(row[2], row[3], system=system)
            row[2:4] = [repr(float(lat)), repr(float(lon))]
    settings["coordinates"] = system
    day = read_day(write_folder(tmp_path / "day", tables, settings=settings))
    assert day.coordinates == system
    for place, good in zip(day.problem.locations, GOOD.locations, strict=True):
        assert (place.lat, place.lon) == pytest.approx((good.lat, good.lon), abs=1e-9)


def test_day_without_table_of_services_says_everything_in_its_visits(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]]
) -> None:
    del tables["services"]
    tables["visits"][1][4:7] = [45, "caregiver", "bathing"]
    assert read_day(write_folder(tmp_path / "day", tables)).problem == GOOD


def test_ids_keep_their_leading_zeros_and_lose_the_point_of_excel(
    tmp_path: Path, write_workbook: Write, tables: dict[str, list[list[Any]]]
) -> None:
    tables["clients"][1][0] = "007"
    tables["visits"][1][:2] = [1.0, "007"]
    problem = read_day(write_workbook(tmp_path / "day.xlsx", tables)).problem
    assert problem.clients[0].id == "007"
    assert problem.visits[0].id == "1"


def test_clients_and_depots_nobody_goes_to_today_are_no_part_of_the_problem(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]]
) -> None:
    tables["clients"].insert(1, ["c0", "Zhou", 39.9, 116.4, "", "", "", ""])
    tables["depots"].insert(1, ["d0", "Closed", 39.9, 116.4, ""])
    assert read_day(write_folder(tmp_path / "day", tables)).problem == GOOD


def test_client_without_a_visit_today_is_checked_all_the_same(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]], find_faults: Callable[[Path], Any]
) -> None:
    tables["clients"].append(["c9", "Zhou", "north", 116.4, "", "", "", ""])
    tables["depots"].append(["d9", "Closed", 116.4, 39.9, ""])
    faults = find_faults(write_folder(tmp_path / "day", tables))
    assert {(fault.code, fault.file, fault.row) for fault in faults} == {
        ("D129", "clients.csv", 4),
        ("D167", "depots.csv", 3),
    }


def test_depot_somebody_only_ends_at_is_kept(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]]
) -> None:
    tables["depots"].append(["d2", "North", 39.995, 116.47, ""])
    tables["workers"][2][9] = "d2"
    assert [depot.id for depot in read_day(write_folder(tmp_path / "day", tables)).problem.depots] == ["d1", "d2"]


def test_streets_count_from_the_folder_and_may_lie_beside_it(
    tmp_path: Path, write_folder: Write, settings: dict[str, object]
) -> None:
    (tmp_path / "streets.osm").write_text("<osm/>", encoding="utf-8")
    settings |= {"streets": "../streets.osm", "straight_line": False}
    day = read_day(write_folder(tmp_path / "day", settings=settings))
    assert day.streets is not None
    assert day.streets.samefile(tmp_path / "streets.osm")
    assert not day.straight_line


def test_weights_are_read_and_the_others_stay(tmp_path: Path, write_folder: Write, settings: dict[str, object]) -> None:
    settings["weights"] = {"worker": 0}
    weights = read_day(write_folder(tmp_path / "day", settings=settings)).weights
    assert weights == dataclasses.replace(Weights(), worker=0)


def test_weights_of_a_workbook_are_rows_like_the_others(
    tmp_path: Path, write_workbook: Write, settings: dict[str, object]
) -> None:
    settings |= {"travel_second": 2, "未安排": "300, 200, 100"}
    weights = read_day(write_workbook(tmp_path / "day.xlsx", settings=settings)).weights
    assert weights == dataclasses.replace(Weights(), travel_second=2, unassigned=(300, 200, 100))


def test_name_of_a_nameless_day_is_that_of_its_folder(
    tmp_path: Path, write_folder: Write, settings: dict[str, object]
) -> None:
    del settings["name"]
    assert read_day(write_folder(tmp_path / "monday", settings=settings)).problem.name == "monday"


def test_columns_and_files_that_are_not_read_are_noted(
    tmp_path: Path, write_folder: Write, tables: dict[str, list[list[Any]]]
) -> None:
    tables["clients"][0].append("phone number of the family")
    tables["clients"][1].append("none")
    tables["budget"] = [["a"], ["1"]]
    day = read_day(write_folder(tmp_path / "day", tables))
    assert day.problem == GOOD
    assert [(note.code, note.file, note.column) for note in day.notes] == [
        ("D127", "budget.csv", ""),
        ("D118", "clients.csv", "phone number of the family"),
    ]
