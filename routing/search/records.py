"""What the compiled search works on: records of stops and routes, and the arrays around them.

A record of a stop fills one cache line. Stops 0 .. n-1 are the tasks; vehicle v starts at stop n + 2v and ends at
stop n + 2v + 1. Routes are linked lists of stops.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.search.draws import Draws
from routing.search.flat import NEVER, Ints, Longs

Records = Any
"""Arrays of records; the types of their fields are numba's to know."""

NOWHERE = -1
"""No stop, no route: the ``route`` of a task left out."""
ELSEWHERE = -2
"""The ``route`` of an absent task that another chain looks after."""
NO_LAG = -NEVER
"""A lag that binds nothing."""

MOST_JUMPS = 3
"""Times a stop may delay itself over the gaps between windows before it counts as a deadlock."""

STOP = np.dtype(
    [
        (name, np.int32)
        for name in (
            # The task, which stays as it is.
            "place",
            "open",
            "close",
            "due",
            "duration",
            "demand",
            "first_window",
            "group",
            # Where it is now; leg and ride are charge and seconds from the stop before. The latest start that delays
            # nothing another route or the cost could feel, and the latest the windows behind allow.
            "next",
            "prev",
            "route",
            "start",
            "latest",
            "last",
            "leg",
            "ride",
        )
    ]
)
ROUTE = np.dtype(
    [(name, np.int32) for name in ("mode", "capacity", "type", "barred", "size", "load")] + [("fixed", np.int64)]
)
LAG = np.dtype([(name, np.int32) for name in ("other", "out", "into", "worker")])
"""start[other] >= start[this] + out, and start[this] >= start[other] + into."""

TOTALS = 7
TRAVEL, FIXED, ABSENT, LATE, LARGEST, PLACED, USED = range(TOTALS)
"""Rows of ``Tour.totals``: charges, fixed costs, prices of what is left out, lateness, largest; tasks, routes."""

COUNTS = 15
ROUND, KEPT_STOPS, KEPT_ROUTES, QUEUED, ABSENTEES, TRIED, MARK, SEEK, SEEDS, TRYING, FREED, OPTIONS, INVITED = range(13)
STALE, GUEST = 13, 14
"""Rows of ``Work.counts``: number of the round; how much of each list is filled; number of the marking and of the
seeking; the absent task that the round makes room for."""


INVITED_BITS = 10
"""``counts[INVITED]`` is what an empty route seems to cost, in parts of 2 ** 10 of what it does."""


class Ground(NamedTuple):
    """What stays as it is during a search. ``*_to`` are transposed, so that a task's ways in are one row."""

    windows: Ints
    """Start, end, and whether it is a further window of the same stop."""
    seconds: Ints
    seconds_to: Ints
    charge: Ints
    charge_to: Ints
    may: NDArray[np.uint8]
    able: Ints
    """By task: how many vehicles may do it."""
    few_from: Ints
    few: Ints
    """By task: the vehicles that may do it, where these are few; else none."""
    before: Ints
    after: Ints
    near: Ints
    lags: Records
    lag_from: Ints
    members: Ints
    members_from: Ints
    whole: NDArray[np.bool_]
    """By group: done whole or left out whole."""
    price: Longs
    type_from: Ints
    type_routes: Ints
    charge_weight: int
    late_total: int
    late_largest: int
    coupled: bool
    most_ties: int
    most_returns: int
    """Times a stop may delay itself before it is a deadlock: where windows have gaps, a jump may do so soundly."""


class Tour(NamedTuple):
    """A plan under way."""

    stops: Records
    routes: Records
    totals: Longs
    free: Ints
    """By vehicle type: where the search for an empty route begins."""


class Undo(NamedTuple):
    """Records as they were when the round began, kept at their first change."""

    stop_round: Longs
    stops: Records
    stop_ids: Ints
    route_round: Longs
    routes: Records
    route_ids: Ints
    totals: Longs


class Work(NamedTuple):
    """Lists used again in every round."""

    counts: Longs
    queue: Ints
    queued: Longs
    keys: Longs
    freed: Ints
    cut_round: Longs
    stale: Ints
    is_stale: NDArray[np.bool_]
    """Routes whose latest starts are to be worked out anew: a list, and by route."""
    absent: Ints
    absent_at: Ints
    stack: Ints
    tried: Ints
    tried_start: Ints
    reached: Longs
    sought: Longs
    options: Ints
    option_cost: Longs
    found: Longs
    trial: Ints
    chosen: Ints
    seeds: Ints
    best: Ints
    best_cost: Longs
    now_cost: Longs


class Noted(NamedTuple):
    """All that is under way as it was before a venture."""

    stops: Records
    routes: Records
    totals: Longs
    absent: Ints
    absent_at: Ints
    absentees: Longs


class State(NamedTuple):
    """All that one chain works on; compiled code takes it as one pointer."""

    ground: Ground
    tour: Tour
    work: Work
    undo: Undo
    noted: Noted
    draws: Draws
