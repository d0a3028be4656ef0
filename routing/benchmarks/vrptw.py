"""Vehicle routing with time windows: Solomon and Gehring & Homberger text, plain or gzipped."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from routing.search.flat import FlatProblem

UNSERVED = 10_000_000
"""Price of a customer left out, in tenths: more than any detour."""


def read_text(path: Path) -> str:
    """Read a file, unpacking it where its name ends in .gz."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return file.read()
    return path.read_text(encoding="utf-8")


def read_solomon(path: Path) -> FlatProblem:
    """Read an instance in the DIMACS convention: distances times ten, truncated; no price for a vehicle."""
    rows = [line.split() for line in read_text(path).splitlines()]
    numbers = [[float(word) for word in row] for row in rows if row and row[0].replace(".", "").isdigit()]
    vehicles, capacity = (int(number) for number in numbers[0])
    table = np.array(numbers[1:])
    points = table[:, 1:3]
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1))
    tenths = np.floor(10 * apart + 1e-9).astype(np.int32)[None]
    windows = np.round(10 * table[:, 4:6]).astype(np.int32)
    n = len(table) - 1
    return FlatProblem(
        place=np.arange(1, n + 1, dtype=np.int32),
        duration=np.round(10 * table[1:, 6]).astype(np.int32),
        demand=table[1:, 3].astype(np.int32),
        windows=windows[1:],
        window_from=np.arange(n + 1, dtype=np.int32),
        due=np.full(n, 1 << 30, dtype=np.int32),
        price=np.full(n, UNSERVED, dtype=np.int64),
        may=np.ones((n, vehicles), dtype=np.uint8),
        shift=np.repeat(windows[:1], vehicles, axis=0),
        ends=np.zeros((vehicles, 2), dtype=np.int32),
        mode=np.zeros(vehicles, dtype=np.int32),
        capacity=np.full(vehicles, capacity, dtype=np.int32),
        fixed=np.zeros(vehicles, dtype=np.int64),
        seconds=tenths,
        charge=tenths,
        lags=np.zeros((0, 4), dtype=np.int32),
        lag_worker=np.zeros(0, dtype=np.int32),
    )
