"""Times and cost of a plan in plain Python: what the compiled search must agree with, and the times it hands out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from routing.search.flat import OTHER_WORKER, SAME_WORKER, FlatProblem


@dataclass(frozen=True, kw_only=True)
class TimedOrders:
    """Start of every task (None where it is left out), cost, and whether every rule is kept."""

    starts: tuple[int | None, ...]
    cost: int
    sound: bool


def time_orders(flat: FlatProblem, orders: Sequence[Sequence[int]]) -> TimedOrders:
    """Start every task as early as the routes and lags allow, and add up the cost.

    Parameters
    ----------
    orders
        Tasks in order, by vehicle.
    """
    route = {task: v for v, order in enumerate(orders) for task in order}
    starts = _least_starts(flat, orders)
    sound = starts is not None and _keeps_rules(flat, orders, route)
    starts = starts or dict.fromkeys(route, 0)
    late = [max(0, start - int(flat.due[task])) for task, start in starts.items()]
    cost = flat.charge_weight * sum(_charge(flat, v, order) for v, order in enumerate(orders))
    cost += sum(int(flat.fixed[v]) for v, order in enumerate(orders) if order)
    cost += sum(int(flat.price[task]) for task in range(flat.tasks) if task not in route)
    cost += flat.late_total * sum(late) + flat.late_largest * max(late, default=0)
    return TimedOrders(starts=tuple(starts.get(task) for task in range(flat.tasks)), cost=cost, sound=sound)


def _least_starts(flat: FlatProblem, orders: Sequence[Sequence[int]]) -> dict[int, int] | None:
    """Least starts by repeated passes over all routes; None where they do not settle or come too late."""
    starts = {task: int(flat.windows[flat.window_from[task], 0]) for order in orders for task in order}
    for _ in range(len(starts) + 2):
        before = dict(starts)
        for v, order in enumerate(orders):
            ready, place = int(flat.shift[v, 0]), int(flat.ends[v, 0])
            ways = flat.seconds[flat.mode[v]]
            for task in order:
                here = int(flat.place[task])
                start = _allowed(flat, task, max(starts[task], ready + int(ways[place, here])))
                if start is None:
                    return None
                starts[task] = start
                ready, place = start + int(flat.duration[task]), here
            if order and ready + int(ways[place, flat.ends[v, 1]]) > flat.shift[v, 1]:
                return None
        for one, other, least, greatest in flat.lags.tolist():
            if one in starts and other in starts:
                starts[other] = max(starts[other], starts[one] + least)
                starts[one] = max(starts[one], starts[other] - greatest)
        if starts == before:
            return starts
    return None


def _allowed(flat: FlatProblem, task: int, t: int) -> int | None:
    for opens, closes in flat.windows[flat.window_from[task] : flat.window_from[task + 1]].tolist():
        if t <= closes:
            return max(t, int(opens))
    return None


def _charge(flat: FlatProblem, v: int, order: Sequence[int]) -> int:
    if not order:
        return 0
    places = [int(flat.ends[v, 0]), *(int(flat.place[task]) for task in order), int(flat.ends[v, 1])]
    charge = flat.charge[flat.mode[v]]
    return sum(int(charge[a, b]) for a, b in itertools.pairwise(places))


def _keeps_rules(flat: FlatProblem, orders: Sequence[Sequence[int]], route: dict[int, int]) -> bool:
    able = all(flat.may[task, v] for task, v in route.items())
    fits = all(sum(int(flat.demand[task]) for task in order) <= flat.capacity[v] for v, order in enumerate(orders))
    once = len(route) == sum(len(order) for order in orders)
    for (one, other, _, _), worker in zip(flat.lags.tolist(), flat.lag_worker.tolist(), strict=True):
        if (one in route) != (other in route) and flat.whole[flat.group[one]]:
            return False
        if (
            one in route
            and other in route
            and (
                (worker == SAME_WORKER and route[one] != route[other])
                or (worker == OTHER_WORKER and route[one] == route[other])
            )
        ):
            return False
    return able and fits and once
