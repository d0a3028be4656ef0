"""The street paths behind a travel matrix, for maps and directions."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from maps.matrix import NO_WAY
from maps.places import PlacedStreets, place_on_streets, to_plane
from maps.profiles import read_profiles
from maps.shortest import LENGTH_UNITS, Arcs, build_arcs
from maps.streets import Streets
from routing.errors import Fault, NoWayError
from routing.problem import Location, Mode

Paths = Mapping[Mode, Mapping[tuple[str, str], NDArray[np.float64]]]
"""The way of every leg by mode and (from, to) location ids, shape (k, 2): lat, lon."""

_FIRST_GUESS = 4.0
"""How many times the straight line a first search looks, before the whole network is searched."""
_LEAST_GUESS_METRES = 500.0


def leg_paths(
    streets: Streets, locations: Sequence[Location], mode: Mode, legs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Draw the fastest way of each leg along the streets, for a map.

    Parameters
    ----------
    legs
        Pairs of location ids: from, to. Each pair is worked out once.

    Returns
    -------
    dict
        For each pair the points of its way, shape (k, 2), lat and lon, k at least 2: from where the first place meets
        its street to where the last one does, bends of the streets included, access legs not.

    Raises
    ------
    NoWayError
        As :func:`maps.matrix.travel_matrix`, for the places of these legs.
    """
    by_origin: dict[str, set[str]] = defaultdict(set)
    for origin, destination in legs:
        by_origin[origin].add(destination)
    used = {*by_origin, *(name for names in by_origin.values() for name in names)}
    places = [location for location in locations if location.id in used]
    if not places:
        return {}
    placed = place_on_streets(streets, places, mode)
    arcs = build_arcs(placed)
    plane = to_plane(streets, placed.lat, placed.lon)[placed.place]
    slowness = _FIRST_GUESS * 3600 / read_profiles().by_mode[mode].straight_line_kmh
    row = {location.id: number for number, location in enumerate(places)}
    paths: dict[tuple[str, str], NDArray[np.float64]] = {}
    missing: list[Fault] = []
    for origin, destinations in by_origin.items():
        names = sorted(destinations)
        rows = [row[name] for name in names]
        straight = float(np.hypot(*(plane[rows] - plane[row[origin]]).T).max())
        guess = (straight + _LEAST_GUESS_METRES) * slowness
        found = _search_paths(placed, arcs, row[origin], rows, guess)
        for name, nodes in zip(names, found, strict=True):
            if nodes is None:
                missing.append(NO_WAY.at(values={"origin": origin, "destination": name, "mode": mode}))
            else:
                paths[origin, name] = _draw_path(streets, placed, arcs, nodes)
    if missing:
        raise NoWayError(missing)
    return paths


def _search_paths(
    placed: PlacedStreets, arcs: Arcs, origin: int, destinations: list[int], guess: float
) -> list[list[int] | None]:
    """Nodes of the fastest ways from one place to others; None where there is no way.

    ``guess`` is how many milliseconds from the origin are searched first: legs of a round are short, the town is big.
    """
    targets = placed.place[destinations]
    start = int(placed.place[origin])
    for limit in (guess * LENGTH_UNITS, np.inf):
        weights, before = dijkstra(arcs.weights, indices=np.array([start]), limit=limit, return_predecessors=True)
        reached = np.isfinite(weights[0, targets])
        if reached.all():
            break
    return [
        _walk_back(before[0], start, target) if ok else None
        for target, ok in zip(targets.tolist(), reached.tolist(), strict=True)
    ]


def _walk_back(came_from: NDArray[np.int32], start: int, target: int) -> list[int]:
    nodes = [target]
    while nodes[-1] != start:
        nodes.append(int(came_from[nodes[-1]]))
    return nodes[::-1]


def _draw_path(streets: Streets, placed: PlacedStreets, arcs: Arcs, nodes: list[int]) -> NDArray[np.float64]:
    corner = np.column_stack([placed.lat[nodes], placed.lon[nodes]])
    if len(nodes) == 1:
        return np.repeat(corner, 2, axis=0)
    drawn = [corner[:1]]
    starts, targets = arcs.weights.indptr, arcs.weights.indices
    for number, (origin, target) in enumerate(itertools.pairwise(nodes), start=1):
        arc = starts[origin] + np.searchsorted(targets[starts[origin] : starts[origin + 1]], target)
        bends = _find_bends(streets, placed, int(arcs.piece[arc]))
        drawn += [bends if arcs.forward[arc] else bends[::-1], corner[number : number + 1]]
    return np.concatenate(drawn)


def _find_bends(streets: Streets, placed: PlacedStreets, piece: int) -> NDArray[np.float64]:
    """Points of a piece strictly between its ends, in the direction of its edge."""
    shape = streets.edge_shape(int(placed.edge[piece]))
    begin, end = float(placed.begin[piece]), float(placed.end[piece])
    if len(shape) == 2 or (begin == 0 and end == 1):
        return shape[1:-1]
    steps = np.hypot(*np.diff(to_plane(streets, shape[:, 0], shape[:, 1]), axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)]) / max(steps.sum(), 1e-9)
    between = (along > begin) & (along < end)
    between[[0, -1]] = False
    bends: NDArray[np.float64] = shape[between]
    return bends
