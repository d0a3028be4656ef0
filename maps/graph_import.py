"""Bring graphs of other programs (OSMnx) to the contract of :mod:`maps.graph`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from maps.graph import CRS, Graph, seconds_field
from maps.profiles import find_speeds, read_profiles
from routing.problem import Mode

_NUMBERS = ("length", *(seconds_field(mode) for mode in Mode))
_LIST_SIGNS = str.maketrans("", "", "[]'\"")


def adopt_graph(graph: Graph) -> Graph:
    """Make a graph keep the contract as far as its data allow; what is still missing, ``check_graph`` tells.

    Numbers and geometries (WKT) that came as text are read. Where an edge has no seconds but OSMnx's ``highway``,
    its tags (``maxspeed``, ``access``, ``oneway`` ...) give class and seconds by ``profiles.toml``; a one-way street
    without a reverse edge gets one for those who may walk it back.
    """
    adopted: Graph = type(graph)(**graph.graph)
    if str(adopted.graph.get("crs", "")).upper() == CRS:
        adopted.graph["crs"] = CRS
    for node, data in graph.nodes(data=True):
        adopted.add_node(node, **{field: _as_number(value) for field, value in data.items() if field in ("x", "y")})
    for u, v, data in graph.edges(data=True):
        for tail, head, attributes in _adopt_edge(graph, u, v, data):
            adopted.add_edge(tail, head, **attributes)
    return adopted


def _adopt_edge(graph: Graph, u: Any, v: Any, data: Mapping[str, Any]) -> Iterator[tuple[Any, Any, Mapping[str, Any]]]:
    read = {field: _as_number(data[field]) for field in _NUMBERS if field in data}
    read |= {field: str(data[field]) for field in ("class", "name") if data.get(field) is not None}
    if data.get("geometry") is not None:
        read["geometry"] = _as_line(data["geometry"])
    if "highway" not in data or any(seconds_field(mode) in data for mode in Mode):
        yield u, v, read
        return
    tags = {field: _first_text(value) for field, value in data.items() if value is not None}
    tags["maxspeed"] = str(data.get("maxspeed") or "").translate(_LIST_SIGNS).replace(",", ";")
    oneway = tags.get("oneway", "").lower() in ("true", "yes", "1") if "oneway" in tags else not graph.has_edge(v, u)
    tags["oneway"] = "yes" if oneway else "no"
    speeds = {mode: find_speeds(tags, read_profiles().by_mode[mode]) for mode in Mode}
    read |= {"class": tags["highway"], "name": _first_text(data.get("name") or "")}
    yield u, v, read | _seconds_at({mode: kmh[0] for mode, kmh in speeds.items()}, read.get("length"))
    if oneway and any(kmh[1] for kmh in speeds.values()):
        line = read.get("geometry")
        back = {"geometry": line.reverse()} if isinstance(line, shapely.LineString) else {}
        yield v, u, read | back | _seconds_at({mode: kmh[1] for mode, kmh in speeds.items()}, read.get("length"))


def _seconds_at(kmh: Mapping[Mode, float], length: object) -> dict[str, float]:
    if not isinstance(length, float):
        return {}
    return {seconds_field(mode): length * 3.6 / speed if speed else math.inf for mode, speed in kmh.items()}


def _as_number(value: object) -> object:
    """Read a number that came as text; what is none stays, for ``check_graph`` to tell."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        return float(value)
    except (ValueError, OverflowError):
        return value


def _as_line(value: object) -> object:
    line = value
    if isinstance(value, str):
        try:
            with np.errstate(invalid="ignore"):
                line = shapely.from_wkt(value)
        except shapely.errors.GEOSException:
            return value
    if isinstance(line, shapely.MultiLineString):
        line = shapely.line_merge(line)
    return line


def _first_text(value: object) -> str:
    """Take one value of an OSMnx list such as "['residential', 'service']", or the text itself."""
    text = str(value)
    if not text.startswith("["):
        return text
    return text.translate(_LIST_SIGNS).split(",")[0].strip()
