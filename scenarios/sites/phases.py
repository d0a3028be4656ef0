"""Open sites year by year, so that the most people are covered over all the years: a maximal cover in phases.

    maximise    sum_t weight_t sum_i people_it y_it
    subject to  y_it <= sum_{j in N_i} x_jt                         for every demand point i and year t
                sum_j x_jt <= p_t,  sum_j price_j x_jt <= budget_t  (either or both, by year)
                x_jt >= x_j,t-1    for every candidate j: what has opened stays open
                x_jt <= x_j,t-1    for every existing j: what has closed stays shut
                x_jt = 0           where candidate j cannot be had by year t
                x_jt in {0, 1},  x_jt = 1 where site j must stay open,  0 <= y_it <= 1

N_i holds the sites within the radius of i. The multi-period covering problem of Schilling (1980), Dynamic Location
Modeling for Public-Sector Facilities, with closures. Existing sites that may be closed are open before year 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.choice import coverage, find_covered
from scenarios.sites.cover_all import find_covers
from scenarios.sites.cover_most import add_covered
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.programme import Draft, Floats, Indices
from scenarios.sites.question import Phase, Question
from scenarios.sites.site_variables import as_block, limit_sites, read_open


def choose(question: Question) -> Found:
    """Choose the sites, by year."""
    stages = Stages()
    problem = question.problem
    with stages.time("build"):
        draft = Draft(maximise=True)
        covers = find_covers(question)
        by_phase: list[Indices] = []
        kept = 0.0
        for phase in question.phases:
            available = problem.existing | (problem.opens <= phase.year)
            sites = draft.add_variables(
                problem.sites, low=problem.fixed.astype(float), high=available.astype(float), whole=True
            )
            limit_sites(draft, sites, problem.price.astype(np.float64), p=phase.p, budget=phase.budget)
            people = phase.weight * _people_of(question, phase)
            kept += add_covered(draft, sites, covers & available, people, problem.fixed)
            if by_phase:
                _keep_direction(draft, by_phase[-1], sites, problem.existing)
            by_phase.append(sites)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # the fixed sites alone are a choice
    opened = np.array([read_open(solution.values, sites) for sites in by_phase])
    return Found(
        open=opened[-1],
        bound=solution.bound + kept,
        proven=solution.proven,
        seconds=stages.seconds,
        by_phase=opened,
    )


def value_phases(question: Question, by_phase: NDArray[np.bool_]) -> float:
    """Count the people covered in each year, each year with its weight."""
    problem, radius = question.problem, question.asked("radius")
    covered = [find_covered(problem, sites, radius) for sites in by_phase]
    return float(
        sum(
            phase.weight * _people_of(question, phase)[inside].sum()
            for phase, inside in zip(question.phases, covered, strict=True)
        )
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Count the people covered at the end."""
    return coverage(question.problem, open_sites, question.asked("radius")).covered


def _people_of(question: Question, phase: Phase) -> Floats:
    return question.problem.people if phase.people is None else phase.people


def _keep_direction(draft: Draft, before: Indices, after: Indices, existing: NDArray[np.bool_]) -> None:
    """Let no candidate's variable fall from year to year, and no existing site's rise."""
    signs = np.diag(np.where(existing, 1.0, -1.0))
    draft.add_rows([(after, as_block(signs)), (before, as_block(-signs))], high=0.0)
