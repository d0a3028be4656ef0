"""Splits a problem into parts that share nothing, so that each is cooled by its own legs and prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.search.flat import NEVER, FlatProblem, Ints

LEAST_SHARE = 0.05
"""Share of the tasks a part has at least: what is smaller stays with what else is small."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a problem: a problem of its own, and the numbers its tasks and vehicles have in the whole."""

    flat: FlatProblem
    tasks: NDArray[np.int64]
    vehicles: NDArray[np.int64]

    def take(self, orders: Sequence[Sequence[int]]) -> list[list[int]]:
        """Take the orders of this part out of those of the whole; tasks of another part are left out."""
        number = {task: k for k, task in enumerate(self.tasks.tolist())}
        return [[number[task] for task in orders[vehicle] if task in number] for vehicle in self.vehicles.tolist()]

    def give(self, orders: Sequence[Sequence[int]]) -> Iterator[tuple[int, list[int]]]:
        """Give each vehicle of the whole that is in this part its tasks, numbered as in the whole."""
        tasks = self.tasks.tolist()
        for vehicle, order in zip(self.vehicles.tolist(), orders, strict=True):
            yield vehicle, [tasks[task] for task in order]


def split_flat(flat: FlatProblem) -> list[Part]:
    """Split into parts that share no vehicle, no tie and no price of the largest lateness; together they are the whole.

    Large parts come first, by size. Parts of few tasks are one together; what nobody may do and who has
    nothing to do stay with them, or else with the first.
    """
    numbers = _number_components(flat)
    count = int(numbers.max(initial=-1)) + 1
    sizes = np.bincount(numbers[: flat.tasks], minlength=count)
    has_vehicles = np.bincount(numbers[flat.tasks :], minlength=count) > 0
    large = np.flatnonzero(has_vehicles & (sizes >= max(1.0, LEAST_SHARE * flat.tasks)))
    large = large[np.argsort(-sizes[large], kind="stable")]
    rest = len(large)
    part_of = np.full(count, rest)
    part_of[large] = np.arange(rest)
    of_task, of_vehicle = part_of[numbers[: flat.tasks]], part_of[numbers[flat.tasks :]]
    if not flat.may[np.ix_(of_task == rest, of_vehicle == rest)].any():
        of_task[of_task == rest] = 0
        of_vehicle[of_vehicle == rest] = 0
    parts = np.unique(of_task)
    if len(parts) < 2:
        return [Part(flat=flat, tasks=np.arange(flat.tasks), vehicles=np.arange(flat.vehicles))]
    return [_cut(flat, np.flatnonzero(of_task == k), np.flatnonzero(of_vehicle == k)) for k in parts]


def _number_components(flat: FlatProblem) -> NDArray[np.int64]:
    """Shape (n + v,): tasks and vehicles that have to do with one another have the same number."""
    tasks, vehicles = np.nonzero(flat.may)
    late = np.flatnonzero(flat.due < NEVER) if flat.late_largest > 0 else np.zeros(0, dtype=np.int64)
    ends = [(tasks, flat.tasks + vehicles), (flat.lags[:, 0], flat.lags[:, 1]), (late[:-1], late[1:])]
    rows, columns = (np.concatenate(side).astype(np.int64) for side in zip(*ends, strict=True))
    nodes = flat.tasks + flat.vehicles
    links = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(nodes, nodes))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _cut(flat: FlatProblem, tasks: NDArray[np.int64], vehicles: NDArray[np.int64]) -> Part:
    """Cut out a problem of some tasks and vehicles, with their places and modes alone."""
    new = np.full(flat.tasks, -1, dtype=np.int32)
    new[tasks] = np.arange(len(tasks))
    lags = np.flatnonzero(new[flat.lags[:, 0]] >= 0)
    doors = np.append(flat.place[tasks], flat.ends[vehicles])
    places, modes = np.unique(doors).astype(np.int64), np.unique(flat.mode[vehicles]).astype(np.int64)
    place = np.searchsorted(places, doors).astype(np.int32)
    seconds = _cut_legs(flat.seconds, modes, places)
    counts = np.diff(flat.window_from)[tasks]
    cut = replace(
        flat,
        place=place[: len(tasks)],
        duration=flat.duration[tasks],
        demand=flat.demand[tasks],
        windows=flat.windows[np.repeat(np.isin(np.arange(flat.tasks), tasks), np.diff(flat.window_from))],
        window_from=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        due=flat.due[tasks],
        price=flat.price[tasks],
        may=np.ascontiguousarray(flat.may[np.ix_(tasks, vehicles)]),
        shift=flat.shift[vehicles],
        ends=place[len(tasks) :].reshape(-1, 2),
        mode=np.searchsorted(modes, flat.mode[vehicles]).astype(np.int32),
        capacity=flat.capacity[vehicles],
        fixed=flat.fixed[vehicles],
        seconds=seconds,
        charge=seconds if flat.charge is flat.seconds else _cut_legs(flat.charge, modes, places),
        lags=np.column_stack([new[flat.lags[lags, :2]], flat.lags[lags, 2:]]),
        lag_worker=flat.lag_worker[lags],
        lag_whole=flat.lag_whole[lags],
    )
    return Part(flat=cut, tasks=tasks, vehicles=vehicles)


def _cut_legs(legs: Ints, modes: NDArray[np.int64], places: NDArray[np.int64]) -> Ints:
    """Mode by mode, for a city's matrices are large."""
    cut = np.empty((len(modes), len(places), len(places)), dtype=legs.dtype)
    for number, mode in enumerate(modes.tolist()):
        cut[number] = legs[mode][np.ix_(places, places)]
    return cut
