"""A walled estate: lanes and houses inside, and a few gates, which are the only ways in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from scenarios.district.layout import Parcel
from scenarios.district.sketch import Road, Sketch, Tags

WALL = 16
"""Metres from the middle of the road outside to the wall."""
RING = 34
"""Metres from the middle of the road outside to the lane along the wall."""
PATH_SHARE = 0.25
"""Share of the inner lanes that are closed to cars."""
CAR_GATE_SHARE = 0.35
"""Share of the gates besides the main one that let cars in."""
SPINE_EVERY = 190
"""Metres between the streets that cross the lanes."""
MISSING_SHARE = 0.06
"""Share of the houses that are not there: a playground, a shed, a square."""
GATE_CLEARANCE = 45
"""A gate is at least this many metres from a crossing."""

STREET: Tags = {"highway": "residential", "maxspeed": "20"}
LANE: Tags = {"highway": "service", "maxspeed": "15"}
PATH: Tags = {"highway": "footway", "bicycle": "yes"}
CAR_GATE: Tags = {"barrier": "lift_gate", "foot": "yes", "bicycle": "yes", "motor_vehicle": "permit"}
FOOT_GATE: Tags = {"barrier": "gate", "foot": "yes", "bicycle": "no", "motor_vehicle": "no"}
FOOT_WAY: Tags = {"highway": "footway", "bicycle": "no"}


@dataclass(frozen=True, kw_only=True)
class Style:
    """How the houses of an estate stand, in metres.

    Parameters
    ----------
    lanes
        Between the lanes that run between rows of houses.
    length, depth, gap
        Of a house, and the space to the next one in its row.
    storeys
        Least and most; ``lift`` says whether there is one.
    doors
        Metres of house for one staircase.
    elders
        How many more elders live here than in a usual estate of this size.
    """

    lanes: int
    length: tuple[int, int]
    depth: int
    gap: int
    storeys: tuple[int, int]
    lift: bool
    doors: int
    elders: float
    garden: bool = False


STYLES: Mapping[str, Style] = {
    "slab": Style(lanes=84, length=(42, 66), depth=12, gap=12, storeys=(5, 6), lift=False, doors=16, elders=1.6),
    "court": Style(lanes=96, length=(34, 58), depth=14, gap=18, storeys=(9, 12), lift=True, doors=24, elders=1.0),
    "tower": Style(
        lanes=112, length=(26, 34), depth=24, gap=24, storeys=(18, 28), lift=True, doors=30, elders=0.8, garden=True
    ),
}


@dataclass(frozen=True, kw_only=True)
class House:
    """A residential building. ``doors`` are (lat, lon) just outside of each staircase."""

    number: int
    storeys: int
    lift: bool
    doors: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Estate:
    """A walled estate. ``gate`` is (lat, lon) of its main gate, inside; ``elders`` weighs how many live there."""

    name: str
    style: str
    gate: tuple[float, float]
    houses: tuple[House, ...]
    elders: float


def draw_estate(rng: Random, sketch: Sketch, parcel: Parcel, *, name: str, style: str) -> Estate:
    """Draw an estate that fills a parcel."""
    kind = STYLES[style]
    west, east = parcel.west.at + RING, parcel.east.at - RING
    south, north = parcel.south.at + RING, parcel.north.at - RING
    outline = [
        (west - RING + WALL, south - RING + WALL),
        (east + RING - WALL, south - RING + WALL),
        (east + RING - WALL, north + RING - WALL),
        (west - RING + WALL, north + RING - WALL),
    ]
    sketch.area(outline, {"landuse": "residential", "name": name})
    columns = [
        Road(along="v", at=at, pieces=[(south, north, LANE if at in {west, east} else STREET)])
        for at in _evenly(west, east, SPINE_EVERY)
    ]
    rows = [
        Road(along="u", at=at, pieces=[(west, east, _row_tags(rng, along_wall=at in {south, north}))])
        for at in _evenly(south, north, kind.lanes)
    ]
    for road in (*columns, *rows):
        sketch.add_road(road)
    for column in columns:
        for row in rows:
            column.join(row)
    gate = _draw_gates(rng, sketch, parcel, columns, rows)
    houses = _draw_houses(rng, sketch, kind, [column.at for column in columns], [row.at for row in rows])
    weight = kind.elders * sum(len(house.doors) * house.storeys for house in houses)
    return Estate(name=name, style=style, gate=sketch.place(gate), houses=tuple(houses), elders=weight)


def _row_tags(rng: Random, *, along_wall: bool) -> Tags:
    return PATH if not along_wall and rng.random() < PATH_SHARE else LANE


def _evenly(low: int, high: int, step: int) -> list[int]:
    parts = max(1, round((high - low) / step))
    return [low + (high - low) * k // parts for k in range(parts + 1)]


def _draw_gates(rng: Random, sketch: Sketch, parcel: Parcel, columns: list[Road], rows: list[Road]) -> tuple[int, int]:
    """Open a main gate for everybody and one to three more; return the spot where the main one meets the lane."""
    sides = [(parcel.west, columns[0]), (parcel.east, columns[-1]), (parcel.south, rows[0]), (parcel.north, rows[-1])]
    rng.shuffle(sides)
    entrances = []
    for k, (outside, lane) in enumerate(sides[: rng.randint(2, 4)]):
        cars = k == 0 or rng.random() < CAR_GATE_SHARE
        low, high, _ = lane.pieces[0]
        along = rng.randint(low + GATE_CLEARANCE, high - GATE_CLEARANCE)
        wall = outside.at + (WALL if lane.at > outside.at else -WALL)
        for road in (outside, lane):
            road.joints.add(along)
        gate = (along, wall) if outside.along == "u" else (wall, along)
        sketch.node(gate, CAR_GATE if cars else FOOT_GATE)
        sketch.line([outside.spot(along), gate, lane.spot(along)], LANE if cars else FOOT_WAY)
        entrances.append(lane.spot(along))
    return entrances[0]


def _draw_houses(rng: Random, sketch: Sketch, kind: Style, columns: list[int], rows: list[int]) -> list[House]:
    """Fill the land between the lanes: a row of houses along each lane, their doors on its side."""
    houses: list[House] = []
    storeys = rng.randint(*kind.storeys)
    off = kind.depth // 2 + 9
    garden = max(range(len(rows) - 1), key=lambda k: rows[k + 1] - rows[k] + rng.random()) if kind.garden else None
    for k, (south, north) in enumerate(itertools.pairwise(rows)):
        sides = (
            [(south + off, -1), (north - off, 1)] if north - south > 2 * off + kind.depth + 8 else [(south + off, -1)]
        )
        if k == garden:
            middle = (south + north) // 2
            edges = [(columns[0] + 14, middle - 12), (columns[-1] - 14, middle + 12)]
            (u0, v0), (u1, v1) = edges
            sketch.area([(u0, v0), (u1, v0), (u1, v1), (u0, v1)], {"leisure": "garden"})
        for v, door_side in sides:
            for west, east in itertools.pairwise(columns):
                for u, length in _houses_in_row(rng, west + 10, east - 10, kind):
                    number = len(houses) + 1
                    floors = storeys + rng.choice((-1, 0, 0, 0, 1)) if kind.lift else storeys
                    sketch.rectangle(
                        (u, v),
                        (length, kind.depth),
                        {"building": "apartments", "building:levels": str(floors), "addr:housenumber": f"{number}号楼"},
                    )
                    count = max(1, round(length / kind.doors))
                    at = [u - length / 2 + length * (k + 0.5) / count for k in range(count)]
                    doors = tuple(sketch.place((spot, v + door_side * (kind.depth / 2 + 2))) for spot in at)
                    houses.append(House(number=number, storeys=floors, lift=kind.lift, doors=doors))
    return houses


def _houses_in_row(rng: Random, west: int, east: int, kind: Style) -> list[tuple[int, int]]:
    """Middles and lengths of the houses between two lanes; now and then one is missing."""
    length = rng.randint(*kind.length)
    count = (east - west + kind.gap) // (length + kind.gap)
    spare = east - west - count * length
    if count < 1:
        return []
    gap = spare / count
    middles = [int(west + gap / 2 + k * (length + gap) + length / 2) for k in range(count)]
    return [(middle, length) for middle in middles if rng.random() > MISSING_SHARE]
