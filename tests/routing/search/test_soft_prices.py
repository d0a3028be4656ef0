"""Prices are soft only while it is hot, and only where a first plan leaves something out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from routing.search.chain import Chain
from routing.search.clock import Budget
from routing.search.flat import FlatProblem
from routing.search.layout import make_ground
from routing.search.run import search
from routing.search.soft_prices import SOFT_SHARE, SoftPrices

Make = Callable[..., FlatProblem]


@pytest.fixture
def full_day(random_problem: Make) -> FlatProblem:
    """30 tasks that one vehicle of capacity 5 cannot all carry, each dear to leave out."""
    flat = random_problem(3, tasks=30, vehicles=2, ties=0, late=False)
    return replace(
        flat,
        demand=np.ones(30, dtype=np.int32),
        capacity=np.full(2, 5, dtype=np.int32),
        price=np.full(30, 10_000_000),
    )


def test_soft_prices_are_capped_and_true_costs_are_kept(full_day: FlatProblem) -> None:
    chain = Chain(full_day, make_ground(full_day), seed=1, number=0)
    chain.fill()
    true, following = chain.cost, chain.following
    out = int((following[: full_day.tasks] < 0).sum())
    assert out >= 20  # 30 tasks, 10 places
    leg = chain.mean_leg
    prices = SoftPrices(full_day)
    prices.soften([chain], 0.0)
    prices.follow([chain], 0.0)
    # What is left out now costs five legs each: so much less in all.
    assert chain.cost == true - out * (10_000_000 - int(5 * leg))
    assert np.array_equal(chain.following, following)
    assert prices.true_cost(following, chain.cost) == true
    # Half of the way to true prices is a rise from 5 to 60 legs' square root of 12: 17.3 legs.
    prices.follow([chain], SOFT_SHARE / 2)
    assert chain.cost == true - out * (10_000_000 - int(5 * 12**0.5 * leg))
    assert prices.true_cost(following, chain.cost) == true
    prices.follow([chain], SOFT_SHARE)
    assert chain.cost == true


def test_prices_stay_true_where_everything_is_served(random_problem: Make) -> None:
    flat = random_problem(3, tasks=4, vehicles=8, ties=0, late=False)
    flat = replace(
        flat,
        price=np.full(4, 10_000_000),
        may=np.ones((4, 8), dtype=np.uint8),
        capacity=np.full(8, 1000, dtype=np.int32),
        windows=np.tile(np.array([[0, 100_000]], dtype=np.int32), (len(flat.windows), 1)),
        window_from=np.arange(5, dtype=np.int32),
        shift=np.tile(np.array([[0, 200_000]], dtype=np.int32), (8, 1)),
    )
    flat = replace(flat, windows=flat.windows[:4])
    chain = Chain(flat, make_ground(flat), seed=1, number=0)
    chain.fill()
    assert chain.absent == 0
    cost = chain.cost
    prices = SoftPrices(flat)
    prices.soften([chain], 0.0)
    prices.follow([chain], 0.0)
    assert chain.cost == cost


def test_full_day_ends_with_the_cost_of_its_plan_at_true_prices(full_day: FlatProblem) -> None:
    outcome = search(full_day, budget=Budget(rounds=8000), seed=2, threads=2)
    served = sum(map(len, outcome.orders))
    assert outcome.cost >= (30 - served) * 10_000_000
    told: list[int] = []
    again = search(
        full_day, budget=Budget(rounds=8000), seed=2, threads=2, progress=lambda _s, cost, _l: told.append(cost)
    )
    assert again == outcome
    assert told == sorted(told, reverse=True)
    assert told[-1] == outcome.cost
