"""Cover everybody with the fewest sites: the location set covering problem (LSCP).

    minimise    sum_j x_j                                     (cheapest: sum_j price_j x_j, then the number)
    subject to  sum_{j in N_i} x_j >= 1    for every demand point i with people
                x_j in {0, 1},  x_j = 1 where site j must stay open

N_i holds the sites within the radius of i. Toregas, Swain, ReVelle and Bergman (1971), The Location of Emergency
Service Facilities. Points with the same N_i are one row, and rows that a fixed site keeps are left out.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from routing.errors import Fault, FaultKind, InputError
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.groups import group_covers
from scenarios.sites.problem import SitingProblem, name_some
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question, count_whole
from scenarios.sites.site_variables import add_sites, as_block, read_open

NO_COVER = FaultKind(
    "L020",
    "{count} demand points with {people} people have no site within {radius} {unit}: {ids}",
    "raise the radius, add candidates near them, or ask for the most people covered",
)


def choose(question: Question) -> Found:
    """Choose the sites.

    Raises
    ------
    InputError
        Where points have no site within the radius, naming them (L020).
    """
    stages = Stages()
    problem = question.problem
    with stages.time("build"):
        covers = find_covers(question)
        refuse_uncovered(question, covers)
        groups = group_covers(covers[problem.people > 0])
        draft = Draft(maximise=False)
        sites = add_sites(draft, question, gain=price_sites(question))
        rows = groups.covers[~groups.covers[:, problem.fixed].any(axis=1)]
        if len(rows):
            draft.add_rows([(sites, as_block(rows))], low=1.0)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # opening every site is a choice
    return Found(
        open=read_open(solution.values, sites),
        bound=read_bound(question, solution.bound),
        proven=solution.proven,
        seconds=stages.seconds,
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Count the open sites, or their rent."""
    return float(question.problem.price[open_sites].sum() if question.cheapest else open_sites.sum())


def price_sites(question: Question) -> NDArray[np.float64]:
    """Say what each site adds to the objective: 1; or its rent, so multiplied that the number only parts equals."""
    problem = question.problem
    if not question.cheapest:
        return np.ones(problem.sites)
    return np.asarray(problem.price * float(problem.sites + 1) + 1.0)


def read_bound(question: Question, bound: float) -> float:
    """Bring the solver's bound to sites, or to rent."""
    whole = math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
    return float(whole // (question.problem.sites + 1) if question.cheapest else whole)


def find_covers(question: Question, *, second: bool = False) -> NDArray[np.bool_]:
    """Find which sites that may be open cover each demand point, shape (d, c)."""
    radius = question.asked("second_radius" if second else "radius")
    return question.problem.within(radius, second=second) & question.available


def refuse_uncovered(question: Question, covers: NDArray[np.bool_]) -> None:
    """Refuse points that have people and no site in the radius."""
    problem = question.problem
    lost = ~covers.any(axis=1) & (problem.people > 0)
    if lost.any():
        raise InputError(_name_lost(problem, lost, question.asked("radius")))


def _name_lost(problem: SitingProblem, lost: NDArray[np.bool_], radius: int) -> Fault:
    in_minutes = problem.unit == "s" and radius >= 60
    values = {
        "count": int(lost.sum()),
        "people": count_whole(float(problem.people[lost].sum())),
        "radius": f"{radius / 60:.4g}" if in_minutes else radius,
        "unit": "min" if in_minutes else problem.unit,
        "ids": name_some(problem.demand_ids, lost),
    }
    return NO_COVER.at(values=values)
