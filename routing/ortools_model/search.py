"""Searches a day: parts that share no worker, side by side in as many processes as there are cores."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from routing.cores import count_cores, pack_sizes
from routing.errors import DoorstepError, FaultKind
from routing.limit import Limit, Progress
from routing.ortools_model.messages import Found, Task
from routing.ortools_model.model import Model, Orders
from routing.ortools_model.parts import Part, split_model
from routing.ortools_model.run_tasks import run_tasks

NO_FIRST_PLAN = FaultKind(
    "P903", "the search ended before its first plan", "report this fault of ours with the day's files"
)


def search_model(
    model: Model,
    *,
    limit: Limit,
    seed: int,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Orders:
    """Find cheap orders of visits by worker id. Visits in no order stay unassigned.

    The seed shuffles visits and workers, which changes every tie of the search. A limit of solutions is shared by
    the parts in proportion to their visits, whatever the number of cores.

    Raises
    ------
    DoorstepError
        Where a part ends without any plan: a fault of ours (P903).
    """
    began = time.monotonic()
    parts = _shuffle(split_model(model), seed)
    best: dict[int, Found] = {}

    def go_on() -> bool:
        if stop is not None and stop.is_set():
            return False
        in_time = limit.seconds is None or time.monotonic() - began < limit.seconds
        return in_time or len(best) < len(parts)

    tasks = [
        Task(
            model=model,
            parts={number: parts[number] for number in numbers},
            seconds=limit.seconds,
            solutions=None if limit.solutions is None else _share(limit.solutions, parts),
        )
        for numbers in pack_sizes([len(part.visits) for part in parts], boxes=count_cores())
    ]
    with contextlib.closing(run_tasks(tasks, go_on=go_on)) as finds:
        for found in finds:
            best[found.part] = found
            if progress is not None and len(best) == len(parts):
                progress(_sum_up(model, best.values(), seconds=time.monotonic() - began))
    if len(best) < len(parts) and not (stop is not None and stop.is_set()):
        raise DoorstepError(NO_FIRST_PLAN.at())
    return {worker: order for found in best.values() for worker, order in found.orders.items()}


def _sum_up(model: Model, best: Collection[Found], *, seconds: float) -> Progress:
    planned = sum(len(order) for found in best for order in found.orders.values())
    return Progress(
        seconds=seconds,
        cost=model.price_of_hopeless()
        + sum(found.cost for found in best)
        + model.weights.late_largest_second * max((found.lateness for found in best), default=0),
        unassigned=len(model.problem.visits) - planned,
        solutions=sum(found.solutions for found in best),
    )


def _shuffle(parts: Iterable[Part], seed: int) -> list[Part]:
    rng = random.Random(seed)  # noqa: S311  no secret
    return [
        replace(
            part,
            visits=tuple(rng.sample(part.visits, len(part.visits))),
            workers=tuple(rng.sample(part.workers, len(part.workers))),
        )
        for part in parts
    ]


def _share(solutions: int, parts: Sequence[Part]) -> dict[int, int]:
    """Solutions of each part beyond the first plan that every part gets."""
    visits = sum(len(part.visits) for part in parts)
    left = max(0, solutions - len(parts))
    return {number: left * len(part.visits) // visits for number, part in enumerate(parts)}
