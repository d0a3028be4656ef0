"""Whether all visits of a group that is in no route find their workers at one time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.explain.explanation import Remedy, state_remedy
from routing.explain.gaps import Gaps, Trial, added_cost, find_gaps, try_visit
from routing.explain.match import match_visit, measure_loads
from routing.explain.ties import Bound, bind_visit
from routing.objective import Weights
from routing.plan import Plan
from routing.ties import meet_windows
from routing.violations import Start


@dataclass(frozen=True, kw_only=True, eq=False)
class Company:
    """Who can make a visit together with its partners, the visits in no route that go with it.

    Parameters
    ----------
    can_take
        Shape (workers,).
    cost, price
        Least cost of the partners, were each made where it is cheapest; cost of leaving them out.
    """

    can_take: NDArray[np.bool_]
    cost: int
    price: int


def find_company(
    usual: Gaps, plan: Plan, *, bound: Bound, made: Mapping[str, Start], live: Collection[str], weights: Weights
) -> Company:
    """Try a visit and its partners in every gap of every route, the rest of the plan as it is.

    Parameters
    ----------
    usual
        The gaps of the plan where the visits in ``live`` have to start when they do.
    """
    problem = usual.problem
    bounds = [bound, *(bind_visit(problem, problem.visit_by_id[name], made) for name in bound.partners)]
    visits = [one.visit for one in bounds]
    price = sum(weights.price(visit.priority, mandatory=visit.mandatory) for visit in visits[1:])
    windows = meet_windows([visit.windows for visit in visits])
    if not windows or any(one.clash for one in bounds):
        return Company(can_take=np.zeros(len(problem.workers), dtype=bool), cost=0, price=price)
    planned = {name for one in bounds for name in one.planned}
    gaps = find_gaps(problem, usual.travel, plan, pinned={*live, *planned}) if planned else usual
    trials = [try_visit(gaps, replace(visit, windows=windows)) for visit in visits]
    loads = measure_loads(problem, plan)
    matches = [match_visit(problem, visit, loads=loads) for visit in visits]
    able = [match.role & match.skilled & match.room & one.allowed for match, one in zip(matches, bounds, strict=True)]
    cost = sum(_least_cost(gaps, trial, mask, weights) for trial, mask in zip(trials[1:], able[1:], strict=True))
    return Company(can_take=_find_first_workers(gaps, trials, able), cost=cost, price=price)


def find_group_remedy(gaps: Gaps, trial: Trial, *, company: Company, bound: Bound, weights: Weights) -> Remedy | None:
    """Say to search on where the whole group fits and pays; no other single change is looked for."""
    able = company.can_take[gaps.worker] & (trial.lacking <= 0)
    if not able.any():
        return None
    costs = np.where(able, added_cost(gaps, trial, weights), np.iinfo(np.int64).max)
    best = int(np.argmin(costs))
    own_price = weights.price(trial.visit.priority, mandatory=trial.visit.mandatory)
    if int(costs[best]) + company.cost >= own_price + company.price:
        return None
    worker = gaps.problem.workers[gaps.worker[best]].id
    others = ", ".join(bound.partners)
    return state_remedy("assign_together", 1, "visits", worker=worker, visit=trial.visit.id, others=others)


def _find_first_workers(gaps: Gaps, trials: Sequence[Trial], able: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Find who can make the first visit at a time when the rest can be made too, each by another worker.

    The visits have the same windows; ``able`` says of each which workers may make it.
    """
    pairs = [(trial, (trial.lacking <= 0) & mask[gaps.worker]) for trial, mask in zip(trials, able, strict=True)]
    found = np.zeros(len(gaps.first), dtype=bool)
    if not all(fits.any() for _, fits in pairs):
        return found
    first_fits = np.logical_or.reduceat(pairs[0][1], gaps.first)
    # If they can start together at all, they can at the earliest start of one of them in one of its gaps.
    for time in np.unique(np.concatenate([trial.start[fits] for trial, fits in pairs])):
        free = [
            np.logical_or.reduceat(fits & (trial.start <= time) & (time <= trial.latest_start), gaps.first)
            for trial, fits in pairs
        ]
        for worker in np.flatnonzero(free[0] & ~found):
            found[worker] = _have_workers(free[1:], taken=int(worker))
        if found.sum() == first_fits.sum():
            break
    return found


def _have_workers(free: Sequence[NDArray[np.bool_]], *, taken: int) -> bool:
    """Whether every visit can have a free worker of its own, none of them ``taken``, by augmenting paths."""
    visit_of: dict[int, int] = {}

    def give(visit: int, asked: set[int]) -> bool:
        for worker in np.flatnonzero(free[visit]).tolist():
            if worker != taken and worker not in asked:
                asked.add(worker)
                if worker not in visit_of or give(visit_of[worker], asked):
                    visit_of[worker] = visit
                    return True
        return False

    return all(give(visit, set()) for visit in range(len(free)))


def _least_cost(gaps: Gaps, trial: Trial, able: NDArray[np.bool_], weights: Weights) -> int:
    fits = (trial.lacking <= 0) & able[gaps.worker]
    return int(added_cost(gaps, trial, weights)[fits].min(initial=np.iinfo(np.int32).max))
