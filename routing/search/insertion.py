"""Takes one absent task in, for good or to try it."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.flat import NEVER
from routing.search.links import keep_around, link
from routing.search.records import LARGEST, LATE, TRIED, Ground, Tour, Undo, Work
from routing.search.schedule import REFUSED, asked_by_lags, settle
from routing.search.slack import renew_latest, renew_starts
from routing.search.windows import next_start


@compiled
def insert_task(ground: Ground, tour: Tour, work: Work, undo: Undo, c: int, p: int) -> bool:
    """Take absent task c in after stop p, for good; False where the times do not settle."""
    keep_around(tour, undo, work.counts, c, p)
    link(ground, tour, c, p)
    if ground.coupled:
        return _time_inserted(ground, tour, work, undo, c, REFUSED, True) < REFUSED
    # Values no stop can have, so that its neighbours are told even where its own times turn out as before.
    tour.stops[c].start = -1
    tour.stops[c].latest = -1
    renew_latest(tour.stops, ground.windows, undo, work.counts, c)
    return renew_starts(tour.stops, ground.windows, undo, work.counts, c)


@compiled
def try_task(ground: Ground, tour: Tour, work: Work, undo: Undo, c: int, p: int, bound: int) -> bool:
    """Take absent task c in after stop p for a moment: the caller takes it back. Coupled routes only.

    False where the times do not settle, or where what it delays costs ``bound`` or more.
    """
    link(ground, tour, c, p)
    return _time_inserted(ground, tour, work, undo, c, bound, False) < REFUSED


@compiled
def _time_inserted(ground: Ground, tour: Tour, work: Work, undo: Undo, c: int, bound: int, keep: bool) -> int:
    stops, totals = tour.stops, tour.totals
    this, before = stops[c], stops[stops[c].prev]
    t = before.start + before.duration + this.ride
    if this.group >= 0:
        t = max(t, asked_by_lags(ground, stops, c))
    t = next_start(stops, ground.windows, c, t)
    if t >= NEVER:
        return REFUSED
    if not keep:
        k = work.counts[TRIED]
        work.tried[k] = c
        work.tried_start[k] = this.start
        work.counts[TRIED] = k + 1
    this.start = t
    if t > this.due:
        totals[LATE] += t - this.due
        totals[LARGEST] = max(totals[LARGEST], t - this.due)
    work.stack[0] = c
    return settle(ground, tour, work, undo, 1, c, bound, keep)
