"""The streets of a district as arrays, for every travel mode at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maps.earth import EARTH_RADIUS_METRES
from routing.errors import Fault, FaultKind, InputError
from routing.problem import Mode

NO_FILE = FaultKind("S101", "there is no street file {path}", "give the path of an .osm, .osm.pbf, .graphml or .gpkg")
IS_FOLDER = FaultKind("S112", "{path} is a folder, not a street file", "give the path of the file in it")
UNKNOWN_FORMAT = FaultKind(
    "S102", "{path} is none of the street formats ({formats})", "export the streets in one of these formats"
)
BROKEN_FILE = FaultKind(
    "S103", "the file cannot be read as {format}: {reason}", "download or export it again; it may be cut short"
)
NO_STREETS = FaultKind("S104", "{path} holds no streets", "export the area with its streets (OpenStreetMap: highway=*)")
NO_OPEN_STREETS = FaultKind(
    "S105", "{path} holds streets, but none that is open to walkers, e-bikes or cars", "export a larger area"
)
NO_POSITIONS = FaultKind(
    "S106",
    "{path} holds streets, but not where their nodes are",
    "export the nodes with them (Overpass: out body; >; out skel;)",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class MainPart:
    """The largest part of one mode's network within which there is a way from everywhere to everywhere.

    Parameters
    ----------
    nodes, edges
        Which nodes and edges of the streets belong to it, as masks.
    parts
        How many strongly connected parts the mode's whole network has.
    """

    nodes: NDArray[np.bool_]
    edges: NDArray[np.bool_]
    parts: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Streets:
    """A street network: n nodes where streets meet or end, m edges between them.

    Parameters
    ----------
    node_lat, node_lon
        WGS-84 degrees, shape (n,).
    tail, head
        Nodes where each edge begins and ends, shape (m,). Two edges may join the same nodes, or a node to itself.
    metres
        Length of each edge, in whole centimetres, at least one.
    seconds
        For each mode, shape (2, m): along the edge, and against it. Whole milliseconds, at least one; inf where the
        mode may not go.
    class_code, classes
        Highway class of each edge, as an index into ``classes``.
    name_code, names
        Name of each edge, as an index into ``names``; "" where it has none.
    shape_start, shape
        Edge i is drawn through ``shape[shape_start[i]:shape_start[i + 1]]``, rows of lat, lon, from tail to head.
    source
        Name of the file.
    closed_ways
        Streets of the file that no mode may use; they are in none of the arrays.
    """

    node_lat: NDArray[np.float64]
    node_lon: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    metres: NDArray[np.float64]
    seconds: Mapping[Mode, NDArray[np.float64]]
    class_code: NDArray[np.int32]
    classes: tuple[str, ...]
    name_code: NDArray[np.int32]
    names: tuple[str, ...]
    shape_start: NDArray[np.int64]
    shape: NDArray[np.float64]
    source: str = ""
    closed_ways: int = 0

    @cached_property
    def digest(self) -> str:
        """Hash of all that travel times and paths depend on: the same streets, the same digest."""
        content = hashlib.sha256()
        parts: list[NDArray[Any]] = [self.node_lat, self.node_lon, self.tail, self.head, self.metres]
        parts += [self.shape_start, self.shape, *(self.seconds[mode] for mode in Mode)]
        for array in parts:
            content.update(f"{array.dtype.str}{array.shape}".encode())
            content.update(np.ascontiguousarray(array).tobytes())
        return content.hexdigest()

    @cached_property
    def main_parts(self) -> Mapping[Mode, MainPart]:
        """For each mode the largest strongly connected part of its network."""
        return {mode: _find_main_part(self, mode) for mode in Mode}

    def edge_shape(self, edge: int) -> NDArray[np.float64]:
        """Points of one edge, from tail to head: shape (k, 2), lat and lon."""
        return self.shape[self.shape_start[edge] : self.shape_start[edge + 1]]


def read_streets(path: Path) -> Streets:
    """Read a street network for all modes from a file a map service or a GIS exports.

    Parameters
    ----------
    path
        .osm, .osm.gz, .osm.bz2 or .osm.pbf (OpenStreetMap), .graphml or .gpkg (docs/streets.md).

    Raises
    ------
    InputError
        Where there is no such file, it is broken or of another format, or it holds no usable streets.
    """
    name = path.name.lower()
    if path.is_dir():
        raise InputError(IS_FOLDER.at(file=path.name, values={"path": path}))
    if not path.is_file():
        raise InputError(NO_FILE.at(file=path.name, values={"path": path}))
    reader = next((reader for suffix, reader in _READERS.items() if name.endswith(suffix)), None)
    if reader is None:
        values = {"path": path, "formats": ", ".join(_READERS)}
        raise InputError(UNKNOWN_FORMAT.at(file=path.name, values=values))
    return reader(path)


def say_broken(path: Path, format_name: str, *, error: Exception | str) -> Fault:
    """Say that a file is broken, in the first line of what a library says of it."""
    reason = (str(error) or type(error).__name__).splitlines()[0]
    for name in (f"'{path}'", str(path)):
        reason = reason.replace(name, "the file")
    return BROKEN_FILE.at(file=path.name, values={"format": format_name, "reason": reason})


def round_metres(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to whole centimetres, at least one, so that sums along a path are the same on every machine."""
    rounded: NDArray[np.float64] = np.maximum(np.rint(metres * 100), 1) / 100
    return rounded


