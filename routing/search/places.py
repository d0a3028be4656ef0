"""Where an absent task fits, and what it costs there."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.flat import ANY_WORKER, NEVER, OTHER_WORKER, SAME_WORKER
from routing.search.insertion import try_task
from routing.search.links import plan_cost, unlink
from routing.search.records import (
    INVITED,
    INVITED_BITS,
    LARGEST,
    LATE,
    NOWHERE,
    OPTIONS,
    PLACED,
    SEEK,
    TRIED,
    USED,
    State,
)
from routing.search.schedule import REFUSED, asked_by_lags, take_back
from routing.search.windows import last_close, next_start

MOST_EMPTY_TYPES = 8
"""Vehicle types of which an empty route is tried for one task."""


@compiled
def price_alone(state: State, c: int, p: int, asked: int, bound: int) -> tuple[int, bool]:
    """Cost of task c right after stop p, but for what it delays.

    Parameters
    ----------
    asked
        The least start that lags of the task ask for.
    bound
        A cost from which on the place is of no interest.

    Returns
    -------
    tuple[int, bool]
        Cost, :data:`REFUSED` where it is forbidden or reaches the bound; whether that is all, nothing being delayed.
    """
    ground, tour = state.ground, state.tour
    stops = tour.stops
    this, before = stops[c], stops[p]
    v = before.route
    route = tour.routes[v]
    behind = stops[before.next]
    m = route.mode
    cost = ground.charge_weight * (
        ground.charge_to[m, this.place, before.place] + ground.charge[m, this.place, behind.place] - behind.leg
    )
    if route.size == 0:
        cost = (cost + route.fixed) * state.work.counts[INVITED] >> INVITED_BITS
    if cost >= bound or route.load + this.demand > route.capacity or ground.may[c, v] == 0:
        return REFUSED, True
    t = before.start + before.duration + ground.seconds_to[m, this.place, before.place]
    t = next_start(state, c, max(t, asked))
    ready = t + this.duration + ground.seconds[m, this.place, behind.place]
    if not ground.coupled:
        return (cost if ready <= behind.latest else REFUSED), True
    if t >= NEVER or ready > behind.last:
        return REFUSED, True
    if t > this.due:
        late = t - this.due
        cost += ground.late_total * late + ground.late_largest * max(0, late - tour.totals[LARGEST])
        if cost >= bound:
            return REFUSED, True
    return cost, this.group < 0 and ready <= behind.latest


@compiled
def price_delays(state: State, c: int, p: int, bound: int) -> int:
    """Cost of task c right after stop p with all it delays, by putting it there for a moment."""
    ground, tour, work = state.ground, state.tour, state.work
    totals = tour.totals
    late, largest = totals[LATE], totals[LARGEST]
    mark = work.counts[TRIED]
    cost = -plan_cost(state) + ground.price[c]
    fits = try_task(state, c, p, bound)
    cost += plan_cost(state)
    take_back(state, mark)
    unlink(state, c)
    totals[LATE] = late
    totals[LARGEST] = largest
    return cost if fits else REFUSED


@compiled
def is_open_to(state: State, c: int, v: int) -> bool:
    """Whether the lags of task c let the worker of route v do it, given who does the tasks it is tied to."""
    ground, tour = state.ground, state.tour
    for k in range(ground.lag_from[c], ground.lag_from[c + 1]):
        lag = ground.lags[k]
        if lag.worker != ANY_WORKER:
            other = tour.stops[lag.other].route
            if other >= 0 and (
                (lag.worker == OTHER_WORKER and other == v) or (lag.worker == SAME_WORKER and other != v)
            ):
                return False
    return True


@compiled
def find_place(state: State, c: int, bound: int, blink: float) -> tuple[int, int]:
    """Find the cheapest place for absent task c beside its neighbours or in an empty route.

    Parameters
    ----------
    bound
        Only places cheaper than this count.
    blink
        Share of the places overlooked (Christiaens & Vanden Berghe 2020).

    Returns
    -------
    tuple[int, int]
        Cost, and the stop it would follow; :data:`NOWHERE` where there is none.
    """
    ground, tour, work = state.ground, state.tour, state.work
    asked = asked_by_lags(state, c) if tour.stops[c].group >= 0 else -NEVER
    work.counts[SEEK] += 1
    work.counts[OPTIONS] = 0
    work.found[0], work.found[1] = bound, NOWHERE
    few = ground.few_from[c + 1] - ground.few_from[c]
    if few > 0 and few * tour.totals[PLACED] <= 2 * ground.before.shape[1] * tour.totals[USED]:
        for k in range(ground.few_from[c], ground.few_from[c + 1]):
            _offer_route(state, c, ground.few[k], asked, blink)
        return _settle_options(state, c)
    for k in range(ground.before.shape[1]):
        p = ground.before[c, k]
        if p < 0:
            break
        if tour.stops[p].route >= 0:
            _offer(state, c, p, asked, blink)
    for k in range(ground.after.shape[1]):
        q = ground.after[c, k]
        if q < 0:
            break
        if tour.stops[q].route >= 0:
            _offer(state, c, tour.stops[q].prev, asked, blink)
    if tour.totals[USED] < tour.routes.shape[0]:
        _offer_empty(state, c, asked, blink)
    return _settle_options(state, c)


@compiled
def _offer(state: State, c: int, p: int, asked: int, blink: float) -> None:
    """Consider the place after stop p, once a search: the best so far, or an option whose delays are not known yet."""
    tour, work = state.tour, state.work
    v = tour.stops[p].route
    if work.sought[p] == work.counts[SEEK] or tour.routes[v].barred:
        return
    work.sought[p] = work.counts[SEEK]
    if tour.stops[c].group >= 0 and not is_open_to(state, c, v):
        return
    cost, exact = price_alone(state, c, p, asked, work.found[0])
    if cost >= work.found[0] or draw_unit(state.draws) < blink:
        return
    if exact:
        work.found[0], work.found[1] = cost, p
    else:
        k = work.counts[OPTIONS]
        work.options[k], work.option_cost[k] = p, cost
        work.counts[OPTIONS] = k + 1


@compiled
def _offer_route(state: State, c: int, v: int, asked: int, blink: float) -> None:
    """Consider all places in a route whose stops let the task be in time."""
    ground, tour = state.ground, state.tour
    stops = tour.stops
    if tour.routes[v].barred:
        return
    p = ground.price.shape[0] + 2 * v
    opens, closes = stops[c].open, last_close(state, c)
    while stops[p].next >= 0 and stops[p].start <= closes:
        q = stops[p].next
        if opens <= (stops[q].last if ground.coupled else stops[q].latest):
            _offer(state, c, p, asked, blink)
        p = q


@compiled
def _offer_empty(state: State, c: int, asked: int, blink: float) -> None:
    """Consider an empty route of each vehicle type, or of some where there are many types."""
    ground = state.ground
    types = ground.type_from.shape[0] - 1
    offset = draw_below(state.draws, types) if types > MOST_EMPTY_TYPES else 0
    left = MOST_EMPTY_TYPES
    for k in range(types):
        v = find_empty(state, (k + offset) % types)
        if v >= 0 and ground.may[c, v]:
            _offer(state, c, ground.price.shape[0] + 2 * v, asked, blink)
            left -= 1
            if left == 0:
                break


@compiled
def _settle_options(state: State, c: int) -> tuple[int, int]:
    """Work out the delays of the options that may still be the cheapest, the most promising first."""
    work = state.work
    options, option_cost = work.options, work.option_cost
    best, place = work.found[0], work.found[1]
    left = work.counts[OPTIONS]
    while left > 0:
        least = 0
        for k in range(1, left):
            if option_cost[k] < option_cost[least]:
                least = k
        p, cost = options[least], option_cost[least]
        if cost >= best:
            break
        left -= 1
        options[least], option_cost[least] = options[left], option_cost[left]
        cost = price_delays(state, c, p, best - cost)
        if cost < best:
            best, place = cost, p
    return best, place


@compiled
def find_empty(state: State, kind: int) -> int:
    """Find an empty route of a vehicle type, from where the last one was found; NOWHERE if all are in use."""
    ground, tour = state.ground, state.tour
    first, count = ground.type_from[kind], ground.type_from[kind + 1] - ground.type_from[kind]
    for k in range(count):
        at = (tour.free[kind] + k) % count
        v = ground.type_routes[first + at]
        if tour.routes[v].size == 0 and not tour.routes[v].barred:
            tour.free[kind] = at
            return v
    return NOWHERE


@compiled
def find_anywhere(state: State, c: int, bound: int) -> tuple[int, int]:
    """Find the cheapest of all places for absent task c, near or not."""
    ground, tour = state.ground, state.tour
    stops = tour.stops
    n = ground.price.shape[0]
    asked = asked_by_lags(state, c)
    best, place = bound, NOWHERE
    for v in range(tour.routes.shape[0]):
        if ground.may[c, v] == 0 or tour.routes[v].barred or not is_open_to(state, c, v):
            continue
        p = n + 2 * v
        while stops[p].next >= 0:
            cost, exact = price_alone(state, c, p, asked, best)
            if cost < best and not exact:
                cost = price_delays(state, c, p, best - cost)
            if cost < best:
                best, place = cost, p
            p = stops[p].next
    return best, place
