"""A chain of annealing: one plan under way, changed by one thread at a time."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from routing.search.adopt import adopt
from routing.search.anneal import anneal, fill
from routing.search.draws import make_draws
from routing.search.flat import FlatProblem, Ints, Longs
from routing.search.layout import clear_tour, make_state
from routing.search.records import (
    ABSENTEES,
    ELSEWHERE,
    NOWHERE,
    PLACED,
    SEEDS,
    TRAVEL,
    USED,
    Ground,
)


class Chain:
    """One plan under way, the best one it met, and the pace at which it works."""

    def __init__(self, flat: FlatProblem, ground: Ground, *, seed: int, number: int) -> None:
        self.flat = flat
        self.state = make_state(flat, ground, make_draws(seed, number))
        self.tour, self.work = self.state.tour, self.state.work
        self.pace = 1000.0
        self.clear()

    @property
    def cost(self) -> int:
        """Cost of the plan under way."""
        return int(self.work.now_cost[0])

    @property
    def best_cost(self) -> int:
        """Cost of the best plan met since the last one was taken over."""
        return int(self.work.best_cost[0])

    @property
    def able(self) -> NDArray[np.bool_]:
        """Shape (n,): tasks that some vehicle may do."""
        return np.asarray(self.state.ground.able > 0)

    @property
    def absent(self) -> int:
        """Number of tasks the plan under way leaves out though somebody may do them."""
        return int((self.able & (self.tour.stops["route"][: self.flat.tasks] == NOWHERE)).sum())

    @property
    def following(self) -> Ints:
        """The ``next`` of every stop of the plan under way."""
        following: Ints = self.tour.stops["next"].copy()
        return following

    @property
    def best(self) -> Ints:
        """The ``next`` of every stop of the best plan."""
        return self.work.best.copy()

    @property
    def mean_leg(self) -> float:
        """Mean charge of a leg, in units of cost; 1 where legs are free."""
        totals = self.tour.totals
        return max(1.0, self.flat.charge_weight * int(totals[TRAVEL]) / max(1, int(totals[PLACED] + totals[USED])))

    def clear(self) -> None:
        """Start from nothing."""
        clear_tour(self.tour, self.state.ground.price)
        self.take_over(self.following)

    def take_over(self, following: Ints) -> bool:
        """Go on from another plan; False, with an empty one, where its times break a rule."""
        fine = adopt(self.state, following)
        if not fine:
            self.clear()
        return fine

    def reprice(self, prices: Longs) -> None:
        """Go on with other prices of the tasks left out; they are those of every chain on the same ground."""
        following = self.following
        self.state.ground.price[:] = prices
        clear_tour(self.tour, prices)
        self.take_over(following)

    def fill(self) -> None:
        """Put in whatever is absent and fits."""
        fill(self.state)

    def restrict(self, routes: NDArray[np.bool_], stops: NDArray[np.bool_]) -> None:
        """Leave alone all routes and absent tasks but these, until :meth:`release`."""
        n = self.flat.tasks
        self.tour.routes["barred"] = ~routes
        absent = self.tour.stops["route"][:n] == NOWHERE
        self.tour.stops["route"][:n][absent & ~stops[:n]] = ELSEWHERE
        self._list_absent()
        seeds = np.flatnonzero(stops[:n])
        self.work.seeds[: len(seeds)] = seeds
        self.work.counts[SEEDS] = len(seeds)

    def release(self) -> None:
        """Work on everything again."""
        n = self.flat.tasks
        self.tour.routes["barred"] = 0
        routes = self.tour.stops["route"][:n]
        routes[routes == ELSEWHERE] = NOWHERE
        self._list_absent()
        self.work.seeds[:] = np.arange(n)
        self.work.counts[SEEDS] = n

    def run(self, rounds: int, heat: float) -> None:
        """Run rounds at one temperature and measure the pace: rounds in a second."""
        began = time.perf_counter()
        anneal(self.state, rounds, heat)
        self.pace = rounds / max(1e-6, time.perf_counter() - began)

    def _list_absent(self) -> None:
        absent = np.flatnonzero(self.tour.stops["route"][: self.flat.tasks] == NOWHERE)
        self.work.absent_at[:] = NOWHERE
        self.work.absent_at[absent] = np.arange(len(absent))
        self.work.absent[: len(absent)] = absent
        self.work.counts[ABSENTEES] = len(absent)
