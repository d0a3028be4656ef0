"""When a task may start."""

from __future__ import annotations

from routing.search.compiled import compiled
from routing.search.flat import NEVER
from routing.search.records import State


@compiled
def next_start(state: State, c: int, t: int) -> int:
    """First time from t on at which stop c may start; NEVER where there is none."""
    stops, windows = state.tour.stops, state.ground.windows
    stop = stops[c]
    if t <= stop.close:
        return max(t, stop.open)
    w = stop.first_window + 1
    while windows[w, 2]:
        if t <= windows[w, 1]:
            return max(t, windows[w, 0])
        w += 1
    return NEVER


@compiled
def last_start(state: State, c: int, t: int) -> int:
    """Last time up to t at which stop c may start; -NEVER where there is none."""
    stops, windows = state.tour.stops, state.ground.windows
    stop = stops[c]
    for w in range(_last_window(state, c), stop.first_window, -1):
        if t >= windows[w, 0]:
            return min(t, windows[w, 1])
    if t >= stop.open:
        return min(t, stop.close)
    return -NEVER


@compiled
def last_close(state: State, c: int) -> int:
    """When the last window of stop c closes."""
    return state.ground.windows[_last_window(state, c), 1]


@compiled
def _last_window(state: State, c: int) -> int:
    w = state.tour.stops[c].first_window
    while state.ground.windows[w + 1, 2]:
        w += 1
    return w
