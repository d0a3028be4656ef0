"""Builders of small days: as tables, as a folder of CSV files, as a workbook."""

import copy
import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routing.errors import Fault, InputError
from scenarios.day import read_day

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
