"""The search as a whole: sound plans, the same plan again, an end at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.search.clock import Budget
from routing.search.flat import OTHER_WORKER, FlatProblem
from routing.search.reference import time_orders
from routing.search.run import search

Make = Callable[..., FlatProblem]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    tasks=st.integers(0, 15),
    vehicles=st.integers(0, 3),
    ties=st.integers(0, 4),
    late=st.booleans(),
)
def test_every_plan_is_sound_and_costs_what_it_says(  # noqa: PLR0917  # one parameter for each thing drawn
    random_problem: Make, seed: int, tasks: int, vehicles: int, ties: int, late: bool
) -> None:
    flat = random_problem(seed, tasks=tasks, vehicles=vehicles, ties=ties, late=late)
    found = search(flat, budget=Budget(rounds=60), seed=seed, threads=1 + seed % 2)
    timed = time_orders(flat, found.orders)
    assert timed.sound
    assert timed.cost == found.cost


@pytest.mark.parametrize(("threads", "ties"), [(1, 4), (2, 4), (2, 0)])
def test_same_seed_and_rounds_give_the_same_plan(random_problem: Make, threads: int, ties: int) -> None:
    flat = random_problem(5, tasks=40, vehicles=24, ties=ties, late=ties > 0)
    plans = [search(flat, budget=Budget(rounds=9000), seed=3, threads=threads) for _ in range(2)]
    assert plans[0] == plans[1]


def test_threads_share_a_plan_whose_routes_stand_alone(random_problem: Make) -> None:
    flat = replace(
        random_problem(8, tasks=90, vehicles=40, ties=0, late=False, several=False),
        price=np.full(90, 100_000),
        fixed=np.zeros(40, dtype=np.int64),
        capacity=np.full(40, 6, dtype=np.int32),
    )
    found = search(flat, budget=Budget(rounds=9000), seed=3, threads=2)
    timed = time_orders(flat, found.orders)
    assert timed.sound
    assert timed.cost == found.cost
    assert sum(map(bool, found.orders)) >= 16  # else nothing was shared out


def test_more_rounds_from_a_plan_never_make_it_worse(random_problem: Make) -> None:
    flat = random_problem(11, tasks=25, vehicles=4)
    first = search(flat, budget=Budget(rounds=50), seed=1, threads=1)
    second = search(flat, budget=Budget(rounds=50), seed=2, threads=1, start=first.orders)
    assert second.cost <= first.cost


def test_a_stop_ends_the_search_with_a_sound_plan(random_problem: Make) -> None:
    flat = random_problem(4, tasks=30, vehicles=5)
    stop = threading.Event()
    found = search(flat, budget=Budget(seconds=600), seed=1, threads=2, stop=stop, progress=lambda *_: stop.set())
    assert time_orders(flat, found.orders).sound


def test_a_stop_set_before_still_gives_a_sound_plan(random_problem: Make) -> None:
    flat = random_problem(4, tasks=30, vehicles=5)
    stop = threading.Event()
    stop.set()
    found = search(flat, budget=Budget(seconds=600), seed=1, threads=1, stop=stop)
    assert time_orders(flat, found.orders).sound
    assert found.rounds == 0


def test_progress_only_goes_down_and_ends_at_the_cost(random_problem: Make) -> None:
    flat = random_problem(6, tasks=40, vehicles=6)
    told: list[int] = []
    found = search(
        flat, budget=Budget(rounds=6000), seed=1, threads=1, progress=lambda _seconds, cost, _left: told.append(cost)
    )
    assert told == sorted(told, reverse=True)
    assert told[-1] == found.cost


def test_a_pair_that_needs_two_workers_is_left_out_by_one(random_problem: Make) -> None:
    flat = replace(
        random_problem(2, tasks=3, vehicles=1, ties=0, late=False),
        lags=np.array([[0, 1, 0, 0]], dtype=np.int32),
        lag_worker=np.array([OTHER_WORKER], dtype=np.int32),
        lag_whole=np.array([True]),
        price=np.full(3, 1000),
    )
    found = search(flat, budget=Budget(rounds=200), threads=1)
    assert not {0, 1} & {task for order in found.orders for task in order}


def test_of_a_loose_pair_that_needs_two_workers_one_is_done(random_problem: Make) -> None:
    flat = replace(
        random_problem(2, tasks=3, vehicles=1, ties=0, late=False),
        lags=np.array([[0, 1, 0, 0]], dtype=np.int32),
        lag_worker=np.array([OTHER_WORKER], dtype=np.int32),
        lag_whole=np.array([False]),
        may=np.ones((3, 1), dtype=np.uint8),
        price=np.full(3, 100_000),
    )
    found = search(flat, budget=Budget(rounds=200), threads=1)
    assert len({0, 1} & {task for order in found.orders for task in order}) == 1


def test_a_task_nobody_may_do_is_left_out(random_problem: Make) -> None:
    flat = random_problem(2, tasks=4, vehicles=2, ties=0)
    flat = replace(flat, may=np.zeros_like(flat.may))
    found = search(flat, budget=Budget(rounds=100), threads=1)
    assert found.orders == [[], []]
    assert found.cost == int(flat.price.sum())
