"""Vehicle routing with time windows (VRPTW): an instance as published, and laid out for the search.

The DIMACS convention: distance only, every leg cut to one decimal; all is counted in tenths.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from routing.benchmarks.bounds import CLOSED, MOST_PLACES, TOO_MANY_PLACES
from routing.benchmarks.text_files import Lines
from routing.errors import Fault, FaultKind
from routing.search.flat import NEVER, FlatProblem

NEGATIVE = FaultKind("R042", "{visit} has a time or a demand below 0", "correct it")
NO_VEHICLES = FaultKind("R043", "the instance has no vehicle", "give it one or more")

LONGEST_TIME = 1e7
"""Times and coordinates up to here add up within the 32 bits of the search."""
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


def check_customers(given: Customers, *, lines: Lines, rows: Sequence[int]) -> None:
    """Make sure that an instance makes sense and that the search can hold it.

    Parameters
    ----------
    rows
        The line of each customer's window, for the fault.

    Raises
    ------
    InputError
        With everything that does not make sense.
    """
    faults: list[Fault] = []
    if not 2 <= len(given.points) <= MOST_PLACES:
        values = {"count": len(given.points), "most": MOST_PLACES}
        faults.append(TOO_MANY_PLACES.at(file=lines.file, values=values))
    if given.vehicles < 1:
        faults.append(NO_VEHICLES.at(file=lines.file))
    for i, row in enumerate(rows):
        amounts = given.demands[i], given.services[i]
        faults += find_wrong_customer(lines, row, visit=i, window=given.windows[i], amounts=amounts)
    lines.raise_all(faults)


def find_wrong_customer(
    lines: Lines, row: int, *, visit: int, window: tuple[float, float], amounts: Sequence[float]
) -> Iterator[Fault]:
    """Find what makes no sense of one customer, the depot being visit 0; ``amounts`` are its demand and its service."""
    opens, closes = window
    if min(opens, *amounts) < 0:
        yield lines.fault(NEGATIVE, row, visit=visit)
    if closes < opens or (visit == 0 and closes == opens):
        yield lines.fault(CLOSED, row, visit=visit)


def flatten_customers(given: Customers) -> FlatProblem:
    """Lay an instance out for the search, with no more vehicles than could be of use."""
    n = len(given.points) - 1
    vehicles = min(given.vehicles, n)
    x, y = np.array(given.points).T
    apart = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
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
