"""What a plan costs. The weights are data; the solver must agree with this reference to the unit."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from routing.errors import Fault, FaultKind, InputError
from routing.plan import Plan, Route
from routing.problem import PRIORITIES, Problem
from routing.timetable import route_places
from routing.travel import Travel

BAD_WEIGHT = FaultKind("R004", "the weight {field} is {value}", "give {expected}")

LARGEST_WEIGHT = 1_000_000_000
"""Sums of weighted seconds and prices of a whole day stay far inside 64 bits."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What is dear and what is cheap, in units of one second on the way where nothing else is said.

    Parameters
    ----------
    travel_second
        A second on the way.
    worker
        A worker who goes out at all.
    unassigned
        A visit left out, by its priority 1, 2, 3.
    mandatory
        What a mandatory visit left out costs on top of that.
    late_second, late_largest_second
        A second a visit starts after its ``due``: of all lateness together, and of the largest one on top.

    Raises
    ------
    InputError
        Where a weight is not a whole number from 0 to :data:`LARGEST_WEIGHT`; every fault at once.
    """

    travel_second: int = 1
    worker: int = 600
    unassigned: tuple[int, ...] = (36_000, 18_000, 7_200)
    mandatory: int = 1_000_000
    late_second: int = 2
    late_largest_second: int = 10

    def __post_init__(self) -> None:
        faults = [*_senseless("travel_second", self.travel_second), *_senseless("worker", self.worker)]
        for field in ("mandatory", "late_second", "late_largest_second"):
            faults += _senseless(field, getattr(self, field))
        if not isinstance(self.unassigned, tuple) or len(self.unassigned) != len(PRIORITIES):
            values = {"field": "unassigned", "value": self.unassigned, "expected": "one price for each priority"}
            faults.append(BAD_WEIGHT.at(values=values))
        else:
            for priority, price in zip(PRIORITIES, self.unassigned, strict=True):
                faults += _senseless(f"unassigned, priority {priority}", price)
        if faults:
            raise InputError(faults)

    def price(self, priority: int, *, mandatory: bool) -> int:
        """Cost of leaving out one visit."""
        return self.unassigned[PRIORITIES.index(priority)] + (self.mandatory if mandatory else 0)


def cost(problem: Problem, travel: Travel, plan: Plan, weights: Weights) -> int:
    """Sum the parts of :func:`cost_parts`: the number a search makes small."""
    return sum(cost_parts(problem, travel, plan, weights).values())


def cost_parts(problem: Problem, travel: Travel, plan: Plan, weights: Weights) -> Mapping[str, int]:
    """Cost of a plan by part: "travel", "workers", "unassigned" (by priority), "mandatory" (on top) and "lateness".

    Worked out from the order of visits and the matrices, lateness from the plan's times. The plan's ids must be known.
    """
    absent = [problem.visit_by_id[name] for name in plan.unassigned]
    seconds = sum(travel_seconds(problem, travel, route) for route in plan.routes)
    late = list_lateness(problem, plan)
    return {
        "travel": weights.travel_second * seconds,
        "workers": weights.worker * len(plan.routes),
        "unassigned": sum(weights.price(visit.priority, mandatory=False) for visit in absent),
        "mandatory": weights.mandatory * sum(visit.mandatory for visit in absent),
        "lateness": weights.late_second * sum(late) + weights.late_largest_second * max(late, default=0),
    }


def list_lateness(problem: Problem, plan: Plan) -> list[int]:
    """Seconds of every stop that starts after its visit's ``due``."""
    dues = ((stop.start, problem.visit_by_id[stop.visit].due) for route in plan.routes for stop in route.stops)
    return [start - due for start, due in dues if due is not None and start > due]


def travel_seconds(problem: Problem, travel: Travel, route: Route) -> int:
    """Seconds on the way from the start depot through every stop to the end depot."""
    worker = problem.worker_by_id[route.worker]
    matrix = travel[worker.mode]
    legs = itertools.pairwise(route_places(problem, worker, route.stops))
    return sum(matrix.seconds_between(origin, destination) for origin, destination in legs)


def _senseless(field: str, value: object) -> list[Fault]:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_WEIGHT:
        return []
    expected = f"a whole number from 0 to {LARGEST_WEIGHT}"
    return [BAD_WEIGHT.at(values={"field": field, "value": value, "expected": expected})]
