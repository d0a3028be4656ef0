"""A day's way from its files to a checked, explained plan and its map."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from maps.matrix import straight_line_matrix, travel_matrix
from maps.paths import Paths, leg_paths
from maps.profiles import Profiles
from maps.streets import Streets, read_streets
from routing.check import check_plan, drop_misfits
from routing.errors import Fault, FaultKind, InputError, NoWayError
from routing.explain import MOST_REASONS, Explanation, explain_unassigned
from routing.measures import Measures, measure_plan
from routing.objective import cost_parts
from routing.plan import Plan, Violation
from routing.problem import Mode, Problem
from routing.timetable import route_places
from routing.travel import Travel, TravelMatrix
from scenarios.day import Day
from scenarios.place_rows import name_rows
from scenarios.rows import cap_faults

if TYPE_CHECKING:
    from maps.basemap import BaseMap
    from routing.solve import Engine, Limit, Progress

NO_STREETS = FaultKind(
    "D190",
    "the day names no street file",
    'add streets = "FILE" to day.toml, give --streets FILE, or ask for an estimate with --straight-line',
)

Stage = Literal["travel", "search", "check"]


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """A day with its plan and all that is known of it.

    Parameters
    ----------
    streets
        None where travel is a straight-line estimate.
    violations
        What the checker found; for a plan of :func:`plan_day` at most mandatory visits that nobody can make.
    cost
        The parts of the plan's cost by name.
    """

    day: Day
    streets: Streets | None
    travel: Travel
    plan: Plan
    violations: tuple[Violation, ...]
    explanations: tuple[Explanation, ...]
    measures: Measures
    cost: Mapping[str, int]

    @property
    def problem(self) -> Problem:
        """The day's problem."""
        return self.day.problem


def choose_streets(day: Day, *, streets: Path | None = None, straight_line: bool = False) -> Day:
    """Set where travel comes from: a street file, an estimate asked for by name, or what the day itself says.

    Raises
    ------
    InputError
        Where neither the day nor the caller names a street file or asks for the estimate, or the file the day names is
        not there and the caller chooses nothing else.
    """
    if streets is not None:
        return dataclasses.replace(day, streets=streets, missing_streets=None, straight_line=False)
    if straight_line:
        return dataclasses.replace(day, streets=None, missing_streets=None, straight_line=True)
    if day.missing_streets is not None:
        raise InputError(day.missing_streets)
    if day.streets is None and not day.straight_line:
        raise InputError(NO_STREETS.at(file=str(day.source)))
    return day


def measure_travel(day: Day, *, cache: Path | None = None) -> tuple[Streets | None, Travel]:
    """Read the day's streets and work out a travel matrix for every mode in use.

    Raises
    ------
    InputError
        As :func:`choose_streets` and :func:`maps.streets.read_streets`.
    NoWayError
        Where a place is off the network or cannot be reached; every such place is named, for every mode, by its row in
        the day's files.
    """
    day = choose_streets(day)
    streets = None if day.streets is None else read_streets(day.streets)
    return streets, measure_on(day, streets, cache=cache)


def measure_on(
    day: Day, streets: Streets | None, *, cache: Path | None = None, profiles: Profiles | None = None
) -> Travel:
    """Work out a travel matrix for every mode in use on given streets; None: along straight lines, by ``profiles``.

    Raises
    ------
    NoWayError
        As :func:`measure_travel`.
    """
    places = day.problem.locations
    if streets is None:
        return {mode: straight_line_matrix(places, mode, profiles=profiles) for mode in day.problem.modes}
    travel: dict[Mode, TravelMatrix] = {}
    faults: list[Fault] = []
    for mode in day.problem.modes:
        try:
            travel[mode] = travel_matrix(streets, places, mode, cache=cache)
        except NoWayError as error:
            faults += error.faults
    if faults:
        raise NoWayError(cap_faults(name_rows(faults, day.rows)))
    return travel


