"""Rule: two visits keep the time between them that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from routing.ortools_model.model import Model
from routing.plan import Plan, Violation
from routing.problem import Pairing, Problem
from routing.travel import Travel
from routing.violations import ViolationKind, find_starts

SENTENCE = (
    "Between two visits that are both made lies no less and no more time than asked, and who makes them is as asked."
)

TOO_CLOSE = ViolationKind("gaps", "too_close", "s", "{worker} starts {visit} {amount} too soon after {other}")
TOO_FAR = ViolationKind("gaps", "too_far", "s", "{worker} starts {visit} {amount} too late after {other}")
OTHER_WORKER = ViolationKind("gaps", "other_worker", "visits", "{worker} makes {visit}, but not {other}, as asked")
SAME_WORKER = ViolationKind(
    "gaps", "same_worker", "visits", "{worker} makes both {other} and {visit}, which need different workers"
)
KINDS = (TOO_CLOSE, TOO_FAR, OTHER_WORKER, SAME_WORKER)


def post(model: Model) -> None:
    """Ask for every gap of visits that both may be made."""
    model.gaps.extend(
        gap for gap in model.problem.gaps if not model.is_hopeless(gap.first) and not model.is_hopeless(gap.second)
    )


def check(problem: Problem, travel: Travel, plan: Plan) -> Iterator[Violation]:  # noqa: ARG001  every rule is asked alike
    """Find gaps too short, too long or with the wrong worker."""
    made = find_starts(plan)
    for gap in problem.gaps:
        if gap.first not in made or gap.second not in made:
            continue
        first, second = made[gap.first], made[gap.second]
        between = second.start - first.start
        names = {"worker": second.worker, "visit": gap.second, "other": gap.first}
        if between < gap.least:
            yield TOO_CLOSE.of(gap.least - between, **names)
        if gap.greatest is not None and between > gap.greatest:
            yield TOO_FAR.of(between - gap.greatest, **names)
        if gap.worker is Pairing.SAME and first.worker != second.worker:
            yield OTHER_WORKER.of(1, **names)
        if gap.worker is Pairing.OTHER and first.worker == second.worker:
            yield SAME_WORKER.of(1, **names)
