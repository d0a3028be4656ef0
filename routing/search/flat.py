"""The problem of the search: whole numbers in flat arrays, no names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

NEVER = 1 << 30
"""A time no day reaches: a task never due, a start that cannot be."""

ANY_WORKER, SAME_WORKER, OTHER_WORKER = 0, 1, 2
"""Who does the second task of a lag: anyone, the worker of the first, another one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FlatProblem:
    """Tasks 0 .. n-1 for vehicles 0 .. v-1 between places 0 .. p-1 by modes 0 .. m-1.

    Cost = ``charge_weight`` * charges of all legs + ``fixed`` of the vehicles used + ``price`` of the tasks left out
    + ``late_total`` * total lateness + ``late_largest`` * largest lateness. Lateness counts from ``due``.

    Parameters
    ----------
    place, duration, demand
        Shape (n,), int32.
    windows, window_from
        Shape (w, 2) and (n + 1,): task i may start in rows ``window_from[i]:window_from[i + 1]``, in order, apart.
    due
        Shape (n,): a later start is late; :data:`NEVER` where none is.
    price
        Shape (n,), int64: cost of leaving a task out.
    may
        Shape (n, v), uint8: 1 where the vehicle may do the task.
    shift, ends
        Shape (v, 2): earliest departure and latest return; start and end place.
    mode, capacity, fixed
        Shape (v,).
    seconds, charge
        Shape (m, p, p), int32: duration and charge of each leg; may be one array.
    lags, lag_worker, lag_whole
        Shape (k, 4) int32: rows a, b, least, greatest: least <= start b - start a <= greatest. Shape (k,): who.
        Shape (k,), bool: whether neither task is done without the other. Tasks tied by lags form a group, which is
        done whole or left out whole where any of its lags says so; else its tasks may be left out one by one.
    """

    place: Ints
    duration: Ints
    demand: Ints
    windows: Ints
    window_from: Ints
    due: Ints
    price: Longs
    may: NDArray[np.uint8]
    shift: Ints
    ends: Ints
    mode: Ints
    capacity: Ints
    fixed: Longs
    seconds: Ints
    charge: Ints
    charge_weight: int = 1
    late_total: int = 0
    late_largest: int = 0
    lags: Ints
    lag_worker: Ints
    lag_whole: NDArray[np.bool_]

    @property
    def tasks(self) -> int:
        """Number of tasks."""
        return len(self.place)

    @property
    def vehicles(self) -> int:
        """Number of vehicles."""
        return len(self.mode)

    @cached_property
    def vehicle_type(self) -> Ints:
        """Shape (v,): vehicles of one type are exchangeable."""
        rows = np.column_stack(
            [self.shift, self.ends, self.mode, self.capacity, self.fixed, self.may.T.astype(np.int64)]
        )
        _, types = np.unique(rows, axis=0, return_inverse=True)
        return types.reshape(-1).astype(np.int32)

    @cached_property
    def group(self) -> Ints:
        """Shape (n,): the group of each task, numbered from 0; -1 for a task tied to no other."""
        root = np.arange(self.tasks)

        def find(task: int) -> int:
            while root[task] != task:
                root[task] = root[root[task]]
                task = int(root[task])
            return task

        for one, other in self.lags[:, :2]:
            root[find(int(other))] = find(int(one))
        heads = np.array([find(task) for task in range(self.tasks)], dtype=np.int64)
        tied = np.zeros(self.tasks, dtype=bool)
        tied[self.lags[:, :2].reshape(-1)] = True
        groups = np.full(self.tasks, -1, dtype=np.int32)
        groups[tied] = np.unique(heads[tied], return_inverse=True)[1]
        return groups

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Shape (g,): whether a group is done whole or left out whole."""
        whole = np.zeros(int(self.group.max(initial=-1)) + 1, dtype=bool)
        whole[self.group[self.lags[self.lag_whole, 0]]] = True
        return whole

    @property
    def coupled(self) -> bool:
        """Whether times of one route touch the cost or the times of another."""
        return len(self.lags) > 0 or (self.late_total + self.late_largest > 0 and bool((self.due < NEVER).any()))
