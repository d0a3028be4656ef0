"""Read streets from OpenStreetMap files."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import numpy as np
import osmium
from numpy.typing import NDArray

from maps.doctype import refuse_doctype
from maps.profiles import Profiles, find_speeds, read_profiles
from maps.streets import (
    NO_OPEN_STREETS,
    NO_POSITIONS,
    NO_STREETS,
    Streets,
    code_texts,
    measure_segments,
    round_metres,
    say_broken,
    travel_seconds,
)
from routing.errors import InputError
from routing.problem import Mode

_TRACKED_IDS = 1 << 36
_NO_XML = (expat.ExpatError, OSError, EOFError, ValueError, zlib.error)


@dataclass(kw_only=True)
class _Ways:
    """The streets some mode may use: their nodes one after the other, and what each is like."""

    refs: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    speeds: list[tuple[tuple[float, float], ...]] = field(default_factory=list)
    closed: int = 0


def read_osm(path: Path) -> Streets:
    """Read every street that walkers, e-bikes or cars may use, cut at its junctions.

    A node that is missing (a clipped extract) ends the street there. Ways and nodes may come in any order. Barriers
    on a node, turn restrictions, ferries and squares drawn as areas are not read.

    Raises
    ------
    InputError
        Where the file is broken, is XML that declares a document type, or holds no street that is open to any mode.
    """
    if not path.name.lower().endswith(".pbf"):
        with suppress(*_NO_XML):  # osmium says it better
            refuse_doctype(path)
    try:
        ways = _read_ways(path)
        ids, lat, lon = _read_nodes(path, ways)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as error:
        raise InputError(say_broken(path, "OpenStreetMap", error=error)) from error
    if not ways.counts:
        kind = NO_OPEN_STREETS if ways.closed else NO_STREETS
        raise InputError(kind.at(file=path.name, values={"path": path}))
    streets = _cut_ways(ways, ids, lat, lon, path.name)
    if streets is None:
        raise InputError(NO_POSITIONS.at(file=path.name, values={"path": path}))
    return streets


def _read_ways(path: Path) -> _Ways:
    profiles = read_profiles()
    ways = _Ways()
    seen: dict[tuple[tuple[str, str], ...], tuple[tuple[float, float], ...]] = {}
    relevant = _relevant_tags(profiles)
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway")):
        assert isinstance(way, osmium.osm.Way)
        tags = {tag.k: tag.v for tag in way.tags}
        key = tuple(item for item in tags.items() if item[0] in relevant)
        speeds = seen.get(key)
        if speeds is None:
            rules = dict(key)
            speeds = seen[key] = tuple(find_speeds(rules, profiles.by_mode[mode]) for mode in Mode)
        if not any(map(any, speeds)):
            ways.closed += 1
            continue
        refs = [node.ref for node in way.nodes]
        ways.refs.extend(refs)
        ways.counts.append(len(refs))
        ways.classes.append(tags["highway"])
        ways.names.append(tags.get("name", ""))
        ways.speeds.append(speeds)
    return ways


def _relevant_tags(profiles: Profiles) -> frozenset[str]:
    tags = {"highway", "area", "maxspeed", "junction"}
    for profile in profiles.by_mode.values():
        tags.update(profile.access, profile.oneway, profile.contraflow, profile.closed_by)
    return frozenset(tags)


def _read_nodes(path: Path, ways: _Ways) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Positions of the nodes that the ways use, in the order of their ids."""
    wanted = np.unique(np.array(ways.refs, dtype=np.int64))
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    # The tracker takes no negative ids (drawn in JOSM) and spends memory on absurd ones.
    if len(wanted) and wanted[0] >= 0 and wanted[-1] < _TRACKED_IDS:
        tracker = osmium.IdTracker()
        for ref in wanted.tolist():
            tracker.add_node(ref)
        nodes = nodes.with_filter(tracker.id_filter())
    found: dict[int, tuple[float, float]] = {}
    for node in nodes:
        assert isinstance(node, osmium.osm.Node)
        if node.location.valid():
            found[node.id] = (node.location.lat, node.location.lon)
    kept = np.array([ref for ref in wanted.tolist() if ref in found], dtype=np.int64)
    position = np.array([found[ref] for ref in kept.tolist()], dtype=np.float64).reshape(-1, 2)
    return kept, position[:, 0], position[:, 1]


def _cut_ways(
    ways: _Ways, ids: NDArray[np.int64], lat: NDArray[np.float64], lon: NDArray[np.float64], source: str
) -> Streets | None:
    refs = np.array(ways.refs, dtype=np.int64)
    way = np.repeat(np.arange(len(ways.counts)), ways.counts)
    at = np.minimum(np.searchsorted(ids, refs), max(len(ids) - 1, 0))
    known = ids[at] == refs if len(ids) else np.zeros(len(refs), dtype=np.bool_)
    # A run is a stretch of one way without a gap; the number jumps where the way changes or a node is missing.
    run = (way + np.cumsum(~known))[known]
    node, way = at[known], way[known]
    new_run = np.diff(run, prepend=-1) != 0
    last = np.append(new_run[1:], [True])
    cut = (np.bincount(node, minlength=len(ids))[node] > 1) | new_run | last
    stops = np.flatnonzero(cut)
    begin, end = stops[:-1], stops[1:]
    inside = ~new_run[end]
    begin, end = begin[inside], end[inside]
    if not len(begin):
        return None
    segments = measure_segments(lat[node], lon[node])
    along = np.concatenate([[0.0], np.cumsum(segments)])
    metres = round_metres(along[end] - along[begin])
    edge_way = way[begin]
    used, ends = np.unique(np.concatenate([node[begin], node[end]]), return_inverse=True)
    sizes = end - begin + 1
    shape_start = np.concatenate([[0], np.cumsum(sizes)])
    points = np.arange(shape_start[-1]) - np.repeat(shape_start[:-1] - begin, sizes)
    class_code, classes = code_texts(ways.classes)
    name_code, names = code_texts(ways.names)
    kmh = np.array(ways.speeds, dtype=np.float64)[edge_way]
    return Streets(
        node_lat=lat[used],
        node_lon=lon[used],
        tail=ends[: len(begin)].astype(np.int32),
        head=ends[len(begin) :].astype(np.int32),
        metres=metres,
        seconds={mode: travel_seconds(metres, kmh[:, rank].T) for rank, mode in enumerate(Mode)},
        class_code=class_code[edge_way],
        classes=classes,
        name_code=name_code[edge_way],
        names=names,
        shape_start=shape_start,
        shape=np.column_stack([lat[node[points]], lon[node[points]]]),
        source=source,
        closed_ways=ways.closed,
    )
