"""Land that is not an estate: a park, schools, offices, a hospital."""

from __future__ import annotations

import math
from random import Random

from scenarios.district.estates import FOOT_WAY, LANE, WALL
from scenarios.district.layout import Parcel
from scenarios.district.sketch import Road, Sketch

SETBACK = 30
"""Metres from the middle of the road to the service lane and the houses of a school or an office block."""
CORNERS = 20
"""Of a pond and of the paths around it."""
LOOPS = (0.27, 0.41)
"""Sizes of the two paths around a park's pond, as shares of the park."""


def draw_park(rng: Random, sketch: Sketch, parcel: Parcel, *, name: str) -> None:
    """Draw a park: a pond, two paths around it, and a path to a gate on every side."""
    (u, v), (width, height) = parcel.middle, (parcel.width, parcel.height)
    sketch.area(_outline(parcel, WALL), {"leisure": "park", "name": name})
    sketch.area(_oval(u, v, width * 0.17, height * 0.13, rng.uniform(0, 3)), {"natural": "water", "water": "pond"})
    loops = [_oval(u, v, width * share, height * share, 0.0) for share in LOOPS]
    for loop in loops:
        sketch.line([*loop, loop[0]], FOOT_WAY)
    quarter = CORNERS // 4
    for k, road in enumerate((parcel.east, parcel.north, parcel.west, parcel.south)):
        inner, outer = (loop[k * quarter] for loop in loops)
        along = outer[1] if road.along == "v" else outer[0]
        road.joints.add(along)
        sketch.line([road.spot(along), outer, inner], FOOT_WAY)


def draw_school(rng: Random, sketch: Sketch, parcel: Parcel, *, name: str) -> None:
    """Draw a school: three houses, a sports ground, one gate."""
    (u, v), (width, height) = parcel.middle, (parcel.width, parcel.height)
    sketch.area(_outline(parcel, WALL), {"amenity": "school", "name": name})
    field = int(min(width, height) * 0.22)
    left = u - width // 5
    sketch.area(
        [
            (left - field, v - 2 * field // 3),
            (left + field // 2, v - 2 * field // 3),
            (left + field // 2, v + 2 * field // 3),
            (left - field, v + 2 * field // 3),
        ],
        {"leisure": "pitch"},
    )
    for k in (-1, 0, 1):
        sketch.rectangle((u + width // 4, v + k * height // 4), (width // 4, 18), {"building": "school"})
    road = parcel.south
    along = u + rng.randint(-20, 20)
    road.joints.add(along)
    sketch.line([road.spot(along), (along, road.at + height // 4)], LANE)


def draw_offices(rng: Random, sketch: Sketch, parcel: Parcel, *, name: str) -> tuple[float, float]:
    """Draw large houses around a service lane that is open to two roads; return (lat, lon) beside the lane."""
    sketch.area(_outline(parcel, WALL), {"landuse": "commercial", "name": name})
    (u, v), (width, height) = parcel.middle, (parcel.width, parcel.height)
    lane = Road(along="u", at=v, pieces=[(parcel.west.at, parcel.east.at, LANE)])
    sketch.add_road(lane)
    for side in (parcel.west, parcel.east):
        lane.join(side)
    deep = (height - 2 * SETBACK) // 2 - 14
    count = max(2, width // 110)
    step = (width - 2 * SETBACK) / count
    for k in range(count):
        at = int(parcel.west.at + SETBACK + step * (k + 0.5))
        for sign in (-1, 1):
            size = int(step * rng.uniform(0.55, 0.8)), int(deep * rng.uniform(0.5, 0.85))
            levels = str(rng.randint(4, 24))
            spot = (at, v + sign * (14 + deep // 2))
            sketch.rectangle(spot, size, {"building": "commercial", "building:levels": levels})
    return sketch.place((u, v + 12))


def _outline(parcel: Parcel, inset: int) -> list[tuple[int, int]]:
    west, east = parcel.west.at + inset, parcel.east.at - inset
    south, north = parcel.south.at + inset, parcel.north.at - inset
    return [(west, south), (east, south), (east, north), (west, north)]


def _oval(u: int, v: int, across: float, up: float, turn: float) -> list[tuple[int, int]]:
    """Corners of an oval, uneven where ``turn`` is not 0; the first lies due east of the middle."""
    angles = [2 * math.pi * k / CORNERS for k in range(CORNERS)]
    uneven = [1 + (0.2 * math.sin(3 * angle + turn) if turn else 0.0) for angle in angles]
    return [
        (round(u + across * size * math.cos(angle)), round(v + up * size * math.sin(angle)))
        for angle, size in zip(angles, uneven, strict=True)
    ]
