import math
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import graphml
from maps.graphml import write_graphml
from maps.streets import Streets, read_streets
from routing.errors import InputError
from routing.problem import Mode

ROAD = {"highway": "residential", "name": "利泽中街"}
TOWN = {"w": (0, 0), "m": (100, 0), "e": (300, 0), "n": (100, 80), "r": (350, 50), "s": (350, -50)}
WAYS = [("wm", ROAD | {"oneway": "yes"}), ("me", ROAD), ("mn", {"highway": "footway"}), ("erse", ROAD)]

NODES = [("1", {"x": "121.0", "y": "31.0"}), ("2", {"x": "121.001", "y": "31.0"}), ("3", {"x": "121.002", "y": "31.0"})]


def both_ways(streets: Streets, mode: Mode) -> list[list[float]]:
    """Seconds of every edge in its two directions, whichever of them it is drawn in."""
    return sorted(sorted(pair) for pair in streets.seconds[mode].T.tolist())


@pytest.fixture
def town(build_town: Callable[..., Streets]) -> Streets:
    return build_town(TOWN, WAYS)


def test_written_streets_are_read_back(town: Streets, tmp_path: Path) -> None:
    path = tmp_path / "town.graphml"
    write_graphml(town, path)
    again = read_streets(path)
    assert sorted(again.metres.tolist()) == sorted(town.metres.tolist())
    assert sorted(again.names) == sorted(town.names)
    assert sorted(again.classes) == sorted(town.classes)
    for mode in Mode:
        assert both_ways(again, mode) == both_ways(town, mode)
    assert again.source == "town.graphml"
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".osm"] == ["town.graphml"]


