"""Choose which sites to open: the one door to every siting model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from scenarios.sites import (
    center,
    cover_all,
    cover_all_seated,
    cover_most,
    cover_most_seated,
    cover_twice,
    median,
    median_seated,
    two_radii,
    worst_tenth,
)
from scenarios.sites import (
    phases as by_phases,
)
from scenarios.sites.choice import Choice, Model, find_nearest
from scenarios.sites.found import Found, Stages
from scenarios.sites.problem import SitingProblem
from scenarios.sites.question import Phase, Question, note_cut_off
from scenarios.sites.seats import seat_people

MODELS: Mapping[Model, ModuleType] = {
    Model.COVER_ALL: cover_all,
    Model.COVER_MOST: cover_most,
    Model.MEDIAN: median,
    Model.CENTER: center,
    Model.COVER_ALL_SEATED: cover_all_seated,
    Model.COVER_MOST_SEATED: cover_most_seated,
    Model.MEDIAN_SEATED: median_seated,
    Model.COVER_TWICE: cover_twice,
    Model.TWO_RADII: two_radii,
    Model.WORST_TENTH: worst_tenth,
    Model.PHASES: by_phases,
}

ALLOWED: Mapping[Model, Callable[[Question], NDArray[np.bool_]]] = {
    Model.COVER_ALL_SEATED: cover_all.find_covers,
    Model.COVER_MOST_SEATED: cover_all.find_covers,
    Model.MEDIAN_SEATED: median_seated.find_ways,
}
"""Models in which a site may be full, and where each may seat people."""

BELOW = 1e-6
"""How far the value may pass the bound, as part of it, before the proof is doubted: solvers' tolerances."""


def choose_sites(
    problem: SitingProblem,
    *,
    model: Model,
    p: int | None = None,
    budget: int | None = None,
    radius: int | None = None,
    second_radius: int | None = None,
    share: float | None = None,
    cheapest: bool = False,
    year: int | None = None,
    phases: Sequence[Phase] = (),
    seconds: float = 60.0,
    seed: int = 0,
    rounds: int | None = None,
) -> Choice:
    """Choose the sites that are best by a model, and say how sure that is.

    Sites that exist stay open unless ``closable``; they count in p and in the budget. Where both are given, both
    hold. Each model asks for some of the options and takes no others (``question.OPTIONS``).

    Parameters
    ----------
    model
        What it is to be best at; the module named after it states its programme.
    p
        Most sites open in the end, the existing ones counted.
    budget
        Most rent a year of all open sites together.
    radius
        In the unit of the problem, for the models that cover.
    second_radius
        ``two-radii`` alone: the other radius, in the other unit where the problem holds ``second``.
    share
        ``two-radii``: how much of a person counts within the first radius, the rest within the second.
        ``cover-twice``: how much counts for the first site within the radius, from 0.5 on, the rest for the second.
        ``worst-tenth``: the part of the people that is looked at, a tenth where left out.
    cheapest
        ``cover-all`` and ``cover-all-seated``: ask for the least rent instead of the fewest sites.
    year
        Only sites that can be had by this year; None asks about no years.
    phases
        ``phases`` alone: what may be open by each year, in the order of the years.
    seconds
        Wall seconds after which the work ends with the best choice so far and its bound; building a programme and
        sharing people out may take a little longer.
    seed
        Of the draws of the swap search. What ends before the seconds are over is the same on every machine.
    rounds
        Shakes of the swap search of ``median``; None is as many as are usual.

    Raises
    ------
    InputError
        Where the question makes no sense (L010 to L019) or has no answer (L020 to L026), saying why.
    """
    question = Question(
        problem=problem,
        model=model,
        p=p,
        budget=budget,
        radius=radius,
        second_radius=second_radius,
        share=share,
        cheapest=cheapest,
        year=year,
        phases=tuple(phases),
        seconds=seconds,
        seed=seed,
        rounds=rounds,
    )
    found: Found = MODELS[model].choose(question)
    stages = Stages()
    with stages.time("assign"):
        flows = _seat(question, found, stages) if model in ALLOWED else _send_to_nearest(problem, found.open)
    value = _value(question, found, flows)
    # A solver's bound may miss a true value by its tolerances; more than that is no proof.
    tolerance = BELOW * max(1.0, abs(value))
    passed = abs(value - found.bound) <= tolerance
    return Choice(
        model=model,
        open=found.open,
        flows=flows,
        value=value,
        bound=value if found.proven and passed else found.bound,
        proven=found.proven and passed,
        opened=_find_years(question, found),
        closed=_find_last_years(question, found),
        seconds={**found.seconds, "assign": stages.seconds["assign"]},
        notes=note_cut_off(question),
    )


