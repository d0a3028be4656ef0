"""A district is read from folders, workbooks, GeoJSON and GeoPackages; what is wrong is told with file, row, column."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import Fault, InputError
from scenarios import aliases
from scenarios.district_files.read import read_district
from scenarios.district_files.rows import State, read_share
from scenarios.district_files.served import ServedDistrict

Tables = dict[str, list[list[Any]]]
Write = Callable[..., Path]


def refuse(path: Path) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        read_district(path)
    return list(caught.value.faults)


def places(faults: list[Fault]) -> list[tuple[str, str, int | None, str]]:
    return [(fault.code, fault.file, fault.row, fault.column) for fault in faults]


def same_places(one: ServedDistrict, other: ServedDistrict) -> bool:
    return one.demand == other.demand and one.sites == other.sites


def test_folder_is_read_with_people_sites_and_rooms(write_district: Write, tmp_path: Path) -> None:
    district = read_district(write_district(tmp_path / "d"))
    assert district.name == "Line"
    assert [point.people for point in district.demand] == [(6, 3, 1), (10, 6, 4), (20, 6, 4)]
    assert [(site.id, site.state, site.rent, site.year) for site in district.sites] == [
        ("S1", State.FIXED, 0, 0),
        ("R1", None, 1000, 0),
        ("R2", None, 5000, 2028),
    ]
    # 60 people, half of whom eat.
    assert district.eaters.sum() == 30
    assert district.notes == ()


def test_workbook_is_read_like_the_folder(write_district: Write, district_tables: Tables, tmp_path: Path) -> None:
    folder = write_district(tmp_path / "d")
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "区域"
    first.append(["坐标系", "GPS"])
    first.append(["路网", "d/streets.osm"])
    for name, rows in district_tables.items():
        sheet = book.create_sheet(aliases.tables("district").aliases[name][1])
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(tmp_path / "district.xlsx")
    read = read_district(tmp_path / "district.xlsx")
    assert same_places(read, read_district(folder))
    assert read.streets == tmp_path / "d" / "streets.osm"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_headers_and_words_are_read_like_english_ones(
    write_district: Write, district_tables: Tables, tmp_path: Path, encoding: str
) -> None:
    plain = read_district(write_district(tmp_path / "plain"))
    for name, rows in district_tables.items():
        rows[0] = [aliases.columns(name).aliases[column][1] for column in rows[0]]
    district_tables["sites"][1][8] = "保留"
    district_tables["sites"][1][11] = "是"
    chinese = {aliases.tables("district").aliases[name][1]: rows for name, rows in district_tables.items()}
    for rows in chinese.values():
        assert any("\u4e00" <= mark <= "\u9fff" for mark in rows[0][0])
    assert same_places(read_district(write_district(tmp_path / "d", chinese, encoding=encoding)), plain)


def test_geojson_points_and_areas_are_places(write_district: Write, district_tables: Tables, tmp_path: Path) -> None:
    plain = read_district(write_district(tmp_path / "plain"))
    rooms = district_tables.pop("candidates")
    folder = write_district(tmp_path / "d", district_tables)
    features = []
    for row in rooms[1:]:
        properties = dict(zip(rooms[0], row, strict=True))
        lat, lon = properties.pop("lat"), properties.pop("lon")
        point = shapely.Point(lon, lat)
        # The second room is drawn as a small square around its door: a point inside stands for it.
        shape = point if not features else shapely.box(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4)
        features.append(
            {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
        )
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "candidates.geojson").write_text(text, encoding="utf-8")
    read = read_district(folder)
    assert [(room.id, room.rent, room.year) for room in read.sites[1:]] == [("R1", 1000, 0), ("R2", 5000, 2028)]
    for room, same in zip(read.sites[1:], plain.sites[1:], strict=True):
        assert room.place.lat == pytest.approx(same.place.lat, abs=1e-6)
        assert room.place.lon == pytest.approx(same.place.lon, abs=1e-6)


def test_geopackage_by_itself_is_a_district_in_any_coordinate_system(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    plain = read_district(write_district(tmp_path / "plain"))
    path = tmp_path / "district.gpkg"
    for name, rows in district_tables.items():
        columns = {
            column: [row[place] if row[place] != "" else None for row in rows[1:]]
            for place, column in enumerate(rows[0])
        }
        points = geopandas.points_from_xy(columns.pop("lon"), columns.pop("lat"), crs="EPSG:4326")
        # UTM zone 50 north, as a survey office would keep it.
        geopandas.GeoDataFrame(columns, geometry=points).to_crs("EPSG:32650").to_file(path, layer=name, driver="GPKG")
    read = read_district(path)
    assert read.streets is None
    assert [point.people for point in read.demand] == [point.people for point in plain.demand]
    assert [site.year for site in read.sites] == [0, 0, 2028]
    for one, other in zip(read.sites, plain.sites, strict=True):
        assert (one.place.lat, one.place.lon) == pytest.approx((other.place.lat, other.place.lon), abs=1e-6)


def test_every_fault_is_told_at_once_with_its_row_and_column(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    district_tables["demand"][1][8] = "120%"
    district_tables["demand"][2][5] = "many"
    district_tables["sites"][1][8] = "perhaps"
    district_tables["candidates"][2][0] = "S1"
    district_tables["candidates"][1][6] = 27
    faults = refuse(write_district(tmp_path / "d", district_tables))
    assert sorted(places(faults), key=str) == sorted(
        [
            ("D302", "demand.csv", 2, "eat"),
            ("D131", "demand.csv", 3, "people_60_69"),
            ("D134", "sites.csv", 2, "state"),
            ("D307", "candidates.csv", 3, "candidate"),
            ("D133", "candidates.csv", 2, "year"),
        ],
        key=str,
    )


def test_repeated_ids_and_swapped_coordinates_are_faults(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    district_tables["demand"][2][0] = "A"
    row = district_tables["sites"][1]
    row[5], row[6] = row[6], row[5]
    # Latitude 115.89 is no place on earth; swapped, it is one.
    assert set(places(refuse(write_district(tmp_path / "d", district_tables)))) == {
        ("D161", "demand.csv", 3, "demand"),
        ("D167", "sites.csv", 2, "lat"),
    }


def test_district_without_people_is_refused(write_district: Write, district_tables: Tables, tmp_path: Path) -> None:
    for row in district_tables["demand"][1:]:
        row[5:8] = 0, 0, 0
    assert [fault.code for fault in refuse(write_district(tmp_path / "d", district_tables))] == ["D308"]


def test_missing_table_and_missing_column_are_named(
    write_district: Write, district_tables: Tables, tmp_path: Path
) -> None:
    del district_tables["sites"]
    for row in district_tables["demand"]:
        del row[9]
    faults = refuse(write_district(tmp_path / "d", district_tables))
    assert {(fault.code, fault.values.get("table") or fault.values.get("column")) for fault in faults} == {
        ("D110", "sites/助餐点"),
        ("D112", "deliver/送餐比例"),
    }


def test_what_is_no_district_says_what_one_is(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    assert {fault.code for fault in refuse(tmp_path / "empty")} == {"D304", "D110"}
    assert {fault.code for fault in refuse(tmp_path / "plan.pdf")} == {"D305"}
    assert {fault.code for fault in refuse(tmp_path / "nowhere")} == {"D303"}
    assert {fault.code for fault in refuse(tmp_path / "book.xlsx")} >= {"D306"}


def test_missing_street_file_is_told_only_where_no_other_is_given(write_district: Write, tmp_path: Path) -> None:
    folder = write_district(tmp_path / "d")
    streets = (folder / "streets.osm").rename(tmp_path / "moved.osm")
    district = read_district(folder)
    with pytest.raises(InputError) as caught:
        district.use_streets(None)
    assert [(fault.code, fault.key) for fault in caught.value.faults] == [("D309", "streets")]
    assert district.use_streets(streets).streets == streets


def test_day_is_no_district_and_its_keys_are_unknown(write_district: Write, tmp_path: Path) -> None:
    settings_ = {"format": 1, "coordinates": "wgs84", "straight_line": True}
    assert [fault.code for fault in refuse(write_district(tmp_path / "d", settings=settings_))] == ["D152"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "S401"),
        ('{"type": "Feature"}', "S401"),
        ('{"type": "FeatureCollection", "features": [{"properties": {"candidate": "R1"}}]}', "S402"),
        ('{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", "coordinates": ["x"]}}]}', "S402"),
        ("[" * 100_000, "S401"),
    ],
)
def test_broken_geojson_is_a_fault_of_its_file(
    write_district: Write, district_tables: Tables, tmp_path: Path, text: str, code: str
) -> None:
    del district_tables["candidates"]
    folder = write_district(tmp_path / "d", district_tables)
    (folder / "candidates.geojson").write_text(text, encoding="utf-8")
    faults = refuse(folder)
    assert [(fault.code, fault.file) for fault in faults] == [(code, "candidates.geojson")]


def test_file_that_only_claims_to_be_a_geopackage_is_refused(write_district: Write, tmp_path: Path) -> None:
    folder = write_district(tmp_path / "d")
    (folder / "more.gpkg").write_bytes(b"GPKG" * 100)
    assert [(fault.code, fault.file) for fault in refuse(folder)] == [("S403", "more.gpkg")]


@pytest.mark.parametrize(("written", "share"), [("35%", 0.35), ("３５％", 0.35), (0.35, 0.35), ("1", 1.0), (0, 0.0)])
def test_shares_are_read_as_people_write_them(written: object, share: float) -> None:
    assert read_share(written) == pytest.approx(share)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), cell=st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans()))
def test_any_cell_is_read_or_refused_with_its_place(
    write_district: Write, district_tables: Tables, tmp_path: Path, data: st.DataObject, cell: object
) -> None:
    table = data.draw(st.sampled_from(sorted(district_tables)))
    row = data.draw(st.integers(1, len(district_tables[table]) - 1))
    column = data.draw(st.integers(0, len(district_tables[table][0]) - 1))
    changed = {name: [list(cells) for cells in rows] for name, rows in district_tables.items()}
    changed[table][row][column] = str(cell).replace("\x00", "").encode("utf-8", "ignore").decode()
    folder = write_district(tmp_path / "d", changed)
    faults: list[Fault] = []
    try:
        read_district(folder)
    except InputError as error:
        faults += error.faults
    assert all(fault.file == f"{table}.csv" and fault.row for fault in faults if fault.code != "D169")
