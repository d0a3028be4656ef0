"""Rule: one visit after another, with time for the visit and for the way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "A worker makes one visit at a time, stays its whole duration and takes the matrix's time to the next."

OVERLAP = ViolationKind(
    "travel_times", "overlap", "s", "{worker} reaches {visit} {amount} before the end of the one before"
)
TOO_FAST = ViolationKind("travel_times", "too_fast", "s", "{worker} reaches {visit} {amount} too soon for the way")
NOT_THERE = ViolationKind("travel_times", "not_there", "s", "{worker} starts {visit} {amount} before arriving")
CUT_SHORT = ViolationKind("travel_times", "cut_short", "s", "{worker} leaves {visit} {amount} before it is done")
KINDS = (OVERLAP, TOO_FAST, NOT_THERE, CUT_SHORT)


def post(model: Model) -> None:
    """Give every visit its duration; the way between visits is the matrix's."""
    for visit in model.problem.visits:
        model.durations[visit.id] = visit.duration


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:
    """Find visits that overlap, legs faster than the matrix, starts before arrival and visits cut short."""
    for route in plan.routes:
        matrix = travel[problem.worker_by_id[route.worker].mode]
        for stop in route.stops:
            duration = problem.visit_by_id[stop.visit].duration
            if stop.start < stop.arrival:
                yield NOT_THERE.of(stop.arrival - stop.start, worker=route.worker, visit=stop.visit)
            if stop.end - stop.start < duration:
                yield CUT_SHORT.of(duration - (stop.end - stop.start), worker=route.worker, visit=stop.visit)
        for one, other in itertools.pairwise(route.stops):
            origin, destination = (problem.visit_by_id[stop.visit].location for stop in (one, other))
            soonest = one.end + matrix.seconds_between(origin, destination)
            if other.arrival < one.end:
                yield OVERLAP.of(one.end - other.arrival, worker=route.worker, visit=other.visit)
            elif other.arrival < soonest:
                yield TOO_FAST.of(soonest - other.arrival, worker=route.worker, visit=other.visit)
