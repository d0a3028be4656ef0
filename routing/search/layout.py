"""Lays a flat problem out in the arrays of the compiled search."""

from __future__ import annotations

import numpy as np

from routing.search.bundles import bundle
from routing.search.draws import Draws
from routing.search.flat import NEVER, FlatProblem, Ints, Longs
from routing.search.neighbours import list_neighbours
from routing.search.records import (
    ABSENT,
    COUNTS,
    LAG,
    MOST_JUMPS,
    NO_LAG,
    NOWHERE,
    ROUTE,
    SEEDS,
    STOP,
    TOTALS,
    Ground,
    Noted,
    Records,
    State,
    Tour,
    Undo,
    Work,
)

_STRIP = 64
FEW = 20
"""Vehicles that may do a task, up to which it is tried everywhere on their routes."""


def make_state(flat: FlatProblem, ground: Ground, draws: Draws) -> State:
    """Lay out a chain that has nothing planned."""
    tour = make_tour(flat)
    work, undo = make_work(flat), make_undo(tour)
    return bundle(State(ground=ground, tour=tour, work=work, undo=undo, noted=make_noted(tour), draws=draws))


def make_ground(flat: FlatProblem) -> Ground:
    """Lay out what does not change; done once, shared by all chains."""
    before, after, near = list_neighbours(flat)
    few_from, few = _list_few(flat)
    lags, lag_from = _index_lags(flat)
    group = flat.group
    members = np.argsort(group, kind="stable")[int((group < 0).sum()) :].astype(np.int32)
    count = int(group.max(initial=-1)) + 1
    members_from = np.searchsorted(group[members], np.arange(count + 1)).astype(np.int32)
    types = flat.vehicle_type
    type_routes = np.argsort(types, kind="stable").astype(np.int32)
    type_from = np.searchsorted(types[type_routes], np.arange(int(types.max(initial=-1)) + 2)).astype(np.int32)
    seconds, seconds_to = _both_ways(flat.seconds)
    charge, charge_to = (seconds, seconds_to) if flat.charge is flat.seconds else _both_ways(flat.charge)
    return bundle(
        Ground(
            windows=_list_windows(flat),
            seconds=seconds,
            seconds_to=seconds_to,
            charge=charge,
            charge_to=charge_to,
            may=np.ascontiguousarray(flat.may),
            able=flat.may.sum(axis=1, dtype=np.int32),
            few_from=few_from,
            few=few,
            before=before,
            after=after,
            near=near,
            lags=lags,
            lag_from=lag_from,
            members=members,
            members_from=members_from,
            whole=flat.whole,
            price=flat.price.astype(np.int64),
            type_from=type_from,
            type_routes=type_routes,
            charge_weight=flat.charge_weight,
            late_total=flat.late_total,
            late_largest=flat.late_largest,
            coupled=flat.coupled,
            most_ties=int(np.diff(lag_from).max(initial=0)) + 1,
            most_returns=MOST_JUMPS if (np.diff(flat.window_from) > 1).any() else 0,
        )
    )


def make_tour(flat: FlatProblem) -> Tour:
    """Lay out a plan with nothing in it."""
    n, v = flat.tasks, flat.vehicles
    stops = np.zeros(n + 2 * v, dtype=STOP)
    tasks = stops[:n]
    tasks["place"], tasks["duration"], tasks["demand"] = flat.place, flat.duration, flat.demand
    tasks["first_window"] = flat.window_from[:-1]
    tasks["due"], tasks["group"] = flat.due, flat.group
    ends = stops[n:]
    ends["place"] = flat.ends.reshape(-1)
    ends["first_window"] = len(flat.windows) + np.arange(2 * v)
    ends["due"], ends["group"] = NEVER, -1
    windows = _list_windows(flat)[stops["first_window"]]
    stops["open"], stops["close"] = windows[:, 0], windows[:, 1]
    routes = np.zeros(v, dtype=ROUTE)
    routes["mode"], routes["capacity"], routes["fixed"] = flat.mode, flat.capacity, flat.fixed
    routes["type"] = flat.vehicle_type
    tour = bundle(
        Tour(
            stops=stops,
            routes=routes,
            totals=np.zeros(TOTALS, dtype=np.int64),
            free=np.zeros(int(routes["type"].max(initial=-1)) + 1, dtype=np.int32),
        )
    )
    clear_tour(tour, flat.price)
    return tour


def clear_tour(tour: Tour, price: Longs) -> None:
    """Take every task out."""
    stops, n = tour.stops, len(tour.stops) - 2 * len(tour.routes)
    routes = np.arange(len(tour.routes), dtype=np.int32)
    stops["next"], stops["prev"], stops["route"] = NOWHERE, NOWHERE, NOWHERE
    stops["start"], stops["latest"], stops["last"] = stops["open"], stops["close"], stops["close"]
    stops["leg"] = stops["ride"] = 0
    stops["route"][n::2] = stops["route"][n + 1 :: 2] = routes
    stops["next"][n::2] = n + 2 * routes + 1
    stops["prev"][n + 1 :: 2] = n + 2 * routes
    tour.routes["size"] = tour.routes["load"] = 0
    tour.totals[:] = 0
    tour.totals[ABSENT] = price.sum()


