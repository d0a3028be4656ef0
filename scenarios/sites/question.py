"""What a siting model is asked, checked before any work is done."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.errors import Fault, FaultKind, InputError
from scenarios.sites.choice import Model
from scenarios.sites.problem import SitingProblem, name_some

MISSING = FaultKind("L010", "the model {model} was given no {option}", "give {option}")
NOT_TAKEN = FaultKind("L011", "the model {model} takes no {option}", "leave {option} out")
BAD_OPTION = FaultKind("L012", "{option} is {value}", "give {wanted}")
P_ABOVE_SITES = FaultKind("L013", "p is {p}, and there are only {sites} sites to be had", "lower p, or add candidates")
P_BELOW_FIXED = FaultKind("L014", "p is {p}, and {fixed} sites must stay open", "raise p, or mark some as closable")
BUDGET_BELOW_FIXED = FaultKind(
    "L015",
    "the budget is {budget}, and the sites that must stay open cost {fixed}",
    "raise the budget, or mark some as closable",
)
WRONG_YEARS = FaultKind("L016", "the year {later} stands after {earlier}", "put the phases in the order of their years")
PHASE_SHRINKS = FaultKind(
    "L017",
    "{option} falls from {earlier} to {later} in {year}",
    "do not let it fall: what has opened stays open",
)
WRONG_PEOPLE = FaultKind(
    "L018", "the people of {year} have the shape {shape} or a negative number", "give {wanted} numbers of 0 or more"
)
NOBODY = FaultKind("L019", "there are 0 people at all the demand points together", "give at least one person")
CUT_OFF = FaultKind(
    "L030",
    "{count} demand points with {people} people can reach no site at all: {ids}",
    "check where they are; they count in the total and are covered by nothing",
)

LARGEST = 10**18
"""Whole numbers beyond it are no sites, rents or walks: the solver counts none of them exactly."""

LIMIT = ("p", "budget")
"""Options of which one is enough."""

OPTIONS: Mapping[Model, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Model.COVER_ALL: (("radius",), ("cheapest",)),
    Model.COVER_MOST: (("radius", "limit"), ()),
    Model.MEDIAN: (("limit",), ()),
    Model.CENTER: (("limit",), ()),
    Model.COVER_ALL_SEATED: (("radius",), ("cheapest",)),
    Model.COVER_MOST_SEATED: (("radius", "limit"), ()),
    Model.MEDIAN_SEATED: (("limit",), ()),
    Model.COVER_TWICE: (("radius", "share", "limit"), ()),
    Model.TWO_RADII: (("radius", "second_radius", "share", "limit"), ()),
    Model.WORST_TENTH: (("limit",), ("share",)),
    Model.PHASES: (("radius", "phases"), ()),
}
"""Options each model must be given, and those it may be given; ``limit`` is p, a budget, or both."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Phase:
    """What may be open by the end of a year.

    Parameters
    ----------
    year
        Sites with a later first year cannot be open in it.
    p, budget
        Most open sites and most rent by then, as in :func:`choose_sites`; None is no limit, one of them is needed.
    people
        How many people count in that year, shape (d,); None where they are those of the problem.
    weight
        How much the people covered in that year count beside those of other years.
    """

    year: int
    p: int | None = None
    budget: int | None = None
    people: NDArray[np.float64] | None = None
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """A siting problem and what a model is asked about it; :func:`choose_sites` says what each option means.

    Raises
    ------
    InputError
        With everything that makes no sense about it (L010 to L019).
    """

    problem: SitingProblem
    model: Model
    p: int | None = None
    budget: int | None = None
    radius: int | None = None
    second_radius: int | None = None
    share: float | None = None
    cheapest: bool = False
    year: int | None = None
    phases: tuple[Phase, ...] = ()
    seconds: float = 60.0
    seed: int = 0
    rounds: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", time.monotonic() + self.seconds)
        faults = list(_find_faults(self))
        if faults:
            raise InputError(faults)

    @cached_property
    def available(self) -> NDArray[np.bool_]:
        """Sites that may be open, shape (c,)."""
        problem = self.problem
        latest = self.phases[-1].year if self.phases else self.year
        return problem.existing | (latest is None) | (problem.opens <= (0 if latest is None else latest))

    @cached_property
    def cut_off(self) -> NDArray[np.bool_]:
        """Demand points that can reach none of the sites that may be open, shape (d,)."""
        return np.asarray(~(self.problem.reachable & self.available).any(axis=1))

    @cached_property
    def most(self) -> int:
        """Most sites that may be open: p, or all that are to be had."""
        everything = int(self.available.sum())
        return everything if self.p is None else min(self.p, everything)

    def left(self) -> float:
        """Seconds that are left, never negative."""
        ends: float = self.__dict__["ends"]
        return max(0.0, ends - time.monotonic())

    def asked(self, name: str) -> int:
        """Take a whole number that this model must be given; it was checked when the question was made."""
        value = getattr(self, name)
        assert isinstance(value, int)
        return value

    def asked_share(self) -> float:
        """Take the share, as :meth:`asked`."""
        assert self.share is not None
        return float(self.share)


