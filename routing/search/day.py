"""A day as the search's flat problem, and its orders by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from routing.ortools_model.model import Model
from routing.problem import Pairing, Problem
from routing.search.flat import ANY_WORKER, NEVER, OTHER_WORKER, SAME_WORKER, FlatProblem

_ROWS = 256

WORKERS = {Pairing.ANY: ANY_WORKER, Pairing.SAME: SAME_WORKER, Pairing.OTHER: OTHER_WORKER}


def flatten_day(model: Model) -> FlatProblem:
    """Lay a day with visits and workers out for the search: task i is ``problem.visits[i]``, vehicle k is
    ``problem.workers[k]``.

    Who may make what is as the rules have stated it. The cost is that of ``objective.cost``.
    """
    problem, travel, weights = model.problem, model.travel, model.weights
    visits, workers = problem.visits, problem.workers
    modes = {mode: number for number, mode in enumerate(problem.modes)}
    ends = [(problem.start_location(worker), problem.end_location(worker)) for worker in workers]
    doors = dict.fromkeys([*(visit.location for visit in visits), *chain.from_iterable(ends)])
    place = {name: number for number, name in enumerate(doors)}
    seconds = np.empty((len(modes), len(place), len(place)), dtype=np.int32)
    for mode, number in modes.items():
        rows = np.array([travel[mode].index[name] for name in place])
        # Block by block: a city's matrix is not held twice.
        for first in range(0, len(rows), _ROWS):
            block = slice(first, first + _ROWS)
            seconds[number, block] = travel[mode].seconds[np.ix_(rows[block], rows)]
    # Not those of the model, which are narrowed for visits that go together: the search wants none that open after the
    # due time.
    windows = [visit.windows for visit in visits]
    lags = [*_list_lags(model)]
    return FlatProblem(
        place=np.array([place[visit.location] for visit in visits], dtype=np.int32),
        duration=np.array([visit.duration for visit in visits], dtype=np.int32),
        demand=np.array([visit.demand for visit in visits], dtype=np.int32),
        windows=np.array([(w.start, w.end) for some in windows for w in some], dtype=np.int32),
        window_from=np.concatenate([[0], np.cumsum([len(some) for some in windows])]).astype(np.int32),
        due=np.array([NEVER if visit.due is None else visit.due for visit in visits], dtype=np.int32),
        price=np.array([weights.price(v.priority, mandatory=v.mandatory) for v in visits], dtype=np.int64),
        may=_mark_makers(model),
        shift=np.array([(worker.shift.start, worker.shift.end) for worker in workers], dtype=np.int32),
        ends=np.array([(place[start], place[end]) for start, end in ends], dtype=np.int32),
        mode=np.array([modes[worker.mode] for worker in workers], dtype=np.int32),
        capacity=np.array([worker.capacity for worker in workers], dtype=np.int32),
        fixed=np.full(len(workers), weights.worker, dtype=np.int64),
        seconds=seconds,
        charge=seconds,
        charge_weight=weights.travel_second,
        late_total=weights.late_second,
        late_largest=weights.late_largest_second,
        lags=np.array([lag for lag, _, _ in lags], dtype=np.int32).reshape(-1, 4),
        lag_worker=np.array([who for _, who, _ in lags], dtype=np.int32),
        lag_whole=np.array([whole for _, _, whole in lags], dtype=bool),
    )


def _mark_makers(model: Model) -> NDArray[np.uint8]:
    """Mark who may make what, working out one row for all visits that the same workers may make."""
    visits, workers = model.problem.visits, model.problem.workers
    row_of: dict[frozenset[str], NDArray[np.uint8]] = {}
    may = np.empty((len(visits), len(workers)), dtype=np.uint8)
    for number, visit in enumerate(visits):
        forbidden = model.forbidden.get(visit.id, frozenset())
        if forbidden not in row_of:
            row_of[forbidden] = np.array([worker.id not in forbidden for worker in workers], dtype=np.uint8)
        may[number] = row_of[forbidden]
    return may


def _list_lags(model: Model) -> Iterator[tuple[tuple[int, int, int, int], int, bool]]:
    """Lags of the search with who does the second task, and whether neither is done without the other."""
    task = {visit.id: number for number, visit in enumerate(model.problem.visits)}
    for group in model.together:
        for one, other in combinations(group, 2):
            yield (task[one], task[other], 0, 0), OTHER_WORKER, True
    for gap in model.gaps:
        greatest = NEVER if gap.greatest is None else gap.greatest
        least, greatest = (max(-NEVER, min(NEVER, seconds)) for seconds in (gap.least, greatest))
        yield (task[gap.first], task[gap.second], least, greatest), WORKERS[gap.worker], False


def number_orders(problem: Problem, orders: Mapping[str, Sequence[str]]) -> list[list[int]]:
    """Turn visit ids by worker id into tasks by vehicle."""
    task = {visit.id: number for number, visit in enumerate(problem.visits)}
    return [[task[visit] for visit in orders.get(worker.id, ())] for worker in problem.workers]


def name_orders(problem: Problem, orders: Sequence[Sequence[int]]) -> dict[str, list[str]]:
    """Turn tasks by vehicle into visit ids by worker id."""
    return {
        worker.id: [problem.visits[task].id for task in order]
        for worker, order in zip(problem.workers, orders, strict=True)
        if order
    }
