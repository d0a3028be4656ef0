"""From a district and a planner's question to siting plans judged by walks and by rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from maps.streets import Streets
from routing.errors import Fault, FaultKind, InputError
from scenarios.district_files.served import ServedDistrict
from scenarios.sites.choice import Choice, Model, find_nearest
from scenarios.sites.choose import choose_sites, judge_again, value_sites
from scenarios.sites.effects import Effect, compare_areas
from scenarios.sites.grown import grow_people
from scenarios.sites.growth_file import GrowthFile
from scenarios.sites.growth_regret import GrowthRegret, check_judged, choose_for_growths, judge_growths
from scenarios.sites.planner import Question, check_question, find_lacking_rooms
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase
from scenarios.sites.rank import Ranked, judge_plan, rank_plans
from scenarios.sites.round_settings import RoundSettings
from scenarios.sites.rounds import WeekFigures, plan_weeks, prepare_week
from scenarios.sites.shortlist import Listed, shortlist
from scenarios.sites.walking import open_streets, pose_problem
from scenarios.sites.week import draw_week

LEFT_OUT = FaultKind(
    "D336",
    "the model {model} of [shortlist] is not compared: it has no answer to this question",
    "nothing; the next note says why",
)

WITHOUT_RADIUS = frozenset({Model.MEDIAN, Model.MEDIAN_SEATED, Model.CENTER, Model.WORST_TENTH})
Stage = Literal["walks", "choose", "growths", "shortlist", "week", "rounds"]
Hear = Callable[[Stage, int, int], None]
"""Hears what goes on, and how much of it is done; 0 of 0 where it cannot be counted."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Siting plans, the best ranked first, and what the first does to everybody.

    Parameters
    ----------
    problem
        In the unit of the radius by which coverage is counted, ``radius``: of two radii the outer one.
    timed
        The same in seconds.
    now
        What is open today: its coverage, walks, rent and rounds, as a plan named "".
    plans
        In the order of their cost; without rounds the one that was asked for is first.
    regret
        Of the plans, and of what is open now, over scenarios of growth; None where none were asked about.
    notes
        What is worth knowing about all of it.
    """

    district: ServedDistrict
    question: Question
    streets: Streets
    problem: SitingProblem
    timed: SitingProblem
    radius: int
    now: Ranked
    plans: tuple[Ranked, ...]
    effects: tuple[Effect, ...]
    regret: GrowthRegret | None = None
    notes: tuple[Fault, ...] = ()

    @property
    def best(self) -> Ranked:
        """The plan ranked first."""
        return self.plans[0]

    @property
    def asked(self) -> Ranked:
        """The plan that the question itself has for an answer."""
        return next(plan for plan in self.plans if plan.listed.name == "A")

    @property
    def before(self) -> NDArray[np.bool_]:
        """Sites that are open today, shape (c,)."""
        return self.problem.existing


def answer_question(
    district: ServedDistrict,
    question: Question,
    settings: RoundSettings,
    *,
    growths: GrowthFile | None = None,
    rounds: bool = True,
    round_seconds: float | None = None,
    cache: Path | None = None,
    hear: Hear = lambda _stage, _done, _all: None,
) -> Answer:
    """Choose sites, list what is near the best, plan the rounds of a sample week for each, rank them.

    Parameters
    ----------
    settings
        How many plans are listed, how the week is drawn and planned, what counts.
    growths
        Scenarios of growth: the answer for the people of each is listed too, and the regret of all plans worked out.
    rounds
        Whether rounds are planned at all; without them nothing is ranked.
    round_seconds
        Seconds of search for a meal point on a day; None: the rounds of the settings, the same on every machine.
    cache
        A folder where matrices are kept between runs.

    Raises
    ------
    InputError
        Where the question makes no sense or has no answer.
    NoWayError
        Where places are off the network.
    """
    check_question(question)
    if growths is not None:
        check_judged(question.model)
    people = () if growths is None else grow_people(district, growths, question.counted)
    hear("walks", 0, 0)
    streets = open_streets(district, step_free=question.step_free)
    unit: Literal["s", "m"] = "m" if question.in_metres else "s"
    posed = pose_problem(
        district, streets, count=question.counted, unit=unit, step_free=question.step_free, cache=cache
    )
    timed = _turn(posed) if unit == "m" else posed
    outer = question.model is Model.TWO_RADII
    problem, radius = (timed, round(60 * (question.minutes or 0))) if outer else (posed, question.radius)

    lacking = list(find_lacking_rooms(question, posed))
    if lacking:
        raise InputError(lacking)

    hear("choose", 0, 0)
    best = _ask(posed, question, question.model)

    def value(one: SitingProblem, sites: NDArray[np.bool_], *, per_person: bool = False) -> float:
        measure = _measure(question, question.model)
        return value_sites(one, sites, model=question.model, year=question.year, per_person=per_person, **measure)

    chosen = choose_for_growths(
        posed,
        best,
        people,
        lambda grown: _ask(grown, question, question.model),
        lambda choice: judge_again(posed, choice, best, value(posed, choice.open)),
        progress=lambda done, total: hear("growths", done, total),
    )
    hear("shortlist", 0, 0)
    notes: list[Fault] = []

    def note_refusal(model: Model, faults: Sequence[Fault]) -> None:
        notes.extend([LEFT_OUT.at(values={"model": model}), *faults])

    listed = shortlist(
        posed,
        best,
        lambda changed, model: _ask(changed, question, model),
        plans=settings.plans,
        models=settings.models,
        grown=[] if growths is None else list(zip(growths.names, chosen, strict=True)),
        progress=lambda done, total: hear("shortlist", done, total),
        refused=note_refusal,
    )
    now = Listed(name="", model=question.model, without=None, choice=_stay(problem, best))
    weeks: dict[str, WeekFigures] = {}
    if rounds:
        hear("week", 0, 0)
        # Couriers take the steps that a wheelchair cannot.
        week = prepare_week(
            district,
            open_streets(district),
            draw_week(district, days=settings.days, seed=question.seed),
            settings,
            seed=question.seed,
            seconds=round_seconds,
            cache=cache,
        )
        figures = plan_weeks(
            week,
            problem,
            [one.choice for one in (now, *listed)],
            radius=radius,
            progress=lambda done, total: hear("rounds", done, total),
        )
        weeks = {one.name: figure for one, figure in zip((now, *listed), figures, strict=True)}
    judged = [
        judge_plan(problem, timed, one, weeks.get(one.name), radius=radius, weights=settings.weights)
        for one in (now, *listed)
    ]
    plans = rank_plans(judged[1:]) if rounds else tuple(judged[1:])
    named = [(plan.listed.name, plan.listed.choice.open) for plan in (judged[0], *plans)]
    return Answer(
        district=district,
        question=question,
        streets=streets,
        problem=problem,
        timed=timed,
        radius=radius,
        now=judged[0],
        plans=plans,
        effects=compare_areas(district, problem, timed, now.choice.open, plans[0].listed.choice.open, radius=radius),
        regret=None
        if growths is None
        else judge_growths(
            posed, growths, people, named, chosen=chosen, value=partial(value, per_person=True), model=question.model
        ),
        notes=tuple(notes),
    )


def _ask(problem: SitingProblem, question: Question, model: Model) -> Choice:
    """Put the question to a model, with as many sites and as much rent more than now as are asked for."""
    question = question.turn_to(model)
    check_question(question)
    open_now, rent_now = int(problem.existing.sum()), int(problem.price[problem.existing].sum())
    return choose_sites(
        problem,
        model=model,
        p=None if question.more is None else open_now + question.more,
        budget=None if question.budget is None else rent_now + question.budget,
        year=question.year,
        phases=[Phase(year=year, p=open_now + more) for year, more in question.years],
        seconds=question.seconds,
        seed=question.seed,
        **_measure(question, model),
    )


def _measure(question: Question, model: Model) -> dict[str, Any]:
    """Say by which radii and which share a model counts."""
    return {
        "radius": None if model in WITHOUT_RADIUS else question.radius,
        "second_radius": round(60 * (question.minutes or 0)) if model is Model.TWO_RADII else None,
        "share": question.share,
    }


def _stay(problem: SitingProblem, best: Choice) -> Choice:
    """Today's sites as a choice: everybody goes to the nearest one."""
    nearest = find_nearest(problem, problem.existing)
    served = np.flatnonzero(nearest >= 0)
    flows = csr_array((problem.people[served], (served, nearest[served])), shape=(problem.demands, problem.sites))
    return replace(best, open=problem.existing, flows=flows)


def _turn(problem: SitingProblem) -> SitingProblem:
    """Measure the same walks in the other unit."""
    assert problem.second is not None
    return replace(problem, cost=problem.second, second=problem.cost, unit="s" if problem.unit == "m" else "m")
