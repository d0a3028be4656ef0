"""Plan an invented day of a whole city: ``python -m dispatch.benchmarks.city_day [--stops N --workers N --seconds S]``.

Prints how long each stage takes, when the first plan was there, what the plan cost over time, what the checker says and
the peak memory. All is measured from nothing: no travel matrix is read from a cache; only the search's machine code is.

The generator makes up sub-districts: couriers deliver lunch alone, which keeps nobody busy for a day, and a rare skill
is held at one station, too far from the others in a city. Here every second meal is a supper, six hours later, couriers
work on until it is brought, with twice the room, and every station has people with every skill.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dispatch.outputs import write_outputs
from routing.limit import Limit, Progress
from routing.problem import Role, Shift, TimeWindow, Visit, Worker
from routing.solve import solve
from scenarios.day import Day, read_day
from scenarios.generate import generate_day
from scenarios.run import choose_streets, judge_plan, measure_travel

CARE_SHARE = 0.16
"""Of the stops; the others bring meals."""
MEALS_A_STOP = 2.49
"""At the doors and the meal points of the generator together."""
VISITS_A_CAREGIVER = 8
SUPPER = 6 * 3600
"""Seconds from lunch to supper."""
BETWEEN_LINES = 1.25
"""Each line of cost over time comes at so many times the seconds of the one before."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    asked = _read_arguments(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        with _timed("making up the day"):
            make_city(Path(folder) / "day", stops=asked.stops, workers=asked.workers, streets=asked.streets)
        with _timed("reading it"):
            day = suit_city(read_day(Path(folder) / "day"))
        day = choose_streets(day, straight_line=asked.straight_line) if asked.straight_line else day
        problem = day.problem
        print(f"{len(problem.visits)} stops, {len(problem.workers)} workers, {len(problem.locations)} places")
        with _timed("travel"):
            streets, travel = measure_travel(day)
        with _timed("first valid plan"):
            first = solve(problem, travel, weights=day.weights, limit=Limit(seconds=0), seed=asked.seed)
        print(f"    {len(first.unassigned)} unassigned")
        with _timed("search"):
            limit = Limit(seconds=asked.seconds)
            plan = solve(problem, travel, weights=day.weights, limit=limit, seed=asked.seed, progress=_Lines().hear)
        with _timed("checking, explaining, measuring"):
            planned = judge_plan(day, streets, travel, plan)
        with _timed("map and files"):
            write_outputs(planned, Path(folder) / "out", language="en", names=False)
    visits = planned.measures.visits
    broken = [found for found in planned.violations if found.rule != "mandatory_visits"]
    print(f"final cost {sum(planned.cost.values()):,}: " + ", ".join(f"{k} {v:,}" for k, v in planned.cost.items()))
    print(f"{visits.served} of {visits.asked} stops served, {visits.mandatory_served} of {visits.mandatory} mandatory")
    print(f"{len(broken)} rules broken")
    print(f"all: {time.monotonic() - began:.1f} s, peak memory {_peak_gigabytes():.2f} GB")


def make_city(out: Path, *, stops: int, workers: int, streets: Path | None = None, seed: int = 1) -> None:
    """Make up a day of about so many stops and exactly so many workers."""
    visits = round(CARE_SHARE * stops)
    caregivers = min(workers, -(-visits // VISITS_A_CAREGIVER))
    generate_day(
        out,
        visits=visits,
        meals=round((stops - visits) * MEALS_A_STOP),
        caregivers=caregivers,
        couriers=workers - caregivers,
        streets=streets,
        seed=seed,
        lang="en",
    )


def suit_city(day: Day) -> Day:
    """Turn every second meal into a supper, have couriers work until it is brought, and share out the skills."""
    problem = day.problem
    meals = [visit.id for visit in problem.visits if visit.demand]
    late = set(meals[1::2])
    skills = sorted({skill for visit in problem.visits for skill in visit.skills})
    turns = itertools.count()

    def move(visit: Visit) -> Visit:
        windows = tuple(TimeWindow(start=one.start + SUPPER, end=one.end + SUPPER) for one in visit.windows)
        return replace(visit, windows=windows) if visit.id in late else visit

    def suit(worker: Worker) -> Worker:
        if worker.role is Role.COURIER:
            shift = Shift(start=worker.shift.start, end=worker.shift.end + SUPPER)
            return replace(worker, shift=shift, capacity=2 * worker.capacity)
        own = skills[next(turns) % len(skills)] if skills else None
        return replace(worker, skills=worker.skills | {own}) if own else worker

    visits, workers = tuple(map(move, problem.visits)), tuple(map(suit, problem.workers))
    return replace(day, problem=replace(problem, visits=visits, workers=workers))


class _Lines:
    """Prints the best plans, ever less often."""

    def __init__(self) -> None:
        self._next = 0.0

    def hear(self, found: Progress) -> None:
        if found.seconds >= self._next:
            print(f"    {found.seconds:7.1f} s  cost {found.cost:,}  {found.unassigned} unassigned", flush=True)
            self._next = found.seconds * BETWEEN_LINES


@contextmanager
def _timed(stage: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{stage}: {time.monotonic() - began:.1f} s ({_peak_gigabytes():.2f} GB)", flush=True)


def _peak_gigabytes() -> float:
    """Largest resident memory of this process and of the largest of those it started, together."""
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(peaks) * (1 if sys.platform == "darwin" else 1024) / 1e9


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dispatch.benchmarks.city_day", description=__doc__)
    parser.add_argument("--stops", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=150.0, help="limit of the search")
    parser.add_argument("--seed", type=int, default=0, help="of the search")
    parser.add_argument("--streets", type=Path, help="street file to live on; else an invented district")
    parser.add_argument("--straight-line", action="store_true", help="estimate travel from straight lines")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
