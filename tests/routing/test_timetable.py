"""What a plan's times are, for any order of visits."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.problem import TimeWindow
from routing.timetable import time_plan

HOUR = 3600
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # random_day keeps nothing


@pytest.fixture
def line(build_day, visit, worker):
    """Depot - 600 s - a - 300 s - b; the worker walks a metre a second from 8:00 on."""

    def time_line(a=None, b=None, **on_duty):
        visits = [visit("a", **(a or {})), visit("b", **(b or {}))]
        problem, travel = build_day(visits, [worker("w", **on_duty)], {"depot": (0, 0), "a": (600, 0), "b": (900, 0)})
        return time_plan(problem, travel, {"w": ["a", "b"]}).routes[0]

    return time_line


def test_worker_with_an_open_day_leaves_when_the_shift_starts(line):
    # 8:00 + 600 s = 8:10 at a, ten minutes there, 300 s on to b; 900 s home from 8:35.
    route = line()
    a, b = route.stops
    assert route.departure == 8 * HOUR
    assert (a.arrival, a.start, a.end) == (8 * HOUR + 600, 8 * HOUR + 600, 8 * HOUR + 1200)
    assert (b.arrival, b.start, b.end) == (8 * HOUR + 1500, 8 * HOUR + 1500, 8 * HOUR + 2100)
    assert route.arrival == 8 * HOUR + 3000


def test_worker_leaves_just_in_time_for_the_first_window(line):
    route = line(a={"start": 9 * HOUR})
    assert route.departure == 9 * HOUR - 600
    assert route.stops[0].arrival == route.stops[0].start == 9 * HOUR


def test_worker_waits_at_a_later_door_until_it_opens(line):
    # a ends 8:20, b is reached 8:25 and opens at 10:00.
    b = line(b={"start": 10 * HOUR}).stops[1]
    assert (b.arrival, b.start) == (8 * HOUR + 1500, 10 * HOUR)


def test_worker_between_two_windows_waits_for_the_second(line):
    windows = (TimeWindow(start=8 * HOUR, end=8 * HOUR + 1499), TimeWindow(start=9 * HOUR, end=10 * HOUR))
    assert line(b={"windows": windows}).stops[1].start == 9 * HOUR


def test_window_counts_at_both_ends(line):
    windows = (TimeWindow(start=8 * HOUR, end=8 * HOUR + 1500), TimeWindow(start=9 * HOUR, end=10 * HOUR))
    assert line(b={"windows": windows}).stops[1].start == 8 * HOUR + 1500


def test_late_worker_starts_at_once(line):
    # The shift starts at 8:00 and a closes at 8:05, five minutes before anybody can be there.
    a = line(a={"end": 8 * HOUR + 300}).stops[0]
    assert (a.arrival, a.start) == (8 * HOUR + 600, 8 * HOUR + 600)


def test_day_past_the_shift_is_timed_all_the_same(line):
    assert line(end=8 * HOUR + 60).arrival == 8 * HOUR + 3000


def test_visits_in_no_order_are_unassigned_and_idle_workers_have_no_route(build_day, visit, worker):
    problem, travel = build_day(
        [visit("a"), visit("b"), visit("c")],
        [worker("first"), worker("second"), worker("third")],
        {"depot": (0, 0), "a": (1, 0), "b": (2, 0), "c": (3, 0)},
    )
    plan = time_plan(problem, travel, {"third": ["b"], "first": []})
    assert [route.worker for route in plan.routes] == ["third"]
    assert plan.unassigned == ("a", "c")


def test_every_fault_of_the_orders_is_told_at_once(build_day, visit, worker):
    problem, travel = build_day([visit("a")], [worker("w")], {"depot": (0, 0), "a": (1, 0)})
    with pytest.raises(InputError) as raised:
        time_plan(problem, travel, {"w": ["a", "ghost"], "nobody": ["a"]})
    assert [fault.code for fault in raised.value.faults] == ["P102", "P101", "P103"]
    assert "'ghost'" in str(raised.value)
    assert "2 times" in str(raised.value)


def test_many_faults_of_a_kind_are_counted(build_day, visit, worker):
    problem, travel = build_day([visit("a")], [worker("w")], {"depot": (0, 0), "a": (1, 0)})
    with pytest.raises(InputError) as raised:
        time_plan(problem, travel, {"w": [f"ghost{i}" for i in range(50)], "nobody": ["a"]})
    # 20 of the 50 unknown visits, the one unknown worker, and that there are 30 more of the former.
    assert [fault.code for fault in raised.value.faults] == [*["P102"] * 20, "P101", "P104"]
    assert raised.value.faults[-1].values == {"kind": "P102", "count": 30}


@any_day
@given(seed=st.integers(0, 10**6), delays=st.lists(st.integers(0, 2 * HOUR), min_size=9, max_size=9), data=st.data())
def test_no_other_timing_of_the_order_starts_anything_earlier(random_day, seed, delays, data):
    """Against workers who dawdle anywhere by any amount and keep to the windows while there is one left."""
    problem, travel = random_day(seed, workers=1)
    names = data.draw(st.lists(st.sampled_from([v.id for v in problem.visits]), unique=True, min_size=1))
    worker, matrix = problem.workers[0], travel[problem.workers[0].mode]
    route = time_plan(problem, travel, {worker.id: names}).routes[0]
    clock, place = worker.shift.start + delays[0], problem.start_location(worker)
    for name, stop, delay in zip(names, route.stops, delays[1:], strict=False):
        visit = problem.visit_by_id[name]
        clock += matrix.seconds_between(place, visit.location) + delay
        clock = min((max(clock, w.start) for w in visit.windows if clock <= w.end), default=clock)
        assert stop.start <= clock
        clock, place = clock + visit.duration, visit.location
    assert route.arrival <= clock + matrix.seconds_between(place, problem.end_location(worker))


@any_day
@given(seed=st.integers(0, 10**6))
def test_worker_leaves_within_the_shift_and_never_waits_at_the_first_door(random_day, seed):
    problem, travel = random_day(seed)
    names = [visit.id for visit in problem.visits]
    for route in time_plan(problem, travel, {"w0": names[:4], "w2": names[4:]}).routes:
        worker, first = problem.worker_by_id[route.worker], route.stops[0]
        assert route.departure >= worker.shift.start
        assert first.start == first.arrival
        way_out = travel[worker.mode].seconds_between(
            problem.start_location(worker), problem.visit_by_id[first.visit].location
        )
        assert route.departure + way_out == first.arrival


@any_day
@given(seed=st.integers(0, 10**6))
def test_every_stop_starts_in_a_window_or_after_all_of_them(random_day, seed):
    problem, travel = random_day(seed)
    for stop in time_plan(problem, travel, {"w1": [visit.id for visit in problem.visits]}).routes[0].stops:
        windows = problem.visit_by_id[stop.visit].windows
        within = any(window.start <= stop.start <= window.end for window in windows)
        assert within or stop.start == stop.arrival > windows[-1].end
