"""Estates along the streets of a real street file, in its central and best connected part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from maps.earth import METRES_A_DEGREE
from maps.streets import Streets
from routing.errors import FaultKind, InputError
from routing.problem import Mode
from scenarios.district.estates import STYLES, Estate, House
from scenarios.district.names import PlaceNames

TOO_FEW_STREETS = FaultKind(
    "G108",
    "{path} has only {metres} m of streets that are open to walkers, e-bikes and cars alike",
    "export a larger area",
)

LEAST_METRES = 200
HOME_CLASSES = frozenset({"residential", "living_street", "unclassified", "service", "tertiary", "pedestrian", "road"})
"""Highway classes that people live on."""
ESTATE_SPAN = 130
"""Metres around its gate from which an estate takes its streets."""
ESTATE_SPACING = 220
"""Metres between gates, at least, while there is room."""
SETBACK = (8, 18)
"""Metres from the middle of the street to the door."""
HOUSE_EVERY = 28
"""Metres of street for one house."""
MOST_HOUSES = 40
STYLE_SHARES = {"slab": 0.5, "court": 0.3, "tower": 0.2}
CELL = 500
"""Metres; how finely the densest part is looked for."""


@dataclass(frozen=True, kw_only=True)
class _Stretches:
    """Straight stretches of street, in metres east and north of a corner; ``lat``, ``lon`` belong to that corner."""

    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    lat: float
    lon: float

    @property
    def middle(self) -> NDArray[np.float64]:
        return (self.begin + self.end) / 2

    @property
    def length(self) -> NDArray[np.float64]:
        lengths: NDArray[np.float64] = np.hypot(*(self.end - self.begin).T)
        return lengths

    def keep(self, rows: NDArray[np.bool_]) -> _Stretches:
        return _Stretches(begin=self.begin[rows], end=self.end[rows], lat=self.lat, lon=self.lon)

    def place(self, spot: NDArray[np.float64]) -> tuple[float, float]:
        lat = self.lat + spot[1] / METRES_A_DEGREE
        return round(float(lat), 6), round(float(self.lon + spot[0] / _metres_east(self.lat)), 6)


def place_estates(rng: Random, streets: Streets, *, count: int, radius: float) -> tuple[Estate, ...]:
    """Invent estates along the streets within ``radius`` metres of the densest part.

    Only streets are used that walkers, e-bikes and cars can all go to and come from.

    Raises
    ------
    InputError
        Where there are too few such streets.
    """
    stretches = _open_stretches(streets)
    centre = _densest_spot(stretches, radius)
    near = np.hypot(*(stretches.middle - centre).T) <= radius
    stretches = stretches.keep(near) if near.any() else stretches
    names = PlaceNames(rng)
    estates = []
    for gate in _choose_gates(rng, stretches, count):
        style = rng.choices(list(STYLE_SHARES), list(STYLE_SHARES.values()))[0]
        inside = np.hypot(*(stretches.middle - stretches.middle[gate]).T) <= ESTATE_SPAN
        inside[gate] = True
        houses = _build_houses(rng, stretches.keep(inside), style)
        weight = STYLES[style].elders * sum(house.storeys * len(house.doors) for house in houses)
        estates.append(
            Estate(
                name=names.estate(style),
                style=style,
                gate=stretches.place(stretches.middle[gate]),
                houses=tuple(houses),
                elders=weight,
            )
        )
    return tuple(estates)


def _open_stretches(streets: Streets) -> _Stretches:
    """Every straight stretch of the streets that are in all modes' main parts, those that people live on first."""
    open_to_all = np.logical_and.reduce([streets.main_parts[mode].edges for mode in Mode])
    homely = np.isin(streets.class_code, [k for k, name in enumerate(streets.classes) if name in HOME_CLASSES])
    metres = float(streets.metres[open_to_all].sum())
    if metres < LEAST_METRES:
        values = {"path": streets.source, "metres": round(metres)}
        raise InputError(TOO_FEW_STREETS.at(file=streets.source, values=values))
    enough = float(streets.metres[open_to_all & homely].sum()) > metres / 4
    edges = open_to_all & homely if enough else open_to_all
    edge_of_point = np.repeat(np.arange(len(edges)), np.diff(streets.shape_start))
    same_edge = edge_of_point[1:] == edge_of_point[:-1]
    used = same_edge & edges[edge_of_point[1:]]
    lat, lon = float(streets.shape[:, 0].min()), float(streets.shape[:, 1].min())
    east = (streets.shape[:, 1] - lon) * _metres_east(lat)
    north = (streets.shape[:, 0] - lat) * METRES_A_DEGREE
    points = np.column_stack([east, north])
    return _Stretches(begin=points[:-1][used], end=points[1:][used], lat=lat, lon=lon)


def _densest_spot(stretches: _Stretches, radius: float) -> NDArray[np.float64]:
    """Middle of the window, about as wide as ``radius``, with the most street in it."""
    cells = np.floor(stretches.middle / CELL).astype(np.int64)
    shape = cells.max(axis=0) + 1
    total = np.zeros(shape)
    np.add.at(total, tuple(cells.T), stretches.length)
    reach = max(0, round(radius / CELL) - 1)
    summed = np.zeros(shape)
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            summed += _shifted(total, i, j)
    best = np.unravel_index(int(np.rint(summed).argmax()), summed.shape)
    return (np.array(best, dtype=np.float64) + 0.5) * CELL


def _shifted(grid: NDArray[np.float64], i: int, j: int) -> NDArray[np.float64]:
    padded = np.pad(grid, ((max(i, 0), max(-i, 0)), (max(j, 0), max(-j, 0))))
    rows, columns = grid.shape
    return padded[max(-i, 0) : max(-i, 0) + rows, max(-j, 0) : max(-j, 0) + columns]


def _choose_gates(rng: Random, stretches: _Stretches, count: int) -> list[int]:
    """Rows of stretches where estates open, by length, apart from each other while there is room."""
    order = rng.choices(range(len(stretches.begin)), stretches.length.tolist(), k=count * 30)
    gates: list[int] = []
    taken = np.empty((count, 2))
    for spacing in (ESTATE_SPACING, ESTATE_SPACING / 2, 0):
        for k in order:
            if len(gates) == count:
                return gates
            if np.all(np.hypot(*(taken[: len(gates)] - stretches.middle[k]).T) >= spacing):
                taken[len(gates)] = stretches.middle[k]
                gates.append(k)
    return gates


def _build_houses(rng: Random, stretches: _Stretches, style: str) -> list[House]:
    """Set houses along the streets of an estate, on either side."""
    kind = STYLES[style]
    lengths = stretches.length
    count = max(1, min(MOST_HOUSES, int(lengths.sum() / HOUSE_EVERY)))
    storeys = rng.randint(*kind.storeys)
    houses = []
    for number, k in enumerate(sorted(rng.choices(range(len(lengths)), lengths.tolist(), k=count)), start=1):
        along = (stretches.end[k] - stretches.begin[k]) / max(float(lengths[k]), 1e-9)
        across = np.array([-along[1], along[0]]) * rng.choice((-1, 1)) * rng.uniform(*SETBACK)
        spot = stretches.begin[k] + along * lengths[k] * rng.random() + across
        doors = [stretches.place(spot + along * kind.doors * stair / 2) for stair in range(rng.randint(1, 3))]
        houses.append(House(number=number, storeys=storeys, lift=kind.lift, doors=tuple(doors)))
    return houses


def _metres_east(lat: float) -> float:
    return METRES_A_DEGREE * math.cos(math.radians(lat))
