"""Who goes where when sites have so many seats: flows of people, part by part.

f_ij people of demand point i go to site j; sum_j f_ij <= people_i, sum_i f_ij <= seats_j. With the open sites given
this is the transportation problem of Hitchcock (1941); a point may be split between sites.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from routing.errors import FaultKind, InputError
from scenarios.sites.found import Stages, solve_draft
from scenarios.sites.programme import Draft, Floats, Indices
from scenarios.sites.question import Question, count_whole

TOO_FEW_SEATS = FaultKind(
    "L021",
    "the seats people can reach are {lacking} too few for all of them",
    "add candidates or seats, raise the limits, or ask for the most people seated",
)

NO_CHOICE = FaultKind(
    "L023",
    "no choice of sites within the number of them and the budget seats everybody",
    "raise them, add candidates or seats, or ask for the most people seated",
)

ROUNDING = 1e-6
"""People a solver may lose to its tolerances."""


def count_seats(question: Question, covers: NDArray[np.bool_], people: Floats) -> Floats:
    """Count the seats of each site that anybody could take, shape (c,): no more than the people it covers."""
    capacity = question.problem.capacity.astype(np.float64)
    covered = people @ covers.astype(np.float64)
    return np.asarray(np.where(capacity == 0, covered, np.minimum(capacity, covered)))


def add_flows(draft: Draft, covers: NDArray[np.bool_], *, gain: Floats | float) -> tuple[Indices, Indices, Indices]:
    """Add f for every pair that may meet; returns their numbers, and the point (or group) and site of each."""
    point, site = np.nonzero(covers)
    return draft.add_variables(len(point), gain=gain, high=np.inf), point, site


def sum_flows(ends: Indices, count: int) -> csr_array[np.float64]:
    """Make the block that adds flows up by point or by site."""
    flows = len(ends)
    return csr_array(coo_array((np.ones(flows), (ends, np.arange(flows))), shape=(count, flows)))


def seat_people(
    question: Question, open_sites: NDArray[np.bool_], allowed: NDArray[np.bool_], stages: Stages
) -> csr_array[np.float64]:
    """Seat as many people as the open sites can, and among all ways to do so one with the least walking.

    Parameters
    ----------
    allowed
        Which sites the people of each point may go to, shape (d, c).
    """
    problem = question.problem
    shape = (problem.demands, problem.sites)
    pairs = allowed & open_sites & (problem.people > 0)[:, None]
    if not pairs.any():
        return csr_array(shape, dtype=np.float64)
    most = 0.0
    seats = np.where(problem.capacity == 0, float(problem.people.sum()), problem.capacity.astype(np.float64))
    values, point, site = np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for least_walking in (False, True):
        draft = Draft(maximise=not least_walking)
        walks = problem.cost[pairs].astype(np.float64)
        flows, point, site = add_flows(draft, pairs, gain=walks if least_walking else 1.0)
        draft.add_rows([(flows, sum_flows(point, problem.demands))], high=problem.people)
        draft.add_rows([(flows, sum_flows(site, problem.sites))], high=seats)
        if least_walking:
            total = csr_array(np.ones((1, len(flows))))
            draft.add_rows([(flows, total)], low=most)
        solution = solve_draft(draft, question, stages)
        if solution.values is None:
            break
        values = solution.values
        most = float(values.sum())
    whole = np.rint(values)
    values = np.where(np.abs(values - whole) < ROUNDING, whole, values)
    flows_by_pair = csr_array(coo_array((values, (point, site)), shape=shape))
    flows_by_pair.eliminate_zeros()
    return flows_by_pair


def refuse_too_few(question: Question, allowed: NDArray[np.bool_], stages: Stages) -> None:
    """Say why nobody can seat all: not even all sites together, or none of the choices that p and the budget allow."""
    problem = question.problem
    lacking = float(problem.people[~question.cut_off].sum())
    lacking -= float(seat_people(question, question.available, allowed, stages).sum())
    if lacking > ROUNDING:
        raise InputError(TOO_FEW_SEATS.at(values={"lacking": count_whole(lacking)}))
    raise InputError(NO_CHOICE.at())
