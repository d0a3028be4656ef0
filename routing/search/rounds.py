"""A round of the search: ruin, recreate, accept by annealing on the true cost; then exchanges of tails."""

from __future__ import annotations

import math

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.links import begin_round, plan_cost, undo_round
from routing.search.records import ABSENTEES, GUEST, INVITED, INVITED_BITS, NOWHERE, QUEUED, State
from routing.search.recreate import BLINK, MOST_EJECTED, recreate
from routing.search.ruin import find_in_the_way, queue_task, ruin_near
from routing.search.tails import exchange_tails

MOST_RETRIED = 10
"""Tasks long absent that are tried again in one round, besides those near the seed."""

INVITE_SHARE = 0.1
"""Share of the rounds in which empty routes seem cheap."""
GUEST_SHARE = 0.1
"""Share of the rounds that make room for an absent task, where there is one."""
TAIL_TRIES = 20
"""Exchanges of tails tried after each round."""


@compiled
def run_round(state: State, seed: int, cost: int, heat: float) -> int:
    """Change the plan around a seed task, or leave it as it is; what it costs then, given what it cost before.

    The best plan met is left in ``work.best`` (the ``next`` of every stop) and ``work.best_cost``.
    """
    work, draws = state.work, state.draws
    begin_round(state)
    work.counts[QUEUED] = 0
    fine = ruin_near(state, seed)
    if work.counts[GUEST] != NOWHERE:
        queue_task(state, work.counts[GUEST])
    queue_absentees(state)
    invite(state)
    most = cost + int(-heat * math.log(1.0 - draw_unit(draws)))
    fine = fine and recreate(state, BLINK, most, MOST_EJECTED)
    new = plan_cost(state)
    if fine and new <= most:
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
    return cost


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


@compiled
def keep_best(state: State, cost: int) -> None:
    """Note the plan as the best so far."""
    tour, work = state.tour, state.work
    work.best_cost[0] = cost
    work.now_cost[0] = cost
    for c in range(tour.stops.shape[0]):
        work.best[c] = tour.stops[c].next
