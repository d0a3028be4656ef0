"""The invented district is believable: connected, walled, with few bridges, and the same for the same seed."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from shapely import STRtree
from shapely.geometry import LineString, Polygon

from maps.earth import METRES_A_DEGREE
from maps.streets import read_streets
from routing.problem import Mode
from scenarios.district.draw import District, draw_district
from scenarios.district.osm_file import write_osm
from scenarios.district.sketch import Way

SEEDS = range(3)


@pytest.fixture(scope="module", params=SEEDS)
def district(request: pytest.FixtureRequest) -> District:
    return draw_district(Random(request.param), side=2500)


@pytest.fixture(scope="module")
def street_file(district: District, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("district") / "streets.osm.pbf"
    write_osm(district.sketch, path)
    return path


def test_same_seed_draws_the_same_district() -> None:
    assert draw_district(Random(5), side=1500) == draw_district(Random(5), side=1500)


def test_other_seed_draws_another_district() -> None:
    assert draw_district(Random(5), side=1500).sketch.places != draw_district(Random(6), side=1500).sketch.places


def test_same_sketch_writes_the_same_bytes(district: District, street_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.osm.pbf"
    write_osm(district.sketch, again)
    assert again.read_bytes() == street_file.read_bytes()


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.EBIKE])
def test_walkers_and_e_bikes_get_from_everywhere_to_everywhere(street_file: Path, mode: Mode) -> None:
    assert read_streets(street_file).main_parts[mode].parts == 1


def test_cars_get_everywhere_but_where_the_expressway_leaves_the_map(street_file: Path) -> None:
    streets = read_streets(street_file)
    main = streets.main_parts[Mode.CAR]
    outside = {streets.classes[code] for code in streets.class_code[~main.edges].tolist()}
    assert outside <= {"motorway", "footway"}


def test_estate_is_entered_only_by_its_gates(district: District) -> None:
    # With the gates shut, each estate is a network of its own beside that of the city.
    open_ways = _street_graph(district)
    gates = [number for number, tags in district.sketch.node_tags.items() if "barrier" in tags]
    assert nx.number_connected_components(open_ways) == 1
    open_ways.remove_nodes_from(gates)
    assert nx.number_connected_components(open_ways) == 1 + len(district.estates)


def test_every_estate_has_a_gate_for_cars_and_some_have_one_only_for_walkers(district: District) -> None:
    kinds = [tags["barrier"] for tags in district.sketch.node_tags.values() if "barrier" in tags]
    assert kinds.count("lift_gate") >= len(district.estates)
    assert "gate" in kinds


def test_river_is_crossed_only_on_a_few_bridges(district: District) -> None:
    river = next(_shape(district, way) for way in district.sketch.ways if way.tags.get("water") == "river")
    crossing = [way for way in _ways(district, "highway") if _shape(district, way).intersects(river)]
    assert all(way.tags.get("bridge") == "yes" for way in crossing)
    roads = [way for way in crossing if way.tags["highway"] in {"primary", "secondary", "tertiary"}]
    columns = 2500 // 640 + 2
    assert 2 <= len(roads) <= columns + 2


def test_some_streets_are_one_way(district: District) -> None:
    small = [way for way in _ways(district, "highway") if way.tags["highway"] == "residential"]
    assert any(way.tags.get("oneway") == "yes" for way in small)


def test_main_roads_have_names(district: District) -> None:
    main = {"motorway", "primary", "secondary", "tertiary"}
    assert all(way.tags.get("name") for way in _ways(district, "highway") if way.tags["highway"] in main)


def test_no_street_runs_through_a_house_and_no_house_through_another(district: District) -> None:
    houses = [_shape(district, way) for way in _ways(district, "building")]
    tree = STRtree(houses)
    for way in _ways(district, "highway"):
        assert not len(tree.query(_shape(district, way), predicate="intersects")), way
    for k, house in enumerate(houses):
        assert tree.query(house, predicate="intersects").tolist() == [k]


def test_estate_names_are_not_used_twice(district: District) -> None:
    names = [estate.name for estate in district.estates]
    assert len(set(names)) == len(names)


def test_usual_district_is_at_most_half_a_megabyte(tmp_path: Path) -> None:
    path = tmp_path / "streets.osm.pbf"
    write_osm(draw_district(Random(1)).sketch, path)
    assert path.stat().st_size <= 500_000


def _ways(district: District, key: str) -> Iterator[Way]:
    return (way for way in district.sketch.ways if key in way.tags)


def _shape(district: District, way: Way) -> LineString | Polygon:
    """On a plane in metres, near enough for what lies within a few kilometres."""
    points = [district.sketch.places[number - 1] for number in way.nodes]
    plane = [(lon * METRES_A_DEGREE * 0.766, lat * METRES_A_DEGREE) for lat, lon in points]
    return Polygon(plane) if way.nodes[0] == way.nodes[-1] and "highway" not in way.tags else LineString(plane)


def _street_graph(district: District) -> nx.Graph:
    graph = nx.Graph()
    for way in _ways(district, "highway"):
        graph.add_edges_from(itertools.pairwise(way.nodes))
    return graph
