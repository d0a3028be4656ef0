"""Rule: a route begins and ends at the worker's depots."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "A route begins at the worker's start depot and ends at the end depot, with time for both ways."

LEFT_LATE = ViolationKind(
    "depots", "left_late", "s", "{worker} leaves the depot {amount} too late to reach {visit} by then"
)
BACK_SOON = ViolationKind("depots", "back_soon", "s", "{worker} cannot be back from {visit} so soon: {amount} too few")
KINDS = (LEFT_LATE, BACK_SOON)


def post(model: Model) -> None:
    """Tie every worker's day to the two depots.

    Who cannot even get from one to the other within the shift stays in. OR-Tools times the empty day of an idle
    worker too: one that does not fit would leave the whole part of the day without a plan.
    """
    problem = model.problem
    stuck = set()
    for worker in problem.workers:
        start, end = model.ends[worker.id] = (problem.start_location(worker), problem.end_location(worker))
        if model.travel[worker.mode].seconds_between(start, end) > worker.shift.end - worker.shift.start:
            stuck.add(worker.id)
    if stuck:
        for visit in problem.visits:
            model.forbid(visit.id, stuck)


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:
    """Find first and last legs shorter than the way from and to the depots."""
    for route in plan.routes:
        if not route.stops:
            continue
        worker = problem.worker_by_id[route.worker]
        matrix = travel[worker.mode]
        first, last = route.stops[0], route.stops[-1]
        out = matrix.seconds_between(problem.start_location(worker), problem.visit_by_id[first.visit].location)
        back = matrix.seconds_between(problem.visit_by_id[last.visit].location, problem.end_location(worker))
        if route.departure + out > first.arrival:
            yield LEFT_LATE.of(route.departure + out - first.arrival, worker=worker.id, visit=first.visit)
        if last.end + back > route.arrival:
            yield BACK_SOON.of(last.end + back - route.arrival, worker=worker.id, visit=last.visit)
