"""Which streets can be reached from a place in a given time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from maps.places import place_on_streets
from maps.profiles import read_profiles
from maps.shortest import LENGTH_UNITS, build_arcs, unpack
from maps.streets import Streets
from routing.problem import Location, Mode


@dataclass(frozen=True, kw_only=True, eq=False)
class ReachedStreets:
    """Stretches of streets, r of them; one edge may be reached from both its ends.

    Parameters
    ----------
    edge, begin, end
        The edge of each stretch and the fractions of it between which it lies, shape (r,).
    """

    edge: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


def reach_streets(streets: Streets, location: Location, mode: Mode, *, seconds: float) -> ReachedStreets:
    """Find the stretches of street a worker can be on within some time of leaving a place.

    The time runs from the place's door: its ``door_seconds`` and the walk to its street are taken off first. Edges
    are reached in part: from an end that is reached after t, for the share of the edge that the remaining time buys.

    Raises
    ------
    NoWayError
        Where the place is off the network.
    """
    placed = place_on_streets(streets, [location], mode)
    arcs = build_arcs(placed)
    access = float(placed.access_metres[0]) * 3.6 / read_profiles().access_kmh
    budget = (seconds - location.door_seconds - access) * 1000
    if budget < 0:
        nothing = np.zeros(0)
        return ReachedStreets(edge=np.zeros(0, dtype=np.int64), begin=nothing, end=nothing)
    limit = (budget + 1) * LENGTH_UNITS
    spent, _ = unpack(dijkstra(arcs.weights, indices=placed.place[:1], limit=limit)[0], arcs.unit)
    left = np.maximum(budget - spent, 0.0)
    along = np.minimum(left[placed.tail] / placed.milliseconds[0], 1.0)
    against = np.minimum(left[placed.head] / placed.milliseconds[1], 1.0)
    whole = along + against >= 1
    share = placed.end - placed.begin
    edge = np.concatenate([placed.edge, placed.edge])
    begin = np.concatenate([placed.begin, placed.end - against * share])
    end = np.concatenate([np.where(whole, placed.end, placed.begin + along * share), placed.end])
    reached = np.concatenate([whole | (along > 0), ~whole & (against > 0)])
    return ReachedStreets(edge=edge[reached], begin=begin[reached], end=end[reached])
