"""Paper to draw a district on: a grid of whole metres that is bent a little before it becomes a map."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from maps.earth import METRES_A_DEGREE

Tags = Mapping[str, str]
Spot = tuple[int, int]

STEP = 70
"""Metres between the nodes of a road, so that a bent road looks bent."""


@dataclass(frozen=True, kw_only=True)
class Bend:
    """How the grid lies on the ground: turned, with two gentle waves and a river that meanders.

    A wave is (metres, wavelength in metres, phase in radians). The waves are long against their height, so the grid
    never folds.
    """

    lat: float
    lon: float
    width: int
    height: int
    turn: float
    sideways: tuple[float, float, float]
    upward: tuple[float, float, float]
    meander: tuple[float, float, float]
    river: int
    river_reach: float = 700.0

    def move(self, u: float, v: float) -> tuple[float, float]:
        """Metres east and north of the centre for a spot of the grid."""
        x = u - self.width / 2 + _wave(self.sideways, v)
        near_river = math.exp(-(((v - self.river) / self.river_reach) ** 2))
        y = v - self.height / 2 + _wave(self.upward, u) + _wave(self.meander, u) * near_river
        return (
            x * math.cos(self.turn) - y * math.sin(self.turn),
            x * math.sin(self.turn) + y * math.cos(self.turn),
        )

    def place(self, x: float, y: float) -> tuple[float, float]:
        """``(lat, lon)`` of metres east and north of the centre, to a decimetre."""
        lat = self.lat + y / METRES_A_DEGREE
        lon = self.lon + x / (METRES_A_DEGREE * math.cos(math.radians(self.lat)))
        return round(lat, 6), round(lon, 6)

    def slope(self, u: float, v: float) -> float:
        """Angle of the grid's first axis on the ground at this spot, in radians."""
        (x0, y0), (x1, y1) = self.move(u - 10, v), self.move(u + 10, v)
        return math.atan2(y1 - y0, x1 - x0)


def draw_bend(rng: Random, *, lat: float, lon: float, width: int, height: int, river: int) -> Bend:
    """Choose how the grid of a district lies on the ground."""

    def wave(height: tuple[int, int], length: tuple[int, int]) -> tuple[float, float, float]:
        return rng.uniform(*height), rng.uniform(*length), rng.uniform(0, 2 * math.pi)

    return Bend(
        lat=lat,
        lon=lon,
        width=width,
        height=height,
        turn=math.radians(rng.uniform(6, 16) * rng.choice((-1, 1))),
        sideways=wave((40, 70), (2600, 3600)),
        upward=wave((30, 50), (2400, 3600)),
        meander=wave((60, 100), (1900, 2600)),
        river=river,
    )


@dataclass
class Road:
    """A straight road of the grid, running along one axis, in pieces that may be tagged differently or missing.

    ``along`` "u" is a row at ``v == at``; "v" is a column at ``u == at``. ``joints`` are the spots along it that
    other roads touch. ``backward`` roads are drawn from high to low, which is the way that one-way traffic goes.
    """

    along: Literal["u", "v"]
    at: int
    pieces: list[tuple[int, int, Tags]]
    joints: set[int] = field(default_factory=set)
    backward: bool = False

    def spot(self, along: int) -> Spot:
        """Grid spot of a distance along the road."""
        return (along, self.at) if self.along == "u" else (self.at, along)

    def join(self, other: Road) -> None:
        """Let the two roads meet where they cross."""
        self.joints.add(other.at)
        other.joints.add(self.at)

    def has(self, low: int, high: int) -> bool:
        """Whether one can go along the road from ``low`` to ``high``."""
        return any(start <= low and high <= end for start, end, _ in self.pieces)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One OpenStreetMap way: node numbers and tags."""

    nodes: tuple[int, ...]
    tags: Tags


@dataclass
class Sketch:
    """What has been drawn so far. Two things drawn at the same spot share its node: that is how roads connect."""

    bend: Bend
    roads: list[Road] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    _by_spot: dict[Spot, int] = field(default_factory=dict)

    def node(self, spot: Spot, tags: Tags | None = None) -> int:
        """Find the number of the node at a spot, or give it one."""
        number = self._by_spot.get(spot)
        if number is None:
            number = self._by_spot[spot] = self._add(*self.bend.move(*spot))
        if tags:
            self.node_tags[number] = tags
        return number

    def add_road(self, road: Road) -> Road:
        """Put a road on the sketch; it is drawn by :meth:`draw_roads`, when all its joints are known."""
        self.roads.append(road)
        return road

    def draw_roads(self) -> None:
        """Draw every road with a node at every joint."""
        for road in self.roads:
            for low, high, tags in _merged(road.pieces):
                stops = sorted({low, high, *(j for j in road.joints if low < j < high)})
                if road.backward:
                    stops.reverse()
                self.line([road.spot(stop) for stop in stops], tags)

    def line(self, spots: Sequence[Spot], tags: Tags) -> None:
        """Draw a way through spots of the grid, bent as the grid is."""
        self.ways.append(Way(nodes=tuple(self.node(spot) for spot in _in_steps(spots)), tags=tags))

    def area(self, spots: Sequence[Spot], tags: Tags) -> None:
        """Draw a closed outline that shares no node with any road."""
        numbers = [self._add(*self.bend.move(*spot)) for spot in _in_steps([*spots, spots[0]])[:-1]]
        self.ways.append(Way(nodes=(*numbers, numbers[0]), tags=tags))

    def rectangle(self, centre: Spot, size: Spot, tags: Tags) -> None:
        """Draw a house: corners stay square on bent ground."""
        x, y = self.bend.move(*centre)
        angle = self.bend.slope(*centre)
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        numbers = []
        for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            a, b = i * size[0] / 2, j * size[1] / 2
            numbers.append(self._add(x + a * along[0] + b * across[0], y + a * along[1] + b * across[1]))
        self.ways.append(Way(nodes=(*numbers, numbers[0]), tags=tags))

    def place(self, spot: tuple[float, float]) -> tuple[float, float]:
        """``(lat, lon)`` of a spot."""
        return self.bend.place(*self.bend.move(*spot))

    def _add(self, x: float, y: float) -> int:
        self.places.append(self.bend.place(x, y))
        return len(self.places)


def _merged(pieces: Iterable[tuple[int, int, Tags]]) -> list[tuple[int, int, Tags]]:
    merged: list[tuple[int, int, Tags]] = []
    for low, high, tags in sorted(pieces, key=lambda piece: piece[0]):
        if merged and merged[-1][1] == low and merged[-1][2] == tags:
            merged[-1] = (merged[-1][0], high, tags)
        else:
            merged.append((low, high, tags))
    return merged


def _in_steps(spots: Sequence[Spot]) -> list[Spot]:
    fine = [spots[0]]
    for (u0, v0), (u1, v1) in itertools.pairwise(spots):
        parts = max(1, math.ceil(max(abs(u1 - u0), abs(v1 - v0)) / STEP))
        fine += [(u0 + (u1 - u0) * k // parts, v0 + (v1 - v0) * k // parts) for k in range(1, parts + 1)]
    return fine


def _wave(wave: tuple[float, float, float], along: float) -> float:
    height, length, phase = wave
    return height * math.sin(2 * math.pi * along / length + phase)
