"""Median problems of the OR-Library (pmed): read, solved and set beside the published optimum.

A line "vertices edges p", then a line "from to cost" for every edge, numbered from 1 and undirected; of an edge given
twice the last counts. Every vertex is a person and a site. Beasley (1985), A Note on Solving Large p-Median Problems.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.benchmarks.bench import Result
from routing.benchmarks.best_known import look_up
from routing.benchmarks.instances import name_instance, read_each
from routing.benchmarks.text_files import NOT_WHOLE, Lines, read_text
from routing.errors import Fault, FaultKind, InputError
from scenarios.sites.choice import Model
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem

MORE_EDGES = FaultKind("L060", "more edges follow than the {edges} of the first line", "correct the first line")
NOT_CONNECTED = FaultKind(
    "L061", "vertex {vertex} cannot be reached from vertex 1", "add an edge, or take the file from its source again"
)
SAME_MEDIAN = FaultKind("L062", "{other} has the same name", "give them in two runs")

MOST_VERTICES = 3_000
"""More than any published instance has, and matrices that fit into memory."""
LONGEST_EDGE = 100_000
"""A way over every vertex then still fits into 32 bits."""
ENGINE = "sites"
FORM = re.compile(r"\s*\d+[ \t]+\d+[ \t]+\d+[ \t]*\r?\n\s*\d+[ \t]+\d+[ \t]+\d+[ \t]*(\r?\n|$)")
"""How a file begins that is in this form: no other form read here starts with two lines of three whole numbers."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MedianInstance:
    """One instance: the problem, how many sites to open, and what its solution file ends in."""

    name: str
    problem: SitingProblem
    p: int
    suffix: str = ".sol"


@dataclass(frozen=True, kw_only=True)
class MedianRun:
    """An instance to be solved from a seed."""

    instance: MedianInstance
    seed: int
    engine: str = ENGINE


def is_median(path: Path) -> bool:
    """Tell whether a file holds such an instance; one that cannot be read is left for others to say why."""
    try:
        return FORM.match(read_text(path)) is not None
    except InputError:
        return False


def read_medians(paths: Iterable[Path]) -> list[MedianInstance]:
    """Read instances.

    Raises
    ------
    InputError
        With the faults of every file that is none.
    """
    return read_each(paths, lambda path: read_median(read_text(path), file=str(path)), same_name=SAME_MEDIAN)


def read_median(text: str, *, file: str) -> MedianInstance:
    """Read one instance from its text.

    Raises
    ------
    InputError
        With every line that is wrong.
    """
    lines = Lines(file=file, rows=text.splitlines())
    (vertices,) = _read_wholes(lines, 0, part="vertices", low=1, high=MOST_VERTICES, columns=slice(0, 1))
    (edges,) = _read_wholes(lines, 0, part="edges", low=0, high=MOST_VERTICES**2, columns=slice(1, 2))
    (p,) = _read_wholes(lines, 0, part="p", low=1, high=vertices, columns=slice(2, 3))
    costs: dict[tuple[int, int], int] = {}
    faults: list[Fault] = []
    filled = [row for row in range(1, len(lines.rows)) if lines.rows[row].strip()]
    for row in filled[:edges]:
        try:
            _read_wholes(lines, row, part="from, to", low=1, high=vertices, columns=slice(0, 2))
            tail, head, cost = _read_wholes(lines, row, part="from, to, cost", low=0, high=LONGEST_EDGE)
        except InputError as error:
            faults += error.faults
            continue
        costs[min(tail, head) - 1, max(tail, head) - 1] = cost
    if len(filled) < edges:
        try:
            lines.read_numbers(len(lines.rows), part=f"edge {len(filled) + 1}", count=3)
        except InputError as error:
            faults += error.faults
    if len(filled) > edges:
        faults.append(lines.fault(MORE_EDGES, filled[edges], edges=edges))
    if faults:
        raise InputError(faults)
    return _hold(name_instance(Path(file).name), costs, vertices, p, file=file)


def run_median(run: MedianRun, *, seconds: float, best: Mapping[str, float]) -> Result:
    """Solve an instance once; the cost is counted from the matrix."""
    known = look_up(best, run.instance.name)
    began = time.perf_counter()
    choice = choose_sites(run.instance.problem, model=Model.MEDIAN, p=run.instance.p, seconds=seconds, seed=run.seed)
    spent = round(time.perf_counter() - began, 2)
    gap = None if known is None else 100 * (choice.value / known - 1)
    opened = [(np.flatnonzero(choice.open)).tolist()]
    return Result(
        instance=run.instance.name,
        engine=run.engine,
        seed=run.seed,
        cost=choice.value,
        seconds=spent,
        best=known,
        gap=gap,
        orders=opened,
    )


def write_median(instance: MedianInstance, result: Result) -> str:
    """Write the open vertices, numbered as in the instance, and their cost."""
    opened = " ".join(instance.problem.site_ids[site] for site in result.orders[0])
    return f"Open: {opened}\nCost {result.cost:.0f}\n"


def get_ready() -> None:
    """Compile the search, or load what was compiled, so that no run is charged for it."""
    line = _hold("line", {(0, 1): 1, (1, 2): 2, (2, 3): 3}, 4, 2, file="line")
    choose_sites(line.problem, model=Model.MEDIAN, p=line.p)


def _read_wholes(lines: Lines, row: int, *, part: str, low: int, high: int, columns: slice = slice(3)) -> list[int]:
    numbers = lines.read_numbers(row, part=part, count=3, low=0, high=float(MOST_VERTICES**2))[columns]
    for number in numbers:
        if number != int(number) or not low <= number <= high:
            raise InputError(lines.fault(NOT_WHOLE, row, part=part, value=f"{number:g}", low=low, high=high))
    return [int(number) for number in numbers]


def _hold(name: str, costs: Mapping[tuple[int, int], int], vertices: int, p: int, *, file: str) -> MedianInstance:
    ends = np.array(list(costs), dtype=np.int64).reshape(-1, 2)
    # A way of cost 0 would be no entry of a sparse matrix.
    weights = np.maximum(np.array(list(costs.values()), dtype=np.float64), 1e-9)
    graph = csr_array((weights, (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    ways = dijkstra(graph, directed=False)
    if not np.isfinite(ways[0]).all():
        vertex = int(np.flatnonzero(~np.isfinite(ways[0]))[0]) + 1
        raise InputError(NOT_CONNECTED.at(file=file, values={"vertex": vertex}))
    ids = tuple(str(vertex) for vertex in range(1, vertices + 1))
    problem = SitingProblem(
        demand_ids=ids,
        site_ids=ids,
        people=np.ones(vertices),
        cost=np.rint(ways).astype(np.int32),
        reachable=np.ones((vertices, vertices), dtype=np.bool_),
        unit="m",
    )
    return MedianInstance(name=name, problem=problem, p=p)
