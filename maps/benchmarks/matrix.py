"""Time a travel matrix on a real street file and hold it against networkx.

    python -m maps.benchmarks.matrix STREETS [--places 2000] [--pairs 200] [--mode walk] [--seed 1]

Prints the seconds and the memory that the matrix takes over the graph, the time networkx takes for a sample of pairs
and would take for all of them, and the largest differences between the two.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import numpy as np

from maps.matrix import travel_matrix
from maps.places import PlacedStreets, place_on_streets
from maps.profiles import read_profiles
from maps.streets import Streets, read_streets
from routing.problem import Location, Mode

SCATTER_DEGREES = 0.0003
"""Places are scattered this far around points of the streets: some thirty metres."""

ORIGINS = 5
"""Origins from which networkx searches the whole network, to tell how long all would take it."""


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m maps.benchmarks.matrix", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("streets", type=Path)
    parser.add_argument("--places", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--mode", type=Mode, default=Mode.WALK, choices=list(Mode))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    begun = time.perf_counter()
    streets = read_streets(given.streets)
    print(f"{given.streets.name}: read in {time.perf_counter() - begun:.2f} s")
    places = scatter_places(streets, given.mode, count=given.places, seed=given.seed)

    before, note = reset_peak()
    begun = time.perf_counter()
    matrix = travel_matrix(streets, places, given.mode)
    taken = time.perf_counter() - begun
    extra = peak_megabytes() - before
    n = len(places)
    print(f"matrix {n} x {n} by {given.mode}, seconds and metres: {taken:.2f} s, {extra:.0f} MB over the graph{note}")

    rng = np.random.default_rng(given.seed)
    origins = rng.integers(0, n, given.pairs)
    pairs = np.column_stack([origins, (origins + rng.integers(1, n, given.pairs)) % n]).tolist()
    graph = as_networkx(streets, places, given.mode)
    begun = time.perf_counter()
    expected = [ask_networkx(graph, *pair) for pair in pairs]
    taken = time.perf_counter() - begun
    begun = time.perf_counter()
    for place in places[:ORIGINS]:
        nx.single_source_dijkstra_path_length(graph, f"from {place.id}", weight="seconds")
    whole = (time.perf_counter() - begun) / min(ORIGINS, n) * n
    print(f"networkx: {taken:.1f} s for {len(pairs)} pairs one by one; about {whole:.0f} s for all, origin by origin")
    seconds = max(abs(int(matrix.seconds[*pair]) - answer[0]) for pair, answer in zip(pairs, expected, strict=True))
    metres = max(abs(int(matrix.metres[*pair]) - answer[1]) for pair, answer in zip(pairs, expected, strict=True))
    print(f"largest difference over these pairs: {seconds} s, {metres} m")


def scatter_places(streets: Streets, mode: Mode, *, count: int, seed: int) -> tuple[Location, ...]:
    """Draw places beside streets that the mode may use, evenly over their edges."""
    rng = np.random.default_rng(seed)
    edges = rng.choice(np.flatnonzero(streets.main_parts[mode].edges), count)
    points = streets.shape[streets.shape_start[edges]] + rng.normal(0, SCATTER_DEGREES, (count, 2))
    return tuple(
        Location(id=f"place {row}", lat=lat, lon=lon, door_seconds=60) for row, (lat, lon) in enumerate(points.tolist())
    )


def as_networkx(streets: Streets, places: Sequence[Location], mode: Mode) -> nx.MultiDiGraph[str | int]:
    """Build the same network with the places as nodes, joined by their access legs, for networkx to search."""
    placed = place_on_streets(streets, places, mode)
    graph: nx.MultiDiGraph[str | int] = nx.MultiDiGraph()
    _add_pieces(graph, placed)
    pace = 3.6 / read_profiles().access_kmh
    for place, node, access in zip(places, placed.place.tolist(), placed.access_metres.tolist(), strict=True):
        way = {"seconds": round(access * pace, 3), "metres": round(access, 2)}
        graph.add_edge(f"from {place.id}", node, **way)
        graph.add_edge(node, f"to {place.id}", **way)
    graph.graph["places"] = places
    return graph


def ask_networkx(graph: nx.MultiDiGraph[str | int], origin: int, destination: int) -> tuple[int, int]:
    """Ask networkx for the seconds and metres of one pair of places, doors included."""
    ends = (graph.graph["places"][origin], graph.graph["places"][destination])
    path = nx.shortest_path(graph, f"from {ends[0].id}", f"to {ends[1].id}", weight="seconds")
    steps = [
        min(graph[u][v].values(), key=lambda way: (way["seconds"], way["metres"])) for u, v in nx.utils.pairwise(path)
    ]
    seconds = round(sum(step["seconds"] for step in steps), 3) + ends[0].door_seconds + ends[1].door_seconds
    return math.ceil(seconds), math.floor(round(sum(step["metres"] for step in steps), 2) + 0.5)


def reset_peak() -> tuple[float, str]:
    """Forget the peak of memory so far; returns megabytes in use now, and what to say where that is impossible."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return peak_megabytes(), " (peak since the start of the program)"
    return _status("VmRSS"), ""


def peak_megabytes() -> float:
    """Peak of memory in use, in megabytes, since the last :func:`reset_peak`."""
    try:
        return _status("VmHWM")
    except OSError:
        import resource  # noqa: PLC0415 - not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _status(field: str) -> float:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in text.splitlines() if line.startswith(field + ":"))
    return int(line.split()[1]) / 1024


def _add_pieces(graph: nx.MultiDiGraph[str | int], placed: PlacedStreets) -> None:
    ends = (placed.tail.tolist(), placed.head.tolist())
    centimetres = placed.centimetres.tolist()
    for way, milliseconds in enumerate(placed.milliseconds.tolist()):
        for piece, duration in enumerate(milliseconds):
            if math.isfinite(duration):
                metres = centimetres[piece] / 100
                graph.add_edge(ends[way][piece], ends[1 - way][piece], seconds=duration / 1000, metres=metres)


if __name__ == "__main__":
    main()
