"""Rule travel_times, on a (100 m) and b (400 m): 600 s at each door and 300 s between them."""

from dataclasses import replace

import pytest

from routing.constraints import travel_times
from routing.timetable import time_plan


@pytest.fixture(name="day")
def day_fixture(build_day, visit, worker):
    return build_day([visit("a"), visit("b")], [worker("w")], {"depot": (0, 0), "a": (100, 0), "b": (400, 0)})


@pytest.fixture(name="found")
def found_fixture(day):
    def check(*, at, **shift):
        plan = time_plan(*day, {"w": ["a", "b"]})
        route = plan.routes[0]
        stops = list(route.stops)
        stops[at] = replace(stops[at], **{name: getattr(stops[at], name) + by for name, by in shift.items()})
        broken = replace(plan, routes=(replace(route, stops=tuple(stops)),))
        return [(one.kind, one.amount, one.visit) for one in travel_times.check(*day, broken)]

    return check


def test_visits_one_after_another_keep_the_rule(found):
    assert found(at=1) == []


def test_leg_faster_than_the_matrix_is_reported(found):
    assert found(at=1, arrival=-120) == [("too_fast", 120, "b")]


def test_arrival_while_still_at_the_visit_before_is_an_overlap(found):
    # b is reached 300 s after the end of a: 420 s sooner is 120 s before that end
    assert found(at=1, arrival=-420) == [("overlap", 120, "b")]


def test_start_before_arrival_is_reported(found):
    assert found(at=1, start=-30, end=-30) == [("not_there", 30, "b")]


def test_visit_cut_short_is_reported(found):
    assert found(at=1, end=-90) == [("cut_short", 90, "b")]


def test_later_arrival_than_needed_is_nobodys_fault(found):
    assert found(at=1, arrival=60, start=60, end=60) == []
