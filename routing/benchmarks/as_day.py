"""Literature instances as days of the product, for the engines that plan days."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from routing.benchmarks.hhcrsp import UNITS, HomeCare, list_tasks
from routing.benchmarks.hhcrsp import UNSERVED as PATIENT_UNSERVED
from routing.benchmarks.instances import Instance, Orders
from routing.benchmarks.vrptw import UNSERVED as CUSTOMER_UNSERVED
from routing.objective import Weights
from routing.plan import Plan
from routing.problem import (
    Client,
    Depot,
    Gap,
    Location,
    Mode,
    Pairing,
    Problem,
    Role,
    Shift,
    TimeWindow,
    Visit,
    Worker,
)
from routing.search.flat import FlatProblem
from routing.travel import TravelMatrix

DEPOT = "depot"


def make_day(instance: Instance) -> tuple[Problem, Mapping[Mode, TravelMatrix], Weights]:
    """Make the day that asks what an instance asks, in its flat units.

    Visits are named after the tasks of the flat problem, workers after its vehicles; leaving a visit out costs more
    than any detour.
    """
    flat, given = instance.flat, instance.given
    end = int(flat.shift[0, 1])
    skills: list[frozenset[str]] = [frozenset()] * flat.tasks
    abilities: list[frozenset[str]] = [frozenset()] * flat.vehicles
    price = CUSTOMER_UNSERVED
    if isinstance(given, HomeCare):
        end = math.ceil(given.longest_day * UNITS)
        skills = [frozenset({service}) for _, service in list_tasks(given)]
        abilities = [*given.caregivers.values()]
        price = PATIENT_UNSERVED
    count = flat.seconds.shape[1]
    ids = tuple(str(row) for row in range(count))
    legs = flat.seconds[0].copy()
    np.fill_diagonal(legs, 0)
    problem = Problem(
        name=instance.name,
        locations=tuple(Location(id=name, lat=0.0, lon=0.0) for name in ids),
        depots=(Depot(id=DEPOT, location=ids[0]),),
        clients=tuple(Client(id=name, location=name) for name in ids[1:]),
        visits=tuple(_make_visit(flat, task, end, skills[task]) for task in range(flat.tasks)),
        workers=tuple(_make_worker(flat, v, end, abilities[v]) for v in range(flat.vehicles)),
        together=tuple((str(a), str(b)) for a, b, least, greatest in flat.lags.tolist() if least == greatest == 0),
        gaps=tuple(
            Gap(first=str(a), second=str(b), least=max(least, -end), greatest=min(greatest, end), worker=Pairing.OTHER)
            for a, b, least, greatest in flat.lags.tolist()
            if not least == greatest == 0
        ),
    )
    weights = Weights(
        travel_second=flat.charge_weight,
        worker=0,
        unassigned=(0, 0, 0),
        mandatory=price,
        late_second=flat.late_total,
        late_largest_second=flat.late_largest,
    )
    matrix = TravelMatrix(mode=Mode.CAR, ids=ids, seconds=legs, metres=legs, source=instance.name)
    return problem, {Mode.CAR: matrix}, weights


def read_orders(instance: Instance, plan: Plan) -> Orders:
    """Read the orders of a plan of the day that :func:`make_day` made."""
    routes = plan.route_by_worker
    return [
        [int(stop.visit) for stop in routes[str(v)].stops] if str(v) in routes else []
        for v in range(instance.flat.vehicles)
    ]


def _make_visit(flat: FlatProblem, task: int, end: int, skills: frozenset[str]) -> Visit:
    place = str(flat.place[task])
    opens, closes = (int(bound) for bound in flat.windows[task])
    due = int(flat.due[task])
    return Visit(
        id=str(task),
        client=place,
        location=place,
        service="",
        windows=(TimeWindow(start=opens, end=min(closes, end)),),
        duration=int(flat.duration[task]),
        demand=int(flat.demand[task]),
        skills=skills,
        due=due if due < end else None,
    )


def _make_worker(flat: FlatProblem, vehicle: int, end: int, skills: frozenset[str]) -> Worker:
    opens, closes = (int(bound) for bound in flat.shift[vehicle])
    return Worker(
        id=str(vehicle),
        role=Role.CAREGIVER,
        shift=Shift(start=opens, end=min(closes, end)),
        mode=Mode.CAR,
        start=DEPOT,
        end=DEPOT,
        skills=skills,
        capacity=int(flat.capacity[vehicle]),
    )
