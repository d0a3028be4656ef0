"""The smallest single change after which somebody can make a visit.

Changes are compared by kind first: minutes up to ``soon``, then units to carry, then skills, then roles, then more
minutes than that. Within a kind the smallest amount is taken, then the first as listed in ``REMEDIES``, then the
first worker of the problem.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from routing.explain.explanation import REMEDIES, Remedy, state_remedy
from routing.explain.gaps import Gaps, Trial, added_cost, earliest_return, latest_departure
from routing.explain.match import Match
from routing.explain.routes import NEVER, Seconds
from routing.explain.ties import Bound
from routing.objective import Weights
from routing.problem import Visit

ORDER = {kind: place for place, kind in enumerate(REMEDIES)}
UNITS = ("s", "units", "skills", "visits")


def find_remedy(gaps: Gaps, trial: Trial, *, bound: Bound, match: Match, weights: Weights, soon: int) -> Remedy | None:
    """Find the smallest single change, the rest of the plan as it is; None where one change is not enough.

    Windows of a visit tied to planned ones are no remedy: what those leave of them would stay as it is.
    """
    allowed = bound.allowed[gaps.worker]
    fits = (trial.lacking <= 0) & allowed
    able = (match.role & match.skilled & match.room)[gaps.worker] & allowed
    if found := _least(gaps, added_cost(gaps, trial, weights), fits & able):
        return _use_room(trial.visit, *found, weights=weights)
    changes = [*_other_fitness(gaps, trial, fits, match=match), *_other_hours(gaps, trial, able, tied=bound.is_tied)]
    return min(changes, key=lambda change: _rank(change, soon), default=None)


def _use_room(visit: Visit, cost: int, worker: str, *, weights: Weights) -> Remedy:
    dear = not visit.mandatory and cost >= weights.price(visit.priority, mandatory=False)
    return state_remedy("make_mandatory" if dear else "assign", 1, "visits", worker=worker, visit=visit.id)


def _other_fitness(gaps: Gaps, trial: Trial, fits: NDArray[np.bool_], *, match: Match) -> Iterator[Remedy]:
    """List changes of what a worker may carry or do, where there is time."""
    visit, role, skilled, room = trial.visit.id, match.role, match.skilled, match.room
    if found := _least(gaps, match.excess[gaps.worker], fits & (role & skilled & ~room)[gaps.worker]):
        yield state_remedy("capacity", found[0], "units", worker=found[1], visit=visit)
    lacks = np.array([len(missing) for missing in match.missing], dtype=np.int64)
    if found := _least(gaps, lacks[gaps.worker], fits & (role & ~skilled & room)[gaps.worker]):
        missing = trial.visit.skills - gaps.problem.worker_by_id[found[1]].skills
        skills = ", ".join(sorted(missing))
        yield state_remedy("skill", found[0], "skills", worker=found[1], visit=visit, skills=skills)
    if found := _least(gaps, np.ones_like(gaps.worker), fits & (~role & skilled & room)[gaps.worker]):
        yield state_remedy("role", found[0], "visits", worker=found[1], visit=visit)


def _other_hours(gaps: Gaps, trial: Trial, able: NDArray[np.bool_], *, tied: bool) -> Iterator[Remedy]:
    """List changes of one window or one shift, in whole minutes."""
    if not able.any():
        return
    visit = trial.visit
    reached = able & (trial.arrival <= trial.latest_start)
    for window in () if tied else visit.windows:
        late, early = trial.arrival - window.end, window.start - trial.latest_start
        for kind, by, bound in (("window_later", late, NEVER), ("window_earlier", early, window.start)):
            if found := _least_minutes(gaps, by, reached, bound):
                yield state_remedy(kind, found[0], "s", worker=found[1], visit=visit.id, window=window)
    shifts = np.array([(worker.shift.start, worker.shift.end) for worker in gaps.problem.workers], dtype=np.int64)
    begin, end = shifts[gaps.worker].T
    back = earliest_return(gaps, trial)
    if found := _least_minutes(gaps, back - end, able & (back < NEVER), NEVER):
        yield state_remedy("shift_later", found[0], "s", worker=found[1], visit=visit.id)
    if found := _least_minutes(gaps, begin - latest_departure(gaps, trial), able, begin):
        yield state_remedy("shift_earlier", found[0], "s", worker=found[1], visit=visit.id)


def _least_minutes(gaps: Gaps, by: Seconds, among: NDArray[np.bool_], bound: Seconds | int) -> tuple[int, str] | None:
    """Least positive number of seconds, in whole minutes and no more than ``bound``, and whose it is."""
    whole = -(-by // 60) * 60
    return _least(gaps, whole, among & (by > 0) & (whole <= bound))


def _least(gaps: Gaps, amount: Seconds, among: NDArray[np.bool_]) -> tuple[int, str] | None:
    """Least amount among some gaps, and whose it is."""
    if not among.any():
        return None
    best = int(np.argmin(np.where(among, amount, np.iinfo(np.int64).max)))
    return int(amount[best]), gaps.problem.workers[gaps.worker[best]].id


def _rank(change: Remedy, soon: int) -> tuple[int, int, int]:
    far = change.unit == "s" and change.amount > soon
    return (len(UNITS) if far else UNITS.index(change.unit), change.amount, ORDER[change.kind])
