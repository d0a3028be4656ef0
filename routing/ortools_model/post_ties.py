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
    """Tie the starts and workers of visits.

    Parameters
    ----------
    index
        OR-Tools' index of each visit of the part; what is tied to a visit that is missing here is not tied.
    """
    able = {visit: i for visit, i in index.items() if routing.ActiveVar(i).Max()}
    for group in model.together:
        if all(visit in able for visit in group):
            _post_together(routing, [able[visit] for visit in group])
    paired: set[str] = set()
    for gap in model.gaps:
        if gap.first in able and gap.second in able:
            _post_gap(routing, gap, able[gap.first], able[gap.second])
            if gap.worker is Pairing.SAME:
                # Asked by constraints, hardly any of these is found; a visit can be in one such pair only.
                native = gap.least >= 0 and paired.isdisjoint((gap.first, gap.second))
                _post_one_worker(routing, able[gap.first], able[gap.second], native=native)
                paired.update((gap.first, gap.second))


def _post_together(routing: pywrapcp.RoutingModel, group: list[int]) -> None:
    """Ask for one start. That all are made is not asked: local search could no longer put a group in."""
    solver, clock = routing.solver(), routing.GetDimensionOrDie(TIME)
    for one, other in pairwise(group):
        solver.Add(clock.CumulVar(one) == clock.CumulVar(other))
    for one, other in combinations(group, 2):
        _post_two_workers(routing, one, other)


def _post_gap(routing: pywrapcp.RoutingModel, gap: Gap, first: int, second: int) -> None:
    solver, clock = routing.solver(), routing.GetDimensionOrDie(TIME)
    absent = 2 - routing.ActiveVar(first) - routing.ActiveVar(second)
    between = clock.CumulVar(second) - clock.CumulVar(first)
    solver.Add(between + absent * LONG >= max(-LONG, min(LONG, gap.least)))
    if gap.greatest is not None:
        solver.Add(between - absent * LONG <= max(-LONG, min(LONG, gap.greatest)))
    if gap.worker is Pairing.OTHER:
        _post_two_workers(routing, first, second)


def _post_one_worker(routing: pywrapcp.RoutingModel, first: int, second: int, *, native: bool) -> None:
    if native:
        routing.AddPickupAndDelivery(first, second)
        return
    solver = routing.solver()
    absent = 2 - routing.ActiveVar(first) - routing.ActiveVar(second)
    solver.Add(solver.IsEqualVar(routing.VehicleVar(first), routing.VehicleVar(second)) + absent >= 1)


def _post_two_workers(routing: pywrapcp.RoutingModel, one: int, other: int) -> None:
    """Ask for different workers, unless both visits are left out: then both vehicles are -1."""
    solver = routing.solver()
    apart = solver.IsDifferentVar(routing.VehicleVar(one), routing.VehicleVar(other))
    solver.Add(apart + (1 - routing.ActiveVar(one)) >= 1)
