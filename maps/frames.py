"""The street graph as geopandas tables, for analysis and GIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from maps.graph import CRS, draw_lines, seconds_field
from maps.streets import Streets
from routing.problem import Mode

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def nodes_frame(streets: Streets) -> GeoDataFrame:
    """Give the nodes of the street graph as a table: index ``node``; x (lon), y (lat), geometry Point."""
    points = gpd.points_from_xy(streets.node_lon, streets.node_lat)
    frame = gpd.GeoDataFrame({"x": streets.node_lon, "y": streets.node_lat}, geometry=points, crs=CRS)
    return frame.rename_axis("node")


def edges_frame(streets: Streets) -> GeoDataFrame:
    """Give the edges of the street graph as a table, row for row what :func:`maps.graph.to_networkx` gives.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``u``, ``v``, ``key``; length (m), seconds_walk, seconds_ebike, seconds_car (inf: closed), class, name,
        oneway, geometry LineString in EPSG:4326.
    """
    seconds = np.stack([streets.seconds[mode] for mode in Mode])
    is_open = np.isfinite(seconds)
    way, edge = np.nonzero(is_open.any(axis=0))
    lines = draw_lines(streets)
    back = way == 1
    frame = gpd.GeoDataFrame(
        {
            "u": np.where(back, streets.head[edge], streets.tail[edge]),
            "v": np.where(back, streets.tail[edge], streets.head[edge]),
            "key": 2 * edge + way,
            "length": streets.metres[edge],
            **{seconds_field(mode): seconds[rank, way, edge] for rank, mode in enumerate(Mode)},
            "class": np.array(streets.classes, dtype=object)[streets.class_code[edge]],
            "name": np.array(streets.names, dtype=object)[streets.name_code[edge]],
            "oneway": (is_open[:, way, edge] & ~is_open[:, 1 - way, edge]).any(axis=0),
        },
        geometry=np.where(back, shapely.reverse(lines[edge]), lines[edge]),
        crs=CRS,
    )
    return frame.set_index(["u", "v", "key"])
