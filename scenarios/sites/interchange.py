"""Swap search for the p-median problem: close one site and open another while that helps, then shake and begin again.

Teitz and Bart (1968) swap vertices; Whitaker (1983) finds the best site to close for one to open in a single pass
over the demand points; Hansen and Mladenovic (1997) shake a local optimum by random swaps. Sites are also opened
without closing one where p and the budget allow it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from routing.search.compiled import entry
from scenarios.sites.weighted import Floats, Mask, Weighted

KICKS = 300
"""Shakes of a search that is given no number of rounds."""
SHARE_KICKED = 0.2
"""Most of the movable sites that one shake replaces."""

Indices = NDArray[np.int64]


class Interchange:
    """A set of open sites with each point's nearest and second nearest of them."""

    def __init__(self, weighted: Weighted, seed: int) -> None:
        self.weighted = weighted
        self._rng = np.random.default_rng(seed)
        sites, points = weighted.cost.shape
        self._near = np.empty((2, points), dtype=np.int64)
        self._ways = np.empty((2, points))
        self._losses = np.empty(sites)

    def climb(self, open_sites: Mask) -> tuple[Mask, float]:
        """Swap and add until nothing helps; returns the sites and their value."""
        weighted = self.weighted
        sites = open_sites.copy()
        order = self._rng.permutation(len(sites))
        value = climb(
            weighted.cost,
            weighted.price,
            weighted.fixed,
            weighted.most,
            weighted.budget,
            order,
            sites,
            self._near,
            self._ways,
            self._losses,
        )
        return sites, float(value)

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

    def search(
        self, start: Mask, *, kicks: int, is_over: Callable[[float], bool]
    ) -> tuple[Mask, float]:
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


@entry
def climb(
    cost: Floats,
    price: Floats,
    fixed: Mask,
    most: int,
    budget: float,
    order: Indices,
    sites: Mask,
    near: Indices,
    ways: Floats,
    losses: Floats,
) -> float:
    """Change ``sites`` to a local optimum of adding and swapping; near, ways and losses are room to work in.

    A point without a second open site has it infinitely far off; min() keeps that out of every sum.
    """
    count_sites, points = cost.shape
    count, rent = 0, 0.0
    for site in range(count_sites):
        if sites[site]:
            count += 1
            rent += price[site]
    for point in range(points):
        near[0, point] = near[1, point] = -1
        ways[0, point] = ways[1, point] = np.inf
    for site in range(count_sites):
        if sites[site]:
            for point in range(points):
                way = cost[site, point]
                if way < ways[0, point]:
                    near[1, point], ways[1, point] = near[0, point], ways[0, point]
                    near[0, point], ways[0, point] = site, way
                elif way < ways[1, point]:
                    near[1, point], ways[1, point] = site, way
    value = 0.0
    for point in range(points):
        value += ways[0, point]
    since = 0
    turn = 0
    while since < count_sites:
        new = order[turn]
        turn = (turn + 1) % count_sites
        since += 1
        if sites[new]:
            continue
        gain = 0.0
        losses[:] = 0.0
        for point in range(points):
            way, nearest = cost[new, point], ways[0, point]
            if way < nearest:
                if count:
                    gain += nearest - way
            elif count:
                losses[near[0, point]] += min(way, ways[1, point]) - nearest
        profit, old = 0.0, -2
        if count < most and rent + price[new] <= budget:
            profit, old = gain, -1
            if count == 0:
                profit = np.inf
        for site in range(count_sites):
            if sites[site] and not fixed[site] and rent - price[site] + price[new] <= budget:
                better = gain - losses[site]
                if better > profit:
                    profit, old = better, site
        if old == -2 or not profit > 1e-9 * (1.0 + (0.0 if count == 0 else value)):
            continue
        since = 0
        sites[new] = True
        count += 1
        rent += price[new]
        if old >= 0:
            sites[old] = False
            count -= 1
            rent -= price[old]
        value = 0.0
        for point in range(points):
            way = cost[new, point]
            if way < ways[0, point]:
                near[1, point], ways[1, point] = near[0, point], ways[0, point]
                near[0, point], ways[0, point] = new, way
            elif way < ways[1, point]:
                near[1, point], ways[1, point] = new, way
            if old >= 0 and (near[0, point] == old or near[1, point] == old):
                if near[0, point] == old:
                    near[0, point], ways[0, point] = near[1, point], ways[1, point]
                near[1, point], ways[1, point] = -1, np.inf
                for site in range(count_sites):
                    if sites[site] and site != near[0, point] and cost[site, point] < ways[1, point]:
                        near[1, point], ways[1, point] = site, cost[site, point]
            value += ways[0, point]
    return value

