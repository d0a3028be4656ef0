"""Are the coordinates of a day believable? Swapped, off the earth, out of China, far from all others."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maps.coordinates import System
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

_EARTH_RADIUS = 6_371_000
_SOUTH, _NORTH, _WEST, _EAST = 0.8, 55.9, 72.0, 137.9


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
    for place in places:
        distance = measure_distance(place.lat, place.lon, lat, lon)
        if not _on_earth(place.lat, place.lon):
            swapped = _on_earth(place.lon, place.lat)
            yield _say(LAT_LON_SWAPPED if swapped else NOT_ON_EARTH, place)
        elif system not in (None, "wgs84") and not _in_china(place.lat, place.lon):
            swapped = _in_china(place.lon, place.lat)
            yield _say(LAT_LON_SWAPPED, place) if swapped else _say(NOT_IN_CHINA, place, system=system)
        elif distance > FARTHEST:
            swapped = _on_earth(place.lon, place.lat)
            swapped = swapped and measure_distance(place.lon, place.lat, lat, lon) <= FARTHEST
            yield _say(LAT_LON_SWAPPED, place) if swapped else _say(FAR_AWAY, place, km=round(distance / 1000))


def measure_distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle metres between two places, by the haversine formula."""
    one, other = math.radians(lat), math.radians(other_lat)
    half_lat, half_lon = (other - one) / 2, math.radians(other_lon - lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(one) * math.cos(other) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS * math.asin(math.sqrt(min(max(chord, 0.0), 1.0)))


def _say(kind: FaultKind, place: Place, **values: object) -> Fault:
    values = {"lat": place.lat, "lon": place.lon, **values}
    return place.table.at(kind, row=place.row, column="lat", values=values)


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _in_china(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST
