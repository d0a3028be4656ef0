"""Time explanations on a full day: ``python -m routing.benchmarks.explain_speed [UNASSIGNED WORKERS STOPS]``."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace

import numpy as np

from routing.explain import explain_unassigned
from routing.plan import Plan
from routing.problem import Client, Depot, Location, Mode, Problem, Role, Shift, TimeWindow, Visit, Worker
from routing.timetable import time_plan
from routing.travel import Travel, TravelMatrix

OPEN, CLOSE, HALF_HOUR = 8 * 3600, 20 * 3600, 1800


def make_full_day(*, unassigned: int, workers: int, stops: int, seed: int = 1) -> tuple[Problem, Travel, Plan]:
    """Make a day whose routes leave a few minutes each, on a square of 3 km, and a visit too many for them."""
    rng = np.random.default_rng(seed)
    points = rng.integers(3000, size=(unassigned + workers * stops + 1, 2))
    metres = np.abs(points[:, None] - points[None]).sum(axis=2).astype(np.int32)
    ids = tuple(str(row) for row in range(len(points)))
    travel = {Mode.EBIKE: TravelMatrix(mode=Mode.EBIKE, ids=ids, seconds=metres // 5, metres=metres)}
    all_day = (TimeWindow(start=OPEN, end=CLOSE),)
    visits = [
        Visit(
            id=name, client=name, location=name, service="care", windows=all_day, duration=int(rng.integers(300, 1800))
        )
        for name in ids[1:]
    ]
    staff = [
        Worker(
            id=f"w{row}",
            role=Role.CAREGIVER,
            shift=Shift(start=OPEN, end=CLOSE),
            mode=Mode.EBIKE,
            start="0",
            end="0",
        )
        for row in range(workers)
    ]
    problem = Problem(
        locations=tuple(Location(id=name, lat=30, lon=120) for name in ids),
        depots=(Depot(id="0", location="0"),),
        clients=tuple(Client(id=name, location=name) for name in ids),
        visits=tuple(visits),
        workers=tuple(staff),
    )
    orders = {f"w{row}": ids[1 + row * stops : 1 + (row + 1) * stops] for row in range(workers)}
    plan = time_plan(problem, travel, orders)
    starts = {stop.visit: stop.start for route in plan.routes for stop in route.stops}
    tight = []
    for visit in visits:
        start = starts.get(visit.id, int(rng.integers(OPEN, OPEN + 8 * 3600)))
        window = TimeWindow(start=start - int(rng.integers(HALF_HOUR)), end=start + int(rng.integers(300)))
        tight.append(replace(visit, windows=(window,)))
    full = [
        replace(worker, shift=Shift(start=OPEN, end=plan.route_by_worker[worker.id].arrival + int(rng.integers(600))))
        for worker in staff
    ]
    problem = replace(problem, visits=tuple(tight), workers=tuple(full))
    return problem, travel, time_plan(problem, travel, orders)


def main() -> None:
    """Print how long it takes and what came out."""
    unassigned, workers, stops = (int(word) for word in sys.argv[1:4] or (100, 100, 20))
    problem, travel, plan = make_full_day(unassigned=unassigned, workers=workers, stops=stops)
    begin = time.perf_counter()
    explanations = explain_unassigned(problem, travel, plan)
    seconds = time.perf_counter() - begin
    print(f"{len(explanations)} unassigned, {workers} workers with {stops} stops: {seconds:.2f} s")
    print("reasons:", dict(Counter(reason.kind for one in explanations for reason in one.reasons)))
    print("remedies:", dict(Counter(one.remedy.kind if one.remedy else "none" for one in explanations)))


if __name__ == "__main__":
    main()
