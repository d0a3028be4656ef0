"""Several near-best choices of sites, for the rounds to judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from routing.errors import Fault, InputError
from scenarios.sites.choice import Choice, Model
from scenarios.sites.problem import SitingProblem

Ask = Callable[[SitingProblem, Model], Choice]
"""Answers the planner's question for a problem and a model."""

MORE_IS_BETTER = frozenset(
    {Model.COVER_MOST, Model.COVER_MOST_SEATED, Model.COVER_TWICE, Model.TWO_RADII, Model.PHASES}
)
"""Models whose value counts people covered; the value of the others is a walk or a number of sites."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """A choice on the short list, and how it came there.

    Parameters
    ----------
    name
        "A" is the choice that was asked for; the others follow in the order they were found.
    model
        The model it is best by.
    without
        The site it had to do without, the one that plan A opens; None where none was forbidden.
    growth
        The scenario of growth for whose people it is the answer; None where it was found for today's.
    """

    name: str
    model: Model
    without: str | None
    choice: Choice
    growth: str | None = None


def shortlist(
    problem: SitingProblem,
    best: Choice,
    ask: Ask,
    *,
    plans: int,
    models: Sequence[Model] = (),
    grown: Sequence[tuple[str, Choice]] = (),
    progress: Callable[[int, int], None] | None = None,
    refused: Callable[[Model, Sequence[Fault]], None] = lambda _model, _faults: None,
) -> tuple[Listed, ...]:
    """List the choice asked for, what other models choose, and the best choices that do without one of its sites.

    A choice of as many sites that differs from the best lacks at least one site that the best one opens. So the best
    of those that lack one, each site of it forbidden in turn, holds the second best of all; what follows it is near
    the best, but not proven to be the third and the fourth (Lawler 1972, whose first step this is).

    Parameters
    ----------
    best
        The answer to the question itself.
    ask
        Called with the problem, or with the problem without one site, and a model; what it finds no answer to is
        passed over.
    plans
        Most choices on the list; different sites each.
    grown
        Answers for the people of scenarios of growth, by name. They stand behind A, on top of ``plans``.
    progress
        Hears how many questions are answered, and of how many.
    refused
        Hears of another model that has no answer, and why not.
    """
    listed = [Listed(name="A", model=best.model, without=None, choice=best)]
    for growth, choice in grown:
        if not any(np.array_equal(choice.open, one.choice.open) for one in listed):
            name = _letter(len(listed))
            listed.append(Listed(name=name, model=best.model, without=None, choice=choice, growth=growth))
    opened = np.flatnonzero(best.open & ~problem.existing).tolist() if plans > 1 else []
    questions: list[tuple[Model, int | None]] = [(model, None) for model in models if model is not best.model]
    questions += [(best.model, site) for site in opened]
    others: list[tuple[Model, int | None, Choice]] = []
    most = plans + len(listed) - 1
    for count, (model, site) in enumerate(questions if plans > 1 else [], start=1):
        try:
            choice = ask(problem, model) if site is None else _widen(problem, site, ask(_drop(problem, site), model))
        except InputError as error:
            if site is None:
                refused(model, error.faults)
            continue
        finally:
            if progress is not None:
                progress(count, len(questions))
        others.append((model, site, choice))
    sign = -1 if best.model in MORE_IS_BETTER else 1
    # Other models first: they are asked for by name. Then by the worth of what does without one site.
    others.sort(key=lambda one: (one[1] is not None, sign * one[2].value if one[1] is not None else 0))
    for model, site, choice in others:
        if len(listed) == most:
            break
        # A model that gains nothing by any site may leave them all shut.
        if choice.open.any() and not any(np.array_equal(choice.open, one.choice.open) for one in listed):
            without = None if site is None else problem.site_ids[site]
            listed.append(Listed(name=_letter(len(listed)), model=model, without=without, choice=choice))
    return tuple(listed)


def _drop(problem: SitingProblem, site: int) -> SitingProblem:
    keep = np.arange(problem.sites) != site
    return replace(
        problem,
        site_ids=tuple(name for place, name in enumerate(problem.site_ids) if place != site),
        cost=problem.cost[:, keep],
        reachable=problem.reachable[:, keep],
        second=None if problem.second is None else problem.second[:, keep],
        existing=problem.existing[keep],
        closable=problem.closable[keep],
        price=problem.price[keep],
        capacity=problem.capacity[keep],
        opens=problem.opens[keep],
    )


def _widen(problem: SitingProblem, site: int, choice: Choice) -> Choice:
    """Put the forbidden site back, shut."""
    keep = np.flatnonzero(np.arange(problem.sites) != site)
    flows = choice.flows.tocoo()
    wide = csr_array((flows.data, (flows.row, keep[flows.col])), shape=(problem.demands, problem.sites))
    return replace(
        choice,
        open=np.insert(choice.open, site, values=False),
        opened=np.insert(choice.opened, site, -1),
        closed=None if choice.closed is None else np.insert(choice.closed, site, -1),
        flows=wide,
    )


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
