"""Weighted ways from demand points to sites, as the swap search, the relaxation and the radius form read them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ROUNDING = 1e-7
"""Costs that differ by less than this part of them are equal."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighted:
    """What all people of a point walk to a site, and which sets of sites may be open.

    Parameters
    ----------
    cost
        People times cost, shape (c, d): a row is a site.
    fixed
        Sites that must be open, shape (c,).
    price
        Rent, shape (c,).
    most, budget
        Most open sites, and most rent of them; a budget of inf is none.
    """

    cost: Floats
    fixed: Mask
    price: Floats
    most: int
    budget: float

    @property
    def whole(self) -> bool:
        """Whether every value is a whole number, so that a bound within less than 1 proves."""
        return bool((self.cost == np.floor(self.cost)).all() and self.cost.sum() < 2**53)

    def total(self, open_sites: Mask) -> float:
        """Say what everybody walks in all, each to the nearest open site."""
        return float(self.cost[open_sites].min(axis=0).sum()) if open_sites.any() else np.inf

    def fits(self) -> Mask:
        """Which sites can be open at all beside the fixed ones, shape (c,); the fixed ones can."""
        left = self.budget - self.price[self.fixed].sum()
        return np.asarray(self.fixed | ((self.price <= left) & bool(self.fixed.sum() < self.most)))

    def allows(self, open_sites: Mask) -> bool:
        """Whether a set of sites may be open."""
        within = self.price[open_sites].sum() <= self.budget and open_sites.sum() <= self.most
        return bool(within and open_sites[self.fixed].all())


def least_improvement(weighted: Weighted, value: float) -> float:
    """How much less than a value the next better one is at least."""
    return 1.0 - ROUNDING if weighted.whole and value < 1e9 else max(value, 1.0) * ROUNDING
