"""Measure what each piece of the search is worth: ``python -m dispatch.benchmarks.ablation [FILE...] [--rounds N]``.

Plans the sample day and published instances by the whole search and then with one piece taken out at a time, rounds
counted, and prints a table in Markdown: mean cost of the whole search, and how much dearer plans are without a piece.
Every row is a process of its own that compiles the search anew with other constants and keeps nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SAMPLE = "sample day"
OFF: Mapping[str, Mapping[str, object]] = {
    "the whole search": {},
    "all parts as one": {"parts.LEAST_SHARE": 2.0},
    "a plan never shared out": {"split.ROUTES_PER_CHAIN": 1 << 30},
    "chains never hand over their plan": {"part_search.EXCHANGES": ()},
    "without recombination": {"part_search.RECOMBINATIONS": ()},
    "without exchange of tails": {"rounds.TAIL_TRIES": 0},
    "without invitation to empty routes": {"rounds.INVITE_SHARE": 0.0},
    "without ventures": {"anneal.VENTURE_SHARE": 0.0},
    "without room for absent visits": {"rounds.GUEST_SHARE": 0.0},
    "without giving way": {"rounds.MOST_EJECTED": 0},
    "without soft prices": {"soft_prices.SOFT_SHARE": 0.0},
    "without places overlooked": {"rounds.BLINK": 0.0},
}
"""What is set in ``routing.search`` to take each piece out."""
THREADS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    asked = _read_arguments(arguments)
    if asked.row is not None:
        print(json.dumps(list(measure(asked.row, asked))))
        return
    whole: list[list[int]] = []
    for row in OFF:
        costs = json.loads(_run_apart(row, asked))
        if not whole:
            whole = costs
            names = [SAMPLE, *(Path(file).name.split(".")[0] for file in asked.files)]
            print("| | " + " | ".join(names) + " |\n|" + "---|" * (len(names) + 1))
            print(f"| {row} | " + " | ".join(f"{statistics.mean(one):,.0f}" for one in costs) + " |", flush=True)
            continue
        print(f"| {row} | " + " | ".join(map(_compare, costs, whole)) + " |", flush=True)
    apart = [f"{100 * (max(one) / min(one) - 1):.1f} %" for one in whole]
    print("| between seeds | " + " | ".join(apart) + " |")


def measure(row: str, asked: argparse.Namespace) -> Iterator[list[int]]:
    """Plan everything without a piece: the costs of each instance, by seed."""
    for name, value in OFF[row].items():
        module, constant = name.split(".")
        setattr(importlib.import_module(f"routing.search.{module}"), constant, value)
    # Imported once the constants are set: machine code holds them from its compiling on.
    from routing.benchmarks.instances import read_instance  # noqa: PLC0415
    from routing.limit import Limit  # noqa: PLC0415
    from routing.search.clock import Budget  # noqa: PLC0415
    from routing.search.reference import time_orders  # noqa: PLC0415
    from routing.search.run import search  # noqa: PLC0415
    from scenarios.day import read_day  # noqa: PLC0415
    from scenarios.run import plan_day  # noqa: PLC0415
    from scenarios.samples import sample_day_path  # noqa: PLC0415

    day, limit = read_day(sample_day_path()), Limit(solutions=asked.sample_rounds)
    yield [sum(plan_day(day, limit=limit, seed=seed).cost.values()) for seed in range(asked.seeds)]
    for file in asked.files:
        flat = read_instance(Path(file)).flat
        found = [
            search(flat, budget=Budget(rounds=asked.rounds), seed=seed, threads=THREADS) for seed in range(asked.seeds)
        ]
        yield [time_orders(flat, one.orders).cost for one in found]


def _run_apart(row: str, asked: argparse.Namespace) -> str:
    line = [sys.executable, "-m", "dispatch.benchmarks.ablation", *asked.files, "--row", row]
    line += ["--rounds", str(asked.rounds), "--sample-rounds", str(asked.sample_rounds), "--seeds", str(asked.seeds)]
    environment = {**os.environ, "DOORSTEP_CACHE": ""}
    run = subprocess.run(line, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return run.stdout


def _compare(costs: Sequence[int], whole: Sequence[int]) -> str:
    if costs == whole:
        return "="
    return f"{100 * (statistics.mean(costs) / statistics.mean(whole) - 1):+.1f} %"


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="published instances, as doorstep bench reads them")
    parser.add_argument("--rounds", type=int, default=60_000, help="of each chain on an instance")
    parser.add_argument("--sample-rounds", type=int, default=500_000, help="of each chain on the sample day")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--row", choices=OFF, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
