"""Rule: a visit starts inside one of its windows."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem, Visit
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


def miss_windows(visit: Visit, start: int) -> int:
    """Seconds by which a start misses the visit's windows: positive late, negative early, 0 inside one.

    Late is after the last window; between two windows it is early for the later one.
    """
    coming = next((window for window in visit.windows if start <= window.end), None)
    if coming is None:
        return start - visit.windows[-1].end
    return min(0, start - coming.start)


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find starts outside all windows."""
    for route in plan.routes:
        for stop in route.stops:
            missed = miss_windows(problem.visit_by_id[stop.visit], stop.start)
            if missed:
                kind = LATE if missed > 0 else EARLY
                yield kind.of(abs(missed), worker=route.worker, visit=stop.visit)
