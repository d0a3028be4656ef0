"""What a walk counts where there is none: people whom no open site can be reached by, though others could be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sites.choice import measure_walk
from scenarios.sites.question import Question


def find_fine(question: Question) -> int:
    """Say what a person counts who can reach no open site: twice the longest way in the matrix, and one more."""
    problem = question.problem
    return 2 * int(problem.cost[problem.reachable].max(initial=0)) + 1


def measure_fined_walk(question: Question, open_sites: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Measure each point's walk to its nearest open site, shape (d,), the fine where there is none."""
    walk = measure_walk(question.problem, open_sites)
    walk[walk < 0] = find_fine(question)
    return walk
