"""One plan shared out between chains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.search.chain import Chain
from routing.search.flat import FlatProblem
from routing.search.layout import make_ground
from routing.search.orders import read_orders
from routing.search.reference import time_orders
from routing.search.split import run_shared, share_out

Make = Callable[..., FlatProblem]


def make_many_routes(random_problem: Make, seed: int, **kind: object) -> FlatProblem:
    """60 tasks that are dear to leave out, for 30 small vehicles."""
    return replace(
        random_problem(seed, tasks=60, vehicles=30, **kind),
        price=np.full(60, 100_000),
        capacity=np.full(30, 6, dtype=np.int32),
    )


def fill_chains(flat: FlatProblem, seed: int) -> list[Chain]:
    """Two chains, each with a first plan of its own."""
    ground = make_ground(flat)
    chains = [Chain(flat, ground, seed=seed, number=k) for k in range(2)]
    for chain in chains:
        chain.fill()
    return chains


def test_chains_that_hold_different_plans_share_the_cheapest(random_problem: Make) -> None:
    flat = make_many_routes(random_problem, 8, ties=0, late=False)
    chains = fill_chains(flat, 1)
    for chain in chains:
        chain.run(200, 50.0)
    assert not np.array_equal(chains[0].following, chains[1].following)
    least = min(chain.cost for chain in chains)

    def run_all() -> None:
        for chain in chains:
            chain.run(200, 0.0)

    best, cost = run_shared(flat, chains, run_all, np.random.default_rng(0))
    timed = time_orders(flat, read_orders(flat, best))
    assert timed.sound
    assert timed.cost == cost <= least
    assert np.array_equal(chains[0].following, chains[1].following)


def test_best_plan_a_chain_met_alone_is_not_merged_with_another_ones(random_problem: Make) -> None:
    flat = make_many_routes(random_problem, 8, ties=0, late=False)
    chains = fill_chains(flat, 1)
    for chain in chains:
        chain.run(2000, 0.0)
        chain.run(50, 1000.0)
    lead = min(chains, key=lambda chain: chain.cost)
    assert lead.best_cost < lead.cost
    best, cost = run_shared(flat, chains, lambda: None, np.random.default_rng(0))
    timed = time_orders(flat, read_orders(flat, best))
    assert timed.sound
    assert timed.cost == cost == lead.cost


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_tied_routes_go_to_one_chain_and_the_shared_plan_costs_what_it_says(random_problem: Make, seed: int) -> None:
    flat = make_many_routes(random_problem, seed, ties=5)
    chains = fill_chains(flat, seed)
    shares = share_out(flat, chains[0], 2, np.random.default_rng(seed))
    for one, other in flat.lags[:, :2].tolist():
        assert shares.of_stop[one] == shares.of_stop[other]
    best, cost = run_shared(
        flat, chains, lambda: [chain.run(100, 50.0) for chain in chains], np.random.default_rng(seed)
    )
    timed = time_orders(flat, read_orders(flat, best))
    assert timed.sound
    assert timed.cost == cost


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000))
def test_an_absent_task_between_two_served_ones_keeps_their_routes_in_one_chain(
    random_problem: Make, seed: int
) -> None:
    # Triples a, b, c with gaps a-b and b-c that are not whole; b is cheap to leave out, and ties a to c once put in.
    triples = np.random.default_rng(seed).permutation(90)[:36].reshape(12, 3)
    lags = np.concatenate([triples[:, :2], triples[:, 1:]])
    price = np.full(90, 100_000)
    price[triples[:, 1]] = 300
    flat = replace(
        random_problem(seed, tasks=90, vehicles=40, ties=0, late=False),
        price=price,
        capacity=np.full(40, 6, dtype=np.int32),
        lags=np.column_stack([lags, np.zeros(24), np.full(24, 60)]).astype(np.int32),
        lag_worker=np.zeros(24, dtype=np.int32),
        lag_whole=np.zeros(24, dtype=bool),
    )
    chains = fill_chains(flat, seed)
    for chain in chains:
        chain.run(300, 100.0)
    draw = np.random.default_rng(seed)
    for _ in range(6):
        shares = share_out(flat, min(chains, key=lambda chain: chain.cost), 2, np.random.default_rng(seed))
        assert all(shares.of_stop[one] == shares.of_stop[other] for one, other in flat.lags[:, :2].tolist())
        best, cost = run_shared(flat, chains, lambda: [chain.run(150, 150.0) for chain in chains], draw)
        timed = time_orders(flat, read_orders(flat, best))
        assert timed.sound
        assert timed.cost == cost
