"""The public street graph: a networkx MultiDiGraph with a written contract (docs/streets.md).

Matrices and paths are computed on the arrays of :class:`~maps.streets.Streets`; the graph is for exploring, for other
programs, and for bringing in streets from them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import shapely

from maps.streets import NO_OPEN_STREETS, Streets, code_texts, round_metres, round_seconds
from routing.errors import Fault, FaultKind, InputError
from routing.problem import Mode

NOT_DIRECTED = FaultKind("S120", "the graph is a {kind}", "give a networkx MultiDiGraph")
WRONG_CRS = FaultKind(
    "S121", 'the graph\'s "crs" is {crs!r}', 'bring its coordinates to EPSG:4326 and set graph["crs"] = "EPSG:4326"'
)
BAD_NODES = FaultKind(
    "S122", "{count} nodes have no usable {field}: {examples}", "give every node x (lon) and y (lat) in degrees"
)
BAD_EDGES = FaultKind(
    "S123", "{count} edges have no usable {field}: {examples}", "give it to every edge as docs/streets.md says"
)
NO_EDGES = FaultKind("S124", "the graph has no edges", "give a graph with streets")

CRS = "EPSG:4326"
EXAMPLES = 5
"""A fault of many nodes or edges names this many of them."""
END_TOLERANCE_DEGREES = 1e-4
"""How far the ends of a geometry may lie from the nodes: ten metres, as drawn by hand."""

Graph: TypeAlias = "nx.MultiDiGraph[Any]"
Attributes: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Arc:
    """A directed edge of the graph, as arrays want it: nodes by number, points as lat, lon."""

    tail: int
    head: int
    points: tuple[tuple[float, float], ...]
    attributes: Attributes


def seconds_field(mode: Mode) -> str:
    """Name the edge attribute with a mode's seconds: seconds_walk, seconds_ebike, seconds_car."""
    return "seconds_" + mode.value.replace("-", "")


def to_networkx(streets: Streets) -> Graph:
    """Give the streets as a networkx graph, for exploring and for other programs.

    Returns
    -------
    networkx.MultiDiGraph
        Contract in docs/streets.md; :func:`check_graph` finds nothing in it. A street open both ways is two edges
        with keys 2i and 2i + 1, whose geometries are each other's reverse.
    """
    graph: Graph = nx.MultiDiGraph(crs=CRS, source=streets.source)
    positions = zip(streets.node_lon.tolist(), streets.node_lat.tolist(), strict=True)
    graph.add_nodes_from((node, {"x": lon, "y": lat}) for node, (lon, lat) in enumerate(positions))
    ends = (streets.tail.tolist(), streets.head.tolist())
    metres = streets.metres.tolist()
    seconds = {seconds_field(mode): streets.seconds[mode].tolist() for mode in Mode}
    lines = draw_lines(streets)
    for edge in range(len(metres)):
        for way in (0, 1):
            here = {field: values[way][edge] for field, values in seconds.items()}
            back = {field: values[1 - way][edge] for field, values in seconds.items()}
            if not any(map(math.isfinite, here.values())):
                continue
            graph.add_edge(
                ends[way][edge],
                ends[1 - way][edge],
                key=2 * edge + way,
                length=metres[edge],
                **here,
                **{"class": streets.classes[streets.class_code[edge]]},
                name=streets.names[streets.name_code[edge]],
                oneway=any(math.isfinite(here[field]) and not math.isfinite(back[field]) for field in here),
                geometry=lines[edge] if way == 0 else lines[edge].reverse(),
            )
    return graph


def draw_lines(streets: Streets) -> Any:
    """Make every edge's line in lon, lat, from tail to head: an array of shapely LineStrings."""
    rows = np.repeat(np.arange(len(streets.tail)), np.diff(streets.shape_start))
    return shapely.linestrings(streets.shape[:, ::-1], indices=rows)


def from_networkx(graph: Graph, *, source: str = "") -> Streets:
    """Take streets from a graph that keeps the contract.

    An edge and its reverse (same nodes, reversed geometry, same class, lengths within 1 %) become one street, so that
    a place beside it may be left in both directions. Edges closed to every mode are dropped.

    Raises
    ------
    InputError
        With everything :func:`check_graph` finds, or where no edge is open to any mode.
    """
    faults = check_graph(graph)
    if faults:
        raise InputError(faults)
    number = {node: row for row, node in enumerate(graph.nodes)}
    position = [(float(data["y"]), float(data["x"])) for _, data in graph.nodes(data=True)]
    pairs = list(_pair_arcs(_list_arcs(graph, number, position)))
    open_pairs = [pair for pair in pairs if any(math.isfinite(value) for row in _pair_seconds(pair) for value in row)]
    if not open_pairs:
        raise InputError(NO_OPEN_STREETS.at(values={"path": source or "the graph"}))
    first = [arc for arc, _ in open_pairs]
    used, ends = np.unique([[arc.tail for arc in first], [arc.head for arc in first]], return_inverse=True)
    tail, head = ends.reshape(2, -1).astype(np.int32)
    seconds = np.array([_pair_seconds(pair) for pair in open_pairs], dtype=np.float64)
    class_code, classes = code_texts(str(arc.attributes.get("class", "")) for arc in first)
    name_code, names = code_texts(str(arc.attributes.get("name", "")) for arc in first)
    corners = np.array(position)[used]
    return Streets(
        node_lat=corners[:, 0].copy(),
        node_lon=corners[:, 1].copy(),
        tail=tail,
        head=head,
        metres=round_metres(np.array([float(arc.attributes["length"]) for arc in first])),
        seconds={mode: round_seconds(seconds[:, rank].T) for rank, mode in enumerate(Mode)},
        class_code=class_code,
        classes=classes,
        name_code=name_code,
        names=names,
        shape_start=np.concatenate([[0], np.cumsum([len(arc.points) for arc in first])]).astype(np.int64),
        shape=np.array([point for arc in first for point in arc.points], dtype=np.float64),
        source=source or str(graph.graph.get("source", "")),
        closed_ways=len(pairs) - len(open_pairs),
    )


