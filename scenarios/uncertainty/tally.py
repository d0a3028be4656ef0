"""Sums over drawn days, from which means and standard errors come."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable

import numpy as np
from numpy.typing import ArrayLike

from scenarios.uncertainty.figures import Estimate


class Tally:
    """Sums values of drawn days by what they are of, some days at a time."""

    def __init__(self) -> None:
        self.days = 0
        self._sum: defaultdict[Hashable, float] = defaultdict(float)
        self._squares: defaultdict[Hashable, float] = defaultdict(float)

    def count(self, days: int) -> None:
        """Count days; whatever adds nothing of its own on them has been 0."""
        self.days += days

    def add(self, of: Hashable, values: ArrayLike) -> None:
        """Add a value of each of some days."""
        given = np.asarray(values, dtype=np.float64)
        self._sum[of] += float(given.sum())
        self._squares[of] += float(np.dot(given, given))

    def estimate(self, of: Hashable) -> Estimate:
        """Mean x̄ and its standard error √((Σx² − n x̄²) / (n (n − 1))) over the n days; 0 of a single day."""
        n = self.days
        mean = self._sum[of] / n
        spread = max(0.0, self._squares[of] - n * mean * mean)
        return Estimate(mean=mean, error=math.sqrt(spread / (n * (n - 1))) if n > 1 else 0.0)
