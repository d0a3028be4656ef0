"""A district written as an OpenStreetMap file, which everything reads as it reads a real one."""

from __future__ import annotations

from pathlib import Path

import osmium

from scenarios.district.sketch import Sketch

WRITER = "doorstep"


def write_osm(sketch: Sketch, path: Path) -> None:
    """Write all nodes and ways; the format follows the ending (.osm.pbf, .osm).

    The same sketch gives the same bytes: nothing in the file tells when it was written.
    """
    header = osmium.io.Header()
    header.set("generator", WRITER)
    kind = "pbf,add_metadata=none" if path.name.endswith(".pbf") else "xml,add_metadata=none"
    with osmium.SimpleWriter(osmium.io.File(str(path), kind), header=header) as writer:
        for number, (lat, lon) in enumerate(sketch.places, start=1):
            tags = dict(sketch.node_tags.get(number, {}))
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), tags=tags))
        for number, way in enumerate(sketch.ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=list(way.nodes), tags=dict(way.tags)))