def round_seconds(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to whole milliseconds, at least one; inf stays."""
    rounded: NDArray[np.float64] = np.maximum(np.rint(seconds * 1000), 1) / 1000
    return rounded


def measure_segments(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres from each point to the next: shape (k,) in, (k - 1,) out.

    On a plane at the latitude between the two points: a millionth off the great circle over a street's length.
    """
    y, x = np.radians(lat), np.radians(lon)
    east = np.diff(x) * np.cos((y[1:] + y[:-1]) / 2)
    lengths: NDArray[np.float64] = EARTH_RADIUS_METRES * np.hypot(east, np.diff(y))
    return lengths


def travel_seconds(metres: NDArray[np.float64], kmh: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds over each edge; inf where the speed is 0."""
    with np.errstate(divide="ignore"):
        return round_seconds(metres * 3.6 / kmh)


def code_texts(texts: Iterable[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Give different texts numbers in the order they appear; returns the number of each, and the texts by number."""
    codes: dict[str, int] = {}
    numbers = [codes.setdefault(text, len(codes)) for text in texts]
    return np.array(numbers, dtype=np.int32), tuple(codes)


def _find_main_part(streets: Streets, mode: Mode) -> MainPart:
    n = len(streets.node_lat)
    forward, backward = np.isfinite(streets.seconds[mode])
    used = np.zeros(n, dtype=np.bool_)
    for ends in (streets.tail, streets.head):
        used[ends[forward | backward]] = True
    if not used.any():
        return MainPart(nodes=used, edges=np.zeros(len(streets.tail), dtype=np.bool_), parts=0)
    origins = np.concatenate([streets.tail[forward], streets.head[backward]])
    targets = np.concatenate([streets.head[forward], streets.tail[backward]])
    arcs = coo_array((np.ones(len(origins), dtype=np.int8), (origins, targets)), shape=(n, n))
    _, labels = connected_components(arcs.tocsr(), directed=True, connection="strong")
    sizes = np.bincount(labels[used])
    nodes = used & (labels == sizes.argmax())
    edges = (forward | backward) & nodes[streets.tail] & nodes[streets.head]
    return MainPart(nodes=nodes, edges=edges, parts=int(np.count_nonzero(sizes)))


def _read_osm(path: Path) -> Streets:
    from maps.osm import read_osm  # noqa: PLC0415  maps.osm needs this module

    return read_osm(path)


def _read_graphml(path: Path) -> Streets:
    from maps.graphml import read_graphml  # noqa: PLC0415  networkx is slow to import

    return read_graphml(path)


def _read_geopackage(path: Path) -> Streets:
    from maps.geopackage import read_geopackage  # noqa: PLC0415  geopandas is slow to import

    return read_geopackage(path)


_READERS = {
    ".osm": _read_osm,
    ".osm.gz": _read_osm,
    ".osm.bz2": _read_osm,
    ".osm.pbf": _read_osm,
    ".pbf": _read_osm,
    ".graphml": _read_graphml,
    ".gpkg": _read_geopackage,
}
