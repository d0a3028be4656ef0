"""Drives the chains: laps on threads, cooling by the clock or by rounds, exchange between chains, progress and stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from routing.search.chain import Chain
from routing.search.flat import FlatProblem
from routing.search.orders import link_orders, read_orders
from routing.search.records import make_ground

LAP_SECONDS = 0.1
"""How long the chains run between two looks at the clock, the stop and one another."""
LAP_ROUNDS = 2000
"""The same where rounds are counted, so that the plan depends on nothing else."""
WARM_ROUNDS = 3000
"""Rounds without heat that come first; what makes plans worse after them sets the temperatures."""
HOT, COLD = 1.0, 0.01
"""First and last temperature, against the median worsening."""
EXCHANGES = 10


@dataclass(frozen=True, kw_only=True)
class Budget:
    """When to end: after so many seconds or so many rounds of every chain, whichever comes first."""

    seconds: float | None = None
    rounds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Tasks in order by vehicle, their cost, and the rounds all chains have run."""

    orders: list[list[int]]
    cost: int
    rounds: int


class _Clock:
    """How much of the budget is gone."""

    def __init__(self, budget: Budget, stop: threading.Event | None) -> None:
        self.budget, self.stop = budget, stop
        self.began = time.monotonic()
        self.rounds = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def spent(self) -> float:
        """Share of the budget gone, 0 to 1."""
        if self.stop is not None and self.stop.is_set():
            return 1.0
        shares = [0.0]
        if self.budget.seconds is not None:
            shares.append(self.seconds / max(1e-9, self.budget.seconds))
        if self.budget.rounds is not None:
            shares.append(self.rounds / max(1, self.budget.rounds))
        return min(1.0, max(shares))

    def lap(self, pace: float) -> int:
        """Rounds of the next lap."""
        if self.budget.rounds is None:
            left = (self.budget.seconds or 0.0) - self.seconds
            return max(1, int(pace * min(LAP_SECONDS, max(0.0, left))))
        return max(1, min(LAP_ROUNDS, self.budget.rounds - self.rounds))


def search(
    flat: FlatProblem,
    *,
    budget: Budget,
    seed: int = 0,
    threads: int | None = None,
    start: Sequence[Sequence[int]] | None = None,
    progress: Callable[[float, int], None] | None = None,
    stop: threading.Event | None = None,
    hot: float = HOT,
    cold: float = COLD,
    exchanges: int = EXCHANGES,
) -> Outcome:
    """Look for a cheap plan by ruin and recreate on all threads.

    Parameters
    ----------
    start
        Orders to begin with; what they leave out is put in where it fits.
    progress
        Called with seconds and cost whenever a better plan is known.
    """
    clock = _Clock(budget, stop)
    if flat.tasks == 0 or flat.vehicles == 0:
        return Outcome(orders=[[] for _ in range(flat.vehicles)], cost=int(flat.price.sum()), rounds=0)
    count = threads or os.cpu_count() or 1
    ground = make_ground(flat)
    chains = [Chain(flat, ground, seed=seed, number=k) for k in range(count)]
    for chain in chains:
        if start is not None:
            chain.take_over(link_orders(flat, start))
        chain.fill()
    best, best_cost = chains[0].best, chains[0].best_cost
    with ThreadPoolExecutor(count) as pool:
        heat, final = 0.0, 0.0
        exchanged = 0
        warm = True
        while (spent := clock.spent()) < 1.0:
            if warm and clock.rounds >= WARM_ROUNDS:
                warm = False
                leg = float(np.mean([chain.mean_leg for chain in chains]))
                heat, final = hot * leg, cold * leg
            if warm:
                laps = [min(clock.lap(1e12), LAP_ROUNDS)] * count
                list(pool.map(lambda c: c[0].run(c[1], hot=0.0, cold=0.0), zip(chains, laps)))
            else:
                now = heat * (final / heat) ** spent
                laps = [clock.lap(chain.pace) for chain in chains]
                list(pool.map(lambda c: c[0].run(c[1], hot=now, cold=now), zip(chains, laps)))
            clock.rounds += max(laps)
            for chain in chains:
                if chain.best_cost < best_cost:
                    best, best_cost = chain.best, chain.best_cost
                    if progress is not None:
                        progress(clock.seconds, best_cost)
            if count > 1 and int(spent * exchanges) > exchanged:
                exchanged = int(spent * exchanges)
                lead = min(chains, key=lambda chain: chain.cost)
                following = lead.following
                for chain in chains:
                    if chain is not lead:
                        chain.take_over(following)
    return Outcome(orders=read_orders(flat, best), cost=best_cost, rounds=clock.rounds)
