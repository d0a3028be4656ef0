"""Faults of cells and between tables: each found with its place, all of them at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routing.errors import Fault, InputError
from scenarios import rows
from scenarios.day import read_day

Write = Callable[..., Path]
Find = Callable[[Path], tuple[Fault, ...]]
Tables = dict[str, list[list[Any]]]


def places(faults: tuple[Fault, ...]) -> list[tuple[str, str, int | None, str]]:
    return [(fault.code, fault.file, fault.row, fault.column) for fault in faults]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "code"),
    [
        ("depots", 2, "depot", "", "D130"),
        ("depots", 2, "lon", "east", "D129"),
        ("clients", 2, "lat", "39°58'48.5\"N", "D129"),
        ("clients", 2, "lat", "", "D130"),
        ("clients", 2, "door_minutes", -1, "D133"),
        ("clients", 2, "door_minutes", "long", "D131"),
        ("clients", 2, "notes", "x" * 2001, "D139"),
        ("services", 2, "minutes", 1441, "D133"),
        ("services", 2, "windows", "always", "D145"),
        ("services", 2, "role", "driver", "D134"),
        ("visits", 3, "client", "", "D130"),
        ("visits", 3, "service", "", "D130"),
        ("visits", 3, "windows", "11:00-09:00", "D146"),
        ("visits", 3, "windows", "9:00-11:00; 10:00-12:00", "D147"),
        ("visits", 3, "windows", "9:00-50:00", "D142"),
        ("visits", 3, "minutes", "half an hour", "D131"),
        ("visits", 3, "demand", 1.5, "D132"),
        ("visits", 3, "demand", -1, "D133"),
        ("visits", 3, "priority", 4, "D134"),
        ("visits", 3, "mandatory", "perhaps", "D134"),
        ("workers", 3, "role", "", "D130"),
        ("workers", 3, "mode", "horse", "D134"),
        ("workers", 3, "shift_start", "early", "D141"),
        ("workers", 3, "shift_end", 8, "D144"),
        ("workers", 3, "shift_end", "10:00", "D164"),
        ("workers", 3, "capacity", "#VALUE!", "D135"),
        ("visits", 3, "client", "elsewhere", "D162"),
        ("visits", 3, "service", "haircut", "D162"),
        ("workers", 3, "start", "kitchen", "D162"),
        ("workers", 3, "end", "kitchen", "D162"),
        ("visits", 3, "skills", "bathin", "D171"),
        ("clients", 3, "lat", 116.472, "D168"),
        ("clients", 3, "lat", 22.5, "D169"),
    ],
)
def test_cell_is_told_with_file_row_and_column(
    *,
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    find_faults: Find,
    table: str,
    row: int,
    column: str,
    value: object,
    code: str,
) -> None:
    tables[table][row - 1][tables[table][0].index(column)] = value
    faults = [fault for fault in find_faults(write_folder(tmp_path / "day", tables)) if fault.code == code]
    assert places(tuple(faults)) == [(code, f"{table}.csv", row, column)]


@pytest.mark.parametrize(
    ("table", "row"), [("depots", 2), ("clients", 3), ("visits", 3), ("workers", 3), ("services", 2)]
)
def test_id_given_twice_names_the_first_row(
    *, tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find, table: str, row: int
) -> None:
    tables[table].append(list(tables[table][row - 1]))
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.file, fault.row) == ("D161", f"{table}.csv", len(tables[table]))
    assert fault.values["first"] == row


def test_slip_of_an_id_is_recognised(tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find) -> None:
    tables["clients"][2][0] = "house 12"
    tables["visits"][2][1] = "house12"
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert fault.code == "D163"
    assert "“house 12”" in fault.remedy


def test_visit_without_window_or_length_anywhere_is_refused(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["visits"][1][3] = ""
    tables["services"][1][3] = ""
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [
        ("D165", "visits.csv", 2, "windows"),
        ("D166", "visits.csv", 2, "minutes"),
    ]


def test_fault_of_a_service_is_not_told_again_for_its_visits(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["services"][1][3] = "long"
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D131", "services.csv", 2, "minutes")]


def test_half_a_window_of_a_service_is_not_told_again_for_its_visits(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["services"][0].append("earliest")
    tables["services"][1].append("9:00")
    tables["visits"][1][3] = ""
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D130", "services.csv", 2, "latest")]


@pytest.mark.parametrize(("table", "column"), [("visits", "windows"), ("services", "minutes")])
def test_misspelt_column_is_not_told_again_for_its_cells(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find, *, table: str, column: str
) -> None:
    tables[table][0][tables[table][0].index(column)] = f"{column}z"
    assert [fault.code for fault in find_faults(write_folder(tmp_path / "day", tables))] == ["D113"]


def test_missing_id_column_is_not_told_again_by_those_who_name_it(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["clients"][0][0] = "who"
    assert [fault.code for fault in find_faults(write_folder(tmp_path / "day", tables))] == ["D112"]


def test_fault_of_a_client_is_not_told_again_for_its_visits(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["clients"][1][2] = "north"
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D129", "clients.csv", 2, "lat")]


def test_window_and_earliest_time_in_one_row_are_refused(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["visits"][0] += ["earliest", "latest"]
    tables["visits"][2] += ["9:00", "11:00"]
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D148", "visits.csv", 3, "windows")]


@pytest.mark.parametrize(("cells", "missing"), [(["9:00", ""], "latest"), (["", "11:00"], "earliest")])
def test_half_a_window_is_refused(
    *, tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find, cells: list[str], missing: str
) -> None:
    tables["visits"][0] += ["earliest", "latest"]
    tables["visits"][2][3] = ""
    tables["visits"][2] += cells
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D130", "visits.csv", 3, missing)]


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_place_outside_china_is_no_place_of_a_chinese_map(
    *, tmp_path: Path, write_folder: Write, tables: Tables, settings: dict[str, object], find_faults: Find, system: str
) -> None:
    tables["clients"][2][2:4] = [60.17, 24.94]
    settings["coordinates"] = system
    folder = write_folder(tmp_path / "day", tables, settings=settings)
    assert places(find_faults(folder)) == [("D170", "clients.csv", 3, "lat")]


def test_swapped_place_is_recognised_where_both_numbers_could_be_latitudes(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    # Porto Alegre lies at 30.03 S, 51.22 W; swapped it would be far out in the South Atlantic.
    for name in ("depots", "clients"):
        for row in tables[name][1:]:
            row[2:4] = [-30.03, -51.22]
    tables["clients"][2][2:4] = [-51.22, -30.03]
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [("D167", "clients.csv", 3, "lat")]


def test_file_with_all_places_swapped_is_recognised(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    for name in ("depots", "clients"):
        tables[name][0][2:4] = ["lon", "lat"]
    faults = find_faults(write_folder(tmp_path / "day", tables))
    assert [fault.code for fault in faults] == ["D167"] * 3


def test_day_elsewhere_in_the_world_is_fine(tmp_path: Path, write_folder: Write, tables: Tables) -> None:
    for name in ("depots", "clients"):
        for row in tables[name][1:]:
            row[2:4] = [-30.03, -51.22]
    assert len(read_day(write_folder(tmp_path / "day", tables)).problem.locations) == 3


@pytest.mark.parametrize(
    ("table", "column", "value", "note"),
    [
        ("visits", "skills", "hairdressing", ("D172", "visits.csv", 3, "skills")),
        ("visits", "windows", "18:00-19:00", ("D174", "visits.csv", 3, "windows")),
        # The courier's shift ends at 13:00: a visit of 30 minutes must start by 12:30.
        ("visits", "windows", "12:31-14:00", ("D174", "visits.csv", 3, "windows")),
        ("workers", "role", "caregiver", ("D173", "visits.csv", 3, "role")),
    ],
)
def test_visit_that_nobody_can_make_is_noted_and_the_day_goes_on(
    *,
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    table: str,
    column: str,
    value: str,
    note: tuple[str, str, int, str],
) -> None:
    tables[table][2][tables[table][0].index(column)] = value
    day = read_day(write_folder(tmp_path / "day", tables))
    assert places(day.notes) == [note]
    assert len(day.problem.visits) == 2


def test_visit_that_just_fits_a_shift_is_not_noted(tmp_path: Path, write_folder: Write, tables: Tables) -> None:
    tables["visits"][2][3] = "12:30-14:00"
    assert read_day(write_folder(tmp_path / "day", tables)).notes == ()


def test_every_fault_is_told_at_once(tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find) -> None:
    tables["depots"][1][2] = "north"
    tables["clients"][1][6] = "long"
    tables["visits"][1][1] = "nobody"
    tables["visits"][2][1:5] = ["c3", "bath", "whenever", "long"]
    tables["workers"][2][4] = "horse"
    tables["workers"][2][8] = "kitchen"
    assert places(find_faults(write_folder(tmp_path / "day", tables))) == [
        ("D129", "depots.csv", 2, "lat"),
        ("D131", "clients.csv", 2, "door_minutes"),
        ("D162", "visits.csv", 2, "client"),
        ("D145", "visits.csv", 3, "windows"),
        ("D131", "visits.csv", 3, "minutes"),
        ("D162", "visits.csv", 3, "client"),
        ("D134", "workers.csv", 3, "mode"),
        ("D162", "workers.csv", 3, "start"),
    ]


def test_flood_of_one_fault_is_counted_after_the_first(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["clients"] += [[f"x{i}", "", "north", 116.47] for i in range(5000)]
    tables["visits"][1][4] = "long"
    faults = find_faults(write_folder(tmp_path / "day", tables))
    assert len(faults) == rows.MOST_OF_A_KIND + 2
    assert [fault.row for fault in faults[: rows.MOST_OF_A_KIND]] == [*range(4, 4 + rows.MOST_OF_A_KIND)]
    last = faults[-1]
    assert (last.code, last.file, last.column) == ("D119", "clients.csv", "lat")
    assert last.values["count"] == 5000 - rows.MOST_OF_A_KIND


def test_column_is_named_as_the_user_wrote_it(tmp_path: Path, write_folder: Write, tables: Tables) -> None:
    tables["人员"] = tables.pop("workers")
    tables["人员"][0][4] = "出行 方式*"
    tables["人员"][1][4] = "飞"
    with pytest.raises(InputError) as caught:
        read_day(write_folder(tmp_path / "day", tables))
    assert str(caught.value).startswith("D134 人员.csv, row 2, column 出行 方式*: “飞” is none of the known words; ")


def test_client_and_service_of_visits_may_be_in_any_row_order(
    tmp_path: Path, write_folder: Write, tables: Tables
) -> None:
    tables["visits"][1:] = reversed(tables["visits"][1:])
    assert [visit.id for visit in read_day(write_folder(tmp_path / "day", tables)).problem.visits] == ["v2", "v1"]


def set_cell(table: list[list[Any]], row: int, column: str, value: object) -> None:
    """Set a cell of a table by the number of its row in the file; the column is added where it is not there."""
    if column not in table[0]:
        table[0].append(column)
    line = table[row - 1]
    line += [""] * (len(table[0]) - len(line))
    line[table[0].index(column)] = value


@pytest.mark.parametrize(
    ("table", "bad", "cells", "code"),
    [
        ("workers", ("mode", "horse"), {"shift_start": "17:00", "shift_end": "8:00"}, "D164"),
        ("visits", ("minutes", "long"), {"windows": "9:00-11:00", "earliest": "9:00", "latest": "10:00"}, "D148"),
        ("visits", ("demand", "much"), {"windows": "", "earliest": "9:00"}, "D130"),
        ("visits", ("minutes", "long"), {"skills": "bathin"}, "D171"),
        ("visits", ("priority", "9"), {"workers": "2", "together": "t"}, "D192"),
    ],
)
def test_faulty_cell_hides_no_other_fault_of_its_row(
    *,
    tmp_path: Path,
    write_folder: Write,
    tables: Tables,
    find_faults: Find,
    table: str,
    bad: tuple[str, str],
    cells: dict[str, str],
    code: str,
) -> None:
    for column, value in (bad, *cells.items()):
        set_cell(tables[table], 3, column, value)
    if "together" in cells:
        set_cell(tables[table], 2, "together", cells["together"])
    found = [(fault.code, fault.row) for fault in find_faults(write_folder(tmp_path / "day", tables))]
    assert (code, 3) in found
    assert len(found) == 2


def test_faulty_cell_does_not_hide_that_a_visit_has_neither_window_nor_length(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    set_cell(tables["services"], 2, "minutes", "")
    for column, value in (("windows", ""), ("minutes", ""), ("demand", "much")):
        set_cell(tables["visits"], 2, column, value)
    found = {fault.code for fault in find_faults(write_folder(tmp_path / "day", tables))}
    assert found == {"D131", "D165", "D166"}


def test_faulty_cell_of_a_gap_does_not_hide_that_it_is_reversed(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    tables["gaps"] = [["first", "second", "least", "greatest", "worker"], ["v1", "v1", 60, 30, "whoever"]]
    found = {fault.code for fault in find_faults(write_folder(tmp_path / "day", tables))}
    assert found == {"D134", "D195", "D196"}


def test_column_that_a_chinese_table_lacks_has_its_chinese_name(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    place = tables["visits"][0].index("windows")
    tables["visits"] = [[cell for at, cell in enumerate(row) if at != place] for row in tables["visits"]]
    tables["visits"][0][:3] = ["单号", "老人编号", "服务项目"]
    set_cell(tables["services"], 2, "windows", "")
    found = find_faults(write_folder(tmp_path / "day", tables))
    assert {(fault.code, fault.column) for fault in found} == {("D165", "时间窗")}


def test_latitude_past_every_bound_is_told_with_that_of_latitudes(
    tmp_path: Path, write_folder: Write, tables: Tables, find_faults: Find
) -> None:
    set_cell(tables["clients"], 2, "lat", 1116.47)
    (fault,) = find_faults(write_folder(tmp_path / "day", tables))
    assert (fault.code, fault.values["greatest"]) == ("D133", 90)
