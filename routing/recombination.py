"""Recombination: of all routes the search has met, the set that makes the cheapest plan, chosen by CP-SAT.

Set partitioning: every task on one chosen route, or left out at its price; no more routes of a type than vehicles. For
routes that stand alone: a route seldom suits the times of another plan where these touch it (docs/search.md).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.search.flat import FlatProblem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar

MOST_ROUTES = 3000
"""Routes kept, those met last: more are slower to choose from than they are worth."""

WORK = 0.3
"""Most work for one choice in CP-SAT's deterministic unit, near a second: the same on every machine."""

SECONDS_BETWEEN_LOOKS = 0.01

Orders = Sequence[Sequence[int]]
"""Tasks in order, by vehicle."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Tasks in order for a vehicle of a type, and their cost on it."""

    type: int
    order: tuple[int, ...]
    cost: int


class MetRoutes:
    """The routes met, of each type and set of tasks the cheapest."""

    def __init__(self, flat: FlatProblem, *, most: int = MOST_ROUTES) -> None:
        self.flat = flat
        self.most = most
        self._routes: OrderedDict[tuple[int, frozenset[int]], Route] = OrderedDict()

    @property
    def routes(self) -> list[Route]:
        """The routes, the one met last at the end."""
        return list(self._routes.values())

    def note(self, orders: Orders) -> None:
        """Note the routes of a sound plan; those met longest ago are forgotten where there are too many."""
        for v, order in enumerate(orders):
            if order:
                self._note_route(v, tuple(order))
        while len(self._routes) > self.most:
            self._routes.popitem(last=False)

    def _note_route(self, v: int, order: tuple[int, ...]) -> None:
        kind = int(self.flat.vehicle_type[v])
        key = kind, frozenset(order)
        known = self._routes.get(key)
        if known is None or known.order != order:
            cost = price_route(self.flat, v, order)
            if known is None or cost < known.cost:
                self._routes[key] = Route(type=kind, order=order, cost=cost)
        self._routes.move_to_end(key)


def price_route(flat: FlatProblem, v: int, order: Sequence[int]) -> int:
    """Cost of one or more tasks in order on a vehicle: what all legs and the vehicle charge."""
    stops = np.concatenate([flat.ends[v, :1], flat.place[list(order)], flat.ends[v, 1:]])
    charges = flat.charge[flat.mode[v], stops[:-1], stops[1:]]
    return flat.charge_weight * int(charges.sum(dtype=np.int64)) + int(flat.fixed[v])


def recombine(
    met: MetRoutes,
    orders: Orders,
    *,
    seconds: float | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[list[list[int]], int] | None:
    """Make a cheaper plan of routes met, for a problem whose routes stand alone.

    Without seconds the same routes in the same turn give the same plan.

    Parameters
    ----------
    orders
        A sound plan to beat.
    seconds
        Most wall time for the choice.
    is_over
        Looked at all the while; the choice ends once it says so.

    Returns
    -------
    tuple[list[list[int]], int] or None
        Orders and their cost; None where nothing cheaper was found.
    """
    flat = met.flat
    plan = MetRoutes(flat, most=flat.vehicles)
    plan.note(orders)
    known = {(route.type, route.order) for route in plan.routes}
    routes = [*plan.routes, *(route for route in met.routes if (route.type, route.order) not in known)]
    left_out = set(range(flat.tasks)).difference(*orders)
    cost = sum(route.cost for route in plan.routes) + sum(int(flat.price[task]) for task in left_out)
    chosen = _choose(flat, routes, hint=len(known), left_out=left_out, cost=cost, seconds=seconds, is_over=is_over)
    if chosen is None:
        return None
    found = _give_vehicles(flat, chosen)
    out = set(range(flat.tasks)).difference(*found)
    found_cost = sum(route.cost for route in chosen) + sum(int(flat.price[task]) for task in out)
    return (found, found_cost) if found_cost < cost else None


def _choose(
    flat: FlatProblem,
    routes: Sequence[Route],
    *,
    hint: int,
    left_out: set[int],
    cost: int,
    seconds: float | None,
    is_over: Callable[[], bool],
) -> list[Route] | None:
    """Choose routes; the first ``hint`` of them, with these tasks left out, are a plan of this cost."""
    # Imported here: it takes half a second, for pandas comes with it.
    from ortools.sat.python import cp_model  # noqa: PLC0415

    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in routes]
    for k, take in enumerate(takes):
        model.add_hint(take, k < hint)
    leaves = _cover_tasks(model, flat, routes, takes, left_out=left_out, cost=cost)
    of_type: dict[int, list[IntVar]] = {}
    for route, take in zip(routes, takes, strict=True):
        of_type.setdefault(route.type, []).append(take)
    vehicles = np.bincount(flat.vehicle_type)
    for kind, some in of_type.items():
        model.add(cp_model.LinearExpr.sum(some) <= int(vehicles[kind]))
    prices = [route.cost for route in routes] + [int(flat.price[task]) for task in leaves]
    model.minimize(cp_model.LinearExpr.weighted_sum([*takes, *leaves.values()], prices))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # CP-SAT would take Ctrl-C for itself, and leave the process without Python's handler.
    solver.parameters.catch_sigint_signal = False
    # All of the linear relaxation: it nearly always proves the choice, in a tenth of the time.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = WORK
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(0.0, seconds)
    if _run(solver, model, is_over) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return [route for route, take in zip(routes, takes, strict=True) if solver.boolean_value(take)]


def _cover_tasks(
    model: CpModel,
    flat: FlatProblem,
    routes: Sequence[Route],
    takes: Sequence[IntVar],
    *,
    left_out: set[int],
    cost: int,
) -> dict[int, IntVar]:
    """Have every task on one route or left out; the variables of those whose leaving out may pay."""
    covers: list[list[IntVar]] = [[] for _ in range(flat.tasks)]
    for route, take in zip(routes, takes, strict=True):
        for task in route.order:
            covers[task].append(take)
    leaves = {}
    for task, cover in enumerate(covers):
        if flat.price[task] <= cost:
            leaves[task] = model.new_bool_var("")
            model.add_hint(leaves[task], task in left_out)
            cover.append(leaves[task])
        model.add_exactly_one(cover)
    return leaves


def _run(solver: CpSolver, model: CpModel, is_over: Callable[[], bool]) -> object:
    """Solve on a thread of its own, for CP-SAT lets go of Python's lock, and look around meanwhile."""
    with ThreadPoolExecutor(1) as thread:
        solving = thread.submit(solver.solve, model)
        while not wait([solving], timeout=SECONDS_BETWEEN_LOOKS).done:
            if is_over():
                solver.stop_search()
        return solving.result()


def _give_vehicles(flat: FlatProblem, chosen: Sequence[Route]) -> list[list[int]]:
    free: dict[int, list[int]] = {}
    for v in reversed(range(flat.vehicles)):
        free.setdefault(int(flat.vehicle_type[v]), []).append(v)
    orders: list[list[int]] = [[] for _ in range(flat.vehicles)]
    for route in chosen:
        orders[free[route.type].pop()] = list(route.order)
    return orders
