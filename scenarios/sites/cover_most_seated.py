"""Seat the most people within the radius, with p sites or a budget: the capacitated maximal covering problem.

    maximise    sum_ij f_ij
    subject to  sum_{j in N_i} f_ij <= people_i               for every demand point i
                sum_i f_ij <= seats_j x_j                     for every site j
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  f_ij >= 0

N_i holds the sites within the radius of i; a point may be split. Current and Storbeck (1988), Capacitated Covering
Models. Points with the same N_i are one. A site without a capacity seats all.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array

from scenarios.sites.cover_all import find_covers
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.groups import group_covers
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.seats import add_flows, count_seats, sum_flows
from scenarios.sites.site_variables import add_sites, read_open


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    problem = question.problem
    with stages.time("build"):
        groups = group_covers(find_covers(question))
        total = groups.total(problem.people)
        draft = Draft(maximise=True)
        sites = add_sites(draft, question)
        flows, point, site = add_flows(draft, groups.covers & (total > 0)[:, None], gain=1.0)
        draft.add_rows([(flows, sum_flows(point, len(total)))], high=total)
        seats = count_seats(question, groups.covers, total)
        draft.add_rows([(flows, sum_flows(site, problem.sites)), (sites, diags_array(-seats).tocsr())], high=0.0)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # nobody seated at the fixed sites is a choice
    return Found(
        open=read_open(solution.values, sites), bound=solution.bound, proven=solution.proven, seconds=stages.seconds
    )


def value_flows(flows: csr_array[np.float64]) -> float:
    """Count the people who are seated."""
    return float(flows.sum())
