import math
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely

from maps.frames import edges_frame, nodes_frame
from maps.graph import CRS, check_graph, from_networkx, seconds_field, to_networkx
from maps.streets import Streets
from routing.errors import InputError
from routing.problem import Mode

ROAD = {"highway": "residential", "name": "湖光中街"}
# w-m is drawn one way, m-e is for everybody, m-n is a footpath, and a ring hangs on e.
TOWN = {"w": (0, 0), "m": (100, 0), "e": (300, 0), "n": (100, 80), "r": (350, 50), "s": (350, -50)}
ONEWAY = ROAD | {"oneway": "yes"}
WAYS = [("wm", ONEWAY), ("me", ROAD), ("mn", {"highway": "footway"}), ("erse", ONEWAY)]
FIELDS = [seconds_field(mode) for mode in Mode]


def line_to_nowhere() -> shapely.LineString:
    with np.errstate(invalid="ignore"):
        return shapely.LineString([[121, 31], [math.nan, 31]])


@pytest.fixture
def town(build_town: Callable[..., Streets]) -> Streets:
    return build_town(TOWN, WAYS)


@pytest.fixture
def graph(town: Streets) -> "nx.MultiDiGraph[Any]":
    return to_networkx(town)


def kinds(graph: "nx.MultiDiGraph[Any]") -> list[tuple[str, object]]:
    return [(fault.code, fault.values.get("field")) for fault in check_graph(graph)]


def test_streets_give_a_graph_that_keeps_the_contract(graph: "nx.MultiDiGraph[Any]") -> None:
    assert check_graph(graph) == []
    assert graph.graph["crs"] == CRS


def test_every_edge_has_what_the_contract_promises(graph: "nx.MultiDiGraph[Any]") -> None:
    promised = {"length", *FIELDS, "class", "name", "oneway", "geometry"}
    assert {frozenset(data) for *_, data in graph.edges(data=True)} == {frozenset(promised)}
    assert {frozenset(data) for _, data in graph.nodes(data=True)} == {frozenset({"x", "y"})}


def test_one_way_street_is_closed_backward_to_wheels_only(town: Streets, graph: "nx.MultiDiGraph[Any]") -> None:
    w, m = int(town.tail[0]), int(town.head[0])
    (along,), (back,) = graph[w][m].values(), graph[m][w].values()
    assert along["oneway"] is True
    assert back["oneway"] is False
    assert [math.isfinite(along[field]) for field in FIELDS] == [True, True, True]
    assert [math.isfinite(back[field]) for field in FIELDS] == [True, False, False]
    assert back["geometry"].equals_exact(along["geometry"].reverse())


def test_graph_works_with_networkx_algorithms(town: Streets, graph: "nx.MultiDiGraph[Any]") -> None:
    # From e back to w: on foot 300 m, 270 s; by car there is no way, the distance is inf.
    w, e = int(town.tail[0]), int(town.head[1])
    assert nx.shortest_path_length(graph, e, w, weight="seconds_walk") == pytest.approx(270, abs=1)
    assert nx.shortest_path_length(graph, e, w, weight="seconds_car") == math.inf


def test_there_and_back_gives_the_same_streets(town: Streets, graph: "nx.MultiDiGraph[Any]") -> None:
    again = from_networkx(graph)
    assert sorted(again.metres.tolist()) == sorted(town.metres.tolist())
    assert len(again.node_lat) == len(town.node_lat)
    assert again.source == town.source == "town.osm"
    for mode in Mode:
        assert both_ways(again, mode) == both_ways(town, mode)
        assert again.main_parts[mode].edges.sum() == town.main_parts[mode].edges.sum()


def test_edges_frame_has_a_row_for_every_edge_of_the_graph(town: Streets, graph: "nx.MultiDiGraph[Any]") -> None:
    frame = edges_frame(town)
    assert frame.crs == CRS
    rows = frame.to_dict("index")
    expected = {(u, v, key): data for u, v, key, data in graph.edges(keys=True, data=True)}
    assert rows.keys() == expected.keys()
    for index, row in rows.items():
        assert row.pop("geometry").equals_exact(expected[index].pop("geometry"))
        assert row == expected[index]


def test_nodes_frame_has_a_row_for_every_node(town: Streets) -> None:
    frame = nodes_frame(town)
    assert frame["y"].tolist() == town.node_lat.tolist()
    assert [point.x for point in frame.geometry] == town.node_lon.tolist()


