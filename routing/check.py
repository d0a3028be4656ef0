"""Judges a finished plan, whoever made it: the solver or a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from routing.constraints import RULES
from routing.plan import Plan, Route, Stop, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

UNKNOWN_WORKER = ViolationKind("plan", "unknown_worker", "visits", "{worker}, with {amount}, is not on duty that day")
UNKNOWN_VISIT = ViolationKind("plan", "unknown_visit", "visits", "{visit} is not among the visits of that day")
TWO_ROUTES = ViolationKind("plan", "two_routes", "routes", "{worker} has {amount}")
EMPTY_ROUTE = ViolationKind("plan", "empty_route", "routes", "{worker} goes out to no visit")
TWICE = ViolationKind("plan", "twice", "times", "{visit} is planned {amount}")
MISSING = ViolationKind("plan", "missing", "visits", "{visit} is neither planned nor listed as unassigned")
LISTED_TWICE = ViolationKind("plan", "listed_twice", "times", "{visit} is listed as unassigned {amount}")
BOTH = ViolationKind("plan", "both", "visits", "{visit} is planned and listed as unassigned")
KINDS = (UNKNOWN_WORKER, UNKNOWN_VISIT, TWO_ROUTES, EMPTY_ROUTE, TWICE, MISSING, LISTED_TWICE, BOTH)


def check_plan(problem: Problem, travel: Travel, plan: Plan) -> list[Violation]:
    """List every breach of every rule, worked out from the plan's times and the matrices alone.

    First what does not fit the problem at all (rule "plan"), then rule by rule in the order of
    ``constraints.RULES``. Workers and visits the problem does not know are reported and otherwise left aside.
    """
    found = [*_misfits(problem, plan)]
    known = _without_unknown(problem, plan)
    for rule in RULES:
        found += rule.check(problem, travel, known)
    return found


def _misfits(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for worker, count in Counter(route.worker for route in plan.routes).items():
        if count > 1:
            yield TWO_ROUTES.of(count, worker=worker)
    for route in plan.routes:
        if route.worker not in problem.worker_by_id:
            yield UNKNOWN_WORKER.of(len(route.stops), worker=route.worker)
        if not route.stops:
            yield EMPTY_ROUTE.of(1, worker=route.worker)
    planned = Counter(stop.visit for route in plan.routes for stop in route.stops)
    absent = Counter(plan.unassigned)
    for visit in dict.fromkeys([*planned, *absent, *problem.visit_by_id]):
        if visit not in problem.visit_by_id:
            yield UNKNOWN_VISIT.of(1, visit=visit)
        yield from _miscounts(visit, planned=planned[visit], absent=absent[visit])


def _miscounts(visit: str, *, planned: int, absent: int) -> Iterator[Violation]:
    if planned > 1:
        yield TWICE.of(planned, visit=visit)
    if absent > 1:
        yield LISTED_TWICE.of(absent, visit=visit)
    if planned and absent:
        yield BOTH.of(1, visit=visit)
    if not planned and not absent:
        yield MISSING.of(1, visit=visit)


def _without_unknown(problem: Problem, plan: Plan) -> Plan:
    routes = tuple(
        replace(route, stops=tuple(stop for stop in route.stops if stop.visit in problem.visit_by_id))
        for route in plan.routes
        if route.worker in problem.worker_by_id
    )
    return replace(plan, routes=routes, unassigned=tuple(v for v in plan.unassigned if v in problem.visit_by_id))


def drop_misfits(problem: Problem, plan: Plan) -> Plan:
    """Keep of a plan what can be measured and drawn: known workers, one route each, known visits, once each.

    Of what is repeated the first is kept. Visits left in no route are unassigned.
    """
    routes: dict[str, Route] = {}
    planned: set[str] = set()
    for route in _without_unknown(problem, plan).routes:
        if route.worker not in routes:
            stops: dict[str, Stop] = {}
            for stop in route.stops:
                if stop.visit not in planned:
                    stops.setdefault(stop.visit, stop)
            if stops:
                routes[route.worker] = replace(route, stops=tuple(stops.values()))
                planned.update(stops)
    unassigned = tuple(visit.id for visit in problem.visits if visit.id not in planned)
    return Plan(routes=tuple(routes.values()), unassigned=unassigned)
