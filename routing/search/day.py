"""A day as the search's flat problem, and its orders by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from routing.ortools_model.model import Model
from routing.problem import Pairing, Problem
from routing.search.flat import ANY_WORKER, NEVER, OTHER_WORKER, SAME_WORKER, FlatProblem

WORKERS = {Pairing.ANY: ANY_WORKER, Pairing.SAME: SAME_WORKER, Pairing.OTHER: OTHER_WORKER}


def flatten_day(model: Model) -> FlatProblem:
    """Lay a day out for the search: task i is ``problem.visits[i]``, vehicle k is ``problem.workers[k]``.

    Who may make what is as the rules have stated it. The cost is that of ``objective.cost``. Every matrix covers the
    same locations as the first mode's.
    """
    problem, travel, weights = model.problem, model.travel, model.weights
    visits, workers = problem.visits, problem.workers
    modes = {mode: number for number, mode in enumerate(problem.modes)}
    ids = travel[problem.modes[0]].ids
    place = {name: number for number, name in enumerate(ids)}
    rows = {mode: [travel[mode].index[name] for name in ids] for mode in modes}
    seconds = np.stack([travel[mode].seconds[np.ix_(rows[mode], rows[mode])] for mode in modes])
    # Not those of the model, which are narrowed for visits that go together: the search wants none that open after the
    # due time.
    windows = [visit.windows for visit in visits]
    lags = [*_list_lags(model)]
    may = [[model.may_make(visit.id, worker.id) for worker in workers] for visit in visits]
    return FlatProblem(
        place=np.array([place[visit.location] for visit in visits], dtype=np.int32),
        duration=np.array([visit.duration for visit in visits], dtype=np.int32),
        demand=np.array([visit.demand for visit in visits], dtype=np.int32),
        windows=np.array([(w.start, w.end) for some in windows for w in some], dtype=np.int32),
        window_from=np.concatenate([[0], np.cumsum([len(some) for some in windows])]).astype(np.int32),
        due=np.array([NEVER if visit.due is None else visit.due for visit in visits], dtype=np.int32),
        price=np.array([weights.price(v.priority, mandatory=v.mandatory) for v in visits], dtype=np.int64),
        may=np.array(may, dtype=np.uint8),
        shift=np.array([(worker.shift.start, worker.shift.end) for worker in workers], dtype=np.int32),
        ends=np.array(
            [(place[problem.start_location(w)], place[problem.end_location(w)]) for w in workers], dtype=np.int32
        ),
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
