"""From a day to a checked plan. Limits are in solutions, so that every machine finds the same plans."""

import itertools
import threading
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing import solve as solve_module
from routing.check import check_plan
from routing.constraints import time_windows
from routing.errors import DoorstepError, InputError
from routing.limit import MOST_SECONDS
from routing.objective import Weights, cost
from routing.problem import Mode, Role, Shift, TimeWindow
from routing.solve import Limit
from routing.timetable import time_plan
from routing.travel import TravelMatrix

FEW = Limit(solutions=60)
solve = partial(
    solve_module.solve, engine="ortools"
)  # the search has tests of its own, tests/routing/search/test_day.py
LINE = {"depot": (0, 0), "a": (100, 0), "b": (300, 0)}
some_days = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def orders_of(plan):
    return {route.worker: [stop.visit for stop in route.stops] for route in plan.routes}


def test_worker_who_cannot_cross_from_depot_to_depot_in_the_shift_leaves_the_others_their_day(random_day):
    # w0 alone makes everything; w1 is on duty for 5 minutes and depot and kitchen lie further apart on foot.
    problem, travel = random_day(1, visits=6, workers=2)
    able, idle = (replace(worker, mode=Mode.WALK, role=Role.CAREGIVER) for worker in problem.workers)
    able = replace(able, shift=Shift(start=0, end=86_400), skills=frozenset({"bath", "nursing"}), capacity=99)
    idle = replace(idle, shift=Shift(start=36_000, end=36_300), start="depot", end="kitchen")
    visits = tuple(replace(v, role=None, windows=(TimeWindow(start=0, end=80_000),)) for v in problem.visits)
    problem = replace(problem, workers=(able, idle), visits=visits)
    travel = {Mode.WALK: replace(next(iter(travel.values())), mode=Mode.WALK)}
    assert travel[Mode.WALK].seconds_between("depot", "kitchen") > 300

    plan = solve(problem, travel, limit=FEW)

    assert (list(orders_of(plan)), plan.unassigned) == ([able.id], ())


@some_days
@given(seed=st.integers(0, 10_000))
def test_day_on_which_anybody_can_make_a_mandatory_visit_has_a_route(random_day, seed):
    problem, travel = random_day(seed, visits=4, workers=3)
    alone = (
        time_plan(problem, travel, {worker.id: [visit.id]})
        for worker, visit in itertools.product(problem.workers, problem.visits)
        if visit.mandatory
    )
    can = any(all(one.rule == "mandatory_visits" for one in check_plan(problem, travel, plan)) for plan in alone)

    assert bool(solve(problem, travel, limit=FEW).routes) or not can


def test_travel_may_be_any_mapping(build_day, visit, worker):
    problem, travel = build_day([visit("a")], [worker("w")], LINE)

    assert solve(problem, MappingProxyType(travel), limit=FEW) == solve(problem, travel, limit=FEW)


def sharp(hour):
    return TimeWindow(start=hour * 3600, end=hour * 3600)


def cheapest_cost(problem, travel, weights):
    """Try every order of every choice of visits for two workers."""
    best = None
    ids = [visit.id for visit in problem.visits]
    for order in itertools.permutations(ids):
        for first, second in itertools.combinations_with_replacement(range(len(ids) + 1), 2):
            orders = {problem.workers[0].id: order[:first], problem.workers[1].id: order[first:second]}
            plan = time_plan(problem, travel, orders)
            if all(found.rule == "mandatory_visits" for found in check_plan(problem, travel, plan)):
                price = cost(problem, travel, plan, weights)
                best = price if best is None else min(best, price)
    return best


@some_days
@given(seed=st.integers(0, 10_000), visits=st.integers(0, 12), workers=st.integers(0, 4))
def test_plan_of_any_day_keeps_every_rule_and_costs_what_the_search_says(random_day, seed, visits, workers):
    problem, travel = random_day(seed, visits=visits, workers=workers)
    told = []
    plan = solve(problem, travel, limit=FEW, progress=told.append)
    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}
    if told:
        assert told[-1].cost == cost(problem, travel, plan, Weights())
        assert told[-1].unassigned == len(plan.unassigned)


