"""The search from its first plan on; while it is being compiled OR-Tools works, and hands its plan over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from routing.limit import Limit, Progress
from routing.ortools_model.model import Model, Orders
from routing.ortools_model.search import search_model
from routing.search.ready import Preparation, prepare_search

CHAINS = 2
"""Chains where rounds are counted: as many on every machine, or the plan would hang on its cores."""

MOST_VISITS = 1_000
"""Of a larger day OR-Tools finds no first plan while the search is compiled: 700 visits take it a second, 1,400 half a
minute, 10,000 more than 10 GB."""

MOST_SECONDS = 600
"""Time for compiling that does not count against the limit; a machine that takes longer has OR-Tools' plan.

Where OR-Tools has no part the search is waited for as long as that takes.
"""

SECONDS_BETWEEN_LOOKS = 0.05


def search_day(
    model: Model,
    *,
    limit: Limit,
    seed: int,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Orders:
    """Find a first plan and make it cheaper by ruin and recreate.

    Where the search has to be compiled first, OR-Tools works until then and the search begins with its plan. Not on a
    day of more than :data:`MOST_VISITS`, nor where rounds alone are counted: what it finds would hang on the machine.
    The seconds of the limit count from when the search is ready: it is compiled once on a machine, and a run that
    ended before would have to leave visits out and lose what is compiled so far.

    Parameters are those of :func:`routing.ortools_model.search.search_model`; ``limit.solutions`` counts the rounds of
    the search.
    """
    if not model.problem.visits or not model.problem.workers:
        return {}
    began = time.monotonic()
    relay = _Relay(prepare_search(), progress, stop)
    is_small = len(model.problem.visits) <= MOST_VISITS
    relay.wait_for_search(or_compiler=limit.seconds is not None and is_small)
    orders: Orders = {}
    if not relay.is_set():
        orders = search_model(model, limit=Limit(seconds=MOST_SECONDS), seed=seed, progress=relay.hear, stop=relay)
        relay.wait_for_search(until=began + MOST_SECONDS)
    if relay.is_stopped() or not relay.is_ready():
        return orders if relay.told is not None else {}
    counts_from = time.monotonic() if relay.had_to_compile() else began
    end = None if limit.seconds is None else counts_from + limit.seconds
    return _improve(
        model, orders, relay.told, began=began, end=end, rounds=limit.solutions, seed=seed, progress=progress, stop=stop
    )


class _Relay(threading.Event):
    """Ends the work of OR-Tools: set once the search is ready, or the caller wants to stop. Knows its last plan."""

    def __init__(
        self,
        preparation: Preparation,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
    ) -> None:
        super().__init__()
        self._preparation, self._progress, self._stop = preparation, progress, stop
        self.told: Progress | None = None

    def is_set(self) -> bool:
        return self.is_ready() or self.is_stopped()

    def is_ready(self) -> bool:
        return self._preparation.is_done

    def had_to_compile(self) -> bool:
        return self._preparation.had_to_compile

    def is_stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    def hear(self, found: Progress) -> None:
        self.told = found
        if self._progress is not None:
            self._progress(found)

    def wait_for_search(self, *, until: float | None = None, or_compiler: bool = False) -> None:
        """Wait for the search to be ready, or only to know that it must be compiled."""
        while not self.is_set() and not (or_compiler and self._preparation.is_compiling):
            if until is not None and time.monotonic() >= until:
                break
            self._preparation.wait(SECONDS_BETWEEN_LOOKS)


def _improve(
    model: Model,
    orders: Orders,
    so_far: Progress | None,
    *,
    began: float,
    end: float | None,
    rounds: int | None,
    seed: int,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Orders:
    # Imported here: numba takes half a second, which nobody should pay who does not search.
    from routing.search.clock import Budget  # noqa: PLC0415
    from routing.search.day import flatten_day, name_orders, number_orders  # noqa: PLC0415
    from routing.search.run import search  # noqa: PLC0415

    problem = model.problem
    told = so_far

    def hear(_seconds: float, cost: int, left_out: int) -> None:
        nonlocal told
        if told is None or cost < told.cost:
            count = 1 if told is None else told.solutions + 1
            told = Progress(seconds=time.monotonic() - began, cost=cost, unassigned=left_out, solutions=count)
            if progress is not None:
                progress(told)

    flat = flatten_day(model)
    outcome = search(
        flat,
        budget=Budget(seconds=None if end is None else max(0.0, end - time.monotonic()), rounds=rounds),
        seed=seed,
        threads=CHAINS if end is None else None,
        start=number_orders(problem, orders) if orders else None,
        progress=hear,
        stop=stop,
    )
    return name_orders(problem, outcome.orders) if so_far is None or outcome.cost <= so_far.cost else orders
