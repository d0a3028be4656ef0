"""Cover the most people with p sites or a budget: the maximal covering location problem (MCLP).

    maximise    sum_i people_i y_i
    subject to  y_i <= sum_{j in N_i} x_j                     for every demand point i
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  0 <= y_i <= 1

N_i holds the sites within the radius of i. Church and ReVelle (1974), The Maximal Covering Location Problem. y_i is
whole by itself where x is. Points with the same N_i are one; those that a fixed site covers are counted beforehand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.choice import coverage
from scenarios.sites.cover_all import find_covers
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.groups import group_covers
from scenarios.sites.programme import Draft, Floats, Indices
from scenarios.sites.question import Question
from scenarios.sites.site_variables import add_sites, as_block, read_open, unit_block


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    problem = question.problem
    with stages.time("build"):
        draft = Draft(maximise=True)
        sites = add_sites(draft, question)
        kept = add_covered(draft, sites, find_covers(question), problem.people, problem.fixed)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # the fixed sites alone are a choice
    return Found(
        open=read_open(solution.values, sites),
        bound=solution.bound + kept,
        proven=solution.proven,
        seconds=stages.seconds,
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Count the people within the radius of an open site."""
    return coverage(question.problem, open_sites, question.asked("radius")).covered


def add_covered(
    draft: Draft, sites: Indices, covers: NDArray[np.bool_], people: Floats, fixed: NDArray[np.bool_]
) -> float:
    """Add y and its rows; returns the people whom the fixed sites cover in any choice."""
    groups = group_covers(covers)
    total = groups.total(people)
    kept = groups.covers[:, fixed].any(axis=1)
    asked = ~kept & groups.covers.any(axis=1) & (total > 0)
    count = int(asked.sum())
    if count:
        covered = draft.add_variables(count, gain=total[asked])
        draft.add_rows([(covered, unit_block(count)), (sites, as_block(-groups.covers[asked].astype(float)))], high=0.0)
    return float(total[kept].sum())
