"""Takes one absent task in, for good or to try it."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.flat import NEVER
from routing.search.links import keep_around, link
from routing.search.records import LARGEST, LATE, TRIED, TRYING, State
from routing.search.schedule import REFUSED, asked_by_lags, settle
from routing.search.slack import renew_latest, renew_stale, renew_starts
from routing.search.windows import next_start


@compiled
def insert_task(state: State, c: int, p: int) -> bool:
    """Take absent task c in after stop p, for good; False where the times do not settle."""
    ground, tour = state.ground, state.tour
    keep_around(state, c, p)
    link(state, c, p)
    if ground.coupled:
        fine = _time_inserted(state, c, REFUSED) < REFUSED
        renew_stale(state)
        return fine
    # Values no stop can have, so that its neighbours are told even where its own times turn out as before.
    tour.stops[c].start = -1
    tour.stops[c].latest = -1
    renew_latest(state, c)
    return renew_starts(state, c)


@compiled
def try_task(state: State, c: int, p: int, bound: int) -> bool:
    """Take absent task c in after stop p for a moment: the caller takes it back. Coupled routes only.

    False where the times do not settle, or where what it delays costs ``bound`` or more.
    """
    counts = state.work.counts
    link(state, c, p)
    counts[TRYING] = 1
    fits = _time_inserted(state, c, bound) < REFUSED
    counts[TRYING] = 0
    return fits


@compiled
def _time_inserted(state: State, c: int, bound: int) -> int:
    tour, work = state.tour, state.work
    stops, totals = tour.stops, tour.totals
    this, before = stops[c], stops[stops[c].prev]
    t = before.start + before.duration + this.ride
    if this.group >= 0:
        t = max(t, asked_by_lags(state, c))
    t = next_start(state, c, t)
    if t >= NEVER:
        return REFUSED
    if work.counts[TRYING]:
        k = work.counts[TRIED]
        work.tried[k] = c
        work.tried_start[k] = this.start
        work.counts[TRIED] = k + 1
    this.start = t
    if t > this.due:
        totals[LATE] += t - this.due
        totals[LARGEST] = max(totals[LARGEST], t - this.due)
    work.stack[0] = c
    return settle(state, 1, c, bound)