@pytest.mark.parametrize("seed", range(8))
def test_no_order_of_a_small_day_is_cheaper(random_day, seed):
    problem, travel = random_day(seed, visits=4, workers=2)
    plan = solve(problem, travel, limit=Limit(solutions=400))
    assert cost(problem, travel, plan, Weights()) == cheapest_cost(problem, travel, Weights())


def test_price_of_a_worker_decides_whether_a_second_one_goes_out(build_day, visit, worker):
    # a and b lie 100 m to either side of the depot and both start at 08:05: one worker can make only one of them.
    # Left out, b costs 1,000; a second worker costs 200 s on the way and the worker's price.
    visits = [visit(name, start=29_100, end=29_100, mandatory=name == "a") for name in "ab"]
    day = build_day(visits, [worker("w1"), worker("w2")], {"depot": (0, 0), "a": (100, 0), "b": (-100, 0)})
    for price, routes in ((799, 2), (801, 1)):
        weights = Weights(worker=price, unassigned=(0, 1_000, 0))
        assert len(solve(*day, limit=FEW, weights=weights).routes) == routes


def test_optional_visit_dearer_than_its_price_stays_out(build_day, visit, worker):
    day = build_day([visit("a"), visit("b", mandatory=False, priority=3)], [worker("w")], LINE)
    # b costs 400 s more on the way than a alone (600 against 200)
    assert solve(*day, limit=FEW, weights=Weights(unassigned=(0, 0, 399))).unassigned == ("b",)
    assert solve(*day, limit=FEW, weights=Weights(unassigned=(0, 0, 401))).unassigned == ()


def test_visit_is_made_in_its_second_window_where_the_first_is_taken(build_day, visit, worker):
    eight, ten = (sharp(hour) for hour in (8, 10))
    visits = [visit("a", windows=(eight,), duration=3600), visit("b", windows=(eight, ten))]
    problem, travel = build_day(visits, [worker("w", start=7 * 3600)], LINE)
    (route,) = solve(problem, travel, limit=FEW).routes
    assert [(stop.visit, stop.start) for stop in route.stops] == [("a", 8 * 3600), ("b", 10 * 3600)]


def test_same_seed_and_solutions_give_the_same_plan(random_day):
    problem, travel = random_day(5, visits=30, workers=5)
    plans = [solve(problem, travel, limit=Limit(solutions=300), seed=seed) for seed in (1, 1, 2)]
    assert plans[0] == plans[1]
    assert orders_of(plans[2])


def test_number_of_cores_does_not_change_the_plan(random_day, monkeypatch):
    from routing.ortools_model import search

    problem, travel = random_day(5, visits=30, workers=5)
    visits = tuple(replace(one, role=one.role or Role.COURIER) for one in problem.visits)  # two parts
    problem = replace(problem, visits=visits)
    plans = []
    for cores in (1, 2):
        monkeypatch.setattr(search, "count_cores", lambda cores=cores: cores)
        plans.append(solve(problem, travel, limit=Limit(solutions=200)))
    assert plans[0] == plans[1]


def test_progress_tells_ever_cheaper_plans(random_day):
    told = []
    problem, travel = random_day(2, visits=20, workers=4)
    solve(problem, travel, limit=Limit(solutions=200), progress=told.append)
    costs = [one.cost for one in told]
    assert costs == sorted(set(costs), reverse=True)
    assert told[0].solutions < told[-1].solutions
    assert all(one.seconds > 0 for one in told)


def test_stop_set_before_the_search_leaves_every_visit_unassigned(random_day):
    problem, travel = random_day(2)
    stop = threading.Event()
    stop.set()
    plan = solve(problem, travel, limit=FEW, stop=stop)
    assert plan.routes == ()
    assert plan.unassigned == tuple(visit.id for visit in problem.visits)


def test_stop_set_while_searching_gives_the_best_plan_told(random_day):
    problem, travel = random_day(4, visits=60, workers=8)
    stop, told = threading.Event(), []

    def listen(progress):
        told.append(progress)
        if len(told) == 3:
            stop.set()

    plan = solve(problem, travel, limit=Limit(solutions=10**9), progress=listen, stop=stop)
    assert len(told) == 3
    assert cost(problem, travel, plan, Weights()) == told[-1].cost


