"""What solves literature instances: Doorstep's search, plain OR-Tools, and the open solvers of the field."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from routing.benchmarks.as_day import make_day, read_orders
from routing.benchmarks.hhcrsp import HomeCare
from routing.benchmarks.instances import Instance, Orders
from routing.benchmarks.peers import solve_pyvrp, solve_vroom
from routing.errors import FaultKind
from routing.limit import Limit
from routing.search.clock import Budget
from routing.search.run import search
from routing.solve import solve

NOT_INSTALLED = FaultKind("R048", "{peer} is not installed", "pip install 'doorstep[peers]'")
CANNOT_EXPRESS = FaultKind(
    "R049", "{peer} cannot express home care: it knows neither tied visits nor lateness", "compare it on VRPTW"
)

Solver = Callable[[Instance, float, int], Orders]
"""Solves an instance within seconds of wall time, from a seed."""


def solve_search(instance: Instance, seconds: float, seed: int) -> Orders:
    """Doorstep's own search, on all cores."""
    return search(instance.flat, budget=Budget(seconds=seconds), seed=seed).orders


def solve_ortools(instance: Instance, seconds: float, seed: int) -> Orders:
    """OR-Tools' routing search with the product's own model and settings; an instance is one part, so one core."""
    problem, travel, weights = make_day(instance)
    limit = Limit(seconds=seconds)
    plan = solve(problem, travel, weights=weights, limit=limit, seed=seed, engine="ortools")
    return read_orders(instance, plan)


ENGINES: Mapping[str, Solver] = {"search": solve_search, "ortools": solve_ortools}
PEERS: Mapping[str, Solver] = {"pyvrp": solve_pyvrp, "vroom": solve_vroom, "ortools": solve_ortools}
EXTRAS = ("pyvrp", "vroom")
"""Peers that are packages of their own, which ``doorstep[peers]`` installs."""


def is_installed(engine: str) -> bool:
    """Whether an engine can be called at all."""
    if engine not in EXTRAS:
        return True
    try:
        importlib.import_module(engine)
    except ImportError:
        return False
    return True


def can_express(engine: str, instance: Instance) -> bool:
    """Whether an engine can be told everything the instance asks."""
    return engine not in EXTRAS or not isinstance(instance.given, HomeCare)