def note_cut_off(question: Question) -> tuple[Fault, ...]:
    """Name the people who can reach no site at all, where there are some."""
    problem = question.problem
    lost = question.cut_off & (problem.people > 0)
    if not lost.any():
        return ()
    people = count_whole(float(problem.people[lost].sum()))
    values = {"count": int(lost.sum()), "people": people, "ids": name_some(problem.demand_ids, lost)}
    return (CUT_OFF.at(values=values),)


def count_whole(people: float) -> int:
    """Count people for a sentence: expected eaters are no whole number, and a few of them are somebody."""
    return max(1, round(people))


def _find_faults(question: Question) -> Iterator[Fault]:
    yield from _find_wrong_options(question)
    yield from _find_bad_values(question)
    if not question.problem.people.sum() and not question.phases:
        yield NOBODY.at()
    if question.phases:
        yield from _find_wrong_phases(question.problem, question.phases)
    yield from _find_wrong_limits(question.problem, question.available, question.p, question.budget)


def _find_wrong_options(question: Question) -> Iterator[Fault]:
    needed, allowed = OPTIONS[question.model]
    given = {
        name for name in ("p", "budget", "radius", "second_radius", "share") if getattr(question, name) is not None
    }
    given |= {name for name in ("phases", "cheapest") if getattr(question, name)}
    for name in needed:
        if name == "limit" and not given & set(LIMIT):
            yield MISSING.at(values={"model": question.model, "option": "p / budget"})
        elif name != "limit" and name not in given:
            yield MISSING.at(values={"model": question.model, "option": name})
    takes = {*needed, *allowed, *(LIMIT if "limit" in needed else ())}
    for name in sorted(given - takes):
        yield NOT_TAKEN.at(values={"model": question.model, "option": name})


def _find_bad_values(question: Question) -> Iterator[Fault]:
    for name, least in (("p", 1), ("budget", 0), ("radius", 0), ("second_radius", 0), ("seed", 0), ("rounds", 0)):
        value = getattr(question, name)
        if value is not None and not (_is_whole(value) and value >= least):
            yield BAD_OPTION.at(values={"option": name, "value": value, "wanted": f">= {least}"})
        elif value is not None and value > LARGEST:
            yield BAD_OPTION.at(values={"option": name, "value": value, "wanted": f"<= {LARGEST}"})
    share, smallest = question.share, 0.5 if question.model is Model.COVER_TWICE else 0.0
    if share is not None and not (smallest <= share <= 1 and share > 0):
        wanted = f"{smallest:g} <= share <= 1" if smallest else "0 < share <= 1"
        yield BAD_OPTION.at(values={"option": "share", "value": share, "wanted": wanted})
    if not (math.isfinite(question.seconds) and question.seconds > 0):
        yield BAD_OPTION.at(values={"option": "seconds", "value": question.seconds, "wanted": "> 0"})


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _find_wrong_limits(
    problem: SitingProblem, available: NDArray[np.bool_], p: int | None, budget: int | None
) -> Iterator[Fault]:
    fixed, rent = int(problem.fixed.sum()), int(problem.price[problem.fixed].sum())
    if p is not None and p > available.sum():
        yield P_ABOVE_SITES.at(values={"p": p, "sites": int(available.sum())})
    if p is not None and 0 < p < fixed:
        yield P_BELOW_FIXED.at(values={"p": p, "fixed": fixed})
    if budget is not None and 0 <= budget < rent:
        yield BUDGET_BELOW_FIXED.at(values={"budget": budget, "fixed": rent})


def _find_wrong_phases(problem: SitingProblem, phases: Sequence[Phase]) -> Iterator[Fault]:
    for phase in phases:
        if phase.p is None and phase.budget is None:
            yield MISSING.at(values={"model": Model.PHASES, "option": f"p / budget ({phase.year})"})
        if not (math.isfinite(phase.weight) and phase.weight >= 0):
            yield BAD_OPTION.at(values={"option": f"weight ({phase.year})", "value": phase.weight, "wanted": ">= 0"})
        people = phase.people
        if people is not None and (
            people.shape != (problem.demands,) or not (np.isfinite(people) & (people >= 0)).all()
        ):
            values = {"year": phase.year, "shape": people.shape, "wanted": problem.demands}
            yield WRONG_PEOPLE.at(values=values)
        available = problem.existing | (problem.opens <= phase.year)
        p = None if phase.p is None else min(phase.p, int(available.sum()))
        yield from _find_wrong_limits(problem, available, p, phase.budget)
    for earlier, later in pairwise(phases):
        if later.year <= earlier.year:
            yield WRONG_YEARS.at(values={"earlier": earlier.year, "later": later.year})
        for option in LIMIT:
            before, after = getattr(earlier, option), getattr(later, option)
            if before is not None and after is not None and after < before:
                values = {"option": option, "earlier": before, "later": after, "year": later.year}
                yield PHASE_SHRINKS.at(values=values)
