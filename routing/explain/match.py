"""What a visit asks of a worker, apart from time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.plan import Plan
from routing.problem import Problem, Visit


@dataclass(frozen=True, kw_only=True, eq=False)
class Match:
    """One visit held against every worker, in the order of the problem; arrays of shape (workers,).

    Parameters
    ----------
    role
        Whether the worker has the visit's role.
    missing
        The visit's skills the worker lacks, sorted.
    excess
        Units over the capacity with the visit on top of the worker's route; 0 or less: there is room.
    """

    role: NDArray[np.bool_]
    missing: tuple[tuple[str, ...], ...]
    excess: NDArray[np.int64]

    @property
    def skilled(self) -> NDArray[np.bool_]:
        """Whether the worker lacks no skill."""
        return np.array([not missing for missing in self.missing], dtype=bool)

    @property
    def room(self) -> NDArray[np.bool_]:
        """Whether the visit can be carried too."""
        return self.excess <= 0


def measure_loads(problem: Problem, plan: Plan) -> NDArray[np.int64]:
    """Units each worker carries, in the order of the problem."""
    carried = {
        route.worker: sum(problem.visit_by_id[stop.visit].demand for stop in route.stops) for route in plan.routes
    }
    return np.array([carried.get(worker.id, 0) for worker in problem.workers], dtype=np.int64)


def match_visit(problem: Problem, visit: Visit, *, loads: NDArray[np.int64]) -> Match:
    """Hold a visit against every worker; a visit with nothing to carry fits any bag, even one that is too full."""
    workers = problem.workers
    capacity = np.array([worker.capacity for worker in workers], dtype=np.int64)
    return Match(
        role=np.array([visit.role in (None, worker.role) for worker in workers], dtype=bool),
        missing=tuple(tuple(sorted(visit.skills - worker.skills)) for worker in workers),
        excess=loads + visit.demand - capacity if visit.demand else np.zeros_like(loads),
    )
