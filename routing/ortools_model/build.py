"""Builds OR-Tools' routing model of one part of a day, and reads orders of visits back from it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.constraint_solver import pywrapcp

from routing.ortools_model.model import Load, Model, Orders
from routing.ortools_model.parts import Part
from routing.ortools_model.post_ties import TIME, post_ties
from routing.problem import Mode


@dataclass(frozen=True, kw_only=True, eq=False)
class PartModel:
    """OR-Tools' model of a part. Node i is ``part.visits[i]``; vehicle k is ``part.workers[k]``."""

    part: Part
    manager: pywrapcp.RoutingIndexManager
    routing: pywrapcp.RoutingModel

    def read_orders(self) -> Orders:
        """Read the plan OR-Tools is looking at, from inside its callback."""
        orders: Orders = {}
        routing = self.routing
        for vehicle, worker in enumerate(self.part.workers):
            index = routing.NextVar(routing.Start(vehicle)).Value()
            while not routing.IsEnd(index):
                orders.setdefault(worker, []).append(self.part.visits[self.manager.IndexToNode(index)])
                index = routing.NextVar(index).Value()
        return orders

    def assignment_of(self, orders: Orders) -> pywrapcp.Assignment:
        """Make an assignment to go on from, once the model is closed."""
        node = {visit: number for number, visit in enumerate(self.part.visits)}
        routes = [[self.manager.NodeToIndex(node[v]) for v in orders.get(worker, ())] for worker in self.part.workers]
        return self.routing.ReadAssignmentFromRoutes(routes, True)  # noqa: FBT003  no names there


def build_part(model: Model, part: Part) -> PartModel:
    """Turn what the rules asked for into OR-Tools' variables, dimensions and prices."""
    depots = list(dict.fromkeys(place for worker in part.workers for place in model.ends[worker]))
    node_of_depot = {place: len(part.visits) + i for i, place in enumerate(depots)}
    starts = [node_of_depot[model.ends[worker][0]] for worker in part.workers]
    ends = [node_of_depot[model.ends[worker][1]] for worker in part.workers]
    manager = pywrapcp.RoutingIndexManager(len(part.visits) + len(depots), len(part.workers), starts, ends)
    built = PartModel(
        part=part,
        manager=manager,
        routing=pywrapcp.RoutingModel(manager),
    )
    _post_travel(model, built, depots)
    for name, load in model.loads.items():
        _post_load(built, name, load, depots=len(depots))
    for node, visit in enumerate(part.visits):
        built.routing.AddDisjunction([manager.NodeToIndex(node)], model.prices[visit])
        _post_windows(model, built, node)
        _post_makers(model, built, node)
        _post_due(model, built, node)
    post_ties(model, built.routing, {visit: manager.NodeToIndex(node) for node, visit in enumerate(part.visits)})
    return built


def _post_travel(model: Model, built: PartModel, depots: Sequence[str]) -> None:
    """Price the way, and lay the dimension of time: the way to a node after the duration at the one before.

    Both are lists of Python ints: OR-Tools takes neither arrays nor floats, and swallows what a callback raises.
    """
    routing, part, problem = built.routing, built.part, model.problem
    places = [*(problem.visit_by_id[visit].location for visit in part.visits), *depots]
    durations = np.array([*(model.durations[visit] for visit in part.visits), *(0 for _ in depots)], dtype=np.int64)
    by_mode: dict[Mode, tuple[int, int]] = {}
    for mode in sorted({problem.worker_by_id[worker].mode for worker in part.workers}):
        matrix = model.travel[mode]
        rows = [matrix.index[place] for place in places]
        seconds = matrix.seconds[np.ix_(rows, rows)].astype(np.int64)
        price = routing.RegisterTransitMatrix((seconds * model.weights.travel_second).tolist())
        time = routing.RegisterTransitMatrix((seconds + durations[:, None]).tolist())
        by_mode[mode] = (price, time)
    modes = [problem.worker_by_id[worker].mode for worker in part.workers]
    horizon = max(model.shifts[worker].end for worker in part.workers)
    # A wait may last the whole day: with less slack OR-Tools drops visits without a word.
    by_vehicle = [by_mode[mode][1] for mode in modes]
    routing.AddDimensionWithVehicleTransits(by_vehicle, horizon, horizon, False, TIME)  # noqa: FBT003  no names there
    clock = routing.GetDimensionOrDie(TIME)
    for vehicle, worker in enumerate(part.workers):
        routing.SetArcCostEvaluatorOfVehicle(by_mode[modes[vehicle]][0], vehicle)
        routing.SetFixedCostOfVehicle(model.weights.worker, vehicle)
        shift = model.shifts[worker]
        clock.CumulVar(routing.Start(vehicle)).SetRange(shift.start, shift.end)
        clock.CumulVar(routing.End(vehicle)).SetRange(shift.start, shift.end)


def _post_load(built: PartModel, name: str, load: Load, *, depots: int) -> None:
    demands = [load.demands.get(visit, 0) for visit in built.part.visits]
    if any(demands):
        transit = built.routing.RegisterUnaryTransitVector([*demands, *([0] * depots)])
        rooms = [load.rooms[worker] for worker in built.part.workers]
        built.routing.AddDimensionWithVehicleCapacity(transit, 0, rooms, True, name)  # noqa: FBT003  no names there


def _post_windows(model: Model, built: PartModel, node: int) -> None:
    routing = built.routing
    horizon = max(model.shifts[worker].end for worker in built.part.workers)
    windows = [window for window in model.windows[built.part.visits[node]] if window.start <= horizon]
    index = built.manager.NodeToIndex(node)
    if not windows:
        # An empty range would raise a bare exception: nobody is on duty then, so the visit is left out.
        routing.ActiveVar(index).SetValue(0)
        return
    start = routing.GetDimensionOrDie(TIME).CumulVar(index)
    start.SetRange(windows[0].start, min(windows[-1].end, horizon))
    for one, other in itertools.pairwise(windows):
        if other.start - one.end > 1:
            start.RemoveInterval(one.end + 1, other.start - 1)


def _post_makers(model: Model, built: PartModel, node: int) -> None:
    visit = built.part.visits[node]
    makers = [vehicle for vehicle, worker in enumerate(built.part.workers) if model.may_make(visit, worker)]
    if len(makers) < len(built.part.workers):
        # SetAllowedVehiclesForIndex refuses every Python sequence; -1 stands for "left out".
        built.routing.VehicleVar(built.manager.NodeToIndex(node)).SetValues([-1, *makers])


def _post_due(model: Model, built: PartModel, node: int) -> None:
    due = model.problem.visit_by_id[built.part.visits[node]].due
    if due is not None and model.weights.late_second:
        clock = built.routing.GetDimensionOrDie(TIME)
        clock.SetCumulVarSoftUpperBound(built.manager.NodeToIndex(node), due, model.weights.late_second)
