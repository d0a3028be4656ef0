"""Siting problems small enough to try every set of sites."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenarios.sites.problem import SitingProblem


def build_problem(cost: list[list[int | None]], people: list[float] | None = None, **given: Any) -> SitingProblem:
    """Make a problem of a table of costs, None where there is no way; sites are called a, b, c..., points 1, 2, 3..."""
    demands, sites = len(cost), len(cost[0])
    numbers = np.array([[0 if way is None else way for way in row] for row in cost], dtype=np.int32)
    kinds = {"existing": np.bool_, "closable": np.bool_, "price": np.int64, "capacity": np.int64, "opens": np.int64}
    arrays = {name: np.array(value, dtype=kinds[name]) if name in kinds else value for name, value in given.items()}
    return SitingProblem(
        demand_ids=tuple(str(row + 1) for row in range(demands)),
        site_ids=tuple("abcdefghijklmnop"[:sites]),
        people=np.array(people if people is not None else [1.0] * demands, dtype=np.float64),
        cost=numbers,
        reachable=np.array([[way is not None for way in row] for row in cost]),
        **arrays,
    )


@pytest.fixture(scope="session")
def make_problem() -> Callable[..., SitingProblem]:
    """Builder of small problems."""
    return build_problem
