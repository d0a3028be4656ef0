"""Why visits are unassigned, worker by worker, and the smallest single change that would help."""

from __future__ import annotations

from dataclasses import replace

from routing.explain.company import find_company, find_group_remedy
from routing.explain.explanation import REASONS, REMEDIES, Explanation, Reason, Remedy
from routing.explain.gaps import find_gaps, try_visit
from routing.explain.match import match_visit, measure_loads
from routing.explain.reasons import find_reasons
from routing.explain.remedies import find_remedy
from routing.explain.ties import bind_visit, list_live
from routing.objective import Weights
from routing.plan import Plan
from routing.problem import Problem
from routing.timetable import list_orders, time_plan
from routing.travel import Travel
from routing.violations import find_starts

__all__ = ["MOST_REASONS", "REASONS", "REMEDIES", "Explanation", "Reason", "Remedy", "explain_unassigned"]

SOON = 2 * 3600

MOST_REASONS = 100_000
"""Reasons given in all: about ten seconds, and 50 MB in the files of a plan."""


def explain_unassigned(
    problem: Problem,
    travel: Travel,
    plan: Plan,
    *,
    weights: Weights | None = None,
    soon: int = SOON,
    most_reasons: int = MOST_REASONS,
) -> tuple[Explanation, ...]:
    """Say of every visit in no route why no worker makes it, and what would help.

    The visit is tried in every gap of every route, the rest of the plan as it is and timed by
    :func:`routing.timetable.time_plan`. Breaches the plan already has are put up with: the visit fits where it makes
    none of them worse and adds none.

    Planned visits that are tied to others, and those the visit itself is tied to, keep their starts. A visit that goes
    together with others in no route can be made at a time when all of them can. For such a visit the only remedy looked
    for is to search on; for one tied to planned visits it is no change of its windows.

    Parameters
    ----------
    weights
        What the plan was made with; the defaults where None.
    soon
        Changes of hours up to so many seconds are thought easier than any other change, longer ones harder.
    most_reasons
        Where unassigned visits times workers are more, only the first so many visits are looked into: mandatory ones
        before others, then by priority, then in the order of the problem.

    Returns
    -------
    tuple of Explanation
        In the order of ``problem.visits``, of every visit in no route, looked into or not.

    Raises
    ------
    InputError
        Where the plan holds an unknown id or a visit twice.
    """
    weights = weights or Weights()
    timed = time_plan(problem, travel, list_orders(plan))
    if not problem.workers:
        return tuple(Explanation(visit=visit, reasons=(), remedy=None) for visit in timed.unassigned)
    empty = find_gaps(problem, travel, replace(timed, routes=()))
    loads = measure_loads(problem, timed)
    made = find_starts(timed)
    live = list_live(problem, made)
    usual = find_gaps(problem, travel, timed, pinned=live)
    explanations = []
    chosen = set(_choose_visits(problem, timed, most=most_reasons // len(problem.workers)))
    for name in timed.unassigned:
        if name not in chosen:
            explanations.append(Explanation(visit=name, reasons=(), remedy=None, is_open=True))
            continue
        bound = bind_visit(problem, problem.visit_by_id[name], made)
        gaps = find_gaps(problem, travel, timed, pinned={*live, *bound.planned}) if bound.planned else usual
        match, trial = match_visit(problem, bound.visit, loads=loads), try_visit(gaps, bound.visit)
        company = None
        if bound.partners:
            company = find_company(usual, timed, bound=bound, made=made, live=live, weights=weights)
            remedy = find_group_remedy(gaps, trial, company=company, bound=bound, weights=weights)
        else:
            remedy = find_remedy(gaps, trial, bound=bound, match=match, weights=weights, soon=soon)
        alone = try_visit(empty, bound.visit)
        reasons = find_reasons(gaps, trial, alone, bound=bound, match=match, weights=weights, company=company)
        explanations.append(Explanation(visit=name, reasons=tuple(reasons), remedy=remedy))
    return tuple(explanations)


def _choose_visits(problem: Problem, plan: Plan, *, most: int) -> list[str]:
    """Choose the unassigned visits that matter most."""
    visits = [problem.visit_by_id[name] for name in plan.unassigned]
    return [visit.id for visit in sorted(visits, key=lambda visit: (not visit.mandatory, visit.priority))[:most]]
