"""Parts of a problem: they share nothing, together they are the whole, and cost what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.search.clock import Budget
from routing.search.flat import NEVER, FlatProblem
from routing.search.parts import Part, split_flat
from routing.search.reference import time_orders
from routing.search.run import search
from routing.search.team import Team, make_teams

Make = Callable[..., FlatProblem]


def apart(flat: FlatProblem, roles: list[int], hosts: list[int]) -> FlatProblem:
    """Let a vehicle do only tasks of its own role."""
    own = np.array(roles)[:, None] == np.array(hosts)[None, :]
    return replace(flat, may=(flat.may * own).astype(np.uint8))


def untied(flat: FlatProblem) -> FlatProblem:
    none = np.zeros((0, 4), dtype=np.int32)
    return replace(flat, lags=none, lag_worker=none[:, 0], lag_whole=np.zeros(0, dtype=bool))


def everyone(flat: FlatProblem) -> FlatProblem:
    return replace(flat, may=np.ones_like(flat.may))


def test_roles_that_share_nothing_are_two_parts_the_larger_first(random_problem: Make) -> None:
    flat = apart(everyone(random_problem(0, late=False, ties=0)), [0] * 5 + [1] * 7, [0, 1, 1, 0])
    parts = split_flat(flat)
    assert [part.tasks.tolist() for part in parts] == [[5, 6, 7, 8, 9, 10, 11], [0, 1, 2, 3, 4]]
    assert [part.vehicles.tolist() for part in parts] == [[1, 2], [0, 3]]


def test_a_tie_between_roles_makes_them_one(random_problem: Make) -> None:
    flat = apart(everyone(random_problem(0, late=False, ties=0)), [0] * 5 + [1] * 7, [0, 1, 1, 0])
    tie = np.array([[0, 5, 0, 0]], dtype=np.int32)
    flat = replace(flat, lags=tie, lag_worker=np.zeros(1, dtype=np.int32), lag_whole=np.ones(1, dtype=bool))
    assert len(split_flat(flat)) == 1


def test_a_price_of_the_largest_lateness_makes_them_one_where_both_may_be_late(random_problem: Make) -> None:
    flat = apart(everyone(untied(random_problem(0))), [0] * 5 + [1] * 7, [0, 1, 1, 0])
    assert flat.late_largest > 0
    assert len(split_flat(flat)) == 1
    due = flat.due.copy()
    due[:5] = NEVER
    assert len(split_flat(replace(flat, due=due))) == 2
    assert len(split_flat(replace(flat, late_largest=0))) == 2


def test_what_nobody_may_do_and_who_has_nothing_to_do_stay_with_the_largest_part(random_problem: Make) -> None:
    # Task 11 is of a role without vehicles, vehicle 3 of a role without tasks.
    flat = apart(everyone(random_problem(0, late=False, ties=0)), [0] * 5 + [1] * 6 + [2], [0, 1, 1, 3])
    parts = split_flat(flat)
    assert [part.tasks.tolist() for part in parts] == [[5, 6, 7, 8, 9, 10, 11], [0, 1, 2, 3, 4]]
    assert sorted(task for part in parts for task in part.tasks.tolist()) == list(range(12))
    assert sorted(vehicle for part in parts for vehicle in part.vehicles.tolist()) == list(range(4))


def test_many_small_parts_are_one_together(random_problem: Make) -> None:
    flat = everyone(random_problem(0, tasks=100, vehicles=60, late=False, ties=0))
    # 55 tasks of one role, 45 roles of one task each, none of which is a twentieth of the day.
    flat = apart(flat, [0] * 55 + [*range(1, 46)], [0] * 15 + [*range(1, 46)])
    assert [len(part.tasks) for part in split_flat(flat)] == [55, 45]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), largest=st.sampled_from([0, 0, 3]), ties=st.integers(0, 3), roles=st.integers(1, 4))
def test_orders_of_the_parts_cost_together_what_they_cost_in_the_whole(
    random_problem: Make, seed: int, largest: int, ties: int, roles: int
) -> None:
    draw = np.random.default_rng(seed)
    flat = replace(random_problem(seed, ties=ties, vehicles=6), late_largest=largest)
    flat = apart(flat, draw.integers(0, roles, flat.tasks).tolist(), draw.integers(0, roles, flat.vehicles).tolist())
    parts = split_flat(flat)
    found = search(flat, budget=Budget(rounds=300), seed=seed, threads=2)
    assert time_orders(flat, found.orders).cost == found.cost
    whole: list[list[int]] = [[] for _ in range(flat.vehicles)]
    total = 0
    for part in parts:
        orders = part.take(found.orders)
        total += time_orders(part.flat, orders).cost
        for vehicle, order in part.give(orders):
            whole[vehicle] = order
    assert whole == found.orders
    assert total == found.cost


def test_same_rounds_give_the_same_plan_again_with_any_number_of_threads(random_problem: Make) -> None:
    flat = apart(everyone(random_problem(3, tasks=40, vehicles=9, late=False, ties=0)), [0, 1] * 20, [0, 1, 0] * 3)
    for threads in (1, 2, 3):
        once, again = (search(flat, budget=Budget(rounds=24_000), seed=5, threads=threads) for _ in range(2))
        assert once.orders == again.orders
        assert once.cost == again.cost == time_orders(flat, once.orders).cost


def test_teams_are_as_many_as_keep_the_work_even() -> None:
    assert make_teams([10], 4) == [Team(parts=(0,), threads=4)]
    assert make_teams([6, 5], 2) == [Team(parts=(0,), threads=1), Team(parts=(1,), threads=1)]
    # 9 of 10 for one of two threads were 1.8 times the mean: both work on either part by turns.
    assert make_teams([9, 1], 2) == [Team(parts=(0, 1), threads=2)]
    # Four threads: 3 for the part of 9, 1 for that of 3.
    assert make_teams([9, 3], 4) == [Team(parts=(0,), threads=3), Team(parts=(1,), threads=1)]
    # Three parts for two threads: 5 and 3 + 3.
    assert make_teams([5, 3, 3], 2) == [Team(parts=(0,), threads=1), Team(parts=(1, 2), threads=1)]
    assert make_teams([5, 3, 3], 1) == [Team(parts=(0, 1, 2), threads=1)]


def test_part_takes_and_gives_orders_by_its_own_numbers(random_problem: Make) -> None:
    part = Part(flat=random_problem(0), tasks=np.array([2, 5, 7]), vehicles=np.array([1, 3]))
    taken = part.take([[], [7, 2], [], [5]])
    assert taken == [[2, 0], [1]]
    assert dict(part.give(taken)) == {1: [7, 2], 3: [5]}
