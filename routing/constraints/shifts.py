"""Rule: a worker's route fits the shift."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "A worker leaves the start depot no sooner than the shift starts and is at the end depot when it ends."

BEFORE_SHIFT = ViolationKind("shifts", "before_shift", "s", "{worker} leaves {amount} before the shift starts")
AFTER_SHIFT = ViolationKind("shifts", "after_shift", "s", "{worker} is back {amount} after the shift ends")
KINDS = (BEFORE_SHIFT, AFTER_SHIFT)


def post(model: Model) -> None:
    """Give every worker the shift."""
    for worker in model.problem.workers:
        model.shifts[worker.id] = worker.shift


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find routes that begin before the shift or end after it."""
    for route in plan.routes:
        shift = problem.worker_by_id[route.worker].shift
        if route.departure < shift.start:
            yield BEFORE_SHIFT.of(shift.start - route.departure, worker=route.worker)
        if route.arrival > shift.end:
            yield AFTER_SHIFT.of(route.arrival - shift.end, worker=route.worker)
