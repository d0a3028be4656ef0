"""Turn Chinese map coordinates into WGS-84 and back.

高德 and 腾讯 give GCJ-02, 百度 gives BD-09; GPS, OpenStreetMap and 天地图 give WGS-84. Read in the wrong system, a
place lands 100 to 1,500 metres away.

The formulas are the public ones (Krasovsky 1940 ellipsoid; see the Wikipedia article "Restrictions on geographic
data in China" and Artoria2e5's PRCoords). The inverse is found by fixed-point iteration: each step shrinks the error
at least a thousandfold, so six steps end at the rounding of a float, below a micrometre.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maps.earth import lies_in_china

System: TypeAlias = Literal["wgs84", "gcj02", "bd09"]
Floats: TypeAlias = NDArray[np.float64]

SYSTEMS: tuple[System, ...] = ("wgs84", "gcj02", "bd09")

_SEMI_MAJOR = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU_WAVE = np.pi * 3000 / 180
_BAIDU_LAT, _BAIDU_LON = 0.006, 0.0065
_STEPS = 6


def to_wgs84(lat: ArrayLike, lon: ArrayLike, *, system: System) -> tuple[Floats, Floats]:
    """Bring coordinates of a map service onto the streets.

    Parameters
    ----------
    lat, lon
        Degrees in ``system``: numbers or arrays that broadcast together.

    Returns
    -------
    lat, lon
        WGS-84 degrees, as float arrays. Outside the box around China nothing changes: the map services shift
        nothing there. In the few hundred metres along the rim of the box a point is taken as shifted.

    Raises
    ------
    ValueError
        Where ``system`` is none of :data:`SYSTEMS`.
    """
    y, x = _as_arrays(lat, lon)
    if system == "wgs84":
        return y, x
    if system == "gcj02":
        return _undo_shift(y, x)
    if system == "bd09":
        back_y, back_x = _undo_shift(*_undo_baidu(y, x))
        shifted = lies_in_china(back_y, back_x)
        return np.where(shifted, back_y, y), np.where(shifted, back_x, x)
    raise ValueError(f"unknown coordinate system {system!r}")


def from_wgs84(lat: ArrayLike, lon: ArrayLike, *, system: System) -> tuple[Floats, Floats]:
    """Give WGS-84 coordinates as a map service wants them; the inverse of :func:`to_wgs84`.

    Raises
    ------
    ValueError
        Where ``system`` is none of :data:`SYSTEMS`.
    """
    y, x = _as_arrays(lat, lon)
    if system == "wgs84":
        return y, x
    if system not in SYSTEMS:
        raise ValueError(f"unknown coordinate system {system!r}")
    shift_y, shift_x = _shift(y, x)
    new_y, new_x = y + shift_y, x + shift_x
    if system == "bd09":
        new_y, new_x = _apply_baidu(new_y, new_x)
    shifted = lies_in_china(y, x)
    return np.where(shifted, new_y, y), np.where(shifted, new_x, x)


def _as_arrays(lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats]:
    y, x = np.broadcast_arrays(np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64))
    return y.copy(), x.copy()


def _shift(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Degrees from WGS-84 to GCJ-02, by the formula alone: no box."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    metres_north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    metres_north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    metres_north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    metres_east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    metres_east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    metres_east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    radians = np.radians(lat)
    flattening = 1 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    degree_north = np.radians(_SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) / flattening**1.5)
    degree_east = np.radians(_SEMI_MAJOR * np.cos(radians) / np.sqrt(flattening))
    return metres_north / degree_north, metres_east / degree_east


def _undo_shift(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    # The iteration runs without the box, else a point near its rim would jump in and out of it for ever.
    y, x = lat, lon
    for _ in range(_STEPS):
        shift_y, shift_x = _shift(y, x)
        y, x = lat - shift_y, lon - shift_x
    shifted = lies_in_china(y, x)
    return np.where(shifted, y, lat), np.where(shifted, x, lon)


def _apply_baidu(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BAIDU_WAVE)
    return radius * np.sin(angle) + _BAIDU_LAT, radius * np.cos(angle) + _BAIDU_LON


def _undo_baidu(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    y, x = lat - _BAIDU_LAT, lon - _BAIDU_LON
    for _ in range(_STEPS):
        new_y, new_x = _apply_baidu(y, x)
        y, x = y + lat - new_y, x + lon - new_x
    return y, x
