"""Prices of visits left out that are low at first and rise, where a day is so full that a first plan leaves some out.

At its true price a visit never gives way again, and what was crowded out stays out. While leaving one out costs no more
than a few legs, the plan can move through days that leave others out; as the price rises what is out comes in, and
from some share of the budget on prices are the true ones (a rising penalty, as in Gendreau, Hertz & Laporte 1994).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.search.chain import Chain
from routing.search.flat import FlatProblem, Ints, Longs

FIRST_LEGS, LAST_LEGS = 5.0, 60.0
"""No price is higher, in mean charges of a leg: at first, and before prices are true. It rises by a constant factor."""
SOFT_SHARE = 0.6
"""Share of the budget after which prices are true."""
STEP = 0.02
"""Share of the budget from one rise to the next: each has all chains work out their costs anew."""


class SoftPrices:
    """The prices the chains work with, and what a plan truly costs."""

    def __init__(self, flat: FlatProblem) -> None:
        self._true: Longs = flat.price.astype(np.int64)
        self._now = self._true
        self._tasks = flat.tasks
        self._leg = 0.0
        self._next = 1.0

    def soften(self, chains: Sequence[Chain], spent: float) -> bool:
        """Lower the prices if the chains leave something out; whether they do."""
        if min(chain.absent for chain in chains) == 0:
            return False
        self._leg = chains[0].mean_leg
        self._next = spent
        return True

    def follow(self, chains: Sequence[Chain], spent: float) -> None:
        """Raise soft prices to where they should be once this share of the budget is gone."""
        if spent < self._next:
            return
        if spent >= SOFT_SHARE:
            self._next = 1.0
            self._set(self._true, chains)
            return
        self._next = spent + STEP
        most = int(self._leg * FIRST_LEGS * (LAST_LEGS / FIRST_LEGS) ** (spent / SOFT_SHARE))
        self._set(np.minimum(self._true, most), chains)

    def true_cost(self, following: Ints, cost: int) -> int:
        """Cost of a plan at true prices, given what it costs at those of now."""
        if self._now is self._true:
            return cost
        out = following[: self._tasks] < 0
        return cost + int((self._true[out] - self._now[out]).sum())

    def _set(self, prices: Longs, chains: Sequence[Chain]) -> None:
        self._now = prices
        for chain in chains:
            chain.reprice(prices)
