"""The main roads of a district, its river and expressway, and the parcels of land between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from scenarios.district.corridors import EXPRESSWAY_COLUMN, RIVER_ROW, draw_expressway, draw_river
from scenarios.district.names import PlaceNames
from scenarios.district.sketch import Road, Sketch, Tags, draw_bend

BLOCK = 640
"""Metres between main roads: the super-block."""
LARGEST_PARCEL = 420
LONGEST_PARCEL = 660
"""Metres. A narrow parcel may be this long."""
WHOLE_SHARE = 0.6
"""Share of the long, narrow parcels that stay whole."""
ARM = 170
"""Metres that main roads go on past the last crossing, as the city does."""
ONE_WAY_SHARE = 0.3
"""Share of the small public streets inside super-blocks that are one-way."""
GAP_SHARE = 0.16
"""Share of the lesser main roads' stretches that are missing, so that two blocks are one."""

BRIDGE: Tags = {"bridge": "yes", "layer": "1"}
CLASSES: Mapping[str, Tags] = {
    "primary": {"highway": "primary", "maxspeed": "60", "lanes": "6"},
    "secondary": {"highway": "secondary", "maxspeed": "50", "lanes": "4"},
    "tertiary": {"highway": "tertiary", "maxspeed": "40", "lanes": "2"},
    "residential": {"highway": "residential", "maxspeed": "30"},
    "side": {"highway": "secondary", "maxspeed": "50", "lanes": "3", "oneway": "yes"},
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A main road before it is drawn: where on the grid, and its class."""

    at: int
    kind: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A piece of land with a road on every side. ``block`` numbers its super-block."""

    west: Road
    east: Road
    south: Road
    north: Road
    block: tuple[int, int]

    @property
    def width(self) -> int:
        """Metres along the rows."""
        return self.east.at - self.west.at

    @property
    def height(self) -> int:
        """Metres along the columns."""
        return self.north.at - self.south.at

    @property
    def middle(self) -> tuple[int, int]:
        """Grid spot of its middle."""
        return (self.west.at + self.east.at) // 2, (self.south.at + self.north.at) // 2


def draw_layout(
    rng: Random, names: PlaceNames, *, lat: float, lon: float, side: int
) -> tuple[Sketch, Parcel, tuple[Parcel, ...]]:
    """Draw the main roads of a district of ``side`` by ``side`` metres and divide the land between them.

    Returns the drawing, the land for a large park, and all other parcels.
    """
    xs, express = place_lines(rng, length=side, corridor=EXPRESSWAY_COLUMN, corridor_at=0.7)
    ys, river = place_lines(rng, length=side, corridor=RIVER_ROW, corridor_at=0.33)
    sketch = Sketch(bend=draw_bend(rng, lat=lat, lon=lon, width=side, height=side, river=ys[river] + RIVER_ROW // 2))
    columns = _lines(xs, names.columns(len(xs), expressway=express), express, edge="side")
    rows = _lines(ys, names.rows(len(ys), river=river), river, edge="tertiary")
    cuts = {"columns": _stretches_to_drop(rng, columns, ys, express, river), "rows": set[tuple[int, int]]()}
    cuts["rows"] = {
        (k, j)
        for k, j in _stretches_to_drop(rng, rows, xs, river, express)
        if not {(j, k - 1), (j, k)} & _cells_beside(cuts["columns"])
    }
    bridges = {express, express + 1} | _crossing(rng, columns, express)
    passes = {0, len(rows) - 1} | _crossing(rng, rows, river)
    cuts["columns"] |= {(k, river) for k in range(len(xs)) if k not in bridges}
    cuts["rows"] |= {(k, express) for k in range(len(ys)) if k not in passes}
    column_roads = [_main_road("v", line, ys, _dropped(cuts["columns"], k), river) for k, line in enumerate(columns)]
    row_roads = [_main_road("u", line, xs, _dropped(cuts["rows"], k), express) for k, line in enumerate(rows)]
    column_roads[express].backward = True
    for road in (*column_roads, *row_roads):
        sketch.add_road(road)
    for column, row in itertools.product(column_roads, row_roads):
        column.join(row)
    draw_river(rng, sketch, names, banks=(row_roads[river], row_roads[river + 1]), columns=column_roads)
    draw_expressway(
        rng, sketch, names, sides=(column_roads[express], column_roads[express + 1]), rows=row_roads, river=river
    )
    blocks = list(_blocks(column_roads, row_roads, express=express, river=river))
    park = max(blocks, key=lambda block: _appeal(block, side))
    parcels = [part for block in blocks if block is not park for part in _split(rng, sketch, names, block)]
    return sketch, park, tuple(parcels)


def place_lines(rng: Random, *, length: int, corridor: int, corridor_at: float) -> tuple[list[int], int]:
    """Place main roads along ``length`` metres around a corridor for a river or an expressway.

    Returns where the lines are and the index of the line at which the corridor begins.
    """
    before = int(length * corridor_at) - corridor // 2
    gaps = _gaps(rng, before)
    later = _gaps(rng, length - before - corridor)
    return list(itertools.accumulate([*gaps, corridor, *later], initial=0)), len(gaps)


def _gaps(rng: Random, length: int) -> list[int]:
    count = max(1, round(length / BLOCK))
    shares = [rng.uniform(0.72, 1.28) for _ in range(count)]
    gaps = [int(length * share / sum(shares)) for share in shares]
    gaps[-1] += length - sum(gaps)
    return gaps


def _lines(ats: Sequence[int], names: Sequence[str], first: int, *, edge: str) -> list[Line]:
    lines = []
    for k, (at, name) in enumerate(zip(ats, names, strict=True)):
        if k in {0, len(ats) - 1}:
            kind = "secondary"
        elif k in {first, first + 1}:
            kind = edge
        else:
            kind = ("secondary", "primary", "tertiary")[k % 3]
        lines.append(Line(at=at, kind=kind, name=name))
    return lines


def _crossing(rng: Random, lines: Sequence[Line], first: int) -> set[int]:
    """Which lines cross the corridor of the others: every primary road and a few more."""
    inner = [k for k in range(len(lines)) if k not in {first, first + 1}]
    always = {k for k in inner if lines[k].kind == "primary"}
    others = [k for k in inner if k not in always]
    return always | set(rng.sample(others, max(1, len(others) // 3)))


def _stretches_to_drop(
    rng: Random, lines: Sequence[Line], across: Sequence[int], first: int, corridor: int
) -> set[tuple[int, int]]:
    """Stretches (line, gap) of lesser roads that are left out; no two of them beside each other."""
    dropped: set[tuple[int, int]] = set()
    for k, line in enumerate(lines):
        inner = 0 < k < len(lines) - 1 and k not in {first, first + 1} and line.kind != "primary"
        for gap in range(len(across) - 1):
            free = gap != corridor and not {(k - 1, gap), (k, gap - 1)} & dropped
            if inner and free and rng.random() < GAP_SHARE:
                dropped.add((k, gap))
    return dropped


def _cells_beside(column_cuts: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    return {cell for k, gap in column_cuts for cell in ((k - 1, gap), (k, gap))}


def _dropped(cuts: Collection[tuple[int, int]], line: int) -> set[int]:
    return {gap for k, gap in cuts if k == line}


def _main_road(along: Literal["u", "v"], line: Line, across: Sequence[int], dropped: set[int], corridor: int) -> Road:
    tags = {**CLASSES[line.kind], "name": line.name}
    pieces: list[tuple[int, int, Tags]] = [
        (low, high, {**tags, **BRIDGE} if gap == corridor else tags)
        for gap, (low, high) in enumerate(itertools.pairwise(across))
        if gap not in dropped
    ]
    if line.kind in {"primary", "secondary"}:
        pieces += [(across[0] - ARM, across[0], tags), (across[-1], across[-1] + ARM, tags)]
    return Road(along=along, at=line.at, pieces=pieces)


def _blocks(columns: Sequence[Road], rows: Sequence[Road], *, express: int, river: int) -> Iterator[Parcel]:
    """Blocks between the main roads; where a stretch is missing, the two blocks beside it are one."""
    taken: set[tuple[int, int]] = set()
    for i, j in itertools.product(range(len(columns) - 1), range(len(rows) - 1)):
        if i == express or j == river or (i, j) in taken:
            continue
        east, north = i + 1, j + 1
        if not columns[east].has(rows[j].at, rows[north].at) and east + 1 < len(columns):
            east += 1
            taken.add((i + 1, j))
        elif not rows[north].has(columns[i].at, columns[east].at) and north + 1 < len(rows):
            north += 1
            taken.add((i, j + 1))
        yield Parcel(west=columns[i], east=columns[east], south=rows[j], north=rows[north], block=(i, j))


def _appeal(block: Parcel, side: int) -> float:
    """How good a park this land would be: large and near the middle."""
    u, v = block.middle
    return block.width * block.height / (side / 8 + math.hypot(u - side / 2, v - side / 2))


def _split(rng: Random, sketch: Sketch, names: PlaceNames, block: Parcel) -> list[Parcel]:
    """Divide a block by small public streets until no parcel is too large to be one estate."""
    shorter, longer = sorted((block.width, block.height))
    narrow = shorter <= LARGEST_PARCEL * 0.75 and longer <= LONGEST_PARCEL and rng.random() < WHOLE_SHARE
    if longer <= LARGEST_PARCEL or narrow:
        return [block]
    one_way = rng.random() < ONE_WAY_SHARE
    tags = {**CLASSES["residential"], "name": names.lane(), **({"oneway": "yes"} if one_way else {})}
    share, backward = rng.uniform(0.42, 0.58), rng.random() < 0.5
    low = block.west.at if block.width >= block.height else block.south.at
    at = low + int(longer * share)
    if block.width >= block.height:
        street = Road(along="v", at=at, pieces=[(block.south.at, block.north.at, tags)], backward=backward)
        ends, halves = (block.south, block.north), ({"east": street}, {"west": street})
    else:
        street = Road(along="u", at=at, pieces=[(block.west.at, block.east.at, tags)], backward=backward)
        ends, halves = (block.west, block.east), ({"north": street}, {"south": street})
    for end in ends:
        street.join(end)
    sketch.add_road(street)
    return [part for half in halves for part in _split(rng, sketch, names, _replace(block, half))]


def _replace(block: Parcel, sides: Mapping[str, Road]) -> Parcel:
    roads = {"west": block.west, "east": block.east, "south": block.south, "north": block.north, **sides}
    return Parcel(**roads, block=block.block)
