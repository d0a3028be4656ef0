"""Puts a group of tied tasks in together: all of them or none."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_unit
from routing.search.insertion import insert_task, try_task
from routing.search.links import plan_cost, unlink
from routing.search.places import find_anywhere, find_place
from routing.search.records import LARGEST, LATE, NOWHERE, TRIED, State
from routing.search.schedule import REFUSED, take_back

WIDE_SHARE = 0.1
"""Share of the tasks that fit beside no neighbour for which all places are tried."""
ALL = 1 << 58
"""More than any plan costs, so that a task of a group is never left out by itself."""


@compiled
def place_task(state: State, c: int, bound: int, blink: float) -> int:
    """Find the stop an absent task would follow at the least cost, near its neighbours or, now and then, anywhere."""
    draws = state.draws
    _, p = find_place(state, c, bound, blink)
    if p == NOWHERE and draw_unit(draws) < WIDE_SHARE:
        _, p = find_anywhere(state, c, bound)
    return p


@compiled
def insert_group(state: State, g: int, blink: float) -> bool:
    """Put in a group that is absent as a whole, where that is cheaper than leaving it out.

    Every member takes its turn as the first; each takes its cheapest place given those before. False where the plan
    breaks and the round must be undone.
    """
    ground, work = state.ground, state.work
    first, size = ground.members_from[g], ground.members_from[g + 1] - ground.members_from[g]
    best = plan_cost(state)
    choice = NOWHERE
    for turn in range(size):
        cost = _try_turn(state, g, turn, best, blink)
        if cost < best:
            best, choice = cost, turn
            for k in range(size):
                work.chosen[k] = work.trial[k]
    if choice == NOWHERE:
        return True
    for k in range(size):
        c = ground.members[first + (choice + k) % size]
        if not insert_task(state, c, work.chosen[k]):
            return False
    return True


@compiled
def _try_turn(state: State, g: int, turn: int, best: int, blink: float) -> int:
    """Cost of the whole plan with the group put in from this member on; of no interest from ``best`` on.

    The places are left in ``work.trial``.
    """
    ground, tour, work = state.ground, state.tour, state.work
    totals = tour.totals
    first, size = ground.members_from[g], ground.members_from[g + 1] - ground.members_from[g]
    late, largest = totals[LATE], totals[LARGEST]
    mark = work.counts[TRIED]
    done, fits = 0, True
    left_out = 0
    for k in range(size):
        left_out += ground.price[ground.members[first + k]]
    while done < size and fits:
        c = ground.members[first + (turn + done) % size]
        p = place_task(state, c, best - plan_cost(state) + left_out, blink)
        fits = p != NOWHERE
        if fits:
            work.trial[done] = p
            left_out -= ground.price[c]
            fits = try_task(state, c, p, REFUSED)
            done += 1
    cost = plan_cost(state) if fits else ALL
    take_back(state, mark)
    while done > 0:
        done -= 1
        unlink(state, ground.members[first + (turn + done) % size])
    totals[LATE] = late
    totals[LARGEST] = largest
    return cost
