"""The figures of a plan: the worked example of docs/measures.md, plans with little in them, any plan."""

import dataclasses
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan
from routing.errors import InputError
from routing.measures import measure_plan
from routing.objective import Weights, cost_parts
from routing.plan import Plan, Route, Stop
from routing.problem import Gap, Pairing, Role, TimeWindow
from routing.timetable import time_plan

HOUR, MINUTE = 3600, 60
PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
ROW = re.compile(r"^\| `([\w.\[\]]+)` \| (\w+) \| .+ \| (.+) \|$", re.MULTILINE)
any_day = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # it keeps nothing


def at(hour, minute):
    return hour * HOUR + minute * MINUTE


@pytest.fixture
def example(build_day, visit, worker):
    """Make the day of docs/measures.md."""
    meal = {"service": "meal", "duration": MINUTE}
    visits = [
        visit("bath", start=at(8, 30), end=at(9, 0), duration=30 * MINUTE),
        visit("check", start=at(9, 10), end=at(9, 20), duration=15 * MINUTE),
        visit("m1", start=at(10, 0), end=at(11, 0), demand=1, due=at(10, 2), **meal),
        visit("m2", start=at(10, 0), end=at(10, 10), demand=2, **meal),
        visit("m3", start=at(10, 0), end=at(10, 10), demand=1, mandatory=False, **meal),
    ]
    workers = [
        worker("anna", end=at(12, 0)),
        worker("ben", start=at(10, 0), end=at(10, 30), role=Role.COURIER, capacity=5),
        worker("cy", end=at(12, 0)),
    ]
    metres = {"depot": 0, "bath": 600, "check": 900, "m1": 300, "m2": 1200, "m3": 1200}
    problem, travel = build_day(visits, workers, {name: (place, 0) for name, place in metres.items()})
    gaps = (
        Gap(first="bath", second="check", least=0, worker=Pairing.SAME),
        Gap(first="m1", second="m2", least=0, worker=Pairing.OTHER),
    )
    problem = replace(problem, together=(("m2", "m3"),), gaps=gaps)
    plan = time_plan(problem, travel, {"anna": ["bath", "check"], "ben": ["m1", "m2"]})
    return measure_plan(problem, travel, plan, meal_limit=20 * MINUTE)


def flatten(figures, name=""):
    """Yield (name, value as docs/measures.md writes it); the entries of a list side by side."""
    if isinstance(figures, dict):
        for key, value in figures.items():
            yield from flatten(value, f"{name}.{key}" if name else key)
    elif isinstance(figures, list):
        columns = [dict(flatten(entry, f"{name}[]")) for entry in figures]
        for key in columns[0]:
            yield key, ", ".join(column[key] for column in columns)
    elif figures is None:
        yield name, "null"
    else:
        yield name, f"{figures:.3f}" if isinstance(figures, float) else str(figures)


