"""Every place in every route where one more visit could go, and the visit tried there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from routing.explain.routes import (
    NEVER,
    Routes,
    Seconds,
    earliest_start,
    latest_arrival,
    pad_routes,
    windows_of,
)
from routing.objective import Weights
from routing.plan import Plan
from routing.problem import Problem, Visit
from routing.travel import Travel


@dataclass(frozen=True, kw_only=True, eq=False)
class Gaps:
    """Where one more visit could go; arrays of shape (gaps,), worker by worker in the order of the problem.

    A route of n stops has n + 1 gaps, the day of a worker who stays in has one.

    Parameters
    ----------
    worker
        Row of the worker in ``problem.workers``.
    position
        Number of stops before the gap.
    ready
        Earliest time to leave the place before it.
    latest
        Latest time to be at the place after it with nothing from there on becoming late.
    first
        The first gap of each worker. Shape (workers,).
    """

    problem: Problem
    travel: Travel
    routes: Routes
    worker: Seconds
    position: Seconds
    ready: Seconds
    latest: Seconds
    first: Seconds


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """One visit tried in every gap; arrays of shape (gaps,).

    Parameters
    ----------
    out, on
        Seconds to the visit from the place before, and from it to the place after.
    arrival, start
        Earliest times at the door.
    latest_start
        Latest start with nothing after it becoming late, the visit's own windows aside.
    lacking
        How much sooner it would have to start for it and everything after it to be in time; 0 or less: it fits.
    """

    visit: Visit
    out: Seconds
    on: Seconds
    arrival: Seconds
    start: Seconds
    latest_start: Seconds
    lacking: Seconds


def find_gaps(problem: Problem, travel: Travel, plan: Plan, *, pinned: Collection[str] = ()) -> Gaps:
    """List the gaps of a plan timed by :func:`routing.timetable.time_plan`; there is at least one worker.

    Parameters
    ----------
    pinned
        Visits that have to start when they do.
    """
    routes = pad_routes(problem, travel, plan, pinned=pinned)
    size = routes.stops + 1
    first = np.cumsum(size) - size
    worker = np.repeat(np.arange(len(size)), size)
    position = np.arange(len(worker)) - first[worker]
    return Gaps(
        problem=problem,
        travel=travel,
        routes=routes,
        worker=worker,
        position=position,
        ready=routes.ready[worker, position],
        latest=routes.latest_arrivals()[worker, position],
        first=first,
    )


def try_visit(gaps: Gaps, visit: Visit) -> Trial:
    """Time a visit in every gap, the worker having left the start depot as soon as the shift allows."""
    out, on = _ways(gaps, visit)
    arrival = gaps.ready + out
    start = earliest_start(arrival, windows_of(visit))
    latest_start = gaps.latest - on - visit.duration
    return Trial(
        visit=visit,
        out=out,
        on=on,
        arrival=arrival,
        start=start,
        latest_start=latest_start,
        lacking=start - np.minimum(latest_start, visit.windows[-1].end),
    )


def earliest_return(gaps: Gaps, trial: Trial) -> Seconds:
    """When the worker of each gap is back with the visit in it; NEVER where the visit or a later stop is late."""
    routes, worker = gaps.routes, gaps.worker
    late = trial.start > trial.visit.windows[-1].end
    clock = trial.start + trial.visit.duration + trial.on
    for step in range(routes.longest):
        stop = np.minimum(gaps.position + step, routes.longest - 1)
        ahead = gaps.position + step < routes.stops[worker]
        windows = routes.windows_at(worker, stop)
        start = earliest_start(clock, windows)
        late |= ahead & (start > windows[-1][1])
        clock = np.where(ahead, start + routes.duration[worker, stop] + routes.leg[worker, stop + 1], clock)
    return np.where(late, NEVER, clock)


def latest_departure(gaps: Gaps, trial: Trial) -> Seconds:
    """When the worker of each gap has to leave the depot for the visit to fit; negative where no hour would do."""
    routes, worker = gaps.routes, gaps.worker
    clock = latest_arrival(trial.latest_start, windows_of(trial.visit)) - trial.out
    for step in range(1, routes.longest + 1):
        stop = np.maximum(gaps.position - step, 0)
        arrival = latest_arrival(clock - routes.duration[worker, stop], routes.windows_at(worker, stop))
        clock = np.where(gaps.position >= step, arrival - routes.leg[worker, stop], clock)
    return clock


def extra_travel(gaps: Gaps, trial: Trial) -> Seconds:
    """Seconds on the way that the visit adds in each gap; the whole way for a worker who stays in."""
    direct = np.where(gaps.routes.stops[gaps.worker] > 0, gaps.routes.leg[gaps.worker, gaps.position], 0)
    return trial.out + trial.on - direct


def added_cost(gaps: Gaps, trial: Trial, weights: Weights) -> Seconds:
    """Work out what the visit adds to the cost of the plan in each gap, but for what it makes others late."""
    stays_in = gaps.routes.stops[gaps.worker] == 0
    late = 0 if trial.visit.due is None else np.maximum(0, trial.start - trial.visit.due)
    return (
        extra_travel(gaps, trial) * weights.travel_second
        + np.where(stays_in, weights.worker, 0)
        + late * weights.late_second
    )


def _ways(gaps: Gaps, visit: Visit) -> tuple[Seconds, Seconds]:
    before = gaps.routes.place[gaps.worker, gaps.position]
    after = gaps.routes.place[gaps.worker, gaps.position + 1]
    modes = np.array([worker.mode for worker in gaps.problem.workers])[gaps.worker]
    out, on = np.zeros((2, len(gaps.worker)), dtype=np.int64)
    for mode in gaps.problem.modes:
        here, matrix = modes == mode, gaps.travel[mode]
        row = matrix.index[visit.location]
        out[here] = matrix.seconds[before[here], row]
        on[here] = matrix.seconds[row, after[here]]
    return out, on
