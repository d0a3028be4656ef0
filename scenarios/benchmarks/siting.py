"""Time siting on a real street network, beside spopt in the same run.

    python -m scenarios.benchmarks.siting STREETS [--points 20000] [--candidates 300] [--p 20] [--minutes 10]
        [--seconds 120] [--peer-seconds 120] [--no-peer] [--seed 1]

Demand points are drawn beside streets that are open to walkers, each with 1 to 60 people, and so are the candidate
rooms. Prints the seconds of the walking matrix, of the maximal cover and of the median, whether each is proven, and
the gap where it is not; then what spopt makes of the same matrix in the time it is given, with HiGHS where highspy is
installed, else with CBC, which comes with PuLP. Wall seconds, and processor seconds beside them, since other work on
the machine counts in the first.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from maps.benchmarks.matrix import scatter_places
from maps.streets import read_streets
from maps.walks import walk_matrix
from routing.problem import Mode
from scenarios.benchmarks import pmedian
from scenarios.sites.choice import Choice, Model, coverage, measure_walks
from scenarios.sites.choose import choose_sites
from scenarios.sites.problem import SitingProblem

MOST_PEOPLE = 60
SECONDS_TO_BUILD = 600
"""Seconds spopt is given to write its programme down, before its own solver starts to count."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """What spopt is asked: as :func:`ask_peer`."""

    model: Model
    p: int
    radius: int
    seconds: float


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m scenarios.benchmarks.siting", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("streets", type=Path)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--candidates", type=int, default=300)
    parser.add_argument("--p", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--peer-seconds", type=float, default=120.0)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    clock = _Clock()
    problem = pose(given.streets, points=given.points, candidates=given.candidates, seed=given.seed)
    print(f"matrix {problem.demands} x {problem.sites}, streets read and places put on them: {clock.tell()}")
    pmedian.get_ready()
    radius = 60 * given.minutes
    for model in (Model.COVER_MOST, Model.MEDIAN):
        clock = _Clock()
        within = radius if model is Model.COVER_MOST else None
        choice = choose_sites(problem, model=model, p=given.p, radius=within, seconds=given.seconds, seed=given.seed)
        print(f"{model}, p = {given.p}: {clock.tell()}; {_tell_choice(choice)}")
        covered, walks = coverage(problem, choice, radius), measure_walks(problem, choice)
        print(f"    {100 * covered.share:.2f} % within {given.minutes} min, mean walk {walks.mean / 60:.2f} min")
    if given.no_peer:
        return
    if importlib.util.find_spec("spopt") is None:
        print("spopt is not installed: pip install spopt")
        return
    for model in (Model.COVER_MOST, Model.MEDIAN):
        clock = _Clock()
        peer = Peer(model=model, p=given.p, radius=radius, seconds=given.peer_seconds)
        print(f"spopt {model}, {peer.seconds:g} s to solve: {ask_peer(problem, peer)}; {clock.tell()} in all")


def pose(streets_file: Path, *, points: int, candidates: int, seed: int) -> SitingProblem:
    """Draw people and candidate rooms beside streets and measure all walks, in seconds."""
    streets = read_streets(streets_file)
    people = scatter_places(streets, Mode.WALK, count=points, seed=seed)
    doors = scatter_places(streets, Mode.WALK, count=candidates, seed=seed + 1)
    walks = walk_matrix(streets, people, doors)
    rng = np.random.default_rng(seed)
    return SitingProblem(
        demand_ids=tuple(f"point {row}" for row in range(points)),
        site_ids=tuple(f"room {row}" for row in range(candidates)),
        people=rng.integers(1, MOST_PEOPLE + 1, points).astype(np.float64),
        cost=walks.seconds,
        reachable=np.ones(walks.seconds.shape, dtype=np.bool_),
    )


def ask_peer(problem: SitingProblem, peer: Peer) -> str:
    """Let spopt solve the same question in a process of its own, and count its choice from the same matrix.

    spopt writes its programme down variable by variable and then solves it; a limit holds for the solving alone, so
    the process is ended where the writing takes too long.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_solve_with_peer, args=(problem.cost, problem.people, peer, sender))
    worker.start()
    sender.close()
    try:
        if not receiver.poll(SECONDS_TO_BUILD + peer.seconds):
            return f"not done after {SECONDS_TO_BUILD + peer.seconds:g} s, ended"
        chosen, built, solved, status = receiver.recv()
    except EOFError:
        return "ended without an answer"
    finally:
        _end(worker)
    times = f"built in {built:.1f} s, solved in {solved:.1f} s, {status}"
    if chosen is None:
        return f"no choice; {times}"
    sites = np.zeros(problem.sites, dtype=np.bool_)
    sites[chosen] = True
    covered, walks = coverage(problem, sites, peer.radius), measure_walks(problem, sites)
    value = covered.covered if peer.model is Model.COVER_MOST else walks.mean * (walks.people - walks.unreached)
    return f"value {value:.10g} with {len(chosen)} sites; {times}"


def _solve_with_peer(cost: NDArray[np.int32], people: NDArray[np.float64], peer: Peer, sender: Connection) -> None:
    if hasattr(os, "setsid"):
        os.setsid()  # CBC is a process of its own: the two are ended together
    import pulp  # noqa: PLC0415 - only tests install it
    from spopt.locate import MCLP, PMedian  # noqa: PLC0415

    begun = time.perf_counter()
    ways = cost.astype(np.float64)
    build: Callable[[], object] = {
        Model.COVER_MOST: lambda: MCLP.from_cost_matrix(ways, people, peer.radius, p_facilities=peer.p),
        Model.MEDIAN: lambda: PMedian.from_cost_matrix(ways, people, p_facilities=peer.p),
    }[peer.model]
    asked = build()
    built = time.perf_counter() - begun
    begun = time.perf_counter()
    has_highs = importlib.util.find_spec("highspy") is not None
    solver = (pulp.HiGHS if has_highs else pulp.PULP_CBC_CMD)(timeLimit=peer.seconds, msg=False)
    asked.problem.solve(solver)  # type: ignore[attr-defined]
    solved = time.perf_counter() - begun
    status = solver.name + ": " + pulp.LpSolution[asked.problem.sol_status]  # type: ignore[attr-defined]
    opened = [variable.value() for variable in asked.fac_vars]  # type: ignore[attr-defined]
    has_choice = asked.problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)  # type: ignore[attr-defined]
    found = [j for j, value in enumerate(opened) if value > 0.5] if has_choice else None
    sender.send((found, built, solved, status))


def _end(worker: SpawnProcess) -> None:
    """End the peer and the solver that it started, which may go on past its limit; on Windows the peer alone."""
    if worker.pid is not None and hasattr(os, "killpg"):
        with suppress(ProcessLookupError):  # gone by itself, or not yet in a group of its own
            os.killpg(worker.pid, signal.SIGKILL)
    worker.kill()
    worker.join()


class _Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def tell(self) -> str:
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        return f"{wall:.1f} s ({processor:.1f} s of processor)"


def _tell_choice(choice: Choice) -> str:
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in choice.seconds.items())
    sure = "proven optimal" if choice.proven else f"gap {choice.gap:.3f} %"
    return f"value {choice.value:.10g}, {sure} ({stages})"


if __name__ == "__main__":
    main()