def value_sites(
    problem: SitingProblem,
    open_sites: NDArray[np.bool_],
    *,
    model: Model,
    radius: int | None = None,
    second_radius: int | None = None,
    share: float | None = None,
    year: int | None = None,
    per_person: bool = False,
) -> float:
    """Count what a model without seats and without phases counts of any open sites, whoever chose them.

    Parameters
    ----------
    open_sites
        Shape (c,).
    model, radius, second_radius, share, year
        As in :func:`choose_sites`.
    per_person
        Whether a sum of walks is told as the mean of those who can reach a site, so that it can stand beside that of
        more or fewer people.
    """
    question = Question(
        problem=problem,
        model=model,
        p=max(1, int(open_sites.sum())),
        radius=radius,
        second_radius=second_radius,
        share=share,
        year=year,
    )
    value: float = MODELS[model].value(question, open_sites)
    if not (per_person and model is Model.MEDIAN):
        return value
    return value / max(1.0, float(problem.people[~question.cut_off].sum()))


def judge_again(problem: SitingProblem, choice: Choice, best: Choice, value: float) -> Choice:
    """Judge a choice that was made for other people by those of a problem: who goes where, and what it is worth.

    Parameters
    ----------
    best
        What the same question has for an answer here: nothing passes its bound.
    value
        From :func:`value_sites`.
    """
    proven = best.proven and abs(value - best.value) <= BELOW * max(1.0, abs(value))
    flows = _send_to_nearest(problem, choice.open)
    return replace(choice, flows=flows, value=value, bound=value if proven else best.bound, proven=proven)


def _value(question: Question, found: Found, flows: csr_array[np.float64]) -> float:
    """Count what the model counts, from the matrix."""
    if question.model is Model.PHASES:
        assert found.by_phase is not None
        return by_phases.value_phases(question, found.by_phase)
    if question.model is Model.COVER_MOST_SEATED:
        return cover_most_seated.value_flows(flows)
    if question.model is Model.MEDIAN_SEATED:
        return median_seated.value_flows(question, flows)
    value: float = MODELS[question.model].value(question, found.open)
    return value


def _send_to_nearest(problem: SitingProblem, open_sites: NDArray[np.bool_]) -> csr_array[np.float64]:
    nearest = find_nearest(problem, open_sites)
    sent = np.flatnonzero((nearest >= 0) & (problem.people > 0))
    shape = (problem.demands, problem.sites)
    return csr_array(coo_array((problem.people[sent], (sent, nearest[sent])), shape=shape))


def _seat(question: Question, found: Found, stages: Stages) -> csr_array[np.float64]:
    return seat_people(question, found.open, ALLOWED[question.model](question), stages)


def _find_years(question: Question, found: Found) -> NDArray[np.int64]:
    if found.by_phase is None:
        return np.where(found.open, 0, -1).astype(np.int64)
    years = np.array([phase.year for phase in question.phases], dtype=np.int64)
    opened = np.where(found.open, years[found.by_phase.argmax(axis=0)], -1)
    return np.where(found.open & question.problem.existing, 0, opened).astype(np.int64)


def _find_last_years(question: Question, found: Found) -> NDArray[np.int64] | None:
    if found.by_phase is None:
        return None
    years = np.array([phase.year for phase in question.phases], dtype=np.int64)
    closes = question.problem.existing & ~found.open
    return np.where(closes, years[(~found.by_phase).argmax(axis=0)], -1).astype(np.int64)
