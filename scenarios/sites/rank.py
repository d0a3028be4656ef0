"""Rank siting plans by what they give the people and what their rounds cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.sites.choice import Coverage, Walks, count_seated, coverage, measure_walks
from scenarios.sites.problem import SitingProblem
from scenarios.sites.round_settings import RankWeights
from scenarios.sites.rounds import WeekFigures
from scenarios.sites.shortlist import Listed


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """A siting plan with everything it is judged by.

    Parameters
    ----------
    coverage
        People with an open site within the radius, whether or not it has room for them.
    seated
        For a model with seats: people it sends to a site within the radius that has room; None for others.
    week
        None where no rounds were planned.
    rent
        Of all its open sites, a year.
    parts
        The parts of its cost by the name of their weight; their sum is :attr:`cost`.
    """

    listed: Listed
    coverage: Coverage
    seated: Coverage | None
    walks: Walks
    week: WeekFigures | None
    rent: int
    parts: Mapping[str, float]

    @property
    def cost(self) -> float:
        """By which the plans are ranked: less is better."""
        return sum(self.parts.values())


def judge_plan(
    problem: SitingProblem,
    timed: SitingProblem,
    listed: Listed,
    week: WeekFigures | None,
    *,
    radius: int,
    weights: RankWeights,
) -> Ranked:
    """Work out the cost of a siting plan: each figure times its weight.

    Parameters
    ----------
    problem
        In the unit of the radius.
    timed
        The same in seconds, by which walks are counted.
    week
        None where no rounds were planned: their parts are then left out.
    """
    covered = coverage(problem, listed.choice, radius)
    walks = measure_walks(timed, listed.choice)
    rent = int(problem.price[listed.choice.open].sum())
    parts = {
        "uncovered_person": weights.uncovered_person * (covered.people - covered.covered),
        "walk_minute": weights.walk_minute * walks.mean / 60 * (walks.people - walks.unreached),
        "rent_thousand": weights.rent_thousand * rent / 1000,
    }
    if week is not None:
        parts |= {
            "courier_hour": weights.courier_hour * week.courier_hours,
            "meal_minute": weights.meal_minute * (week.minutes_mean or 0.0) * week.delivered,
            "undelivered": weights.undelivered * week.undelivered,
            "left_out": weights.left_out * week.left_out,
        }
    seated = count_seated(problem, listed.choice, radius) if listed.model.endswith("-seated") and listed.name else None
    return Ranked(listed=listed, coverage=covered, seated=seated, walks=walks, week=week, rent=rent, parts=parts)


def rank_plans(plans: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Put the plans in the order of their cost, the cheapest first; equal ones as they were listed."""
    return tuple(sorted(plans, key=lambda plan: plan.cost))
