"""What orders OR-Tools found are worth, once halves of groups are left out and the day's own times are set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routing.check import check_plan
from routing.constraints import mandatory_visits
from routing.objective import cost_parts, list_lateness
from routing.ortools_model.model import Model, Orders
from routing.ortools_model.parts import Part
from routing.plan import Plan
from routing.timetable import time_plan


def judge_orders(model: Model, part: Part, orders: Orders) -> tuple[Orders, int, int]:
    """Leave out what cannot stay, and work out the cost of the rest.

    OR-Tools may plan a group by half, and does not know the price of the largest lateness.

    Returns
    -------
    tuple of Orders, int, int
        The orders to keep, their cost but for the largest lateness, and the largest lateness in seconds.
    """
    plan = _time_part(model, part, orders)
    broken = set(_list_halves(model, plan))
    while broken:
        orders = {worker: kept for worker, order in orders.items() if (kept := [v for v in order if v not in broken])}
        plan = _time_part(model, part, orders)
        broken = {*_list_halves(model, plan)} or set(_list_broken(model, plan))
    parts = cost_parts(model.problem, model.travel, plan, replace(model.weights, late_largest_second=0))
    return orders, sum(parts.values()), max(list_lateness(model.problem, plan), default=0)


def _time_part(model: Model, part: Part, orders: Orders) -> Plan:
    plan = time_plan(model.problem, model.travel, orders)
    own = set(part.visits)
    return replace(plan, unassigned=tuple(visit for visit in plan.unassigned if visit in own))


def _list_halves(model: Model, plan: Plan) -> Iterator[str]:
    absent = set(plan.unassigned)
    for group in model.together:
        if absent.intersection(group):
            yield from (visit for visit in group if visit not in absent)


def _list_broken(model: Model, plan: Plan) -> Iterator[str]:
    """List visits at which the plan breaks a rule: where a way round is shorter than the direct one, leaving a visit
    out may make the next one late.
    """
    for found in check_plan(model.problem, model.travel, plan):
        if found.rule not in (mandatory_visits.UNASSIGNED.rule, "plan"):
            yield found.visit or plan.route_by_worker[found.worker].stops[-1].visit
