"""Temperatures of the annealing, taken from the instance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routing.search.chain import Chain
from routing.search.flat import NEVER, FlatProblem


@dataclass(frozen=True, kw_only=True)
class Cooling:
    """First and last temperature, in units of cost."""

    hot: float
    cold: float


ALONE = Cooling(hot=1.0, cold=0.05)
"""Against the mean charge of a leg, where every route stands alone."""
ENTWINED = Cooling(hot=5.0, cold=0.1)
"""Against the same, where lateness has a price or tasks are tied: many plans lie between two good ones."""

SWAP = 0.5
"""First temperature at least, against the least price of a task: one that is left out may change with another."""
OPTIONAL = 100
"""Mean charges of a leg up to which a price is one that a plan may choose to pay."""


def choose_cooling(flat: FlatProblem, chain: Chain, *, softened: bool = False) -> Cooling:
    """Temperatures for a chain that has run some rounds without heat, so that it has the legs of a fair plan.

    They lie between those of a day whose tasks stand alone and one whose tasks are all tied or had better not be
    late, by the share of such tasks.

    Parameters
    ----------
    softened
        Whether prices are soft while it is hot (soft_prices.py): then tasks left out change without heat.
    """
    share = float(((flat.group >= 0) | (flat.due < NEVER)).mean()) if flat.coupled else 0.0

    def between(alone: float, entwined: float) -> float:
        return chain.mean_leg * float(np.exp((1 - share) * np.log(alone) + share * np.log(entwined)))

    least = float(flat.price[chain.able].min(initial=np.iinfo(np.int64).max))
    swap = SWAP * least if least < OPTIONAL * chain.mean_leg and not softened else 0.0
    return Cooling(hot=max(swap, between(ALONE.hot, ENTWINED.hot)), cold=between(ALONE.cold, ENTWINED.cold))


def temperature(cooling: Cooling, spent: float) -> float:
    """Temperature once this share of the budget is gone: it falls by a constant factor."""
    return float(cooling.hot * (cooling.cold / cooling.hot) ** spent)
