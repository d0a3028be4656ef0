"""The open solvers of the field on the same instances: PyVRP and VROOM, where they can express them.

They are extras (``doorstep[peers]``), imported only here and only when asked for.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from routing.benchmarks.instances import Orders
from routing.search.flat import FlatProblem

Peer = Callable[[FlatProblem, float, int], Orders]


def is_plain(flat: FlatProblem) -> bool:
    """Whether an instance is vehicle routing with one window each, one kind of vehicle and no ties."""
    alike = len(np.unique(flat.vehicle_type)) == 1
    return not flat.coupled and alike and len(flat.windows) == flat.tasks and bool(flat.may.all())


def solve_pyvrp(flat: FlatProblem, seconds: float, seed: int) -> Orders:
    """PyVRP (hybrid of iterated local search and penalties) with its own settings; it runs on one core."""
    import pyvrp  # noqa: PLC0415  # an extra
    from pyvrp.stop import MaxRuntime  # noqa: PLC0415

    opens, closes = flat.windows[:, 0], flat.windows[:, 1]
    legs = flat.seconds[0].astype(np.int64)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(legs))],
        clients=[
            pyvrp.Client(
                int(flat.place[i]),
                delivery=[int(flat.demand[i])],
                service_duration=int(flat.duration[i]),
                tw_early=int(opens[i]),
                tw_late=int(closes[i]),
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
    best = pyvrp.solve(data, stop=MaxRuntime(seconds), seed=seed, collect_stats=False).best
    return [[int(stop.idx) for stop in route.schedule() if stop.is_client()] for route in best.routes()]


def solve_vroom(flat: FlatProblem, seconds: float, _seed: int) -> Orders:
    """VROOM with its deepest search on two threads; it ends by itself when it is done."""
    import vroom  # noqa: PLC0415  # an extra

    given = vroom.Input()
    given.set_durations_matrix(profile="car", matrix_input=flat.seconds[0].astype(np.uint32))
    day = vroom.TimeWindow(int(flat.shift[0, 0]), int(flat.shift[0, 1]))
    depot, room = int(flat.ends[0, 0]), [int(flat.capacity[0])]
    given.add_vehicle(
        [vroom.Vehicle(v, start=depot, end=depot, capacity=room, time_window=day) for v in range(flat.vehicles)]
    )
    given.add_job([_vroom_job(vroom, flat, i) for i in range(flat.tasks)])
    solution = given.solve(exploration_level=5, nb_threads=2, timeout=dt.timedelta(seconds=seconds))
    steps = solution.routes
    steps = steps[steps["type"] == "job"]
    return [[int(i) for i in rows["id"]] for _, rows in steps.groupby("vehicle_id", sort=False)]


def _vroom_job(vroom: Any, flat: FlatProblem, i: int) -> object:
    window = vroom.TimeWindow(int(flat.windows[i, 0]), int(flat.windows[i, 1]))
    return vroom.Job(
        i,
        location=int(flat.place[i]),
        default_service=int(flat.duration[i]),
        delivery=[int(flat.demand[i])],
        time_windows=[window],
    )


def run_peer(peer: Peer, flat: FlatProblem, *, seconds: float, seed: int) -> tuple[Orders, float]:
    """Run a peer; orders by vehicle, as many as there are, and the seconds it took."""
    began = time.perf_counter()
    orders = peer(flat, seconds, seed)
    spent = time.perf_counter() - began
    return [*orders, *([] for _ in range(flat.vehicles - len(orders)))], spent


PEERS: Mapping[str, Peer] = {"pyvrp": solve_pyvrp, "vroom": solve_vroom}
