"""Time the simulation of a day: ``python -m scenarios.benchmarks.uncertainty [PLAN.json [SAMPLES]]``.

PLAN.json is a plan of the sample day, as ``doorstep plan --sample`` writes it. Without one the sample day is planned
first, for a set number of rounds of the search.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from pathlib import Path

from routing.cache import cache_folder
from routing.plan import Plan
from scenarios.day import Day, read_day
from scenarios.plan_files import read_plan
from scenarios.run import measure_travel
from scenarios.samples import sample_day_path
from scenarios.uncertainty.risk import measure_risk
from scenarios.uncertainty.spreads import Spreads, read_spreads

SAMPLES = 10_000
ROUNDS = 20_000


def find_plan(day: Day) -> Plan:
    """Read the plan that is given, or make one."""
    if len(sys.argv) > 1:
        return read_plan(Path(sys.argv[1]), day.problem)
    from routing.solve import Limit  # noqa: PLC0415 - the search loads only where a plan is made
    from scenarios.run import plan_day  # noqa: PLC0415

    return plan_day(day, limit=Limit(solutions=ROUNDS), cache=cache_folder()).plan


def main() -> None:
    """Print the day, the times and the first figures."""
    samples = int(sys.argv[2]) if len(sys.argv) > 2 else SAMPLES
    day = read_day(sample_day_path())
    _, travel = measure_travel(day, cache=cache_folder())
    plan = find_plan(day)
    spreads = read_spreads()
    still = measure_risk(day.problem, travel, plan, spreads=Spreads(), samples=1)
    wall, processor = time.perf_counter(), time.process_time()
    risk = measure_risk(day.problem, travel, plan, spreads=spreads, samples=samples)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    tracemalloc.start()
    measure_risk(day.problem, travel, plan, spreads=spreads, samples=samples)
    peak = tracemalloc.get_traced_memory()[1]
    print(f"{len(risk.stops)} visits on {len(risk.workers)} routes, {samples} days")
    print(
        f"{wall:.1f} s (processor {processor:.1f} s), {peak / 1e6:.0f} MB, {len(risk.links)} links that save anything"
    )
    print(f"without spread: largest delay {max(abs(stop.delay.mean) for stop in still.stops):.0f} s")
    print(f"stops on time: {risk.day.on_time_share.mean:.4f} ± {risk.day.on_time_share.error:.4f}")


if __name__ == "__main__":
    main()
