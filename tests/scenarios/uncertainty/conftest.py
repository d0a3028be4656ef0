"""Builders of small days to simulate. Everybody walks a metre a second along one street; the depot is at 0 m."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from routing.plan import Plan
from routing.problem import Client, Depot, Gap, Location, Mode, Problem, Role, Shift, TimeWindow, Visit, Worker
from routing.timetable import time_plan
from routing.travel import TravelMatrix

HOUR = 3600
EIGHT = 8 * HOUR

Made = tuple[Problem, dict[Mode, TravelMatrix], Plan]


def visit(name: str, *, opens: int = EIGHT, closes: int = 20 * HOUR, **others: object) -> Visit:
    """Make a visit of ten minutes at the place of its name, all day unless told otherwise."""
    given: dict[str, object] = {
        "id": name,
        "client": f"client of {name}",
        "location": name,
        "service": "care",
        "windows": (TimeWindow(start=opens, end=closes),),
        "duration": 600,
    }
    return Visit(**(given | others))  # type: ignore[arg-type]


def street_travel(problem: Problem, metres: Mapping[str, int]) -> dict[Mode, TravelMatrix]:
    ids = tuple(place.id for place in problem.locations)
    at = np.array([metres[name] for name in ids])
    apart = np.abs(at[:, None] - at[None]).astype(np.int32)
    return {mode: TravelMatrix(mode=mode, ids=ids, seconds=apart, metres=apart) for mode in problem.modes}


def make_day(
    metres: Mapping[str, int],
    orders: Mapping[str, Sequence[str]],
    *,
    visits: Mapping[str, Visit] | None = None,
    shift: Shift | None = None,
    together: tuple[tuple[str, ...], ...] = (),
    gaps: tuple[Gap, ...] = (),
    modes: Mapping[str, Mode] | None = None,
) -> Made:
    """Make a day of visits at the metres given, and its plan by the orders."""
    places = {"depot": 0, **metres}
    problem = Problem(
        locations=tuple(Location(id=name, lat=30 + place / 1e5, lon=120) for name, place in places.items()),
        depots=(Depot(id="depot", location="depot"),),
        clients=tuple(Client(id=f"client of {name}", location=name) for name in metres),
        visits=tuple((visits or {}).get(name) or visit(name) for name in metres),
        workers=tuple(
            Worker(
                id=name,
                role=Role.CAREGIVER,
                shift=shift or Shift(start=EIGHT, end=20 * HOUR),
                mode=(modes or {}).get(name, Mode.WALK),
                start="depot",
                end="depot",
                capacity=100,
            )
            for name in orders
        ),
        together=together,
        gaps=gaps,
    )
    travel = street_travel(problem, places)
    return problem, travel, time_plan(problem, travel, orders)


def random_day(seed: int, *, tied: bool) -> Made:
    """Make a day of three workers and up to nine visits in a random order, with windows, wishes, meals and ties."""
    rng = random.Random(seed)
    names = [f"v{i}" for i in range(rng.randint(1, 9))]
    metres = {name: rng.randint(0, 3000) for name in names}
    visits = {}
    for name in names:
        opens = rng.randint(EIGHT, 14 * HOUR)
        windows = [TimeWindow(start=opens, end=opens + rng.choice((0, 900, HOUR, 3 * HOUR)))]
        if rng.random() < 0.3:
            later = windows[0].end + rng.randint(1, HOUR)
            windows.append(TimeWindow(start=later, end=later + HOUR))
        visits[name] = visit(
            name,
            windows=tuple(windows),
            duration=rng.choice((0, 60, rng.randint(0, 2700))),
            demand=rng.choice((0, 1)),
            due=rng.choice((None, windows[0].end)),
        )
    rng.shuffle(names)
    orders = {f"w{i}": names[i::3] for i in range(3)}
    modes = {name: rng.choice(tuple(Mode)) for name in orders}
    together: list[tuple[str, ...]] = []
    gaps = []
    if tied and len(names) > 3:
        together.append(tuple(names[: rng.choice((2, 3))]))
        loose = [name for name in names if name not in together[0]]
        for _ in range(rng.randint(0, 2)):
            one, other = rng.sample(loose, 2) if len(loose) > 1 else ("", "")
            if one and not any({one, other} == {gap.first, gap.second} for gap in gaps):
                least = rng.choice((-HOUR, 0, 900, HOUR))
                greatest = rng.choice((None, least + rng.choice((0, 900, 2 * HOUR))))
                gaps.append(Gap(first=one, second=other, least=least, greatest=greatest))
    return make_day(metres, orders, visits=visits, together=tuple(together), gaps=tuple(gaps), modes=modes)


@pytest.fixture(name="visit", scope="session")
def visit_fixture() -> Callable[..., Visit]:
    return visit


@pytest.fixture(name="make_day", scope="session")
def make_day_fixture() -> Callable[..., Made]:
    return make_day


@pytest.fixture(name="random_day", scope="session")
def random_day_fixture() -> Callable[..., Made]:
    return random_day


@pytest.fixture(name="retime", scope="session")
def retime_fixture() -> Callable[..., dict[str, int]]:
    """Time one drawn day by the planner's own timetable: windows, departures and drawn times as the simulation has."""

    def retime(made: Made, net: object, times: object, day: int) -> dict[str, int]:
        problem, travel, plan = made
        drawn = {mode: replace(matrix, seconds=matrix.seconds.copy()) for mode, matrix in travel.items()}
        visits = {each.id: each for each in problem.visits}
        workers = {each.id: each for each in problem.workers}
        for road in net.roads:  # type: ignore[attr-defined]
            worker = workers[road.worker]
            matrix = drawn[worker.mode]
            place = "depot"
            for stop in range(road.begin, road.end):
                door = net.visits[stop].location  # type: ignore[attr-defined]
                matrix.seconds[matrix.index[place], matrix.index[door]] = times.way_in[stop, day]  # type: ignore[attr-defined]
                place = door
            workers[road.worker] = replace(worker, shift=Shift(start=road.departure, end=road.departure + 24 * HOUR))
        for stop, each in enumerate(net.visits):  # type: ignore[attr-defined]
            took = int(times.service[stop, day])  # type: ignore[attr-defined]
            visits[each.id] = replace(each, windows=(net.windows[stop],), duration=took, due=None)  # type: ignore[attr-defined]
        changed = replace(problem, visits=tuple(visits.values()), workers=tuple(workers.values()))
        orders = {route.worker: [stop.visit for stop in route.stops] for route in plan.routes}
        timed = time_plan(changed, drawn, orders)
        return {stop.visit: stop.start for route in timed.routes for stop in route.stops}

    return retime
