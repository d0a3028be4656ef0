"""The part that every exact siting programme has: one variable a site, and what all open sites may be and cost.

x_j is 1 where site j is open. x_j = 1 where it exists and may not be closed, x_j = 0 where it cannot be had by the
year asked about; sum_j x_j <= p; sum_j price_j x_j <= budget.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scenarios.sites.programme import Draft, Floats, Indices
from scenarios.sites.question import Question


def add_sites(draft: Draft, question: Question, *, gain: Floats | float = 0.0) -> Indices:
    """Add x and its rows; returns the numbers of the variables, shape (c,)."""
    problem = question.problem
    sites = draft.add_variables(
        problem.sites, gain=gain, low=problem.fixed.astype(float), high=question.available.astype(float), whole=True
    )
    limit_sites(draft, sites, problem.price.astype(np.float64), p=question.p, budget=question.budget)
    return sites


def limit_sites(draft: Draft, sites: Indices, price: Floats, *, p: int | None, budget: float | None) -> None:
    """Add the rows of p and the budget; None and inf are no limit."""
    if p is not None:
        draft.add_rows([(sites, as_block(np.ones((1, len(sites)))))], high=float(p))
    if budget is not None and np.isfinite(budget):
        draft.add_rows([(sites, as_block(price[None]))], high=float(budget))


def read_open(values: Floats, sites: Indices) -> NDArray[np.bool_]:
    """Read which sites are open from the solver's values, which are whole up to its tolerance."""
    return np.asarray(values[sites] > 0.5)


def as_block(mask: NDArray[np.bool_] | Floats) -> csr_array[np.float64]:
    """Make a block of rows of a dense array."""
    return csr_array(mask.astype(np.float64))


def unit_block(count: int, factor: float = 1.0) -> csr_array[np.float64]:
    """Make a block in which each of the rows has one variable, with the same factor."""
    rows = np.arange(count)
    return csr_array((np.full(count, factor), rows, np.arange(count + 1)), shape=(count, count))
