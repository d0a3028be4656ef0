"""Takes a task that finds no place in instead of another, which then looks for a place of its own.

On a day so full that most rounds would leave something out, this is how visits change workers (an ejection chain,
Glover 1996).
"""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_unit
from routing.search.flat import NEVER
from routing.search.insertion import insert_task
from routing.search.records import NOWHERE, ROUND, State
from routing.search.ruin import heal, remove_task
from routing.search.schedule import REFUSED
from routing.search.windows import next_start

OVERLOOKED = 0.3
"""Share of the tasks that are spared though they could give way."""


@compiled
def find_weaker(state: State, c: int) -> int:
    """Find a task whose place task c could take, the cheapest but for some overlooked; or NOWHERE.

    It stands alone, is not in the queue of this round, and what comes behind it is not delayed.
    """
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    stops = tour.stops
    this = stops[c]
    best, found = REFUSED, NOWHERE
    for k in range(ground.near.shape[1]):
        u = ground.near[c, k]
        if u < 0:
            break
        v = stops[u].route
        if v < 0 or stops[u].group >= 0 or work.queued[u] == work.counts[ROUND]:
            continue
        route = tour.routes[v]
        if ground.may[c, v] == 0 or route.barred or route.load - stops[u].demand + this.demand > route.capacity:
            continue
        before, behind = stops[stops[u].prev], stops[stops[u].next]
        m = route.mode
        cost = ground.charge_to[m, this.place, before.place] + ground.charge[m, this.place, behind.place]
        cost -= stops[u].leg + behind.leg
        if cost >= best:
            continue
        t = next_start(state, c, before.start + before.duration + ground.seconds_to[m, this.place, before.place])
        if t >= NEVER or t > this.due:
            continue
        if t + this.duration + ground.seconds[m, this.place, behind.place] > behind.latest:
            continue
        if draw_unit(draws) < OVERLOOKED:
            continue
        best, found = cost, u
    return found


@compiled
def eject_for(state: State, c: int) -> bool:
    """Take task c in where another is and queue that one, if there is one; False where the plan breaks."""
    u = find_weaker(state, c)
    if u == NOWHERE:
        return True
    p = state.tour.stops[u].prev
    remove_task(state, u)
    return heal(state) and insert_task(state, c, p)
