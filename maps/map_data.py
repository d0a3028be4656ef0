"""What the plan map's page is given: one JSON document with a plan, its places and its ways.

``assets/plan_map/model.js`` reads it. Names, notes and addresses of people enter it only where they are asked for.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from maps.colours import worker_colours
from maps.paths import Paths
from maps.polylines import Shapes, encode_shapes, pack_lines, simplify_shapes
from routing.constraints.time_windows import miss_windows
from routing.errors import InputError
from routing.measures import measure_plan
from routing.plan import Plan, Route, Stop, Violation
from routing.problem import Location, Problem, Visit, Worker
from routing.timetable import route_places
from routing.travel import STRAIGHT_LINE, Travel

IDLE_COLOUR = "#9aa5b1"
LEG_TOLERANCE = 2e-5
"""Degrees a drawn route may leave the street by: two metres, less than its own width on screen."""


def plan_data(
    problem: Problem,
    travel: Travel,
    plan: Plan,
    *,
    paths: Paths,
    reasons: Mapping[str, Mapping[str, str]],
    violations: Sequence[Violation],
    violation_texts: Sequence[Mapping[str, str]] | None,
    names: bool,
) -> dict[str, object]:
    """Gather everything the page shows; see :func:`maps.plan_map.plan_map_html` for the parameters."""
    places = {place.id: number for number, place in enumerate(problem.locations)}
    numbers = {visit.id: number for number, visit in enumerate(problem.visits)}
    depots = {depot.id: number for number, depot in enumerate(problem.depots)}
    routes = [route for route in plan.routes if route.worker in problem.worker_by_id and route.stops]
    colours = dict(zip([route.worker for route in routes], worker_colours(_groups(problem, routes)), strict=True))
    legs, dashed = _leg_lines(problem, travel, routes, paths)
    return {
        "name": problem.name,
        "date": problem.date.isoformat() if problem.date else None,
        "names": names,
        "estimate": any(travel[mode].source == STRAIGHT_LINE for mode in problem.modes),
        "places": encode_shapes(_points(problem.locations)),
        "depots": [{"name": depot.name or depot.id, "at": places[depot.location]} for depot in problem.depots],
        "visits": [_visit_row(problem, visit, places[visit.location], names=names) for visit in problem.visits],
        "workers": [
            {
                "id": worker.id,
                "name": worker.name if names else "",
                "role": worker.role.value,
                "mode": worker.mode.value,
                "team": worker.team,
                "shift": [worker.shift.start, worker.shift.end],
                "depots": [depots[worker.start], depots[worker.end]],
                "capacity": worker.capacity,
                "colour": colours.get(worker.id, IDLE_COLOUR),
            }
            for worker in problem.workers
        ],
        "routes": [_route_row(problem, travel, route, numbers) for route in routes],
        "legs": encode_shapes(legs),
        "dashed": dashed,
        "unassigned": [[numbers[name], dict(reasons.get(name, {}))] for name in plan.unassigned if name in numbers],
        "together": [[numbers[name] for name in group] for group in problem.together],
        "gaps": [
            [numbers[gap.first], numbers[gap.second], gap.least, gap.greatest, gap.worker.value] for gap in problem.gaps
        ],
        "wishes": [[numbers[visit.id], visit.due] for visit in problem.visits if visit.due is not None],
        "violations": _violation_rows(violations, violation_texts),
        "meals": _meal_figures(problem, travel, plan),
    }


def _visit_row(problem: Problem, visit: Visit, place: int, *, names: bool) -> list[object]:
    client = problem.client_by_id[visit.client]
    windows = [[window.start, window.end] for window in visit.windows]
    row: list[object] = [
        visit.id, client.id, place, visit.service, windows, visit.duration, visit.demand, visit.priority,
        int(visit.mandatory),
    ]  # fmt: skip
    return [*row, client.name, client.notes] if names else row


def _route_row(problem: Problem, travel: Travel, route: Route, numbers: Mapping[str, int]) -> dict[str, object]:
    worker = problem.worker_by_id[route.worker]
    stops = _known_stops(problem, route)
    seconds, metres = [], []
    for origin, destination in _legs(problem, worker, stops):
        seconds.append(travel[worker.mode].seconds_between(origin, destination))
        metres.append(travel[worker.mode].metres_between(origin, destination))
    return {
        "worker": problem.workers.index(worker),
        "departure": route.departure,
        "arrival": route.arrival,
        "stops": [
            [
                numbers[stop.visit],
                stop.arrival,
                stop.start,
                stop.end,
                max(0, miss_windows(problem.visit_by_id[stop.visit], stop.start)),
            ]
            for stop in stops
        ],
        "seconds": seconds,
        "metres": metres,
    }


def _meal_figures(problem: Problem, travel: Travel, plan: Plan) -> dict[str, int] | None:
    """Seconds from meal point to door; None where nothing is carried or the plan cannot be measured."""
    try:
        meals = measure_plan(problem, travel, plan).meals
    except InputError:
        return None
    if meals.mean is None or meals.largest is None:
        return None
    return {
        "stops": meals.stops,
        "over": meals.over_limit,
        "limit": meals.limit,
        "mean": round(meals.mean),
        "largest": meals.largest,
    }


def _known_stops(problem: Problem, route: Route) -> list[Stop]:
    return [stop for stop in route.stops if stop.visit in problem.visit_by_id]


def _legs(problem: Problem, worker: Worker, stops: Sequence[Stop]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(route_places(problem, worker, stops))) if stops else []


def _leg_lines(problem: Problem, travel: Travel, routes: Sequence[Route], paths: Paths) -> tuple[Shapes, list[int]]:
    """Lines of all legs in the order of the routes, and the numbers of those that are only straight lines."""
    lines: list[NDArray[np.float64]] = []
    dashed: list[int] = []
    for route in routes:
        worker = problem.worker_by_id[route.worker]
        known = paths.get(worker.mode, {})
        estimate = travel[worker.mode].source == STRAIGHT_LINE
        for leg in _legs(problem, worker, _known_stops(problem, route)):
            ends = np.array([_position(problem.location_by_id[name]) for name in leg])
            path = known.get(leg)
            if leg[0] == leg[1] or path is None or len(path) < 2:
                lines.append(ends)
            else:
                lines.append(np.concatenate((ends[:1], np.asarray(path, dtype=np.float64), ends[1:])))
            if leg[0] != leg[1] and (path is None or len(path) < 2 or estimate):
                dashed.append(len(lines) - 1)
    return simplify_shapes(pack_lines(lines), tolerance=LEG_TOLERANCE), dashed


def _points(locations: Iterable[Location]) -> Shapes:
    return pack_lines([np.array([_position(place) for place in locations]).reshape(-1, 2)])


def _position(place: Location) -> tuple[float, float]:
    return place.lat, place.lon


def _groups(problem: Problem, routes: Sequence[Route]) -> list[str]:
    """Team of each route's worker where teams are known, else the estate most of its stops are in, else the role."""
    workers = [problem.worker_by_id[route.worker] for route in routes]
    teams = [worker.team for worker in workers]
    if len(set(teams)) > 1:
        return teams
    areas = []
    for route in routes:
        visits = [problem.visit_by_id[stop.visit] for stop in _known_stops(problem, route)]
        counts = Counter(problem.location_by_id[visit.location].area for visit in visits)
        areas.append(max(counts, key=lambda area: counts[area], default=""))
    if len(set(areas)) > 1:
        return areas
    return [worker.role.value for worker in workers]


def _violation_rows(
    violations: Sequence[Violation], texts: Sequence[Mapping[str, str]] | None
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, violation in enumerate(violations):
        text = {"en": violation.message} | (dict(texts[number]) if texts else {})
        rows.append(
            {
                "rule": violation.rule,
                "kind": violation.kind,
                "text": text,
                "worker": violation.worker,
                "visit": violation.visit,
            }
        )
    return rows
