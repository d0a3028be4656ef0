"""Which streets can be reached from a place in a given time, or from which streets a place can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from maps.doors import find_doors
from maps.places import PlacedStreets, place_on_streets
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
    source
        Which of the places is nearest to each stretch, shape (r,).
    """

    edge: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    source: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reach:
    """How far every node of the network is from the nearest of some places, k nodes.

    Parameters
    ----------
    placed
        The network with the places split in.
    spent
        Milliseconds between the door of the nearest place and each node, shape (k,); inf beyond the longest asked for.
    source
        Which place that is, shape (k,); -1 beyond.
    towards
        Whether people walk to the places, not from them.
    """

    placed: PlacedStreets
    spent: NDArray[np.float64]
    source: NDArray[np.int64]
    towards: bool


def reach_streets(streets: Streets, location: Location, mode: Mode, *, seconds: float) -> ReachedStreets:
    """Find the stretches of street a worker can be on within some time of leaving a place.

    The time runs from the place's door: its ``door_seconds`` and the walk to its street are taken off first. Edges
    are reached in part: from an end that is reached after t, for the share of the edge that the remaining time buys.

    Raises
    ------
    NoWayError
        Where the place is off the network.
    """
    return cut_streets(measure_reach(streets, [location], mode, seconds=seconds), seconds=seconds)


def measure_reach(
    streets: Streets, locations: Sequence[Location], mode: Mode, *, seconds: float, towards: bool = False
) -> Reach:
    """Measure the way between every node of the network and the nearest of some places, in one search.

    Each place starts with its own ``door_seconds`` and walk to the street.

    Parameters
    ----------
    locations
        At least one.
    seconds
        What takes longer is not looked at.
    towards
        Measure the ways to the places instead: one-way streets count the way people walk them.

    Raises
    ------
    NoWayError
        Naming every place that is off the network.
    """
    network = _open_doors(streets, locations, mode, towards=towards)
    packed, _, found = dijkstra(
        network.weights,
        indices=network.placed.nodes + np.arange(len(locations)),
        limit=_limit(seconds),
        min_only=True,
        return_predecessors=True,
    )
    return _see(network, packed, found)


def measure_each_reach(
    streets: Streets, locations: Sequence[Location], mode: Mode, *, seconds: float, towards: bool = False
) -> Iterator[Reach]:
    """Measure for every place the ways between it and every node, as :func:`measure_reach` does for the nearest.

    The places are put on the streets once, each is searched from by itself, and only one answer is held at a time.

    Raises
    ------
    NoWayError
        Naming every place that is off the network, before the first is measured.
    """
    network = _open_doors(streets, locations, mode, towards=towards)
    for number in range(len(locations)):
        door = network.placed.nodes + number
        packed = dijkstra(network.weights, indices=np.array([door]), limit=_limit(seconds))[0]
        yield _see(network, packed, np.full(len(packed), door, dtype=np.int32))


@dataclass(frozen=True, kw_only=True, eq=False)
class _DoorNetwork:
    """Streets as arcs, with a node for every door behind those of the streets; ``unit`` is that of the arcs."""

    placed: PlacedStreets
    weights: csr_array[np.float64]
    unit: int
    towards: bool


def _open_doors(streets: Streets, locations: Sequence[Location], mode: Mode, *, towards: bool) -> _DoorNetwork:
    placed = place_on_streets(streets, locations, mode)
    arcs = build_arcs(placed)
    doors = find_doors(placed, locations)
    starts = doors.milliseconds + doors.seconds * 1000.0
    weights = _add_doors(arcs.weights.T.tocsr() if towards else arcs.weights, placed.place, starts)
    return _DoorNetwork(placed=placed, weights=weights, unit=arcs.unit, towards=towards)


def _limit(seconds: float) -> float:
    return max(seconds * 1000 + 1, 0.0) * LENGTH_UNITS


def _see(network: _DoorNetwork, packed: NDArray[np.float64], found: NDArray[np.int32]) -> Reach:
    """Read what a search found: ``found`` is the door's node of every node."""
    nodes = network.placed.nodes
    spent, _ = unpack(packed[:nodes], network.unit)
    source = np.where(np.isfinite(spent), found[:nodes] - nodes, -1).astype(np.int64)
    return Reach(placed=network.placed, spent=spent, source=source, towards=network.towards)


def _add_doors(
    weights: csr_array[np.float64], place: NDArray[np.int64], starts: NDArray[np.float64]
) -> csr_array[np.float64]:
    """Give every place a node of its own, as far from its street as its door is, so that a search starts from all."""
    arcs = weights.tocoo()
    nodes, doors = weights.shape[0], len(place)
    size = nodes + doors
    tail = np.concatenate([arcs.coords[0], nodes + np.arange(doors)])
    head = np.concatenate([arcs.coords[1], place])
    # an arc of no weight would be no arc
    weight = np.concatenate([arcs.data, np.maximum(starts * LENGTH_UNITS, 1.0)])
    return coo_array((weight, (tail, head)), shape=(size, size)).tocsr()


def cut_streets(reach: Reach, *, seconds: float) -> ReachedStreets:
    """Cut out the stretches of street within some time, each with the place nearest to it.

    An edge u-v is reached for the fraction a = (S - d_u) / t from u and b = (S - d_v) / t from v, whole where
    a + b >= 1; there it is parted where the two ways are equally long if they lead to different places.

    Parameters
    ----------
    seconds
        At most those that were measured.
    """
    placed = reach.placed
    # whoever walks towards a place leaves the stretch by its near end, against the direction of the search
    from_tail, from_head = placed.milliseconds[::-1] if reach.towards else placed.milliseconds
    left = np.maximum(seconds * 1000 - reach.spent, 0.0)
    along = np.minimum(left[placed.tail] / from_tail, 1.0)
    against = np.minimum(left[placed.head] / from_head, 1.0)
    at_tail, at_head = reach.source[placed.tail], reach.source[placed.head]
    met = along + against >= 1
    parted = met & (along > 0) & (against > 0) & (at_tail != at_head)
    meeting = _find_meeting(reach, from_tail, from_head, parted)
    whole = met & ~parted
    share = placed.end - placed.begin
    first_end = np.where(parted, placed.begin + meeting * share, placed.begin + along * share)
    second_begin = np.where(parted, first_end, placed.end - against * share)
    edge = np.concatenate([placed.edge, placed.edge])
    begin = np.concatenate([placed.begin, second_begin])
    end = np.concatenate([np.where(whole, placed.end, first_end), placed.end])
    source = np.concatenate([np.where(whole & (along == 0), at_head, at_tail), at_head])
    reached = np.concatenate([whole | (along > 0), ~whole & (against > 0)]) & (begin < end)
    return ReachedStreets(edge=edge[reached], begin=begin[reached], end=end[reached], source=source[reached])


def _find_meeting(
    reach: Reach, from_tail: NDArray[np.float64], from_head: NDArray[np.float64], parted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Find the fraction of each parted piece from which the ways by its two ends take equally long; 0 elsewhere."""
    meeting = np.zeros(len(parted))
    tail, head = reach.placed.tail[parted], reach.placed.head[parted]
    later = reach.spent[head] - reach.spent[tail]
    meeting[parted] = (later + from_head[parted]) / (from_tail[parted] + from_head[parted])
    return np.clip(meeting, 0.0, 1.0)
