"""Rule: visits that go together start at one time, by different workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.ties import meet_windows
from routing.travel import Travel
from routing.violations import ViolationKind, find_starts

SENTENCE = "Visits that go together start at one time, each made by another worker: all of them or none."

APART = ViolationKind("together", "apart", "s", "{worker} starts {visit} {amount} after {other}, which it goes with")
SAME_WORKER = ViolationKind(
    "together", "same_worker", "visits", "{worker} makes {visit} and {other}, which go together and need a worker each"
)
LEFT_OUT = ViolationKind(
    "together", "left_out", "visits", "{visit} is left out, though {other} is made: they go together"
)
KINDS = (APART, SAME_WORKER, LEFT_OUT)


def post(model: Model) -> None:
    """Ask for one start and other workers of every group that some workers can make together.

    Windows shrink to the times all of the group can start at. A group without such a time, or without enough workers
    for its visits, is kept from everybody: half of it would be left out after the search.
    """
    for group in model.problem.together:
        windows = meet_windows([model.windows[visit] for visit in group])
        if windows and _has_workers(model, group):
            model.together.append(tuple(group))
            model.windows.update(dict.fromkeys(group, windows))
        else:
            for visit in group:
                model.forbid(visit, [worker.id for worker in model.problem.workers])


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find visits that start after the first of their group, share a worker with another, or are left out alone."""
    made = find_starts(plan)
    for group in problem.together:
        by_start = sorted((visit for visit in group if visit in made), key=lambda visit: made[visit].start)
        first_of: dict[str, str] = {}
        for visit in by_start:
            worker, start, first = made[visit].worker, made[visit].start, by_start[0]
            if start > made[first].start:
                yield APART.of(start - made[first].start, worker=worker, visit=visit, other=first)
            if first_of.setdefault(worker, visit) != visit:
                yield SAME_WORKER.of(1, worker=worker, visit=visit, other=first_of[worker])
        for visit in group:
            if by_start and visit not in made:
                yield LEFT_OUT.of(1, visit=visit, other=by_start[0])


def _has_workers(model: Model, group: Sequence[str]) -> bool:
    """Whether every visit of the group can have a worker of its own, by augmenting paths."""
    makers = {visit: [w.id for w in model.problem.workers if model.may_make(visit, w.id)] for visit in group}
    visit_of: dict[str, str] = {}

    def give(visit: str, asked: set[str]) -> bool:
        for worker in makers[visit]:
            if worker not in asked:
                asked.add(worker)
                if worker not in visit_of or give(visit_of[worker], asked):
                    visit_of[worker] = visit
                    return True
        return False

    return all(give(visit, set()) for visit in group)
