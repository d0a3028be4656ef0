"""Swap search for the p-median problem: close one site and open another while that helps, then shake and begin again.

Teitz and Bart (1968) swap vertices; Whitaker (1983) finds the best site to close for one to open in a single pass
over the demand points; Hansen and Mladenovic (1997) shake a local optimum by random swaps. Sites are also opened
without closing one where p and the budget allow it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.search.compiled import compiled, entry
from scenarios.sites.weighted import Floats, Mask, Weighted

KICKS = 300
"""Shakes of a search that is given no number of rounds."""
SHARE_KICKED = 0.2
"""Most of the movable sites that one shake replaces."""

Indices = NDArray[np.int64]


class Given(NamedTuple):
    """A weighted problem as compiled code reads it; see :class:`Weighted`."""

    cost: Floats
    price: Floats
    fixed: Mask
    most: int
    budget: float


class Room(NamedTuple):
    """What compiled code works in: each point's two nearest open sites and the ways there, and losses by site."""

    near: Indices
    ways: Floats
    losses: Floats


class Interchange:
    """A search for open sites, and the room it works in."""

    def __init__(self, weighted: Weighted, seed: int) -> None:
        self.weighted = weighted
        self._rng = np.random.default_rng(seed)
        sites, points = weighted.cost.shape
        self._given = Given(
            cost=weighted.cost,
            price=weighted.price,
            fixed=np.array(weighted.fixed),
            most=weighted.most,
            budget=weighted.budget,
        )
        near = np.empty((2, points), dtype=np.int64)
        self._room = Room(near=near, ways=np.empty((2, points)), losses=np.empty(sites))

    def climb(self, open_sites: Mask) -> tuple[Mask, float]:
        """Swap and add until nothing helps; returns the sites and their value."""
        sites = open_sites.copy()
        order = self._rng.permutation(len(sites))
        return sites, float(climb(self._given, order, sites, self._room))

    def fill(self, open_sites: Mask) -> Mask:
        """Open random sites while p and the budget allow it."""
        sites = open_sites.copy()
        count, rent = int(sites.sum()), float(self.weighted.price[sites].sum())
        for site in self._rng.permutation(len(sites)).tolist():
            if count >= self.weighted.most:
                break
            if not sites[site] and rent + self.weighted.price[site] <= self.weighted.budget:
                sites[site] = True
                count, rent = count + 1, rent + float(self.weighted.price[site])
        return sites

    def kick(self, open_sites: Mask) -> Mask:
        """Close a few sites at random, and fill up again."""
        sites = open_sites.copy()
        movable = np.flatnonzero(sites & ~self.weighted.fixed)
        if len(movable):
            count = self._rng.integers(1, max(2, int(SHARE_KICKED * len(movable))) + 1)
            sites[self._rng.permutation(movable)[:count]] = False
        return self.fill(sites)

    def search(self, start: Mask, *, kicks: int, is_over: Callable[[float], bool]) -> tuple[Mask, float]:
        """Shake the best sites and climb again, so many times, or until it is over at the best value."""
        best, value = self.climb(start)
        sites = best
        for _ in range(kicks):
            if is_over(value):
                break
            tried, cost = self.climb(self.kick(sites))
            if cost <= value:
                sites = tried
            if cost < value:
                best, value = tried, cost
        return best, value


@compiled
def find_near(given: Given, sites: Mask, room: Room) -> float:
    """Find each point's two nearest open sites; returns the value."""
    near, ways = room.near, room.ways
    near[:] = -1
    ways[:] = np.inf
    for site in range(len(sites)):
        if sites[site]:
            for point in range(near.shape[1]):
                put_in(given, site, point, room)
    value = 0.0
    for point in range(near.shape[1]):
        value += ways[0, point]
    return value


@compiled
def put_in(given: Given, site: int, point: int, room: Room) -> None:
    """Take note of an open site of a point, where it is one of its two nearest."""
    near, ways, way = room.near, room.ways, given.cost[site, point]
    if way < ways[0, point]:
        near[1, point], ways[1, point] = near[0, point], ways[0, point]
        near[0, point], ways[0, point] = site, way
    elif way < ways[1, point]:
        near[1, point], ways[1, point] = site, way


@compiled
def take_out(given: Given, sites: Mask, old: int, point: int, room: Room) -> None:
    """Forget a closed site of a point, and look for its second nearest anew."""
    near, ways = room.near, room.ways
    if near[0, point] == old:
        near[0, point], ways[0, point] = near[1, point], ways[1, point]
    near[1, point], ways[1, point] = -1, np.inf
    for site in range(len(sites)):
        if sites[site] and site != near[0, point] and given.cost[site, point] < ways[1, point]:
            near[1, point], ways[1, point] = site, given.cost[site, point]


@compiled
def weigh_opening(given: Given, new: int, room: Room) -> float:
    """Say what opening a site saves, and put into ``losses`` what closing each open one then costs.

    A point without a second open site has it infinitely far off; min() keeps that out of every sum.
    """
    near, ways, losses = room.near, room.ways, room.losses
    gain = 0.0
    losses[:] = 0.0
    for point in range(near.shape[1]):
        way, nearest = given.cost[new, point], ways[0, point]
        if way < nearest:
            gain += nearest - way
        else:
            losses[near[0, point]] += min(way, ways[1, point]) - nearest
    return gain


@compiled
def find_best_closing(given: Given, sites: Mask, new: int, rent: float, room: Room) -> int:
    """Find the site that it costs least to close for a new one, within the budget; -1 where there is none."""
    best = -1
    for site in range(len(sites)):
        movable = sites[site] and not given.fixed[site] and rent - given.price[site] + given.price[new] <= given.budget
        if movable and (best < 0 or room.losses[site] < room.losses[best]):
            best = site
    return best


@entry
def climb(given: Given, order: Indices, sites: Mask, room: Room) -> float:
    """Change ``sites`` to a local optimum of adding and swapping; returns its value."""
    count, rent = 0, 0.0
    for site in range(len(sites)):
        if sites[site]:
            count += 1
            rent += given.price[site]
    value = find_near(given, sites, room)
    since, turn = 0, 0
    while since < len(sites) and count > 0:
        new = order[turn]
        turn = (turn + 1) % len(sites)
        since += 1
        if sites[new]:
            continue
        gain = weigh_opening(given, new, room)
        old = -1
        if count >= given.most or rent + given.price[new] > given.budget:
            old = find_best_closing(given, sites, new, rent, room)
            if old < 0:
                continue
            gain -= room.losses[old]
        if gain <= 1e-9 * (1.0 + value):
            continue
        since = 0
        sites[new] = True
        rent += given.price[new]
        if old < 0:
            count += 1
        else:
            sites[old] = False
            rent -= given.price[old]
        value = 0.0
        for point in range(room.near.shape[1]):
            put_in(given, new, point, room)
            if old >= 0 and (room.near[0, point] == old or room.near[1, point] == old):
                take_out(given, sites, old, point, room)
            value += room.ways[0, point]
    return value
