"""What lies under the routes on a plan map: roads by class, water, parks, buildings and names."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from maps.earth import METRES_A_DEGREE
from maps.polylines import Shapes, encode_shapes, pack_lines, simplify_shapes
from maps.streets import Streets
from routing.errors import FaultKind, InputError

UNREADABLE_BASE = FaultKind(
    "S080", "{file} cannot be read as OpenStreetMap data ({cause})", "give a whole .osm or .osm.pbf file"
)

OSM: Final = "© OpenStreetMap contributors"
MADE_UP: Final = "made-up district"
"""Attribution of streets that a generator made; the page says it in its own language."""
OUR_GENERATOR: Final = "doorstep"
"""What the header of an OpenStreetMap file names as its writer where we made the streets up."""

ROAD_CLASSES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("motorway", "trunk", "motorway_link", "trunk_link"), "highway"),
    **dict.fromkeys(("primary", "secondary", "primary_link", "secondary_link"), "main"),
    **dict.fromkeys(("tertiary", "tertiary_link"), "middle"),
    **dict.fromkeys(("residential", "living_street", "unclassified", "road"), "minor"),
    **dict.fromkeys(("service", "track"), "service"),
    **dict.fromkeys(("footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "corridor"), "path"),
}
"""How a way is drawn, by its highway tag; ways of other tags are not drawn."""

AREA_KINDS: Final[Mapping[tuple[str, str], str]] = {
    **{("natural", value): "water" for value in ("water", "bay")},
    **{("waterway", value): "water" for value in ("riverbank", "dock")},
    **{("landuse", value): "water" for value in ("reservoir", "basin")},
    **{("natural", value): "park" for value in ("wood", "scrub", "grassland", "heath")},
    **{
        ("leisure", value): "park" for value in ("park", "garden", "golf_course", "nature_reserve", "pitch", "dog_park")
    },
    **{("landuse", value): "park" for value in ("forest", "grass", "meadow", "recreation_ground", "village_green")},
    ("landuse", "cemetery"): "park",
    **{("amenity", value): "grounds" for value in ("school", "university", "college", "hospital", "kindergarten")},
    ("landuse", "residential"): "estate",
}
PLACES: Final = frozenset({"suburb", "quarter", "neighbourhood", "town", "village", "hamlet"})
AREA_ORDER: Final = ("estate", "grounds", "park", "water", "building")
LINE_ORDER: Final = ("stream", "path", "service", "rail", "minor", "middle", "main", "highway")

TOLERANCE: Final = {"building": 1e-5} | dict.fromkeys(("estate", "grounds", "park", "water"), 3e-5)
"""Degrees an outline may be off."""
LINE_TOLERANCE: Final = 1.5e-5
MOST_BUILDING_POINTS: Final = 150_000
"""Beyond it the smallest buildings are left out, lest the page become too big to mail."""
MOST_LABELS: Final = 2_500

_LABEL_METRES = 60
_LABEL_GAP_METRES = 450
_READABLE = (".osm", ".pbf", ".osh", ".bz2", ".gz")


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name on the map.

    Parameters
    ----------
    kind
        A class of :data:`ROAD_CLASSES`, a kind of area, or "place".
    angle
        Degrees clockwise on the screen, from -90 to 90; 0 for names that lie level.
    metres
        Room the name has; it is written where it fits.
    """

    text: str
    kind: str
    lat: float
    lon: float
    angle: float = 0.0
    metres: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class BaseMap:
    """Ground of a map, in WGS-84.

    Parameters
    ----------
    lines
        Roads by class (:data:`ROAD_CLASSES`), "rail" and "stream".
    areas
        Rings by kind (:data:`AREA_ORDER`); outlines run one way round and holes the other.
    attribution
        Whose data it is: :data:`OSM`, :data:`MADE_UP`, or words of the caller's own.
    """

    lines: Mapping[str, Shapes] = field(default_factory=dict)
    areas: Mapping[str, Shapes] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()
    attribution: str = OSM


