"""Keep the longest walk as short as can be: the p-center problem.

    minimise    W
    subject to  W >= sum_j cost_ij z_ij                       for every demand point i with people
                sum_j z_ij = 1,  z_ij <= x_j                  for every i and site j that i can reach
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j, z_ij in {0, 1},  x_j = 1 where site j must stay open

Hakimi (1964), Optimum Locations of Switching Centers. W is one of the costs of the matrix, so it is found by halving
their sorted list: a W can be had where a choice within p and the budget covers everybody within W (Minieka 1970, The
m-Center Problem). Points cut off from every site are left out and named.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.errors import FaultKind, InputError
from scenarios.sites.choice import measure_walk
from scenarios.sites.fines import measure_fined_walk
from scenarios.sites.found import OUT_OF_TIME, Found, Stages
from scenarios.sites.groups import group_covers
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.site_variables import add_sites, as_block, read_open

TOO_FEW = FaultKind(
    "L022",
    "no choice of sites within the number of them and the budget can be reached by everybody",
    "raise them, add candidates, or ask for the most people covered",
)


def choose(question: Question) -> Found:
    """Choose the sites.

    Raises
    ------
    InputError
        Where no choice of so many sites can be reached by all people (L022), or time was too short for one (L026).
    """
    stages = Stages()
    problem = question.problem
    asked = (problem.people > 0) & ~question.cut_off
    usable = problem.reachable[asked] & question.available
    cost = problem.cost[asked]
    costs = np.unique(cost[usable])
    if not len(costs):
        return Found(open=problem.fixed.copy(), bound=0.0, proven=True)
    low, high = _least_radius(cost, usable, costs), len(costs)
    best: NDArray[np.bool_] | None = None
    radius = len(costs) - 1
    while low < high:
        with stages.time("build"):
            groups = group_covers(usable & (cost <= costs[radius]))
        proven, sites = _cover(question, groups.covers, stages)
        if sites is None and not proven:
            break
        if sites is None:
            low = radius + 1
        else:
            best, walk = sites, measure_walk(problem, sites)[asked].max()
            high = int(np.searchsorted(costs, walk))
        radius = (low + high) // 2
    if low == len(costs):
        raise InputError(TOO_FEW.at())
    if best is None:
        raise InputError(OUT_OF_TIME.at(values={"seconds": f"{question.seconds:g}"}))
    return Found(open=best, bound=float(costs[low]), proven=low >= high, seconds=stages.seconds)


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Measure the longest walk, the fine of fines.py where somebody can reach no open site."""
    counted = (question.problem.people > 0) & ~question.cut_off
    return float(measure_fined_walk(question, open_sites)[counted].max(initial=0))


def _least_radius(cost: NDArray[np.int32], usable: NDArray[np.bool_], costs: NDArray[np.int32]) -> int:
    """Nobody can walk less than to the nearest site of all: where halving may begin."""
    nearest = np.where(usable, cost, costs[-1]).min(axis=1)
    return int(np.searchsorted(costs, nearest.max()))


def _cover(question: Question, covers: NDArray[np.bool_], stages: Stages) -> tuple[bool, NDArray[np.bool_] | None]:
    """Cover every group within p and the budget; None where there is no choice, or, unproven, none was found."""
    if not covers.any(axis=1).all():
        return True, None
    with stages.time("build"):
        draft = Draft(maximise=False)
        sites = add_sites(draft, question, gain=1.0)
        rows = covers[~covers[:, question.problem.fixed].any(axis=1)]
        if len(rows):
            draft.add_rows([(sites, as_block(rows))], low=1.0)
    with stages.time("solve"):
        solution = draft.solve(seconds=question.left(), seed=question.seed)
    return solution.proven, None if solution.values is None else read_open(solution.values, sites)
