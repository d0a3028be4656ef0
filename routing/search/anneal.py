"""The rounds of the search at one temperature, and the first filling of a plan."""

from __future__ import annotations

from routing.search.compiled import compiled, entry
from routing.search.draws import draw_unit
from routing.search.insertion import insert_task
from routing.search.links import begin_round, plan_cost, undo_round
from routing.search.places import find_anywhere
from routing.search.records import GUEST, INVITED, INVITED_BITS, NOWHERE, QUEUED, SEEDS, State
from routing.search.recreate import recreate
from routing.search.rounds import draw_seed, keep_best, note_absentees, run_round
from routing.search.ruin import queue_task
from routing.search.schedule import REFUSED
from routing.search.venture import VENTURE_ROUNDS, VENTURE_SHARE, begin_venture, draw_near, end_venture


@entry
def anneal(state: State, rounds: int, heat: float) -> None:
    """Run rounds at one temperature on the routes that are not barred.

    The best plan met is left in ``work.best`` (the ``next`` of every stop) and ``work.best_cost``.
    """
    work = state.work
    seeds = work.counts[SEEDS]
    may_venture = not state.ground.coupled and heat > 0.0
    cost = before = plan_cost(state)
    centre = NOWHERE
    left = 0
    for k in range(rounds):
        is_time = may_venture and left == 0 and rounds - k >= VENTURE_ROUNDS
        if is_time and draw_unit(state.draws) * VENTURE_ROUNDS < VENTURE_SHARE:
            centre = begin_venture(state)
            if centre != NOWHERE:
                before, cost, left = cost, plan_cost(state), VENTURE_ROUNDS
        seed = draw_seed(state, seeds)
        if left > 0:
            seed, work.counts[GUEST] = draw_near(state, centre), NOWHERE
        cost = run_round(state, seed, cost, heat)
        if left > 0:
            left -= 1
            if left == 0:
                cost = end_venture(state, before, cost, heat)
    work.now_cost[0] = cost


@entry
def fill(state: State) -> None:
    """Put in all that is absent and finds a place."""
    ground, tour, work = state.ground, state.tour, state.work
    begin_round(state)
    work.counts[QUEUED] = 0
    work.counts[GUEST] = NOWHERE
    work.counts[INVITED] = 1 << INVITED_BITS
    for c in range(ground.price.shape[0]):
        if tour.stops[c].route == NOWHERE:
            queue_task(state, c)
    if not recreate(state, 0.0, REFUSED, 0) or not place_anywhere(state):
        undo_round(state)
    note_absentees(state)
    keep_best(state, plan_cost(state))


@compiled
def place_anywhere(state: State) -> bool:
    """Put in the queued tasks that fit beside no neighbour but elsewhere; False where the plan breaks."""
    work = state.work
    for k in range(work.counts[QUEUED]):
        c = work.queue[k]
        if state.tour.stops[c].route == NOWHERE and state.tour.stops[c].group < 0:
            _, p = find_anywhere(state, c, state.ground.price[c])
            if p != NOWHERE and not insert_task(state, c, p):
                return False
    return True