def make_undo(tour: Tour) -> Undo:
    """Room for every record once."""
    return bundle(
        Undo(
            stop_round=np.zeros(len(tour.stops), dtype=np.int64),
            stops=tour.stops.copy(),
            stop_ids=np.zeros(len(tour.stops), dtype=np.int32),
            route_round=np.zeros(len(tour.routes), dtype=np.int64),
            routes=tour.routes.copy(),
            route_ids=np.zeros(len(tour.routes), dtype=np.int32),
            totals=tour.totals.copy(),
        )
    )


def make_noted(tour: Tour) -> Noted:
    """Room for a whole plan under way."""
    n = len(tour.stops) - 2 * len(tour.routes)
    return bundle(
        Noted(
            stops=tour.stops.copy(),
            routes=tour.routes.copy(),
            totals=tour.totals.copy(),
            absent=np.zeros(n, dtype=np.int32),
            absent_at=np.zeros(n, dtype=np.int32),
            absentees=np.zeros(1, dtype=np.int64),
        )
    )


def make_work(flat: FlatProblem) -> Work:
    """Room for the lists of a round."""
    n, all_stops = flat.tasks, flat.tasks + 2 * flat.vehicles
    room = 8 * (all_stops + 2500)

    def ints(size: int) -> Ints:
        return np.zeros(size, dtype=np.int32)

    counts = np.zeros(COUNTS, dtype=np.int64)
    counts[SEEDS] = n
    return bundle(
        Work(
            counts=counts,
            queue=ints(2 * n + 64),
            queued=np.zeros(n, dtype=np.int64),
            keys=np.zeros(2 * n + 64, dtype=np.int64),
            freed=ints(n + 2 * len(flat.lags) + 64),
            cut_round=np.zeros(flat.vehicles, dtype=np.int64),
            stale=ints(flat.vehicles),
            is_stale=np.zeros(flat.vehicles, dtype=bool),
            absent=ints(n),
            absent_at=np.full(n, -1, dtype=np.int32),
            stack=ints(room),
            tried=ints(room),
            tried_start=ints(room),
            reached=np.zeros(all_stops, dtype=np.int64),
            sought=np.zeros(all_stops, dtype=np.int64),
            options=ints(all_stops),
            option_cost=np.zeros(all_stops, dtype=np.int64),
            found=np.zeros(2, dtype=np.int64),
            trial=ints(n),
            chosen=ints(n),
            seeds=np.arange(n, dtype=np.int32),
            best=np.full(all_stops, NOWHERE, dtype=np.int32),
            best_cost=np.zeros(1, dtype=np.int64),
            now_cost=np.zeros(1, dtype=np.int64),
        )
    )


def _list_windows(flat: FlatProblem) -> Ints:
    """Windows of all stops, shifts being those of the ends, with a mark on every further window of a stop."""
    windows = np.concatenate([flat.windows, np.repeat(flat.shift, 2, axis=0), np.zeros((1, 2), dtype=np.int32)])
    further = np.zeros((len(windows), 1), dtype=np.int32)
    further[: len(flat.windows)] = 1
    further[flat.window_from[:-1]] = 0
    return np.ascontiguousarray(np.hstack([windows, further]), dtype=np.int32)


def _list_few(flat: FlatProblem) -> tuple[Ints, Ints]:
    """Vehicles of the tasks that at most :data:`FEW` of them may do."""
    may = flat.may.astype(bool) & (flat.may.sum(axis=1) <= FEW)[:, None]
    few_from = np.concatenate([[0], may.sum(axis=1).cumsum()]).astype(np.int32)
    return few_from, np.nonzero(may)[1].astype(np.int32)


def _both_ways(legs: Ints) -> tuple[Ints, Ints]:
    """Turn a stack of matrices: one array where it equals its transpose."""
    legs = np.ascontiguousarray(legs, dtype=np.int32)
    turned = legs.transpose(0, 2, 1)
    # Strip by strip: numpy takes three times as long to turn a city's matrix whole, and compares it to the end.
    strips = [slice(first, first + _STRIP) for first in range(0, legs.shape[1], _STRIP)]
    if all(np.array_equal(legs[:, strip], turned[:, strip]) for strip in strips):
        return legs, legs
    way_in = np.empty_like(legs)
    for strip in strips:
        way_in[:, :, strip] = turned[:, :, strip]
    return legs, way_in


def _index_lags(flat: FlatProblem) -> tuple[Records, Ints]:
    """Lags by task, from both ends, each with the least difference either way."""
    rows = []
    for (one, other, least, greatest), worker in zip(flat.lags.tolist(), flat.lag_worker.tolist(), strict=True):
        back = -greatest if greatest < NEVER else NO_LAG
        rows.append((one, other, least, back, worker))
        rows.append((other, one, back, least, worker))
    rows.sort()
    lags = np.array([row[1:] for row in rows], dtype=LAG)
    lag_from = np.searchsorted([row[0] for row in rows], np.arange(flat.tasks + 1)).astype(np.int32)
    return lags, lag_from
