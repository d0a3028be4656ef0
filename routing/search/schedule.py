"""Times of routes that depend on one another: the least start of every stop that meets all routes and all lags.

The starts are a least fixpoint: start = first allowed time >= what the stop before and every lag ask for. A stop that
comes later pushes others (:func:`settle`); stops that go let others come earlier (:func:`loosen`). Only stops whose
time changes are touched. Starts that never settle are a deadlock: refused.
"""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.flat import NEVER
from routing.search.links import keep_stop, mark_stale
from routing.search.records import LARGEST, LATE, MARK, NO_LAG, TRIED, TRYING, State
from routing.search.windows import next_start

REFUSED = 1 << 60
"""More than any cost: the starts do not settle, miss a window, or cost more than the bound."""
MOST_PUSHES = 2000
"""Pushes after which starts count as a deadlock."""


@compiled
def asked_by_lags(state: State, c: int) -> int:
    """Least start the lags of task c ask for; before all time where none does."""
    ground, stops = state.ground, state.tour.stops
    t = -NEVER
    for k in range(ground.lag_from[c], ground.lag_from[c + 1]):
        lag = ground.lags[k]
        if lag.into > NO_LAG and stops[lag.other].route >= 0:
            t = max(t, stops[lag.other].start + lag.into)
    return t


@compiled
def asked_of(state: State, c: int) -> int:
    """Least start the stop before and the lags ask for."""
    stops = state.tour.stops
    before = stops[stops[c].prev]
    t = before.start + before.duration + stops[c].ride
    if stops[c].group >= 0:
        t = max(t, asked_by_lags(state, c))
    return t


@compiled
def settle(state: State, pending: int, origin: int, bound: int) -> int:
    """Delay what must come later because of the first ``pending`` stops of the stack, whose starts are set.

    While ``counts[TRYING]`` the changes are listed for :func:`take_back`; else records are kept for the round.

    Parameters
    ----------
    origin
        The stop everything comes from; -1 where there are several. A deadlock has it delay itself.
    bound
        Give up where lateness alone costs this much more.

    Returns
    -------
    int
        What the lateness costs more; :data:`REFUSED` where there is no such plan or it costs too much. Then starts
        and totals are left half-way.
    """
    ground, tour, work = state.ground, state.tour, state.work
    stops, totals, stack = tour.stops, tour.totals, work.stack
    late, largest = totals[LATE], totals[LARGEST]
    pushes, extra, returns = 0, 0, 0
    most = MOST_PUSHES if origin >= 0 else MOST_PUSHES * stops.shape[0]
    while pending > 0:
        pending -= 1
        u = stack[pending]
        this = stops[u]
        v = this.next
        if pending + ground.most_ties >= stack.shape[0]:
            return REFUSED
        if v >= 0:
            t = this.start + this.duration + stops[v].ride
            if t > stops[v].start:
                if not _delay(state, v, t):
                    return REFUSED
                stack[pending] = v
                pending += 1
                pushes += 1
                returns += v == origin
        if this.group >= 0:
            for k in range(ground.lag_from[u], ground.lag_from[u + 1]):
                lag = ground.lags[k]
                v = lag.other
                if lag.out > NO_LAG and stops[v].route >= 0 and this.start + lag.out > stops[v].start:
                    if not _delay(state, v, this.start + lag.out):
                        return REFUSED
                    stack[pending] = v
                    pending += 1
                    pushes += 1
                    returns += v == origin
        extra = ground.late_total * (totals[LATE] - late) + ground.late_largest * (totals[LARGEST] - largest)
        if extra >= bound or pushes > most or returns > ground.most_returns:
            return REFUSED
    return extra


