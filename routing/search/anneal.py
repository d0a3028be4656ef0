"""The rounds of the search: ruin, recreate, accept by annealing on the true cost."""

from __future__ import annotations

import math

from routing.search.compiled import entry, compiled
from routing.search.draws import Draws, draw_below, draw_unit
from routing.search.links import begin_round, plan_cost, undo_round
from routing.search.recreate import BLINK, recreate
from routing.search.records import ABSENTEES, QUEUED, Ground, Tour, Undo, Work
from routing.search.ruin import queue_task, ruin_near

MOST_RETRIED = 10
"""Tasks long absent that are tried again in one round, besides those near the seed."""


@entry
def anneal(
    ground: Ground,
    tour: Tour,
    work: Work,
    undo: Undo,
    draws: Draws,
    owner: int,
    rounds: int,
    hot: float,
    cold: float,
) -> None:
    """Run rounds on the routes of one owner, cooling from ``hot`` to ``cold`` by a constant factor.

    The best plan met is left in ``work.best`` (the ``next`` of every stop) and ``work.best_cost``.
    """
    factor = (cold / hot) ** (1.0 / max(1, rounds)) if hot > 0.0 else 0.0
    heat = hot
    cost = plan_cost(ground, tour.totals)
    seeds = work.seeds.shape[0]
    for _ in range(rounds):
        begin_round(tour, undo, work.counts)
        work.counts[QUEUED] = 0
        fine = ruin_near(ground, tour, work, undo, draws, owner, work.seeds[draw_below(draws, seeds)])
        queue_absentees(work, draws)
        fine = fine and recreate(ground, tour, work, undo, draws, owner, BLINK)
        new = plan_cost(ground, tour.totals)
        if fine and new - cost <= -heat * math.log(1.0 - draw_unit(draws)):
            note_absentees(tour, work)
            cost = new
            if cost < work.best_cost[0]:
                keep_best(tour, work, cost)
        else:
            undo_round(tour, undo, work.counts)
        heat *= factor


@entry
def fill(ground: Ground, tour: Tour, work: Work, undo: Undo, draws: Draws, owner: int) -> None:
    """Put in all that is absent and finds a place."""
    begin_round(tour, undo, work.counts)
    work.counts[QUEUED] = 0
    for c in range(ground.price.shape[0]):
        if tour.stops[c].route < 0:
            queue_task(work, c)
    if not recreate(ground, tour, work, undo, draws, owner, 0.0):
        undo_round(tour, undo, work.counts)
    note_absentees(tour, work)
    keep_best(tour, work, plan_cost(ground, tour.totals))


@compiled
def keep_best(tour: Tour, work: Work, cost: int) -> None:
    """Note the plan as the best so far."""
    work.best_cost[0] = cost
    for c in range(tour.stops.shape[0]):
        work.best[c] = tour.stops[c].next


@compiled
def queue_absentees(work: Work, draws: Draws) -> None:
    """Queue some of the tasks that were absent before the round."""
    count = work.counts[ABSENTEES]
    first = draw_below(draws, count) if count > MOST_RETRIED else 0
    for k in range(min(count, MOST_RETRIED)):
        queue_task(work, work.absent[(first + k) % count])


@compiled
def note_absentees(tour: Tour, work: Work) -> None:
    """Bring the list of absent tasks up to date after a round that counts."""
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
