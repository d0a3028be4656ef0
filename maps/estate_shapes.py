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


def draw_estates(points: Sequence[ShownPoint], *, radius: float) -> Mapping[str, Area]:
    """Draw each estate as all the ground that is nearest to one of its points and within ``radius`` metres of it.

    Voronoi cells (Aurenhammer 1991) of the points, cut off at the radius and joined by estate. An outline says where an
    estate's people are counted, not where its wall stands.

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
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for point, cell in zip(points, _cut_cells(dots, radius), strict=True):
        if not cell.is_empty:
            parts[point.area].append(cell)

    def to_degrees(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(corners / scale + origin)

    drawn: dict[str, Area] = {}
    for name, cells in parts.items():
        outline = shapely.transform(shapely.simplify(shapely.union_all(cells), DETAIL_METRES), to_degrees)
        if isinstance(outline, shapely.Polygon | shapely.MultiPolygon):
            drawn[name] = outline
    return drawn


def _cut_cells(dots: NDArray[np.object_], radius: float) -> list[shapely.Geometry]:
    """Give each dot the ground nearest to it within the radius; of dots at one spot the first has it."""
    discs = shapely.buffer(dots, radius, quad_segs=6)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.union_all(dots)))
    if not len(cells):
        return [discs[0], *(shapely.Polygon() for _ in dots[1:])]
    owned: list[shapely.Geometry] = [shapely.Polygon() for _ in dots]
    taken = set()
    for dot, cell in shapely.STRtree(cells).query(dots, predicate="intersects").T.tolist():
        if cell not in taken:
            taken.add(cell)
            owned[dot] = shapely.intersection(cells[cell], discs[dot])
    return owned
