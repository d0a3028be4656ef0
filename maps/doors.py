"""Between a door and the street before it: the same at both ends of every way that a matrix measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.places import PlacedStreets
from maps.profiles import read_profiles
from routing.problem import Location

Index = slice | NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Doors:
    """The doors of p places.

    Parameters
    ----------
    centimetres, milliseconds
        From the place to its street in a straight line, on foot, shape (p,).
    seconds
        Of passing the door itself, shape (p,).
    spot
        The same number for places with equal coordinates, shape (p,): only their doors lie between them.
    """

    centimetres: NDArray[np.float64]
    milliseconds: NDArray[np.float64]
    seconds: NDArray[np.int64]
    spot: NDArray[np.int64]


def find_doors(placed: PlacedStreets, locations: Sequence[Location]) -> Doors:
    """Find how far the doors are from the streets on which their places are put."""
    spots: dict[tuple[float, float], int] = {}
    return Doors(
        centimetres=np.rint(placed.access_metres * 100),
        milliseconds=np.rint(placed.access_metres * 3600 / read_profiles().access_kmh),
        seconds=np.array([location.door_seconds for location in locations], dtype=np.int64),
        spot=np.array(
            [spots.setdefault((location.lat, location.lon), len(spots)) for location in locations], dtype=np.int64
        ),
    )


def add_doors(
    doors: Doors,
    origins: Index,
    targets: Index,
    *,
    milliseconds: NDArray[np.float64],
    centimetres: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lengthen ways from street to street by the doors at both ends, in whole seconds and metres.

    Seconds are rounded up, once, over everything but the passing of the doors; metres to the nearest.

    Parameters
    ----------
    milliseconds, centimetres
        Shape (origins, targets); they are overwritten.
    """
    apart = doors.spot[origins, None] != doors.spot[None, targets]
    milliseconds += doors.milliseconds[origins, None] + doors.milliseconds[None, targets]
    centimetres += doors.centimetres[origins, None] + doors.centimetres[None, targets]
    seconds = np.ceil(milliseconds * apart / 1000) + doors.seconds[origins, None] + doors.seconds[None, targets]
    return seconds, np.floor(centimetres * apart / 100 + 0.5)
