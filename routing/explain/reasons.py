"""Why each worker does not make a visit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from routing.explain.company import Company
from routing.explain.explanation import COST, Reason, state_reason
from routing.explain.gaps import Gaps, Trial, added_cost
from routing.explain.match import Match
from routing.explain.ties import Bound
from routing.objective import Weights


def find_reasons(
    gaps: Gaps, now: Trial, alone: Trial, *, bound: Bound, match: Match, weights: Weights, company: Company | None
) -> Iterator[Reason]:
    """Give every worker's first reason, in the order of the problem.

    Parameters
    ----------
    now
        The visit tried in the plan.
    alone
        The same in empty days, where every worker has one gap.
    company
        Who can make the visit together with those it goes with; None where there are none to be made.
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
        elif bar := bound.barred[row]:
            yield state_reason(bar[0], 1, "visits", **names, other=bar[1])
        elif bound.clash:
            yield state_reason("no_time_for_both", 1, "visits", **names, other=bound.clash)
        elif too_late > 0:
            yield state_reason("window", too_late, "s", **names)
        elif alone.lacking[row] > 0:
            yield state_reason("shift", int(alone.lacking[row]), "s", **names)
        elif shortest[row] > 0:
            yield state_reason("no_time_left", int(shortest[row]), "s", **names)
        else:
            can_join = company is None or bool(company.can_take[row])
            yield _say_it_fits(worker.id, int(cheapest[row]), price, bound=bound, company=company, can_join=can_join)


def _say_it_fits(
    worker: str, cost: int, price: int, *, bound: Bound, company: Company | None, can_join: bool
) -> Reason:
    """Say why a worker who has the time does not make the visit: cost of making it, price of leaving it out."""
    visit, others = bound.visit.id, ", ".join(bound.partners)
    if company is None:
        kind = "dearer_than_leaving_out" if cost >= price else "could_take"
        return state_reason(kind, abs(cost - price), COST, worker=worker, visit=visit, cost=cost, price=price)
    if not can_join:
        return state_reason("no_partner", len(bound.partners), "visits", worker=worker, visit=visit, others=others)
    cost, price = cost + company.cost, price + company.price
    values = {"others": others, "cost": cost, "price": price}
    return state_reason("could_take_together", abs(cost - price), COST, worker=worker, visit=visit, **values)
