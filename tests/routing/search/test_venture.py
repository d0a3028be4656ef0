"""A venture opens a route by force, and is kept or undone as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from routing.search.chain import Chain
from routing.search.flat import FlatProblem
from routing.search.layout import make_ground
from routing.search.links import plan_cost
from routing.search.orders import read_orders
from routing.search.records import ABSENTEES, NOWHERE
from routing.search.reference import time_orders
from routing.search.venture import VENTURE_ROUNDS, begin_venture, end_venture


def make_chain(random_problem: Callable[..., FlatProblem], seed: int) -> tuple[FlatProblem, Chain]:
    """Fifteen tasks that stand alone, six vehicles of which three and three are alike."""
    flat = random_problem(seed, tasks=15, vehicles=6, ties=0, late=False)
    pairs = np.arange(6) // 3
    alike = {name: getattr(flat, name)[pairs] for name in ("shift", "ends", "mode", "capacity", "fixed")}
    flat = replace(flat, may=np.ones_like(flat.may), **alike)
    chain = Chain(flat, make_ground(flat), seed=seed, number=0)
    chain.fill()
    return flat, chain


def read_state(chain: Chain) -> list[np.ndarray]:
    absent = chain.work.absent[: chain.work.counts[ABSENTEES]]
    parts = (chain.tour.stops, chain.tour.routes, chain.tour.totals, absent, chain.work.absent_at[absent])
    return [part.copy() for part in parts]


def test_a_venture_that_does_not_pay_leaves_everything_as_it_was(random_problem: Callable[..., FlatProblem]) -> None:
    flat, chain = make_chain(random_problem, 2)
    before, cost = read_state(chain), chain.cost
    centre = NOWHERE
    while centre == NOWHERE:
        centre = begin_venture(chain.state)
    opened = read_state(chain)

    # One dearer than before at no heat is never accepted.
    now = end_venture(chain.state, cost, cost + 1, 0.0)

    assert sum(opened[1]["size"] > 0) == sum(before[1]["size"] > 0) + 1
    assert now == cost == time_orders(flat, read_orders(flat, chain.following)).cost
    for was, found in zip(before, read_state(chain), strict=True):
        assert np.array_equal(was, found)


def test_a_venture_that_pays_is_kept(random_problem: Callable[..., FlatProblem]) -> None:
    flat, chain = make_chain(random_problem, 2)
    centre = NOWHERE
    while centre == NOWHERE:
        centre = begin_venture(chain.state)
    opened = plan_cost(chain.state)

    now = end_venture(chain.state, opened + 1, opened, 0.0)

    assert now == opened == time_orders(flat, read_orders(flat, chain.following)).cost


def test_rounds_with_ventures_keep_to_the_reference(random_problem: Callable[..., FlatProblem]) -> None:
    for seed in range(6):
        flat, chain = make_chain(random_problem, seed)
        for _ in range(4):
            chain.run(10 * VENTURE_ROUNDS, 20.0)
            timed = time_orders(flat, read_orders(flat, chain.following))
            assert timed.sound
            assert timed.cost == chain.cost
            best = time_orders(flat, read_orders(flat, chain.best))
            assert best.cost == chain.best_cost <= chain.cost


def test_a_route_is_cut_only_where_both_parts_are_in_time(random_problem: Callable[..., FlatProblem]) -> None:
    # Travel times drawn at random: a detour is often quicker than the way itself, so a part may come too late.
    for seed in range(12):
        flat, _ = make_chain(random_problem, seed)
        drawn = np.random.default_rng(seed).integers(1, 200, size=flat.seconds.shape).astype(np.int32)
        flat = replace(flat, seconds=drawn, charge=drawn)
        chain = Chain(flat, make_ground(flat), seed=seed, number=0)
        chain.fill()
        for _ in range(30):
            cost = chain.cost
            if begin_venture(chain.state) != NOWHERE:
                assert time_orders(flat, read_orders(flat, chain.following)).sound
                end_venture(chain.state, cost, cost + 1, 0.0)
