"""From where a site's door can be reached on foot in some minutes, along the streets.

People walk to the site, so ways are measured towards its door. The areas are drawn for the eye, edge by edge
(:mod:`maps.reach`); who is covered is counted from a travel matrix, which is exact, and never from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import shapely

from maps.area import draw_reached
from maps.earth import METRES_A_DEGREE
from maps.reach import ReachedStreets, cut_streets, measure_each_reach, measure_reach
from maps.site_data import Catchment
from maps.step_free import close_steps
from maps.streets import Streets
from routing.problem import Location, Mode

Area: TypeAlias = shapely.Polygon | shapely.MultiPolygon

MINUTES = (5.0, 10.0, 15.0)
"""Walks that planners ask for: the 15-minute circle of a community, and its thirds."""
BLOCK_SQUARE_METRES = 40_000.0
"""A gap this small among the streets is a block, whose houses are reached from them: it is filled."""
OWN_DETAIL_METRES = 20.0
"""Outlines of single sites may lie off by this: a page holds those of hundreds."""
OWN_CLOSING_METRES = 30.0
"""Gaps between the streets of a single site are closed where they are no wider than twice this."""


def draw_catchments(
    streets: Streets,
    doors: Sequence[Location],
    *,
    minutes: Sequence[float] = MINUTES,
    mode: Mode = Mode.WALK,
    each: bool = False,
    step_free: bool = False,
) -> list[Catchment]:
    """Draw the areas from which the nearest of some doors is within so many minutes.

    Parameters
    ----------
    doors
        Where the sites are; their ids become the catchments' ``site``. ``door_seconds`` count.
    minutes
        One area, or one for each door, for each of them.
    each
        Give every door the streets that are nearest to it, instead of drawing all doors together. Areas of
        neighbours overlap by a house's depth along the line between them.
    step_free
        Leave out ways over steps. The street file must tell steps as a class of their own.

    Returns
    -------
    list of Catchment
        The longest minutes first, so that shorter ones are drawn over them; of a door that is out of the streets'
        reach in that time the area is empty. Empty where there are no doors.

    Raises
    ------
    NoWayError
        Naming every door off the network.
    """
    if not doors or not minutes:
        return []
    walked = close_steps(streets) if step_free else streets
    reach = measure_reach(walked, doors, mode, seconds=60 * max(minutes), towards=True)
    drawn = []
    for longest in sorted(set(minutes), reverse=True):
        areas = _draw_shares(walked, cut_streets(reach, seconds=60 * longest), len(doors))
        own: list[tuple[str | None, Area]] = [(door.id, area) for door, area in zip(doors, areas, strict=True)]
        for site, area in own if each else [(None, _join(areas))]:
            drawn.append(Catchment(minutes=longest, area=_fill_blocks(area), site=site, step_free=step_free))
    return drawn


def draw_own_catchments(
    streets: Streets, doors: Sequence[Location], *, minutes: Sequence[float] = MINUTES, mode: Mode = Mode.WALK
) -> Iterator[Catchment]:
    """Draw for each door the areas from which it is within so many minutes, whether or not another is nearer.

    The catchments of neighbours overlap, and hang on nothing else that is open: one set serves today, every plan, and
    rooms that nobody has taken. They are drawn with :data:`OWN_DETAIL_METRES` and
    :data:`OWN_CLOSING_METRES`.

    Yields
    ------
    Catchment
        Door by door, the longest minutes first; empty where the time does not even reach the street.

    Raises
    ------
    NoWayError
        Naming every door off the network.
    """
    if not doors or not minutes:
        return
    reaches = measure_each_reach(streets, doors, mode, seconds=60 * max(minutes), towards=True)
    for door, reach in zip(doors, reaches, strict=True):
        for longest in sorted(set(minutes), reverse=True):
            reached = cut_streets(reach, seconds=60 * longest)
            area = draw_reached(streets, reached, detail=OWN_DETAIL_METRES, closing=OWN_CLOSING_METRES)
            yield Catchment(minutes=longest, area=_fill_blocks(area), site=door.id)


def _draw_shares(streets: Streets, reached: ReachedStreets, doors: int) -> list[Area]:
    """Draw each door's own streets: a city's worth of them at once takes twice as long."""
    shares = []
    for number in range(doors):
        own = reached.source == number
        edge, begin, end = reached.edge[own], reached.begin[own], reached.end[own]
        shares.append(
            draw_reached(streets, ReachedStreets(edge=edge, begin=begin, end=end, source=reached.source[own]))
        )
    return shares


def _join(areas: Sequence[Area]) -> Area:
    joined = shapely.union_all([area for area in areas if not area.is_empty])
    return joined if isinstance(joined, shapely.Polygon | shapely.MultiPolygon) else shapely.Polygon()


def _fill_blocks(area: Area) -> Area:
    """Fill the gaps that are no bigger than a block."""
    if area.is_empty:
        return area
    narrow = math.cos(math.radians(area.centroid.y))
    limit = BLOCK_SQUARE_METRES / (METRES_A_DEGREE**2 * narrow)
    filled = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > limit])
        for part in shapely.get_parts(area)
    ]
    return _join(filled)
