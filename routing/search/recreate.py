"""Puts absent tasks back, one after another, each at its cheapest place."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below
from routing.search.flat import NEVER
from routing.search.groups import ALL, insert_group, place_task
from routing.search.insertion import insert_task
from routing.search.records import GUEST, NOWHERE, QUEUED, State
from routing.search.ruin import heal, remove_group
from routing.search.windows import last_close

BLINK = 0.01
"""Share of places overlooked."""
ORDERS = 16


@compiled
def recreate(state: State, blink: float) -> bool:
    """Put the queued tasks back in a drawn order; False where the plan breaks and the round must be undone."""
    ground, tour, work = state.ground, state.tour, state.work
    stops, counts = tour.stops, work.counts
    order_queue(state)
    k = 0
    while k < counts[QUEUED]:
        c = work.queue[k]
        k += 1
        if stops[c].route >= 0:
            continue
        g = stops[c].group
        placed = 0
        if g >= 0:
            for e in range(ground.members_from[g], ground.members_from[g + 1]):
                placed += stops[ground.members[e]].route >= 0
        whole = g >= 0 and ground.whole[g]
        if g >= 0 and placed == 0:
            if not insert_group(state, g, blink):
                return False
            if whole or stops[c].route >= 0:
                continue
        p = place_task(state, c, ALL if whole else ground.price[c], blink)
        if p != NOWHERE:
            if not insert_task(state, c, p):
                return False
        elif whole:
            remove_group(state, g)
            if not heal(state):
                return False
    return True


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
