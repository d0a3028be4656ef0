"""Random flat problems with every rule at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from routing.search.flat import ANY_WORKER, NEVER, OTHER_WORKER, SAME_WORKER, FlatProblem


@pytest.fixture(scope="session")
def random_problem() -> Callable[..., FlatProblem]:
    def make(
        seed: int,
        *,
        tasks: int = 12,
        vehicles: int = 4,
        ties: int = 3,
        late: bool = True,
        several: bool = True,
        modes: int = 2,
    ) -> FlatProblem:
        draw = np.random.default_rng(seed)
        points = draw.integers(0, 60, size=(tasks + 2, 2))
        apart = np.abs(points[:, None] - points[None]).sum(axis=-1)
        seconds = np.stack([(k + 1) * apart for k in range(modes)]).astype(np.int32)
        windows, window_from = [], [0]
        for _ in range(tasks):
            opens = int(draw.integers(0, 500))
            windows.append((opens, opens + int(draw.integers(20, 300))))
            if several and draw.random() < 0.3:
                opens = windows[-1][1] + int(draw.integers(5, 100))
                windows.append((opens, opens + int(draw.integers(5, 100))))
            window_from.append(len(windows))
        due = np.full(tasks, NEVER)
        if late:
            due = np.array([windows[k - 1][1] - int(draw.integers(0, 20)) for k in window_from[1:]])
        order = draw.permutation(tasks)
        lags, workers = [], []
        for k in range(min(ties, tasks // 3)):
            one, other, third = (int(task) for task in order[3 * k : 3 * k + 3])
            if k % 3 == 0:
                lags.append((one, other, 0, 0))
                workers.append(OTHER_WORKER)
            elif k % 3 == 1:
                least = int(draw.integers(0, 60))
                lags.append((one, other, least, least + int(draw.integers(0, 100))))
                workers.append(int(draw.choice([ANY_WORKER, SAME_WORKER, OTHER_WORKER])))
            else:
                lags += [(one, other, 0, 0), (one, third, 10, NEVER)]
                workers += [OTHER_WORKER, ANY_WORKER]
        starts = draw.integers(0, 100, vehicles)
        return FlatProblem(
            place=np.arange(2, tasks + 2, dtype=np.int32),
            duration=draw.integers(0, 40, size=tasks).astype(np.int32),
            demand=draw.integers(0, 4, size=tasks).astype(np.int32),
            windows=np.array(windows, dtype=np.int32).reshape(-1, 2),
            window_from=np.array(window_from, dtype=np.int32),
            due=due.astype(np.int32),
            price=draw.choice([40, 200, 100_000], size=tasks).astype(np.int64),
            may=(draw.random((tasks, vehicles)) < 0.7).astype(np.uint8),
            shift=np.column_stack([starts, starts + draw.integers(500, 900, vehicles)]).astype(np.int32),
            ends=draw.integers(0, 2, size=(vehicles, 2)).astype(np.int32),
            mode=draw.integers(0, modes, size=vehicles).astype(np.int32),
            capacity=draw.integers(4, 20, size=vehicles).astype(np.int32),
            fixed=draw.choice([0, 50], size=vehicles).astype(np.int64),
            seconds=seconds,
            charge=(2 * seconds + 1) if draw.random() < 0.3 else seconds,
            charge_weight=int(draw.integers(1, 4)),
            late_total=2 if late else 0,
            late_largest=3 if late else 0,
            lags=np.array(lags, dtype=np.int32).reshape(-1, 4),
            lag_worker=np.array(workers, dtype=np.int32),
            lag_whole=draw.random(len(lags)) < 0.6,
        )

    return make
