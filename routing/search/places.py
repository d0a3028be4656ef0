"""Where an absent task fits, and what it costs there."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.flat import ANY_WORKER, NEVER, OTHER_WORKER, SAME_WORKER
from routing.search.insertion import try_task
from routing.search.links import plan_cost, unlink
from routing.search.records import LARGEST, LATE, NOWHERE, SEEK, TRIED, USED, State
from routing.search.schedule import REFUSED, asked_by_lags, take_back
from routing.search.windows import next_start

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
        cost += route.fixed
    if cost >= bound or route.load + this.demand > route.capacity or ground.may[c, v] == 0:
        return REFUSED, True
    t = before.start + before.duration + ground.seconds_to[m, this.place, before.place]
    t = next_start(state, c, max(t, asked))
    ready = t + this.duration + ground.seconds[m, this.place, behind.place]
    if not ground.coupled:
        return (cost if ready <= behind.latest else REFUSED), True
    if t >= NEVER:
        return REFUSED, True
    if t > this.due:
        late = t - this.due
        cost += ground.late_total * late + ground.late_largest * max(0, late - tour.totals[LARGEST])
        if cost >= bound:
            return REFUSED, True
    return cost, this.group < 0 and ready <= behind.start


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
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    stops, routes = tour.stops, tour.routes
    tied = stops[c].group >= 0
    asked = asked_by_lags(state, c) if tied else -NEVER
    work.counts[SEEK] += 1
    seek = work.counts[SEEK]
    best, place, options = bound, NOWHERE, 0
    for side in range(2):
        near = ground.before if side == 0 else ground.after
        for k in range(near.shape[1]):
            p = near[c, k]
            if p < 0:
                break
            v = stops[p].route
            if v < 0:
                continue
            if side == 1:
                p = stops[p].prev
            if work.sought[p] == seek:
                continue
            work.sought[p] = seek
            if routes[v].barred or (tied and not is_open_to(state, c, v)):
                continue
            cost, exact = price_alone(state, c, p, asked, best)
            if cost < best and draw_unit(draws) >= blink:
                if exact:
                    best, place = cost, p
                else:
                    work.options[options], work.option_cost[options] = p, cost
                    options += 1
    n = ground.price.shape[0]
    types = ground.type_from.shape[0] - 1 if tour.totals[USED] < routes.shape[0] else 0
    offset = draw_below(draws, types) if types > MOST_EMPTY_TYPES else 0
    left = MOST_EMPTY_TYPES
    for k in range(types):
        v = find_empty(state, (k + offset) % types)
        if v < 0 or ground.may[c, v] == 0 or (tied and not is_open_to(state, c, v)):
            continue
        cost, exact = price_alone(state, c, n + 2 * v, asked, best)
        if cost < best and draw_unit(draws) >= blink:
            if exact:
                best, place = cost, n + 2 * v
            else:
                work.options[options], work.option_cost[options] = n + 2 * v, cost
                options += 1
        left -= 1
        if left == 0:
            break
    return _settle_options(state, c, options, best, place)


@compiled
def _settle_options(state: State, c: int, options: int, best: int, place: int) -> tuple[int, int]:
    """Work out the delays of the places that may still be the cheapest, the most promising first."""
    work = state.work
    while options > 0:
        least = 0
        for k in range(1, options):
            if work.option_cost[k] < work.option_cost[least]:
                least = k
        p, cost = work.options[least], work.option_cost[least]
        if cost >= best:
            break
        options -= 1
        work.options[least], work.option_cost[least] = work.options[options], work.option_cost[options]
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
