"""Travel matrices: how long and how far from every place to every other, by one mode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.doors import add_doors, find_doors
from maps.earth import measure_great_circle
from maps.matrix_cache import find_matrix, keep_matrix, matrix_key
from maps.places import place_on_streets
from maps.profiles import Profiles, read_profiles
from maps.shortest import build_arcs, search_blocks, unpack
from maps.shrink import shrink_network
from maps.streets import Streets
from routing.errors import FaultKind, NoWayError
from routing.problem import Location, Mode
from routing.travel import ON_STREETS, STRAIGHT_LINE, TravelMatrix

NO_WAY = FaultKind(
    "S203",
    "there is no way from place {origin!r} to place {destination!r} for the mode {mode}",
    "check their coordinates, or use a street file in which they are connected",
)


def travel_matrix(
    streets: Streets, locations: Sequence[Location], mode: Mode, *, cache: Path | None = None
) -> TravelMatrix:
    """Measure the fastest ways between places on the streets, for the planner.

    From one place to a different one a worker passes the door (``Location.door_seconds``), walks straight to the
    nearest street (the access leg), takes the fastest way, walks to the other place and passes its door. Seconds are
    rounded up, once, over all of that; metres are the length of that very way and the two access legs, rounded to
    the nearest. Places with equal coordinates are one place with several doors: only the doors lie between them.

    Parameters
    ----------
    streets
        From :func:`maps.streets.read_streets`.
    cache
        A folder where matrices are kept between runs. A cache that is broken or cannot be written is passed over.

    Raises
    ------
    NoWayError
        Naming every place off the network (S202), or every pair without a way between them (S203).
    """
    key = matrix_key(streets, locations, mode)
    found = find_matrix(cache, key, len(locations)) if cache is not None else None
    if found is None:
        found = _measure(streets, locations, mode)
        if cache is not None:
            keep_matrix(cache, key, *found)
    seconds, metres = found
    ids = tuple(location.id for location in locations)
    return TravelMatrix(mode=mode, ids=ids, seconds=seconds, metres=metres, source=ON_STREETS)


def straight_line_matrix(
    locations: Sequence[Location], mode: Mode, *, profiles: Profiles | None = None
) -> TravelMatrix:
    """Estimate travel from straight lines, where a planner has no street file and asks for it by name.

    Great-circle metres times ``straight_line.detour``, at the mode's ``straight_line_kmh``, both of
    ``profiles.toml`` unless other ``profiles`` are given; doors as in :func:`travel_matrix`. Single legs may be wrong
    by half. ``source`` says STRAIGHT_LINE.
    """
    profiles = profiles or read_profiles()
    lat = np.array([location.lat for location in locations])
    lon = np.array([location.lon for location in locations])
    straight = measure_great_circle(lat[:, None], lon[:, None], lat, lon)
    metres = np.rint(straight * profiles.detour)
    doors = np.array([location.door_seconds for location in locations])
    metres_per_second = profiles.by_mode[mode].straight_line_kmh / 3.6
    seconds = np.ceil(metres / metres_per_second) + doors[:, None] + doors[None]
    np.fill_diagonal(seconds, 0)
    return TravelMatrix(
        mode=mode,
        ids=tuple(location.id for location in locations),
        seconds=seconds.astype(np.int32),
        metres=metres.astype(np.int32),
        source=STRAIGHT_LINE,
    )


def _measure(
    streets: Streets, locations: Sequence[Location], mode: Mode
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    n = len(locations)
    seconds = np.zeros((n, n), dtype=np.int32)
    metres = np.zeros((n, n), dtype=np.int32)
    if not n:
        return seconds, metres
    placed = place_on_streets(streets, locations, mode)
    doors = find_doors(placed, locations)
    arcs = build_arcs(placed)
    keep = np.zeros(placed.nodes, dtype=np.bool_)
    keep[placed.place] = True
    network, index = shrink_network(arcs.weights, keep)
    nodes, node = np.unique(index[placed.place], return_inverse=True)
    for rows, packed in search_blocks(network, nodes, nodes):
        here = np.flatnonzero((node >= rows.start) & (node < rows.stop))
        milliseconds, centimetres = unpack(packed[np.ix_(node[here] - rows.start, node)], arcs.unit)
        _refuse_missing(milliseconds, [locations[row] for row in here.tolist()], locations, mode)
        seconds[here], metres[here] = add_doors(
            doors, here, slice(None), milliseconds=milliseconds, centimetres=centimetres
        )
    np.fill_diagonal(seconds, 0)
    return seconds, metres


def _refuse_missing(
    milliseconds: NDArray[np.float64], origins: Sequence[Location], destinations: Sequence[Location], mode: Mode
) -> None:
    missing = np.argwhere(~np.isfinite(milliseconds)).tolist()
    if missing:
        raise NoWayError(
            NO_WAY.at(values={"origin": origins[row].id, "destination": destinations[column].id, "mode": mode})
            for row, column in missing
        )
