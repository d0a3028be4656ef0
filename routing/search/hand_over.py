"""From OR-Tools' first plan to the search: OR-Tools goes on only while the search is being compiled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from routing.limit import Limit, Progress
from routing.ortools_model.model import Model, Orders
from routing.ortools_model.search import search_model

CHAINS = 2
"""Chains where rounds are counted: as many on every machine, or the plan would hang on its cores."""

SECONDS_BETWEEN_LOOKS = 0.05


class _Relay(threading.Event):
    """Set once there is a first plan and the search is ready, or the caller wants to stop."""

    def __init__(self, stop: threading.Event | None) -> None:
        super().__init__()
        self._caller = stop
        self._has_plan = threading.Event()
        self._is_ready = threading.Event()

    def is_set(self) -> bool:
        return (self._has_plan.is_set() and self._is_ready.is_set()) or self.is_stopped()

    def is_stopped(self) -> bool:
        return self._caller is not None and self._caller.is_set()

    def hear_plan(self) -> None:
        self._has_plan.set()

    def hear_ready(self) -> None:
        self._is_ready.set()


def search_from_first_plan(
    model: Model,
    *,
    limit: Limit,
    seed: int,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Orders:
    """Find a first plan with OR-Tools and make it cheaper by ruin and recreate.

    Parameters are those of :func:`routing.ortools_model.search.search_model`; ``limit.solutions`` counts the rounds of
    the search.
    """
    began = time.monotonic()
    relay = _Relay(stop)
    told: list[Progress] = []

    def hear(found: Progress) -> None:
        told.append(found)
        relay.hear_plan()
        if progress is not None:
            progress(found)

    def make_ready() -> None:
        try:
            _compile_search(model)
        finally:
            relay.hear_ready()

    compiling = threading.Thread(target=make_ready, daemon=True)
    compiling.start()
    # Where rounds are counted, what OR-Tools finds while it waits would hang on the machine: the first plans, no more.
    first = Limit(solutions=0) if limit.seconds is None else Limit(seconds=limit.seconds)
    orders = search_model(model, limit=first, seed=seed, progress=hear, stop=relay)

    def time_left() -> float | None:
        return None if limit.seconds is None else limit.seconds - (time.monotonic() - began)

    # OR-Tools may be done with a small day long before the search is compiled.
    while told and not relay.is_set() and ((left := time_left()) is None or left > 0):
        compiling.join(SECONDS_BETWEEN_LOOKS)
    left = time_left()
    if not told or relay.is_stopped() or (left is not None and left <= 0):
        return orders
    rest = replace(limit, seconds=left)
    return _improve(model, orders, told[-1], began=began, limit=rest, seed=seed, progress=progress, stop=stop)


def _improve(
    model: Model,
    orders: Orders,
    so_far: Progress,
    *,
    began: float,
    limit: Limit,
    seed: int,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Orders:
    # Imported here: numba takes half a second, which nobody should pay who does not search.
    from routing.search.day import flatten_day, name_orders, number_orders  # noqa: PLC0415
    from routing.search.run import Budget, search  # noqa: PLC0415

    problem = model.problem

    def hear(_seconds: float, cost: int, left_out: int) -> None:
        if progress is not None and cost < so_far.cost:
            spent = time.monotonic() - began
            progress(replace(so_far, seconds=spent, cost=cost, unassigned=left_out, solutions=so_far.solutions + 1))

    outcome = search(
        flatten_day(model),
        budget=Budget(seconds=limit.seconds, rounds=limit.solutions),
        seed=seed,
        threads=CHAINS if limit.seconds is None else None,
        start=number_orders(problem, orders),
        progress=hear,
        stop=stop,
    )
    return name_orders(problem, outcome.orders) if outcome.cost <= so_far.cost else orders


def _compile_search(model: Model) -> None:
    """Search a day of one visit and one worker, for which everything is compiled or read from the cache."""
    from routing.search.day import flatten_day  # noqa: PLC0415
    from routing.search.run import Budget, search  # noqa: PLC0415

    problem = model.problem
    if problem.visits and problem.workers:
        one = replace(problem, visits=problem.visits[:1], workers=problem.workers[:1], together=(), gaps=())
        search(flatten_day(replace(model, problem=one, together=[], gaps=[])), budget=Budget(rounds=1), threads=1)
