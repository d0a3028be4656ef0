"""Drives the chains: laps on threads, cooling by the clock or by rounds, exchange between chains, progress and stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from routing.cores import count_cores
from routing.recombination import MetRoutes, recombine
from routing.search.chain import Chain
from routing.search.cooling import Cooling, choose_cooling, temperature
from routing.search.flat import FlatProblem, Ints
from routing.search.layout import make_ground
from routing.search.orders import link_orders, read_orders
from routing.search.soft_prices import SoftPrices
from routing.search.split import can_share, run_shared

LAP_SECONDS = 0.1
"""How long the chains run between two looks at the clock, the stop and one another."""
LAP_ROUNDS = 2000
"""The same where rounds are counted, so that the plan depends on nothing else."""
WARM_ROUNDS = 3000
"""Rounds without heat that come first, so that the legs of a fair plan set the temperatures."""
EXCHANGES = (0.6, 0.7, 0.8, 0.9)
"""Shares of the budget after which the chain with the cheapest plan hands it to the others.

Not before: chains that go apart while it is hot are several searches, and a search of a small day may miss.
"""
MEETINGS = tuple(k / 100 for k in range(40, 100, 5))
"""Shares of the budget after which routes that stand alone are noted.

Seldom enough for plans to differ: from hundreds of routes CP-SAT finds the best choice in a tenth of a second.
"""
RECOMBINATIONS = (0.8, 0.9, 0.97)
"""Shares of the budget after which these make a new plan, should that be cheaper; all chains go on from it."""
RECOMBINATION_SECONDS = 0.03
"""Most of a budget of seconds that one of them may take."""
LEAST_RECOMBINATION_SECONDS = 0.1
"""A budget that leaves less has none."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """When to end: after so many seconds, or so many rounds of every chain, whichever comes first."""

    seconds: float | None = None
    rounds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Tasks in order by vehicle, what they cost, and the rounds each chain has run."""

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
        """Share of the budget gone, 0 to 1; 1 once a stop is asked for."""
        if self.stop is not None and self.stop.is_set():
            return 1.0
        shares = [0.0]
        if self.budget.seconds is not None:
            shares.append(self.seconds / max(1e-9, self.budget.seconds))
        if self.budget.rounds is not None:
            shares.append(self.rounds / self.budget.rounds if self.budget.rounds else 1.0)
        return min(1.0, max(shares))

    def next_lap(self, pace: float) -> int:
        """Count the rounds of the next lap, for a chain of this pace."""
        if self.budget.rounds is not None:
            return max(1, min(LAP_ROUNDS, self.budget.rounds - self.rounds))
        left = (self.budget.seconds or 0.0) - self.seconds
        return max(1, int(pace * min(LAP_SECONDS, max(0.0, left))))


def search(
    flat: FlatProblem,
    *,
    budget: Budget,
    seed: int = 0,
    threads: int | None = None,
    start: Sequence[Sequence[int]] | None = None,
    progress: Callable[[float, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Look for a cheap plan by ruin and recreate on all threads.

    The same problem, seed, threads and rounds give the same plan, where no seconds are given.

    Parameters
    ----------
    threads
        Chains, each on a thread of its own; by default one for every core.
    start
        Orders to begin with; what they leave out is put in where it fits.
    progress
        Called with seconds, cost and the number of tasks left out: of the plan begun with, then of every better one.
    stop
        Ends the search within a lap once it is set.
    """
    if flat.tasks == 0 or flat.vehicles == 0:
        return Outcome(orders=[[] for _ in range(flat.vehicles)], cost=int(flat.price.sum()), rounds=0)
    clock = _Clock(budget, stop)
    draw = np.random.default_rng(seed)
    chains = _make_chains(flat, seed=seed, threads=threads or count_cores(), start=start)
    best, best_cost = chains[0].best, chains[0].best_cost

    def tell() -> None:
        if progress is not None:
            progress(clock.seconds, best_cost, int((best[: flat.tasks] < 0).sum()))

    tell()
    cooling: Cooling | None = None
    exchanges = 0
    recombiner = _Recombiner(flat, clock)
    prices = SoftPrices(flat)
    with ThreadPoolExecutor(len(chains)) as pool:
        while (spent := clock.spent()) < 1.0:
            heat = 0.0
            if clock.rounds >= WARM_ROUNDS:
                if cooling is None:
                    cooling = choose_cooling(flat, chains[0])
                    prices.soften(chains, spent)
                heat = temperature(cooling, spent)
            prices.follow(chains, spent)
            laps = [clock.next_lap(chain.pace) for chain in chains]

            def run_all(laps: Sequence[int] = laps, heat: float = heat) -> None:
                list(pool.map(Chain.run, chains, laps, [heat] * len(chains)))

            if can_share(flat, chains[0], len(chains)):
                found, cost = run_shared(flat, chains, run_all, draw)
            else:
                run_all()
                lead = min(chains, key=lambda chain: chain.best_cost)
                found, cost = lead.best, lead.best_cost
                if exchanges < len(EXCHANGES) and spent >= EXCHANGES[exchanges]:
                    exchanges += 1
                    _exchange(chains)
            clock.rounds += max(laps)
            cost = prices.true_cost(found, cost)
            if recombiner.is_worth_it:
                found, cost = recombiner.follow(spent, chains, found, cost)
            if cost < best_cost:
                best, best_cost = found, cost
                tell()
    return Outcome(orders=read_orders(flat, best), cost=best_cost, rounds=clock.rounds)


def _make_chains(flat: FlatProblem, *, seed: int, threads: int, start: Sequence[Sequence[int]] | None) -> list[Chain]:
    ground = make_ground(flat)
    chains = [Chain(flat, ground, seed=seed, number=k) for k in range(threads)]
    for chain in chains:
        if start is not None:
            chain.take_over(link_orders(flat, start))
        chain.fill()
    _exchange(chains)
    return chains


def _exchange(chains: Sequence[Chain]) -> None:
    """Hand the cheapest plan under way to all chains."""
    lead = min(chains, key=lambda chain: chain.cost)
    for chain in chains:
        if chain is not lead:
            chain.take_over(lead.following)


class _Recombiner:
    """Meets the routes of all chains, and makes them go on from a cheaper plan of these now and then."""

    def __init__(self, flat: FlatProblem, clock: _Clock) -> None:
        self.flat, self.clock = flat, clock
        self.met = MetRoutes(flat)
        self.meetings, self.left = list(MEETINGS), list(RECOMBINATIONS)
        seconds = clock.budget.seconds
        self.seconds = None if seconds is None else RECOMBINATION_SECONDS * seconds
        self.is_worth_it = not flat.coupled and (self.seconds is None or self.seconds >= LEAST_RECOMBINATION_SECONDS)

    def follow(self, spent: float, chains: Sequence[Chain], best: Ints, cost: int) -> tuple[Ints, int]:
        """Note the routes of a lap; the best plan and its cost, after a recombination where one is due."""
        if self.meetings and spent >= self.meetings[0]:
            self.meetings = [share for share in self.meetings if share > spent]
            for following in [*(chain.following for chain in chains), best]:
                self.met.note(read_orders(self.flat, following))
        if not self.left or spent < self.left[0]:
            return best, cost
        self.left = [share for share in self.left if share > spent]
        found = recombine(
            self.met,
            read_orders(self.flat, best),
            seconds=self.seconds,
            is_over=lambda: self.clock.spent() >= 1.0,
        )
        if found is None:
            return best, cost
        following = link_orders(self.flat, found[0])
        for chain in chains:
            chain.take_over(following)
        return following, found[1]
