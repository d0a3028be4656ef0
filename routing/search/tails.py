"""Exchanges the tails of two routes (2-opt*, Potvin & Rousseau 1995), at the temperature of the annealing.

A string is short, so on long routes ruin and recreate alone cannot bring two ends together, split a route or join two.
Only for routes that stand alone, between vehicles of one type.
"""

from __future__ import annotations

import math

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.places import find_empty
from routing.search.records import FIXED, NOWHERE, SEEDS, TRAVEL, USED, State
from routing.search.slack import renew_latest, renew_starts

SPLIT_SHARE = 0.05
"""Share of the tries that cut a route in two."""


@compiled
def exchange_tails(state: State, heat: float) -> int:
    """Try one exchange that brings a drawn task and one of its likely successors together; the change of cost."""
    ground, tour = state.ground, state.tour
    stops, routes = tour.stops, tour.routes
    p, q = _draw_pair(state)
    if p == NOWHERE:
        return 0
    # Now p -> old and other -> q; then p -> q and other -> old.
    old, other = stops[p].next, stops[q].prev
    change = ground.charge_weight * (_leg(state, p, q) + _leg(state, other, old) - stops[old].leg - stops[q].leg)
    n = ground.price.shape[0]
    target = routes[stops[q].route]
    if target.size == 0:
        change += target.fixed
    elif other >= n and old >= n:
        change -= target.fixed
    if change > -heat * math.log(1.0 - draw_unit(state.draws)):
        return 0
    if not (is_in_time(state, p, q) and is_in_time(state, other, old)):
        return 0
    return change if swap_tails(state, p, q) else 0


@compiled
def is_in_time(state: State, p: int, q: int) -> bool:
    """Whether stop q may follow stop p with all that is behind it, between vehicles of one type."""
    stops = state.tour.stops
    m = state.tour.routes[stops[p].route].mode
    return (
        stops[p].start + stops[p].duration + state.ground.seconds[m, stops[p].place, stops[q].place] <= stops[q].latest
    )


@compiled
def _draw_pair(state: State) -> tuple[int, int]:
    """Draw a task and a stop of another route that may follow it; :data:`NOWHERE` twice where the draw is no pair."""
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    stops, routes = tour.stops, tour.routes
    n = ground.price.shape[0]
    p = work.seeds[draw_below(draws, work.counts[SEEDS])]
    v = stops[p].route
    q = ground.after[p, draw_below(draws, ground.after.shape[1])]
    if v >= 0 and draw_unit(draws) < SPLIT_SHARE:
        empty = find_empty(state, routes[v].type)
        q = n + 2 * empty + 1 if empty >= 0 and stops[p].next < n else NOWHERE
    if v >= 0 and q >= 0:
        w = stops[q].route
        if w >= 0 and w != v and not routes[w].barred and routes[v].type == routes[w].type:
            return p, q
    return NOWHERE, NOWHERE


@compiled
def _leg(state: State, p: int, q: int) -> int:
    """Charge from stop p to stop q; nothing from a start to an end, for nobody goes out."""
    ground, stops = state.ground, state.tour.stops
    n = ground.price.shape[0]
    if p >= n and q >= n:
        return 0
    m = state.tour.routes[stops[p].route].mode
    return ground.charge[m, stops[p].place, stops[q].place]


@compiled
def swap_tails(state: State, p: int, q: int) -> bool:
    """Let q and what follows it come after p, and what followed p come where q was; False where loads forbid it."""
    tour = state.tour
    stops, routes, totals = tour.stops, tour.routes, tour.totals
    n = state.ground.price.shape[0]
    old, other = stops[p].next, stops[q].prev
    v, w = stops[p].route, stops[q].route
    tail_v, load_v = _measure_tail(state, old)
    tail_w, load_w = _measure_tail(state, q)
    one, two = routes[v], routes[w]
    if one.load - load_v + load_w > one.capacity or two.load - load_w + load_v > two.capacity:
        return False
    used = (one.size > 0) + (two.size > 0)
    last_v, last_w = stops[n + 2 * v + 1].prev, stops[n + 2 * w + 1].prev
    _append_tail(state, p, q, last_w, v)
    _append_tail(state, other, old, last_v, w)
    one.size += tail_w - tail_v
    two.size += tail_v - tail_w
    one.load += load_w - load_v
    two.load += load_v - load_w
    change = (one.size > 0) + (two.size > 0) - used
    totals[USED] += change
    totals[FIXED] += change * one.fixed
    renew_starts(state, stops[p].next)
    renew_starts(state, stops[other].next)
    renew_latest(state, p)
    renew_latest(state, other)
    renew_starts(state, n + 2 * v + 1)
    renew_starts(state, n + 2 * w + 1)
    return True


@compiled
def _measure_tail(state: State, q: int) -> tuple[int, int]:
    """Count the tasks from stop q to the end of its route, and what they load."""
    stops = state.tour.stops
    n = state.ground.price.shape[0]
    tasks, load = 0, 0
    while q < n:
        tasks += 1
        load += stops[q].demand
        q = stops[q].next
    return tasks, load


@compiled
def _append_tail(state: State, p: int, q: int, last: int, v: int) -> None:
    """Let the tasks from q to ``last``, or none where q is an end, and the end of route v follow stop p."""
    stops = state.tour.stops
    n = state.ground.price.shape[0]
    end = n + 2 * v + 1
    if q >= n:
        _join(state, p, end)
        return
    _join(state, p, q)
    _join(state, last, end)
    while q < n:
        stops[q].route = v
        q = stops[q].next


@compiled
def _join(state: State, p: int, q: int) -> None:
    """Let stop q follow stop p."""
    ground, stops, totals = state.ground, state.tour.stops, state.tour.totals
    n = ground.price.shape[0]
    before, behind = stops[p], stops[q]
    m = state.tour.routes[before.route].mode
    totals[TRAVEL] -= behind.leg
    behind.leg = _leg(state, p, q)
    behind.ride = 0 if p >= n and q >= n else ground.seconds[m, before.place, behind.place]
    totals[TRAVEL] += behind.leg
    before.next = q
    behind.prev = p
