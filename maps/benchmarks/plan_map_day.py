"""A made-up day and plan of any size on given streets or a grid, to see and to time the plan map with."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from maps.earth import METRES_A_DEGREE
from maps.streets import Streets
from routing.plan import Plan, Route, Stop
from routing.problem import Client, Depot, Location, Mode, Problem, Role, Shift, TimeWindow, Visit, Worker
from routing.travel import TravelMatrix

METRES_PER_SECOND = {Mode.WALK: 1.1, Mode.EBIKE: 4.0, Mode.CAR: 6.0}
SERVICES = (("助浴", 3000), ("助洁", 2400), ("助餐", 240), ("康复护理", 2700), ("健康巡访", 1200))


def make_day(
    *, visits: int, workers: int, spots: NDArray[np.float64], seed: int = 1
) -> tuple[Problem, dict[Mode, TravelMatrix], Plan]:
    """Make visits at some of the spots, and rounds of neighbours for the workers.

    About one visit in fifteen is late and one in fifty is unassigned; some doors are visited more than once.

    Parameters
    ----------
    spots
        Where doors may be, shape (k, 2): lat, lon.
    """
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    depots = 1 if workers < 20 else 3
    count = max(1, visits * 9 // 10)
    chosen = spots[rng.choices(range(len(spots)), k=count + depots)].tolist()
    homes = [
        Location(id=f"client:C{i:04}", lat=lat, lon=lon, area=f"小区{i % 9}")
        for i, (lat, lon) in enumerate(chosen[:count])
    ]
    stations = [Location(id=f"depot:{k}", lat=lat, lon=lon) for k, (lat, lon) in enumerate(chosen[count:])]
    doors = [homes[rng.randrange(len(homes))] if rng.random() < 0.1 else homes[i % len(homes)] for i in range(visits)]
    unassigned = set(rng.sample(range(visits), max(1, visits // 50)))
    rounds = _cut_rounds([i for i in range(visits) if i not in unassigned], doors, workers)
    staff = [
        Worker(
            id=f"{'H' if k % 3 else 'S'}{k + 1:03}",
            role=Role.CAREGIVER if k % 3 else Role.COURIER,
            mode=(Mode.EBIKE, Mode.WALK, Mode.EBIKE)[k % 3],
            shift=Shift(start=8 * 3600, end=17 * 3600 + 1800),
            start=f"D{k % len(stations)}",
            end=f"D{k % len(stations)}",
            team=f"{k * 8 // workers + 1}组" if workers > 12 else "",
            capacity=0 if k % 3 else 40,
        )
        for k in range(workers + 2)
    ]
    locations = (*homes, *stations)
    travel = {mode: _matrix(mode, locations) for mode in (Mode.WALK, Mode.EBIKE)}
    windows: dict[int, tuple[TimeWindow, ...]] = {}
    services = {i: rng.choice(SERVICES) for i in range(visits)}
    routes = []
    for worker, members in zip(staff, rounds, strict=False):
        courier = worker.role is Role.COURIER
        for i in members:
            services[i] = SERVICES[2] if courier else rng.choice([s for s in SERVICES if s != SERVICES[2]])
        home = f"depot:{worker.start[1:]}"
        routes.append(
            _time_round(
                rng,
                worker=worker,
                home=home,
                members=members,
                doors=doors,
                services=services,
                matrix=travel[worker.mode],
                windows=windows,
            )
        )
    for i in unassigned:
        windows[i] = (TimeWindow(start=9 * 3600, end=10 * 3600),)
    problem = Problem(
        locations=locations,
        depots=tuple(
            Depot(id=f"D{k}", location=place.id, name=f"第{k + 1}养老驿站") for k, place in enumerate(stations)
        ),
        clients=tuple(Client(id=place.id.removeprefix("client:"), location=place.id) for place in homes),
        visits=tuple(
            Visit(
                id=f"V{i:04}",
                client=doors[i].id.removeprefix("client:"),
                location=doors[i].id,
                service=services[i][0],
                windows=windows[i],
                duration=services[i][1],
                demand=int(services[i] == SERVICES[2]),
            )
            for i in range(visits)
        ),
        workers=tuple(staff),
        name="示例街道（虚构）",
        date=dt.date(2026, 11, 23),
    )
    return problem, travel, Plan(routes=tuple(routes), unassigned=tuple(f"V{i:04}" for i in sorted(unassigned)))


def street_spots(streets: Streets) -> NDArray[np.float64]:
    """Crossings that can be reached on foot and by e-bike."""
    both = streets.main_parts[Mode.WALK].nodes & streets.main_parts[Mode.EBIKE].nodes
    return np.column_stack((streets.node_lat[both], streets.node_lon[both]))


def grid_spots() -> NDArray[np.float64]:
    """Crossings of a made-up grid, some 10 km wide."""
    lat, lon = np.meshgrid(30.6 + np.arange(60) * 0.0015, 114.3 + np.arange(60) * 0.0018)
    return np.column_stack((lat.ravel(), lon.ravel()))


def corner_paths(problem: Problem, plan: Plan) -> dict[Mode, dict[tuple[str, str], NDArray[np.float64]]]:
    """Ways with one corner, as on a grid of streets, for every leg of the plan."""
    paths: dict[Mode, dict[tuple[str, str], NDArray[np.float64]]] = {mode: {} for mode in problem.modes}
    for mode, leg in plan_legs(problem, plan):
        one, other = (problem.location_by_id[name] for name in leg)
        paths[mode][leg] = np.array([(one.lat, one.lon), (one.lat, other.lon), (other.lat, other.lon)])
    return paths


def plan_legs(problem: Problem, plan: Plan) -> list[tuple[Mode, tuple[str, str]]]:
    """Every pair of locations some worker goes between, with the worker's mode."""
    legs = []
    for route in plan.routes:
        worker = problem.worker_by_id[route.worker]
        visits = [problem.visit_by_id[stop.visit].location for stop in route.stops]
        way = [problem.start_location(worker), *visits, problem.end_location(worker)]
        legs += [(worker.mode, leg) for leg in itertools.pairwise(way)]
    return legs


