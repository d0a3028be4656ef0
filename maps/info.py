"""What a street network holds, told in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from maps.streets import Streets
from routing.problem import Mode


@dataclass(frozen=True, kw_only=True)
class ModeInfo:
    """One mode's network: its main part, and what is dropped because there is no way to it or back.

    Parameters
    ----------
    nodes, edges, km
        Of the main part; an edge open both ways counts once.
    parts
        Strongly connected parts of the mode's whole network, the main part included.
    dropped_nodes, dropped_edges, dropped_km
        Open to the mode, but outside the main part.
    """

    nodes: int
    edges: int
    km: float
    parts: int
    dropped_nodes: int
    dropped_edges: int
    dropped_km: float


@dataclass(frozen=True, kw_only=True)
class StreetsInfo:
    """A street network in figures.

    Parameters
    ----------
    bounds
        South, west, north, east, in WGS-84 degrees.
    closed_ways
        Streets of the file that no mode may use.
    class_km
        Kilometres by highway class, longest first.
    modes
        Each mode's network.
    """

    source: str
    nodes: int
    edges: int
    km: float
    bounds: tuple[float, float, float, float]
    closed_ways: int
    class_km: Mapping[str, float]
    modes: Mapping[Mode, ModeInfo]


def streets_info(streets: Streets) -> StreetsInfo:
    """Count what a street network holds, and what each mode can use of it."""
    km = streets.metres / 1000
    by_class = np.bincount(streets.class_code, weights=km, minlength=len(streets.classes))
    order = np.argsort(-by_class, kind="stable")
    (south, west), (north, east) = streets.shape.min(axis=0).tolist(), streets.shape.max(axis=0).tolist()
    return StreetsInfo(
        source=streets.source,
        nodes=len(streets.node_lat),
        edges=len(streets.tail),
        km=round(float(km.sum()), 3),
        bounds=(south, west, north, east),
        closed_ways=streets.closed_ways,
        class_km={streets.classes[code]: round(float(by_class[code]), 3) for code in order.tolist()},
        modes={mode: _mode_info(streets, mode) for mode in Mode},
    )


def _mode_info(streets: Streets, mode: Mode) -> ModeInfo:
    part = streets.main_parts[mode]
    is_open = np.isfinite(streets.seconds[mode]).any(axis=0)
    dropped = is_open & ~part.edges
    nodes = np.unique(np.concatenate([streets.tail[is_open], streets.head[is_open]]))
    return ModeInfo(
        nodes=int(part.nodes.sum()),
        edges=int(part.edges.sum()),
        km=round(float(streets.metres[part.edges].sum()) / 1000, 3),
        parts=part.parts,
        dropped_nodes=int(len(nodes) - part.nodes.sum()),
        dropped_edges=int(dropped.sum()),
        dropped_km=round(float(streets.metres[dropped].sum()) / 1000, 3),
    )
