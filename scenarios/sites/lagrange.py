"""A bound for the p-median problem: everybody's duty to go somewhere, bought instead of asked for.

    L(m) = sum_i m_i + min { sum_j r_j x_j : x may be open },   r_j = sum_i min(0, people_i cost_ij - m_i)

is at most the optimum for any prices m_i; the highest L over all m is the bound of the linear relaxation. Prices
move along subgradients: Narula, Ogbu and Samuelsson (1977), An Algorithm for the p-Median Problem; Held, Wolfe and
Crowder (1974) for the steps. With a budget the inner minimum is a knapsack, of which the linear relaxation is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.search.compiled import entry
from scenarios.sites.weighted import Floats, Mask, Weighted

STEPS = 1500
"""Most subgradient steps."""
PATIENCE = 20
"""Steps without a better bound after which the steps become half as long."""
LEAST_STEP = 1e-3
"""Factor of the step length below which nothing moves any more."""
MEMORY = 0.3
"""How much of the last direction goes into the next."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """The best bound found.

    Parameters
    ----------
    bound
        No choice is cheaper.
    prices
        m, shape (d,).
    reduced
        r, shape (c,).
    """

    bound: float
    prices: Floats
    reduced: Floats


class Relaxation:
    """The ways of each demand point from near to far, and the prices at which they are bought."""

    def __init__(self, weighted: Weighted) -> None:
        self.weighted = weighted
        by_point = np.ascontiguousarray(weighted.cost.T)
        self.order = np.argsort(by_point, axis=1, kind="stable").astype(np.int32)
        self.ways = np.take_along_axis(by_point, self.order, axis=1)

    def raise_bound(
        self,
        start: Floats,
        value: float,
        *,
        enough: float,
        is_over: Callable[[], bool],
        try_sites: Callable[[Mask], float] | None = None,
    ) -> Relaxed:
        """Move the prices until the bound stands within ``enough`` of the value, or no step helps any more.

        Parameters
        ----------
        start
            Prices to begin with, shape (d,): what each point's people walk in a good choice.
        value
            Of the best choice known.
        try_sites
            Told the sites of the relaxation now and then; says the best value known after that.
        """
        points, sites = self.ways.shape
        prices, reduced, met = start.copy(), np.empty(sites), np.empty(points, dtype=np.int64)
        best = Relaxed(bound=-np.inf, prices=prices.copy(), reduced=np.zeros(sites))
        direction: Floats = np.zeros(points, dtype=np.float64)
        factor, waited = 1.0, 0
        for step in range(STEPS):
            sum_reduced(self.ways, self.order, prices, reduced)
            chosen, least = choose_least(self.weighted, reduced)
            bound = float(prices.sum() + least)
            waited += 1
            if bound > best.bound:
                best, waited = Relaxed(bound=bound, prices=prices.copy(), reduced=reduced.copy()), 0
            if waited >= PATIENCE:
                factor, waited = factor / 2, 0
                prices, direction = best.prices.copy(), np.zeros(points)
                sum_reduced(self.ways, self.order, prices, reduced)
                chosen, least = choose_least(self.weighted, reduced)
                bound = best.bound
            if try_sites is not None and step % 100 == 50:
                value = try_sites(chosen)
            if value - best.bound < enough or factor < LEAST_STEP or is_over():
                break
            count_met(self.ways, self.order, prices, chosen, met)
            if (met == 1).all():  # everybody goes to exactly one site: nothing is higher
                break
            unmet: Floats = np.subtract(1.0, met, dtype=np.float64)
            direction = unmet + MEMORY * direction
            length = float(direction @ direction)
            if length < 1e-12:
                direction = unmet
                length = float(direction @ direction)
            prices += factor * max(value - bound, enough) / length * direction
        return best


def choose_least(weighted: Weighted, reduced: Floats, *, must: Mask | None = None) -> tuple[Mask, float]:
    """Choose the sites with the least sum of reduced costs; returns them and a bound of that sum.

    The bound is exact for p, and the linear relaxation for a budget; where both are given, the higher of the two.
    """
    must = weighted.fixed if must is None else must
    base = float(reduced[must].sum())
    order = np.argsort(reduced, kind="stable")
    free = order[~must[order] & (reduced[order] < 0)]
    chosen = must.copy()
    taken = free[: max(0, weighted.most - int(must.sum()))]
    chosen[taken] = True
    bound = base + float(reduced[taken].sum())
    if not np.isfinite(weighted.budget):
        return chosen, bound
    left = weighted.budget - float(weighted.price[must].sum())
    if left < 0:
        return must.copy(), np.inf
    price = weighted.price[free]
    with np.errstate(divide="ignore"):
        by_price = free[
            np.argsort(np.where(price > 0, reduced[free] / np.maximum(price, 1e-12), -np.inf), kind="stable")
        ]
    spent = np.cumsum(weighted.price[by_price])
    whole = by_price[spent <= left]
    chosen = must.copy()
    chosen[whole[: max(0, weighted.most - int(must.sum()))]] = True
    relaxed = float(reduced[whole].sum())
    if len(whole) < len(by_price):
        part = by_price[len(whole)]
        relaxed += float(reduced[part] * (left - weighted.price[whole].sum()) / weighted.price[part])
    return chosen, max(bound, base + relaxed)


def rule_out(weighted: Weighted, relaxed: Relaxed, value: float) -> tuple[Mask, Mask]:
    """Find sites that every choice below a value must open, and those it cannot, each of shape (c,)."""
    base = float(relaxed.prices.sum())
    needed, hopeless = weighted.fixed.copy(), np.zeros(len(weighted.fixed), dtype=np.bool_)
    chosen, _ = choose_least(weighted, relaxed.reduced)
    for site in np.flatnonzero(~weighted.fixed).tolist():
        must = weighted.fixed.copy()
        if chosen[site]:
            without = relaxed.reduced.copy()
            without[site] = 0.0
            needed[site] = base + choose_least(weighted, without)[1] >= value
        else:
            must[site] = True
            hopeless[site] = must.sum() > weighted.most
            hopeless[site] |= base + choose_least(weighted, relaxed.reduced, must=must)[1] >= value
    return needed, hopeless


@entry
def sum_reduced(ways: Floats, order: NDArray[np.int32], prices: Floats, reduced: Floats) -> None:
    """Sum up r; ways beyond a point's price are never looked at."""
    points, sites = ways.shape
    reduced[:] = 0.0
    for point in range(points):
        price = prices[point]
        for rank in range(sites):
            if ways[point, rank] >= price:
                break
            reduced[order[point, rank]] += ways[point, rank] - price


@entry
def count_met(ways: Floats, order: NDArray[np.int32], prices: Floats, chosen: Mask, met: NDArray[np.int64]) -> None:
    """Count how many of the chosen sites each point buys its way to."""
    points, sites = ways.shape
    for point in range(points):
        count = 0
        for rank in range(sites):
            if ways[point, rank] >= prices[point]:
                break
            if chosen[order[point, rank]]:
                count += 1
        met[point] = count
