"""Cover people, and cover them a second time for the day a site is full or shut: backup coverage (BACOP).

    maximise    sum_i people_i (share u_i + (1 - share) v_i)
    subject to  u_i + v_i <= sum_{j in N_i} x_j,  v_i <= u_i   for every demand point i
                sum_j x_j <= p,  sum_j price_j x_j <= budget   (either or both)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  0 <= u_i, v_i <= 1

u_i says that a site lies within the radius of i, v_i that a second one does. Hogan and ReVelle (1986), Concepts and
Applications of Backup Coverage, their second problem. The first cover counts at least as much as the second (share
from 0.5 on), so u and v are whole by themselves where x is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.cover_all import find_covers
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.groups import group_covers
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.site_variables import add_sites, as_block, read_open, unit_block


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    problem, share = question.problem, question.asked_share()
    with stages.time("build"):
        draft = Draft(maximise=True)
        sites = add_sites(draft, question)
        groups = group_covers(find_covers(question))
        total = groups.total(problem.people)
        asked = groups.covers.any(axis=1) & (total > 0)
        count = int(asked.sum())
        if count:
            once = draft.add_variables(count, gain=share * total[asked])
            twice = draft.add_variables(count, gain=(1 - share) * total[asked])
            reached = (sites, as_block(-groups.covers[asked].astype(float)))
            draft.add_rows([(once, unit_block(count)), (twice, unit_block(count)), reached], high=0.0)
            draft.add_rows([(twice, unit_block(count)), (once, unit_block(count, -1.0))], high=0.0)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # the fixed sites alone are a choice
    return Found(
        open=read_open(solution.values, sites), bound=solution.bound, proven=solution.proven, seconds=stages.seconds
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Count the people covered once and twice, each with its share."""
    problem, share = question.problem, question.asked_share()
    times = problem.within(question.asked("radius"))[:, open_sites].sum(axis=1)
    return float((problem.people * (share * (times >= 1) + (1 - share) * (times >= 2))).sum())
