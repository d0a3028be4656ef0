"""How much a choice can come to cost against the best one, over scenarios nobody chooses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.errors import FaultKind, InputError

BAD_TABLE = FaultKind("U120", "the values of the choices {fault}", "give finite numbers, a row for each choice")
BAD_CHANCES = FaultKind("U121", "the chances of the scenarios {fault}", "give one for each, 0 or more and 1 in all")

CHANCE_TOLERANCE = 1e-9
ROUNDING = 1e-11
"""Of the greatest value: what lies nearer together is the same."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Regret:
    """What each choice leaves to be regretted.

    Parameters
    ----------
    table
        Regret of each choice in each scenario, 0 or more; shape (choices, scenarios).
    largest, expected
        Over the scenarios, by choice; shape (choices,).
    minimax
        The choice whose largest regret is least; among several the one with the least expected regret, then the first.
    least_expected
        The choice with the least expected regret; among several the one with the least largest regret, then the first.
    """

    table: NDArray[np.float64]
    largest: NDArray[np.float64]
    expected: NDArray[np.float64]
    minimax: int
    least_expected: int


def find_regret(values: ArrayLike, *, more_is_better: bool, chances: ArrayLike | None = None) -> Regret:
    """Find the regret of every choice over scenarios, and the choices that leave least of it.

    Regret is what a choice falls short of the best choice of the same scenario, r(c, s) = |best over c' of v(c', s) −
    v(c, s)|. A choice of sites, say, is valued by the people it covers under each growth of demand.

    Parameters
    ----------
    values
        Shape (choices, scenarios): what each choice is worth, or costs, in each scenario.
    more_is_better
        True for people covered, False for minutes or money.
    chances
        Of the scenarios, 1 in all; None: all alike. They weigh the expected regret alone.

    Raises
    ------
    InputError
        Where the values are no full table of finite numbers, or the chances are not as said.

    Notes
    -----
    Minimax regret is Savage's (1951), "The theory of statistical decision", Journal of the American Statistical
    Association 46:55-67; for siting see Snyder (2006), "Facility location under uncertainty: a review", IIE
    Transactions 38:547-564. A choice's regret depends on which others are compared: adding one can change the order
    of the rest.
    """
    table = _read_table(values)
    weights = _read_chances(chances, table.shape[1])
    best = table.max(axis=0) if more_is_better else table.min(axis=0)
    # What the same sum in another order leaves is no regret, and does not decide between choices.
    step = max(1.0, float(np.abs(table).max())) * ROUNDING
    regret = np.abs(best - table)
    regret[regret < step] = 0.0
    largest, expected = regret.max(axis=1), regret @ weights
    near_largest, near_expected = np.rint(largest / step), np.rint(expected / step)
    return Regret(
        table=regret,
        largest=largest,
        expected=expected,
        minimax=int(np.lexsort((near_expected, near_largest))[0]),
        least_expected=int(np.lexsort((near_largest, near_expected))[0]),
    )


def _read_table(values: ArrayLike) -> NDArray[np.float64]:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(BAD_TABLE.at(values={"fault": "are no table of numbers"})) from None
    if table.ndim != 2 or 0 in table.shape:
        raise InputError(BAD_TABLE.at(values={"fault": f"have the shape {table.shape}"}))
    if not np.isfinite(table).all():
        raise InputError(BAD_TABLE.at(values={"fault": "are not all finite"}))
    return table


def _read_chances(chances: ArrayLike | None, scenarios: int) -> NDArray[np.float64]:
    if chances is None:
        return np.full(scenarios, 1 / scenarios)
    try:
        weights = np.asarray(chances, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(BAD_CHANCES.at(values={"fault": "are no numbers"})) from None
    if weights.shape != (scenarios,):
        raise InputError(BAD_CHANCES.at(values={"fault": f"have the shape {weights.shape} for {scenarios} scenarios"}))
    if not (weights >= 0).all() or abs(weights.sum() - 1) > CHANCE_TOLERANCE:
        raise InputError(BAD_CHANCES.at(values={"fault": "are below 0 or not 1 in all"}))
    return weights
