"""Puts absent tasks back, one after another, each at its cheapest place."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below
from routing.search.eject import eject_for
from routing.search.flat import NEVER
from routing.search.groups import ALL, insert_group, place_task
from routing.search.insertion import insert_task
from routing.search.links import plan_cost
from routing.search.records import GUEST, NOWHERE, QUEUED, State
from routing.search.ruin import heal, remove_group
from routing.search.windows import last_close

BLINK = 0.01
"""Share of places overlooked."""
ORDERS = 16
MOST_EJECTED = 3
"""Tasks of a round that give way to others which find no place."""


@compiled
def recreate(state: State, blink: float, most: int, ejections: int) -> bool:
    """Put the queued tasks back in a drawn order; False where the round must be undone.

    That is where the plan breaks, or costs more than ``most`` already though what waits were put in for nothing. So
    do rounds end that a task would have saved: one that shortens its leg, or brings in one of its group.

    Parameters
    ----------
    ejections
        Most tasks that give way to others which find no place, and look for one themselves.
    """
    ground, work = state.ground, state.work
    counts = work.counts
    order_queue(state)
    waiting, known = 0, 0
    k = 0
    while k < counts[QUEUED]:
        # What is taken out on the way waits, too.
        while known < counts[QUEUED]:
            waiting += ground.price[work.queue[known]]
            known += 1
        if plan_cost(state) - waiting > most:
            return False
        c = work.queue[k]
        k += 1
        waiting -= ground.price[c]
        stop = state.tour.stops[c]
        if stop.route < 0 and not (
            _put_back(state, c, blink, ejections) if stop.group < 0 else _put_back_tied(state, c, blink)
        ):
            return False
        if stop.group < 0:
            ejections -= counts[QUEUED] - known
    return True


@compiled
def _put_back(state: State, c: int, blink: float, ejections: int) -> bool:
    """Put back a task tied to no other, or take it in instead of one; False where the plan breaks."""
    p = place_task(state, c, state.ground.price[c], blink)
    if p != NOWHERE:
        return insert_task(state, c, p)
    return ejections <= 0 or eject_for(state, c)


@compiled
def _put_back_tied(state: State, c: int, blink: float) -> bool:
    """Put back one task of a group, or all that is left of it; False where the plan breaks."""
    ground, stops = state.ground, state.tour.stops
    g = stops[c].group
    placed = 0
    for e in range(ground.members_from[g], ground.members_from[g + 1]):
        placed += stops[ground.members[e]].route >= 0
    whole = ground.whole[g]
    if placed == 0:
        if not insert_group(state, g, blink):
            return False
        if whole or stops[c].route >= 0:
            return True
    p = place_task(state, c, ALL if whole else ground.price[c], blink)
    if p != NOWHERE:
        return insert_task(state, c, p)
    if not whole:
        return True
    remove_group(state, g)
    return heal(state)


@compiled
def order_queue(state: State) -> None:
    """Sort the queue by one of the paper's orders: drawn, by demand, distance, or window."""
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    stops, queue, keys = tour.stops, work.queue, work.keys
    count = work.counts[QUEUED]
    order = draw_below(draws, ORDERS)
    depot = stops[ground.price.shape[0]].place
    for k in range(count):
        stop = stops[queue[k]]
        if order < 4:
            keys[k] = draw_below(draws, 1 << 30)
        elif order < 8:
            keys[k] = (ground.able[queue[k]] << 40) - (stop.demand << 20) + draw_below(draws, 1 << 20)
        elif order < 10:
            keys[k] = -ground.seconds[0, depot, stop.place]
        elif order < 11:
            keys[k] = ground.seconds[0, depot, stop.place]
        elif order < 12:
            keys[k] = min(last_close(state, queue[k]), stop.due) - stop.open
        elif order < 14:
            keys[k] = stop.open
        elif order < 15:
            keys[k] = -min(last_close(state, queue[k]), stop.due)
        else:
            keys[k] = (0 if stop.group >= 0 else 1 << 30) + draw_below(draws, 1 << 29)
        if queue[k] == work.counts[GUEST]:
            keys[k] = -NEVER << 20
    for k in range(1, count):
        c, key = queue[k], keys[k]
        j = k - 1
        while j >= 0 and keys[j] > key:
            queue[j + 1], keys[j + 1] = queue[j], keys[j]
            j -= 1
        queue[j + 1], keys[j + 1] = c, key