def read_base_map(path: Path | None, streets: Streets | None = None, *, attribution: str | None = None) -> BaseMap:
    """Read what can be drawn under a plan.

    Parameters
    ----------
    path
        The street file of the day. From .osm and .osm.pbf come roads, rails, water, parks, buildings and names;
        from any other file, or None, only the roads of ``streets``.
    streets
        The same streets, where the file is of another kind.
    attribution
        Whose data it is, where the file is not to be asked: a file a generator of ours wrote is :data:`MADE_UP`,
        any other .osm or .osm.pbf is :data:`OSM`, and of other kinds nothing is known.

    Raises
    ------
    InputError
        Where the file is not OpenStreetMap data.
    """
    if path is not None and path.suffix.lower() in _READABLE:
        return _read_osm(path, attribution)
    return _base_of_streets(streets, attribution or "")


def base_data(base: BaseMap) -> dict[str, object]:
    """Make the part of the page's JSON document that ``assets/page/base_layer.js`` draws."""
    labels = sorted(base.labels, key=lambda label: -label.metres)[:MOST_LABELS]
    return {
        "attribution": base.attribution,
        "lines": {kind: encode_shapes(base.lines[kind]) for kind in LINE_ORDER if kind in base.lines},
        "areas": {kind: encode_shapes(base.areas[kind]) for kind in AREA_ORDER if kind in base.areas},
        "labels": [
            [label.text, label.kind, round(label.lat, 5), round(label.lon, 5), round(label.angle), round(label.metres)]
            for label in labels
        ],
    }


def _read_osm(path: Path, attribution: str | None) -> BaseMap:
    lines: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    names: dict[tuple[str, str], list[NDArray[np.float64]]] = defaultdict(list)
    rings: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    labels: list[Label] = []
    wkb = osmium.geom.WKBFactory()
    try:
        reader = osmium.FileProcessor(path)
        made_up = reader.header.get("generator") == OUR_GENERATOR
        for thing in reader.with_locations().with_areas():
            if isinstance(thing, osmium.osm.Way):
                kind = _line_kind(thing.tags)
                for line in _way_lines(thing) if kind else ():
                    lines[kind].append(line)
                    if name := thing.tags.get("name"):
                        names[kind, name].append(line)
            elif isinstance(thing, osmium.osm.Area):
                if kind := _area_kind(thing.tags):
                    outline = shapely.from_wkb(wkb.create_multipolygon(thing))
                    rings[kind] += _area_rings(outline)
                    labels += _area_label(thing.tags.get("name"), kind, outline)
            elif isinstance(thing, osmium.osm.Node) and thing.tags.get("place") in PLACES and "name" in thing.tags:
                place = thing.location
                labels.append(Label(text=thing.tags["name"], kind="place", lat=place.lat, lon=place.lon, metres=1500))
    except (RuntimeError, ValueError, OSError) as cause:
        raise InputError(UNREADABLE_BASE.at(values={"file": path.name, "cause": cause})) from cause
    labels += itertools.chain.from_iterable(_road_labels(name, kind, parts) for (kind, name), parts in names.items())
    return BaseMap(
        lines={kind: _tidy_lines(parts) for kind, parts in lines.items()},
        areas={kind: _tidy_rings(parts, kind) for kind, parts in rings.items()},
        labels=tuple(labels),
        attribution=attribution or (MADE_UP if made_up else OSM),
    )


def _line_kind(tags: Any) -> str:
    if highway := tags.get("highway"):
        return "" if tags.get("area") == "yes" else ROAD_CLASSES.get(highway, "")
    if tags.get("railway") in ("rail", "light_rail", "subway") and tags.get("tunnel") != "yes":
        return "rail"
    return "stream" if tags.get("waterway") in ("river", "canal", "stream") else ""


def _area_kind(tags: Any) -> str:
    if tags.get("building", "no") != "no":
        return "building"
    for key in ("natural", "waterway", "leisure", "landuse", "amenity"):
        if kind := AREA_KINDS.get((key, tags.get(key, ""))):
            return kind
    return ""


def _way_lines(way: Any) -> Iterator[NDArray[np.float64]]:
    """Give the stretches of a way whose nodes are in the file: extracts cut ways at their border."""
    for known, nodes in itertools.groupby(way.nodes, key=lambda node: node.location.valid()):
        points = np.array([(node.lat, node.lon) for node in nodes]) if known else ()
        if len(points) > 1:
            yield np.asarray(points)


