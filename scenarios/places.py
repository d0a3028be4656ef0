"""Are the coordinates of a day believable? Swapped, off the earth, out of China, far from all others."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from maps.coordinates import System
from maps.earth import lies_in_china, measure_great_circle
from routing.errors import Fault, FaultKind
from scenarios.tables import Table

LAT_LON_SWAPPED = FaultKind(
    "D167", "latitude {lat} and longitude {lon} look swapped", "swap the two cells, or the names of the two columns"
)
NOT_ON_EARTH = FaultKind(
    "D168", "latitude {lat} and longitude {lon} are no place", "give degrees such as 39.99 and 116.47"
)
FAR_AWAY = FaultKind("D169", "the place is {km} km from the middle of the others", "correct its latitude and longitude")
NOT_IN_CHINA = FaultKind(
    "D170",
    "the coordinates are declared {system}, but the place is outside China",
    "declare wgs84, or correct the place",
)

FARTHEST = 100_000
"""Metres a place may be from the median of all places."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Coordinates as they were written, and the row they stand in."""

    table: Table
    row: int
    lat: float
    lon: float


def check_places(places: Iterable[Place], system: System | None) -> Iterator[Fault]:
    """Find places that cannot be meant.

    A place is held against the median of all, which half of them would have to be wrong to move.
    """
    places = list(places)
    sane = [place for place in places if _on_earth(place.lat, place.lon)]
    lat, lon = statistics.median([p.lat for p in sane] or [0]), statistics.median([p.lon for p in sane] or [0])
    lats, lons = np.array([p.lat for p in places], dtype=float), np.array([p.lon for p in places], dtype=float)
    too_far = (measure_great_circle(lats, lons, lat, lon) > FARTHEST).tolist()
    in_china = lies_in_china(lats, lons).tolist()
    for place, far, chinese in zip(places, too_far, in_china, strict=True):
        if not _on_earth(place.lat, place.lon):
            swapped = _on_earth(place.lon, place.lat)
            yield _say(LAT_LON_SWAPPED if swapped else NOT_ON_EARTH, place)
        elif system not in (None, "wgs84") and not chinese:
            swapped = bool(lies_in_china(place.lon, place.lat))
            yield _say(LAT_LON_SWAPPED, place) if swapped else _say(NOT_IN_CHINA, place, system=system)
        elif far:
            swapped = _on_earth(place.lon, place.lat)
            swapped = swapped and float(measure_great_circle(place.lon, place.lat, lat, lon)) <= FARTHEST
            km = round(float(measure_great_circle(place.lat, place.lon, lat, lon)) / 1000)
            yield _say(LAT_LON_SWAPPED, place) if swapped else _say(FAR_AWAY, place, km=km)


def _say(kind: FaultKind, place: Place, **values: object) -> Fault:
    values = {"lat": f"{place.lat:.10g}", "lon": f"{place.lon:.10g}", **values}
    return place.table.at(kind, row=place.row, column="lat", values=values)


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180
