"""A district written as an OpenStreetMap file, which everything reads as it reads a real one."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

import osmium

from scenarios.district.sketch import Sketch

WRITER = "doorstep"


def write_osm(sketch: Sketch, path: Path) -> None:
    """Write all nodes and ways; the format follows the ending (.osm.pbf, .osm).

    The same sketch gives the same bytes: nothing in the file tells when it was written.

    Raises
    ------
    OSError
        Where the disk refuses, naming ``path``; what is there then is not whole.
    """
    header = osmium.io.Header()
    header.set("generator", WRITER)
    kind = "pbf,add_metadata=none" if path.name.endswith(".pbf") else "xml,add_metadata=none"
    try:
        writer = osmium.SimpleWriter(osmium.io.File(str(path), kind), header=header)
    except RuntimeError as error:
        raise _as_os_error(error, path) from error
    try:
        for number, (lat, lon) in enumerate(sketch.places, start=1):
            tags = dict(sketch.node_tags.get(number, {}))
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), tags=tags))
        for number, way in enumerate(sketch.ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=list(way.nodes), tags=dict(way.tags)))
        writer.close()
    except RuntimeError as error:
        # A writer that has failed throws once more when it is destroyed, which ends the process: it is kept for good.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
        raise _as_os_error(error, path) from error


def _as_os_error(error: RuntimeError, path: Path) -> OSError:
    """Give a failure of osmium the number that it tells in words alone."""
    number = next((one for one in errno.errorcode if os.strerror(one) in str(error)), errno.EIO)
    return OSError(number, os.strerror(number), str(path))
