"""Takes strings of consecutive tasks out of a few routes near one another (Christiaens & Vanden Berghe 2020)."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.links import keep_around, unlink
from routing.search.records import NOWHERE, PLACED, QUEUED, ROUND, USED, State
from routing.search.schedule import loosen
from routing.search.slack import renew_latest, renew_starts

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
SPLIT_SHARE = 0.5
SPLIT_GROWTH = 0.01
"""The paper's parameters: tasks removed on average, longest string, share of strings with a kept middle, its growth."""
WHOLE_GROUP_SHARE = 0.5
"""Share of rounds in which a task takes all it is tied to with it; in the others the rest of the group stays."""


@compiled
def ruin_near(state: State, seed: int) -> bool:
    """Cut one string out of each of a few routes around a seed task; False where the times left break a rule.

    The tasks taken out are queued, and so is everything absent near the seed.
    """
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    stops, totals, counts = tour.stops, tour.totals, work.counts
    cuts = 0
    mean_size = totals[PLACED] / max(1, totals[USED])
    longest = min(LONGEST_STRING, mean_size)
    strings = int(draw_unit(draws) * (4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0) + 1.0)
    whole = draw_unit(draws) < WHOLE_GROUP_SHARE
    for k in range(-1, ground.near.shape[1]):
        c = seed if k < 0 else ground.near[seed, k]
        if c < 0 or strings == 0:
            break
        v = stops[c].route
        if v < 0:
            if v == NOWHERE:
                queue_task(state, c)
            continue
        if work.cut_round[v] == counts[ROUND] or tour.routes[v].barred:
            continue
        work.cut_round[v] = counts[ROUND]
        strings -= 1
        size = tour.routes[v].size
        cut = min(size, int(draw_unit(draws) * min(float(size), longest) + 1.0))
        kept = 0
        if cut < size and draw_unit(draws) < SPLIT_SHARE:
            kept = 1
            while cut + kept < size and draw_unit(draws) < SPLIT_GROWTH:
                kept += 1
        cuts = _cut_string(state, c, cut, kept, whole, cuts)
    return heal(state, cuts)


@compiled
def queue_task(state: State, c: int) -> None:
    """List an absent task for insertion, once a round."""
    work = state.work
    counts = work.counts
    if work.queued[c] != counts[ROUND]:
        work.queued[c] = counts[ROUND]
        work.queue[counts[QUEUED]] = c
        counts[QUEUED] += 1


@compiled
def _cut_string(state: State, c: int, cut: int, kept: int, whole: bool, cuts: int) -> int:
    """Take out a string of ``cut`` tasks around c, leaving ``kept`` in its middle; the new count of cuts."""
    ground, tour, draws = state.ground, state.tour, state.draws
    stops = tour.stops
    n = ground.price.shape[0]
    total = cut + kept
    ahead, behind = 0, 0
    p = stops[c].prev
    while p < n and ahead < total - 1:
        ahead += 1
        p = stops[p].prev
    q = stops[c].next
    while q < n and behind < total - 1:
        behind += 1
        q = stops[q].next
    least = max(0, total - 1 - behind)
    back = least + draw_below(draws, ahead - least + 1)
    first = c
    for _ in range(back):
        first = stops[first].prev
    skip = draw_below(draws, cut + 1) if kept > 0 else total
    u = first
    for k in range(total):
        following = stops[u].next
        if k < skip or k >= skip + kept:
            cuts = remove_task(state, u, cuts)
            if whole and stops[u].group >= 0:
                g = stops[u].group
                for e in range(ground.members_from[g], ground.members_from[g + 1]):
                    partner = ground.members[e]
                    if stops[partner].route >= 0 and partner != following:
                        cuts = remove_task(state, partner, cuts)
        u = following
        if u >= n:
            break
    return cuts


@compiled
def remove_task(state: State, c: int, cuts: int) -> int:
    """Take out and queue one task, and list what it frees: the stop behind and the tasks it is tied to."""
    ground, tour, work = state.ground, state.tour, state.work
    keep_around(state, c, tour.stops[c].prev)
    work.cuts[cuts] = tour.stops[c].next
    cuts += 1
    unlink(state, c)
    queue_task(state, c)
    for k in range(ground.lag_from[c], ground.lag_from[c + 1]):
        if cuts < work.cuts.shape[0]:
            work.cuts[cuts] = ground.lags[k].other
            cuts += 1
    return cuts


@compiled
def heal(state: State, cuts: int) -> bool:
    """Work out the times of what was left by ``cuts`` removals; False where they break a rule."""
    ground, tour, work = state.ground, state.tour, state.work
    stops = tour.stops
    if ground.coupled:
        freed = 0
        for k in range(cuts):
            if stops[work.cuts[k]].route >= 0:
                work.stack[freed] = work.cuts[k]
                freed += 1
        return loosen(state, freed)
    for k in range(cuts):
        q = work.cuts[k]
        if stops[q].route >= 0:
            if not renew_starts(state, q):
                return False
            renew_latest(state, stops[q].prev)
    return True