def write_osmnx(path: Path, *edges: tuple[str, str, dict[str, str]]) -> Path:
    """Write what OSMnx writes: every attribute a text."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs="epsg:4326", created_with="OSMnx")
    graph.add_nodes_from(NODES)
    for u, v, data in edges:
        graph.add_edge(u, v, **data)
    nx.write_graphml(graph, path)
    return path


def test_osmnx_edges_get_class_and_seconds_from_their_tags(tmp_path: Path) -> None:
    # 100 m: on foot 90 s at 4 km/h, by car 36 s at the limit of 10 km/h; two-way.
    data = {"length": "100.0", "highway": "residential", "oneway": "False", "maxspeed": "10", "name": "望京西路"}
    path = write_osmnx(tmp_path / "o.graphml", ("1", "2", data), ("2", "1", data | {"reversed": "True"}))
    streets = read_streets(path)
    assert (len(streets.tail), streets.classes, streets.names) == (1, ("residential",), ("望京西路",))
    assert streets.seconds[Mode.WALK].tolist() == [[90.0], [90.0]]
    assert streets.seconds[Mode.CAR].tolist() == [[36.0], [36.0]]


def test_osmnx_one_way_street_stays_open_to_walkers_both_ways(tmp_path: Path) -> None:
    data = {
        "length": "100.0",
        "highway": "residential",
        "oneway": "True",
        "geometry": "LINESTRING (121 31, 121.0005 31.0001, 121.001 31)",
    }
    streets = read_streets(write_osmnx(tmp_path / "o.graphml", ("1", "2", data)))
    assert len(streets.tail) == 1
    assert streets.edge_shape(0).shape == (3, 2)
    assert math.isinf(streets.seconds[Mode.CAR][1, 0])
    assert streets.seconds[Mode.WALK].tolist() == [[90.0], [90.0]]


def test_osmnx_lists_of_tags_are_read(tmp_path: Path) -> None:
    # The first class counts, and the lowest limit: 100 m at 20 km/h take 18 s.
    data = {"length": "100.0", "highway": "['primary', 'service']", "oneway": "False", "maxspeed": "['60', '20']"}
    streets = read_streets(write_osmnx(tmp_path / "o.graphml", ("1", "2", data), ("2", "1", data)))
    assert streets.classes == ("primary",)
    assert streets.seconds[Mode.CAR].tolist() == [[18.0], [18.0]]


def test_osmnx_edges_closed_to_a_mode_stay_closed(tmp_path: Path) -> None:
    data = {"length": "100.0", "highway": "footway", "oneway": "False"}
    streets = read_streets(write_osmnx(tmp_path / "o.graphml", ("1", "2", data), ("2", "1", data)))
    assert not streets.main_parts[Mode.CAR].edges.any()
    assert streets.main_parts[Mode.WALK].edges.all()


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"highway": "residential"}, "S123", "length"),
        ({"highway": "residential", "length": "far"}, "S123", "length"),
        ({"highway": "residential", "length": "-5"}, "S123", "length"),
        ({"highway": "residential", "length": "1e400"}, "S123", "length"),
        ({"length": "100"}, "S123", "seconds_walk"),
        ({"length": "100", "highway": "residential", "geometry": "LINES"}, "S123", "geometry"),
        ({"length": "100", "highway": "residential", "geometry": "POINT (1 2)"}, "S123", "geometry"),
    ],
)
def test_graphml_without_usable_attributes_is_refused(
    tmp_path: Path, data: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_streets(write_osmnx(tmp_path / "o.graphml", ("1", "2", data)))
    assert (code, field) in [(fault.code, fault.values.get("field")) for fault in caught.value.faults]


def test_graphml_without_positions_is_refused(tmp_path: Path) -> None:
    path = write_osmnx(tmp_path / "o.graphml", ("1", "9", {"length": "100", "highway": "residential"}))
    with pytest.raises(InputError, match="S122 1 nodes have no usable x: 9"):
        read_streets(path)


HEAD = '<?xml version="1.0"?>'
UNDIRECTED = """<graphml xmlns='http://graphml.graphdrawing.org/xmlns'><graph edgedefault='undirected'>
<node id='1'/><node id='2'/><edge source='1' target='2'/></graph></graphml>"""
BOMB = '<!DOCTYPE graphml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "S103"),
        ("no xml", "S103"),
        ("<graphml", "S103"),
        ('<?xml version="1.0" encoding="utf-88"?><graphml/>', "S103"),
        (HEAD + "<html><body>404</body></html>", "S103"),
        (HEAD + "<graphml><graph edgedefault='directed'></graph></graphml>", "S124"),
        (HEAD + "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'></graphml>", "S103"),
        (HEAD + BOMB + "<graphml>&b;</graphml>", "S107"),
        (HEAD + "<!DOCTYPE graphml SYSTEM 'file:///etc/passwd'><graphml/>", "S107"),
        (
            UNDIRECTED,
            "S120",
        ),
        (
            "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'><graph edgedefault='directed'></graph></graphml>",
            "S124",
        ),
    ],
)
def test_broken_or_hostile_graphml_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "o.graphml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_streets(path)
    assert caught.value.faults[0].code == code


def test_entities_hidden_in_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "o.graphml"
    path.write_bytes(('<?xml version="1.0" encoding="utf-16"?>' + BOMB + "<graphml>&b;</graphml>").encode("utf-16"))
    with pytest.raises(InputError, match="S107"):
        read_streets(path)


def test_too_large_graphml_is_refused_before_it_is_read(
    town: Streets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "town.graphml"
    write_graphml(town, path)
    monkeypatch.setattr(graphml, "LARGEST_MEGABYTES", 0.001)
    with pytest.raises(InputError, match="S108"):
        read_streets(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_graphml_gives_streets_or_a_clear_fault(town: Streets, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "damaged.graphml"
    write_graphml(town, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(content) - 1))
        content[begin : begin + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    path.write_bytes(bytes(content))
    try:
        assert len(read_streets(path).tail) > 0
    except InputError as error:
        assert all(fault.code.startswith("S1") for fault in error.faults)  # noqa: PT017 - either is right
