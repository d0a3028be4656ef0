"""The two barriers of a district, the river and the expressway, and the few ways across them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

from scenarios.district.names import PlaceNames
from scenarios.district.sketch import Road, Sketch, Tags

RIVER_ROW = 110
"""Metres between the two bank roads."""
RIVER_WIDTH = 52
EXPRESSWAY_COLUMN = 92
"""Metres between the two side roads of the expressway."""
CARRIAGEWAY = 15
"""Metres from the middle of the expressway to each carriageway."""
RAMP_LENGTH = 140
RAMP_CLEARANCE = 60
"""Metres between a ramp and the crossing before or behind it."""
BEYOND = 170
"""Metres that river and expressway go on past the last road."""
FOOTBRIDGE_EVERY = 4
"""One stretch of river or expressway in so many has a footbridge."""

EXPRESSWAY: Tags = {"highway": "motorway", "oneway": "yes", "maxspeed": "80", "lanes": "3"}
RAMP: Tags = {"highway": "motorway_link", "oneway": "yes", "maxspeed": "40"}
FOOTBRIDGE: Tags = {"highway": "footway", "bicycle": "yes", "bridge": "yes", "layer": "2"}


def draw_river(
    rng: Random, sketch: Sketch, names: PlaceNames, *, banks: tuple[Road, Road], columns: Sequence[Road]
) -> None:
    """Draw the water between two bank roads, its green banks and its footbridges."""
    south, north = banks
    middle = (south.at + north.at) // 2
    west, east = columns[0].at - BEYOND, columns[-1].at + BEYOND
    low, high = middle - RIVER_WIDTH // 2, middle + RIVER_WIDTH // 2
    sketch.area(
        [(west, low), (east, low), (east, high), (west, high)],
        {"natural": "water", "water": "river", "name": names.river},
    )
    sketch.line([(west, middle), (east, middle)], {"waterway": "river", "name": names.river})
    first, last = columns[0].at, columns[-1].at
    for near, far in ((south.at + 9, low - 3), (high + 3, north.at - 9)):
        sketch.area([(first, near), (last, near), (last, far), (first, far)], {"landuse": "grass"})
    stretches = [gap for gap in itertools.pairwise(column.at for column in columns) if gap[1] - gap[0] > RIVER_ROW]
    for left, right in rng.sample(stretches, max(1, len(stretches) // FOOTBRIDGE_EVERY)):
        _bridge_on_foot(sketch, south, north, int(left + (right - left) * rng.uniform(0.4, 0.6)))


def draw_expressway(
    rng: Random, sketch: Sketch, names: PlaceNames, *, sides: tuple[Road, Road], rows: Sequence[Road], river: int
) -> None:
    """Draw two carriageways between their side roads, with ramps down to them and footbridges across.

    Traffic keeps to the right: the western side goes south, the eastern side north.
    """
    west, east = sides
    middle = (west.at + east.at) // 2
    tags = {**EXPRESSWAY, "name": names.expressway}
    low, high = rows[0].at - BEYOND, rows[-1].at + BEYOND
    water = rows[river].at, rows[river + 1].at
    pieces: list[tuple[int, int, Tags]] = [
        (low, water[0], tags),
        (*water, {**tags, "bridge": "yes", "layer": "1"}),
        (water[1], high, tags),
    ]
    south_bound = sketch.add_road(Road(along="v", at=middle - CARRIAGEWAY, pieces=pieces, backward=True))
    north_bound = sketch.add_road(Road(along="v", at=middle + CARRIAGEWAY, pieces=pieces))
    stretches = [gap for gap in itertools.pairwise(row.at for row in rows) if gap[1] - gap[0] > 3 * RAMP_LENGTH]
    for start, end in rng.sample(stretches, max(1, len(stretches) // 2)):
        after, before = start + RAMP_CLEARANCE, end - RAMP_CLEARANCE
        _ramp(sketch, (east, after), (north_bound, after + RAMP_LENGTH))
        _ramp(sketch, (north_bound, before - RAMP_LENGTH), (east, before))
        _ramp(sketch, (west, before), (south_bound, before - RAMP_LENGTH))
        _ramp(sketch, (south_bound, after + RAMP_LENGTH), (west, after))
    for start, end in rng.sample(stretches, max(1, len(stretches) // FOOTBRIDGE_EVERY)):
        _bridge_on_foot(sketch, west, east, (start + end) // 2)


def _ramp(sketch: Sketch, origin: tuple[Road, int], target: tuple[Road, int]) -> None:
    for road, along in (origin, target):
        road.joints.add(along)
    sketch.line([origin[0].spot(origin[1]), target[0].spot(target[1])], RAMP)


def _bridge_on_foot(sketch: Sketch, one: Road, other: Road, along: int) -> None:
    for road in (one, other):
        road.joints.add(along)
    sketch.line([one.spot(along), other.spot(along)], FOOTBRIDGE)
