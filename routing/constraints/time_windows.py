"""Rule: a visit starts inside one of its windows."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "A visit starts inside one of its time windows, both ends included."

LATE = ViolationKind("time_windows", "late", "s", "{worker} starts {visit} {amount} after its last window closes")
EARLY = ViolationKind("time_windows", "early", "s", "{worker} starts {visit} {amount} before its next window opens")
KINDS = (LATE, EARLY)


def post(model: Model) -> None:
    """Give every visit its windows."""
    for visit in model.problem.visits:
        model.windows[visit.id] = visit.windows


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find starts outside all windows. Between two windows counts as early for the later one."""
    for route in plan.routes:
        for stop in route.stops:
            windows = problem.visit_by_id[stop.visit].windows
            coming = next((window for window in windows if stop.start <= window.end), None)
            if coming is None:
                yield LATE.of(stop.start - windows[-1].end, worker=route.worker, visit=stop.visit)
            elif stop.start < coming.start:
                yield EARLY.of(coming.start - stop.start, worker=route.worker, visit=stop.visit)
