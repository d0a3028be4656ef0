"""Why visits are unassigned, worker by worker, and the smallest single change that would help."""

from __future__ import annotations

from dataclasses import replace

from routing.explain.explanation import REASONS, REMEDIES, Explanation, Reason, Remedy
from routing.explain.gaps import find_gaps, try_visit
from routing.explain.match import match_visit, measure_loads
from routing.explain.reasons import find_reasons
from routing.explain.remedies import find_remedy
from routing.objective import Weights
from routing.plan import Plan
from routing.problem import Problem
from routing.timetable import list_orders, time_plan
from routing.travel import Travel

__all__ = ["REASONS", "REMEDIES", "Explanation", "Reason", "Remedy", "explain_unassigned"]

SOON = 2 * 3600


def explain_unassigned(
    problem: Problem, travel: Travel, plan: Plan, *, weights: Weights | None = None, soon: int = SOON
) -> tuple[Explanation, ...]:
    """Say of every visit in no route why no worker makes it, and what would help.

    The visit is tried in every gap of every route, the rest of the plan as it is and timed by
    :func:`routing.timetable.time_plan`. Breaches the plan already has are put up with: the visit fits where it makes
    none of them worse and adds none.

    Parameters
    ----------
    weights
        What the plan was made with; the defaults where None.
    soon
        Changes of hours up to so many seconds are thought easier than any other change, longer ones harder.

    Returns
    -------
    tuple of Explanation
        In the order of ``problem.visits``.

    Raises
    ------
    InputError
        Where the plan holds an unknown id or a visit twice.
    """
    weights = weights or Weights()
    timed = time_plan(problem, travel, list_orders(plan))
    if not problem.workers:
        return tuple(Explanation(visit=visit, reasons=(), remedy=None) for visit in timed.unassigned)
    gaps, empty = find_gaps(problem, travel, timed), find_gaps(problem, travel, replace(timed, routes=()))
    loads = measure_loads(problem, timed)
    explanations = []
    for name in timed.unassigned:
        visit = problem.visit_by_id[name]
        match = match_visit(problem, visit, loads=loads)
        trial = try_visit(gaps, visit)
        reasons = find_reasons(gaps, trial, try_visit(empty, visit), match=match, weights=weights)
        remedy = find_remedy(gaps, trial, match=match, weights=weights, soon=soon)
        explanations.append(Explanation(visit=name, reasons=tuple(reasons), remedy=remedy))
    return tuple(explanations)
