"""Whole days through the search: planned, timed and checked. Limits count rounds."""

import threading
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check_plan
from routing.constraints import RULES
from routing.objective import Weights, cost
from routing.ortools_model.model import Model
from routing.search.day import flatten_day, number_orders
from routing.search.reference import time_orders
from routing.solve import Limit, solve
from routing.timetable import list_orders

some_days = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = Limit(solutions=2000)


@some_days
@given(seed=st.integers(0, 10_000), visits=st.integers(0, 12), workers=st.integers(0, 4))
def test_plan_of_any_day_keeps_every_rule_and_costs_what_the_search_says(
    random_day: Callable, seed: int, visits: int, workers: int
) -> None:
    problem, travel = random_day(seed, visits=visits, workers=workers)
    told = []

    plan = solve(problem, travel, limit=FEW, engine="search", progress=told.append)

    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}
    if told:
        assert told[-1].cost == cost(problem, travel, plan, Weights())
        assert told[-1].unassigned == len(plan.unassigned)


@some_days
@given(seed=st.integers(0, 10_000))
def test_search_is_never_dearer_than_its_first_plan(random_day: Callable, seed: int) -> None:
    problem, travel = random_day(seed, visits=8, workers=3)

    first, better = (solve(problem, travel, limit=limit, engine="search") for limit in (Limit(solutions=0), FEW))

    assert cost(problem, travel, better, Weights()) <= cost(problem, travel, first, Weights())


@some_days
@given(seed=st.integers(0, 10_000))
def test_flat_day_costs_what_the_day_costs(random_day: Callable, seed: int) -> None:
    problem, travel = random_day(seed, visits=8, workers=3)
    plan = solve(problem, travel, limit=Limit(solutions=20), engine="search")
    weights = Weights(travel_second=3, worker=77)

    model = Model(problem=problem, travel=travel, weights=weights)
    for rule in RULES:
        rule.post(model)
    flat = flatten_day(model)

    timed = time_orders(flat, number_orders(problem, list_orders(plan)))
    assert timed.cost == cost(problem, travel, plan, weights)


def test_same_seed_and_rounds_give_the_same_plan(random_day: Callable) -> None:
    problem, travel = random_day(3, visits=20, workers=5)

    one, other = (solve(problem, travel, limit=FEW, seed=5, engine="search") for _ in range(2))

    assert one == other


def test_stop_set_at_the_first_plan_gives_a_sound_plan_at_once(random_day: Callable) -> None:
    problem, travel = random_day(4, visits=20, workers=5)
    stop = threading.Event()

    plan = solve(
        problem, travel, limit=Limit(seconds=600), engine="search", stop=stop, progress=lambda _found: stop.set()
    )

    assert {found.rule for found in check_plan(problem, travel, plan)} <= {"mandatory_visits"}
