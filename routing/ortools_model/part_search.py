"""Searches one part of a day with OR-Tools: a first plan, then better ones."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.constraint_solver.routing_parameters_pb2 import RoutingSearchParameters

from routing.ortools_model.build import Orders, PartModel
from routing.ortools_model.watch import Watch

FIRST_PLAN = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
BETTER_PLANS = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH

PATIENCE = 1_000
"""Steps without any new plan, per visit squared, after which none is to be expected."""

SETTLED = 2_000
"""Plans looked at, per visit, without a better one among them, after which a small part is left alone."""

NO_LIMIT = 10_000_000.0
"""Seconds. OR-Tools writes a warning to the screen where guided local search has no limit in time."""


class PartSearch:
    """The search of one part: its best orders so far and what they cost.

    Parameters
    ----------
    built
        The part's model, not yet searched.
    watch
        Ends the search and keeps what callbacks raise.
    on_better
        Called at every plan better than all before.
    """

    def __init__(self, built: PartModel, *, watch: Watch, on_better: Callable[[], None]) -> None:
        self.part = built.part
        self.orders: Orders = {}
        self.cost = built.price_of_none
        self.solutions = 0
        self._found_at = 0
        self._built = built
        self._watch = watch
        self._on_better = on_better
        # OR-Tools holds on to what it calls back: a reference to this object would keep the model for ever.
        look = weakref.WeakMethod(self._look)
        built.routing.AddAtSolutionCallback(lambda: watch.guard(look() or _gone))
        self._limit = built.routing.solver().CustomLimit(watch.answers().__next__)
        built.routing.AddSearchMonitor(self._limit)
        built.routing.CloseModelWithParameters(_parameters(seconds=None, solutions=None))

    def find_first(self) -> None:
        """Find a first plan, however long it takes, unless the search is stopped."""
        self._run(lambda: self._built.routing.SolveWithParameters(_parameters(seconds=None, solutions=1)))

    def improve(self, *, seconds: float | None, solutions: int | None) -> None:
        """Make the plan better until the limit, or until nothing is left to try."""
        if (seconds is not None and seconds <= 0) or (solutions is not None and solutions <= 0):
            return
        parameters = _parameters(seconds=seconds, solutions=solutions)
        routing = self._built.routing
        first = self._built.assignment_of(self.orders)
        self._run(lambda: routing.SolveFromAssignmentWithParameters(first, parameters))

    def _run(self, solve: Callable[[], object]) -> None:
        watch = self._watch
        if watch.is_over():
            return
        watch.begin(patience=PATIENCE * (len(self.part.visits) + 1) ** 2)
        self._found_at = self.solutions
        solve()
        watch.raise_again()

    def _look(self) -> None:
        self.solutions += 1
        self._watch.idle = 0
        cost = self._built.routing.CostVar().Value()
        if cost < self.cost or self.solutions == 1:
            self.cost, self._found_at = cost, self.solutions
            self.orders = self._built.read_orders()
            self._on_better()
        elif self.solutions - self._found_at > SETTLED * len(self.part.visits):
            self._watch.is_settled = True


def _gone() -> None:
    """Stand in for the callback of a search that is no more."""


def _parameters(*, seconds: float | None, solutions: int | None) -> RoutingSearchParameters:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = FIRST_PLAN
    parameters.local_search_metaheuristic = BETTER_PLANS
    parameters.time_limit.FromMilliseconds(max(1, int(min(seconds or NO_LIMIT, NO_LIMIT) * 1000)))
    if solutions is not None:
        parameters.solution_limit = solutions
    return parameters
