"""The open solvers of the field on plain VRPTW: PyVRP and VROOM, each with the settings its documentation advises.

They are extras (``doorstep[peers]``), imported only here and only when asked for.
"""

from __future__ import annotations

import datetime as dt
import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from routing.benchmarks.instances import Instance, Orders
from routing.benchmarks.vrptw import Customers
from routing.cores import count_cores
from routing.search.flat import FlatProblem

SHALLOWEST, DEEPEST = 0, 5
"""VROOM's lowest exploration level, and its highest, which it uses unless told otherwise."""
LEAST_SECONDS = 0.2
"""VROOM is not called for less."""


def solve_pyvrp(instance: Instance, seconds: float, seed: int) -> Orders:
    """PyVRP: iterated local search on one core, with its own settings.

    Its clock starts here, not where its loop does, so that its first plan counts as everybody's does.
    """
    import pyvrp  # noqa: PLC0415  # an extra

    end = time.perf_counter() + seconds

    def stop(best_cost: int) -> bool:  # noqa: ARG001  PyVRP gives it
        return time.perf_counter() >= end

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)  # said of instances hard to keep
        data = make_pyvrp_data(instance)
        best = pyvrp.solve(data, stop=stop, seed=seed, collect_stats=False).best
    routes = [[int(stop.idx) for stop in route.schedule() if stop.is_client()] for route in best.routes()]
    return _fill_up(routes, instance.flat)


def make_pyvrp_data(instance: Instance) -> Any:
    """State an instance to PyVRP, distances and times in tenths."""
    import pyvrp  # noqa: PLC0415  # an extra

    flat, points = instance.flat, _points(instance)
    legs = flat.seconds[0].astype(np.int64)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(10 * x, 10 * y) for x, y in points],
        clients=[
            pyvrp.Client(
                int(flat.place[i]),
                delivery=[int(flat.demand[i])],
                service_duration=int(flat.duration[i]),
                tw_early=int(flat.windows[i, 0]),
                tw_late=int(flat.windows[i, 1]),
            )
            for i in range(flat.tasks)
        ],
        depots=[pyvrp.Depot(int(flat.ends[0, 0]))],
        vehicle_types=[
            pyvrp.VehicleType(
                flat.vehicles,
                capacity=[int(flat.capacity[0])],
                tw_early=int(flat.shift[0, 0]),
                tw_late=int(flat.shift[0, 1]),
            )
        ],
        distance_matrices=[legs],
        duration_matrices=[legs],
    )


def solve_vroom(instance: Instance, seconds: float, _seed: int) -> Orders:
    """VROOM on all cores: its shallowest exploration, then its deepest in the time left; the better of the two.

    On large instances the deepest one is cut off long before it is done, and then worse than the shallowest. VROOM
    takes no seed, and may end by itself before its time is over.
    """
    end = time.perf_counter() + seconds
    orders = _run_vroom(instance, SHALLOWEST, seconds)
    left = end - time.perf_counter()
    if left > LEAST_SECONDS:
        orders = min(orders, _run_vroom(instance, DEEPEST, left), key=lambda found: _rank(instance, found))
    return orders


def _rank(instance: Instance, orders: Orders) -> tuple[int, float]:
    score = instance.score(orders)
    return len(score.breaks), score.cost


def _run_vroom(instance: Instance, level: int, seconds: float) -> Orders:
    import vroom  # noqa: PLC0415  # an extra

    flat = instance.flat
    given = vroom.Input()
    given.set_durations_matrix(profile="car", matrix_input=flat.seconds[0].astype(np.uint32))
    day = vroom.TimeWindow(int(flat.shift[0, 0]), int(flat.shift[0, 1]))
    depot, room = int(flat.ends[0, 0]), [int(flat.capacity[0])]
    given.add_vehicle(
        [vroom.Vehicle(v, start=depot, end=depot, capacity=room, time_window=day) for v in range(flat.vehicles)]
    )
    given.add_job([_make_job(vroom, flat, i) for i in range(flat.tasks)])
    steps = given.solve(level, nb_threads=count_cores(), timeout=dt.timedelta(seconds=seconds)).routes
    steps = steps[steps["type"] == "job"]
    return _fill_up([[int(i) for i in rows["id"]] for _, rows in steps.groupby("vehicle_id", sort=False)], flat)


def _make_job(vroom: Any, flat: FlatProblem, i: int) -> object:
    return vroom.Job(
        i,
        location=int(flat.place[i]),
        default_service=int(flat.duration[i]),
        delivery=[int(flat.demand[i])],
        time_windows=[vroom.TimeWindow(int(flat.windows[i, 0]), int(flat.windows[i, 1]))],
    )


def _points(instance: Instance) -> Sequence[tuple[float, float]]:
    if not isinstance(instance.given, Customers):
        raise TypeError("only VRPTW can be told to a peer")
    return instance.given.points


def _fill_up(routes: list[list[int]], flat: FlatProblem) -> Orders:
    """Give the vehicles left over an empty order each."""
    return [*routes, *([] for _ in range(flat.vehicles - len(routes)))]