def test_page_defines_every_figure_and_its_example_is_true(example):
    written = {name: value for name, _, value in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert written == dict(flatten(json.loads(json.dumps(dataclasses.asdict(example)))))


def test_page_gives_every_figure_a_unit():
    units = {unit for _, unit, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert units == {"visits", "units", "workers", "s", "m", "share", "name", "groups", "gaps"}


def test_day_without_a_plan_has_no_shares(build_day, visit, worker):
    problem, travel = build_day([visit("a")], [worker("w")], {"depot": (0, 0), "a": (1, 0)})
    measures = measure_plan(problem, travel, Plan(routes=(), unassigned=("a",)))
    assert (measures.visits.asked, measures.visits.served) == (1, 0)
    assert (measures.time.duty, measures.time.travel_share_of_duty, measures.time.travel_share_of_shift) == (
        0,
        None,
        None,
    )
    assert (measures.punctuality.on_time_share, measures.punctuality.lateness_mean) == (None, None)
    assert (measures.workload.workers_used, measures.workload.least, measures.workload.gini) == (0, None, None)
    assert (measures.meals.mean, measures.meals.p95, measures.meals.over_limit_share) == (None, None, None)
    assert measures.workers == ()


def test_day_with_nobody_and_nothing_has_no_figures_but_zeros(build_day):
    problem, travel = build_day([], [], {"depot": (0, 0)})
    measures = measure_plan(problem, travel, Plan(routes=()))
    assert (measures.visits.asked, measures.workload.workers_available, measures.visits.by_service) == (0, 0, ())


def test_work_that_takes_no_time_is_not_uneven(build_day, visit, worker):
    problem, travel = build_day([visit("a", duration=0)], [worker("w")], {"depot": (0, 0), "a": (0, 0)})
    measures = measure_plan(problem, travel, time_plan(problem, travel, {"w": ["a"]}))
    assert (measures.workload.mean, measures.workload.gini) == (0, None)
    assert measures.time.travel_share_of_duty is None


def test_equal_work_has_a_gini_of_zero(build_day, visit, worker):
    points = {"depot": (0, 0), "a": (500, 0), "b": (-500, 0)}
    problem, travel = build_day([visit("a"), visit("b")], [worker("v"), worker("w")], points)
    workload = measure_plan(problem, travel, time_plan(problem, travel, {"v": ["a"], "w": ["b"]})).workload
    assert (workload.range, workload.standard_deviation, workload.gini) == (0, 0, 0)


@pytest.mark.parametrize(
    ("start", "miss"),
    [
        (at(8, 59), -MINUTE),  # opens at 9:00
        (at(9, 0), 0),
        (at(10, 0), 0),
        (at(10, 20), -40 * MINUTE),  # early for the second window, 11:00-12:00
        (at(12, 0), 0),
        (at(12, 5), 5 * MINUTE),
    ],
)
def test_start_is_held_against_the_window_to_come_or_the_last_one(build_day, visit, worker, start, miss):
    windows = (TimeWindow(start=at(9, 0), end=at(10, 0)), TimeWindow(start=at(11, 0), end=at(12, 0)))
    problem, travel = build_day([visit("a", windows=windows)], [worker("w")], {"depot": (0, 0), "a": (0, 0)})
    stop = Stop(visit="a", arrival=start, start=start, end=start + 600)
    plan = Plan(routes=(Route(worker="w", departure=start, stops=(stop,), arrival=start + 600),))
    figures = measure_plan(problem, travel, plan).punctuality
    assert (figures.earliness_largest, figures.lateness_largest) == (max(0, -miss), max(0, miss))
    assert figures.on_time == (miss == 0)


@pytest.mark.parametrize(("stops", "rank"), [(1, 1), (19, 19), (20, 19), (21, 20)])
def test_p95_is_the_nearest_rank(build_day, visit, worker, stops, rank):
    # Doors a metre apart and no time at them: the i-th stop is reached after i seconds.
    visits = [visit(f"v{i}", demand=1, duration=0) for i in range(1, stops + 1)]
    points = {"depot": (0, 0)} | {f"v{i}": (i, 0) for i in range(1, stops + 1)}
    problem, travel = build_day(visits, [worker("w", capacity=99)], points)
    plan = time_plan(problem, travel, {"w": [visit.id for visit in visits]})
    assert measure_plan(problem, travel, plan).meals.p95 == rank


def test_meal_exactly_at_the_limit_is_in_time(build_day, visit, worker):
    problem, travel = build_day([visit("a", demand=1)], [worker("w")], {"depot": (0, 0), "a": (600, 0)})
    plan = time_plan(problem, travel, {"w": ["a"]})
    assert measure_plan(problem, travel, plan, meal_limit=600).meals.over_limit == 0
    assert measure_plan(problem, travel, plan, meal_limit=599).meals.over_limit == 1


def test_plan_with_unknown_ids_is_refused(build_day, visit, worker):
    problem, travel = build_day([visit("a")], [worker("w")], {"depot": (0, 0), "a": (1, 0)})
    plan = Plan(routes=(Route(worker="x", departure=0, stops=(), arrival=0),))
    with pytest.raises(InputError, match="P101"):
        measure_plan(problem, travel, plan)


@any_day
@given(seed=st.integers(0, 10**6), order=st.permutations(range(8)), planned=st.integers(0, 8))
def test_figures_of_any_plan_add_up(random_day, seed, order, planned):
    problem, travel = random_day(seed)
    names = [f"v{i}" for i in order[:planned]]
    plan = time_plan(problem, travel, {"w0": names[::3], "w1": names[1::3], "w2": names[2::3]})
    measures = measure_plan(problem, travel, plan)
    visits, time, punctuality, workload = measures.visits, measures.time, measures.punctuality, measures.workload

    assert visits.served + len(plan.unassigned) == visits.asked == visits.mandatory + visits.optional
    assert visits.served == visits.mandatory_served + visits.optional_served
    assert (
        visits.served == sum(count.served for count in visits.by_service) == sum(day.stops for day in measures.workers)
    )
    assert visits.units_delivered == sum(day.load for day in measures.workers) <= visits.units_asked

    assert time.duty == time.travel + time.service + time.idle
    waited = sum(stop.start - stop.arrival for route in plan.routes for stop in route.stops)
    assert time.idle == waited
    assert (time.travel, time.duty) == tuple(
        sum(getattr(day, of) for day in measures.workers) for of in ("travel", "duty")
    )

    assert punctuality.on_time + punctuality.late == visits.served  # a timed plan starts nothing early
    assert punctuality.early == 0
    assert workload.workers_used == len(plan.routes)
    if workload.gini is not None:
        assert 0 <= workload.gini <= 1 - 1 / workload.workers_used
        assert workload.least <= workload.mean <= workload.most
    if measures.meals.stops:
        assert measures.meals.mean <= measures.meals.largest
        assert measures.meals.p95 <= measures.meals.largest


@any_day
@given(seed=st.integers(0, 10**6), order=st.permutations(range(8)), planned=st.integers(0, 8))
def test_figures_of_wishes_and_ties_agree_with_the_cost_and_the_check(tied_day, seed, order, planned):
    problem, travel = tied_day(seed, visits=8, workers=3)
    names = [f"v{i}" for i in order[:planned]]
    plan = time_plan(problem, travel, {"w0": names[::3], "w1": names[1::3], "w2": names[2::3]})
    measures = measure_plan(problem, travel, plan)
    wishes, ties = measures.wishes, measures.ties

    weights = Weights(late_second=1, late_largest_second=1000)
    assert cost_parts(problem, travel, plan, weights)["lateness"] == (
        wishes.lateness_total + 1000 * wishes.lateness_largest
    )
    kinds = {(found.rule, found.kind) for found in check_plan(problem, travel, plan)}
    assert (ties.gaps_broken > 0) == any(rule == "gaps" for rule, _ in kinds)
    half_made = ties.together_served > sum(
        len(group) for group in problem.together if not set(group) & set(plan.unassigned)
    )
    assert half_made == (("together", "left_out") in kinds)
    assert ties.groups_served <= ties.groups
    assert ties.gaps <= len(problem.gaps)
