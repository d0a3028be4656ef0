"""Street networks as GraphML: written by Doorstep, or by OSMnx."""

from __future__ import annotations

import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.parsers import expat

import networkx as nx
import shapely

from maps.doctype import refuse_doctype
from maps.graph import Graph, from_networkx, to_networkx
from maps.graph_import import adopt_graph
from maps.streets import Streets, say_broken
from maps.whole_files import write_beside
from routing.errors import FaultKind, InputError

TOO_LARGE = FaultKind(
    "S108", "{path} has {size} MB; GraphML is read up to {limit} MB", "use .osm.pbf or .gpkg for a network of this size"
)

LARGEST_MEGABYTES = 200


def read_graphml(path: Path) -> Streets:
    """Read a street network from GraphML; columns in docs/streets.md.

    Raises
    ------
    InputError
        Where the file is too large, declares entities, is not GraphML, or its graph breaks the contract.
    """
    size = path.stat().st_size / 1e6
    if size > LARGEST_MEGABYTES:
        values = {"path": path, "size": round(size), "limit": LARGEST_MEGABYTES}
        raise InputError(TOO_LARGE.at(file=path.name, values=values))
    try:
        refuse_doctype(path)
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of attributes without a type: what matters is looked at below
            graph: Graph = nx.read_graphml(file, force_multigraph=True)  # type: ignore[assignment]  # check_graph looks
    except (
        ET.ParseError,
        expat.ExpatError,
        nx.NetworkXError,
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        StopIteration,
        RecursionError,
    ) as error:
        raise InputError(say_broken(path, "GraphML", error=error)) from error
    return from_networkx(adopt_graph(graph), source=path.name)


def write_graphml(streets: Streets, path: Path) -> None:
    """Write streets as GraphML, geometries as WKT, whole or not at all.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    graph = to_networkx(streets)
    for _, _, data in graph.edges(data=True):
        data["geometry"] = shapely.to_wkt(data["geometry"], rounding_precision=7)
    with write_beside(path) as part:
        nx.write_graphml_xml(graph, part)
