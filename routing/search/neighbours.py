"""Who is near whom, in travel and in time: where a string is cut, and beside whom an absent task is tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from routing.search.flat import OTHER_WORKER, FlatProblem, Ints

BESIDE = 40
"""Tasks tried as predecessor, and as many as successor, of an absent task."""
NEAR = 100
"""Tasks around a seed whose routes are cut."""
WAIT_WEIGHT = 0.2
"""A second of waiting against a second on the way (PyVRP's documented default)."""
_ROWS = 32
"""Tasks looked at at once: few enough for their rows to stay near the processor."""


def list_neighbours(flat: FlatProblem) -> tuple[Ints, Ints, Ints]:
    """Nearest tasks of every task, best first, -1 where there are no more.

    Nearness of j after i: seconds on the way + ``WAIT_WEIGHT`` * the wait that cannot be avoided + lateness that
    cannot be avoided (no neighbour where that is forbidden).

    Returns
    -------
    before, after
        Shape (n, b): likely predecessors and successors; only tasks some vehicle may do both of.
    near
        Shape (n, r): by the nearer of both directions, whoever may do them.
    """
    n = flat.tasks
    beside, around = min(BESIDE, max(n - 1, 1)), min(NEAR, max(n - 1, 1))
    before = np.full((n, beside), -1, dtype=np.int32)
    after = np.full((n, beside), -1, dtype=np.int32)
    near = np.full((n, around), -1, dtype=np.int32)
    if n < 2:
        return before, after, near
    # Tasks that the same vehicles may do are held against the others once: in a city there are thousands of them.
    number: dict[bytes, int] = {}
    kind = np.array([number.setdefault(row.tobytes(), len(number)) for row in flat.may])
    kinds = flat.may[np.unique(kind, return_index=True)[1]].astype(np.float32)
    strangers_of = (kinds @ kinds.T == 0)[:, kind]
    apart = flat.lags[flat.lag_worker == OTHER_WORKER, :2]
    apart = np.concatenate([apart, apart[:, ::-1]])
    for rows, out, into in _nearness(flat):
        strangers = strangers_of[kind[rows]]
        near[rows] = _pick(np.where(strangers, np.inf, np.minimum(out, into)), around)
        own = apart[(apart[:, 0] >= rows.start) & (apart[:, 0] < rows.stop)]
        strangers[own[:, 0] - rows.start, own[:, 1]] = True
        out[strangers] = np.inf
        into[strangers] = np.inf
        after[rows] = _pick(out, beside)
        before[rows] = _pick(into, beside)
    return before, after, near


def _nearness(flat: FlatProblem) -> Iterator[tuple[slice, NDArray[np.float64], NDArray[np.float64]]]:
    """Slices of rows i with the nearness of every j after i and of i after every j; inf on the diagonal."""
    n = flat.tasks
    opens = flat.windows[flat.window_from[:-1], 0].astype(np.float64)
    closes = flat.windows[flat.window_from[1:] - 1, 1].astype(np.float64)
    latest = np.minimum(closes, flat.due)
    for first in range(0, n, _ROWS):
        rows = slice(first, min(first + _ROWS, n))
        here = flat.place[rows]
        out = flat.seconds[:, here].min(axis=0)[:, flat.place].astype(np.float64)
        into = flat.seconds[:, :, here].min(axis=0).T[:, flat.place].astype(np.float64)
        ready = (opens + flat.duration)[None, :]
        latest_end = (latest + flat.duration)[None, :]
        both = []
        for way, opened, ended, open_next, due_next, close_next in (
            (out, ready[:, rows].T, latest_end[:, rows].T, opens[None, :], latest[None, :], closes[None, :]),
            (into, ready, latest_end, opens[rows, None], latest[rows, None], closes[rows, None]),
        ):
            soonest = opened + way
            score = way + WAIT_WEIGHT * np.maximum(0.0, open_next - ended - way)
            score += np.maximum(0.0, soonest - due_next)
            score[soonest > close_next] = np.inf
            score[np.arange(rows.stop - rows.start), np.arange(rows.start, rows.stop)] = np.inf
            both.append(score)
        yield rows, both[0], both[1]


def _pick(scores: NDArray[np.float64], count: int) -> Ints:
    """Columns of the ``count`` least scores of each row, in order; -1 for infinite ones."""
    if count < scores.shape[1]:
        columns = np.argpartition(scores, count - 1, axis=1)[:, :count]
    else:
        columns = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    values = np.take_along_axis(scores, columns, axis=1)
    order = np.argsort(values, axis=1, kind="stable")[:, :count]
    picked = np.take_along_axis(columns, order, axis=1).astype(np.int32)
    picked[np.isinf(np.take_along_axis(values, order, axis=1))] = -1
    return picked
