"""Prices of visits left out that are low at first, where a day is so full that a first plan leaves some out.

At its true price a mandatory visit never gives way again, and what was crowded out stays out. While it is hot and every
price is one that may be paid for a while, the plan can move through days that leave others out; then the prices are the
true ones, and what is out comes in (a penalty that rises, as in Gendreau, Hertz & Laporte 1994).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.search.chain import Chain
from routing.search.flat import FlatProblem, Ints, Longs

SOFT_LEGS = 40
"""A soft price, in mean charges of a leg, is no higher."""
SOFT_SHARE = 0.5
"""Share of the budget after which prices are true."""


class SoftPrices:
    """The prices the chains work with, and what a plan truly costs."""

    def __init__(self, flat: FlatProblem) -> None:
        self._true: Longs = flat.price.astype(np.int64)
        self._now = self._true
        self._tasks = flat.tasks

    def soften(self, chains: Sequence[Chain]) -> None:
        """Lower the prices if the chains leave something out."""
        if min(chain.absent for chain in chains) > 0:
            self._set(np.minimum(self._true, int(SOFT_LEGS * chains[0].mean_leg)), chains)

    def harden(self, chains: Sequence[Chain], spent: float) -> None:
        """Set the true prices once this share of the budget is gone."""
        if self._now is not self._true and spent >= SOFT_SHARE:
            self._set(self._true, chains)

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
