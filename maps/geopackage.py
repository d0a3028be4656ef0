"""Street networks as GeoPackage, the format of GIS programs: layers ``nodes`` and ``edges``."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from maps.frames import edges_frame, nodes_frame
from maps.graph import CRS, Graph, from_networkx, seconds_field
from maps.graph_import import adopt_graph
from maps.streets import Streets, say_broken
from maps.whole_files import write_beside
from routing.errors import FaultKind, InputError
from routing.problem import Mode

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

NO_LAYER = FaultKind(
    "S109", "{path} has no layer {layer!r}; it has {layers}", "write the network as layers nodes and edges"
)
NO_CRS = FaultKind("S110", "layer {layer!r} of {path} does not say its coordinate system", "set its CRS and save again")
NO_COLUMN = FaultKind("S111", "layer {layer!r} of {path} has no column {column!r}", "add the column (docs/streets.md)")

LAYERS = ("nodes", "edges")
_SQLITE = b"SQLite format 3\x00"
_NODE_COLUMNS = ("node", "osmid")


def read_geopackage(path: Path) -> Streets:
    """Read a street network from a GeoPackage; layers and columns in docs/streets.md.

    Raises
    ------
    InputError
        Where the file is no GeoPackage, a layer, its coordinate system or a column is missing, or the graph breaks
        the contract.
    """
    try:
        # GDAL guesses formats by content, and some of them fetch from other hosts.
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise InputError(say_broken(path, "GeoPackage", error="it is no SQLite file"))
        # What GDAL warns of, faults or nothing; a person could do nothing with its sentences.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames = _read_layers(path)
        graph = _as_graph(frames["nodes"], frames["edges"], path)
    except (RuntimeError, ValueError, OSError, shapely.errors.ShapelyError) as error:
        raise InputError(say_broken(path, "GeoPackage", error=error)) from error
    return from_networkx(adopt_graph(graph), source=path.name)


def write_geopackage(streets: Streets, path: Path) -> None:
    """Write streets as a GeoPackage, whole or not at all; a mode's seconds are empty where it may not go.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    nodes, edges = nodes_frame(streets), edges_frame(streets)
    fields = [seconds_field(mode) for mode in Mode]
    edges[fields] = edges[fields].replace(np.inf, np.nan)
    with write_beside(path) as part:
        nodes.reset_index().to_file(part, layer="nodes", driver="GPKG")
        edges.reset_index().to_file(part, layer="edges", driver="GPKG")


def _read_layers(path: Path) -> dict[str, GeoDataFrame]:
    layers = [str(name) for name in gpd.list_layers(path)["name"]]
    missing = [layer for layer in LAYERS if layer not in layers]
    if missing:
        found = ", ".join(layers) or "-"
        raise InputError(
            NO_LAYER.at(file=path.name, values={"path": path, "layer": layer, "layers": found}) for layer in missing
        )
    return {layer: gpd.read_file(path, layer=layer) for layer in LAYERS}


def _as_graph(nodes: GeoDataFrame, edges: GeoDataFrame, path: Path) -> Graph:
    faults = []
    for layer, frame in (("nodes", nodes), ("edges", edges)):
        if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
            faults.append(NO_CRS.at(file=path.name, values={"path": path, "layer": layer}))
    node_column = next((column for column in _NODE_COLUMNS if column in nodes.columns), None)
    if node_column is None:
        faults.append(NO_COLUMN.at(file=path.name, values={"path": path, "layer": "nodes", "column": "node"}))
    faults += [
        NO_COLUMN.at(file=path.name, values={"path": path, "layer": "edges", "column": column})
        for column in ("u", "v", "length")
        if column not in edges.columns
    ]
    if faults:
        raise InputError(faults)
    nodes, edges = nodes.to_crs(CRS), edges.to_crs(CRS)
    graph: Graph = nx.MultiDiGraph(crs=CRS)
    points = zip(nodes[node_column], nodes.geometry, strict=True)
    for node, point in points:
        is_point = point is not None and point.geom_type == "Point" and not point.is_empty
        graph.add_node(node, **({"x": point.x, "y": point.y} if is_point else {}))
    fields = [column for column in edges.columns if column not in ("u", "v", "key")]
    columns = [edges[field].tolist() for field in fields]
    for u, v, *values in zip(edges["u"].tolist(), edges["v"].tolist(), *columns, strict=True):
        data = {field: value for field, value in zip(fields, values, strict=True) if not _is_empty(value)}
        closed = {seconds_field(mode): np.inf for mode in Mode if seconds_field(mode) in fields}
        graph.add_edge(u, v, **(closed | data))
    return graph


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))
