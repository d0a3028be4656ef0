"""Times of routes that wait for one another. Everybody walks a metre a second from 8:00 on; a visit takes 600 s."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan
from routing.problem import Gap, TimeWindow
from routing.timetable import time_plan

HOUR = 3600
EIGHT = 8 * HOUR
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(name="starts")
def starts_fixture(build_day, visit, worker):
    """Start of every visit after 8:00; visits lie at the metres given."""

    def time_day(metres, orders, *, together=(), gaps=(), **windows):
        visits = [visit(name, **({"windows": windows[name]} if name in windows else {})) for name in metres]
        points = {"depot": (0, 0)} | {name: (place, 0) for name, place in metres.items()}
        problem, travel = build_day(visits, [worker(name) for name in orders], points)
        plan = time_plan(replace(problem, together=together, gaps=gaps), travel, orders)
        assert all(route.departure >= EIGHT for route in plan.routes)
        return {stop.visit: stop.start - EIGHT for route in plan.routes for stop in route.stops}

    return time_day


def window(start, end):
    return TimeWindow(start=EIGHT + start, end=EIGHT + end)


def test_two_workers_start_when_the_later_one_is_there(starts):
    # v reaches a at 100; w makes b 300-900 and reaches a2, 200 m further, at 1100. v's next, c, is 100 m from a.
    found = starts(
        {"a": 100, "a2": 100, "b": 300, "c": 200}, {"v": ["a", "c"], "w": ["b", "a2"]}, together=(("a", "a2"),)
    )
    assert found == {"a": 1100, "a2": 1100, "b": 300, "c": 1800}


def test_worker_who_is_first_at_a_pair_leaves_the_depot_later(build_day, visit, worker):
    # a opens an hour after 8:00 for the one and at once for the other: neither waits at the door of the first visit.
    points = {"depot": (0, 0), "a": (100, 0), "a2": (100, 0)}
    visits = [visit("a"), visit("a2", start=9 * HOUR)]
    problem, travel = build_day(visits, [worker("v"), worker("w")], points)
    plan = time_plan(replace(problem, together=(("a", "a2"),)), travel, {"v": ["a"], "w": ["a2"]})
    assert [route.departure for route in plan.routes] == [9 * HOUR - 100] * 2


def test_group_starts_in_a_window_of_all(starts):
    # a2 is reached at 700 and opens at 800 next; a is closed from 750 to 1000: 1000 suits both.
    windows = {
        "a": (window(0, 750), window(1000, 1200)),
        "a2": (window(0, 600), window(800, 2000)),
    }
    found = starts({"a": 100, "a2": 700}, {"v": ["a"], "w": ["a2"]}, together=(("a", "a2"),), **windows)
    assert found == {"a": 1000, "a2": 1000}


def test_least_gap_makes_the_second_wait(starts):
    gaps = (Gap(first="a", second="b", least=1800),)
    assert starts({"a": 100, "b": 200}, {"v": ["a"], "w": ["b"]}, gaps=gaps) == {"a": 100, "b": 1900}


def test_greatest_gap_makes_the_first_wait(starts):
    # b opens at 3000; a may be at most 600 before it.
    gaps = (Gap(first="a", second="b", least=0, greatest=600),)
    found = starts({"a": 100, "b": 200}, {"v": ["a"], "w": ["b"]}, gaps=gaps, b=(window(3000, 4000),))
    assert found == {"a": 2400, "b": 3000}


def test_gap_counts_only_where_both_are_made(starts):
    gaps = (Gap(first="a", second="b", least=1800),)
    assert starts({"a": 100, "b": 200}, {"v": ["b"]}, gaps=gaps) == {"b": 200}


def test_waits_are_handed_on_from_route_to_route(starts):
    # a and a2 start at 1000, so b is reached at 1000 + 600 + 100 and b2 with it, and c 600 + 300 later.
    found = starts(
        {"a": 100, "a2": 1000, "b": 200, "b2": 100, "c": 400},
        {"u": ["a", "b"], "v": ["a2"], "w": ["b2", "c"]},
        together=(("a", "a2"), ("b", "b2")),
    )
    assert found == {"a": 1000, "a2": 1000, "b": 1700, "b2": 1700, "c": 2600}


def test_visits_that_wait_for_each_other_for_ever_do_not_wait(starts):
    # v has a before b, w has b2 before a2: each would wait for the other at the first door.
    found = starts(
        {"a": 100, "a2": 100, "b": 200, "b2": 200},
        {"v": ["a", "b"], "w": ["b2", "a2"]},
        together=(("a", "a2"), ("b", "b2")),
    )
    assert (found["a"], found["b2"]) == (100, 200)


def test_pair_of_one_worker_is_made_one_after_the_other(starts):
    assert starts({"a": 100, "a2": 100}, {"v": ["a", "a2"]}, together=(("a", "a2"),)) == {"a": 100, "a2": 700}


def test_gap_shorter_than_the_way_does_not_hold_the_first_visit_up(starts):
    # From a to b it takes 700 at least; at most 300 are allowed. Waiting at a would not help.
    gaps = (Gap(first="a", second="b", least=0, greatest=300),)
    assert starts({"a": 100, "b": 200}, {"v": ["a", "b"]}, gaps=gaps) == {"a": 100, "b": 800}


def test_worker_waits_for_a_late_partner_past_the_window(starts):
    # a2 is reached at 2000, 500 after both windows.
    windows = {"a": (window(0, 1500),), "a2": (window(0, 1500),)}
    found = starts({"a": 100, "a2": 2000}, {"v": ["a"], "w": ["a2"]}, together=(("a", "a2"),), **windows)
    assert found == {"a": 2000, "a2": 2000}


def test_first_visit_is_never_late_to_be_near_the_second(starts):
    # b starts at 5000 at the earliest, a 600 before that at the latest, but a closes at 1000.
    gaps = (Gap(first="a", second="b", least=0, greatest=600),)
    windows = {"a": (window(0, 1000),), "b": (window(5000, 6000),)}
    assert starts({"a": 100, "b": 200}, {"v": ["a"], "w": ["b"]}, gaps=gaps, **windows) == {"a": 1000, "b": 5000}


@any_day
@given(seed=st.integers(0, 10**6), order=st.permutations(range(8)), cuts=st.tuples(*[st.integers(0, 8)] * 3))
def test_any_orders_are_timed_and_the_check_says_what_is_broken(tied_day, seed, order, cuts):
    problem, travel = tied_day(seed, visits=8, workers=3)
    low, middle, high = sorted(cuts)
    names = [f"v{i}" for i in order]
    orders = {"w0": names[:low], "w1": names[low:middle], "w2": names[middle:high]}
    plan = time_plan(problem, travel, orders)
    assert plan == time_plan(problem, travel, orders)
    alone = time_plan(replace(problem, together=(), gaps=()), travel, orders)
    for route, loose in zip(plan.routes, alone.routes, strict=True):
        for stop, sooner in zip(route.stops, loose.stops, strict=True):
            assert stop.start >= sooner.start
        for one, other in itertools.pairwise(route.stops):
            assert other.arrival >= one.end
    rules = {found.rule for found in check_plan(problem, travel, plan)}
    assert not rules & {"travel_times", "depots", "plan"}
