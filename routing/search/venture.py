"""Ventures: a new route is opened by force, and kept only if it has paid off after some hundred rounds around it.

A new route pays only once many tasks have moved to it, more than one round moves; so each of these rounds alone would
close it again, or never open it. Only where routes stand alone.
"""

from __future__ import annotations

import math

from routing.search.compiled import compiled
from routing.search.draws import draw_below, draw_unit
from routing.search.links import begin_round, plan_cost
from routing.search.places import find_empty
from routing.search.records import ABSENTEES, NOWHERE, SEEDS, Records, State
from routing.search.tails import is_in_time, swap_tails

VENTURE_ROUNDS = 300
"""Rounds until it must have paid off."""
VENTURE_SHARE = 0.25
"""Ventures begun in so many rounds, on average, while none is under way: at most a fifth of all rounds are theirs.

None begins where a lap has fewer rounds than one takes.
"""
VENTURE_NEAR = 40
"""Tasks around the cut whose surroundings these rounds change."""


@compiled
def begin_venture(state: State) -> int:
    """Cut the route of a drawn task in two, having noted how things were; that task, or NOWHERE where none was cut."""
    tour, work, draws = state.tour, state.work, state.draws
    stops, n = tour.stops, state.ground.price.shape[0]
    centre = work.seeds[draw_below(draws, work.counts[SEEDS])]
    if stops[centre].route < 0 or stops[centre].prev >= n:
        return NOWHERE
    empty = find_empty(state, tour.routes[stops[centre].route].type)
    if empty == NOWHERE:
        return NOWHERE
    p, q = stops[centre].prev, n + 2 * empty + 1
    # Where a detour is quicker than the way itself, neither part need be in time.
    if not (is_in_time(state, p, q) and is_in_time(state, stops[q].prev, centre)):
        return NOWHERE
    _note(state)
    begin_round(state)
    swap_tails(state, p, q)
    return centre


@compiled
def draw_near(state: State, centre: int) -> int:
    """Draw a task near the cut that is on a route to be changed; else the one at the cut."""
    ground, tour = state.ground, state.tour
    seed = ground.near[centre, draw_below(state.draws, min(VENTURE_NEAR, ground.near.shape[1]))]
    if seed < 0:
        return centre
    v = tour.stops[seed].route
    return seed if v >= 0 and not tour.routes[v].barred else centre


@compiled
def end_venture(state: State, before: int, cost: int, heat: float) -> int:
    """Accept what it has come to, as a round is accepted, or put everything back; what the plan costs then."""
    if cost - before <= -heat * math.log(1.0 - draw_unit(state.draws)):
        return cost
    _put_back(state)
    return plan_cost(state)


@compiled
def _note(state: State) -> None:
    tour, work, noted = state.tour, state.work, state.noted
    _copy(tour.stops, noted.stops)
    _copy(tour.routes, noted.routes)
    _copy(tour.totals, noted.totals)
    _copy(work.absent, noted.absent)
    _copy(work.absent_at, noted.absent_at)
    noted.absentees[0] = work.counts[ABSENTEES]


@compiled
def _put_back(state: State) -> None:
    tour, work, noted = state.tour, state.work, state.noted
    _copy(noted.stops, tour.stops)
    _copy(noted.routes, tour.routes)
    _copy(noted.totals, tour.totals)
    _copy(noted.absent, work.absent)
    _copy(noted.absent_at, work.absent_at)
    work.counts[ABSENTEES] = noted.absentees[0]


@compiled
def _copy(source: Records, target: Records) -> None:
    for k in range(source.shape[0]):
        target[k] = source[k]
