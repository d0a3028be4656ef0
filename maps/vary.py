"""Streets as they would be: closed around a point or across a line, faster or slower by one mode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.places import draw_edges, snap_places, to_plane
from maps.streets import Streets, round_seconds
from routing.problem import Location, Mode

Point = tuple[float, float]
"""Lat and lon in WGS-84 degrees."""


def find_edges_near(streets: Streets, point: Point, *, metres: float) -> NDArray[np.bool_]:
    """Mark the edges of which any part lies within so many metres of a point, in a straight line: shape (m,)."""
    centre = shapely.Point(_on_plane(streets, [point])[0])
    near: NDArray[np.bool_] = shapely.distance(_draw_all(streets), centre) <= metres
    return near


def find_edges_across(streets: Streets, start: Point, end: Point) -> NDArray[np.bool_]:
    """Mark the edges that a straight line between two points crosses or touches: shape (m,).

    A line over a river crosses its bridges; one over an underpass crosses what runs above it too.
    """
    line = shapely.LineString(_on_plane(streets, [start, end]))
    crossed: NDArray[np.bool_] = shapely.intersects(_draw_all(streets), line)
    return crossed


def close_edges(streets: Streets, edges: NDArray[np.bool_], *, modes: Iterable[Mode] = Mode) -> Streets:
    """Close the marked edges to some modes, in both directions; all else stays, so edges keep their numbers."""
    seconds = dict(streets.seconds)
    for mode in modes:
        seconds[mode] = np.where(edges, np.inf, seconds[mode])
    return replace(streets, seconds=seconds)


def scale_speed(streets: Streets, mode: Mode, *, factor: float) -> Streets:
    """Make one mode so many times as fast on every street it may use.

    Every edge takes its seconds divided by ``factor``, rounded to whole milliseconds as when streets are read. What
    caps a speed (the tag "maxspeed", a bicycle that is pushed) is scaled with it.
    """
    if factor == 1:
        return streets
    return replace(streets, seconds={**streets.seconds, mode: round_seconds(streets.seconds[mode] / factor)})


def find_cut_off(before: Streets, after: Streets, locations: Sequence[Location], mode: Mode) -> list[Location]:
    """Find places that lose every way: their street stays open, but leads nowhere any more.

    :func:`maps.places.snap_places` would put such a place on the nearest street that still leads everywhere, be it on
    the other bank. A place on a street that is itself closed is no such place: its people walk to the next one.

    Parameters
    ----------
    before, after
        The same streets, the second with edges closed by :func:`close_edges`.
    """
    edges = snap_places(before, locations, mode).edge
    forward, backward = np.isfinite(after.seconds[mode])
    lost = (forward | backward)[edges] & ~after.main_parts[mode].edges[edges]
    return [locations[row] for row in np.flatnonzero(lost).tolist()]


def _draw_all(streets: Streets) -> NDArray[np.object_]:
    return draw_edges(streets, np.arange(len(streets.tail), dtype=np.int64))


def _on_plane(streets: Streets, points: Sequence[Point]) -> NDArray[np.float64]:
    lat, lon = np.array(points, dtype=np.float64).T
    return to_plane(streets, lat, lon)
