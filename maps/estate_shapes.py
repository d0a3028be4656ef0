"""Outlines of estates for the map, where the caller has none: the ground nearest to each estate's points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.earth import METRES_A_DEGREE
from maps.small_numbers import ShownPoint

Area: TypeAlias = shapely.Polygon | shapely.MultiPolygon

DETAIL_METRES = 6.0
SEAM_METRES = 0.5
"""Cells are drawn wider by this, so that nothing is left between two of one estate."""
FRAME_METRES = 2_000.0


def draw_estates(points: Sequence[ShownPoint], *, radius: float) -> Mapping[str, Area]:
    """Draw each estate as all the ground that is nearest to one of its points and within ``radius`` metres of it.

    Voronoi cells (Aurenhammer 1991) of the points, cut off around the points and joined by estate. An outline says
    where an estate's people are counted, not where its wall stands.

    Returns
    -------
    dict
        By estate, in lon, lat.
    """
    if not points:
        return {}
    narrow = np.cos(np.radians(np.mean([point.lat for point in points])))
    scale = METRES_A_DEGREE * np.array([narrow, 1.0])
    origin = np.array([points[0].lon, points[0].lat])
    spots = (np.array([(point.lon, point.lat) for point in points]) - origin) * scale
    dots = shapely.points(spots)
    own: dict[str, list[int]] = defaultdict(list)
    for number, point in enumerate(points):
        own[point.area].append(number)
    cells = np.array(_own_cells(dots), dtype=np.object_)

    def to_degrees(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(corners / scale + origin)

    drawn: dict[str, Area] = {}
    for name, members in own.items():
        # closing rounds off the nooks between the discs; the seams between cells are closed with them
        discs = shapely.union_all(shapely.buffer(dots[members], radius, quad_segs=6))
        ground = shapely.buffer(shapely.buffer(discs, radius), -radius)
        cell = shapely.union_all(shapely.buffer(cells[members], SEAM_METRES, join_style="mitre"))
        outline = shapely.simplify(shapely.intersection(ground, cell), DETAIL_METRES)
        degrees = shapely.transform(outline, to_degrees)
        if isinstance(degrees, shapely.Polygon | shapely.MultiPolygon):
            drawn[name] = degrees
    return drawn


def _own_cells(dots: NDArray[np.object_]) -> list[shapely.Geometry]:
    """Give each dot the ground nearest to it, without end but for the frame of all; of dots at one spot the first."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.union_all(dots), extend_to=_frame(dots)))
    if not len(cells):
        return [_frame(dots)] * len(dots)
    owned: list[shapely.Geometry] = [shapely.Polygon() for _ in dots]
    taken = set()
    for dot, cell in shapely.STRtree(cells).query(dots, predicate="intersects").T.tolist():
        if cell not in taken:
            taken.add(cell)
            owned[dot] = cells[cell]
    return owned


def _frame(dots: NDArray[np.object_]) -> shapely.Geometry:
    return shapely.box(*shapely.total_bounds(dots)).buffer(FRAME_METRES)
