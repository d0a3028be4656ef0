"""Seat everybody within the radius with the fewest sites: the capacitated location set covering problem (CLSCP).

    minimise    sum_j x_j                             (cheapest: sum_j price_j x_j, then the number)
    subject to  sum_{j in N_i} f_ij = people_i        for every demand point i
                sum_i f_ij <= seats_j x_j             for every site j
                sum_{j in N_i} x_j >= 1               for every i with people (implied; it tightens the relaxation)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  f_ij >= 0

N_i holds the sites within the radius of i; a point may be split. Current and Storbeck (1988), Capacitated Covering
Models, with system-optimal assignment. Points with the same N_i are one. A site without a capacity seats all.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import diags_array

from scenarios.sites.cover_all import find_covers, price_sites, read_bound, refuse_uncovered, value
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.groups import group_covers
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.seats import add_flows, count_seats, refuse_too_few, sum_flows
from scenarios.sites.site_variables import add_sites, as_block, read_open

__all__ = ["choose", "value"]


def choose(question: Question) -> Found:
    """Choose the sites.

    Raises
    ------
    InputError
        Where points have no site within the radius (L020), or all sites together have too few seats (L021).
    """
    stages = Stages()
    problem = question.problem
    covers = find_covers(question)
    refuse_uncovered(question, covers)
    with stages.time("build"):
        groups = group_covers(covers & (problem.people > 0)[:, None])
        total = groups.total(problem.people)
        draft = Draft(maximise=False)
        sites = add_sites(draft, question, gain=price_sites(question))
        asked = total > 0
        flows, point, site = add_flows(draft, groups.covers & asked[:, None], gain=0.0)
        draft.add_rows([(flows, sum_flows(point, len(total)))], low=total * asked, high=total * asked)
        seats = count_seats(question, groups.covers, total)
        draft.add_rows([(flows, sum_flows(site, problem.sites)), (sites, diags_array(-seats).tocsr())], high=0.0)
        draft.add_rows([(sites, as_block(groups.covers[asked]))], low=1.0)
    solution = solve_draft(draft, question, stages)
    if solution.values is None:
        refuse_too_few(question, covers, stages)
    assert solution.values is not None
    return Found(
        open=np.asarray(read_open(solution.values, sites)),
        bound=read_bound(question, solution.bound),
        proven=solution.proven,
        seconds=stages.seconds,
    )