def give_reasons(plan: Plan) -> Mapping[str, Mapping[str, str]]:
    """Say why, in both languages, for every unassigned visit."""
    zh = "有资质的 3 名护理员在 09:00–10:00 都抽不出 45 分钟；若约定时间放宽到 10:40 就能安排。"
    en = (
        "None of the 3 qualified caregivers has 45 minutes free between 09:00 and 10:00; a window until 10:40 would do."
    )
    return {visit: {"zh-CN": zh, "en": en} for visit in plan.unassigned}


def _matrix(mode: Mode, locations: tuple[Location, ...]) -> TravelMatrix:
    lat = np.array([place.lat for place in locations])
    lon = np.array([place.lon for place in locations]) * math.cos(math.radians(locations[0].lat))
    metres = (np.abs(lat[:, None] - lat) + np.abs(lon[:, None] - lon)) * METRES_A_DEGREE
    return TravelMatrix(
        mode=mode,
        ids=tuple(place.id for place in locations),
        seconds=np.ceil(metres / METRES_PER_SECOND[mode]).astype(np.int32),
        metres=metres.astype(np.int32),
        source="made-up grid",
    )


def _cut_rounds(members: list[int], doors: list[Location], workers: int) -> list[list[int]]:
    """Cut the plane into as many columns and cells as workers, and go up one and down the next."""
    columns = max(1, round(math.sqrt(workers)))
    by_lon = sorted(members, key=lambda i: doors[i].lon)
    rounds: list[list[int]] = []
    for c in range(columns):
        cells = workers // columns + (c < workers % columns)
        column = sorted(
            by_lon[len(by_lon) * c // columns : len(by_lon) * (c + 1) // columns], key=lambda i: doors[i].lat
        )
        rounds += [
            _walk_near(column[len(column) * k // cells : len(column) * (k + 1) // cells], doors) for k in range(cells)
        ]
    return rounds


def _walk_near(members: list[int], doors: list[Location]) -> list[int]:
    left = list(members)
    order: list[int] = []
    while left:
        here = doors[order[-1]] if order else doors[left[0]]
        near = min(left, key=lambda i: (doors[i].lat - here.lat) ** 2 + (doors[i].lon - here.lon) ** 2)
        left.remove(near)
        order.append(near)
    return order


def _time_round(
    rng: random.Random,
    *,
    worker: Worker,
    home: str,
    members: list[int],
    doors: list[Location],
    services: dict[int, tuple[str, int]],
    matrix: TravelMatrix,
    windows: dict[int, tuple[TimeWindow, ...]],
) -> Route:
    time = worker.shift.start + 900
    place = home
    stops = []
    share = min(1.0, 28_000 / max(1, sum(services[i][1] + 400 for i in members)))
    for i in members:
        services[i] = (services[i][0], max(120, int(services[i][1] * share) // 60 * 60))
        arrival = time + matrix.seconds_between(place, doors[i].id)
        start = arrival + (rng.choice((300, 900, 1500)) if rng.random() < 0.2 else 0)
        late = rng.choice((240, 900, 2100)) if rng.random() < 1 / 15 and start > 9.5 * 3600 else 0
        end = start - late if late else start + 1800
        opens = max(0, start if start > arrival else end - 5400)
        windows[i] = (TimeWindow(start=opens, end=max(opens, end)),)
        stops.append(Stop(visit=f"V{i:04}", arrival=arrival, start=start, end=start + services[i][1]))
        time, place = stops[-1].end, doors[i].id
    back = matrix.seconds_between(place, home)
    return Route(worker=worker.id, departure=worker.shift.start + 900, stops=tuple(stops), arrival=time + back)
