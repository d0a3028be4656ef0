"""Rule: the worker has what the visit asks for."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem, Role
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "A visit is made by a worker of its role who has every one of its skills."

WRONG_ROLE = ViolationKind("skills", "wrong_role", "visits", "{worker} does not have the role {visit} asks for")
MISSING_SKILL = ViolationKind("skills", "missing_skill", "skills", "{worker} lacks {amount} that {visit} asks for")
KINDS = (WRONG_ROLE, MISSING_SKILL)


def post(model: Model) -> None:
    """Keep every worker from the visits that ask for another role or for a skill the worker lacks."""
    workers = model.problem.workers
    unfit_of: dict[tuple[Role | None, frozenset[str]], frozenset[str]] = {}
    for visit in model.problem.visits:
        asked = (visit.role, visit.skills)
        if asked not in unfit_of:
            unfit = (w.id for w in workers if (visit.role or w.role) != w.role or not visit.skills <= w.skills)
            unfit_of[asked] = frozenset(unfit)
        if unfit_of[asked]:
            model.forbid(visit.id, unfit_of[asked])


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find visits made by a worker of another role or short of a skill."""
    for route in plan.routes:
        worker = problem.worker_by_id[route.worker]
        for stop in route.stops:
            visit = problem.visit_by_id[stop.visit]
            if visit.role not in (None, worker.role):
                yield WRONG_ROLE.of(1, worker=worker.id, visit=visit.id)
            missing = visit.skills - worker.skills
            if missing:
                yield MISSING_SKILL.of(len(missing), worker=worker.id, visit=visit.id)
