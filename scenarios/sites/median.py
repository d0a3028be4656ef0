"""Keep the walks short on the whole: the p-median problem.

    minimise    sum_i people_i sum_j cost_ij z_ij
    subject to  sum_j z_ij = 1,  z_ij <= x_j                  for every demand point i and site j
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j, z_ij in {0, 1},  x_j = 1 where site j must stay open

Hakimi (1964); ReVelle and Swain (1970), Central Facilities Location. Where i cannot reach j, cost_ij is a stated fine
instead of a way: twice the longest way in the matrix, and one more. Points cut off from every site are left out and
named. Three steps: swaps (interchange.py), a Lagrangian bound (lagrange.py), and what is left between the two is
solved exactly where it is small enough (radius_form.py). What is not closed in time is the gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.fines import find_fine, measure_fined_walk
from scenarios.sites.found import Found, Stages
from scenarios.sites.interchange import KICKS, Interchange
from scenarios.sites.lagrange import Relaxation
from scenarios.sites.question import Question
from scenarios.sites.radius_form import improve_exactly
from scenarios.sites.weighted import Mask, Weighted, least_improvement

SHARE_OF_SEARCH = 0.35
"""Most of the time that is left which the swaps take, and then most of what is left which the bound takes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Median:
    """What a median search came to: open sites of the weighted problem, their value, and how low any may be."""

    open: Mask
    value: float
    bound: float
    proven: bool


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    with stages.time("build"):
        weighted, sites = weigh(question)
    if not weighted.fits().any():
        return Found(open=question.problem.fixed, bound=value(question, question.problem.fixed), proven=True)
    median = solve_weighted(weighted, question, stages)
    return Found(
        open=spread(question, sites, median.open), bound=median.bound, proven=median.proven, seconds=stages.seconds
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Add up all walks to the nearest open site, and the fines."""
    walk = measure_fined_walk(question, open_sites)
    return float((question.problem.people * walk)[~question.cut_off].sum())


def weigh(question: Question, *, turn: float = 0.0) -> tuple[Weighted, NDArray[np.int64]]:
    """Weigh the ways by people, for the sites that may be open; returns the numbers of these sites too.

    Parameters
    ----------
    turn
        What is taken off every way, down to 0 at most: the t of worst_tenth.py.
    """
    problem = question.problem
    sites = np.flatnonzero(question.available)
    points = np.flatnonzero((problem.people > 0) & ~question.cut_off)
    chosen = np.ix_(points, sites)
    ways = np.where(problem.reachable[chosen], problem.cost[chosen], find_fine(question))
    ways = np.maximum(ways - turn, 0.0)
    weighted = Weighted(
        cost=np.ascontiguousarray((ways * problem.people[points, None]).T),
        fixed=problem.fixed[sites],
        price=problem.price[sites].astype(np.float64),
        most=question.most,
        budget=np.inf if question.budget is None else float(question.budget),
    )
    return weighted, sites


def spread(question: Question, sites: NDArray[np.int64], chosen: Mask) -> NDArray[np.bool_]:
    """Bring chosen sites of a weighted problem to all sites, shape (c,)."""
    open_sites = np.zeros(question.problem.sites, dtype=np.bool_)
    open_sites[sites[chosen]] = True
    return open_sites


def solve_weighted(
    weighted: Weighted, question: Question, stages: Stages, *, start: Mask | None = None, kicks: int | None = None
) -> Median:
    """Solve a median problem as well as the time allows."""
    if not weighted.cost.shape[1]:
        return Median(open=weighted.fixed.copy(), value=0.0, bound=0.0, proven=True)
    swaps = Interchange(weighted, question.seed)
    rounds = question.rounds if question.rounds is not None else KICKS
    rounds = rounds if kicks is None else kicks
    with stages.time("swaps"):
        best, value = swaps.climb(swaps.fill(weighted.fixed) if start is None else start)

    def try_sites(sites: Mask) -> float:
        nonlocal best, value
        if weighted.allows(sites):
            tried, cost = swaps.climb(swaps.fill(sites))
            if cost < value:
                best, value = tried, cost
        return value

    with stages.time("bound"):
        relaxation = Relaxation(weighted)
        ends = question.left() * (1 - SHARE_OF_SEARCH)
        relaxed = relaxation.raise_bound(
            weighted.cost[best].min(axis=0),
            value,
            enough=least_improvement(weighted, value),
            is_over=lambda: question.left() <= ends,
            try_sites=try_sites,
        )
    with stages.time("swaps"):
        ends = question.left() * (1 - SHARE_OF_SEARCH)
        found, cost = swaps.search(
            best,
            kicks=rounds,
            is_over=lambda at: at - relaxed.bound < least_improvement(weighted, at) or question.left() <= ends,
        )
        if cost < value:
            best, value = found, cost
    bound, proven = relaxed.bound, value - relaxed.bound < least_improvement(weighted, value)
    if not proven and question.left() > 0:
        with stages.time("prove"):
            least = least_improvement(weighted, value)
            better, bound, proven = improve_exactly(
                relaxation, relaxed, value, least=least, seconds=question.left(), seed=question.seed
            )
        if better is not None and weighted.allows(better) and weighted.total(better) < value:
            best, value = better, weighted.total(better)
    return Median(open=best, value=value, bound=value if proven else min(bound, value), proven=proven)
