"""The area served from a place, as a polygon for maps."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from maps.places import draw_edges, from_plane
from maps.reach import ReachedStreets, reach_streets
from maps.streets import Streets
from routing.problem import Location, Mode

STREET_METRES = 35.0
"""Houses this far from a reached street count as served."""
NOTCH_METRES = 10.0
"""Taken off again all around, which rounds off spikes along dead ends."""
DETAIL_METRES = 5.0


def service_area(
    streets: Streets, location: Location, mode: Mode, *, seconds: float
) -> shapely.Polygon | shapely.MultiPolygon:
    """Draw the area within some time of a place, along the streets.

    To count who is served use a travel matrix, which is exact; the polygon is for the eye.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        In lon, lat (WGS-84). Empty where the time does not even reach the street.

    Raises
    ------
    NoWayError
        Where the place is off the network.
    """
    return draw_reached(streets, reach_streets(streets, location, mode, seconds=seconds))


def draw_reached(
    streets: Streets, reached: ReachedStreets, *, detail: float = DETAIL_METRES, closing: float = 0.0
) -> shapely.Polygon | shapely.MultiPolygon:
    """Draw the area along stretches of street, in lon, lat (WGS-84): buffered, joined, thinned and simplified.

    ``detail`` is how many metres the simplified outline may lie off; gaps between streets up to twice ``closing``
    metres wide are closed beforehand.
    """
    if not len(reached.edge):
        return shapely.Polygon()
    lines = draw_edges(streets, reached.edge)
    for row in np.flatnonzero((reached.begin > 0) | (reached.end < 1)).tolist():
        lines[row] = substring(lines[row], reached.begin[row], reached.end[row], normalized=True)
    served = shapely.union_all(shapely.buffer(lines, STREET_METRES + closing, quad_segs=4))
    outline = shapely.simplify(shapely.buffer(served, -NOTCH_METRES - closing, quad_segs=4), detail)

    def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lat, lon = from_plane(streets, points)
        return np.column_stack([lon, lat])

    area = shapely.transform(outline, to_degrees)
    assert isinstance(area, shapely.Polygon | shapely.MultiPolygon)
    return area
