"""Rule: a worker carries no more than the capacity."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Load, Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "What a worker carries from the start depot for all the visits of the day is within the worker's capacity."

OVERLOADED = ViolationKind("capacity", "overloaded", "units", "{worker} carries {amount} over the capacity")
KINDS = (OVERLOADED,)


def post(model: Model) -> None:
    """Limit every worker's load, on a day when anything is carried."""
    demands = {visit.id: visit.demand for visit in model.problem.visits if visit.demand}
    if demands:
        rooms = {worker.id: worker.capacity for worker in model.problem.workers}
        model.loads["units"] = Load(demands=demands, rooms=rooms)


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find routes whose visits ask for more than the worker can carry."""
    for route in plan.routes:
        load = sum(problem.visit_by_id[stop.visit].demand for stop in route.stops)
        capacity = problem.worker_by_id[route.worker].capacity
        if load > capacity:
            yield OVERLOADED.of(load - capacity, worker=route.worker)