def _area_rings(outline: Any) -> list[NDArray[np.float64]]:
    rings = []
    for polygon in outline.geoms:
        for number, ring in enumerate((polygon.exterior, *polygon.interiors)):
            points = shapely.get_coordinates(ring)[:, ::-1]
            rings.append(points if shapely.is_ccw(ring) == (number == 0) else points[::-1])
    return rings


def _area_label(name: str | None, kind: str, outline: Any) -> list[Label]:
    if not name or kind == "building":
        return []
    spot = outline.representative_point()
    return [Label(text=name, kind=kind, lat=spot.y, lon=spot.x, metres=math.sqrt(outline.area) * METRES_A_DEGREE)]


def _road_labels(name: str, kind: str, parts: Iterable[NDArray[np.float64]]) -> Iterator[Label]:
    """Put a road's name on its longest straight stretches, a good way apart."""
    merged = shapely.line_merge(shapely.MultiLineString([shapely.LineString(part) for part in parts]))
    spots: list[NDArray[np.float64]] = []
    stretches = [shapely.get_coordinates(line) for line in shapely.get_parts(shapely.simplify(merged, 8e-5))]
    segments = np.concatenate([np.stack((line[:-1], line[1:]), axis=1) for line in stretches])
    shrink = math.cos(math.radians(float(segments[0, 0, 0])))
    size = np.array([1, shrink]) * METRES_A_DEGREE
    metres = np.hypot(*((segments[:, 1] - segments[:, 0]) * size).T)
    for number in np.argsort(-metres, kind="stable"):
        middle = segments[number].mean(axis=0)
        if metres[number] < _LABEL_METRES:
            return
        if any(np.hypot(*((middle - spot) * size)) < _LABEL_GAP_METRES for spot in spots):
            continue
        spots.append(middle)
        north, east = (segments[number, 1] - segments[number, 0]) * size
        angle = -math.degrees(math.atan2(north, east))
        angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
        yield Label(
            text=name, kind=kind, lat=float(middle[0]), lon=float(middle[1]), angle=angle, metres=float(metres[number])
        )


def _tidy_lines(parts: list[NDArray[np.float64]]) -> Shapes:
    """Join stretches end to end where they meet, and leave out points that cannot be seen."""
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString([shapely.LineString(p) for p in parts])))
    return simplify_shapes(pack_lines([shapely.get_coordinates(line) for line in merged]), tolerance=LINE_TOLERANCE)


def _tidy_rings(parts: list[NDArray[np.float64]], kind: str) -> Shapes:
    if kind == "building":
        order = np.argsort([-abs(_ring_area(part)) for part in parts], kind="stable")
        room = np.cumsum([len(parts[number]) for number in order]) <= MOST_BUILDING_POINTS
        parts = [parts[number] for number in order[room]]
    return simplify_shapes(pack_lines(parts), tolerance=TOLERANCE[kind])


def _ring_area(ring: NDArray[np.float64]) -> float:
    lat, lon = ring.T
    return float(np.dot(lat[:-1], lon[1:]) - np.dot(lat[1:], lon[:-1])) / 2


def _base_of_streets(streets: Streets | None, attribution: str) -> BaseMap:
    """Draw what a street network holds: roads of classes that are not OpenStreetMap's count as minor ones."""
    if streets is None:
        return BaseMap(attribution="")
    lines: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    names: dict[tuple[str, str], list[NDArray[np.float64]]] = defaultdict(list)
    kinds = [ROAD_CLASSES.get(tag, "minor") for tag in streets.classes]
    for edge, (tag, name) in enumerate(zip(streets.class_code.tolist(), streets.name_code.tolist(), strict=True)):
        shape = streets.edge_shape(edge)
        lines[kinds[tag]].append(shape)
        if streets.names[name]:
            names[kinds[tag], streets.names[name]].append(shape)
    return BaseMap(
        lines={kind: _tidy_lines(parts) for kind, parts in lines.items()},
        labels=tuple(itertools.chain.from_iterable(_road_labels(n, k, parts) for (k, n), parts in names.items())),
        attribution=attribution,
    )