def plan_day(
    day: Day,
    *,
    limit: Limit,
    seed: int = 0,
    engine: Engine = "search",
    cache: Path | None = None,
    stage: Callable[[Stage], None] = lambda _stage: None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> PlannedDay:
    """Plan a day: travel, solve, check, explain, measure; the parameters are those of :func:`search_day`."""
    streets, travel, plan = search_day(
        day, limit=limit, seed=seed, engine=engine, cache=cache, stage=stage, progress=progress, stop=stop
    )
    stage("check")
    return judge_plan(day, streets, travel, plan)


def search_day(
    day: Day,
    *,
    limit: Limit,
    seed: int = 0,
    engine: Engine = "search",
    cache: Path | None = None,
    stage: Callable[[Stage], None] = lambda _stage: None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> tuple[Streets | None, Travel, Plan]:
    """Find a plan: travel, solve.

    ``stage`` hears what begins; the other parameters are those of :func:`routing.solve.solve` and
    :func:`maps.matrix.travel_matrix`, which also say what is raised.
    """
    from routing.solve import solve  # noqa: PLC0415 - OR-Tools loads only where a plan is made

    stage("travel")
    streets, travel = measure_travel(day, cache=cache)
    stage("search")
    plan = solve(
        day.problem,
        travel,
        weights=day.weights,
        limit=limit,
        seed=seed,
        engine=engine,
        progress=progress,
        stop=stop,
    )
    return streets, travel, plan


def judge_plan(
    day: Day, streets: Streets | None, travel: Travel, plan: Plan, *, most_reasons: int = MOST_REASONS
) -> PlannedDay:
    """Check, explain and measure a plan, whoever made it; ``most_reasons`` as of :func:`explain_unassigned`.

    What does not fit the day at all, such as an unknown visit, is a violation and left out of all else.
    """
    problem = day.problem
    violations = tuple(check_plan(problem, travel, plan))
    plan = drop_misfits(problem, plan)
    return PlannedDay(
        day=day,
        streets=streets,
        travel=travel,
        plan=plan,
        violations=violations,
        explanations=explain_unassigned(problem, travel, plan, weights=day.weights, most_reasons=most_reasons),
        measures=measure_plan(problem, travel, plan),
        cost=cost_parts(problem, travel, plan, day.weights),
    )


def trace_paths(planned: PlannedDay) -> Paths:
    """Find the way along the streets for every leg of the plan; straight lines where travel is an estimate."""
    problem = planned.problem
    legs: dict[Mode, set[tuple[str, str]]] = {}
    for route in planned.plan.routes:
        worker = problem.worker_by_id[route.worker]
        way = itertools.pairwise(route_places(problem, worker, route.stops))
        legs.setdefault(worker.mode, set()).update(leg for leg in way if leg[0] != leg[1])
    if planned.streets is None:
        places = problem.location_by_id
        return {
            mode: {leg: np.array([[places[end].lat, places[end].lon] for end in leg]) for leg in some}
            for mode, some in legs.items()
        }
    return {mode: leg_paths(planned.streets, problem.locations, mode, sorted(some)) for mode, some in legs.items()}


def draw_map(
    planned: PlannedDay,
    *,
    paths: Paths,
    reasons: Mapping[str, Mapping[str, str]],
    breaches: Sequence[Mapping[str, str]],
    lang: str,
    names: bool = False,
    base: BaseMap | None = None,
) -> str:
    """Draw the plan as one self-contained HTML page.

    ``reasons`` say by visit and language why it is unassigned; ``breaches`` say ``planned.violations`` by language;
    ``base`` is what lies under the routes, read from the day's street file where it is not given.
    """
    from maps.basemap import read_base_map  # noqa: PLC0415 - folium loads only where a map is drawn
    from maps.plan_map import plan_map_html  # noqa: PLC0415

    return plan_map_html(
        planned.problem,
        planned.travel,
        planned.plan,
        paths=paths,
        base=base or (None if planned.streets is None else read_base_map(planned.day.streets, planned.streets)),
        reasons=reasons,
        violations=planned.violations,
        violation_texts=breaches,
        lang=lang,
        names=names,
    )
