"""Takes over a whole plan."""

from __future__ import annotations

from routing.search.compiled import compiled, entry
from routing.search.flat import Ints
from routing.search.links import begin_round, link, mark_stale, plan_cost, unlink
from routing.search.records import ABSENTEES, LARGEST, LATE, NOWHERE, State
from routing.search.rounds import keep_best
from routing.search.schedule import loosen
from routing.search.slack import renew_latest, renew_stale, renew_starts


@entry
def adopt(state: State, following: Ints) -> bool:
    """Take over a plan given as the ``next`` of every stop; False where its times break a rule."""
    ground, tour, work = state.ground, state.tour, state.work
    n = ground.price.shape[0]
    begin_round(state)
    for c in range(n):
        if tour.stops[c].route >= 0:
            unlink(state, c)
    for v in range(tour.routes.shape[0]):
        p = n + 2 * v
        while following[p] < n:
            c = following[p]
            link(state, c, p)
            p = c
    fine = heal_all(state)
    work.counts[ABSENTEES] = 0
    for c in range(n):
        work.absent_at[c] = NOWHERE
        if tour.stops[c].route < 0:
            work.absent_at[c] = work.counts[ABSENTEES]
            work.absent[work.counts[ABSENTEES]] = c
            work.counts[ABSENTEES] += 1
    if fine:
        keep_best(state, plan_cost(state))
    return fine


@compiled
def heal_all(state: State) -> bool:
    """Work out all times anew."""
    ground, tour, work = state.ground, state.tour, state.work
    stops, totals = tour.stops, tour.totals
    n = ground.price.shape[0]
    fine = True
    totals[LATE] = 0
    totals[LARGEST] = 0
    for c in range(n, stops.shape[0]):
        stops[c].start = stops[c].open
        stops[c].latest, stops[c].last = stops[c].close, stops[c].close
    if ground.coupled:
        freed = 0
        for c in range(stops.shape[0]):
            stops[c].start = stops[c].open
            if stops[c].prev >= 0:
                work.stack[freed] = c
                freed += 1
        for v in range(tour.routes.shape[0]):
            mark_stale(state, v)
        fine = loosen(state, freed)
        renew_stale(state)
        return fine
    for c in range(n):
        # Values no stop can have, so that every stop is told.
        stops[c].start, stops[c].latest = -1, -1
    for v in range(tour.routes.shape[0]):
        if tour.routes[v].size > 0:
            fine = fine and renew_starts(state, stops[n + 2 * v].next)
            renew_latest(state, stops[n + 2 * v + 1].prev)
    return fine