def test_stop_set_by_another_thread_between_two_plans_ends_the_search(random_day):
    problem, travel = random_day(4, visits=60, workers=8)
    stop = threading.Event()
    timer = threading.Timer(1.5, stop.set)
    timer.start()
    plan = solve(problem, travel, limit=Limit(solutions=10**9), stop=stop)
    timer.join()
    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}


def test_what_progress_raises_comes_out_and_ends_the_search(random_day):
    problem, travel = random_day(4, visits=30, workers=4)

    def listen(progress):
        raise KeyError(progress.cost)

    with pytest.raises(KeyError):
        solve(problem, travel, limit=Limit(solutions=10**9), progress=listen)


def test_limit_in_seconds_ends_a_search_that_could_go_on(random_day):
    problem, travel = random_day(4, visits=60, workers=8)
    assert solve(problem, travel, limit=Limit(seconds=1)).routes


def test_first_plan_is_found_even_with_no_time_at_all(random_day):
    problem, travel = random_day(4, visits=30, workers=4)
    assert solve(problem, travel, limit=Limit(seconds=0)).routes


@pytest.mark.parametrize("seconds", [60, MOST_SECONDS])
def test_day_with_one_visit_and_one_worker_settles_by_itself(build_day, visit, worker, seconds):
    day = build_day([visit("a")], [worker("w")], LINE)
    assert orders_of(solve(*day, limit=Limit(seconds=seconds))) == {"w": ["a"]}


def test_visits_nobody_may_or_can_make_stay_unassigned(build_day, visit, worker):
    visits = [
        visit("a"),
        visit("b", role=Role.COURIER),
        visit("night", start=20 * 3600, end=21 * 3600),
        visit("far", duration=11 * 3600),
        visit("heavy", demand=1),
    ]
    places = LINE | {"night": (10, 0), "far": (20, 0), "heavy": (30, 0)}
    plan = solve(*build_day(visits, [worker("w")], places), limit=FEW)
    assert orders_of(plan) == {"w": ["a"]}
    assert plan.unassigned == ("b", "night", "far", "heavy")


def test_day_past_midnight_is_planned(build_day, visit, worker):
    visits = [visit("a", start=23 * 3600, end=26 * 3600), visit("b", start=25 * 3600, end=26 * 3600)]
    day = build_day(visits, [worker("w", start=22 * 3600, end=30 * 3600)], LINE)
    assert orders_of(solve(*day, limit=FEW)) == {"w": ["a", "b"]}


def test_loose_day_is_served_in_full(random_day):
    # as many workers as visits, everyone on duty all day with every skill: each visit alone is always possible
    problem, travel = random_day(7, visits=25, workers=25)
    visits = tuple(replace(one, role=None, skills=frozenset(), mandatory=True) for one in problem.visits)
    workers = tuple(replace(w, shift=replace(w.shift, start=0, end=86_400), capacity=50) for w in problem.workers)
    plan = solve(replace(problem, visits=visits, workers=workers), travel, limit=FEW)
    assert plan.unassigned == ()


def test_missing_matrix_and_missing_location_are_named_at_once(build_day, visit, worker):
    problem, _ = build_day([visit("a")], [worker("w"), worker("driver", mode=Mode.CAR)], LINE)
    short = TravelMatrix(
        mode=Mode.WALK, ids=("depot",), seconds=np.zeros((1, 1), np.int32), metres=np.zeros((1, 1), np.int32)
    )
    with pytest.raises(InputError) as caught:
        solve(problem, {Mode.WALK: short}, limit=FEW)
    assert [fault.code for fault in caught.value.faults] == ["R007", "R007", "R006"]


def test_breach_in_a_plan_of_ours_is_never_hidden(build_day, visit, worker, monkeypatch):
    def forget_the_windows(model):
        model.windows.update({one.id: (sharp(8), sharp(17)) for one in model.problem.visits})

    monkeypatch.setattr(time_windows, "post", forget_the_windows)
    day = build_day([visit("a", end=8 * 3600), visit("b", end=8 * 3600)], [worker("w")], LINE)
    with pytest.raises(DoorstepError, match=r"P901.*starts . .* minutes after") as caught:
        solve(*day, limit=FEW)
    assert caught.value.exit_code == 1
