"""Drives the search: teams of threads on the parts of a problem, progress, and an end at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass

from routing.cores import count_cores
from routing.search.clock import Budget, Clock
from routing.search.flat import FlatProblem
from routing.search.part_search import PartSearch
from routing.search.parts import split_flat
from routing.search.team import TeamSearch, make_teams

SECONDS_BETWEEN_LOOKS = 0.05
"""How soon the caller hears of a better plan."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Tasks in order by vehicle, what they cost, and the rounds each thread has run."""

    orders: list[list[int]]
    cost: int
    rounds: int


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
    """Look for a cheap plan by ruin and recreate on all threads, each on a part of the problem where it has parts.

    The same problem, seed, threads and rounds give the same plan, where no seconds are given.

    Parameters
    ----------
    threads
        By default one for every core.
    start
        Orders to begin with; what they leave out is put in where it fits.
    progress
        Called with seconds, cost and the number of tasks left out: of the plan begun with, then of every better one.
    stop
        Ends the search within a lap once it is set.
    """
    if flat.tasks == 0 or flat.vehicles == 0:
        return Outcome(orders=[[] for _ in range(flat.vehicles)], cost=int(flat.price.sum()), rounds=0)
    began, ended = time.monotonic(), threading.Event()
    parts = split_flat(flat)
    starts = None if start is None else [part.take(start) for part in parts]
    teams, first = [], 0
    for team in make_teams([part.flat.tasks for part in parts], threads or count_cores()):
        clock = Clock(budget, [ended] if stop is None else [ended, stop], began)
        teams.append(TeamSearch(team, parts, clock, seed=seed, first=first, starts=starts))
        first += team.threads * len(team.parts)
    searches = [one for _, one in sorted((n, one) for team in teams for n, one in team.searches.items())]
    told = _tell(searches, teams[0].clock, progress, None)
    with ThreadPoolExecutor(len(teams)) as pool:
        try:
            left = {pool.submit(team.run) for team in teams}
            while left:
                done, left = wait(left, timeout=SECONDS_BETWEEN_LOOKS, return_when=FIRST_EXCEPTION)
                for one in done:
                    one.result()
                told = _tell(searches, teams[0].clock, progress, told)
        finally:
            # Where one team fails, or the caller's progress does, the others have nothing to search for.
            ended.set()
    orders: list[list[int]] = [[] for _ in range(flat.vehicles)]
    for part, search_of in zip(parts, searches, strict=True):
        for vehicle, order in part.give(search_of.orders):
            orders[vehicle] = order
    cost = sum(one.found.cost for one in searches)
    return Outcome(orders=orders, cost=cost, rounds=max(team.clock.rounds for team in teams))


def _tell(
    searches: Sequence[PartSearch],
    clock: Clock,
    progress: Callable[[float, int, int], None] | None,
    told: int | None,
) -> int:
    """Tell of the best plans where together they cost less than was told before; what they cost."""
    found = [one.found for one in searches]
    cost = sum(one.cost for one in found)
    if progress is not None and (told is None or cost < told):
        progress(clock.seconds, cost, sum(one.left_out for one in found))
    return cost
