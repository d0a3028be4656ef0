"""Starts of stops that wait for one another in a circle, on many days at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Arc:
    """Stop ``into`` starts at least ``lag`` after stop ``out_of``, but does not wait for that past ``cap``.

    ``lag`` is one number of seconds for every day, or an array of shape (days,).
    """

    into: int
    out_of: int
    lag: NDArray[np.int64] | int
    cap: int | None = None


def settle(starts: list[NDArray[np.int64]], waits: Sequence[Arc], passages: Sequence[Arc]) -> None:
    """Delay starts, in place, until every arc is kept: the least starts from the given ones on.

    Parameters
    ----------
    starts
        For each stop, the least start that all outside the circle allows, shape (days,).
    waits
        What ties ask. On a day where some would have stops wait for ever, all of their circle are left out.
    passages
        What routes ask; they lead in no circle.
    """
    # Ties alone have the same lags on every day, and the plan kept them.
    gone = find_circles(len(starts), waits, passages) if passages else None
    arcs = [*waits, *passages]
    moved = True
    while moved:
        moved = False
        for number, arc in enumerate(arcs):
            wanted = starts[arc.out_of] + arc.lag
            if arc.cap is not None:
                wanted = np.minimum(wanted, arc.cap)
            if gone is not None and number < len(waits):
                wanted = np.where(gone[number], starts[arc.into], wanted)
            if (wanted > starts[arc.into]).any():
                starts[arc.into] = np.maximum(starts[arc.into], wanted)
                moved = True


def find_circles(stops: int, waits: Sequence[Arc], passages: Sequence[Arc]) -> NDArray[np.bool_]:
    """Find on each day the waits to leave out so that none asks for ever later starts; caps do not count.

    Returns
    -------
    array of bool, shape (waits, days)
        Where a circle of arcs has lags of more than 0 in all, each of its waits, until no such circle is left.

    Notes
    -----
    Longest ways by Bellman and Ford from 0 everywhere: a start that still moves in the n-th round over n stops is held
    by a circle, met by walking back n arcs along what held each start last (Cormen et al., "Introduction to
    Algorithms", 24.1), here for all days at once.
    """
    days = np.asarray(passages[0].lag).size
    gone = np.zeros((len(waits), days), dtype=bool)
    arcs = [*waits, *passages]
    out_of = np.array([arc.out_of for arc in arcs])
    left = np.arange(days)
    while left.size:
        held, moved = _push_starts(stops, arcs, gone, left)
        caught = np.flatnonzero(moved >= 0)
        left, node, held = left[caught], moved[caught], held[:, caught]
        columns = np.arange(left.size)
        for _ in range(stops):
            node = out_of[held[node, columns]]
        for _ in range(stops):
            arc = held[node, columns]
            ties = arc < len(waits)
            gone[arc[ties], left[ties]] = True
            node = out_of[arc]
    return gone


def _push_starts(
    stops: int, arcs: Sequence[Arc], gone: NDArray[np.bool_], days: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Push starts up along the arcs, as often as there are stops.

    Returns
    -------
    held
        The arc that held each start last, shape (stops, days); -1 for none.
    moved
        A stop that moved in the last round, shape (days,); -1 for none.
    """
    start = np.zeros((stops, days.size), dtype=np.int64)
    held = np.full((stops, days.size), -1)
    moved = np.full(days.size, -1)
    for _ in range(stops):
        moved = np.full(days.size, -1)
        for number, arc in enumerate(arcs):
            lag = arc.lag if isinstance(arc.lag, int) else arc.lag[days]
            later = start[arc.out_of] + lag > start[arc.into]
            if number < len(gone):
                later &= ~gone[number, days]
            start[arc.into] = np.where(later, start[arc.out_of] + lag, start[arc.into])
            held[arc.into][later] = number
            moved[later] = arc.into
        if (moved < 0).all():
            break
    return held, moved