def test_parallel_one_way_streets_are_not_taken_for_one_street() -> None:
    # Two carriageways between the same nodes, drawn apart.
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    graph.add_node("a", x=121.0, y=31.0)
    graph.add_node("b", x=121.001, y=31.0)
    times = dict.fromkeys(FIELDS, 60.0)
    north, south = 31.0001, 30.9999
    graph.add_edge("a", "b", length=96.0, geometry=line([121, 31], [121.0005, south], [121.001, 31]), **times)
    graph.add_edge("b", "a", length=96.0, geometry=line([121.001, 31], [121.0005, north], [121, 31]), **times)
    streets = from_networkx(graph)
    assert len(streets.tail) == 2
    assert np.isfinite(streets.seconds[Mode.CAR]).sum(axis=0).tolist() == [1, 1]


def test_reverse_edge_of_another_length_is_another_street() -> None:
    graph = straight_graph()
    graph.add_edge("b", "a", **{**next(iter(graph["a"]["b"].values())), "length": 150.0})
    assert len(from_networkx(graph).tail) == 2


def test_edges_closed_to_all_are_dropped_and_counted() -> None:
    graph = straight_graph()
    graph.add_edge("b", "a", length=500.0, **dict.fromkeys(FIELDS, math.inf))
    streets = from_networkx(graph)
    assert (len(streets.tail), streets.closed_ways) == (1, 1)


def test_graph_closed_to_all_is_refused() -> None:
    graph = straight_graph()
    for *_, data in graph.edges(data=True):
        data.update(dict.fromkeys(FIELDS, math.inf))
    with pytest.raises(InputError, match="S105"):
        from_networkx(graph)


def test_edge_without_geometry_is_straight() -> None:
    streets = from_networkx(straight_graph())
    assert streets.edge_shape(0).tolist() == [[31.0, 121.0], [31.0, 121.001]]


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph, nx.MultiGraph])
def test_graph_of_another_kind_is_refused(make: Callable[[], Any]) -> None:
    assert kinds(make()) == [("S120", None)]


def test_graph_without_edges_is_refused() -> None:
    assert kinds(nx.MultiDiGraph(crs=CRS)) == [("S124", None)]


@pytest.mark.parametrize("crs", [None, "EPSG:3857", 4326])
def test_other_coordinate_systems_are_refused(crs: object) -> None:
    graph = straight_graph()
    graph.graph["crs"] = crs
    assert kinds(graph) == [("S121", None)]


def test_crs_is_read_in_any_case() -> None:
    graph = straight_graph()
    graph.graph["crs"] = "epsg:4326"
    assert kinds(graph) == []


@pytest.mark.parametrize("value", [None, "121", math.nan, math.inf, 181.0, True])
def test_node_without_usable_position_is_found(value: object) -> None:
    graph = straight_graph()
    graph.nodes["a"]["x"] = value
    assert kinds(graph) == [("S122", "x")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("length", None),
        ("length", -1.0),
        ("length", math.nan),
        ("length", math.inf),
        ("length", "100"),
        ("seconds_walk", None),
        ("seconds_ebike", -1),
        ("seconds_car", math.nan),
        ("class", ["residential", "service"]),
        ("name", 7),
        ("geometry", "LINESTRING (121 31, 121.001 31)"),
        ("geometry", shapely.Point(121, 31)),
        ("geometry", line_to_nowhere()),
        ("geometry", shapely.LineString()),
        ("geometry", shapely.LineString([[121.001, 31], [121, 31]])),
    ],
)
def test_unusable_edge_attribute_is_found(field: str, value: object) -> None:
    graph = straight_graph()
    next(iter(graph["a"]["b"].values()))[field] = value
    assert kinds(graph) == [("S123", field)]


def test_every_fault_is_told_at_once_with_some_examples() -> None:
    graph = straight_graph()
    graph.graph["crs"] = "EPSG:2154"
    for number in range(20):
        graph.add_edge(f"n{number}", "a")
    with pytest.raises(InputError) as caught:
        from_networkx(graph)
    found = {(fault.code, fault.values.get("field"), fault.values.get("count")) for fault in caught.value.faults}
    edges = {("S123", field, 20) for field in ("length", *FIELDS)}
    assert found == {("S121", None, None), ("S122", "x", 20), ("S122", "y", 20), *edges}
    assert "n0->a, n1->a, n2->a, n3->a, n4->a ..." in str(caught.value)


def both_ways(streets: Streets, mode: Mode) -> list[list[float]]:
    """Seconds of every edge in its two directions, whichever of them it is drawn in."""
    return sorted(sorted(pair) for pair in streets.seconds[mode].T.tolist())


def line(*points: list[float]) -> shapely.LineString:
    return shapely.LineString(points)


def straight_graph() -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    graph.add_node("a", x=121.0, y=31.0)
    graph.add_node("b", x=121.001, y=31.0)
    graph.add_edge("a", "b", length=95.3, **dict.fromkeys(FIELDS, 60.0))
    return graph
