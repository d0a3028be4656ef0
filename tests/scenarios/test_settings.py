"""day.toml and the sheet "day": what they must say, and what is wrong with them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from routing.errors import Fault, InputError
from routing.travel import STRAIGHT_LINE
from scenarios.day import read_day
from scenarios.run import choose_streets, measure_travel
from scenarios.settings import FORMAT, read_settings

Write = Callable[..., Path]
Find = Callable[[Path], tuple[Fault, ...]]
Settings = dict[str, object]


@pytest.mark.parametrize(
    "written",
    ["2026-11-23", "2026/11/23", "2026.11.23", "2026年11月23日", "20261123", "２０２６－１１－２３"],
)
def test_date_may_be_text(tmp_path: Path, write_folder: Write, settings: Settings, written: str) -> None:
    settings["date"] = written
    read = read_settings(write_folder(tmp_path, settings=settings) / "day.toml")
    assert read.date == dt.date(2026, 11, 23)


def test_date_of_a_sheet_may_be_the_number_excel_keeps(
    tmp_path: Path, write_workbook: Write, settings: Settings
) -> None:
    # Excel counts days from 30 December 1899: 46349 is 23 November 2026.
    settings["date"] = 46349
    assert read_day(write_workbook(tmp_path / "day.xlsx", settings=settings)).problem.date == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "system"),
    [
        ("wgs84", "wgs84"),
        ("WGS-84", "wgs84"),
        ("GPS", "wgs84"),
        ("高德", "gcj02"),
        ("GCJ-02", "gcj02"),
        ("百度地图", "bd09"),
    ],
)
def test_coordinate_system_goes_by_many_names(
    tmp_path: Path, write_folder: Write, settings: Settings, written: str, system: str
) -> None:
    settings["coordinates"] = written
    assert read_settings(write_folder(tmp_path, settings=settings) / "day.toml").coordinates == system


def test_coordinate_system_is_never_guessed(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find
) -> None:
    del settings["coordinates"]
    (fault,) = find_faults(write_folder(tmp_path / "day", settings=settings))
    assert (fault.code, fault.file) == ("D154", "day.toml")
    assert "gcj02" in fault.remedy


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("coordinates", "mars", "D156"),
        ("coordinates", 84, "D156"),
        ("date", "tomorrow", "D156"),
        ("date", "2026-02-30", "D156"),
        ("date", 20261123, "D156"),
        ("straight_line", "perhaps", "D156"),
        ("straight_line", [True], "D156"),
        ("name", ["a"], "D156"),
        ("streets", "", "D156"),
        ("streets", True, "D156"),
        ("format", 2, "D157"),
        ("format", "one", "D131"),
        ("format", [1], "D157"),
        ("weights", 7, "D156"),
    ],
)
def test_senseless_value_is_refused_at_its_key(
    *, tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find, key: str, value: object, code: str
) -> None:
    settings[key] = value
    folder = write_folder(tmp_path / "day", settings=settings)
    text = (folder / "day.toml").read_text(encoding="utf-8")
    (folder / "day.toml").write_text(text.replace("\\\\u", "\\u"), encoding="utf-8")
    assert [(fault.code, fault.file, fault.key) for fault in find_faults(folder)] == [(code, "day.toml", key)]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("worker", -1, "D133"),
        ("worker", 1.5, "D132"),
        ("worker", 10**400, "D131"),
        ("worker", "x", "D131"),
        ("worker", [1], "D156"),
        ("unassigned", [1, 2], "D156"),
        ("unassigned", [1, 2, -3], "D133"),
    ],
)
def test_senseless_weight_is_refused_at_its_key(
    *, tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find, key: str, value: object, code: str
) -> None:
    settings["weights"] = {key: value}
    (fault,) = find_faults(write_folder(tmp_path / "day", settings=settings))
    assert (fault.code, fault.file, fault.key) == (code, "day.toml", f"weights.{key}")
    assert str(fault).startswith(f"{code} day.toml, key weights.{key}: ")


def test_every_fault_of_the_weights_is_told_at_once(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find
) -> None:
    settings["weights"] = {"travel_second": -1, "foo": 3, "workers": 1, "unassigned": [1, 2], "mandatory": "x"}
    faults = find_faults(write_folder(tmp_path / "day", settings=settings))
    assert [(fault.code, fault.key) for fault in faults] == [
        ("D152", ""),
        ("D153", ""),
        ("D133", "weights.travel_second"),
        ("D156", "weights.unassigned"),
        ("D131", "weights.mandatory"),
    ]
    assert "“weights.foo”" in faults[0].what
    assert "unassigned = [" in faults[3].remedy


def test_weight_in_two_languages_is_one_too_many(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find
) -> None:
    settings["weights"] = {"worker": 1, '"每个人员"': 2}
    (fault,) = find_faults(write_folder(tmp_path / "day", settings=settings))
    assert (fault.code, fault.key) == ("D155", "weights.每个人员")


def test_every_fault_of_the_weights_of_a_sheet_has_its_row(
    tmp_path: Path, write_workbook: Write, settings: Settings, find_faults: Find
) -> None:
    settings |= {"travel_second": -1, "每个人员": "x"}
    faults = find_faults(write_workbook(tmp_path / "day.xlsx", settings=settings))
    # Five keys come first.
    assert [(f.code, f.row, f.key) for f in faults] == [("D133", 6, "travel_second"), ("D131", 7, "每个人员")]


@pytest.mark.parametrize("value", ["missing.osm", "../../../../../etc", "a" * 5000, "\\u0000"])
def test_missing_street_file_is_told_where_streets_are_chosen(
    tmp_path: Path, write_folder: Write, settings: Settings, value: str
) -> None:
    settings |= {"streets": value, "straight_line": False}
    folder = write_folder(tmp_path / "day", settings=settings)
    text = (folder / "day.toml").read_text(encoding="utf-8")
    (folder / "day.toml").write_text(text.replace("\\\\u", "\\u"), encoding="utf-8")
    day = read_day(folder)
    for refuse in (choose_streets, measure_travel):
        with pytest.raises(InputError) as caught:
            refuse(day)
        assert [(f.code, f.file, f.key) for f in caught.value.faults] == [("D158", "day.toml", "streets")]


def test_day_whose_street_file_moved_is_rescued_by_another_file_or_the_estimate(
    tmp_path: Path, write_folder: Write, settings: Settings
) -> None:
    settings |= {"streets": "moved.osm", "straight_line": False}
    day = read_day(write_folder(tmp_path / "day", settings=settings))
    assert choose_streets(day, streets=Path("other.osm")).streets == Path("other.osm")
    streets, travel = measure_travel(choose_streets(day, straight_line=True))
    assert streets is None
    assert {matrix.source for matrix in travel.values()} == {STRAIGHT_LINE}


def test_missing_street_file_is_told_with_all_other_faults(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find, tables: dict[str, list[list[object]]]
) -> None:
    settings |= {"streets": "moved.osm", "straight_line": False}
    tables["visits"][1][3] = "whenever"
    folder = write_folder(tmp_path / "day", tables, settings=settings)
    assert [fault.code for fault in find_faults(folder)] == ["D158", "D145"]


def test_day_with_streets_and_the_estimate_is_refused_naming_both_keys(
    tmp_path: Path, write_workbook: Write, settings: Settings, find_faults: Find
) -> None:
    (tmp_path / "streets.osm").write_text("<osm/>", encoding="utf-8")
    settings |= {"路网": "streets.osm"}
    (fault,) = find_faults(write_workbook(tmp_path / "day.xlsx", settings=settings))
    assert (fault.code, fault.file, fault.row, fault.key) == ("D159", "day.xlsx/day", 5, "straight_line")
    assert "路网 and straight_line" in fault.what


def test_unknown_key_is_refused(tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find) -> None:
    settings["weather"] = "rain"
    assert [fault.code for fault in find_faults(write_folder(tmp_path / "day", settings=settings))] == ["D152"]


def test_misspelt_key_is_recognised(tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find) -> None:
    settings["coordinate"] = settings.pop("coordinates")
    faults = find_faults(write_folder(tmp_path / "day", settings=settings))
    assert [fault.code for fault in faults] == ["D153", "D154"]
    assert "“coordinates”" in faults[0].remedy


def test_key_in_two_languages_is_one_too_many(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find
) -> None:
    settings['"名称"'] = "again"
    assert [fault.code for fault in find_faults(write_folder(tmp_path / "day", settings=settings))] == ["D155"]


@pytest.mark.parametrize(
    "text", ["format = ", "a" * 10, "x = " + "[" * 5000, "x = 1\nx = 2", "\x01", "x = " + "9" * 5000]
)
def test_broken_toml_is_refused(tmp_path: Path, write_folder: Write, find_faults: Find, text: str) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "day.toml").write_text(text, encoding="utf-8")
    assert [fault.code for fault in find_faults(folder)] == ["D151"]


def test_chinese_keys_without_quotes_are_told_with_their_lines(
    tmp_path: Path, write_folder: Write, find_faults: Find
) -> None:
    folder = write_folder(tmp_path / "day")
    lines = [
        "format = 1",
        '坐标系 = "高德"',
        "# 备注 = 1",
        '"日期" = 2026-11-23',
        "“名称” ＝ 1",
        "[权重]",
        "worker = 1",
    ]
    (folder / "day.toml").write_text("\n".join(lines), encoding="utf-8")
    faults = find_faults(folder)
    assert [(fault.code, fault.file, fault.row) for fault in faults] == [("D160", "day.toml", n) for n in (2, 5, 6)]
    assert [fault.remedy.rpartition(": ")[2] for fault in faults] == ['"坐标系" = …', '"名称" = …', '["权重"]']


def test_line_of_broken_toml_is_named(tmp_path: Path, write_folder: Write, find_faults: Find) -> None:
    folder = write_folder(tmp_path / "day")
    (folder / "day.toml").write_text("format = 1\ncoordinates = “高德”\n", encoding="utf-8")
    (fault,) = find_faults(folder)
    assert (fault.code, fault.row) == ("D151", 2)
    assert '"坐标系" = "高德"' in fault.remedy


def test_faults_of_settings_and_tables_come_together(
    tmp_path: Path, write_folder: Write, settings: Settings, find_faults: Find, tables: dict[str, list[list[object]]]
) -> None:
    settings["coordinates"] = "mars"
    tables["visits"][1][3] = "whenever"
    folder = write_folder(tmp_path / "day", tables, settings=settings)
    assert [fault.code for fault in find_faults(folder)] == ["D156", "D145"]


def test_row_of_a_settings_sheet_is_named(
    tmp_path: Path, write_workbook: Write, settings: Settings, find_faults: Find
) -> None:
    settings["coordinates"] = "mars"
    (fault,) = find_faults(write_workbook(tmp_path / "day.xlsx", settings=settings))
    assert (fault.code, fault.file, fault.row, fault.key) == ("D156", "day.xlsx/day", 4, "coordinates")


def test_workbook_need_not_say_its_format(tmp_path: Path, write_workbook: Write, settings: Settings) -> None:
    assert settings.pop("format") == FORMAT
    assert read_day(write_workbook(tmp_path / "day.xlsx", settings=settings)).problem.name == "Wangjing"
