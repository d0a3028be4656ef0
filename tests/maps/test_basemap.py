"""What is read from a street file to be drawn under a plan."""

import re
from pathlib import Path

import numpy as np
import pytest

from maps import basemap
from maps.basemap import MADE_UP, OSM, BaseMap, Label, base_data, read_base_map
from maps.polylines import pack_lines
from maps.streets import read_streets
from routing.errors import InputError

NODES = {
    # a street 0.004 degrees (385 m) long in three pieces, the last one sharply turned
    1: (30.0, 120.0), 2: (30.0, 120.002), 3: (30.0, 120.004), 4: (30.003, 120.004),
    # a park with a pond in it
    11: (30.01, 120.0), 12: (30.01, 120.01), 13: (30.02, 120.01), 14: (30.02, 120.0),
    21: (30.012, 120.002), 22: (30.018, 120.002), 23: (30.018, 120.008), 24: (30.012, 120.008),
    # a house
    31: (30.03, 120.0), 32: (30.03, 120.0003), 33: (30.0303, 120.0003), 34: (30.0303, 120.0),
}  # fmt: skip
WAYS = {
    1: ([1, 2], {"highway": "primary", "name": "长安街"}),
    2: ([2, 3], {"highway": "secondary", "name": "长安街"}),
    3: ([3, 4], {"highway": "footway"}),
    4: ([1, 4], {"highway": "proposed"}),
    5: ([2, 4], {"railway": "rail"}),
    6: ([3, 99], {"highway": "residential"}),
    11: ([11, 12, 13, 14, 11], {}),
    12: ([21, 22, 23, 24, 21], {}),
    13: ([31, 32, 33, 34, 31], {"building": "yes", "name": "1 号楼"}),
    14: ([21, 22, 23, 24, 21], {"natural": "water", "name": "荷花池"}),
}
RELATION = (
    '<relation id="1" version="1"><member type="way" ref="11" role="outer"/><member type="way" ref="12" role="inner"/>'
    '<tag k="type" v="multipolygon"/><tag k="leisure" v="park"/><tag k="name" v="人民公园"/></relation>'
)


def tag(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


@pytest.fixture
def osm_file(tmp_path: Path) -> Path:
    nodes = [f'<node id="{number}" version="1" lat="{lat}" lon="{lon}"/>' for number, (lat, lon) in NODES.items()]
    nodes.append(f'<node id="90" version="1" lat="30.0" lon="120.0">{tag({"place": "suburb", "name": "望京"})}</node>')
    ways = [
        f'<way id="{number}" version="1">{"".join(f"""<nd ref="{ref}"/>""" for ref in refs)}{tag(tags)}</way>'
        for number, (refs, tags) in WAYS.items()
    ]
    path = tmp_path / "town.osm"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{"".join([*nodes, *ways])}{RELATION}</osm>',
        encoding="utf-8",
    )
    return path


def test_roads_are_sorted_by_class_and_joined(osm_file):
    lines = read_base_map(osm_file).lines
    assert set(lines) == {"main", "path", "rail"}
    # primary and secondary are one class: two ways, one straight line
    assert [line.tolist() for line in lines["main"].lines()] == [[[30.0, 120.0], [30.0, 120.004]]]


def test_way_cut_at_the_border_of_the_extract_is_left_out(osm_file):
    assert "minor" not in read_base_map(osm_file).lines


def test_hole_runs_the_other_way_round(osm_file):
    outer, inner = read_base_map(osm_file).areas["park"].lines()

    def turn(ring):
        lat, lon = ring.T
        return np.sign(np.sum(lon[:-1] * lat[1:] - lon[1:] * lat[:-1]))

    assert turn(outer) == -turn(inner) != 0


def test_areas_are_sorted_by_kind(osm_file):
    areas = read_base_map(osm_file).areas
    assert {kind: len(rings) for kind, rings in areas.items()} == {"park": 2, "water": 1, "building": 1}


def test_names_are_of_places_areas_and_roads_but_not_of_houses(osm_file):
    labels = read_base_map(osm_file).labels
    assert {(label.text, label.kind) for label in labels} == {
        ("望京", "place"), ("人民公园", "park"), ("荷花池", "water"), ("长安街", "main"),
    }  # fmt: skip