@compiled
def _delay(state: State, v: int, t: int) -> bool:
    """Set the start of stop v to the first allowed time from t on; False where there is none."""
    tour, work = state.tour, state.work
    stop = tour.stops[v]
    t = next_start(state, v, t)
    if t >= NEVER:
        return False
    if work.counts[TRYING] == 0:
        keep_stop(state, v)
        mark_stale(state, stop.route)
    else:
        k = work.counts[TRIED]
        if k == work.tried.shape[0]:
            return False
        work.tried[k] = v
        work.tried_start[k] = stop.start
        work.counts[TRIED] = k + 1
    if t > stop.due:
        tour.totals[LATE] += t - max(stop.start, stop.due)
        tour.totals[LARGEST] = max(tour.totals[LARGEST], t - stop.due)
    stop.start = t
    return True


@compiled
def take_back(state: State, mark: int) -> None:
    """Undo the delays listed since ``mark``."""
    work, stops = state.work, state.tour.stops
    k = work.counts[TRIED]
    while k > mark:
        k -= 1
        stops[work.tried[k]].start = work.tried_start[k]
    work.counts[TRIED] = mark


@compiled
def loosen(state: State, freed: int) -> bool:
    """Let stops come earlier after others have gone.

    A start held by nothing that changed stays. The others, reached from the freed stops along tight ties, fall to
    their opening time and are pushed up again.

    Parameters
    ----------
    freed
        The first so many stops of ``work.stack`` have lost a stop before them or a lag; all are in a route.

    Returns
    -------
    bool
        False where the starts do not settle.
    """
    ground, tour, work = state.ground, state.tour, state.work
    stops, totals, counts, stack = tour.stops, tour.totals, work.counts, work.stack
    counts[MARK] += 1
    reached = 0
    for k in range(freed):
        v = stack[k]
        if work.reached[v] != counts[MARK]:
            reached = _reach(state, v, reached)
    k = 0
    while k < reached:
        u = work.tried[k]
        was = work.tried_start[k]
        k += 1
        this = stops[u]
        v = this.next
        if v >= 0 and _is_held(state, v, was + this.duration + stops[v].ride):
            reached = _reach(state, v, reached)
        if this.group >= 0:
            for e in range(ground.lag_from[u], ground.lag_from[u + 1]):
                lag = ground.lags[e]
                v = lag.other
                if lag.out > NO_LAG and stops[v].route >= 0 and _is_held(state, v, was + lag.out):
                    reached = _reach(state, v, reached)
    for k in range(reached):
        stop = stops[work.tried[k]]
        totals[LATE] -= max(0, stop.start - stop.due)
        stop.start = stop.open
    for k in range(reached):
        u = work.tried[k]
        stack[k] = u
        totals[LATE] += max(0, stops[u].start - stops[u].due)
        t = asked_of(state, u)
        if t > stops[u].start and not _delay(state, u, t):
            return False
    totals[LARGEST] = 0
    settled = settle(state, reached, -1, REFUSED) < REFUSED
    totals[LARGEST] = largest_lateness(state)
    return settled


@compiled
def _is_held(state: State, v: int, asked: int) -> bool:
    """Whether stop v, not yet reached, starts when it does because of this demand."""
    work, stops = state.work, state.tour.stops
    stop = stops[v]
    if work.reached[v] == work.counts[MARK] or stop.start == stop.open:
        return False
    return next_start(state, v, asked) == stop.start


@compiled
def _reach(state: State, v: int, reached: int) -> int:
    tour, work = state.tour, state.work
    keep_stop(state, v)
    mark_stale(state, tour.stops[v].route)
    work.reached[v] = work.counts[MARK]
    work.tried[reached] = v
    work.tried_start[reached] = tour.stops[v].start
    return reached + 1


@compiled
def largest_lateness(state: State) -> int:
    """Largest lateness of all tasks; tasks left out start when they open, so they count as in time."""
    ground, stops = state.ground, state.tour.stops
    largest = 0
    if ground.late_largest > 0:
        for c in range(ground.price.shape[0]):
            largest = max(largest, stops[c].start - stops[c].due)
    return largest
