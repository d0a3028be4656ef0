"""Splits a day into parts that share no worker, so that each is searched as a smaller model."""

from __future__ import annotations

from dataclasses import dataclass

from routing.ortools_model.model import Model


@dataclass(frozen=True, kw_only=True)
class Part:
    """Visit ids and the ids of the workers who may make at least one of them."""

    visits: tuple[str, ...]
    workers: tuple[str, ...]


def split_model(model: Model) -> list[Part]:
    """Split into connected parts: a visit and a worker belong together where the worker may make it, and tied visits.

    Visits nobody may make and workers with nothing to do are in no part. The order of the problem is kept.
    """
    problem = model.problem
    makers_of: dict[frozenset[str], list[str]] = {}
    for forbidden in {model.forbidden.get(visit.id, frozenset()) for visit in problem.visits}:
        makers_of[forbidden] = [worker.id for worker in problem.workers if worker.id not in forbidden]
    makers = {visit.id: makers_of[model.forbidden.get(visit.id, frozenset())] for visit in problem.visits}
    root = {worker.id: worker.id for worker in problem.workers}

    def find(worker: str) -> str:
        while root[worker] != worker:
            root[worker] = worker = root[root[worker]]
        return worker

    tied = [*model.together, *((gap.first, gap.second) for gap in model.gaps)]
    joined = [*makers_of.values(), *([makers[visit][0] for visit in ties if makers[visit]] for ties in tied)]
    for workers in joined:
        for worker in workers[1:]:
            root[find(worker)] = find(workers[0])
    visits: dict[str, list[str]] = {}
    for visit, workers in makers.items():
        if workers:
            visits.setdefault(find(workers[0]), []).append(visit)
    return [
        Part(visits=tuple(names), workers=tuple(worker.id for worker in problem.workers if find(worker.id) == head))
        for head, names in visits.items()
    ]
