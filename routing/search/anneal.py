"""The rounds of the search: ruin, recreate, accept by annealing on the true cost."""

from __future__ import annotations

import math

from routing.search.compiled import compiled, entry
from routing.search.draws import draw_below, draw_unit
from routing.search.flat import Ints
from routing.search.insertion import insert_task
from routing.search.links import begin_round, link, mark_stale, plan_cost, undo_round, unlink
from routing.search.places import find_anywhere
from routing.search.records import ABSENTEES, GUEST, INVITED, INVITED_BITS, LARGEST, LATE, NOWHERE, QUEUED, SEEDS, State
from routing.search.recreate import BLINK, recreate
from routing.search.ruin import find_in_the_way, queue_task, ruin_near
from routing.search.schedule import loosen
from routing.search.slack import renew_latest, renew_stale, renew_starts
from routing.search.tails import exchange_tails

MOST_RETRIED = 10
"""Tasks long absent that are tried again in one round, besides those near the seed."""

INVITE_SHARE = 0.1
"""Share of the rounds in which empty routes seem cheap."""
GUEST_SHARE = 0.1
"""Share of the rounds that make room for an absent task, where there is one."""
TAIL_TRIES = 20
"""Exchanges of tails tried after each round."""


@entry
def anneal(state: State, rounds: int, heat: float) -> None:
    """Run rounds at one temperature on the routes that are not barred.

    The best plan met is left in ``work.best`` (the ``next`` of every stop) and ``work.best_cost``.
    """
    work, draws = state.work, state.draws
    cost = plan_cost(state)
    seeds = work.counts[SEEDS]
    for _ in range(rounds):
        begin_round(state)
        work.counts[QUEUED] = 0
        fine = ruin_near(state, draw_seed(state, seeds))
        if work.counts[GUEST] != NOWHERE:
            queue_task(state, work.counts[GUEST])
        queue_absentees(state)
        invite(state)
        fine = fine and recreate(state, BLINK)
        new = plan_cost(state)
        if fine and new - cost <= -heat * math.log(1.0 - draw_unit(draws)):
            note_absentees(state)
            cost = new
            if cost < work.best_cost[0]:
                keep_best(state, cost)
        else:
            undo_round(state)
        if not state.ground.coupled:
            begin_round(state)
            for _ in range(TAIL_TRIES):
                change = exchange_tails(state, heat)
                cost += change
                if change < 0 and cost < work.best_cost[0]:
                    keep_best(state, cost)
    work.now_cost[0] = cost


@compiled
def draw_seed(state: State, seeds: int) -> int:
    """Draw the task around which strings are cut: any, or now and then one that is in the way of an absent task."""
    work, draws = state.work, state.draws
    work.counts[GUEST] = NOWHERE
    if work.counts[ABSENTEES] > 0 and draw_unit(draws) < GUEST_SHARE:
        guest = work.absent[draw_below(draws, work.counts[ABSENTEES])]
        seed = find_in_the_way(state, guest)
        if seed != NOWHERE:
            work.counts[GUEST] = guest
            return seed
    return work.seeds[draw_below(draws, seeds)]


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
    if not recreate(state, 0.0) or not place_anywhere(state):
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


@compiled
def keep_best(state: State, cost: int) -> None:
    """Note the plan as the best so far."""
    tour, work = state.tour, state.work
    work.best_cost[0] = cost
    work.now_cost[0] = cost
    for c in range(tour.stops.shape[0]):
        work.best[c] = tour.stops[c].next


@compiled
def invite(state: State) -> None:
    """Let empty routes seem cheap in some rounds: a new route pays only once several tasks have moved to it."""
    counts, draws = state.work.counts, state.draws
    whole = 1 << INVITED_BITS
    counts[INVITED] = draw_below(draws, whole) if draw_unit(draws) < INVITE_SHARE else whole


@compiled
def queue_absentees(state: State) -> None:
    """Queue some of the tasks that were absent before the round."""
    work, draws = state.work, state.draws
    count = work.counts[ABSENTEES]
    first = draw_below(draws, count) if count > MOST_RETRIED else 0
    for k in range(min(count, MOST_RETRIED)):
        queue_task(state, work.absent[(first + k) % count])


@compiled
def note_absentees(state: State) -> None:
    """Bring the list of absent tasks up to date after a round that counts."""
    tour, work = state.tour, state.work
    counts, absent, at = work.counts, work.absent, work.absent_at
    for k in range(counts[QUEUED]):
        c = work.queue[k]
        if tour.stops[c].route >= 0:
            if at[c] >= 0:
                last = absent[counts[ABSENTEES] - 1]
                absent[at[c]] = last
                at[last] = at[c]
                at[c] = -1
                counts[ABSENTEES] -= 1
        elif at[c] < 0:
            at[c] = counts[ABSENTEES]
            absent[at[c]] = c
            counts[ABSENTEES] += 1
