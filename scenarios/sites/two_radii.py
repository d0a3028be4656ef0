"""Cover people within two radii, as offices set them: 500 metres to a meal point, or 15 minutes to a canteen.

    maximise    sum_i people_i (share y_i + (1 - share) z_i)
    subject to  y_i <= sum_{j in N_i} x_j,  z_i <= sum_{j in M_i} x_j   for every demand point i
                sum_j x_j <= p,  sum_j price_j x_j <= budget            (either or both)
                x_j in {0, 1},  x_j = 1 where site j must stay open,  0 <= y_i, z_i <= 1

N_i holds the sites within the first radius of i, M_i those within the second, which may be of the other unit. It is
the step form of the gradual covering problem: Berman, Krass and Drezner (2003), The Gradual Covering Decay Location
Problem on a Network. y and z are whole by themselves where x is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.choice import find_covered
from scenarios.sites.cover_all import find_covers
from scenarios.sites.cover_most import add_covered
from scenarios.sites.found import Found, Stages, solve_draft
from scenarios.sites.programme import Draft
from scenarios.sites.question import Question
from scenarios.sites.site_variables import add_sites, read_open


def choose(question: Question) -> Found:
    """Choose the sites."""
    stages = Stages()
    problem, share = question.problem, question.asked_share()
    with stages.time("build"):
        draft = Draft(maximise=True)
        sites = add_sites(draft, question)
        kept = add_covered(draft, sites, find_covers(question), share * problem.people, problem.fixed)
        covers = find_covers(question, second=True)
        kept += add_covered(draft, sites, covers, (1 - share) * problem.people, problem.fixed)
    solution = solve_draft(draft, question, stages)
    assert solution.values is not None  # the fixed sites alone are a choice
    return Found(
        open=read_open(solution.values, sites),
        bound=solution.bound + kept,
        proven=solution.proven,
        seconds=stages.seconds,
    )


def value(question: Question, open_sites: NDArray[np.bool_]) -> float:
    """Count the people within each radius, each with its share."""
    problem, share = question.problem, question.asked_share()
    inner = find_covered(problem, open_sites, question.asked("radius"))
    outer = find_covered(problem, open_sites, question.asked("second_radius"), second=True)
    return float((problem.people * (share * inner + (1 - share) * outer)).sum())
