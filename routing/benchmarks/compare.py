"""Runs the search on literature instances: ``python -m routing.benchmarks.compare FILE... --seconds 10``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from routing.benchmarks.instances import Instance, Orders, read_instance, write_solution
from routing.search.run import Budget, Outcome, search

NAMES = ("file", "instance", "name")
COSTS = ("mnsa2024_best", "dimacs_cost_cvrplib_2024_12", "dimacs_cost_in_sol", "best", "cost")
"""Columns of tables of best known costs, the first one found counts."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One run; ``gap`` in per cent of the best known cost, None where none is known."""

    instance: str
    engine: str
    seed: int
    cost: float
    seconds: float
    best: float | None
    gap: float | None
    breaks: tuple[str, ...]


def read_best(path: Path) -> Mapping[str, float]:
    """Best known costs by instance, from a table with a column of names and one of costs."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        name = next((row[key] for key in NAMES if row.get(key)), None)
        cost = next((row[key] for key in COSTS if row.get(key)), None)
        if name and cost:
            found[name] = float(cost)
    return found


def run_search(instance: Instance, *, seconds: float, seed: int, threads: int | None = None) -> tuple[Result, Orders]:
    """Search one instance once and have the result judged."""
    began = time.perf_counter()
    found: Outcome = search(instance.flat, budget=Budget(seconds=seconds), seed=seed, threads=threads)
    spent = time.perf_counter() - began
    return judge(instance, found.orders, engine="search", seed=seed, seconds=spent), found.orders


def judge(instance: Instance, orders: Orders, *, engine: str, seed: int, seconds: float) -> Result:
    """Score orders by the independent checker."""
    score = instance.score(orders)
    return Result(
        instance=instance.name,
        engine=engine,
        seed=seed,
        cost=score.cost,
        seconds=round(seconds, 2),
        best=None,
        gap=None,
        breaks=score.breaks,
    )


def with_best(result: Result, best: Mapping[str, float]) -> Result:
    """Set a result beside the best known cost."""
    known = best.get(result.instance)
    fields = asdict(result) | {"best": known, "gap": None if known is None else 100 * (result.cost / known - 1)}
    return Result(**fields)


def warm_up(instances: Sequence[Instance]) -> None:
    """Compile, or load what was compiled, so that no run is charged for it."""
    search(instances[0].flat, budget=Budget(rounds=1), threads=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; exit code 1 where a plan breaks a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--best", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    best = read_best(given.best) if given.best else {}
    instances = [read_instance(path) for path in given.files]
    warm_up(instances)
    results = []
    for instance in instances:
        for seed in range(given.seeds):
            result, orders = run_search(instance, seconds=given.seconds, seed=seed, threads=given.threads)
            results.append(with_best(result, best))
            if given.out:
                write_solution(instance, orders, given.out)
            if not given.json:
                _print_row(results[-1])
    gaps = [result.gap for result in results if result.gap is not None]
    if given.json:
        print(json.dumps([asdict(result) for result in results], indent=1))
    elif gaps:
        print(f"mean gap {fmean(gaps):.3f} %")
    return int(any(result.breaks for result in results))


def _print_row(result: Result) -> None:
    gap = "" if result.gap is None else f"{result.gap:8.3f} %"
    print(f"{result.instance:40} {result.seed:3} {result.cost:12.3f} {result.seconds:7.1f} s {gap}", flush=True)
    for broken in result.breaks:
        print(f"    {broken}")


if __name__ == "__main__":
    sys.exit(main())
