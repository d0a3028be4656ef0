"""All figures of a planned day as one JSON document: summary.json, and what ``--json`` prints."""

from __future__ import annotations

import dataclasses
from importlib.metadata import version
from typing import Any

from dispatch.words import LANGUAGES, say_explanation, say_violation
from routing.explain import Explanation
from routing.plan import Violation
from routing.travel import ON_STREETS, STRAIGHT_LINE
from scenarios.run import PlannedDay

FORMAT = 1


def summarise(planned: PlannedDay) -> dict[str, Any]:
    """Put together what is known of a planned day; sentences in every language."""
    problem = planned.problem
    return {
        "format": FORMAT,
        "doorstep": version("doorstep"),
        "day": {"name": problem.name, "date": problem.date.isoformat() if problem.date else None},
        "travel_source": STRAIGHT_LINE if planned.streets is None else ON_STREETS,
        "cost": {"total": sum(planned.cost.values()), **planned.cost},
        "measures": dataclasses.asdict(planned.measures),
        "violations": [_describe_violation(violation) for violation in planned.violations],
        "unassigned": [_describe_unassigned(planned, explanation) for explanation in planned.explanations],
    }


def _describe_violation(violation: Violation) -> dict[str, Any]:
    sentences = {language: say_violation(language, violation) for language in LANGUAGES}
    return {**dataclasses.asdict(violation), "sentences": sentences}


def _describe_unassigned(planned: PlannedDay, explanation: Explanation) -> dict[str, Any]:
    visit = planned.problem.visit_by_id[explanation.visit]
    return {
        "service": visit.service,
        "mandatory": visit.mandatory,
        "priority": visit.priority,
        **dataclasses.asdict(explanation),
        "sentences": {language: say_explanation(language, explanation) for language in LANGUAGES},
    }