def test_name_of_a_road_lies_along_it(osm_file):
    road = next(label for label in read_base_map(osm_file).labels if label.kind == "main")
    assert (road.lat, road.lon) == pytest.approx((30.0, 120.002))
    assert road.angle == pytest.approx(0)
    # 0.004 degrees of longitude at 30 degrees north
    assert road.metres == pytest.approx(0.004 * 111_320 * np.cos(np.radians(30)), rel=1e-3)


@pytest.mark.parametrize(
    ("end", "angle"),
    [((30.01, 120.0), 90), ((30.0, 119.99), 0), ((29.99, 119.99), -49), ((30.01, 120.01), -49), ((29.99, 120.01), 49)],
)
def test_name_is_never_upside_down(tmp_path, end, angle):
    path = tmp_path / "road.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" version="1" lat="30" lon="120"/>'
        f'<node id="2" version="1" lat="{end[0]}" lon="{end[1]}"/>'
        f'<way id="1" version="1"><nd ref="1"/><nd ref="2"/>{tag({"highway": "primary", "name": "a"})}</way></osm>'
    )
    (label,) = read_base_map(path).labels
    # a degree of latitude is 1 / cos(30) of one of longitude: atan(1 / 0.866) = 49
    assert abs(label.angle) == pytest.approx(abs(angle), abs=0.5)
    assert -90 <= label.angle <= 90
    assert np.sign(round(label.angle)) == np.sign(angle) or abs(angle) == 90


def test_streets_without_openstreetmap_give_their_roads(osm_file):
    base = read_base_map(Path("town.graphml"), read_streets(osm_file))
    assert set(base.lines) == {"main", "path"}
    assert {label.text for label in base.labels} == {"长安街"}
    assert not base.areas


def test_nothing_given_is_bare_ground():
    base = read_base_map(None)
    assert base_data(base) == {"attribution": "", "lines": {}, "areas": {}, "labels": []}


def test_openstreetmap_is_credited_unless_told_otherwise(osm_file):
    assert read_base_map(osm_file).attribution == OSM
    assert read_base_map(osm_file, attribution=MADE_UP).attribution == MADE_UP


def test_made_up_district_is_known_by_its_writer(osm_file):
    text = osm_file.read_text(encoding="utf-8")
    osm_file.write_text(
        text.replace('<osm version="0.6">', '<osm version="0.6" generator="doorstep">'), encoding="utf-8"
    )
    assert read_base_map(osm_file).attribution == MADE_UP


@pytest.mark.parametrize("content", [b"", b"not a map", b"<osm><node", b"\x00\x00\x00\x0d\x0a\x09OSMHeader"])
@pytest.mark.parametrize("name", ["town.osm", "town.osm.pbf"])
def test_broken_file_is_a_fault_not_a_traceback(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(f"S080 {name}")):
        read_base_map(path)


def test_missing_file_is_a_fault(tmp_path):
    with pytest.raises(InputError, match="S080"):
        read_base_map(tmp_path / "gone.osm")


def test_biggest_buildings_are_kept_where_there_are_too_many(osm_file, monkeypatch):
    monkeypatch.setattr(basemap, "MOST_BUILDING_POINTS", 4)
    assert len(read_base_map(osm_file).areas["building"]) == 0


def test_page_gets_whole_metres_and_few_labels(monkeypatch, decode_integers):
    monkeypatch.setattr(basemap, "MOST_LABELS", 1)
    labels = tuple(Label(text=str(m), kind="main", lat=30.000001, lon=120, angle=12.4, metres=m) for m in (70.2, 99.6))
    base = BaseMap(lines={"main": pack_lines([np.array([(30.0, 120.0), (30.0, 120.01)])])}, labels=labels)
    told = base_data(base)
    assert told["labels"] == [["99.6", "main", 30.0, 120, 12, 100]]
    assert decode_integers(told["lines"]["main"]["points"]) == [3_000_000, 12_000_000, 0, 1000]
