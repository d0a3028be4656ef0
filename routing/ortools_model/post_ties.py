"""Tells OR-Tools which visits of a part go together and which keep a gap."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

from ortools.constraint_solver import pywrapcp

from routing.ortools_model.model import Model
from routing.problem import Gap, Pairing

TIME = "time"
"""Name of the dimension of time."""

LONG = 1 << 40
"""Seconds: more than any two starts differ by, for gaps of visits that are not both made."""


def post_ties(model: Model, routing: pywrapcp.RoutingModel, index: Mapping[str, int]) -> None:
    """Tie the starts and workers of visits; ``index`` holds those of the part, tied ones all or none."""
    for group in model.together:
        if all(visit in index and _may_be_made(routing, index[visit]) for visit in group):
            _post_together(routing, [index[visit] for visit in group])
    for gap in model.gaps:
        if gap.first in index and all(_may_be_made(routing, index[visit]) for visit in (gap.first, gap.second)):
            _post_gap(routing, gap, index[gap.first], index[gap.second])


def _post_together(routing: pywrapcp.RoutingModel, group: list[int]) -> None:
    """Ask for one start. That all are made is not asked: local search could no longer put a group in."""
    solver, clock = routing.solver(), routing.GetDimensionOrDie(TIME)
    for one, other in pairwise(group):
        solver.Add(clock.CumulVar(one) == clock.CumulVar(other))
    for one, other in combinations(group, 2):
        _part_workers(routing, one, other)


def _post_gap(routing: pywrapcp.RoutingModel, gap: Gap, first: int, second: int) -> None:
    solver, clock = routing.solver(), routing.GetDimensionOrDie(TIME)
    absent = 2 - routing.ActiveVar(first) - routing.ActiveVar(second)
    between = clock.CumulVar(second) - clock.CumulVar(first)
    solver.Add(between + absent * LONG >= max(-LONG, gap.least))
    if gap.greatest is not None:
        solver.Add(between - absent * LONG <= min(LONG, gap.greatest))
    if gap.worker is Pairing.OTHER:
        _part_workers(routing, first, second)
    if gap.worker is Pairing.SAME:
        one_worker = solver.IsEqualVar(routing.VehicleVar(first), routing.VehicleVar(second))
        solver.Add(one_worker + absent >= 1)


def _part_workers(routing: pywrapcp.RoutingModel, one: int, other: int) -> None:
    """Ask for different workers: where both visits are left out, both vehicles are -1."""
    solver = routing.solver()
    apart = solver.IsDifferentVar(routing.VehicleVar(one), routing.VehicleVar(other))
    solver.Add(apart + (1 - routing.ActiveVar(one)) >= 1)


def _may_be_made(routing: pywrapcp.RoutingModel, index: int) -> bool:
    return bool(routing.ActiveVar(index).Max())
