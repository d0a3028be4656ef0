"""Takes tasks into routes and out again, and remembers how things were."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.records import (
    ABSENT,
    FIXED,
    KEPT_ROUTES,
    KEPT_STOPS,
    LARGEST,
    LATE,
    NOWHERE,
    PLACED,
    ROUND,
    STALE,
    TRAVEL,
    USED,
    State,
)


@compiled
def begin_round(state: State) -> None:
    """Start a round that can be undone."""
    tour, undo, counts = state.tour, state.undo, state.work.counts
    counts[ROUND] += 1
    counts[KEPT_STOPS] = 0
    counts[KEPT_ROUTES] = 0
    while counts[STALE] > 0:
        counts[STALE] -= 1
        state.work.is_stale[state.work.stale[counts[STALE]]] = False
    for k in range(tour.totals.shape[0]):
        undo.totals[k] = tour.totals[k]


@compiled
def undo_round(state: State) -> None:
    """Put everything back as it was when the round began."""
    tour, undo, counts = state.tour, state.undo, state.work.counts
    for k in range(counts[KEPT_STOPS]):
        tour.stops[undo.stop_ids[k]] = undo.stops[k]
    for k in range(counts[KEPT_ROUTES]):
        tour.routes[undo.route_ids[k]] = undo.routes[k]
    for k in range(tour.totals.shape[0]):
        tour.totals[k] = undo.totals[k]


@compiled
def keep_stop(state: State, c: int) -> None:
    """Remember a stop before its first change in a round."""
    undo, stops, counts = state.undo, state.tour.stops, state.work.counts
    if undo.stop_round[c] != counts[ROUND]:
        undo.stop_round[c] = counts[ROUND]
        k = counts[KEPT_STOPS]
        counts[KEPT_STOPS] = k + 1
        undo.stop_ids[k] = c
        undo.stops[k] = stops[c]


@compiled
def keep_around(state: State, c: int, p: int) -> None:
    """Remember all that changes when task c comes or goes after stop p."""
    tour, undo, counts = state.tour, state.undo, state.work.counts
    stops = tour.stops
    keep_stop(state, p)
    keep_stop(state, c)
    q = stops[p].next if stops[p].next != c else stops[c].next
    keep_stop(state, q)
    v = stops[p].route
    mark_stale(state, v)
    if undo.route_round[v] != counts[ROUND]:
        undo.route_round[v] = counts[ROUND]
        k = counts[KEPT_ROUTES]
        counts[KEPT_ROUTES] = k + 1
        undo.route_ids[k] = v
        undo.routes[k] = tour.routes[v]


@compiled
def mark_stale(state: State, v: int) -> None:
    """List a route whose latest starts are to be worked out anew."""
    work = state.work
    if not work.is_stale[v]:
        work.is_stale[v] = True
        work.stale[work.counts[STALE]] = v
        work.counts[STALE] += 1


@compiled
def link(state: State, c: int, p: int) -> None:
    """Take absent task c into the route of stop p, right after it. Times are left as they are."""
    ground, tour = state.ground, state.tour
    stops, totals = tour.stops, tour.totals
    this, before = stops[c], stops[p]
    q = before.next
    behind = stops[q]
    v = before.route
    route = tour.routes[v]
    m = route.mode
    totals[TRAVEL] -= behind.leg
    this.leg = ground.charge_to[m, this.place, before.place]
    this.ride = ground.seconds_to[m, this.place, before.place]
    behind.leg = ground.charge[m, this.place, behind.place]
    behind.ride = ground.seconds[m, this.place, behind.place]
    totals[TRAVEL] += this.leg + behind.leg
    totals[ABSENT] -= ground.price[c]
    totals[PLACED] += 1
    if route.size == 0:
        totals[FIXED] += route.fixed
        totals[USED] += 1
    route.size += 1
    route.load += this.demand
    this.route = v
    this.prev = p
    this.next = q
    before.next = c
    behind.prev = c


@compiled
def unlink(state: State, c: int) -> None:
    """Take task c out of its route. Other times are left as they are."""
    ground, tour = state.ground, state.tour
    stops, totals = tour.stops, tour.totals
    this = stops[c]
    p, q, v = this.prev, this.next, this.route
    before, behind = stops[p], stops[q]
    route = tour.routes[v]
    m = route.mode
    totals[TRAVEL] -= this.leg + behind.leg
    totals[ABSENT] += ground.price[c]
    totals[LATE] -= max(0, this.start - this.due)
    totals[PLACED] -= 1
    route.size -= 1
    route.load -= this.demand
    if route.size == 0:
        totals[FIXED] -= route.fixed
        totals[USED] -= 1
        behind.leg = 0
        behind.ride = 0
    else:
        behind.leg = ground.charge[m, before.place, behind.place]
        behind.ride = ground.seconds[m, before.place, behind.place]
        totals[TRAVEL] += behind.leg
    before.next = q
    behind.prev = p
    this.route = NOWHERE
    this.prev = NOWHERE
    this.next = NOWHERE
    this.start = this.open


@compiled
def plan_cost(state: State) -> int:
    """Cost of the plan under way."""
    ground, totals = state.ground, state.tour.totals
    return (
        ground.charge_weight * totals[TRAVEL]
        + totals[FIXED]
        + totals[ABSENT]
        + ground.late_total * totals[LATE]
        + ground.late_largest * totals[LARGEST]
    )
