"""Rule depots: a day starts at 0 m and ends at 1,000 m; the visit lies at 300 m. Walking takes 1 s a metre."""

from dataclasses import replace

import pytest

from routing.constraints import depots
from routing.problem import Depot
from routing.timetable import time_plan
from routing.travel import TravelMatrix

HOUR = 3600


@pytest.fixture(name="planned")
def planned_fixture(build_day, visit, worker):
    problem, travel = build_day([visit("v")], [worker("w")], {"depot": (0, 0), "v": (300, 0), "far": (1000, 0)})
    station = Depot(id="far", location="far")
    problem = replace(problem, depots=(*problem.depots, station), workers=(replace(problem.workers[0], end="far"),))
    return problem, travel, time_plan(problem, travel, {"w": ["v"]})


def with_route(plan, **times):
    return replace(plan, routes=(replace(plan.routes[0], **times),))


def test_way_from_one_depot_and_to_the_other_keeps_the_rule(planned):
    _, _, plan = planned
    assert not [*depots.check(*planned)]
    assert plan.routes[0].arrival - plan.routes[0].stops[-1].end == 700


def test_leaving_too_late_for_the_way_is_reported(planned):
    problem, travel, plan = planned
    late = with_route(plan, departure=plan.routes[0].departure + 180)
    (found,) = depots.check(problem, travel, late)
    assert (found.kind, found.amount, found.visit) == ("left_late", 180, "v")
    assert "3 minutes" in found.message


def test_being_back_too_soon_is_reported(planned):
    problem, travel, plan = planned
    soon = with_route(plan, arrival=plan.routes[0].arrival - 61)
    (found,) = depots.check(problem, travel, soon)
    assert (found.kind, found.amount) == ("back_soon", 61)
    assert "2 minutes" in found.message


def test_times_are_judged_by_the_matrix_of_the_workers_mode(planned):
    problem, travel, plan = planned
    walk = travel["walk"]
    slow = TravelMatrix(mode=walk.mode, ids=walk.ids, seconds=walk.seconds * 2, metres=walk.metres)
    found = [*depots.check(problem, {"walk": slow}, plan)]
    assert [(one.kind, one.amount) for one in found] == [("left_late", 300), ("back_soon", 700)]
