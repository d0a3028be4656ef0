"""The compiled rounds against the reference in plain Python, on random problems with every rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.search.chain import Chain
from routing.search.draws import make_draws
from routing.search.flat import FlatProblem
from routing.search.layout import make_ground
from routing.search.orders import link_orders, read_orders
from routing.search.records import ABSENTEES, NOWHERE
from routing.search.reference import time_orders

Make = Callable[..., FlatProblem]
KINDS = [
    {"ties": 0, "late": False},
    {"ties": 0, "late": True},
    {"ties": 4, "late": False},
    {"ties": 4, "late": True, "several": False},
    {"ties": 4, "late": True},
]


def start_chain(flat: FlatProblem, seed: int) -> Chain:
    return Chain(flat, make_ground(flat), seed=seed, number=0)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), tasks=st.integers(1, 20), vehicles=st.integers(1, 5))
def test_cost_and_starts_are_the_reference_s_after_every_round(
    random_problem: Make, kind: dict[str, bool], seed: int, tasks: int, vehicles: int
) -> None:
    flat = random_problem(seed, tasks=tasks, vehicles=vehicles, **kind)
    chain = start_chain(flat, seed)
    chain.fill()
    for _ in range(8):
        timed = time_orders(flat, read_orders(flat, chain.following))
        assert timed.sound
        assert timed.cost == chain.cost
        stops = chain.tour.stops[: flat.tasks]
        starts = [start if at >= 0 else None for at, start in stops[["route", "start"]].tolist()]
        assert tuple(starts) == timed.starts
        chain.run(7, 100.0)
    best = time_orders(flat, read_orders(flat, chain.best))
    assert best.sound
    assert best.cost == chain.best_cost


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_plan_taken_over_is_the_plan_it_was(random_problem: Make, kind: dict[str, bool], seed: int) -> None:
    flat = random_problem(seed, tasks=15, **kind)
    chain, other = start_chain(flat, seed), start_chain(flat, seed + 1)
    chain.fill()
    chain.run(50, 50.0)
    assert other.take_over(chain.following)
    assert other.cost == chain.cost
    for name in ("next", "prev", "route", "start", "leg", "ride"):
        placed = chain.tour.stops["route"] >= 0
        assert np.array_equal(other.tour.stops[name][placed], chain.tour.stops[name][placed]), name
    assert np.array_equal(other.tour.totals, chain.tour.totals)
    other.run(50, 50.0)
    assert time_orders(flat, read_orders(flat, other.following)).cost == other.cost


@pytest.mark.parametrize("kind", KINDS)
def test_absent_tasks_are_listed_once(random_problem: Make, kind: dict[str, bool]) -> None:
    flat = random_problem(3, tasks=18, vehicles=2, **kind)
    chain = start_chain(flat, 3)
    chain.fill()
    chain.run(300, 50.0)
    count = int(chain.work.counts[ABSENTEES])
    listed = sorted(chain.work.absent[:count].tolist())
    assert listed == np.flatnonzero(chain.tour.stops["route"][: flat.tasks] == NOWHERE).tolist()


def test_orders_survive_the_way_into_links_and_back(random_problem: Make) -> None:
    flat = random_problem(1, tasks=6, vehicles=3)
    orders = [[2, 0], [], [5, 1, 4]]
    assert read_orders(flat, link_orders(flat, orders)) == orders


def test_draws_differ_between_chains_and_not_between_runs() -> None:
    assert make_draws(1, 0)[0] == make_draws(1, 0)[0]
    assert make_draws(1, 0)[0] != make_draws(1, 1)[0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_exchanged_tails_leave_cost_times_and_loads_right(random_problem: Make, seed: int) -> None:
    flat = random_problem(seed, tasks=24, vehicles=8, ties=0, late=False, modes=1)
    flat = replace(
        flat,
        may=np.ones_like(flat.may),
        ends=np.zeros_like(flat.ends),
        shift=np.full_like(flat.shift, [0, 900]),
        capacity=np.full_like(flat.capacity, 12),
        fixed=np.full_like(flat.fixed, 30),
    )
    chain = start_chain(flat, seed)
    chain.fill()
    for _ in range(10):
        chain.run(3, 200.0)
        orders = read_orders(flat, chain.following)
        timed = time_orders(flat, orders)
        assert timed.sound
        assert timed.cost == chain.cost
        other = start_chain(flat, seed)
        other.take_over(chain.following)
        assert np.array_equal(other.tour.totals, chain.tour.totals)
        for name in ("start", "latest"):
            placed = chain.tour.stops["route"][: flat.tasks] >= 0
            assert np.array_equal(
                other.tour.stops[name][: flat.tasks][placed], chain.tour.stops[name][: flat.tasks][placed]
            ), name
        for name in ("size", "load"):
            assert np.array_equal(other.tour.routes[name], chain.tour.routes[name]), name
