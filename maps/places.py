"""Put places on the streets: find each one's street and split it in, so that every place is a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.earth import EARTH_RADIUS_METRES
from maps.profiles import read_profiles
from maps.streets import Streets
from routing.errors import FaultKind, NoWayError
from routing.problem import Location, Mode

CLOSED_MODE = FaultKind(
    "S201", "{source} has no street for the mode {mode}", "use a street file with streets that are open to it"
)
OFF_NETWORK = FaultKind(
    "S202",
    "place {id!r} is {km} km from the nearest street open to the mode {mode}; {limit} km is the limit",
    "check its coordinates and their system, or use a street file that covers it",
)

JUNCTION_METRES = 1.0
"""A place this near to an end of its street stands on the junction, and may leave by every street there."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SnappedPlaces:
    """Where p places meet the streets of one mode.

    Parameters
    ----------
    edge
        The street edge of each place, shape (p,).
    fraction
        How far along it, 0 at its tail and 1 at its head.
    lat, lon
        That point of the street.
    access_metres
        In a straight line from the place to that point.
    """

    edge: NDArray[np.int32]
    fraction: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    access_metres: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedStreets:
    """The main part of one mode's network with places split in: k nodes, q pieces of edges between them.

    Parameters
    ----------
    place
        The node each place stands on, shape (p,); places may share one.
    tail, head
        Nodes of each piece, shape (q,).
    milliseconds
        Shape (2, q): along the piece, and against it; inf where the mode may not go. Whole numbers.
    centimetres
        Length of each piece. Whole numbers.
    edge, begin, end
        The street edge a piece is of, and the fractions of it where the piece begins and ends.
    access_metres
        From each place to its node, in a straight line.
    lat, lon
        Where the nodes are, shape (k,).
    """

    place: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    milliseconds: NDArray[np.float64]
    centimetres: NDArray[np.float64]
    edge: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    access_metres: NDArray[np.float64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    @property
    def nodes(self) -> int:
        """How many nodes there are, k."""
        return len(self.lat)


def snap_places(streets: Streets, locations: Sequence[Location], mode: Mode) -> SnappedPlaces:
    """Find for each place the nearest street that the mode may use and can leave again.

    Only edges of the mode's main part count (:class:`~maps.streets.MainPart`): from there is a way to everywhere.

    Raises
    ------
    NoWayError
        Naming every place that is farther from such a street than ``snap_limit_metres`` of ``profiles.toml``.
    """
    edges = np.flatnonzero(streets.main_parts[mode].edges)
    if not len(edges):
        raise NoWayError(CLOSED_MODE.at(values={"source": streets.source or "the network", "mode": mode}))
    lat = np.array([location.lat for location in locations], dtype=np.float64)
    lon = np.array([location.lon for location in locations], dtype=np.float64)
    lines = draw_edges(streets, edges)
    points = shapely.points(to_plane(streets, lat, lon))
    nearest = shapely.STRtree(lines).nearest(points).astype(np.int64)
    metres = shapely.distance(points, lines[nearest])
    limit = read_profiles().snap_limit_metres
    off = [
        OFF_NETWORK.at(values={"id": location.id, "km": _say_km(far), "mode": mode, "limit": _say_km(limit)})
        for location, far in zip(locations, metres.tolist(), strict=True)
        if far > limit
    ]
    if off:
        raise NoWayError(off)
    fraction = np.clip(shapely.line_locate_point(lines[nearest], points, normalized=True), 0.0, 1.0)
    feet = shapely.get_coordinates(shapely.line_interpolate_point(lines[nearest], fraction, normalized=True))
    foot_lat, foot_lon = from_plane(streets, feet)
    return SnappedPlaces(
        edge=edges[nearest].astype(np.int32),
        fraction=fraction,
        lat=foot_lat,
        lon=foot_lon,
        access_metres=metres,
    )


def _say_km(metres: float) -> str:
    return f"{metres / 1000:.0f}" if metres >= 10_000 else f"{round(metres / 1000, 3):g}"


def place_on_streets(streets: Streets, locations: Sequence[Location], mode: Mode) -> PlacedStreets:
    """Snap places to the streets of one mode and split them in.

    Several places on one edge cut it into a chain of pieces, each open in the directions in which the edge is.

    Raises
    ------
    NoWayError
        As :func:`snap_places`.
    """
    snapped = snap_places(streets, locations, mode)
    return split_in(streets, snapped, mode)


def split_in(streets: Streets, snapped: SnappedPlaces, mode: Mode) -> PlacedStreets:
    """Split the edges of the mode's main part at the places snapped to them."""
    part = streets.main_parts[mode]
    node_of = np.cumsum(part.nodes) - 1
    corners = int(np.count_nonzero(part.nodes))
    edges = np.flatnonzero(part.edges)
    tail, head = node_of[streets.tail], node_of[streets.head]

    length = streets.metres[snapped.edge]
    along = snapped.fraction * length
    at_tail = (along <= JUNCTION_METRES) & (along <= length / 2)
    at_head = ~at_tail & (length - along <= JUNCTION_METRES)
    inside = np.flatnonzero(~(at_tail | at_head))
    place = np.where(at_tail, tail[snapped.edge], head[snapped.edge]).astype(np.int64)

    # Cuts: places of one edge at the same centimetre share a node, numbered after the corners.
    centimetre = np.rint(along[inside] * 100)
    cuts, first, cut_of = np.unique(
        np.column_stack([snapped.edge[inside], centimetre]), axis=0, return_index=True, return_inverse=True
    )
    place[inside] = corners + cut_of.reshape(-1)
    cut_edge = cuts[:, 0].astype(np.int64)
    cut_at = cuts[:, 1] / (streets.metres[cut_edge] * 100)
    cut_node = corners + np.arange(len(cuts))

    # Every edge gives one piece, and one more for each cut: order the beginnings of all of them along their edges.
    edge = np.concatenate([edges, cut_edge])
    begin = np.concatenate([np.zeros(len(edges)), cut_at])
    from_node = np.concatenate([tail[edges], cut_node])
    order = np.lexsort((begin, edge))
    edge, begin, from_node = edge[order], begin[order], from_node[order]
    last = np.append(edge[1:] != edge[:-1], [True])
    end = np.where(last, 1.0, np.roll(begin, -1))
    to_node = np.where(last, head[edge], np.roll(from_node, -1))
    return PlacedStreets(
        place=place,
        tail=from_node,
        head=to_node,
        milliseconds=np.stack([_share(way[edge] * 1000, begin, end) for way in streets.seconds[mode]]),
        centimetres=_share(streets.metres[edge] * 100, begin, end),
        edge=edge,
        begin=begin,
        end=end,
        access_metres=snapped.access_metres,
        lat=np.concatenate([streets.node_lat[part.nodes], snapped.lat[inside[first]]]),
        lon=np.concatenate([streets.node_lon[part.nodes], snapped.lon[inside[first]]]),
    )


def _share(whole: NDArray[np.float64], begin: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """Whole units of a piece, so that the pieces of an edge add up to it; at least one."""
    finite = np.isfinite(whole)
    total = np.where(finite, whole, 0.0)
    units = np.maximum(np.rint(end * total) - np.rint(begin * total), 1.0)
    return np.where(finite, units, np.inf)


def draw_edges(streets: Streets, edges: NDArray[np.int64]) -> NDArray[np.object_]:
    """Make the edges' lines on the plane of :func:`to_plane`."""
    sizes = np.diff(streets.shape_start)[edges]
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rows = np.arange(sizes.sum()) - np.repeat(first - streets.shape_start[edges], sizes)
    points = to_plane(streets, streets.shape[rows, 0], streets.shape[rows, 1])
    return np.asarray(shapely.linestrings(points, indices=np.repeat(np.arange(len(edges)), sizes)), dtype=np.object_)


def to_plane(streets: Streets, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw points on a plane in metres, true to scale at the middle latitude of the streets: shape (k, 2), x and y."""
    metres_per_radian = EARTH_RADIUS_METRES * np.array([np.cos(_middle(streets)), 1.0])
    return np.radians(np.column_stack([lon, lat])) * metres_per_radian


def from_plane(streets: Streets, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the lat and lon of points of :func:`to_plane`."""
    metres_per_radian = EARTH_RADIUS_METRES * np.array([np.cos(_middle(streets)), 1.0])
    lon, lat = np.degrees(points / metres_per_radian).T
    return lat, lon


def _middle(streets: Streets) -> float:
    return float(np.radians((streets.node_lat.min() + streets.node_lat.max()) / 2))
