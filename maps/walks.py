"""How people walk to the doors they may go to: from many places to a few, on the streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.doors import add_doors, find_doors
from maps.matrix_cache import find_matrix, keep_matrix, rectangle_key
from maps.places import place_on_streets
from maps.shortest import build_arcs, search_blocks, unpack
from maps.shrink import shrink_network
from maps.streets import Streets
from routing.problem import Location, Mode


@dataclass(frozen=True, kw_only=True, eq=False)
class WalkMatrix:
    """The fastest ways on foot from n places to k doors.

    Parameters
    ----------
    seconds, metres
        Shape (n, k), int32: seconds rounded up, metres of that very way rounded to the nearest.
    """

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]


def walk_matrix(
    streets: Streets, people: Sequence[Location], doors: Sequence[Location], *, cache: Path | None = None
) -> WalkMatrix:
    """Measure the ways on foot from where people live to doors they may go to.

    The same figures as the walk mode of :func:`maps.matrix.travel_matrix` has between these places: access legs at
    both ends, ``door_seconds`` of both, nothing but the doors between places with equal coordinates. It is searched
    from the doors against the direction of the streets, so the work grows with the fewer doors.

    Parameters
    ----------
    streets
        For step-free walks, those of :func:`maps.step_free.close_steps`.
    cache
        A folder where matrices are kept between runs.

    Raises
    ------
    NoWayError
        Naming every place off the network.
    """
    key = rectangle_key(streets, people, doors, Mode.WALK)
    found = find_matrix(cache, key, len(people), targets=len(doors)) if cache is not None else None
    if found is None:
        found = _measure(streets, people, doors)
        if cache is not None:
            keep_matrix(cache, key, *found)
    return WalkMatrix(seconds=found[0], metres=found[1])


def _measure(
    streets: Streets, people: Sequence[Location], doors: Sequence[Location]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    n, k = len(people), len(doors)
    seconds, metres = np.zeros((n, k), dtype=np.int32), np.zeros((n, k), dtype=np.int32)
    if not n or not k:
        return seconds, metres
    everywhere = [*people, *doors]
    placed = place_on_streets(streets, everywhere, Mode.WALK)
    ends = find_doors(placed, everywhere)
    arcs = build_arcs(placed)
    keep = np.zeros(placed.nodes, dtype=np.bool_)
    keep[placed.place] = True
    network, index = shrink_network(arcs.weights, keep)
    node = index[placed.place]
    backward = network.T.tocsr()
    for columns, packed in search_blocks(backward, node[n:], node[:n]):
        # Within the mode's main part there is a way from everywhere to everywhere: nothing is infinite.
        milliseconds, centimetres = (figures.T for figures in unpack(packed, arcs.unit))
        there = slice(n + columns.start, n + columns.stop)
        seconds[:, columns], metres[:, columns] = add_doors(
            ends, slice(n), there, milliseconds=milliseconds, centimetres=centimetres
        )
    return seconds, metres
