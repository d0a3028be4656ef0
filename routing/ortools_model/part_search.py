"""Searches one part of a day with OR-Tools: a first plan, then better ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.constraint_solver.routing_parameters_pb2 import RoutingSearchParameters
from ortools.util.optional_boolean_pb2 import OptionalBoolean

from routing.ortools_model.build import PartModel
from routing.ortools_model.model import Orders

FIRST_PLAN = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
BETTER_PLANS = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH

NO_LIMIT = 10_000_000.0
"""Seconds. OR-Tools writes a warning to the screen where guided local search has no limit in time."""

STEPS_BETWEEN_LOOKS = 500
"""Steps of the search, about a millisecond, between two looks at whether to go on."""

PATIENCE = 1_000
"""Steps without any new plan, per visit squared, after which none is to be expected: guided local search goes on for
ever where there is nothing to move."""

SETTLED = 2_000
"""Plans looked at, per visit, without a better one among them, after which a small part is left alone."""


class PartSearch:
    """The search of one part of a day.

    OR-Tools swallows what a callback raises. Here that can only be a broken pipe, and it ends the search.

    Parameters
    ----------
    built
        The part's model, not yet searched.
    on_better
        Called with cost, orders and the number of plans looked at, at every plan better than all before.
    """

    def __init__(self, built: PartModel, *, on_better: Callable[[int, Orders, int], None]) -> None:
        self._built = built
        self._on_better = on_better
        self._best: Orders | None = None
        self._least: int | None = None
        self._solutions = 0
        self._found_at = 0
        self._idle = 0
        self._patience = PATIENCE * (len(built.part.visits) + 1) ** 2
        self._is_cut_off = False
        built.routing.AddAtSolutionCallback(self._look)
        self._limit = built.routing.solver().CustomLimit(self._answers().__next__)
        built.routing.AddSearchMonitor(self._limit)
        built.routing.CloseModelWithParameters(_parameters(seconds=None, solutions=None))

    def find_first(self) -> Orders:
        """Find a first plan, however long it takes."""
        self._built.routing.SolveWithParameters(_parameters(seconds=None, solutions=1))
        return self._best or {}

    def begin_with(self, orders: Orders) -> None:
        """Take a first plan found elsewhere."""
        self._best = orders

    def improve(self, *, seconds: float | None, solutions: int | None) -> None:
        """Make the plan better until the limit, or until nothing is left to try."""
        none_left = (seconds is not None and seconds <= 0) or (solutions is not None and solutions <= 0)
        if self._best is None or none_left:
            return
        self._idle = 0
        first = self._built.assignment_of(self._best)
        parameters = _parameters(seconds=seconds, solutions=solutions)
        self._built.routing.SolveFromAssignmentWithParameters(first, parameters)

    def _look(self) -> None:
        self._solutions += 1
        self._idle = 0
        cost = self._built.routing.CostVar().Value()
        if self._least is None or cost < self._least:
            self._best, self._least = self._built.read_orders(), cost
            self._found_at = self._solutions
            try:
                self._on_better(cost, self._best, self._solutions)
            except OSError:
                self._is_cut_off = True

    def _answers(self) -> Iterator[bool]:
        """Answer step after step whether the search is over. A generator is the quickest thing Python can call."""
        parent = os.getppid()
        while True:
            for _ in range(STEPS_BETWEEN_LOOKS):
                yield False
            self._idle += STEPS_BETWEEN_LOOKS
            settled = self._solutions - self._found_at > SETTLED * len(self._built.part.visits)
            yield settled or self._idle > self._patience or self._is_cut_off or os.getppid() != parent


def _parameters(*, seconds: float | None, solutions: int | None) -> RoutingSearchParameters:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = FIRST_PLAN
    parameters.local_search_metaheuristic = BETTER_PLANS
    # Off unless asked for: visits that lie together move together.
    parameters.local_search_operators.use_relocate_neighbors = OptionalBoolean.BOOL_TRUE
    parameters.time_limit.FromMilliseconds(max(1, int(min(seconds or NO_LIMIT, NO_LIMIT) * 1000)))
    if solutions is not None:
        parameters.solution_limit = solutions
    return parameters
