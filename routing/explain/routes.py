"""The routes of a plan as arrays, so that one more visit can be tried everywhere at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from routing.plan import Plan, Route
from routing.problem import Problem, TimeWindow, Visit, Worker
from routing.timetable import route_places
from routing.travel import Travel

Seconds: TypeAlias = NDArray[np.int64]
Windows: TypeAlias = Sequence[tuple[Seconds, Seconds]]
"""When windows open and close, in order: a pair of arrays for each window."""

NEVER = 10**9


@dataclass(frozen=True, kw_only=True, eq=False)
class Routes:
    """The stops of every worker of the problem, those who stay in too, padded to the longest route.

    A breach the plan already has does not bar another visit: a stop that starts late may start as late as it does,
    and a worker who is back late may be back as late.

    Parameters
    ----------
    stops
        Number of stops. Shape (workers,).
    place
        Rows in the travel matrix of the worker's mode: start depot, stops, end depot. Shape (workers, longest + 2).
    leg
        Seconds to each stop from the place before, then to the end depot. Shape (workers, longest + 1).
    duration
        Seconds at each door. Shape (workers, longest).
    windows
        Pairs of arrays of shape (workers, longest).
    ready
        Earliest time to leave the start depot, then each stop. Shape (workers, longest + 1).
    back_by
        Latest return. Shape (workers,).
    """

    stops: Seconds
    place: Seconds
    leg: Seconds
    duration: Seconds
    windows: Windows
    ready: Seconds
    back_by: Seconds

    @property
    def longest(self) -> int:
        """Stops of the longest route."""
        return int(self.duration.shape[1])

    def windows_at(self, worker: Seconds | slice, stop: Seconds | int) -> Windows:
        """Windows of some stops."""
        return [(opens[worker, stop], closes[worker, stop]) for opens, closes in self.windows]

    def latest_arrivals(self) -> Seconds:
        """Latest time to be at each stop, then at the end depot, with nothing becoming late: (workers, longest + 1)."""
        latest = np.repeat(self.back_by[:, None], self.longest + 1, axis=1)
        for stop in reversed(range(self.longest)):
            start = latest[:, stop + 1] - self.leg[:, stop + 1] - self.duration[:, stop]
            arrival = latest_arrival(start, self.windows_at(slice(None), stop))
            latest[:, stop] = np.where(stop < self.stops, arrival, latest[:, stop])
        return latest


def pad_routes(problem: Problem, travel: Travel, plan: Plan, *, pinned: Collection[str] = ()) -> Routes:
    """Lay the routes of a plan timed by :func:`routing.timetable.time_plan` side by side.

    Visits in ``pinned`` have to start when they do.
    """
    timed = [plan.route_by_worker.get(worker.id) for worker in problem.workers]
    longest = max((len(route.stops) for route in timed if route), default=0)
    most = max((len(visit.windows) for visit in problem.visits), default=1)
    workers = len(timed)
    opens, closes = np.zeros((2, most, workers, longest), dtype=np.int64)
    routes = Routes(
        stops=np.array([len(route.stops) if route else 0 for route in timed], dtype=np.int64),
        place=np.zeros((workers, longest + 2), dtype=np.int64),
        leg=np.zeros((workers, longest + 1), dtype=np.int64),
        duration=np.zeros((workers, longest), dtype=np.int64),
        windows=list(zip(opens, closes, strict=True)),
        ready=np.zeros((workers, longest + 1), dtype=np.int64),
        back_by=np.array([worker.shift.end for worker in problem.workers], dtype=np.int64),
    )
    for row, (worker, route) in enumerate(zip(problem.workers, timed, strict=True)):
        _fill_row(problem, travel, routes, row=row, worker=worker, route=route)
        for column, stop in enumerate(route.stops if route else ()):
            now = (TimeWindow(start=stop.start, end=stop.start),)
            allowed = now if stop.visit in pinned else problem.visit_by_id[stop.visit].windows
            windows = _pad_windows(allowed, most, until=stop.start)
            opens[:, row, column], closes[:, row, column] = np.transpose(windows)
    return routes


def windows_of(visit: Visit) -> Windows:
    """Windows of one visit, for :func:`earliest_start` and :func:`latest_arrival`."""
    return [(np.array(window.start), np.array(window.end)) for window in visit.windows]


def earliest_start(arrival: Seconds, windows: Windows) -> Seconds:
    """When visits start for workers at the door at ``arrival``: at once where every window is over."""
    start = arrival
    for opens, closes in reversed(windows):
        start = np.where(arrival <= closes, np.maximum(arrival, opens), start)
    return start


def latest_arrival(start: Seconds, windows: Windows) -> Seconds:
    """Latest arrival for a visit to start by ``start`` and in a window; -NEVER where no window is open by then."""
    arrival = np.full_like(start, -NEVER)
    for opens, closes in windows:
        arrival = np.where(start >= opens, np.minimum(start, closes), arrival)
    return arrival


def _fill_row(
    problem: Problem, travel: Travel, routes: Routes, *, row: int, worker: Worker, route: Route | None
) -> None:
    stops = route.stops if route else ()
    matrix, n = travel[worker.mode], len(stops)
    rows = [matrix.index[place] for place in route_places(problem, worker, stops)]
    routes.place[row, : n + 2] = rows
    routes.leg[row, : n + 1] = matrix.seconds[rows[:-1], rows[1:]]
    routes.ready[row, 0] = worker.shift.start
    if route:
        routes.duration[row, :n] = [problem.visit_by_id[stop.visit].duration for stop in stops]
        routes.ready[row, 1 : n + 1] = [stop.end for stop in stops]
        routes.back_by[row] = max(worker.shift.end, route.arrival)


def _pad_windows(windows: Sequence[TimeWindow], most: int, *, until: int) -> list[tuple[int, int]]:
    """Pairs of opening and closing, the last repeated up to ``most`` and open until a late stop's start."""
    pairs = [(window.start, window.end) for window in windows]
    pairs[-1] = (windows[-1].start, max(windows[-1].end, until))
    return pairs + pairs[-1:] * (most - len(pairs))
