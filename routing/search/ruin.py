"""Takes strings of consecutive tasks out of a few routes near one another (Christiaens & Vanden Berghe 2020)."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.links import keep_around, unlink
from routing.search.records import FREED, NOWHERE, PLACED, QUEUED, ROUND, USED, State, Work
from routing.search.schedule import loosen
from routing.search.slack import renew_latest, renew_stale, renew_starts
from routing.search.windows import last_close

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
SPLIT_SHARE = 0.5
SPLIT_GROWTH = 0.01
"""The paper's parameters: tasks removed on average, longest string, share of strings with a kept middle, its growth."""
HOST_DRAWS = 10
"""Routes drawn to find one that may do an absent task."""
WHOLE_GROUP_SHARE = 0.5
"""Share of rounds in which a task takes all it is tied to with it; in the others the rest of the group stays."""


@compiled
def ruin_near(state: State, seed: int) -> bool:
    """Cut one string out of each of a few routes around a seed task; False where the times left break a rule.

    The tasks taken out are queued, and so is everything absent near the seed. Around an absent seed only routes are
    cut that may do it.
    """
    ground, tour, work, draws = state.ground, state.tour, state.work, state.draws
    totals, counts = tour.totals, work.counts
    longest = min(LONGEST_STRING, totals[PLACED] / max(1, totals[USED]))
    strings = int(draw_unit(draws) * (4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0) + 1.0)
    absent = tour.stops[seed].route == NOWHERE
    for k in range(-1, ground.near.shape[1]):
        c = seed if k < 0 else ground.near[seed, k]
        if c < 0 or strings == 0:
            break
        v = tour.stops[c].route
        if v == NOWHERE:
            queue_task(state, c)
        elif absent and v >= 0 and ground.may[seed, v] == 0:
            continue
        elif v >= 0 and work.cut_round[v] != counts[ROUND] and not tour.routes[v].barred:
            work.cut_round[v] = counts[ROUND]
            strings -= 1
            _cut_route(state, c, longest)
    if draw_unit(draws) < WHOLE_GROUP_SHARE:
        _take_groups_along(state)
    return heal(state)


@compiled
def find_in_the_way(state: State, c: int) -> int:
    """Draw a task in the way of absent task c: on a route that may do it, at a time that suits it; or NOWHERE."""
    ground, tour, draws = state.ground, state.tour, state.draws
    stops, routes = tour.stops, tour.routes
    n, few = ground.price.shape[0], ground.few_from[c + 1] - ground.few_from[c]
    if few > 0:
        v = ground.few[ground.few_from[c] + draw_below(draws, few)]
    else:
        v = draw_below(draws, routes.shape[0])
        for _ in range(HOST_DRAWS):
            if ground.may[c, v]:
                break
            v = draw_below(draws, routes.shape[0])
    if ground.may[c, v] == 0 or routes[v].barred or routes[v].size == 0:
        return NOWHERE
    opens, closes = stops[c].open, last_close(state, c)
    t = opens + draw_below(draws, closes - opens + 1)
    u = stops[n + 2 * v].next
    while stops[u].next < n and stops[u].start + stops[u].duration <= t:
        u = stops[u].next
    return u


@compiled
def _cut_route(state: State, c: int, longest: float) -> None:
    """Take a string around task c out of its route, at times with a middle that stays."""
    tour, draws = state.tour, state.draws
    size = tour.routes[tour.stops[c].route].size
    cut = min(size, int(draw_unit(draws) * min(float(size), longest) + 1.0))
    kept = 0
    if cut < size and draw_unit(draws) < SPLIT_SHARE:
        kept = 1
        while cut + kept < size and draw_unit(draws) < SPLIT_GROWTH:
            kept += 1
    u = _first_of_string(state, c, cut + kept)
    skip = draw_below(draws, cut + 1) if kept > 0 else cut
    for k in range(cut + kept):
        following = tour.stops[u].next
        if k < skip or k >= skip + kept:
            remove_task(state, u)
        u = following


@compiled
def _first_of_string(state: State, c: int, length: int) -> int:
    """Draw where a string of this length that holds task c begins."""
    ground, stops, draws = state.ground, state.tour.stops, state.draws
    n = ground.price.shape[0]
    ahead, behind = 0, 0
    p = stops[c].prev
    while p < n and ahead < length - 1:
        ahead += 1
        p = stops[p].prev
    q = stops[c].next
    while q < n and behind < length - 1:
        behind += 1
        q = stops[q].next
    least = length - 1 - behind
    for _ in range(least + draw_below(draws, ahead - least + 1)):
        c = stops[c].prev
    return c


@compiled
def _take_groups_along(state: State) -> None:
    """Take out whatever is tied to a queued task."""
    tour, work = state.tour, state.work
    for k in range(work.counts[QUEUED]):
        g = tour.stops[work.queue[k]].group
        if g >= 0:
            remove_group(state, g)


@compiled
def remove_group(state: State, g: int) -> None:
    """Take out what is left of a group."""
    ground, tour = state.ground, state.tour
    for e in range(ground.members_from[g], ground.members_from[g + 1]):
        c = ground.members[e]
        if tour.stops[c].route >= 0:
            remove_task(state, c)


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
def remove_task(state: State, c: int) -> None:
    """Take out and queue one task, and list what it frees: the stop behind and the tasks it is tied to."""
    ground, tour, work = state.ground, state.tour, state.work
    keep_around(state, c, tour.stops[c].prev)
    _list_freed(work, tour.stops[c].next)
    for k in range(ground.lag_from[c], ground.lag_from[c + 1]):
        _list_freed(work, ground.lags[k].other)
    unlink(state, c)
    queue_task(state, c)


@compiled
def _list_freed(work: Work, c: int) -> None:
    work.freed[work.counts[FREED]] = c
    work.counts[FREED] += 1


@compiled
def heal(state: State) -> bool:
    """Work out the times of what the removals have freed; False where they break a rule."""
    ground, tour, work = state.ground, state.tour, state.work
    stops = tour.stops
    freed = 0
    for k in range(work.counts[FREED]):
        q = work.freed[k]
        if stops[q].route >= 0:
            if ground.coupled:
                work.stack[freed] = q
                freed += 1
            else:
                if not renew_starts(state, q):
                    work.counts[FREED] = 0
                    return False
                renew_latest(state, stops[q].prev)
    work.counts[FREED] = 0
    if not ground.coupled:
        return True
    fine = loosen(state, freed)
    renew_stale(state)
    return fine
