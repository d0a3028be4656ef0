"""What every siting plan leaves to be regretted when the people become more, fewer or older than they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from routing.errors import FaultKind, InputError
from scenarios.sites.choice import Choice, Model
from scenarios.sites.growth_file import GrowthFile
from scenarios.sites.problem import SitingProblem
from scenarios.sites.shortlist import MORE_IS_BETTER
from scenarios.uncertainty.regret import Regret, find_regret

NOT_VALUED = FaultKind(
    "D329", "plans of the model {model} are not judged over growth", "leave --growth out, or take one of: {models}"
)

JUDGED = (Model.COVER_MOST, Model.MEDIAN, Model.CENTER, Model.COVER_TWICE, Model.TWO_RADII, Model.WORST_TENTH)
"""Models whose count can be taken of any open sites: not those with seats, for who finds room is another question, nor
phases, nor those that open whatever everybody needs."""

Value = Callable[[SitingProblem, NDArray[np.bool_]], float]
"""What the question's model counts for a problem and open sites: of walks a mean, which is what a planner reads; a sum
would make a scenario of many people count for more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GrowthRegret:
    """How siting plans do under every growth.

    Parameters
    ----------
    scenarios, people
        Their names, and how many people count in each.
    chances
        Of the scenarios; None where the file gives none: then all count alike.
    best
        Name of the plan that does best in each scenario.
    plans
        Names of the plans, "" for what is open now, first.
    values
        What the model counts of each plan in each scenario, shape (plans, scenarios): people covered (of
        ``cover-twice`` and ``two-radii`` with their shares), else a walk in the unit of the question's problem: the
        mean one for ``median``, the longest for ``center``, the mean of the worst-off for ``worst-tenth``.
    more_is_better
        Whether it counts people.
    regret
        Of the values.
    """

    scenarios: tuple[str, ...]
    people: tuple[float, ...]
    chances: tuple[float, ...] | None
    best: tuple[str, ...]
    plans: tuple[str, ...]
    values: NDArray[np.float64]
    more_is_better: bool
    unit: Literal["people", "s", "m"]
    regret: Regret

    @property
    def cautious(self) -> str:
        """The plan whose largest regret is least."""
        return self.plans[self.regret.minimax]

    @property
    def expected(self) -> str:
        """The plan whose expected regret is least."""
        return self.plans[self.regret.least_expected]


def check_judged(model: Model) -> None:
    """Refuse a model whose plans cannot be judged over growth.

    Raises
    ------
    InputError
        Saying which can.
    """
    if model not in JUDGED:
        raise InputError(NOT_VALUED.at(values={"model": model, "models": ", ".join(JUDGED)}))


def choose_for_growths(
    problem: SitingProblem,
    best: Choice,
    people: Sequence[NDArray[np.float64]],
    ask: Callable[[SitingProblem], Choice],
    settle: Callable[[Choice], Choice],
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Choice, ...]:
    """Put the question once more for the people of every scenario.

    Parameters
    ----------
    best
        The answer for today's people; it stands where the people of a scenario are today's.
    ask
        Answers the question for a problem.
    settle
        Judges such an answer by today's people, so that it stands beside the other plans.
    """
    choices: list[Choice] = []
    for done, grown in enumerate(people, start=1):
        is_today = np.array_equal(grown, problem.people)
        choices.append(best if is_today else settle(ask(replace(problem, people=grown))))
        progress(done, len(people))
    return tuple(choices)


def judge_growths(
    problem: SitingProblem,
    growths: GrowthFile,
    people: Sequence[NDArray[np.float64]],
    plans: Sequence[tuple[str, NDArray[np.bool_]]],
    *,
    chosen: Sequence[Choice],
    value: Value,
    model: Model,
) -> GrowthRegret:
    """Work out the regret of every plan over the scenarios.

    Parameters
    ----------
    people
        Of each scenario, shape (d,) each.
    plans
        Names and open sites, what is open now under the name "".
    chosen
        The answer for each scenario; its sites are those of one of the plans.
    """
    posed = [replace(problem, people=grown) for grown in people]
    values = np.array([[value(one, sites) for one in posed] for _, sites in plans])
    more_is_better = model in MORE_IS_BETTER
    given = [scenario.chance for scenario in growths.scenarios if scenario.chance is not None]
    regret = find_regret(values, more_is_better=more_is_better, chances=given or None)
    # The answer for a scenario, unless it is not proven and another plan does better.
    answers = [
        next(n for n, (name, sites) in enumerate(plans) if name and np.array_equal(sites, one.open)) for one in chosen
    ]
    tops = [row if regret.table[row, n] == 0 else int(regret.table[:, n].argmin()) for n, row in enumerate(answers)]
    return GrowthRegret(
        scenarios=growths.names,
        people=tuple(float(grown.sum()) for grown in people),
        chances=tuple(given) or None,
        best=tuple(plans[row][0] for row in tops),
        plans=tuple(name for name, _ in plans),
        values=values,
        more_is_better=more_is_better,
        unit="people" if more_is_better else problem.unit,
        regret=regret,
    )
