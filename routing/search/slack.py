"""Latest starts, which tell without a trial whether a task fits; and starts of routes that stand alone.

``start`` is the earliest start given the stops before, ``latest`` the latest one that still lets every stop behind
start in time. So a task fits between two stops if and only if it reaches the second by its ``latest``: one test,
however long the route (Savelsbergh 1992; several windows by jumping to the next).
"""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.flat import NEVER
from routing.search.links import keep_stop
from routing.search.records import STALE, State
from routing.search.windows import last_start, next_start


@compiled
def renew_starts(state: State, q: int) -> bool:
    """Work out the starts from stop q on, as far as they change; False where one would come too late."""
    stops = state.tour.stops
    while True:
        stop = stops[q]
        before = stops[stop.prev]
        t = next_start(state, q, before.start + before.duration + stop.ride)
        if t == stop.start:
            return True
        if t >= NEVER:
            return False
        keep_stop(state, q)
        stop.start = t
        if stop.next < 0:
            return True
        q = stop.next


@compiled
def renew_latest(state: State, p: int) -> None:
    """Work out the latest starts from stop p backwards, as far as they change."""
    stops = state.tour.stops
    while True:
        stop = stops[p]
        behind = stops[stop.next]
        t = last_start(state, p, behind.latest - behind.ride - stop.duration)
        if t == stop.latest:
            return
        keep_stop(state, p)
        stop.latest = t
        if stop.prev < 0:
            return
        p = stop.prev


@compiled
def renew_stale(state: State) -> None:
    """Work out the latest starts of all routes listed as stale. Coupled routes only.

    A tied task counts as fixed where it is, and a task with a wish as free up to the wish: ``latest`` is safe, not
    exact. ``last`` looks at the windows of the route alone: past it there is no way.
    """
    ground, tour, work = state.ground, state.tour, state.work
    stops, counts = tour.stops, work.counts
    n = ground.price.shape[0]
    while counts[STALE] > 0:
        counts[STALE] -= 1
        v = work.stale[counts[STALE]]
        work.is_stale[v] = False
        p = stops[n + 2 * v + 1].prev
        while p >= 0:
            stop = stops[p]
            behind = stops[stop.next]
            last = last_start(state, p, behind.last - behind.ride - stop.duration)
            latest = stop.start
            if stop.group < 0:
                latest = min(behind.latest - behind.ride - stop.duration, max(stop.due, stop.start))
                latest = last_start(state, p, latest)
            if latest != stop.latest or last != stop.last:
                keep_stop(state, p)
                stop.latest = latest
                stop.last = last
            p = stop.prev
