"""check_plan on a and b, 100 m and 200 m from the depot, and two workers on foot."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan, drop_misfits
from routing.plan import Plan, Route, Stop
from routing.timetable import time_plan


@pytest.fixture(name="day")
def day_fixture(build_day, visit, worker):
    places = {"depot": (0, 0), "a": (100, 0), "b": (200, 0)}
    return build_day([visit("a"), visit("b")], [worker("w1"), worker("w2")], places)


def kinds(found):
    return [(one.rule, one.kind, one.worker or one.visit) for one in found]


def test_sound_plan_is_silent(day):
    assert check_plan(*day, time_plan(*day, {"w1": ["a"], "w2": ["b"]})) == []


def test_visit_neither_planned_nor_unassigned_is_missing(day):
    plan = replace(time_plan(*day, {"w1": ["a"]}), unassigned=())
    assert kinds(check_plan(*day, plan)) == [("plan", "missing", "b")]


def test_visit_planned_and_unassigned_is_both(day):
    plan = replace(time_plan(*day, {"w1": ["a", "b"]}), unassigned=("b",))
    assert ("plan", "both", "b") in kinds(check_plan(*day, plan))


def test_visit_of_two_workers_is_planned_twice(day):
    one, other = (time_plan(*day, {worker: ["a", "b"]}).routes[0] for worker in ("w1", "w2"))
    found = check_plan(*day, Plan(routes=(one, other)))
    assert [(one.kind, one.amount, one.visit) for one in found] == [("twice", 2, "a"), ("twice", 2, "b")]


def test_visit_listed_twice_as_unassigned_is_reported(day):
    plan = replace(time_plan(*day, {"w1": ["a"]}), unassigned=("b", "b", "b"))
    assert [(one.kind, one.amount, one.visit) for one in check_plan(*day, plan) if one.rule == "plan"] == [
        ("listed_twice", 3, "b")
    ]


def test_what_does_not_fit_the_day_is_dropped_and_the_rest_kept(day):
    problem, travel = day
    route = time_plan(problem, travel, {"w1": ["a", "b"]}).routes[0]
    ghost = Stop(visit="ghost", arrival=0, start=0, end=0)
    plan = Plan(
        routes=(
            replace(route, stops=(*route.stops, ghost, route.stops[0])),
            replace(route, worker="nobody"),
            replace(route, worker="w2"),
        ),
        unassigned=("b", "b"),
    )

    assert drop_misfits(problem, plan) == Plan(routes=(route,), unassigned=())


def test_worker_with_two_routes_is_reported(day):
    one = time_plan(*day, {"w1": ["a"]}).routes[0]
    other = time_plan(*day, {"w1": ["b"]}).routes[0]
    (found,) = check_plan(*day, Plan(routes=(one, other)))
    assert (found.kind, found.amount, found.message) == ("two_routes", 2, "w1 has 2 routes")


def test_unknown_ids_are_reported_and_the_rest_is_still_judged(day):
    problem, travel = day
    strange = Stop(visit="z", arrival=0, start=0, end=0)
    late = time_plan(problem, travel, {"w1": ["a", "b"]}).routes[0]
    late = replace(late, stops=(*late.stops, strange), arrival=problem.workers[0].shift.end + 60)
    nobody = Route(worker="x", departure=0, stops=(strange,), arrival=0)
    found = kinds(check_plan(problem, travel, Plan(routes=(late, nobody), unassigned=("y",))))
    assert found == [
        ("plan", "unknown_worker", "x"),
        ("plan", "unknown_visit", "z"),
        ("plan", "twice", "z"),
        ("plan", "unknown_visit", "y"),
        ("shifts", "after_shift", "w1"),
    ]


def test_route_to_no_visit_is_reported(day):
    empty = Route(worker="w2", departure=8 * 3600, stops=(), arrival=8 * 3600)
    plan = time_plan(*day, {"w1": ["a", "b"]})
    assert kinds(check_plan(*day, replace(plan, routes=(*plan.routes, empty)))) == [("plan", "empty_route", "w2")]


names = st.sampled_from(["v0", "v1", "v2", "v3", "w0", "w1", "w2", "depot", ""])
moments = st.integers(-100, 200_000)
stops = st.builds(Stop, visit=names, arrival=moments, start=moments, end=moments)
routes = st.builds(
    Route, worker=names, departure=moments, stops=st.lists(stops, max_size=4).map(tuple), arrival=moments
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.builds(Plan, routes=st.lists(routes, max_size=4).map(tuple), unassigned=st.lists(names).map(tuple)))
def test_any_nonsense_is_judged_without_breaking(random_day, plan):
    problem, travel = random_day(1, visits=4, workers=3)
    for found in check_plan(problem, travel, plan):
        assert found.amount >= 0
        assert "{" not in found.message
