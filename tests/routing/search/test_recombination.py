"""Recombination: the cheapest plan of routes met, never a worse one, the same one again, an end at any moment."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.recombination import MetRoutes, price_route, recombine
from routing.search.clock import Budget
from routing.search.flat import FlatProblem
from routing.search.reference import time_orders
from routing.search.run import search

Make = Callable[..., FlatProblem]


@pytest.fixture
def street(random_problem: Make) -> FlatProblem:
    """Tasks 0 .. 3 at 10, 11, -20 and -21 along a street, three equal vehicles from 0 and back; time is no matter."""
    flat = random_problem(0, tasks=4, vehicles=3, ties=0, late=False, several=False, modes=1)
    at = np.array([0, 0, 10, 11, -20, -21])
    apart = np.abs(at[:, None] - at[None])[None].astype(np.int32)
    return replace(
        flat,
        windows=np.array([(0, 1000)] * 4, dtype=np.int32),
        duration=np.zeros(4, dtype=np.int32),
        demand=np.zeros(4, dtype=np.int32),
        price=np.full(4, 1000),
        may=np.ones((4, 3), dtype=np.uint8),
        shift=np.array([(0, 1000)] * 3, dtype=np.int32),
        ends=np.zeros((3, 2), dtype=np.int32),
        capacity=np.full(3, 10, dtype=np.int32),
        fixed=np.full(3, 5),
        seconds=apart,
        charge=apart,
        charge_weight=1,
    )


def test_two_plans_give_their_good_halves(street: FlatProblem) -> None:
    # First plan: the right side in one route (22 + 5), the left side in two (40 + 5 and 42 + 5): 119.
    # Second plan: the left side in one route (42 + 5), the right side in two (20 + 5 and 22 + 5): 99.
    # Together: 27 + 47 = 74, on two vehicles.
    first, second = [[0, 1], [2], [3]], [[2, 3], [0], [1]]
    met = MetRoutes(street)
    met.note(first)
    met.note(second)
    found = recombine(met, second)
    assert found is not None
    orders, cost = found
    assert cost == 74
    assert sorted(orders) == [[], [0, 1], [2, 3]]


def test_no_more_routes_of_a_type_are_chosen_than_vehicles(street: FlatProblem) -> None:
    # Another shift makes vehicle 0 a type of its own, and only it has been met with a side in one route: 27 + 47 is not
    # to be had. One side whole and the other in two: 47 + 25 + 27 = 99 is the second plan, and stays.
    flat = replace(street, shift=np.array([(0, 999), (0, 1000), (0, 1000)], dtype=np.int32))
    met = MetRoutes(flat)
    met.note([[0, 1], [2], [3]])
    assert recombine(met, [[2, 3], [0], [1]]) is None


def test_a_task_is_left_out_where_its_price_is_less_than_its_route(street: FlatProblem) -> None:
    # Of three routes of one task, 2 (40 + 5) costs more than its price of 30.
    flat = replace(street, price=np.array([1000, 1000, 30, 30]))
    met = MetRoutes(flat)
    met.note([[0], [1], [2]])
    found = recombine(met, [[0], [1], [2]])
    # 25 + 27 + 30 + 30
    assert found == ([[0], [1], []], 112)


def test_of_two_orders_of_the_same_tasks_the_cheaper_is_kept(street: FlatProblem) -> None:
    met = MetRoutes(street)
    # There and back past 0: 0, 11, 10, -20, 0 is 11 + 1 + 30 + 20; the other one crosses the street twice more.
    for order in ([0, 2, 1], [1, 0, 2], [2, 1, 0], [0, 2, 1]):
        met.note([order, [], []])
    assert [route.order for route in met.routes] == [(1, 0, 2)]
    assert met.routes[0].cost == 11 + 1 + 30 + 20 + 5


def test_routes_met_longest_ago_are_forgotten_first(street: FlatProblem) -> None:
    met = MetRoutes(street, most=2)
    for order in ([0], [1], [0], [2]):
        met.note([order, [], []])
    assert [route.order for route in met.routes] == [(0,), (2,)]


def test_a_stop_ends_the_choice_without_a_plan(street: FlatProblem) -> None:
    met = MetRoutes(street)
    met.note([[0, 1], [2], [3]])
    found = recombine(met, [[2, 3], [0], [1]], is_over=lambda: True)
    assert found is None or found[1] == 74  # it may be done before the first look


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), tasks=st.integers(1, 15), vehicles=st.integers(1, 5))
def test_recombined_plans_are_sound_and_cheaper_and_cost_what_they_say(
    random_problem: Make, seed: int, tasks: int, vehicles: int
) -> None:
    flat = random_problem(seed, tasks=tasks, vehicles=vehicles, ties=0, late=False)
    plans = [search(flat, budget=Budget(rounds=20), seed=seed + k, threads=1) for k in range(6)]
    met = MetRoutes(flat)
    for plan in plans:
        met.note(plan.orders)
    best = min(plans, key=lambda plan: plan.cost)
    found = recombine(met, best.orders)
    if found is None:
        return
    timed = time_orders(flat, found[0])
    assert timed.sound
    assert timed.cost == found[1] < best.cost


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_route_is_priced_like_the_reference(random_problem: Make, seed: int) -> None:
    flat = replace(random_problem(seed, ties=0, late=False, vehicles=2), price=np.zeros(12, dtype=np.int64))
    order = list(np.random.default_rng(seed).permutation(12)[:5])
    assert price_route(flat, 0, order) == time_orders(flat, [order, []]).cost


def test_the_search_recombines_the_same_way_every_time(random_problem: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    flat = random_problem(5, tasks=60, vehicles=20, ties=0, late=False)
    asked: list[int] = []

    def count(met: MetRoutes, orders: list[list[int]], **given: object) -> tuple[list[list[int]], int] | None:
        asked.append(len(met.routes))
        return recombine(met, orders, **given)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr("routing.search.part_search.recombine", count)
    plans = [search(flat, budget=Budget(rounds=24_000), seed=3, threads=2) for _ in range(2)]
    assert plans[0] == plans[1]
    assert len(asked) > 2
    assert asked[: len(asked) // 2] == asked[len(asked) // 2 :]
    timed = time_orders(flat, plans[0].orders)
    assert timed.sound
    assert timed.cost == plans[0].cost


def test_a_choice_in_the_last_lap_does_not_hang_on_the_pace_of_the_machine(
    random_problem: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = random_problem(0, tasks=200, vehicles=60, ties=0, late=False)
    plans = []
    for seconds in (1.0, 2e-4):
        monkeypatch.setattr("routing.recombination.SECONDS_BETWEEN_LOOKS", seconds)
        # The last lap of 10,000 rounds is the first after 80 % of them: the choice comes when all rounds are done.
        plans.append(search(flat, budget=Budget(rounds=10_000), seed=0, threads=2))
    assert plans[0] == plans[1]


def test_a_stop_in_the_middle_of_a_choice_ends_the_search(
    random_problem: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = random_problem(5, tasks=60, vehicles=20, ties=0, late=False)
    stop = threading.Event()

    def stop_and_choose(met: MetRoutes, orders: list[list[int]], **given: object) -> tuple[list[list[int]], int] | None:
        stop.set()
        return recombine(met, orders, **given)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr("routing.search.part_search.recombine", stop_and_choose)
    found = search(flat, budget=Budget(rounds=24_000), seed=3, threads=2, stop=stop)
    assert found.rounds < 24_000
    timed = time_orders(flat, found.orders)
    assert timed.sound
    assert timed.cost == found.cost


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_is_still_heard_after_a_choice(street: FlatProblem, tmp_path: Path) -> None:
    # In a process of its own, which dies if CP-SAT has taken the handler away.
    code = """
import os, pickle, signal, sys
from routing.recombination import MetRoutes, recombine
signal.signal(signal.SIGINT, signal.default_int_handler)
flat = pickle.load(open(sys.argv[1], "rb"))
met = MetRoutes(flat)
met.note([[0, 1], [2], [3]])
met.note([[2, 3], [0], [1]])
assert recombine(met, [[2, 3], [0], [1]])
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except KeyboardInterrupt:
    print("heard")
"""
    path = tmp_path / "flat.pickle"
    path.write_bytes(pickle.dumps(street))
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "heard\n", done.stderr
