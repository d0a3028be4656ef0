"""Fastest ways between the nodes of a placed street network, on arrays.

Milliseconds and metres are packed into one whole number, the time in its upper digits. Dijkstra's algorithm then
finds the least time and, among equals, the least length, and the length of the very path comes out with its time:
no second pass over predecessors, and the same answer on every machine, since sums of whole numbers below 2**53 are
exact in a float.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps.places import PlacedStreets
from routing.errors import FaultKind, NoWayError

TOO_SLOW = FaultKind(
    "S204", "crossing the street network takes more than three days", "correct its seconds, or use a smaller network"
)

LENGTH_UNITS = float(2**24)
"""Units of length below one millisecond in a packed weight."""

LONGEST_MILLISECONDS = 2**53 / LENGTH_UNITS

BLOCK = 64
"""Origins searched from in one call: enough to keep scipy busy, few enough to need little memory."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Arcs:
    """The best directed arc from node to node.

    Parameters
    ----------
    weights
        Packed weights, shape (k, k), sparse.
    piece, forward
        For each stored weight: the piece it runs over, and whether along it.
    unit
        Centimetres of one unit of length: 1, unless paths may be longer than 167 km.
    """

    weights: csr_array[np.float64]
    piece: NDArray[np.int64]
    forward: NDArray[np.bool_]
    unit: int


def build_arcs(placed: PlacedStreets) -> Arcs:
    """Make the directed network, keeping the fastest of parallel arcs, then the shortest."""
    ways = np.isfinite(placed.milliseconds)
    pieces = np.concatenate([np.flatnonzero(ways[0]), np.flatnonzero(ways[1])])
    forward = np.arange(len(pieces)) < np.count_nonzero(ways[0])
    origin = np.where(forward, placed.tail[pieces], placed.head[pieces])
    target = np.where(forward, placed.head[pieces], placed.tail[pieces])
    milliseconds = np.where(forward, placed.milliseconds[0, pieces], placed.milliseconds[1, pieces])
    centimetres = placed.centimetres[pieces]
    order = np.lexsort((centimetres, milliseconds, target, origin))
    order = order[origin[order] != target[order]]
    best = np.ones(len(order), dtype=np.bool_)
    best[1:] = (np.diff(origin[order]) != 0) | (np.diff(target[order]) != 0)
    order = order[best]
    starts = np.concatenate([[0], np.cumsum(np.bincount(origin[order], minlength=placed.nodes))])
    shape = (placed.nodes, placed.nodes)
    times = csr_array((milliseconds[order], target[order], starts), shape=shape)
    unit = _choose_unit(times, centimetres[order])
    weight = milliseconds[order] * LENGTH_UNITS + np.maximum(np.rint(centimetres[order] / unit), 1.0)
    weights = csr_array((weight, target[order], starts), shape=shape)
    return Arcs(weights=weights, piece=pieces[order], forward=forward[order], unit=unit)


def unpack(packed: NDArray[np.float64], unit: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Split packed weights into milliseconds and centimetres; inf gives inf and 0."""
    with np.errstate(invalid="ignore"):
        milliseconds = np.floor(packed / LENGTH_UNITS)
        centimetres = np.where(np.isfinite(packed), packed - milliseconds * LENGTH_UNITS, 0.0) * unit
    return milliseconds, centimetres


def search_blocks(
    weights: csr_array[np.float64], origins: NDArray[np.int64], targets: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield, block by block of origins, the packed weights of the fastest ways to all targets."""
    for first in range(0, len(origins), BLOCK):
        rows = slice(first, first + BLOCK)
        yield rows, dijkstra(weights, indices=origins[rows])[:, targets]


def _choose_unit(times: csr_array[np.float64], centimetres: NDArray[np.float64]) -> int:
    """Centimetres of one unit of length, so that no fastest path can overflow its digits.

    A fastest way is no slower than the one through node 0, and nowhere faster than the fastest arc.
    """
    if not times.nnz:
        return 1
    first = np.array([0])
    there, back = dijkstra(times, indices=first), dijkstra(times.T.tocsr(), indices=first)
    slowest = there[np.isfinite(there)].max() + back[np.isfinite(back)].max()
    if slowest >= LONGEST_MILLISECONDS:
        raise NoWayError(TOO_SLOW.at())
    longest = slowest * float((centimetres / times.data).max())
    return max(1, 10 ** math.ceil(math.log10(longest / LENGTH_UNITS))) if longest > LENGTH_UNITS else 1
