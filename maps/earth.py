"""The earth as a ball, and the box of China: what every measure of places here starts from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of WGS-84 (IUGG 1980: a third of twice the equatorial and once the polar radius)."""
METRES_A_DEGREE = 111_320.0
"""Of the equator, to ten metres: for drawing and for made-up districts, where a thousandth is nothing."""

_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347


def measure_great_circle(
    lat: ArrayLike, lon: ArrayLike, other_lat: ArrayLike, other_lon: ArrayLike
) -> NDArray[np.float64]:
    """Metres along the great circle between places, by the haversine formula.

    Parameters
    ----------
    lat, lon, other_lat, other_lon
        Degrees: numbers or arrays that broadcast together, as the result does.
    """
    one, other = np.radians(lat), np.radians(other_lat)
    north = np.sin((one - other) / 2) ** 2
    east = np.sin((np.radians(lon) - np.radians(other_lon)) / 2) ** 2 * np.cos(one) * np.cos(other)
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(north + east, 1.0)))
    return metres


def lies_in_china(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each place whether it is in the box within which Chinese map services shift coordinates.

    The box is that of the public GCJ-02 formulas; it holds parts of the neighbours too.
    """
    y, x = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    inside: NDArray[np.bool_] = (y >= _SOUTH) & (y <= _NORTH) & (x >= _WEST) & (x <= _EAST)
    return inside
