"""A task that finds no place goes in instead of another, which looks for one of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.search.chain import Chain
from routing.search.eject import eject_for, find_weaker
from routing.search.flat import FlatProblem
from routing.search.layout import make_ground
from routing.search.links import begin_round, plan_cost, undo_round
from routing.search.orders import link_orders, read_orders
from routing.search.records import GUEST, INVITED, INVITED_BITS, NOWHERE, QUEUED
from routing.search.recreate import recreate
from routing.search.reference import time_orders
from routing.search.ruin import queue_task


def make_chain(random_problem: Callable[..., FlatProblem]) -> tuple[FlatProblem, Chain]:
    """Two vehicles with time for one task each. Task 0 is for vehicle 0 alone, which makes task 1, as either may."""
    flat = random_problem(0, tasks=2, vehicles=2, ties=0, late=False, several=False, modes=1)
    flat = replace(
        flat,
        duration=np.array([60, 60], dtype=np.int32),
        windows=np.array([[0, 100], [0, 100]], dtype=np.int32),
        demand=np.zeros(2, dtype=np.int32),
        price=np.array([1000, 1000]),
        shift=np.array([[0, 100], [0, 100]], dtype=np.int32),
        seconds=(10 * (1 - np.eye(flat.seconds.shape[1], dtype=np.int32)))[None].astype(np.int32),
        may=np.array([[1, 0], [1, 1]], dtype=np.uint8),
    )
    flat.seconds[:, :, flat.place[0]] += 5
    flat = replace(flat, charge=flat.seconds)
    chain = Chain(flat, make_ground(flat), seed=0, number=0)
    chain.take_over(link_orders(flat, [[1], []]))
    return flat, chain


def charge_of(flat: FlatProblem, orders: list[list[int]]) -> int:
    """What a plan costs but for what it leaves out."""
    out = set(range(flat.tasks)).difference(*orders)
    return time_orders(flat, orders).cost - sum(int(flat.price[task]) for task in out)


def test_a_task_takes_the_place_of_one_that_others_may_do(random_problem: Callable[..., FlatProblem]) -> None:
    flat, chain = make_chain(random_problem)
    state = chain.state
    begin_round(state)
    state.work.counts[QUEUED] = 0
    state.work.counts[GUEST] = NOWHERE
    state.work.counts[INVITED] = 1 << INVITED_BITS
    queue_task(state, 0)
    # 15 there, 60, 10 back: both on one route were over 140 of 100 seconds. So task 1 gives way and goes to vehicle 1.
    assert recreate(state, 0.0, chain.cost, 5)
    orders = read_orders(flat, chain.following)
    assert orders == [[0], [1]]
    assert time_orders(flat, orders).sound


def test_without_ejections_it_stays_out(random_problem: Callable[..., FlatProblem]) -> None:
    flat, chain = make_chain(random_problem)
    state = chain.state
    begin_round(state)
    state.work.counts[QUEUED] = 0
    queue_task(state, 0)
    assert recreate(state, 0.0, chain.cost, 0)
    assert read_orders(flat, chain.following) == [[1], []]


def test_a_round_that_costs_too_much_already_ends_and_can_be_undone(
    random_problem: Callable[..., FlatProblem],
) -> None:
    flat, chain = make_chain(random_problem)
    state = chain.state
    before, cost = chain.tour.stops.copy(), chain.cost
    state.work.counts[INVITED] = 1 << INVITED_BITS
    for _ in range(30):  # now and then the one that could give way is overlooked
        begin_round(state)
        state.work.counts[QUEUED] = 0
        queue_task(state, 0)
        # Task 0 goes in instead of task 1, and that alone costs more than is to be accepted.
        assert not recreate(state, 0.0, charge_of(flat, [[0], []]) - 1, 5)
        if read_orders(flat, chain.following) == [[0], []]:
            break
        undo_round(state)
    assert read_orders(flat, chain.following) == [[0], []]
    undo_round(state)
    assert read_orders(flat, chain.following) == [[1], []]
    assert plan_cost(state) == cost
    assert np.array_equal(chain.tour.stops, before)


def test_a_task_of_this_round_is_spared(random_problem: Callable[..., FlatProblem]) -> None:
    flat, chain = make_chain(random_problem)
    state = chain.state
    begin_round(state)
    state.work.counts[QUEUED] = 0
    assert {find_weaker(state, 0) for _ in range(30)} == {NOWHERE, 1}
    queue_task(state, 1)
    assert {find_weaker(state, 0) for _ in range(30)} == {NOWHERE}
    assert eject_for(state, 0)
    assert read_orders(flat, chain.following) == [[1], []]
