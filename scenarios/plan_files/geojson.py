"""A plan as GeoJSON (RFC 7946), for QGIS and other maps."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from maps.paths import Paths
from routing.clock_text import format_clock
from routing.plan import Plan, Route
from routing.problem import Location, Problem
from routing.timetable import route_places
from scenarios.plan_files.coupled_stops import Companion, find_companions, miss_wish

DECIMALS = 6
"""Of a degree: a tenth of a metre."""

Feature = dict[str, object]


def plan_geojson(
    problem: Problem,
    plan: Plan,
    paths: Paths,
    *,
    names: bool = False,
) -> dict[str, object]:
    """Draw routes as lines, and depots, stops and unassigned visits as points.

    Parameters
    ----------
    paths
        The way of every leg by mode and (from, to) location ids: arrays of shape (k, 2) holding lat, lon. A leg without
        a way is drawn straight.
    names
        Also give the names of people; else only ids. Stations are public: theirs are always there.

    Returns
    -------
    dict
        A FeatureCollection in WGS-84, lon before lat as the standard wants. Each feature's ``kind`` is "route", "stop",
        "unassigned" or "depot". A route that never leaves its place has no geometry.
    """
    companions = find_companions(problem, plan)
    features = [
        *(_draw_route(problem, route, paths, names=names) for route in plan.routes),
        *(stop for route in plan.routes for stop in _draw_stops(problem, route, companions, names=names)),
        *_draw_unassigned(problem, plan, names=names),
        *_draw_depots(problem),
    ]
    return {"type": "FeatureCollection", "features": features}


def _draw_route(
    problem: Problem,
    route: Route,
    paths: Paths,
    *,
    names: bool,
) -> Feature:
    worker = problem.worker_by_id[route.worker]
    line: list[list[float]] = []
    for leg in itertools.pairwise(route_places(problem, worker, route.stops)):
        if leg[0] != leg[1]:
            way = paths.get(worker.mode, {}).get(leg)
            points = _points(way) if way is not None else [_point(problem.location_by_id[place]) for place in leg]
            line += points[1:] if line and points and line[-1] == points[0] else points
    properties: dict[str, object] = {
        "kind": "route",
        "worker": worker.id,
        "role": worker.role.value,
        "mode": worker.mode.value,
        "stops": len(route.stops),
        "departure": format_clock(route.departure),
        "arrival": format_clock(route.arrival),
    }
    if names:
        properties["worker_name"] = worker.name
    return _feature({"type": "LineString", "coordinates": line} if len(line) > 1 else None, properties)


def _draw_stops(
    problem: Problem, route: Route, companions: Mapping[str, Sequence[Companion]], *, names: bool
) -> Iterator[Feature]:
    for number, stop in enumerate(route.stops, start=1):
        properties: dict[str, object] = {
            "kind": "stop",
            "worker": route.worker,
            "number": number,
            **_describe_visit(problem, stop.visit, names=names),
            "arrival": format_clock(stop.arrival),
            "start": format_clock(stop.start),
            "end": format_clock(stop.end),
        }
        if stop.visit in companions:
            properties["with"] = [one.worker for one in companions[stop.visit] if one.worker]
        due = problem.visit_by_id[stop.visit].due
        if due is not None:
            properties |= {
                "due": format_clock(due),
                "late_seconds": miss_wish(problem.visit_by_id[stop.visit], stop),
            }
        yield _feature(_pin(problem.location_by_id[problem.visit_by_id[stop.visit].location]), properties)


def _draw_unassigned(problem: Problem, plan: Plan, *, names: bool) -> Iterator[Feature]:
    for visit in plan.unassigned:
        properties = {"kind": "unassigned", **_describe_visit(problem, visit, names=names)}
        yield _feature(_pin(problem.location_by_id[problem.visit_by_id[visit].location]), properties)


def _draw_depots(problem: Problem) -> Iterator[Feature]:
    for depot in problem.depots:
        properties: dict[str, object] = {"kind": "depot", "depot": depot.id, "depot_name": depot.name}
        yield _feature(_pin(problem.location_by_id[depot.location]), properties)


def _describe_visit(problem: Problem, name: str, *, names: bool) -> dict[str, object]:
    visit = problem.visit_by_id[name]
    described: dict[str, object] = {"visit": visit.id, "client": visit.client, "service": visit.service}
    if names:
        described["client_name"] = problem.client_by_id[visit.client].name
    return described


def _feature(geometry: dict[str, object] | None, properties: dict[str, object]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _pin(place: Location) -> dict[str, object]:
    return {"type": "Point", "coordinates": _point(place)}


def _point(place: Location) -> list[float]:
    return [round(place.lon, DECIMALS), round(place.lat, DECIMALS)]


def _points(way: NDArray[np.float64]) -> list[list[float]]:
    return [[lon, lat] for lat, lon in np.round(way, DECIMALS).tolist()]
