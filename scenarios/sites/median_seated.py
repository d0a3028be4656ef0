"""Seat everybody with the least walking, with p sites or a budget: the capacitated p-median problem.

    minimise    sum_ij cost_ij f_ij
    subject to  sum_j f_ij = people_i                         for every demand point i
                sum_i f_ij <= seats_j x_j                     for every site j
                f_ij <= people_i x_j                          for every i and j (implied; it tightens the relaxation)
                sum_j x_j <= p,  sum_j price_j x_j <= budget  (either or both)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  f_ij >= 0

j runs over the sites that i can reach; a point may be split, as in ReVelle and Swain (1970), Central Facilities
Location, with seats. A site without a capacity seats all. Points cut off from every site are left out and named.
Exact for hundreds of points; with more, the gap that the time left is told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array

from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.seats import add_flows, count_seats, refuse_too_few, sum_flows
from scenarios.sites.site_variables import add_sites, read_open, unit_block


def choose(question: Question) -> Found:
    """Choose the sites.

    Raises
    ------
    InputError
        Where no choice within p and the budget seats everybody (L021), or time was too short for one (L026).
    """
    stages = Stages()
    problem = question.problem
    pairs = find_ways(question)
    with stages.time("build"):
        people = np.where(question.cut_off, 0.0, problem.people)
        draft = Draft(maximise=False)
        sites = add_sites(draft, question)
        flows, point, site = add_flows(draft, pairs, gain=problem.cost[pairs].astype(np.float64))
        draft.add_rows([(flows, sum_flows(point, problem.demands))], low=people, high=people)
        seats = count_seats(question, pairs, people)
        draft.add_rows([(flows, sum_flows(site, problem.sites)), (sites, diags_array(-seats).tocsr())], high=0.0)
        count = len(flows)
        whole = coo_array((-people[point], (np.arange(count), site)), shape=(count, problem.sites))
        draft.add_rows([(flows, unit_block(count)), (sites, whole)], high=0.0)
    solution = solve_draft(draft, question, stages)
    if solution.values is None:
        refuse_too_few(question, pairs, stages)
    assert solution.values is not None
    return Found(
        open=read_open(solution.values, sites), bound=solution.bound, proven=solution.proven, seconds=stages.seconds
    )


def value_flows(question: Question, flows: csr_array[np.float64]) -> float:
    """Add up the walking of all who are seated."""
    entries = flows.tocoo()
    return float((entries.data * question.problem.cost[entries.row, entries.col]).sum())


def find_ways(question: Question) -> NDArray[np.bool_]:
    """Which sites the people of each point may be seated at, shape (d, c)."""
    problem = question.problem
    return problem.reachable & question.available & (problem.people > 0)[:, None]
