"""What the planner's map of sites is given: one JSON document; ``assets/site_map/model.js`` reads it.

Demand enters it only joined to at least ``least_people`` people (:mod:`maps.small_numbers`), without ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.estate_shapes import draw_estates
from maps.polylines import Shapes, encode_shapes, pack_lines
from maps.site_data import Figures, Site, SiteStudy
from maps.small_numbers import (
    Served,
    ShownArea,
    ShownPoint,
    count_changes,
    count_flows,
    group_areas,
    serve,
    show_points,
)

Area = shapely.Polygon | shapely.MultiPolygon


def site_map_data(study: SiteStudy) -> dict[str, object]:
    """Gather everything the page shows; see :class:`maps.site_data.SiteStudy`."""
    areas, hidden = group_areas(study)
    points = show_points(study, areas)
    sites = {site.id: number for number, site in enumerate(study.sites)}
    row_of = {area.name: row for row, area in enumerate(areas) if not area.others}
    outlines = [_outline(area, study, drawn) for drawn in [_draw_missing(study, points)] for area in areas]
    catchments = [
        *(("before", one) for one in study.catchments_before),
        *(("after", one) for one in (study.catchments_after if study.after else ())),
    ]
    catchments.sort(key=lambda pair: -pair[1].minutes)
    own = sorted(study.site_catchments, key=lambda one: -one.minutes)
    rings, counts = _pack_rings([*outlines, *(one.area for _, one in catchments), *(one.area for one in own)])
    common = len(areas) + len(catchments)
    return {
        "name": study.name,
        "date": study.date.isoformat() if study.date else None,
        "limit": dict(study.limit_text),
        "counted": dict(study.counted_text),
        "least": study.rules.least_people,
        "change": study.rules.change_minutes,
        "classes": list(study.rules.classes),
        "planned": study.after is not None,
        "hidden": round(hidden, 1),
        "figures": [_figure_row(state.figures) for state in (study.before, study.after) if state],
        "more": [[dict(one.label), one.before, one.after] for one in study.more_figures],
        "site_places": site_places(study.sites),
        "sites": [
            {
                **site_row(site),
                "state": site.state.value,
                "capacity": None if site.capacity is None else round(site.capacity, 1),
                "loads": [round(state.loads.get(site.id, 0.0), 1) for state in (study.before, study.after) if state],
            }
            for site in study.sites
        ],
        "point_places": encode_shapes(pack_lines([np.array([(p.lat, p.lon) for p in points]).reshape(-1, 2)])),
        "points": [_point_row(point, row_of, sites) for point in points],
        "areas": [_area_row(study, area, points) for area in areas],
        "rings": rings,
        "area_rings": counts[: len(areas)],
        "catchments": [
            [when, one.minutes, int(one.step_free), number]
            for (when, one), number in zip(catchments, counts[len(areas) : common], strict=True)
        ],
        "site_catchments": [
            [sites[str(one.site)], one.minutes, number] for one, number in zip(own, counts[common:], strict=True)
        ],
        "flows": [
            [[row, sites[name], round(people, 1)] for (row, name), people in count_flows(study, state, areas).items()]
            for state in (study.before, study.after)
            if state
        ],
    }


def site_places(sites: Sequence[Site]) -> dict[str, str]:
    """Pack where the sites are, as one line of points in their order."""
    return encode_shapes(pack_lines([np.array([(site.lat, site.lon) for site in sites]).reshape(-1, 2)]))


def site_row(site: Site) -> dict[str, object]:
    """Give what the public may read of a site."""
    return {
        "name": site.name or site.id,
        "area": site.area,
        "address": site.address,
        "hours": site.hours,
        "phone": site.phone,
        "step_free": site.step_free,
    }


def _figure_row(figures: Figures) -> dict[str, float | None]:
    return {
        "sites": figures.sites,
        "people": round(figures.people, 1),
        "covered": round(figures.covered, 1),
        "mean": _tenths(figures.mean_minutes),
        "p95": _tenths(figures.p95_minutes),
        "worst": _tenths(figures.worst_tenth_minutes),
    }


def _tenths(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)


def _served_row(served: Served | None, sites: Mapping[str, int]) -> list[float | None]:
    if served is None:
        return []
    site = -1 if served.site is None else sites[served.site]
    return [round(served.covered, 1), _tenths(served.minutes), site]


def _point_row(point: ShownPoint, rows: Mapping[str, int], sites: Mapping[str, int]) -> list[object]:
    states = [_served_row(served, sites) for served in (point.before, point.after) if served]
    return [rows[point.area], round(point.people, 1), point.joined, *states]


def _area_row(study: SiteStudy, area: ShownArea, points: Iterable[ShownPoint]) -> dict[str, object]:
    """Give an estate's line: figures of all its people, and where its name and flows stand on the map."""
    states = [serve(study.points, allocation, area.members) for allocation in (study.before, study.after) if allocation]
    nearer, farther = count_changes(study, area.members)
    people = sum(study.points[number].people for number in area.members)
    return {
        "name": area.name,
        "others": area.others,
        "people": round(people, 1),
        "covered": [round(state.covered, 1) for state in states],
        "mean": [_tenths(state.minutes) for state in states],
        "nearer": round(nearer, 1),
        "farther": round(farther, 1),
        "at": None if area.others else _middle([point for point in points if point.area == area.name]),
    }


def _middle(points: Sequence[ShownPoint]) -> list[float]:
    weights = [point.people for point in points]
    return [
        round(float(np.average([point.lat for point in points], weights=weights)), 5),
        round(float(np.average([point.lon for point in points], weights=weights)), 5),
    ]


def _draw_missing(study: SiteStudy, points: Sequence[ShownPoint]) -> Mapping[str, Area]:
    return draw_estates(points, radius=study.rules.estate_metres)


def _outline(area: ShownArea, study: SiteStudy, drawn: Mapping[str, Area]) -> Area:
    if area.others:
        return shapely.Polygon()
    return study.outlines.get(area.name) or drawn.get(area.name) or shapely.Polygon()


def _pack_rings(areas: Sequence[Area]) -> tuple[dict[str, str], list[int]]:
    """Pack the rings of polygons, outlines one way round and holes the other; also how many rings each has."""
    rings: list[NDArray[np.float64]] = []
    counts = []
    for area in areas:
        parts = [part for part in shapely.get_parts(area) if not part.is_empty]
        turned = [shapely.geometry.polygon.orient(part) for part in parts]
        own = [ring for part in turned for ring in (part.exterior, *part.interiors)]
        rings += [shapely.get_coordinates(ring)[:, ::-1] for ring in own]
        counts.append(len(own))
    shapes: Shapes = pack_lines(rings)
    return encode_shapes(shapes), counts
