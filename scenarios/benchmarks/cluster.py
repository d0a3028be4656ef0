"""Plan many scenarios of the sample day by joblib and by Dask: ``python -m scenarios.benchmarks.cluster``.

Both work on the same files, on as many processes. One Dask worker is killed when half of the plans are there. Prints
the time of each, how many grounds were measured for how many scenarios, and whether every plan is the same to the
second.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from scenarios.benchmarks.dask_processes import LocalDask, start_dask
from scenarios.cluster import Crew, DaskCrew, LocalCrew
from scenarios.plan_files.plan_json import describe_plan
from scenarios.scenario_run import Ground, Order, Refusal, Scenario, plan_order, prepare_scenarios, run_scenarios

GROWTHS = (-20, -10, 0, 5, 10, 15, 20, 25, 30, 40)
SITES = (None, "S2", "S3", "K1")
SPEEDS = (1.0, 0.8)
STAFF = (0, 1, 2)
"""What varies: demand in per cent, the site that closes, the speed of e-bikes, caregivers who are added."""


def write_scenarios(folder: Path, count: int, *, rounds: int) -> list[Path]:
    """Write the first so many scenarios of all combinations; each has another seed."""
    combinations = itertools.product(STAFF, SPEEDS, SITES, GROWTHS)
    paths = []
    for number, (staff, speed, site, growth) in enumerate(itertools.islice(combinations, count)):
        lines = ["format = 1", 'base = "sample"', f"seed = {number}", f"solutions = {rounds}"]
        lines += ["[[change]]", 'kind = "scale demand"', f"growth = {growth}"]
        lines += ["[[change]]", 'kind = "close site"', f'site = "{site}"'] if site else []
        lines += ["[[change]]", 'kind = "change speed"', 'mode = "e-bike"', f"factor = {speed}"] if speed != 1 else []
        lines += ["[[change]]", 'kind = "add workers"', 'like = "H25"', f"count = {staff}"] if staff else []
        paths.append(folder / f"{number:03}.toml")
        paths[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def describe(order: Order, ground: Ground | Refusal) -> str:
    """Plan a scenario; its whole plan.json as a text."""
    if isinstance(ground, Refusal):
        return "\n".join(map(str, ground.faults))
    return json.dumps(describe_plan(plan_order(order, ground), seed=order.seed), ensure_ascii=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    asked = _read_arguments(arguments)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        paths = write_scenarios(Path(folder), asked.scenarios, rounds=asked.rounds)
        scenarios = prepare_scenarios(paths, maps=False)
    grounds = len({one.ground_key for one in scenarios})
    spent = time.monotonic() - began
    print(f"{len(scenarios)} scenarios of the sample day on {grounds} grounds, read and changed in {spent:.1f} s")
    with LocalCrew(asked.processes) as crew:
        by_joblib = _run(scenarios, crew, f"joblib, {asked.processes} processes")
    with start_dask(asked.processes) as dask, DaskCrew(dask.address) as crew:
        by_dask = _run(scenarios, crew, f"Dask, {asked.processes} workers, one killed half-way", dask=dask)
    same = sum(by_dask.get(name) == plan for name, plan in by_joblib.items())
    print(f"{same} of {len(scenarios)} plans are the same, {len(scenarios) - len(by_dask)} are lost")


def _run(scenarios: Sequence[Scenario], crew: Crew, label: str, *, dask: LocalDask | None = None) -> dict[str, str]:
    began = time.monotonic()
    plans: dict[str, str] = {}
    for name, plan in _plan(scenarios, crew):
        plans[name] = plan
        if dask is not None and len(plans) == len(scenarios) // 2:
            dask.workers[0].kill()
            print(f"    killed a worker after {len(plans)} plans")
    spent = time.monotonic() - began
    print(f"{label}: {spent:.1f} s, {spent / max(1, len(plans)):.2f} s a plan", flush=True)
    return plans


def _plan(scenarios: Sequence[Scenario], crew: Crew) -> Iterator[tuple[str, str]]:
    for scenario, plan in run_scenarios(scenarios, crew, describe):
        if not isinstance(plan, str):
            raise TypeError(f"{scenario.name}: {plan}")
        yield scenario.name, plan


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scenarios.benchmarks.cluster", description=__doc__)
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2000, help="limit of each plan")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
