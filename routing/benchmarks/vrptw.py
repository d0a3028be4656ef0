"""Vehicle routing with time windows: Solomon / Gehring & Homberger text and VRPLIB, plain or gzipped.

The DIMACS convention: distance only, every leg cut to one decimal; all is counted in tenths.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.errors import FaultKind, InputError
from routing.search.flat import NEVER, FlatProblem

SEVERAL_DEPOTS = FaultKind("R020", "the instance has {count} depots", "give one with a single depot")

UNSERVED = 10_000_000
"""Price of a customer left out, in tenths: more than any detour."""


@dataclass(frozen=True, kw_only=True)
class Customers:
    """An instance as published; row 0 is the depot. Windows and services in tenths."""

    vehicles: int
    capacity: int
    points: Sequence[tuple[float, float]]
    demands: Sequence[int]
    windows: Sequence[tuple[int, int]]
    services: Sequence[int]

    def tenths(self, one: int, other: int) -> int:
        """Distance in tenths, cut."""
        (x, y), (u, v) = self.points[one], self.points[other]
        return math.floor(10 * math.sqrt((x - u) ** 2 + (y - v) ** 2))


def read_text(path: Path) -> str:
    """Read a file, unpacking it where its name ends in .gz."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return file.read()
    return path.read_text(encoding="utf-8")


def read_customers(path: Path) -> Customers:
    """Read an instance of either form."""
    text = read_text(path)
    return _read_vrplib(text) if "NODE_COORD_SECTION" in text else _read_solomon(text)


def flatten_customers(given: Customers) -> FlatProblem:
    """Lay an instance out for the search."""
    n, vehicles = len(given.points) - 1, given.vehicles
    points = np.array(given.points)
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1))
    tenths = np.floor(10 * apart).astype(np.int32)[None]
    return FlatProblem(
        place=np.arange(1, n + 1, dtype=np.int32),
        duration=np.array(given.services[1:], dtype=np.int32),
        demand=np.array(given.demands[1:], dtype=np.int32),
        windows=np.array(given.windows[1:], dtype=np.int32),
        window_from=np.arange(n + 1, dtype=np.int32),
        due=np.full(n, NEVER, dtype=np.int32),
        price=np.full(n, UNSERVED, dtype=np.int64),
        may=np.ones((n, vehicles), dtype=np.uint8),
        shift=np.repeat(np.array(given.windows[:1], dtype=np.int32), vehicles, axis=0),
        ends=np.zeros((vehicles, 2), dtype=np.int32),
        mode=np.zeros(vehicles, dtype=np.int32),
        capacity=np.full(vehicles, given.capacity, dtype=np.int32),
        fixed=np.zeros(vehicles, dtype=np.int64),
        seconds=tenths,
        charge=tenths,
        lags=np.zeros((0, 4), dtype=np.int32),
        lag_worker=np.zeros(0, dtype=np.int32),
        lag_whole=np.zeros(0, dtype=bool),
    )


def _read_solomon(text: str) -> Customers:
    rows = [line.split() for line in text.splitlines()]
    numbers = [[float(word) for word in row] for row in rows if row and row[0].replace(".", "").isdigit()]
    (vehicles, capacity), table = numbers[0], numbers[1:]
    return Customers(
        vehicles=int(vehicles),
        capacity=int(capacity),
        points=[(row[1], row[2]) for row in table],
        demands=[int(row[3]) for row in table],
        windows=[(round(10 * row[4]), round(10 * row[5])) for row in table],
        services=[round(10 * row[6]) for row in table],
    )


def _read_vrplib(text: str) -> Customers:
    heads: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    section = ""
    for line in text.splitlines():
        words = line.split()
        if ":" in line:
            key, _, value = line.partition(":")
            heads[key.strip()] = value.strip()
        elif words and words[0].endswith("_SECTION"):
            section = words[0]
            sections[section] = []
        elif words and section and words[0] != "EOF":
            sections[section].append([float(word) for word in words])
    depots = sum(row[0] > 0 for row in sections.get("DEPOT_SECTION", []))
    if depots > 1:
        raise InputError(SEVERAL_DEPOTS.at(values={"count": depots}))
    points = [(row[1], row[2]) for row in sections["NODE_COORD_SECTION"]]
    whole_day = [[0.0, 0.0, (NEVER - 1) / 10]] * len(points)
    if "SERVICE_TIME_SECTION" in sections:
        services = [row[1] for row in sections["SERVICE_TIME_SECTION"]]
    else:
        services = [0.0, *[float(heads.get("SERVICE_TIME", 0))] * (len(points) - 1)]
    return Customers(
        vehicles=int(heads.get("VEHICLES", len(points) - 1)),
        capacity=int(heads["CAPACITY"]),
        points=points,
        demands=[int(row[1]) for row in sections["DEMAND_SECTION"]],
        windows=[(round(10 * row[1]), round(10 * row[2])) for row in sections.get("TIME_WINDOW_SECTION", whole_day)],
        services=[round(10 * service) for service in services],
    )
