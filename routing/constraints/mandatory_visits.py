"""Rule: mandatory visits are made; optional ones by their priority."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Problem
from routing.travel import Travel
from routing.violations import ViolationKind

SENTENCE = "Every mandatory visit is made; an optional one may be left out at the price of its priority."

UNASSIGNED = ViolationKind("mandatory_visits", "unassigned", "visits", "nobody makes {visit}, which is mandatory")
KINDS = (UNASSIGNED,)


def post(model: Model) -> None:
    """Price the absence of every visit: by priority, and far dearer where it is mandatory.

    A price rather than a ban, so that a day too full for its workers still gets a plan.
    """
    for visit in model.problem.visits:
        model.prices[visit.id] = model.weights.price(visit.priority, mandatory=visit.mandatory)


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find mandatory visits left out."""
    for name in plan.unassigned:
        if problem.visit_by_id[name].mandatory:
            yield UNASSIGNED.of(1, visit=name)