def check_graph(graph: Graph) -> list[Fault]:
    """Find everything in a graph that breaks the contract of docs/streets.md; an empty list means that it keeps it."""
    if not (graph.is_directed() and graph.is_multigraph()):
        return [NOT_DIRECTED.at(values={"kind": type(graph).__name__})]
    if not graph.number_of_edges():
        return [NO_EDGES.at()]
    faults = []
    crs = str(graph.graph.get("crs", ""))
    if crs.upper() != CRS:
        faults.append(WRONG_CRS.at(values={"crs": crs}))
    nodes = [(str(node), data) for node, data in graph.nodes(data=True)]
    for field, limit in (("x", 180.0), ("y", 90.0)):
        bad = [name for name, data in nodes if not _is_number(data.get(field), -limit, limit)]
        faults += _sum_up(BAD_NODES, field, bad)
    edges = [(f"{u}->{v}", data) for u, v, data in graph.edges(data=True)]
    for field, is_usable in _EDGE_RULES.items():
        bad = [name for name, data in edges if not is_usable(data.get(field))]
        faults += _sum_up(BAD_EDGES, field, bad)
    if not faults:
        bad = [f"{u}->{v}" for u, v, data in graph.edges(data=True) if not _joins(graph, u, v, data)]
        faults += _sum_up(BAD_EDGES, "geometry", bad)
    return faults


def _is_number(value: object, low: float, high: float) -> bool:
    is_numeric = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return is_numeric and low <= float(value) <= high  # type: ignore[arg-type]  # a number, by the line before


def _is_length(value: object) -> bool:
    return _is_number(value, 0.0, 1e7)


def _is_seconds(value: object) -> bool:
    return _is_number(value, 0.0, math.inf)


def _is_line(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, shapely.LineString) or value.is_empty:
        return False
    return bool(np.isfinite(shapely.get_coordinates(value)).all())


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


_EDGE_RULES: Mapping[str, Callable[[object], bool]] = {
    "length": _is_length,
    **{seconds_field(mode): _is_seconds for mode in Mode},
    "class": _is_text,
    "name": _is_text,
    "geometry": _is_line,
}


def _joins(graph: Graph, u: object, v: object, data: Attributes) -> bool:
    line = data.get("geometry")
    if line is None:
        return True
    ends = shapely.get_coordinates(line)[[0, -1]]
    nodes = np.array([[graph.nodes[node]["x"], graph.nodes[node]["y"]] for node in (u, v)], dtype=np.float64)
    return bool(np.abs(ends - nodes).max() <= END_TOLERANCE_DEGREES)


def _sum_up(kind: FaultKind, field: str, bad: list[str]) -> Iterator[Fault]:
    if bad:
        examples = ", ".join(bad[:EXAMPLES]) + (" ..." if len(bad) > EXAMPLES else "")
        yield kind.at(values={"count": len(bad), "field": field, "examples": examples})


def _list_arcs(graph: Graph, number: Mapping[Any, int], position: list[tuple[float, float]]) -> Iterator[_Arc]:
    for u, v, data in graph.edges(data=True):
        tail, head = number[u], number[v]
        line = data.get("geometry")
        if line is None:
            points: tuple[tuple[float, float], ...] = (position[tail], position[head])
        else:
            points = tuple((lat, lon) for lon, lat in shapely.get_coordinates(line).tolist())
        yield _Arc(tail=tail, head=head, points=points, attributes=data)


def _pair_arcs(arcs: Iterator[_Arc]) -> Iterator[tuple[_Arc, _Arc | None]]:
    """Join each arc with its reverse, if it has one."""
    groups: dict[object, tuple[list[_Arc], list[_Arc]]] = defaultdict(lambda: ([], []))
    for arc in arcs:
        bends = tuple((round(lat, 6), round(lon, 6)) for lat, lon in arc.points[1:-1])
        along = (arc.tail, arc.head, bends)
        against = (arc.head, arc.tail, bends[::-1])
        groups[min(along, against), arc.attributes.get("class")][0 if along <= against else 1].append(arc)
    for forward, backward in groups.values():
        waiting = sorted(backward, key=_length)
        for arc in sorted(forward, key=_length):
            twin = next((other for other in waiting if _length(other) >= _length(arc) * 0.99), None)
            if twin is not None and _length(twin) <= _length(arc) * 1.01:
                waiting.remove(twin)
                yield arc, twin
            else:
                yield arc, None
        yield from ((arc, None) for arc in waiting)


def _length(arc: _Arc) -> float:
    return float(arc.attributes["length"])


def _pair_seconds(pair: tuple[_Arc, _Arc | None]) -> list[list[float]]:
    """Seconds along and against, for each mode."""
    arc, twin = pair
    fields = [seconds_field(mode) for mode in Mode]
    return [
        [float(arc.attributes[field]), float(twin.attributes[field]) if twin is not None else math.inf]
        for field in fields
    ]
