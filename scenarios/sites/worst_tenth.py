"""Keep the walks of the worst-off short: the mean walk of the tenth of the people who walk furthest.

    minimise    t + 1 / (share * people) * sum_i people_i e_i
    subject to  e_i >= sum_j cost_ij z_ij - t,  e_i >= 0
                sum_j z_ij = 1,  z_ij <= x_j                  for every demand point i and site j
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j, z_ij in {0, 1},  x_j = 1 where site j must stay open

At the optimum t is a cost of the matrix that all but the share stay within: the conditional value at risk of
Rockafellar and Uryasev (2000), the k-centrum of Slater (1978) for so many people. For a given t it is a p-median
problem in max(cost - t, 0), which falls as t rises, so a range of t from a to b holds nothing better than
a + median(b) / (share * people): ranges are halved, the lowest first, until none is below the best choice. Fines and
points cut off are as in median.py.
"""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.choice import WORST_SHARE, mean_of_worst
from scenarios.sites.fines import find_fine, measure_fined_walk
from scenarios.sites.found import Found, Stages
from scenarios.sites.median import solve_weighted, spread, weigh
from scenarios.sites.programme import RELATIVE_GAP
from scenarios.sites.question import Question

KICKS = 40
"""Shakes of the swap search for one t."""
SLICE = 0.2
"""Most of the time that is left which one t takes."""


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    problem = question.problem
    asked = (problem.people > 0) & ~question.cut_off
    if not asked.any() or not weigh(question)[0].fits().any():
        return Found(open=problem.fixed, bound=value(question, problem.fixed), proven=True)
    usable = problem.reachable & question.available & asked[:, None]
    turns = np.unique(np.append(problem.cost[usable].astype(np.float64), [0.0, find_fine(question)]))
    people = find_share(question) * float(problem.people[asked].sum())
    best, worth = problem.fixed.copy(), np.inf

    def ask(index: int) -> float:
        """Solve the median for one t, keep what is better, and say how low any median can be."""
        nonlocal best, worth
        weighted, sites = weigh(question, turn=float(turns[index]))
        part = replace(question, seconds=max(question.left() * SLICE, 1e-3))
        start = best[sites] if np.isfinite(worth) else None
        median = solve_weighted(weighted, part, stages, start=start, kicks=KICKS)
        found = spread(question, sites, median.open)
        if (worth_found := value(question, found)) < worth:
            best, worth = found, worth_found
        return median.bound / people

    last = len(turns) - 1
    ask(0)
    ranges = [(0.0, 0, last, ask(last))]
    finished = 0.0
    while ranges and question.left() > 0:
        bound, first, end, excess = ranges[0]
        if bound >= worth - tolerance(worth):
            break
        heapq.heappop(ranges)
        if first == end:
            finished = min(bound, finished or np.inf)  # this t was asked, and could not be proven
            continue
        middle = _split(question, turns, best, first, end)
        lower = ask(middle)
        heapq.heappush(ranges, (max(bound, float(turns[first]) + lower), first, middle, lower))
        heapq.heappush(ranges, (max(bound, float(turns[middle + 1]) + excess), middle + 1, end, excess))
    bound = min([finished or np.inf, worth, *(bound for bound, *_ in ranges[:1])])
    proven = bound >= worth - tolerance(worth)
    return Found(open=best, bound=worth if proven else bound, proven=proven, seconds=stages.seconds)


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Measure the mean walk of the worst-off share, the fines among them."""
    walk = measure_fined_walk(question, open_sites)
    people = np.where(question.cut_off, 0.0, question.problem.people)
    return mean_of_worst(walk, people, find_share(question))


def find_share(question: Question) -> float:
    """Take the share that was asked for, or a tenth."""
    return WORST_SHARE if question.share is None else float(question.share)


def tolerance(worth: float) -> float:
    """How near a bound must be to prove."""
    return RELATIVE_GAP * max(1.0, worth)


def _split(question: Question, turns: NDArray[np.float64], best: NDArray[np.bool_], first: int, end: int) -> int:
    """Split a range just below or at the t of the best choice where that is inside, else in the middle."""
    walk = measure_fined_walk(question, best)
    people = np.where(question.cut_off, 0.0, question.problem.people)
    order = np.argsort(walk, kind="stable")
    within = np.cumsum(people[order]) >= (1 - find_share(question)) * people.sum()
    turn = int(np.searchsorted(turns, walk[order][within.argmax()]))
    inside = [index for index in (turn - 1, turn) if first < index < end]
    return inside[0] if inside else (first + end) // 2
