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
    for w in range(stop.first_window + 1, stop.last_window + 1):
        if t <= windows[w, 1]:
            return max(t, windows[w, 0])
    return NEVER


@compiled
def last_start(state: State, c: int, t: int) -> int:
    """Last time up to t at which stop c may start; -NEVER where there is none."""
    stops, windows = state.tour.stops, state.ground.windows
    stop = stops[c]
    for w in range(stop.last_window, stop.first_window, -1):
        if t >= windows[w, 0]:
            return min(t, windows[w, 1])
    if t >= stop.open:
        return min(t, stop.close)
    return -NEVER
