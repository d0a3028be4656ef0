"""Why each worker does not make a visit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from routing.explain.explanation import COST, Reason, state_reason
from routing.explain.gaps import Gaps, Trial, extra_travel
from routing.explain.match import Match
from routing.explain.routes import Seconds
from routing.objective import Weights


def find_reasons(gaps: Gaps, now: Trial, alone: Trial, *, match: Match, weights: Weights) -> Iterator[Reason]:
    """Give every worker's first reason, in the order of the problem.

    Parameters
    ----------
    now
        The visit tried in the plan.
    alone
        The same in empty days, where every worker has one gap.
    """
    visit = now.visit
    price = weights.price(visit.priority, mandatory=visit.mandatory)
    shortest = np.minimum.reduceat(now.lacking, gaps.first)
    cost_where_it_fits = np.where(now.lacking <= 0, added_cost(gaps, now, weights), np.iinfo(np.int64).max)
    cheapest = np.minimum.reduceat(cost_where_it_fits, gaps.first)
    for row, worker in enumerate(gaps.problem.workers):
        missing = match.missing[row]
        too_large = visit.demand - worker.capacity
        too_late = int(alone.start[row]) - visit.windows[-1].end
        names = {"worker": worker.id, "visit": visit.id}
        if not match.role[row]:
            yield state_reason("role", 1, "visits", **names)
        elif missing:
            yield state_reason("skill", len(missing), "skills", **names, skills=", ".join(missing))
        elif visit.demand and too_large > 0:
            yield state_reason("capacity", too_large, "units", **names)
        elif not match.room[row]:
            yield state_reason("full", int(match.excess[row]), "units", **names)
        elif too_late > 0:
            yield state_reason("window", too_late, "s", **names)
        elif alone.lacking[row] > 0:
            yield state_reason("shift", int(alone.lacking[row]), "s", **names)
        elif shortest[row] > 0:
            yield state_reason("no_time_left", int(shortest[row]), "s", **names)
        else:
            cost = int(cheapest[row])
            kind = "dearer_than_leaving_out" if cost >= price else "could_take"
            yield state_reason(kind, abs(cost - price), COST, **names, cost=cost, price=price)


def added_cost(gaps: Gaps, trial: Trial, weights: Weights) -> Seconds:
    """Work out what the visit adds to the cost of the plan in each gap."""
    stays_in = gaps.routes.stops[gaps.worker] == 0
    return extra_travel(gaps, trial) * weights.travel_second + np.where(stays_in, weights.worker, 0)
