"""The search on one part of a problem: its chains, their cooling, soft prices, exchange and recombination."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from routing.recombination import MetRoutes, recombine
from routing.search.chain import Chain
from routing.search.clock import Clock
from routing.search.cooling import Cooling, choose_cooling, temperature
from routing.search.flat import FlatProblem, Ints
from routing.search.layout import make_ground
from routing.search.orders import link_orders, read_orders
from routing.search.soft_prices import SoftPrices
from routing.search.split import can_share, run_shared

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
"""Most of the seconds of a part that one of them may take."""
LEAST_RECOMBINATION_SECONDS = 0.1
"""A budget that leaves less has none."""


@dataclass(frozen=True, kw_only=True)
class Best:
    """A plan as the ``next`` of every stop, its cost, and how many tasks it leaves out."""

    following: Ints
    cost: int
    left_out: int


class PartSearch:
    """Chains on one part, and the best plan they have met.

    Parameters
    ----------
    first
        Number of the first chain: chains of different numbers draw differently.
    share
        Share of the budget this part gets.
    """

    def __init__(
        self,
        flat: FlatProblem,
        clock: Clock,
        draw: np.random.Generator,
        *,
        seed: int,
        first: int,
        threads: int,
        start: Sequence[Sequence[int]] | None,
        share: float,
    ) -> None:
        self.flat, self.clock, self.draw, self.share = flat, clock, draw, share
        ground = make_ground(flat)
        self.chains = [Chain(flat, ground, seed=seed, number=first + k) for k in range(threads)]
        for chain in self.chains:
            if start is not None:
                chain.take_over(link_orders(flat, start))
            chain.fill()
        _exchange(self.chains)
        self.rounds = 0
        self._cooling: Cooling | None = None
        self._exchanges = 0
        self._recombiner = _Recombiner(flat, clock, share)
        self._prices = SoftPrices(flat)
        self._keep(self.chains[0].best, self.chains[0].best_cost)

    @property
    def orders(self) -> list[list[int]]:
        """Tasks of the best plan in order, by vehicle."""
        return read_orders(self.flat, self.found.following)

    def run_lap(self, pool: ThreadPoolExecutor, spent: float, *, laps: int) -> None:
        """Run all chains for a lap, one of so many that make a whole one."""
        chains, heat = self.chains, self._find_heat(spent)
        self._prices.follow(chains, spent)
        rounds = [self.clock.next_lap(chain.pace, laps=laps) for chain in chains]

        def run_all() -> None:
            list(pool.map(Chain.run, chains, rounds, [heat] * len(chains)))

        if can_share(self.flat, chains[0], len(chains)):
            found, cost = run_shared(self.flat, chains, run_all, self.draw)
        else:
            run_all()
            lead = min(chains, key=lambda chain: chain.best_cost)
            found, cost = lead.best, lead.best_cost
            if self._exchanges < len(EXCHANGES) and spent >= EXCHANGES[self._exchanges]:
                self._exchanges += 1
                _exchange(chains)
        self.rounds += max(rounds)
        self.clock.rounds += max(rounds)
        cost = self._prices.true_cost(found, cost)
        if self._recombiner.is_worth_it:
            found, cost = self._recombiner.follow(spent, chains, found, cost)
        if cost < self.found.cost:
            self._keep(found, cost)

    def _keep(self, following: Ints, cost: int) -> None:
        # One record, put in its place at once: others look at it while this goes on.
        self.found = Best(following=following, cost=cost, left_out=int((following[: self.flat.tasks] < 0).sum()))

    def _find_heat(self, spent: float) -> float:
        # A part that takes turns gets its share of the rounds.
        if self.rounds < WARM_ROUNDS * self.share:
            return 0.0
        if self._cooling is None:
            softened = self._prices.soften(self.chains, spent)
            self._cooling = choose_cooling(self.flat, self.chains[0], softened=softened)
        return temperature(self._cooling, spent)


def _exchange(chains: Sequence[Chain]) -> None:
    """Hand the cheapest plan under way to all chains."""
    lead = min(chains, key=lambda chain: chain.cost)
    for chain in chains:
        if chain is not lead:
            chain.take_over(lead.following)


class _Recombiner:
    """Meets the routes of all chains, and makes them go on from a cheaper plan of these now and then."""

    def __init__(self, flat: FlatProblem, clock: Clock, share: float) -> None:
        self.flat, self.clock = flat, clock
        self.met = MetRoutes(flat)
        self.meetings, self.left = list(MEETINGS), list(RECOMBINATIONS)
        seconds = clock.budget.seconds
        self.seconds = None if seconds is None else RECOMBINATION_SECONDS * share * seconds
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
            is_over=self.clock.is_out_of_time,
        )
        if found is None:
            return best, cost
        following = link_orders(self.flat, found[0])
        for chain in chains:
            chain.take_over(following)
        return following, found[1]
