"""From a day to a checked plan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Literal

from routing.check import check_plan
from routing.constraints import RULES, mandatory_visits
from routing.errors import DoorstepError, Fault, FaultKind, InputError
from routing.limit import Limit, Progress
from routing.objective import Weights
from routing.ortools_model.model import Model
from routing.ortools_model.search import search_model
from routing.plan import Plan
from routing.problem import Problem
from routing.search.hand_over import search_day
from routing.timetable import time_plan
from routing.travel import Travel

__all__ = ["Limit", "Progress", "solve"]

NO_MATRIX = FaultKind("R006", "no travel matrix is given for {mode}, which {worker} uses", "give one for every mode")
NOT_COVERED = FaultKind("R007", "the {mode} travel matrix lacks location {location!r}", "make it over all locations")
BREACH = FaultKind("P901", "the plan found breaks a rule: {message}", "report this fault of ours with the day's files")

Engine = Literal["ortools", "search"]

DEFAULT_WEIGHTS = Weights()
DEFAULT_LIMIT = Limit(seconds=20)


def solve(
    problem: Problem,
    travel: Travel,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    limit: Limit = DEFAULT_LIMIT,
    seed: int = 0,
    engine: Engine = "search",
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Plan:
    """Plan a day: a cheap plan that keeps every rule.

    Parameters
    ----------
    weights
        What the search makes small (``objective.cost``).
    limit
        When it ends. With a limit of solutions alone, the same problem and seed give the same plan.
    seed
        Another seed, another search.
    engine
        "search": ruin and recreate (docs/search.md); OR-Tools works only while it is being compiled, on a machine's
        first run. A limit of solutions counts its rounds. "ortools": OR-Tools alone.
    progress
        Called with the best plan's figures whenever a better one is found, in the caller's thread. What it raises
        ends the search and comes out here.
    stop
        Set it, from another thread or from ``progress``, to get the best plan so far; before there is one, every
        visit is unassigned.

    Returns
    -------
    Plan
        Timed and checked. A mandatory visit nobody can make stays unassigned.

    Raises
    ------
    InputError
        Where a travel matrix is missing or does not cover the day.
    DoorstepError
        Where the plan found breaks a rule: a fault of ours (P901).
    """
    faults = [*_travel_faults(problem, travel)]
    if faults:
        raise InputError(faults)
    model = Model(problem=problem, travel=dict(travel), weights=weights)
    for rule in RULES:
        rule.post(model)
    find_orders = search_model if engine == "ortools" else search_day
    orders = find_orders(model, limit=limit, seed=seed, progress=progress, stop=stop)
    plan = time_plan(problem, travel, orders)
    breaches = [found for found in check_plan(problem, travel, plan) if found.rule != mandatory_visits.UNASSIGNED.rule]
    if breaches:
        raise DoorstepError([BREACH.at(values={"message": found.message}) for found in breaches])
    return plan


def _travel_faults(problem: Problem, travel: Travel) -> Iterator[Fault]:
    for mode in problem.modes:
        if mode not in travel:
            worker = next(worker.id for worker in problem.workers if worker.mode == mode)
            yield NO_MATRIX.at(values={"mode": mode, "worker": worker})
            continue
        for place in problem.locations:
            if place.id not in travel[mode].index:
                yield NOT_COVERED.at(values={"mode": mode, "location": place.id})
